/** Phrases that a step hears are written from a form: added, changed, and gone without an empty list left behind. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { heard } from '../../api/web/studio/hears_form.js';

const AT = ['steps', 'menu', 'hears'];

test('the first phrase of a step begins its list, the next stands in it', () => {
  assert.deepEqual(heard({}, 'menu', 'pics', ['my nudes']), [{ at: AT, value: { pics: ['my nudes'] } }]);
  assert.deepEqual(heard({ hears: { made: ['force* me'] } }, 'menu', 'pics', ['my nudes']), [{ at: [...AT, 'pics'], value: ['my nudes'] }]);
});

test('with its last phrase a list goes, and with the last list the whole', () => {
  assert.deepEqual(heard({ hears: { made: ['a'], pics: ['b'] } }, 'menu', 'pics', []), [{ at: [...AT, 'pics'] }]);
  assert.deepEqual(heard({ hears: { pics: ['b'] } }, 'menu', 'pics', []), [{ at: AT }]);
  assert.deepEqual(heard({}, 'menu', 'pics', []), []);
});
