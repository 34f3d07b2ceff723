/** Coming in: a device proves its key; one that was taken off the list reads so in the signed list. */
import { Refusal as Answer, Relay } from '../../parts/relay.js';
import { b64u, Refusal, signIn, unb64u } from '../../sealing/keys.js';
import { Pins } from '../../sealing/roster.js';
import { isNamed, proveKey } from './coordinating.js';
import { follow } from './signed_list.js';

/** @typedef {import('../../sealing/keys.js').Identity} Identity */

/** What somebody reads whose browser found in the signed list that it is on it no more. */
export const TAKEN_OFF = 'This device was taken off the list of people. Ask a coordinator.';

/**
 * Sign in, and return what the relay says of this device beside its token. A coordinator proves that key too. Protocol 7.3.
 * @param {Relay} relay  one that is not signed in
 * @param {{identity: Identity, pins?: Pins | null, admin?: Identity | null}} who  pins: what this browser holds, if it was let in before
 * @returns {Promise<any>}
 */
export async function comeIn(relay, { identity, pins = null, admin = null }) {
  const { challenge } = await relay.call('POST', '/api/signin/challenge', {});
  const bytes = unb64u(challenge);
  /** @type {Record<string, unknown>} */
  const proof = { ed_pub: b64u(identity.pub), challenge, signature: b64u(await signIn(identity, location.origin, bytes)) };
  if (pins?.roster) proof.seen = pins.roster.version;
  // Prove the coordinator's key only once a root document names it: before that the relay would refuse the whole sign-in.
  if (pins && admin && isNamed(pins, admin)) proof.admin = await proveKey(pins, identity, admin, location.origin, bytes);
  try {
    return await relay.call('POST', '/api/signin', proof);
  } catch (error) {
    // The key was taken out while this browser was away: it comes in as everybody does, and reads so in the next root document.
    if (proof.admin && error instanceof Answer && error.code === 'not-coordinator') return comeIn(relay, { identity, pins });
    throw error;
  }
}

/**
 * Whether the signed lists say that this device was taken off. With its no the relay hands over the list that dropped it, and no
 * newer one; what that list says counts as ever, and the relay's own word for nothing (decision 0123). Protocol 2.4, 7.4.
 * @param {Pins} pins  what this browser holds; takes up what is rightly signed @param {Identity} identity @param {unknown} error  what came of signing in @param {number} now
 * @returns {Promise<boolean>}
 */
export async function readsTakenOff(pins, identity, error, now) {
  if (!(error instanceof Answer) || error.code !== 'not-on-roster') return false;
  const { left } = error.body;
  if (typeof left?.root === 'string' && typeof left?.roster === 'string') {
    for (const take of [() => pins.loadRoot(left.root, now), () => pins.loadRoster(left.roster, now)]) {
      // What does not hold changes nothing: then the relay has only said no.
      await take().catch((/** @type {unknown} */ flaw) => { if (!(flaw instanceof Refusal)) throw flaw; });
    }
  }
  return pins.roster !== null && pins.device(identity.device) === null;
}

/**
 * Whether a signed list of the line that invited names this browser. It shows its key and reads the list behind that door: whoever
 * only waits is told that they wait, and no name (decision 0123).
 * @param {Identity} identity @param {Uint8Array} root @param {Relay} relay
 * @returns {Promise<{pins: Pins, device: import('../../sealing/roster.js').Device} | null>} null while it waits; throws what is wrong with the list
 */
export async function findOnList(identity, root, relay) {
  const inside = new Relay({ signIn: async () => (await comeIn(relay, { identity })).token });
  try {
    const pins = new Pins(root);
    await follow(inside, pins, Date.now());
    const device = pins.device(identity.device);
    return device && { pins, device };
  } catch (error) {
    if (error instanceof Answer && error.code === 'not-on-roster') return null;
    throw error;
  } finally {
    await inside.signOut();
  }
}
