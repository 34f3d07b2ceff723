/** The live socket: frames both ways, found again by itself after every loss, from where it stopped. */
import { concat, toB64u } from './bytes.js';
import { OFFLINE, Refusal } from './relay.js';

/** @typedef {'open' | 'connecting' | 'closed'} LiveState */
/** @typedef {{resolve: (kept: {cursor: number, at: number}) => void, reject: (why: Refusal) => void}} Waiting */

const APPEND = 1;
const APPENDED = 2;
const FRAME = 3;
const PING_MS = 25_000;
const PONG_MS = 10_000;
const WELCOME_MS = 15_000;
const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 30_000;
const SIGNED_OUT = 4401;

/** How long to wait before try number `tries`: doubling, and drawn anew, so that a room of desks does not return as one. @param {number} tries @param {number} [draw] */
export function waitBefore(tries, draw = Math.random()) {
  return Math.round(Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** tries) * (0.25 + 0.75 * draw));
}

export class Live {
  /**
   * @param {object} terms
   * @param {string} terms.url
   * @param {() => Promise<string>} terms.token  a token that is good now
   * @param {() => void} [terms.dropToken]  the relay refused the token
   * @param {(refusal: Refusal) => void} [terms.onRefused]  no new token is to be had: the session is over
   * @param {(url: string) => WebSocket} [terms.connect]
   */
  constructor({ url, token, dropToken = () => {}, onRefused = () => {}, connect = (address) => new WebSocket(address) }) {
    /** @private */ this.url = url;
    /** @private */ this.token = token;
    /** @private */ this.dropToken = dropToken;
    /** @private */ this.onRefused = onRefused;
    /** @private */ this.connect = connect;
    /** @type {LiveState} */ this.state = 'closed';
    /** @private @type {WebSocket | null} */ this.socket = null;
    /** @private @type {Map<string, Set<(event: any) => void>>} */ this.listeners = new Map();
    /** @private @type {Map<string, number>} */ this.watched = new Map();
    /** @private @type {Map<number, Waiting>} */ this.appends = new Map();
    /** @private */ this.ref = 0;
    /** @private */ this.tries = 0;
    /** @private */ this.stopped = true;
    /** Whether a ping is out that nothing was heard after. @private */ this.asked = false;
    /** @private @type {Array<ReturnType<typeof setTimeout>>} */ this.timers = [];
    /** @private */ this.wake = () => this.hurry();
    /** @private */ this.cut = () => { this.hangUp(); this.later(); };
  }

  start() {
    if (!this.stopped) return;
    this.stopped = false;
    globalThis.addEventListener?.('online', this.wake);
    // The device says that it has no network: nobody waits half a minute for an answer to learn it.
    globalThis.addEventListener?.('offline', this.cut);
    globalThis.document?.addEventListener('visibilitychange', this.wake);
    this.dial();
  }

  stop() {
    this.stopped = true;
    globalThis.removeEventListener?.('online', this.wake);
    globalThis.removeEventListener?.('offline', this.cut);
    globalThis.document?.removeEventListener('visibilitychange', this.wake);
    this.hangUp();
    this.become('closed');
  }

  /** @param {string} kind @param {(event: any) => void} listener @returns {() => void} */
  on(kind, listener) {
    const set = this.listeners.get(kind) ?? new Set();
    this.listeners.set(kind, set.add(listener));
    return () => set.delete(listener);
  }

  /** Deliver the frames after these cursors, now and after every reconnect. @param {Record<string, number>} conversations */
  watch(conversations) {
    for (const [id, after] of Object.entries(conversations)) this.watched.set(id, after);
    this.say({ t: 'watch', conversations });
  }

  /** @param {string[]} conversations */
  unwatch(conversations) {
    for (const id of conversations) this.watched.delete(id);
    this.say({ t: 'unwatch', conversations });
  }

  /**
   * Settles once the relay has the frame for good. The same frame may be appended again: it keeps its first cursor.
   * @param {Uint8Array} frame @returns {Promise<{cursor: number, at: number}>}
   */
  append(frame) {
    const socket = this.socket;
    if (this.state !== 'open' || !socket) return Promise.reject(new Refusal('offline', OFFLINE));
    const ref = (this.ref = (this.ref + 1) >>> 0);
    const head = new Uint8Array(5);
    head[0] = APPEND;
    new DataView(head.buffer).setUint32(1, ref);
    // Whoever says something learns sooner that the way is dead. Asked before the frame, so that one that is only slow answers while the frame still goes up.
    if (!this.asked && !socket.bufferedAmount) this.ping();
    return new Promise((resolve, reject) => {
      this.appends.set(ref, { resolve, reject });
      socket.send(concat(head, frame));
    });
  }

