/** Search: only what this device may look at, whatever the case, and never what still waits. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { find, folded, searchable } from '../../api/web/console/search/finding.js';

const bubble = (id, body, at, more = {}) => ({ kind: 'bubble', id, body, at, name: 'They', retracted: false, ...more });
const record = (more = {}) => ({ forms: {}, reports: new Map(), handovers: [], outcomes: [], newer: 0, ...more });
const kept = (id, answers, at, label = 'You') => ({ id, by: 'me', label, at, answers, state: 'sealed', says: null });
const talk = (state, by, items, more = {}) => ({ row: { state, claimed_by: by }, unlocked: false, story: { items }, record: record(), ...more });

test('what waits or is a colleague’s is not looked in; mine, and what I asked to read, is', () => {
  const talks = [talk('waiting', null, [], { unlocked: true }), talk('claimed', 'me', []), talk('claimed', 'ana', []), talk('claimed', 'ana', [], { unlocked: true }), talk('closed', 'me', []), talk('closed', 'ana', []), { story: { items: [] }, unlocked: true }];

  assert.deepEqual(searchable(talks, 'me').map((one) => talks.indexOf(one)), [1, 3, 4]);
});

test('a closed talk that this device can still open is looked in, whoever had it; one that waits is not', () => {
  const talks = ['closed', 'waiting', 'claimed'].map((state) => talk(state, 'ana', [], { row: { state, claimed_by: 'ana', reads: true } }));

  assert.deepEqual(searchable(talks, 'me').map(({ row }) => row.state), ['closed']);
});

test('forms, notes, reports and handovers are found too, and each hit says what it is and where it stands', () => {
  const items = [bubble('m', 'the Marina', 1), bubble('n', 'marina again', 2, { note: true, name: 'Ana' })];
  const mine = talk('claimed', 'me', items, { record: record({
    forms: { 'safety-plan': [kept('p', { signs: 'at the marina', step: 'call' }, 3)], risk: [kept('r', { level: 'raised', thoughts: 'jump, at the marina' }, 4)] },
    reports: new Map([['ana', [kept('d', { grounds: 'hit her at the marina' }, 5, 'Ana')]]]),
    handovers: [{ ...kept('h', { promised: 'we meet at the marina' }, 6, 'Ana'), read: [] }],
  }) });

  assert.deepEqual(find([mine], 'marina').map(({ id, kind, page, from }) => [id, kind, page, from]), [
    ['h', 'Handover', 'handover', 'Ana'], ['d', 'Duty to report', 'report', 'Ana'], ['r', 'Risk', 'risk', 'You'], ['p', 'Safety plan', 'safety-plan', 'You'],
    ['n', 'Note for the team', null, 'Ana'], ['m', 'Message', null, 'They'],
  ]);
  assert.deepEqual(find([mine], 'raised').map(({ hit, after }) => hit + after), ['Raised: something could go wrong · jump, at the marina']);
});

test('of a form that was kept again the newest version with the words is found, once', () => {
  const versions = [kept('a', { thoughts: 'by the river' }, 1), kept('b', { level: 'high', thoughts: 'by the river' }, 2), kept('c', { level: 'high', thoughts: 'better' }, 3)];
  const mine = talk('claimed', 'me', [], { record: record({ forms: { risk: versions } }) });

  assert.deepEqual(find([mine], 'river').map(({ id }) => id), ['b']);
});

test('nothing is left out: the list is cut by the page, which says so', () => {
  assert.equal(find([talk('claimed', 'me', Array.from({ length: 200 }, (_, n) => bubble(`m${n}`, 'river', n)))], 'river').length, 200);
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
