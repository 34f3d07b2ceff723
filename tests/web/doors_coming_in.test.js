/** The list of people stands behind the door: whoever waits reads no name, and whoever was taken off reads it in the signed list. */
import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { Session } from '../../api/web/console/session.js';
import { AGAIN_MS, Asking } from '../../api/web/doors/keys/asking.js';
import { findOnList } from '../../api/web/doors/keys/coming_in.js';
import { adminOf, makeDevice } from '../../api/web/doors/keys/drawer.js';
import { newRootKey, pinsOf, signFoundation } from '../../api/web/doors/keys/founding.js';
import { nextRoster } from '../../api/web/doors/keys/signed_list.js';
import { keptPins } from '../../api/web/doors/session.js';
import { Refusal, Relay } from '../../api/web/parts/relay.js';
import { b64u } from '../../api/web/sealing/keys.js';
import { makeRoot } from '../../api/web/sealing/roster.js';

const NOW = 1_790_000_000_000;
const DAY = 24 * 3_600_000;
const NO = 'This device is not on the roster. Ask your coordinator for a new link.';
const TAKEN_OFF = 'This device was taken off the list of people. Ask a coordinator.';

class FakeKeystore {
  constructor() { this.kept = new Map(); }
  async forget() { this.kept.clear(); }
  async keepDevice(record) { this.kept.set('device', record); }
  async write(change) { change({ put: (value, name) => this.kept.set(name, structuredClone(value)), delete: (name) => this.kept.delete(name) }); }
  async read(name) { return this.kept.get(name); }
  async names(prefix) { return [...this.kept.keys()].filter((name) => name.startsWith(prefix)); }
}

/** A relay that answers only those who are on its list, and hands `left` to whoever is not. */
class FakeRelay {
  constructor(signed) {
    this.root = signed.root;
    this.roster = signed.roster;
    /** Who may come in. @type {Set<string>} */ this.known = new Set();
    /** @type {any} */ this.left = null;
    /** @type {any[]} */ this.signins = [];
    /** @type {string[]} */ this.asked = [];
    this.inside = 0;
  }

  /** @param {string} method @param {string} path @param {any} body @param {boolean} signedIn @returns {[number, any]} */
  answer(method, path, body, signedIn) {
    this.asked.push(`${method} ${path}`);
    if (path === '/api/signin/challenge') return [200, { challenge: b64u(new Uint8Array(32).fill(5)) }];
    if (path === '/api/signin' && method === 'DELETE') { this.inside -= 1; return [204, null]; }
    if (path === '/api/signin') {
      this.signins.push(body);
      if (!this.known.has(body.ed_pub)) return [401, { code: 'not-on-roster', says: NO, ...(this.left ? { left: this.left } : {}) }];
      this.inside += 1;
      return [200, { token: body.ed_pub, expires: NOW + DAY, device_id: this.deviceId, role: 'worker', circle: 0, label: 'Sam', coordinator: false }];
    }
    if (!signedIn) return [401, { code: 'signed-out', says: 'You are not signed in any more. Unlock this device to go on.' }];
    if (path === '/api/documents/root') return [200, this.root];
    if (path === '/api/documents/roster') return [200, this.roster];
    if (path === '/api/certificates') return [200, { items: [] }];
    throw new Error(`${method} ${path}`);
  }

  fetch = async (path, { method, body, headers }) => {
    const token = (headers.authorization ?? '').replace('Bearer ', '');
    const [status, answer] = this.answer(method, path, body && JSON.parse(body), this.known.has(token));
    return new Response(answer === null ? null : typeof answer === 'string' ? answer : JSON.stringify(answer), { status, headers: { date: new Date().toUTCString() } });
  };
}

const before = {};
/** @type {Session[]} */
let open = [];

beforeEach(() => {
  for (const name of ['fetch', 'location', 'WebSocket']) before[name] = globalThis[name];
  globalThis.location = /** @type {any} */ ({ origin: 'https://desk.example', protocol: 'https:', host: 'desk.example', hostname: 'desk.example' });
  globalThis.WebSocket = /** @type {any} */ (class { send() {} close() {} });
  open = [];
});
afterEach(async () => {
  for (const session of open) await session.end();
  for (const [name, value] of Object.entries(before)) globalThis[name] = value;
});

