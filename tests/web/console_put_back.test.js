/** A relay that was put back from a backup: an open desk hands up the signed lists it lost, and goes on with all that is its own. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Session } from '../../api/web/console/session.js';
import { newRootKey, pinsOf } from '../../api/web/doors/keys/founding.js';
import { follow, signNext } from '../../api/web/doors/keys/signed_list.js';
import { Refusal as Answer } from '../../api/web/parts/relay.js';
import { b64u, Refusal } from '../../api/web/sealing/keys.js';
import { makeRoot, makeRoster } from '../../api/web/sealing/roster.js';

const NOW = 1_790_000_000_000;
const DAY = 24 * 3_600_000;

/** @param {string} document */
const version = (document) => JSON.parse(atob(JSON.parse(document).payload)).version;

/** A relay that takes the very next list, and what is handed up; `refuses` it when that is set. */
class FakeRelay {
  /** @param {{root: string, roster: string}} signed */
  constructor(signed) {
    this.roots = [signed.root];
    this.rosters = [signed.roster];
    /** @type {Answer | null} */ this.refuses = null;
    /** @type {number[]} */ this.heaps = [];
  }

  /** @param {string} path */
  async text(path) {
    if (path === '/api/documents/root') return this.roots[this.roots.length - 1];
    return path === '/api/documents/roster' ? this.rosters[this.rosters.length - 1] : this.rosters[Number(path.split('/').at(-1)) - 1];
  }

  /** @param {string} _verb @param {string} path @param {any} body */
  async call(_verb, path, body) {
    if (path === '/api/documents/roster') return this.take(body.document);
    assert.equal(path, '/api/documents/held');
    if (this.refuses) throw this.refuses;
    this.heaps.push(body.rosters.length);
    this.roots.push(...body.roots);
    for (const one of body.rosters) this.take(one);
    return {};
  }

  /** @param {string} document @private */
  take(document) {
    if (version(document) !== this.rosters.length + 1) throw new Answer('stale-roster', 'Somebody else has changed the roster.', 409);
    this.rosters.push(document);
  }
}

const makeKey = async () => (await newRootKey()).root;

/** A line whose coordinator signed more lists and a root document after the backup: what a browser holds, and the relay as it was. @param {number} [more] */
async function putBack(more = 3) {
  const [root, admin, sam, kim] = await Promise.all([makeKey(), makeKey(), makeKey(), makeKey()]);
  const rootOf = (/** @type {number} */ one) => makeRoot({ root, version: one, admins: [admin.pub], threshold: 1, expires: NOW + 300 * DAY });
  const people = [{ pub: sam.pub, role: 'worker', circle: 0, label: 'Sam' }, { pub: kim.pub, role: 'worker', circle: 0, label: 'Kim' }];
  const signed = { root_pub: b64u(root.pub), root: await rootOf(1), roster: await makeRoster({ signers: [admin], previous: null, expires: NOW + 6 * DAY, minSuite: 1, circles: ['community'], devices: people }) };
  const pins = await pinsOf(root.pub, signed, NOW);
  const terms = { relay: /** @type {any} */ (new FakeRelay(signed)), pins, admin, now: () => NOW };
  for (let at = 0; at < more; at += 1) await signNext({ ...terms, change: ([first]) => [first] });
  await pins.loadRoot(await rootOf(3), NOW);
  return { pins, terms: { ...terms, relay: /** @type {any} */ (new FakeRelay(signed)) } };
}

test('the lists that this browser holds are handed up, so that whoever was taken off since is out again, and the next can be signed', async () => {
  const { pins, terms } = await putBack();
  assert.equal(await follow(terms.relay, pins, NOW), false);
  assert.deepEqual([terms.relay.roots.map(version), terms.relay.rosters.map(version)], [[1, 3], [1, 2, 3, 4]]);
  assert.equal(await terms.relay.text('/api/documents/roster'), pins.rostersAfter(3)[0]);

  await signNext({ ...terms, change: (devices) => devices });
  assert.equal(pins.roster?.version, 5);
});

test('a coordinator who signs first thing hands up what is missing, and signs on top of it', async () => {
  const { pins, terms } = await putBack();
  await signNext({ ...terms, change: (devices) => devices });

  assert.deepEqual([pins.roster?.version, terms.relay.rosters.map(version)], [5, [1, 2, 3, 4, 5]]);
});

test('many lists go up in more than one request', async () => {
  const { pins, terms } = await putBack(403);
  await follow(terms.relay, pins, NOW);

  assert.deepEqual(terms.relay.heaps, [400, 3]);
});

test('a relay that does not take them is an alarm; one that is busy is asked again', async () => {
  const { pins, terms } = await putBack();
  terms.relay.refuses = new Answer('document', 'It is not signed.', 422);
  await assert.rejects(follow(terms.relay, pins, NOW), { reason: 'rollback' });

  terms.relay.refuses = new Answer('later', 'Busy.', 503);
  await assert.rejects(follow(terms.relay, pins, NOW), { code: 'later' });
});

/** An unlocked desk in the middle of its round, as far as the round reaches. @param {() => Promise<unknown>} sign  what comes of signing the list anew */
function renewing(sign) {
  /** @type {string[]} */ const done = [];
  const session = Object.create(Session.prototype);
  Object.assign(session, {
    pins: { roster: { expires: NOW + 4 * DAY }, root: { expires: NOW + 300 * DAY } }, now: () => NOW, me: { coordinator: true }, duty: { shift: NOW - 1, standby: NOW + 3 * DAY }, opened: { vault: { names: async () => [] } },
    live: { state: 'open' }, edition: { today: () => undefined, trouble: 'late' }, told: new Set(), alarms: [], watchers: new Set(), sayLate: () => undefined, held: [], keys: {},
    changeRoster: sign, takeDuty: async () => void done.push('standby'), readDuty: async () => void done.push('duty'), readContent: async () => void done.push('content'), hold: () => void done.push('keys'), warn: () => void done.push('warned'),
  });
  return { session, done };
}

const ALL = ['standby', 'duty', 'keys', 'content', 'warned'];
for (const [why, error, says] of /** @type {[string, Error, string[]][]} */ ([
  ['a relay that went back', new Refusal('rollback'), ['The signed list of people could not be renewed. The relay shows an older list of people than this browser has seen. Nothing was changed. Tell your coordinator.']],
  ['a relay that says no', new Answer('stale-roster', 'Somebody else has changed the roster.', 409), ['The signed list of people could not be renewed. Somebody else has changed the roster.']],
  ['a busy relay', new Answer('later', 'Busy.', 503), []],
])) {
  test(`the list of people that ${why} leaves unsigned stops nothing else, and ${says.length ? 'is said once' : 'goes away by itself'}`, async () => {
    const { session, done } = renewing(async () => { throw error; });
    await session.renew();
    await session.renew();

    assert.deepEqual(done, [...ALL, ...ALL]);
    assert.deepEqual(session.alarms, says);
  });
}

test('a list that is not renewed because the clock is wrong is said once, although the sentence names another minute each time', async () => {
  let minute = 0;
  const { session } = renewing(async () => { throw new Answer('clock', `This device’s clock says 10:${(minute += 1)}.`, 422); });
  await session.renew();
  await session.renew();

  assert.deepEqual(session.alarms, ['The signed list of people could not be renewed. This device’s clock says 10:1.']);
});
