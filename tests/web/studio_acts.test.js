/** An editor takes something back: exactly what they did, all of it, and nothing that they did before or since. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Studio } from '../../api/web/studio/drafts.js';
import { stepsOf, flowsOf } from '../../api/web/studio/reading.js';
import { goesAlong, listsOf, onward, takingAway } from '../../api/web/studio/taking_away.js';
import { undoable } from '../../api/web/studio/undoable.js';

const PROJECT = 'project.yaml';

/** A studio at its desk, with nothing on the way. */
function studio() {
  const one = new Studio({ relay: { call: async () => ({}) }, vault: { getJson: async () => null, putJson: async () => null, remove: async () => null }, later: () => () => {} });
  one.stand = /** @type {any} */ ({ me: { device: 'ana', edits: true }, people: [] });
  one.model = /** @type {any} */ ({ project: { floor: ['911', 'opp', '988'], zone: 'A', org: { en: 'Us' }, names: ['Sam'] }, flows: { 'flows/main.yaml': flow() }, phrases: { 'phrases/en.yaml': { phrases: { a: 'A' } } }, lexicon: {} });
  return one;
}

const flow = () => ({ flow: 'main', start: 'hello', hub: 'menu', vars: { place: ['home', 'street'], mood: ['low', 'ok'] },
  steps: { hello: { say: 'Hi.', choices: [{ id: 'a', go: 'menu' }] }, menu: { say: 'Pick.', set: 'place', choices: [{ id: 'b', go: 'hello', value: 'home' }] }, fork: { branch: [{ when: { mood: ['low'] }, go: 'menu' }, { go: 'hello' }] }, bye: { say: 'Bye.', end: {} } }, redirect: { old: 'menu' } });

/** What stands at the edge of the page. */
function edge() {
  const shown = [];
  const show = (says, { undo } = {}) => { const one = { says, undo }; shown.push(one); return () => { shown.splice(shown.indexOf(one), 1); }; };
  return { shown, show };
}

const without = (one, id) => one.edit(PROJECT, [{ at: ['floor'], value: one.tree(PROJECT).floor.filter((other) => other !== id) }], 'The services that always stand');

test('Two services taken off the floor come back one after the other', () => {
  const one = studio();
  without(one, '911');
  without(one, 'opp');
  one.undo();
  assert.deepEqual(one.tree(PROJECT).floor, ['opp', '988']);
  one.undo();
  assert.deepEqual(one.tree(PROJECT).floor, ['911', 'opp', '988']);
});

test('Names typed letter by letter are one act until their field is left; two picks of one field are two', () => {
  const one = studio();
  for (const names of [['Sam', 'K'], ['Sam', 'Ki'], ['Sam', 'Kit']]) one.edit(PROJECT, [{ at: ['names'], value: names }], 'Names', true);
  one.settle();
  for (const zone of ['B', 'C']) { one.edit(PROJECT, [{ at: ['zone'], value: zone }], 'Zone'); one.settle(); }
  one.undo();
  assert.deepEqual([one.tree(PROJECT).zone, one.tree(PROJECT).names], ['B', ['Sam', 'Kit']]);
  one.undo();
  one.undo();
  assert.deepEqual([one.tree(PROJECT).zone, one.tree(PROJECT).names], ['A', ['Sam']]);
});

test('What one press changed in three files comes back in one, and what was typed before it stays', () => {
  const one = studio();
  one.edit(PROJECT, [{ at: ['org', 'en'], value: 'Them' }], 'The name');
  one.together(() => {
    one.edit('phrases/en.yaml', [{ at: ['phrases', 'a'] }], 'The topic');
    one.edit('flows/main.yaml', [{ at: ['steps', 'bye'] }], 'The topic');
    one.edit(PROJECT, [{ at: ['org', 'en'], value: 'Nobody' }], 'The topic');
  });
  assert.equal(one.undo(), 'The topic');
  assert.deepEqual([one.tree('phrases/en.yaml').phrases, 'bye' in one.tree('flows/main.yaml').steps, one.tree(PROJECT).org.en], [{ a: 'A' }, true, 'Them']);
  assert.equal(one.undoable, 'The name');
});

test('An Undo at the edge of the page is gone once something else was changed, and takes back only its own', () => {
  const one = studio();
  const { shown, show } = edge();
  without(one, '911');
  undoable(one, '911 does not always stand any more.', show);
  const { undo } = shown[0];
  one.edit(PROJECT, [{ at: ['org', 'en'], value: 'Them' }], 'The name');
  assert.deepEqual(shown, []);
  undo(); // pressed in the very moment
  assert.deepEqual([one.tree(PROJECT).org.en, one.tree(PROJECT).floor], ['Them', ['opp', '988']]);
  without(one, 'opp');
  undoable(one, 'The police does not always stand any more.', show);
  shown[0].undo();
  assert.deepEqual([one.tree(PROJECT).floor, shown], [['opp', '988'], []]);
});

test('When the menu itself is taken away, nobody is led to it: the field begins with another step', () => {
  const { model } = studio();
  const steps = stepsOf(flowsOf(model));
  const { to, options } = onward(model, steps, 'menu');
  assert.deepEqual([to, options.map(({ value }) => value)], ['hello', ['hello']]);
  assert.equal(onward(model, steps, 'hello').to, 'menu');
  const { edits } = takingAway(model, steps.get('menu'), to);
  assert.deepEqual(edits[0].changes.filter(({ at }) => at[0] === 'redirect'), [{ at: ['redirect', 'old'], value: 'hello' }, { at: ['redirect', 'menu'], value: 'hello' }]);
});

test('What only this step remembered or asked for goes with it; what another uses stays', () => {
  const { model } = studio();
  const of = (id) => listsOf(model, stepsOf(flowsOf(model)).get(id));
  assert.deepEqual([of('menu'), of('fork'), of('hello')], [['place'], ['mood'], []]);
  assert.deepEqual(takingAway(model, stepsOf(flowsOf(model)).get('menu'), 'hello').edits[0].changes.slice(0, 2), [{ at: ['steps', 'menu'] }, { at: ['vars', 'place'] }]);
  model.flows['flows/main.yaml'].steps.hello.set = 'place';
  assert.deepEqual(of('menu'), []);
});

test('With the last step of a flow goes what only its file says, and that is told before; of another step nothing is told', () => {
  const { model } = studio();
  const bed = { say: 'Here is a bed.', set: 'mood' };
  model.flows['flows/beds.yaml'] = { flow: 'beds', start: 'bed', always: ['bye', 'bed'], vars: { safe: ['yes'], mine: ['a'] }, steps: { bed: { ...bed, set: 'mine' } }, redirect: { long_gone: 'menu', gone: 'bed' } };
  const steps = stepsOf(flowsOf(model));
  assert.deepEqual(goesAlong(model, steps.get('bed')), ['where every talk begins: “bed”', 'which buttons are on every screen: “bye”, “bed”', 'what other steps remember or ask for: “safe”']);
  assert.deepEqual(takingAway(model, steps.get('bed'), 'menu').edits.at(-1), { path: 'flows/main.yaml', changes: [{ at: ['redirect', 'long_gone'], value: 'menu' }, { at: ['redirect', 'gone'], value: 'menu' }, { at: ['redirect', 'bed'], value: 'menu' }] });
  assert.equal(goesAlong(model, steps.get('bye')), null);
  model.flows['flows/beds.yaml'] = { flow: 'beds', steps: { bed } };
  assert.deepEqual(goesAlong(model, stepsOf(flowsOf(model)).get('bed')), []);
});
