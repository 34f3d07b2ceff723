/** Letters that hide are marked, and every other letter stays exactly as it was written. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runs, telegramLength } from '../../api/web/console/desk/letters.js';

const shown = (text) => runs(text).map((run) => ('text' in run ? run.text : `<${run.code}>`)).join('');

test('H8 a turned text is marked where it turns', () => {
  assert.equal(shown('pay \u202Egnp.x\u202C now'), 'pay <U+202E>gnp.x<U+202C> now');
});

test('H8 zero-width letters, NUL and half letters are marked', () => {
  assert.equal(shown('a\u200Bb\u0000c\uD800d\uFEFF'), 'a<U+200B>b<U+0000>c<U+D800>d<U+FEFF>');
});

test('emoji families, flags, accents, syllabics and line breaks stay as they are', () => {
  for (const text of ['👩‍👧‍👦', '❤️', '🏴\u{E0067}\u{E0062}\u{E0073}\u{E0063}\u{E0074}\u{E007F}', 'é e\u0301', 'ᐊᓂᔑᓈᐯᒧᐎᓐ', 'one\ntwo\tthree', 'שלום مرحبا']) assert.deepEqual(runs(text), [{ text }]);
});

test('a joiner between plain letters hides, so it is marked', () => {
  assert.equal(shown('pay\u200Dpal'), 'pay<U+200D>pal');
});

test('H9 markup is only letters', () => {
  assert.deepEqual(runs('<img src=x onerror=alert(1)>'), [{ text: '<img src=x onerror=alert(1)>' }]);
});

test('letters are counted as Telegram counts them', () => {
  assert.equal(telegramLength('a😢'), 3);
});
