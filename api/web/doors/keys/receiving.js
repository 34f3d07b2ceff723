/** Receive keys: going on call is signing one, and its private half is destroyed in time. */
import { b64u, makeCertificate, makeReceiveKey, openReceiveKey, readCertificate, SHIFT, STANDBY, unb64u } from '../../sealing/keys.js';

/** @typedef {import('./drawer.js').Opened} Opened */
/** @typedef {import('../../sealing/keys.js').ReceiveKey} ReceiveKey */
/** @typedef {{name: string, key: ReceiveKey, kind: number, na: number}} Held */

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** How long a private half outlives its certificate: R of Protocol 1. */
export const AFTERLIFE = 14 * DAY;
/** @type {Record<number, number>} */
export const LONGEST = { [SHIFT]: 24 * HOUR, [STANDBY]: 8 * DAY };

/**
 * Open the receive keys that may still be needed, and destroy the others.
 * @param {Opened} opened @param {number} now @returns {Promise<Held[]>}
 */
export async function openReceiving({ vault, kek }, now) {
  /** @type {Held[]} */
  const held = [];
  for (const name of await vault.names('receive:')) {
    const { record, kind, na } = await vault.getRecord(name);
    if (na + AFTERLIFE < now) await vault.remove(name);
    else held.push({ name, key: await openReceiveKey(record, kek), kind, na });
  }
  return held;
}

/**
 * Make a receive key, rest it wrapped, and only then sign its certificate. Protocol 2.6.
 * @param {Opened} opened @param {number} kind @param {number} length  ms, capped by the kind @param {number} now
 */
export async function signReceiving({ vault, kek, identity }, kind, length, now) {
  const na = now + Math.min(length, LONGEST[kind]);
  const { key, record } = await makeReceiveKey(kek);
  const name = `receive:${b64u(key.keyId)}`;
  await vault.putRecord(name, { record, kind, na });
  const certificate = await makeCertificate(identity, key, kind, now, na);
  return { held: /** @type {Held} */ ({ name, key, kind, na }), certificate: b64u(certificate) };
}

/**
 * Of the relay's certificates, those that stand: rightly signed, and of now.
 * @param {string[]} items @param {number} now
 */
export async function standing(items, now) {
  const read = await Promise.all(items.map(async (item) => {
    try {
      return await readCertificate(unb64u(item));
    } catch {
      return null;
    }
  }));
  return read.filter((one) => one !== null).filter((one) => one.nb - 5 * 60_000 <= now && now < one.na);
}

export { SHIFT, STANDBY };
