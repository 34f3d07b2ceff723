/** The care record: which form holds, whose report it is, what a plan says, and when a check stops. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { beginning, latest, recordOf, reportMade, unread } from '../../api/web/console/record/folding.js';
import { HANDOVER, KINDS, answersOf, asked } from '../../api/web/console/record/kinds.js';
import { planMessage } from '../../api/web/console/record/plan.js';
import { societiesFor } from '../../api/web/console/record/report.js';
import { stopped } from '../../api/web/console/record/sheet.js';

const people = { me: 'sam', side: (device) => (device === 'bot' ? 'youth' : device === 'stranger' ? null : 'staff'), label: (device) => device[0].toUpperCase() + device.slice(1), person: (device) => device.split(' ')[0], circles: [] };
let place = 0;
const said = (sender, payload, more = {}) => ({ cursor: ++place, at: place, ts: place * 1000, mid: `m${place}`, sender, session: 's', seq: place, kind: 'message', scope: 1, payload, reason: null, marked: false, wide: false, former: false, ...more });
const form = (sender, kind, answers, more) => said(sender, { t: 'form', form: kind, version: 1, at: 1, answers }, more);
const record = (...entries) => recordOf(entries, [], people);
const MADE = { number: '1-800-465-1100', called_at: 'Monday 23 November, 21:14 CST', outcome: 'taken', told: 'yes' };

test('a later form supersedes an earlier one, and the earlier one stays readable', () => {
  const got = record(form('sam', 'risk', { level: 'low' }), form('ana', 'risk', { level: 'high' }));

  assert.equal(latest(got, 'risk').answers.level, 'high');
  assert.deepEqual(got.forms.risk.map(({ label, answers }) => [label, answers.level]), [['You', 'low'], ['Ana', 'high']]);
});

test('the youth’s end and a stranger cannot fill in a form, and nobody can in the youth’s scope', () => {
  const got = record(form('bot', 'risk', { level: 'low' }), form('stranger', 'risk', { level: 'low' }), form('ana', 'risk', { level: 'low' }, { scope: 0 }));

  assert.deepEqual(got.forms, {});
});

test('a hostile form is text of the closed lists or nothing', () => {
  const got = record(form('ana', 'risk', { level: 'low; DROP', thoughts: { toString: 'x' }, __proto__: { level: 'high' }, holds: 'x'.repeat(9000) }), form('ana', '__proto__', { level: 'low' }), form('ana', 'risk', null));

  assert.deepEqual(got.forms.risk.map(({ answers }) => Object.entries(answers).map(([id, text]) => [id, text.length])), [[['holds', 9000]], []]);
});

test('a form of a newer version is counted and said, not guessed', () => {
  const got = recordOf([said('ana', { t: 'form', form: 'risk', version: 2, answers: { level: 'low' } })], [], people);

  assert.deepEqual([got.newer, got.forms], [1, {}]);
});

test('what rests on this device for want of a reader is part of the record, once', () => {
  const sealed = form('sam', 'risk', { level: 'low' });
  const outbox = [{ id: 'a', mid: sealed.mid, scope: 1, state: 'sending', at: 1, says: null, payload: sealed.payload }, { id: 'b', mid: null, scope: 1, state: 'held', at: 2, says: null, payload: { ...sealed.payload, answers: { level: 'high' } } }];
  const got = recordOf([sealed], outbox, people);

  assert.deepEqual(got.forms.risk.map(({ state, answers }) => [state, answers.level]), [['sealed', 'low'], ['held', 'high']]);
});

test('another worker cannot tick my report, whatever their form says', () => {
  const got = record(form('sam', 'report', { grounds: 'said so' }), form('ana', 'report', { ...MADE, of: 'sam', by: 'sam' }));

  assert.equal(reportMade(got.reports.get('sam')), false);
  assert.equal(reportMade(got.reports.get('ana')), true);
});

test('a report that I began on my laptop is mine on my phone, and done there it is done', () => {
  const begun = form('sam laptop', 'report', { grounds: 'said so' });
  const got = record(begun, form('sam', 'report', MADE), form('ana', 'report', { grounds: 'saw it' }));

  assert.deepEqual(record(begun).reports.get(got.me).map(({ label }) => label), ['You']);
  assert.deepEqual([...got.reports].map(([whose, versions]) => [whose, versions.length, reportMade(versions)]), [['sam', 2, true], ['ana', 1, false]]);
});

test('a report is made only with a number, a time, an answer, and whether they were told first, or why not', () => {
  const made = (change) => reportMade([{ answers: { ...MADE, ...change } }]);

  assert.deepEqual([made({}), made({ number: '' }), made({ called_at: '' }), made({ outcome: '' }), made({ told: '' }), made({ told: 'no' }), made({ told: 'no', why: 'he was beside them' })],
    [true, false, false, false, false, false, true]);
});

test('a handover is six fields, unread until I have read it, and mine never waits for me', () => {
  const theirs = said('ana', { t: 'handover', version: 1, wants: 'a ride', risk: 'raised', promised: 'to be here at 9', safe: 'blueberry', avoid: 'no calls', next: 'Sam asks at 9', seventh: 'x' });
  const mine = said('sam', { t: 'handover', version: 1, wants: 'x' });

  assert.equal(HANDOVER.length, 6);
  assert.deepEqual(Object.keys(record(theirs).handovers[0].answers), ['wants', 'risk', 'promised', 'safe', 'avoid', 'next']);
  assert.deepEqual(unread(record(theirs, mine)).map(({ id }) => id), [theirs.mid]);
  assert.deepEqual(unread(record(theirs, mine, said('sam', { t: 'form', form: 'read', version: 1, of: theirs.mid }))), []);
});

test('what I wrote or read on another device of mine waits for me on none, and a reader is named once', () => {
  const mine = said('sam laptop', { t: 'handover', version: 1, wants: 'x' });
  const theirs = said('ana', { t: 'handover', version: 1, wants: 'a ride' });
  const read = (who, of) => said(who, { t: 'form', form: 'read', version: 1, of: of.mid });
  const got = record(mine, theirs, read('sam laptop', theirs), read('ana', mine), read('ana phone', mine));

  assert.deepEqual(unread(got), []);
  assert.deepEqual([...got.handovers[0].read.values()].length, 1);
});

test('how it ended is a word of the closed list, from whoever closes', () => {
  const got = record(said('ana', { t: 'form', form: 'outcome', version: 1, outcome: 'plan' }), said('ana', { t: 'form', form: 'outcome', version: 1, outcome: 'she is at 12 Main Street' }), said('bot', { t: 'form', form: 'outcome', version: 1, outcome: 'plan' }));

  assert.deepEqual(got.outcomes.map(({ label, words }) => [label, words]), [['Ana', 'there is a safety plan']]);
});

test('a handover read by somebody else is not read by me', () => {
  const theirs = said('ana', { t: 'handover', version: 1, wants: 'a ride' });

  assert.equal(unread(record(theirs, said('eli', { t: 'form', form: 'read', version: 1, of: theirs.mid }))).length, 1);
});

test('plan, means and when are asked only after thoughts of dying, and are carried into the risk', () => {
  const ids = (answers) => asked(KINDS['safety-check'].questions, answers).map(({ id }) => id);
  const got = record(form('sam', 'safety-check', { chat: 'yes', dying: 'yes', plan: 'pills', means: 'yes', when: 'now' }));

  assert.deepEqual(ids({}), ['chat', 'phone', 'hurt', 'tonight', 'dying', 'want']);
  assert.deepEqual(ids({ dying: 'yes' }), ['chat', 'phone', 'hurt', 'tonight', 'dying', 'plan', 'means', 'when', 'want']);
  assert.deepEqual(beginning(got, 'risk'), { plan: 'pills', means: 'yes', when: 'now' });
  assert.deepEqual(beginning(got, 'safety-check'), {});
});

test('a choice outside its list, and spaces alone, are no answer', () => {
  assert.deepEqual(answersOf(KINDS['safety-check'].questions, { chat: 'maybe', want: '   ', hurt: 'no' }), { hurt: 'no' });
});

test('the check stops on the safe word until they write again', () => {
  assert.equal(stopped({ safeWordAt: null, lastYouthAt: 5 }), false);
  assert.equal(stopped({ safeWordAt: 5, lastYouthAt: 5 }), true);
  assert.equal(stopped({ safeWordAt: 6, lastYouthAt: 5 }), true);
  assert.equal(stopped({ safeWordAt: 5, lastYouthAt: 9 }), false);
});

test('a community leads to its societies, an unknown one to all of them', () => {
  const table = [{ service: 'a', communities: ['Kenora'] }, { service: 'b', communities: ['Kenora', 'Dryden'] }];

  assert.deepEqual(['Kenora', 'Dryden', undefined, 'Paris'].map((one) => societiesFor(table, one).map(({ service }) => service)), [['a', 'b'], ['b'], ['a', 'b'], ['a', 'b']]);
});

test('a plan is sent in their language, with numbers of the list, and without empty parts', () => {
  const line = (id, text) => ({ id: `keep.${id}`, text });
  const content = {
    replies: { en: { safety_plan: [line('intro', 'Here it is.'), line('signs', 'I notice:'), line('step', 'Today:'), line('reach', 'Someone is there:'), line('end', 'Glad.'), line('stays', 'It stays.')] }, fr: { safety_plan: [line('intro', 'Le voici.')] } },
    services: [{ id: '988', state: 'floor', plain: { en: 'A line' }, name: { en: 'x' }, reach: [{ how: 'call', show: '988' }, { how: 'text', show: '988' }] }, { id: 'khp', state: 'floor', name: { en: 'KHP' }, reach: [{ how: 'text', show: '686868', say: 'CONNECT' }, { how: 'web', show: 'x.ca' }] }, { id: 'x', state: 'unchecked', name: { en: 'No' }, reach: [] }],
  };

  assert.equal(planMessage({ signs: 'I stop eating' }, content, 'en'), 'Here it is.\n\nI notice:\nI stop eating\n\nSomeone is there:\nA line: 988\nKHP: CONNECT → 686868\n\nGlad.');
  assert.match(planMessage({ step: 'call' }, content, 'fr'), /^Le voici\./);
  assert.match(planMessage({ signs: 'I stop eating' }, content, 'en', true), /988\nKHP: CONNECT → 686868\n\nIt stays\.$/);
});
