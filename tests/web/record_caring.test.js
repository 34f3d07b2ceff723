/** The rest after a heavy talk: however the talk ends for a worker, and never for one that only fell out of their hands. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { claim } from '../../api/web/console/desk/claiming.js';
import { Refusal } from '../../api/web/parts/relay.js';
import { DeskEngine } from '../../api/web/console/desk/engine.js';
import { agree } from '../../api/web/console/team/around.js';
import { Caring, REST, loadOf } from '../../api/web/console/record/caring.js';

const NOW = Date.UTC(2026, 10, 28, 20);

/** A desk with a clock, a drawer, and a relay that remembers what it was told. */
function desk({ drawer = new Map(), offline = false } = {}) {
  const told = [];
  const made = {
    at: NOW, offline, told, drawer, rows: new Map(), talks: new Map(), notices: new Map(), busy: new Set(), changed: () => undefined, list: async () => undefined,
    team: { me: null, refused: new Map(), sayWhere: async (state) => { told.push({ state }); } },
    session: {
      me: { device_id: 'sam' }, now: () => made.at, onCall: { state: 'off', until: null }, endings: [], subscribe: () => () => undefined,
      keystore: { get: async () => null, getJson: async (name) => drawer.get(name), putJson: async (name, value) => void drawer.set(name, structuredClone(value)), remove: async (name) => void drawer.delete(name) },
      relay: { call: async (verb, path, body) => { if (made.offline) throw new Error('offline'); told.push(path === '/api/team/me' ? body : path); return {}; } },
    },
  };
  made.caring = new Caring(made);
  /** The relay's row moves; the desk looks at it. */
  made.moves = (id, state, by = null, priority = 0) => {
    if (state === 'gone') made.rows.delete(id);
    else made.rows.set(id, { id, state, claimed_by: by, priority });
    made.caring.see(id);
  };
  made.has = (id, level, { channel = 'telegram', begun = {}, priority = 0 } = {}) => {
    made.talks.set(id, { id, story: { opening: { channel } }, record: { forms: { risk: level ? [{ answers: { level } }] : [] } }, forms: { of: (kind) => begun[kind] } });
    made.moves(id, 'claimed', 'sam', priority);
  };
  return made;
}

/** Wait for what the desk writes by itself. */
const settled = (one) => one.caring.writing;
const rests = (one) => one.caring.left > 0 && one.caring.asking?.heavy === true;

for (const [how, ends] of [
  ['closed', (one) => one.moves('a', 'closed', 'sam')],
  ['handed to a colleague', (one) => one.moves('a', 'claimed', 'ana')],
  ['erased by the youth, or left because I know them', (one) => one.moves('a', 'gone')],
  ['put back in line', (one) => { one.moves('a', 'waiting'); one.caring.gave('a'); }],
]) {
  test(`a red talk that is ${how} gives ten minutes and two questions, and the relay is told`, async () => {
    const one = desk();
    one.has('a', 'imminent');
    ends(one);
    await settled(one);

    assert.ok(rests(one));
    assert.equal(one.caring.left, REST);
    assert.deepEqual(one.told, [{ state: 'rest', until: NOW + REST }]);
    const { talks, heavy } = loadOf(one.drawer.get('load'), [], NOW);
    assert.deepEqual([talks, heavy], [1, 1]);
  });
}

for (const [what, how] of [
  ['its button for an emergency was pressed', { priority: 3 }],
  ['the risk form with its level was begun and not kept', { begun: { risk: { level: 'high' } } }],
  ['the steps at imminent risk were begun and not kept', { begun: { ladder: { reason: 'x' } } }],
]) {
  test(`a talk is red also when ${what}`, async () => {
    const [closed, back] = [desk(), desk()];
    for (const one of [closed, back]) one.has('a', null, how);
    closed.moves('a', 'closed', 'sam');
    back.caring.gave('a');
    for (const one of [closed, back]) {
      await settled(one);
      assert.ok(rests(one));
    }
  });
}

