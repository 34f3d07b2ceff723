/** What I said stands on my screen once, from Send until I read it back: not twice, and not for a moment not at all. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Talk } from '../../api/web/console/desk/talk.js';
import { Refusal } from '../../api/web/parts/relay.js';

const settled = async () => { for (let i = 0; i < 10; i += 1) await new Promise((done) => setImmediate(done)); };

/** A talk of mine whose relay takes what is posted; `given` is what it gives back. */
function talking() {
  /** @type {Map<string, any>} */
  const kept = new Map();
  const keystore = {
    putJson: async (/** @type {string} */ name, /** @type {any} */ value) => kept.set(name, structuredClone(value)),
    getJson: async (/** @type {string} */ name) => kept.get(name) ?? null,
    get: async () => null,
    remove: async (/** @type {string} */ name) => kept.delete(name),
  };
  const session = { now: () => 1, me: { device_id: 'me' }, keystore, live: { state: 'open' } };
  const desk = { session, people: { me: 'me', side: () => 'staff', label: () => 'Me' }, rows: new Map(), link: 'open', changed: () => undefined, heard: () => undefined, serviceName: () => '' };
  const talk = new Talk(/** @type {any} */ (desk), 'c1');
  talk.reading.ready = true;
  talk.acknowledgeSoon = () => undefined;
  const { speaking } = talk;
  let posts = 0;
  speaking.seal = async (item) => { Object.assign(item, { frames: ['AAAA'], mid: `mid of ${item.payload.body ?? item.payload.t}` }); };
  speaking.post = async () => { posts += 1; return posts; };
  const given = (/** @type {string} */ mid, sender = 'me', payload = { t: 'text', body: 'I am here' }) => {
    talk.reading.entries.push(/** @type {any} */ ({ mid, sender, payload, cursor: 1, at: 8, ts: 8, session: 's', seq: 1, kind: 'message', scope: 0 }));
    talk.retell();
  };
  return { talk, speaking, kept, given, posts: () => posts, shown: () => [...talk.story.items.filter(({ kind }) => kind === 'bubble').map(() => 'read'), ...talk.pending.map(({ state }) => state)] };
}

test('the line gives my words back before it says that it took them: they stand there once', async () => {
  const { speaking, given, shown } = talking();
  let took = () => undefined;
  speaking.post = () => new Promise((resolve) => { took = () => { resolve(1); }; });
  speaking.reading.reached = async () => undefined;
  const said = speaking.say({ t: 'text', body: 'I am here' });
  await settled();
  const before = shown();
  given('mid of I am here');
  const between = shown();
  took();

  assert.deepEqual([before, between, await said, shown()], [['sending'], ['read'], true, ['read']]);
});

test('a colleague’s words that bear the same number take mine from nobody’s screen', async () => {
  const { speaking, given, shown } = talking();
  speaking.post = () => new Promise(() => undefined);
  void speaking.say({ t: 'text', body: 'I am here' });
  await settled();
  given('mid of I am here', 'ash');

  assert.deepEqual(shown(), ['read', 'sending']);
});

test('the relay took them and has not given them back yet: they stay where they are, as delivered, and nothing is left to send', async () => {
  const { speaking, kept, given, shown } = talking();
  let read = () => undefined;
  speaking.reading.reached = () => new Promise((resolve) => { read = () => { resolve(undefined); }; });
  const said = speaking.say({ t: 'text', body: 'I am here' });
  await settled();
  const between = [shown(), kept.get('outbox:c1'), speaking.next()];
  given('mid of I am here');
  read();

  assert.deepEqual(between, [['landed'], undefined, undefined]);
  assert.deepEqual([await said, shown(), speaking.outbox], [true, ['read'], []]);
});

test('what they write meanwhile takes mine from no screen', async () => {
  const { speaking, given, shown } = talking();
  speaking.reading.reached = () => new Promise(() => undefined);
  void speaking.say({ t: 'text', body: 'I am here' });
  await settled();
  given('theirs', 'bot');

  assert.deepEqual(shown(), ['read', 'landed']);
});

