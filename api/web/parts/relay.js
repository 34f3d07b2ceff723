/** Asks the relay over HTTP: one way to call it, one kind of refusal, and a sign-in renewed by itself. */
import { learnTime } from './line_clock.js';

/** What the relay, or the way to it, said no with: a code to act on and one plain sentence to show. */
export class Refusal extends Error {
  /** @param {string} code @param {string} says @param {number} [status] @param {Record<string, any>} [body] */
  constructor(code, says, status = 0, body = {}) {
    super(says);
    this.code = code;
    this.says = says;
    this.status = status;
    this.body = body;
  }
}

export const OFFLINE = 'The relay cannot be reached right now. Nothing was lost; try again when the connection is back.';
const UNKNOWN = 'The relay answered in a way this page does not know. Try again in a minute.';
const TOO_LARGE = 413;
const PATIENCE_MS = 15_000;

/** Whether it goes away by itself: no connection, or a relay that is busy. @param {unknown} error */
export const passing = (error) => error instanceof Refusal && (error.status === 0 || error.status === 429 || error.status >= 500);

/** Any error as the sentence to show. @param {unknown} error */
export function sentenceOf(error) {
  return error instanceof Refusal ? error.says : 'That did not work, and this page does not know why. Load it again, then try once more.';
}

/** An answer that arrived whole. @typedef {{status: number, ok: boolean, bytes: Uint8Array<ArrayBuffer>}} Answer */

/** The token lives here, in memory, and nowhere else. */
export class Relay {
  /**
   * @param {object} [terms]
   * @param {(relay: Relay) => Promise<string>} [terms.signIn]  a fresh token, when there is none or it was refused
   * @param {(refusal: Refusal) => void} [terms.onEnded]  signing in again was refused: the session is over
   * @param {typeof globalThis.fetch} [terms.fetch]
   */
  constructor({ signIn, onEnded = () => {}, fetch: ask = globalThis.fetch.bind(globalThis) } = {}) {
    /** @private */
    this.signIn = signIn;
    /** @private */
    this.onEnded = onEnded;
    /** @private */
    this.fetch = ask;
    /** @private @type {string | null} */
    this.held = null;
    /** @private @type {Promise<string> | null} */
    this.fetchingToken = null;
  }

  /**
   * @param {string} method @param {string} path @param {unknown} [body]  JSON
   * @returns {Promise<any>} the JSON answer; null for 204
   */
  async call(method, path, body) {
    const answer = await this.ask(method, path, body === undefined ? null : JSON.stringify(body), 'application/json');
    return answer.status === 204 ? null : parsed(wordsOf(answer.bytes));
  }

  /** @param {string} path @returns {Promise<Uint8Array>} */
  async bytes(path) {
    return (await this.ask('GET', path, null, '')).bytes;
  }

  /** Byte for byte as the relay keeps it. @param {string} path @returns {Promise<string>} */
  async text(path) {
    return wordsOf((await this.ask('GET', path, null, '')).bytes);
  }

  /** @param {string} path @param {Uint8Array<ArrayBuffer>} bytes @returns {Promise<any>} */
  async send(path, bytes) {
    return parsed(wordsOf((await this.ask('POST', path, bytes, 'application/octet-stream')).bytes));
  }

  /** The token of now; signs in when there is none. @returns {Promise<string>} */
  token() {
    if (this.held) return Promise.resolve(this.held);
    if (!this.signIn) return Promise.reject(new Refusal('signed-out', 'Unlock first.', 401));
    // Several calls may need one at once; one sign-in serves them all.
    this.fetchingToken ??= this.signIn(this).then((token) => (this.held = token)).finally(() => (this.fetchingToken = null));
    return this.fetchingToken;
  }

  /** Make the next call sign in again. */
  dropToken() {
    this.held = null;
  }

  /** End the session here and at the relay. */
  async signOut() {
    const token = this.held;
    this.held = null;
    this.signIn = undefined;
    if (token) await this.once('DELETE', '/api/signin', null, '', token).catch(() => null);
  }

  /** @private @param {string} method @param {string} path @param {string | Uint8Array<ArrayBuffer> | null} body @param {string} type @returns {Promise<Answer>} */
  async ask(method, path, body, type) {
    const answer = await this.once(method, path, body, type, this.signIn ? await this.token() : null);
    if (answer.status !== 401 || !this.signIn) return accepted(answer);
    this.dropToken();
    let token;
    try {
      token = await this.token();
    } catch (error) {
      if (error instanceof Refusal && error.status === 401) this.onEnded(error);
      throw error;
    }
    return accepted(await this.once(method, path, body, type, token));
  }

  /** @private @param {string} method @param {string} path @param {string | Uint8Array<ArrayBuffer> | null} body @param {string} type @param {string | null} token @returns {Promise<Answer>} */
  async once(method, path, body, type, token) {
    /** @type {Record<string, string>} */
    const headers = {};
    if (body !== null) headers['content-type'] = type;
    if (token) headers.authorization = `Bearer ${token}`;
    const asked = Date.now();
    try {
      const answer = await this.fetch(path, {
        method, body, headers, cache: 'no-store', credentials: 'omit', redirect: 'error', referrerPolicy: 'no-referrer',
        signal: AbortSignal.timeout(PATIENCE_MS),
      });
      learnTime(answer.headers?.get('date'), asked, Date.now());
      // A connection may break between the head and the end of an answer: that, too, is a relay out of reach.
      return { status: answer.status, ok: answer.ok, bytes: new Uint8Array(await answer.arrayBuffer()) };
    } catch {
      throw new Refusal('offline', OFFLINE);
    }
  }
}

/**
 * What a proxy says in the relay's place is no word of the relay's, whatever its status: it was not reached, and that goes away
 * by itself. What is too large for a proxy stays too large. @param {Answer} answer @returns {Answer}
 */
function accepted(answer) {
  if (answer.ok) return answer;
  const body = parsed(wordsOf(answer.bytes), null);
  if (typeof body?.code !== 'string') throw new Refusal('broken', UNKNOWN, answer.status === TOO_LARGE ? TOO_LARGE : 0);
  throw new Refusal(body.code, body.says ?? UNKNOWN, answer.status, body);
}

/** @param {Uint8Array} bytes */
const wordsOf = (bytes) => new TextDecoder().decode(bytes);

/** @param {string} words @param {any} [instead] @returns {any} */
function parsed(words, instead) {
  try {
    return JSON.parse(words);
  } catch {
    if (instead !== undefined) return instead;
    throw new Refusal('broken', UNKNOWN);
  }
}
