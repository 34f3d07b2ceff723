/** An unlocked desk over days: what runs out is renewed by those who may, and said to everybody. */
import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { b64u, readCertificate, unb64u, verify } from '../../api/web/sealing/keys.js';
import { makeDevice } from '../../api/web/doors/keys/drawer.js';
import { newRootKey, pinsOf, signFoundation } from '../../api/web/doors/keys/founding.js';
import { onCallUntil, SHIFT, standing, STANDBY } from '../../api/web/doors/keys/receiving.js';
import { signNext } from '../../api/web/doors/keys/signed_list.js';
import { Session } from '../../api/web/console/session.js';
import { clockOff, laterNow, learnTime, lineNow } from '../../api/web/parts/line_clock.js';
import { clockSentence } from '../../api/web/doors/keys/right_clock.js';

const NOW = 1_790_000_000_000;
const DAY = 24 * 3_600_000;

class FakeKeystore {
  constructor() { this.kept = new Map(); }
  async keepDevice(record) { this.kept.set('device', record); }
  async forget() { this.kept.clear(); }
  async write(change) { change({ put: (value, name) => this.kept.set(name, structuredClone(value)), delete: (name) => this.kept.delete(name) }); }
  async read(name) { return this.kept.get(name); }
  async names(prefix) { return [...this.kept.keys()].filter((name) => name.startsWith(prefix)); }
}

/** The relay as one desk sees it: it answers, and remembers. */
class FakeRelay {
  constructor(signed) {
    this.root = signed.root;
    this.rosters = [signed.roster];
    this.certificates = [];
    this.signins = [];
    this.refuse = null;
    /** Addresses that are too busy to answer. */
    this.busy = new Set();
    /** How far its clock is ahead of this browser's. */
    this.ahead = 0;
    this.challenge = b64u(new Uint8Array(32).fill(5));
    /** How long an answer that it has given is on its way. @type {(method: string, path: string) => Promise<any> | null} */
    this.onItsWay = () => null;
  }

  answer(method, path, body) {
    if (this.busy.has(`${method} ${path}`)) return [503, { code: 'busy', says: 'Busy.' }];
    if (path === '/api/signin/challenge') return [200, { challenge: this.challenge }];
    if (path === '/api/signin' && this.refuse) return [401, { code: 'not-on-roster', says: this.refuse }];
    if (path === '/api/signin' && method === 'POST') {
      this.signins.push(body);
      return [200, { token: 'token', expires: NOW, device_id: this.deviceId, role: 'worker', circle: 0, label: 'Sam', coordinator: Boolean(body.admin) }];
    }
    if (path === '/api/signin') return [204, null];
    if (path === '/api/documents/root') return [200, this.root];
    if (path === '/api/documents/roster' && method === 'GET') return [200, this.rosters.at(-1)];
    if (path === '/api/documents/roster') { this.rosters.push(body.document); return [200, { version: this.rosters.length }]; }
    if (path.startsWith('/api/documents/roster/')) return [200, this.rosters[Number(path.split('/').at(-1)) - 1]];
    if (path === '/api/certificates' && method === 'GET') return [200, { items: this.certificates }];
    if (path === '/api/certificates' && method === 'PUT') { this.certificates.push(body.certificate); return [200, {}]; }
    if (path === '/api/certificates') { this.certificates = []; return [204, null]; }
    throw new Error(`${method} ${path}`);
  }

  fetch = async (path, { method, body }) => {
    const [status, answer] = this.answer(method, path, body && JSON.parse(body));
    const said = answer === null ? null : typeof answer === 'string' ? answer : JSON.stringify(answer);
    await this.onItsWay(method, path);
    return new Response(said, { status, headers: { date: new Date(Date.now() + this.ahead).toUTCString() } });
  };
}

class SilentSocket { send() {} close() {} }

const before = {};
/** @type {Session[]} */
let open = [];

