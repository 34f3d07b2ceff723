/** What a coordinator reads before somebody is removed: the shifts that nobody has then. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { emptiedBy } from '../../api/web/console/people/emptied.js';

const shift = (/** @type {any} */ change) => /** @type {any} */ ({ id: 's', device: 'sam', duty: 'primary', starts_at: 20, ends_at: 30, draft: false, ...change });
const emptied = (/** @type {any} */ change, /** @type {any} */ closures = []) => emptiedBy({ at: 10, shifts: [shift(change)], closures }, 'sam').length;

test('a published duty to come stands in the list, also one that runs', () => {
  assert.equal(emptied({}), 1);
  assert.equal(emptied({ starts_at: 5, duty: 'backup' }), 1);
});

test('somebody else’s, one that is over, planned only, or in closed hours does not', () => {
  for (const change of [{ device: 'kim' }, { starts_at: 1, ends_at: 9 }, { draft: true }, { device: null, duty: 'open' }]) assert.equal(emptied(change), 0);
  assert.equal(emptied({}, [{ starts_at: 0, ends_at: 40 }]), 0);
});
