/** Handing a conversation over: the youth is told the reason that was chosen, whatever happened to the page meanwhile. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DeskEngine } from '../../api/web/console/desk/engine.js';
import { Shelf } from '../../api/web/console/desk/kept.js';
import { carry, offer } from '../../api/web/console/team/around.js';
import { toWhom } from '../../api/web/console/team/handing.js';
import { Team } from '../../api/web/console/team/team.js';

/** A conversation of mine, on a page that may be loaded anew. */
function mine() {
  /** @type {Map<string, any>} */
  const drawer = new Map();
  const keystore = /** @type {any} */ ({
    getJson: async (/** @type {string} */ name) => drawer.get(name) ?? null,
    putJson: async (/** @type {string} */ name, /** @type {any} */ value) => { drawer.set(name, value); },
    remove: async (/** @type {string} */ name) => { drawer.delete(name); },
  });
  /** @type {Record<string, any>[]} */
  const said = [];
  const row = { state: 'claimed', claimed_by: 'me', claimed_at: 1, offered_to: /** @type {string | null} */ (null), agreed: false, present: [] };
  const story = { transfer: /** @type {any} */ (null), present: [] };
  /** @type {any[]} */
  const entries = [];
  const page = () => {
    const talk = /** @type {any} */ ({ id: 'c1', ready: true, row, story, shelf: new Shelf(keystore, 'c1'), reading: { entries }, speaking: { outbox: [], say: async (/** @type {any} */ payload) => { said.push(payload); return true; } } });
    const desk = /** @type {any} */ ({
      busy: new Map(), notices: new Map(), talks: new Map([['c1', talk]]), people: { label: () => 'Robin' }, changed: () => undefined, list: async () => undefined, put: () => undefined,
      session: { me: { device_id: 'me' }, relay: { call: async () => { row.offered_to = 'robin'; return row; } } },
    });
    desk.team = new Team(desk);
    return { desk, talk };
  };
  return { page, said, row, story, drawer, entries };
}

test('a page that was loaded anew before the colleague said yes still tells the reason that was chosen, once', async () => {
  const { page, said, row, story, drawer } = mine();
  const first = page();
  await offer(first.desk, 'c1', 'robin', 'tired');
  row.agreed = true;
  const second = page();
  await carry(second.desk, second.talk);
  assert.deepEqual(said, [{ t: 'transfer', to: 'robin', why: 'tired' }]);
  assert.equal(drawer.size, 0);

  story.transfer = { by: 'me', to: 'robin', at: 2, answer: false, done: false };
  const third = page();
  await carry(third.desk, third.talk);
  assert.equal(said.length, 1);
});

test('a colleague with two devices on call is one person, in the list and among those who could take it', () => {
  const team = new Team(/** @type {any} */ ({ session: { me: { device_id: 'me', label: 'Sam' } } }));
  const on = (/** @type {string} */ device, /** @type {string} */ label, /** @type {string} */ state, circle = 0) => /** @type {any} */ ({ device, label, state, circle, role: 'worker' });
  team.items = [on('a', 'Ana', 'off'), on('b', 'ana ', 'here'), on('c', 'Kim', 'here', 1), on('d', 'Kim', 'here'), on('e', 'Lee', 'away'), on('f', 'Lee', 'away'), on('me', 'Sam', 'here'), on('phone', 'SAM', 'here')];

  assert.deepEqual(team.others.map(({ device }) => device), ['b', 'c', 'e']);
  assert.deepEqual(team.mayTake(/** @type {any} */ ({ audience: 1 })).map(({ device }) => device), ['b', 'd'], 'on the device of a circle that they agreed to');
  assert.deepEqual(team.mayTake(/** @type {any} */ ({ audience: 2 })).map(({ device }) => device), ['c']);
});

test('whom I could give the talk on to stands there with their circle: a name alone says nothing of an officer', () => {
  const desk = { circles: () => ['community', 'indigenous', 'child_protection', 'police'] };
  const there = [{ device: 'b', label: 'Rob', circle: 3 }, { device: 'c', label: 'Grace', circle: 1 }];

  assert.deepEqual(toWhom(desk, there), [{ value: 'b', title: 'Rob', text: 'Police officer' }, { value: 'c', title: 'Grace', text: 'Indigenous liaison' }]);
});

