/** What a worker presses while the desk is still at work has its turn, and the same press twice is one. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { attempt, claim, mineElsewhere, release, takeHere } from '../../api/web/console/desk/claiming.js';
import { leave, recuse } from '../../api/web/console/team/around.js';
import { Refusal } from '../../api/web/parts/relay.js';

/** A desk at which each deed is done when the test says so. */
function atWork() {
  /** @type {string[]} */
  const done = [];
  /** @type {Map<string, (how?: unknown) => void>} */
  const ends = new Map();
  /** @type {any} */
  const desk = { busy: new Map(), notices: new Map(), team: { refused: new Map() }, session: { me: {} }, changed: () => undefined, list: async () => undefined };
  /** @param {string} deed @param {string} [of] */
  const press = (deed, of = 'a') => attempt(desk, of, deed, async () => {
    const refused = await new Promise((resolve) => ends.set(deed, resolve));
    if (refused) throw refused;
    done.push(deed);
  });
  const settle = async () => { for (let turn = 0; turn < 10; turn += 1) await Promise.resolve(); };
  /** @param {string} deed @param {unknown} [how] */
  const end = async (deed, how) => { await settle(); ends.get(deed)?.(how); await settle(); };
  return { desk, done, ends, press, end, settle };
}

test('Close, pressed while I am still being announced, closes as soon as that is said', async () => {
  const { desk, done, ends, press, end, settle } = atWork();
  void press('claim');
  const closing = press('close');
  await settle();
  assert.deepEqual([...ends.keys()], ['claim']);

  await end('claim');
  await end('close');
  await closing;
  assert.deepEqual(done, ['claim', 'close']);
  assert.equal(desk.busy.size, 0);
});

test('a press twice is one press, and both wait for its end', async () => {
  const { done, press, end } = atWork();
  const both = Promise.all([press('claim'), press('claim')]);
  await end('claim');
  await both;

  assert.deepEqual(done, ['claim']);
});

test('what was refused is said, and what was pressed behind it is done all the same', async () => {
  const { desk, done, press, end } = atWork();
  void press('withdraw');
  const last = press('close');
  await end('withdraw', { code: 'later', says: 'Try again in a moment.' });
  assert.equal(desk.notices.get('a'), 'Try again in a moment.');

  await end('close');
  await last;
  assert.deepEqual(done, ['close']);
});

test('one conversation never waits for another', async () => {
  const { done, press, end } = atWork();
  void press('claim', 'a');
  const other = press('close', 'b');
  await end('close');
  await other;

  assert.deepEqual(done, ['close']);
});

/** A desk of Sam's laptop, while Sam's phone has a conversation. @param {'shift' | 'off'} state */
function twoDevices(state) {
  /** @type {string[]} */
  const done = [];
  const row = { id: 'a', state: 'claimed', claimed_by: 'phone', claimed_label: 'Sam', present: [] };
  const rows = new Map([['a', row]]);
  /** @type {any} */
  const talk = {
    id: 'a', unlocked: false, resume: async () => { done.push('read'); }, look: () => undefined, press: async () => undefined,
    speaking: { say: async (/** @type {{t: string}} */ { t }) => { done.push(`says ${t}`); return true; } },
  };
  const session = {
    me: { device_id: 'laptop', label: 'sam' }, onCall: { state },
    keystore: { putJson: async (/** @type {string} */ name) => { done.push(`keeps ${name}`); }, remove: async (/** @type {string} */ name) => { done.push(`lets go of ${name}`); } },
    relay: { call: async (/** @type {string} */ _verb, /** @type {string} */ path, /** @type {any} */ how = {}) => {
      const deed = /** @type {string} */ (path.split('/').at(-1));
      done.push(how.here ? `${deed} here` : deed);
      return { ...row, claimed_by: 'laptop' };
    } },
  };
  /** @type {Set<() => void>} */
  const rings = new Set();
  /** @type {any} */
  const desk = {
    session, rows, talks: new Map(), busy: new Map(), notices: new Map(), team: { refused: new Map() }, caring: { left: 0 }, changed: () => rings.forEach((ring) => ring()), list: async () => undefined,
    subscribe: (/** @type {() => void} */ ring) => { rings.add(ring); return () => rings.delete(ring); },
    put: (/** @type {any} */ one) => rows.set(one.id, one), read: () => talk, device: (/** @type {string} */ id) => ({ label: id === 'kims' ? 'Kim' : 'Sam' }),
  };
  return { desk, done, row, rings, talk };
}