beforeEach(() => {
  for (const name of ['fetch', 'location', 'WebSocket']) before[name] = globalThis[name];
  globalThis.location = /** @type {any} */ ({ origin: 'https://desk.example', protocol: 'https:', host: 'desk.example', hostname: 'desk.example' });
  globalThis.WebSocket = /** @type {any} */ (SilentSocket);
  open = [];
});
afterEach(async () => {
  for (const session of open) await session.end();
  for (const [name, value] of Object.entries(before)) globalThis[name] = value;
});

async function founded() {
  const opened = await makeDevice(/** @type {any} */ (new FakeKeystore()), { stage: 'made', salt: new Uint8Array(32), unlock: { kind: 'phrase' }, label: 'Sam' }, new Uint8Array(32));
  const { root } = await newRootKey();
  const { signed, pins } = await signFoundation(opened, { token: 't', label: 'Sam', circle: 0, role: 'worker' }, root, NOW);
  const relay = new FakeRelay(signed);
  relay.deviceId = b64u(opened.identity.device);
  globalThis.fetch = /** @type {any} */ (relay.fetch);
  return { opened, pins, relay, signed };
}

/** @param {any} opened @param {any} pins @param {number} now @param {string[]} [ended] */
async function unlocked(opened, pins, now, ended = []) {
  const session = new Session(opened, pins, { onEnd: (says) => ended.push(says), now: () => now });
  open.push(session);
  await session.start();
  await session.round();
  return session;
}

test('a device signs in with its identity key and proves the coordinator’s key beside it', async () => {
  const { opened, pins, relay } = await founded();
  const session = await unlocked(opened, pins, NOW);
  const [asked] = relay.signins;
  const origin = new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode('https://desk.example')));
  const message = new Uint8Array([...new TextEncoder().encode('ql1 signin\0'), ...origin, ...unb64u(relay.challenge)]);

  // Protocol 7.3
  assert.ok(await verify(unb64u(asked.ed_pub), unb64u(asked.signature), message));
  assert.ok(await verify(unb64u(asked.admin.pub), unb64u(asked.admin.signature), message));
  assert.equal(session.me.coordinator, true);
  assert.equal(session.me.circle_name, 'community');
});

test('a coordinator’s open desk renews the list with less than five days left, and not before', async () => {
  const { opened, pins, relay } = await founded();
  const early = await unlocked(opened, pins, NOW + 1.5 * DAY);
  assert.equal(early.pins.roster?.version, 1);
  await early.end();
  const late = await unlocked(opened, pins, NOW + 3 * DAY);

  // Protocol 2.4
  assert.equal(late.pins.roster?.version, 2);
  assert.equal(relay.rosters.length, 2);
  assert.ok((late.pins.roster?.expires ?? 0) > NOW + 9 * DAY);
});

test('a worker is warned three days before the list runs out, and when it has', async () => {
  const { opened, pins } = await founded();
  await opened.vault.remove('admin');

  assert.equal((await unlocked(opened, pins, NOW + 3 * DAY)).warning, null);
  assert.match((await unlocked(opened, pins, NOW + 4.5 * DAY)).warning ?? '', /runs out in 3 days/);
  const late = await unlocked(opened, pins, NOW + 8 * DAY);
  assert.match(late.warning ?? '', /has run out/);
  assert.equal(late.pins.maySeal(NOW + 8 * DAY), false);
});

test('a key for an answer puts nobody on call, is not shown to the relay, and still opens after a reload', async () => {
  const { opened, pins, relay } = await founded();
  const session = await unlocked(opened, pins, NOW);
  const certificate = await readCertificate(unb64u(await session.keyForAnswer()));
  const after = await unlocked(opened, pins, NOW + DAY);

  // Protocol 2.6
  assert.deepEqual([b64u(certificate.device), certificate.kind, certificate.na], [session.me.device_id, SHIFT, NOW + DAY]);
  assert.deepEqual(relay.certificates, []);
  for (const one of [session, after]) {
    assert.deepEqual(one.onCall, { state: 'off', until: null });
    assert.deepEqual(one.endpoint.receiveKeys().map(({ keyId }) => b64u(keyId)), [b64u(certificate.keyId)]);
  }
});

