/** A worker with a laptop and a phone is one person in the schedule: each list names her once, and both devices know her shifts. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readingOf } from '../../api/web/console/schedule/reading.js';
import { fitting } from '../../api/web/console/schedule/shift_dialog.js';
import { Team } from '../../api/web/console/team/team.js';

const people = [
  { device: 'laptop', label: 'Sam', role: 'worker' }, { device: 'kim', label: 'Kim', role: 'worker' },
  { device: 'tablet', label: ' SAM', role: 'supervisor' }, { device: 'phone', label: 'sAM ', role: 'worker' },
];
const wanted = [
  { device: 'laptop', asks: 'cover', asks_of: null, duty: 'primary' }, { device: 'kim', asks: 'swap', asks_of: 'laptop', duty: 'primary' },
  { device: null, asks: null, asks_of: null, duty: 'backup' }, { device: 'kim', asks: 'cover', asks_of: 'kim', duty: 'backup' },
  { device: null, asks: null, asks_of: null, duty: 'supervisor' },
];
const me = { device_id: 'phone', label: 'sAM ', role: 'worker' };
const phone = /** @type {any} */ ({ me, now: () => 0, endings: [], live: { on: () => () => undefined }, relay: { call: async () => ({ people, wanted }) } });

test('whoever plans chooses a person once, and keeps the device that is chosen already', () => {
  const reading = /** @type {any} */ ({ schedule: { people } });
  const names = (/** @type {string} */ duty, /** @type {string | null} */ chosen) => fitting(reading, duty, chosen).map(({ value }) => value);

  assert.deepEqual(names('primary', null), ['', 'laptop', 'kim']);
  assert.deepEqual(names('backup', 'phone'), ['', 'phone', 'kim']);
  assert.deepEqual(names('supervisor', null), ['', 'tablet']);
});

test('a shift of the laptop is mine on the phone: I am not asked to cover myself, and what the laptop is asked I am asked', async () => {
  const reading = readingOf(phone);
  await reading.read();

  assert.deepEqual(['phone', 'laptop', 'tablet', 'kim', 'gone', null].map((one) => reading.isMine(one)), [true, true, true, false, false, false]);
  assert.deepEqual(reading.forMe(), [wanted[1], wanted[2]]);
});

test('a talk is offered to a colleague and not to my own laptop', () => {
  const team = new Team(/** @type {any} */ ({ session: phone }));
  team.items = people.map((one) => ({ ...one, circle: 0, state: 'here' }));

  assert.deepEqual(team.mayTake(/** @type {any} */ ({ audience: 1 })).map(({ device }) => device), ['kim']);
});
