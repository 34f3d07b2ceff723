/** A relay that was put back from a backup, as an open desk meets it: nothing that comes now passes for read already. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DeskEngine } from '../../api/web/console/desk/engine.js';
import { Talk } from '../../api/web/console/desk/talk.js';
import { Refusal as FromRelay } from '../../api/web/parts/relay.js';
import { Refusal } from '../../api/web/sealing/keys.js';

const b64u = (/** @type {number} */ fill) => Buffer.alloc(16, fill).toString('base64url');
const ID = b64u(7);
const settled = async () => { for (let i = 0; i < 20; i += 1) await new Promise((done) => setImmediate(done)); };

/** What the relay has in a place: from `anew` on it is what was written after it was put back. @param {number} cursor @param {number} anew */
const frame = (cursor, anew) => Buffer.from([0, 0, 0, cursor >= anew ? 1 : 0]);

/** So many frames as the relay hands them over; none of them can be verified here, so each is one line. @param {number} after @param {number} last @param {number} anew */
function frames(after, last, anew) {
  const all = Array.from({ length: Math.max(0, last - after) }, (_, at) => {
    const one = Buffer.alloc(20);
    one.writeBigUInt64BE(BigInt(after + at + 1));
    one.writeUInt32BE(4, 16);
    return Buffer.concat([one, frame(after + at + 1, anew)]);
  });
  return new Uint8Array(Buffer.concat(all));
}

/** A desk that has read up to frame 50, before a relay that is at another one. @param {number} last @param {number} [anew] */
function before(last, anew = Infinity) {
  const sender = b64u(9);
  const heads = JSON.stringify([[sender, 0, Buffer.alloc(32, 1).toString('base64url'), b64u(3), 20, { [b64u(3)]: 20 }]]);
  /** @type {Record<string, number>[]} */
  const watched = [];
  let asked = 0;
  const weak = { lost: false, kept: false };
  const session = {
    now: () => 1, me: { device_id: b64u(1) }, roster: () => null, onCall: { state: 'shift' },
    keystore: { get: async () => null, getJson: async (/** @type {string} */ name) => (name === `read:${ID}` ? { heads, at: 1 } : null), put: async () => undefined, putJson: async () => undefined, remove: async () => undefined },
    live: { state: 'open', watch: (/** @type {any} */ some) => void watched.push(some), unwatch: () => undefined },
    endpoint: { identity: { device: new Uint8Array(16) }, pins: { device: () => null, former: () => null }, receiveKeys: () => [] },
    relay: {
      call: async () => { asked += 1; return { id: ID, cursor: last }; },
      bytes: async (/** @type {string} */ path) => {
        asked += 1;
        if (weak.lost) throw new FromRelay('offline', 'No answer came.');
        if (weak.kept) throw new FromRelay('not-found', 'There is no such conversation.', 404);
        return frames(Number(new URL(path, 'http://relay').searchParams.get('after')), last, anew);
      },
    },
  };
  const desk = new DeskEngine(/** @type {any} */ (session));
  Object.assign(desk, { changed: () => undefined, heard: () => undefined });
  const talk = new Talk(desk, ID);
  Object.assign(talk, { acknowledgeSoon: () => undefined, look: () => undefined });
  desk.talks.set(ID, talk);
  talk.reading.ready = true;
  talk.reading.cursor = 50;
  talk.reading.frames = Array.from({ length: 50 }, (_, at) => ({ cursor: at + 1, at: 0, frame: frame(at + 1, Infinity) }));
  talk.reading.reader = /** @type {any} */ ({ receive: async () => { throw new Refusal('header'); }, restingSecrets: () => [], headsJSON: () => heads });
  talk.speaking.sender = /** @type {any} */ ('the session of before');
  return { desk, talk, watched, weak, asks: () => asked };
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

const socket = (/** @type {number} */ cursor) => ({ cursor, at: 0, frame: frame(cursor, 41) });

test('others have written into the places that the relay lost before this desk was back: its newest frame is another, and all is read anew', async () => {
  const { desk, talk, watched } = before(53, 41);
  desk.welcomed();
  await talk.resume();

  assert.deepEqual([talk.reading.frames.map((one) => one.frame[3]).join(''), talk.reading.cursor], ['0'.repeat(40) + '1'.repeat(13), 53]);
  assert.deepEqual([watched, talk.speaking.sender, talk.reading.heldBack], [[{ [ID]: 53 }], null, true]);
});

test('the socket is quicker than the question, and what it brings is not believed before', async () => {
  const { desk, talk } = before(53, 41);
  desk.welcomed();
  await Promise.all([51, 52, 53].map((cursor) => talk.take(socket(cursor))));

  assert.equal(talk.reading.frames.filter((one) => one.frame[3] === 1).length, 13);
});

test('the line breaks while all is read anew: it is read anew from the first again', async () => {
  const { desk, talk, watched, weak } = before(53, 41);
  desk.welcomed();
  const bytes = desk.session.relay.bytes;
  let calls = 0;
  desk.session.relay.bytes = async (path) => { calls += 1; weak.lost = calls === 2; return bytes(path); };
  await talk.resume();
  const broken = [talk.reading.cursor, talk.speaking.sender, watched.length];
  await talk.take(socket(54));

  assert.deepEqual(broken, [0, 'the session of before', 0]);
  assert.deepEqual([talk.reading.cursor, talk.speaking.sender, watched.length, talk.reading.heldBack], [53, null, 1, true]);
  clearTimeout(talk.again);
});

test('an answer that was asked for before the line broke settles no doubt', async () => {
  const { desk, talk } = before(53, 41);
  const bytes = desk.session.relay.bytes;
  desk.session.relay.bytes = async (path) => { desk.session.relay.bytes = bytes; desk.welcomed(); return new Uint8Array(); };
  await talk.reading.catchUp();
  await talk.take(socket(53));

  assert.equal(talk.reading.frames.filter((one) => one.frame[3] === 1).length, 13);
});

test('a line that only broke: the newest frame is the one that I know, and nothing is read twice', async () => {
  const { desk, talk, watched } = before(52);
  desk.welcomed();
  await talk.resume();

  assert.deepEqual([talk.reading.frames.length, talk.reading.entries.length, talk.reading.cursor, watched], [52, 2, 52, []]);
  assert.equal(talk.speaking.sender, 'the session of before');
});

test('what a colleague has taken in the same moment is no trouble: the relay gives nothing of it, whichever of row and refusal comes first', async () => {
  for (const rowFirst of [true, false]) {
    const { desk, talk, weak } = before(52);
    weak.kept = true;
    const taken = { ...row(52), reads: false };
    if (rowFirst) desk.put(taken);
    desk.welcomed();
    await talk.resume();
    if (!rowFirst) desk.put(taken);
    await settled();
    const said = talk.trouble;
    clearTimeout(talk.again);
    await talk.resume();

    assert.deepEqual([said, talk.trouble], [null, null]);
  }
});

test('what I may read and the relay does not give is said', async () => {
  const { desk, talk, weak } = before(52);
  desk.put(row(52));
  weak.kept = true;
  desk.welcomed();
  await talk.resume();
  clearTimeout(talk.again);

  assert.match(String(talk.trouble), /cannot be read any further/);
});
