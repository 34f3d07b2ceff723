/** An editor lets a step do something else: its words stay, what goes is told, the checker has nothing against it, and one press takes it back. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { test } from 'node:test';
import { goesWith, kindsFor, turning } from '../../api/web/studio/kind_change.js';
import { flowsOf, kindOf, stepsOf } from '../../api/web/studio/reading.js';
import { changed } from '../../api/web/studio/trees.js';
import { backwards } from '../../api/web/studio/unsent.js';

const python = (program, ...more) => JSON.parse(execFileSync('python', ['-c', program, ...more], { maxBuffer: 1 << 26, env: { ...process.env, PYTHONDONTWRITEBYTECODE: '1' } }).toString());
const TREES = python(`
import json
from pathlib import Path
from content.reading import read_text
print(json.dumps({str(path.relative_to("content")): read_text(path.read_text("utf-8"), path.name) for path in Path("content").rglob("*.yaml")}))
`);
const part = (folder) => Object.fromEntries(Object.entries(TREES).filter(([path]) => path.startsWith(`${folder}/`)));
const MODEL = /** @type {any} */ ({ project: TREES['project.yaml'], ...Object.fromEntries(['flows', 'services', 'lexicon', 'phrases'].map((folder) => [folder, part(folder)])) });
const STEPS = stepsOf(flowsOf(MODEL));
const step = (id) => /** @type {import('../../api/web/studio/reading.js').Step} */ (STEPS.get(id));
const after = (edits, flows = MODEL.flows) => edits.reduce((all, { path, changes }) => ({ ...all, [path]: changes.reduce(changed, all[path]) }), flows);
const fits = (id) => kindsFor(MODEL, STEPS, step(id)).filter(({ why }) => !why).map(({ kind }) => kind);
const against = (id, kind) => kindsFor(MODEL, STEPS, step(id)).find((one) => one.kind === kind)?.why;

test('whatever a step may become, its words stay, it is of that kind, and one press puts every byte back', () => {
  let tried = 0;
  for (const one of STEPS.values()) {
    for (const kind of fits(one.id)) {
      const edits = turning(MODEL, one, kind, { say: 'Here.' });
      const flows = after(edits);
      const node = flows[one.path].steps[one.id];
      const back = edits.map(({ path, changes }) => ({ path, changes: backwards(MODEL.flows[path], changes) })).reverse();
      tried += 1;

      assert.deepEqual([kindOf(node), node.say], [kind, one.node.say ?? 'Here.'], `${one.id} ${kind}`);
      assert.equal(JSON.stringify(after(back, flows)), JSON.stringify(MODEL.flows), `${one.id} ${kind}`);
    }
  }
  assert.ok(tried > 100);
});

test('the relay writes it, and what is offered leads nobody astray: at most a step that nobody comes to, words that are not translated, a sentence that is heard elsewhere', () => {
  const tries = [...STEPS.keys()].flatMap((id) => fits(id).map((kind) => ({ id, kind, edits: turning(MODEL, step(id), kind, { say: 'Here.' }) })));
  const found = python(`
import json, sys
from pathlib import Path
from content.check import check_files
from content.editing import Change, apply
files = {str(path.relative_to("content")): path.read_text("utf-8") for path in Path("content").rglob("*.yaml")}
texts = {one["id"]: [] for one in json.loads(sys.argv[1])}
for one in json.loads(sys.argv[1]):
    made = dict(files)
    for edit in one["edits"]:
        made[edit["path"]] = apply(made[edit["path"]], [Change(tuple(each["at"]), each.get("value"), each.get("before")) for each in edit["changes"]])
    texts[one["id"]] += [[one["kind"], said.code, said.says] for said in check_files(made, 1795000000000, True).findings if said.level == "E"]
print(json.dumps(texts))
`, JSON.stringify(tries.filter((_, index) => index % 4 === 0)));

  for (const [id, some] of Object.entries(found)) assert.deepEqual(some.filter(([, code]) => !['R01', 'L01', 'P01'].includes(code)), [], id);
});

test('a question that becomes a message says which buttons go, and the list that nothing else uses', () => {
  const asks = { ...step('hello'), node: { say: 'Hi?', set: 'mood', services: { tag: 'now' }, choices: [{ id: 'a', label: 'Good', value: 'good', go: 'menu' }, { id: 'b', label: 'Low', value: 'low', go: 'quick' }] } };
  const flow = MODEL.flows[asks.path];
  const model = { ...MODEL, flows: { ...MODEL.flows, [asks.path]: { ...flow, vars: { ...flow.vars, mood: ['good', 'low'] }, steps: { ...flow.steps, hello: asks.node } } } };
  const here = /** @type {any} */ (stepsOf(flowsOf(model)).get('hello'));
  const flows = after(turning(model, here, 'go'), model.flows);

  assert.deepEqual(goesWith(model, here, 'go'), ['The button “Good”, which leads to menu', 'The button “Low”, which leads to quick', 'That it remembers what was picked, as “mood”', 'The services under it', 'The list “mood”, which nothing else uses']);
  assert.deepEqual([flows[asks.path].steps.hello, flows[asks.path].vars.mood], [{ say: 'Hi?', go: 'quick' }, undefined]);
  assert.deepEqual(goesWith(MODEL, step('who_3'), 'end').at(-1), 'Nobody comes to who_4, who_5, who_6 any more');
  const waits = after(turning(model, here, 'note'), model.flows)[asks.path].steps.hello;
  assert.deepEqual(waits, { say: 'Hi?', services: { tag: 'now' }, choices: [{ id: 'a', label: 'Good', go: 'menu' }, { id: 'b', label: 'Low', go: 'quick' }], handoff: { note: 'yes' } });
});

test('what a command, a moment or a button brings is not taken from it, and the reason is told', () => {
  assert.match(String(against('leave', 'ask')), /on every screen|\/stop/);
  assert.match(String(against('menu', 'go')), /menu/);
  assert.match(String(against('hello', 'end')), /every talk begins there/);
  assert.match(String(against('erased', 'ask')), /erase/);
  assert.match(String(against('quick', 'quiet')), /silence|lead/);
  assert.match(String(against('hello', 'branch')), /words would be lost/);
  assert.ok(fits('made_1').includes('go') && !fits('made_1').includes('quiet'));
});
