/** What differs between two editions is told in words, and nothing that is signed goes untold. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { test } from 'node:test';
import { differences } from '../../api/web/studio/review/differing.js';
import { hoursBeside, sameHours } from '../../api/web/studio/review/hours_changed.js';
import { canonical, nameOfEdition } from '../../api/web/studio/signing.js';
import { ledTo, stepsInOrder, waysChanged } from '../../api/web/studio/review/ways_changed.js';

const [EDITION, NAME] = JSON.parse(execFileSync('python', ['-c', `
import json
from pathlib import Path
from content.check import check
from content.edition import as_json, name_of
from content.library import edition
made = as_json(edition(check(Path("content"), 1795000000000, True).checked, True))
print(json.dumps([made, name_of(made)]))
`], { maxBuffer: 1 << 26, env: { ...process.env, PYTHONDONTWRITEBYTECODE: '1' } }).toString());

/** A week after the first hours were written down. */
const AT = 7 * 24 * 60 * 60_000;

/** Open from nine to five every day, as written down on a day. @param {number} day */
function hours(day) {
  const minutes = 24 * 60;
  return { zone: 'UTC', always: false, unknown: false, spans: Array.from({ length: 400 }, (_, at) => [(day + at) * minutes + 540, (day + at) * minutes + 1020]), until: (day + 400) * minutes };
}

/** @param {(edition: any) => void} change */
function changed(change) {
  const made = structuredClone(EDITION);
  change(made);
  return made;
}

test('an edition has one name at both ends', async () => {
  assert.equal(await nameOfEdition(EDITION), NAME);
});

test('what is the same is no difference, also when it was read at another place', () => {
  assert.deepEqual(differences(EDITION, JSON.parse(canonical(EDITION))), []);
});

test('words before and after stand beside each other, in the language in which they changed', () => {
  const [one, ...rest] = differences(EDITION, changed(({ bundle }) => { bundle.text.en.menu = 'What now?'; }));

  assert.deepEqual(rest, []);
  assert.deepEqual([one.room, one.id, one.what, one.says], ['step', 'menu', 'changed', []]);
  assert.deepEqual(one.words, [{ lang: 'en', place: 'What it says', was: EDITION.bundle.text.en.menu, now: 'What now?' }]);
});

test('a button that is new, gone or leads elsewhere is told as a way', () => {
  const after = changed(({ bundle }) => {
    bundle.steps.not_now.choices.push({ id: 'n', go: 'numbers' });
    bundle.text.en['not_now.n'] = 'Numbers first';
    bundle.steps.hello.choices[1].go = 'menu';
    bundle.steps.talk.branch = bundle.steps.talk.branch.slice(1);
  });

  assert.deepEqual(waysChanged(EDITION.bundle, after.bundle), [
    { from: 'hello', label: `“${EDITION.bundle.text.en['hello.n']}”`, was: 'not_now', now: 'menu' },
    { from: 'not_now', label: '“Numbers first”', was: null, now: 'numbers' },
    { from: 'talk', label: 'If a note of theirs waits and no one is on call', was: 'kept_note', now: null },
  ].sort((one, other) => order(after).indexOf(one.from) - order(after).indexOf(other.from)));
});

test('the conditions of a fork in another order are the same way', () => {
  const after = changed(({ bundle }) => {
    for (const one of bundle.steps.keep_waiting.branch.filter((/** @type {any} */ way) => way.when)) one.when = Object.fromEntries(Object.entries(one.when).reverse());
  });

  assert.deepEqual(waysChanged(EDITION.bundle, after.bundle), []);
});

/** @param {any} after */
const order = (after) => stepsInOrder(EDITION.bundle, after.bundle);

test('order, memory and services of a step are told in sentences', () => {
  const [one] = differences(EDITION, changed(({ bundle }) => {
    bundle.steps.danger_1.choices.reverse();
    bundle.steps.danger_1.services = { tag: 'now' };
    bundle.steps.danger_1.choices[1].value = 'yes';
  }));

  assert.match(one.says.join(' '), /The buttons stand in another order.*remembers “yes” now; before “emergency”.*Services shown under it: “now”. Before: none\./);
});

test('whoever stands at a step that is gone or asks something else is led where the engine leads', () => {
  const gone = changed(({ bundle }) => { delete bundle.steps.not_now; delete bundle.same.not_now; bundle.redirect.not_now = 'numbers'; });
  const other = changed(({ bundle }) => { bundle.same.not_now = 'x'; });
  const worded = changed(({ bundle }) => { bundle.text.en.not_now = 'Fine.'; });

  assert.deepEqual([gone, other, worded].map((after) => ledTo(EDITION.bundle, after.bundle, 'not_now')), ['numbers', 'menu', null]);
});

