/** Times and places of the schedule's picture, on the line's clock and on the worker's own. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { abreast, left, neighbour, nowLine, pieces } from '../../api/web/console/schedule/layout.js';
import { Reading, readingOf } from '../../api/web/console/schedule/reading.js';
import { clock, dateField, dayAfter, dayName, dayNumber, dayOfField, minutesOf, minutesOfField, sayHours, sayMoment, wall, zoneName } from '../../api/web/console/schedule/times.js';

const HOUR = 3_600_000;
/** Toronto around the autumn night of 2026, as the relay tells it. @type {[number, number][]} */
const TORONTO = [[Date.UTC(2026, 9, 1), -240], [Date.UTC(2026, 10, 1, 6), -300]];
/** @type {[number, number][]} */
const WINNIPEG = [[Date.UTC(2026, 9, 1), -300]];
const DAYS = [20261031, 20261101, 20261102];

test('a clock shows what the relay says, also when it is set back', () => {
  const shown = [5, 6, 7].map((hour) => clock(wall(TORONTO, Date.UTC(2026, 10, 1, hour, 30))));

  assert.deepEqual(shown, ['01:30', '01:30', '02:30']);
});

test('both clocks are named where they differ, and one where they do not', () => {
  const summer = Date.UTC(2026, 9, 20, 21);
  const clocks = { zone: 'America/Winnipeg', offsets: WINNIPEG, own: { zone: 'America/Toronto', offsets: TORONTO } };

  assert.equal(sayHours(clocks, summer, summer + 8 * HOUR), '16:00–24:00 Winnipeg time (17:00–01:00 your time, Toronto)');
  assert.equal(sayHours(clocks, Date.UTC(2026, 10, 20, 21), Date.UTC(2026, 10, 21, 5)), '16:00–24:00 Winnipeg time');
  assert.equal(sayHours({ ...clocks, own: null }, summer, summer + HOUR), '16:00–17:00 Winnipeg time');
  assert.equal(sayMoment(clocks, summer, summer - HOUR), '16:00 Winnipeg time (17:00 your time, Toronto)');
  assert.equal(sayMoment({ ...clocks, own: null }, summer + 8 * HOUR, summer, true), '24:00 Winnipeg time');
  assert.equal(sayMoment(clocks, summer, summer - 24 * HOUR), 'tomorrow, 16:00 Winnipeg time (17:00 your time, Toronto)');
  assert.equal(sayMoment({ ...clocks, own: null }, summer, summer - 72 * HOUR), 'Tuesday 20 October, 16:00 Winnipeg time');
});

test('what time it is near the line is the relay’s to say, whatever this browser’s zone file holds', async () => {
  const now = Date.UTC(2026, 9, 20, 21);
  const asked = /** @type {string[]} */ ([]);
  // A line in Nairobi whose clock, by the relay, is a quarter of an hour off from every zone file.
  const answer = { zone: 'Africa/Nairobi', offsets: [[0, 195]], own: { zone: 'America/Toronto', offsets: TORONTO } };
  const desk = /** @type {any} */ ({ me: { device_id: 'sam', role: 'worker' }, now: () => now, endings: [], live: { on: () => () => undefined }, relay: { call: async (/** @type {string} */ _, /** @type {string} */ path) => { asked.push(path); return answer; } } });
  const reading = readingOf(desk);
  const untold = reading.there();
  await reading.read();

  assert.equal(untold, null);
  assert.equal(reading.there(), '00:15 Nairobi time');
  assert.equal(reading.say(now), '00:15 Nairobi time (17:00 your time, Toronto)');
  assert.match(asked[0], /^\/api\/schedule/);
});

test('a shift over the night that is set back says both of its ends truly', () => {
  const clocks = { zone: 'America/Toronto', offsets: TORONTO, own: null };

  assert.equal(sayHours(clocks, Date.UTC(2026, 10, 1, 2), Date.UTC(2026, 10, 1, 11)), '22:00–06:00 Toronto time');
});

