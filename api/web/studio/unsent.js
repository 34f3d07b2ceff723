/** What the relay has not taken yet, kept sealed in this browser until it has. */
import { alike, changed, find, inverse } from './trees.js';

/** @typedef {import('./trees.js').Change} Change */
/** @typedef {import('./trees.js').Tree} Tree */
/**
 * A saving on its way. `base` names the file that it was made from; `was` beside a change is what stood there then.
 * @typedef {object} Saving
 * @property {string} path @property {string | null} base @property {string} says  what it does, for people
 * @property {(Change & {was?: Tree})[]} [changes]  of a form @property {string | null} [text]  of a whole file; null: it goes
 * @property {number} [act]  it goes with the others of this act, all or none
 * @property {{says: string, finding: any}} [refused]  the relay does not take this
 */

const NAME = 'studio:unsent';

export class Unsent {
  /** @param {{getJson: (name: string) => Promise<any>, putJson: (name: string, value: unknown) => Promise<unknown>, remove: (name: string) => Promise<unknown>}} vault */
  constructor(vault) {
    /** @private */ this.vault = vault;
    /** @type {Saving[]} */ this.savings = [];
    /** @private @type {Promise<unknown>} */ this.writing = Promise.resolve();
    /** The act that what is added now belongs to. @private @type {number | undefined} */ this.act = undefined;
  }

  /** Whatever is added meanwhile goes to the relay as one. @param {() => void} add */
  together(add) {
    this.act = 1 + Math.max(0, ...this.savings.map(({ act }) => act ?? 0));
    try {
      add();
    } finally {
      this.act = undefined;
    }
  }

  /** What a crash, a closed tab or a locked studio left behind. */
  async open() {
    this.savings = (await this.vault.getJson(NAME)) ?? [];
  }

  /** Settles once what is unsent now rests on this disk. @returns {Promise<unknown>} */
  keep() {
    const now = [...this.savings];
    this.writing = this.writing.catch(() => null).then(() => (now.length ? this.vault.putJson(NAME, now) : this.vault.remove(NAME)));
    return this.writing;
  }

  /** The one to send next, with all that goes with it. @returns {Saving[]} */
  next() {
    const first = this.savings.find(({ refused }) => !refused);
    return first ? this.withIt(first) : [];
  }

  /** All that is saved or given up with this one. @param {Saving} saving */
  withIt(saving) {
    return saving.act === undefined ? [saving] : this.savings.filter(({ act }) => act === saving.act);
  }

  /** @param {string} path @returns {Saving | null} */
  refusedOf(path) {
    return this.savings.find((one) => one.path === path && one.refused) ?? null;
  }

  /** Add a form's changes; what is typed into one field is one change. @param {string} path @param {string | null} base @param {Change[]} changes @param {Tree} tree @param {string} says @param {Saving[]} sending */
  addChanges(path, base, changes, tree, says, sending) {
    const { act } = this;
    // Of one act each file is one saving; else only what was added last goes on.
    let last = act === undefined ? this.savings.at(-1) : this.savings.find((one) => one.act === act && one.path === path);
    if (!last?.changes || last.path !== path || last.act !== act || sending.includes(last) || last.refused) {
      last = { path, base, says, changes: [], ...(act === undefined ? {} : { act }) };
      this.savings.push(last);
    }
    let here = tree;
    for (const change of changes) {
      const before = last.changes?.at(-1);
      const again = before !== undefined && change.value !== undefined && before.value !== undefined && before.was !== undefined && JSON.stringify(before.at) === JSON.stringify(change.at);
      if (again) before.value = change.value;
      else last.changes?.push({ ...change, was: find(here, change.at) });
      here = changed(here, change);
    }
  }

  /** @param {string} path @param {string | null} base @param {string | null} text @param {string} says @param {Saving[]} sending */
  addText(path, base, text, says, sending) {
    const { act } = this;
    const same = this.savings.find((one) => one.path === path && one.text !== undefined && one.act === act && !sending.includes(one));
    if (!same) return void this.savings.push({ path, base, text, says, ...(act === undefined ? {} : { act }) });
    same.text = text;
    delete same.refused;
    return undefined;
  }

  /** Give it up, and what goes with it: half an act is no act. @param {Saving} saving */
  drop(saving) {
    const gone = this.withIt(saving);
    this.savings = this.savings.filter((one) => !gone.includes(one));
  }

  /** The file has a new name since a saving of ours: what follows was made from that. @param {string} path @param {string | null} was @param {string | null} hash */
  follow(path, was, hash) {
    for (const one of this.savings) if (one.path === path && one.base === was && !one.refused) one.base = hash;
  }

  /**
   * The file is another's now: changes at places that they left alone stand on it just as well, and those that it holds already are done.
   * @param {string} path @param {string | null} hash @param {Tree} tree @returns {boolean} whether all of ours still stand
   */
  standOn(path, hash, tree) {
    let here = tree;
    for (const one of this.savings.filter((saving) => saving.path === path && !saving.refused)) {
      if (one.base === hash) {
        here = (one.changes ?? []).reduce(changed, here);
        continue;
      }
      if (!one.changes || !one.changes.every((change) => alike(find(here, change.at), change.was) || alike(find(here, change.at), change.value))) return false;
      one.changes = one.changes.filter((change) => change.before !== undefined || !alike(find(here, change.at), change.value));
      for (const change of one.changes) here = changed(here, change);
      one.base = hash;
      if (!one.changes.length) this.savings = this.savings.filter((other) => other !== one);
    }
    return true;
  }

  /** A file's tree with everything of ours in it. @param {string} path @param {Tree} tree @returns {Tree} */
  over(path, tree) {
    return this.savings.filter((one) => one.path === path && one.changes).reduce((here, one) => (one.changes ?? []).reduce(changed, here), tree);
  }
}

/** What takes these changes back. @param {Tree} tree @param {Change[]} changes @returns {Change[]} */
export function backwards(tree, changes) {
  /** @type {Change[]} */
  const back = [];
  let here = tree;
  for (const change of changes) {
    back.unshift(inverse(here, change));
    here = changed(here, change);
  }
  return back;
}
