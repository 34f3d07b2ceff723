/** Makes and opens this browser's own keys: the one place where an unlock secret meets what it unlocks. */
import { Vault } from '../../parts/keystore.js';
import { kek, makeIdentity, openAtRest, openIdentity, Refusal, sealAtRest } from '../../sealing/keys.js';

/** @typedef {import('../../sealing/keys.js').Identity} Identity */

/**
 * A browser whose keys are open: in memory only, gone when it locks.
 * @typedef {object} Opened
 * @property {import('../../parts/keystore.js').Keystore} keystore
 * @property {import('../../parts/keystore.js').DeviceRecord} device
 * @property {CryptoKey} kek
 * @property {Vault} vault
 * @property {Identity} identity
 */

/** The phrase or passkey belongs to another browser, or the drawer was changed. */
export class WrongUnlock extends Error {}

/**
 * Make the identity key and rest it wrapped. Protocol 1.3.
 * @param {import('../../parts/keystore.js').Keystore} keystore
 * @param {Omit<import('../../parts/keystore.js').DeviceRecord, 'identity'>} plan
 * @param {Uint8Array} secret @returns {Promise<Opened>}
 */
export async function makeDevice(keystore, plan, secret) {
  const key = await kek(secret, plan.salt);
  const { identity, record } = await makeIdentity(key);
  const device = { ...plan, identity: record };
  await keystore.forget();
  await keystore.keepDevice(device);
  return { keystore, device, kek: key, vault: vaultOf(keystore, key), identity };
}

/**
 * @param {import('../../parts/keystore.js').Keystore} keystore @param {import('../../parts/keystore.js').DeviceRecord} device
 * @param {Uint8Array} secret @returns {Promise<Opened>}
 */
export async function openDevice(keystore, device, secret) {
  const key = await kek(secret, device.salt);
  try {
    return { keystore, device, kek: key, vault: vaultOf(keystore, key), identity: await openIdentity(device.identity, key) };
  } catch (error) {
    if (error instanceof Refusal) throw new WrongUnlock('unlock', { cause: error });
    throw error;
  }
}

/** The coordinator's own key, where this browser has one. @param {Opened} opened @returns {Promise<Identity | null>} */
export async function adminOf({ vault, kek: key }) {
  const record = await vault.getRecord('admin');
  return record ? openIdentity(record, key) : null;
}

/** @param {Opened} opened @returns {Promise<Identity>} the one kept, or a new one, wrapped before it is used */
export async function makeAdmin(opened) {
  const kept = await adminOf(opened);
  if (kept) return kept;
  const { identity, record } = await makeIdentity(opened.kek);
  await opened.vault.putRecord('admin', record);
  return identity;
}

/** @param {Opened} opened @param {import('../../parts/keystore.js').DeviceRecord['stage']} stage */
export async function reach(opened, stage) {
  opened.device = { ...opened.device, stage };
  await opened.keystore.keepDevice(opened.device);
}

/** @param {import('../../parts/keystore.js').Keystore} keystore @param {CryptoKey} key */
function vaultOf(keystore, key) {
  return new Vault(keystore, {
    seal: (purpose, bytes) => sealAtRest(key, purpose, bytes),
    open: (purpose, box) => openAtRest(key, purpose, box),
  });
}
