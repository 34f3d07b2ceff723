/** Where my colleagues are is shown as it was last answered, however often the team rings. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Team } from '../../api/web/console/team/team.js';

const settle = () => new Promise((done) => { setImmediate(done); });
const kai = (/** @type {string} */ state) => ({ items: [{ device: 'kai', label: 'Kai', state }] });

/** A team whose relay answers questions when the test says so, and keeps what is said of me at once. */
function team() {
  /** @type {((answer: any) => void)[]} */
  const asked = [];
  const call = (/** @type {string} */ method) => (method === 'GET' ? new Promise((answer) => { asked.push(answer); }) : Promise.resolve(null));
  return { asked, read: new Team(/** @type {any} */ ({ session: { relay: { call } }, changed: () => undefined })) };
}

test('what I said of myself is shown when it is done, also while what a ring asked for is on its way', async () => {
  const { asked, read } = team();
  const said = read.sayWhere('away');
  await settle();
  void read.read();
  asked[0](kai('away'));
  await said;

  assert.equal(read.items[0].state, 'away');
});

test('an older answer that comes last says nothing any more', async () => {
  const { asked, read } = team();
  void read.read();
  void read.read();
  asked[1](kai('here'));
  asked[0](kai('away'));
  await settle();

  assert.equal(read.items[0].state, 'here');
});
