/** What this browser keeps of one conversation, and how all of it goes for good. */

/** @typedef {import('./engine.js').DeskEngine} DeskEngine */
/** @typedef {import('./session.js').Keystore} Keystore */

/** Session secrets live no longer than the receive keys that they came by (PROTOCOL 4.4, R = 14 d); chain heads, which are public, as long. */
export const KEEP_MS = 14 * 24 * 60 * 60 * 1000;
const AGAIN_MS = 5_000;
/** Words, what opens words, that Claim was pressed here, and why I hand over. Only the chain heads (`read:`) outlive a conversation: they show what is held back, should it come again. */
const KINDS = ['draft', 'picking', 'form', 'outbox', 'secrets', 'claiming', 'handing', 'unseen'];

/** Where it rests that Claim was pressed here, and its word is still to be said. @param {string} id */
export const pressOf = (id) => `claiming:${id}`;

/** One conversation's place in the drawer. Whoever seals takes a moment; whatever is on its way when the place is closed is waited for. */
export class Shelf {
  /** @param {Keystore} keystore @param {string} conversation */
  constructor(keystore, conversation) {
    this.keystore = keystore;
    this.conversation = conversation;
    this.closed = false;
    /** @private @type {Set<Promise<unknown>>} */
    this.writes = new Set();
    /** The newest write of each name, so that an older one is never tried again. @private @type {Map<string, () => Promise<unknown>>} */
    this.newest = new Map();
    /** What this browser refused to keep: full, or broken. It is tried again. @private @type {Set<string>} */
    this.refused = new Set();
    /** @private @type {ReturnType<typeof setTimeout> | undefined} */
    this.again = undefined;
    /** @type {() => void} */
    this.changed = () => undefined;
  }

  /** Whether all that was to be kept here is. */
  get whole() {
    return this.refused.size === 0;
  }

  /** @param {string} name */
  get(name) {
    return this.keystore.get(name);
  }

  /** @param {string} name */
  getJson(name) {
    return this.keystore.getJson(name);
  }

  /** @param {string} name @param {Uint8Array} bytes */
  put(name, bytes) {
    return this.write(name, () => this.keystore.put(name, bytes));
  }

  /** @param {string} name @param {any} value */
  putJson(name, value) {
    return this.write(name, () => this.keystore.putJson(name, value));
  }

  /** @param {string} name */
  remove(name) {
    return this.write(name, () => this.keystore.remove(name));
  }

  /** Keep whatever is to stand there in the moment in which it is written; null: nothing. @param {string} name @param {() => Promise<any>} made */
  keep(name, made) {
    return this.write(name, async () => {
      const value = await made();
      return value === null ? this.keystore.remove(name) : this.keystore.putJson(name, value);
    });
  }

  /** Close it for good and empty it. */
  async forget() {
    this.closed = true;
    this.stop();
    await Promise.allSettled([...this.writes]);
    await empty(this.keystore, this.conversation);
  }

  stop() {
    clearTimeout(this.again);
    this.again = undefined;
  }

  /**
   * One write that the browser refuses stops nothing that comes after it, and no message from going out.
   * @private
   * @param {string} name
   * @param {() => Promise<unknown>} job
   * @returns {Promise<boolean>} whether it is kept
   */
  async write(name, job) {
    if (this.closed) return false;
    this.newest.set(name, job);
    const done = job().then(() => true, () => false);
    this.writes.add(done);
    const kept = await done;
    this.writes.delete(done);
    if (this.newest.get(name) !== job) return kept;
    const { whole } = this;
    if (kept) this.refused.delete(name);
    else this.refused.add(name);
    if (!kept && !this.closed) this.again ??= setTimeout(() => this.tryAgain(), AGAIN_MS);
    if (whole !== this.whole) this.changed();
    return kept;
  }

  /** @private */
  tryAgain() {
    this.again = undefined;
    for (const name of this.refused) void this.write(name, /** @type {() => Promise<unknown>} */ (this.newest.get(name)));
  }
}

/** @param {Keystore} keystore @param {string} conversation */
export async function empty(keystore, conversation) {
  for (const kind of KINDS) await keystore.remove(`${kind}:${conversation}`);
}

/**
 * What is too old is destroyed, and so is what was kept for conversations that the relay says are erased: a browser that was
 * shut, or that died in the middle, finds here what it left behind. What is only not mine to see now is put away.
 * @param {DeskEngine} desk
 */
export async function tidy(desk) {
  const { keystore, now } = desk.session;
  /** @type {Set<string>} */
  const left = new Set();
  for (const kind of KINDS) for (const name of await keystore.names(`${kind}:`)) left.add(name.slice(kind.length + 1));
  for (const id of left) {
    if (desk.rows.has(id)) await keystore.remove(`unseen:${id}`);
    else if (!desk.unseen.has(id)) await desk.unseen.look(id);
  }
  for (const name of await keystore.names('read:')) {
    const id = name.slice('read:'.length);
    const kept = await keystore.getJson(name);
    if (now() - (kept?.at ?? 0) < KEEP_MS || desk.talks.has(id)) continue;
    await keystore.remove(`secrets:${id}`);
    await keystore.remove(name);
  }
}
