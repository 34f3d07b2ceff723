/** A packet is taken back in the very moment in which it went out: the youth hears what is so, and only that. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Packets } from '../../api/web/console/packet/packets.js';

const ITEM = { id: 'p1', conversation: 'c1', author: 'me', second: 'ash', receiver: 'lee', kind: 'police', state: 'sent' };

/** My desk with one packet that is on its way, and a relay that takes it back when the test says so. */
function desk() {
  const drawer = new Map([['packet:p1', { conversation: 'c1', body: '', maker: '', of: 'yes', told: false }]]);
  /** @type {boolean[]} */
  const told = [];
  let back = () => {};
  const session = {
    me: { device_id: 'me' }, now: () => 1,
    keystore: { getJson: async (/** @type {string} */ name) => drawer.get(name) ?? null, putJson: async (/** @type {string} */ name, /** @type {any} */ value) => drawer.set(name, value), names: async () => [...drawer.keys()], remove: async (/** @type {string} */ name) => drawer.delete(name) },
    relay: { call: (/** @type {string} */ verb) => (verb === 'GET' ? Promise.resolve({ items: [] }) : new Promise((done) => { back = () => done({}); })) },
  };
  const talk = { ready: false, speaking: { say: async (/** @type {{done: boolean}} */ { done }) => told.push(done) } };
  const packets = new Packets(/** @type {any} */ ({ session, talks: new Map([['c1', talk]]), changed: () => undefined, notices: new Map() }));
  packets.items = [/** @type {any} */ ({ ...ITEM })];
  return { packets, told, arrives: () => back() };
}

const settled = async () => { for (let i = 0; i < 10; i += 1) await new Promise((done) => setImmediate(done)); };

test('nobody is told that it was handed over while it is on its way back', async () => {
  const { packets, told, arrives } = desk();
  const taking = packets.withdraw(packets.items[0]);
  await settled();
  await packets.carry();
  arrives();
  await taking;
  await packets.carry();

  assert.deepEqual(told, []);
});

test('it is tidied away here by the bell before the answer comes, and they hear of it all the same', async () => {
  const { packets, told, arrives } = desk();
  await packets.carry();
  const taking = packets.withdraw(packets.items[0]);
  await settled();
  await packets.read();
  arrives();
  await taking;

  assert.deepEqual(told, [true, false]);
});

test('whoever was told that it was handed over is told that it was taken back', async () => {
  const { packets, told, arrives } = desk();
  await packets.carry();
  const taking = packets.withdraw(packets.items[0]);
  await settled();
  arrives();
  await taking;

  assert.deepEqual(told, [true, false]);
});
