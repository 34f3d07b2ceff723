/** What is on every screen, its words, and which findings are about where people come in; pure. */
import { DOORS } from '../entrances.js';
import { sourceOf } from './small_words.js';

/** @typedef {import('../drafts.js').Model} Model */

/** What youth are promised on every screen, by its step. @type {Record<string, string>} */
export const ALWAYS = { talk: 'The way to a person', numbers: 'The way to the numbers', leave: 'The way out' };

/** What is on every screen, and the file that says so. @param {Model} model @returns {{path: string, all: string[]}} */
export function alwaysIn(model) {
  const flows = Object.entries(model.flows ?? {});
  const [path, flow] = flows.find(([, one]) => Array.isArray(one?.always)) ?? flows.find(([, one]) => one?.start) ?? flows[0] ?? ['', {}];
  return { path, all: Array.isArray(flow?.always) ? flow.always.map(String) : [] };
}

/** The small words of the source language. @param {Model} model @returns {[string, any]} */
const wordsOf = (model) => Object.entries(model.phrases ?? {}).find(([, tree]) => tree?.lang === sourceOf(model.project).id && tree.phrases && typeof tree.phrases === 'object') ?? ['', null];

/** What the button of a way says: a small word of its step's name. @param {Model} model @param {string} id */
export const labelOf = (model, id) => { const words = wordsOf(model)[1]?.phrases; return words && Object.hasOwn(words, id) ? String(words[id]).trim() : ''; };

/** What puts one more button on every screen: its words first, so that it never stands there without. @param {Model} model @param {string} id @param {string} label  empty: they are there @returns {{path: string, changes: import('../trees.js').Change[]}[]} */
export function alwaysPut(model, id, label) {
  const { path, all } = alwaysIn(model);
  return [...(label ? [{ path: wordsOf(model)[0], changes: [{ at: ['phrases', id], value: label }] }] : []), { path, changes: [{ at: ['always'], value: [...all, id] }] }];
}

/** Whether a finding is about where people come in. @param {Model} model @param {Pick<import('../drafts.js').Finding, 'code' | 'file' | 'key'>} finding */
export function isOfWays(model, { code, file, key = '' }) {
  const { all } = alwaysIn(model);
  if (['S02', 'R07'].includes(code) && file === 'project.yaml') return Object.hasOwn(DOORS, key);
  if (['S02', 'R07'].includes(code)) return ['start', 'hub', 'always'].includes(key) && !Object.values(model.flows ?? {}).some((flow) => flow?.steps && Object.hasOwn(flow.steps, key));
  // What can end elsewhere is put right at its step; what is not on every screen, here.
  return { R04: 'talk', R05: 'leave', R06: 'numbers' }[code] !== undefined && !all.includes(/** @type {any} */ ({ R04: 'talk', R05: 'leave', R06: 'numbers' })[code]);
}
