/** What this browser keeps of a conversation: nothing once it is gone, and all of it for as long as nobody said so. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { claim, repair } from '../../api/web/console/desk/claiming.js';
import { DeskEngine } from '../../api/web/console/desk/engine.js';
import { tidy } from '../../api/web/console/desk/kept.js';
import { Talk } from '../../api/web/console/desk/talk.js';
import { Refusal } from '../../api/web/parts/relay.js';

const DAY = 24 * 60 * 60 * 1000;
const settled = async () => { for (let i = 0; i < 20; i += 1) await new Promise((done) => setImmediate(done)); };

/** A drawer in which sealing takes a moment and removing does not, as in a browser. @param {Record<string, any>} [before] */
function drawer(before = {}) {
  const kept = new Map(Object.entries(before));
  const put = async (/** @type {string} */ name, /** @type {any} */ value) => { await settled(); kept.set(name, value); };
  return {
    kept, put, putJson: put,
    get: async (/** @type {string} */ name) => kept.get(name) ?? null,
    getJson: async (/** @type {string} */ name) => kept.get(name) ?? null,
    remove: async (/** @type {string} */ name) => { kept.delete(name); },
    names: async (/** @type {string} */ prefix) => [...kept.keys()].filter((name) => name.startsWith(prefix)),
  };
}

/** A desk, and a relay that answers as the test says. @param {(path: string) => any} answer @param {Record<string, any>} [before] */
function at(answer, before) {
  const keystore = drawer(before);
  const session = {
    now: () => 20 * DAY, me: { device_id: 'me', role: 'worker' }, keystore, onCall: { state: 'shift' }, roster: () => null,
    live: { state: 'open', watch: () => undefined, unwatch: () => undefined, append: async () => { throw new Refusal('not-found', 'Gone.', 404); } },
    endpoint: { pins: { device: () => null, former: () => null } },
    relay: { call: async (/** @type {string} */ _verb, /** @type {string} */ path) => answer(path) },
  };
  const desk = new DeskEngine(/** @type {any} */ (session));
  Object.assign(desk, { attend: () => undefined, changed: () => undefined });
  Object.assign(desk.caring, { see: () => undefined });
  return { desk, kept: keystore.kept };
}

const row = (/** @type {any} */ change) => /** @type {any} */ ({ id: 'c1', state: 'waiting', claimed_by: null, cursor: 0, present: [], ...change });
const gone = () => { throw new Refusal('not-found', 'That is not there.', 404); };

/** @param {DeskEngine} desk */
function talking(desk) {
  const talk = new Talk(desk, 'c1');
  talk.reading.ready = true;
  talk.speaking.seal = async (item) => { item.frames = ['AA']; };
  desk.talks.set('c1', talk);
  return talk;
}

test('erased while I write: what I was typing, my answers in a form and my message on its way leave no word in this browser', async () => {
  const { desk, kept } = at(() => ({}));
  const talk = talking(desk);
  talk.setDraft('words about a child');
  void talk.keepDraft();
  talk.setDraft('more words');
  talk.forms.put('handover', { situation: 'words' });
  void talk.speaking.say({ t: 'text', body: 'words' });
  await desk.drop('c1');
  await settled();
  talk.setDraft('typed before the page noticed');
  await talk.keepDraft();
  await settled();

  assert.deepEqual([...kept.keys()], []);
});

test('what a browser that died in the middle left of a conversation is found, whatever it is, and goes', async () => {
  const left = Object.fromEntries(['draft', 'picking', 'form', 'outbox', 'secrets', 'claiming'].map((kind) => [`${kind}:${kind}`, 'words']));
  const { desk, kept } = at(gone, { ...left, 'read:old': { at: 1 * DAY }, 'secrets:old': 'keys', 'read:c1': { at: 19 * DAY }, 'draft:c1': 'words', look: {} });
  desk.rows.set('c1', row({}));
  await tidy(desk);

  assert.deepEqual([...kept.keys()], ['read:c1', 'draft:c1', 'look']);
});

test('a list that leaves my conversation out destroys nothing: the relay is asked for that one, and must say that it is gone', async () => {
  /** @type {() => any} */
  let one = () => { throw new Refusal('later', 'Busy.', 503); };
  const { desk, kept } = at((path) => (path.includes('?state=') ? { items: [], next: null } : one()), { 'draft:c1': 'words', 'read:c1': { heads: 'heads', at: 1 } });
  talking(desk);
  desk.rows.set('c1', row({ state: 'claimed', claimed_by: 'me' }));
  await desk.list();
  await settled();
  assert.deepEqual([[...desk.rows.keys()], [...desk.talks.keys()], [...kept.keys()], desk.behind], [['c1'], ['c1'], ['draft:c1', 'read:c1'], true]);

  one = () => row({ state: 'waiting' });
  await desk.list();
  await settled();
  assert.deepEqual([desk.rows.get('c1')?.state, kept.has('draft:c1'), desk.behind], ['waiting', true, false]);

  one = gone;
  await desk.list();
  await settled();
  // The heads of its chains are public, and tell what is held back if it should come again.
  assert.deepEqual([[...desk.rows.keys()], [...desk.talks.keys()], [...kept.keys()]], [[], [], ['read:c1']]);
});

test('no relay makes this desk tell a youth that I am here: where nobody pressed Claim, nothing is said', async () => {
  const { desk } = at(() => row({ state: 'claimed', claimed_by: 'me' }));
  const talk = talking(desk);
  desk.rows.set('c1', row({ state: 'claimed', claimed_by: 'me' }));
  repair(desk, talk);

  assert.deepEqual(talk.speaking.outbox, []);
});

test('I pressed Claim and the page died before it was said: the next page says it', async () => {
  const before = at(() => { throw new Refusal('offline', 'Away.'); });
  await claim(before.desk, talking(before.desk));
  assert.deepEqual([...before.kept.keys()], ['claiming:c1']);

  const { desk } = at(gone, Object.fromEntries(before.kept));
  const talk = talking(desk);
  talk.load = async () => undefined;
  desk.rows.set('c1', row({ state: 'claimed', claimed_by: 'me' }));
  await talk.open();
  repair(desk, talk);
  assert.deepEqual(talk.speaking.outbox.map(({ payload }) => payload.t), ['claim']);
});

test('a Claim that was refused is forgotten: a row that says later that it is mine changes nothing', async () => {
  const { desk, kept } = at((path) => { if (path.endsWith('/claim')) throw new Refusal('claimed', 'Taken.', 409, {}); return { items: [], next: null }; });
  const talk = talking(desk);
  await claim(desk, talk);
  desk.rows.set('c1', row({ state: 'claimed', claimed_by: 'me' }));
  repair(desk, talk);

  assert.deepEqual([[...kept.keys()], talk.speaking.outbox], [[], []]);
});
