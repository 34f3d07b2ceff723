/** What a worker alone at three in the morning reads after one press: who is woken, and that it does not end there. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { calmAgain, callHelp } from '../../api/web/console/team/around.js';
import { PRACTISED, notMine, woken } from '../../api/web/console/desk/helpwords.js';

const ash = { label: 'Ash', answer: /** @type {any} */ (null) };
const lee = { label: 'Lee', answer: /** @type {any} */ (null) };

test('I read who is woken, and that the next is when nobody comes', () => {
  assert.match(woken([ash], [], false), /^Ash is being woken\. If nobody comes, the next is woken by itself, until somebody does\. /);
  assert.match(woken([ash, lee], [], false), /^Ash and Lee are being woken\. /);
});

test('I read who cannot come and who says that they have it', () => {
  const said = woken([{ ...ash, answer: 'cannot' }, { ...lee, answer: 'have' }], [], false);

  assert.match(said, /^Lee says that they have it\. Ash cannot come\. If nobody comes, the next is woken/);
});

test('somebody who was woken twice is named once, with their last word', () => {
  assert.match(woken([{ ...ash, answer: 'cannot' }, lee, ash], [], true), /^Ash and Lee are being woken\. If nobody comes, everybody is woken again\. /);
});

test('when all have said no I am told to pick up a phone', () => {
  assert.match(woken([{ ...ash, answer: 'cannot' }], [], true), /^Ash cannot come\. They are woken again in a moment\. Please also pick up a phone\./);
});

test('when nobody can be woken I read why, and no name is promised to come', () => {
  assert.match(woken([], ['Ash', 'Lee'], false), /^Ash and Lee have set up no alerts, so nothing wakes them\. .* Please also pick up a phone:$/);
  // The list beside it may show colleagues on call, of circles that the youth did not choose.
  assert.match(woken([], [], true), /^Nobody who may come is planned as your backup or on call now\. /);
  assert.doesNotMatch(woken([], ['Ash'], false), /being woken/);
});

test('a backup who sleeps on is named beside who is woken instead', () => {
  assert.match(woken([lee], ['Ash'], false), /^Ash has set up no alerts, so nothing wakes them\. Lee is being woken\. /);
});

test('practice wakes nobody and says so', () => {
  assert.match(PRACTISED, /^This is practice, so nobody is woken\./);
});

test('whoever stands beside reads that the one who has it calls, and not that the call failed', () => {
  assert.match(notMine({ state: 'claimed', claimed_label: 'Sam' }), /^Sam has this conversation, so only they can call one more person/);
  assert.match(notMine({ state: 'waiting', claimed_label: null }), /^Claim the conversation first/);
});

test('I am all right again, and it does not arrive: I read that they are called still, and press again', async () => {
  let away = true;
  const call = async () => { if (away) throw Object.assign(new Error('offline'), { says: 'The relay cannot be reached right now.' }); return {}; };
  const desk = { busy: new Map(), notices: new Map(), team: { refused: new Map() }, session: { relay: { call }, me: { device_id: 'me', role: 'worker' } }, list: async () => undefined, changed: () => undefined };
  await calmAgain(/** @type {any} */ (desk), 'a');
  assert.match(desk.notices.get('a'), /^Your colleagues are still being called: .* Press again\.$/);
  assert.equal(desk.busy.size, 0);
  away = false;
  await calmAgain(/** @type {any} */ (desk), 'a');

  assert.equal(desk.notices.has('a'), false);
});

test('I am all right again, and then I am not: the call that I made last stands, whichever of the two arrives first', async () => {
  let called = true;
  /** @type {(() => void)[]} */
  const held = [];
  const call = async (/** @type {string} */ _verb, /** @type {string} */ _path, /** @type {{on: boolean}} */ { on }) => {
    if (!on) await new Promise((arrives) => { held.push(() => arrives(null)); });
    called = on;
    return { called: ['Ash'], asleep: [] };
  };
  const desk = /** @type {any} */ ({ busy: new Map(), notices: new Map(), team: { refused: new Map() }, session: { relay: { call }, me: { device_id: 'me', role: 'worker' } }, list: async () => undefined, changed: () => undefined });
  const calm = calmAgain(desk, 'a');
  const again = callHelp(desk, 'a');
  await new Promise((done) => { setImmediate(done); });
  assert.equal(called, true, 'nobody waits for a line that takes its time');
  held[0]();
  await calm;

  assert.deepEqual(await again, { called: ['Ash'], asleep: [] });
  assert.equal(called, true);
});
