/** What the schedule shows is no older than the last change of one's own, and no older than what it showed. */
import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { change } from '../../api/web/console/schedule/editing.js';
import { asNow, Reading } from '../../api/web/console/schedule/reading.js';

const settle = () => new Promise((done) => { setImmediate(done); });
const days = [{ day: 20261130, begin: 0, end: 1 }];

/** The windows that were asked for. @type {(string | null)[]} */
let from = [];
/** @type {{resolve: (found: any) => void, reject: (why: Error) => void}[]} */
let asked = [];
/** @type {Record<string, () => void>} */
let bells = {};

/** A schedule whose relay answers questions when the test says so, and changes at once. */
function shown() {
  const call = (/** @type {string} */ method, /** @type {string} */ path) => {
    if (method !== 'GET') return Promise.resolve('made');
    from.push(new URL(path, 'http://relay').searchParams.get('from'));
    return new Promise((resolve, reject) => { asked.push({ resolve, reject }); });
  };
  const session = { me: { device_id: 'sam', role: 'worker' }, now: () => 0, endings: [], live: { on: (/** @type {string} */ bell, /** @type {() => void} */ again) => { bells[bell] = again; } }, relay: { call } };
  return new Reading(/** @type {any} */ (session));
}
beforeEach(() => { asked = []; from = []; bells = {}; });

test('when my change is done it is shown, also while what a ring asked for is on its way', async () => {
  const reading = shown();
  asked[0].resolve({ n: 'before' });
  const made = change(reading, 'PUT', '/shifts/s', {});
  await settle();
  bells.schedule();
  asked[1].resolve({ n: 'changed' });

  assert.equal(await made, 'made');
  assert.equal(/** @type {any} */ (reading.schedule).n, 'changed');
});

test('an older answer that comes last says nothing any more, nor does its failure', async () => {
  const reading = shown();
  bells.schedule();
  bells.schedule();
  asked[1].resolve({ n: 'newer' });
  asked[0].resolve({ n: 'older' });
  await settle();
  assert.equal(/** @type {any} */ (reading.schedule).n, 'newer');

  asked[2].resolve({ n: 'newest' });
  await settle();
  assert.equal(/** @type {any} */ (reading.schedule).n, 'newest');
  assert.equal(reading.problem, null);
});

test('whoever turned to another week is not shown the one before', async () => {
  const reading = shown();
  asked[0].resolve({ n: 'this week', days });
  await settle();
  bells.schedule();
  const turned = reading.turnWeek(1);
  asked[1].resolve({ n: 'this week', days });
  await settle();
  asked[2].resolve({ n: 'next week', days });
  await turned;
  assert.equal(/** @type {any} */ (reading.schedule).n, 'next week');

  void reading.turnWeek(1);
  bells.schedule();
  asked[3].reject(new Error('away'));
  await settle();

  assert.equal(reading.problem, null);
  assert.equal(/** @type {any} */ (reading.schedule).n, 'next week');
});

test('two presses on a slow line are two weeks, and so are one to this week and one on', async () => {
  const week = 7 * 86_400_000;
  const weekFrom = (/** @type {number} */ begin) => ({ days: [{ day: 1, begin, end: begin + week }] });
  const reading = shown();
  asked[0].resolve(weekFrom(0));
  await settle();
  void reading.turnWeek(1);
  void reading.turnWeek(1);
  assert.deepEqual(from, [null, String(week), String(2 * week)]);

  asked[2].resolve(weekFrom(2 * week));
  await settle();
  void reading.turnWeek(0);
  void reading.turnWeek(1);
  asked[3].resolve(weekFrom(0));
  asked[4].resolve(weekFrom(0));
  await settle();

  assert.deepEqual(from.slice(3), [null, null, String(week)]);
});

test('a press that did not reach the relay turned nothing: pressed again, it is one week', async () => {
  const week = 7 * 86_400_000;
  const reading = shown();
  asked[0].resolve({ days: [{ day: 1, begin: 0, end: week }] });
  await settle();
  const turned = reading.turnWeek(1);
  asked[1].reject(new Error('away'));
  await turned;
  void reading.turnWeek(1);

  assert.notEqual(reading.problem, null);
  assert.deepEqual(from, [null, String(week), String(week)]);
});

test('the schedule is read anew when the line is back, when somebody goes on or off call, and when the list of people changes', () => {
  shown();
  for (const bell of ['schedule', 'welcome', 'roster', 'certificates']) bells[bell]();

  assert.equal(asked.length, 5);
});

test('a dialog shows its shift as it is now; what was taken out meanwhile stands as it was', () => {
  const held = /** @type {any} */ ({ id: 's', device: 'sam' });
  const now = /** @type {any} */ ({ id: 's', device: 'kim' });

  assert.deepEqual([asNow([now], held), asNow([], held), asNow([now], null)], [now, held, null]);
});

test('a problem that is over is no longer said', async () => {
  const reading = shown();
  asked[0].reject(new Error('away'));
  await settle();
  const before = reading.problem;
  bells.welcome();
  asked[1].resolve({ days });
  await settle();

  assert.notEqual(before, null);
  assert.equal(reading.problem, null);
});
