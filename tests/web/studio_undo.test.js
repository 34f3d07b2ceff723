/** Taking back stops where a colleague's words begin: what they changed since stays, and is said. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { find } from '../../api/web/studio/trees.js';
import { begun, FRENCH, MAIN, SAY } from './drafting.js';

test('what a colleague changed since is not taken back unseen, and nothing of theirs is lost', async () => {
  const { studio, relay, pauses } = await begun();
  studio.edit(MAIN, [{ at: SAY, value: 'Mine.' }], 'The words');
  await pauses.pass();
  relay.save(MAIN, [{ at: SAY, value: 'Theirs.' }]);
  await studio.look();

  assert.equal(studio.undo(), null);
  await pauses.pass();
  assert.deepEqual([studio.overtaken, find(relay.trees[MAIN], SAY)], ['The words', 'Theirs.']);
});

test('what a colleague changed elsewhere in the file stands in nobody’s way', async () => {
  const { studio, relay, pauses } = await begun();
  studio.edit(MAIN, [{ at: SAY, value: 'Mine.' }], 'The words');
  await pauses.pass();
  relay.save(MAIN, [{ at: ['steps', 'menu', 'say'], value: 'Theirs.' }]);
  await studio.look();

  assert.equal(studio.undo(), 'The words');
  await pauses.pass();
  assert.deepEqual([find(relay.trees[MAIN], SAY), find(relay.trees[MAIN], ['steps', 'menu', 'say'])], ['Hi.', 'Theirs.']);
});

test('a whole file is taken back over my own later savings, and not over a colleague’s', async () => {
  for (const colleague of [false, true]) {
    const { studio, relay, pauses } = await begun();
    studio.put(MAIN, 'new', { before: 'old' });
    studio.settle();
    await pauses.pass();
    if (colleague) relay.save(MAIN, [{ at: ['text'], value: 'Theirs.' }]);
    await studio.look();
    studio.put(MAIN, 'newer', { before: 'new' });
    await pauses.pass();

    assert.equal(studio.undo(), `The file ${MAIN}`);
    await pauses.pass();
    assert.equal(studio.undo(), colleague ? null : `The file ${MAIN}`);
    await pauses.pass();
    assert.equal(relay.trees[MAIN].text, colleague ? 'new' : 'old');
  }
});

test('a begun language in which a speaker wrote meanwhile is not taken away', async () => {
  const { studio, relay, pauses } = await begun();
  studio.did([{ path: FRENCH, text: null }], 'The language “French”');
  relay.save(FRENCH, [{ at: ['texts', 'hello', 'text'], value: 'Bonjour.' }]);
  await studio.look();

  assert.equal(studio.undo(), null);
  await pauses.pass();
  assert.equal(find(relay.trees[FRENCH], ['texts', 'hello', 'text']), 'Bonjour.');
});
