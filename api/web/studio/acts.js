/** What was done in this studio, act by act: each is taken back as one, and never with another. */

/** @typedef {import('./trees.js').Change} Change */
/** One file's part of an act, and what takes it back. @typedef {{path: string, says: string, changes: Change[] | null, text?: string | null, act?: number}} Done */

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
