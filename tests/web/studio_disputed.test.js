/** Two people wrote into one place: they are asked about that place alone, and whoever gives way loses nothing. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { find } from '../../api/web/studio/trees.js';
import { begun, FRENCH, MAIN, SAY } from './drafting.js';

const MENU = ['steps', 'menu', 'say'];
const LABEL = ['steps', 'hello', 'choices', 'y', 'label'];

test('two who changed the same words: both are shown with a name, and whoever is asked chooses', async () => {
  for (const [whose, stays] of [['mine', 'Mine.'], ['theirs', 'Theirs.']]) {
    const { studio, relay, drawer, pauses } = await begun();
    studio.edit(MAIN, [{ at: SAY, value: 'Mine.' }]);
    relay.save(MAIN, [{ at: SAY, value: 'Theirs.' }]);
    await pauses.pass();
    const { by, places } = studio.conflict;
    const kept = drawer.kept.size;
    await studio.resolve(whose);

    assert.deepEqual([by, kept, places], ['Ben', 1, [{ at: SAY, was: 'Hi.', mine: 'Mine.', theirs: 'Theirs.' }]]);
    assert.equal(relay.trees[MAIN].steps.hello.say, stays);
    assert.equal(find(studio.tree(MAIN), SAY), stays);
    assert.deepEqual([studio.conflict, studio.state, drawer.kept.size], [null, 'saved', 0]);
  }
});

test('of much that I wrote meanwhile a colleague wrote in one place: I am asked about that one, and the rest is saved whoever stays', async () => {
  for (const [whose, stays] of [['mine', 'Mine again.'], ['theirs', 'Theirs.']]) {
    const { studio, relay, pauses } = await begun();
    studio.edit(MAIN, [{ at: SAY, value: 'Mine.' }], 'The words');
    studio.settle();
    studio.edit(MAIN, [{ at: MENU, value: 'My menu.' }], 'The menu');
    studio.edit(MAIN, [{ at: LABEL, value: 'My button.' }], 'The button');
    studio.edit(MAIN, [{ at: SAY, value: 'Mine again.' }], 'The words');
    relay.save(MAIN, [{ at: SAY, value: 'Theirs.' }]);
    await pauses.pass();
    const [{ places }, state] = [studio.conflict, studio.state];
    const settled = studio.resolve(whose);
    const [asked, saved] = [studio.conflict, studio.state];
    await settled;
    const now = relay.trees[MAIN].steps;

    assert.deepEqual(places, [{ at: SAY, was: 'Hi.', mine: 'Mine again.', theirs: 'Theirs.' }]);
    assert.deepEqual([state, asked, saved], ['waiting', null, 'waiting'], 'nothing is called saved before it is');
    assert.deepEqual([now.hello.say, now.menu.say, now.hello.choices[0].label], [stays, 'My menu.', 'My button.']);
    assert.deepEqual([find(studio.tree(MAIN), SAY), studio.conflict, studio.state, studio.unsent.savings], [stays, null, 'saved', []]);
  }
});

test('whoever kept theirs has their own words back with one Undo, and theirs with the rest is what stood before', async () => {
  const { studio, relay, pauses } = await begun();
  studio.edit(MAIN, [{ at: MENU, value: 'My menu.' }], 'The menu');
  studio.edit(MAIN, [{ at: SAY, value: 'Mine.' }], 'The words');
  relay.save(MAIN, [{ at: SAY, value: 'Theirs.' }]);
  await pauses.pass();
  await studio.resolve('theirs');
  const between = relay.trees[MAIN].steps.hello.say;
  const says = studio.undo();
  await pauses.pass();

  assert.deepEqual([between, says], ['Theirs.', 'Ben’s words instead of yours']);
  assert.deepEqual([relay.trees[MAIN].steps.hello.say, relay.trees[MAIN].steps.menu.say], ['Mine.', 'My menu.']);
  assert.deepEqual([studio.conflict, studio.state], [null, 'saved']);
});

test('what one press did is no half: keeping a colleague’s translation leaves the mark that belonged to mine as well', async () => {
  const { studio, relay, pauses } = await begun();
  const at = ['texts', 'hello'];
  studio.edit(FRENCH, [{ at: [...at, 'of'], value: 'bbbbbbbb' }, { at: [...at, 'text'], value: 'Allô.' }], 'The translation');
  relay.save(FRENCH, [{ at: [...at, 'text'], value: 'De Ben.' }]);
  await pauses.pass();
  const { places, going } = studio.conflict;
  await studio.resolve('theirs');
  const kept = structuredClone(relay.trees[FRENCH].texts[0]);
  studio.undo();
  await pauses.pass();

  assert.deepEqual([places.map((one) => one.at.at(-1)), going.length], [['text'], 2]);
  assert.deepEqual(kept, { id: 'hello', of: 'aaaaaaaa', text: 'De Ben.' });
  assert.deepEqual(relay.trees[FRENCH].texts[0], { id: 'hello', of: 'bbbbbbbb', text: 'Allô.' });
});

test('the same field twice, and a button made and then named: a colleague elsewhere in the file is in nobody’s way', async () => {
  const { studio, relay, pauses } = await begun();
  const NEW = ['steps', 'hello', 'choices', 'x'];
  studio.edit(MAIN, [{ at: SAY, value: 'One.' }], 'The words');
  studio.edit(MAIN, [{ at: NEW, value: { id: 'x', label: 'New', go: 'menu' } }], 'A button');
  studio.edit(MAIN, [{ at: [...NEW, 'label'], value: 'More' }], 'Its name');
  studio.edit(MAIN, [{ at: SAY, value: 'Hi.' }], 'The words');
  relay.save(MAIN, [{ at: MENU, value: 'Theirs.' }]);
  await pauses.pass();

  assert.equal(studio.conflict, null);
  assert.deepEqual([relay.trees[MAIN].steps.hello.say, find(relay.trees[MAIN], NEW)?.label, relay.trees[MAIN].steps.menu.say], ['Hi.', 'More', 'Theirs.']);
});

/** I type on while a saving is on its way, over a colleague's words. @param {(studio: any) => void} type  what is typed then */
async function typedOn(type) {
  const { studio, relay, pauses } = await begun();
  const { call } = relay;
  let arrives = () => {};
  const promise = new Promise((done) => { arrives = () => done(null); });
  relay.call = async (/** @type {string} */ method, /** @type {string} */ address, /** @type {any} */ body) => {
    if (method !== 'GET') await promise;
    return call(method, address, body);
  };
  studio.edit(MAIN, [{ at: SAY, value: 'Mine.' }], 'The words');
  relay.save(MAIN, [{ at: SAY, value: 'Theirs.' }]);
  const passed = pauses.pass();
  type(studio);
  await passed;
  arrives();
  await pauses.pass();
  return { studio, relay, pauses };
}

