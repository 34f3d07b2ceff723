/** A desk makes of an edition what the bot's own program makes of it, letter for letter. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { deskOf } from '../../api/web/console/desk/published.js';
import { floorOnly, without } from '../../api/web/doors/published/alone.js';
import { canonical, nameOf } from '../../api/web/doors/published/canonical.js';

const { edition, name, desks, alone } = JSON.parse(readFileSync(new URL('../vectors/desk.json', import.meta.url), 'utf8'));

test('an edition has the same name at both ends, whatever letters stand in it', async () => {
  assert.equal(await nameOf(edition), name);
});

for (const { now, content, late } of desks) {
  test(`services, hours, societies and replies are the same at both ends on ${new Date(now).toISOString().slice(0, 10)}`, () => {
    assert.deepEqual(JSON.parse(JSON.stringify(deskOf(edition, now))), { content, late });
  });
}

test('what one editor does alone is made again here, and has the same name', async () => {
  const [hidden, floor] = [without(edition, alone.hide.service), await floorOnly(edition)];

  assert.deepEqual([await nameOf(hidden), hidden.bundle.id], [alone.hide.name, alone.hide.bundle]);
  assert.deepEqual([await nameOf(floor), floor.bundle.id], [alone.floor.name, alone.floor.bundle]);
});

test('a number that the two languages would write differently has no name', () => {
  for (const odd of [0.5, 1e30, Number.NaN]) assert.throws(() => canonical({ odd }), (/** @type {any} */ error) => error.reason === 'format');
  assert.equal(canonical([3, -1, null, true]), '[3,-1,null,true]');
});

test('nobody alone takes a number off the floor, nor hides what is not shown', () => {
  for (const service of [edition.services.floor[0], 'nobody']) assert.throws(() => without(edition, service), RangeError);
});

test('a number on the floor stays, however old the calls to it are', () => {
  const [service] = edition.services.floor;
  const entries = { ...edition.services.entries, [service]: { ...edition.services.entries[service], state: 'verified', verified_on: '2020-01-01' } };
  const { content, late } = deskOf({ ...edition, services: { ...edition.services, entries } }, desks[0].now);

  assert.deepEqual([late, content.services.some((/** @type {any} */ one) => one.id === service)], [[], true]);
});

test('an edition without its floor is not shown, nor one that misses what it names', () => {
  const { now } = desks[0];
  const bare = { ...edition, services: { ...edition.services, floor: [] } };
  const hidden = { ...edition, services: { ...edition.services, shown: edition.services.shown.filter((/** @type {string} */ one) => one !== edition.services.floor[0]) } };
  const torn = { ...edition, services: { ...edition.services, order: [...edition.services.order, '__proto__'] } };
  const lonely = { ...edition, societies: [{ ...edition.societies[0], service: 'nobody' }] };

  for (const broken of [bare, hidden, torn, lonely]) assert.throws(() => deskOf(broken, now), TypeError);
});

test('two calls on a day that nobody can read do not stand', () => {
  const service = desks[0].content.services.find((/** @type {any} */ one) => one.state === 'verified').id;
  const entries = { ...edition.services.entries, [service]: { ...edition.services.entries[service], verified_on: 'soon' } };
  const { content, late } = deskOf({ ...edition, services: { ...edition.services, entries } }, desks[0].now);

  assert.equal(late.length, 1);
  assert.ok(!content.services.some((/** @type {any} */ one) => one.id === service));
});
