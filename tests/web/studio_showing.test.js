/** What the studio shows of a step is what a youth would be shown: the same services, the same numbers, as far to a person. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { test } from 'node:test';
import { aboutCounts, countAloud, countCells, countDrawn, hasWeeks } from '../../api/web/studio/counted.js';
import { neighbour, tapsWords } from '../../api/web/studio/map.js';
import { dueFirst } from '../../api/web/studio/outline.js';
import { tapsOf, tapsWalked } from '../../api/web/studio/near.js';
import { laidOut, lockScreen } from '../../api/web/studio/preview.js';
import { alwaysOf, flowsOf, leadingTo, nameOf, stepsOf, tapsToPerson, whenWords } from '../../api/web/studio/reading.js';
import { card, fellBack, filled, knownFrom, offers, servicesOf } from '../../api/web/studio/showing.js';
import { dropsOut } from '../../api/web/studio/services/calls.js';
import { isWanted } from '../../api/web/studio/services/listed.js';
import { buttonsOf, isOffered, walked, withLanguage } from '../../api/web/studio/trying.js';
import { askedOf, ticked } from '../../api/web/studio/fork_form.js';
import { beginning, fileOf } from '../../api/web/studio/new_step.js';
import { listing, remembering } from '../../api/web/studio/remember_form.js';
import { isUnused, ITS_OWN, usesOf, varsOf, wrongValue } from '../../api/web/studio/remember_list.js';
import { changed } from '../../api/web/studio/trees.js';
import { freeId, WaysForm } from '../../api/web/studio/ways_form.js';
import { Counters } from '../../api/web/studio/words_form.js';

const NOW = 1_795_000_000_000;
const HOURS = [0, 5, 9, 14, 19, 24, 72, 24 * 400].map((hours) => NOW + hours * 3_600_000);
// The shipped content as the relay gives it to the forms, and what the bot would offer at these moments.
const MADE = JSON.parse(execFileSync('python', ['-c', `
import asyncio, json, sys
from pathlib import Path
from api.studio.examining import Examiner
from content.bundle import source_mark
from content.check import check
from content.edition import as_json
from content.folder import files_of
from content.hours import DAYS_AHEAD
from content.library import edition, edition_of
from content.model import FACT_VALUES
from content.reading import read_text
from content.rules.texts import MOST_CHOICES, MOST_LABEL, MOST_SAY, MOST_UNITS
now, hours = json.loads(sys.argv[1])
made = edition(check(Path("content"), now, True).checked, True)
files = dict(files_of(Path("content"), []))
main = files["flows/main.yaml"].replace("go: not_now}", "go: fork}", 1).replace("  not_now:\\n", "  fork:\\n    branch:\\n      - {when: {channel: [web]}, go: menu}\\n      - {go: not_now}\\n  not_now:\\n", 1)
khp = '{how: call, to: "+18006686868"}]\\n  hours: {osm: "24/7", zone: America/Toronto, closed: []'
national = files["services/national.yaml"].replace(khp, khp.replace("24/7", "Mo-Su 08:00-22:00") + ', say: {en: "8 to 10", fr: "8 h à 22 h"}')
seeded = edition_of({**files, "flows/main.yaml": main, "services/national.yaml": national}, now, practice=True)[0]
trees = {str(path.relative_to("content")): read_text(path.read_text("utf-8"), path.name) for path in Path("content").rglob("*.yaml") if path.parts[1] in ("flows", "i18n")}
drafted = asyncio.run(Examiner(True).examine(files, None, now)).edition["services"]["entries"].values()
limits = {"say": MOST_SAY, "label": MOST_LABEL, "units": MOST_UNITS, "choices": MOST_CHOICES}
print(json.dumps({"limits": limits, "marks": {key: source_mark(text) for key, text in made.bundle["text"]["en"].items()}, "known": sorted({one["hours"]["until"] - DAYS_AHEAD * 1440 for one in drafted}), "facts": FACT_VALUES, "edition": as_json(made), "offers": [made.directory.offers(one) for one in hours], "trees": trees, "project": read_text(Path("content/project.yaml").read_text("utf-8"), "project.yaml"),
  "seeded": as_json(seeded), "seededOffers": [seeded.directory.offers(one)["now"] for one in hours], "cards": {one: made.card(one, "en", now).lines for one in ("911", "khp")}}))
`, JSON.stringify([NOW, HOURS])], { maxBuffer: 1 << 26, env: { ...process.env, PYTHONDONTWRITEBYTECODE: '1' } }).toString());
const { edition } = MADE;
const MODEL = { flows: Object.fromEntries(Object.entries(MADE.trees).filter(([path]) => path.startsWith('flows/'))), project: MADE.project };
const FLOWS = flowsOf(MODEL);
const STEPS = stepsOf(FLOWS);
const SEEN = { edition, lang: 'en', now: NOW };
const HOST = { oncall: true, talking: false, lang: 'en', now: NOW };

test('services are offered as the bot offers them, at every hour', () => {
  HOURS.forEach((at, index) => assert.deepEqual(offers(edition, at), MADE.offers[index]));
});

test('a service’s name, numbers and state read as on its card', () => {
  for (const [id, lines] of Object.entries(MADE.cards)) for (const line of card(id, SEEN)) assert.ok(lines.some((one) => one.startsWith(line)), `${id}: ${line}`);
});

test('names and numbers are filled in; what is no placeholder stays as it was typed', () => {
  assert.equal(filled('Call {service:911} or {service:khp.text}. {org}. {nobody} {constructor}', SEEN), `Call 911 or CONNECT to 686868. ${edition.org.en}. {nobody} {constructor}`);
});

test('a step without open services shows the floor', () => {
  assert.deepEqual(servicesOf({ tag: 'none of this name' }, SEEN), edition.services.floor);
});

test('the first flow is the one that everything begins in, and its first step what a youth reads first', () => {
  assert.equal(FLOWS[0].path, 'flows/main.yaml');
  assert.equal(FLOWS[0].steps[0].id, edition.bundle.start);
  assert.deepEqual([...STEPS.keys()].sort(), Object.keys(edition.bundle.steps).sort());
});

test('from every step that can be left, a person is told to be as far as the taps that lead there', () => {
  const taps = tapsToPerson(STEPS, alwaysOf(MODEL));

  assert.equal(taps.get('wait'), 0);
  assert.equal(taps.get('person_urgent'), 1);
  assert.equal(taps.get('talk'), taps.get('person_open'));
  for (const step of STEPS.values()) {
    const ways = [...step.ways.filter(({ kind }) => kind === 'choice').map(({ to }) => to), ...(['ask', 'end', 'note'].includes(step.kind) ? alwaysOf(MODEL) : [])];
    const far = taps.get(step.id);
    if (['ask', 'end', 'note'].includes(step.kind)) assert.equal(far, 1 + Math.min(...ways.map((to) => taps.get(to) ?? Infinity)), step.id);
  }
  assert.equal(taps.get('decoy'), undefined);
  assert.deepEqual([undefined, 0, 1, 2].map(tapsWords), ['No way to a person', 'Here a person comes', 'A person is 1 tap away', 'A person is 2 taps away']);
});

test('forks and names read as sentences', () => {
  assert.equal(whenWords({ oncall: ['yes'] }), 'If someone is on call');
  assert.equal(whenWords({ safe: ['no'], channel: ['web'] }), 'If “safe” is no and it is a web chat (there is none yet)');
  assert.equal(whenWords(undefined), 'Otherwise');
  assert.equal(nameOf(STEPS.get('quick'), 30), 'I am glad you wrote. You …');
  assert.ok(leadingTo(STEPS, 'menu').some(({ id }) => id === 'hello'));
});

test('a flow that is broken in half is read as far as it can be', () => {
  const broken = { flows: { 'flows/a.yaml': null, 'flows/b.yaml': { steps: { one: null, two: { choices: 'none', hears: 'x', go: 'nowhere' } } } } };

  assert.deepEqual(flowsOf(broken).map(({ steps }) => steps.map(({ id, ways }) => [id, ways.map(({ to }) => to)])), [[['one', []], ['two', ['nowhere']]]]);
});

test('a trial says what a youth would read, and a button that is gone ends it there', () => {
  const turns = walked(edition, null, [{ t: 'pick', id: 'hello.n', label: 'Not now' }], HOST);
  const gone = walked(edition, null, [{ t: 'pick', id: 'hello.gone', label: 'Gone' }, { t: 'pick', id: 'hello.n', label: 'Not now' }], HOST);

  assert.equal(turns[1].effects.find((one) => one.do === 'say').text, edition.bundle.text.en.not_now);
  assert.deepEqual(buttonsOf(turns).choices, [['not_now.r', 'I am ready']]);
  assert.deepEqual(gone.map((turn) => turn.gone), [false, true]);
});

test('a trial begins at any step there is, and under what holds around it', () => {
  for (const id of STEPS.keys()) assert.equal(walked(edition, id, [], HOST).length, 1);
  assert.equal(walked(edition, 'talk', [], HOST)[0].step, 'person_open');
  assert.equal(walked(edition, 'talk', [], { ...HOST, oncall: false })[0].step, 'person_closed');
});

test('how far a person is, is walked as a youth walks who comes the first time: by no way is it fewer taps, and by one it is as many', () => {
  const taps = tapsWalked(edition, NOW);
  /** Whether somebody is in line after so many presses, whichever they are. */
  const within = (from, deeds, most) => {
    const turns = walked(edition, from, deeds, HOST);
    if (turns.at(-1).effects.some((one) => one.do === 'handoff' && !one.note)) return true;
    const { choices, always } = buttonsOf(turns);
    return most > 0 && [...choices, ...always].some(([id, label]) => within(from, [...deeds, { t: 'pick', id, label }], most - 1));
  };
  for (const id of ['wait', 'person_urgent', 'person_safe', 'person_open', 'talk', 'quick', 'danger_1']) {
    const far = taps.get(id);
    assert.equal(within(id, [], far), true, id);
    if (far) assert.equal(within(id, [], far - 1), false, id);
  }
  assert.deepEqual(['person_open', 'hello', 'decoy'].map((id) => taps.get(id)), [3, 4, undefined]);
  assert.equal(tapsToPerson(STEPS, alwaysOf(MODEL)).get('person_open'), 1);
});

