/** Who holds each coordinator's key is read again whenever that may have changed, also behind a line that was away. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { watchKeys } from '../../api/web/console/people/key_list.js';

const settle = () => new Promise((done) => { setImmediate(done); });

test('a colleague who signed in as coordinator while my line was away holds their key once it is back', async () => {
  /** @type {Map<string, () => void>} */
  const bells = new Map();
  const live = { on: (/** @type {string} */ bell, /** @type {() => void} */ heard) => { bells.set(bell, heard); return () => bells.delete(bell); } };
  let asked = 0;
  const shown = /** @type {number[]} */ ([]);
  const relay = { call: async () => { asked += 1; return { items: [] }; } };
  const end = watchKeys(/** @type {any} */ ({ pins: { root: { admins: [new Uint8Array(32)] } }, relay, live }), (keys) => shown.push(keys.length));
  await settle();
  bells.get('welcome')?.();
  await settle();
  bells.get('enrolment')?.();
  await settle();

  assert.deepEqual([asked, shown], [3, [1, 1, 1]]);
  end();
  assert.equal(bells.size, 0);
});
