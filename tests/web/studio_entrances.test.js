/** Where youth come in is told in plain words, and nothing that they come in by can be lost unseen. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { test } from 'node:test';
import { DOORS, entrancesOf, reached } from '../../api/web/studio/entrances.js';
import { formOf } from '../../api/web/studio/forms.js';
import { heardPlaces, placesOf } from '../../api/web/studio/line/fitting.js';
import { ALWAYS, alwaysIn, alwaysPut, isOfWays, labelOf } from '../../api/web/studio/line/ways.js';
import { flowsOf, stepsOf } from '../../api/web/studio/reading.js';
import { changed } from '../../api/web/studio/trees.js';
import { editsAway, leavingTopic } from '../../api/web/studio/words/leaving.js';
import { listsOf, run, trapsOf } from '../../api/web/studio/words/patterns.js';

const PYTHON = { maxBuffer: 1 << 26, env: { ...process.env, PYTHONDONTWRITEBYTECODE: '1' } };
// The shipped content as the relay gives it to the forms.
const MADE = JSON.parse(execFileSync('python', ['-c', `
import json
from pathlib import Path
from api.studio.versions import shown
from content.check import check, check_files
from content.editing import Change, apply
from content.edition import as_json
from content.library import edition
from content.model import DOORS
from content.reading import read_text
made = edition(check(Path("content"), 1795000000000, True).checked, True)
trees = {str(path.relative_to("content")): read_text(path.read_text("utf-8"), path.name) for path in Path("content").rglob("*.yaml")}
files = {path: Path("content", path).read_text("utf-8") for path in trees}
broken = []
for path, changes in (
    ("flows/main.yaml", [Change(("always",), ["numbers"])]), ("flows/main.yaml", [Change(("always",), ["talk", "leave"])]), ("flows/main.yaml", [Change(("always",), ["talk", "numbers", "leave", "gone"])]),
    ("flows/main.yaml", [Change(("hub",), "gone")]), ("flows/main.yaml", [Change(("start",), "gone")]), ("project.yaml", [Change(("doors", "talk"), "gone")]),
    ("project.yaml", [Change(("doors", "erase"), "leave")]), ("flows/main.yaml", [Change(("steps", "menu", "choices", 0, "go"), "decoy")]),
    ("flows/main.yaml", [Change(("start",), "leave")]), ("flows/main.yaml", [Change(("always",), ["talk", "numbers", "leave", "decoy"])]),
):
    text = apply(files[path], changes, path)
    found = [one for one in check_files(files | {path: text}, 1795000000000, True).findings if one.code in ("S02", "R04", "R05", "R06", "R07")]
    broken.append({"path": path, "tree": read_text(text, path), "findings": [{**shown(one)} for one in found]})
print(json.dumps({"broken": broken, "bundle": as_json(made)["bundle"], "trees": trees, "doors": DOORS}))
`], PYTHON).toString());
const { bundle, trees } = MADE;
const part = (/** @type {string} */ folder) => Object.fromEntries(Object.entries(trees).filter(([path]) => path.startsWith(`${folder}/`)));
const MODEL = /** @type {any} */ ({ project: trees['project.yaml'], ...Object.fromEntries(['flows', 'phrases', 'lexicon', 'services', 'tests'].map((folder) => [folder, part(folder)])) });
const STEPS = stepsOf(flowsOf(MODEL));
const LISTS = listsOf(MODEL, bundle.fold);
const HERE = { model: MODEL, bundle, lists: LISTS, runs: run(bundle, LISTS, trapsOf(MODEL)) };
/** What the checker says that it did not say before, of each of these sets of changes. @param {{path: string, changes: any[]}[][]} sets */
const told = (sets) => JSON.parse(execFileSync('python', ['-c', `
import json, sys
from pathlib import Path
from content.check import check_files
from content.editing import Change, apply
files = {str(path.relative_to("content")): path.read_text("utf-8") for path in Path("content").rglob("*.yaml")}
before = {(one.code, one.says) for one in check_files(files, 1795000000000, True).findings}
new = []
for edits in json.loads(sys.argv[1]):
    made = dict(files)
    for one in edits:
        made[one["path"]] = apply(made[one["path"]], [Change(tuple(each["at"]), each.get("value"), each.get("before")) for each in one["changes"]], one["path"])
    new.append([[one.code, one.at] for one in check_files(made, 1795000000000, True).findings if (one.code, one.says) not in before])
print(json.dumps(new))
`, JSON.stringify(sets)], PYTHON).toString());

