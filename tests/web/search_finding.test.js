/** Search: only what this device may look at, whatever the case, and never what still waits. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { find, folded, searchable } from '../../api/web/console/search/finding.js';

const bubble = (id, body, at, more = {}) => ({ kind: 'bubble', id, body, at, name: 'They', retracted: false, ...more });
const talk = (state, by, items, more = {}) => ({ row: { state, claimed_by: by }, unlocked: false, story: { items }, ...more });

test('what waits or is a colleague’s is not looked in; mine, and what I asked to read, is', () => {
  const talks = [talk('waiting', null, [], { unlocked: true }), talk('claimed', 'me', []), talk('claimed', 'ana', []), talk('claimed', 'ana', [], { unlocked: true }), talk('closed', 'me', []), talk('closed', 'ana', []), { story: { items: [] }, unlocked: true }];

  assert.deepEqual(searchable(talks, 'me').map((one) => talks.indexOf(one)), [1, 3, 4]);
});

test('every word must stand in the message; case and accents do not matter; the newest comes first', () => {
  const mine = talk('claimed', 'me', [bubble('a', 'He waits at the Sécurité office', 1), bubble('b', 'security office', 2), bubble('c', 'the OFFICE of securite', 3), { kind: 'line', id: 'd', text: 'securite office' }]);

  assert.deepEqual(find([mine], 'securite office').map(({ id }) => id), ['c', 'a']);
});

test('what was taken back is not found, nor a single letter', () => {
  const mine = talk('claimed', 'me', [bubble('a', '', 1, { retracted: true, body: 'secret' }), bubble('b', 'secret', 2)]);

  assert.deepEqual([find([mine], 'secret').map(({ id }) => id), find([mine], 's'), find([mine], '  ')], [['b'], [], []]);
});

test('the hit is marked where it stands, with letters that fold to more than one left alone', () => {
  const [hit] = find([talk('claimed', 'me', [bubble('a', `İŞ ${'x'.repeat(60)} Café now`, 1)])], 'cafe');

  assert.deepEqual([hit.hit, hit.after, hit.before.startsWith('…')], ['Café', ' now', true]);
  assert.equal(folded('İé😢').length, 'İé😢'.length);
});

test('words in syllabics are found by their own signs, at their own place', () => {
  const mine = talk('claimed', 'me', [bubble('a', 'ᐁᐃᐅᐊ ᐯᐱᐳᐸ, ᑌᑎᑐᑕ', 1), bubble('b', 'ᐁᐃᐅᐋ', 2)]);
  const [hit, ...more] = find([mine], 'ᐯᐱ');

  assert.deepEqual([hit.id, hit.before, hit.hit, more.length], ['a', 'ᐁᐃᐅᐊ ', 'ᐯᐱ', 0]);
  assert.deepEqual(find([mine], 'ᐅᐋ').map(({ id }) => id), ['b']);
});
