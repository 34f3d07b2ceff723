/** A desk that was cut off for a moment: what it says and what it hears is tried again, without anybody pressing anything. */
import assert from 'node:assert/strict';
import { mock, test } from 'node:test';
import { repair } from '../../api/web/console/desk/claiming.js';
import { DeskEngine } from '../../api/web/console/desk/engine.js';
import { Reading } from '../../api/web/console/desk/reading.js';
import { Speaking } from '../../api/web/console/desk/speaking.js';
import { Talk } from '../../api/web/console/desk/talk.js';
import { Refusal } from '../../api/web/parts/relay.js';
import * as keys from '../../api/web/sealing/keys.js';
import { header } from '../../api/web/sealing/open.js';

const settled = () => new Promise((done) => setImmediate(done));

test('words that met a busy relay go out by themselves while the socket stands', async (context) => {
  context.mock.timers.enable({ apis: ['setTimeout'] });
  const session = { now: () => 1, keystore: { putJson: async () => undefined, remove: async () => undefined } };
  const speaking = new Speaking(/** @type {any} */ (session), 'id', /** @type {any} */ ({ ready: true, reached: async () => undefined }));
  let tries = 0;
  speaking.seal = async (item) => { item.frames = ['AA']; };
  speaking.post = async () => {
    tries += 1;
    if (tries < 3) throw new Refusal('too-many', 'Slow down.', 429);
    return 1;
  };
  const said = speaking.say({ t: 'text', body: 'hi' });
  await settled();
  assert.deepEqual([tries, speaking.outbox.map((item) => item.state)], [1, ['waiting']]);

  for (let i = 0; i < 2; i += 1) {
    context.mock.timers.tick(30_000);
    await settled();
  }
  assert.deepEqual([await said, tries, speaking.outbox.length], [true, 3, 0]);
});

test('words stop going out when the desk is left', async (context) => {
  context.mock.timers.enable({ apis: ['setTimeout'] });
  const session = { now: () => 1, keystore: { putJson: async () => undefined, remove: async () => undefined } };
  const speaking = new Speaking(/** @type {any} */ (session), 'id', /** @type {any} */ ({ ready: true }));
  speaking.seal = mock.fn(async () => { throw new Refusal('offline', 'Away.'); });
  void speaking.say({ t: 'text', body: 'hi' });
  await settled();
  speaking.stop();
  context.mock.timers.tick(60_000);
  await settled();

  assert.equal(/** @type {any} */ (speaking.seal).mock.callCount(), 1);
});

test('what could not be fetched is fetched again', async (context) => {
  context.mock.timers.enable({ apis: ['setTimeout'] });
  const desk = { session: { now: () => 1, me: { device_id: 'me' }, keystore: {}, live: {} }, people: { me: 'me' }, rows: new Map(), changed: () => undefined, heard: () => undefined };
  const talk = new Talk(/** @type {any} */ (desk), 'id');
  let asked = 0;
  talk.reading.ready = true;
  talk.reading.take = async () => { throw new Refusal('offline', 'Away.'); };
  talk.reading.catchUp = async () => {
    asked += 1;
    if (asked < 2) throw new Refusal('offline', 'Away.');
  };
  await talk.take(/** @type {any} */ ({ cursor: 9 }));
  assert.equal(asked, 0);

  for (let i = 0; i < 3; i += 1) {
    context.mock.timers.tick(30_000);
    await settled();
  }
  assert.deepEqual([asked, talk.trouble], [2, null]);
});

test('a conversation that is asked for twice at once is read once', async () => {
  const keystore = { getJson: async () => null, get: async () => null };
  const desk = { session: { now: () => 1, me: { device_id: 'me' }, keystore, live: { watch: () => undefined } }, people: { me: 'me' }, rows: new Map(), changed: () => undefined, heard: () => undefined };
  const talk = new Talk(/** @type {any} */ (desk), 'id');
  let read = 0;
  talk.reading.load = async () => { read += 1; await settled(); talk.reading.ready = true; };
  talk.acknowledgeSoon = () => undefined;
  await Promise.all([talk.open(), talk.resume(), talk.resume()]);
  await talk.load();

  assert.equal(read, 1);
});

test('what I say while yesterday’s unsent words are found is not lost', async () => {
  const yesterday = { id: 'old', payload: { t: 'text', body: 'old' }, scope: 0, at: 0, frames: [], mid: null, state: 'sending', says: null };
  /** @type {(kept: any) => void} */
  let find = () => undefined;
  const keystore = { getJson: () => new Promise((done) => { find = done; }), putJson: async () => undefined, remove: async () => undefined };
  const speaking = new Speaking(/** @type {any} */ ({ now: () => 1, keystore }), 'id', /** @type {any} */ ({ ready: false }));
  const restored = speaking.restore();
  void speaking.say({ t: 'text', body: 'new' });
  find([yesterday]);
  await restored;

  assert.deepEqual(speaking.outbox.map(({ payload, state }) => [payload.body, state]), [['old', 'waiting'], ['new', 'waiting']]);
});

