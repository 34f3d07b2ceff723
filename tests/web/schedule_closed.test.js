/** A closed day at a worker's desk: no shift has begun, and nothing asks her to go on call. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { left } from '../../api/web/console/schedule/layout.js';
import { begun } from '../../api/web/console/schedule/offer.js';
import { sayShift } from '../../api/web/console/schedule/times.js';

/** @typedef {[number, number]} Hours */
const shift = (/** @type {Hours[]} */ ...counts) => ({ duty: 'primary', asks: null, counts });
const span = (/** @type {number} */ starts, /** @type {number} */ ends) => ({ starts_at: starts, ends_at: ends });

test('the desk offers to go on call where the shift counts, and until it counts no more', () => {
  const mine = [shift([16, 18], [20, 24])];

  assert.deepEqual([15, 16, 18, 19, 20, 24].map((now) => begun(mine, now)?.ends_at ?? null), [null, 18, null, null, 24, null]);
});

test('of two shifts at once the longer is offered, and none that colleagues are asked to cover', () => {
  assert.equal(begun([shift([16, 20]), shift([16, 24])], 17)?.ends_at, 24);
  assert.equal(begun([{ ...shift([16, 24]), asks: 'cover' }], 17), undefined);
});

test('a shift that two closures cover between them is closed, and one with an hour left is not', () => {
  assert.deepEqual(left(span(16, 24), [span(20, 30), span(0, 20)]), []);
  assert.deepEqual(left(span(16, 24), [span(0, 20), span(21, 30)]), [[20, 21]]);
  assert.deepEqual(left(span(16, 24), []), [[16, 24]]);
});

test('a shift that is closed in the middle is said as the two parts that count', () => {
  const hour = 3_600_000;
  const closed = [span(18 * hour, 20 * hour), span(19 * hour, 20 * hour)];
  const clocks = { zone: 'UTC', offsets: /** @type {[number, number][]} */ ([[0, 0]]), own: null };

  assert.equal(sayShift(clocks, { ...span(16 * hour, 24 * hour), counts: left(span(16 * hour, 24 * hour), closed) }), 'Thursday 1 January, 16:00–18:00 UTC time; then Thursday 1 January, 20:00–24:00 UTC time');
});
