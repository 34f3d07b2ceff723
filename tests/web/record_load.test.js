/** A worker's own load: which talks were at night, how many nights that makes, and what four weeks forget. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isNight, loadOf } from '../../api/web/console/record/caring.js';

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

  assert.deepEqual(loadOf(done, at(26, 12)), { talks: 4, heavy: 0, nights: 1 });
});

test('the next evening is another night', () => {
  const done = [talk(at(24, 23), { heavy: true }), talk(at(25, 22)), talk(at(27, 3))];

  assert.deepEqual(loadOf(done, at(27, 12)), { talks: 3, heavy: 1, nights: 3 });
});

test('what is older than four weeks weighs no more', () => {
  const now = at(28, 12);

  assert.deepEqual(loadOf([talk(now - 28 * DAY, { heavy: true }), talk(now - 28 * DAY + HOUR)], now), { talks: 1, heavy: 0, nights: 0 });
});
