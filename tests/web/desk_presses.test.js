/** What a worker presses while the desk is still at work has its turn, and the same press twice is one. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { attempt } from '../../api/web/console/desk/claiming.js';

/** A desk at which each deed is done when the test says so. */
function atWork() {
  /** @type {string[]} */
  const done = [];
  /** @type {Map<string, (how?: unknown) => void>} */
  const ends = new Map();
  /** @type {any} */
  const desk = { busy: new Map(), notices: new Map(), team: { refused: new Map() }, session: { me: {} }, changed: () => undefined, list: async () => undefined };
  /** @param {string} deed @param {string} [of] */
  const press = (deed, of = 'a') => attempt(desk, of, deed, async () => {
    const refused = await new Promise((resolve) => ends.set(deed, resolve));
    if (refused) throw refused;
    done.push(deed);
  });
  const settle = async () => { for (let turn = 0; turn < 10; turn += 1) await Promise.resolve(); };
  /** @param {string} deed @param {unknown} [how] */
  const end = async (deed, how) => { await settle(); ends.get(deed)?.(how); await settle(); };
  return { desk, done, ends, press, end, settle };
}

test('Close, pressed while I am still being announced, closes as soon as that is said', async () => {
  const { desk, done, ends, press, end, settle } = atWork();
  void press('claim');
  const closing = press('close');
  await settle();
  assert.deepEqual([...ends.keys()], ['claim']);

  await end('claim');
  await end('close');
  await closing;
  assert.deepEqual(done, ['claim', 'close']);
  assert.equal(desk.busy.size, 0);
});

test('a press twice is one press, and both wait for its end', async () => {
  const { done, press, end } = atWork();
  const both = Promise.all([press('claim'), press('claim')]);
  await end('claim');
  await both;

  assert.deepEqual(done, ['claim']);
});

test('what was refused is said, and what was pressed behind it is done all the same', async () => {
  const { desk, done, press, end } = atWork();
  void press('withdraw');
  const last = press('close');
  await end('withdraw', { code: 'later', says: 'Try again in a moment.' });
  assert.equal(desk.notices.get('a'), 'Try again in a moment.');

  await end('close');
  await last;
  assert.deepEqual(done, ['close']);
});

test('one conversation never waits for another', async () => {
  const { done, press, end } = atWork();
  void press('claim', 'a');
  const other = press('close', 'b');
  await end('close');
  await other;

  assert.deepEqual(done, ['close']);
});
