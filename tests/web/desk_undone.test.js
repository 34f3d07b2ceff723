/** A claim, a close or a leave that failed is said to the worker, and no later reload carries it out. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { claim, close, join, keepLonger, lettingGo, release } from '../../api/web/console/desk/claiming.js';
import { DeskEngine } from '../../api/web/console/desk/engine.js';
import { Speaking } from '../../api/web/console/desk/speaking.js';
import { Talk } from '../../api/web/console/desk/talk.js';
import { leave } from '../../api/web/console/team/around.js';
import { Refusal as Busy } from '../../api/web/parts/relay.js';
import { Refusal } from '../../api/web/sealing/keys.js';

const settled = async () => { for (let i = 0; i < 10; i += 1) await new Promise((done) => setImmediate(done)); };

function keeping() {
  /** @type {Map<string, any>} */
  const kept = new Map();
  return {
    kept,
    putJson: async (/** @type {string} */ name, /** @type {any} */ value) => kept.set(name, structuredClone(value)),
    getJson: async (/** @type {string} */ name) => kept.get(name) ?? null,
    get: async () => null,
    remove: async (/** @type {string} */ name) => kept.delete(name),
  };
}

/** A desk with one conversation that is mine, on the day that the list of people has run out. */
async function withoutList() {
  const row = { id: 'c1', state: 'claimed', claimed_by: 'me', claimed_at: 1, cursor: 0, present: [], reads: true };
  const session = {
    now: () => 1, me: { device_id: 'me' }, keystore: keeping(), onCall: { state: 'shift', until: 9 }, roster: () => null, refreshRoster: async () => undefined,
    live: { state: 'open', watch: () => undefined, unwatch: () => undefined }, endpoint: { pins: { device: () => null, former: () => null } },
    relay: { call: async () => row }, keyForAnswer: async () => 'key', certificates: async () => [],
  };
  const desk = new DeskEngine(/** @type {any} */ (session));
  Object.assign(desk, { attend: () => undefined, list: async () => undefined, changed: () => undefined });
  desk.caring = /** @type {any} */ ({ left: 0, see: () => undefined, gave: () => undefined });
  desk.rows.set('c1', /** @type {any} */ (row));
  const open = Talk.prototype.open;
  Talk.prototype.open = async () => undefined;
  const talk = desk.read('c1');
  Talk.prototype.open = open;
  await settled(); // what is done by itself when a conversation is opened is over
  Object.assign(talk, { look: () => undefined, resume: async () => undefined });
  Object.assign(talk.reading, { ready: true, rosterGrew: async () => undefined });
  talk.speaking.share = async () => undefined;
  talk.speaking.seal = async () => { throw new Refusal('expired'); };
  return { desk, talk };
}

for (const [who, device, says] of /** @type {[string, string, RegExp][]} */ ([['me, on my other device', 'phone', /^$/], ['a colleague, when this one was silent', 'kims', /^This conversation went back in line/]])) {
  test(`a talk that was taken over by ${who} is told as what it is`, async () => {
    const { desk } = await withoutList();
    const row = /** @type {any} */ (desk.rows.get('c1'));
    desk.session.me.label = 'Sam';
    desk.device = (id) => /** @type {any} */ ({ label: id === 'phone' ? 'sam' : 'Kim' });
    desk.changedRow({ ...row, state: 'waiting', claimed_by: null });
    desk.changedRow({ ...row, claimed_by: device });

    assert.match(desk.notices.get('c1') ?? '', says);
  });
}

test('what went back in line and is over by now is not called to be claimed', async () => {
  const { desk } = await withoutList();
  const row = /** @type {any} */ (desk.rows.get('c1'));
  desk.changedRow({ ...row, state: 'waiting', claimed_by: null });
  assert.match(desk.notices.get('c1') ?? '', /claim it/i);
  desk.changedRow({ ...row, state: 'closed', claimed_by: null });

  assert.equal(desk.notices.get('c1'), undefined);
});

