/** Every case of ql1.json against the browser's end, in Node. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { REASONS, unb64u } from '../../api/web/sealing/keys.js';
import { ml_kem768 } from '../../api/web/vendor/noble-ml-kem.js';
import { kinds, Runner } from '../vectors/ql1.js';

const vectors = JSON.parse(readFileSync(new URL('../vectors/ql1.json', import.meta.url), 'utf8'));

/** Node has no ML-KEM in WebCrypto, so the test decapsulates in software; production code never does. */
const software = async (row) => {
  const { secretKey } = ml_kem768.keygen(unb64u(row.mlkem_seed));
  return async (ciphertext) => ml_kem768.decapsulate(ciphertext, secretKey);
};

for (const kind of kinds(vectors)) {
  test(`both ends speak the same protocol: ${kind}`, async (t) => {
    // Protocol 1.1 1.2 1.3 2.1 2.2 2.3 2.4 2.5 2.6 3.1 3.2 3.3 3.4 4.1 4.2 4.3 5.1 5.2 5.3 5.4 5.5 5.6 7.2 7.3 7.4
    const runner = new Runner(vectors, software);
    for (const one of vectors[kind]) await t.test(one.name, () => runner.run(kind, one));
  });
}

test('no case is left out, and the list of refusals is closed', () => {
  const counts = Object.fromEntries(kinds(vectors).map((kind) => [kind, vectors[kind].length]));

  assert.deepEqual(counts, vectors.meta.counts);
  assert.equal(Object.values(counts).reduce((sum, count) => sum + count), 801);
  assert.deepEqual([...REASONS].sort(), Object.keys(vectors.meta.reasons).sort());
});
