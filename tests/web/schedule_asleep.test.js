/** Who has a duty in the week shown and could not be woken for it, as a coordinator reads it. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { asleepIn } from '../../api/web/console/schedule/planning.js';

const people = [['a', 'Sam'], ['b', ' sAM'], ['c', 'Kim'], ['d', 'Lee']].map(([device, label]) => ({ device, label, role: 'worker' }));
const shift = (/** @type {string | null} */ device, /** @type {number} */ starts, /** @type {number} */ ends, duty = 'primary') => /** @type {any} */ ({ device, duty, starts_at: starts, ends_at: ends });
const week = (/** @type {any} */ change) => asleepIn({ at: 10, people, closures: [], shifts: [], asleep: ['a', 'b', 'c'], ...change });

test('each is named once, whichever device the shift is on; who can be woken is not', () => {
  assert.equal(week({ shifts: [shift('a', 12, 20), shift('b', 30, 38), shift('c', 12, 20, 'backup'), shift('d', 12, 20)] }).length, 2);
  assert.deepEqual(week({ shifts: [shift('c', 12, 20)] }), ['Kim']);
});

test('a shift that is over, closed, nobody’s or only open hours is no reason to warn', () => {
  assert.deepEqual(week({ shifts: [shift('a', 1, 9), shift('c', 12, 20), shift(null, 12, 20, 'open')], closures: [{ starts_at: 0, ends_at: 24 }] }), []);
});