for (const [how, comes] of /** @type {[string, (desk: DeskEngine, row: any) => unknown][]} */ ([
  ['the answer to what I pressed', (desk, row) => desk.put(row)], ['a ring of the relay', (desk, row) => desk.changedRow(row)],
  ['a list', (desk, row) => { desk.session.relay.call = /** @type {any} */ (async (/** @type {string} */ _verb, /** @type {string} */ path) => ({ items: path.includes('state=waiting') ? [row] : [], next: null })); return DeskEngine.prototype.list.call(desk); }],
])) {
  test(`what a colleague, or another device of mine, had until now is brought to me again when ${how} says that I may read it`, async () => {
    const { desk, talk } = await withoutList();
    Reflect.deleteProperty(desk, 'attend');
    Object.assign(desk, { heard: () => undefined });
    Object.assign(desk.endings, { look: () => undefined });
    Object.assign(desk.caring, { having: {} });
    const row = /** @type {any} */ ({ ...desk.rows.get('c1'), claimed_by: 'phone', reads: false });
    desk.rows.set('c1', row);
    talk.reading.cursor = 7;
    /** @type {any[]} */
    const watched = [];
    desk.session.live.watch = (some) => void watched.push(some);
    await comes(desk, { ...row, state: 'waiting', claimed_by: null, reads: true, cursor: 7 });
    await settled();

    assert.deepEqual(watched, [{ c1: 7 }]);
  });
}

/** @type {[string, (desk: DeskEngine, talk: Talk) => Promise<void>, RegExp][]} */
const PRESSES = [
  ['Claim', claim, /^They were not told that you are here: the team list has run out\. Ask your coordinator/],
  ['Put back', release, /^They were not told that you go, so you are still with them: the team list has run out\. Ask/],
  ['Close', close, /^Not closed: the team list has run out\. Ask/],
  ['Join', (desk, talk) => join(desk, talk.id), /^You do not read along yet, because they were not told: the team list has run out\. Ask/],
  ['Leave', leave, /^They were not told that you go, so you are still with them: the team list has run out\. Ask/],
];
for (const [name, press, says] of PRESSES) {
  test(`${name} that failed says why and what to do, and nothing of it waits to be done later`, async () => {
    const { desk, talk } = await withoutList();
    await press(desk, talk);
    await settled();

    assert.match(desk.notices.get('c1') ?? '', says);
    assert.deepEqual([talk.speaking.outbox, [...(/** @type {any} */ (desk.session.keystore)).kept.keys()]], [[], []]);
  });
}

test('where nobody is there to be told, I read that too, and whom to ask', async () => {
  const { desk, talk } = await withoutList();
  talk.speaking.seal = async () => { throw new Refusal('no-recipient'); };
  await close(desk, talk);

  assert.match(desk.notices.get('c1') ?? '', /^Not closed: nobody .* Try again in a minute; if it stays, tell your coordinator\.$/);
});

test('a claim that could not be said is said as soon as the list of people is signed again', async () => {
  const { desk, talk } = await withoutList();
  await claim(desk, talk);
  /** @type {string[]} */
  const said = [];
  talk.speaking.seal = async (item) => { item.frames = ['AA']; };
  talk.speaking.post = async ({ payload }) => said.push(payload.t);
  talk.reading.reached = async () => undefined;
  await desk.rosterChanged();
  await settled();

  assert.deepEqual([said, desk.notices.get('c1')], [['claim'], undefined]);
});

