/** Gives cases of RFC 9180 and Wycheproof to what api/web/sealing calls, and says what came of each. */
import * as keys from '../../api/web/sealing/keys.js';
import { OpenError } from '../../api/web/vendor/hpke.js';

const { subtle } = globalThis.crypto;
const X25519_PKCS8 = '302e020100300506032b656e04220420';
const bytes = (hex) => Uint8Array.from(hex.match(/../g) ?? [], (pair) => parseInt(pair, 16));
const hex = (found) => Array.from(found, (byte) => byte.toString(16).padStart(2, '0')).join('');
const x25519 = (secret) => subtle.importKey('pkcs8', bytes(X25519_PKCS8 + secret), 'X25519', false, ['deriveBits']);

/** What each wish came to; of one that was refused, by the browser or by us, null. */
const each = (cases, wish) => Promise.all(cases.map((told) => wish(told).then((found) => (found instanceof Uint8Array ? hex(found) : found), (error) => {
  if ([keys.Refusal, OpenError, DOMException].some((kind) => error instanceof kind)) return null;
  throw error;
})));

/** The messages of RFC 9180's base mode, each opened as the first of its own. */
export const hpke = (cases) => each(cases, async ({ skRm, pkRm, enc, info, aad, ct }) => {
  const { pair } = await keys.ReceiveKey.of(1, bytes(pkRm), await x25519(skRm));
  return keys.SUITES[1].Open(pair, bytes(enc), bytes(ct), { info: bytes(info), aad: bytes(aad) });
});

/** The secret that an X-Wing key takes out of what was sent to it. */
export const xWing = (cases) => each(cases, async ({ seed, pkRm, enc }) => {
  const mlkem = await subtle.importKey('raw-seed', bytes(seed.slice(0, 128)), 'ML-KEM-768', false, ['decapsulateBits']);
  const { pair } = await keys.ReceiveKey.of(2, bytes(pkRm), await x25519(seed.slice(128)), keys.nativeDecapsulate(mlkem));
  return keys.KEM_XWING().Decap(bytes(enc), pair.privateKey);
});

export const agree = (cases) => each(cases, async ([secret, pub]) => keys.agree(await x25519(secret), bytes(pub)));

/** Sealing to a public key. */
export const wrap = (cases) => each(cases, (pub) => keys.wrap(1, bytes(pub), new Uint8Array(32), new Uint8Array()));

export const hkdf = (cases) => each(cases, ([secret, salt, info, size]) => keys.hkdf(bytes(secret), bytes(salt), bytes(info), size));

export const verify = (cases) => each(cases, ([pub, signature, message]) => keys.verify(bytes(pub), bytes(signature), bytes(message)));

/** AES-256-GCM as seal.js and open.js call it: the ciphertext that comes out, or the message. */
const aesGcm = (does, cases) => each(cases, async ([key, iv, bound, text]) => {
  const lock = await subtle.importKey('raw', bytes(key), 'AES-GCM', false, [does]);
  return new Uint8Array(await subtle[does]({ name: 'AES-GCM', iv: bytes(iv), additionalData: bytes(bound) }, lock, bytes(text)));
});
export const encrypt = (cases) => aesGcm('encrypt', cases);
export const decrypt = (cases) => aesGcm('decrypt', cases);
