/** A line that is lost is found again: soon, once, with a sign-in that counts, and from where it stopped. */
import assert from 'node:assert/strict';
import { afterEach, beforeEach, mock, test } from 'node:test';
import { toB64u } from '../../api/web/parts/bytes.js';
import { liveUrl } from '../../api/web/parts/live.js';
import { Refusal } from '../../api/web/parts/relay.js';
import { conversation, frameAt, live, opened, settle, sockets } from './sockets.js';

beforeEach(() => { sockets.length = 0; mock.timers.enable({ apis: ['setTimeout'] }); });
afterEach(() => mock.timers.reset());

/** A page whose window and document a test can speak for; gives back what ends it. */
function onAPage() {
  const [place, page] = [new EventTarget(), new EventTarget()];
  Object.assign(page, { visibilityState: 'visible' });
  Object.assign(globalThis, { document: page, addEventListener: place.addEventListener.bind(place), removeEventListener: place.removeEventListener.bind(place) });
  return { place, page, end: () => { for (const name of ['document', 'addEventListener', 'removeEventListener']) delete globalThis[name]; } };
}

/** The newest socket is lost, and the wait before the next one is over. */
async function lostAndBack() {
  sockets.at(-1).onclose({ code: 1006 });
  mock.timers.tick(30_000);
  await settle();
  sockets.at(-1).onopen();
  sockets.at(-1).hears({ t: 'welcome' });
}

/** What the newest socket was asked to bring. */
const watches = () => sockets.at(-1).sent.filter(({ t }) => t === 'watch').map(({ conversations }) => conversations);

test('while nobody answers each wait is twice as long, and a line that came back is sought at once when it is lost again', async (context) => {
  context.mock.method(Math, 'random', () => 1);
  const one = await opened();
  const waits = [];
  for (let tries = 0; tries < 4; tries += 1) {
    const before = sockets.length;
    sockets.at(-1).onclose({ code: 1006 });
    let waited = 0;
    for (; sockets.length === before && waited < 60_000; waited += 500) {
      mock.timers.tick(500);
      await settle();
    }
    waits.push(waited);
  }
  sockets.at(-1).hears({ t: 'welcome' });
  const before = sockets.length;
  sockets.at(-1).onclose({ code: 1006 });
  mock.timers.tick(500);
  await settle();
  one.stop();

  assert.deepEqual(waits, [500, 1_000, 2_000, 4_000]);
  assert.equal(sockets.length, before + 1);
});

test('a desk whose sign-in the relay has ended asks for a new one, and does not knock with the old one for ever', async () => {
  let held = 'old';
  const one = await opened({ token: async () => held, dropToken: () => { held = 'new'; } });
  sockets[0].onclose({ code: 4401 });
  mock.timers.tick(1_000);
  await settle();
  sockets[1].onopen();
  one.stop();

  assert.deepEqual(sockets[1].sent[0], { t: 'hello', token: 'new' });
});

test('a sign-in that cannot be asked for now is tried again; only one that is refused ends the session, and is told', async () => {
  const refusals = [new Refusal('offline', 'Away.'), new Refusal('busy', 'Busy.', 503), new Refusal('not-on-roster', 'You were taken off.', 401)];
  const told = [];
  let asked = 0;
  const one = live({ token: () => Promise.reject(refusals[asked++]), onRefused: ({ says }) => told.push(says) });
  one.start();
  const states = [];
  for (let look = 0; look < 5; look += 1) {
    await settle();
    states.push(one.state);
    mock.timers.tick(2_000);
  }
  one.stop();

  assert.deepEqual(states, ['connecting', 'connecting', 'closed', 'closed', 'closed']);
  assert.deepEqual([asked, told, sockets.length], [3, ['You were taken off.'], 0]);
});

test('whoever locks the desk while it signs in opens no line behind the lock', async () => {
  let signsIn = () => {};
  const one = live({ token: () => new Promise((done) => { signsIn = () => done('token'); }) });
  one.start();
  one.stop();
  signsIn();
  await settle();

  assert.deepEqual([one.state, sockets.length], ['closed', 0]);
});

