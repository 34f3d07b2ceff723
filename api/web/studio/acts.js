/** What was done in this studio, act by act: each is taken back as one, and never with another. */

import { alike, find } from './trees.js';

/** @typedef {import('./trees.js').Change} Change */
/** @typedef {import('./trees.js').Tree} Tree */
/**
 * One file's part of an act, and what takes it back; `left`: what the act left in the places of its changes, `hash`: the file that it left.
 * @typedef {{path: string, says: string, changes: Change[] | null, text?: string | null, act?: number, left?: (Tree | undefined)[], hash?: string | null}} Done
 */

const MOST = 100;

export class Acts {
  constructor() {
    /** @type {Done[]} */ this.done = [];
    /** The act that is going on, or was last: its number is never used again. */ this.now = 0;
    /** @private */ this.joining = false;
    /** Whether nothing more belongs to the last act, as its field was left. @private */ this.settled = true;
  }

  get last() {
    return this.done.at(-1);
  }

  /** Whether what is typed now may still belong to the last act. */
  get goesOn() {
    return !this.settled && !this.joining && this.last?.act === this.now;
  }

  /** Whether the last act can be taken back. */
  get held() {
    return this.last?.act === this.now;
  }

  /** Something is changed; with null it cannot be taken back. @param {Done | null} one */
  add(one) {
    if (!this.joining) this.now += 1;
    this.settled = false;
    if (one) this.done.push({ ...one, act: this.now });
    const acts = new Set([...new Set(this.done.map(({ act }) => act))].slice(-MOST));
    this.done = this.done.filter(({ act }) => acts.has(act));
  }

  /** Whatever is changed meanwhile is one act. @param {() => void} change */
  together(change) {
    this.now += 1;
    this.joining = true;
    try {
      change();
    } finally {
      this.joining = false;
      this.settle();
    }
  }

  settle() {
    this.settled = true;
  }

  /** My saving made another file of the one that an act left; a colleague's saving in between breaks this chain. @param {string} path @param {string | null} base @param {string | null} hash */
  follow(path, base, hash) {
    for (const one of this.done) if (one.path === path && one.hash === base) one.hash = hash;
  }

  /** The last act, its newest part first; it is not there any more. @returns {Done[]} */
  take() {
    const act = this.last?.act;
    const taken = this.done.filter((one) => one.act === act).reverse();
    this.done = this.done.filter((one) => one.act !== act);
    this.now += 1;
    this.settle();
    return taken;
  }
}

/** What stands in the places that an act's way back goes to. @param {Change[]} changes @param {Tree} tree */
export const standing = (changes, tree) => changes.map(({ at }) => find(tree, at));

/** Whether what an act left stands there still; what a colleague put there since is nobody's to take back unseen. @param {Done} one @param {Tree} tree @param {string | null} hash */
export function asLeft(one, tree, hash) {
  const { changes, left } = one;
  if (changes) return !left || standing(changes, tree).every((now, index) => alike(now, left[index]));
  return one.hash === undefined || one.hash === hash;
}
