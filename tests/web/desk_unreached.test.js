/** What I say to a youth waits until their end can read it: colleagues who could are not whom it was written to. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { release } from '../../api/web/console/desk/claiming.js';
import { Speaking } from '../../api/web/console/desk/speaking.js';
import * as keys from '../../api/web/sealing/keys.js';
import { CIRCLES, makeRoot, makeRoster, Pins, WEEK } from '../../api/web/sealing/roster.js';

const NOW = 1_800_000_000_000;
const lock = await keys.kek(new Uint8Array(32).fill(1), new Uint8Array(16));
/** Until the desk has done what it can: to read a certificate takes a moment. */
const settled = async (/** @type {Speaking} */ speaking) => {
  for (let still = 0; still < 10; still = speaking.running ? 0 : still + 1) await new Promise((done) => setImmediate(done));
};

/** A line of their bot, me and a colleague who is on call too; the relay hands out whose certificates are named. */
async function mine(context, /** @type {string[]} */ ...handedOut) {
  context.mock.timers.enable({ apis: ['setTimeout'] });
  const { root } = await keys.makeRoot();
  const admin = (await keys.makeIdentity(lock)).identity;
  const pins = new Pins(root.pub);
  /** @type {Record<string, any>} */
  const people = {};
  for (const [name, role] of [['bot', 'bot'], ['me', 'worker'], ['ash', 'worker']]) {
    const { identity } = await keys.makeIdentity(lock);
    const { key } = await keys.makeReceiveKey(lock, 1);
    people[name] = { identity, pub: identity.pub, role, circle: 0, label: name, certificate: await keys.makeCertificate(identity, key, keys.SHIFT, NOW, NOW + keys.DAY) };
  }
  await pins.loadRoot(await makeRoot({ root, version: 1, admins: [admin.pub], threshold: 1, expires: NOW + WEEK }), NOW);
  await pins.loadRoster(await makeRoster({ signers: [admin], previous: null, expires: NOW + WEEK, minSuite: 1, circles: CIRCLES, devices: Object.values(people) }), NOW);
  const line = { handedOut, held: /** @type {any} */ (null), claimed: true, sent: /** @type {{says: string, to: string[]}[]} */ ([]) };
  const session = {
    now: () => NOW, live: { state: 'open' }, keystore: { putJson: async () => undefined, remove: async () => undefined },
    endpoint: { pins, identity: people.me.identity },
    // As the desk's own: kept until a bell rings, or somebody asks for them anew.
    certificates: async (/** @type {boolean} */ anew) => { if (anew || !line.held) line.held = line.handedOut.map((name) => people[name].certificate); return line.held; },
  };
  const reading = { ready: true, reader: { audience: 1, claim: null }, reached: async () => undefined, inTurn: async () => undefined };
  const speaking = new Speaking(/** @type {any} */ (session), 'c1', /** @type {any} */ (reading));
  const named = (/** @type {any} */ { device }) => pins.device(device)?.label ?? '';
  speaking.voice = async () => /** @type {any} */ ({
    seal: async (/** @type {any} */ payload, /** @type {any} */ to) => { line.sent.push({ says: payload.body ?? payload.t, to: to.certificates.map(named).sort() }); return { frames: [new Uint8Array(2)], mid: new Uint8Array(2) }; },
  });
  speaking.post = async () => 1;
  speaking.mine = () => line.claimed;
  const ring = async () => { await settled(speaking); line.held = null; void speaking.run(); await settled(speaking); };
  return { line, speaking, ring };
}

test('where only a colleague could read my words to them, they wait and say so, and go out once their end can', async (context) => {
  const { line, speaking, ring } = await mine(context, 'me', 'ash');
  const said = speaking.say({ t: 'text', body: 'I am here' });
  await settled(speaking);
  assert.deepEqual([line.sent, speaking.outbox.map(({ state }) => state)], [[], ['waiting']]);
  assert.match(speaking.outbox[0].says ?? '', /^Waits: nothing can be locked for their side right now\. It goes out by itself/);

  line.handedOut = ['bot', 'me', 'ash'];
  await ring();
  assert.deepEqual([await said, line.sent, speaking.outbox], [true, [{ says: 'I am here', to: ['ash', 'bot'] }], []]);
});

