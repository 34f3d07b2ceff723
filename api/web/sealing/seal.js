/** Seals messages into frames, in sessions that begin anew whenever the recipients change. */
import { b64u, commit, DAY, HOUR, messageKey, Refusal, sha256, unb64u, wrap } from './keys.js';
import {
  concat, GRANT, grantInfo, inTurn, LARGEST, MSG, OPEN, packFixed, packHeader, packRow, pad, random, same, signed, utf8, whole, wrapInfo,
} from './padding.js';
import { inAudience } from './roster.js';

/** @typedef {import('./padding.js').Bytes} Bytes */
/** @typedef {import('./keys.js').Identity} Identity */
/** @typedef {import('./keys.js').Certificate} Certificate */
/** @typedef {import('./roster.js').Claim} Claim */
/** @typedef {import('./roster.js').Pins} Pins */
/** @typedef {import('./roster.js').Recipients} Recipients */
/** @typedef {{of: Bytes, session: Bytes, scope: number, opened: number, secret: Bytes}} Secret  what opens one session */
/** @typedef {(of: Uint8Array, session: Uint8Array, scope: number, secret: Uint8Array) => unknown} Keep */
/** @typedef {{frames: Bytes[], mid: Bytes, session: Bytes, seq: number, scope: number, ts: number}} Sealed  to be posted in this order */
/** @typedef {{id: Bytes, secret: Bytes, opened: number, seq: number, wanted: string}} Session */

const SESSION_MESSAGES = 64;
const SESSION_AGE = 12 * HOUR;
const SECRET_LIFE = 15 * DAY;
const SECRET_SIZE = 73;
const GRANTED_AT_ONCE = 500;
const ZEROS = new Uint8Array(32);
/** @type {any} */
const subtle = globalThis.crypto?.subtle;

/** Session secrets as bytes, to rest under the device's own key; those older than 15 d are left out. @param {Secret[]} secrets @param {number} now @returns {Bytes} */
export function packSecrets(secrets, now) {
  // Protocol 4.4
  const fresh = secrets.filter((one) => one.opened + SECRET_LIFE > now);
  return concat(...fresh.map(({ of, session, scope, opened, secret }) => {
    const middle = new Uint8Array(9);
    middle[0] = scope;
    new DataView(middle.buffer).setBigUint64(1, BigInt(opened));
    return concat(of, session, middle, secret);
  }));
}

/** The session secrets again. @param {Uint8Array} packed @returns {Secret[]} */
export function unpackSecrets(packed) {
  if (packed.length % SECRET_SIZE) throw new Refusal('format');
  return Array.from({ length: packed.length / SECRET_SIZE }, (_, i) => {
    const row = /** @type {Bytes} */ (packed.slice(i * SECRET_SIZE, (i + 1) * SECRET_SIZE));
    const opened = Number(new DataView(row.buffer).getBigUint64(33));
    return { of: row.slice(0, 16), session: row.slice(16, 32), scope: row[32], opened, secret: row.slice(41) };
  });
}

/** Whom the words of one conversation follow: claim, join, release and claimed, in reading order. */
export class Following {
  // Protocol 3.4 6.2
  constructor() {
    /** @private @type {{place: number, sender: Uint8Array, payload: Record<string, any>}[]} */
    this.turns = [];
  }

  /** A message was opened; its place in the reading counts, not when it could be opened. @param {number} place @param {Uint8Array} sender @param {Record<string, any>} payload */
  read(place, sender, payload) {
    if (!['claim', 'join', 'release', 'claimed'].includes(payload.t)) return;
    this.turns.push({ place, sender, payload });
    this.turns.sort((a, b) => a.place - b.place);
  }

  /** What the youth's end decided by itself. @param {Claim | null} claim */
  set(claim) {
    this.turns.push({ place: this.turns.at(-1)?.place ?? 0, sender: new Uint8Array(), payload: { t: 'set', claim } });
  }

  /** The claim that stands. @param {(sender: Uint8Array) => boolean} mayClaim @param {(sender: Uint8Array) => boolean} isYouth @param {Uint8Array} me @returns {Claim | null} */
  claim(mayClaim, isYouth, me) {
    /** @type {Claim | null} */
    let claim = null;
    for (const turn of this.turns) claim = this.follow(claim, turn.sender, turn.payload, mayClaim, isYouth, me);
    return claim;
  }

