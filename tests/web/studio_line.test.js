/** Every small word and every reply of the source language stands in a form, in its place, and every finding leads to one. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { test } from 'node:test';
import { formOf } from '../../api/web/studio/forms.js';
import { example, kept, looked, phrasesOf, repliesOf, writes } from '../../api/web/studio/line/small_words.js';
import { ABOUT, avoidBegun, lackingStyle, lackingWarnings, topicsBegun, warningBegun } from '../../api/web/studio/line/new_lists.js';
import { mayGo, replyId } from '../../api/web/studio/line/replies.js';
import { mayStay, needless, rewriting, staying } from '../../api/web/studio/line/waivers.js';
import { shownAt } from '../../api/web/studio/line/where_shown.js';
import { changed } from '../../api/web/studio/trees.js';

// The shipped content as the relay gives it to the forms.
const MADE = JSON.parse(execFileSync('python', ['-c', `
import json
from pathlib import Path
from content.check import check
from content.edition import as_json
from content.library import edition
from content.reading import read_text
made = edition(check(Path("content"), 1795000000000, True).checked, True)
trees = {str(path.relative_to("content")): read_text(path.read_text("utf-8"), path.name) for path in Path("content").rglob("*.yaml")}
print(json.dumps({"edition": as_json(made), "trees": trees}))
`], { maxBuffer: 1 << 26, env: { ...process.env, PYTHONDONTWRITEBYTECODE: '1' } }).toString());
const { edition, trees } = MADE;
const part = (folder) => Object.fromEntries(Object.entries(trees).filter(([path]) => path.startsWith(`${folder}/`)));
const MODEL = /** @type {any} */ ({ project: trees['project.yaml'], ...Object.fromEntries(['flows', 'phrases', 'replies', 'services', 'warnings', 'style', 'lexicon'].map((folder) => [folder, part(folder)])) });
const SEEN = { edition, lang: 'en', now: 1_795_000_000_000 };
const WORDS = phrasesOf(MODEL);
const REPLIES = repliesOf(MODEL);
const word = (key) => WORDS.find((one) => one.key === key);
const ALL = { group: '', find: '' };

test('every small word that the program comes with is told where youth meet it, and what it is filled with', () => {
  assert.equal(WORDS.length, Object.keys(trees['phrases/en.yaml'].phrases).length);
  assert.deepEqual(WORDS.filter(({ group }) => group === 'other').map(({ key }) => key), []);
  for (const one of WORDS) assert.deepEqual(kept(one, one.text), { lacks: [], odd: [] }, one.key);
  for (const one of WORDS) assert.deepEqual([...one.fills].sort(), [...new Set([...one.text.matchAll(/\{([^{}]*)\}/g)].map((found) => found[1]))].sort(), one.key);
  assert.deepEqual([shownAt('heard.food').group, shownAt('constructor').group], ['heard', 'other']);
});

test('every reply stands in its stage, under a name that somebody can read', () => {
  assert.equal(REPLIES.length, trees['replies/en.yaml'].stages.flatMap(({ lines }) => lines).length);
  assert.ok(REPLIES.every(({ title, group }) => title && title !== group));
});

test('a new reply gets a name of its own in its stage; the last of a stage and the frame of a plan stay', () => {
  const stage = (group) => REPLIES.filter((one) => one.group === group);

  assert.equal(replyId('Thanks for being here', stage('listening'), REPLIES), 'listen.for');
  assert.equal(replyId('ᐅᐊ', stage('listening'), REPLIES), 'listen.1');
  assert.deepEqual([stage('listening')[0], stage('wrong_number')[0], stage('safety_plan')[0]].map((one) => mayGo(one, REPLIES)), [true, false, false]);
  assert.equal(mayGo(/** @type {any} */ (word('talk')), WORDS), false);
});

test('a text is found by its words and by its place, and keeps its way of ending', () => {
  const found = (wanted) => looked(WORDS, { ...ALL, ...wanted }, edition.bundle.fold).map(({ key }) => key);

  assert.deepEqual(found({ find: 'JUST a bot pick' }), ['unheard']);
  assert.deepEqual(found({ find: 'under every message' }), ['talk', 'numbers', 'leave']);
  assert.deepEqual(found({ group: 'screen', find: 'person' }), ['talk']);
  const write = (one, tree, typed) => writes(one, tree, typed).reduce(changed, tree);
  assert.equal(write(word('talk'), trees['phrases/en.yaml'], 'Human').phrases.talk, 'Human');
  assert.equal(write(word('joined'), trees['phrases/en.yaml'], '{name} is in.').phrases.joined, '{name} is in.\n');
  assert.equal(write(REPLIES[0], trees['replies/en.yaml'], 'Hi.').stages[0].lines[0].text, 'Hi.');
});

