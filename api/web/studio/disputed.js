/** A colleague wrote into the very places that we wrote into: which, and what goes if theirs stay. */
import { alike, changed, find } from './trees.js';

/** @typedef {import('./trees.js').Tree} Tree */
/** @typedef {import('./unsent.js').Saving} Saving */
/** @typedef {NonNullable<Saving['changes']>[number]} Made */
/**
 * Somebody saved the same words: theirs and ours, for a person to choose. `files` are those of the act that it belongs to, `going` is what we give up of this file if theirs stay.
 * @typedef {{saving: Saving, files: string[], by: string, at: number | null, theirs: string | null, hash: string | null, going: Made[], places: {at: import('./trees.js').At, was?: Tree, mine?: Tree, theirs?: Tree}[]}} Conflict
 */

/** The changes whose place holds neither what stood there nor what they put there, in a file as a colleague left it. @param {Made[]} changes @param {Tree | undefined} tree @returns {Made[]} */
export function disputed(changes, tree) {
  /** @type {Made[]} */
  const found = [];
  let here = tree;
  for (const change of changes) {
    const now = find(here, change.at);
    if (here !== undefined && (alike(now, change.was) || alike(now, change.value))) here = changed(here, change);
    else found.push(change);
  }
  return found;
}

/** What stands in dispute, each place once, and all that goes with it: what one press did is no half. @param {Saving} saving @param {Tree | undefined} tree  as theirs @returns {Pick<Conflict, 'going' | 'places'>} */
export function inDispute({ changes = [], act }, tree) {
  const both = disputed(changes, tree);
  const presses = new Set(both.map(({ press }) => press));
  const going = changes.filter((one) => act !== undefined || both.includes(one) || (one.press !== undefined && presses.has(one.press)));
  /** @type {Map<string, Conflict['places'][number]>} */
  const places = new Map();
  for (const { at, was, value } of both) {
    const name = JSON.stringify(at);
    places.set(name, { at, was: places.has(name) ? places.get(name)?.was : was, mine: value, theirs: find(tree, at) });
  }
  return { going, places: [...places.values()] };
}

/** A change as it is made in a file as theirs: what was to stand before a row that they took away stands at the end. @param {Made} change @param {Tree | undefined} tree @returns {Made} */
export function placed(change, tree) {
  const above = change.at.slice(0, -1);
  const home = find(/** @type {Tree} */ (tree), above);
  if (change.before === undefined || !home || typeof home !== 'object' || find(home, [change.before]) !== undefined) return change;
  return { ...change, before: Object.keys(home).length };
}

/** Our changes as made over theirs, when ours stay. @param {Made[]} changes @param {Tree | undefined} tree @returns {Made[]} */
export function overTheirs(changes, tree) {
  let here = tree;
  return changes.map((made) => {
    const change = placed(made, here);
    const was = find(here, change.at);
    here = here === undefined ? here : changed(here, change);
    return { ...change, was };
  });
}