test('a colleague who cannot after all, also after the youth’s yes, is taken back from the youth once', async () => {
  for (const answer of [null, true]) {
    const { page, said, row, story } = mine();
    story.transfer = { by: 'me', to: 'robin', at: 2, answer, consent: 'yes', done: false };
    row.offered_to = null;
    const { desk, talk } = page();
    await carry(desk, talk);
    assert.deepEqual(said, [{ t: 'transfer', to: null }]);
  }
});

test('what was refused, or handed over already, is taken back from nobody', async () => {
  for (const transfer of [{ answer: false, done: false }, { answer: true, done: true }]) {
    const { page, said, story } = mine();
    story.transfer = { by: 'me', to: 'robin', at: 2, consent: 'yes', ...transfer };
    const { desk, talk } = page();
    await carry(desk, talk);
    assert.deepEqual(said, []);
  }
});

test('an offer that I took back in the second in which it was handed over: their side hears once that I am the one who is there', async () => {
  const { page, said, row, story, entries } = mine();
  story.transfer = { by: 'me', to: 'robin', at: 2, consent: 'yes', answer: true, done: true };
  row.offered_to = 'robin';
  entries.push({ sender: 'me', payload: { t: 'claim' } }, { sender: 'me', payload: { t: 'transfer', to: 'robin', of: 'yes' } });
  const { desk, talk } = page();
  await carry(desk, talk);
  assert.deepEqual(said, [], 'it is on its way');

  row.offered_to = null;
  await carry(desk, talk);
  entries.push({ sender: 'me', payload: { t: 'claim' } });
  await carry(desk, talk);
  assert.deepEqual(said, [{ t: 'claim' }]);
});

/** What stands over my talk when its row changes from one to the other. */
function told(/** @type {any} */ before, /** @type {any} */ after, /** @type {any} */ { busy = '', transfer = null } = {}) {
  const { page, row, story } = mine();
  story.transfer = transfer;
  const { desk } = page();
  if (busy) desk.busy.set('c1', new Set([busy]));
  desk.team.moved({ ...row, id: 'c1', ...before }, { ...row, id: 'c1', ...after });
  return desk.notices.get('c1');
}

test('a colleague’s no is said to who asked: silence would look like a yes on its way', () => {
  const asked = { offered_to: 'robin' };
  const agreed = { offered_to: 'robin', agreed: true };

  assert.equal(told(asked, {}), 'Robin cannot take it now. Ask somebody else, or put it back in line.');
  assert.equal(told(agreed, {}), 'It is not handed over to Robin after all, and stays with you.');
});

test('what I took back, what the youth refused, and what went its way is said to be nobody’s no', () => {
  const agreed = { offered_to: 'robin', agreed: true };

  assert.equal(told(agreed, {}, { busy: 'withdraw' }), undefined);
  assert.equal(told(agreed, {}, { transfer: { to: 'robin', answer: false } }), undefined);
  assert.equal(told(agreed, { claimed_by: 'robin' }), undefined);
  assert.equal(told(agreed, { state: 'closed' }), undefined);
  assert.equal(told(agreed, { offered_to: 'ana' }), undefined);
  assert.equal(told({}, {}), undefined);
});

test('a colleague’s no that came while the connection was lost is said when it is back', async () => {
  const row = { id: 'c1', state: 'claimed', claimed_by: 'me', offered_to: 'A'.repeat(22), agreed: false, cursor: 0, present: [] };
  const relay = { call: async (/** @type {string} */ _verb, /** @type {string} */ path) => ({ items: path.includes('state=claimed') ? [{ ...row, offered_to: null }] : [], next: null }) };
  const session = { now: () => 1, me: { device_id: 'me' }, keystore: {}, live: { state: 'open', watch: () => undefined, unwatch: () => undefined }, roster: () => null, onCall: { state: 'shift' }, endpoint: { pins: { device: () => ({ label: 'Robin' }), former: () => null } }, relay };
  const desk = new DeskEngine(/** @type {any} */ (session));
  Object.assign(desk, { attend: () => undefined, changed: () => undefined });
  desk.rows.set('c1', /** @type {any} */ (row));
  await desk.list();

  assert.match(desk.notices.get('c1') ?? '', /cannot take it now/);
});
