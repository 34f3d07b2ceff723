/** Every case of flow.json against the page's engine, in Node, with everything taken away that differs between runtimes. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { RUN, runAll } from '../vectors/flow.js';

const vectors = JSON.parse(readFileSync(new URL('../vectors/flow.json', import.meta.url), 'utf8'));
const TEXT = ['normalize', 'toLowerCase', 'toUpperCase', 'toLocaleLowerCase', 'toLocaleUpperCase', 'localeCompare', 'match', 'matchAll', 'replace', 'replaceAll', 'search', 'trim'];

for (const kind of Object.keys(RUN)) {
  test(`both engines agree: ${kind}`, async (t) => {
    for (const one of vectors[kind]) await t.test(one.name, () => assert.doesNotThrow(() => RUN[kind](one, vectors)));
  });
}

test('no case is left out, and one that is wrong is seen', () => {
  const counts = Object.fromEntries(Object.keys(RUN).map((kind) => [kind, vectors[kind].length]));
  const wrong = structuredClone(vectors);
  wrong.walks[0].steps[0].state.seen.push('elsewhere');

  assert.deepEqual(counts, vectors.meta.counts);
  assert.equal(runAll(wrong).failed.length, 1);
});

test('the engine asks neither the clock, nor chance, nor the language of the machine, nor what it holds for a letter', (t) => {
  const forbidden = (name) => () => assert.fail(`the engine used ${name}`);
  for (const name of TEXT) t.mock.method(String.prototype, name, forbidden(name));
  t.mock.method(RegExp.prototype, 'exec', forbidden('a regular expression'));
  t.mock.method(Math, 'random', forbidden('chance'));
  t.mock.method(Date, 'now', forbidden('the clock'));
  for (const name of ['Date', 'Intl', 'fetch', 'setTimeout', 'performance']) {
    const real = Object.getOwnPropertyDescriptor(globalThis, name);
    Object.defineProperty(globalThis, name, { configurable: true, get: forbidden(name) });
    t.after(() => Object.defineProperty(globalThis, name, real));
  }

  const found = runAll(vectors);

  t.mock.restoreAll();
  assert.deepEqual(found, { ran: 136, failed: [] });
});
