/** Which services a worker is offered for somebody: hours, age, place, language, and no need to speak. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { NO_FILTER, areas, fitting, languages, openState, whenAndForWhom } from '../../api/web/console/desk/filters.js';

const NOW = 1_000_000 * 60_000;
const hours = (more) => ({ always: false, unknown: false, spans: [], until: 1_000_900, ...more });
const services = [
  { id: 'khp', name: { en: 'Kids line' }, reach: [{ how: 'text', show: '686868', say: 'CONNECT' }], open: hours({ always: true }), for: { area: ['CA'] }, languages: ['en', 'fr'], needs_voice: false, tags: ['now'] },
  { id: 'house', name: { en: 'A house' }, reach: [], open: hours({ spans: [[999_900, 1_000_000]] }), for: { min_age: '16', area: ['Dryden'] }, languages: ['en'], needs_voice: true, tags: [], remarks: 'Ring twice' },
  { id: 'hub', name: { en: 'A hub' }, reach: [], open: hours({ spans: [[1_000_000, 1_000_060]] }), for: { min_age: '12', max_age: '25', area: ['Kenora'] }, languages: ['en'], needs_voice: true, tags: [] },
];
const ids = (filter) => fitting(services, { ...NO_FILTER, ...filter }, NOW).map(({ id }) => id);

test('open means open in this minute, and what nobody knows is not called open or closed', () => {
  assert.deepEqual(ids({ open: true }), ['khp', 'hub']);
  assert.deepEqual([openState(hours({ unknown: true }), NOW), openState(hours({ until: 1_000_000 }), NOW), openState(undefined, NOW)], ['unknown', 'unknown', 'unknown']);
});

test('hours that nobody knows are said to be unknown once', () => {
  const unknown = { open: hours({ unknown: true }), hours: { en: 'Hours not known' }, for_say: { en: 'women 16 and up' } };
  assert.equal(whenAndForWhom(unknown, NOW), 'Hours not known · women 16 and up');
  assert.equal(whenAndForWhom({ ...unknown, open: hours({ always: true }), hours: { en: 'Open day and night' } }, NOW), 'Open now · Open day and night · women 16 and up');
});

test('a fourteen-year-old is not offered a house for sixteen and up', () => {
  assert.deepEqual([ids({ age: '14' }), ids({ age: '16' }), ids({ age: '26' }), ids({ age: '' })], [['khp', 'hub'], ['khp', 'house', 'hub'], ['khp', 'house'], ['khp', 'house', 'hub']]);
});

test('a place keeps what is for the whole country', () => {
  assert.deepEqual([ids({ area: 'Kenora' }), areas(services)], [['khp', 'hub'], ['Dryden', 'Kenora']]);
});

test('a society reaches the communities of its row, and whoever serves a people is left out nowhere', () => {
  const more = [
    { id: 'north', name: { en: 'A society' }, for: { area: ['Treaty 3 north'] } },
    { id: 'south', name: { en: 'Another society' }, for: { area: ['Treaty 3 south'] } },
    { id: 'nan', name: { en: 'A line of NAN' }, for: { area: ['NAN'] } },
  ];
  const societies = [
    { service: 'north', communities: ['Kenora', 'Dryden'] },
    { service: 'south', communities: ['Fort Frances'] },
  ];
  const all = [...services, ...more];
  const at = (/** @type {string} */ area) => fitting(all, { ...NO_FILTER, area }, NOW, societies).map(({ id }) => id);

  assert.deepEqual([at('Kenora'), at('Fort Frances')], [['khp', 'hub', 'north', 'nan'], ['khp', 'south', 'nan']]);
  assert.ok(areas(all, societies).includes('Fort Frances'), 'every community of the table can be chosen');
});

test('language, no need to speak, and words that also stand in the team’s remarks', () => {
  assert.deepEqual([ids({ lang: 'fr' }), ids({ quiet: true }), ids({ words: 'ring' }), ids({ words: 'connect' })], [['khp'], ['khp'], ['house'], ['khp']]);
  assert.deepEqual(languages(services), ['en', 'fr']);
});

test('when nothing fits, nothing is offered in its place', () => {
  assert.deepEqual(ids({ area: 'Dryden', age: '14', quiet: true, lang: 'en', open: true, words: 'house' }), []);
});
