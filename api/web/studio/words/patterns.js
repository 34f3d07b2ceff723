/** The pattern language in plain words, and how the lists of the draft hear a sentence; pure. */
import { Ear, matches, words } from '../../flow/ear.js';
import { step } from '../../flow/flow.js';

/** One word of a pattern: how exactly it must be typed, and how many words may stand before it. @typedef {{word: string, ending: '' | '*' | '~', gap: number}} Piece */
/** A list as the engine hears it, with where it stands and how its patterns are written. @typedef {import('../../flow/ear.js').Line & {written: string[], path: string, index: number}} List */
/** A sentence to test: what must be heard in it. @typedef {{type: string, lang: string, hears: string, path: string, index: number}} Trap */
/** @typedef {Trap & {heard: string, fine: boolean}} Run */

export const MOST_GAP = 5;
const COUNTS = ['no', 'one', 'two', 'three', 'four', 'five'];

/** A written pattern as the engine looks for it, as content/lexicon.py makes it; empty when no word is left. @param {any} fold @param {string} written */
export function partsOf(fold, written) {
  /** @type {string[]} */
  const parts = [];
  for (const piece of written.split(/\s+/).filter(Boolean)) {
    if (/^~[1-5]$/.test(piece)) {
      parts.push(piece);
      continue;
    }
    const ending = /[*~]$/.test(piece) ? piece.slice(-1) : '';
    const folded = words(fold, piece.slice(0, piece.length - ending.length));
    parts.push(...folded.slice(0, -1));
    if (folded.length) parts.push(`${folded.at(-1)}${ending}`);
  }
  while (parts[0]?.startsWith('~')) parts.shift();
  while (parts.at(-1)?.startsWith('~')) parts.pop();
  return parts;
}

/** A written pattern as a form shows it. @param {string} written @returns {Piece[]} */
export function piecesOf(written) {
  /** @type {Piece[]} */
  const pieces = [];
  let gap = 0;
  for (const piece of written.split(/\s+/).filter(Boolean)) {
    if (/^~[1-5]$/.test(piece)) gap = Number(piece.slice(1));
    else {
      const ending = /** @type {Piece['ending']} */ (/[*~]$/.test(piece) ? piece.slice(-1) : '');
      pieces.push({ word: piece.slice(0, piece.length - ending.length), ending, gap: pieces.length ? gap : 0 });
      gap = 0;
    }
  }
  return pieces;
}

/** What the file holds for it. @param {Piece[]} pieces */
export const writtenOf = (pieces) => pieces.filter(({ word }) => word).flatMap(({ word, ending, gap }, index) => [...(index && gap ? [`~${gap}`] : []), `${word}${ending}`]).join(' ');

/** The words of a typed text, each with what was chosen for it before. @param {string} typed @param {Piece[]} before @returns {Piece[]} */
export function retyped(typed, before) {
  const typing = typed.split(/\s+/).map((word) => word.replace(/[*~]/g, '')).filter(Boolean);
  return typing.map((word, index) => {
    // A word that is being typed on is still the same word; a new one begins with nothing chosen.
    const was = before[index]?.word === word ? before[index] : before.find((one) => one.word === word) ?? (typing.length === before.length ? before[index] : undefined);
    return { word, ending: was?.ending ?? '', gap: index ? was?.gap ?? 0 : 0 };
  });
}

/** "want … die" @param {string} written */
export const shortWords = (written) => piecesOf(written).map(({ word, ending, gap }) => `${gap ? '… ' : ''}${word}${ending === '*' ? '-' : ''}`).join(' ');

/** "up to two words between" and the like; nothing for plain words. @param {string} written @returns {string[]} */
export function notesOf(written) {
  const pieces = piecesOf(written);
  const gaps = pieces.filter(({ gap }) => gap);
  const between = (/** @type {number} */ gap) => `up to ${COUNTS[gap]} ${gap === 1 ? 'word' : 'words'} between`;
  return [
    ...(gaps.length === 1 && pieces.length === 2 ? [between(gaps[0].gap)] : gaps.map(({ word, gap }) => `${between(gap).replace(' between', '')} before “${word}”`)),
    ...pieces.filter(({ ending }) => ending === '*').map(({ word }) => `any ending after “${word}”`),
    ...pieces.filter(({ ending }) => ending === '~').map(({ word }) => `one letter of “${word}” may be wrong`),
  ];
}

/** The whole of it in a sentence. @param {string} written */
export const patternWords = (written) => [shortWords(written), ...notesOf(written)].join(', ');

/** @param {any} value @returns {any[]} */
const list = (value) => (Array.isArray(value) ? value : []);
const FIRST = ['emergency', 'leave', 'erase'];

/** Every list of the draft, emergencies first, as the compiler orders them. @param {any} model @param {any} fold @returns {List[]} */
export function listsOf(model, fold) {
  const found = Object.entries(model?.lexicon ?? {}).flatMap(([path, tree]) => list(tree).map((entry, index) => ({ entry, path, index })).filter(({ entry }) => entry && typeof entry === 'object').map(({ entry, path: file, index }) => {
    const both = list(entry.any).map(String).map((written) => ({ written, parts: partsOf(fold, written) }));
    return { cat: String(entry.cat), lang: String(entry.lang), go: String(entry.go), whole: ['yes', 'true'].includes(entry.whole), any: both.map(({ parts }) => parts), written: both.map(({ written }) => written), path: file, index };
  }));
  const place = (/** @type {List} */ one) => (FIRST.includes(one.cat) ? FIRST.indexOf(one.cat) : FIRST.length);
  return found.sort((one, other) => place(one) - place(other));
}