test('what cannot be walked is told by the lines: a draft that something blocks, and flows that remember very much', () => {
  const always = alwaysOf(MODEL);
  const drawn = tapsToPerson(STEPS, always);
  // Eight questions in a row, each of them kept and asked for by a fork: 4^8 ways to have come to the last.
  const names = Array.from({ length: 8 }, (_, at) => `q${at}`);
  const steps = Object.fromEntries(names.flatMap((name, at) => [[name, { kind: 'ask', set: name, choices: ['a', 'b', 'c', 'd'].map((id) => ({ id: `${name}.${id}`, go: names[at + 1] ?? 'fork', value: id })) }]]));
  const fork = { kind: 'branch', branch: [...names.map((name) => ({ go: 'q0', when: { [name]: ['a'] } })), { go: 'wait' }] };
  const vars = Object.fromEntries(names.map((name) => [name, ['a', 'b', 'c', 'd']]));
  const much = { ...edition, bundle: { ...edition.bundle, vars: { ...edition.bundle.vars, ...vars }, steps: { ...edition.bundle.steps, ...steps, fork } } };

  assert.deepEqual(tapsOf(STEPS, always, null, NOW), { walked: false, taps: drawn });
  assert.equal(tapsWalked(much, NOW), null);
  assert.deepEqual(tapsOf(STEPS, always, much, NOW), { walked: false, taps: drawn });
  const both = tapsOf(new Map([...STEPS, ['new', { ...STEPS.get('not_now'), id: 'new' }]]), always, edition, NOW);
  assert.deepEqual([both.walked, both.taps.get('hello'), both.taps.get('decoy'), both.taps.get('new')], [true, 4, undefined, 2]);
});

