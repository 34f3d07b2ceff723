/** Whoever asks for a second person reads who is woken for it, or that nobody could be. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { askTogether, sayWoken } from '../../api/web/console/team/around.js';

/** Ash's desk; the relay answers with each of these in turn. @param {(string[] | null)[]} answers */
function desk(...answers) {
  /** @type {any} */
  const found = {
    team: { woken: new Map() }, busy: new Map(), notices: new Map(), rows: new Map(), changed: () => undefined, read: () => ({}), list: async () => undefined,
    put: (/** @type {any} */ row) => found.rows.set(row.id, row),
    session: { relay: { call: async () => ({ row: { id: 'a' }, woken: answers.shift() }) } },
  };
  return found;
}

test('the names stand beside the request, also when it is pressed again', async () => {
  const ash = desk(['Lee', 'Noor'], null);
  await askTogether(ash, 'a', 'danger');
  await askTogether(ash, 'a', 'promise');

  assert.deepEqual([ash.rows.get('a'), ash.notices.size], [{ id: 'a' }, 0]);
  assert.equal(sayWoken(ash.team.woken.get('a')), 'Lee and Noor are being woken.');
});

test('when nobody could be woken it says so, and after a reload it claims nothing', async () => {
  const ash = desk([]);
  await askTogether(ash, 'a', 'danger');

  assert.match(sayWoken(ash.team.woken.get('a')), /^Nobody could be woken/);
  assert.equal(sayWoken(undefined), '');
  assert.equal(sayWoken(['Lee']), 'Lee is being woken.');
});