test('what my other device has I take here with one press: it is mine here at once, is read, and they are told', async () => {
  const { desk, done, row } = twoDevices('shift');
  assert.deepEqual([mineElsewhere(desk, /** @type {any} */ (row)), mineElsewhere(desk, /** @type {any} */ ({ ...row, claimed_by: 'kims' })), mineElsewhere(desk, /** @type {any} */ ({ ...row, claimed_by: 'laptop' }))], [true, false, false]);

  await takeHere(desk, 'a');
  assert.deepEqual(done, ['keeps claiming:a', 'claim here', 'read', 'says claim']);
});

test('an answer that was lost may have been a yes: that I pressed is kept, and they are told once the row says that it is mine', async () => {
  const { desk, done } = twoDevices('shift');
  desk.session.relay.call = async () => { throw new Refusal('offline', 'No line.'); };
  await takeHere(desk, 'a');
  assert.deepEqual(done, ['keeps claiming:a']);

  desk.session.relay.call = async () => { throw new Refusal('not-claimed', 'It went back.', 409); };
  await takeHere(desk, 'a');
  assert.deepEqual(done.slice(1), ['keeps claiming:a', 'lets go of claiming:a']);
});

test('a device that is off call takes nothing from my other one, so that they are not left alone', async () => {
  const { desk, done } = twoDevices('off');
  await takeHere(desk, 'a');

  assert.deepEqual(done, []);
  assert.match(desk.notices.get('a'), /^Go on call on this device first/);
});

test('I am announced as soon as a bell says that it is mine: nothing that I write can overtake that on a line on which the answer is late', async () => {
  const { desk, done, row, rings, talk } = twoDevices('shift');
  desk.rows.set('a', { ...row, state: 'waiting', claimed_by: null });
  let answers = (/** @type {any} */ _row) => {};
  desk.session.relay.call = () => new Promise((resolve) => { answers = resolve; });
  const claiming = claim(desk, talk);
  await new Promise((turn) => setImmediate(turn));
  assert.deepEqual(done, []);
  desk.put({ ...row, claimed_by: 'laptop' });
  desk.changed();
  await claiming;
  assert.deepEqual(done, ['says claim']);

  desk.put({ ...row, state: 'closed', claimed_by: 'laptop' });
  answers({ ...row, claimed_by: 'laptop' });
  await new Promise((turn) => setImmediate(turn));
  assert.equal(desk.rows.get('a').state, 'closed');
  assert.equal(rings.size, 0);
});

for (const [press, deed] of /** @type {[string, (desk: any, talk: any) => Promise<void>][]} */ ([['Put back', release], ['Leave', (desk, talk) => leave(desk, talk)], ['Hide it from me', (desk) => recuse(desk, 'a')]])) {
  test(`${press}, and the line takes its time: what I opened meanwhile stays open, and what I am done with goes`, async () => {
    for (const [opened, stays] of [['b', 'b'], ['a', null]]) {
      /** @type {(() => void)[]} */
      const answers = [];
      const call = () => new Promise((answer) => {
        answers.push(() => answer({ id: 'a' }));
      });
      const talk = { id: 'a', speaking: { untold: false, say: async () => true, share: async () => undefined, outbox: [] }, reading: { entries: [] }, unlocked: true };
      /** @type {any} */
      const desk = {
        busy: new Map(), notices: new Map(), rows: new Map(), talks: new Map([['a', talk]]), team: { refused: new Map() }, caring: { gave: () => undefined }, chosen: 'a',
        session: { me: { device_id: 'me' }, relay: { call }, certificates: async () => [], keyForAnswer: async () => 'key' },
        choose: (/** @type {string | null} */ id) => { desk.chosen = id; }, put: () => undefined, drop: async () => undefined, changed: () => undefined, list: async () => undefined,
      };
      const done = deed(desk, talk);
      while (!answers.length) await Promise.resolve();
      desk.chosen = opened;
      answers[0]();
      await done;
      assert.equal(desk.chosen, stays);
    }
  });
}