test('a number that changed, a service that is hidden and a list that hears less are each told', () => {
  const told = differences(EDITION, changed(({ bundle, services }) => {
    services.entries.khp.reach[1].show = '1-800-668-6860';
    services.shown = services.shown.filter((/** @type {string} */ id) => id !== 'khp');
    bundle.lexicon[0].any = bundle.lexicon[0].any.slice(1);
  }));

  assert.deepEqual(told.map(({ room }) => room), ['service', 'list']);
  assert.deepEqual(told[0].says, ['Youth are not shown it any more.']);
  assert.match(String(told[0].words[0].now), /call 1-800-668-6860/);
  assert.match(told[1].says[1], /^Listened for, taken out: “kill~ ~1 myself”\.$/);
});

test('a standing button that changed is one thing, though it is written down twice', () => {
  const both = differences(EDITION, changed((edition) => { edition.phrases.en.talk = 'A person'; edition.bundle.text.en['@talk'] = 'A person'; }));
  const apart = differences(EDITION, changed(({ bundle }) => { bundle.text.en['@talk'] = 'Nobody'; }));

  assert.deepEqual([both.map(({ key }) => key), apart.map(({ key }) => key)], [['phrase talk'], ['other texts']]);
});

test('opening hours that were only written down for another while are the same hours', () => {
  const minutes = 24 * 60;
  const was = hours(0);
  const later = hours(3);

  assert.deepEqual([sameHours(was, later, AT), sameHours(was, { ...later, spans: later.spans.with(9, [12 * minutes + 540, 12 * minutes + 1030]) }, AT)], [true, false]);
});

test('A7: hours that differ in a far week, in the first days, or in what nobody could have written down yet are told as they differ', () => {
  const was = hours(0);
  const holiday = { ...was, spans: was.spans.filter((_, day) => day !== 40) };
  const closed = { ...was, spans: was.spans.slice(5) };
  const forged = [hours(300), { ...was, until: was.spans[3][0] }, { ...was, until: 9 * was.until }];
  const [before, after] = hoursBeside(was, holiday, AT);
  const [open, shut] = hoursBeside(was, closed, AT);

  assert.deepEqual([holiday, closed, ...forged].map((one) => sameHours(was, one, AT)), [false, false, false, false, false]);
  assert.notEqual(before, after);
  assert.match(before ?? '', /In the week from February 5, 1970\nThursday/);
  assert.equal((before ?? '').split('\n').length, (after ?? '').split('\n').length + 1);
  assert.equal((open ?? '').split('\n').length, (shut ?? '').split('\n').length + 5);
  for (const one of forged) assert.notDeepEqual(...hoursBeside(was, one, AT));
});

test('nothing that is signed can differ untold: one leaf of an edition in nine, and a place that nobody knows, one after the other', () => {
  /** @type {(string | number)[][]} */
  const leaves = [];
  const walk = (/** @type {any} */ value, /** @type {(string | number)[]} */ at) => (value !== null && typeof value === 'object' ? Object.keys(value).forEach((key) => walk(value[key], [...at, key])) : leaves.push(at));
  walk(EDITION, []);
  // Names that follow from the rest, how far ahead hours are written down, and the first day of hours, which may be half over.
  const follows = (/** @type {(string | number)[]} */ at) => at.join('.') === 'v' || at.join('.') === 'bundle.id' || at.slice(0, 2).join('.') === 'bundle.same' || at.at(-1) === 'until' || at.includes('spans') || (at[0] === 'services' && at.at(-1) === 'id');
  const some = leaves.filter((at) => !follows(at)).filter((at, index) => index % 9 === 0 || at.join('.') === 'services.entries.opp.hours.zone');
  const edition = structuredClone(EDITION);
  const untold = some.filter((at) => {
    const home = at.slice(0, -1).reduce((here, key) => here[key], edition);
    const key = at[at.length - 1];
    const was = home[key];
    home[key] = typeof was === 'string' ? `${was}x` : typeof was === 'number' ? was + 1 : !was;
    const told = differences(EDITION, edition).length > 0;
    home[key] = was;
    return !told;
  });

  assert.ok(some.length > 150);
  assert.deepEqual(untold.map((at) => at.join('.')), []);
});
