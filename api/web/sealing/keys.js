/** Makes and uses the keys of a device: identity, receive keys, certificates, derived secrets. */
import { AEAD_AES_256_GCM, CipherSuite, KDF_HKDF_SHA256, KEM_DHKEM_X25519_HKDF_SHA256 } from '../vendor/hpke.js';
import { ml_kem768 } from '../vendor/noble-ml-kem.js';
import { sha3_256 } from '../vendor/noble-sha3.js';
import { b64u, concat, random, Refusal, same, unb64u, utf8, WRAPPED } from './padding.js';

export { b64u, REASONS, Refusal, unb64u } from './padding.js';

/** @typedef {import('./padding.js').Bytes} Bytes */
/** @typedef {(ciphertext: Uint8Array) => Promise<Uint8Array>} Decapsulate  ML-KEM-768, with a private key that stays where it is */
/** @typedef {{pub: Bytes, iv: Bytes, wrapped: Bytes}} IdentityRecord */
/** @typedef {{suite: 1 | 2, pub: Bytes, iv: Bytes, wrapped: Bytes, mlkemIv: Bytes | null, mlkemWrapped: Bytes | null}} ReceiveRecord */

export const [SHIFT, STANDBY, GUEST] = [1, 2, 3];
export const HOUR = 3_600_000;
export const DAY = 24 * HOUR;
export const EARLY = 5 * 60_000;
/** @type {Record<number, number>} */
const LIFE = { [SHIFT]: DAY, [STANDBY]: 8 * DAY, [GUEST]: DAY };
/** @type {Record<number, number>} */
const PUBLIC = { 1: 32, 2: 1216 };
const [MLKEM_PUBLIC, MLKEM_CIPHERTEXT, CERTIFICATE] = [1184, 1088, 52];
const ROUNDS = 600_000;
const ED25519_PKCS8 = Uint8Array.from([0x30, 0x2e, 2, 1, 0, 0x30, 5, 6, 3, 0x2b, 0x65, 0x70, 4, 0x22, 4, 0x20]);
const XWING_LABEL = Uint8Array.from([0x5c, 0x2e, 0x2f, 0x2f, 0x5e, 0x5c]);
const ML_KEM = 'ML-KEM-768';
/** What WebCrypto cannot say yet in TypeScript's words: ML-KEM. @type {any} */
const subtle = globalThis.crypto?.subtle;

/** @param {...Uint8Array} parts @returns {Promise<Bytes>} */
export const sha256 = async (...parts) => new Uint8Array(await subtle.digest('SHA-256', concat(...parts)));

/** Who a device is on the wire. @param {Uint8Array} edPub */
export async function deviceId(edPub) {
  // Protocol 1.1
  return (await sha256(utf8('ql1 dev\0'), edPub)).slice(0, 16);
}

/** The conversation that belongs to a guest's key. @param {Uint8Array} edPub */
export async function guestConversation(edPub) {
  // Protocol 1.2
  return (await sha256(utf8('ql1 conv\0'), edPub)).slice(0, 16);
}

/** Which receive key an entry is for. @param {Uint8Array} pub */
export async function receiveKeyId(pub) {
  // Protocol 2.6
  return (await sha256(utf8('ql1 rk\0'), pub)).slice(0, 8);
}

/** HKDF-SHA256. @param {Uint8Array} secret @param {Uint8Array} salt @param {Uint8Array} info @param {number} length @returns {Promise<Bytes>} */
export async function hkdf(secret, salt, info, length) {
  const key = await subtle.importKey('raw', secret, 'HKDF', false, ['deriveBits']);
  return new Uint8Array(await subtle.deriveBits({ name: 'HKDF', hash: 'SHA-256', salt, info }, key, length * 8));
}