test('each door of the program is told in words, and every way in is named with its step', () => {
  const entrances = entrancesOf(MODEL);

  assert.deepEqual(Object.keys(DOORS).sort(), [...MADE.doors].sort());
  const ways = (/** @type {string} */ to) => entrances.filter((one) => one.to === to).map(({ of, name }) => `${of} ${name}`);
  assert.deepEqual(ways('menu'), ['hub hub', 'door menu', 'heard menu']);
  assert.deepEqual(ways('leave'), ['always leave', 'door stop', 'heard leave']);
  assert.deepEqual([ways('hello'), ways('quick')], [['start start'], ['heard emergency']]);
});

test('a step that nobody can come to is found as the checker finds it', () => {
  const alone = changed(trees['flows/main.yaml'], { at: ['steps', 'alone'], value: { say: 'Hi.', choices: [{ id: 'b', label: 'Menu', go: 'menu' }] } });
  const model = { ...MODEL, flows: { ...MODEL.flows, 'flows/main.yaml': alone } };
  const steps = stepsOf(flowsOf(model));
  const came = reached(steps, entrancesOf(model));

  assert.deepEqual([...steps.keys()].filter((id) => !came.has(id)), ['alone']);
  assert.deepEqual([...STEPS.keys()].filter((id) => !reached(STEPS, entrancesOf(MODEL)).has(id)), []);
});

test('a topic says what leads from it, and what goes with it', () => {
  const { go, sentences, needs, stays, broken, spoken } = leavingTopic(HERE, 'sleep');

  assert.deepEqual([go, needs, stays, broken, spoken], [['places'], [], null, [], 2]);
  assert.deepEqual(sentences, trapsOf(MODEL).filter(({ hears }) => hears === 'sleep').map(({ type }) => type));
});

test('the words for danger stay, and so does a topic that alone leads to a step', () => {
  for (const cat of ['emergency', 'leave', 'erase', 'numbers']) assert.match(String(leavingTopic(HERE, cat).stays), /stays/, cat);
  const lists = LISTS.map((one) => (one.cat === 'sleep' ? { ...one, go: 'alone' } : one));
  const lexicon = changed(trees['lexicon/words.yaml'], { at: [LISTS.find(({ cat }) => cat === 'sleep').index, 'go'], value: 'alone' });
  const flow = changed(trees['flows/main.yaml'], { at: ['steps', 'alone'], value: { say: 'Hi.', choices: [{ id: 'b', label: 'Menu', go: 'menu' }] } });
  const model = { ...MODEL, lexicon: { 'lexicon/words.yaml': lexicon }, flows: { ...MODEL.flows, 'flows/main.yaml': flow } };

  assert.deepEqual(leavingTopic({ ...HERE, model, lists }, 'sleep').needs, ['alone']);
});

test('with a topic go its lists, its words in every language and its sentences, and the checker finds nothing new', () => {
  const cats = ['sleep', 'menu'];

  assert.deepEqual(told(cats.map((cat) => editsAway(HERE, cat))), [[], []]);
  for (const cat of cats) {
    const edits = editsAway(HERE, cat);
    const after = Object.fromEntries(edits.map(({ path, changes }) => [path, changes.reduce(changed, trees[path])]));
    assert.ok(!JSON.stringify(after).includes(`"cat":"${cat}"`) && !JSON.stringify(after).includes(`heard.${cat}`), cat);
    assert.equal(after['lexicon/words.yaml'].length, trees['lexicon/words.yaml'].length - LISTS.filter((one) => one.cat === cat).length);
  }
});

