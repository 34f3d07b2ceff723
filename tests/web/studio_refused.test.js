/** What the relay did not take is written otherwise or taken back: it is mended so, and comes back over nothing. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { find } from '../../api/web/studio/trees.js';
import { begun, FRENCH, MAIN, SAY } from './drafting.js';

const HELLO = ['texts', 'hello'];

/** An editor whose last words were not taken. */
async function refused() {
  const made = await begun();
  made.studio.edit(MAIN, [{ at: SAY, value: 'bomb' }], 'The words');
  await made.pauses.pass();
  return made;
}

test('whoever makes shorter what was too long has it saved, sees it, and reads no more that it is not saved', async () => {
  const { studio, relay, pauses } = await refused();
  const told = studio.unsent.refusedOf(MAIN)?.refused?.says;
  studio.edit(MAIN, [{ at: SAY, value: 'Hello.' }], 'The words');
  await pauses.pass();

  assert.equal(told, 'That file cannot be read.');
  assert.deepEqual([relay.trees[MAIN].steps.hello.say, find(studio.tree(MAIN), SAY)], ['Hello.', 'Hello.']);
  assert.deepEqual([studio.unsent.savings, studio.state], [[], 'saved']);
});

test('Undo takes back what was not taken, for good', async () => {
  const { studio, relay, pauses } = await refused();
  studio.undo();
  await pauses.pass();

  assert.deepEqual([relay.trees[MAIN].steps.hello.say, find(studio.tree(MAIN), SAY)], ['Hi.', 'Hi.']);
  assert.deepEqual([studio.unsent.savings, studio.state], [[], 'saved']);
});

test('it is mended too where a colleague saved the file meanwhile, and a colleague’s words at that place are asked about', async () => {
  for (const theirs of [['steps', 'menu', 'say'], SAY]) {
    const { studio, relay, pauses } = await refused();
    relay.save(MAIN, [{ at: theirs, value: 'Theirs.' }]);
    studio.edit(MAIN, [{ at: SAY, value: 'Hello.' }], 'The words');
    await pauses.pass();
    const asked = studio.conflict?.places;
    await studio.resolve('mine');
    await pauses.pass();

    assert.deepEqual(asked, theirs === SAY ? [{ at: SAY, was: 'Hi.', mine: 'Hello.', theirs: 'Theirs.' }] : undefined);
    assert.deepEqual([find(relay.trees[MAIN], SAY), studio.unsent.savings, studio.state], ['Hello.', [], 'saved']);
  }
});

test('of a new row that was not taken one word is written otherwise: the row goes with it', async () => {
  const { studio, relay, pauses } = await begun();
  const call = relay.call;
  relay.call = async (/** @type {string} */ method, /** @type {string} */ address, /** @type {any} */ body) => call(method, address, JSON.stringify(body ?? null).includes('too long') ? { ...body, changes: [{ at: SAY, value: 'bomb' }] } : body);
  studio.edit(FRENCH, [{ at: ['texts', 'bye'], value: { id: 'bye', of: 'a', text: 'too long' } }], 'A text');
  await pauses.pass();
  studio.edit(FRENCH, [{ at: ['texts', 'bye', 'text'], value: 'Salut.' }], 'A text');
  await pauses.pass();

  assert.deepEqual(find(relay.trees[FRENCH], ['texts', 'bye']), { id: 'bye', of: 'a', text: 'Salut.' });
  assert.deepEqual([find(relay.trees[FRENCH], HELLO)?.text, studio.unsent.savings, studio.state], ['Salut.', [], 'saved']);
});