test('what I said is told on my own desk before I hear that it went: else a youth would be asked twice', async () => {
  const reading = new Reading(/** @type {any} */ ({ now: () => 0, keystore: { put: async () => undefined, putJson: async () => undefined } }), 'id');
  /** @type {(got: any) => void} */
  let opened = () => undefined;
  const got = new Promise((resolve) => { opened = resolve; });
  reading.reader = /** @type {any} */ ({ receive: () => got, restingSecrets: () => [], headsJSON: () => [] });
  let told = 0;
  reading.changed = () => { told = reading.entries.length; };
  const bytes = new Uint8Array(16);

  const taken = reading.take({ cursor: 1, at: 5, frame: bytes });
  const heard = reading.reached(1).then(() => told);
  await Promise.resolve();
  await Promise.resolve();
  opened({ ts: 5, mid: bytes, sender: bytes, session: bytes, seq: 1, kind: 'message', payload: { t: 'text' } });

  assert.equal(await heard, 1);
  await taken;
});

test('the hundred-and-first closed talk is listed too: what this desk keeps for it, a report not yet sent among it, stays', async () => {
  const closed = Array.from({ length: 130 }, (_, at) => ({ id: `c${String(at).padStart(3, '0')}`, state: 'closed', claimed_by: 'me', closed_at: at, present: [] }));
  const relay = {
    call: async (/** @type {string} */ _verb, /** @type {string} */ path) => {
      const asked = new URL(path, 'http://relay').searchParams;
      const from = asked.get('state') === 'closed' ? Number(asked.get('after') ?? 0) : closed.length;
      const items = closed.slice(from, from + Number(asked.get('limit')));
      return { items, next: from + items.length < closed.length ? String(from + items.length) : null };
    },
  };
  const session = { now: () => 1, me: { device_id: 'me' }, keystore: {}, live: { state: 'open', watch: () => undefined, unwatch: () => undefined }, roster: () => null, onCall: { state: 'off' }, relay };
  const desk = new DeskEngine(/** @type {any} */ (session));
  Object.assign(desk, { attend: () => undefined, changed: () => undefined });
  let forgotten = 0;
  for (const { id } of closed) desk.talks.set(id, /** @type {any} */ ({ id, forget: async () => { forgotten += 1; } }));
  desk.rows = new Map(/** @type {any} */ (closed.map((row) => [row.id, row])));

  await desk.list();

  assert.deepEqual([desk.rows.size, forgotten], [130, 0]);
});

test('a desk whose clock is slow says its claim again after a crash, and only if it was never said', () => {
  const said = mock.fn(async () => true);
  const row = { id: 'a', state: 'claimed', claimed_by: 'me', claimed_at: 1_000_000, cursor: 1 };
  const desk = { busy: new Map(), session: { me: { device_id: 'me' } } };
  const talk = { id: 'a', row, ready: true, pressed: true, story: { followed: null }, reading: { cursor: 1, entries: /** @type {any[]} */ ([]) }, speaking: { outbox: [], say: said } };
  talk.reading.entries = [{ sender: 'me', payload: { t: 'claim' }, at: 1_000_100, ts: 1_000_100 - 720_000 }];
  repair(/** @type {any} */ (desk), /** @type {any} */ (talk));
  assert.equal(said.mock.callCount(), 0);

  talk.reading.entries = [];
  repair(/** @type {any} */ (desk), /** @type {any} */ (talk));
  assert.equal(said.mock.callCount(), 1);
});

test('a claim that I said before a crash, and have not read back yet, is not said a second time', () => {
  const said = mock.fn(async () => true);
  const row = { id: 'a', state: 'claimed', claimed_by: 'me', claimed_at: 1_000_000, cursor: 7 };
  const desk = { busy: new Map(), session: { me: { device_id: 'me' } } };
  const talk = { id: 'a', row, ready: true, pressed: true, story: { followed: null }, reading: { cursor: 6, entries: /** @type {any[]} */ ([]) }, speaking: { outbox: [], say: said } };
  repair(/** @type {any} */ (desk), /** @type {any} */ (talk));
  assert.equal(said.mock.callCount(), 0);

  talk.reading.cursor = 7;
  repair(/** @type {any} */ (desk), /** @type {any} */ (talk));
  assert.equal(said.mock.callCount(), 1);
});

