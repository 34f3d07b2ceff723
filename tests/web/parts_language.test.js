/** A desk names languages: whatever word an editor may publish or a bot may send, nothing throws while a talk is drawn. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { isCode, languageName } from '../../api/web/parts/language.js';

const WEB = new URL('../../api/web/', import.meta.url);
const NAMES = {
  en: 'English', fr: 'French', ojs: 'Oji-Cree', 'fr-CA': 'French (CA)',
  // A community's own spelling: a browser throws for the first three, and names the others as countries or not at all.
  'ojs-12': 'Oji-Cree (12)', 'oj-ab1': 'Ojibwe (ab1)', 'oj-north-north': 'Ojibwe (north-north)', 'oj-sl': 'Ojibwe (sl)', 'ojs-nwo': 'Oji-Cree (nwo)', 'qsy-north': 'qsy-north', qsy: 'qsy',
  // What editors write into the free field of a service.
  'American Sign Language': 'American Sign Language', 'English/French': 'English/French', '200+ by interpreter': '200+ by interpreter', 'Oji-Cree': 'Oji-Cree', 'en-': 'en-', '': '',
};

test('a code has its name, what a community added stands behind it, and what is no code stands as it was written', () => {
  assert.deepEqual(Object.fromEntries(Object.keys(NAMES).map((word) => [word, languageName(word)])), NAMES);
});

test('what a youth’s end sends is a language only if it is a code', () => {
  assert.deepEqual(['en', 'ojs-12', 'American Sign Language', '', `en-${'x'.repeat(21)}`, null, 7, {}].map(isCode), [true, true, false, false, false, false, false, false]);
});

test('no page asks the browser for a language’s name by another way', () => {
  const own = readdirSync(WEB, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.js') && !/^(node_modules|vendor)\//.test(path));
  const asking = own.filter((path) => readFileSync(new URL(path, WEB), 'utf8').includes('DisplayNames'));

  assert.deepEqual(asking, ['parts/language.js']);
});
