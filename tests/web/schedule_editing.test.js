/** A coordinator reads what a step did beside what she asked for, and Undo takes all of it back. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { asBefore, planDays, saysAlso } from '../../api/web/console/schedule/editing.js';

const reading = { label: () => 'Kim' };
const made = { id: 's', duty: 'primary', device: 'kim', asks: null, answer: null, lifted: false, closed: [], starts_at: 16, ends_at: 24, changed_at: 9, counts: /** @type {[number, number][]} */ ([[16, 24]]) };
const was = /** @type {any} */ ({ id: 's', day: 20261126, starts: 960, length: 480, duty: 'primary', device: 'kim', asks: null, asks_of: null, changed_at: 5 });

test('a step that did nothing else says nothing else', () => {
  assert.equal(saysAlso(reading, was, made), '');
  assert.equal(saysAlso(reading, null, { ...made, duty: 'open', counts: [] }), '');
});

test('who is sick still cannot come, and a swap that no longer holds is said', () => {
  assert.equal(saysAlso(reading, { ...was, asks: 'cover' }, { ...made, asks: 'cover' }), 'Kim still cannot come: colleagues are asked.');
  assert.equal(saysAlso(reading, { ...was, asks: 'swap' }, { ...made, answer: 'fell' }), 'The swap that Kim offered is void; their list says so.');
  assert.equal(saysAlso(reading, { ...was, asks: 'swap' }, { ...made, asks: 'swap' }), '');
});

test('a shift in closed hours is said, whole or in part, and so are hours that opened', () => {
  assert.match(saysAlso(reading, null, { ...made, counts: [] }), /closed: the shift does not count/);
  assert.match(saysAlso(reading, null, { ...made, counts: [[16, 20]] }), /^A part of these hours is published as closed/);
  assert.equal(saysAlso(reading, null, { ...made, lifted: true }), 'Hours that were closed because nobody was there are open again.');
});

test('undo puts back the shift, what its person asked, and the hours that the step closed or opened', () => {
  const wish = { day: 20261126, starts: 960, length: 480, duty: 'primary', device: 'kim', changed_at: 9 };

  assert.deepEqual(asBefore(was, /** @type {any} */ ({ ...made, closed: ['c'] })), { ...wish, opens: ['c'], closed: false });
  assert.deepEqual(asBefore({ ...was, asks: 'cover' }, /** @type {any} */ ({ ...made, lifted: true })), { ...wish, opens: [], closed: true, asks: 'cover', asks_of: null });
});

/** A relay that notes what it is asked, and refuses one day of the week. @param {number} [refused] */
function asked(refused) {
  const said = /** @type {string[]} */ ([]);
  const call = async (/** @type {string} */ method, /** @type {string} */ path, /** @type {any} */ body) => {
    said.push(`${method} ${path} ${body.weekday}`);
    if (body.weekday === refused) throw new Error('no');
  };
  return { said, reading: /** @type {any} */ ({ session: { relay: { call } }, read: async () => said.push('read') }) };
}
const days = [0, 1, 2].map((weekday) => ({ weekday, starts: 960, length: 480, duty: 'open', device: null }));

test('seven days of a plan are read once, behind the last of them', async () => {
  const { said, reading: week } = asked();
  const kept = /** @type {number[]} */ ([]);
  await planDays(week, days, (weekday) => kept.push(weekday));

  assert.deepEqual(said, [...[0, 1, 2].map((weekday) => `POST /api/schedule/patterns ${weekday}`), 'read']);
  assert.deepEqual(kept, [0, 1, 2]);
});

test('when a day is refused, those before it are kept and shown, and those behind it are not asked for', async () => {
  const { said, reading: week } = asked(1);
  const kept = /** @type {number[]} */ ([]);
  await assert.rejects(planDays(week, days, (weekday) => kept.push(weekday)));

  assert.deepEqual(said, ['POST /api/schedule/patterns 0', 'POST /api/schedule/patterns 1', 'read']);
  assert.deepEqual(kept, [0]);
});
