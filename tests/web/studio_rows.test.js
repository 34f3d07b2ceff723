/** A translator's rows: what each still needs, what is written for it, and how it is found again. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formOf } from '../../api/web/studio/forms.js';
import { aboutOf, buttonOf, writesOf } from '../../api/web/studio/translate/about.js';
import { braces, findingsOf, fits, inOrder, languagesOf, progress, sieve, standing, writes } from '../../api/web/studio/translate/rows.js';
import { changed } from '../../api/web/studio/trees.js';

const ROW = { id: 'hello', kind: 'say', source: 'Hi {org}.', file: 'flows/main.yaml', line: 3, text: '', stale: false, path: 'i18n/fr/main.yaml', at: ['texts', 'hello'], mark: 'aaaaaaaa', safety: false, was: null };
const CARD = { ...ROW, id: 'service:khp.cost', kind: 'service', path: 'services/national.yaml', at: ['khp', 'cost', 'fr'] };
const REPLY = { ...ROW, id: 'reply:ok', kind: 'reply', path: 'replies/fr.yaml', at: ['stages', 0, 'lines', 'ok'] };
const FRENCH = { texts: [{ id: 'hello', of: 'bbbbbbbb', text: 'Salut {org}.\n' }] };
const written = (row, tree, typed) => writes(row, tree, typed).reduce(changed, tree);
const ALL = { show: 'all', kind: '', find: '' };

test('a text is missing, old or done by the mark of the words it translates', () => {
  const now = changed(FRENCH, { at: ['texts', 'hello', 'of'], value: 'aaaaaaaa' });

  assert.deepEqual(standing(ROW, { texts: [] }), { text: '', state: 'missing' });
  assert.deepEqual(standing(ROW, FRENCH), { text: 'Salut {org}.', state: 'old' });
  assert.equal(standing(ROW, now).state, 'done');
  assert.deepEqual(standing(CARD, [{ id: 'khp', cost: { en: 'Free.', fr: 'Gratuit.' } }]), { text: 'Gratuit.', state: 'done' });
  assert.deepEqual(standing({ ...ROW, text: 'Salut.', stale: true }, undefined), { text: 'Salut.', state: 'old' });
});

test('what is typed is written with the mark of today, in the manner of the file', () => {
  assert.deepEqual(written(ROW, { texts: [] }, 'Salut {org}.').texts, [{ id: 'hello', of: 'aaaaaaaa', text: 'Salut {org}.' }]);
  assert.deepEqual(written(ROW, FRENCH, 'Bonjour {org}.').texts, [{ id: 'hello', of: 'aaaaaaaa', text: 'Bonjour {org}.\n' }]);
  assert.deepEqual(written(CARD, [{ id: 'khp', cost: { en: 'Free.' } }], 'Gratuit.'), [{ id: 'khp', cost: { en: 'Free.', fr: 'Gratuit.' } }]);
  assert.deepEqual(written(REPLY, { stages: [{ stage: 'begin', lines: [] }] }, "D'accord.").stages[0].lines, [{ id: 'ok', text: "D'accord." }]);
});

test('what is emptied is taken away, and what still fits says so in one mark', () => {
  assert.deepEqual(written(ROW, FRENCH, ' ').texts, []);
  assert.deepEqual(writes(ROW, { texts: [] }, ''), []);
  assert.equal(standing(ROW, fits(ROW).reduce(changed, FRENCH)).state, 'done');
});

test('a name in braces that is lost or made up is told before it is saved', () => {
  assert.deepEqual(braces(ROW, 'Salut {nom}.'), { lacks: ['{org}'], odd: ['{nom}'] });
  assert.deepEqual(braces({ ...ROW, source: '{hour}:{minute} {zone}' }, '{hour24} h {zone}'), { lacks: [], odd: [] });
});

test('what the checker says stands at its row, and never at the same id of another file', () => {
  const one = { code: 'T01', level: 'W', file: 'i18n/fr/main.yaml', line: 4, says: 'Long.', fix: 'Cut.', key: 'hello@fr', at: null };
  const other = { ...one, file: 'phrases/fr.yaml' };
  const old = { ...one, code: 'L02' };

  assert.deepEqual(findingsOf(ROW, 'fr', [one, other, old]), [one]);
  assert.deepEqual(findingsOf({ ...ROW, id: '@hello', kind: 'phrase' }, 'fr', [one, other]), [other]);
  assert.deepEqual(findingsOf(ROW, 'oj', [one]), []);
});

test('the old ones come first, then the missing, and of each what safety needs', () => {
  const row = (id, state, safety = false) => ({ row: { ...ROW, id, safety }, state });
  const rows = [row('a', 'done'), row('b', 'missing'), row('c', 'missing', true), row('d', 'old'), row('e', 'done', true)];

  assert.deepEqual(inOrder(rows).map((one) => one.row.id), ['d', 'c', 'b', 'e', 'a']);
  assert.deepEqual(progress(rows), { all: 5, done: 2, old: 1, missing: 2, unsafe: 1 });
});

test('rows are found by words as people type them, in either language, with accents or without', () => {
  const fold = { to: [['É'.codePointAt(0), 'e'], ['é'.codePointAt(0), 'e'], ['H'.codePointAt(0), 'h'], ['ᐁ'.codePointAt(0), 'ᐁ']], gone: [[0xad, 0xad]], letters: [[0x61, 0x7a], [0x1400, 0x167f]] };
  const looked = (find, text = 'Été') => sieve({ ...ALL, find }, fold)({ row: { ...ROW, source: 'Hot days' }, text, state: 'done' });

  assert.deepEqual([looked('ete'), looked('ÉTÉ hot'), looked('cold'), looked(''), looked('ᐁᐃ', 'ᐊ ᐁ\u00adᐃᐅ')], [true, true, false, true, true]);
});

test('a filter shows what it says', () => {
  const shown = (show, state, more = {}) => sieve({ ...ALL, show }, null)({ row: { ...ROW, ...more }, text: '', state });

  assert.deepEqual([shown('todo', 'done'), shown('todo', 'old'), shown('missing', 'old'), shown('safety', 'done', { safety: true }), shown('safety', 'old')], [false, true, false, true, false]);
  assert.equal(sieve({ ...ALL, kind: 'screen' }, null)({ row: ROW, text: '', state: 'old' }), true);
  assert.equal(sieve({ ...ALL, kind: 'reply' }, null)({ row: ROW, text: '', state: 'old' }), false);
});

test('the source is no language to translate into', () => {
  assert.deepEqual(languagesOf({ languages: [{ id: 'en', state: 'source' }, { id: 'fr', state: 'review' }, null] }).map(({ id }) => id), ['fr']);
  assert.deepEqual(languagesOf(null), []);
});

test('a language is called otherwise, and whoever reads it now must say for themselves that it is right', () => {
  const fr = { id: 'fr', name: 'Français', state: 'live', approves: 'Marie', approved_by: 'Marie', also: ['french'] };
  const kept = (language, typed) => writesOf(language, { ...aboutOf(language), ...typed }).reduce(changed, /** @type {any} */ ({ languages: [language] })).languages[0];

  assert.deepEqual(writesOf(fr, aboutOf(fr)), []);
  assert.deepEqual(kept(fr, { name: ' Franco ', also: 'french, frances,' }), { ...fr, name: 'Franco', also: ['french', 'frances'] });
  assert.deepEqual(kept(fr, { approves: 'Lou' }), { ...fr, approves: 'Lou', approved_by: '', state: 'review' });
  assert.deepEqual(kept(fr, { approves: 'marie' }), { ...fr, approves: 'marie' });
  assert.deepEqual(kept({ id: 'cy', name: 'Cymraeg', state: 'draft' }, { syllabics: true, approves: 'Non' }), { id: 'cy', name: 'Cymraeg', state: 'draft', approves: 'Non', font: 'syllabics' });
  assert.deepEqual(kept({ ...fr, font: 'syllabics' }, { syllabics: false, also: ' ', name: '', approves: '' }), { id: 'fr', name: 'Français', state: 'live', approves: 'Marie', approved_by: 'Marie' });
});