test('what is emptied is not written, and a name in braces that went or came is told', () => {
  assert.deepEqual(writes(word('talk'), trees['phrases/en.yaml'], '  '), []);
  assert.deepEqual(kept(word('transfer.gone'), '{new} had to go.'), { lacks: ['{name}'], odd: [] });
  assert.deepEqual(kept(word('photo'), 'No. {name} {service:988}'), { lacks: [], odd: ['{name}'] });
  assert.deepEqual(kept(word('clock.pm'), '{hour24}:{minute}'), { lacks: [], odd: [] });
  assert.deepEqual(kept(REPLIES[0], 'I am {name}'), { lacks: [], odd: ['{name}'] });
});

test('everything that is filled in is shown with an example', () => {
  for (const one of [...WORDS, ...REPLIES]) assert.doesNotMatch(example(one.text, SEEN, one.key), /\{/, one.key);
});

test('a finding leads to the form of its words, in the language that lacks them', () => {
  const way = (file, key, at = null, code = 'T01') => { const found = formOf(MODEL, /** @type {any} */ ({ file, key, at, code })); return found && [found.view, found.at]; };

  assert.deepEqual(way('phrases/en.yaml', 'talk', { lang: 'en' }), ['line', { part: 'words', find: 'talk' }]);
  assert.deepEqual(way('phrases/en.yaml', 'knock@en', { lang: 'en' }), ['line', { part: 'words', find: 'knock' }]);
  assert.deepEqual(way('replies/en.yaml', 'first.hi', { lang: 'en' }), ['line', { part: 'replies', find: 'first.hi' }]);
  assert.deepEqual(way('phrases/en.yaml', 'talk@fr', { lang: 'en' }, 'L01'), ['translate', { lang: 'fr', find: 'talk' }]);
  assert.deepEqual(way('phrases/fr.yaml', 'talk@fr', { lang: 'fr' }), ['translate', { lang: 'fr', find: 'talk' }]);
  assert.deepEqual(way('lexicon/words.yaml', 'sleep'), ['words', { cat: 'sleep' }]);
  assert.deepEqual(way('tests/lexicon.yaml', 'a sentence', null, 'P01'), ['words', { cat: 'traps' }]);
  assert.deepEqual(way('project.yaml', 'fr', null, 'L05'), ['translate', { lang: 'fr' }]);
  assert.deepEqual(way('societies/kenora.yaml', 'khp'), ['services', { service: 'khp' }]);
  assert.deepEqual(way('flows/main.yaml', 'hello@fr', { step: 'hello' }, 'L01'), ['step', { step: 'hello', lang: 'fr' }]);
  assert.deepEqual(way('project.yaml', 'org@fr', null, 'T06'), ['line', { part: 'facts' }]);
  assert.deepEqual(way('project.yaml', 'Robin', null, 'T06'), ['line', { part: 'facts' }]);
  assert.deepEqual(way('warnings/en.yaml', 'violence', null, 'K02'), ['line', { part: 'warn' }]);
  assert.deepEqual(way('project.yaml', '988', null, 'C11'), ['line', { part: 'facts' }]);
  assert.deepEqual(way('project.yaml', '988', null, 'C04'), ['line', { part: 'facts' }]);
  assert.deepEqual(way('project.yaml', 'lines', null, 'W01'), ['line', { part: 'reasons' }]);
  assert.deepEqual(way('release.json', 'khp', null, 'C12'), ['services', { service: 'khp' }]);
  assert.deepEqual([way('phrases/en.yaml', '', { lang: 'en' }, 'S01'), way('project.yaml', '', null, 'S01')], [null, null]);
});

test('a finding about what is gone never opens another step in its place', () => {
  const way = (code, file, key, step) => { const found = formOf(MODEL, /** @type {any} */ ({ code, file, key, at: { step } })); return found && [found.view, found.at]; };

  assert.deepEqual(way('V01', 'flows/main.yaml', 'long_gone', 'long_gone'), ['outline', { gone: 'long_gone' }]);
  assert.deepEqual(way('V02', 'flows/main.yaml', 'hello', 'hello'), ['outline', { gone: 'hello' }]);
  assert.deepEqual(way('L02', 'i18n/fr/main.yaml', 'hello.zz', 'hello'), ['outline', { gone: 'hello.zz' }]);
  assert.deepEqual(way('L02', 'phrases/fr.yaml', 'no_such', 'no_such'), ['outline', { gone: 'no_such' }]);
  assert.deepEqual(way('L02', 'i18n/fr/main.yaml', 'hello.y', 'hello'), ['step', { step: 'hello', lang: undefined }]);
  assert.equal(way('S04', 'flows/main.yaml', 'an odd name', 'an odd name'), null);
});

test('the reasons that the checker calls needless are marked, of two for one warning the later', () => {
  const one = { code: 'T04', at: 'lines', why: 'So.' };
  const told = (/** @type {string} */ code, /** @type {string} */ key) => ({ code: 'W01', key, says: `The reason for ${code} at ${key} is not needed.` });

  assert.deepEqual([...needless([one, { ...one, code: 'C11' }, one], [told('T04', 'lines')])], [2]);
  assert.deepEqual([...needless([one, { ...one, code: 'C11' }], [told('C11', 'lines')])], [1]);
  assert.deepEqual([...needless([one], [])], []);
});

test('a warning stays for good by a reason that the checker takes, in the name of whoever gave it; a call and a translation are owed each time', () => {
  const told = (/** @type {string} */ code, /** @type {string} */ key, level = 'W') => /** @type {any} */ ({ code, key, level, says: '', fix: '', file: '', line: 1 });
  const stays = [told('T04', 'hello'), told('T04', 'hello'), told('T06', 'hello@fr'), told('C07', 'khp'), told('L02', 'hello@fr'), told('W01', 'hello'), told('T03', 'hello', 'E'), told('T01', '')];
  const project = { ...trees['project.yaml'], waivers: trees['project.yaml'].waivers.filter((/** @type {any} */ { at }) => at !== 'person_child') };
  const check = (/** @type {any} */ change) => JSON.parse(execFileSync('python', ['-c', `
import json, sys
from pathlib import Path
from content.check import check_files
from content.editing import Change, apply
files = {str(path.relative_to("content")): path.read_text("utf-8") for path in Path("content").rglob("*.yaml")}
name = "project.yaml"
files[name] = apply(files[name], [Change(("waivers", 2)), *(Change(tuple(one["at"]), one.get("value")) for one in json.loads(sys.argv[1]))])
made = check_files(files, 1795000000000, True)
print(json.dumps([[one.code, one.at] for one in made.findings if one.level in ("E", "W")]))
`, JSON.stringify(change)], { maxBuffer: 1 << 26, env: { ...process.env, PYTHONDONTWRITEBYTECODE: '1' } }).toString());

  assert.deepEqual(mayStay(stays).map(({ code, key }) => `${code} ${key}`), ['T04 hello', 'T06 hello@fr']);
  assert.deepEqual(staying({}, told('T04', 'hello'), ' So. ', 'Ida'), [{ at: ['waivers'], value: [{ code: 'T04', at: 'hello', why: 'So.', by: 'Ida' }] }]);
  assert.deepEqual([rewriting({ by: 'Ida' }, 0, 'As', 'Ida').length, rewriting({ by: 'Ida' }, 0, 'As', 'Ben').length], [1, 2]);
  assert.deepEqual([check([]), check(staying(project, told('T04', 'person_child'), 'They know it.', 'Ida'))], [[['T04', 'person_child']], []]);
});

test('a language that was begun can have each list of words, in files that the program reads', () => {
  const project = { ...trees['project.yaml'], languages: [...trees['project.yaml'].languages, { id: 'ojs-nw', name: 'Anishinaabemowin', state: 'draft' }] };
  const model = { ...MODEL, project };
  const begun = [avoidBegun('ojs-nw', { word: 'no: "way"*', say: 'this', why: 'Because # it is.' }), topicsBegun('ojs-nw', ['ᐅᐊ*', 'no']), warningBegun(model, 'ojs-nw', 'violence', ['ᐅᐊ', 'yes'])];
  const read = JSON.parse(execFileSync('python', ['-c', `
import json, sys
from pathlib import Path
from content.folder import is_path
from content.check import check_files
from content.staff import ABOUT
files = {str(path.relative_to("content")): path.read_text("utf-8") for path in Path("content").rglob("*.yaml")}
new = {one["path"]: one["text"] for one in json.loads(sys.argv[1])}
made = check_files(files | new, 1795000000000, True)
print(json.dumps({"paths": [is_path(path) for path in new], "found": [str(one.says) for one in made.findings if one.file in new], "about": ABOUT}))
`, JSON.stringify(begun)], { maxBuffer: 1 << 26, env: { ...process.env, PYTHONDONTWRITEBYTECODE: '1' } }).toString());

  assert.deepEqual(read, { paths: [true, true, true], found: [], about: ABOUT });
  assert.deepEqual(begun.map(({ path }) => path), ['style/avoid.ojs-nw.yaml', 'style/topics.ojs-nw.yaml', 'warnings/ojs_nw.yaml']);
  assert.deepEqual([lackingStyle(MODEL), lackingWarnings(MODEL)], [{ avoid: [], topics: [] }, []]);
  assert.deepEqual([lackingStyle(model).avoid, lackingStyle(model).topics].map((some) => some.map(({ id }) => id)), [['ojs-nw'], ['ojs-nw']]);
  assert.deepEqual(lackingWarnings(model).map(({ about }) => about), ABOUT);
});

test('a new subject of warnings stands behind the others of its language', () => {
  const model = { ...MODEL, warnings: { 'warnings/en.yaml': trees['warnings/en.yaml'].slice(0, 2) } };

  assert.deepEqual(lackingWarnings(model).filter(({ lang }) => lang.id === 'en').map(({ about }) => about), ['self-harm or dying']);
  assert.deepEqual(warningBegun(model, 'en', 'self-harm or dying', ['noose']), { path: 'warnings/en.yaml', changes: [{ at: [2], value: { lang: 'en', about: 'self-harm or dying', any: ['noose'] } }] });
});
