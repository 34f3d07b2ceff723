/** Opens the frames of one conversation, and refuses by name what cannot be trusted. */
import { b64u, commit, DAY, messageKey, Refusal, sha256, unb64u, verify } from './keys.js';
import { GRANT, grantBody, grantInfo, HEADER, header, inTurn, MSG, OPEN, openBody, readObject, same, SIGNATURE, signed, unpad, wrapInfo } from './padding.js';
import { inAudience } from './roster.js';
import { Following, packSecrets, unpackSecrets } from './seal.js';

export { header } from './padding.js';

/** @typedef {import('./padding.js').Bytes} Bytes */
/** @typedef {import('./padding.js').Header} Header */
/** @typedef {import('./padding.js').OpenBody} OpenBody */
/** @typedef {import('./keys.js').ReceiveKey} ReceiveKey */
/** @typedef {import('./roster.js').Pins} Pins */
/** @typedef {import('./roster.js').Guest} Guest */
/** @typedef {import('./roster.js').Claim} Claim */
/** @typedef {import('./seal.js').Secret} Secret */
/** @typedef {{of: Bytes, id: Bytes, scope: number, commit: Bytes, opened: number, seq: number, hash: Bytes, secret: Bytes | null}} Session */
/** @typedef {{sender: Bytes, scope: number, hash: Bytes, session: string, seq: number, sessions: Record<string, number>}} Head  how far one chain was read */
/**
 * A frame that was accepted, with the marks that must be shown beside it.
 * @typedef {{kind: 'open' | 'message' | 'grant', sender: Bytes, mid: Bytes, session: Bytes, seq: number, ts: number, scope: number, hash: Bytes,
 *   readable: boolean, marked: boolean, wide: boolean, former: boolean, audience: number, payload: Record<string, any> | null, raw: Bytes | null}} Received
 */

const AGE = 30 * DAY;
const LATEST = Number.MAX_SAFE_INTEGER;
const ZEROS = new Uint8Array(32);
/** @type {any} */
const subtle = globalThis.crypto?.subtle;

/** @param {Uint8Array} sender @param {Uint8Array | number} part */
const pair = (sender, part) => `${b64u(sender)}.${typeof part === 'number' ? part : b64u(part)}`;

/** @param {Received['kind']} kind @param {Header} head @param {number} scope @param {Bytes} hash @param {Partial<Received>} [marks] @returns {Received} */
function received(kind, { sender, mid, session, seq, ts }, scope, hash, marks = {}) {
  // Protocol 5.5
  const plain = { readable: true, marked: false, wide: false, former: false, audience: 0, payload: null, raw: null };
  return { kind, sender, mid, session, seq, ts, scope, hash, ...plain, ...marks };
}

/**
 * One reading of one conversation by one device: replay state, chains, secrets, audience and claim.
 *
 * `keys` gives the receive keys that this device holds now. `heads` is what `headsJSON` kept from an earlier reading:
 * then this one begins as a re-read, to be ended with `endReread` once the first frames have all been received.
 */
export class Reader {
  /** @private @type {Map<string, Session>} */
  sessions = new Map();
  /** @private @type {Set<string>} */
  mids = new Set();
  /** @private @type {Map<string, Head>} */
  chains = new Map();
  /** @private @type {Set<string>} */
  reached = new Set();
  /** @private @type {Map<string, {marked: boolean, place: number}>} */
  locked = new Map();
  /** @private */
  following = new Following();
  /** The circles of the newest OPEN of the youth's end. @type {number | null} */
  audience = null;

  /** @param {{me: Uint8Array, conversation: Uint8Array, keys: () => ReceiveKey[], pins: Pins, guest?: Guest | null, heads?: string | null}} told */
  constructor({ me, conversation, keys, pins, guest = null, heads = null }) {
    /** @private */
    this.me = me;
    /** @private */
    this.conversation = conversation;
    /** @private */
    this.keys = keys;
    /** @private */
    this.pins = pins;
    /** @private */
    this.guest = guest && same(guest.conversation, conversation) ? guest : null;
    /** @private @type {Map<string, Secret>} */
    this.kept = new Map();
    /** @private */
    this.stored = heads ? headsFrom(heads) : /** @type {Map<string, Head>} */ (new Map());
    /** @private */
    this.turn = inTurn();
    /** @private */
    this.rereading = Boolean(heads);
  }

  /** @private @param {boolean} rereading */
  begin(rereading) {
    // Protocol 5.4
    this.sessions = new Map();
    this.mids = new Set();
    this.chains = new Map();
    this.reached = new Set();
    this.locked = new Map();
    this.following = new Following();
    this.audience = null;
    this.rereading = rereading;
  }

  /** Read again from the first frame, with empty replay state; the chain heads are kept. */
  beginReread() {
    return this.turn(async () => {
      // Protocol 5.4
      this.stored = this.heads;
      this.begin(true);
    });
  }

