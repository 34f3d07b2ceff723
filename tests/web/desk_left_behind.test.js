/** What a page that died had sealed goes out from the next one as it was: once, in order, and not without the relay's word for it. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Speaking } from '../../api/web/console/desk/speaking.js';
import { Refusal } from '../../api/web/parts/relay.js';

const settled = async () => { for (let i = 0; i < 10; i += 1) await new Promise((done) => setImmediate(done)); };
const sealed = (/** @type {string} */ id) => ({ id, payload: { t: 'text', body: id }, scope: 0, at: 8, frames: [`${id}AAA`], mid: id, state: 'sending', says: null });

/** The next page of the desk, which finds two sealed messages; the relay answers as the test says. @param {(bytes: Uint8Array) => any} answer */
function found(answer) {
  const kept = new Map([['outbox:c1', [sealed('a'), sealed('b')]]]);
  const keystore = {
    getJson: async (/** @type {string} */ name) => structuredClone(kept.get(name)) ?? null,
    putJson: async (/** @type {string} */ name, /** @type {any} */ value) => kept.set(name, structuredClone(value)),
    remove: async (/** @type {string} */ name) => kept.delete(name),
  };
  /** @type {string[]} */
  const sent = [];
  const relay = { send: async (/** @type {string} */ _path, /** @type {Uint8Array} */ bytes) => { sent.push(String(bytes.at(4))); await answer(bytes); return { cursors: [1] }; } };
  const speaking = new Speaking(/** @type {any} */ ({ now: () => 1, me: { device_id: 'me' }, keystore, relay }), 'c1', /** @type {any} */ ({ ready: false, entries: [] }));
  return { speaking, sent, kept, states: () => speaking.outbox.map(({ id, state, frames, mid }) => [id, state, frames.length, mid]) };
}

test('the line is away as the next page starts: they stay sealed as they are, since the relay may have them, and go in their order later', async () => {
  let away = true;
  const { speaking, sent, kept, states } = found(() => { if (away) throw new Refusal('offline', 'Away.'); });
  await assert.rejects(speaking.restore(), Refusal);
  assert.deepEqual([sent.length, states(), kept.get('outbox:c1')?.length], [1, [['a', 'waiting', 1, 'a'], ['b', 'waiting', 1, 'b']], 2]);

  away = false;
  await speaking.restore();
  assert.deepEqual([sent.length, sent[0] === sent[1], sent[1] === sent[2], speaking.outbox, kept.has('outbox:c1')], [3, true, false, [], false]);
});

test('what the relay will not take is said to have failed, is sealed anew by my own word alone, and the next one goes', async () => {
  let first = true;
  const { speaking, kept, states } = found(() => { if (first) { first = false; throw new Refusal('closed', 'Closed.', 409); } });
  await speaking.restore();

  assert.deepEqual([states(), kept.get('outbox:c1')?.map(({ id, state }) => [id, state])], [[['a', 'failed', 0, null]], [['a', 'failed']]]);
});

test('none is out of the line before the relay has said that it took it', async () => {
  let took = () => undefined;
  const { speaking, states } = found(() => new Promise((done) => { took = () => { done(undefined); }; }));
  void speaking.restore();
  await settled();

  assert.deepEqual(states().map(([id]) => id), ['a', 'b']);
  took();
  await settled();
  assert.deepEqual(states().map(([id]) => id), ['b']);
});

test('it goes out of my sight in the middle: what was not sent by then waits for my own word', async () => {
  const { speaking, sent, states } = found(() => { speaking.stop(); });
  await speaking.restore();

  assert.deepEqual([sent.length, states().map(([id]) => id)], [1, ['b']]);
});
