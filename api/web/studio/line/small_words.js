/** The small words and the workers' replies of the source language: listed, looked through, written. */
import { examples, phrase } from '../showing.js';
import { sieve } from '../translate/rows.js';
import { find } from '../trees.js';
import { FILLS, FRAME, GROUPS, shownAt, stageName } from './where_shown.js';

/** @typedef {import('../drafts.js').Model} Model */
/**
 * One text of the source language: where it stands in the files, and where youth meet it.
 * @typedef {{id: string, key: string, of: 'phrase' | 'reply', path: string, at: import('../trees.js').At, text: string, group: string, title: string} & import('./where_shown.js').Shown} Small
 */

/** @param {any} value @returns {any[]} */
const list = (value) => (Array.isArray(value) ? value : []);

/** The language that the flows are written in. @param {any} project @returns {{id: string, name: string}} */
export const sourceOf = (project) => list(project?.languages).find((one) => one?.state === 'source') ?? { id: 'en', name: 'English' };

/** Every small word, by group. @param {Model} model @returns {Small[]} */
export function phrasesOf(model) {
  const source = sourceOf(model.project).id;
  const found = Object.entries(model.phrases ?? {}).filter(([, tree]) => tree?.lang === source && tree.phrases && typeof tree.phrases === 'object').flatMap(([path, tree]) => Object.entries(tree.phrases)
    .map(([key, text]) => { const shown = shownAt(key); return { id: `@${key}`, key, of: /** @type {const} */ ('phrase'), path, at: ['phrases', key], text: String(text ?? '').replace(/\n+$/, ''), ...shown, title: GROUPS[shown.group] }; }));
  const order = Object.keys(GROUPS);
  return found.sort((one, other) => order.indexOf(one.group) - order.indexOf(other.group));
}

/** Every reply that workers have at hand, by stage. @param {Model} model @returns {Small[]} */
export function repliesOf(model) {
  const source = sourceOf(model.project).id;
  return Object.entries(model.replies ?? {}).filter(([, tree]) => tree?.lang === source).flatMap(([path, tree]) => list(tree.stages).flatMap((stage, index) => list(stage?.lines).map((line) => ({
    id: `reply:${line?.id}`, key: String(line?.id ?? ''), of: /** @type {const} */ ('reply'), path, at: ['stages', index, 'lines', String(line?.id ?? '')], text: String(line?.text ?? '').replace(/\n+$/, ''),
    group: String(stage?.stage ?? ''), title: stageName(String(stage?.stage ?? '')), kind: /** @type {const} */ ('message'), where: stage?.stage === FRAME ? 'A line of the safety plan' : 'A worker sends it with one press, or changes it first', fills: [],
  }))));
}

/** Those of a group that hold the words looked for, read as the bot reads words. @param {Small[]} all @param {{group: string, find: string}} wanted @param {any} fold */
export function looked(all, { group, find: words }, fold) {
  const through = sieve({ show: 'all', kind: '', find: words }, fold);
  return all.filter((one) => (!group || one.group === group) && through({ row: /** @type {any} */ ({ id: one.id, kind: one.of, source: `${one.where} ${one.title}` }), text: one.text, state: 'done' }));
}

/** What writes a text; what youth read never becomes empty. @param {Small} one @param {any} tree  of its file @param {string} typed @returns {import('../trees.js').Change[]} */
export function writes(one, tree, typed) {
  if (!typed.trim()) return [];
  const at = one.of === 'reply' ? [...one.at, 'text'] : one.at;
  const before = String(find(tree, at) ?? '');
  return [{ at, value: typed.includes('\n') || before.endsWith('\n') ? `${typed.replace(/\n+$/, '')}\n` : typed }];
}

/** What must stay in a text and is gone, and what nothing fills in there. @param {Small} one @param {string} text */
export function kept(one, text) {
  const names = [...new Set(text.match(/\{[^{}]*\}/g) ?? [])].map((name) => name.slice(1, -1));
  // An hour may be told in either way; an offer of the bot is filled in as a message of a step is.
  const lacks = one.fills.filter((name) => !names.includes(name) && !(name === 'hour' && names.includes('hour24')));
  const fine = (/** @type {string} */ name) => one.fills.includes(name) || name.startsWith('service:') || (name === 'hour24' && one.fills.includes('hour')) || (['heard', 'other'].includes(one.group) && Object.hasOwn(FILLS, name));
  return { lacks: lacks.map(braced), odd: names.filter((name) => !fine(name)).map(braced) };
}

/** @param {string} name */
const braced = (name) => `{${name}}`;

/** A text as it would be read, with an example for all that only the moment knows. @param {string} text @param {import('../showing.js').Seen} seen @param {string} key */
export function example(text, seen, key) {
  const said = (/** @type {string} */ name) => phrase(seen.edition, seen.lang, name);
  const asked = key.split('.')[0];
  const more = {
    ...examples(seen), new: seen.edition?.names?.[1] ?? '', number: '988', say: 'CONNECT', hours: '8:00 am - 8:00 pm', hour: '4', hour24: '16', minute: '00', twin: said(`zone.${seen.edition?.twin_zone}`),
    why: said(asked === 'transfer' ? 'transfer.why.leaving' : `${asked}.why.police`), who: key === 'card.for' ? '13 to 24' : said(`${asked}.who.police`),
  };
  return text.replace(/\{([^{}]*)\}/g, (whole, name) => (Object.hasOwn(more, name) && /** @type {any} */ (more)[name]) || whole);
}
