/** The founder's keys: made in the browser, wrapped at rest, and a line that stands on them. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Refusal } from '../../api/web/parts/relay.js';
import { b64u, enrolMac, hasMlKem, unb64u } from '../../api/web/sealing/keys.js';
import { makeRoster, Pins } from '../../api/web/sealing/roster.js';
import { invitationOf } from '../../api/web/doors/fragment.js';
import { twoOf } from '../../api/web/doors/kit_page.js';
import { lacking } from '../../api/web/doors/plain.js';
import { makeDevice, openDevice, WrongUnlock } from '../../api/web/doors/keys/drawer.js';
import { layFoundation, newRootKey, pinsOf, ROSTER_LIFE, signFoundation } from '../../api/web/doors/keys/founding.js';
import { AFTERLIFE, openReceiving, SHIFT, signReceiving, standing } from '../../api/web/doors/keys/receiving.js';
import { alarmOf, follow, signNext } from '../../api/web/doors/keys/signed_list.js';
import { makeOffer, readOffer } from '../../api/web/console/people/coordinators.js';
import { inviteOf } from '../../api/web/console/people/invite.js';
import { labelProblem } from '../../api/web/doors/words.js';

const NOW = 1_790_000_000_000;
const HOUR = 3_600_000;
const secret = new Uint8Array(32).fill(7);

/** The browser's shelf, with memory. */
class FakeKeystore {
  constructor() { this.kept = new Map(); }
  async keepDevice(record) { this.kept.set('device', record); }
  async device() { return this.kept.get('device') ?? null; }
  async forget() { this.kept.clear(); }
  async write(change) { change({ put: (value, name) => this.kept.set(name, structuredClone(value)), delete: (name) => this.kept.delete(name) }); }
  async read(name) { return this.kept.get(name); }
  async names(prefix) { return [...this.kept.keys()].filter((name) => name.startsWith(prefix)); }
}

/** A relay that keeps documents, and can be made to lie. */
class FakeRelay {
  constructor() { this.rosters = []; this.root = ''; this.line = null; this.calls = []; }
  async text(path) {
    if (path === '/api/documents/root') return this.root;
    if (path === '/api/documents/roster') return this.rosters.at(-1);
    const document = this.rosters[Number(path.split('/').at(-1)) - 1];
    if (!document) throw new Refusal('not-found', 'Not here.', 404);
    return document;
  }
  async call(method, path, body) {
    this.calls.push([method, path]);
    if (path === '/api/line' && method === 'POST') {
      if (this.line) throw new Refusal('already-made', 'The line is made already.', 409);
      this.line = body.root_pub;
      this.root = body.root;
      this.rosters = [body.roster];
      return {};
    }
    if (path === '/api/line') return { made: Boolean(this.line), root: this.line };
    if (path === '/api/documents/roster') {
      const version = JSON.parse(atob(JSON.parse(body.document).payload)).version;
      if (version !== this.rosters.length + 1) throw new Refusal('stale-roster', 'Somebody was quicker.', 409);
      this.rosters.push(body.document);
      return { version };
    }
    throw new Error(path);
  }
}

async function device(label = 'Sam') {
  const keystore = new FakeKeystore();
  const opened = await makeDevice(/** @type {any} */ (keystore), { stage: 'setup', salt: new Uint8Array(32), unlock: { kind: 'phrase' }, label }, secret);
  return { keystore, opened };
}

async function line() {
  const { keystore, opened } = await device();
  const { root, seed } = await newRootKey();
  const plan = { token: 'token', label: 'Sam', circle: 0, role: /** @type {const} */ ('worker') };
  const { signed, pins } = await signFoundation(opened, plan, root, NOW);
  const relay = /** @type {any} */ (new FakeRelay());
  await layFoundation(opened, plan, signed, relay);
  const admin = (await import('../../api/web/doors/keys/drawer.js')).adminOf(opened);
  return { keystore, opened, root, seed, plan, signed, pins, relay, admin: /** @type {any} */ (await admin) };
}

