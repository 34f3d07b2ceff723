/** What went wrong is said where it was pressed, and over the page to whoever has gone on. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hereOrOver } from '../../api/web/parts/problem.js';

/** A place on a page, and what is said in it and over it. */
function place() {
  const said = { here: true, in: /** @type {(string | null)[]} */ ([]), over: /** @type {string[]} */ ([]) };
  const over = /** @type {any} */ ((/** @type {string} */ words) => said.over.push(words));
  return { said, say: hereOrOver(() => said.here, (words) => said.in.push(words), 'Publish', over) };
}

test('who is still there reads it there, and it can be taken away again', () => {
  const { said, say } = place();
  say('No line.');
  say(null);

  assert.deepEqual([said.in, said.over], [['No line.', null], []]);
});

test('who has gone on reads over the page what became of which press, and nothing when there is nothing to say', () => {
  const { said, say } = place();
  said.here = false;
  say('No line.');
  say(null);

  assert.deepEqual([said.in, said.over], [[], ['Publish: No line.']]);
});