  /** @private @param {Claim | null} claim @param {Uint8Array} sender @param {Record<string, any>} payload @param {(sender: Uint8Array) => boolean} mayClaim @param {(sender: Uint8Array) => boolean} isYouth @param {Uint8Array} me @returns {Claim | null} */
  follow(claim, sender, payload, mayClaim, isYouth, me) {
    if (payload.t === 'set') return payload.claim;
    if (payload.t === 'claimed' && isYouth(sender)) return claimed(claim, payload.device);
    if (!claim) return payload.t === 'claim' && mayClaim(sender) ? { claimer: sender, joined: [] } : null;
    const mine = same(claim.claimer, sender);
    if (payload.t === 'release' && mine && isYouth(me)) return null;
    const ends = claim.ends?.filter(([one]) => !same(one, sender)) ?? [];
    if (payload.t === 'release') return { claimer: claim.claimer, joined: claim.joined.filter((one) => !same(one, sender)), ends };
    if (payload.t !== 'join' || mine || !mayClaim(sender)) return claim;
    const until = endOf(payload);
    const joined = claim.joined.some((one) => same(one, sender)) ? claim.joined : [...claim.joined, sender];
    return { claimer: claim.claimer, joined, ends: until === null ? ends : [...ends, [sender, until]] };
  }
}

/** Until when somebody who joins reads along; null: until they leave. What is no time is no end. @param {Record<string, any>} payload */
function endOf(payload) {
  // Protocol 3.4
  try {
    return whole(payload.until, 0, Number.MAX_SAFE_INTEGER);
  } catch (error) {
    if (error instanceof Refusal) return null;
    throw error;
  }
}

/** @param {Claim | null} claim @param {unknown} device @returns {Claim | null} */
function claimed(claim, device) {
  if (device === null || device === undefined) return null;
  try {
    const claimer = unb64u(device);
    return claim && same(claim.claimer, claimer) ? claim : { claimer, joined: [] };
  } catch (error) {
    if (error instanceof Refusal) return claim;
    throw error;
  }
}

/** One MSG frame, from its header and payload. @param {Identity} identity @param {Uint8Array} secret @param {Uint8Array} head @param {Uint8Array} payload */
export async function sealMessage(identity, secret, head, payload) {
  // Protocol 4.2
  const { key, nonce } = await messageKey(secret, head);
  const lock = await subtle.importKey('raw', key, 'AES-GCM', false, ['encrypt']);
  const body = await subtle.encrypt({ name: 'AES-GCM', iv: nonce, additionalData: head }, lock, pad(payload));
  return signFrame(identity, concat(head, new Uint8Array(body)));
}

/** Header and body with the sender's signature. @param {Identity} identity @param {Uint8Array} frame */
export async function signFrame(identity, frame) {
  return concat(frame, await identity.sign(signed(frame)));
}

/**
 * Seals what one device writes in one conversation, one message after the other.
 *
 * It remembers the chain (`heads`: public) and the open session (secret, in memory only). A Sender that is made anew
 * after a reload opens a new session.
 */
export class Sender {
  // Protocol 4.4
  /** @param {{identity: Identity, conversation: Uint8Array, heads?: Record<number, Uint8Array> | null, keep?: Keep | null}} told */
  constructor({ identity, conversation, heads = null, keep = null }) {
    /** @private */
    this.identity = identity;
    /** @private */
    this.conversation = /** @type {Bytes} */ (conversation);
    /** @private */
    this.keep = keep;
    /** @private @type {Map<number, Session>} */
    this.sessions = new Map();
    /** @type {Record<number, Uint8Array>} */
    this.heads = { ...heads };
    /** @private */
    this.turn = inTurn();
  }

  /** Where the sender stands, for `rewind`; holds secrets, so it never leaves the memory. */
  checkpoint() {
    return { sessions: new Map([...this.sessions].map(([scope, one]) => [scope, { ...one }])), heads: { ...this.heads } };
  }

  /** Back to a checkpoint, when the frames sealed since were never kept. @param {ReturnType<Sender['checkpoint']>} checkpoint */
  rewind({ sessions, heads }) {
    [this.sessions, this.heads] = [sessions, heads];
  }

  /** The frames of one message; an OPEN comes first whenever a new session is due. @param {Record<string, any>} payload @param {Recipients} to @param {number} now @returns {Promise<Sealed>} */
  seal(payload, to, now) {
    return this.turn(async () => {
      // Protocol 2.4 4.4
      if (now >= to.expires) throw new Refusal('expired');
      if (!to.certificates.length) throw new Refusal('no-recipient');
      const before = this.checkpoint();
      try {
        return await this.sealNow(utf8(JSON.stringify(payload)), to, now);
      } catch (error) {
        this.rewind(before);
        throw error;
      }
    });
  }

