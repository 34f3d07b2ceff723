/** What editors are told of a service is what youth see, what the relay counts, and what the bot shows. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { test } from 'node:test';
import { blank, freeId } from '../../api/web/studio/services/add.js';
import { counting, missingWords, standingOf, verifiedWords, whyNot } from '../../api/web/studio/services/calls.js';
import { linksOf, wholeCard } from '../../api/web/studio/services/card.js';
import { placed } from '../../api/web/studio/services/form.js';
import { standWords } from '../../api/web/studio/services/knowing.js';
import { leaving } from '../../api/web/studio/services/leaving.js';
import { hoursInZone, hoursWords, isWanted, openState, plainNumber, readOut, servicesIn, shownNumber, shownWhere, wayWords } from '../../api/web/studio/services/listed.js';
import { lineOf, reporting } from '../../api/web/studio/services/reports.js';
import { changed } from '../../api/web/studio/trees.js';

const NOW = Date.UTC(2026, 10, 20, 18, 0);
const DAY = 24 * 3_600_000;
const HOURS = [0, 3, 9, 14, 24, 60].map((hours) => NOW + hours * 3_600_000);
// The shipped content as the relay gives it to the forms, and beside it what the program makes of it.
const MADE = JSON.parse(execFileSync('python', ['-c', `
import json, sys
from pathlib import Path
from api.studio.model import read_out
from content.check import check
from content.edition import as_json
from content.hours import state_at
from content.library import edition
from content.numbers import shown
from content.reading import read_text
from content.wording import card
now, hours = json.loads(sys.argv[1])
made = edition(check(Path("content"), now, True).checked, True)
files = {str(path.relative_to("content")): path.read_text("utf-8") for path in Path("content").rglob("*.yaml")}
entries = made.directory.entries
print(json.dumps({"edition": as_json(made), "of": {one: of.hex() for one, of in read_out(files).items()},
  "trees": {path: read_text(text, path) for path, text in files.items() if path.split("/")[0] in ("flows", "services")}, "project": read_text(files["project.yaml"], "project.yaml"),
  "cards": {lang: {one: card(entries[one], lang, now, made.words_of(lang), False).lines for one in entries} for lang in ("en", "fr")},
  "open": {one: [state_at(entries[one]["hours"], at) for at in hours] for one in entries}, "numbers": [shown(one) for one in ("+18006686868", "988", "+442079460000")]}))
`, JSON.stringify([NOW, HOURS])], { maxBuffer: 1 << 26, env: { ...process.env, PYTHONDONTWRITEBYTECODE: '1' } }).toString());
const part = (folder) => Object.fromEntries(Object.entries(MADE.trees).filter(([path]) => path.startsWith(folder)));
const MODEL = { flows: part('flows/'), services: part('services/'), project: MADE.project };
const SERVICES = servicesIn(MODEL);
const called = (id) => SERVICES.find((one) => one.id === id);
const NAMES = { a: 'Ann', b: 'Ben', c: 'Cleo' };
const nameOf = (device) => NAMES[device];
const call = (by, days, right = true, of = 'now') => ({ service: 'o211', of, by, right, at: NOW - days * DAY, note: right ? null : 'It rang at a shop.' });
const checked = (verified) => ({ ...called('o211'), tree: { ...called('o211').tree, verified: { ...called('o211').tree.verified, ...verified } } });

test('every service is listed once, the floor first and in its order', () => {
  assert.deepEqual(SERVICES.slice(0, 4).map(({ id, floor }) => [id, floor]), MADE.project.floor.map((id) => [id, true]));
  assert.deepEqual(SERVICES.map(({ id }) => id).sort(), [...MADE.edition.services.order].sort());
});

test('what a caller compares has the name that the relay gives it', async () => {
  for (const { id, tree } of SERVICES) assert.equal(await readOut(tree), MADE.of[id], id);
  const { tree } = called('khp');
  assert.notEqual(await readOut({ ...tree, hours: { ...tree.hours, osm: 'Mo 09:00-10:00' } }), MADE.of.khp);
  assert.notEqual(await readOut({ ...tree, name: { ...tree.name, fr: 'Appelle 611' } }), MADE.of.khp);
  assert.notEqual(await readOut({ ...tree, plain: { en: 'Call me' } }), MADE.of.khp);
  assert.equal(await readOut({ ...tree, plain: { fr: '' } }), MADE.of.khp);
  assert.equal(await readOut({ ...tree, cost: { en: 'Other words.' } }), MADE.of.khp);
});

test('the card reads letter for letter as a youth gets it, in both languages', () => {
  for (const lang of ['en', 'fr']) for (const { id, tree } of SERVICES) assert.deepEqual(wholeCard(tree, { edition: MADE.edition, lang, now: NOW }), MADE.cards[lang][id], `${id}, ${lang}`);
  assert.deepEqual(linksOf(called('yl').tree), ['www.youthline.ca']);
});

test('a service is open when the bot says so, hour by hour', () => {
  for (const { id } of SERVICES) assert.deepEqual(HOURS.map((at) => openState(MADE.edition, id, at)), MADE.open[id], id);
  assert.equal(openState(null, 'khp', NOW), 'unknown');
  assert.equal(openState(MADE.edition, 'constructor', NOW), 'unknown');
});

test('a service knows the steps that show it by its tag, by its name, and in their words', () => {
  const where = shownWhere(MODEL, called('911'));
  const model = { ...MODEL, flows: { 'flows/a.yaml': { flow: 'a', steps: { one: { say: 'Call {service:khp.text}.' }, two: { services: { ids: ['khp'] } }, three: { services: { tag: 'pics' } }, four: { services: { tag: 'stay', ids: [] }, say: 'khp' } } } } };

  assert.ok(where.some(({ step, how, tag }) => step === 'quick' && how === 'tag' && tag === 'now'));
  assert.deepEqual(shownWhere(model, called('khp')).map(({ step, how }) => [step, how]), [['one', 'words'], ['two', 'name'], ['three', 'tag'], ['four', 'tag']]);
  assert.deepEqual(shownWhere(model, called('g2t')), []);
});

test('whoever takes a service out is told each thing that still needs it, and who shows others instead', () => {
  const flows = { 'flows/a.yaml': { flow: 'a', steps: { one: { say: 'Call {service:t4h}.' }, two: { services: { ids: ['t4h'] } }, three: { services: { tag: 'indigenous' } }, four: { services: { tag: 'rare' } }, five: { say: 'Hi.' } } } };
  const services = { 'services/a.yaml': [{ id: 't4h', tags: ['indigenous', 'rare'] }, { id: 'hfw', tags: ['indigenous'] }] };
  const model = { flows, services, project: { floor: [] }, texts: { fr: { one: '{service:t4h}', five: 'Allo {service:t4h.call}', '@unheard': '{service:t4h}', two: '{service:t4h_2}' } }, societies: { 'societies/a.yaml': [{ service: 't4h' }] } };
  const [t4h, hfw] = servicesIn(model);

  assert.deepEqual(leaving(model, t4h).needs.map(({ step, text }) => [step, text]), [['one', 'one'], ['two', 'two'], ['four', 'four'], ['five', 'five'], [null, 'unheard'], [null, 'If workers report to it']]);
  assert.deepEqual(leaving(model, t4h).others, ['three']);
  assert.deepEqual(leaving(model, hfw), { floor: false, needs: [], others: ['three'] });
  assert.equal(leaving(MODEL, called('911')).floor, true);
});

test('the communities whose reports a service takes are a list on its page; with the last of them it takes none, and a change must be checked anew', () => {
  const societies = { 'societies/b.yaml': [{ service: 'b', communities: ['Dryden'] }], 'societies/a.yaml': [{ service: 'a', communities: ['Kenora'], checked: { on: '2026-11-01', by: ['Ida', 'Ada'], source: '' } }] };
  const [first, second, none] = ['a', 'b', 'c'].map((id) => /** @type {NonNullable<ReturnType<typeof lineOf>>} */ (lineOf(societies, id)));

  assert.deepEqual([first, second, none].map(({ path, index }) => [path, index]), [['societies/a.yaml', 0], ['societies/b.yaml', 0], ['societies/a.yaml', 1]]);
  assert.deepEqual(reporting(first, 'a', ['Kenora', 'Keewatin']), [{ at: [0, 'checked', 'on'], value: '' }, { at: [0, 'checked', 'by'], value: [] }, { at: [0, 'communities'], value: ['Kenora', 'Keewatin'] }]);
  assert.deepEqual(reporting(second, 'b', ['Ignace']), [{ at: [0, 'communities'], value: ['Ignace'] }]);
  assert.deepEqual(reporting(second, 'b', []), [{ at: [0] }]);
  assert.deepEqual(reporting(none, 'c', ['Red Lake']), [{ at: [1], value: { service: 'c', communities: ['Red Lake'], checked: { on: '', by: [], source: '' } } }]);
  assert.deepEqual([reporting(none, 'c', []), lineOf({}, 'a')], [[], null]);
});

