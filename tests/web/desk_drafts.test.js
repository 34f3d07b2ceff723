/** What a worker began for the team is never found again in the box that goes to the youth. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Talk } from '../../api/web/console/desk/talk.js';

const bytes = (/** @type {string} */ words) => new TextEncoder().encode(words);

/** A browser whose drawer outlives the page. @param {Map<string, Uint8Array>} [drawer] */
async function opened(drawer = new Map()) {
  const keystore = {
    get: async (/** @type {string} */ name) => drawer.get(name) ?? null,
    getJson: async () => null,
    put: async (/** @type {string} */ name, /** @type {Uint8Array} */ words) => { drawer.set(name, words); },
    putJson: async (/** @type {string} */ name, /** @type {unknown} */ value) => { drawer.set(name, bytes(JSON.stringify(value))); },
    remove: async (/** @type {string} */ name) => { drawer.delete(name); },
  };
  const desk = { notices: new Map(), session: { now: () => 1, me: { device_id: 'me' }, keystore, live: { watch: () => undefined } }, people: { me: 'me' }, rows: new Map(), changed: () => undefined, heard: () => undefined };
  const talk = new Talk(/** @type {any} */ (desk), 'id');
  talk.load = async () => undefined;
  await talk.open();
  return { talk, drawer };
}

/** What each box holds, and whether the one for the team is before me. @param {Talk} talk */
const boxes = (talk) => [talk.draft, talk.note, talk.noting];

test('a note that I began is a note after a lock, a reload or a crash, and no message', async () => {
  const { talk, drawer } = await opened();
  talk.setDraft('do not let on that mother knows', true);
  talk.stop();
  await talk.keeping;

  assert.deepEqual(boxes((await opened(drawer)).talk), ['', 'do not let on that mother knows', true]);
});

test('what I began to write to them waits beside the note, and the two never meet', async () => {
  const { talk, drawer } = await opened();
  talk.setDraft('What would help mo');
  talk.setDraft('he is the exploiter', true);
  talk.setDraft('You are not in trouble.');
  await talk.keepDraft();
  const again = (await opened(drawer)).talk;
  assert.deepEqual(boxes(again), ['You are not in trouble.', 'he is the exploiter', false]);

  again.face(true);
  await again.keepDraft();
  assert.deepEqual(boxes((await opened(drawer)).talk), ['You are not in trouble.', 'he is the exploiter', true]);
  again.setDraft('', true);
  again.setDraft('');
  await again.keepDraft();
  assert.equal(drawer.size, 0);
});

test('a note that failed is put back as a note, also while I write to them, and a message as a message', async () => {
  const { talk } = await opened();
  talk.setDraft('I am here');
  const failed = { at: 0, frames: [], mid: null, state: 'failed', says: null };
  talk.speaking.outbox = /** @type {any} */ ([
    { ...failed, id: 'n', payload: { t: 'note', body: 'a bed for tonight' }, scope: 1 },
    { ...failed, id: 'm', payload: { t: 'text', body: 'and I stay' }, scope: 0 },
  ]);
  talk.takeBack('n');
  assert.deepEqual(boxes(talk), ['I am here', 'a bed for tonight', true]);

  talk.takeBack('m');
  assert.deepEqual(boxes(talk), ['I am here\n\nand I stay', 'a bed for tonight', false]);
  talk.speaking.stop();
});

for (const words of ['Are you sa', '5', '{', '{"a":1}']) {
  test(`a message that was kept before there were two boxes is still a message: ${words}`, async () => {
    const { talk } = await opened(new Map([['draft:id', bytes(words)]]));
    assert.deepEqual(boxes(talk), [words, '', null]);
  });
}

test('an edit that I began is there after a lock, a reload or a look elsewhere, and touches neither box', async () => {
  const { talk, drawer } = await opened();
  talk.setDraft('What would help mo');
  talk.revise({ of: 'm1', body: 'Take the bus at' });
  talk.stop();
  await talk.keeping;
  const again = (await opened(drawer)).talk;
  assert.deepEqual([again.revised, ...boxes(again)], [{ of: 'm1', body: 'Take the bus at' }, 'What would help mo', '', false]);

  again.revise(null);
  await again.keepDraft();
  assert.equal((await opened(drawer)).talk.revised, null);
});

test('an edit that failed is put back as an edit of that message, and a Take back that failed says that it still stands', async () => {
  const { talk } = await opened();
  const failed = { at: 0, frames: [], mid: null, state: 'failed', says: null, scope: 0 };
  talk.speaking.outbox = /** @type {any} */ ([{ ...failed, id: 'e', payload: { t: 'edit', of: 'm1', body: 'the right time' } }, { ...failed, id: 'r', payload: { t: 'retract', of: 'm1' } }]);
  talk.takeBack('e');
  talk.takeBack('r');

  assert.deepEqual([talk.revised, talk.draft], [{ of: 'm1', body: 'the right time' }, '']);
  assert.match(talk.desk.notices.get('id') ?? '', /^That message was not taken back: they can still read it\. Press Take back/);
});