test('what was asked before I went on call, and is answered after, takes me off call no more', async () => {
  const { opened, pins, relay } = await founded();
  const session = await unlocked(opened, pins, NOW);
  let arrives = () => {};
  const asked = new Promise((isAsked) => {
    relay.onItsWay = (method, path) => {
      if (`${method} ${path}` !== 'GET /api/certificates') return null;
      relay.onItsWay = () => null;
      return new Promise((late) => { arrives = () => late(null); isAsked(null); });
    };
  });
  const round = session.round();
  await asked;
  await session.takeDuty(SHIFT, 8 * 3_600_000);
  assert.equal(session.onCall.state, 'shift');
  arrives();
  await round;

  assert.equal(session.onCall.state, 'shift');
  assert.equal(session.held.filter(({ on }) => on).length, 1);
});

test('a key that I went on call with while the desk put old ones away is still mine: what is sealed to it opens, and I stay on call', async () => {
  const { opened, pins } = await founded();
  const session = await unlocked(opened, pins, NOW);
  const { names } = opened.vault;
  let goesOn = () => {};
  const looking = new Promise((looks) => {
    opened.vault.names = async (prefix) => {
      const found = await names.call(opened.vault, prefix);
      opened.vault.names = names;
      looks(null);
      await new Promise((done) => { goesOn = () => done(null); });
      return found;
    };
  });
  const round = session.round();
  await looking;
  await session.takeDuty(SHIFT, 8 * 3_600_000);
  goesOn();
  await round;
  assert.equal(session.endpoint.receiveKeys().length, 1);

  await session.round();
  assert.equal(session.onCall.state, 'shift');
});

test('on call is a certificate whose key this browser holds', async () => {
  const { opened, pins, relay } = await founded();
  const session = await unlocked(opened, pins, NOW);
  await session.takeDuty(SHIFT, 8 * 3_600_000);

  assert.deepEqual(session.onCall, { state: 'shift', until: NOW + 8 * 3_600_000 });
  assert.equal(session.endpoint.receiveKeys().length, 1);
  assert.equal(await session.endDuty(SHIFT), false);
  assert.deepEqual([session.onCall, session.wentOff], [{ state: 'off', until: null }, NOW]);
  assert.equal(session.endpoint.receiveKeys().length, 1, 'what was sealed in the shift must still open');
  assert.equal(relay.certificates.length, 0);
});

const HOUR = 3_600_000;
const settled = async (/** @type {() => boolean} */ done) => { while (!done()) await new Promise((turn) => setImmediate(turn)); };

test('one answer that did not come takes nobody off call, and the desk asks again by itself', async (context) => {
  const { opened, pins, relay } = await founded();
  await (await unlocked(opened, pins, NOW)).takeDuty(SHIFT, 8 * HOUR);
  relay.busy.add('GET /api/certificates');
  context.mock.timers.enable({ apis: ['setTimeout'] });
  const again = await unlocked(opened, pins, NOW + HOUR);
  assert.deepEqual(again.onCall, { state: 'shift', until: NOW + 8 * HOUR });

  // Another desk of mine ended it meanwhile.
  relay.certificates = [];
  relay.busy.clear();
  context.mock.timers.tick(15_000);
  await settled(() => again.onCall.state === 'off');
});

