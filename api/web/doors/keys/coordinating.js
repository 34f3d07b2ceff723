/** The coordinators’ keys: which device holds which, and how the kit names one or takes one out. */
import { concat, utf8 } from '../../parts/bytes.js';
import { Refusal as Answer } from '../../parts/relay.js';
import { b64u, deviceId, Refusal, signIn, unb64u, verify } from '../../sealing/keys.js';
import { makeRoot } from '../../sealing/roster.js';
import { ROOT_LIFE } from './founding.js';
import { orClock } from './right_clock.js';
import { follow, nextRoster, unlessPassed } from './signed_list.js';

/** @typedef {import('../../sealing/keys.js').Identity} Identity */
/** @typedef {import('../../sealing/roster.js').Device} Device */
/** @typedef {import('../../sealing/roster.js').Pins} Pins */
/** @typedef {{pub: Uint8Array, holders: Device[], former: Device[]}} CoordinatorKey  a key that signs lists; who on the list holds it, and who held it and is off the list */

/** What a device and the key that it holds both sign (decision 0108). @param {Uint8Array} rootPub @param {Uint8Array} devicePub @param {Uint8Array} adminPub */
const holding = (rootPub, devicePub, adminPub) => concat(utf8('ql1 coordinator key\0'), rootPub, devicePub, adminPub);

/** Whether the newest root document names this key. @param {Pins} pins @param {Identity | null} admin */
export const isNamed = (pins, admin) => Boolean(admin && pins.root?.admins.some((pub) => b64u(pub) === b64u(admin.pub)));

/**
 * How a coordinator proves it at sign-in, and says which device holds the key, so that it can be found and taken out. Protocol 7.3.
 * @param {Pins} pins @param {Identity} identity @param {Identity} admin @param {string} origin @param {Uint8Array} challenge
 */
export async function proveKey(pins, identity, admin, origin, challenge) {
  const message = holding(pins.rootPub, identity.pub, admin.pub);
  return {
    pub: b64u(admin.pub), signature: b64u(await signIn(admin, origin, challenge)),
    holding: { by_device: b64u(await identity.sign(message)), by_key: b64u(await admin.sign(message)) },
  };
}

/** @param {Uint8Array} rootPub @param {Uint8Array} adminPub @param {{ed_pub: string, by_device: string, by_key: string}} told */
async function bothSigned(rootPub, adminPub, told) {
  try {
    const pub = unb64u(told.ed_pub);
    const message = holding(rootPub, pub, adminPub);
    return (await verify(pub, unb64u(told.by_device), message)) && verify(adminPub, unb64u(told.by_key), message);
  } catch (error) {
    if (error instanceof Refusal) return false; // no bytes at all
    throw error;
  }
}

/**
 * Every key that signs lists now, with whoever proved to hold it. What the relay says without both signatures counts for nothing.
 * @param {Pins} pins @param {{ed_pub: string, admin_pub: string, by_device: string, by_key: string}[]} told @returns {Promise<CoordinatorKey[]>}
 */
export async function keysHeld(pins, told) {
  const keys = (pins.root?.admins ?? []).map((pub) => ({ pub, holders: /** @type {Device[]} */ ([]), former: /** @type {Device[]} */ ([]) }));
  for (const one of told) {
    const key = keys.find((held) => b64u(held.pub) === one.admin_pub);
    if (!key || !(await bothSigned(pins.rootPub, key.pub, one))) continue;
    const pub = unb64u(one.ed_pub);
    const device = await deviceId(pub);
    const [listed, gone] = [pins.device(device), pins.former(device)];
    if (listed) key.holders.push(listed);
    else key.former.push(gone ?? { pub, device, role: 'worker', circle: 0, label: 'a device of long ago' });
  }
  return keys;
}

/**
 * Sign the next root document and, on top of it, the next list, and put both in force at once: there is no moment in which the
 * list bears only a key that counts no more. Somebody else may have been quicker: then once more on top of theirs. Protocol 2.2, 7.4.
 * @param {object} terms
 * @param {import('../../parts/relay.js').Relay} terms.relay @param {Pins} terms.pins @param {Identity} terms.root @param {Identity} terms.admin
 * @param {() => number} terms.now @param {(admins: Uint8Array[]) => Uint8Array[]} terms.change  from the keys of now to those of then
 */
export async function signRoot({ relay, pins, root, admin, now, change }) {
  for (let tries = 0; ; tries++) {
    const old = pins.root;
    if (!old) throw new Error('no root document to follow');
    const admins = change(old.admins);
    const document = await makeRoot({ root, version: old.version + 1, admins, threshold: Math.min(old.threshold, admins.length), expires: now() + ROOT_LIFE });
    const held = pins.roster?.version ?? 0;
    const roster = await nextRoster(pins, admin, now(), (devices) => devices);
    try {
      await relay.call('PUT', '/api/documents/root', { document, roster });
    } catch (error) {
      if (!(error instanceof Answer) || !['stale-root', 'stale-roster'].includes(error.code) || tries > 0) throw orClock(error, now());
      await follow(relay, pins, now());
      continue;
    }
    await pins.loadRoot(document, now()).catch(unlessPassed({ version: old.version + 1, held: old.version }, () => pins.root));
    await pins.loadRoster(roster, now()).catch(unlessPassed({ version: held + 1, held }, () => pins.roster));
    return;
  }
}
