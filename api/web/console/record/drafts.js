/** Keeps half-filled forms of one conversation sealed on this device, so that a reload loses nothing. */

/** @typedef {import('./kinds.js').Answers} Answers */

const SAVE_MS = 300;

export class Drafts {
  /**
   * @param {import('../desk/session.js').Keystore | import('../desk/kept.js').Shelf} keystore
   * @param {string} conversation
   */
  constructor(keystore, conversation) {
    this.keystore = keystore;
    this.name = `form:${conversation}`;
    /** @type {Record<string, Answers>} */
    this.all = {};
    /** @type {ReturnType<typeof setTimeout> | null} */
    this.timer = null;
    /** @type {Promise<void>} */
    this.keeping = Promise.resolve();
    /** Whether all that was typed rests on the disk. */
    this.kept = true;
    /** @type {() => void} */
    this.changed = () => undefined;
  }

  /** What was typed meanwhile is newer than what rests here. */
  async load() {
    this.all = { ...(await this.keystore.getJson(this.name)), ...this.all };
  }

  /** @param {string} kind @returns {Answers | undefined} */
  of(kind) {
    return this.all[kind];
  }

  /** @param {string} kind @param {Answers} answers */
  put(kind, answers) {
    this.all = { ...this.all, [kind]: answers };
    this.kept = false;
    if (this.timer) clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.flush(), SAVE_MS);
  }

  /** @param {string} kind */
  drop(kind) {
    const { [kind]: _, ...rest } = this.all;
    this.all = rest;
    return this.flush();
  }

  /** One after the other, whatever became of the one before: an older draft must not land after a newer one, or after it was kept as a form. */
  flush() {
    if (this.timer) clearTimeout(this.timer);
    this.timer = null;
    this.keeping = this.keeping.then(async () => {
      const { all } = this;
      const write = Object.keys(all).length ? this.keystore.putJson(this.name, all) : this.keystore.remove(this.name);
      const kept = await Promise.resolve(write).then((done) => done !== false, () => false);
      this.kept = kept && this.all === all;
      this.changed();
    });
    return this.keeping;
  }
}