test('once in line, what a youth types in a trial goes to the worker, as the bot sends it, until the talk ends; a note is for one only', () => {
  const [no, text] = [{ t: 'pick', id: 'person_urgent.n', label: 'No' }, (words) => ({ t: 'text', text: words })];
  const does = (turn) => turn.effects.map((one) => one.do);
  const turns = walked(edition, 'person_urgent', [no, text('hello are you there'), text('leave'), text('hello again')], HOST);
  const [, line, typed, left] = turns;
  const chat = walked(edition, null, [text('hello')], { ...HOST, talking: true });
  const note = walked(edition, 'note', [text('call me'), { t: 'pick', id: 'menu', label: 'Menu' }, text('i am hungry')], { ...HOST, oncall: false });

  assert.equal(edition.bundle.steps.note.note, true);
  assert.deepEqual([line.step, does(line).includes('handoff')], ['wait', true]);
  assert.deepEqual([typed.step, does(typed).includes('relay')], ['wait', true]);
  assert.deepEqual([does(left).includes('end'), does(turns[4]).includes('relay')], [true, false]);
  assert.deepEqual([chat[0].step, does(chat[1]).includes('relay')], [edition.bundle.doors.chat, true]);
  assert.deepEqual([does(note[1]).includes('relay'), does(note.at(-1)).includes('relay')], [true, false]);
});

