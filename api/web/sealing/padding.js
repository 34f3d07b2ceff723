/** Shapes bytes that every end reads alike: padding, frames and their bodies, JSON without surprises. */

/** @typedef {Uint8Array<ArrayBuffer>} Bytes */

export const REASONS = new Set(('size header sender signature replay timestamp body session newer-roster split-view wrap commitment grant locked '
  + 'message padding payload format type duplicate-key threshold rollback fork broken-chain expired too-far life key '
  + 'time roster guest-suite audience no-recipient').split(' '));
/** @type {Record<number, number>} */
export const WRAPPED = { 1: 80, 2: 1168 };
export const OPEN = 1;
export const MSG = 2;
export const GRANT = 3;
export const HEADER = 116;
export const SIGNATURE = 64;
export const FIXED = 71;
export const LARGEST = 1024 * 1024;
const ENTRY = 27;
const GRANT_TOP = 27;
const BLOCK = 256;
const DEEPEST = 64;
const MAGIC = [0x51, 0x4c, 0x4e, 0x31];
/** @type {Record<number, number[]>} */
const SUITE_BYTES = { [OPEN]: [2], [MSG]: [0], [GRANT]: [1, 2] };

/** A frame, document or wish that is turned down, with one reason of the closed list (Protocol 5.6). */
export class Refusal extends Error {
  /** @param {string} reason @param {boolean} [marked] */
  constructor(reason, marked = false) {
    if (!REASONS.has(reason)) throw new TypeError(`${reason} is not in the closed list of refusals`);
    super(reason);
    this.name = 'Refusal';
    this.reason = reason;
    this.marked = marked;
  }
}

/** @param {string} words @returns {Bytes} */
export const utf8 = (words) => /** @type {Bytes} */ (new TextEncoder().encode(words));

