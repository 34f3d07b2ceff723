/** Receive keys: going on call is signing one, and its private half is destroyed in time. */
import { b64u, makeCertificate, makeReceiveKey, openReceiveKey, readCertificate, SHIFT, STANDBY, unb64u } from '../../sealing/keys.js';

/** @typedef {import('./drawer.js').Opened} Opened */
/** @typedef {import('../../sealing/keys.js').ReceiveKey} ReceiveKey */
/** `on`: the relay hands its certificate out, as far as this browser knows. @typedef {{name: string, key: ReceiveKey, kind: number, na: number, on: boolean}} Held */

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
    const { record, kind, na, on = false } = await vault.getRecord(name);
    if (na + AFTERLIFE < now) await vault.remove(name);
    else held.push({ name, key: await openReceiveKey(record, kek), kind, na, on });
  }
  return held;
}

/**
 * What was read from the drawer, and over it what this page holds: a key that was made while it was read is not lost, nor whether others seal to one.
 * @param {Held[]} read @param {Held[]} held @param {number} now @returns {Held[]}
 */
export function stillHeld(read, held, now) {
  const here = held.filter(({ na }) => na + AFTERLIFE >= now);
  return [...read.filter(({ name }) => !here.some((one) => one.name === name)), ...here];
}

/**
 * Make a receive key, rest it wrapped, and only then sign its certificate. Protocol 2.6.
 * @param {Opened} opened @param {number} kind @param {number} length  ms, capped by the kind @param {number} now
 */
export async function signReceiving({ vault, kek, identity }, kind, length, now) {
  const na = now + Math.min(length, LONGEST[kind]);
  const { key, record } = await makeReceiveKey(kek);
  const name = `receive:${b64u(key.keyId)}`;
  await vault.putRecord(name, { record, kind, na, on: false });
  const certificate = await makeCertificate(identity, key, kind, now, na);
  return { held: /** @type {Held} */ ({ name, key, kind, na, on: false }), certificate: b64u(certificate) };
}

/**
 * Keep beside each key whether others seal to it now, so that this browser knows it also when the relay does not answer.
 * @param {Opened} opened @param {Held[]} held @param {(one: Held) => boolean} isOn
 */
export async function noteStanding({ vault }, held, isOn) {
  const changed = held.filter((one) => isOn(one) !== one.on);
  // All at once: of two that are noted at the same time the later one stands.
  for (const one of changed) one.on = !one.on;
  for (const one of changed) {
    const kept = await vault.getRecord(one.name);
    if (kept) await vault.putRecord(one.name, { ...kept, on: one.on });
  }
}

/** Until when a browser that is locked is on call; null when it is not. @param {import('../../parts/keystore.js').Keystore} keystore @param {number} now @returns {Promise<number | null>} */
export async function onCallUntil(keystore, now) {
  const kept = await Promise.all((await keystore.names('receive:')).map((name) => keystore.read(name)));
  const ends = kept.filter((one) => one?.on && one.kind === SHIFT && one.na > now).map(({ na }) => na);
  return ends.length ? Math.max(...ends) : null;
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