test('a network that is back, or a worker who is, waits for no pause to end; and no press opens a second line', async () => {
  const { place, page, end } = onAPage();
  const one = await opened();
  one.start();
  await settle();
  const alone = sockets.length;
  place.dispatchEvent(new Event('offline'));
  place.dispatchEvent(new Event('online'));
  place.dispatchEvent(new Event('online'));
  await settle();
  const dialled = sockets.length;
  place.dispatchEvent(new Event('online'));
  await settle();
  const kept = [sockets.length, sockets[1].closed];
  sockets[1].onclose({ code: 1006 });
  Object.assign(page, { visibilityState: 'hidden' });
  page.dispatchEvent(new Event('visibilitychange'));
  await settle();
  const hidden = sockets.length;
  Object.assign(page, { visibilityState: 'visible' });
  page.dispatchEvent(new Event('visibilitychange'));
  await settle();
  const seen = sockets.length;
  one.stop();
  end();

  assert.deepEqual([alone, dialled, kept, hidden, seen], [1, 2, [2, false], 2, 3]);
});

test('after the network was back once, the next wait is a short one again', async (context) => {
  context.mock.method(Math, 'random', () => 1);
  const { place, end } = onAPage();
  const one = await opened();
  for (let tries = 0; tries < 5; tries += 1) {
    sockets.at(-1).onclose({ code: 1006 });
    mock.timers.tick(30_000);
    await settle();
  }
  sockets.at(-1).onclose({ code: 1006 });
  place.dispatchEvent(new Event('online'));
  await settle();
  const before = sockets.length;
  sockets.at(-1).onclose({ code: 1006 });
  mock.timers.tick(500);
  await settle();
  one.stop();
  end();

  assert.equal(sockets.length, before + 1);
});

test('what I put away, and what is gone, is not asked for again after a loss, also when a last frame of it was on its way', async () => {
  const one = await opened();
  const id = toB64u(conversation);
  one.watch({ [id]: 4, other: 1, erased: 2 });
  one.unwatch([id]);
  sockets[0].hears(frameAt(5));
  sockets[0].hears({ t: 'gone', conversation: 'erased' });
  await lostAndBack();
  one.stop();

  assert.deepEqual(watches(), [{ other: 1 }]);
});

test('a frame that comes a second time takes nobody back; a conversation that is read anew from its start is asked for from there', async () => {
  const one = await opened();
  const id = toB64u(conversation);
  one.watch({ [id]: 4 });
  for (const cursor of [5, 6, 5]) sockets[0].hears(frameAt(cursor));
  await lostAndBack();
  const first = watches();
  one.watch({ [id]: 0 });
  await lostAndBack();
  one.stop();

  assert.deepEqual(first, [{ [id]: 6 }]);
  assert.deepEqual(watches(), [{ [id]: 0 }]);
});

test('a way that says anything but welcome is no open one, and is hung up after 15 seconds all the same', async () => {
  const one = live();
  one.start();
  await settle();
  sockets[0].onopen();
  mock.timers.tick(14_000);
  sockets[0].hears({ t: 'pong' });
  mock.timers.tick(1_000);
  const { closed } = sockets[0];
  one.stop();

  assert.equal(closed, true);
});

test('each time somebody speaks after the way was proven it is asked again, and never behind words that still go up', async () => {
  const one = await opened();
  const pings = () => sockets[0].sent.filter(({ t }) => t === 'ping').length;
  const asked = [];
  for (const stillGoesUp of [0, 0, 4096]) {
    sockets[0].bufferedAmount = stillGoesUp;
    void one.append(new Uint8Array(120)).catch(() => undefined);
    asked.push(pings());
    sockets[0].hears({ t: 'pong' });
  }
  one.stop();

  assert.deepEqual(asked, [1, 2, 2]);
});

test('what is asked for before the relay has said welcome is asked for once, right after it', async () => {
  const one = live();
  one.start();
  await settle();
  one.watch({ [toB64u(conversation)]: 3 });
  sockets[0].onopen();
  const before = sockets[0].sent.map(({ t }) => t);
  sockets[0].hears({ t: 'welcome' });
  one.stop();

  assert.deepEqual(before, ['hello']);
  assert.deepEqual(watches(), [{ [toB64u(conversation)]: 3 }]);
});

test('a page that came sealed seeks a sealed line', () => {
  const at = (/** @type {string} */ url) => liveUrl(/** @type {any} */ (new URL(url)));

  assert.deepEqual([at('https://line.example/console'), at('http://localhost:8000/console')], ['wss://line.example/api/live', 'ws://localhost:8000/api/live']);
});