test('the two questions stay with the rest until they are answered, put off and after a reload too', async () => {
  const one = desk();
  one.has('a', 'high');
  one.moves('a', 'closed', 'sam');
  await settled(one);
  assert.equal(one.caring.open, true);
  one.caring.ask(false);
  const after = desk({ drawer: one.drawer });
  await after.caring.start();
  assert.deepEqual([after.caring.asking?.at, after.caring.open], [NOW, false]);
  after.caring.ask(true);
  await after.caring.answered('low', 'now');
  const last = desk({ drawer: after.drawer });
  await last.caring.start();

  assert.equal(last.caring.asking, null);
  assert.equal(last.caring.left, REST);
  assert.deepEqual(after.drawer.get('load').map(({ how, stays }) => [how, stays]), [['low', 'now']]);
});

test('a talk that was not red gives no rest, and practice counts for nothing', async () => {
  const one = desk();
  one.has('a', 'raised');
  one.has('b', 'imminent', { channel: 'practice', priority: 3 });
  one.moves('a', 'closed', 'sam');
  one.moves('b', 'closed', 'sam');
  await settled(one);

  assert.equal(rests(one), false);
  assert.deepEqual(one.drawer.get('load').map(({ heavy }) => heavy), [false]);
});

test('a red talk that lapsed is mine to take up again; the rest begins when a colleague has it', async () => {
  const one = desk();
  one.has('a', 'high');
  one.moves('a', 'waiting');
  assert.equal(rests(one), false);
  one.moves('a', 'claimed', 'sam');
  one.moves('a', 'waiting');
  assert.equal(rests(one), false);
  one.moves('a', 'claimed', 'ana');
  await settled(one);

  assert.ok(rests(one));
  assert.equal(one.drawer.get('load').length, 1);
});

test('a red talk that went while this page was closed is known when it opens again', async () => {
  const before = desk();
  before.has('a', 'imminent');
  await settled(before);
  const after = desk({ drawer: before.drawer });
  await after.caring.start();
  after.moves('a', 'claimed', 'ana');
  await settled(after);

  assert.ok(rests(after));
});

test('nothing is claimed or agreed to while I rest; the conversation says why, and the relay is not asked', async () => {
  const one = desk();
  one.has('a', 'imminent');
  one.moves('a', 'closed', 'sam');
  await settled(one);
  one.team.refused.set('b', { code: 'away', says: '' });
  await claim(one, { id: 'b' });
  await agree(one, 'c');

  assert.match(one.notices.get('b'), /You are resting.*colleagues can claim it now/);
  assert.match(one.notices.get('c'), /You are resting/);
  assert.equal(one.team.refused.size, 0);
  assert.deepEqual(one.told.filter((said) => typeof said === 'string'), []);
});

test('a rest that the relay did not hear of is said again when the connection is back, once', async () => {
  const one = desk({ offline: true });
  one.has('a', 'high');
  one.moves('a', 'closed', 'sam');
  await settled(one);
  await one.caring.tell();
  assert.deepEqual(one.told, []);
  one.offline = false;
  one.at += 60_000;
  await one.caring.tell();
  one.team.me = { state: 'rest', until: one.caring.restUntil };
  await one.caring.tell();

  assert.deepEqual(one.told, [{ state: 'rest', until: NOW + REST }]);
});

test('whoever is away for longer than the rest is not counted in when it ends', async () => {
  const one = desk();
  one.team.me = { state: 'away', until: null };
  one.has('a', 'high');
  one.moves('a', 'closed', 'sam');
  await settled(one);

  assert.ok(rests(one));
  assert.deepEqual(one.told, []);
});

test('the worker ends the rest by a press when an emergency waits; the relay hears it at once', async () => {
  const one = desk();
  one.has('a', 'high');
  one.moves('a', 'closed', 'sam');
  await settled(one);
  await one.caring.over();

  assert.equal(one.caring.left, 0);
  assert.equal(one.drawer.has('rest'), false);
  assert.deepEqual(one.told.at(-1), { state: 'here' });
});

test('a press that the relay did not hear ends nothing, since it would refuse the claim, and says so', async () => {
  const one = desk();
  one.has('a', 'high');
  one.moves('a', 'closed', 'sam');
  await settled(one);
  one.team.sayWhere = async () => { throw new Refusal('offline', 'No connection.', 0); };

  await assert.rejects(one.caring.over(), /No connection/);
  assert.equal(one.caring.left, REST);
});