/** @param {...Uint8Array} parts @returns {Bytes} */
export function concat(...parts) {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** @param {Uint8Array} a @param {Uint8Array} b */
export function same(a, b) {
  let differ = a.length ^ b.length;
  for (let i = 0; i < a.length; i++) differ |= a[i] ^ b[i];
  return differ === 0;
}

/** @param {number} length @returns {Bytes} */
export const random = (length) => crypto.getRandomValues(new Uint8Array(length));

/** Runs jobs one after the other, so that a chain never forks inside its own end. @returns {<T>(job: () => Promise<T>) => Promise<T>} */
export function inTurn() {
  /** @type {Promise<unknown>} */
  let last = Promise.resolve();
  return (job) => {
    const done = last.then(job);
    last = done.catch(() => undefined);
    return done;
  };
}

/** Base64url without padding. @param {Uint8Array} bytes */
export function b64u(bytes) {
  return base64(bytes).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

/** Standard base64 with padding, as documents use it. @param {Uint8Array} bytes */
export function base64(bytes) {
  let letters = '';
  for (let i = 0; i < bytes.length; i += 4096) letters += String.fromCharCode(...bytes.subarray(i, i + 4096));
  return btoa(letters);
}

/** What `atob` gives, as bytes. Counted through: `Uint8Array.from` asks a string sign by sign, and takes eight times as long. @param {string} letters @returns {Bytes} */
function bytesOf(letters) {
  const bytes = new Uint8Array(letters.length);
  for (let i = 0; i < letters.length; i++) bytes[i] = letters.charCodeAt(i);
  return bytes;
}

/** The bytes again; anything that b64u would not have written is refused as `format`. @param {unknown} words @returns {Bytes} */
export function unb64u(words) {
  if (typeof words !== 'string' || !/^[A-Za-z0-9_-]*$/.test(words) || words.length % 4 === 1) throw new Refusal('format');
  const bytes = bytesOf(atob(words.replaceAll('-', '+').replaceAll('_', '/')));
  if (b64u(bytes) !== words) throw new Refusal('format');
  return bytes;
}

/** @param {unknown} words @returns {Bytes} */
export function unbase64(words) {
  // Protocol 2.1
  if (typeof words !== 'string' || !/^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(words)) throw new Refusal('format');
  return bytesOf(atob(words));
}

/** What a frame's signature is over. @param {Uint8Array} unsigned  header and body */
export const signed = (unsigned) => concat(utf8('ql1 frame\0'), unsigned);

/** What the youth's end signs with a yes to a hand-off. @param {Uint8Array} conversation @param {string} to @param {number} expires @param {Uint8Array} digest */
export function yesToPacket(conversation, to, expires, digest) {
  // Protocol 11.1
  const until = new Uint8Array(8);
  new DataView(until.buffer).setBigUint64(0, BigInt(expires));
  return concat(utf8('ql1 packet yes\0'), conversation, until, digest, utf8(to));
}

/** The data, one 0x80 and zeros, up to the next multiple of 256. @param {Uint8Array} data */
export function pad(data) {
  // Protocol 4.2
  const padded = new Uint8Array(data.length + BLOCK - (data.length % BLOCK));
  padded.set(data);
  padded[data.length] = 0x80;
  return padded;
}

/** The data again, or the refusal `padding`. @param {Uint8Array} padded @returns {Bytes} */
export function unpad(padded) {
  // Protocol 4.2
  let end = padded.length - 1;
  while (end >= 0 && padded[end] === 0) end--;
  if (padded.length % BLOCK || padded[end] !== 0x80 || padded.length - end > BLOCK) throw new Refusal('padding');
  return /** @type {Bytes} */ (padded.slice(0, end));
}

/** A JSON object, read so that every end reads the same: no repeated key, no nesting deeper than 64. @param {Uint8Array} bytes @param {string} repeated @param {string} broken @returns {Record<string, any>} */
export function readObject(bytes, repeated, broken) {
  // Protocol 2.1
  let value;
  let plain = '';
  try {
    plain = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    value = JSON.parse(plain);
  } catch {
    throw new Refusal(broken);
  }
  const { deepest, twice } = scan(plain);
  if (typeof value !== 'object' || value === null || Array.isArray(value) || deepest > DEEPEST) throw new Refusal(broken);
  if (twice) throw new Refusal(repeated);
  return value;
}

/** @param {string} plain  well-formed JSON */
function scan(plain) {
  /** @type {(Set<string> | null)[]} */
  const within = [];
  let [deepest, twice, key] = [0, false, false];
  for (const [token] of plain.matchAll(/"(?:[^"\\]|\\.)*"|[{}[\],:]/g)) {
    const keys = within.at(-1);
    if (token === '{' || token === '[') deepest = Math.max(deepest, within.push(token === '{' ? new Set() : null));
    else if (token === '}' || token === ']') within.pop();
    else if (key && keys && token[0] === '"') {
      const name = JSON.parse(token);
      twice ||= keys.has(name);
      keys.add(name);
    }
    key = token === '{' || (token === ',' && within.at(-1) instanceof Set);
  }
  return { deepest, twice };
}

/** A whole number within these bounds; every other JSON value is refused as `format`. @param {unknown} value @param {number} low @param {number} high */
export function whole(value, low, high) {
  if (typeof value !== 'number' || !Number.isInteger(value) || value < low || value > high) throw new Refusal('format');
  return value;
}

/** The exact bytes that a document's signatures are over. @param {string} kind @param {Uint8Array} payload */
export function pae(kind, payload) {
  // Protocol 2.1
  const name = utf8(kind);
  return concat(utf8(`DSSEv1 ${name.length} `), name, utf8(` ${payload.length} `), payload);
}

/**
 * The first 116 bytes of a frame, which the relay sees too.
 * @typedef {{type: number, suite: number, conversation: Bytes, sender: Bytes, session: Bytes, seq: number, ts: number, mid: Bytes, prev: Bytes}} Header
 */

/** @param {Header} head @returns {Bytes} */
export function packHeader(head) {
  // Protocol 4
  const bytes = new Uint8Array(HEADER);
  const view = new DataView(bytes.buffer);
  bytes.set(MAGIC);
  bytes.set([head.type, head.suite], 4);
  bytes.set(head.conversation, 8);
  bytes.set(head.sender, 24);
  bytes.set(head.session, 40);
  view.setUint32(56, head.seq);
  view.setBigUint64(60, BigInt(head.ts));
  bytes.set(head.mid, 68);
  bytes.set(head.prev, 84);
  return bytes;
}

/** A look at the header, before any key is asked; refused: size, header. @param {Uint8Array} frame @returns {Header} */
export function header(frame) {
  // Protocol 4 5.1
  if (frame.length < HEADER + SIGNATURE || frame.length > LARGEST) throw new Refusal('size');
  const bytes = /** @type {Bytes} */ (frame.slice(0, HEADER));
  const view = new DataView(bytes.buffer);
  const [type, suite] = [bytes[4], bytes[5]];
  if (!MAGIC.every((byte, i) => bytes[i] === byte) || view.getUint16(6) || !SUITE_BYTES[type]?.includes(suite)) throw new Refusal('header');
  return {
    type, suite, conversation: bytes.slice(8, 24), sender: bytes.slice(24, 40), session: bytes.slice(40, 56),
    seq: view.getUint32(56), ts: Number(view.getBigUint64(60)), mid: bytes.slice(68, 84), prev: bytes.slice(84, 116),
  };
}

/** @typedef {{device: Bytes, keyId: Bytes, suite: number, wrapped: Bytes}} Entry */
/** @typedef {{scope: number, audience: number, version: number, hash: Bytes, commit: Bytes, fixed: Bytes, entries: Entry[]}} OpenBody */

/** @param {Omit<OpenBody, 'fixed' | 'entries'>} told @returns {Bytes} */
export function packFixed({ scope, audience, version, hash, commit }) {
  // Protocol 4.1
  const bytes = new Uint8Array(FIXED);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, scope);
  view.setUint16(1, audience);
  view.setUint32(3, version);
  bytes.set(hash, 7);
  bytes.set(commit, 39);
  return bytes;
}

