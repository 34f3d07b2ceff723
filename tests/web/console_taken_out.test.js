/** A coordinator’s key that was taken out: no end believes a list signed with it, and its browser is told and lets go of it. */
import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { holderOf, someUnknown, stillHeld } from '../../api/web/console/people/key_list.js';
import { makeOffer, readOffer } from '../../api/web/console/people/coordinators.js';
import { keysHeld, proveKey, signRoot } from '../../api/web/doors/keys/coordinating.js';
import { adminOf, makeDevice } from '../../api/web/doors/keys/drawer.js';
import { newRootKey, pinsOf, signFoundation } from '../../api/web/doors/keys/founding.js';
import { follow, signNext } from '../../api/web/doors/keys/signed_list.js';
import { keptPins, SignedIn } from '../../api/web/doors/session.js';
import { Refusal } from '../../api/web/parts/relay.js';
import { b64u } from '../../api/web/sealing/keys.js';

const NOW = 1_790_000_000_000;
const ORIGIN = 'https://desk.example';
const CHALLENGE = new Uint8Array(32).fill(5);

class FakeKeystore {
  constructor() { this.kept = new Map(); }
  async keepDevice(record) { this.kept.set('device', record); }
  async forget() { this.kept.clear(); }
  async write(change) { change({ put: (value, name) => this.kept.set(name, structuredClone(value)), delete: (name) => this.kept.delete(name) }); }
  async read(name) { return this.kept.get(name); }
}

/** A relay that keeps what it is given, in order; `admins` are the keys that make a coordinator. */
class FakeRelay {
  constructor(signed) { this.roots = [signed.root]; this.rosters = [signed.roster]; this.admins = null; }

  answer(method, path, body) {
    if (path === '/api/signin/challenge') return { challenge: b64u(CHALLENGE) };
    if (path === '/api/signin' && method === 'POST') {
      if (body.admin && this.admins && !this.admins.includes(body.admin.pub)) throw new Refusal('not-coordinator', 'No coordinator.', 403);
      return { token: 't', device_id: this.device, role: 'worker', circle: 0, label: 'Sam', coordinator: Boolean(body.admin), expires: NOW };
    }
    if (path === '/api/documents/root' && method === 'PUT') {
      if (read(body.document).version !== this.roots.length + 1) throw new Refusal('stale-root', 'Somebody was quicker.', 409);
      this.roots.push(body.document);
      this.rosters.push(body.roster);
      return {};
    }
    if (path === '/api/documents/roster' && method === 'PUT') { this.rosters.push(body.document); return {}; }
    if (path === '/api/documents/root') return this.roots.at(-1);
    if (path === '/api/documents/roster') return this.rosters.at(-1);
    return this.rosters[Number(path.split('/').at(-1)) - 1];
  }

  async call(method, path, body) { return this.answer(method, path, body); }
  async text(path) { return this.answer('GET', path); }

  fetch = async (path, { method, body }) => {
    try {
      const answer = this.answer(method, path, body && JSON.parse(body));
      return new Response(typeof answer === 'string' ? answer : JSON.stringify(answer), { status: 200 });
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      return new Response(JSON.stringify({ code: error.code, says: error.says }), { status: error.status });
    }
  };
}

const read = (document) => JSON.parse(atob(JSON.parse(document).payload));

const before = {};
beforeEach(() => {
  for (const name of ['fetch', 'location']) before[name] = globalThis[name];
  globalThis.location = /** @type {any} */ ({ origin: ORIGIN, protocol: 'https:', host: 'desk.example' });
});
afterEach(() => { for (const [name, value] of Object.entries(before)) globalThis[name] = value; });

/** @param {string} label */
const device = (label) => makeDevice(/** @type {any} */ (new FakeKeystore()), { stage: 'made', salt: new Uint8Array(32), unlock: { kind: 'phrase' }, label }, new Uint8Array(32));

/** Sam made the line and named Ana; both are on the list. */
async function twoCoordinators() {
  const [sam, ana] = [await device('Sam'), await device('Ana')];
  const { root } = await newRootKey();
  const { signed, pins } = await signFoundation(sam, { token: 't', label: 'Sam', circle: 0, role: 'worker' }, root, NOW);
  const relay = /** @type {any} */ (new FakeRelay(signed));
  const own = /** @type {any} */ (await adminOf(sam));
  const now = () => NOW;
  await signNext({ relay, pins, admin: own, now, change: (devices) => [...devices, { pub: ana.identity.pub, role: 'worker', circle: 0, label: 'Ana' }] });
  const offered = await readOffer(pins, await makeOffer(/** @type {any} */ ({ opened: ana, pins })));
  assert.ok(offered);
  await signRoot({ relay, pins, root, admin: own, now, change: (admins) => [...admins, offered.adminPub] });
  const anas = await pinsOf(pins.rootPub, signed, NOW);
  await follow(relay, anas, NOW);
  const theirs = /** @type {any} */ (await adminOf(ana));
  const takeOut = () => signRoot({ relay, pins, root, admin: own, now, change: (admins) => admins.filter((pub) => b64u(pub) !== b64u(theirs.pub)) });
  return { sam, ana, relay, pins, anas, own, theirs, signed, root, takeOut };
}

test('a list that is signed with a key that was taken out is refused, and whoever is on it gets in nowhere', async () => {
  const { pins, anas, relay, theirs, takeOut } = await twoCoordinators();
  await takeOut();
  await follow(relay, anas, NOW);
  const rogue = await device('Mallory');
  // The relay itself helps: it would put anything in force.
  await signNext({ relay, pins, admin: theirs, now: () => NOW, change: (all) => [...all, { pub: rogue.identity.pub, role: 'supervisor', circle: 0, label: 'Mallory' }] })
    .then(() => assert.fail('signed'), (error) => assert.equal(error.reason, 'threshold'));

  await assert.rejects(follow(relay, anas, NOW), { reason: 'threshold' });
  assert.equal(anas.device(rogue.identity.device), null);
});