/** Sam founded the line and is at the desk, without the coordinator's key beside it, so that nothing is renewed. */
async function atTheDesk() {
  const opened = await makeDevice(/** @type {any} */ (new FakeKeystore()), { stage: 'made', salt: new Uint8Array(32), unlock: { kind: 'phrase' }, label: 'Sam' }, new Uint8Array(32));
  const { root } = await newRootKey();
  const { signed, pins } = await signFoundation(opened, { token: 't', label: 'Sam', circle: 0, role: 'worker' }, root, NOW);
  await opened.vault.putJson('pins', pins.toJSON());
  const admin = /** @type {any} */ (await adminOf(opened));
  await opened.vault.remove('admin');
  const relay = new FakeRelay(signed);
  relay.known.add(b64u(opened.identity.pub));
  relay.deviceId = b64u(opened.identity.device);
  globalThis.fetch = /** @type {any} */ (relay.fetch);
  /** What the desk ends with; two requests may hear it at once. @type {Set<string>} */ const ended = new Set();
  const session = new Session(opened, pins, { onEnd: (says) => ended.add(says), now: () => NOW });
  open.push(session);
  await session.start();
  const without = async (signer = admin, at = NOW) => nextRoster(await pinsOf(pins.rootPub, signed, NOW), signer, at, () => []);
  return { opened, pins, relay, session, signed, root, admin, ended, without };
}

const takenOff = (/** @type {FakeRelay} */ relay) => relay.known.clear();

test('a device that was taken off reads so in the signed list which comes with the no, and keeps that list', async () => {
  const { opened, relay, session, signed, ended, without } = await atTheDesk();
  relay.left = { root: signed.root, roster: await without() };
  takenOff(relay);
  await session.refreshRoster();

  // Protocol 7.4
  assert.deepEqual([[...ended], relay.signins.at(-1).seen], [[TAKEN_OFF], 1]);
  assert.equal((await keptPins(opened))?.roster?.version, 2);
  assert.equal((await keptPins(opened))?.device(opened.identity.device), null);
});

test('who unlocks later reads it again, although the relay hands over nothing more', async () => {
  const { opened, relay, session, signed, without } = await atTheDesk();
  relay.left = { root: signed.root, roster: await without() };
  takenOff(relay);
  await session.refreshRoster();
  relay.left = null;
  const later = new Session(opened, /** @type {any} */ (await keptPins(opened)), { onEnd: () => undefined, now: () => NOW });

  await assert.rejects(later.arrive(), { code: 'taken-off', says: TAKEN_OFF, status: 401 });
  assert.equal(relay.signins.at(-1).seen, 2);
});

for (const [why, make] of /** @type {[string, (line: Awaited<ReturnType<typeof atTheDesk>>) => Promise<any>][]} */ ([
  ['without a list', async () => null],
  ['with a list that nobody signed', async ({ signed, without }) => ({ root: signed.root, roster: await without((await newRootKey()).root) })],
  ['with the list that it holds', async ({ signed }) => ({ root: signed.root, roster: signed.roster })],
  // Decision 0131: whoever was taken off long ago reads no more than the relay's word.
  ['with a list that has run out', async ({ signed, without }) => ({ root: signed.root, roster: await without(undefined, NOW - 10 * DAY) })],
  ['with a root document of another line', async ({ without }) => {
    const { root } = await newRootKey();
    return { root: await makeRoot({ root, version: 2, admins: [root.pub], threshold: 1, expires: NOW + DAY }), roster: await without(root) };
  }],
  ['with no document at all', async () => ({ root: 7, roster: '{' })],
])) {
  test(`the relay’s no ${why} is its own word: the desk ends with it, and nothing in this browser changes`, async () => {
    const line = await atTheDesk();
    const { opened, relay, session, ended } = line;
    const kept = structuredClone(/** @type {any} */ (opened.keystore).kept);
    relay.left = await make(line);
    takenOff(relay);
    await session.refreshRoster();

    assert.deepEqual([...ended], [NO]);
    assert.equal(session.pins.roster?.version, 1);
    assert.deepEqual(/** @type {any} */ (opened.keystore).kept, kept);
    assert.equal((await keptPins(opened))?.roster?.version, 1);
  });
}