test('a number may be typed as people say it; what is none is not made into one', () => {
  assert.deepEqual(['1-800-668-6868', '(807) 346 8282', '+1 807.346.8282', '988', '686868'].map(plainNumber), ['+18006686868', '+18073468282', '+18073468282', '988', '686868']);
  assert.deepEqual(['1-800-668-686８', '1-8OO-668-6868', '1-800\u200b-668-6868'].map((one) => plainNumber(one).startsWith('+')), [false, false, false]);
  assert.deepEqual(['+18006686868', '988', '+442079460000'].map(shownNumber), MADE.numbers);
  assert.equal(wayWords(called('khp').tree.reach[0]), 'Text CONNECT to 686868');
});

test('only right calls of just this number count, one for each person, and not for ever', () => {
  const who = (calls) => counting(calls, 'o211', 'now', NOW).right.map(({ by }) => by);

  assert.deepEqual(who([call('a', 3), call('a', 1), call('b', 0)]), ['a', 'b']);
  assert.deepEqual(who([call('a', 3, true, 'before'), call('b', 0)]), ['b']);
  assert.deepEqual(who([call('a', 15), call('b', 0)]), ['b']);
  assert.deepEqual(who([call('a', 3), call('b', 2, false), call('c', 1)]), ['c']);
  assert.deepEqual(who([{ ...call('b', 2, false), of: 'before' }, call('c', 1)]), ['c']);
  assert.deepEqual(who([call('a', 3), { ...call('b', 2, false), of: 'before' }, call('c', 1)]), ['c']);
  assert.deepEqual([[call('a', 40), call('b', 30)], [call('a', 40), call('b', 20)], [call('a', 40), call('a', 39)]].map((calls) => counting(calls, 'o211', 'now', NOW).stood), [true, false, false]);
  assert.equal(counting([call('a', 3), call('b', 2, false)], 'o211', 'now', NOW).wrong?.by, 'b');
  assert.equal(counting([call('b', 2, false), call('a', 1)], 'o211', 'now', NOW).wrong, null);
});