  /** @private @param {Bytes} payload @param {Recipients} to @param {number} now @returns {Promise<Sealed>} */
  async sealNow(payload, to, now) {
    const frames = [];
    let session = this.sessions.get(to.scope);
    if (!session || isOver(session, to, now)) {
      const made = await this.open(to, now);
      session = made.session;
      frames.push(made.frame);
    }
    const [mid, seq] = [random(16), session.seq + 1];
    const head = this.header(MSG, 0, session.id, seq, now, mid, this.heads[to.scope]);
    const frame = await sealMessage(this.identity, session.secret, head, payload);
    if (frame.length > LARGEST) throw new Refusal('size');
    frames.push(frame);
    session.seq = seq;
    this.heads[to.scope] = await sha256(frame);
    return { frames, mid, session: session.id, seq, scope: to.scope, ts: now };
  }

  /** Hand sessions to a worker or supervisor of the audience, and to nobody else. @param {Certificate} certificate @param {Secret[]} secrets @param {Pins} pins @param {number} audience @param {number} now @returns {Promise<Bytes[]>} */
  async grant(certificate, secrets, pins, audience, now) {
    // Protocol 2.4 4.3 7.5
    if (!pins.maySeal(now)) throw new Refusal('expired');
    if (!inAudience(pins.device(certificate.device), audience)) throw new Refusal('audience');
    if (!secrets.length) throw new Refusal('no-recipient');
    const frames = [];
    for (let at = 0; at < secrets.length; at += GRANTED_AT_ONCE) {
      frames.push(await this.grantSome(certificate, secrets.slice(at, at + GRANTED_AT_ONCE), now));
    }
    return frames;
  }

  /** @private @param {number} type @param {number} suite @param {Bytes} session @param {number} seq @param {number} ts @param {Bytes} mid @param {Uint8Array} prev */
  header(type, suite, session, seq, ts, mid, prev) {
    const { conversation, identity } = this;
    return packHeader({ type, suite, conversation, sender: identity.device, session, seq, ts, mid, prev: /** @type {Bytes} */ (prev) });
  }

  /** @private @param {Recipients} to @param {number} now */
  async open(to, now) {
    // Protocol 4.1
    /** @type {Session} */
    const session = { id: random(16), secret: random(32), opened: now, seq: 0, wanted: wanted(to) };
    const head = this.header(OPEN, 2, session.id, 0, now, random(16), this.heads[to.scope] ?? ZEROS);
    const fixed = packFixed({ ...to, commit: await commit(session.secret, session.id) });
    const parts = [head, fixed, Uint8Array.of(to.certificates.length >> 8, to.certificates.length & 255)];
    for (const { device, keyId, suite, pub } of to.certificates) {
      const wrapped = await wrap(suite, pub, session.secret, wrapInfo(head, fixed, device, keyId));
      parts.push(packRow(device, keyId, suite, wrapped.length), wrapped);
    }
    const frame = await signFrame(this.identity, concat(...parts));
    if (frame.length > LARGEST) throw new Refusal('size');
    this.sessions.set(to.scope, session);
    this.heads[to.scope] = await sha256(frame);
    await this.keep?.(this.identity.device, session.id, to.scope, session.secret);
    return { session, frame };
  }

  /** @private @param {Certificate} to @param {Secret[]} secrets @param {number} now */
  async grantSome(to, secrets, now) {
    // Protocol 4.3
    const head = this.header(GRANT, to.suite, random(16), 0, now, random(16), ZEROS);
    const parts = [head, packRow(to.device, to.keyId, to.suite, secrets.length)];
    for (const { of, session, secret } of secrets) {
      const info = grantInfo(head, of, session, to.device, to.keyId);
      parts.push(of, session, await wrap(to.suite, to.pub, secret, info));
    }
    return signFrame(this.identity, concat(...parts));
  }
}

/** @param {Recipients} to */
function wanted({ version, hash, audience, claim, certificates }) {
  // Protocol 4.4
  const whom = certificates.map((one) => [b64u(one.device), b64u(one.keyId)]);
  return JSON.stringify([version, b64u(hash), audience, claim && [b64u(claim.claimer), claim.joined.map(b64u)], whom]);
}

/** @param {Session} session @param {Recipients} to @param {number} now */
function isOver(session, to, now) {
  // Protocol 4.4
  const age = now - session.opened;
  return age < 0 || age >= SESSION_AGE || session.seq >= SESSION_MESSAGES || session.wanted !== wanted(to);
}
