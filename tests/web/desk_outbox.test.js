/** What waits to be said goes once, and what may have gone already is taken out by nobody. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Outbox } from '../../api/web/console/desk/outbox.js';

/** One thing that waits. @param {string} id @param {string} t @param {object} [more] @returns {any} */
const item = (id, t, more = {}) => ({ id, payload: { t }, scope: 0, frames: [], state: 'waiting', says: null, ...more });

/** The line of a conversation, with what an earlier page left in this browser. @param {any[]} left */
function line(left = []) {
  const kept = new Map([['outbox:c1', left]]);
  return new Outbox(/** @type {any} */ ({
    getJson: async (/** @type {string} */ name) => structuredClone(kept.get(name)) ?? null,
    putJson: async (/** @type {string} */ name, /** @type {any} */ value) => kept.set(name, value),
    remove: async (/** @type {string} */ name) => kept.delete(name),
  }), 'c1');
}

/** @param {Outbox} of */
const ids = (of) => of.outbox.map(({ id }) => id);

test('a claim that failed goes with its page, and stands in the way of nothing that I press on the next one', async () => {
  const after = line([item('failed', 'claim', { state: 'failed', says: 'Not sent.' }), item('true', 'claim'), item('words', 'text', { state: 'failed', says: 'Not sent.' })]);
  await after.takeIn();

  assert.deepEqual(ids(after), ['true', 'words']);
});

test('what was locked already may be with the relay, and is not unsaid', async () => {
  const desk = line();
  desk.outbox = [item('locked', 'claim', { frames: ['sealed'] }), item('never', 'claim'), item('words', 'text')];
  await desk.unsay('claim');

  assert.deepEqual(ids(desk), ['locked', 'words']);
});

test('they were left untold while my claim waits for their end, not while it is on its way or has failed', () => {
  const desk = line();
  const untold = (/** @type {object} */ more) => {
    desk.outbox = [item('claim', 'claim', more)];
    return desk.untold;
  };

  assert.deepEqual([untold({ says: 'Waits.' }), untold({}), untold({ state: 'failed', says: 'Not sent.' })], [true, false, false]);
});

test('only what failed is taken out of the line by hand', () => {
  const desk = line();
  desk.outbox = [item('waits', 'text'), item('failed', 'text', { state: 'failed', says: 'Not sent.' })];

  assert.deepEqual([desk.drop('waits')?.id, desk.drop('failed')?.id, ids(desk)], [undefined, 'failed', ['waits']]);
});
