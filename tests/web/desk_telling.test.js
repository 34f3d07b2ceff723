/** Whoever gave a talk on is told how it ended, with a handover or without, at home too by the key that they left for it. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { close } from '../../api/web/console/desk/claiming.js';
import { Speaking } from '../../api/web/console/desk/speaking.js';
import { endSays, giveOn, giver, howItEnded, reaches, tellOutcome } from '../../api/web/console/desk/telling.js';
import { Refusal as Away } from '../../api/web/parts/relay.js';
import * as keys from '../../api/web/sealing/keys.js';
import { CIRCLES, makeRoot, makeRoster, Pins, WEEK } from '../../api/web/sealing/roster.js';

const { b64u, unb64u } = keys;
const NOW = 1_800_000_000_000;

const [SAM, ANA] = [1, 2].map((n) => b64u(new Uint8Array(16).fill(n)));

/** Ana's desk, with a talk that Sam put back or handed over. @param {{by?: string | null, here?: string[], left?: boolean, state?: string}} [how] */
function handedOn({ by = SAM, here = [SAM], left = false, state = 'claimed' } = {}) {
  /** @type {any[]} */
  const said = [];
  const row = { id: 'a', state, claimed_by: ANA, handed_by: by };
  /** @type {any} */
  const desk = {
    busy: new Map(), notices: new Map(), team: { refused: new Map() }, changed: () => undefined, list: async () => undefined, put: () => undefined, people: { label: () => 'Sam' },
    session: { me: { device_id: ANA }, endpoint: { pins: { device: () => ({ label: 'Sam' }) } }, relay: { call: async (/** @type {string} */ _, /** @type {string} */ path) => { said.push(path); return row; } } },
  };
  /** @type {any} */
  const talk = {
    id: 'a', row, reading: { entries: [] }, story: { leftAt: left ? 1 : null }, setDraft: () => undefined, record: { handovers: [], outcomes: [] },
    speaking: {
      recipients: async () => ({ certificates: here.map((one) => ({ device: unb64u(one) })) }),
      say: async (/** @type {any} */ payload, scope = 0, to = []) => { said.push(payload.t === 'form' ? [payload.outcome, scope, ...to] : payload.t); return true; },
    },
  };
  return { desk, talk, said, row };
}

test('who transferred or put it back without a handover is told, before it is closed', async () => {
  const { desk, talk, said } = handedOn();
  await close(desk, talk, { outcome: 'plan' });

  assert.deepEqual(said, [['plan', 1, SAM], 'close', '/api/conversations/a/close']);
});

test('they are told also when the young person has left and the talk still stands open', async () => {
  const { desk, talk, said } = handedOn({ left: true });
  await close(desk, talk, { outcome: 'went' });

  assert.deepEqual(said, [['went', 1, SAM], '/api/conversations/a/close']);
});

test('nothing is sealed to nobody: who went home, nothing chosen, nobody gave it on, or I did', async () => {
  for (const [how, outcome] of /** @type {[any, string | undefined][]} */ ([[{ here: [] }, 'plan'], [{}, undefined], [{ by: null }, 'plan'], [{ by: ANA, here: [ANA] }, 'plan']])) {
    const { desk, talk, said } = handedOn(how);
    await close(desk, talk, { outcome });

    assert.deepEqual(said, ['close', '/api/conversations/a/close']);
  }
});

test('a colleague who left the line is not asked about', () => {
  const { desk, row } = handedOn();
  assert.equal(giver(desk, /** @type {any} */ (row))?.label, 'Sam');
  desk.session.endpoint.pins.device = () => undefined;

  assert.equal(giver(desk, /** @type {any} */ (row)), null);
});

test('who gave it on reads the word, or that there was none; not before it is over and read, and not at another desk', () => {
  const [word, none] = [[{ words: 'there is a safety plan' }], []].map((outcomes) => /** @type {any} */ ({ ready: true, record: { outcomes } }));
  const row = /** @type {any} */ ({ state: 'closed', claimed_by: ANA, claimed_label: 'Ana', handed_by: SAM });

  assert.equal(howItEnded(row, word, SAM), 'there is a safety plan');
  assert.equal(howItEnded(row, none, SAM), 'it ended with Ana, and how was not told');
  assert.equal(howItEnded({ ...row, claimed_by: null, claimed_label: null }, none, SAM), 'it ended before anybody had it');
  assert.equal(endSays(row, none, SAM), 'You handed it on; it ended with Ana, and how was not told');
  assert.equal(endSays({ ...row, claimed_by: null, claimed_label: null }, none, SAM), 'You put it back; it ended before anybody had it');
  for (const [more, talk] of /** @type {[any, any][]} */ ([[{ state: 'claimed' }, none], [{ claimed_by: SAM }, none], [{ handed_by: null }, none], [{}, undefined], [{}, { ...none, ready: false }]])) {
    assert.equal(howItEnded({ ...row, ...more }, talk, SAM), null);
  }
});

