/** Reads one conversation from its first frame: verifies, opens, and loses nothing on the way. */

import { same } from '../../parts/bytes.js';
import { Refusal, b64u, unb64u } from '../../sealing/keys.js';
import { Reader, header } from '../../sealing/open.js';
import { Shelf } from './kept.js';

/** @typedef {import('./story.js').Entry} Entry */
/** @typedef {import('./session.js').Session} Session */
/** @typedef {{cursor: number, at: number, frame: Uint8Array}} Arrived */

const PAGE = 500;

/**
 * One reading (PROTOCOL 5.4): it starts empty at the first frame, compares the chains with those that this
 * browser has seen before, and goes on with what the socket brings.
 */
export class Reading {
  /**
   * @param {Session} session
   * @param {string} id
   */
  constructor(session, id) {
    this.session = session;
    this.keystore = new Shelf(session.keystore, id);
    this.id = id;
    this.cursor = 0;
    this.heldBack = false;
    this.ready = false;
    /** @type {Entry[]} */
    this.entries = [];
    /** @type {Arrived[]} */
    this.frames = [];
    /** @type {Reader | null} */
    this.reader = null;
    /** @type {Promise<unknown>} */
    this.queue = Promise.resolve();
    this.kept = 0;
    /** A new line to the relay stands: the newest frame that I have is compared before anything more is believed. @private */
    this.doubted = false;
    /** Senders whom my team list did not name: for each of them it was fetched anew, once. @type {Set<string>} @private */
    this.strangers = new Set();
    /** All must be read anew, and that is not done yet. @private */
    this.anew = false;
    /** @type {() => void} */
    this.changed = () => undefined;
    /** The relay was put back from a backup, and all was read anew. @type {() => void} */
    this.restored = () => undefined;
  }

  /**
   * Read everything that the relay has, from the first frame on.
   */
  load() {
    return this.inTurn(() => this.readFromFirst());
  }

  /**
   * A relay that was put back from a backup counts on from an older frame: what comes now would pass for read already. So all
   * of it is read anew, and what the relay has lost shows as held back. A row that is only older than the socket changes nothing.
   */
  anewIfBehind() {
    return this.inTurn(async () => {
      const { cursor } = await this.session.relay.call('GET', `/api/conversations/${this.id}`);
      if (cursor < this.cursor) await this.readAnew();
    });
  }

  /** The line to the relay is another one; others may have written into the places that it lost before this desk was back. */
  doubt() {
    this.doubted = this.frames.length > 0;
  }

  /** @private */
  async readAnew() {
    this.anew = true;
    await this.readFromFirst();
    this.anew = false;
    this.restored();
  }

  /** @private */
  async readFromFirst() {
    const stored = await this.keystore.getJson(`read:${this.id}`);
    // A new reader knows nothing of what an earlier, broken-off reading has met.
    this.entries = [];
    this.frames = [];
    this.cursor = 0;
    this.kept = 0;
    this.doubted = false;
    this.strangers.clear();
    this.reader = new Reader({
      me: this.session.endpoint.identity.device, conversation: unb64u(this.id), keys: () => this.session.endpoint.receiveKeys(),
      pins: this.session.endpoint.pins, heads: stored?.heads ?? undefined,
    });
    const secrets = await this.keystore.get(`secrets:${this.id}`);
    if (secrets) await this.reader.unpackSecrets(secrets);
    await this.fetch();
    if (stored?.heads) this.heldBack = (await this.reader.endReread()).size > 0;
    this.ready = true;
    await this.rest();
    this.changed();
  }

  /**
   * Fetch from my own cursor: after a gap, a reconnect, or without a socket.
   */
  catchUp() {
    return this.inTurn(async () => {
      if (!this.reader) return;
      if (this.anew) return this.readAnew();
      const before = this.cursor;
      await this.fetch();
      if (this.cursor === before) return;
      await this.rest();
      this.changed();
    });
  }

  /**
   * A frame that the socket brought. Cursors have no holes, so a jump means that something was not delivered.
   * @param {Arrived} arrived
   */
  take(arrived) {
    return this.inTurn(async () => {
      if (!this.reader) return;
      if (this.anew) return this.readAnew();
      if (arrived.cursor <= this.cursor && !this.doubted) return;
      if (this.doubted || arrived.cursor > this.cursor + 1) await this.fetch();
      if (arrived.cursor > this.cursor) await this.read(arrived);
      await this.rest();
      this.changed();
    });
  }

  /**
   * The team list grew: what was refused for naming a newer one, or for a sender who is on it only now, is read again, in order.
   */
  rosterGrew() {
    return this.inTurn(async () => {
      if (!this.reader || !this.entries.some((entry) => entry.reason === 'newer-roster' || (entry.reason === 'sender' && this.knows(entry.sender)))) return;
      const frames = this.frames;
      this.entries = [];
      this.frames = [];
      this.cursor = 0;
      await this.reader.beginReread();
      for (const arrived of frames) await this.read(arrived, false);
      await this.reader.endReread();
      await this.rest();
      this.changed();
    });
  }

  /**
   * Wait until this frame has been read here: the relay gives my own frames back, too.
   * @param {number} cursor
   */
  async reached(cursor) {
    // What the socket brings moves the cursor before it is opened and told: whoever waits would not find it in the story yet.
    await this.queue;
    if (this.cursor < cursor) await this.catchUp();
  }