for (const [when, more, says] of /** @type {[string, any, number][]} */ ([
  ['something that I pressed is at work', { busy: new Map([['a', new Map()]]) }, 0],
  ['the conversation is not read yet', { ready: false }, 0],
  ['it waits in line already', { outbox: [{ payload: { t: 'claim' } }] }, 0],
  ['what I said was of the time that I had it before', { entries: [{ sender: 'me', payload: { t: 'claim' }, at: 400_000 }] }, 1],
  ['nothing of it was said', {}, 1],
])) {
  test(`the row says that it is mine: my claim is said ${says ? 'again' : 'no second time'} when ${when}`, () => {
    const said = mock.fn(async () => true);
    const row = { id: 'a', state: 'claimed', claimed_by: 'me', claimed_at: 1_000_000, cursor: 1 };
    const desk = { busy: more.busy ?? new Map(), session: { me: { device_id: 'me' } } };
    const talk = { id: 'a', row, ready: more.ready ?? true, pressed: true, story: { followed: null }, reading: { cursor: 1, entries: more.entries ?? [] }, speaking: { outbox: more.outbox ?? [], say: said } };
    repair(/** @type {any} */ (desk), /** @type {any} */ (talk));

    assert.equal(said.mock.callCount(), says);
  });
}

test('"not signed in any more" goes away once this desk is signed in again', async (context) => {
  /** @type {Map<string, (event: any) => void>} */
  const hears = new Map();
  const live = { state: 'open', on: (/** @type {string} */ kind, /** @type {any} */ listener) => { hears.set(kind, listener); return () => undefined; }, unwatch: () => undefined };
  const session = { me: { device_id: 'me' }, keystore: { getJson: async () => null }, live, roster: () => null, onCall: { state: 'off' }, subscribe: () => () => undefined };
  const desk = new DeskEngine(/** @type {any} */ (session));
  Object.assign(desk, { changed: () => undefined, refresh: async () => undefined });
  Object.assign(desk.caring, { start: async () => undefined });
  Object.assign(desk.alerts, { start: () => undefined, stop: () => undefined });
  await desk.start();
  context.after(() => desk.stop());
  hears.get('bye')?.({ code: 'signed-out', says: 'You are not signed in any more.' });
  assert.equal(desk.ended, 'You are not signed in any more.');

  hears.get('welcome')?.({});
  assert.equal(desk.ended, null);
});

test('one list that did not come, while the socket stands, is asked for again until it came; meanwhile I am told', async (context) => {
  context.mock.timers.enable({ apis: ['setInterval'] });
  let asked = 0;
  const call = async (/** @type {string} */ _verb, /** @type {string} */ path) => {
    if (!path.startsWith('/api/conversations?state=waiting')) return { items: [], next: null };
    asked += 1;
    if (asked < 3) throw new Error('503');
    return { items: [{ id: 'a', state: 'waiting', claimed_by: null, present: [] }], next: null };
  };
  const session = { now: () => 1, me: { device_id: 'me' }, subscribe: () => () => undefined, keystore: { getJson: async () => null }, live: { state: 'open', on: () => () => undefined, watch: () => undefined, unwatch: () => undefined }, roster: () => null, onCall: { state: 'shift' }, relay: { call } };
  const desk = new DeskEngine(/** @type {any} */ (session));
  Object.assign(desk, { attend: () => undefined, changed: () => undefined, readContent: async () => undefined });
  Object.assign(desk.caring, { start: async () => undefined, see: () => undefined, tell: async () => undefined, having: {} });
  Object.assign(desk.alerts, { start: () => undefined });
  Object.assign(desk.team, { read: async () => undefined });
  Object.assign(desk.packets, { read: async () => undefined });
  await desk.start();
  assert.deepEqual([desk.behind, desk.rows.size], [true, 0]);

  for (let tick = 0; tick < 2; tick += 1) {
    context.mock.timers.tick(10_000);
    await new Promise((done) => setImmediate(done));
  }
  assert.deepEqual([desk.behind, [...desk.rows.keys()]], [false, ['a']]);

  context.mock.timers.tick(60_000);
  await new Promise((done) => setImmediate(done));
  assert.equal(asked, 3);
});

test('a message that names a newer list of people opens by itself once that list came, however late', async (context) => {
  let version = 1;
  /** @type {() => void} */
  let changed = () => undefined;
  const session = { me: { device_id: 'me' }, keystore: { getJson: async () => null }, live: { state: 'open', on: () => () => undefined, unwatch: () => undefined }, roster: () => ({ version, circles: [] }), onCall: { state: 'off' }, content: async () => null, subscribe: (/** @type {() => void} */ watcher) => { changed = watcher; return () => undefined; } };
  const desk = new DeskEngine(/** @type {any} */ (session));
  Object.assign(desk, { changed: () => undefined, refresh: async () => undefined });
  Object.assign(desk.caring, { start: async () => undefined });
  Object.assign(desk.alerts, { start: () => undefined, stop: () => undefined });
  await desk.start();
  context.after(() => desk.stop());
  let grew = 0;
  desk.talks.set('a', /** @type {any} */ ({ id: 'a', stop: () => undefined, reading: { rosterGrew: async () => { grew += 1; } } }));
  changed();
  await settled();
  assert.equal(grew, 0);

  version = 2;
  changed();
  changed();
  await settled();
  assert.equal(grew, 1);
});