test('how a number stands is said honestly, with names and days, and what is still missing', () => {
  const says = (service, calls) => { const standing = standingOf(service, calls, 'now', NOW); return [verifiedWords(service, standing, nameOf), missingWords(standing, 'a', nameOf)]; };
  const two = checked({ on: '2026-10-01', by: ['Ann', 'Ben'] });

  assert.deepEqual(says(called('o211'), []), ['Nobody has called it yet.', 'Two different people have to call it, within 14 days of each other. Both calls are still missing.']);
  assert.match(says(called('o211'), [call('a', 2)]).join(' '), /^Ann called it on .*18.*\. A second person is still missing\. You called on .*Now somebody else calls, until .*2/);
  assert.match(says(called('o211'), [call('b', 2)])[1], /^Ben called on .* One more person is missing/);
  assert.match(says(two, [])[0], /^Ann and Ben called it; the older of the two calls was on .*1.* It drops out in 131 days\.$/);
  assert.match(says(two, [call('b', 0, false)])[0], /^Ben found it wrong or hid it on .*: “It rang at a shop\.”$/);
  assert.equal(says({ ...two, told: false }, [call('b', 1)])[0], 'Ann and Ben called what stood here before. Ben has called this.');
  assert.match(says({ ...two, told: false }, [call('a', 30), call('b', 20)])[0], /^Ann and Ben called it; /);
  assert.equal(says(two, [call('a', 1), call('b', 0)])[1], 'Ann and Ben have called it lately. Nothing is missing.');
});

