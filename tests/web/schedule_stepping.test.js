/** Moving a shift by keys: every press counts, one change is told, and nothing is told of a place that nobody chose. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Stepping } from '../../api/web/console/schedule/stepping.js';

const DOWN = { days: 0, minutes: 15 };
const RIGHT = { days: 1, minutes: 0 };

/** A picture whose relay answers when it is told to. */
function picture() {
  /** @type {{id: string, by: {days: number, minutes: number}, answer: (made: boolean) => void}[]} */
  const told = [];
  const stepping = new Stepping((id, by) => new Promise((answer) => told.push({ id, by, answer })), () => {}, 1e6);
  return { told, stepping };
}

const settled = () => new Promise((done) => setImmediate(done));

test('eight presses are one change', async () => {
  const { told, stepping } = picture();
  for (let press = 0; press < 8; press += 1) stepping.add('kim', DOWN);
  stepping.add('kim', RIGHT);
  assert.deepEqual(stepping.by('kim'), { days: 1, minutes: 120 });
  assert.equal(told.length, 0);
  void stepping.tell();
  assert.deepEqual(told.map(({ id, by }) => [id, by]), [['kim', { days: 1, minutes: 120 }]]);
  told[0].answer(true);
  await settled();
  assert.equal(stepping.by('kim'), null);
});

test('a press while the change is on its way is not lost, and is told after it', async () => {
  const { told, stepping } = picture();
  stepping.add('kim', DOWN);
  void stepping.tell();
  stepping.add('kim', DOWN);
  assert.deepEqual(stepping.by('kim'), { days: 0, minutes: 30 });
  void stepping.tell();
  assert.equal(told.length, 1);
  told[0].answer(true);
  await settled();
  assert.deepEqual(stepping.by('kim'), DOWN);
  void stepping.tell();
  assert.deepEqual(told[1].by, DOWN);
});

test('what was pressed on top of a change that was refused is let go', async () => {
  const { told, stepping } = picture();
  stepping.add('kim', DOWN);
  void stepping.tell();
  stepping.add('kim', RIGHT);
  told[0].answer(false);
  await settled();
  assert.equal(stepping.by('kim'), null);
  assert.equal(told.length, 1);
});

test('there and back again is no change, and Escape lets it stand', async () => {
  const { told, stepping } = picture();
  stepping.add('kim', DOWN);
  stepping.add('kim', { days: 0, minutes: -15 });
  void stepping.tell();
  await settled();
  stepping.add('kim', DOWN);
  stepping.drop();
  void stepping.tell();
  await settled();
  assert.equal(told.length, 0);
  assert.equal(stepping.by('kim'), null);
});

test('a press on another shift tells the first one at once, and counts when that is done', async () => {
  const { told, stepping } = picture();
  stepping.add('kim', DOWN);
  stepping.add('joe', DOWN);
  assert.deepEqual(told.map(({ id }) => id), ['kim']);
  told[0].answer(true);
  await settled();
  assert.deepEqual(stepping.by('joe'), DOWN);
  stepping.drop();
});