test('whoever goes off call is off call, also when the relay does not say so', async () => {
  const { opened, pins, relay } = await founded();
  const session = await unlocked(opened, pins, NOW);
  await session.takeDuty(SHIFT, 8 * HOUR);
  relay.busy.add('DELETE /api/certificates');
  await assert.rejects(session.endDuty(SHIFT), { code: 'busy' });
  assert.deepEqual([session.onCall.state, session.wentOff], ['shift', null], 'a press that did not go through changed nothing');
  relay.busy = new Set(['GET /api/certificates']);
  await assert.rejects(session.endDuty(SHIFT), { code: 'busy' });

  assert.equal(session.onCall.state, 'off');
});

test('a page that was thrown away says on the unlock page until when I am on call, and nothing once I am off call', async () => {
  const { opened, pins } = await founded();
  const session = await unlocked(opened, pins, NOW);
  await session.takeDuty(SHIFT, 8 * HOUR);
  await session.takeDuty(STANDBY, 8 * DAY);
  assert.equal(await onCallUntil(opened.keystore, NOW), NOW + 8 * HOUR);
  assert.equal(await onCallUntil(opened.keystore, NOW + 8 * HOUR), null);

  await session.endDuty(SHIFT);
  assert.equal(await onCallUntil(opened.keystore, NOW), null);
});

test('a list of people that did not come is asked for again by itself', async (context) => {
  const { opened, pins, relay, signed } = await founded();
  const session = await unlocked(opened, pins, NOW);
  const theirs = await pinsOf(pins.rootPub, signed, NOW);
  await signNext({ relay: session.relay, pins: theirs, admin: /** @type {any} */ (session.admin), now: () => NOW, change: (devices) => devices });
  relay.busy.add('GET /api/documents/roster');
  context.mock.timers.enable({ apis: ['setTimeout'] });
  await session.refreshRoster();
  assert.equal(session.pins.roster?.version, 1);

  relay.busy.clear();
  context.mock.timers.tick(15_000);
  await settled(() => session.pins.roster?.version === 2);
});

test('a shift is signed by the line’s time, whatever this device’s clock says, and the desk shows it as it is', async () => {
  const { opened, pins, relay } = await founded();
  for (const ahead of [10 * 60_000, -10 * 60_000]) {
    relay.ahead = ahead;
    const session = await unlocked(opened, pins, NOW);
    await session.takeDuty(SHIFT, 8 * HOUR);
    const [signed] = await standing([relay.certificates.at(-1)], NOW + ahead);

    assert.ok(Math.abs(signed.nb - NOW - ahead) < 5_000);
    assert.equal(session.onCall.state, 'shift');
    assert.ok(Math.abs(lineNow(session) - NOW - ahead) < 5_000);
    await session.end();
  }
});

test('what keeps words safe goes by this device’s own clock: a relay that turns its clock back makes no old list good again', async () => {
  const { opened, pins, relay } = await founded();
  await opened.vault.remove('admin');
  relay.ahead = -9 * DAY;
  const session = await unlocked(opened, pins, NOW + 8 * DAY);

  assert.match(session.warning ?? '', /has run out/);
});

test('a device whose clock is a day slow reads so when going on call, with what to do, and is asked for no other press', async () => {
  const { opened, pins, relay } = await founded();
  relay.ahead = DAY;
  const session = await unlocked(opened, pins, NOW);

  await assert.rejects(session.takeDuty(SHIFT, 8 * HOUR), { code: 'clock', says: clockSentence(NOW, lineNow(session), ', then go on call') });
  assert.deepEqual(relay.certificates, []);
});

test('a clock that is off by more than two minutes is told in one sentence, and no more once it is set right', async () => {
  const { opened, pins, relay } = await founded();
  const session = await unlocked(opened, pins, NOW);
  const told = [];
  for (const ahead of [0, 60_000, 3 * 60_000, -3 * 60_000, 0]) {
    relay.ahead = ahead;
    await session.round();
    told.push(Math.round(clockOff() / 60_000));
  }

  assert.deepEqual(told, [0, 0, 3, -3, 0]);
  learnTime(new Date(3 * 60_000).toUTCString(), 0, 1);
  assert.ok(Number.isInteger(clockOff()), 'what is signed counts whole milliseconds');
  learnTime(new Date(0).toUTCString(), 0, 1);
  assert.match(clockSentence(NOW, NOW + DAY), /^This device’s clock says yesterday, \d\d:\d\d, but the line’s says today, \d\d:\d\d: set this device’s clock right\.$/);
});