test('what I typed on while the saving was on its way is asked about in the same question, once', async () => {
  for (const [whose, stays] of [['mine', 'Mine, and more.'], ['theirs', 'Theirs.']]) {
    const { studio, relay } = await typedOn((at) => { at.edit(MAIN, [{ at: SAY, value: 'Mine, and' }], 'The words'); at.edit(MAIN, [{ at: MENU, value: 'My menu.' }], 'The menu'); at.edit(MAIN, [{ at: SAY, value: 'Mine, and more.' }], 'The words'); });
    const { places } = studio.conflict;
    await studio.resolve(whose);

    assert.deepEqual(places, [{ at: SAY, was: 'Hi.', mine: 'Mine, and more.', theirs: 'Theirs.' }]);
    assert.deepEqual([studio.conflict, studio.state, studio.unsent.savings], [null, 'saved', []]);
    assert.deepEqual([relay.trees[MAIN].steps.hello.say, relay.trees[MAIN].steps.menu.say], [stays, 'My menu.']);
  }
});

test('kept theirs, one Undo brings back the newest of mine', async () => {
  const { studio, relay, pauses } = await typedOn((at) => at.edit(MAIN, [{ at: SAY, value: 'Mine, and more.' }], 'The words'));
  await studio.resolve('theirs');
  studio.undo();
  await pauses.pass();

  assert.deepEqual([relay.trees[MAIN].steps.hello.say, studio.conflict, studio.state], ['Mine, and more.', null, 'saved']);
});

test('a whole file that I wrote on goes into the same question', async () => {
  const { studio, relay, pauses } = await begun();
  studio.unsent.savings = [{ path: MAIN, base: 'old', text: 'one', says: 'The file' }, { path: MAIN, base: 'old', text: 'two', says: 'The file' }];
  await studio.flush();
  const [text, left] = [studio.conflict.saving.text, studio.unsent.savings.length];
  await studio.resolve('mine');
  await pauses.pass();

  assert.deepEqual([text, left, studio.conflict, relay.trees[MAIN].text], ['two', 1, null, 'two']);
});
