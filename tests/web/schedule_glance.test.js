/** What the schedule says first: whether the line is open in truth, and how long there is a schedule at all. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { byPlan, nobodyThere } from '../../api/web/console/schedule/glance.js';
import { endingEarly, runsOut } from '../../api/web/console/schedule/running_out.js';

const DAY = 86_400_000;
const NOW = Date.UTC(2026, 10, 23, 12);
const says = (/** @type {number | null} */ until, mine = true, hours = until) => runsOut({ published_until: until, last_hours: hours, offsets: [[0, 0]] }, NOW, mine);

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
  assert.match(says(NOW - 12 * 3_600_000) ?? '', /ended on Sunday 22 November: nobody is planned/);
  assert.equal(says(null), null);
});

test('open hours that end a week or more before the last published day are what runs out', () => {
  const until = NOW + 40.5 * DAY;
  const forty = /published until Saturday 2 January, but its last open hours /;
  assert.equal(says(until, true, NOW + 8 * DAY), null);
  assert.match(says(until, true, NOW + 5.5 * DAY) ?? '', forty);
  assert.match(says(until, true, NOW + 5.5 * DAY) ?? '', /end on Saturday 28 November\. .*Plan open hours for every week, and publish, below\.$/);
  assert.match(says(until, false, NOW - 1.5 * DAY) ?? '', /ended on Saturday 21 November\. .*Tell your coordinator\.$/);
  assert.match(says(until, true, null) ?? '', /no open hours in it any more: nobody is planned/);
  assert.equal(says(NOW + 12 * DAY, true, NOW + 6 * DAY), null, 'a line that is open now and then');
  assert.match(says(NOW - 12 * 3_600_000, true, null) ?? '', /ended on/, 'what is over is over, whatever is kept of it');
});

test('what is planned for every week and ends before the published days do is named, unless something follows it', () => {
  const made = (/** @type {string} */ id, /** @type {number | null} */ until, change = {}) => ({ id, weekday: 5, starts: 960, length: 480, duty: 'open', device: null, from_day: 20261101, until_day: until, ...change });
  const early = (/** @type {any[]} */ ...patterns) => endingEarly(patterns, 20261123, 20261231).map(({ id }) => id);

  assert.deepEqual(early(made('ends', 20261205), made('goes on', null), made('later', 20261231), made('over', 20261122), made('other day', null, { weekday: 6 })), []);
  assert.deepEqual(early(made('ends', 20261205), made('morning', null, { starts: 480 }), made('who', null, { duty: 'primary' }), made('sunday', null, { weekday: 6 })), ['ends']);
  assert.deepEqual(early(made('kim', 20261205, { duty: 'primary' }), made('joe', 20270301, { duty: 'primary', from_day: 20261206, starts: 1200 })), []);
  assert.deepEqual(early(made('kim', 20261205), made('joe', 20261219)), ['joe'], 'the one that follows ends early too');
  assert.deepEqual(early(made('today', 20261123)), ['today']);
});
