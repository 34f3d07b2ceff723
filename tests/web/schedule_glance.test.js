/** What the schedule says first: whether the line is open in truth, and how long there is a schedule at all. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { byPlan, nobodyThere } from '../../api/web/console/schedule/glance.js';
import { runsOut } from '../../api/web/console/schedule/running_out.js';

const DAY = 86_400_000;
const NOW = Date.UTC(2026, 10, 23, 12);
const says = (/** @type {number | null} */ until, mine = true) => runsOut({ published_until: until, offsets: [[0, 0]] }, NOW, mine);

test('open hours in which nobody is primary, or nobody is there, are not called open and no more', () => {
  assert.equal(byPlan({ unfilled: true, nobody_there: true }), 'Open by plan, and nobody is primary,');
  assert.equal(byPlan({ unfilled: false, nobody_there: true }), 'Open by plan, and nobody is there,');
  assert.equal(byPlan({ unfilled: false, nobody_there: false }), null);
});

test('whoever can wake nobody from here is told to pick up a phone', () => {
  assert.match(nobodyThere(true), /woken, one after the other/);
  assert.match(nobodyThere(false), /phone them/);
});

test('a week before the last published day it is said, to whom it falls to publish and to everybody else', () => {
  assert.equal(says(NOW + 8 * DAY), null);
  assert.match(says(NOW + 5.5 * DAY) ?? '', /published until Saturday 28 November\. .*Publish further, below\.$/);
  assert.match(says(NOW + 5.5 * DAY, false) ?? '', /Tell your coordinator\.$/);
});

test('a schedule that has ended is said to have ended; a line without any is left alone', () => {
  assert.match(says(NOW - 12 * 3_600_000) ?? '', /ended on Sunday 22 November\. /);
  assert.equal(says(null), null);
});