test('a finding about where people come in opens the form that puts it right', () => {
  const ways = MADE.broken.map(({ path, tree, findings }) => {
    const model = { ...MODEL, ...(path === 'project.yaml' ? { project: tree } : { flows: { ...MODEL.flows, [path]: tree } }) };
    return [...new Set(findings.map((one) => `${one.code} ${formOf(model, one)?.at.part}`))].sort();
  });

  assert.deepEqual(ways, [['R04 ways', 'R05 ways'], ['R06 ways'], ['S02 ways'], ['S02 ways'], ['S02 ways'], ['S02 ways'], ['R07 ways'], ['R07 undefined'], ['R07 ways'], ['R07 ways']]);
  const step = { code: 'R04', file: 'flows/person.yaml', key: 'talk', at: { step: 'talk' } };
  assert.deepEqual([isOfWays(MODEL, step), formOf(MODEL, /** @type {any} */ (step))?.view], [false, 'step']);
});

test('each way in offers the steps that can do it, and whatever is written now is among them', () => {
  const flow = trees['flows/main.yaml'];
  const now = { ...trees['project.yaml'].doors, start: flow.start, hub: flow.hub };
  for (const [name, to] of Object.entries(now)) {
    const { text } = placesOf(MODEL, STEPS, name, to).find(({ value }) => value === to) ?? {};
    assert.doesNotMatch(String(text), /no such step|undefined/, name);
    assert.ok(placesOf(MODEL, STEPS, name, '').some(({ value }) => value === to), `${name} would not be offered ${to}`);
  }
  assert.deepEqual(['erase', 'decoy'].map((name) => placesOf(MODEL, STEPS, name, 'gone').map(({ value }) => value)), [['gone', 'erased'], ['gone', 'decoy']]);
  assert.ok(!placesOf(MODEL, STEPS, 'stop', 'leave').some(({ value }) => value === 'menu'));
});

test('no way in offers a step that the checker would refuse: no silence, no goodbye, no person where none comes, no danger without a number', () => {
  const offered = (/** @type {string} */ name) => placesOf(MODEL, STEPS, name, '').map(({ value }) => value);
  const heard = (/** @type {string} */ cat) => heardPlaces(MODEL, STEPS, cat, '').map(({ value }) => value);
  const kept = (/** @type {string[]} */ places) => ['decoy', 'leave', 'erased'].filter((id) => places.includes(id));

  for (const name of ['start', 'hub', 'always', 'talk', 'wait', 'chat', 'note', 'sorry', 'closed', 'over', 'menu']) assert.deepEqual([name, kept(offered(name))], [name, []]);
  for (const cat of ['emergency', 'person', 'numbers', 'sleep', 'constructor']) assert.deepEqual([cat, kept(heard(cat))], [cat, []]);
  assert.deepEqual([offered('talk'), heard('person')], [['', 'talk'], ['', 'talk']]);
  assert.deepEqual(['quick', 'numbers', 'made_1'].map((id) => heard('emergency').includes(id)), [true, true, false]);
  assert.deepEqual([heard('leave').includes('leave'), heard('erase'), heard('sleep').includes('places')], [true, ['', 'erased'], true]);
});

test('every list of heard words is offered the step that it leads to', () => {
  for (const { cat, go } of trees['lexicon/words.yaml']) assert.ok(heardPlaces(MODEL, STEPS, cat, '').some(({ value }) => value === go), `${cat} would not be offered ${go}`);
});

test('a button for every screen has its words before it stands there', () => {
  const edits = alwaysPut(MODEL, 'places', 'Stay');
  const { flows, phrases } = edits.reduce((model, { path, changes }) => { const folder = path.split('/')[0]; return { ...model, [folder]: { ...model[folder], [path]: changes.reduce(changed, model[folder][path]) } }; }, MODEL);

  assert.deepEqual(edits.map(({ path }) => path), ['phrases/en.yaml', 'flows/main.yaml']);
  assert.deepEqual([alwaysIn({ ...MODEL, flows }).all, labelOf({ ...MODEL, phrases }, 'places')], [['talk', 'numbers', 'leave', 'places'], 'Stay']);
  assert.deepEqual(alwaysIn(MODEL).all, Object.keys(ALWAYS));
  assert.deepEqual(told([edits])[0].filter(([code]) => code !== 'L01'), []);
});
