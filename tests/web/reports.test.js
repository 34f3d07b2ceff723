/** What a funder and a coordinator read: bands, a file without formulas, and deeds as sentences. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { deedName, sentence, shortOf, stateSentence } from '../../api/web/console/reports/sentences.js';
import { cell, spreadsheet } from '../../api/web/console/reports/spreadsheet.js';
import { AGES, band, bandAloud, inTime, monthName, OUTCOMES, TABLES, within } from '../../api/web/console/reports/words.js';

const deed = (more) => ({ number: 1, hour: 0, actor: 'c2Ft', label: 'Sam', action: 'claim', subject: 'aB3-x9zz', subject_label: null, ...more });
const state = (more) => ({ whole: true, says: null, cuts: [], number: 9, sealed_day: 20261123, sealed_number: 9, ...more });
const NOON = Date.UTC(2026, 10, 24, 12);

/** The keys of a Python dictionary of ours, as its source writes them. */
function keysOf(file, name) {
  const source = readFileSync(file, 'utf8');
  const body = source.slice(source.indexOf(`\n${name}`));
  return [...body.slice(0, body.indexOf('\n}')).matchAll(/^ {4}"([^"]+)":/gm)].map((found) => found[1]);
}

test('a deed is a sentence that a coordinator can read aloud', () => {
  assert.equal(sentence(deed()), 'Sam claimed conversation AB3X');
  assert.equal(sentence(deed({ action: 'roster-add', subject_label: 'Ana' })), 'Sam put Ana on the list of people');
  assert.equal(sentence(deed({ action: 'roster-drop' })), 'Sam took a device that is no longer there off the list of people');
  assert.equal(sentence(deed({ actor: null, label: null, action: 'lapse' })), 'Conversation AB3X went back in line, because its worker was gone');
  assert.equal(sentence(deed({ label: null })), 'Somebody who is no longer on the list claimed conversation AB3X');
  assert.equal(shortOf(null), '?');
});

test('every deed that the relay can write down has its sentence', () => {
  const actions = keysOf('api/staff/audit.py', 'ACTIONS');

  assert.ok(actions.length > 30);
  for (const action of actions) assert.ok(!sentence(deed({ action })).includes('did “'), `${action} has no sentence in sentences.js`);
  assert.equal(deedName('claim'), 'Claimed a conversation');
});

test('everything that the relay counts has its words', () => {
  assert.deepEqual(new Set(Object.keys(TABLES)), new Set(keysOf('api/conversations/reports/kinds.py', 'KINDS')));
  assert.ok(OUTCOMES.every(({ value, text }) => text && value !== 'unsaid') && AGES[0].value === '');
});

test('whether the record is whole is said in one sentence', () => {
  assert.match(stateSentence(state(), NOON), /Checked just now, up to row 9: nothing was changed.*Sealed yesterday\.$/);
  assert.match(stateSentence(state({ sealed_day: 20261124, sealed_number: 7 }), NOON), /Sealed today, up to row 7; the rest within the hour\.$/);
  assert.match(stateSentence(state({ whole: false, says: 'Row 4 is gone.' }), NOON), /^The record is not whole\. Row 4 is gone\. Tell your operator/);
  assert.match(stateSentence(state({ whole: false, cuts: [3] }), NOON), /^Row 3 says that earlier rows were gone/);
  assert.equal(stateSentence(state({ number: 0, sealed_day: null }), NOON), 'Nothing is on record yet.');
});

test('a number is a band of five, for eyes and for ears', () => {
  assert.deepEqual([0, 5, 40].map(band), ['<5', '5–9', '40–44']);
  assert.deepEqual([0, 40].map(bandAloud), ['fewer than 5', '40 to 44']);
  assert.equal(monthName('2026-11'), 'November 2026');
});

test('answered in time says no more than the rows that are shown', () => {
  const cells = [['under-1', 10], ['1-3', 5], ['3-5', 0], ['5-15', 20], ['left', 0]].map(([key, least]) => ({ key, least }));

  assert.equal(inTime({ kind: 'waited', total: 40, cells }, 300_000), 15);
});

test('in time means what the line has set, as near as the rows can say it', () => {
  const cells = [['under-1', 10], ['1-3', 5], ['3-5', 0], ['5-15', 20], ['left', 0]].map(([key, least]) => ({ key, least }));

  assert.deepEqual([12_000, 60_000, 240_000, 300_000, 1_200_000, 3_600_000].map(within), ['a minute', 'a minute', 'three minutes', 'five minutes', '15 minutes', 'an hour']);
  assert.deepEqual([120_000, 180_000, 900_000].map((ms) => inTime({ kind: 'waited', total: 40, cells }, ms)), [10, 15, 35]);
});

test('H9 the file for spreadsheets follows RFC 4180 and holds no formula and no date', () => {
  const report = { org: '=HYPERLINK("x")', period: '2026-11', zone: 'America/Winnipeg', tables: [{ kind: 'age', total: 5, cells: [{ key: '12-15', least: 0 }, { key: '16-17', least: 5 }] }] };
  const lines = spreadsheet(report).split('\r\n');

  assert.equal(lines[0], 'line,month,time zone,table,row,count,at least,at most');
  assert.equal(lines[1], `"'=HYPERLINK(""x"")",month 2026-11,America/Winnipeg,How old they were,12 to 15,under 5,0,4`);
  assert.equal(lines[2].split(',').slice(-4).join(), '16 or 17,5–9 people,5,9');
  assert.equal(lines.at(-1), '');
  assert.deepEqual(['+1', '@x', '-2', '\tx', 'a,b', 'plain'].map(cell), ["'+1", "'@x", "'-2", "'\tx", '"a,b"', 'plain']);
});
