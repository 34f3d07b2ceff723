/** What the relay has not taken yet, kept sealed in this browser until it has. */
import { disputed, placed } from './disputed.js';
import { alike, changed, find, inverse } from './trees.js';

/** @typedef {import('./trees.js').Change} Change */
/** @typedef {import('./trees.js').Tree} Tree */
/**
 * A saving on its way. `base` names the file that it was made from; `was` beside a change is what stood there then, `says` what its press does, and changes of one `press` stand or fall together.
 * @typedef {object} Saving
 * @property {string} path @property {string | null} base @property {string} says  what it does, for people
 * @property {(Change & {was?: Tree, press?: number, says?: string})[]} [changes]  of a form @property {string | null} [text]  of a whole file; null: it goes
 * @property {number} [act]  it goes with the others of this act, all or none
 * @property {{says: string, finding: any}} [refused]  the relay does not take this
 */

const NAME = 'studio:unsent';
/** What goes in one: the relay takes twice as many, and is done with these in a moment. Of an act, which is saved whole or not at all, as many as it takes. */
export const MOST_CHANGES = 100;
const MOST_OF_AN_ACT = 2 * MOST_CHANGES;

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
    this.act = this.nextAct();
    try {
      add();
    } finally {
      this.act = undefined;
    }
  }

  /** @private */
  nextAct() {
    return 1 + Math.max(0, ...this.savings.map(({ act }) => act ?? 0));
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

  /** Add a form's changes; what is typed into one field is one change, and what is too much for one saving goes on in the next. @param {string} path @param {string | null} base @param {Change[]} changes @param {Tree} tree @param {string} says @param {Saving[]} sending */
  addChanges(path, base, changes, tree, says, sending) {
    if (this.mend(path, changes)) return;
    const most = this.act === undefined ? MOST_CHANGES : MOST_OF_AN_ACT;
    const begin = () => {
      // Of one act each file is one saving: the rest of a very large one is an act of its own.
      if (this.act !== undefined && this.savings.some((one) => one.act === this.act && one.path === path)) this.act = this.nextAct();
      /** @type {Saving & {changes: NonNullable<Saving['changes']>}} */
      const made = { path, base, says, changes: [], ...(this.act === undefined ? {} : { act: this.act }) };
      this.savings.push(made);
      return made.changes;
    };
    // Of one act each file is one saving; else only what was added last goes on.
    const last = this.act === undefined ? this.savings.at(-1) : this.savings.find((one) => one.act === this.act && one.path === path);
    const goesOn = last?.changes && last.path === path && last.act === this.act && !sending.includes(last) && !last.refused && last.changes.length + changes.length <= most;
    let held = goesOn ? last.changes ?? [] : begin();
    const press = changes.length > 1 ? 1 + lastPress(held) : undefined;
    let here = tree;
    for (const change of changes) {
      const before = held.at(-1);
      if (before && again(before, change)) Object.assign(before, { value: change.value }, press === undefined ? {} : { press });
      else {
        if (held.length === most) held = begin();
        held.push({ ...change, was: find(here, change.at), says, ...(press === undefined ? {} : { press }) });
      }
      here = changed(here, change);
    }
  }

  /** What the relay did not take is written otherwise, or taken back: it is tried again as it is now, and never shown over what was saved after it. @private @param {string} path @param {Change[]} changes */
  mend(path, changes) {
    const madeAt = (/** @type {Saving} */ one, /** @type {Change} */ { at, before }) => (before !== undefined ? undefined : one.changes?.find((made) => made.before === undefined && made.value !== undefined && made.at.every((key, index) => key === at[index])));
    const held = this.savings.find((one) => one.path === path && one.refused && one.act === undefined && changes.every((change) => madeAt(one, change)));
    if (!held) return false;
    for (const change of changes) {
      const made = madeAt(held, change);
      if (!made) continue;
      if (made.at.length < change.at.length) made.value = changed(/** @type {Tree} */ (made.value), { ...change, at: change.at.slice(made.at.length) });
      else if (alike(made.was, change.value)) held.changes = held.changes?.filter((one) => one !== made);
      else made.value = change.value;
    }
    delete held.refused;
    if (!held.changes?.length) this.drop(held);
    return true;
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

  /** Two savings in place of one, cut between two presses: that one of them does not fit keeps back no others. @param {Saving} saving @returns {boolean} whether it could be cut: an act and a press are no half */
  halve(saving) {
    const { changes = [], act } = saving;
    const cuts = [...changes.keys()].filter((at) => at > 0 && (changes[at].press === undefined || changes[at].press !== changes[at - 1].press));
    if (act !== undefined || !cuts.length) return false;
    const [first, rest] = [changes.slice(0, cuts[cuts.length >> 1]), changes.slice(cuts[cuts.length >> 1])];
    this.savings.splice(this.savings.indexOf(saving), 1, ...[first, rest].map((some) => ({ ...saving, says: some[0].says ?? saving.says, changes: some })));
    return true;
  }

  /** What was typed on into the same file while this was on its way goes with it: whose words stay is asked once, and of the newest. @param {Saving} saving */
  gather(saving) {
    const { path, act, changes } = saving;
    if (act !== undefined) return saving;
    for (const later of this.savings.slice(this.savings.indexOf(saving) + 1).filter((one) => one.path === path)) {
      if (later.act !== undefined || later.refused || Boolean(later.changes) !== Boolean(changes)) break;
      if (!changes) saving.text = later.text;
      else if (changes.length + (later.changes ?? []).length > MOST_CHANGES) break;
      else {
        const press = lastPress(changes);
        for (const made of later.changes ?? []) {
          const [before, change] = [changes.at(-1), { ...made, ...(made.press === undefined ? {} : { press: press + made.press }) }];
          if (before && again(before, change) && change.press === undefined) before.value = change.value;
          else changes.push(change);
        }
      }
      this.savings = this.savings.filter((one) => one !== later);
    }
    return saving;
  }

  /** Give it up, and what goes with it: half an act is no act. @param {Saving} saving */
  drop(saving) {
    const gone = this.withIt(saving);
    this.savings = this.savings.filter((one) => !gone.includes(one));
  }

  /** Give up what stands against a colleague's words, and let the rest go on. @param {import('./disputed.js').Conflict} conflict @returns {{path: string, changes?: Change[], text?: string | null}[]} what was given up, file by file */
  yieldTo({ saving, going }) {
    const all = saving.act !== undefined || !saving.changes || going.length === saving.changes.length;
    const left = all ? this.withIt(saving) : [{ path: saving.path, changes: going }];
    if (all) this.drop(saving);
    else saving.changes = saving.changes?.filter((one) => !going.includes(one));
    return left.map(({ path, changes, ...rest }) => (changes ? { path, changes: changes.map(bare) } : { path, text: /** @type {Saving} */ (rest).text }));
  }

  /** The file has a new name since a saving of ours: what follows was made from that. @param {string} path @param {string | null} was @param {string | null} hash */
  follow(path, was, hash) {
    for (const one of this.savings) if (one.path === path && one.base === was && !one.refused) one.base = hash;
  }

  /**
   * The file is another's now: changes at places that they left alone stand on it just as well, and those that it holds already are done.
   * @param {string} path @param {string | null} hash @param {Tree} tree
   */
  standOn(path, hash, tree) {
    let here = tree;
    for (const one of this.savings.filter((saving) => saving.path === path && !saving.refused)) {
      const ours = (one.changes ?? []).reduce(changed, here);
      if (one.base !== hash) {
        // An answer that was lost on the way: the file holds all of it.
        const done = one.changes && alike(ours, here);
        if (!one.changes || (!done && disputed(one.changes, here).length)) return;
        let now = here;
        one.changes = done ? [] : one.changes.flatMap((made) => {
          const change = placed(made, now);
          const open = change.before !== undefined || !alike(find(now, change.at), change.value);
          now = changed(now, change);
          return open ? [change] : [];
        });
        one.base = hash;
        if (!one.changes.length) this.savings = this.savings.filter((other) => other !== one);
      }
      here = ours;
    }
  }

  /** A file's tree with everything of ours in it. @param {string} path @param {Tree} tree @returns {Tree} */
  over(path, tree) {
    return this.savings.filter((one) => one.path === path && one.changes).reduce((here, one) => (one.changes ?? []).reduce(changed, here), tree);
  }
}

/** @param {NonNullable<Saving['changes']>} changes */
const lastPress = (changes) => Math.max(0, ...changes.map((one) => one.press ?? 0));

/** Whether a change is typed on into the place of the one before. @param {NonNullable<Saving['changes']>[number]} before @param {Change} change */
const again = (before, change) => change.value !== undefined && before.value !== undefined && before.was !== undefined && JSON.stringify(before.at) === JSON.stringify(change.at);

/** A change as the relay takes it. @param {NonNullable<Saving['changes']>[number]} change @returns {Change} */
export const bare = ({ was, press, says, ...change }) => change;

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
