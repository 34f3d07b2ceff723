/** Whoever was told "Sam is here now" is not forgotten in silence: the desk says how long they wait for words, and sounds. The clock is the test's. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Answering, owedFor, owedSince } from '../../api/web/console/desk/answering.js';

const MINUTE = 60_000;
const CLAIMED = 10 * MINUTE;
const row = (more = {}) => /** @type {any} */ ({ id: 'a', state: 'claimed', claimed_by: 'sam', claimed_at: CLAIMED, muted_until: null, priority: 0, ...more });
const says = (/** @type {number} */ at) => ({ kind: 'bubble', from: 'youth', at });

/** A talk in which they wrote at these minutes, and a worker spoke last at that one. */
function talk({ youth = /** @type {number[]} */ ([]), worker = 0, ...more } = {}) {
  const story = { items: youth.map((minute) => says(minute * MINUTE)), lastWorkerAt: worker * MINUTE, leftAt: null, alarm: null, opening: {}, ...more };
  return /** @type {any} */ ({ ready: true, unsent: 0, fresh: 0, story, look() { this.fresh = 0; } });
}

/** Sam's desk. @param {import('node:test').TestContext} context */
function sits(context) {
  context.mock.timers.enable({ apis: ['setTimeout', 'Date'], now: CLAIMED });
  const rows = new Map();
  const talks = new Map();
  let sounds = 0;
  /** @type {any} */
  const desk = { rows, talks, chosen: null, session: { me: { device_id: 'sam' }, now: () => Date.now() }, changed: () => answering.count() };
  const answering = new Answering(desk, () => { sounds += 1; });
  return {
    desk, answering,
    has: (/** @type {any} */ one, /** @type {any} */ words) => { rows.set(one.id, one); talks.set(one.id, words); answering.count(); return words; },
    sounds: () => sounds,
    minutes: (/** @type {number} */ n) => { for (let second = 0; second < n * 60; second += 1) context.mock.timers.tick(1000); },
  };
}

test('who read that I am here waits for my first word from the claim on, also where they wrote before it', () => {
  assert.equal(owedSince(row(), talk(), 'sam'), CLAIMED);
  assert.equal(owedSince(row(), talk({ youth: [3] }), 'sam'), CLAIMED);
  assert.equal(owedSince(row(), talk({ youth: [3], worker: 8 }), 'sam'), CLAIMED, 'what a colleague said before me is not my word');
});

test('of many words that came since I spoke the first one counts, and none when I answered', () => {
  assert.equal(owedSince(row(), talk({ youth: [9, 12, 14, 20], worker: 12 }), 'sam'), 14 * MINUTE);
  assert.equal(owedSince(row(), talk({ youth: [9, 12], worker: 12 }), 'sam'), null);
});

test('nobody is owed words who left, hides behind the safe word, is paused, is with somebody else, or to whom mine are on their way', () => {
  const words = { youth: [14], worker: 12 };
  assert.equal(owedSince(row(), talk(words), 'sam'), 14 * MINUTE);
  for (const [one, told] of /** @type {[any, any][]} */ ([
    [row(), talk({ ...words, leftAt: 15 * MINUTE })], [row(), talk({ ...words, alarm: 'stop' })], [row({ muted_until: 1 }), talk(words)],
    [row({ claimed_by: 'kim' }), talk(words)], [row({ state: 'waiting' }), talk(words)], [row({ state: 'closed' }), talk(words)],
    [row(), { ...talk(words), unsent: 1 }], [row(), { ...talk(words), ready: false }], [row(), undefined],
  ])) assert.equal(owedSince(one, told, 'sam'), null);
  assert.equal(owedSince(row(), talk({ ...words, alarm: 'back' }), 'sam'), 14 * MINUTE, 'they wrote since');
});

test('it is said after two minutes, when reading and typing are no reason any more', () => {
  assert.deepEqual([owedFor(null, CLAIMED), owedFor(CLAIMED, CLAIMED + 2 * MINUTE - 1), owedFor(CLAIMED, CLAIMED + 2 * MINUTE)], [null, null, 2 * MINUTE]);
});

test('it sounds after three minutes, six, twelve and twenty-four, and then no more', (context) => {
  const sam = sits(context);
  sam.has(row(), talk());
  /** @type {number[]} */
  const at = [];
  for (let minute = 1; minute <= 100; minute += 1) {
    const before = sam.sounds();
    sam.minutes(1);
    for (let n = before; n < sam.sounds(); n += 1) at.push(minute);
  }

  assert.deepEqual(at, [3, 6, 12, 24]);
});

test('an answer begins it anew, and so do their next words', (context) => {
  const sam = sits(context);
  sam.has(row(), talk());
  sam.minutes(4);
  assert.equal(sam.sounds(), 1);
  sam.has(row(), talk({ worker: 14 }));
  sam.minutes(30);
  assert.equal(sam.sounds(), 1);
  sam.has(row(), talk({ worker: 14, youth: [44] }));
  sam.minutes(2);
  assert.equal(sam.sounds(), 1);
  sam.minutes(2);

  assert.equal(sam.sounds(), 2);
});

test('a desk that changes all the time sounds no oftener, and a page that is loaded late says it once', (context) => {
  const sam = sits(context);
  sam.has(row({ claimed_at: CLAIMED - 9 * MINUTE }), talk());
  for (let n = 0; n < 20; n += 1) sam.answering.count();

  assert.equal(sam.sounds(), 1);
});

test('new words that I do not look at sound once and stand in the title, until they are before me', (context) => {
  const sam = sits(context);
  const words = sam.has(row(), talk({ worker: 10 }));
  words.fresh = 1;
  sam.answering.count();
  sam.answering.count();
  assert.deepEqual([sam.sounds(), sam.answering.unread], [1, 1]);
  words.fresh = 2;
  sam.answering.count();
  assert.deepEqual([sam.sounds(), sam.answering.unread], [2, 1]);

  const page = /** @type {any} */ (globalThis);
  page.document = { visibilityState: 'visible' };
  context.after(() => { delete page.document; });
  sam.desk.chosen = 'a';
  sam.answering.seen();

  assert.deepEqual([sam.sounds(), sam.answering.unread], [2, 0]);
});

test('a talk for training and what a colleague has make no sound', (context) => {
  const sam = sits(context);
  sam.has(row(), talk({ opening: { channel: 'practice' } }));
  sam.has(row({ id: 'b', claimed_by: 'kim' }), { ...talk(), fresh: 3 });
  sam.minutes(30);

  assert.deepEqual([sam.sounds(), sam.answering.unread], [0, 0]);
});
