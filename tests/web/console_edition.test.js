/** The desk shows what two editors signed; a number that went is gone, and an older version does not come back. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { DeskEdition } from '../../api/web/console/edition.js';
import { without } from '../../api/web/doors/published/alone.js';
import { nameOf } from '../../api/web/doors/published/canonical.js';
import { BUNDLE_TYPE } from '../../api/web/doors/published/editions.js';
import { isForPractice } from '../../api/web/doors/published/newest.js';
import { Refusal } from '../../api/web/parts/relay.js';
import { makeRoot, sha256 } from '../../api/web/sealing/keys.js';
import { hex, unbase64, utf8 } from '../../api/web/sealing/padding.js';
import { signDocument } from '../../api/web/sealing/roster.js';

const DAY = 86_400_000;
const { edition: SHIPPED, desks } = JSON.parse(readFileSync(new URL('../vectors/desk.json', import.meta.url), 'utf8'));
const [ANN, BEN, STRANGER] = await Promise.all([1, 2, 3].map(async () => (await makeRoot()).root));

/** @param {number} n @param {any} edition @param {any[]} signers @param {any} [after] @param {string} [kind] */
async function version(n, edition, signers, after = null, kind = 'publish') {
  const payload = { v: 1, n, prev: after && hex(await sha256(unbase64(after.envelope.payload))), edition: await nameOf(edition), bundle: edition.bundle.id, at: desks[0].now, kind, waivers: [] };
  return { envelope: JSON.parse(await signDocument(BUNDLE_TYPE, utf8(JSON.stringify(payload)), signers)), edition };
}

/** An edition in which Kids Help Phone has this number. @param {string} number */
function calling(number) {
  const made = structuredClone(SHIPPED);
  made.services.entries.khp.reach[0] = { how: 'call', to: `+1${number}`, show: number };
  return made;
}

/** A browser of the line: what it keeps stays when it is loaded again. */
function browser() {
  const kept = new Map();
  const world = {
    kept, now: desks[0].now, versions: /** @type {any[] | null} */ (null), offline: false, expired: false, practice: true,
    pins: { roster: { devices: [ANN, BEN].map(({ pub }, index) => ({ role: 'editor', label: ['Ann', 'Ben'][index], pub })) }, maySeal: () => !world.expired },
    relay: {
      bytes: async () => {
        if (world.offline) throw new Refusal('offline', 'The relay cannot be reached.');
        if (!world.versions) throw new Refusal('not-found', 'There is nothing here.', 404);
        return utf8(JSON.stringify({ versions: world.versions }));
      },
      call: async (/** @type {string} */ _, /** @type {string} */ path) => {
        if (world.offline) throw new Refusal('offline', 'The relay cannot be reached.');
        return path === '/api/content/shipped' ? SHIPPED : desks[0].content;
      },
    },
    vault: { put: async (/** @type {string} */ name, /** @type {Uint8Array} */ bytes) => void kept.set(name, bytes), get: async (/** @type {string} */ name) => kept.get(name) ?? null },
  };
  const load = () => new DeskEdition(/** @type {any} */ ({ relay: world.relay, vault: world.vault, pins: world.pins, now: () => world.now, practice: world.practice }));
  return { world, load };
}

/** @param {DeskEdition} desk */
const number = (desk) => desk.content?.services.find(({ id }) => id === 'khp')?.reach[0].show;
/** @param {DeskEdition} desk @param {string} id */
const shows = (desk, id) => Boolean(desk.content?.services.some((one) => one.id === id));

const FIRST = await version(1, calling('111-555-0100'), [ANN, BEN]);
const SECOND = await version(2, calling('222-555-0100'), [BEN, ANN], FIRST);

test('before editors publish, the desk shows what the program came with', async () => {
  const { load } = browser();
  const desk = load();

  assert.deepEqual(await desk.newest(), desks[0].content);
  assert.equal(desk.warning, null);
});

test('once two editors have signed a number, the desk shows it, and a reload does too, also without the relay', async () => {
  const { world, load } = browser();
  const desk = load();
  await desk.look();
  world.versions = [FIRST];
  await desk.look();
  world.offline = true;
  const again = load();
  await again.newest();

  assert.deepEqual([number(desk), number(again)], ['111-555-0100', '111-555-0100']);
  await assert.rejects(again.look(), /cannot be reached/);
  assert.equal(number(again), '111-555-0100');
});

