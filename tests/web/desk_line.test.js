/** A desk whose line comes and goes: what it asks for meanwhile, what it says, and what goes on once it is back. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DeskEngine } from '../../api/web/console/desk/engine.js';
import { Talk } from '../../api/web/console/desk/talk.js';

const settled = () => new Promise((done) => { setImmediate(done); });

/** A desk that hears what the test says, and what it asks for. */
function desk() {
  /** @type {Record<string, (event?: any) => void>} */
  const bells = {};
  const live = { state: 'open', on: (/** @type {string} */ bell, /** @type {() => void} */ heard) => { bells[bell] = heard; return () => undefined; }, watch: () => undefined, unwatch: () => undefined };
  const session = {
    now: () => 1, me: { device_id: 'me' }, onCall: { state: 'shift', until: 9 }, roster: () => null, keystore: { getJson: async () => null },
    live, subscribe: () => () => undefined, content: async () => null, endpoint: { pins: { device: () => null, former: () => null } },
  };
  const made = new DeskEngine(/** @type {any} */ (session));
  made.caring = /** @type {any} */ ({ start: async () => undefined, tell: () => undefined });
  made.alerts = /** @type {any} */ ({ start: () => undefined, stop: () => undefined, count: () => undefined });
  made.team = /** @type {any} */ ({ read: async () => undefined });
  made.packets = /** @type {any} */ ({ read: async () => undefined });
  return { made, bells, live };
}

test('where a proxy lets no line through, the desk asks for who waits every ten seconds, and no more once a line stands', async (context) => {
  context.mock.timers.enable({ apis: ['setInterval'] });
  const { made, bells } = desk();
  let asked = 0;
  made.refresh = async () => { asked += 1; };
  made.unseen = /** @type {any} */ ({ lookAgain: async () => undefined });
  await made.start();
  bells.state('connecting');
  context.mock.timers.tick(20_000);
  const without = asked;
  bells.state('open');
  context.mock.timers.tick(20_000);
  made.stop();

  assert.deepEqual([without, asked], [3, 3]);
});

test('however often a lost line is sought, the desk says that it is away until it stands again', async () => {
  const { made } = desk();
  const said = [];
  for (const state of /** @type {const} */ (['connecting', 'closed', 'connecting', 'open', 'connecting'])) {
    made.linked(state);
    said.push(made.away);
  }

  assert.deepEqual(said, [true, true, true, false, true]);
});

test('once the line is back each talk is read on, and what waits in it is sent', async (context) => {
  context.mock.timers.enable({ apis: ['setInterval'] });
  const { made, bells } = desk();
  let resumed = 0;
  made.list = async () => undefined;
  made.tidyOnce = async () => undefined;
  made.unseen = /** @type {any} */ ({ lookAgain: async () => undefined });
  await made.start();
  made.talks.set('c1', /** @type {any} */ ({ reading: { doubt: () => undefined }, resume: async () => { resumed += 1; }, stop: () => undefined }));
  bells.welcome();
  await settled();
  await settled();
  made.stop();

  assert.equal(resumed, 1);
});

test('a talk that was read is listened to from where it was read to', async () => {
  const { made, live } = desk();
  const watched = [];
  live.watch = /** @type {any} */ ((/** @type {any} */ conversations) => watched.push(conversations));
  Object.assign(made.session.keystore, { get: async () => null });
  const talk = new Talk(made, 'c1');
  talk.readAll = async () => { talk.reading.cursor = 7; };
  await talk.open();

  assert.deepEqual(watched, [{ c1: 7 }]);
});