test('a language that is called otherwise says so on the button by which youth pick it', () => {
  const fr = { id: 'fr', name: 'Français', state: 'live' };
  const path = 'phrases/fr.yaml';
  const model = (/** @type {any[]} */ texts) => ({ phrases: { 'phrases/en.yaml': { lang: 'en', phrases: {} }, [path]: { lang: 'fr', texts } }, marks: { 'language.name': 'aaaaaaaa' } });
  const said = (/** @type {any} */ made, /** @type {string} */ name) => buttonOf(made, fr, name).reduce((/** @type {any} */ tree, one) => one.changes.reduce(changed, tree), made.phrases[path]).texts;

  assert.deepEqual(said(model([{ id: 'language.name', of: 'bbbbbbbb', text: 'Français' }]), 'Franco'), [{ id: 'language.name', of: 'bbbbbbbb', text: 'Franco' }]);
  assert.deepEqual(said(model([]), 'Franco'), [{ id: 'language.name', of: 'aaaaaaaa', text: 'Franco' }]);
  assert.deepEqual([buttonOf(model([]), fr, 'Français'), buttonOf({ phrases: {} }, fr, 'Franco')], [[], []]);
});

test('letters that not every device draws lead to where it is said of the language that it has them', () => {
  const model = { flows: {}, project: { languages: [{ id: 'en', state: 'source' }, { id: 'oj', state: 'draft' }] } };
  const found = (/** @type {string} */ key) => formOf(model, /** @type {any} */ ({ code: 'L04', file: 'i18n/oj/main.yaml', key, at: { lang: 'oj', step: 'hello' } }));

  assert.deepEqual(found('hello@oj'), { view: 'translate', at: { lang: 'oj' }, name: 'oj' });
  assert.equal(found('hello@en'), null);
});
