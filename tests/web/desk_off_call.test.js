/** What a worker who is not on call may take: nothing that was never locked for them. */
import assert from 'node:assert/strict';
import test from 'node:test';
import { claim } from '../../api/web/console/desk/claiming.js';

/** A desk before one waiting row, with this state of mine; and what the relay was asked. @param {'off' | 'shift' | 'standby'} state @param {boolean} began  as a note @param {boolean} note  it still is one */
function before(state, began = false, note = began) {
  /** @type {string[]} */ const asked = [];
  const desk = /** @type {any} */ ({
    rows: new Map([['a', { id: 'a', note, from_note: began, state: 'waiting' }]]), notices: new Map(), busy: new Map(), caring: { left: 0 },
    team: { refused: new Map() }, changed: () => undefined, put: () => undefined,
    session: { onCall: { state }, relay: { call: async (/** @type {string} */ verb, /** @type {string} */ path) => void asked.push(`${verb} ${path}`) } },
  });
  const said = /** @type {string[]} */ ([]);
  const talk = /** @type {any} */ ({ id: 'a', look: () => undefined, press: async () => undefined, speaking: { say: async (/** @type {{t: string}} */ one) => said.push(one.t) } });
  return { desk, talk, asked, said };
}

for (const [state, note] of /** @type {['off' | 'standby', boolean][]} */ ([['off', false], ['off', true], ['standby', false]])) {
  test(`I am ${state === 'off' ? 'off call' : 'on standby'} and press claim on ${note ? 'a note' : 'somebody who waits'}: nobody is told that I am here, and I read what to do`, async () => {
    const { desk, talk, asked, said } = before(state, note);
    await claim(desk, talk);

    assert.deepEqual([asked, said], [[], []]);
    assert.match(desk.notices.get('a'), /Go on call on this device first, then claim/);
  });
}

test('I am on call and claim: it is mine, and their side is told', async () => {
  const { desk, talk, asked, said } = before('shift');
  await claim(desk, talk);

  assert.deepEqual([asked, said], [['POST /api/conversations/a/claim'], ['claim']]);
});

for (const [note, what] of /** @type {[boolean, string][]} */ ([[true, 'a note'], [false, 'what began as a note, and its youth asks for a person since']])) {
  test(`I am on standby and claim ${what}, which was locked for me: it is mine`, async () => {
    const { desk, talk, asked, said } = before('standby', true, note);
    await claim(desk, talk);

    assert.deepEqual([asked, said], [['POST /api/conversations/a/claim'], ['claim']]);
  });
}