test('a turn says which language the youth reads, so that words of another are marked', () => {
  const [turn] = walked({ ...edition, bundle: { ...edition.bundle, text: { ...edition.bundle.text, fr: {} } } }, null, [], { ...HOST, lang: 'fr' });

  assert.deepEqual([turn.lang, turn.effects.find((one) => one.do === 'say').lang], ['fr', 'en']);
  assert.equal(fellBack('Hi.', edition, 'fr'), `${edition.phrases.fr['language.only']}\nHi.`);
});

test('a language that youth do not get yet is tried in the draft’s own translations, as in the talk that they will have; an old one shows the source', () => {
  const { bundle } = edition;
  // A line that is open to youth: French is under review, and no word of it is in what is published.
  const open = { ...edition, bundle: { ...bundle, langs: ['en'], text: { en: bundle.text.en }, speak: { en: bundle.speak.en } } };
  const i18n = Object.fromEntries(Object.entries(MADE.trees).filter(([path]) => path.startsWith('i18n/')));
  const model = /** @type {any} */ ({ ...MODEL, i18n, marks: MADE.marks });
  const french = withLanguage(open, model, 'fr');
  const read = (made, lang) => { const [turn] = walked(made, null, [], { ...HOST, lang }); return [turn.lang, turn.effects.find((one) => one.do === 'say').lang]; };
  const old = withLanguage(open, { ...model, marks: { ...model.marks, [bundle.start]: 'changed' } }, 'fr');
  const begun = { ...model, project: { ...model.project, languages: [...model.project.languages, { id: 'ojs-north', name: 'Anishininiimowin', state: 'draft' }] } };

  assert.deepEqual([isOffered(open, 'fr'), read(open, 'fr')], [false, ['en', 'en']]);
  assert.deepEqual(french.bundle, bundle);
  assert.deepEqual([read(french, 'fr'), read(old, 'fr'), read(withLanguage(open, begun, 'ojs-north'), 'ojs-north')], [['fr', 'fr'], ['fr', 'en'], ['ojs-north', 'en']]);
  assert.deepEqual([withLanguage(open, model, 'en'), withLanguage(open, model, 'nobody'), open.bundle.langs], [open, open, ['en']]);
});

test('the first moment with known hours is the one that the relay works them out from', () => {
  assert.deepEqual(MADE.known, [knownFrom(NOW) / 60_000]);
});

test('a locked phone shows the beginning alone, on one line', () => {
  assert.equal(lockScreen('Hi.\nThere.'), 'Hi. There.');
  assert.equal(lockScreen('a'.repeat(101)), `${'a'.repeat(100)}…`);
});

test('a new button gets a short name of its own', () => {
  assert.equal(freeId('Yes', []), 'y');
  assert.equal(freeId('Yes', ['y', 'e', 's']), 'b1');
  assert.equal(freeId('ᐅᐊ', ['b1']), 'b2');
});

test('an arrow key leads to the nearest step on that side', () => {
  const nodes = [{ id: 'a', x: 0, y: 0 }, { id: 'b', x: 0, y: 100 }, { id: 'c', x: 300, y: 90 }];

  assert.deepEqual(['ArrowDown', 'ArrowRight', 'ArrowUp', 'x'].map((key) => neighbour(nodes, nodes[0], key)?.id), ['b', 'c', undefined, undefined]);
});

