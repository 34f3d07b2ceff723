/** What a worker sees of a youth's yes: to whom, in which words, until when, and that it was taken back. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { agreements, letInLine, standsAs } from '../../api/web/console/desk/agreed.js';
import { inbox } from '../../api/web/console/desk/order.js';
import { mayAnswer } from '../../api/web/console/desk/words.js';

const HOUR = 3_600_000;
const side = (/** @type {string} */ device) => (device === 'bot' ? 'youth' : 'staff');
const consent = (/** @type {number} */ ts, /** @type {any} */ more, sender = 'bot') => ({ kind: 'message', sender, mid: `m${ts}`, ts, payload: { t: 'consent', kind: 'audience', to: 'police', accepted: true, words: 'Can one more', reply: 'Yes', expires: ts + 12 * HOUR, ...more } });
const say = (/** @type {number} */ at) => `${at / HOUR} on the line’s clock`;
const agreed = (/** @type {any[]} */ ...entries) => agreements(entries, side);

test('an answer stands with the words that were shown and what was pressed', () => {
  const [one] = agreed(consent(1, {}));
  assert.deepEqual([one.to, one.words, one.reply, one.expires], ['police', 'Can one more', 'Yes', 1 + 12 * HOUR]);
});

test('what was taken back ends the yes before it, and only that circle', () => {
  const [child, police] = agreed(consent(1, { to: 'child_protection' }), consent(2, {}), consent(3, { accepted: false, withdrawn: true }));
  assert.deepEqual([child.ended, police.ended, agreed(consent(2, {}), consent(3, { accepted: false, withdrawn: true })).length], [null, 3, 1]);
  assert.match(standsAs(police, 4, say), /^taken back at /);
});

test('a yes that is told again to who takes over is one yes, of the time when it was given', () => {
  const again = consent(9, { at: 1, expires: 1 + 12 * HOUR });
  assert.deepEqual([agreed(again), agreed(consent(1, {}), again)].map((found) => found.map(({ at }) => at)), [[1], [1]]);
});

test('a colleague cannot consent for the youth', () => {
  assert.deepEqual(agreed(consent(1, {}, 'sam')), []);
});

test('a yes whose time is over is not shown as one that holds', () => {
  const [one] = agreed(consent(0, {}));
  assert.match(standsAs(one, 12 * HOUR, say), /^ran out at 12 on the line’s clock$/);
  assert.match(standsAs(one, 11 * HOUR, say), /^agreed at 0 on the line’s clock, until 12 on the line’s clock$/);
  assert.match(standsAs(agreed(consent(0, { accepted: false }))[0], 1, say), /^declined at /);
});

test('a yes that ran out is not shown as one that they took back', () => {
  const [one] = agreed(consent(0, {}), consent(5, { accepted: false, withdrawn: true, phrase: 'audience.expired' }));
  assert.match(standsAs(one, 6, say), /^ran out at /);
});

test('the thread says each turn in plain words', () => {
  assert.equal(letInLine({ to: 'police', accepted: true, reply: 'Yes' }), 'They agreed that a police officer comes in (“Yes”).');
  assert.equal(letInLine({ to: 'police', accepted: false, reply: 'No' }), 'They would rather not have a police officer come in (“No”).');
  assert.equal(letInLine({ to: 'indigenous', accepted: true }), 'They agreed that an Indigenous liaison comes in.');
  assert.match(letInLine({ to: 'indigenous', withdrawn: true, phrase: 'audience.expired' }), /^Their yes to an Indigenous liaison ran out\./);
  assert.match(letInLine({ to: 'police', withdrawn: true, phrase: 'audience.ended' }), /^They took it back/);
  assert.match(letInLine({ to: 'police', withdrawn: true, phrase: 'audience.expired' }), /ran out/);
});

test('what is paused stands apart until it is over, and a closed one is only closed', () => {
  const row = (/** @type {string} */ id, /** @type {any} */ more) => ({ id, state: 'waiting', priority: 0, note: false, opened_at: 0, waiting_since: 0, claimed_by: null, claimed_at: null, closed_at: null, muted_until: null, ...more });
  const groups = inbox(/** @type {any} */ ([row('w', {}), row('p', { muted_until: 9 }), row('m', { state: 'claimed', claimed_by: 'me', muted_until: 5 }), row('c', { state: 'closed', muted_until: 9 })]), 'me');
  assert.deepEqual([groups.waiting, groups.mine, groups.paused, groups.closed].map((rows) => rows.map(({ id }) => id)), [['w'], [], ['m', 'p'], ['c']]);
});

test('nobody pressed “Someone Indigenous” for an officer: whom they let in later stands apart from what they chose first', () => {
  const circles = ['community', 'indigenous', 'child_protection', 'police'];
  const chose = { audience: 2, reply: 'Someone Indigenous' };

  assert.equal(mayAnswer(2, chose, circles), 'Indigenous liaison (they chose “Someone Indigenous”)');
  assert.equal(mayAnswer(2 | 8, chose, circles), 'Indigenous liaison (they chose “Someone Indigenous”); police officer (by a later yes)');
  assert.deepEqual([mayAnswer(8, chose, circles), mayAnswer(0, chose, circles), mayAnswer(0, undefined, circles), mayAnswer(3, undefined, circles)],
    ['police officer (by a later yes)', 'nobody yet (they chose “Someone Indigenous”)', 'nobody yet', 'community worker or Indigenous liaison']);
});
