/** On a bad line answers of the studio come in any order: what was read whole stands, and nobody's words come back from before. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { begun, MAIN, SAY } from './drafting.js';

/** From now on answers wait, each until the test lets it through by its address. @param {any} relay */
function held(relay) {
  /** @type {{address: string, arrives: () => void}[]} */
  const onTheirWay = [];
  const { call } = relay;
  relay.call = async (/** @type {any[]} */ ...asked) => {
    const answer = await call(...asked);
    await new Promise((arrives) => onTheirWay.push({ address: asked[1], arrives: () => arrives(undefined) }));
    return answer;
  };
  return async (/** @type {string} */ address, last = false) => {
    const found = onTheirWay.filter((one) => one.address === address);
    const one = last ? found.at(-1) : found[0];
    assert.ok(one, `${address} was not asked for`);
    onTheirWay.splice(onTheirWay.indexOf(one), 1);
    one.arrives();
    await new Promise((done) => setImmediate(done));
  };
}

const said = (/** @type {any} */ studio) => studio.tree(MAIN).steps.hello.say;

test('a look at who saved, asked later and answered sooner, takes nothing from what is being read whole', async () => {
  const { studio, relay } = await begun();
  relay.save(MAIN, [{ at: SAY, value: 'Hello.' }]);
  const answered = held(relay);
  const reading = studio.read();
  for (const address of ['/api/studio/model', '/api/studio/files']) { await new Promise((done) => setImmediate(done)); await answered(address); }
  const looking = studio.look();
  await new Promise((done) => setImmediate(done));
  await answered('/api/studio', true);
  await answered('/api/studio');
  await reading;

  assert.equal(said(studio), 'Hello.');
  void looking;
});

test('what was read while I saved is read once more, and whoever waits for it has what I saved', async () => {
  const { studio, relay, pauses } = await begun();
  const { call } = relay;
  const answered = held(relay);
  const reading = studio.read();
  for (const address of ['/api/studio/model', '/api/studio/files']) { await new Promise((done) => setImmediate(done)); await answered(address); }
  relay.call = call;
  studio.edit(MAIN, [{ at: SAY, value: 'Hello, you.' }]);
  await pauses.pass();
  await answered('/api/studio');
  await reading;

  assert.equal(said(studio), 'Hello, you.');
  assert.equal(studio.hashes.get(MAIN), relay.hash(MAIN));
});
