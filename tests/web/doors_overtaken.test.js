/** Two looks at the signed lists at once, or two lists signed at once, on a slow line: neither is an attack of the relay, and none stands in the other's way. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Session } from '../../api/web/console/session.js';
import { signRoot } from '../../api/web/doors/keys/coordinating.js';
import { newRootKey, pinsOf } from '../../api/web/doors/keys/founding.js';
import { follow, signNext } from '../../api/web/doors/keys/signed_list.js';
import { Refusal as Answer } from '../../api/web/parts/relay.js';
import { b64u } from '../../api/web/sealing/keys.js';
import { inTurn } from '../../api/web/sealing/padding.js';
import { makeRoot, makeRoster } from '../../api/web/sealing/roster.js';

const NOW = 1_790_000_000_000;
const DAY = 24 * 3_600_000;
const settle = () => new Promise((done) => { setImmediate(done); });
const makeKey = async () => (await newRootKey()).root;

/** A relay that shows all lists but the newest `hides`; `holds` says which of its answers, as they leave, come when the test lets them. */
class SlowRelay {
  /** @param {{root: string, roster: string}} signed */
  constructor(signed) {
    this.root = signed.root;
    this.rosters = [signed.roster];
    this.hides = 0;
    this.holds = (/** @type {string} */ _path) => false;
    /** @type {(() => void)[]} */ this.held = [];
    this.handedUp = 0;
  }

  /** @param {string} path */
  async text(path) {
    const newest = this.rosters.length - 1 - this.hides;
    const answer = path.endsWith('/root') ? this.root : this.rosters[path.endsWith('/roster') ? newest : Number(path.split('/').at(-1)) - 1];
    if (this.holds(path)) await new Promise((come) => { this.held.push(() => come(null)); });
    return answer;
  }

  /** @param {string} _verb @param {string} path @param {any} body */
  async call(_verb, path, body) {
    if (path === '/api/documents/held') {
      this.handedUp += 1;
      return;
    }
    if (path === '/api/documents/root') {
      this.root = body.document;
      this.rosters.push(body.roster);
      if (this.holds(path)) await new Promise((come) => { this.held.push(() => come(null)); });
      return;
    }
    const { version } = JSON.parse(atob(JSON.parse(body.document).payload));
    if (version !== this.rosters.length + 1) throw new Answer('stale-roster', 'Somebody else has changed the roster.', 409);
    this.rosters.push(body.document);
    if (this.holds(path)) await new Promise((come) => { this.held.push(() => come(null)); });
  }
}

/** A line with four lists, and a desk that has the first of them. */
async function behind() {
  const [root, admin, sam] = await Promise.all([makeKey(), makeKey(), makeKey()]);
  const signed = {
    root_pub: b64u(root.pub),
    root: await makeRoot({ root, version: 1, admins: [admin.pub], threshold: 1, expires: NOW + 300 * DAY }),
    roster: await makeRoster({ signers: [admin], previous: null, expires: NOW + 6 * DAY, minSuite: 1, circles: ['community'], devices: [{ pub: sam.pub, role: 'worker', circle: 0, label: 'Sam' }] }),
  };
  const relay = /** @type {any} */ (new SlowRelay(signed));
  const theirs = await pinsOf(root.pub, signed, NOW);
  for (let more = 0; more < 3; more += 1) await signNext({ relay, pins: theirs, admin, now: () => NOW, change: (devices) => devices });
  return { relay, root, admin, theirs, pins: await pinsOf(root.pub, signed, NOW) };
}

/** Let what is held come until nothing is. @param {SlowRelay} relay */
async function release(relay) {
  relay.holds = () => false;
  for (await settle(); relay.held.length; await settle()) /** @type {() => void} */ (relay.held.shift())();
}

test('a list in between that comes after another look took the newest says nothing', async () => {
  const { relay, pins } = await behind();
  relay.holds = (path) => path.endsWith('/2');
  const slow = follow(relay, pins, NOW);
  while (!relay.held.length) await settle();
  relay.holds = () => false;
  assert.equal(await follow(relay, pins, NOW), true);
  await release(relay);
  await slow;

  assert.equal(pins.roster?.version, 4);
});

test('the newest of a while ago, which another look has passed, is no older list, and is not handed up', async () => {
  const { relay, pins } = await behind();
  relay.hides = 1;
  relay.holds = (path) => path.endsWith('/roster');
  const slow = follow(relay, pins, NOW);
  while (!relay.held.length) await settle();
  Object.assign(relay, { hides: 0, holds: () => false });
  await follow(relay, pins, NOW);
  await release(relay);
  await slow;

  assert.deepEqual([pins.roster?.version, relay.handedUp], [4, 0]);
});

test('a relay that shows less than was held when it was asked is told what it lost, and is an alarm if it shows that still', async () => {
  const { relay, pins } = await behind();
  await follow(relay, pins, NOW);
  relay.hides = 1;

  await assert.rejects(follow(relay, pins, NOW), { reason: 'rollback' });
  assert.equal(relay.handedUp, 1);
});

test('a list of mine whose answer comes last, behind a later one of a colleague, was taken and is refused by nobody', async () => {
  const { relay, admin, theirs, pins } = await behind();
  await follow(relay, pins, NOW);
  const terms = { relay, admin, now: () => NOW, change: (/** @type {any[]} */ devices) => devices };
  relay.holds = (/** @type {string} */ path) => path.endsWith('/roster');
  const mine = signNext({ ...terms, pins });
  while (!relay.held.length) await settle();
  relay.holds = () => false;
  await follow(relay, theirs, NOW);
  await signNext({ ...terms, pins: theirs });
  await follow(relay, pins, NOW);
  await release(relay);
  await mine;

  assert.equal(pins.roster?.version, 6);
});

test('three who are let in with three quick presses are all let in', async () => {
  const { relay, admin, pins } = await behind();
  await follow(relay, pins, NOW);
  const opened = { vault: { putJson: async () => undefined } };
  const session = Object.assign(Object.create(Session.prototype), { relay, admin, pins, opened, now: () => NOW, signing: inTurn(), warn: () => undefined, changed: () => undefined });
  const labels = ['Kim', 'Lee', 'Max'];
  const keys = await Promise.all(labels.map(makeKey));
  await Promise.all(labels.map((label, at) => session.changeRoster((/** @type {any[]} */ devices) => [...devices, { pub: keys[at].pub, role: 'worker', circle: 0, label }])));

  assert.deepEqual(pins.roster?.devices.map(({ label }) => label), ['Sam', ...labels]);
});

test('a key that I took out is out, though a colleague signed the next list before I heard the answer', async () => {
  const { relay, root, admin, theirs, pins } = await behind();
  await follow(relay, pins, NOW);
  relay.holds = (/** @type {string} */ path) => path === '/api/documents/root';
  const signing = signRoot({ relay, pins, root, admin, now: () => NOW, change: (admins) => admins });
  while (!relay.held.length) await settle();
  const held = relay.held.splice(0);
  relay.holds = () => false;
  await follow(relay, theirs, NOW);
  await signNext({ relay, pins: theirs, admin, now: () => NOW, change: (devices) => devices });
  await follow(relay, pins, NOW);
  held[0]();
  await signing;

  assert.deepEqual([pins.root?.version, pins.roster?.version], [2, 6]);
});
