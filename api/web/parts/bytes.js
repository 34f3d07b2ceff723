/** Bytes in and out of text, the same way everywhere on our pages. */

/** @param {Uint8Array} bytes */
export const toHex = (bytes) => Array.from(bytes, (b) => b.toString(16).padStart(2, '0')).join('');

/** Base64url without padding. @param {Uint8Array} bytes */
export function toB64u(bytes) {
  return btoa(Array.from(bytes, (b) => String.fromCharCode(b)).join('')).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

/** Refuses anything that `toB64u` would not have written. @param {string} words @returns {Uint8Array<ArrayBuffer>} */
export function fromB64u(words) {
  if (!/^[A-Za-z0-9_-]*$/.test(words) || words.length % 4 === 1) throw new TypeError('not base64url');
  const bytes = Uint8Array.from(atob(words.replaceAll('-', '+').replaceAll('_', '/')), (c) => c.charCodeAt(0));
  if (toB64u(bytes) !== words) throw new TypeError('not base64url');
  return bytes;
}

/** @param {string} words @returns {Uint8Array<ArrayBuffer>} */
export const utf8 = (words) => /** @type {Uint8Array<ArrayBuffer>} */ (new TextEncoder().encode(words));

/** @param {Uint8Array} bytes */
export const text = (bytes) => new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);

/** @param {...Uint8Array} parts @returns {Uint8Array<ArrayBuffer>} */
export function concat(...parts) {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** Equal, without telling by the time it takes where the first difference is. @param {Uint8Array} a @param {Uint8Array} b */
export function same(a, b) {
  if (a.length !== b.length) return false;
  let differ = 0;
  for (let i = 0; i < a.length; i++) differ |= a[i] ^ b[i];
  return differ === 0;
}

/** Eight bytes, big-endian. @param {number} value @returns {Uint8Array<ArrayBuffer>} */
export function u64(value) {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(value));
  return bytes;
}

/** Fresh random bytes. @param {number} length @returns {Uint8Array<ArrayBuffer>} */
export const random = (length) => crypto.getRandomValues(new Uint8Array(length));
