/** Who may sign what is said in names, words are compared word by word, and what was read stays read. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { test } from 'node:test';
import { isSeen } from '../../api/web/parts/seen.js';
import { editionRunning } from '../../api/web/studio/review/editions.js';
import { waitsForMe } from '../../api/web/studio/review/agreeing.js';
import { Looking } from '../../api/web/studio/review/looking.js';
import { earlierReason } from '../../api/web/studio/review/reasons.js';
import { touched } from '../../api/web/studio/review/where.js';
import { listed, whoSigns } from '../../api/web/studio/review/who_signs.js';
import { pieces } from '../../api/web/studio/review/word_diff.js';

const PEOPLE = [['a', 'Ann'], ['b', 'Ben'], ['c', 'Cleo'], ['s', 'Sam']].map(([device, label]) => ({ device, label, role: device === 's' ? 'supervisor' : 'editor' }));

/** @param {string} me @param {string[]} authors @param {string[]} signed @param {string} [asker] */
const signs = (me, authors, signed, asker = 'a') => whoSigns({ review: { kind: 'publish', asked_by: asker, approvals: signed.map((by) => ({ by, at: 1 })) }, authors, people: PEOPLE, me });

test('an author signs once, and then it takes somebody who changed nothing', () => {
  const [before, after, other] = [signs('a', ['a', 'b'], []), signs('b', ['a', 'b'], ['a']), signs('c', ['a', 'b'], ['a'])];

  assert.deepEqual([before.may, after.may, other.may, other.last], [true, false, true, true]);
  assert.equal(before.missing, 'Two people sign. One of the two must be somebody who changed nothing: Cleo.');
  assert.equal(after.missing, 'Ann has signed. Missing is somebody who changed nothing: Cleo.');
});

test('whoever asked cannot approve, also when they wrote nothing', () => {
  const asked = signs('b', ['a'], [], 'b');

  assert.deepEqual([asked.own, asked.fresh.map(({ label }) => label)], [true, ['Cleo']]);
});

test('once somebody fresh has signed, anybody else who edits may be the second', () => {
  const [ann, ben, sam] = ['a', 'b', 's'].map((me) => signs(me, ['a'], ['b']));

  assert.deepEqual([ann.may, ann.last, ben.may, ben.mine, sam.may], [true, true, false, true, false]);
  assert.equal(ben.missing, 'You have signed. One more is missing: anybody else who edits.');
});

test('where everybody wrote, one is told whom to ask', () => {
  assert.match(signs('a', ['a', 'b', 'c'], ['a']).missing, /ask your coordinator for one more editor/);
  assert.deepEqual([listed([]), listed(['Ann']), listed(['Ann', 'Ben'], 'and'), listed(['Ann', 'Ben', 'Cleo'])], ['', 'Ann', 'Ann and Ben', 'Ann, Ben or Cleo']);
});

test('only the words that changed are marked, and a blank between two of them with them', () => {
  const { was, now } = pieces('That is fine with me. You can come back later.', 'That is quite all right with me. You can come back later.');

  assert.deepEqual(was.filter(({ kind }) => kind === 'out').map(({ text }) => text), ['fine']);
  assert.deepEqual(now.filter(({ kind }) => kind === 'in').map(({ text }) => text.trim()), ['quite all right']);
  assert.equal(was.map(({ text }) => text).join(''), 'That is fine with me. You can come back later.');
});

test('two texts with little in common are shown whole', () => {
  assert.deepEqual(pieces('Call us.', 'You can stay here tonight.'), { was: [{ text: 'Call us.', kind: 'out' }], now: [{ text: 'You can stay here tonight.', kind: 'in' }] });
});

/** A vault with memory. */
function vault() {
  /** @type {Record<string, string>} */
  const held = {};
  return { getJson: async (/** @type {string} */ name) => (held[name] ? JSON.parse(held[name]) : null), putJson: async (/** @type {string} */ name, /** @type {unknown} */ value) => { held[name] = JSON.stringify(value); }, remove: async (/** @type {string} */ name) => { delete held[name]; } };
}

/** @param {string} now @returns {any} */
const change = (now) => ({ key: 'step menu', room: 'step', id: 'menu', title: 'menu', what: 'changed', words: [{ lang: 'en', place: 'What it says', was: 'A', now }], says: [], ways: [] });

test('what was read stays read until that very thing changes, also over a night', async () => {
  const here = vault();
  const today = new Looking(here);
  await today.tick(change('B'), true);
  const tomorrow = new Looking(here);
  await tomorrow.open();

  assert.deepEqual([tomorrow.stateOf(change('B')), tomorrow.stateOf(change('C')), tomorrow.stateOf({ ...change('B'), key: 'step talk' })], [true, 'again', false]);
  await tomorrow.over({ n: 1, runsAt: 5 });
  assert.equal(tomorrow.stateOf(change('B')), false);
});

test('a reason goes along when its line moves, and is signed with the line of now', async () => {
  const looking = new Looking(vault());
  const finding = /** @type {any} */ ({ code: 'T02', level: 'W', file: 'flows/main.yaml', line: 7, says: 'Too long.', fix: '', at: null });
  await looking.say(finding, ' It is fine. ');

  assert.deepEqual(looking.waivers([{ ...finding, line: 9 }, { ...finding, says: 'Other.' }, { ...finding, level: 'E' }]), [{ code: 'T02', file: 'flows/main.yaml', line: 9, why: 'It is fine.' }]);
});

