/** Finds words in what this device has opened: messages, notes, forms and handovers, in memory only. */

import { HANDOVER, KINDS, REPORT, answerWords, asked } from '../record/kinds.js';

/** @typedef {import('../desk/talk.js').Talk} Talk */
/** @typedef {import('../record/folding.js').Kept} Kept */
/** @typedef {import('../record/kinds.js').Question} Question */
/** @typedef {{before: string, hit: string, after: string}} Place  a hit with what stands around it */
/** @typedef {Place & {talk: Talk, id: string, from: string, at: number, kind: string, page: string | null}} Hit  page: of the care record, where it stands there */

const AROUND = 48;

/** Small letters without accents, one for one, so that a place in the folded text is a place in the text. @param {string} text */
export function folded(text) {
  return Array.from(text, (letter) => {
    const small = letter.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
    return small.length === letter.length ? small : letter;
  }).join('');
}

/**
 * Conversations whose words I may look at: mine, those I read along in, and every closed one that this device can still open.
 * What waits stays covered, also from a search, with what colleagues wrote about it.
 * @param {Iterable<Talk>} talks
 * @param {string} me
 */
export function searchable(talks, me) {
  return [...talks].filter(({ row, unlocked }) => row && row.state !== 'waiting' && (unlocked || row.claimed_by === me || (row.state === 'closed' && row.reads)));
}

/**
 * Every hit, the newest first; all words must stand in the same message, or in the same form.
 * @param {Talk[]} talks
 * @param {string} wanted
 * @returns {Hit[]}
 */
export function find(talks, wanted) {
  const words = folded(wanted).split(/\s+/).filter(Boolean);
  if (!words.length || words.join('').length < 2) return [];
  // Turned round first: of what arrived in the same moment, too, the newest stands first.
  return talks.flatMap((talk) => [...said(talk, words), ...written(talk, words)]).reverse().sort((a, b) => b.at - a.at);
}

/** Messages and notes. @param {Talk} talk @param {string[]} words @returns {Hit[]} */
function said(talk, words) {
  return talk.story.items.flatMap((item) => {
    const place = item.kind === 'bubble' && !item.retracted ? placeIn(item.body, words) : null;
    return place && item.kind === 'bubble' ? [{ ...place, talk, id: item.id, from: item.name, at: item.at, kind: item.note ? 'Note for the team' : 'Message', page: null }] : [];
  });
}

/** The care record. @param {Talk} talk @param {string[]} words @returns {Hit[]} */
function written(talk, words) {
  const { forms, reports, handovers } = talk.record;
  /** A version begins as the one before it: only the newest that has the words is shown. @param {Kept[]} versions @param {Question[]} questions @param {string} kind @param {string} page */
  const newest = (versions, questions, kind, page) => {
    for (const kept of [...versions].reverse()) {
      const place = placeIn(asked(questions, kept.answers).map((one) => answerWords(one, kept.answers)).filter(Boolean).join(' · '), words);
      if (place) return [{ ...place, talk, id: kept.id, from: kept.label, at: kept.at, kind, page }];
    }
    return [];
  };
  return [
    ...Object.entries(forms).flatMap(([page, versions]) => newest(versions, KINDS[page].questions, KINDS[page].title, page)),
    ...[...reports.values()].flatMap((versions) => newest(versions, REPORT, 'Duty to report', 'report')),
    ...handovers.flatMap((one) => newest([one], HANDOVER, 'Handover', 'handover')),
  ];
}

/** Where the first word stands, if all do. @param {string} body @param {string[]} words @returns {Place | null} */
function placeIn(body, words) {
  const text = folded(body);
  const at = text.indexOf(words[0]);
  if (at < 0 || !words.every((word) => text.includes(word))) return null;
  const end = at + words[0].length;
  const start = Math.max(0, at - AROUND);
  return { before: (start > 0 ? '…' : '') + body.slice(start, at), hit: body.slice(at, end), after: body.slice(end, end + AROUND) + (end + AROUND < body.length ? '…' : '') };
}
