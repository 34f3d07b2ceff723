/** Whoever asks for a second person reads who is woken for it, or that nobody could be. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sayWoken } from '../../api/web/console/team/around.js';

const name = (/** @type {string} */ device) => ({ n: 'Noor', l: 'Lee' }[device] ?? '?');

test('the names stand beside the request, by name and not in the order of devices', () => {
  assert.equal(sayWoken(['n', 'l'], name), 'Lee and Noor are being woken.');
  assert.equal(sayWoken(['l'], name), 'Lee is being woken.');
});

test('when nobody could be woken it says so, and where the row knows nothing it claims nothing', () => {
  assert.match(sayWoken([], name), /^Nobody could be woken/);
  assert.deepEqual([sayWoken(null, name), sayWoken(undefined, name)], ['', '']);
});
