/** What leads from a topic, what would be lost with it, and what takes it away; pure. */
import { entrancesOf, reached } from '../entrances.js';
import { flowsOf, stepsOf } from '../reading.js';
import { catWords, difference, run, trapsOf } from './patterns.js';

/** @typedef {import('./patterns.js').List} List */
/** `needs`: steps that nobody could come to any more; `stays`: why it can never go; `sentences`: to test, which go with it. @typedef {{go: string[], patterns: number, spoken: number, sentences: string[], broken: string[], needs: string[], stays: string | null}} Leaving */

/** Topics that the program itself counts on. @type {Record<string, string>} */
const STAYS = {
  emergency: 'Words for danger are heard in every language, always. So this topic stays. A pattern that is heard wrongly is changed, or taken away, by itself.',
  leave: 'Whoever types that they want out must get out. So this topic stays.',
  numbers: 'Whoever types for help must find the numbers. So this topic stays.',
  erase: 'Youth are told that they can type this. So this topic stays.',
};

/** @param {any} value @returns {any[]} */
const list = (value) => (Array.isArray(value) ? value : []);
/** @param {string} cat */
const keysOf = (cat) => [`heard.${cat}`, `offer.${cat}`];

/** The places where the bot speaks of a topic, by file. @param {any} model @param {string} cat @returns {{path: string, changes: import('../trees.js').Change[]}[]} */
function spokenAt(model, cat) {
  return Object.entries(model.phrases ?? {}).map(([path, tree]) => ({ path, changes: keysOf(cat)
    .flatMap((key) => (tree?.phrases ? (Object.hasOwn(tree.phrases, key) ? [{ at: ['phrases', key] }] : []) : list(tree?.texts).some((one) => one?.id === key) ? [{ at: ['texts', key] }] : [])) })).filter(({ changes }) => changes.length);
}

/** @param {{model: any, bundle: any, lists: List[], runs: import('./patterns.js').Run[]}} here @param {string} cat @returns {Leaving} */
export function leavingTopic({ model, bundle, lists, runs }, cat) {
  const ours = lists.filter((one) => one.cat === cat);
  const steps = stepsOf(flowsOf(model));
  const entrances = entrancesOf(model);
  const left = reached(steps, entrances.filter(({ of, name }) => of !== 'heard' || name !== cat));
  const rest = lists.filter((one) => one.cat !== cat);
  const traps = trapsOf(model);
  return {
    go: [...new Set(ours.map(({ go }) => go))], patterns: ours.reduce((sum, { written }) => sum + written.length, 0), spoken: spokenAt(model, cat).length,
    sentences: traps.filter(({ hears }) => hears === cat).map(({ type }) => type),
    broken: difference(runs, run(bundle, rest, traps)).broken.filter(({ hears }) => hears !== cat).map(({ type }) => type),
    needs: [...reached(steps, entrances)].filter((id) => !left.has(id)), stays: Object.hasOwn(STAYS, cat) ? STAYS[cat] : null,
  };
}

/** Everything that takes it away, file by file: its lists first, so that none ever stands without its words. @param {{model: any, lists: List[]}} here @param {string} cat @returns {import('./topic.js').Edit[]} */
export function editsAway({ model, lists }, cat) {
  const says = `The topic “${catWords(cat)}” taken away`;
  /** From the last to the first: what stands before keeps its place. @param {{path: string, index: number}[]} rows */
  const rowsOf = (rows) => [...new Set(rows.map(({ path }) => path))].map((path) => ({ path, changes: rows.filter((one) => one.path === path).map(({ index }) => index).sort((one, other) => other - one).map((index) => ({ at: [index] })), says }));
  return [...rowsOf(lists.filter((one) => one.cat === cat)), ...rowsOf(trapsOf(model).filter(({ hears }) => hears === cat)), ...spokenAt(model, cat).map((one) => ({ ...one, says }))];
}
