/** Unlocks with a passkey: the secret that it keeps for us never leaves this browser. */
import { random, utf8 } from './bytes.js';

/** @typedef {{credential: Uint8Array<ArrayBuffer>, secret: Uint8Array<ArrayBuffer>}} Passkey */

/** The passkey cannot keep a secret for us (no PRF); the person should take the phrase. */
export class PasskeyUnfit extends Error {}

/** The person closed the question, or it timed out. */
export class PasskeyDeclined extends Error {}

/** Whether to offer passkeys at all: the page may still find out later that this one is unfit. */
export async function passkeysHere() {
  if (!globalThis.PublicKeyCredential || !isSecureContext || !navigator.credentials) return false;
  try {
    const able = await PublicKeyCredential.getClientCapabilities?.();
    return able?.['extension:prf'] !== false;
  } catch {
    return true;
  }
}

/** The question that the passkey answers with its secret. @param {Uint8Array<ArrayBuffer>} salt */
async function question(salt) {
  return new Uint8Array(await crypto.subtle.digest('SHA-256', new Uint8Array([...utf8('ql1 prf\0'), ...salt])));
}

/**
 * Make a passkey for this browser and read its secret. Nothing of the credential is ever posted (Protocol 1.3): it only unlocks.
 * @param {Uint8Array<ArrayBuffer>} salt @param {string} label @returns {Promise<Passkey>}
 */
export async function makePasskey(salt, label) {
  const first = await question(salt);
  const made = await ask(() => navigator.credentials.create({
    publicKey: {
      rp: { name: 'Desk' },
      user: { id: random(16), name: label, displayName: label },
      challenge: random(32),
      pubKeyCredParams: [{ type: 'public-key', alg: -8 }, { type: 'public-key', alg: -7 }, { type: 'public-key', alg: -257 }],
      authenticatorSelection: { userVerification: 'required', residentKey: 'preferred' },
      attestation: 'none',
      extensions: { prf: { eval: { first } } },
    },
  }));
  const prf = made.getClientExtensionResults().prf;
  if (!prf?.enabled && !prf?.results) throw new PasskeyUnfit();
  const credential = new Uint8Array(made.rawId);
  // Some authenticators answer only when asked, not when made.
  const secret = prf.results?.first ? bytesOf(prf.results.first) : await openPasskey(salt, credential);
  return { credential, secret };
}

/** @param {Uint8Array<ArrayBuffer>} salt @param {Uint8Array<ArrayBuffer>} credential @returns {Promise<Uint8Array<ArrayBuffer>>} */
export async function openPasskey(salt, credential) {
  const first = await question(salt);
  const shown = await ask(() => navigator.credentials.get({
    publicKey: {
      challenge: random(32),
      allowCredentials: [{ type: 'public-key', id: credential }],
      userVerification: 'required',
      extensions: { prf: { eval: { first } } },
    },
  }));
  const answer = shown.getClientExtensionResults().prf?.results?.first;
  if (!answer) throw new PasskeyUnfit();
  return bytesOf(answer);
}

/** @param {() => Promise<Credential | null>} call @returns {Promise<PublicKeyCredential>} */
async function ask(call) {
  try {
    const credential = await call();
    if (credential) return /** @type {PublicKeyCredential} */ (credential);
  } catch (error) {
    if (!(error instanceof DOMException) || error.name !== 'NotAllowedError') throw new PasskeyUnfit();
  }
  throw new PasskeyDeclined();
}

/** @param {BufferSource} source @returns {Uint8Array<ArrayBuffer>} */
function bytesOf(source) {
  return source instanceof ArrayBuffer
    ? new Uint8Array(source)
    : new Uint8Array(/** @type {ArrayBuffer} */ (source.buffer), source.byteOffset, source.byteLength).slice();
}
