/** What a person keeps on paper: the seven words and the recovery kit. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readKit, tidyKit, writeKit } from '../../api/web/parts/kit.js';
import { doubtAbout, makePhrase, tidy } from '../../api/web/parts/phrase.js';
import { WORDS } from '../../api/web/parts/words.js';

const seed = Uint8Array.from({ length: 32 }, (_, i) => (i * 37 + 11) & 255);

test('the words are many, short and plain, and four letters tell them apart', () => {
  assert.ok(WORDS.length >= 1024);
  assert.ok(WORDS.every((word) => /^[a-z]{4,7}$/.test(word)));
  assert.equal(new Set(WORDS.map((word) => word.slice(0, 4))).size, WORDS.length);
});

test('a phrase is seven of our words, and never the same twice', () => {
  const phrases = Array.from({ length: 200 }, makePhrase);

  assert.ok(phrases.every((phrase) => doubtAbout(phrase) === null));
  assert.equal(new Set(phrases).size, 200);
});

test('a phrase may be typed in capitals, with commas and line breaks', () => {
  assert.equal(tidy('  Maple, RIVER\n\tlantern '), 'maple river lantern');
});

test('a slip in a phrase is named, not punished', () => {
  assert.match(doubtAbout('maple rivver') ?? '', /“rivver” is not one of our words/);
  assert.match(doubtAbout('maple river') ?? '', /seven words; here are 2/);
});

test('the kit written and read again is the same key', async () => {
  const groups = await writeKit(seed);

  assert.equal(groups.length, 14);
  assert.ok(groups.every((group) => /^[0-9A-HJKMNP-TV-Z]{4}$/.test(group)));
  assert.deepEqual(await readKit(groups.join(' ').toLowerCase()), seed);
});

test('letters that look like digits are read as digits', () => {
  assert.equal(tidyKit('oO iI lL-2'), '0011112');
});

test('every single slip in the kit is noticed', async () => {
  const signs = (await writeKit(seed)).join('');
  const slips = await Promise.all([...signs].map((sign, i) => readKit(signs.slice(0, i) + (sign === '7' ? '8' : '7') + signs.slice(i + 1))));

  assert.ok(slips.every((slip) => slip === null));
  assert.equal(await readKit(signs.slice(1)), null);
  assert.equal(await readKit(`${signs}0`), null);
  assert.equal(await readKit(''), null);
});