  /** The senders (b64u) of whom the relay holds back messages: their chain is shorter than it was. @returns {Promise<Set<string>>} */
  endReread() {
    return this.turn(async () => {
      // Protocol 5.4
      const short = [...this.stored].filter(([chain]) => !this.reached.has(chain));
      for (const [chain, { sessions }] of short) {
        const read = this.chains.get(chain)?.sessions ?? {};
        for (const [one, last] of Object.entries(sessions)) read[one] = Math.max(last, read[one] ?? 0);
      }
      this.stored = this.heads;
      this.rereading = false;
      return new Set(short.map(([, head]) => b64u(head.sender)));
    });
  }

  /** How far each chain was read; one that came back shorter keeps its stored head. @returns {Map<string, Head>} */
  get heads() {
    const read = [...this.chains].filter(([chain]) => this.reached.has(chain) || !this.stored.has(chain));
    return new Map([...this.stored, ...read]);
  }

  /** The chain heads, to be kept: public, no secret. */
  headsJSON() {
    const rows = [...this.heads.values()].map((one) => [b64u(one.sender), one.scope, b64u(one.hash), one.session, one.seq, one.sessions]);
    return JSON.stringify(rows);
  }

  /** The heads of what this device itself wrote, for its Sender. @returns {Record<number, Bytes>} */
  ownHeads() {
    const own = [...this.heads.values()].filter((head) => same(head.sender, this.me));
    return Object.fromEntries(own.map((head) => [head.scope, head.hash]));
  }

  /** Remember a secret that this device made or rested under its own key; it counts once the OPEN proves it. @param {Uint8Array} of @param {Uint8Array} session @param {number} scope @param {Uint8Array} secret @param {number} [opened] */
  keep(of, session, scope, secret, opened = 0) {
    const [name, own] = [pair(of, session), /** @type {Bytes} */ (secret.slice())];
    this.kept.set(name, /** @type {Secret} */ ({ of: of.slice(), session: session.slice(), scope, opened, secret: own }));
    return this.turn(async () => {
      // Protocol 4.4
      const known = this.sessions.get(name);
      if (known && !known.secret && same(await commit(own, session), known.commit)) known.secret = own;
    });
  }

  /** Every session of this reading that this device can open. @returns {Secret[]} */
  sessionSecrets() {
    return [...this.sessions.values()].flatMap(({ of, id, scope, opened, secret }) => (secret ? [{ of, session: id, scope, opened, secret }] : []));
  }

  /** The session secrets as bytes, to rest under the device's own key; those older than 15 d at `now` are left out. @param {number} [now] */
  packSecrets(now = 0) {
    return packSecrets(this.restingSecrets(now), now);
  }

  /** The same, with those of my own sessions that the relay has not given back yet: what was sealed without a line. @param {number} [now] @returns {Secret[]} */
  restingSecrets(now = 0) {
    const unseen = [...this.kept].filter(([name]) => !this.sessions.has(name)).map(([, one]) => one);
    for (const one of unseen) one.opened ||= now;
    return [...this.sessionSecrets(), ...unseen];
  }

  /** Remember what `packSecrets` gave, before reading again. @param {Uint8Array} packed */
  async unpackSecrets(packed) {
    for (const one of unpackSecrets(packed)) await this.keep(one.of, one.session, one.scope, one.secret, one.opened);
  }

  /** Whom the words follow by what was read so far. @returns {Claim | null} */
  get claim() {
    // Protocol 3.4 6.2
    return this.following.claim((sender) => inAudience(this.pins.device(sender), this.audience ?? 0), (sender) => this.isYouth(sender), this.me);
  }

  set claim(claim) {
    this.following.set(claim);
  }

  /** @private @param {Uint8Array} sender */
  isYouth(sender) {
    // Protocol 2.5
    if (this.guest) return same(sender, this.guest.device);
    return (this.pins.device(sender) ?? this.pins.former(sender))?.role === 'bot';
  }

  /** Accept one frame, or refuse it: size, header, sender, signature, replay, timestamp, then by type. @param {Uint8Array} frame @param {number} now @returns {Promise<Received>} */
  receive(frame, now) {
    return this.turn(async () => {
      // Protocol 5.1
      const bytes = /** @type {Bytes} */ (frame.slice());
      const { head, former } = await this.signed(bytes, false);
      if (this.mids.has(pair(head.sender, head.mid))) throw new Refusal('replay');
      if (!this.rereading && Math.abs(head.ts - now) > AGE) throw new Refusal('timestamp');
      if (head.type === OPEN) return this.open(bytes, head, former);
      if (head.type === MSG) return this.message(bytes, head, former);
      return this.grant(bytes, head);
    });
  }

