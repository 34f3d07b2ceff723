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
