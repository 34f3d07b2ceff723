/** Lists that are asked for at once, as after a reconnect and a press: the later question has the last word. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DeskEngine } from '../../api/web/console/desk/engine.js';

/** A desk whose relay answers each whole list when the test says so. */
function desk() {
  /** @type {((rows: any[]) => void)[]} */
  const answers = [];
  const session = {
    now: () => 1, me: { device_id: 'me' }, onCall: { state: 'shift', until: 9 }, roster: () => null, keystore: {},
    live: { state: 'open', watch: () => undefined, unwatch: () => undefined }, endpoint: { pins: { device: () => null, former: () => null } },
  };
  const made = new DeskEngine(/** @type {any} */ (session));
  Object.assign(made, { attend: () => undefined, changed: () => undefined, listInto: (/** @type {Map<string, any>} */ rows) => new Promise((done) => answers.push((items) => { for (const row of items) rows.set(row.id, row); done(undefined); })) });
  made.caring = /** @type {any} */ ({ having: {}, see: () => undefined });
  made.unseen = /** @type {any} */ ({ look: () => undefined });
  return { made, answers };
}

const row = (/** @type {string} */ state) => ({ id: 'c1', state, claimed_by: null, present: [], reads: true });

test('a list from before, that comes last, does not put a conversation back to how it was', async () => {
  const { made, answers } = desk();
  const lists = [made.list(), made.list()];
  answers[1]([row('closed')]);
  await lists[1];
  answers[0]([row('waiting')]);
  await lists[0];

  assert.equal(made.rows.get('c1')?.state, 'closed');
});

test('lists that come in the order in which they were asked for are both shown', async () => {
  const { made, answers } = desk();
  const lists = [made.list(), made.list()];
  answers[0]([row('waiting')]);
  await lists[0];
  assert.equal(made.rows.get('c1')?.state, 'waiting');
  answers[1]([row('closed')]);
  await lists[1];

  assert.equal(made.rows.get('c1')?.state, 'closed');
});

/** A row as it was after so many changes. */
const after = (/** @type {number} */ changes, /** @type {string} */ state) => ({ ...row(state), changes });

test('what the socket says of a conversation stands, though the answer to what I pressed before comes after it', () => {
  const { made } = desk();
  made.team = /** @type {any} */ ({ moved: () => undefined });
  made.changedRow(/** @type {any} */ (after(3, 'closed')));
  assert.equal(made.put(/** @type {any} */ (after(2, 'claimed'))), false);
  assert.equal(made.rows.get('c1')?.state, 'closed');

  assert.equal(made.put(/** @type {any} */ (after(3, 'closed'))), true);
});

test('what I pressed and was answered stands, though the bell of something before rings after it, and nobody is told of it anew', () => {
  const { made } = desk();
  /** @type {string[]} */
  const moved = [];
  made.team = /** @type {any} */ ({ moved: (/** @type {any} */ _before, /** @type {any} */ { state }) => moved.push(state) });
  made.put(/** @type {any} */ (after(2, 'claimed')));
  made.changedRow(/** @type {any} */ (after(1, 'waiting')));

  assert.equal(made.rows.get('c1')?.state, 'claimed');
  assert.deepEqual([moved, [...made.notices]], [[], []]);
});

test('an old answer that comes while a list is on its way is not shown over what the list says', async () => {
  const { made, answers } = desk();
  const listing = made.list();
  made.put(/** @type {any} */ (after(1, 'waiting')));
  answers[0]([after(2, 'claimed')]);
  await listing;

  assert.equal(made.rows.get('c1')?.state, 'claimed');
});

test('a relay that was put back from a backup counts from an older number, and is believed with its next list', async () => {
  const { made, answers } = desk();
  made.put(/** @type {any} */ (after(9, 'closed')));
  const listing = made.list();
  answers[0]([after(4, 'claimed')]);
  await listing;

  assert.equal(made.rows.get('c1')?.state, 'claimed');
});