test('a browser that slept through it takes the newest list, although those in between bear only the old key', async () => {
  const { pins, relay, signed, own, theirs, takeOut, root } = await twoCoordinators();
  const slept = await pinsOf(pins.rootPub, signed, NOW);
  await signNext({ relay, pins, admin: theirs, now: () => NOW, change: (devices) => devices });
  await takeOut();
  await follow(relay, slept, NOW);

  assert.deepEqual([slept.root?.version, slept.roster?.version, slept.device(own.device)], [3, 5, null]);
  assert.equal(b64u(slept.rootPub), b64u(root.pub));
});

test('the newest list is signed with a key of now in the very moment in which the other goes', async () => {
  const { relay, takeOut, own, pins } = await twoCoordinators();
  await takeOut();
  const fresh = await pinsOf(pins.rootPub, { root_pub: '', root: relay.roots.at(-1), roster: relay.rosters.at(-1) }, NOW);

  assert.deepEqual(fresh.root?.admins.map(b64u), [b64u(own.pub)]);
});

test('somebody who named a coordinator at the same moment is not undone', async () => {
  const { relay, pins, signed, root, own, theirs } = await twoCoordinators();
  const behind = await pinsOf(pins.rootPub, signed, NOW);
  await follow(relay, behind, NOW);
  const third = await newRootKey();
  await signRoot({ relay, pins, root, admin: own, now: () => NOW, change: (admins) => [...admins, third.root.pub] });
  await signRoot({ relay, pins: behind, root, admin: own, now: () => NOW, change: (admins) => admins.filter((pub) => b64u(pub) !== b64u(theirs.pub)) });

  assert.deepEqual(behind.root?.admins.map(b64u), [b64u(own.pub), b64u(third.root.pub)]);
});

test('who holds a key is what both signed; a key that nobody on the list holds counts for nobody', async () => {
  const { sam, ana, pins, own, theirs, relay } = await twoCoordinators();
  const told = async (opened, admin) => {
    const { pub, holding } = await proveKey(pins, opened.identity, admin, ORIGIN, CHALLENGE);
    return { ed_pub: b64u(opened.identity.pub), admin_pub: pub, ...holding };
  };
  const [mine, hers] = [await told(sam, own), await told(ana, theirs)];
  const session = /** @type {any} */ ({ admin: own, me: { label: 'Sam' }, pins });
  const both = await keysHeld(pins, [mine, hers]);
  assert.deepEqual(both.map((key) => holderOf(session, key)), ['Sam', 'Ana']);
  assert.equal(stillHeld(session, both), 2);
  assert.deepEqual([both, await keysHeld(pins, [mine]), null].map((keys) => someUnknown(session, keys)), [false, true, true]);

  // A relay that puts another name on a key, or says nothing that can be read, is not believed.
  const lies = await keysHeld(pins, [{ ...hers, ed_pub: mine.ed_pub }, { ...hers, by_key: hers.by_device }, { ...hers, by_device: '?' }]);
  assert.deepEqual(lies.map((key) => key.holders.length), [0, 0]);

  await signNext({ relay, pins, admin: own, now: () => NOW, change: (devices) => devices.filter(({ label }) => label !== 'Ana') });
  const left = await keysHeld(pins, [mine, hers]);
  assert.deepEqual([stillHeld(session, left), holderOf(session, left[1]), left[1].holders.length], [1, 'Ana', 0]);
});

test('a desk whose key was taken out comes in as no coordinator, says so, and offers another key from then on', async () => {
  const { ana, anas, relay, theirs, own, takeOut } = await twoCoordinators();
  globalThis.fetch = relay.fetch;
  relay.device = b64u(ana.identity.device);
  await takeOut();
  relay.admins = [b64u(own.pub)];
  /** @type {string[]} */
  const ended = [];
  const desk = new SignedIn(ana, anas, { onEnd: (says) => ended.push(says), now: () => NOW });
  await desk.arrive();

  assert.deepEqual([desk.me.coordinator, desk.admin, ended], [false, null, []]);
  assert.match(desk.alarms[0], /^The coordinator key of this browser was taken out/);
  const offered = await readOffer(anas, await makeOffer(/** @type {any} */ (desk)));
  assert.notEqual(b64u(offered?.adminPub ?? new Uint8Array()), b64u(theirs.pub));
});

test('a root document that came with a list by the old key is kept: after a reload that key still signs nothing', async () => {
  const { ana, anas, relay, own, theirs, takeOut } = await twoCoordinators();
  globalThis.fetch = relay.fetch;
  relay.device = b64u(ana.identity.device);
  const by = { relay: /** @type {any} */ ({ call: async (_method, _path, body) => { relay.forged = body.document; } }), admin: theirs, now: () => NOW, change: (devices) => devices };
  const copy = await pinsOf(anas.rootPub, { root_pub: '', root: relay.roots.at(-1), roster: relay.rosters.at(-1) }, NOW);
  await signNext({ ...by, pins: copy });
  await takeOut();
  relay.rosters.push(relay.forged);
  relay.admins = [b64u(own.pub)];
  const desk = new SignedIn(ana, anas, { onEnd: () => undefined, now: () => NOW });
  await desk.arrive();
  const kept = await keptPins(ana);

  assert.deepEqual([kept?.root?.version, kept?.roster?.version], [3, 3]);
  assert.match(desk.alarms.join(), /no coordinator of this line has signed/);
});
