/** Going off call: nobody who is with me is left unsaid, and what is said of it afterwards is so. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { standing } from '../../api/web/console/alerts/calls.js';
import { wentBack } from '../../api/web/console/desk/words.js';
import { letGo, reads, withMe } from '../../api/web/console/team/going_off.js';
import { onDuty } from '../../api/web/console/team/strip.js';

const ANA = { label: 'Ana' };
/** A desk with these rows, before these colleagues; and what was done there, in its order. @param {any[]} rows @param {{label: string}[]} here */
function at(rows, here) {
  /** @type {string[]} */ const done = [];
  /** @type {Map<string, any>} */ const talks = new Map();
  const desk = /** @type {any} */ ({
    rows: new Map(rows.map((row) => [row.id, { state: 'claimed', claimed_by: 'me', priority: 0, claimed_at: 1, ...row }])),
    talks, notices: new Map(), busy: new Map(), chosen: null, changed: () => undefined, caring: { gave: () => undefined },
    team: { mayTake: () => here, refused: new Map() },
    put: (/** @type {any} */ row) => desk.rows.set(row.id, row), list: async () => undefined,
    session: {
      me: { device_id: 'me', role: 'worker' }, certificates: async () => [], keyForAnswer: async () => 'key',
      relay: { call: async (/** @type {string} */ verb, /** @type {string} */ path) => { done.push(`${verb} ${path}`); return { id: path.split('/')[3], state: 'waiting', claimed_by: null }; } },
    },
  });
  for (const id of desk.rows.keys()) {
    const speaking = { outbox: [], untold: false, say: async (/** @type {any} */ one) => { done.push(`${one.t} ${id}`); return true; }, share: async () => { done.push(`share ${id}`); } };
    talks.set(id, { id, name: 'Robin', speaking, reading: { entries: [] }, get row() { return desk.rows.get(id); } });
  }
  return { desk, done };
}

test('whoever is with me on this device is named, the most urgent first, and what each of them will read', () => {
  const { desk } = at([{ id: 'a' }, { id: 'b', priority: 3 }, { id: 'c', claimed_by: 'ana' }, { id: 'd', state: 'waiting' }], [ANA]);

  assert.deepEqual(withMe(desk).map(({ row, to }) => [row.id, to]), [['b', ['Ana']], ['a', ['Ana']]]);
  assert.equal(reads(withMe(desk)[0]), 'They will read that Robin had to go, and that they are back in line, in their old place.');
});

test('who is being put back already, or reads that it is over, is asked about no more', () => {
  const { desk } = at([{ id: 'a' }, { id: 'b' }, { id: 'c' }], [ANA]);
  desk.busy.set('a', new Map([['release', null]]));
  desk.talks.get('b').reading.entries.push({ sender: 'me', at: 2, payload: { t: 'close' } });

  assert.deepEqual(withMe(desk).map(({ row }) => row.id), ['c']);
});

test('where a colleague is here, each goes back in line, with all that I can hand on, before I am off call', async () => {
  const { desk, done } = at([{ id: 'a' }], [ANA]);
  await letGo(desk);

  assert.deepEqual(done, ['form a', 'share a', 'release a', 'POST /api/conversations/a/release']);
  assert.deepEqual(withMe(desk), []);
});

test('where nobody else is here, no line is promised in which nobody stands: they read so once I am gone', async () => {
  const { desk, done } = at([{ id: 'a' }], []);
  assert.match(reads(withMe(desk)[0]), /^They will read that Robin had to go, and that nobody else is here right now\.$/);
  await letGo(desk);

  assert.deepEqual(done, ['form a', 'share a']);
});

test('one who cannot be put back now keeps nobody else from it', async () => {
  const { desk } = at([{ id: 'a', priority: 3 }, { id: 'b' }], [ANA]);
  desk.talks.get('a').speaking.say = async () => false;
  await letGo(desk);

  assert.deepEqual(withMe(desk).map(({ row }) => row.id), ['a']);
});

test('why a talk of mine stands in line again is said as it was: by my press, for want of a sign of me, or by the clock', () => {
  assert.match(wentBack(true, 5), /because you went off call/);
  assert.match(wentBack(false, 5), /because you went off call/);
  assert.match(wentBack(true), /nothing was heard of this device/);
  assert.match(wentBack(false), /your time on call is over/);
});

test('I went off call: what called me before calls me no more, and what calls me since does', () => {
  const calls = /** @type {any[]} */ ([{ conversation: 'before', ago: 60 }, { conversation: 'since', ago: 10 }]);

  assert.deepEqual(standing(calls, 5, 50, 100).map(({ conversation }) => conversation), ['since']);
  assert.equal(standing(calls, 5, null, 100).length, 2);
});

test('off call, only whom the plan counts on now has something to be away from', () => {
  const shift = { starts_at: 10, ends_at: 20 };

  assert.deepEqual([9, 10, 19, 20].map((now) => onDuty([shift], now)), [false, true, true, false]);
  assert.equal(onDuty([{ ...shift, counts: [[10, 12]] }], 15), false);
});
