/** The bench of the weak line: one seed holds up the same things for as long each time, and a socket keeps its order. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

const PAGES = readFileSync(new URL('../load/weak_line/pages.js', import.meta.url), 'utf8');
const settle = () => new Promise((done) => { setImmediate(done); });

class FakeSocket extends EventTarget {
  readyState = 1;
  /** @type {string[]} */ sent = [];
  send(words) { this.sent.push(words); }
  brings(data) { this.dispatchEvent(Object.assign(new Event('message'), { data })); }
}

/** A page on the weak line of a seed, whose clock moves only when `passes` moves it; `waits` is what was held up, in order. @param {string} seed */
function weakPage(seed) {
  const timers = [];
  const waits = [];
  let now = 0;
  const page = {
    location: { pathname: '/console' },
    fetch: async () => 'answer',
    WebSocket: FakeSocket,
    setTimeout: (job, ms) => { waits.push(ms); timers.push({ job, at: now + ms }); },
  };
  new Function('page', 'seed', `${PAGES}; weaken(page, seed);`)(page, seed);
  const passes = async () => {
    for (await settle(); timers.length; await settle()) {
      const next = timers.reduce((first, one) => (one.at < first.at ? one : first));
      timers.splice(timers.indexOf(next), 1);
      now = next.at;
      next.job();
    }
  };
  return { page, waits, passes };
}

/** How long each of a few requests was held up. @param {string} seed */
async function heldUp(seed) {
  const { page, waits, passes } = weakPage(seed);
  for (const path of ['/api/team', '/api/team', '/api/roster']) page.fetch(path);
  await passes();
  return waits;
}

test('the same seed tells the same line, and another one another', async () => {
  const told = await heldUp('7 1');

  assert.equal(told.length, 6);
  assert.equal(new Set(told).size, 6);
  assert.deepEqual(await heldUp('7 1'), told);
  assert.notDeepEqual(await heldUp('8 1'), told);
});

test('nothing overtakes inside a socket, neither what it brings nor what it takes', async () => {
  const { page, waits, passes } = weakPage('7 1');
  const socket = new page.WebSocket('ws://here/api/live');
  const heard = [];
  socket.onmessage = ({ data }) => heard.push(data);
  const words = Array.from({ length: 40 }, (_, number) => String(number));
  for (const one of words) {
    socket.brings(one);
    socket.send(one);
  }
  await passes();

  assert.deepEqual(heard, words);
  assert.deepEqual(socket.sent, words);
  assert.ok(Math.max(...waits) > 1_000);
});
