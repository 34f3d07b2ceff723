/** What this browser keeps of a conversation: nothing once it is erased, and all of it for as long as nobody said so. */
import assert from 'node:assert/strict';
import { mock, test } from 'node:test';
import { claim, repair } from '../../api/web/console/desk/claiming.js';
import { DeskEngine } from '../../api/web/console/desk/engine.js';
import { tidy } from '../../api/web/console/desk/kept.js';
import { Speaking } from '../../api/web/console/desk/speaking.js';
import { Talk } from '../../api/web/console/desk/talk.js';
import { Refusal } from '../../api/web/parts/relay.js';
import { b64u } from '../../api/web/sealing/keys.js';

const DAY = 24 * 60 * 60 * 1000;
const turns = async (/** @type {number} */ many) => { for (let i = 0; i < many; i += 1) await new Promise((done) => setImmediate(done)); };
const settled = () => turns(20);

/** A drawer in which sealing takes a moment and removing does not, as in a browser. @param {Record<string, any>} [before] */
function drawer(before = {}) {
  const kept = new Map(Object.entries(before));
  const put = async (/** @type {string} */ name, /** @type {any} */ value) => { await turns(5); kept.set(name, value); };
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
  desk.people.person = () => 'sam';
  return { desk, kept: keystore.kept };
}

const row = (/** @type {any} */ change) => /** @type {any} */ ({ id: 'c1', state: 'waiting', claimed_by: null, cursor: 0, present: [], ...change });
const gone = () => { throw new Refusal('erased', 'This conversation was erased.', 410); };
const unseen = () => { throw new Refusal('not-found', 'There is nothing here for you.', 404); };

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
  const left = Object.fromEntries(['draft', 'picking', 'form', 'outbox', 'secrets', 'claiming', 'handing', 'unseen'].map((kind) => [`${kind}:${kind}`, 'words']));
  const { desk, kept } = at(gone, { ...left, 'read:old': { at: 1 * DAY }, 'secrets:old': 'keys', 'read:c1': { at: 19 * DAY }, 'draft:c1': 'words', look: {} });
  desk.rows.set('c1', row({}));
  await tidy(desk);

  assert.deepEqual([...kept.keys()], ['read:c1', 'draft:c1', 'look']);
});

test('a page that starts without the line looks for what was left behind once the first list comes, and again when one of them got no answer', async () => {
  let answers = 0;
  const { desk, kept } = at((path) => {
    if (answers === 0) throw new Refusal('offline', 'Away.');
    if (path.includes('?state=')) return { items: [], next: null };
    if (answers === 1) throw new Refusal('later', 'Busy.', 503);
    return gone();
  }, { 'draft:old': 'words' });
  Object.assign(desk, { readContent: async () => undefined });
  Object.assign(desk.team, { read: async () => undefined });
  Object.assign(desk.caring, { tell: () => undefined });
  Object.assign(desk.packets, { read: async () => undefined });
  /** @type {boolean[]} */
  const there = [];
  for (; answers < 3; answers += 1) {
    await desk.refresh();
    there.push(kept.has('draft:old'));
  }

  assert.deepEqual(there, [true, true, false]);
});

test('it goes out of my sight before this page had read what rests of it: the note for the team stays, and what was on its way waits for my word', async () => {
  const { desk, kept } = at(() => unseen(), structuredClone(LEFT));
  talking(desk);
  await desk.unseen.gone('c1');

  assert.deepEqual(kept.get('outbox:c1').map((/** @type {any} */ { id, state }) => [id, state]), [['n', 'waiting'], ['w', 'failed']]);
});

test('what I say before this page had read what rests of it is written behind that, not over it', async () => {
  const { desk, kept } = at(() => row({}), structuredClone(LEFT));
  const talk = talking(desk);
  talk.reading.ready = false;
  void talk.speaking.say({ t: 'note', body: 'new' }, 1);
  await settled();
  await settled();

  assert.deepEqual(kept.get('outbox:c1').map((/** @type {any} */ { payload }) => payload.body), ['she is 15: I must report', 'I am outside', 'new']);
});