/** Ana and Ash are on call, and Sam, who gave Ana a talk, has gone home: whom a word of how it ended is sealed to. */
async function afterSam() {
  const lock = await keys.kek(new Uint8Array(32).fill(1), new Uint8Array(16));
  const { root } = await keys.makeRoot();
  const admin = (await keys.makeIdentity(lock)).identity;
  const pins = new Pins(root.pub);
  /** @type {Record<string, any>} */
  const people = {};
  const key = async (/** @type {any} */ identity, /** @type {number} */ from) => keys.makeCertificate(identity, (await keys.makeReceiveKey(lock, 1)).key, keys.SHIFT, from, from + keys.DAY);
  for (const name of ['ana', 'ash', 'sam']) {
    const { identity } = await keys.makeIdentity(lock);
    people[name] = { identity, id: b64u(identity.device), pub: identity.pub, role: 'worker', circle: 0, label: name, key: await key(identity, NOW), old: await key(identity, NOW - keys.DAY) };
  }
  await pins.loadRoot(await makeRoot({ root, version: 1, admins: [admin.pub], threshold: 1, expires: NOW + WEEK }), NOW);
  await pins.loadRoster(await makeRoster({ signers: [admin], previous: null, expires: NOW + WEEK, minSuite: 1, circles: CIRCLES, devices: Object.values(people) }), NOW);
  const row = { id: 'a', state: 'claimed', claimed_by: people.ana.id, claimed_at: NOW - 1, handed_by: people.sam.id };
  const session = {
    now: () => NOW, live: { state: 'open' }, keystore: { getJson: async () => null, putJson: async () => undefined, remove: async () => undefined }, me: { device_id: people.ana.id },
    endpoint: { pins, identity: people.ana.identity }, certificates: async () => [people.ana.key, people.ash.key], keyForAnswer: async () => 'my-key',
  };
  const reading = { ready: true, entries: /** @type {any[]} */ ([]), reader: { audience: 1, claim: { claimer: people.ana.identity.device, joined: [] } }, reached: async () => undefined, inTurn: async () => undefined };
  const speaking = new Speaking(/** @type {any} */ (session), 'a', /** @type {any} */ (reading));
  /** @type {[string, string[], string[]][]} */
  const sealed = [];
  speaking.voice = async () => /** @type {any} */ ({ seal: async (/** @type {any} */ payload, /** @type {any} */ to) => {
    sealed.push([payload.form, to.certificates.map((/** @type {any} */ { device }) => pins.device(device)?.label), to.certificates.map((/** @type {any} */ { keyId }) => b64u(keyId))]);
    return { frames: [new Uint8Array(2)], mid: new Uint8Array(2) };
  } });
  speaking.post = async () => 1;
  const talk = /** @type {any} */ ({ id: 'a', row, reading, speaking });
  const desk = /** @type {any} */ ({ session, people: { label: () => 'sam' } });
  const left = (/** @type {string} */ by, /** @type {unknown} */ certificate) => reading.entries.push({ kind: 'message', scope: 1, sender: people[by].id, ts: NOW, payload: { t: 'form', form: 'tell-me', version: 1, certificate } });
  return { desk, talk, people, sealed, left };
}

test('who has gone home is told by the key that they left, and nobody else who is on call', async () => {
  const { desk, talk, people, sealed, left } = await afterSam();
  assert.equal(await reaches(talk, people.sam.id), false);
  left('sam', b64u(people.sam.key));
  assert.equal(await reaches(talk, people.sam.id), true);
  await tellOutcome(desk, talk, 'plan');

  // Protocol 2.6 3.1
  assert.deepEqual(sealed, [['outcome', ['sam'], [b64u((await keys.readCertificate(people.sam.key)).keyId)]]]);
});

test('a key of yesterday, one that a colleague left in their name, and words that are no key tell nobody', async () => {
  const { desk, talk, people, sealed, left } = await afterSam();
  left('sam', b64u(people.sam.old));
  left('ash', b64u(people.sam.key));
  for (const none of ['?', 'AAAA', 7, null]) left('sam', none);
  await tellOutcome(desk, talk, 'plan');

  assert.equal(await reaches(talk, people.sam.id), false);
  assert.deepEqual(sealed, []);
});

test('whoever gives it on leaves a key with it, before the words are handed over, and one that is tried again leaves no second', async () => {
  const { desk, talk, people } = await afterSam();
  /** @type {string[]} */
  const done = [];
  talk.speaking.say = async (/** @type {any} */ payload, /** @type {number} */ scope) => {
    done.push(`${payload.form} ${payload.certificate} ${scope}`);
    talk.reading.entries.push({ kind: 'message', scope, sender: people.ana.id, ts: NOW, payload });
    return true;
  };
  talk.speaking.share = async (/** @type {(device: string) => boolean} */ wanted) => { done.push(`shared ${wanted(people.ash.id)}`); };
  const toAsh = (/** @type {string} */ device) => device === people.ash.id;
  const asked = desk.session.certificates;
  desk.session.certificates = async () => { throw new Away('offline', 'No connection.'); };
  await assert.rejects(giveOn(desk, talk, toAsh), { code: 'offline' });
  assert.deepEqual(done, [], 'nothing waits to put the talk back later');

  desk.session.certificates = asked;
  await giveOn(desk, talk, toAsh);
  await giveOn(desk, talk, toAsh);
  assert.deepEqual(done, ['tell-me my-key 1', 'shared true', 'shared true']);

  talk.row.claimed_at = NOW + 1;
  await giveOn(desk, talk, toAsh);
  assert.equal(done[3], 'tell-me my-key 1');
});