/** The Ed25519 key that a device, an admin or the root signs with; its private half cannot leave WebCrypto. */
export class Identity {
  /** @param {CryptoKey} key @param {Bytes} pub @param {Bytes} device */
  constructor(key, pub, device) {
    /** @private */
    this.key = key;
    this.pub = pub;
    this.device = device;
  }

  /** @param {CryptoKey} key  private, non-extractable @param {Bytes} pub */
  static async of(key, pub) {
    return new Identity(key, pub, await deviceId(pub));
  }

  /** @param {Uint8Array} message @returns {Promise<Bytes>} */
  async sign(message) {
    return new Uint8Array(await subtle.sign('Ed25519', this.key, message));
  }
}

/** Whether this key signed these bytes. @param {Uint8Array} edPub @param {Uint8Array} signature @param {Uint8Array} message @returns {Promise<boolean>} */
export async function verify(edPub, signature, message) {
  try {
    const key = await subtle.importKey('raw', edPub, 'Ed25519', true, ['verify']);
    return await subtle.verify('Ed25519', key, signature, message);
  } catch (error) {
    if (error instanceof DOMException) return false;
    throw error;
  }
}

/** @type {Promise<boolean> | undefined} */
let mlKem;

/** Whether this browser holds ML-KEM keys by itself; where it does not, its own key is suite 1. @returns {Promise<boolean>} */
export function hasMlKem() {
  mlKem ??= subtle.generateKey({ name: ML_KEM }, false, ['encapsulateBits', 'decapsulateBits']).then(() => true, () => false);
  return /** @type {Promise<boolean>} */ (mlKem);
}

/** @param {Uint8Array} pub @returns {Promise<{secret: Uint8Array, ciphertext: Uint8Array}>} */
async function encapsulate(pub) {
  // Protocol 3.1
  if (!(await hasMlKem())) {
    const made = ml_kem768.encapsulate(pub);
    return { secret: made.sharedSecret, ciphertext: made.cipherText };
  }
  const key = await subtle.importKey('raw-public', pub, ML_KEM, true, ['encapsulateBits']);
  const made = await subtle.encapsulateBits(ML_KEM, key);
  return { secret: new Uint8Array(made.sharedKey), ciphertext: new Uint8Array(made.ciphertext) };
}

/** What X25519 makes of both keys, or the refusal `key`. @param {CryptoKey} key @param {Uint8Array} pub @returns {Promise<Bytes>} */
export async function agree(key, pub) {
  const other = await subtle.importKey('raw', pub, 'X25519', true, []);
  const secret = new Uint8Array(await subtle.deriveBits({ name: 'X25519', public: other }, key, 256));
  // A low-order point gives zeros; every engine refuses it, and so do we, should one not.
  if (secret.every((byte) => byte === 0)) throw new Refusal('key');
  return secret;
}

/** The X-Wing halves as one HPKE key; the private one never holds more than handles. */
class XWingKey {
  /** @param {'public' | 'private'} type @param {Uint8Array} pub @param {CryptoKey | null} x25519 @param {Decapsulate | null} decapsulate */
  constructor(type, pub, x25519 = null, decapsulate = null) {
    this.algorithm = { name: 'X-Wing' };
    this.type = type;
    this.extractable = type === 'public';
    this.pub = pub;
    this.x25519 = x25519;
    this.decapsulate = decapsulate;
  }
}

/** @param {Uint8Array} mlkem @param {Uint8Array} x25519 @param {Uint8Array} ciphertext @param {Uint8Array} pub */
const combine = (mlkem, x25519, ciphertext, pub) => sha3_256(concat(mlkem, x25519, ciphertext, pub, XWING_LABEL));