test('the reason of the version before is offered for the same warning, and for no other', () => {
  const running = { waivers: [{ code: 'L02', file: 'a', line: 3, why: 'Later.' }, { code: 'L02', file: 'a', line: 9, why: 'Never.' }, { code: 'T02', file: 'a', line: 4, why: 'Short.' }] };
  const of = (/** @type {string} */ code, /** @type {number} */ line) => earlierReason(running, /** @type {any} */ ({ code, file: 'a', line }));

  assert.deepEqual([of('L02', 9), of('L02', 10), of('T02', 5), of('T03', 4), earlierReason(null, /** @type {any} */ ({}))], ['Never.', undefined, 'Short.', undefined, undefined]);
});

test('where youth stand is told of what changed for them, and of nothing that passes by itself', () => {
  const bundle = { source: 'en', langs: ['en'], start: 'a', hub: 'a', redirect: {}, steps: { a: { kind: 'ask', choices: [{ id: 'x', go: 'f' }] }, f: { kind: 'branch', branch: [{ go: 'b' }] }, b: { kind: 'ask' }, c: { kind: 'ask' } },
    same: { a: '1', f: '2', b: '3', c: '4' }, text: { en: { a: 'A', b: 'B', c: 'C', 'a.x': 'On' } } };
  const after = structuredClone(bundle);
  after.text.en.b = 'Other';
  after.steps.f.branch = [];
  delete /** @type {any} */ (after.steps).c;
  delete /** @type {any} */ (after.same).c;

  assert.deepEqual(touched(bundle, after), [{ id: 'b', to: null, gone: false }, { id: 'c', to: 'a', gone: true }]);
});

test('what youth read now is compared with care when nobody can tell who signed it', async () => {
  const session = (/** @type {any} */ running, /** @type {string} */ body) => /** @type {any} */ ({
    studio: { stand: { running } }, pins: { roster: { devices: [] }, maySeal: () => true }, forPractice: false, now: Date.now,
    relay: { call: async () => ({ bundle: { id: 'b' } }), bytes: async () => new TextEncoder().encode(body) },
  });
  const [shipped, unsigned, nonsense] = await Promise.all([session(null, ''), session({ n: 1 }, '{"versions":[{"envelope":{"payloadType":"x","payload":"e30=","signatures":[]},"edition":{}}]}'), session({ n: 1 }, '[')].map(editionRunning));

  assert.deepEqual([shipped.doubt, unsigned.doubt === null, nonsense.doubt === null], [null, false, false]);
  assert.match(String(unsigned.doubt), /Compare with care/);
});

test('a reason of which nothing is seen is none: it is missing before anybody asks the relay', async () => {
  const looking = new Looking(vault());
  const findings = ['Too long.', 'Too hard.', 'Too many.'].map((says) => /** @type {any} */ ({ code: 'T02', level: 'W', file: 'flows/main.yaml', line: 7, says, fix: '', at: null }));
  for (const [index, why] of ['\u200b\u3164', ' \n\u2800 ', '\u200bIt fits.'].entries()) await looking.say(findings[index], why);

  assert.deepEqual(looking.waivers(findings).map(({ why }) => why), ['\u200bIt fits.']);
});

test('what can be seen is the same here, in the checker and at the relay', () => {
  const texts = ['', ' ', '\n\t', '\u00a0\u2003', '\u200b', '\u200d\u2060\ufeff', '\u00ad', '\u115f\u1160\u3164\uffa0', '\u2800', '\u0301', '\u20e3', '\ue000', '\u0007', '\u034f', '\ufe0f', '\u{e0041}', 'a', '\u200ba', '.', '👍', 'ᒥ', '\u1427', '-'];
  const script = 'import json, sys; from content.seen import is_seen; print(json.dumps([is_seen(one) for one in json.load(sys.stdin)]))';
  const theirs = JSON.parse(execFileSync('python', ['-c', script], { input: JSON.stringify(texts), encoding: 'utf8' }));

  assert.deepEqual(texts.map(isSeen), theirs);
  assert.deepEqual(theirs.filter(Boolean).length, 7);
});

test('what came back waits for whoever asked, on each of their devices, until it is put away or asked for anew', () => {
  const people = [...PEOPLE, { device: 'a2', label: 'ann', role: 'editor' }];
  const returned = { number: 4, asked_by: 'a', by: 'b', at: 1, why: 'Too long.' };
  const waits = (/** @type {string} */ me, more = {}, put = 0) => waitsForMe(/** @type {any} */ ({ mayEdit: true, stand: { review: null, running: null, returned, people, me: { device: me }, draft: { authors: ['a'] }, ...more } }), { put });

  assert.deepEqual(['a', 'a2', 'b', 'c'].map((me) => waits(me)), [1, 1, 0, 0]);
  assert.deepEqual([waits('a', {}, 4), waits('a', {}, 3), waits('a', { returned: null })], [0, 1, 0]);
  assert.equal(waits('a', { review: { kind: 'publish', asked_by: 'a', approvals: [] } }), 0, 'asked for anew');
});
