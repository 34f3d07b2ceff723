/** Which steps a way in may lead to, what is on every screen, and which findings are about them; pure. */
import { DOORS } from '../entrances.js';
import { nameOf } from '../reading.js';
import { sourceOf } from './small_words.js';

/** @typedef {import('../drafts.js').Model} Model */
/** @typedef {import('../reading.js').Step} Step */

/** What youth are promised on every screen, by its step. @type {Record<string, string>} */
export const ALWAYS = { talk: 'The way to a person', numbers: 'The way to the numbers', leave: 'The way out' };

/** @type {Record<string, (step: Step) => boolean>} */
const FITS = {
  hub: ({ kind }) => kind === 'ask', menu: ({ kind }) => kind === 'ask', help: ({ kind, node }) => kind === 'ask' && Boolean(node?.services),
  stop: ({ kind }) => kind === 'end', erase: ({ kind, node }) => kind === 'end' && node.end.wipe === 'yes', decoy: ({ kind }) => kind === 'quiet',
};

/** The steps that a way in may lead to, and the one that it leads to now. @param {Map<string, Step>} steps @param {string} name @param {string} now */
export function placesOf(steps, name, now) {
  const fits = Object.hasOwn(FITS, name) ? FITS[name] : () => true;
  const some = [...steps.values()].filter((one) => one.id === now || fits(one)).map((one) => ({ value: one.id, text: `${one.id}: ${nameOf(one, 44)}` }));
  return steps.has(now) ? some : [{ value: now, text: now ? `${now}: there is no such step` : 'Choose a step' }, ...some];
}

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
  if (code === 'S02') return ['start', 'hub', 'always'].includes(key) && !Object.values(model.flows ?? {}).some((flow) => flow?.steps && Object.hasOwn(flow.steps, key));
  // What can end elsewhere is put right at its step; what is not on every screen, here.
  return { R04: 'talk', R05: 'leave', R06: 'numbers' }[code] !== undefined && !all.includes(/** @type {any} */ ({ R04: 'talk', R05: 'leave', R06: 'numbers' })[code]);
}