/** X-Wing for HPKE: native ML-KEM and X25519, and the one hash that WebCrypto lacks. @returns {any} */
export const KEM_XWING = () => ({
  id: 0x647a, type: 'KEM', name: 'X-Wing', Nsecret: 32, Nenc: 1120, Npk: 1216, Nsk: 32,
  DeserializePublicKey: async (/** @type {Uint8Array} */ pub) => new XWingKey('public', pub),
  SerializePublicKey: async (/** @type {XWingKey} */ key) => key.pub,
  async Encap(/** @type {XWingKey} */ key) {
    const pub = key.pub.slice(MLKEM_PUBLIC);
    const pq = await encapsulate(key.pub.slice(0, MLKEM_PUBLIC));
    const once = await subtle.generateKey('X25519', true, ['deriveBits']);
    const sent = new Uint8Array(await subtle.exportKey('raw', once.publicKey));
    const secret = combine(pq.secret, await agree(once.privateKey, pub), sent, pub);
    return { shared_secret: secret, enc: concat(pq.ciphertext, sent) };
  },
  async Decap(/** @type {Uint8Array} */ enc, /** @type {XWingKey} */ key) {
    const sent = enc.slice(MLKEM_CIPHERTEXT);
    const pq = await /** @type {Decapsulate} */ (key.decapsulate)(enc.slice(0, MLKEM_CIPHERTEXT));
    const t = await agree(/** @type {CryptoKey} */ (key.x25519), sent);
    return combine(pq, t, sent, key.pub.slice(MLKEM_PUBLIC));
  },
});

/** HPKE, as each suite means it. @type {Record<number, CipherSuite<any>>} */
export const SUITES = {
  1: new CipherSuite(KEM_DHKEM_X25519_HKDF_SHA256, KDF_HKDF_SHA256, AEAD_AES_256_GCM),
  2: new CipherSuite(KEM_XWING, KDF_HKDF_SHA256, AEAD_AES_256_GCM),
};

/** The key pair that words are sealed to: suite 1 (X25519) or suite 2 (X-Wing). */
export class ReceiveKey {
  /** @param {1 | 2} suite @param {Bytes} pub @param {Bytes} keyId @param {any} pair */
  constructor(suite, pub, keyId, pair) {
    this.suite = suite;
    this.pub = pub;
    this.keyId = keyId;
    /** @private */
    this.pair = pair;
  }

  /**
   * From handles that WebCrypto keeps. `decapsulate` is needed for suite 2: `nativeDecapsulate` of an ML-KEM private key.
   * @param {1 | 2} suite @param {Bytes} pub @param {CryptoKey} x25519 @param {Decapsulate | null} [decapsulate]
   */
  static async of(suite, pub, x25519, decapsulate = null) {
    const privateKey = suite === 1 ? x25519 : new XWingKey('private', pub, x25519, decapsulate);
    const publicKey = await SUITES[suite].DeserializePublicKey(pub);
    return new ReceiveKey(suite, pub, await receiveKeyId(pub), { privateKey, publicKey });
  }

  /** The secret that `wrap` sealed to this key under this info, or the refusal `wrap`. @param {Uint8Array} wrapped @param {Uint8Array} info */
  async open(wrapped, info) {
    // Protocol 4.1
    const at = WRAPPED[this.suite] - 48;
    try {
      return /** @type {Bytes} */ (await SUITES[this.suite].Open(this.pair, wrapped.slice(0, at), wrapped.slice(at), { info }));
    } catch {
      throw new Refusal('wrap');
    }
  }
}

/** @param {CryptoKey} key @returns {Decapsulate} */
export const nativeDecapsulate = (key) => async (ciphertext) => new Uint8Array(await subtle.decapsulateBits(ML_KEM, key, ciphertext));

/** HPKE base mode, single shot, empty AAD; or the refusal `key`. @param {number} suite @param {Uint8Array} pub @param {Uint8Array} secret @param {Uint8Array} info */
export async function wrap(suite, pub, secret, info) {
  // Protocol 4.1
  try {
    const to = await SUITES[suite].DeserializePublicKey(pub);
    const made = await SUITES[suite].Seal(to, secret, { info });
    return concat(made.encapsulatedSecret, made.ciphertext);
  } catch {
    throw new Refusal('key');
  }
}

