/** What waits to be said in one conversation, and rests in this browser until the relay has it. */

import { Shelf } from './kept.js';
import { isPress } from './unsent.js';

/** @typedef {import('./frames.js').Outgoing} Outgoing */

export class Outbox {
  /**
   * @param {import('./session.js').Keystore} keystore
   * @param {string} id  of the conversation
   */
  constructor(keystore, id) {
    this.keystore = new Shelf(keystore, id);
    this.id = id;
    /** @type {Outgoing[]} */
    this.outbox = [];
    /** @type {() => void} */
    this.changed = () => undefined;
    /** @type {Map<string, (ok: boolean) => void>} */
    this.waiters = new Map();
    /** @private @type {Promise<boolean> | null} */
    this.taken = null;
  }

  /** What an earlier page left behind stands in line before what is said now. Looked up once, and before anything is written over it. @returns {Promise<boolean>} whether something was left */
  takeIn() {
    this.taken ??= this.readLeft().catch((error) => {
      this.taken = null;
      throw error;
    });
    return this.taken;
  }

  /** What had failed stays so until I say what becomes of it. A press is of its moment, and left out. @private */
  async readLeft() {
    const kept = /** @type {Outgoing[] | null} */ (await this.keystore.getJson(`outbox:${this.id}`));
    if (!kept) return false;
    const left = kept.filter((item) => !isPress(item) && (item.payload.t !== 'claim' || item.state !== 'failed') && !this.outbox.some(({ id }) => id === item.id));
    this.outbox = [...left.map((item) => (item.state === 'failed' ? item : /** @type {Outgoing} */ ({ ...item, state: 'waiting', says: null }))), ...this.outbox];
    return true;
  }

  /** The drawer says when it cannot keep them, and tries again; the words go out all the same. */
  async keep() {
    await this.keystore.keep(`outbox:${this.id}`, async () => {
      // A drawer that cannot be read is not written over.
      await this.takeIn();
      const left = this.outbox.filter(({ state }) => state !== 'landed');
      return left.length ? left : null;
    });
  }

  /** Out of the line. @param {Outgoing | undefined} item */
  lift(item) {
    this.outbox = this.outbox.filter((one) => one !== item);
  }

  /** The claim that still waits for their end, so that they were not told of me. */
  get untold() {
    return this.outbox.some((item) => item.payload.t === 'claim' && item.state === 'waiting' && item.says !== null);
  }

  /** Take something out that was never sealed. @param {string} t @returns {Promise<boolean>} always true: the line goes on */
  async unsay(t) {
    const left = this.outbox.filter((item) => item.payload.t === t && !item.frames.length);
    this.outbox = this.outbox.filter((item) => !left.includes(item));
    await this.keep();
    for (const item of left) this.settle(item, false);
    return true;
  }

  /**
   * Take a failed message out of the line; its words go back to whoever asks.
   * @param {string} id
   * @returns {Outgoing | undefined}
   */
  drop(id) {
    const item = this.outbox.find((one) => one.id === id && one.state === 'failed');
    this.lift(item);
    void this.keep();
    this.changed();
    return item;
  }

  /**
   * @param {Outgoing} item
   * @param {boolean} ok
   */
  settle(item, ok) {
    this.waiters.get(item.id)?.(ok);
    this.waiters.delete(item.id);
    this.changed();
  }
}
