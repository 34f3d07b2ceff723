/** The stages of a talk, changed in every language at once; pure. */
import { sourceOf } from './small_words.js';
import { FRAME } from './where_shown.js';

/** @typedef {import('../trees.js').Change} Change */
/** @typedef {{path: string, changes: Change[]}} Edit */
/** @typedef {{name: string, path: string, lines: string[]}} Stage */

/** The stages that the desk asks for by their names, and what for: they stay as they are called. @type {Record<string, string>} */
export const ASKED_FOR = {
  first_minute: 'The desk offers them as ways to begin.', safety_check: 'The desk offers them as ways to begin.', not_okay: 'The desk offers them where a worker sets a limit.', [FRAME]: 'The desk builds a safety plan of them.',
};

/** @param {any} value @returns {any[]} */
const list = (value) => (Array.isArray(value) ? value : []);
/** @param {any} tree @returns {string[]} */
const namesIn = (tree) => list(tree?.stages).map((one) => String(one?.stage ?? ''));
/** @param {any} stage @returns {string[]} */
const linesIn = (stage) => list(stage?.lines).map((one) => String(one?.id ?? ''));

/** The stages as the source language has them. @param {any} model @returns {Stage[]} */
export function stagesOf(model) {
  const source = sourceOf(model?.project).id;
  return Object.entries(model?.replies ?? {}).filter(([, tree]) => tree?.lang === source)
    .flatMap(([path, tree]) => list(tree.stages).map((stage) => ({ name: String(stage?.stage ?? ''), path, lines: linesIn(stage) })));
}

/** "When they come back" -> `when_they_come_back` @param {string} typed */
export const stageKey = (typed) => typed.toLowerCase().match(/[\p{L}\p{M}\p{N}]+/gu)?.join('_') ?? '';

/** What is wrong with a stage's new name, in words. @param {any} model @param {string} typed @returns {string | null} */
export function wrongStage(model, typed) {
  const key = stageKey(typed);
  if (!key) return 'Write what this part of a talk is called.';
  if (key.length > 40) return 'Make it shorter: 40 letters are room enough.';
  return stagesOf(model).some(({ name }) => name === key) ? 'A stage of this name is there already.' : null;
}

/** The same done to this stage in every language that has it. @param {any} model @param {string} name @param {(index: number, tree: any) => Change[]} change @returns {Edit[]} */
function everywhere(model, name, change) {
  return Object.entries(model?.replies ?? {}).map(([path, tree]) => {
    const index = namesIn(tree).indexOf(name);
    return { path, changes: index < 0 ? [] : change(index, tree) };
  }).filter(({ changes }) => changes.length);
}

/** Before which of these a name stands by that order, as far as they have it; null where it stands so already. @param {string[]} names @param {string} name @param {string[]} order */
function placed(names, name, order) {
  const next = order.slice(order.indexOf(name) + 1).find((one) => names.includes(one));
  const before = next === undefined ? names.length : names.indexOf(next);
  return before === names.indexOf(name) + 1 ? null : before;
}

/** One earlier. @param {string[]} order @param {string} name */
const earlier = (order, name) => { const at = order.indexOf(name); return at < 1 ? order : [...order.slice(0, at - 1), name, order[at - 1], ...order.slice(at + 1)]; };

/** A stage stands one earlier. @param {any} model @param {string} name @returns {Edit[]} */
export function stageUp(model, name) {
  const order = earlier(stagesOf(model).map((one) => one.name), name);
  return everywhere(model, name, (index, tree) => { const before = placed(namesIn(tree), name, order); return before === null ? [] : [{ at: ['stages', index], before }]; });
}

/** A reply stands one earlier in its stage. @param {any} model @param {string} name @param {string} id @returns {Edit[]} */
export function replyUp(model, name, id) {
  const order = earlier(stagesOf(model).find((one) => one.name === name)?.lines ?? [], id);
  return everywhere(model, name, (index, tree) => {
    const ids = linesIn(tree.stages[index]);
    const before = ids.includes(id) ? placed(ids, id, order) : null;
    return before === null ? [] : [{ at: ['stages', index, 'lines', id], before: ids[before] ?? before }];
  });
}

/** @param {any} model @param {string} name @param {string} typed @returns {Edit[]} */
export const stageRenamed = (model, name, typed) => everywhere(model, name, (index) => [{ at: ['stages', index, 'stage'], value: stageKey(typed) }]);

/** Its replies go along, in every language: a desk would go on showing those that stay. @param {any} model @param {string} name @returns {Edit[]} */
export const stageGone = (model, name) => everywhere(model, name, (index) => [{ at: ['stages', index] }]);

/** A stage behind the others, with its first reply. @param {any} model @param {string} typed @param {{id: string, text: string}} reply @returns {Edit[]} */
export function stageBegun(model, typed, reply) {
  const source = sourceOf(model?.project).id;
  const home = Object.entries(model?.replies ?? {}).filter(([, tree]) => tree?.lang === source && Array.isArray(tree.stages)).at(-1);
  return home ? [{ path: home[0], changes: [{ at: ['stages', home[1].stages.length], value: { stage: stageKey(typed), lines: [reply] } }] }] : [];
}