test('a root document that took the signer’s key out comes with the list that holds by it', async () => {
  const { relay, session, root, admin, ended, without, signed } = await atTheDesk();
  const other = (await newRootKey()).root;
  await session.pins.loadRoot(await makeRoot({ root, version: 2, admins: [admin.pub, other.pub], threshold: 1, expires: NOW + 9 * DAY }), NOW);
  relay.left = { root: signed.root, roster: await without(other) };
  takenOff(relay);
  await session.refreshRoster();

  assert.deepEqual([...ended], [TAKEN_OFF], 'the older root document is passed over, and the list counts by the newer one');
  assert.equal(session.pins.root?.version, 2);
});

test('a browser that waits shows its key, is told that it waits, and asks for no list', async () => {
  const { relay, pins, session } = await atTheDesk();
  const joining = (await newRootKey()).root;
  relay.asked = [];

  assert.equal(await findOnList(joining, pins.rootPub, new Relay()), null);
  assert.deepEqual(relay.asked, ['POST /api/signin/challenge', 'POST /api/signin']);
  assert.equal(relay.signins.at(-1).seen, undefined);
  assert.ok(session);
});

test('once it is let in it finds itself on the list of the line that invited, and leaves no session behind', async () => {
  const { relay, pins, without, admin, signed } = await atTheDesk();
  const joining = (await newRootKey()).root;
  relay.known.add(b64u(joining.pub));
  relay.roster = await nextRoster(await pinsOf(pins.rootPub, signed, NOW), admin, Date.now(), (devices) => [...devices, { pub: joining.pub, role: 'worker', circle: 0, label: 'Ana' }]);
  const inside = relay.inside;
  const found = await findOnList(joining, pins.rootPub, new Relay());

  assert.deepEqual([found?.device.label, found?.pins.roster?.version, relay.inside], ['Ana', 2, inside]);
  relay.roster = await without();
  await assert.rejects(findOnList(joining, (await newRootKey()).root.pub, new Relay()), { reason: 'threshold' });
  assert.equal(relay.inside, inside);
});

/** A relay of this line that counts who asks; `no` is what it answers instead. */
class Waiting {
  constructor(root) {
    this.root = root;
    /** @type {Refusal | null} */ this.no = null;
    /** @type {string[]} */ this.names = [];
  }

  async call(method, path, body) {
    if (this.no) throw this.no;
    if (path === '/api/line') return { made: true, root: this.root };
    assert.equal(`${method} ${path}`, 'POST /api/enrolments');
    this.names.push(body.label);
    return { device_id: 'x' };
  }
}

async function asking() {
  const { root } = await newRootKey();
  const relay = new Waiting(b64u(root.pub));
  const joining = { root: b64u(root.pub), secret: b64u(new Uint8Array(32)), label: 'Ana', role: 'worker' };
  return { relay, one: new Asking((await newRootKey()).root, joining, /** @type {any} */ (relay)) };
}

test('whoever waits asks once, and again every ten minutes: others may have crowded them out meanwhile', async () => {
  const { relay, one } = await asking();
  for (const at of [0, 3000, AGAIN_MS - 1, AGAIN_MS, AGAIN_MS + 3000, 2 * AGAIN_MS]) await one.ask(NOW + at);

  assert.deepEqual(relay.names, ['Ana', 'Ana', 'Ana']);
});

test('a relay that is busy is told of before the first time, and not to who waits already', async () => {
  const { relay, one } = await asking();
  relay.no = new Refusal('too-many', 'That was a lot at once. Wait 300 seconds and try again.', 429);
  await assert.rejects(one.ask(NOW), { code: 'too-many' });
  relay.no = null;
  await one.ask(NOW);
  relay.no = new Refusal('too-many', 'That was a lot at once. Wait 300 seconds and try again.', 429);
  await one.ask(NOW + AGAIN_MS);
  relay.no = null;
  await one.ask(NOW + AGAIN_MS + 3000);

  assert.deepEqual(relay.names, ['Ana', 'Ana']);
});

test('a line that is another one than that of the invitation gets no name', async () => {
  const { relay, one } = await asking();
  for (const root of [b64u((await newRootKey()).root.pub), null]) {
    relay.root = root;
    await assert.rejects(one.ask(NOW), { says: 'This address does not know the line that invited you. Ask for a new link.' });
  }

  assert.deepEqual(relay.names, []);
});