test('what a youth allowed for hours has run out once either clock says so', () => {
  const at = (/** @type {number} */ now) => ({ now: () => now });
  learnTime(new Date(3 * 60_000).toUTCString(), 0, 1);
  assert.equal(laterNow(at(0)), lineNow(at(0)), 'a device that is slow lets nobody in for longer');
  learnTime(new Date(0).toUTCString(), 3 * 60_000, 3 * 60_000 + 1);
  assert.equal(laterNow(at(3 * 60_000)), 3 * 60_000, 'nor does a line that is slow');
  learnTime(new Date(0).toUTCString(), 0, 1);
});

test('standby renews itself at the desk', async () => {
  const { opened, pins, relay } = await founded();
  await (await unlocked(opened, pins, NOW)).takeDuty(STANDBY, 8 * DAY);
  const later = await unlocked(opened, pins, NOW + 5 * DAY);

  assert.equal(relay.certificates.length, 2);
  assert.deepEqual(later.onCall, { state: 'standby', until: NOW + 13 * DAY });
});

test('a device that the list no longer names is out, also when the relay says nothing', async () => {
  const { opened, pins, relay, signed } = await founded();
  const ended = [];
  const session = await unlocked(opened, pins, NOW, ended);
  const theirs = await pinsOf(pins.rootPub, signed, NOW);
  await signNext({ relay: session.relay, pins: theirs, admin: /** @type {any} */ (session.admin), now: () => NOW, change: () => [] });
  await session.refreshRoster();

  // Protocol 7.4
  assert.equal(relay.rosters.length, 2);
  assert.match(ended[0], /taken off the list/);
});

test('an alarm stays until it is read', async () => {
  const { opened, pins, relay } = await founded();
  const session = await unlocked(opened, pins, NOW);
  relay.rosters = ['{"payloadType":"x"}'];
  await session.refreshRoster();
  await session.refreshRoster();

  assert.equal(session.alarms.length, 1);
  session.dismiss(session.alarms[0]);
  assert.equal(session.alarms.length, 0);
  assert.equal(session.pins.roster?.version, 1);
});

test('a line that was cut because the relay was busy leaves nothing to press away; one that did not understand this desk does', async () => {
  const { opened, pins } = await founded();
  const session = await unlocked(opened, pins, NOW);
  for (const code of ['too-slow', 'later']) session.live.tell('bye', { code, says: 'Try again.' });
  assert.deepEqual(session.alarms, []);

  session.live.tell('bye', { code: 'malformed', says: 'Reload this page.' });
  assert.deepEqual(session.alarms, ['Reload this page.']);
});

test('C12: a coordinator hears once which service dropped out, and again when there is another; a worker does not', async () => {
  const { opened, pins } = await founded();
  const session = await unlocked(opened, pins, NOW);
  session.edition.late = ['Kids Help Phone'];
  await session.round();
  const [first, ...others] = session.alarms;
  session.dismiss(first);
  await session.round();
  const after = [...session.alarms];
  session.edition.late = ['211 Ontario', 'Kids Help Phone'];
  session.me = { ...session.me, coordinator: false };
  session.sayLate();
  const asWorker = [...session.alarms];
  session.me = { ...session.me, coordinator: true };
  await session.round();

  assert.match(first, /^Kids Help Phone: called too long ago, so nobody is shown it any more/);
  assert.deepEqual([others, after, asWorker], [[], [], []]);
  assert.match(session.alarms[0], /^211 Ontario, Kids Help Phone: called too long ago, so nobody is shown them any more/);
});
