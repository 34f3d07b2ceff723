/** Whoever gave a talk on is told how it ended, with a handover or without, if a key of theirs is there. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { close } from '../../api/web/console/desk/claiming.js';
import { giver, howItEnded } from '../../api/web/console/desk/telling.js';
import { b64u, unb64u } from '../../api/web/sealing/keys.js';

const [SAM, ANA] = [1, 2].map((n) => b64u(new Uint8Array(16).fill(n)));

/** Ana's desk, with a talk that Sam put back or handed over. @param {{by?: string | null, here?: string[], left?: boolean, state?: string}} [how] */
function handedOn({ by = SAM, here = [SAM], left = false, state = 'claimed' } = {}) {
  /** @type {any[]} */
  const said = [];
  const row = { id: 'a', state, claimed_by: ANA, handed_by: by };
  /** @type {any} */
  const desk = {
    busy: new Map(), notices: new Map(), team: { refused: new Map() }, changed: () => undefined, list: async () => undefined, put: () => undefined, people: { label: () => 'Sam' },
    session: { me: { device_id: ANA }, endpoint: { pins: { device: () => ({ label: 'Sam' }) } }, relay: { call: async (/** @type {string} */ _, /** @type {string} */ path) => { said.push(path); return row; } } },
  };
  /** @type {any} */
  const talk = {
    id: 'a', row, story: { leftAt: left ? 1 : null }, setDraft: () => undefined, record: { handovers: [], outcomes: [] },
    speaking: {
      recipients: async () => ({ certificates: here.map((one) => ({ device: unb64u(one) })) }),
      say: async (/** @type {any} */ payload, scope = 0, to = []) => { said.push(payload.t === 'form' ? [payload.outcome, scope, ...to] : payload.t); return true; },
    },
  };
  return { desk, talk, said, row };
}

test('who transferred or put it back without a handover is told, before it is closed', async () => {
  const { desk, talk, said } = handedOn();
  await close(desk, talk, { outcome: 'plan' });

  assert.deepEqual(said, [['plan', 1, SAM], 'close', '/api/conversations/a/close']);
});

test('they are told also when the young person has left and the talk still stands open', async () => {
  const { desk, talk, said } = handedOn({ left: true });
  await close(desk, talk, { outcome: 'went' });

  assert.deepEqual(said, [['went', 1, SAM], '/api/conversations/a/close']);
});

test('nothing is sealed to nobody: who went home, nothing chosen, nobody gave it on, or I did', async () => {
  for (const [how, outcome] of /** @type {[any, string | undefined][]} */ ([[{ here: [] }, 'plan'], [{}, undefined], [{ by: null }, 'plan'], [{ by: ANA, here: [ANA] }, 'plan']])) {
    const { desk, talk, said } = handedOn(how);
    await close(desk, talk, { outcome });

    assert.deepEqual(said, ['close', '/api/conversations/a/close']);
  }
});

test('a colleague who left the line is not asked about', () => {
  const { desk, row } = handedOn();
  assert.equal(giver(desk, /** @type {any} */ (row))?.label, 'Sam');
  desk.session.endpoint.pins.device = () => undefined;

  assert.equal(giver(desk, /** @type {any} */ (row)), null);
});

test('who gave it on reads the word, or that there was none; not before it is over and read, and not at another desk', () => {
  const [word, none] = [[{ words: 'there is a safety plan' }], []].map((outcomes) => /** @type {any} */ ({ ready: true, record: { outcomes } }));
  const row = /** @type {any} */ ({ state: 'closed', claimed_by: ANA, claimed_label: 'Ana', handed_by: SAM });

  assert.equal(howItEnded(row, word, SAM), 'there is a safety plan');
  assert.equal(howItEnded(row, none, SAM), 'it ended with Ana, and how was not told');
  assert.equal(howItEnded({ ...row, claimed_by: null, claimed_label: null }, none, SAM), 'it ended before anybody had it');
  for (const [more, talk] of /** @type {[any, any][]} */ ([[{ state: 'claimed' }, none], [{ claimed_by: SAM }, none], [{ handed_by: null }, none], [{}, undefined], [{}, { ...none, ready: false }]])) {
    assert.equal(howItEnded({ ...row, ...more }, talk, SAM), null);
  }
});