/** One entry of an OPEN, or the top of a GRANT: device, key id, suite, then a length or a count. @param {Uint8Array} device @param {Uint8Array} keyId @param {number} suite @param {number} count @returns {Bytes} */
export function packRow(device, keyId, suite, count) {
  // Protocol 4.1 4.3
  return concat(device, keyId, Uint8Array.of(suite, count >> 8, count & 255));
}

/** An OPEN's body, if it parses exactly. @param {Bytes} body @returns {OpenBody} */
export function openBody(body) {
  // Protocol 4.1 5.6
  if (body.length < FIXED + 2) throw new Refusal('body');
  const view = new DataView(body.buffer, body.byteOffset, body.byteLength);
  const [scope, count] = [body[0], view.getUint16(FIXED)];
  /** @type {Entry[]} */
  const entries = [];
  let at = FIXED + 2;
  let before = '';
  for (let i = 0; i < count; i++) {
    if (body.length < at + ENTRY) throw new Refusal('body');
    const [suite, length, name] = [body[at + 24], view.getUint16(at + 25), hex(body.slice(at, at + 16))];
    const end = at + ENTRY + length;
    if (!length || length !== WRAPPED[suite] || body.length < end || name <= before) throw new Refusal('body');
    entries.push({ device: body.slice(at, at + 16), keyId: body.slice(at + 16, at + 24), suite, wrapped: body.slice(at + ENTRY, end) });
    [at, before] = [end, name];
  }
  if (scope > 1 || at !== body.length) throw new Refusal('body');
  return {
    scope, audience: view.getUint16(1), version: view.getUint32(3), hash: body.slice(7, 39), commit: body.slice(39, FIXED),
    fixed: body.slice(0, FIXED), entries,
  };
}

/** A GRANT's body, if it parses exactly. @param {Bytes} body @param {number} named  the suite that the header names */
export function grantBody(body, named) {
  // Protocol 4.3 5.6
  if (body.length < GRANT_TOP) throw new Refusal('body');
  const size = 32 + WRAPPED[named];
  const count = (body[25] << 8) | body[26];
  if (body[24] !== named || body.length !== GRANT_TOP + count * size) throw new Refusal('body');
  const rows = Array.from({ length: count }, (_, i) => body.slice(GRANT_TOP + i * size, GRANT_TOP + (i + 1) * size));
  return {
    to: body.slice(0, 16), keyId: body.slice(16, 24), suite: named,
    entries: rows.map((row) => ({ of: row.slice(0, 16), session: row.slice(16, 32), wrapped: row.slice(32) })),
  };
}

/** @param {Uint8Array} bytes */
export const hex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');

/** What an OPEN's entry is bound to. @param {Uint8Array} head @param {Uint8Array} fixed @param {Uint8Array} device @param {Uint8Array} keyId */
export const wrapInfo = (head, fixed, device, keyId) => concat(utf8('ql1 wrap\0'), head, fixed, device, keyId);

/** What a GRANT's entry is bound to. @param {Uint8Array} head @param {Uint8Array} of @param {Uint8Array} session @param {Uint8Array} to @param {Uint8Array} keyId */
export const grantInfo = (head, of, session, to, keyId) => concat(utf8('ql1 grant\0'), head, of, session, to, keyId);
