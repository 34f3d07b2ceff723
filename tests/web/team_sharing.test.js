/** Whoever comes to help is handed what was written before, also after a bad moment. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { shareWith } from '../../api/web/console/desk/claiming.js';
import { carry } from '../../api/web/console/team/around.js';
import { Team } from '../../api/web/console/team/team.js';

/** A conversation of mine in which two colleagues came because I asked; whoever is in `offline` cannot be handed anything. */
function withHelp() {
  const helpers = ['noor', 'lee'];
  /** @type {string[]} */
  const handed = [];
  /** @type {Set<string>} */
  const offline = new Set();
  const talk = /** @type {any} */ ({
    id: 'c1', ready: true, row: { state: 'claimed', claimed_by: 'me', present: helpers.map((device) => ({ device, reason: 'help' })) },
    story: { transfer: null, present: helpers },
    speaking: {
      share: async (/** @type {(device: string) => boolean} */ wanted) => {
        const [to] = helpers.filter(wanted);
        if (offline.has(to)) throw Object.assign(new Error(), { code: 'offline', says: 'No connection.' });
        handed.push(to);
      },
    },
  });
  const desk = /** @type {any} */ ({ busy: new Map(), notices: new Map(), session: { me: { device_id: 'me' } }, changed: () => undefined, list: async () => undefined });
  desk.team = new Team(desk);
  return { desk, talk, handed, offline };
}

test('when handing over failed once, the next thing that happens hands it over, and one colleague’s bad moment leaves no other in the dark', async () => {
  const { desk, talk, handed, offline } = withHelp();
  offline.add('noor');
  await carry(desk, talk);
  assert.deepEqual([handed, desk.team.inTheDark(talk)], [['lee'], ['noor']]);
  assert.ok(desk.notices.get('c1'));

  offline.clear();
  await carry(desk, talk);
  await carry(desk, talk);
  assert.deepEqual([handed, desk.team.inTheDark(talk)], [['lee', 'noor'], []]);
});

test('I can also press it, and what I pressed is not done a second time', async () => {
  const { desk, talk, handed, offline } = withHelp();
  offline.add('noor');
  await carry(desk, talk);
  await shareWith(desk, talk, 'noor');
  assert.deepEqual(desk.team.inTheDark(talk), ['noor']);

  offline.clear();
  await shareWith(desk, talk, 'noor');
  await carry(desk, talk);
  assert.deepEqual([handed, desk.team.inTheDark(talk)], [['lee', 'noor'], []]);
});