test('a list that leaves my conversation out destroys nothing: the relay is asked for that one, and must say that it is erased', async () => {
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

test('a drawer that cannot be read is not written over, says that it keeps nothing, and has what I wrote once it can be read', async () => {
  const { desk, kept } = at(gone, { 'outbox:c1': [{ ...LEFT['outbox:c1'][0] }] });
  const talk = talking(desk);
  const { getJson } = desk.session.keystore;
  desk.session.keystore.getJson = async () => { throw new Error('broken'); };
  talk.speaking.run = async () => undefined;
  mock.timers.enable({ apis: ['setTimeout'] });
  void talk.speaking.say({ t: 'note', body: 'she has a brother' }, 1);
  await settled();
  assert.equal(talk.shelf.whole, false);
  assert.deepEqual(kept.get('outbox:c1').map((/** @type {any} */ one) => one.payload.body), ['she is 15: I must report']);

  desk.session.keystore.getJson = getJson;
  mock.timers.tick(5_000);
  await settled();
  mock.timers.reset();
  assert.equal(talk.shelf.whole, true);
  assert.deepEqual(kept.get('outbox:c1').map((/** @type {any} */ one) => one.payload.body), ['she is 15: I must report', 'she has a brother']);
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

/** As the browser keeps a note that nobody could get yet, a report half filled in, and words that waited for the line. */
const LEFT = {
  'outbox:c1': [
    { id: 'n', payload: { t: 'note', body: 'she is 15: I must report' }, scope: 1, at: 7, frames: [], mid: null, state: 'held', says: null },
    { id: 'w', payload: { t: 'text', body: 'I am outside' }, scope: 0, at: 8, frames: [], mid: null, state: 'waiting', says: null },
  ],
  'form:c1': { report: { number: '807' } }, 'read:c1': { at: 19 * DAY },
};

test('they took back their yes to my circle: what I wrote for the team stays, is to be read, and goes once the relay says that it is erased', async () => {
  let one = unseen;
  const { desk, kept } = at(() => one(), structuredClone(LEFT));
  const talk = talking(desk);
  talk.speaking.outbox = structuredClone(/** @type {any} */ (LEFT['outbox:c1']));
  desk.rows.set('c1', row({ state: 'claimed', claimed_by: 'me' }));
  desk.chosen = 'c1';
  await desk.unseen.gone('c1');
  assert.deepEqual([desk.rows.size, desk.talks.size, desk.unseen.mine.get('c1')?.notes, desk.unseen.mine.get('c1')?.begun], [0, 0, ['she is 15: I must report'], { report: { number: '807' } }]);
  assert.match(desk.notices.get('c1') ?? '', /^This conversation is not yours to see right now: they may have taken back their yes .* stays locked on this device until it is erased/);

  one = gone;
  await desk.unseen.lookAgain(true);
  assert.deepEqual([[...kept.keys()], desk.unseen.mine.size, desk.notices.get('c1')], [['read:c1'], 0, 'This conversation was erased. Nothing of it is left on this device.']);
});

test('words that waited for them when it went out of my sight go out by my own word alone, should it come back', async () => {
  const { desk, kept } = at(() => unseen(), structuredClone(LEFT));
  talking(desk).speaking.outbox = structuredClone(/** @type {any} */ (LEFT['outbox:c1']));
  await desk.unseen.gone('c1');

  assert.deepEqual(kept.get('outbox:c1').map((/** @type {any} */ { state }) => state), ['held', 'failed']);
});

/** It stands before me again, and the next page of this desk takes up what rests; all that leaves is counted. @param {DeskEngine} desk */
async function comesBack(desk) {
  const { live, relay } = desk.session;
  /** @type {string[]} */
  const sent = [];
  relay.send = /** @type {any} */ (async () => { sent.push('by itself'); return { cursors: [1] }; });
  live.append = /** @type {any} */ (async (/** @type {Uint8Array} */ frame) => { sent.push(b64u(frame)); return { cursor: 1 }; });
  desk.unseen.back('c1');
  const speaking = new Speaking(desk.session, 'c1', /** @type {any} */ ({ ready: true, entries: [], reached: async () => undefined }));
  await speaking.restore();
  return { speaking, sent };
}

test('words that were locked and on their way when it went out of my sight wait for Try again, and then go as they were: the relay knows whether it has them', async () => {
  const { desk } = at(() => unseen());
  const talk = talking(desk);
  talk.speaking.outbox = [/** @type {any} */ ({ ...LEFT['outbox:c1'][1], frames: ['AAAA'], mid: 'AA' })];
  await desk.unseen.gone('c1');
  const { speaking, sent } = await comesBack(desk);
  assert.deepEqual([sent, speaking.next(), speaking.outbox.map(({ payload, state }) => [payload.body, state])], [[], undefined, [['I am outside', 'failed']]]);

  speaking.retry('w');
  await settled();
  assert.deepEqual([sent, speaking.outbox], [['AAAA'], []]);
});

test('words that did reach them before it went out of my sight are not told as "not sent" when it comes back: I read them among what I said', async () => {
  const words = { ...LEFT['outbox:c1'][1], frames: ['AAAA'], mid: 'AA', state: 'failed' };
  const { desk, kept } = at(() => row({}), { 'outbox:c1': [words, { ...words, id: 'other', mid: 'BB' }, { ...words, id: 'unsealed', frames: [], mid: null }] });
  const talk = new Talk(desk, 'c1');
  talk.acknowledgeSoon = () => undefined;
  const said = (/** @type {string} */ sender, /** @type {string} */ mid) => ({ sender, mid, cursor: 1, at: 8, ts: 8, session: 's', seq: 1, kind: 'message', scope: 0, payload: { t: 'text', body: 'I am outside' } });
  talk.reading.load = async () => { talk.reading.entries = /** @type {any} */ ([said('me', 'AA'), said('ash', 'BB')]); talk.reading.ready = true; };
  talk.speaking.run = async () => undefined;
  await talk.open();
  await settled();

  assert.deepEqual([talk.pending.map(({ id }) => id), kept.get('outbox:c1').map((/** @type {any} */ { id }) => id)], [['other', 'unsealed'], ['other', 'unsealed']]);
});

test('words that waited when the page died wait for Try again too, if the next page finds that it is out of my sight; what is only of its moment goes', async () => {
  const ack = { id: 'a', payload: { t: 'ack', session: 's', seq: 1 }, scope: 0, at: 9, frames: [], mid: null, state: 'waiting', says: null };
  const { desk } = at(() => unseen(), { 'outbox:c1': [...structuredClone(LEFT['outbox:c1']), ack, { ...ack, id: 'k', payload: { t: 'claim' } }] });
  await tidy(desk);
  const { speaking, sent } = await comesBack(desk);
  assert.deepEqual([sent, speaking.outbox.map(({ id, state }) => [id, state]), speaking.next()?.id], [[], [['n', 'waiting'], ['w', 'failed']], 'n']);
  assert.equal(speaking.outbox[1].says, 'Not sent: this conversation is no longer yours, or it is gone.');

  speaking.outbox.shift();
  assert.equal(speaking.next(), undefined);
});

test('a page that finds it back before it could hold anything back writes nothing over what the open talk keeps', async () => {
  const { desk, kept } = at(() => unseen(), structuredClone(LEFT));
  const { keystore } = desk.session;
  const read = keystore.getJson;
  keystore.getJson = async (name) => {
    const found = await read(name);
    if (name === 'outbox:c1') talking(desk);
    return structuredClone(found);
  };
  await tidy(desk);

  assert.deepEqual(kept.get('outbox:c1'), LEFT['outbox:c1']);
});

test('what rests of mine is found by a page that is loaded later, and goes 14 days after it went out of sight', async () => {
  const { desk, kept } = at(() => unseen(), { ...structuredClone(LEFT), 'unseen:c1': { at: 7 * DAY } });
  await tidy(desk);
  assert.deepEqual([desk.unseen.mine.get('c1')?.notes, kept.has('form:c1')], [['she is 15: I must report'], true]);

  const later = at(() => unseen(), { ...structuredClone(LEFT), 'unseen:c1': { at: 5 * DAY } });
  await tidy(later.desk);
  assert.deepEqual([later.desk.unseen.mine.size, [...later.kept.keys()]], [0, ['read:c1']]);
});

test('its fourteen days begin when it went out of my sight, or when a page first finds what rests of it, and not anew each time the relay is asked', async () => {
  const since = async (/** @type {Record<string, any>} */ before, open = false) => {
    const { desk, kept } = at(() => unseen(), { ...structuredClone(LEFT), ...before });
    if (open) talking(desk);
    await (open ? desk.unseen.gone('c1') : tidy(desk));
    await desk.unseen.lookAgain(true);
    return kept.get('unseen:c1').at / DAY;
  };

  assert.deepEqual([await since({}, true), await since({ 'unseen:c1': { at: 5 * DAY } }, true), await since({}), await since({ 'unseen:c1': { at: 7 * DAY } })], [20, 20, 20, 7]);
});

test('what is out of my sight is asked for once an hour, at once where the line was away, and no more once it is erased', async () => {
  let asked = 0;
  let answer = unseen;
  const { desk } = at(() => { asked += 1; return answer(); });
  talking(desk);
  /** @type {string[]} */
  const unwatched = [];
  desk.session.live.unwatch = (ids) => { unwatched.push(...ids); };
  await desk.unseen.gone('c1');
  const from = desk.session.now();
  const counts = [];
  for (const [minutes, soon] of /** @type {[number, boolean][]} */ ([[0, false], [59, false], [60, false], [61, true]])) {
    desk.session.now = () => from + minutes * 60_000;
    await desk.unseen.lookAgain(soon);
    counts.push(asked);
  }
  answer = gone;
  for (let times = 0; times < 2; times += 1) await desk.unseen.lookAgain(true);

  assert.deepEqual([counts, asked, desk.unseen.has('c1')], [[2, 2, 3, 4], 5, false]);
  assert.equal(unwatched[0], 'c1');
});

test('it comes back while the relay is asked, or stands before me again: it is mine to see, and nothing was taken from it', async () => {
  const { desk, kept } = at(() => row({}), { ...structuredClone(LEFT), 'unseen:c1': { at: 7 * DAY } });
  await tidy(desk);

  assert.deepEqual([desk.rows.has('c1'), desk.unseen.has('c1'), kept.has('unseen:c1'), kept.has('outbox:c1')], [true, false, false, true]);
});

test('an officer whose turn it is again has it before them as it was: it is not listed as out of sight any more', async () => {
  const { desk, kept } = at(() => unseen(), structuredClone(LEFT));
  talking(desk).speaking.outbox = structuredClone(/** @type {any} */ (LEFT['outbox:c1']));
  await desk.unseen.gone('c1');
  assert.deepEqual([...desk.unseen.mine.keys()], ['c1']);

  Reflect.deleteProperty(desk, 'attend');
  desk.alerts.count = () => undefined;
  desk.put(row({ reads: false }));
  await settled();
  assert.deepEqual([desk.unseen.has('c1'), desk.unseen.mine.size, kept.has('unseen:c1'), kept.get('outbox:c1').length], [false, 0, false, 2]);
});

test('a relay that does not answer destroys nothing, and is asked again', async () => {
  const { desk, kept } = at(() => { throw new Refusal('offline', 'Away.'); }, structuredClone(LEFT));
  talking(desk).speaking.outbox = structuredClone(/** @type {any} */ (LEFT['outbox:c1']));
  await desk.unseen.gone('c1');

  assert.deepEqual([kept.has('outbox:c1'), desk.unseen.has('c1'), desk.behind], [true, true, true]);
});

test('words that stand behind something else of mine are on their way while the line is there, and wait for it while it is away', () => {
  const { desk } = at(() => row({}), {});
  const talk = new Talk(desk, 'c1');
  const words = { ...LEFT['outbox:c1'][1], says: null };
  talk.speaking.outbox = /** @type {any} */ ([{ ...words, state: 'waiting' }, { ...words, state: 'waiting', says: 'They cannot read it yet.' }, { ...words, state: 'failed' }]);
  const shown = (/** @type {any} */ link) => { desk.link = link; return talk.pending.map(({ state }) => state); };

  assert.deepEqual(shown('open'), ['sending', 'waiting', 'failed']);
  assert.deepEqual(shown('connecting'), ['waiting', 'waiting', 'failed']);
});
