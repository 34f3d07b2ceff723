/** A worker's own load: which nights they were on call, with a talk or a quiet one, and what four weeks forget. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Caring, loadOf } from '../../api/web/console/record/caring.js';
import { isNight, seenOnCall } from '../../api/web/console/record/nights.js';

const ZONE = 'America/Winnipeg';
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** A moment on this machine's clock, of which the nights are counted. @param {number} day @param {number} hour */
const at = (day, hour) => new Date(2026, 10, day, hour, 30).getTime();
const talk = (/** @type {number} */ when, more = {}) => ({ at: when, heavy: false, night: isNight(when), ...more });

test('night is from ten in the evening to six, on the worker’s own clock', () => {
  const winnipeg = (/** @type {string} */ utc) => isNight(Date.parse(`2026-11-24T${utc}Z`), ZONE);

  assert.deepEqual(['03:59', '04:00', '11:59', '12:00'].map(winnipeg), [false, true, true, false]);
  assert.equal(isNight(Date.parse('2026-11-24T04:00Z'), 'Europe/Berlin'), true);
  assert.equal(isNight(Date.parse('2026-11-24T12:00Z'), 'Europe/Berlin'), false);
});

test('before and after midnight is one night; three talks of it count once', () => {
  const done = [talk(at(24, 23)), talk(at(25, 1)), talk(at(25, 5)), talk(at(25, 14))];

  assert.deepEqual(loadOf(done, [], at(26, 12)), { talks: 4, heavy: 0, nights: 1 });
});

test('the next evening is another night', () => {
  const done = [talk(at(24, 23), { heavy: true }), talk(at(25, 22)), talk(at(27, 3))];

  assert.deepEqual(loadOf(done, [], at(27, 12)), { talks: 3, heavy: 1, nights: 3 });
});

test('what is older than four weeks weighs no more', () => {
  const now = at(28, 12);

  assert.deepEqual(loadOf([talk(now - 28 * DAY, { heavy: true }), talk(now - 28 * DAY + HOUR)], [], now), { talks: 1, heavy: 0, nights: 0 });
});

/** Looked at on these days and hours, on call until then or not at all. @param {[number, number | null][]} looks */
const seen = (...looks) => looks.reduce((spans, [now, until]) => seenOnCall(spans, until, now), /** @type {import('../../api/web/console/record/nights.js').Span[]} */ ([]));
const nights = (/** @type {ReturnType<typeof seen>} */ spans, now = at(28, 12)) => loadOf([], spans, now).nights;

test('a quiet night on call counts, also behind a locked desk, and one that was ended before it began does not', () => {
  const until = at(25, 8);

  assert.equal(nights(seen([at(24, 20), until], [at(24, 21), until], [at(25, 9), null])), 1, 'locked from nine in the evening to nine in the morning');
  assert.equal(nights(seen([at(24, 20), until], [at(24, 21), null], [at(25, 9), null])), 0, 'off call by hand at nine');
  assert.equal(nights(seen([at(24, 9), at(24, 17)], [at(24, 18), null])), 0);
});

test('a time on call that is lengthened is one, and three nights in a row are three', () => {
  const [first, second] = [at(25, 2), at(27, 6)];

  assert.equal(nights(seen([at(24, 20), first], [at(25, 1), second], [at(27, 9), null])), 3);
  assert.equal(nights(seen([at(24, 23), first], [at(25, 1), at(25, 5)])), 1);
});

test('a night with a talk and on call is one night, and four weeks forget it', () => {
  const spans = seen([at(24, 20), at(25, 8)], [at(25, 8), null]);

  assert.equal(loadOf([talk(at(25, 1))], spans, at(28, 12)).nights, 1);
  assert.equal(nights(spans, at(25, 8) + 28 * DAY), 0);
  assert.deepEqual(seenOnCall(spans, null, at(25, 8) + 57 * DAY), []);
});

test('the desk notes in its own drawer when it goes on call and off, and now and then in between', async () => {
  let now = at(24, 20);
  /** @type {() => void} */
  let changed = () => undefined;
  const drawer = new Map();
  const session = {
    now: () => now, onCall: { state: 'shift', until: at(25, 8) }, endings: [], subscribe: (/** @type {() => void} */ fn) => { changed = fn; return () => undefined; },
    keystore: { getJson: async (/** @type {string} */ name) => drawer.get(name) ?? null, putJson: async (/** @type {string} */ name, /** @type {any} */ value) => drawer.set(name, value) },
  };
  const caring = new Caring(/** @type {any} */ ({ session }));
  await caring.start();
  for (const [minutes, state] of /** @type {[number, string][]} */ ([[5, 'shift'], [15, 'shift'], [180, 'off']])) {
    now = at(24, 20) + minutes * 60_000;
    Object.assign(session.onCall, { state });
    changed();
    await caring.writing;
    const [{ from, to }] = drawer.get('nights');
    assert.equal(to - from, (minutes === 5 ? 0 : minutes) * 60_000);
  }

  assert.equal(drawer.get('nights').length, 1);
  assert.equal(nights(drawer.get('nights')), 1);
});
