/** Whose device it is: the list of people says it, and nobody inherits from a colleague who went. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { toB64u } from '../../api/web/parts/bytes.js';
import { personBehind } from '../../api/web/parts/person.js';

const id = (/** @type {number} */ n) => toB64u(new Uint8Array(16).fill(n));
const list = (/** @type {Record<string, string>} */ labels) => ({ device: (/** @type {Uint8Array} */ device) => (labels[toB64u(device)] ? { label: labels[toB64u(device)] } : null) });

test('two devices of one name are one person, in whatever case and blanks', () => {
  const people = list({ [id(1)]: 'Sam  Bird', [id(2)]: 'sam bird', [id(3)]: 'Sam' });

  assert.equal(personBehind(people, id(1)), personBehind(people, id(2)));
  assert.notEqual(personBehind(people, id(1)), personBehind(people, id(3)));
});

test('a new colleague of the same name is not the one who left the list', () => {
  assert.notEqual(personBehind(list({ [id(2)]: 'Sam' }), id(1)), personBehind(list({ [id(2)]: 'Sam' }), id(2)));
  assert.equal(personBehind(list({}), id(1)), personBehind(list({}), id(1)));
});
