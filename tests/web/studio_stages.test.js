/** Workers find each reply in its stage, in the order and under the names that editors gave them, in every language. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { repliesFor } from '../../api/web/console/desk/replies.js';
import { replyId } from '../../api/web/studio/line/replies.js';
import { ASKED_FOR, replyUp, stageBegun, stageGone, stageKey, stageRenamed, stagesOf, stageUp, wrongStage } from '../../api/web/studio/line/stages.js';
import { backwards } from '../../api/web/studio/unsent.js';
import { changed } from '../../api/web/studio/trees.js';

const python = (program, ...more) => JSON.parse(execFileSync('python', ['-c', program, ...more], { env: { ...process.env, PYTHONDONTWRITEBYTECODE: '1' } }).toString());
const SHIPPED = python(`
import json
from pathlib import Path
from content.reading import read_text
print(json.dumps({f"replies/{lang}.yaml": read_text(Path(f"content/replies/{lang}.yaml").read_text("utf-8"), "") for lang in ("en", "fr")}))
`);
const MODEL = { project: { languages: [{ id: 'en', name: 'English', state: 'source' }, { id: 'fr', name: 'Français' }] }, replies: SHIPPED };
const after = (edits, model = MODEL) => ({ ...model, replies: edits.reduce((all, { path, changes }) => ({ ...all, [path]: changes.reduce(changed, all[path]) }), model.replies) });
/** The same with the order of keys and rows. */
const written = (model) => JSON.stringify(model.replies);
const desk = (model, lang) => {
  const of = (tree) => Object.fromEntries(tree.stages.map(({ stage, lines }) => [stage, lines]));
  return repliesFor(/** @type {any} */ ({ replies: { en: of(model.replies['replies/en.yaml']), fr: of(model.replies['replies/fr.yaml']) } }), lang);
};
const stages = (model, lang) => [...new Set(desk(model, lang).map(({ stage }) => stage))];

test('a stage that stands earlier stands so at every desk, and is put back by one press', () => {
  const edits = stageUp(MODEL, 'listening');
  const made = after(edits);

  for (const lang of ['en', 'fr']) assert.deepEqual(stages(made, lang).slice(0, 3), ['listening', 'first_minute', 'safety_check']);
  assert.equal(written(after(edits.map(({ path, changes }) => ({ path, changes: backwards(MODEL.replies[path], changes) })), made)), written(MODEL));
  assert.deepEqual(stageUp(MODEL, 'first_minute'), []);
});

test('a reply that stands earlier stands so in every language, also where another is not translated', () => {
  const fr = 'replies/fr.yaml';
  const lacking = after([{ path: fr, changes: [{ at: ['stages', 1, 'lines', 'listen.believe'] }] }]);
  const first = (model, lang) => desk(model, lang).filter(({ stage }) => stage === 'listening').map(({ id }) => id).slice(0, 3);

  for (const lang of ['en', 'fr']) assert.deepEqual(first(after(replyUp(MODEL, 'listening', 'listen.fault')), lang), ['listen.thanks', 'listen.fault', 'listen.believe']);
  assert.deepEqual(replyUp(lacking, 'listening', 'listen.fault').map(({ path }) => path), ['replies/en.yaml']);
  assert.deepEqual(replyUp(lacking, 'listening', 'listen.believe').map(({ path }) => path), ['replies/en.yaml']);
});

test('a stage has its new name in every language, so that no desk shows it twice', () => {
  const made = after(stageRenamed(MODEL, 'planning', 'Making a plan'));

  for (const lang of ['en', 'fr']) assert.deepEqual([stages(made, lang).length, stages(made, lang)[3]], [8, 'making_a_plan']);
  assert.deepEqual([wrongStage(MODEL, ' '), wrongStage(MODEL, 'Planning!'), wrongStage(MODEL, 'x'.repeat(41)), wrongStage(MODEL, 'Après: ᐅᐊ')].map(Boolean), [true, true, true, false]);
  assert.equal(stageKey('Après: ᐅᐊ'), 'après_ᐅᐊ');
});

test('a new stage has a reply, and goes with all that stands in it', () => {
  const reply = { id: replyId('Glad you are back', [], [], stageKey('Coming back')), text: 'Glad you are back' };
  const made = after(stageBegun(MODEL, 'Coming back', reply));

  assert.deepEqual(stagesOf(made).at(-1), { name: 'coming_back', path: 'replies/en.yaml', lines: ['coming.glad'] });
  assert.equal(written(after(stageGone(made, 'coming_back'), made)), written(MODEL));
  assert.deepEqual(stages(after(stageGone(MODEL, 'planning')), 'fr').includes('planning'), false);
});

test('the stages that a desk asks for by name keep it, and no other does', () => {
  const told = ['desk', 'record'].flatMap((room) => readdirSync(`api/web/console/${room}`).filter((name) => name.endsWith('.js')).map((name) => readFileSync(`api/web/console/${room}/${name}`, 'utf8'))).join('\n');

  assert.deepEqual(stagesOf(MODEL).map(({ name }) => name).filter((name) => told.includes(`'${name}'`)).sort(), Object.keys(ASKED_FOR).sort());
});

test('the relay writes into both files just what the form shows, their remarks with it', () => {
  const edits = [...stageUp(MODEL, 'closing'), ...replyUp(MODEL, 'listening', 'listen.more'), ...stageRenamed(MODEL, 'wrong_number', 'Not for us'), ...stageBegun(MODEL, 'Coming back', { id: 'coming.glad', text: 'Glad: you are back' })];
  const made = python(`
import json, sys
from pathlib import Path
from content.editing import Change, apply
from content.reading import read_text
made = {path: Path("content", path).read_text("utf-8") for path in ("replies/en.yaml", "replies/fr.yaml")}
for one in json.loads(sys.argv[1]):
    made[one["path"]] = apply(made[one["path"]], [Change(tuple(each["at"]), each.get("value"), each.get("before")) for each in one["changes"]])
print(json.dumps({"trees": {path: read_text(text, path) for path, text in made.items()}, "remarks": [text.count("#") for text in made.values()]}))
`, JSON.stringify(edits));

  assert.equal(JSON.stringify(made.trees), written(after(edits)));
  assert.deepEqual(made.remarks, ['en', 'fr'].map((lang) => readFileSync(`content/replies/${lang}.yaml`, 'utf8').split('#').length - 1));
});