test('a desk opens with its own secret, and with no other', async () => {
  const { keystore, opened } = await device();
  const record = /** @type {any} */ (await keystore.device());
  const again = await openDevice(/** @type {any} */ (keystore), record, secret);

  assert.deepEqual(again.identity.pub, opened.identity.pub);
  await assert.rejects(openDevice(/** @type {any} */ (keystore), record, new Uint8Array(32)), WrongUnlock);
});

test('what is sealed under one name opens under no other', async () => {
  const { keystore, opened } = await device();
  await opened.vault.putJson('draft:a', { words: 'hello', bytes: new Uint8Array([1, 2]) });
  keystore.kept.set('draft:b', keystore.kept.get('draft:a'));

  assert.deepEqual(await opened.vault.getJson('draft:a'), { words: 'hello', bytes: new Uint8Array([1, 2]) });
  await assert.rejects(opened.vault.getJson('draft:b'), { reason: 'message' });
});

test('nothing that rests holds a word in the clear', async () => {
  const { keystore, opened } = await device();
  await opened.vault.putJson('draft:a', 'canary-words');
  const everything = JSON.stringify([...keystore.kept.values()], (_, part) => (part instanceof Uint8Array ? new TextDecoder().decode(part) : part));

  assert.ok(!everything.includes('canary-words'));
});

test('a founder’s line stands on the root, and its first list names the founder', async () => {
  const { pins, relay, opened, root } = await line();

  assert.equal(relay.line, b64u(root.pub));
  assert.equal(pins.roster?.version, 1);
  assert.equal(pins.device(opened.identity.device)?.label, 'Sam');
  assert.ok(pins.roster && pins.roster.expires - NOW <= 7 * 24 * HOUR);
});

test('posting the same foundation after a reload is no mistake; another founder’s is', async () => {
  const { opened, plan, signed, relay } = await line();

  await layFoundation(opened, plan, signed, relay);
  relay.line = 'other';
  await assert.rejects(layFoundation(opened, plan, signed, relay), { code: 'already-made' });
});

test('two coordinators who change the list together both succeed', async () => {
  const { pins, relay, admin, signed } = await line();
  const theirs = await pinsOf(pins.rootPub, signed, NOW);
  const ana = (await device('Ana')).opened.identity;
  const bea = (await device('Bea')).opened.identity;
  const add = (identity, label) => (devices) => [...devices, { pub: identity.pub, role: 'worker', circle: 0, label }];
  await signNext({ relay, pins: theirs, admin, now: () => NOW, change: add(ana, 'Ana') });
  await signNext({ relay, pins, admin, now: () => NOW, change: add(bea, 'Bea') });

  assert.deepEqual(pins.roster?.devices.map((one) => one.label).sort(), ['Ana', 'Bea', 'Sam']);
  assert.equal(pins.roster?.version, 3);
});

test('a browser that slept catches up list by list, and a removed colleague is remembered as former', async () => {
  const { pins, relay, admin, signed } = await line();
  const slept = await pinsOf(pins.rootPub, signed, NOW);
  const ana = (await device('Ana')).opened.identity;
  await signNext({ relay, pins, admin, now: () => NOW, change: (all) => [...all, { pub: ana.pub, role: 'worker', circle: 0, label: 'Ana' }] });
  await signNext({ relay, pins, admin, now: () => NOW, change: (all) => all.filter((one) => one.label !== 'Ana') });
  await follow(relay, slept, NOW);

  assert.equal(slept.roster?.version, 3);
  assert.equal(slept.device(ana.device), null);
  assert.equal(slept.former(ana.device)?.label, 'Ana');
});

test('H18 a relay that forks, rolls back or forges the list changes nothing and is told on', async () => {
  const { pins, relay, admin } = await line();
  const stranger = (await device('Mallory')).opened.identity;
  const at = { previous: null, expires: NOW + ROSTER_LIFE, minSuite: 1, circles: ['community'] };
  const devices = [{ pub: stranger.pub, role: 'worker', circle: 0, label: 'Mallory' }];
  const fork = await makeRoster({ ...at, signers: [admin], devices });
  const forged = await makeRoster({ ...at, previous: pins.roster, signers: [stranger], devices });
  for (const [document, reason] of [[fork, 'fork'], [forged, 'threshold']]) {
    relay.rosters = [document];
    const refusal = await follow(relay, pins, NOW).catch((error) => error);

    assert.equal(refusal.reason, reason);
    assert.match(alarmOf(refusal), /coordinator/);
    assert.deepEqual(pins.roster?.devices.map((one) => one.label), ['Sam']);
  }
});