test('days count over months, years and leap days', () => {
  assert.deepEqual([dayAfter(20261231, 1), dayAfter(20280228, 1), dayAfter(20260301, -1), dayAfter(20261123, 0)], [20270101, 20280229, 20260228, 20261123]);
  assert.equal(dayName(20261123), 'Monday 23 November');
  assert.equal(dayName(20261123, true), 'Mon 23 Nov');
  assert.equal(dayNumber(minutesOf(20261123) + 1439), 20261123);
  assert.equal(zoneName('America/Argentina/Buenos_Aires'), 'Buenos Aires time');
});

test('fields give and take days and times, and an empty one gives nothing', () => {
  assert.equal(dayOfField(dateField(20260109)), 20260109);
  assert.equal(dayOfField(''), 0);
  assert.equal(minutesOfField('23:45'), 1425);
  assert.ok(Number.isNaN(minutesOfField('')));
  assert.deepEqual([clock(0), clock(1440), clock(1440, true), clock(0, true), clock(-15)], ['00:00', '00:00', '24:00', '24:00', '23:45']);
});

test('a night shift lies in two columns, and only its first part is where it begins', () => {
  const found = pieces(TORONTO, Date.UTC(2026, 10, 1, 2), Date.UTC(2026, 10, 1, 11), DAYS);

  assert.deepEqual(found.map(({ day, from, to, first, last }) => [day, from * 24, to * 24, first, last]), [[20261031, 22, 24, true, false], [20261101, 0, 6, false, true]]);
});

test('what is outside of the week is not drawn, and what touches midnight is in one column', () => {
  assert.deepEqual(pieces(WINNIPEG, Date.UTC(2026, 9, 1), Date.UTC(2026, 9, 2), DAYS), []);
  assert.deepEqual(pieces(WINNIPEG, Date.UTC(2026, 9, 31, 5), Date.UTC(2026, 10, 1, 5), DAYS).map(({ day, from, to }) => [day, from, to]), [[20261031, 0, 1]]);
});

test('an hour that the clock shows twice stays to be seen', () => {
  const [piece] = pieces(TORONTO, Date.UTC(2026, 10, 1, 5), Date.UTC(2026, 10, 1, 6), DAYS);

  assert.ok(piece.to > piece.from);
});

test('two in one lane stand abreast and do not cover each other', () => {
  const placed = abreast([{ from: 0, to: 0.5 }, { from: 0.25, to: 0.75 }, { from: 0.5, to: 1 }]);

  assert.deepEqual(placed.map(({ slot, slots }) => [slot, slots]), [[0, 2], [1, 2], [0, 2]]);
  assert.deepEqual(abreast([{ from: 0, to: 0.5 }, { from: 0.5, to: 1 }]).map(({ slots }) => slots), [1, 1]);
});

test('arrow keys reach every shift and stop at the edges', () => {
  const at = (/** @type {string} */ id, /** @type {number} */ day, /** @type {number} */ starts, duty = 'primary') => ({ id, day, starts, duty });
  const shifts = [at('a', 20261130, 0), at('b', 20261130, 600), at('c', 20261130, 600, 'backup'), at('d', 20261202, 590), at('e', 20261202, 0, 'backup')];
  const go = (/** @type {number} */ from, /** @type {string} */ key) => neighbour(shifts, shifts[from], key)?.id ?? null;

  assert.deepEqual([go(0, 'ArrowDown'), go(1, 'ArrowDown'), go(2, 'ArrowDown'), go(2, 'ArrowUp')], ['b', 'c', 'e', 'b']);
  assert.deepEqual([go(1, 'ArrowRight'), go(2, 'ArrowRight'), go(3, 'ArrowLeft')], ['d', 'e', 'b']);
  assert.deepEqual([go(0, 'ArrowLeft'), go(3, 'ArrowRight'), go(0, 'ArrowUp'), go(3, 'ArrowDown')], [null, null, null, null]);
  assert.deepEqual([go(2, 'Home'), go(2, 'End'), go(2, 'x')], ['a', 'd', null]);
});