/** The bundle with these lists in it; a pattern without a word is never heard. @param {any} bundle @param {List[]} lists */
export const listening = (bundle, lists) => ({ ...bundle, lexicon: lists.map(({ any, ...one }) => ({ ...one, any: any.filter((parts) => parts.length) })) });

/** The bundle with what the draft says of topics that no edition could be made of yet. @param {any} bundle @param {any} model */
export function speaking(bundle, model) {
  const text = { ...bundle.text };
  for (const tree of Object.values(model?.phrases ?? {})) {
    const written = tree?.phrases ? Object.entries(tree.phrases) : list(tree?.texts).map((one) => [String(one?.id), one?.text]);
    const said = written.filter(([key, value]) => /^(?:heard|offer)\./.test(key) && typeof value === 'string').map(([key, value]) => [`@${key}`, value]);
    if (said.length && Object.hasOwn(text, tree.lang)) text[tree.lang] = { ...Object.fromEntries(said), ...text[tree.lang] };
  }
  return { ...bundle, text };
}

/**
 * What is heard in a sentence, as the bot hears it at the beginning of a talk, and through which pattern.
 * @param {any} heard  a bundle, `listening` @param {List[]} lists @param {string} lang @param {string} text
 * @returns {{cat: string, list: List | null, written: string, effects: import('../../flow/flow.js').Effect[]}}
 */
export function hearing(heard, lists, lang, text) {
  const [state] = step(heard, null, { t: 'start', lang }, {});
  const [, effects] = step(heard, state, { t: 'text', text }, {});
  const hit = effects.find((one) => one.do === 'heard');
  const cat = hit?.do === 'heard' ? hit.cat : 'none';
  if (cat === 'none') return { cat, list: null, written: '', effects };
  const tokens = new Ear(heard).words(text);
  for (const one of lists.filter((line) => line.cat === cat && (cat === 'emergency' || ['any', lang].includes(line.lang)))) {
    const at = one.any.findIndex((parts) => parts.length > 0 && matches(parts, tokens, one.whole));
    if (at >= 0) return { cat, list: one, written: one.written[at], effects };
  }
  return { cat, list: null, written: '', effects };
}

/** A list that is not there yet: of the same thing, in another language, behind the others of its file. @param {any} model @param {List[]} lists  of one thing @param {string} lang @returns {List} */
export function newList(model, lists, lang) {
  const [{ cat, go, whole, path }] = lists;
  return { cat, lang, go, whole, path, index: list(model?.lexicon?.[path]).length, any: [], written: [] };
}

/** What the file holds for a list that begins with this pattern. @param {List} one @param {string} written */
export const begun = ({ cat, lang, go, whole }, written) => ({ cat, lang, go, ...(whole ? { whole: 'yes' } : {}), any: [written] });

/** The sentences of tests/. @param {any} model @returns {Trap[]} */
export const trapsOf = (model) => Object.entries(model?.tests ?? {}).flatMap(([path, tree]) => list(tree).map((one, index) => ({ type: String(one?.type ?? ''), lang: String(one?.lang ?? ''), hears: String(one?.hears ?? ''), path, index })));

/** Every sentence run, by the rule of the checker (P01). @param {any} bundle @param {List[]} lists @param {Trap[]} traps @returns {Run[]} */
export function run(bundle, lists, traps) {
  const heard = listening(bundle, lists);
  return traps.map((trap) => {
    const lang = bundle.langs.includes(trap.lang) ? trap.lang : bundle.source;
    const { cat } = hearing(heard, lists, lang, trap.type);
    return { ...trap, heard: cat, fine: cat === trap.hears || (lang !== trap.lang && trap.hears !== 'emergency') };
  });
}

/** The lists with a pattern written, changed (`at`), or taken away (null). @param {List[]} lists @param {List} which @param {number} at @param {string | null} written @param {any} fold @returns {List[]} */
export function withPattern(lists, which, at, written, fold) {
  const there = lists.some((one) => one.path === which.path && one.index === which.index) ? lists : [...lists, which];
  return there.map((one) => {
    if (one.path !== which.path || one.index !== which.index) return one;
    const texts = written === null ? one.written.filter((_, index) => index !== at) : at < one.written.length ? one.written.map((was, index) => (index === at ? written : was)) : [...one.written, written];
    return { ...one, written: texts, any: texts.map((text) => partsOf(fold, text)) };
  });
}

/** What would fail that does not now, and what would be put right. @param {Run[]} before @param {Run[]} after */
export const difference = (before, after) => ({ broken: after.filter(({ fine }, index) => !fine && before[index].fine), mended: after.filter(({ fine }, index) => fine && !before[index].fine) });

/** What each list is about. @type {Record<string, string>} */
const CATS = {
  emergency: 'In danger, or wants to die', leave: 'Wants to leave', erase: 'Wants everything erased', numbers: 'Wants numbers', menu: 'Wants the menu', word: 'Wants a safe word',
  sleep: 'Needs a place to sleep', person: 'Wants a person', who: 'Asks who we are', none: 'Nothing',
};
/** An editor's own topic is called as its id reads: needs_food. @param {string} cat */
export const catWords = (cat) => (Object.hasOwn(CATS, cat) ? CATS[cat] : `${cat.charAt(0).toUpperCase()}${cat.slice(1).replaceAll('_', ' ')}`);
