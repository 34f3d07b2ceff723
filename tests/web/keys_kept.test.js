/** What is kept of the signed lists: of two that are kept at once the newer one lies there in the end. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { keepPins } from '../../api/web/doors/keys/founding.js';

test('two looks at the lists are kept one behind the other, and the newest is what the next start reads', async () => {
  /** @type {{value: any, done: () => void}[]} */
  const writes = [];
  const opened = /** @type {any} */ ({ vault: { putJson: (/** @type {string} */ _name, /** @type {any} */ value) => new Promise((done) => writes.push({ value, done: () => done(undefined) })) } });
  const pins = /** @type {any} */ ({ version: 1, toJSON() { return this.version; } });
  const first = keepPins(opened, pins);
  await new Promise((turn) => setImmediate(turn));
  pins.version = 2;
  const second = keepPins(opened, pins);
  await new Promise((turn) => setImmediate(turn));
  assert.deepEqual(writes.map(({ value }) => value), [1]);
  writes[0].done();
  await first;
  await new Promise((turn) => setImmediate(turn));
  writes[1].done();
  await second;

  assert.deepEqual(writes.map(({ value }) => value), [1, 2]);
});

test('a list that could not be kept does not keep the next one from its place', async () => {
  /** @type {any[]} */
  const kept = [];
  const opened = /** @type {any} */ ({ vault: { putJson: async (/** @type {string} */ _name, /** @type {any} */ value) => {
    if (value === 1) throw new Error('full');
    kept.push(value);
  } } });
  const pins = /** @type {any} */ ({ version: 1, toJSON() { return this.version; } });
  await assert.rejects(keepPins(opened, pins));
  pins.version = 2;
  await keepPins(opened, pins);

  assert.deepEqual(kept, [2]);
});
