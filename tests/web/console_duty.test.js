/** The end of a shift, by the schedule or by the time for which one went on call: said a quarter of an hour before. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { endsSoon } from '../../api/web/console/duty.js';

const MINUTE = 60_000;
const shift = (/** @type {number} */ begins, /** @type {number} */ ends) => ({ starts_at: begins * MINUTE, ends_at: ends * MINUTE });
const soon = (/** @type {number | null} */ called, /** @type {any[]} */ mine, now = 100) => endsSoon(called === null ? null : called * MINUTE, mine, now * MINUTE);

test('a quarter of an hour before the end, and not sooner, whoever said when it ends', () => {
  assert.equal(soon(115, []), 115 * MINUTE);
  assert.equal(soon(null, [shift(0, 110)]), 110 * MINUTE);
  assert.equal(soon(116, [shift(0, 200)]), null);
  assert.equal(soon(null, [{ ...shift(0, 200), counts: [[0, 110 * MINUTE], [150 * MINUTE, 200 * MINUTE]] }]), 110 * MINUTE);
});

test('the earlier of two ends is said, and one that is over or a shift to come is none', () => {
  assert.equal(soon(112, [shift(0, 108)]), 108 * MINUTE);
  assert.equal(soon(100, [shift(0, 99), shift(101, 105)]), null);
});