  /** Open a frame that was refused as locked, now that a GRANT may have brought its secret. @param {Uint8Array} frame @param {number} [now] @returns {Promise<Received>} */
  reopen(frame, now = 0) {
    return this.turn(async () => {
      // Protocol 5.4
      void now;
      const bytes = /** @type {Bytes} */ (frame.slice());
      const { head, former } = await this.signed(bytes, true);
      const session = this.sessions.get(pair(head.sender, head.session));
      if (!session) throw new Refusal('session');
      const waiting = this.locked.get(b64u(await sha256(bytes)));
      if (!waiting) throw new Refusal('replay');
      return this.read(bytes, head, session, waiting.marked, former, waiting.place);
    });
  }

  /** @private @param {Bytes} frame @param {boolean} again */
  async signed(frame, again) {
    const head = header(frame);
    if (!same(head.conversation, this.conversation)) throw new Refusal('header');
    const { pub, former } = this.sender(head, frame, again);
    if (!(await verify(pub, frame.slice(-SIGNATURE), signed(frame.slice(0, -SIGNATURE))))) throw new Refusal('signature');
    return { head, former };
  }

  /** @private @param {Header} head @param {Bytes} frame @param {boolean} again */
  sender(head, frame, again) {
    // Protocol 5.1 5.4
    if (this.guest && same(head.sender, this.guest.device)) return { pub: this.guest.edPub, former: false };
    const device = this.pins.device(head.sender);
    if (device) return { pub: device.pub, former: false };
    const old = this.pins.former(head.sender);
    if (!old || !(again || (this.rereading && this.wasRead(head, frame)))) throw new Refusal('sender');
    return { pub: old.pub, former: true };
  }

  /** @private @param {Header} head @param {Bytes} frame */
  wasRead(head, frame) {
    // Protocol 5.4
    const known = this.sessions.get(pair(head.sender, head.session));
    if (head.type === GRANT || (head.type === MSG && !known)) return false;
    const scope = head.type === OPEN ? frame[HEADER] : known?.scope ?? 0;
    const last = this.stored.get(pair(head.sender, scope))?.sessions[b64u(head.session)];
    return last !== undefined && head.seq <= last;
  }

  /** @private @param {Bytes} frame @param {Header} head @param {boolean} former */
  async open(frame, head, former) {
    // Protocol 5.2
    const told = openBody(frame.slice(HEADER, -SIGNATURE));
    const name = pair(head.sender, head.session);
    if (head.seq || this.sessions.has(name)) throw new Refusal('session');
    if (!this.pins.roster || told.version > this.pins.roster.version) throw new Refusal('newer-roster');
    const named = this.pins.history.get(told.version);
    if (named && !same(named.hash, told.hash)) throw new Refusal('split-view');
    const secret = await this.secret(frame.slice(0, HEADER), head, told);
    const hash = await sha256(frame);
    /** @type {Session} */
    const session = {
      of: head.sender, id: head.session, scope: told.scope, commit: told.commit, opened: Math.min(head.ts, LATEST), seq: 0, hash, secret,
    };
    const marked = !same(head.prev, this.chains.get(pair(head.sender, told.scope))?.hash ?? ZEROS);
    this.sessions.set(name, session);
    this.mids.add(pair(head.sender, head.mid));
    this.advance(head, session);
    if (told.scope === 0 && this.isYouth(head.sender)) this.audience = told.audience;
    const marks = { readable: secret !== null, marked, wide: this.isWide(head, told), former, audience: told.audience };
    return received('open', head, told.scope, hash, marks);
  }

  /** @private @param {Bytes} headerBytes @param {Header} head @param {OpenBody} told @returns {Promise<Bytes | null>} */
  async secret(headerBytes, head, told) {
    // Protocol 4.1
    for (const { device, keyId, suite, wrapped } of told.entries) {
      const mine = same(device, this.me) && this.keys().find((one) => same(one.keyId, keyId));
      if (!mine) continue;
      if (mine.suite !== suite) throw new Refusal('wrap');
      const secret = await mine.open(wrapped, wrapInfo(headerBytes, told.fixed, device, keyId));
      if (secret.length !== 32 || !same(await commit(secret, head.session), told.commit)) throw new Refusal('commitment');
      return secret;
    }
    const kept = this.kept.get(pair(head.sender, head.session))?.secret;
    return kept && same(await commit(kept, head.session), told.commit) ? kept : null;
  }

  /** @private @param {Header} head @param {OpenBody} told */
  isWide(head, told) {
    // Protocol 2.5
    const { audience, guest } = this;
    if (audience === null) return false;
    if (!(guest && same(head.sender, guest.device)) && told.audience & ~audience) return true;
    const named = this.pins.history.get(told.version);
    return told.entries.some(({ device }) => {
      const listed = named?.byId.get(b64u(device));
      const youth = guest ? same(device, guest.device) : listed?.role === 'bot';
      return named !== undefined && !inAudience(listed, audience) && !(youth && told.scope === 0);
    });
  }