test('why youth are not shown it is one plain reason, and none when they are', () => {
  const why = (service) => whyNot(service, standingOf(service, [], 'now', NOW));
  const two = { on: '2026-11-01', by: ['Ann', 'Ben'] };

  assert.equal(why(called('911')), null);
  assert.equal(why(checked(two)), null);
  assert.equal(why(called('naps')), 'it has no number yet');
  assert.equal(why(called('o211')), 'two people have not called it yet');
  assert.equal(why(checked({ ...two, source: '' })), 'it does not say where the number was found');
  assert.equal(why(checked({ ...two, on: '2026-01-01' })), 'the last calls are too long ago');
  assert.equal(why({ ...checked(two), tree: { ...checked(two).tree, cost: {} } }), 'it does not say what it costs, or how private it is');
});

test('the draft, practice and what youth see now are never taken for each other', () => {
  const known = { seen: true, shown: true, practice: false, floor: false, told: true, why: null, standing: { left: 60, wrong: null, stood: false } };
  const says = (part) => standWords({ ...known, ...part }).says;

  assert.deepEqual([{}, { seen: false }, { shown: false, why: 'x' }, { told: false }, { practice: true }, { seen: false, shown: false, why: 'x' }, { standing: { left: 60, wrong: {} } }, { floor: true }].map(says),
    ['Youth see it', 'Not yet published', 'Youth see it now', 'Youth see it as it was', 'In practice only', 'Not shown', 'Youth see it, and it was found wrong', 'Always shown']);
});

test('a field puts down just its value, and takes away what may be left out', () => {
  const tree = [{ id: 'a', name: { en: 'A', fr: 'B' }, plain: { en: 'P' }, hours: { osm: '24/7' }, verified: { on: '' } }];
  const after = (at, value) => placed(tree, at, value).reduce(changed, tree)[0];

  assert.equal(after(['a', 'name', 'en'], 'Other').name.en, 'Other');
  assert.equal(after(['a', 'plain', 'en'], '').plain, undefined);
  assert.deepEqual(after(['a', 'hours', 'say', 'en'], 'Always').hours, { osm: '24/7', say: { en: 'Always' } });
  assert.deepEqual(after(['a', 'for', 'area'], ['ON']).for, { area: ['ON'] });
  assert.deepEqual(placed(tree, ['a', 'note'], ''), []);
  assert.deepEqual(placed(tree, ['a', 'hours', 'say', 'en'], ''), []);
});

test('a service is found by its name, its number and its word, whatever the accents', () => {
  const all = { show: 'all', near: '', tag: '', find: '' };
  const found = (wanted, is = {}) => SERVICES.filter((one) => isWanted(one, { ...all, ...wanted }, { open: false, due: false, seen: false, ...is })).map(({ id }) => id);

  assert.deepEqual(found({ find: 'JEUNESSE ecoute' }), ['khp']);
  assert.deepEqual(found({ find: '668-6868' }), ['khp']);
  assert.deepEqual(found({ near: 'Red Lake', tag: 'stay' }).length > 0, true);
  assert.deepEqual([found({ show: 'open' }), found({ show: 'unseen' }).length === SERVICES.length, found({ show: 'open' }, { open: true }).length === SERVICES.length], [[], true, true]);
});

test('a new service is one that the checker can read, under an id of its own', () => {
  assert.deepEqual(['Red Lake House', 'Red Lake House', 'ᐅᐊ'].map((name, at) => freeId(name, at ? ['red_lake'] : [])), ['red_lake', 'red_lake_2', 'service']);
  assert.deepEqual(blank('x', 'X', '1-800-668-6868').reach, [{ how: 'call', to: '+18006686868' }]);
  assert.deepEqual(Object.keys(blank('x', 'X', '')).includes('shipped_without_reach'), true);
});

test('hours read as people say them', () => {
  assert.deepEqual([called('khp'), called('yl'), called('tl')].map(({ tree }) => hoursWords(tree)), ['Day and night', 'Sunday to Friday, 4 pm to 9:30 pm', 'Nobody knows when']);
  assert.deepEqual([called('khp'), called('yl')].map(({ tree }) => hoursInZone(tree)), ['Day and night', 'Sunday to Friday, 4 pm to 9:30 pm, Thunder Bay time (Eastern)']);
});