test('where people stop is said with what is certain, and nothing of few', () => {
  const counted = { least: 10, weeks: [{ week: '2026-11-16', total: 60 }, { week: '2026-11-09', total: 0 }], steps: { hello: 50, menu: 10 }, stops: { hello: 35 } };

  assert.match(aboutCounts({ ...counted, weeks: [] }), /^Nothing has been counted yet\./);
  assert.match(aboutCounts({ ...counted, steps: {} }), /^Counted in two weeks: fewer than 10 people came by each step/);
  assert.match(aboutCounts(counted), /^Counted in two weeks\. .*Fewer than 10 are never told/);
  assert.deepEqual(['hello', 'menu', 'quick', 'constructor'].map((step) => countCells(counted, step, 'ask')),
    [['50 or more', '35 or more'], ['10 or more', 'not known'], ['too few to tell', 'not known'], ['too few to tell', 'not known']]);
  assert.deepEqual(['hello', 'menu', 'quick'].map((step) => countDrawn(counted, step)), ['50+ came, 35+ stopped', '10+ came', '']);
  assert.match(countAloud(counted, 'quick', 'ask'), /too few to tell/);
  assert.deepEqual([countCells(counted, 'talk', 'branch'), countAloud(counted, 'talk', 'branch')], [['not counted', 'not counted'], '']);
  assert.deepEqual([null, { ...counted, weeks: [] }, counted].map(hasWeeks), [false, false, true]);
});

test('calls that are due: what drops out first comes first, with the days that are left; what is out stands apart', () => {
  const { soon, out } = dueFirst([{ service: 'a', days: 12 }, { service: 'b', days: null }, { service: 'c', days: 0 }, { service: 'd', days: 1 }]);

  assert.deepEqual(soon.map(({ service, left }) => [service, dropsOut(left)]), [['c', 'drops out tomorrow'], ['d', 'drops out in 2 days'], ['a', 'drops out in 13 days']]);
  assert.deepEqual(out.map(({ service }) => service), ['b']);
});

test('who looks for what is due for a call finds just that, however it stands', () => {
  const wanted = { show: 'due', near: '', tag: '', find: '' };
  const among = (due, more = {}) => isWanted({ id: 'o211', tree: { name: { en: '211' } } }, { ...wanted, ...more }, { open: false, due, seen: true });

  assert.deepEqual([among(true), among(false), among(true, { find: 'kids' }), among(false, { show: 'all' })], [true, false, false, true]);
});

test('a trial at night shows what is open at night, whatever hour it is in the studio', () => {
  const { seeded } = MADE;
  const shown = (now) => walked(seeded, 'quick', [], { ...HOST, now })[0].effects.find((one) => one.do === 'services').ids;
  const [noon, night] = ['2026-11-24T12:00-05:00', '2026-11-24T23:00-05:00'].map((at) => new Date(at).getTime());

  assert.ok(shown(noon).includes('khp'));
  assert.ok(!shown(night).includes('khp') && shown(night).includes('911'));
  HOURS.forEach((at, index) => assert.deepEqual(shown(at), MADE.seededOffers[index]));
  assert.ok(MADE.seededOffers.some((ids) => !ids.includes('khp')));
});

test('a fork on where the youth writes leads the trial as it leads everybody: there is no other way to write than Telegram', () => {
  const turns = walked(MADE.seeded, null, [{ t: 'pick', id: 'hello.n', label: 'Not now' }], HOST);

  assert.equal(turns[1].step, 'not_now');
});

/** What a part of the page says, without the parts in it. @param {any} node @returns {string} */
const says = (node) => (Array.isArray(node) ? node.map(says).join('') : node === null || typeof node === 'boolean' || node === undefined ? ''
  : typeof node !== 'object' ? String(node) : typeof node.type === 'function' ? '' : says(node.props.children));
/** The counters that say that it is too much. @param {any} node @returns {string[]} */
const over = (node) => (Array.isArray(node) ? node.flatMap(over) : !node?.props ? [] : /\bcounter-over\b/.test(node.props.class ?? '') ? [says(node).trim()] : over(node.props.children));