test('what opens my words rests before they leave, and they are kept as sealed: a page that dies shows me what I said, and the next one says it once', async () => {
  /** @type {string[]} */
  const done = [];
  const putJson = async (/** @type {string} */ _name, /** @type {any[]} */ items) => { if (items.some(({ frames }) => frames.length)) done.push('is kept as sealed'); };
  const session = { now: () => 1, keystore: { getJson: async () => null, putJson, remove: async () => undefined } };
  const reading = { ready: true, reached: async () => undefined, inTurn: (/** @type {() => Promise<void>} */ job) => job(), rest: async () => { done.push('rests'); } };
  const speaking = new Speaking(/** @type {any} */ (session), 'id', /** @type {any} */ (reading));
  speaking.recipients = async () => /** @type {any} */ ({ certificates: [] });
  speaking.voice = async () => /** @type {any} */ ({ seal: async () => ({ frames: [new Uint8Array(1)], mid: new Uint8Array(16) }) });
  speaking.post = async () => { done.push('leaves'); return 1; };
  await speaking.say({ t: 'text', body: 'hi' });

  assert.deepEqual(done, ['rests', 'is kept as sealed', 'leaves']);
});

test('words that were refused for good leave no gap before the next ones', async () => {
  const lock = await keys.kek(new Uint8Array(32).fill(1), new Uint8Array(16));
  const { identity } = await keys.makeIdentity(lock);
  const { key } = await keys.makeReceiveKey(lock, 1);
  const certificate = await keys.readCertificate(await keys.makeCertificate(identity, key, keys.SHIFT, 0, keys.DAY));
  const session = { now: () => 1, keystore: { getJson: async () => null, putJson: async () => undefined, remove: async () => undefined }, endpoint: { identity } };
  const reader = { ownHeads: () => ({}), keep: () => undefined };
  const reading = { ready: true, reader, entries: [], reached: async () => undefined, inTurn: (/** @type {() => Promise<void>} */ job) => job(), rest: async () => undefined };
  const speaking = new Speaking(/** @type {any} */ (session), keys.b64u(new Uint8Array(16)), /** @type {any} */ (reading));
  speaking.recipients = async () => /** @type {any} */ ({ scope: 0, audience: 1, claim: null, certificates: [certificate], version: 1, hash: new Uint8Array(32), expires: keys.DAY });
  /** @type {Uint8Array[]} */
  let taken = [];
  speaking.post = async ({ payload, frames }) => {
    if (payload.body === 'refused') throw new Refusal('not-yours', '', 403);
    taken = frames.map(keys.unb64u);
    return 2;
  };
  assert.equal(await speaking.say({ t: 'text', body: 'refused' }), false);
  assert.equal(await speaking.say({ t: 'text', body: 'next' }), true);

  assert.deepEqual([taken.length, header(taken[0]).prev], [2, new Uint8Array(32)], 'a session that they can open, behind what the relay has of mine');
});

test('a frame that comes before those between is kept back until they were fetched, and all are read in their order', async () => {
  const bytes = new Uint8Array(16);
  const frame = (/** @type {number} */ cursor) => ({ cursor, at: cursor, frame: Uint8Array.of(cursor) });
  const page = (/** @type {number[]} */ cursors) => cursors.flatMap((one) => [0, 0, 0, 0, 0, 0, 0, one, 0, 0, 0, 0, 0, 0, 0, one, 0, 0, 0, 1, one]);
  /** @type {string[]} */
  const asked = [];
  const relay = { bytes: async (/** @type {string} */ path) => { asked.push(path); return Uint8Array.from(page([2, 3, 4])); } };
  const reading = new Reading(/** @type {any} */ ({ now: () => 0, relay, keystore: { put: async () => undefined, putJson: async () => undefined } }), 'id');
  reading.ready = true;
  reading.reader = /** @type {any} */ ({ receive: async (/** @type {Uint8Array} */ [one]) => ({ ts: 5, mid: bytes, sender: bytes, session: bytes, seq: one, kind: 'message', payload: { t: 'text' } }), restingSecrets: () => [], packSecrets: async () => bytes, headsJSON: () => '[]' });
  for (const cursor of [1, 4, 3]) await reading.take(frame(cursor));

  assert.deepEqual([asked.length, reading.entries.map(({ cursor, seq }) => [cursor, seq])], [1, [[1, 1], [2, 2], [3, 3], [4, 4]]]);
});