test('going on call rests the key before it signs it, and the key is destroyed in time', async () => {
  const { keystore, opened } = await device();
  const { held, certificate } = await signReceiving(opened, SHIFT, 99 * HOUR, NOW);
  const [stands] = await standing([certificate, 'nonsense'], NOW + HOUR);

  assert.equal(held.na, NOW + 24 * HOUR);
  assert.deepEqual(stands.device, opened.identity.device);
  assert.equal(held.key.suite, (await hasMlKem()) ? 2 : 1);
  assert.equal((await openReceiving(opened, held.na + AFTERLIFE)).length, 1);
  assert.equal((await openReceiving(opened, held.na + AFTERLIFE + 1)).length, 0);
  assert.ok(!keystore.kept.has(held.name));
  assert.deepEqual(await standing([certificate], held.na), []);
});

test('an invitation is known again by its secret, for a week', async () => {
  const { opened } = await device();
  const ana = (await device('Ana')).opened.identity;
  const shared = new Uint8Array(32).fill(3);
  await opened.vault.putJson('invite:1', { secret: shared, role: 'supervisor', circle: 2, at: NOW });
  const asking = { ed_pub: ana.pub, label: 'Ana', mac: await enrolMac(shared, ana.pub, 'Ana') };

  assert.equal((await inviteOf(opened.vault, asking, NOW + HOUR))?.invite.circle, 2);
  assert.equal(await inviteOf(opened.vault, { ...asking, label: 'Eve' }, NOW + HOUR), null);
  assert.equal(await inviteOf(opened.vault, { ...asking, mac: null }, NOW + HOUR), null);
  assert.equal(await inviteOf(opened.vault, asking, NOW + 8 * 24 * HOUR), null);
});

test('a coordinator’s code names who made it, and cannot carry another key', async () => {
  const { opened, pins } = await line();
  const code = await makeOffer(/** @type {any} */ ({ opened, pins }));
  const forged = unb64u(code);
  forged[40] ^= 1;

  assert.equal((await readOffer(pins, ` ${code}\n`))?.label, 'Sam');
  assert.equal(await readOffer(pins, b64u(forged)), null);
  assert.equal(await readOffer(new Pins(pins.rootPub), code), null);
  assert.equal(await readOffer(pins, 'hello'), null);
});

test('a link is an invitation only when it is whole', () => {
  const key = 'A'.repeat(43);

  assert.deepEqual(invitationOf(`${key}.${key}`), { root: key, secret: key });
  for (const broken of ['', key, `${key}.`, `${key}.${key}.${key}`, `${key}.${key.slice(1)}`, `${key}.${key}#`]) assert.equal(invitationOf(broken), null);
});

test('H19 a browser without WebCrypto or storage is told what it lacks', () => {
  assert.match(lacking({ isSecureContext: false, crypto: {}, indexedDB: {} }) ?? '', /WebCrypto/);
  assert.match(lacking({ isSecureContext: true, crypto: { subtle: {} } }) ?? '', /storage/);
  assert.equal(lacking({ isSecureContext: true, crypto: { subtle: {} }, indexedDB: {} }), null);
});

test('the kit asks for two different groups', () => {
  for (let i = 0; i < 200; i++) {
    const [a, b] = twoOf(14);
    assert.ok(a < b && a >= 0 && b < 14);
  }
});

test('a name for colleagues is visible letters', () => {
  assert.equal(labelProblem(' Sam '), null);
  assert.equal(labelProblem('ᐊᓂ'), null);
  for (const bad of ['', '   ', 'a'.repeat(65), 'Sam\u202Eevil', 'S\u0000m']) assert.notEqual(labelProblem(bad), null);
});
