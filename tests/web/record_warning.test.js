/** Words before which the desk asks: found whole, in any case, and never inside another word. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { warningOf } from '../../api/web/console/record/warning.js';

const lists = [{ lang: 'en', about: 'violence', any: ['beat me', 'chok*', 'gun'] }, { lang: 'fr', about: 'sexual violence', any: ["m'a force*"] }];

test('a word of the list warns, whatever its case, ending or accents', () => {
  assert.deepEqual(['He BEAT me', 'was choking', 'a gun.', "il m’a forcée"].map((text) => warningOf(text, lists)), ['violence', 'violence', 'violence', 'sexual violence']);
});

test('what only looks alike does not warn', () => {
  assert.deepEqual(['we begun', 'beat them', 'me beat', 'hi', '', '***'].map((text) => warningOf(text, lists)), [null, null, null, null, null, null]);
  assert.equal(warningOf('gun', []), null);
});
