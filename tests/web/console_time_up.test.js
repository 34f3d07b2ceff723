/** The end of my time on call: nobody who is in a talk is taken out of it by a clock, and nobody who left stays on call. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { timeUp } from '../../api/web/console/time_up.js';

const MINUTE = 60_000;
const at = (/** @type {number} */ left, talking = 1, here = true) => timeUp({ until: left * MINUTE, now: 0, talking, here });

test('it is said a quarter of an hour before, with a talk or without', () => {
  assert.equal(at(16), 'nothing');
  assert.equal(at(15), 'say');
  assert.equal(at(15, 0), 'say');
  assert.equal(timeUp({ until: null, now: 0, talking: 1, here: true }), 'nothing');
});

test('in the last minute it is put off for whoever is here and has somebody, and for nobody else', () => {
  assert.equal(at(1), 'longer');
  assert.equal(at(1, 0), 'say');
  assert.equal(at(1, 1, false), 'say');
  assert.equal(at(0), 'nothing');
});
