/** On a bad line answers come in any order: what was asked first says nothing over what was asked later. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inOrder } from '../../api/web/parts/in_order.js';

/** A question whose answer comes when the test says so. */
function question() {
  const made = { ask: () => promise, answer: (/** @type {string} */ _said) => {}, fail: (/** @type {Error} */ _why) => {} };
  const promise = new Promise((resolve, reject) => Object.assign(made, { answer: resolve, fail: reject }));
  return made;
}

test('an older answer that comes last is not taken', async () => {
  const [read, older, newer] = [inOrder(), question(), question()];
  const [first, second] = [read(older.ask), read(newer.ask)];
  newer.answer('new');
  assert.deepEqual(await second, { answer: 'new' });
  older.answer('old');

  assert.equal(await first, null);
});

test('answers that come in the order of their questions are all taken', async () => {
  const [read, older, newer] = [inOrder(), question(), question()];
  const [first, second] = [read(older.ask), read(newer.ask)];
  older.answer('old');
  assert.deepEqual(await first, { answer: 'old' });
  newer.answer('new');

  assert.deepEqual(await second, { answer: 'new' });
});

test('a later question that failed overtakes nothing, and is told to whoever asked it', async () => {
  const [read, older, newer] = [inOrder(), question(), question()];
  const [first, second] = [read(older.ask), read(newer.ask)];
  newer.fail(new Error('no line'));
  await assert.rejects(second, /no line/);
  older.answer('old');

  assert.deepEqual(await first, { answer: 'old' });
});

test('what I changed myself overtakes whatever was asked before, and nothing that is asked after', async () => {
  const [read, before, after] = [inOrder(), question(), question()];
  const first = read(before.ask);
  read.changed();
  const second = read(after.ask);
  before.answer('as it was');
  after.answer('as I made it');

  assert.equal(await first, null);
  assert.deepEqual(await second, { answer: 'as I made it' });
});
