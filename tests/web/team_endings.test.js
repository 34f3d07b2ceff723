/** Whoever stood beside a colleague for a time leaves in words before the relay ends it. The clock is the test's. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Endings, OVER } from '../../api/web/console/team/endings.js';

const MINUTE = 60_000;

/** Kai's desk, beside Sam in one conversation. @param {import('node:test').TestContext} context */
function beside(context, { entered = true } = {}) {
  context.mock.timers.enable({ apis: ['setTimeout', 'Date'] });
  /** @type {string[]} */
  const said = [];
  const row = { id: 'a', state: 'claimed', present: [{ device: 'kai', reason: 'danger', asked_at: 0, agreed_by: 'robin', until: Date.now() + 60 * MINUTE }] };
  /** @type {any} */
  const talk = { id: 'a', ready: true, unlocked: true, story: { present: entered ? ['kai'] : [] }, speaking: { say: async (/** @type {any} */ { t }) => { said.push(t); talk.story.present = []; return true; } } };
  /** @type {any} */
  const desk = {
    rows: new Map([['a', row]]), read: () => talk, busy: new Map(), notices: new Map(), chosen: 'another',
    session: { me: { device_id: 'kai' }, now: () => Date.now(), relay: { call: async (/** @type {string} */ _, /** @type {string} */ path) => { said.push(path); return row; } } },
    choose: (/** @type {string | null} */ id) => { desk.chosen = id; }, put: () => undefined, changed: () => undefined, list: async () => undefined,
  };
  const endings = new Endings(desk);
  endings.look(/** @type {any} */ (row));
  const minutes = async (/** @type {number} */ n) => { context.mock.timers.tick(n * MINUTE); for (let turn = 0; turn < 10; turn += 1) await Promise.resolve(); };
  return { desk, endings, row, said, talk, minutes };
}

test('a minute before the hour is over the youth is told that I leave, and then the relay', async (context) => {
  const kai = beside(context);
  await kai.minutes(58);
  assert.deepEqual(kai.said, []);
  await kai.minutes(1);

  assert.deepEqual(kai.said, ['release', '/api/conversations/a/leave']);
  assert.equal(kai.talk.unlocked, false);
});

test('what I am reading elsewhere stays open, and the one that closed says why', async (context) => {
  const kai = beside(context);
  await kai.minutes(59);

  assert.equal(kai.desk.chosen, 'another');
  assert.equal(kai.desk.notices.get('a'), OVER);
});

test('whoever left before, or never went in, has nothing to say', async (context) => {
  const kai = beside(context);
  kai.endings.look(/** @type {any} */ ({ ...kai.row, present: [] }));
  await kai.minutes(59.5);
  assert.deepEqual(kai.said, []);
});

test('whoever is let in anew for longer leaves when that is over, and not before', async (context) => {
  const kai = beside(context);
  await kai.minutes(30);
  kai.row.present[0].until = Date.now() + 60 * MINUTE;
  kai.endings.look(/** @type {any} */ (kai.row));
  await kai.minutes(58);
  assert.deepEqual(kai.said, []);
  await kai.minutes(1);

  assert.deepEqual(kai.said, ['release', '/api/conversations/a/leave']);
});

test('an opening that nobody used ends without a word', async (context) => {
  const kai = beside(context, { entered: false });
  await kai.minutes(59.5);

  assert.deepEqual(kai.said, []);
});

test('after a reload it is read first; a conversation that cannot be read is not tried for ever', async (context) => {
  const kai = beside(context);
  kai.talk.ready = false;
  await kai.minutes(59);
  assert.deepEqual(kai.said, []);
  kai.talk.ready = true;
  await kai.minutes(0.05);
  assert.deepEqual(kai.said, ['release', '/api/conversations/a/leave']);

  kai.said.length = 0;
  kai.talk.story.present = ['kai'];
  kai.endings.look(/** @type {any} */ (kai.row));
  await kai.minutes(2);
  assert.deepEqual(kai.said, []);
});

test('while something else is on its way it waits, and a locked desk says nothing', async (context) => {
  const kai = beside(context);
  kai.desk.busy.set('a', new Map());
  await kai.minutes(59);
  assert.deepEqual(kai.said, []);
  kai.desk.busy.clear();
  await kai.minutes(0.1);
  assert.equal(kai.said[0], 'release');

  kai.row.present[0].until = Date.now() + 60 * MINUTE;
  kai.talk.story.present = ['kai'];
  kai.endings.look(/** @type {any} */ (kai.row));
  kai.endings.stop();
  kai.said.length = 0;
  await kai.minutes(59.5);
  kai.endings.look(/** @type {any} */ (kai.row)); // it was on its way
  await kai.minutes(0.1);
  assert.deepEqual(kai.said, []);
});

test('while the line is away it is tried again until they were told, once, and by no desk that was locked meanwhile', async (context) => {
  const kai = beside(context);
  const { say } = kai.talk.speaking;
  let tries = 0;
  kai.talk.speaking.say = async () => { tries += 1; return false; };
  await kai.minutes(59);
  await kai.minutes(0.05);
  assert.equal(tries, 2);
  kai.talk.speaking.say = say;
  await kai.minutes(0.05);
  await kai.minutes(0.1);
  assert.deepEqual(kai.said, ['release', '/api/conversations/a/leave']);

  kai.talk.story.present = ['kai'];
  kai.talk.speaking.say = async () => { kai.endings.stop(); tries += 1; return false; };
  kai.row.present[0].until = Date.now() + 2 * MINUTE;
  kai.endings.look(/** @type {any} */ (kai.row));
  await kai.minutes(1);
  await kai.minutes(0.1);
  assert.equal(tries, 3);
});