for (const [name, sent, says] of /** @type {[string, () => Promise<any[] | null>, RegExp][]} */ ([
  ['an older version', async () => [FIRST], /older version back/],
  ['another version under the same number', async () => [await version(2, calling('900-555-0100'), [ANN, BEN], FIRST)], /two different versions/],
  ['one that follows from another', async () => [await version(3, calling('900-555-0100'), [ANN, BEN], FIRST)], /does not follow/],
  ['a number signed by one', async () => [await version(3, calling('900-555-0100'), [ANN], SECOND)], /only one editor signed/],
  ['a number signed by strangers', async () => [await version(3, calling('900-555-0100'), [STRANGER], SECOND)], /no editor of this line/],
  ['another edition than was signed', async () => [{ ...await version(3, calling('333-555-0100'), [ANN, BEN], SECOND), edition: calling('900-555-0100') }], /not what the editors signed/],
  ['a torn answer', async () => [null], /cannot be read/],
  ['nothing at all', async () => null, /never published anything/],
])) {
  test(`a relay that hands over ${name} leaves the number that was believed, and the worker is told why`, async () => {
    const { world, load } = browser();
    world.versions = [SECOND];
    await load().look();
    world.versions = await sent();
    const desk = load(); // a reload notices it too
    await desk.look();

    assert.equal(number(desk), '222-555-0100');
    assert.match(desk.warning ?? '', says);
    assert.equal(JSON.parse(new TextDecoder().decode(world.kept.get('edition'))).n, 2);
    world.versions = [await version(3, calling('333-555-0100'), [ANN, BEN], SECOND)];
    await desk.look();
    assert.deepEqual([number(desk), desk.warning], ['333-555-0100', null]);
  });
}

test('the first version that this browser sees must hold too, or the program’s own numbers stay', async () => {
  const { world, load } = browser();
  world.versions = [await version(1, calling('900-555-0100'), [ANN])];
  const desk = load();
  await desk.look();

  assert.deepEqual(desk.content, desks[0].content);
  assert.match(desk.warning ?? '', /only one editor signed/);
  assert.equal(world.kept.size, 0);
});

test('what one editor hides is gone from the desk, also when nothing was published before', async () => {
  const { world, load } = browser();
  const [gone] = SHIPPED.services.shown.filter((/** @type {string} */ id) => !SHIPPED.services.floor.includes(id));
  world.versions = [await version(1, without(SHIPPED, gone), [ANN], null, 'hide')];
  const desk = load();
  await desk.look();

  assert.deepEqual([shows(desk, gone), shows(desk, 'khp'), desk.warning], [false, true, null]);
});

test('with a list of people that has run out nobody knows who is an editor, and nothing new is taken', async () => {
  const { world, load } = browser();
  world.versions = [FIRST];
  const desk = load();
  await desk.look();
  Object.assign(world, { versions: [SECOND], expired: true });
  await desk.look();

  assert.equal(number(desk), '111-555-0100');
  assert.match(desk.warning ?? '', /list of people has run out/);
});

test('a desk of a real line takes no edition for practice, whoever signed it, and says why; one for practice does', async () => {
  const { world, load } = browser();
  const forPractice = { ...calling('111-555-0100'), practice: true };
  world.versions = [await version(1, forPractice, [ANN, BEN])];
  world.practice = isForPractice('line.example.ca');
  const real = load();
  await real.look();
  world.practice = isForPractice('127.0.0.1');
  const practising = load();
  await practising.look();

  assert.deepEqual([number(real) === '111-555-0100', number(practising), practising.warning], [false, '111-555-0100', null]);
  assert.match(real.warning ?? '', /what came is for practice, with numbers that nobody has called/);
});

test('two editors’ signatures do not make a torn edition fit to be shown', async () => {
  const { world, load } = browser();
  const torn = calling('900-555-0100');
  torn.services.order = ['nobody'];
  world.versions = [FIRST];
  const desk = load();
  await desk.look();
  world.versions = [await version(2, torn, [ANN, BEN], FIRST)];
  await desk.look();

  assert.equal(number(desk), '111-555-0100');
  assert.match(desk.warning ?? '', /cannot be read/);
});

test('C12: a crisis line that was called too long ago drops out of an open desk as the days go by, and is named to the coordinator', async () => {
  const { world, load } = browser();
  world.versions = [await version(1, SHIPPED, [ANN, BEN])];
  const desk = load();
  await desk.look();
  const before = desk.content?.services.length ?? 0;
  assert.equal(desk.alarm, null);
  world.now += 88 * DAY;
  desk.today();

  assert.equal(desk.content?.services.length, before - 1);
  assert.match(desk.alarm ?? '', new RegExp(`^${desks[3].late[0]}: called too long ago`));
});

test('what is shown stays the same object for as long as it says the same', async () => {
  const { world, load } = browser();
  world.versions = [FIRST];
  const desk = load();
  const first = await desk.newest();
  await desk.look();

  assert.equal(desk.content, first);
});

test('a vault that was meddled with is no reason to show nothing', async () => {
  const { world, load } = browser();
  world.kept.set('edition', utf8('{"n":1}'));
  world.versions = [FIRST];
  const desk = load();
  await desk.look();

  assert.equal(number(desk), '111-555-0100');
});