test('the line of now is drawn in today and nowhere else', () => {
  assert.deepEqual(nowLine(WINNIPEG, Date.UTC(2026, 10, 1, 17), DAYS), { day: 20261101, at: 0.5 });
  assert.equal(nowLine(WINNIPEG, Date.UTC(2026, 11, 1), DAYS), null);
});

test('a date is shown with the week around it, Monday to Sunday, also a Sunday on which clocks change', async () => {
  /** @type {string[]} */
  const asked = [];
  const desk = /** @type {any} */ ({ me: { device_id: 'sam', role: 'worker' }, now: () => 0, endings: [], live: { on: () => () => undefined }, relay: { call: async (/** @type {string} */ _, /** @type {string} */ path) => { asked.push(path); return { days: [] }; } } });
  const reading = readingOf(desk);
  for (const day of [20270314, 20270308, 20271107]) await reading.weekOf(day);
  const windows = asked.slice(-3).map((path) => ['from', 'to'].map((name) => new Date(Number(new URLSearchParams(path.split('?')[1]).get(name))).toISOString().slice(0, 10)));

  assert.deepEqual(windows, [['2027-03-08', '2027-03-15'], ['2027-03-08', '2027-03-15'], ['2027-11-01', '2027-11-08']]);
});

test('a claim is named by the line’s clock where a colleague’s shows another time, and needs no name where it is everybody’s', () => {
  const at = Date.UTC(2026, 10, 24, 3, 14);
  const reads = (/** @type {any} */ own) => {
    const reading = Object.assign(Object.create(Reading.prototype), { schedule: { zone: 'America/Winnipeg', offsets: [[0, -360]], own } });
    return [reading.sayClock(at), reading.ownClock(at)];
  };

  assert.deepEqual(reads({ zone: 'America/Winnipeg', offsets: [[0, -360]] }), ['21:14', null]);
  assert.deepEqual(reads({ zone: 'America/Chicago', offsets: [[0, -360]] }), ['21:14', null]);
  assert.deepEqual(reads({ zone: 'America/Toronto', offsets: [[0, -300]] }), ['21:14 Winnipeg time', 'Toronto time']);
  assert.deepEqual(reads(null), ['21:14 Winnipeg time', null], 'a browser whose zone the line does not know');
});

test('in the night of the change the clock is the new one from its very moment on, and both are named where they part only at the end', () => {
  const back = Date.UTC(2026, 10, 1, 7);
  const winnipeg = /** @type {[number, number][]} */ ([[Date.UTC(2026, 9, 1), -300], [back, -360]]);
  const clocks = { zone: 'America/Winnipeg', offsets: winnipeg, own: { zone: 'America/Cancun', offsets: /** @type {[number, number][]} */ ([[0, -300]]) } };

  assert.deepEqual([back - 60_000, back].map((at) => clock(wall(winnipeg, at))), ['01:59', '01:00']);
  assert.equal(sayHours(clocks, back - 5 * HOUR, back + HOUR), '21:00–02:00 Winnipeg time (21:00–03:00 your time, Cancun)');
});

test('two closures in one shift, one inside the other or beyond its end, leave what neither takes', () => {
  const spans = (/** @type {number[][]} */ ...pairs) => pairs.map(([from, to]) => ({ starts_at: from, ends_at: to }));

  assert.deepEqual(left({ starts_at: 0, ends_at: 20 }, spans([2, 10], [3, 4])), [[0, 2], [10, 20]]);
  assert.deepEqual(left({ starts_at: 0, ends_at: 20 }, spans([15, 30], [25, 28])), [[0, 15]]);
  assert.deepEqual(left({ starts_at: 0, ends_at: 20 }, spans([30, 40])), [[0, 20]]);
});
