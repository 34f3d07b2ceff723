/** The lists are heard in the editor's browser as the bot hears them, and every sign of a pattern is told in words. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { test } from 'node:test';
import { begun, difference, hearing, listening, listsOf, newList, notesOf, partsOf, patternWords, piecesOf, retyped, run, shortWords, speaking, trapsOf, withPattern, writtenOf } from '../../api/web/studio/words/patterns.js';
import { brokenBy, editsOf, problemsOf, topicId, withTopic } from '../../api/web/studio/words/topic.js';

const ODD = ['', '~2', 'kill~ ~1 my self', "l'école* ~9", 'Ça ~3', '~1 a ~2', '*', '~', 'a* ~5 b~', 'x\u200by z', 'one-two* three', 'ᐅᐊ ~2 ᐊ*'];
// The shipped content as the relay gives it to the forms, and what the program makes of these patterns.
const MADE = JSON.parse(execFileSync('python', ['-c', `
import json, sys
from pathlib import Path
from content.check import check
from content.edition import as_json
from content.lexicon import fold_table, pattern
from content.library import edition
from content.reading import read_text
made = edition(check(Path("content"), 1795000000000, True).checked, True)
trees = {str(path.relative_to("content")): read_text(path.read_text("utf-8"), path.name) for path in Path("content").rglob("*.yaml") if path.parts[1] in ("lexicon", "tests", "phrases")}
fold = fold_table()
print(json.dumps({"bundle": as_json(made)["bundle"], "trees": trees, "parts": [pattern(fold, one) for one in json.loads(sys.argv[1])]}))
`, JSON.stringify(ODD)], { maxBuffer: 1 << 26, env: { ...process.env, PYTHONDONTWRITEBYTECODE: '1' } }).toString());
const { bundle } = MADE;
const part = (folder) => Object.fromEntries(Object.entries(MADE.trees).filter(([path]) => path.startsWith(folder)));
const MODEL = { lexicon: part('lexicon/'), tests: part('tests/'), phrases: part('phrases/'), limits: { label: 24 } };
const LISTS = listsOf(MODEL, bundle.fold);
const TRAPS = trapsOf(MODEL);
const danger = LISTS.find(({ cat, lang }) => cat === 'emergency' && lang === 'en');
const heardIn = (text, lang = 'en', lists = LISTS) => hearing(listening(bundle, lists), lists, lang, text);

test('the browser reads patterns and lists as the compiler does, signs and odd ones too', () => {
  assert.deepEqual(ODD.map((one) => partsOf(bundle.fold, one)), MADE.parts);
  assert.deepEqual(LISTS.map(({ cat, lang, go, whole, any }) => ({ cat, lang, go, whole, any })), bundle.lexicon);
});

test('a pattern is told in words that need no signs', () => {
  assert.deepEqual(['want ~2 die', 'suicid*', 'kill~ ~1 my self', 'he ~1 got ~2 gun', 'stop', 'dont want ~2 be here any*'].map(patternWords), [
    'want … die, up to two words between', 'suicid-, any ending after “suicid”', 'kill … my self, up to one word before “my”, one letter of “kill” may be wrong',
    'he … got … gun, up to one word before “got”, up to two words before “gun”', 'stop', 'dont want … be here any-, up to two words before “be”, any ending after “any”',
  ]);
  for (const written of LISTS.flatMap((one) => one.written)) assert.doesNotMatch([shortWords(written), ...notesOf(written)].join(), /[~*]/, written);
});

test('a form holds every shipped pattern and writes it back to the letter', () => {
  for (const written of LISTS.flatMap((one) => one.written)) assert.equal(writtenOf(piecesOf(written)), written);
});

test('typing on keeps what was chosen for the words that stay', () => {
  const pieces = piecesOf('kill~ ~2 self');

  assert.equal(writtenOf(retyped('kill my self', pieces)), 'kill~ my ~2 self');
  assert.equal(writtenOf(retyped('killed self', pieces)), 'killed~ ~2 self');
  assert.equal(writtenOf(retyped('kill self', pieces)), 'kill~ ~2 self');
  assert.equal(writtenOf(retyped('  ~2 kill* ', [])), '2 kill');
});

test('a sentence names what is heard and through which words; “leave” wants the whole message', () => {
  const at = (text, lang) => { const { cat, written } = heardIn(text, lang); return [cat, written]; };

  assert.deepEqual(at('i want to just die'), ['emergency', 'want ~2 die']);
  assert.deepEqual(at('je veux mourir'), ['emergency', 'veu* ~1 mour*']);
  assert.deepEqual([at('STOP.'), at('dont stop')], [['leave', 'stop'], ['none', '']]);
  assert.deepEqual(heardIn('i want to die').effects.find((one) => one.do === 'choices').choices.map(([id]) => id), ['~emergency', '~on']);
});

test('every shipped sentence is heard as it must be, and each fails when its words are gone', () => {
  const runs = run(bundle, LISTS, TRAPS);
  const deaf = run(bundle, [], TRAPS);

  assert.deepEqual(runs.filter(({ fine }) => !fine), []);
  assert.equal(deaf.filter(({ fine }) => !fine).length, TRAPS.filter(({ hears, lang }) => hears !== 'none' && (bundle.langs.includes(lang) || hears === 'emergency')).length);
});

test('a pattern that catches an everyday sentence is told before it is kept', () => {
  const before = run(bundle, LISTS, TRAPS);
  const after = run(bundle, withPattern(LISTS, danger, danger.written.length, 'want ~2 kill', bundle.fold), TRAPS);
  const less = run(bundle, withPattern(LISTS, danger, danger.written.indexOf('kms'), null, bundle.fold), TRAPS);

  assert.deepEqual(difference(before, after).broken.map(({ type, heard }) => [type, heard]), [['i want to kill time', 'emergency']]);
  assert.deepEqual(difference(before, less).broken.map(({ type }) => type), ['kms']);
  assert.deepEqual(difference(after, before).mended.map(({ type }) => type), ['i want to kill time']);
});

test('a changed pattern stands where the old one stood, and no other list changes', () => {
  const made = withPattern(LISTS, danger, 0, 'other ~1 words', bundle.fold);

  assert.deepEqual(made.find(({ path, index }) => path === danger.path && index === danger.index).written.slice(0, 2), ['other ~1 words', danger.written[1]]);
  assert.deepEqual(made.filter((one) => !LISTS.includes(one)).length, 1);
  assert.equal(heardIn('nothing here').cat, 'none');
});

test('a language without words for danger gets a list of its own behind the others, heard at once', () => {
  const fresh = newList(MODEL, LISTS.filter(({ cat }) => cat === 'emergency'), 'oj');
  const made = withPattern(LISTS, fresh, 0, 'ᐅᐊ', bundle.fold);

  assert.deepEqual([fresh.path, fresh.index, made.length], ['lexicon/words.yaml', MODEL.lexicon['lexicon/words.yaml'].length, LISTS.length + 1]);
  assert.deepEqual(begun(fresh, 'ᐅᐊ'), { cat: 'emergency', lang: 'oj', go: 'quick', any: ['ᐅᐊ'] });
  assert.deepEqual(begun(newList(MODEL, LISTS.filter(({ cat }) => cat === 'leave'), 'oj'), 'x').whole, 'yes');
  assert.equal(heardIn('ᐅᐊ', 'en', made).cat, 'emergency');
});

test('a list that is broken in half, or a pattern without a word, is heard as nothing', () => {
  const lists = listsOf({ lexicon: { 'lexicon/a.yaml': [null, 'x', { cat: 'emergency', lang: 'en', go: 'quick', any: ['~2', ''] }, { cat: 'sleep', any: 'no list' }], 'lexicon/b.yaml': null } }, bundle.fold);

  assert.deepEqual(lists.map(({ cat }) => cat), ['emergency', 'sleep']);
  assert.equal(heardIn('anything', 'en', lists).cat, 'none');
});

const HERE = { model: MODEL, lists: LISTS, bundle, runs: run(bundle, LISTS, TRAPS), steps: new Set(['menu']) };
const topic = (part = {}, en = {}, fr = {}) => ({
  name: 'Needs food', go: 'menu', not: '', heardIn: '', ...part,
  spoken: { en: { ask: 'Are you looking for food?', button: 'Food', words: 'so hungry, no FOOD', ...en }, fr: { ask: '', button: '', words: 'j’ai faim', ...fr } },
});

test('a new topic is heard in each language that has words for it, and no sentence is heard otherwise', () => {
  const made = withTopic(HERE, topic());

  assert.deepEqual(problemsOf(HERE, topic()), {});
  assert.deepEqual(made.slice(LISTS.length).map(({ cat, lang, go, written }) => [cat, lang, go, written]), [['needs_food', 'en', 'menu', ['so hungry', 'no FOOD']], ['needs_food', 'fr', 'menu', ['j’ai faim']]]);
  assert.deepEqual([heardIn('i am so hungry', 'en', made).cat, heardIn("j'ai faim", 'fr', made).cat, heardIn('i want to die so hungry', 'en', made).cat], ['needs_food', 'needs_food', 'emergency']);
  assert.deepEqual(brokenBy(HERE, topic()), []);
});

test('an everyday sentence that a new topic would hear is told before it is added', () => {
  assert.deepEqual(brokenBy(HERE, topic({}, { words: 'homework' })).map(({ type, heard }) => [type, heard]), [['this homework is killing me', 'needs_food'], ['can u help me with homework', 'needs_food']]);
});

test('a topic offers what the draft says of it, before an edition could be made of it', () => {
  const phrases = { ...MODEL.phrases, 'phrases/en.yaml': { lang: 'en', phrases: { 'heard.needs_food': 'Are you looking for food?', 'offer.needs_food': 'Food', 'heard.sleep': 'Newer' } }, 'phrases/xx.yaml': null };
  const made = withTopic(HERE, topic());
  const { effects } = hearing(listening(speaking(bundle, { phrases }), made), made, 'en', 'i am so hungry');

  assert.ok(effects.some((one) => one.do === 'say' && one.text === 'Are you looking for food?'), JSON.stringify(effects));
  assert.deepEqual(speaking(bundle, MODEL).text, bundle.text);
});

test('what a topic lacks is said by its field, in a sentence', () => {
  const [field] = [(...parts) => problemsOf(HERE, topic(...parts))];

  assert.deepEqual(['', 'ᐅᐊ', '7 days', 'Step', 'constructor', 'needs a place to SLEEP', 'Sleep'].map((name) => field({ name }).name), [
    'Write in a few words what it is about.', 'Begin the name with a plain letter, from a to z.', 'Begin the name with a plain letter, from a to z.', 'The bot uses this name itself. Choose another.', undefined,
    'This topic is there already. Add your words to it.', 'This topic is there already. Add your words to it.',
  ]);
  assert.deepEqual(field({ go: 'nowhere' }), { go: 'Choose the step that the offer leads to.' });
  assert.deepEqual(field({}, { ask: ' ', button: '', words: '' }, { words: '' }), { 'ask.en': 'Write what the bot asks.', 'button.en': 'Write what the button says.', 'words.en': 'Write at least one word.' });
  assert.deepEqual(field({}, { button: 'x'.repeat(26) }, { button: 'y'.repeat(25) }), { 'button.en': 'A button has room for 24 letters: 2 too many.', 'button.fr': 'A button has room for 24 letters: 1 too many.' });
  assert.deepEqual(field({}, { words: 'so hungry, ~~ ?!' }), { 'words.en': 'There is no word in “~~ ?!”.' });
  assert.deepEqual(field({}, { words: 'so hungry, want to die' }), { 'words.en': '“want to die” is heard as “In danger, or wants to die” already.' });
  assert.deepEqual([topicId('  Où manger? '), topicId('a'.repeat(40)).length], ['ou_manger', 24]);
});

test('a topic is written to the words, the phrases of each language and the sentences, as the checker wants it', async () => {
  const edits = await editsOf(HERE, topic({ not: 'food for thought', heardIn: 'im so hungry' }, {}, { ask: 'Tu cherches à manger?', button: 'Manger' }));
  const files = JSON.stringify(edits.map(({ path, changes }) => [path, changes]));
  const codes = execFileSync('python', ['-c', `
import json, sys
from pathlib import Path
from content.check import check_files
from content.editing import Change, apply
files = {str(path.relative_to("content")): path.read_text("utf-8") for path in Path("content").rglob("*.yaml")}
before = check_files(files, 1795000000000, True).findings
for path, changes in json.loads(sys.argv[1]):
    files[path] = apply(files[path], [Change(tuple(one["at"]), one["value"]) for one in changes], path)
known = {(one.code, one.says) for one in before}
print(json.dumps([[one.code, one.says] for one in check_files(files, 1795000000000, True).findings if (one.code, one.says) not in known]))
`, files], { env: { ...process.env, PYTHONDONTWRITEBYTECODE: '1' } }).toString();

  assert.deepEqual(edits.map(({ path }) => path), ['phrases/en.yaml', 'phrases/fr.yaml', 'tests/lexicon.yaml', 'lexicon/words.yaml']);
  assert.deepEqual(JSON.parse(codes), []);
});