test('without a bell the desk looks again by itself', async (context) => {
  const { line, speaking } = await mine(context, 'me', 'ash');
  void speaking.say({ t: 'text', body: 'I am here' });
  await settled(speaking);
  line.handedOut = ['bot', 'me'];
  context.mock.timers.tick(30_000);
  await settled(speaking);

  assert.deepEqual(line.sent.map(({ says }) => says), ['I am here']);
});

test('a note for the team does not wait behind words to them', async (context) => {
  const { line, speaking } = await mine(context, 'me', 'ash');
  void speaking.say({ t: 'text', body: 'to them' });
  void speaking.say({ t: 'note', body: 'to the team' }, 1);
  await settled(speaking);

  assert.deepEqual([line.sent, speaking.outbox.map(({ payload }) => payload.body)], [[{ says: 'to the team', to: ['ash'] }], ['to them']]);
});

test('a claim waits too, lets me press on meanwhile, and is said when their end can read it', async (context) => {
  const { line, speaking, ring } = await mine(context, 'me', 'ash');
  assert.deepEqual([await speaking.say({ t: 'claim' }), speaking.untold, line.sent], [false, true, []]);

  line.handedOut = ['bot', 'me'];
  await ring();
  assert.deepEqual([line.sent.map(({ says }) => says), speaking.untold], [['claim'], false]);
});

test('a claim that waited is said by nobody once the conversation is not mine any more', async (context) => {
  const { line, speaking, ring } = await mine(context, 'me', 'ash');
  await speaking.say({ t: 'claim' });
  line.claimed = false;
  line.handedOut = ['bot', 'me'];
  await ring();

  assert.deepEqual([line.sent, speaking.outbox], [[], []]);
});

test('Close that cannot be said to them is not closed, and not carried out later', async (context) => {
  const { line, speaking, ring } = await mine(context, 'me', 'ash');
  /** @type {string[]} */
  const told = [];
  speaking.undone = (says) => told.push(says);
  assert.equal(await speaking.say({ t: 'close' }), false);
  line.handedOut = ['bot', 'me'];
  await ring();

  assert.match(told[0], /^Not closed: nothing can be locked for their side right now\. Try again in a minute; if it stays, call your operator\.$/);
  assert.deepEqual(line.sent, []);
});

test('Close behind words that cannot be read yet is told at once as not done, and is not carried out once they can be', async (context) => {
  const { line, speaking, ring } = await mine(context, 'me', 'ash');
  void speaking.say({ t: 'text', body: 'take care' });
  assert.equal(await speaking.say({ t: 'close' }), false);
  line.handedOut = ['bot', 'me'];
  await ring();

  assert.deepEqual(line.sent.map(({ says }) => says), ['take care']);
});

test('who was never told that I am here need not be told that I go', async (context) => {
  const { line, speaking } = await mine(context, 'me', 'ash');
  await speaking.say({ t: 'claim' });
  speaking.share = async () => undefined;
  /** @type {string[]} */
  const asked = [];
  const desk = { busy: new Map(), notices: new Map(), changed: () => undefined, put: () => undefined, choose: () => undefined, caring: { gave: () => undefined }, session: { me: { device_id: 'me' }, keyForAnswer: async () => 'key', certificates: async () => [], relay: { call: async (/** @type {string} */ _verb, /** @type {string} */ path) => asked.push(path) } } };
  await release(/** @type {any} */ (desk), /** @type {any} */ ({ id: 'c1', speaking, reading: { entries: [] } }));

  assert.deepEqual([asked, speaking.outbox, line.sent], [['/api/conversations/c1/release'], [], [{ says: 'form', to: ['ash'] }]], 'nothing but the key for how it ends, to a colleague');
});
