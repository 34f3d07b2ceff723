/** Whoever comes to the desk sees how many pauses wait for them, each by itself, and none of their own. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { owedByMe, owedLine, pauseLine } from '../../api/web/console/desk/pauses.js';

const HOUR = 3_600_000;
/** @type {Record<string, string>} */
const NAMES = { s: 'Sam', t: 'ＳＡＭ', a: 'Ash' };
const label = (/** @type {string} */ device) => NAMES[device];
const pause = (/** @type {any} */ more = {}) => ({ id: 'p', conversation: 'c', device: 's', reason: 'abuse', minutes: 15, at: HOUR, until: 2 * HOUR, ended_by: null, ...more });
const said = (/** @type {any} */ more, now = HOUR, closed = false) => pauseLine(pause(more), { label, now, closed, say: (at) => `${at / HOUR}:00 on the line’s clock` });

test('several of one talk are several, and a second device of mine does not make me a second person', () => {
  const all = [pause({ id: '1' }), pause({ id: '2', device: 'a' }), pause({ id: '3', device: 't' })];
  assert.deepEqual(owedByMe(all, label, 'Ash').map(({ id }) => id), ['1', '3']);
  assert.deepEqual(owedByMe(all, label, 'sam').map(({ id }) => id), ['2']);
});

test('the line at the top says how many, and nothing when none waits', () => {
  assert.deepEqual([0, 1, 3].map(owedLine), ['', 'One pause waits for a second person.', '3 pauses wait for a second person.']);
});

test('it says who paused, how long, why, and who ended it early', () => {
  assert.equal(said({}), 'paused by Sam for 15 minutes from 1:00 on the line’s clock until 2:00 on the line’s clock: insults.');
  assert.match(said({}, 2 * HOUR), /line’s clock, and over now: insults\.$/);
  assert.match(said({ ended_by: 'a' }, 2 * HOUR), /, ended early by Ash at 2:00 on the line’s clock: insults\.$/);
});

test('once its talk is closed no time is said as if it were exact', () => {
  assert.equal(said({ until: HOUR, ended_by: 'a' }, 2 * HOUR, true), 'paused by Sam for 15 minutes in the hour from 1:00 on the line’s clock, ended early by Ash: insults.');
});