  /** @private */
  async dial() {
    this.hangUp();
    if (this.stopped) return;
    this.become('connecting');
    let token;
    try {
      token = await this.token();
    } catch (error) {
      // Refused for good is the session's business; an absent network is ours.
      if (error instanceof Refusal && error.status === 401) {
        this.become('closed');
        return this.onRefused(error);
      }
      return this.later();
    }
    if (this.stopped || this.socket) return undefined;
    const socket = (this.socket = this.connect(this.url));
    socket.binaryType = 'arraybuffer';
    // A way that opens and then carries nothing: a hotel's page, a proxy, a relay that is stuck.
    this.clearTimers();
    this.timers.push(setTimeout(this.cut, WELCOME_MS));
    socket.onopen = () => socket.send(JSON.stringify({ t: 'hello', token }));
    socket.onmessage = ({ data }) => {
      if (socket !== this.socket) return;
      this.pongLate();
      if (typeof data === 'string') this.heard(data);
      else this.received(new Uint8Array(data));
    };
    socket.onclose = ({ code }) => {
      if (socket !== this.socket) return;
      if (code === SIGNED_OUT) this.dropToken();
      this.cut();
    };
    return undefined;
  }

  /** @private @param {string} words */
  heard(words) {
    let event;
    try {
      event = JSON.parse(words);
    } catch {
      return;
    }
    if (event.t === 'welcome') {
      this.tries = 0;
      this.become('open');
      if (this.watched.size) this.say({ t: 'watch', conversations: Object.fromEntries(this.watched) });
      this.pingLater();
    } else if (event.t === 'refused') {
      const waiting = this.appends.get(event.ref);
      this.appends.delete(event.ref);
      waiting?.reject(new Refusal(event.code, event.says, 0, event));
    } else if (event.t === 'gone') {
      this.watched.delete(event.conversation);
    }
    this.tell(event.t, event);
  }

  /** @private @param {Uint8Array<ArrayBuffer>} bytes */
  received(bytes) {
    const view = new DataView(bytes.buffer);
    if (bytes[0] === APPENDED && bytes.length === 21) {
      const ref = view.getUint32(1);
      const waiting = this.appends.get(ref);
      this.appends.delete(ref);
      waiting?.resolve({ cursor: Number(view.getBigUint64(5)), at: Number(view.getBigUint64(13)) });
    } else if (bytes[0] === FRAME && bytes.length > 17 + 24) {
      const frame = bytes.slice(17);
      const conversation = toB64u(frame.subarray(8, 24));
      const cursor = Number(view.getBigUint64(1));
      if ((this.watched.get(conversation) ?? Infinity) < cursor) this.watched.set(conversation, cursor);
      this.tell('frame', { conversation, cursor, at: Number(view.getBigUint64(9)), frame });
    }
  }

  /** @private */
  pingLater() {
    this.clearTimers();
    this.asked = false;
    this.timers.push(setTimeout(() => this.ping(), PING_MS));
  }

  /** @private */
  ping() {
    this.clearTimers();
    this.asked = true;
    this.say({ t: 'ping' });
    this.timers.push(setTimeout(this.cut, PONG_MS));
  }

  /** Anything heard says that the way is open: no need to doubt it for a while. @private */
  pongLate() {
    if (this.state === 'open') this.pingLater();
  }

  /** @private */
  later() {
    if (this.stopped) return;
    this.become('connecting');
    this.clearTimers();
    this.timers.push(setTimeout(() => this.dial(), waitBefore(this.tries++)));
  }

  /** The network is back, or the worker is: do not sit out the wait. @private */
  hurry() {
    if (this.stopped || globalThis.document?.visibilityState === 'hidden') return;
    // A phone that slept may hold a way that is dead, and would believe it for half a minute.
    if (this.state === 'open') return this.ping();
    this.tries = 0;
    if (!this.socket) this.dial();
  }

  /** @private */
  hangUp() {
    this.clearTimers();
    const socket = this.socket;
    this.socket = null;
    if (socket) {
      socket.onopen = socket.onmessage = socket.onclose = null;
      socket.close();
    }
    for (const waiting of this.appends.values()) waiting.reject(new Refusal('offline', OFFLINE));
    this.appends.clear();
  }

  /** @private */
  clearTimers() {
    for (const timer of this.timers) clearTimeout(timer);
    this.timers = [];
  }

  /** @private @param {unknown} words */
  say(words) {
    if (this.state === 'open') this.socket?.send(JSON.stringify(words));
  }

  /** @private @param {LiveState} state */
  become(state) {
    if (state === this.state) return;
    this.state = state;
    this.tell('state', state);
  }

  /** @private @param {string} kind @param {unknown} event */
  tell(kind, event) {
    for (const listener of [...(this.listeners.get(kind) ?? [])]) listener(event);
  }
}


/** Where the socket of this page's origin is. @param {Location} [place] */
export const liveUrl = (place = globalThis.location) => `${place.protocol === 'https:' ? 'wss' : 'ws'}://${place.host}/api/live`;
