/** Where youth come in: the beginning, the menu, every screen, commands and moments, heard words; pure. */
import { catWords } from './words/patterns.js';

/** `of`: what leads there; `says`: the same in a few words, as it stands in a list. @typedef {{of: 'start' | 'hub' | 'always' | 'door' | 'heard' | 'led', name: string, to: string, says: string}} Entrance */
/** @typedef {import('./reading.js').Step} Step */

/** What each door is for, in the order of a talk. @type {Record<string, string>} */
export const DOORS = {
  menu: 'The command /menu', help: 'The command /help, and whenever something is broken', talk: 'The command /talk, and whoever taps a knock', stop: 'The command /stop', erase: 'The command /erase, /delete or /clear',
  wait: 'While they wait for a person', chat: 'Whoever comes back while a talk goes on', note: 'When they write a note for later', sorry: 'When nobody came in time', closed: 'When no one is on call', over: 'When a talk is over', decoy: 'When they type their safe word',
};

/** @param {any} value @returns {any} */
const block = (value) => (value && typeof value === 'object' && !Array.isArray(value) ? value : {});
/** @param {any} value @returns {any[]} */
const list = (value) => (Array.isArray(value) ? value : []);

/** Every way in. @param {import('./drafts.js').Model} model @returns {Entrance[]} */
export function entrancesOf(model) {
  const flows = Object.values(model.flows ?? {}).map(block);
  const heard = new Map(Object.values(model.lexicon ?? {}).flatMap(list).filter((one) => one?.cat && one?.go).map((one) => [`${one.cat} ${one.go}`, one]));
  return [
    ...flows.filter(({ start }) => start).map(({ start }) => ({ of: /** @type {const} */ ('start'), name: 'start', to: String(start), says: 'every talk begins there' })),
    ...flows.filter(({ hub }) => hub).map(({ hub }) => ({ of: /** @type {const} */ ('hub'), name: 'hub', to: String(hub), says: 'it is the menu, where everybody lands whose step is gone' })),
    ...flows.flatMap(({ always }) => list(always).map((to) => ({ of: /** @type {const} */ ('always'), name: String(to), to: String(to), says: 'its button is on every screen' }))),
    ...Object.entries(block(model.project?.doors)).map(([name, to]) => ({ of: /** @type {const} */ ('door'), name, to: String(to), says: `${DOORS[name] ?? name} leads there` })),
    ...[...heard.values()].map(({ cat, go }) => ({ of: /** @type {const} */ ('heard'), name: String(cat), to: String(go), says: `the words of “${catWords(String(cat))}” lead there` })),
    ...flows.flatMap(({ redirect }) => Object.entries(block(redirect)).map(([old, to]) => ({ of: /** @type {const} */ ('led'), name: old, to: String(to), says: `youth who stand at “${old}”, which is gone, go on there` }))),
  ];
}

/** Every step that somebody can come to, as the checker reckons it (R01). @param {Map<string, Step>} steps @param {Entrance[]} entrances @returns {Set<string>} */
export function reached(steps, entrances) {
  const open = entrances.map(({ to }) => to);
  /** @type {Set<string>} */
  const seen = new Set();
  while (open.length) {
    const id = /** @type {string} */ (open.pop());
    const step = steps.get(id);
    if (!step || seen.has(id)) continue;
    seen.add(id);
    open.push(...step.ways.filter(({ kind }) => kind !== 'heard').map(({ to }) => to));
  }
  return seen;
}
