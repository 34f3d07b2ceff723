/** The live socket: it comes back by itself, from where it stopped, and never says sent before it is kept. */
import assert from 'node:assert/strict';
import { afterEach, beforeEach, mock, test } from 'node:test';
import { toB64u } from '../../api/web/parts/bytes.js';
import { header } from '../../api/web/sealing/padding.js';
import { waitBefore } from '../../api/web/parts/live.js';
import { conversation, frameAt, live, opened, settle, sockets } from './sockets.js';

beforeEach(() => { sockets.length = 0; mock.timers.enable({ apis: ['setTimeout'] }); });
afterEach(() => mock.timers.reset());

test('it speaks first, with its token', async () => {
  const one = await opened();

  assert.deepEqual(sockets[0].sent[0], { t: 'hello', token: 'token' });
  assert.equal(one.state, 'open');
  one.stop();
});

test('what is left of a frame that was changed where it lay comes at its place, and is refused for its size', async () => {
  const one = await opened();
  const got = [];
  one.on('frame', (event) => got.push(event));
  const bytes = new Uint8Array(frameAt(5)).slice(0, 17 + 40);
  bytes.set([81, 76, 78, 49, 2], 17);
  sockets[0].hears(bytes.buffer);
  one.stop();

  assert.deepEqual(got.map(({ conversation: id, cursor }) => [id, cursor]), [[toB64u(conversation), 5]]);
  assert.throws(() => header(got[0].frame), { reason: 'size' });
});

test('after a loss it asks for what came after the last frame it gave out', async () => {
  const one = await opened();
  const got = [];
  one.on('frame', ({ cursor }) => got.push(cursor));
  one.watch({ [toB64u(conversation)]: 4 });
  sockets[0].hears(frameAt(5));
  sockets[0].hears(frameAt(6));
  sockets[0].onclose({ code: 1006 });
  assert.equal(one.state, 'connecting');
  mock.timers.tick(1000);
  await settle();
  sockets[1].onopen();
  sockets[1].hears({ t: 'welcome' });

  assert.deepEqual(got, [5, 6]);
  assert.deepEqual(sockets[1].sent.at(-1), { t: 'watch', conversations: { [toB64u(conversation)]: 6 } });
  one.stop();
});

test('an append settles only when the relay has committed it', async () => {
  const one = await opened();
  const kept = one.append(new Uint8Array(120));
  const sent = sockets[0].sent.at(-1);
  const answer = new Uint8Array(21);
  answer[0] = 2;
  answer.set(sent.subarray(1, 5), 1);
  new DataView(answer.buffer).setBigUint64(5, 9n);
  new DataView(answer.buffer).setBigUint64(13, 1234n);
  sockets[0].hears(answer.buffer);

  assert.deepEqual(await kept, { cursor: 9, at: 1234 });
  one.stop();
});

test('an append that was under way when the network went is refused as offline, not lost in silence', async () => {
  const one = await opened();
  const kept = one.append(new Uint8Array(120));
  sockets[0].onclose({ code: 1006 });

  await assert.rejects(kept, { code: 'offline' });
  await assert.rejects(one.append(new Uint8Array(120)), { code: 'offline' });
  one.stop();
});

test('an append that the relay refuses carries the relay’s reason', async () => {
  const one = await opened();
  const kept = one.append(new Uint8Array(120));
  sockets[0].hears({ t: 'refused', ref: 1, code: 'closed', says: 'This conversation is closed.' });

  await assert.rejects(kept, { code: 'closed', says: 'This conversation is closed.' });
  one.stop();
});

test('a silent socket is left after a missed pong', async () => {
  const one = await opened();
  mock.timers.tick(25_000);
  assert.deepEqual(sockets[0].sent.at(-1), { t: 'ping' });
  mock.timers.tick(10_000);

  assert.equal(sockets[0].closed, true);
  assert.equal(one.state, 'connecting');
  one.stop();
});

test('a device without network knows at once, and what was under way is refused as offline', async () => {
  const place = new EventTarget();
  globalThis.addEventListener = place.addEventListener.bind(place);
  globalThis.removeEventListener = place.removeEventListener.bind(place);
  const one = await opened();
  const kept = one.append(new Uint8Array(120));
  place.dispatchEvent(new Event('offline'));
  const at = one.state;
  one.stop();
  place.dispatchEvent(new Event('offline'));

  await assert.rejects(kept, { code: 'offline' });
  assert.deepEqual([at, one.state, sockets[0].closed], ['connecting', 'closed', true]);
  delete globalThis.addEventListener;
  delete globalThis.removeEventListener;
});

test('words that are no event are passed over', async () => {
  const one = await opened();
  sockets[0].hears('{{{');
  sockets[0].hears(new Uint8Array([3, 1]).buffer);
  sockets[0].hears(new Uint8Array(0).buffer);

  assert.equal(one.state, 'open');
  one.stop();
});

test('waits grow to half a minute, and two desks do not wait alike', () => {
  assert.ok(waitBefore(0, 0) >= 100 && waitBefore(0, 1) <= 500);
  assert.equal(waitBefore(30, 1), 30_000);
  assert.notEqual(waitBefore(5, 0.1), waitBefore(5, 0.9));
});

test('a socket that opens and is never answered is hung up after 15 seconds, and dialled anew', async () => {
  const one = live();
  one.start();
  await settle();
  assert.equal(one.state, 'connecting');
  sockets[0].onopen();
  mock.timers.tick(14_999);
  assert.equal(sockets[0].closed, false);
  mock.timers.tick(1);
  assert.equal(sockets[0].closed, true);

  mock.timers.tick(1000);
  await settle();
  assert.equal(sockets.length, 2);
  sockets[1].onopen();
  sockets[1].hears({ t: 'welcome' });
  mock.timers.tick(15_000);
  assert.deepEqual([one.state, sockets[1].closed], ['open', false]);
  one.stop();
});

test('a phone that wakes up asks at once whether the way still stands', async () => {
  const one = await opened();
  one.wake();
  assert.deepEqual(sockets[0].sent.at(-1), { t: 'ping' });
  mock.timers.tick(10_000);

  assert.equal(sockets[0].closed, true);
  one.stop();
});

test('whoever sends words into a way that is dead learns it in ten seconds, and not when the next ping is due', async () => {
  const one = await opened();
  mock.timers.tick(1_000);
  const kept = one.append(new Uint8Array(120));
  const again = one.append(new Uint8Array(120));
  mock.timers.tick(10_000);

  await assert.rejects(kept, { code: 'offline' });
  await assert.rejects(again, { code: 'offline' });
  assert.equal(sockets[0].sent.filter((said) => said.t === 'ping').length, 1);
  assert.equal(one.state, 'connecting');
  one.stop();
});

test('a way that is only slow is kept while words go up, and while words come down', async () => {
  const one = await opened();
  void one.append(new Uint8Array(120)).catch(() => undefined);
  assert.deepEqual(sockets[0].sent.at(-2), { t: 'ping' });
  mock.timers.tick(9_000);
  sockets[0].hears({ t: 'pong' });
  mock.timers.tick(20_000);
  assert.equal(one.state, 'open');
  one.wake();
  for (let cursor = 1; cursor < 4; cursor += 1) {
    mock.timers.tick(9_000);
    sockets[0].hears(frameAt(cursor));
  }

  assert.equal(one.state, 'open');
  one.stop();
});
