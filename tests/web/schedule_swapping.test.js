/** Whoever wants to swap reads only shifts that the relay would let them have. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { swappable } from '../../api/web/console/schedule/swapping.js';

const people = [['kim', 'Kim', 'worker'], ['phone', 'KIM', 'worker'], ['joe', 'Joe', 'worker'], ['lee', 'Lee', 'supervisor']].map(([device, label, role]) => ({ device, label, role }));
const shift = (/** @type {string} */ id, /** @type {string | null} */ device, /** @type {number} */ starts, /** @type {number} */ ends, duty = 'primary', asks = /** @type {string | null} */ (null)) => ({
  id, device, duty, asks, starts_at: starts, ends_at: ends, day: 0, starts: 0, length: 0, weekly: false, asks_of: null, asks_for: null, changed_at: 0, draft: false });
const given = shift('given', 'kim', 16, 20);
const offered = (/** @type {ReturnType<typeof shift>[]} */ shifts, closures = /** @type {any[]} */ ([])) => swappable({ shifts: [given, ...shifts], closures, people }, given, 10).map(({ id }) => id);

test('the evening of a colleague who is free in my afternoon can be had, my own on another device cannot', () => {
  assert.deepEqual(offered([shift('evening', 'joe', 20, 24), shift('own', 'phone', 30, 34), shift('nobody', null, 40, 44)]), ['evening']);
});

test('what would make one of us do two things at once is not offered', () => {
  assert.deepEqual(offered([shift('later', 'joe', 40, 44), shift('busy', 'joe', 18, 22, 'backup')]), ['busy']);
  assert.deepEqual(offered([shift('later', 'joe', 40, 44), shift('mine', 'phone', 42, 46, 'backup')]), []);
});

test('nor what has begun, is closed, needs cover, or is for a supervisor', () => {
  const closed = [{ id: 'c', starts_at: 39, ends_at: 44, day: 0, starts: 0, length: 0, reason: 'holiday' }];
  assert.deepEqual(offered([shift('begun', 'joe', 9, 12), shift('closed', 'joe', 40, 44), shift('sick', 'joe', 50, 54, 'primary', 'cover'), shift('second', 'lee', 60, 64, 'supervisor')], closed), []);
});

test('nor what is not published yet, nor mine as a supervisor for what a worker has', () => {
  const lead = shift('lead', 'lee', 16, 20, 'supervisor');
  const mine = swappable({ shifts: [lead, shift('evening', 'joe', 20, 24)], closures: [], people }, lead, 10);

  assert.deepEqual(offered([{ ...shift('draft', 'joe', 40, 44), draft: true }]), []);
  assert.deepEqual(mine, []);
});