test('the rest holds on my other device: nothing is claimed there, and it runs out by the time that the relay says', async () => {
  const other = desk();
  other.team.me = { state: 'rest', until: NOW + REST };
  await claim(other, { id: 'b' });

  assert.equal(other.caring.left, REST);
  assert.match(other.notices.get('b'), /You are resting/);
  assert.deepEqual(other.told, []);
  other.at += REST;
  assert.equal(other.caring.left, 0);
});

test('a browser that refuses one write counts the talks after it all the same', async () => {
  const one = desk();
  const { putJson } = one.session.keystore;
  one.session.keystore.putJson = async () => { throw new Error('full'); };
  await assert.rejects(one.caring.change((done) => [...done, { at: NOW, heavy: false, night: false }]));
  one.session.keystore.putJson = putJson;
  await one.caring.change((done) => [...done, { at: NOW, heavy: false, night: false }]);

  assert.equal(one.drawer.get('load').length, 1);
});

test('an emergency for which I ended it on my other device ends it here too, also after a reload', async () => {
  for (const [reload, state] of /** @type {const} */ ([[false, 'here'], [true, 'here'], [false, 'off'], [true, 'off']])) {
    const first = desk();
    first.has('a', 'high');
    first.moves('a', 'closed', 'sam');
    await settled(first);
    first.team.me = { state: 'rest', until: first.caring.restUntil };
    await first.caring.tell();
    const one = reload ? desk({ drawer: first.drawer }) : first;
    await one.caring.start();
    assert.equal(one.caring.left, REST);
    one.team.me = { state, until: null };
    await one.caring.tell();

    assert.equal(one.caring.left, 0, state);
    assert.equal(one.drawer.has('rest'), false);
    assert.deepEqual(one.told.filter(({ state }) => state === 'rest').length, reload ? 0 : 1);
  }
});

/** The real engine, before a relay that lists these rows. */
function engine(listed) {
  const told = [];
  const session = {
    ...desk().session, live: { state: 'open', watch: () => undefined, unwatch: () => undefined }, roster: () => null, onCall: { state: 'shift' },
    relay: {
      call: async (verb, path, body) => {
        if (path.startsWith('/api/conversations?state=')) return { items: listed.filter(({ state }) => path.includes(`=${state}&`)), next: null };
        if (path.startsWith('/api/conversations/')) throw new Refusal('not-found', 'That is not there.', 404);
        return void told.push(body);
      },
    },
  };
  const one = new DeskEngine(session);
  one.alerts.stopped = true;
  one.people.person = () => 'sam';
  one.talks.set('a', { id: 'a', ready: false, story: { opening: {} }, record: { forms: { risk: [{ answers: { level: 'high' } }] }, handovers: [] }, forms: { of: () => undefined }, forget: async () => undefined, putAway: async () => undefined });
  one.put({ id: 'a', state: 'claimed', claimed_by: 'sam', present: [] });
  return { one, told };
}

for (const [how, listed, happens] of [
  ['the relay says that it is gone', [], (one) => one.drop('a')],
  ['it is not listed any more after a lost connection', [], (one) => one.list()],
  ['it went while this page was closed', [], (one) => { one.rows.clear(); one.talks.clear(); return one.list(); }],
  ['a colleague has it after a lost connection', [{ id: 'a', state: 'claimed', claimed_by: 'ana', present: [] }], (one) => one.list()],
  ['it was closed while the connection was lost', [{ id: 'a', state: 'closed', claimed_by: 'sam', present: [] }], (one) => one.list()],
]) {
  test(`the desk sees that a red talk has ended for me: ${how}`, async () => {
    const { one, told } = engine(listed);
    assert.equal(one.caring.left, 0);
    await happens(one);
    await new Promise((done) => setImmediate(done));
    await one.caring.writing;

    assert.equal(one.caring.left, REST);
    assert.deepEqual(told, [{ state: 'rest', until: NOW + REST }]);
  });
}
