/** A session whose line was lost and is found: what was missed is read, and a sign-in that was ended is not used again. */
import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { Session } from '../../api/web/console/session.js';

const before = globalThis.location;
beforeEach(() => { globalThis.location = /** @type {any} */ ({ protocol: 'https:', host: 'desk.example', hostname: 'desk.example' }); });
afterEach(() => { globalThis.location = before; });

/** A session that hears what the test says and notes what it reads. */
function listening() {
  const read = /** @type {string[]} */ ([]);
  const session = new Session(/** @type {any} */ ({ vault: {}, identity: {} }), /** @type {any} */ ({}), { onEnd: (says) => read.push(`ended: ${says}`) });
  session.refreshRoster = async () => { read.push('people'); };
  Object.assign(session, { readContent: async () => { read.push('content'); }, readDuty: async () => { read.push(`duty${session.certificatesAsked ? ' of before' : ''}`); } });
  session.relay.dropToken = () => { read.push('signs in anew'); };
  session.live.start = () => undefined;
  session.listen();
  return { session, read };
}

test('whatever was rung for while the line was away is read once it is back: people, what editors published, and who is on call now', async () => {
  const { session, read } = listening();
  Object.assign(session, { certificatesAsked: Promise.resolve([]) });
  session.live.tell('welcome', {});
  await new Promise((done) => { setImmediate(done); });

  assert.deepEqual(read, ['people', 'content', 'duty']);
});

test('a sign-in that the relay has ended is used no more; a line that the relay closes for a while keeps it', () => {
  const { session, read } = listening();
  for (const code of ['too-slow', 'signed-out', 'not-on-roster']) session.live.tell('bye', { code, says: 'Bye.' });

  assert.deepEqual(read, ['signs in anew', 'signs in anew']);
});

test('the line itself asks the session for a new sign-in, and tells it when there is none to be had', () => {
  const { session, read } = listening();
  session.live.dropToken();
  session.live.onRefused(/** @type {any} */ ({ says: 'You were taken off.' }));

  assert.deepEqual(read, ['signs in anew', 'ended: You were taken off.']);
});
