/** Founds the line: root document and first roster, signed in the founder's browser and nowhere else. */
import { Refusal } from '../../parts/relay.js';
import { b64u, makeRoot as newRoot } from '../../sealing/keys.js';
import { CIRCLES, makeRoot, makeRoster, Pins, WEEK } from '../../sealing/roster.js';
import { adminOf, makeAdmin, reach } from './drawer.js';
import { demandClock } from './right_clock.js';

/** @typedef {import('./drawer.js').Opened} Opened */
/** @typedef {{token: string, label: string, circle: number, role: 'worker' | 'supervisor'}} Plan */
/** @typedef {{root_pub: string, root: string, roster: string}} Foundation */

export const ROOT_LIFE = 365 * 24 * 3_600_000;
// The relay's clock may run ahead of ours: a roster that ends exactly a week from now could be "too far" there.
export const ROSTER_LIFE = WEEK - 3_600_000;

/** A root key that lives in memory only, and the seed that the recovery kit carries. */
export const newRootKey = () => newRoot();

/**
 * Sign what the line stands on, and keep it sealed before it is posted: a reload posts the same again. Protocol 2.2, 2.3, 7.1.
 * @param {Opened} opened @param {Plan} plan @param {import('../../sealing/keys.js').Identity} root @param {number} now
 */
export async function signFoundation(opened, plan, root, now) {
  const admin = await makeAdmin(opened);
  /** @type {Foundation} */
  const signed = {
    root_pub: b64u(root.pub),
    root: await makeRoot({ root, version: 1, admins: [admin.pub], threshold: 1, expires: now + ROOT_LIFE }),
    roster: await firstRoster(opened, plan, admin, now),
  };
  const pins = await pinsOf(root.pub, signed, now);
  await opened.vault.putJson('setup', { ...plan, signed });
  return { signed, pins };
}

/** @param {Opened} opened @param {Plan} plan @param {import('../../sealing/keys.js').Identity} admin @param {number} now */
function firstRoster(opened, plan, admin, now) {
  const device = { pub: opened.identity.pub, role: plan.role, circle: plan.circle, label: plan.label };
  return makeRoster({ signers: [admin], previous: null, expires: now + ROSTER_LIFE, minSuite: 1, circles: CIRCLES, devices: [device] });
}

/**
 * Post the foundation, and return what the line stands on. A relay that already stands on this very root has heard us before: that is
 * success. One that refused the list has made nothing of it: signed by a wrong clock, it is signed anew once the clock is right.
 * @param {Opened} opened @param {Plan} plan @param {Foundation} signed @param {import('../../parts/relay.js').Relay} relay @param {() => number} [now]
 * @returns {Promise<Foundation>}
 */
export async function layFoundation(opened, plan, signed, relay, now = Date.now) {
  // What was kept last is what the relay may have heard, although its answer was lost.
  const kept = (await opened.vault.getJson('setup'))?.signed ?? signed;
  try {
    return await post(plan, kept, relay);
  } catch (error) {
    const admin = error instanceof Refusal && error.code === 'document' ? await adminOf(opened) : null;
    if (!admin) throw error;
    demandClock(now());
    /** @type {Foundation} */
    const anew = { ...kept, roster: await firstRoster(opened, plan, admin, now()) };
    await opened.vault.putJson('setup', { ...plan, signed: anew });
    return post(plan, anew, relay);
  }
}

/** @param {Plan} plan @param {Foundation} signed @param {import('../../parts/relay.js').Relay} relay */
async function post(plan, signed, relay) {
  try {
    await relay.call('POST', '/api/line', { token: plan.token, ...signed });
  } catch (error) {
    if (!(error instanceof Refusal) || error.code !== 'already-made') throw error;
    const line = await relay.call('GET', '/api/line');
    if (line.root !== signed.root_pub) throw error;
  }
  return signed;
}

/** @param {Opened} opened @param {Pins} pins */
export async function finishFoundation(opened, pins) {
  await keepPins(opened, pins);
  await reach(opened, 'made');
  await opened.vault.remove('setup');
}

/** @param {Uint8Array} rootPub @param {Foundation} signed @param {number} now */
export async function pinsOf(rootPub, signed, now) {
  const pins = new Pins(rootPub);
  await pins.loadRoot(signed.root, now);
  await pins.loadRoster(signed.roster, now);
  return pins;
}

/** What is being kept for each device that stands open. @type {WeakMap<Opened, Promise<void>>} */
const keeping = new WeakMap();

/** One behind the other, each as the lists are at its turn: of two that are kept at once the newer one lies there in the end. @param {Opened} opened @param {Pins} pins @returns {Promise<void>} */
export function keepPins(opened, pins) {
  const before = keeping.get(opened) ?? Promise.resolve();
  const mine = before.catch(() => undefined).then(() => opened.vault.putJson('pins', pins.toJSON()));
  keeping.set(opened, mine);
  return mine;
}