/** What proves to every recipient that all hold the same session secret. @param {Uint8Array} secret @param {Uint8Array} session */
export function commit(secret, session) {
  // Protocol 4.1
  return hkdf(secret, session, utf8('ql1 commit\0'), 32);
}

/** Key and nonce of one message, derived from its header; a fresh mid salts them. @param {Uint8Array} secret @param {Uint8Array} header */
export async function messageKey(secret, header) {
  // Protocol 4.2
  const okm = await hkdf(secret, header.slice(68, 84), concat(utf8('ql1 msg\0'), header), 44);
  return { key: okm.slice(0, 32), nonce: okm.slice(32) };
}

/**
 * One signed receive key, checked but for the time and the roster.
 * @typedef {{raw: Bytes, edPub: Bytes, suite: number, kind: number, nb: number, na: number, pub: Bytes, device: Bytes, keyId: Bytes}} Certificate
 */

/** @param {Identity} identity @param {{suite: number, pub: Uint8Array}} key @param {number} kind @param {number} nb @param {number} na @returns {Promise<Bytes>} */
export async function makeCertificate(identity, key, kind, nb, na) {
  // Protocol 2.6
  const signed = new Uint8Array(CERTIFICATE + key.pub.length);
  const view = new DataView(signed.buffer);
  signed.set(identity.pub);
  signed.set([key.suite, kind], 32);
  view.setBigUint64(34, BigInt(nb));
  view.setBigUint64(42, BigInt(na));
  view.setUint16(50, key.pub.length);
  signed.set(key.pub, CERTIFICATE);
  return concat(signed, await identity.sign(concat(utf8('ql1 recvkey\0'), signed)));
}

/** @type {Map<string, Promise<Certificate>>} */
const read = new Map();

/** A certificate as it is; refused, in this order: format, signature, life, key. @param {Uint8Array} raw @returns {Promise<Certificate>} */
export function readCertificate(raw) {
  const name = b64u(raw);
  const known = read.get(name) ?? readAnew(/** @type {Bytes} */ (raw.slice()));
  read.delete(name);
  read.set(name, known);
  if (read.size > 512) read.delete(/** @type {string} */ (read.keys().next().value));
  return known;
}

/** @param {Bytes} raw @returns {Promise<Certificate>} */
async function readAnew(raw) {
  // Protocol 2.6
  if (raw.length < CERTIFICATE) throw new Refusal('format');
  const view = new DataView(raw.buffer);
  const [suite, kind] = raw.slice(32, 34);
  const [nb, na, length] = [view.getBigUint64(34), view.getBigUint64(42), view.getUint16(50)];
  if (!LIFE[kind] || length !== PUBLIC[suite] || raw.length !== CERTIFICATE + length + 64) throw new Refusal('format');
  const edPub = raw.slice(0, 32);
  if (!(await verify(edPub, raw.slice(-64), concat(utf8('ql1 recvkey\0'), raw.slice(0, -64))))) throw new Refusal('signature');
  if (!(nb < na && na <= nb + BigInt(LIFE[kind]))) throw new Refusal('life');
  const pub = raw.slice(CERTIFICATE, -64);
  // A key that cannot be encapsulated to shows itself only when it is tried.
  await wrap(suite, pub, new Uint8Array(), new Uint8Array());
  return { raw, edPub, suite, kind, nb: Number(nb), na: Number(na), pub, device: await deviceId(edPub), keyId: await receiveKeyId(pub) };
}

/** Those of the given certificates that hold; the others are passed over. @param {Iterable<Uint8Array>} raws @returns {Promise<Certificate[]>} */
export async function readCertificates(raws) {
  const settled = await Promise.allSettled(Array.from(raws, readCertificate));
  return settled.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
}