test('after a reload, words that were not sent wait for me, and a close that failed is not carried out', async () => {
  const keystore = keeping();
  const failed = (/** @type {string} */ id, /** @type {any} */ payload, /** @type {string} */ state) => ({ id, payload, scope: 0, at: 0, frames: [], mid: null, state, says: 'Not sent.' });
  keystore.kept.set('outbox:c1', [failed('1', { t: 'close' }, 'failed'), failed('2', { t: 'text', body: 'wrong words' }, 'failed'), failed('3', { t: 'text', body: 'on their way' }, 'sending')]);
  const speaking = new Speaking(/** @type {any} */ ({ now: () => 1, keystore, live: { state: 'open' } }), 'c1', /** @type {any} */ ({ ready: true, reached: async () => undefined }));
  /** @type {string[]} */
  const went = [];
  speaking.seal = async (item) => { item.frames = ['AA']; };
  speaking.post = async ({ payload }) => went.push(payload.body ?? payload.t);
  await speaking.restore();
  await speaking.run();

  assert.deepEqual(went, ['on their way']);
  assert.deepEqual(speaking.outbox.map(({ payload, state, says }) => [payload.body, state, says]), [['wrong words', 'failed', 'Not sent.']]);
});

test('a close that went through and was not kept longer says so, and Keep longer asks for the same again', async () => {
  const { desk, talk } = await withoutList();
  const row = /** @type {any} */ (desk.rows.get('c1'));
  /** @type {unknown[]} */
  const asked = [];
  let reached = false;
  talk.speaking.say = async () => true;
  desk.session.relay.call = /** @type {any} */ (async (/** @type {string} */ _method, /** @type {string} */ path, /** @type {unknown} */ body) => {
    if (path.endsWith('/close')) return { ...row, state: 'closed' };
    if (!reached) throw Object.assign(new Error(), { code: 'offline', says: 'No connection.' });
    asked.push([path, body]);
    return { ...row, state: 'closed', purge_at: 7 };
  });
  const wish = { days: 7, reason: 'safety-plan' };
  await close(desk, talk, {}, wish);
  assert.equal(desk.notices.get('c1'), 'It is closed, but not kept longer yet. No connection. Press Keep longer to try again.');

  reached = true;
  await keepLonger(desk, talk, wish);
  assert.deepEqual([asked, desk.rows.get('c1')?.purge_at, desk.notices.get('c1')], [[['/api/conversations/c1/keep', wish]], 7, undefined]);
});

/** My words as this desk read them back. @param {string} t @param {number} at */
const mineSaid = (t, at) => ({ sender: 'me', payload: { t }, at });

test('they were told that I go, and the relay did not take it: that is said as it is, and tried again until it is put back', async (context) => {
  context.mock.timers.enable({ apis: ['setTimeout'] });
  const { desk, talk } = await withoutList();
  let tries = 0;
  desk.session.relay.call = async () => {
    tries += 1;
    if (tries < 3) throw new Busy('busy', 'Busy.', 503);
    return { ...talk.row, state: 'waiting', claimed_by: null };
  };
  talk.speaking.say = async ({ t }) => { talk.reading.entries.push(/** @type {any} */ (mineSaid(t, 7))); return true; };
  await release(desk, talk);
  assert.deepEqual([lettingGo(talk, 'me'), desk.notices.get('c1'), tries], [true, undefined, 1]);

  for (let i = 0; i < 2; i += 1) {
    context.mock.timers.tick(5_000);
    await settled();
  }
  assert.deepEqual([tries, talk.row?.state, lettingGo(talk, 'me')], [3, 'waiting', false]);
});

test('nothing is put back that was handed to me, or that I claimed, after I had let it go', async () => {
  const { talk } = await withoutList();
  talk.reading.entries = /** @type {any} */ ([mineSaid('release', 5)]);
  talk.desk.rows.set('c1', /** @type {any} */ ({ ...talk.row, claimed_at: 6 }));
  assert.equal(lettingGo(talk, 'me'), false);

  talk.desk.rows.set('c1', /** @type {any} */ ({ ...talk.row, claimed_at: 4 }));
  assert.equal(lettingGo(talk, 'me'), true);
  talk.reading.entries.push(/** @type {any} */ (mineSaid('claim', 6)));
  assert.equal(lettingGo(talk, 'me'), false);
});
