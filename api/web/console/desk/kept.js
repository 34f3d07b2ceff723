/** What this browser keeps of one conversation, and how all of it goes for good. */

/** @typedef {import('./engine.js').DeskEngine} DeskEngine */
/** @typedef {import('./session.js').Keystore} Keystore */

/** Session secrets live no longer than the receive keys that they came by (PROTOCOL 4.4, R = 14 d); chain heads, which are public, as long. */
const KEEP_MS = 14 * 24 * 60 * 60 * 1000;
/** Words, what opens words, that Claim was pressed here, and why I hand over. Only the chain heads (`read:`) outlive a conversation: they show what is held back, should it come again. */
const KINDS = ['draft', 'picking', 'form', 'outbox', 'secrets', 'claiming', 'handing'];

/** One conversation's place in the drawer. Whoever seals takes a moment; whatever is on its way when the place is closed is waited for. */
export class Shelf {
  /** @param {Keystore} keystore @param {string} conversation */
  constructor(keystore, conversation) {
    this.keystore = keystore;
    this.conversation = conversation;
    this.closed = false;
    /** @private @type {Set<Promise<unknown>>} */
    this.writes = new Set();
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
    return this.write(() => this.keystore.put(name, bytes));
  }

  /** @param {string} name @param {any} value */
  putJson(name, value) {
    return this.write(() => this.keystore.putJson(name, value));
  }

  /** @param {string} name */
  remove(name) {
    return this.write(() => this.keystore.remove(name));
  }

  /** Close it for good and empty it. */
  async forget() {
    this.closed = true;
    await Promise.allSettled([...this.writes]);
    await empty(this.keystore, this.conversation);
  }

  /** @private @param {() => Promise<unknown>} job @returns {Promise<void>} */
  async write(job) {
    if (this.closed) return;
    const done = job();
    this.writes.add(done);
    try {
      await done;
    } finally {
      this.writes.delete(done);
    }
  }
}

/** @param {Keystore} keystore @param {string} conversation */
async function empty(keystore, conversation) {
  for (const kind of KINDS) await keystore.remove(`${kind}:${conversation}`);
}

/**
 * What is too old is destroyed, and so is what was kept for conversations that the relay says are gone: a browser that was
 * shut, or that died in the middle, finds here what it left behind.
 * @param {DeskEngine} desk
 */
export async function tidy(desk) {
  const { keystore, now } = desk.session;
  /** @type {Set<string>} */
  const left = new Set();
  for (const kind of KINDS) for (const name of await keystore.names(`${kind}:`)) left.add(name.slice(kind.length + 1));
  for (const id of left) if (!desk.rows.has(id) && (await desk.isGone(id)) && !desk.talks.has(id)) await empty(keystore, id);
  for (const name of await keystore.names('read:')) {
    const id = name.slice('read:'.length);
    const kept = await keystore.getJson(name);
    if (now() - (kept?.at ?? 0) < KEEP_MS || desk.talks.has(id)) continue;
    await keystore.remove(`secrets:${id}`);
    await keystore.remove(name);
  }
}