/** @param {Uint8Array} secret @param {Uint8Array} edPub @param {string} label @returns {Promise<Bytes>} */
export async function enrolMac(secret, edPub, label) {
  // Protocol 7.2
  const key = await subtle.importKey('raw', secret, { name: 'HMAC', hash: 'SHA-256' }, false, ['sign']);
  return new Uint8Array(await subtle.sign('HMAC', key, concat(utf8('ql1 enrol\0'), edPub, utf8(label))));
}

/** Six groups of five digits that two people compare. @param {Uint8Array} rootPub @param {Uint8Array} edPub */
export async function safetyNumber(rootPub, edPub) {
  // Protocol 7.2
  const digest = new Uint8Array(await subtle.digest('SHA-512', concat(utf8('ql1 fp\0'), rootPub, edPub)));
  const group = (/** @type {number} */ at) => digest.slice(at, at + 5).reduce((sum, byte) => sum * 256 + byte, 0) % 100_000;
  return [0, 5, 10, 15, 20, 25].map((at) => String(group(at)).padStart(5, '0')).join(' ');
}

/** @param {string} origin @param {Uint8Array} challenge */
export async function signInMessage(origin, challenge) {
  // Protocol 7.3
  return concat(utf8('ql1 signin\0'), await sha256(utf8(origin)), challenge);
}

/** The signature that signs this device in. @param {Identity} identity @param {string} origin @param {Uint8Array} challenge */
export const signIn = async (identity, origin, challenge) => identity.sign(await signInMessage(origin, challenge));

/** @param {Uint8Array} mac @param {Uint8Array} secret @param {Uint8Array} edPub @param {string} label */
export const checkEnrolMac = async (mac, secret, edPub, label) => same(mac, await enrolMac(secret, edPub, label));

/** @param {Uint8Array} unlockSecret @param {Uint8Array} salt */
export function kekBytes(unlockSecret, salt) {
  // Protocol 1.3
  return hkdf(unlockSecret, salt, utf8('ql1 kek\0'), 32);
}

/** The key under which everything of this device rests. @param {Uint8Array} unlockSecret @param {Uint8Array} salt @returns {Promise<CryptoKey>} */
export async function kek(unlockSecret, salt) {
  return subtle.importKey('raw', await kekBytes(unlockSecret, salt), 'AES-GCM', false, ['wrapKey', 'unwrapKey', 'encrypt', 'decrypt']);
}

/** The unlock secret of a seven-word phrase. @param {string} phrase @param {Uint8Array} salt @returns {Promise<Bytes>} */
export async function phraseSecret(phrase, salt) {
  // Protocol 1.3
  const words = utf8(phrase.toLowerCase().trim().split(/\s+/).join(' '));
  const key = await subtle.importKey('raw', words, 'PBKDF2', false, ['deriveBits']);
  return new Uint8Array(await subtle.deriveBits({ name: 'PBKDF2', hash: 'SHA-256', salt, iterations: ROUNDS }, key, 256));
}

/** @param {CryptoKey} lock @param {string} purpose @param {Uint8Array} bytes @returns {Promise<Bytes>} a random nonce and the ciphertext */
export async function sealAtRest(lock, purpose, bytes) {
  const iv = random(12);
  return concat(iv, new Uint8Array(await subtle.encrypt({ name: 'AES-GCM', iv, additionalData: utf8(purpose) }, lock, bytes)));
}

/** The bytes again, or the refusal `message` under another lock or purpose. @param {CryptoKey} lock @param {string} purpose @param {Uint8Array} box @returns {Promise<Bytes>} */
export async function openAtRest(lock, purpose, box) {
  const [iv, sealed] = [box.slice(0, 12), box.slice(12)];
  return orRefuse(async () => new Uint8Array(await subtle.decrypt({ name: 'AES-GCM', iv, additionalData: utf8(purpose) }, lock, sealed)));
}

/** @template T @param {() => Promise<T>} job @returns {Promise<T>} */
const orRefuse = (job) => job().catch(() => Promise.reject(new Refusal('message')));

