/** Handing a conversation over: the youth is told the reason that was chosen, whatever happened to the page meanwhile. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Shelf } from '../../api/web/console/desk/kept.js';
import { carry, offer } from '../../api/web/console/team/around.js';
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
  const page = () => {
    const talk = /** @type {any} */ ({ id: 'c1', ready: true, row, story, shelf: new Shelf(keystore, 'c1'), speaking: { say: async (/** @type {any} */ payload) => { said.push(payload); return true; } } });
    const desk = /** @type {any} */ ({
      busy: new Map(), notices: new Map(), talks: new Map([['c1', talk]]), changed: () => undefined, list: async () => undefined, put: () => undefined,
      session: { me: { device_id: 'me' }, relay: { call: async () => { row.offered_to = 'robin'; return row; } } },
    });
    desk.team = new Team(desk);
    return { desk, talk };
  };
  return { page, said, row, story, drawer };
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