test('every limit is counted up to its last letter, and the first too many is said', () => {
  const { limits } = MADE;
  const counted = (words, kind = 'say') => over(Counters({ id: 'c', words, kind, limits }));

  assert.deepEqual(limits, { say: 600, label: 24, units: 4096, choices: 6 });
  assert.deepEqual([counted('a'.repeat(24), 'label'), counted('é'.repeat(25), 'label')], [[], ['25 of 24: 1 too many']]);
  assert.deepEqual([counted('a'.repeat(600)), counted('😀'.repeat(601))], [[], ['601 of 600: 1 too many']]);
  // Telegram counts an emoji as two signs: 2,048 of them are the most that it sends.
  assert.deepEqual(counted('😀'.repeat(2048)), ['2048 of 600: 1448 too many']);
  assert.deepEqual(counted('😀'.repeat(2048) + 'a'), ['2049 of 600: 1449 too many', '4097 of 4096: 1 too many']);
  assert.match(says(Counters({ id: 'c', words: 'a'.repeat(601), kind: 'say', limits })), /601 of 4096 signs, the most that Telegram sends/);
});

test('how much a locked phone shows is counted as it is cut', () => {
  const shown = (words) => says(Counters({ id: 'c', words, kind: 'say', limits: MADE.limits }));

  assert.match(shown('a'.repeat(99)), /99 of 100 show on a locked phone/);
  assert.match(shown('a'.repeat(140)), /100 of 100 show on a locked phone/);
  assert.deepEqual([lockScreen('a'.repeat(100)), lockScreen('a'.repeat(101))], ['a'.repeat(100), `${'a'.repeat(100)}…`]);
});

test('six buttons fit under a message, and the seventh is one too many', () => {
  const form = (many) => {
    const choices = Array.from({ length: many }, (_, at) => ({ id: `b${at}`, label: 'Go', go: 'menu' }));
    return WaysForm({ studio: /** @type {any} */ ({ mayEdit: true, model: { limits: MADE.limits, project: {} } }), steps: STEPS, step: /** @type {any} */ ({ id: 'x', path: 'flows/main.yaml', kind: 'ask', node: { choices } }) });
  };

  assert.deepEqual([over(form(6)), over(form(7))], [[], ['7 of 6 buttons: move some of them one step further.']]);
  assert.match(says(form(6)), /6 of 6 buttons\. Person, Numbers and Leave are always there as well\./);
});

test('a fork asks only what the host knows and what an earlier step remembers, and a condition without a value is none', () => {
  const asked = askedOf(/** @type {any} */ (MODEL));
  assert.deepEqual(Object.fromEntries(asked.slice(0, 6).map(({ name, values }) => [name, values.map(({ value }) => value)])), MADE.facts);
  assert.ok(asked.some(({ name, values }) => name === 'urgent' && values.some(({ value }) => value === 'emergency')));
  const line = { when: { oncall: ['yes'], safe: ['no'] }, go: 'quick' };

  assert.deepEqual(ticked(line, 'oncall', 'no', true, ['yes', 'no']), { when: { oncall: ['yes', 'no'], safe: ['no'] }, go: 'quick' });
  assert.deepEqual(ticked(line, 'oncall', 'yes', false, ['yes', 'no']), { when: { safe: ['no'] }, go: 'quick' });
  assert.deepEqual(ticked({ when: { safe: ['no'] }, go: 'quick' }, 'safe', 'no', false, ['yes', 'no']), { go: 'quick' });
});

test('a new flow is a file that the program reads, whatever was typed into its first step', () => {
  const to = { hub: 'menu', closed: 'closed', next: 'numbers', wipe: 'yes' };
  const kinds = ['ask', 'handoff', 'note', 'branch', 'go', 'end', 'quiet'];
  const made = kinds.map((kind) => fileOf(`shelter_${kind}`, `${kind}_1`, beginning(/** @type {any} */ (kind), 'Say: "no" # {org}\n- *two', to)));
  const { trees, found } = JSON.parse(execFileSync('python', ['-c', `
import json, sys
from pathlib import Path
from content.check import check_files
from content.reading import read_text
made = json.loads(sys.argv[1])
files = {str(path.relative_to("content")): path.read_text("utf-8") for path in Path("content").rglob("*.yaml")}
new = {f"flows/shelter_{at}.yaml": text for at, text in enumerate(made)}
found = [one for one in check_files(files | new, 1795000000000, True).findings if one.file in new]
print(json.dumps({"trees": [read_text(one, "flows/shelter.yaml") for one in made], "found": sorted([one.code, one.at] for one in found)}))
`, JSON.stringify(made)], { env: { ...process.env, PYTHONDONTWRITEBYTECODE: '1' } }).toString());
  const [ask, handoff, note, branch, go, end, quiet] = trees.map(({ steps }, /** @type {number} */ at) => steps[`${kinds[at]}_1`]);

  assert.deepEqual(trees.map(({ flow }) => flow), kinds.map((kind) => `shelter_${kind}`));
  assert.equal(ask.say, 'Say: "no" # {org}\n- *two');
  assert.deepEqual([handoff.handoff, note.handoff, go.go, end.end, quiet.quiet], [{ closed: 'closed' }, { note: 'yes' }, 'numbers', { wipe: 'yes' }, 'yes']);
  assert.deepEqual(branch.branch, [{ when: { oncall: ['yes'] }, go: 'menu' }, { go: 'menu' }]);
  // Nothing is wrong with them but that no button leads there yet.
  assert.deepEqual(found.filter(([code]) => code !== 'L01'), kinds.map((kind) => ['R01', `${kind}_1`]).sort());
});

