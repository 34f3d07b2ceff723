/** Who stands at a step that was taken away goes on somewhere, in words that an editor picks; nobody is left standing by a press. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { clearing, homeOf, isLeft, landings, leadingOn, ledFrom, mayGo } from '../../api/web/studio/gone.js';
import { flowsOf, stepsOf } from '../../api/web/studio/reading.js';
import { changed } from '../../api/web/studio/trees.js';

const ask = { say: 'Hi.', choices: [{ id: 'b', label: 'Menu', go: 'menu' }] };
const FLOWS = { 'flows/a.yaml': { flow: 'a', steps: { fork: { branch: [{ go: 'menu' }] } } }, 'flows/main.yaml': { flow: 'main', start: 'menu', redirect: { old: 'menu', lost: 'nowhere', menu: 'fork' }, steps: { menu: ask } } };
const MODEL = /** @type {any} */ ({ flows: FLOWS, phrases: { 'phrases/en.yaml': { phrases: { talk: 'Person' } } }, released: ['lost', 'menu', 'newly_gone'] });
const STEPS = stepsOf(flowsOf(MODEL));
const V01 = /** @type {any} */ ({ code: 'V01', file: 'flows/main.yaml', key: 'newly_gone' });

test('every step that is gone is listed with where it leads, and first those for which nothing is said', () => {
  assert.deepEqual(ledFrom(MODEL, [V01, { ...V01, key: 'old' }]).map(({ old, to }) => [old, to]), [['newly_gone', ''], ['old', 'menu'], ['lost', 'nowhere'], ['menu', 'fork']]);
});

test('one more is written beside the others, also where a flow has none yet', () => {
  assert.equal(homeOf(MODEL), 'flows/main.yaml');
  assert.equal(homeOf(/** @type {any} */ ({ flows: { x: { steps: {} }, y: { start: 'a', steps: {} } } })), 'y');
  assert.deepEqual(changed(FLOWS['flows/main.yaml'], leadingOn(FLOWS['flows/main.yaml'], 'newly_gone', 'menu')).redirect.newly_gone, 'menu');
  assert.deepEqual(changed({ flow: 'a' }, leadingOn({ flow: 'a' }, 'x', 'menu')), { flow: 'a', redirect: { x: 'menu' } });
});

test('it may be taken away only when the step is back, or when no youth can stand there', () => {
  const may = (old) => mayGo(MODEL, STEPS, /** @type {any} */ (ledFrom(MODEL, [V01]).find((one) => one.old === old)));

  assert.deepEqual(['old', 'menu', 'lost', 'newly_gone'].map(may), [true, true, false, false]);
});

test('a youth is only ever led to a step that asks something', () => {
  assert.deepEqual(landings(STEPS, 'menu').map(({ value }) => value), ['menu']);
  assert.deepEqual(landings(STEPS, 'nowhere').map(({ value }) => value), ['nowhere', 'menu']);
});

test('a translation whose text is gone is told from one that is only old', () => {
  const left = (file, key, code = 'L02') => isLeft(MODEL, { code, file, key });

  assert.deepEqual([left('i18n/fr/main.yaml', 'old'), left('i18n/fr/main.yaml', 'menu.c'), left('i18n/fr/a.yaml', 'fork'), left('phrases/fr.yaml', 'tell')], [true, true, true, true]);
  assert.deepEqual([left('i18n/fr/main.yaml', 'menu'), left('i18n/fr/main.yaml', 'menu.b'), left('phrases/fr.yaml', 'talk'), left('i18n/fr/main.yaml', 'old', 'T01')], [false, false, false, false]);
});

test('all translations of what is gone go in one saving for each file, and nothing beside them', () => {
  const left = [['i18n/fr/a.yaml', 'old'], ['i18n/fr/a.yaml', 'old.b'], ['phrases/fr.yaml', 'tell'], ['i18n/fr/a.yaml', 'old']].map(([file, key]) => ({ file, key }));
  const [first, second, ...more] = clearing(left);

  assert.deepEqual([first.path, second, more], ['i18n/fr/a.yaml', { path: 'phrases/fr.yaml', changes: [{ at: ['texts', 'tell'] }] }, []]);
  assert.deepEqual(first.changes.reduce(changed, { texts: [{ id: 'old' }, { id: 'kept' }, { id: 'old.b' }] }), { texts: [{ id: 'kept' }] });
});
