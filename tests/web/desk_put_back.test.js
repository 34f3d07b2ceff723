/** A relay that was put back from a backup, as an open desk meets it: nothing that comes now passes for read already. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DeskEngine } from '../../api/web/console/desk/engine.js';
import { Talk } from '../../api/web/console/desk/talk.js';

const b64u = (/** @type {number} */ fill) => Buffer.alloc(16, fill).toString('base64url');
const ID = b64u(7);
const settled = async () => { for (let i = 0; i < 20; i += 1) await new Promise((done) => setImmediate(done)); };

/** So many frames as the relay hands them over; none of them can be verified here, so each is one line. @param {number} after @param {number} last */
function frames(after, last) {
  const all = Array.from({ length: Math.max(0, last - after) }, (_, at) => {
    const one = Buffer.alloc(24);
    one.writeBigUInt64BE(BigInt(after + at + 1));
    one.writeUInt32BE(4, 16);
    return one;
  });
  return new Uint8Array(Buffer.concat(all));
}

/** A desk that has read up to frame 50, before a relay that is at another one. @param {number} last */
function before(last) {
  const sender = b64u(9);
  const heads = JSON.stringify([[sender, 0, Buffer.alloc(32, 1).toString('base64url'), b64u(3), 20, { [b64u(3)]: 20 }]]);
  /** @type {Record<string, number>[]} */
  const watched = [];
  let asked = 0;
  const session = {
    now: () => 1, me: { device_id: b64u(1) }, roster: () => null, onCall: { state: 'shift' },
    keystore: { get: async () => null, getJson: async (/** @type {string} */ name) => (name === `read:${ID}` ? { heads, at: 1 } : null), put: async () => undefined, putJson: async () => undefined, remove: async () => undefined },
    live: { state: 'open', watch: (/** @type {any} */ some) => void watched.push(some), unwatch: () => undefined },
    endpoint: { identity: { device: new Uint8Array(16) }, pins: { device: () => null, former: () => null }, receiveKeys: () => [] },
    relay: {
      call: async () => { asked += 1; return { id: ID, cursor: last }; },
      bytes: async (/** @type {string} */ path) => frames(Number(new URL(path, 'http://relay').searchParams.get('after')), last),
    },
  };
  const desk = new DeskEngine(/** @type {any} */ (session));
  Object.assign(desk, { changed: () => undefined, heard: () => undefined });
  const talk = new Talk(desk, ID);
  Object.assign(talk, { acknowledgeSoon: () => undefined, look: () => undefined });
  desk.talks.set(ID, talk);
  talk.reading.ready = true;
  talk.reading.cursor = 50;
  talk.speaking.sender = /** @type {any} */ ('the session of before');
  return { desk, talk, watched, asks: () => asked };
}

const row = (/** @type {number} */ cursor) => /** @type {any} */ ({ id: ID, state: 'claimed', claimed_by: 'another', cursor, present: [], reads: true });

test('the relay is back at an older frame: all is read anew, what it lost shows as held back, and the socket brings what comes now', async () => {
  const { desk, talk, watched } = before(42);
  desk.put(row(40));
  await settled();

  assert.deepEqual([talk.reading.entries.length, talk.reading.cursor, talk.reading.heldBack], [42, 42, true]);
  assert.deepEqual(watched, [{ [ID]: 42 }]);
  assert.equal(talk.speaking.sender, null);
  assert.match(JSON.stringify(talk.story.items), /held-back/);
});

test('a row that the socket has overtaken is only old: nothing is read anew', async () => {
  const { desk, talk, watched, asks } = before(50);
  desk.put(row(49));
  await settled();

  assert.deepEqual([asks(), talk.reading.entries.length, talk.reading.cursor, watched], [1, 0, 50, []]);
});