/** @param {CryptoKey} key @param {CryptoKey} lock @param {Uint8Array} pub */
async function rest(key, lock, pub) {
  // Protocol 1.3
  const iv = random(12);
  return { iv, wrapped: new Uint8Array(await subtle.wrapKey('pkcs8', key, lock, { name: 'AES-GCM', iv, additionalData: pub })) };
}

/** @param {{iv: Bytes, wrapped: Bytes}} at @param {CryptoKey} lock @param {Uint8Array} pub @param {string} name @param {string} use @returns {Promise<CryptoKey>} */
function reload({ iv, wrapped }, lock, pub, name, use) {
  // Protocol 1.3
  return orRefuse(() => subtle.unwrapKey('pkcs8', wrapped, lock, { name: 'AES-GCM', iv, additionalData: pub }, name, false, [use]));
}

/** A new identity or admin key: extractable only in here, while it is wrapped. @param {CryptoKey} lock */
export async function makeIdentity(lock) {
  const pair = await subtle.generateKey('Ed25519', true, ['sign', 'verify']);
  const pub = new Uint8Array(await subtle.exportKey('raw', pair.publicKey));
  /** @type {IdentityRecord} */
  const record = { pub, ...await rest(pair.privateKey, lock, pub) };
  return { identity: await openIdentity(record, lock), record };
}

/** @param {IdentityRecord} record @param {CryptoKey} lock */
export async function openIdentity(record, lock) {
  return Identity.of(await reload(record, lock, record.pub, 'Ed25519', 'sign'), record.pub);
}

/** The line's root: its seed goes to paper, and nowhere else. */
export async function makeRoot() {
  const seed = random(32);
  return { root: await rootFromSeed(seed), seed };
}

/** @param {Uint8Array} seed */
export async function rootFromSeed(seed) {
  const pkcs8 = concat(ED25519_PKCS8, seed);
  const open = await subtle.importKey('pkcs8', pkcs8, 'Ed25519', true, ['sign']);
  const pub = unb64u((await subtle.exportKey('jwk', open)).x);
  return Identity.of(await subtle.importKey('pkcs8', pkcs8, 'Ed25519', false, ['sign']), pub);
}

/** A new receive key, of suite 2 where this browser can hold one. @param {CryptoKey} lock @param {1 | 2} [suite] */
export async function makeReceiveKey(lock, suite) {
  const chosen = suite ?? ((await hasMlKem()) ? 2 : 1);
  const t = await subtle.generateKey('X25519', true, ['deriveBits']);
  const pq = chosen === 2 ? await subtle.generateKey(ML_KEM, true, ['encapsulateBits', 'decapsulateBits']) : null;
  const first = pq ? new Uint8Array(await subtle.exportKey('raw-public', pq.publicKey)) : new Uint8Array();
  const pub = concat(first, new Uint8Array(await subtle.exportKey('raw', t.publicKey)));
  const kem = pq ? await rest(pq.privateKey, lock, pub) : null;
  /** @type {ReceiveRecord} */
  const record = { suite: chosen, pub, ...await rest(t.privateKey, lock, pub), mlkemIv: kem?.iv ?? null, mlkemWrapped: kem?.wrapped ?? null };
  return { key: await openReceiveKey(record, lock), record };
}

/** @param {ReceiveRecord} record @param {CryptoKey} lock */
export async function openReceiveKey(record, lock) {
  const { suite, pub, mlkemIv, mlkemWrapped } = record;
  const x25519 = await reload(record, lock, pub, 'X25519', 'deriveBits');
  if (!mlkemIv || !mlkemWrapped) return ReceiveKey.of(suite, pub, x25519);
  const pq = await reload({ iv: mlkemIv, wrapped: mlkemWrapped }, lock, pub, ML_KEM, 'decapsulateBits');
  return ReceiveKey.of(suite, pub, x25519, nativeDecapsulate(pq));
}