  /** @private @param {Header} head @param {Session} session */
  advance(head, { scope, hash }) {
    const chain = pair(head.sender, scope);
    const [session, stored] = [b64u(head.session), this.stored.get(chain)];
    const sessions = { ...this.chains.get(chain)?.sessions, [session]: head.seq };
    this.chains.set(chain, { sender: head.sender, scope, hash, session, seq: head.seq, sessions });
    const later = stored && (same(hash, stored.hash) || (session === stored.session && head.seq > stored.seq));
    if (!this.rereading || later) this.reached.add(chain);
  }

  /** @private @param {Bytes} frame @param {Header} head @param {boolean} former */
  async message(frame, head, former) {
    // Protocol 5.3
    const session = this.sessions.get(pair(head.sender, head.session));
    if (!session) throw new Refusal('session');
    if (head.seq <= session.seq) throw new Refusal('replay');
    const marked = head.seq !== session.seq + 1 || !same(head.prev, session.hash);
    session.hash = await sha256(frame);
    session.seq = head.seq;
    this.mids.add(pair(head.sender, head.mid));
    this.advance(head, session);
    return this.read(frame, head, session, marked, former, this.mids.size);
  }

  /** @private @param {Bytes} frame @param {Header} head @param {Session} session @param {boolean} marked @param {boolean} former @param {number} place */
  async read(frame, head, session, marked, former, place) {
    const hash = await sha256(frame);
    const name = b64u(hash);
    if (!session.secret) {
      this.locked.set(name, { marked, place });
      throw new Refusal('locked', marked);
    }
    this.locked.delete(name);
    const { raw, payload } = await opened(frame, session.secret, marked);
    if (session.scope === 0) this.following.read(place, head.sender, payload);
    return received('message', head, session.scope, hash, { marked, former, payload, raw });
  }

  /** @private @param {Bytes} frame @param {Header} head */
  async grant(frame, head) {
    // Protocol 4.3
    const { to, keyId, suite, entries } = grantBody(frame.slice(HEADER, -SIGNATURE), head.suite);
    if (!this.pins.device(head.sender) || head.seq || !same(head.prev, ZEROS)) throw new Refusal('grant');
    const [hash, mid] = [await sha256(frame), pair(head.sender, head.mid)];
    if (!same(to, this.me)) {
      this.mids.add(mid);
      return received('grant', head, 0, hash, { readable: false });
    }
    const key = this.keys().find((one) => same(one.keyId, keyId));
    if (!key) throw new Refusal('locked');
    /** @type {[Session, Bytes][]} */
    const granted = [];
    for (const { of, session: id, wrapped } of entries) {
      const session = this.sessions.get(pair(of, id));
      if (!session) throw new Refusal('grant');
      if (key.suite !== suite) throw new Refusal('wrap');
      const secret = await key.open(wrapped, grantInfo(frame.slice(0, HEADER), of, id, to, keyId));
      if (secret.length !== 32 || !same(await commit(secret, id), session.commit)) throw new Refusal('commitment');
      granted.push([session, secret]);
    }
    for (const [session, secret] of granted) session.secret = secret;
    this.mids.add(mid);
    return received('grant', head, 0, hash);
  }
}

/** @param {Bytes} frame @param {Bytes} secret @param {boolean} marked */
async function opened(frame, secret, marked) {
  // Protocol 4.2 5.6
  const head = frame.slice(0, HEADER);
  const { key, nonce } = await messageKey(secret, head);
  const lock = await subtle.importKey('raw', key, 'AES-GCM', false, ['decrypt']);
  const body = frame.slice(HEADER, -SIGNATURE);
  const padded = await subtle.decrypt({ name: 'AES-GCM', iv: nonce, additionalData: head }, lock, body).catch(() => null);
  if (!padded) throw new Refusal('message', marked);
  try {
    const raw = unpad(new Uint8Array(padded));
    const payload = readObject(raw, 'payload', 'payload');
    if (typeof payload.t !== 'string') throw new Refusal('payload');
    return { raw, payload };
  } catch (error) {
    throw error instanceof Refusal ? new Refusal(error.reason, marked) : error;
  }
}

/** @param {string} text @returns {Map<string, Head>} */
function headsFrom(text) {
  const rows = /** @type {[string, number, string, string, number, Record<string, number>][]} */ (JSON.parse(text));
  return new Map(rows.map(([from, scope, hash, session, seq, sessions]) => {
    const sender = unb64u(from);
    return [pair(sender, scope), { sender, scope, hash: unb64u(hash), session, seq, sessions }];
  }));
}