test('of a press that failed I read that it arrived once I read it back, and not because a colleague pressed the same', async (context) => {
  context.mock.timers.enable({ apis: ['setTimeout'] });
  const { speaking, given } = talking();
  /** @type {string[]} */
  const undone = [];
  speaking.undone = (says) => { undone.push(says); };
  speaking.post = async () => { throw new Refusal('offline', 'Away.'); };
  await speaking.say({ t: 'release' });
  const before = undone.length;
  given('colleague', 'ash', { t: 'release' });
  given('mine, another', 'me');
  const between = undone.length;
  given('mine', 'me', { t: 'release' });
  given('mine, later', 'me', { t: 'release' });

  assert.deepEqual([before, between, undone.slice(1)], [1, 1, ['']]);
  assert.match(undone[0], /^They were not told that you go/);
});

test('what the relay will not take is sealed anew by Try again, and what it will not take any more for the team rests on this device', async () => {
  const { speaking } = talking();
  let seals = 0;
  const { seal } = speaking;
  speaking.seal = async (item) => { seals += 1; await seal(item); };
  speaking.reading.reached = async () => undefined;
  const { post } = speaking;
  speaking.post = async () => { throw new Refusal('closed', 'Closed.', 409); };
  assert.equal(await speaking.say({ t: 'text', body: 'one more' }), false);
  assert.equal(await speaking.say({ t: 'form', form: 'report', version: 1, answers: {} }, 1), true);
  assert.deepEqual(speaking.outbox.map(({ state, frames, mid }) => [state, frames, mid]), [['failed', [], null], ['held', [], null]]);

  speaking.post = post;
  speaking.retry(speaking.outbox[0].id);
  await settled();
  assert.deepEqual([seals, speaking.outbox.map(({ state }) => state)], [3, ['held']]);
});

test('the line breaks after it took them: said is said, they go out no second time, and are read once it is back', async (context) => {
  context.mock.timers.enable({ apis: ['setTimeout'] });
  const { talk, speaking, given, posts, shown } = talking();
  speaking.reading.reached = async () => { throw new Refusal('offline', 'Away.'); };
  const said = speaking.say({ t: 'text', body: 'I am here' });
  await settled();
  context.mock.timers.tick(60_000);
  await settled();
  await talk.putAway();
  const away = shown();
  given('mid of I am here');

  assert.deepEqual([await said, posts(), away, shown(), speaking.outbox], [true, 1, ['landed'], ['read'], []]);
});

test('a press that the relay took is done, whatever becomes of the line after it', async (context) => {
  context.mock.timers.enable({ apis: ['setTimeout'] });
  const { speaking, posts } = talking();
  /** @type {string[]} */
  const undone = [];
  speaking.undone = (says) => { undone.push(says); };
  speaking.reading.reached = async () => { throw new Refusal('offline', 'Away.'); };
  const released = await speaking.say({ t: 'release' });
  const { post } = speaking;
  speaking.post = async () => { throw new Refusal('offline', 'Away.'); };
  void speaking.say({ t: 'text', body: 'and more' });
  await settled();
  speaking.post = post;

  assert.deepEqual([released, posts(), undone, speaking.outbox.map(({ state }) => state)], [true, 1, [''], ['landed', 'waiting']]);
});

test('what rests here for want of a reader goes once a colleague joins, and nothing that failed goes along', () => {
  const { talk, speaking } = talking();
  let runs = 0;
  speaking.run = async () => { runs += 1; };
  const item = (/** @type {string} */ state) => ({ id: state, payload: { t: 'note', body: state }, scope: 1, at: 1, frames: [], mid: null, state, says: null });
  speaking.outbox = /** @type {any} */ ([item('held'), item('failed')]);
  const claim = (/** @type {number[]} */ ...joined) => { talk.reading.reader = /** @type {any} */ ({ claim: { claimer: new Uint8Array([1]), joined: joined.map((one) => new Uint8Array([one])) } }); speaking.following(); };
  claim();
  speaking.outbox[0].state = 'held';
  claim();
  const alone = [runs, speaking.outbox[0].state];
  claim(2);

  assert.deepEqual([alone, runs, speaking.outbox.map(({ state }) => state)], [[1, 'held'], 2, ['waiting', 'failed']]);
});