  /** @returns {Promise<void>} */
  async fetch() {
    const known = this.doubted ? this.frames.at(-1) : undefined;
    for (let again = known ? 1 : 0; ; again = 0) {
      const bytes = await this.session.relay.bytes(`/api/conversations/${this.id}/frames?after=${this.cursor - again}&limit=${PAGE}`);
      const arrived = unpack(bytes);
      if (again && known && !(arrived[0] && same(arrived[0].frame, known.frame))) return this.readAnew();
      // What was asked before the line broke has compared nothing.
      if (again) this.doubted = false;
      for (const one of arrived.slice(again)) await this.read(one);
      if (arrived.length < PAGE) return;
    }
  }

  /**
   * @param {Arrived} arrived
   * @param {boolean} [mayFetch]  fetch a newer roster when the frame names one
   * @returns {Promise<void>}
   */
  async read(arrived, mayFetch = true) {
    const reader = /** @type {Reader} */ (this.reader);
    this.frames.push(arrived);
    this.cursor = Math.max(this.cursor, arrived.cursor);
    try {
      const got = await reader.receive(arrived.frame, this.session.now());
      this.entries.push(entryOf(got, arrived));
      if (got.kind === 'grant' && got.readable) await this.reopen();
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      // On a slow line what a newcomer wrote overtakes the list that names them.
      if (mayFetch && (error.reason === 'newer-roster' || (error.reason === 'sender' && this.isNew(b64u(header(arrived.frame).sender))))) {
        await this.session.refreshRoster().catch(() => undefined);
        this.frames.pop();
        return this.read(arrived, false);
      }
      if (error.reason === 'split-view') this.session.alarm('A message names a team list that differs from the one this page was given. Tell your coordinator now, by phone.');
      this.entries.push(refusedEntry(arrived, error));
    }
  }

  /** Whether the team list that I hold names this device. @private @param {string} device */
  knows(device) {
    return Boolean(this.session.endpoint.pins.device(unb64u(device)));
  }

  /** Whether the team list was not fetched for this stranger yet; from now on it was. @private @param {string} device */
  isNew(device) {
    const before = this.strangers.size;
    return this.strangers.add(device).size > before;
  }

  /**
   * A colleague handed over the secrets: what was locked is opened where it stands (PROTOCOL 5.4).
   */
  async reopen() {
    const reader = /** @type {Reader} */ (this.reader);
    for (const [i, entry] of this.entries.entries()) {
      if (entry.reason !== 'locked') continue;
      const arrived = this.frames.find((frame) => frame.cursor === entry.cursor);
      if (!arrived) continue;
      try {
        this.entries[i] = { ...entryOf(await reader.reopen(arrived.frame, this.session.now()), arrived), marked: entry.marked };
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
      }
    }
  }

  /**
   * Keep the chain heads (public) and the secrets of my own and granted sessions (sealed under the KEK, 4.4).
   */
  async rest() {
    const reader = /** @type {Reader} */ (this.reader);
    const secrets = reader.restingSecrets().length;
    if (secrets !== this.kept && (await this.keystore.put(`secrets:${this.id}`, await reader.packSecrets(this.session.now())))) this.kept = secrets;
    if (this.ready) await this.keystore.putJson(`read:${this.id}`, { heads: reader.headsJSON(), at: this.session.now() });
  }

  /**
   * @template T
   * @param {() => Promise<T>} job
   * @returns {Promise<T>}
   */
  inTurn(job) {
    const done = this.queue.then(job);
    this.queue = done.catch(() => undefined);
    return done;
  }
}

/**
 * @param {Awaited<ReturnType<Reader['receive']>>} got
 * @param {Arrived} arrived
 * @returns {Entry}
 */
function entryOf(got, { cursor, at }) {
  return {
    cursor, at, ts: Number(got.ts), mid: b64u(got.mid), sender: b64u(got.sender), session: b64u(got.session), seq: got.seq,
    kind: got.kind, scope: got.scope ?? null, payload: got.payload ?? null, reason: null,
    marked: got.marked, wide: got.wide, former: got.former,
  };
}

/**
 * What is known of a frame that was refused: only what its header claims, or nothing at all.
 * @param {Arrived} arrived
 * @param {Refusal} refusal
 * @returns {Entry}
 */
function refusedEntry({ cursor, at, frame }, refusal) {
  let mid = `refused-${cursor}`;
  let sender = '';
  try {
    const head = header(frame);
    mid = b64u(head.mid);
    sender = b64u(head.sender);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
  }
  return { cursor, at, ts: at, mid, sender, session: '', seq: 0, kind: 'refused', scope: null, payload: null, reason: refusal.reason, marked: refusal.marked, wide: false, former: false };
}

/**
 * n x (cursor u64, at u64, length u32, frame).
 * @param {Uint8Array} bytes
 * @returns {Arrived[]}
 */
export function unpack(bytes) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const found = [];
  let at = 0;
  while (at + 20 <= bytes.length) {
    const length = view.getUint32(at + 16);
    found.push({ cursor: Number(view.getBigUint64(at)), at: Number(view.getBigUint64(at + 8)), frame: bytes.slice(at + 20, at + 20 + length) });
    at += 20 + length;
  }
  return found;
}
