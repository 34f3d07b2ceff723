// On a slow line what somebody wrote comes before the list that names them: a newcomer is no stranger for long.

import test from 'node:test';
import assert from 'node:assert/strict';
import { Reading } from '../../api/web/console/desk/reading.js';
import { Refusal } from '../../api/web/sealing/keys.js';

const bytes = new Uint8Array(16);

/** @param {number} cursor @returns {any} */
function written(cursor) {
  const frame = new Uint8Array(336);
  frame.set([81, 76, 78, 49, 2]);
  frame.fill(7, 24, 40);
  return { cursor, at: cursor, frame };
}

/** A reading at a desk whose team list names the newcomer from some moment on. @param {(team: {named: boolean}) => void} fetched */
function desk(fetched) {
  const team = { named: false, asked: 0 };
  const session = {
    now: () => 0, keystore: { put: async () => undefined, putJson: async () => undefined }, alarm: () => undefined,
    endpoint: { pins: { device: () => (team.named ? {} : undefined) } },
    refreshRoster: async () => { team.asked += 1; fetched(team); },
  };
  const reading = new Reading(/** @type {any} */ (session), 'id');
  reading.ready = true;
  reading.reader = /** @type {any} */ ({
    receive: async () => {
      if (!team.named) throw new Refusal('sender');
      return { ts: 5, mid: bytes, sender: bytes, session: bytes, seq: 1, kind: 'message', payload: { t: 'text' } };
    },
    beginReread: async () => undefined, endReread: async () => new Map(), restingSecrets: () => [], packSecrets: async () => bytes, headsJSON: () => '[]',
  });
  return { reading, team };
}

test('what somebody wrote who was let in a moment ago is read by the list that names them', async () => {
  const { reading, team } = desk((now) => { now.named = true; });
  for (const cursor of [1, 2]) await reading.take(written(cursor));

  assert.deepEqual(reading.entries.map(({ reason }) => reason), [null, null]);
  assert.equal(team.asked, 1);
});

test('for a stranger the list is fetched once, and what they wrote opens by itself when they are on it after all', async () => {
  const { reading, team } = desk(() => undefined);
  for (const cursor of [1, 2]) await reading.take(written(cursor));
  const before = reading.entries.map(({ reason }) => reason);
  await reading.rosterGrew();
  const strange = reading.entries.map(({ reason }) => reason);
  team.named = true;
  await reading.rosterGrew();

  assert.deepEqual([before, strange, team.asked], [['sender', 'sender'], ['sender', 'sender'], 1]);
  assert.deepEqual(reading.entries.map(({ cursor, reason }) => [cursor, reason]), [[1, null], [2, null]]);
});