test('a step remembers one of a closed list, and a button keeps only a value that the list has', () => {
  const tree = { steps: { ask: { set: 'safe', choices: [{ id: 'y', value: 'yes' }, { id: 'n', value: 'no' }] } } };
  const after = (name, values) => remembering('ask', tree.steps.ask, name, values).reduce(changed, tree).steps.ask;

  assert.deepEqual(varsOf(/** @type {any} */ (MODEL)).get('urgent'), ['yes', 'no', 'emergency']);
  assert.deepEqual(after('place', ['home', 'yes']), { set: 'place', choices: [{ id: 'y', value: 'yes' }, { id: 'n' }] });
  assert.deepEqual(after('', []), { choices: [{ id: 'y' }, { id: 'n' }] });
  assert.deepEqual([listing({ steps: {} }, 'place', ['a', 'b']), listing({ vars: { safe: ['no'] } }, 'place', ['a', 'b'])], [{ at: ['vars'], value: { place: ['a', 'b'] } }, { at: ['vars', 'place'], value: ['a', 'b'] }]);
});

test('a list is let go only when no step remembers it, no fork asks for it, and the program does not read it', () => {
  const flows = { a: { flow: 'a', vars: { place: ['home', 'street', 'car'], mood: ['low', 'high'], safe: ['yes', 'no'] }, steps: {
    where: { say: 'Where?', set: 'place', choices: [{ id: 'h', label: 'Home', value: 'home', go: 'split' }] }, split: { branch: [{ when: { mood: ['low'], place: ['street'] }, go: 'where' }, { go: 'where' }] } } } };
  const model = /** @type {any} */ ({ flows });

  assert.deepEqual(usesOf(model, 'place'), { steps: ['where'], forks: ['split'], values: new Map([['home', ['where']], ['street', ['split']]]) });
  assert.deepEqual([isUnused(model, 'place', 'where'), isUnused(model, 'mood'), isUnused(model, 'safe')], [false, false, false]);
  flows.a.steps.split.branch.shift();
  assert.deepEqual([isUnused(model, 'place'), isUnused(model, 'place', 'where'), isUnused(model, 'mood')], [false, true, true]);
});

test('every list that is shipped is used, those that the program reads are there, and a value is written as the file takes it', () => {
  const lists = varsOf(/** @type {any} */ (MODEL));

  assert.deepEqual([...lists.keys()].filter((name) => isUnused(/** @type {any} */ (MODEL), name)), []);
  assert.deepEqual(ITS_OWN.filter((name) => !lists.has(name)), []);
  assert.deepEqual(['street', 'home', 'At home', ''].map((typed) => wrongValue(typed, ['home']) === null), [true, false, false, false]);
});

test('buttons lie in the rows in which the bot lays them: short ones in pairs, what is always there in the last', () => {
  const rows = (choices, always = ['Person', 'Numbers', 'Leave']) => laidOut(choices.map((label) => ['', label]), always.map((label) => ['', label])).map(([, label, row]) => `${label} ${row.at(-1)}`);

  assert.deepEqual(rows(['Yes', 'Not now']), ['Yes 2', 'Not now 2', 'Person 3', 'Numbers 3', 'Leave 3']);
  assert.deepEqual(rows(['I might not be safe', 'Yes', 'No', 'Skip'], ['Leave']), ['I might not be safe 1', 'Yes 2', 'No 2', 'Skip 1', 'Leave 1']);
});
