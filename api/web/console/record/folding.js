/** Folds staff-scope payloads into the care record of a conversation: the newest of each form counts. */

import { HANDOVER, KINDS, OUTCOMES, REPORT, answersOf } from './kinds.js';

/** @typedef {import('./kinds.js').Answers} Answers */
/** @typedef {import('../desk/story.js').Entry} Entry */
/** @typedef {import('../desk/story.js').People} People */
/** @typedef {import('../desk/speaking.js').Outgoing} Outgoing */

/**
 * @typedef {object} Kept  one version of one form, as somebody kept it
 * @property {string} id
 * @property {string} by  the device
 * @property {string} whose  the person, on whichever device
 * @property {string} label
 * @property {number} at
 * @property {Answers} answers
 * @property {'sealed' | 'held' | 'sending' | 'failed'} state  held: rests on this device until a colleague may read it
 * @property {string | null} says
 */
/** @typedef {Kept & {read: Map<string, string>}} Handover  read: the names of the persons who have read it */
/**
 * @typedef {object} CareRecord
 * @property {Record<string, Kept[]>} forms  by kind, oldest first; the last one holds
 * @property {string} me  the person who looks
 * @property {Map<string, Kept[]>} reports  by the person who knows: nobody can complete another's (s. 125)
 * @property {Handover[]} handovers
 * @property {{by: string, label: string, outcome: string, words: string, at: number}[]} outcomes
 * @property {number} newer  forms of a version that this page does not know
 */

/**
 * A payload counts only in staff scope and only from a worker or supervisor: the youth's end cannot fill in a form.
 * @param {Entry[]} entries
 * @param {Outgoing[]} outbox  mine that no colleague may read yet, or that are on their way
 * @param {People} people
 * @returns {CareRecord}
 */
export function recordOf(entries, outbox, people) {
  /** @type {CareRecord} */
  const record = { me: people.person(people.me), forms: {}, reports: new Map(), handovers: [], outcomes: [], newer: 0 };
  for (const entry of entries) {
    if (entry.kind !== 'message' || entry.scope !== 1 || !entry.payload || people.side(entry.sender) !== 'staff') continue;
    const whose = people.person(entry.sender);
    take(record, entry.payload, { id: entry.mid, by: entry.sender, whose, label: whose === record.me ? 'You' : people.label(entry.sender), at: entry.ts, state: 'sealed', says: null });
  }
  for (const item of outbox) {
    if (item.scope !== 1 || entries.some((entry) => entry.mid === item.mid)) continue;
    const state = item.state === 'held' || item.state === 'failed' ? item.state : 'sending';
    take(record, item.payload, { id: item.id, by: people.me, whose: record.me, label: 'You', at: item.at, state, says: item.says });
  }
  return record;
}

/**
 * @param {CareRecord} record
 * @param {Record<string, any>} payload
 * @param {Omit<Kept, 'answers'>} head
 */
function take(record, payload, head) {
  if (payload.t === 'handover') {
    record.handovers.push({ ...head, answers: answersOf(HANDOVER, payload), read: new Map() });
    return;
  }
  if (payload.t !== 'form' || typeof payload.form !== 'string') return;
  if (payload.form === 'read') {
    for (const handover of record.handovers) if (handover.id === payload.of) handover.read.set(head.whose, head.label);
    return;
  }
  if (payload.form === 'outcome') {
    const known = OUTCOMES.find(([value]) => value === payload.outcome);
    if (known) record.outcomes.push({ by: head.by, label: head.label, outcome: known[0], words: known[1], at: head.at });
    return;
  }
  const questions = payload.form === 'report' ? REPORT : Object.hasOwn(KINDS, payload.form) ? KINDS[payload.form].questions : null;
  if (!questions) return;
  if (payload.version !== 1) {
    record.newer += 1;
    return;
  }
  const kept = { ...head, answers: answersOf(questions, payload.answers) };
  if (payload.form === 'report') record.reports.set(head.whose, [...(record.reports.get(head.whose) ?? []), kept]);
  else (record.forms[payload.form] ??= []).push(kept);
}

/** The newest of a kind. @param {CareRecord} record @param {string} kind @returns {Kept | undefined} */
export const latest = (record, kind) => record.forms[kind]?.at(-1);

/** A report is made once there is a number, a time and an answer. @param {Kept[] | undefined} versions */
export function reportMade(versions) {
  const answers = versions?.at(-1)?.answers;
  return Boolean(answers?.number && answers.called_at && answers.outcome && answers.told && (answers.told === 'yes' || answers.why));
}

/** Handovers of colleagues that I have read on none of my devices. @param {CareRecord} record */
export const unread = (record) => record.handovers.filter(({ whose, read }) => whose !== record.me && !read.has(record.me));

/**
 * What a new form begins with: the last one of its kind, and for the risk what the safety check already learned.
 * @param {CareRecord} record
 * @param {string} kind
 * @returns {Answers}
 */
export function beginning(record, kind) {
  if (kind === 'safety-check') return {};
  const last = latest(record, kind)?.answers;
  if (last || kind !== 'risk') return { ...last };
  const check = latest(record, 'safety-check')?.answers ?? {};
  return Object.fromEntries(Object.entries(check).filter(([id]) => ['plan', 'means', 'when'].includes(id)));
}
