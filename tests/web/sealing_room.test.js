/** The browser's end of the sealing room: sessions, claims, reloads, and bytes that strangers send. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as keys from '../../api/web/sealing/keys.js';
import { header, Reader } from '../../api/web/sealing/open.js';
import { GRANT, HEADER, MSG, OPEN, readObject, SIGNATURE } from '../../api/web/sealing/padding.js';
import { CIRCLES, inAudience, makeRoot, makeRoster, onCall, Pins, recipients, WEEK } from '../../api/web/sealing/roster.js';
import { Sender, signFrame } from '../../api/web/sealing/seal.js';

const NOW = 1_800_000_000_000;
const PEOPLE = { bot: ['bot', 0], ada: ['worker', 0], ben: ['worker', 0], sue: ['supervisor', 0], pol: ['worker', 3], edi: ['editor', 0] };
const lock = await keys.kek(new Uint8Array(32).fill(1), new Uint8Array(16));

/** Even numbers that a seed decides, so that a failing case comes back. */
function dice(seed) {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

/** A line in memory: every person has an identity, a suite 1 key and a certificate. */
async function makeLine() {
  const { root } = await keys.makeRoot();
  const admin = (await keys.makeIdentity(lock)).identity;
  const line = { pins: new Pins(root.pub), root, admin, people: {}, conversation: crypto.getRandomValues(new Uint8Array(16)) };
  for (const [name, [role, circle]] of Object.entries(PEOPLE)) {
    const { identity } = await keys.makeIdentity(lock);
    const { key } = await keys.makeReceiveKey(lock, 1);
    const certificate = await keys.readCertificate(await keys.makeCertificate(identity, key, keys.SHIFT, NOW, NOW + keys.DAY));
    line.people[name] = { identity, key, certificate, pub: identity.pub, role, circle, label: name };
  }
  await line.pins.loadRoot(await makeRoot({ root, version: 1, admins: [admin.pub], threshold: 1, expires: NOW + 99 * keys.DAY }), NOW);
  line.next = async (without = null) => {
    const devices = Object.values(line.people).filter((one) => one.label !== without);
    const text = await makeRoster({ signers: [admin], previous: line.pins.roster, expires: NOW + WEEK, minSuite: 1, circles: CIRCLES, devices });
    return line.pins.loadRoster(text, NOW);
  };
  await line.next();
  line.to = (name, more = {}) => recipients({
    pins: line.pins, sender: line.people[name].identity.device, certificates: Object.values(line.people).map((one) => one.certificate), audience: 1, now: NOW, ...more,
  });
  line.sender = (name, more = {}) => new Sender({ identity: line.people[name].identity, conversation: line.conversation, ...more });
  line.reader = (name, more = {}) => new Reader({
    me: line.people[name].identity.device, conversation: line.conversation, keys: () => [line.people[name].key], pins: line.pins, ...more,
  });
  return line;
}

const reasonOf = (wish) => wish.then(() => null, (error) => (error instanceof keys.Refusal ? error.reason : Promise.reject(error)));

/** Receive all of these. */
async function take(reader, frames) {
  const got = [];
  for (const frame of frames) got.push(await reader.receive(frame, NOW));
  return got;
}

test('whatever changes who reads opens a new session', async () => {
  // Protocol 3.4 4.4
  const line = await makeLine();
  const sender = line.sender('bot');
  const ada = line.people.ada.identity.device;
  const sessions = [];
  for (const more of [{}, {}, { claim: { claimer: ada, joined: [] } }, { audience: 9 }, { certificates: [line.people.ada.certificate] }]) {
    sessions.push((await sender.seal({ t: 'text', body: 'x' }, await line.to('bot', more), NOW)).frames.length);
  }
  await line.next();
  sessions.push((await sender.seal({ t: 'text', body: 'x' }, await line.to('bot'), NOW)).frames.length);
  sessions.push((await sender.seal({ t: 'text', body: 'x' }, await line.to('bot', { now: NOW }), NOW + 12 * keys.HOUR)).frames.length);

  assert.deepEqual(sessions, [2, 1, 2, 2, 2, 2, 2]);
});

test('a yes that was given or taken back, and a claim, open a new session also where the same people read', async () => {
  // Protocol 2.5 3.4 4.4
  const line = await makeLine();
  const ada = line.people.ada;
  const sender = line.sender('bot');
  const opened = [];
  // Nobody of the second circle is here, and ada alone is: each time it is sealed to the same one device.
  for (const more of [{ audience: 1 }, { audience: 3 }, { audience: 1 }, { audience: 1, claim: { claimer: ada.identity.device, joined: [] } }]) {
    const to = await line.to('bot', { certificates: [ada.certificate], ...more });

    assert.deepEqual(to.certificates, [ada.certificate]);

    opened.push((await take(line.reader('ada'), (await sender.seal({ t: 'text', body: 'x' }, to, NOW)).frames))[0]);
  }

  assert.deepEqual(opened.map(({ kind, audience }) => [kind, audience]), [['open', 1], ['open', 3], ['open', 1], ['open', 1]]);
});

test('a session ends after 64 messages, also when they are all sealed at once', async () => {
  // Protocol 4.4
  const line = await makeLine();
  const [sender, to] = [line.sender('bot'), await line.to('bot')];

  const sealed = await Promise.all(Array.from({ length: 66 }, (_, i) => sender.seal({ t: 'text', body: String(i) }, to, NOW)));
  const got = await take(line.reader('ada'), sealed.flatMap((one) => one.frames));

  assert.deepEqual(sealed.flatMap((one, i) => (one.frames.length === 2 ? [i] : [])), [0, 64]);
  assert.equal(got.some((one) => one.marked), false);
});

test('a message that cannot be sealed leaves no gap', async () => {
  // Protocol 2.4 4 5.5
  const line = await makeLine();
  const [sender, to, reader] = [line.sender('bot'), await line.to('bot'), line.reader('ada')];
  const first = await sender.seal({ t: 'text', body: 'x' }, to, NOW);

  assert.equal(await reasonOf(sender.seal({ t: 'text', body: 'x'.repeat(2 ** 20) }, to, NOW)), 'size');
  assert.equal(await reasonOf(sender.seal({ t: 'text' }, { ...to, certificates: [] }, NOW)), 'no-recipient');
  assert.equal(await reasonOf(sender.seal({ t: 'text' }, to, NOW + WEEK)), 'expired');

  const second = await sender.seal({ t: 'text', body: 'y' }, to, NOW);

  assert.deepEqual((await take(reader, [...first.frames, ...second.frames])).map((one) => one.marked), [false, false, false]);

  const fresh = line.sender('ada');

  assert.equal(await reasonOf(fresh.seal({ t: 'text', body: 'x'.repeat(2 ** 20) }, await line.to('ada'), NOW)), 'size');

  const begun = await fresh.seal({ t: 'text', body: 'z' }, await line.to('ada'), NOW);

  assert.deepEqual((await take(line.reader('sue'), begun.frames)).map((one) => [one.kind, one.marked]), [['open', false], ['message', false]]);
});

test('a GRANT goes to a worker or supervisor of the audience only', async () => {
  // Protocol 4.3 7.5
  const line = await makeLine();
  const reader = line.reader('ada');
  await take(reader, (await line.sender('bot').seal({ t: 'text', body: 'x' }, await line.to('bot'), NOW)).frames);
  const grant = (name, secrets = reader.sessionSecrets()) => reasonOf(line.sender('ada').grant(line.people[name].certificate, secrets, line.pins, 1, NOW));

  assert.deepEqual(await Promise.all(['sue', 'ben', 'bot', 'pol', 'edi'].map((name) => grant(name))), [null, null, 'audience', 'audience', 'audience']);
  assert.equal(await grant('sue', []), 'no-recipient');
});

test('the words follow the first valid claim, and the youth\'s end decides', async () => {
  // Protocol 3.4 6.2
  const line = await makeLine();
  const reader = line.reader('sue');
  const senders = Object.fromEntries(Object.keys(PEOPLE).map((name) => [name, line.sender(name)]));
  const say = async (name, payload) => take(reader, (await senders[name].seal(payload, await line.to(name), NOW)).frames);
  const claimer = () => reader.claim && keys.b64u(reader.claim.claimer);
  const id = (name) => keys.b64u(line.people[name].identity.device);
  await say('bot', { t: 'text', body: 'help' });
  await say('pol', { t: 'claim' });

  assert.equal(claimer(), null);

  await say('ada', { t: 'claim' });
  await say('ben', { t: 'claim' });
  await say('ben', { t: 'join' });

  assert.deepEqual([claimer(), reader.claim?.joined.map(keys.b64u)], [id('ada'), [id('ben')]]);

  for (const device of [id('ben'), null]) await say('ben', { t: 'claimed', device });

  assert.equal(claimer(), id('ada'), 'whom the words follow is not a colleague\'s to say');

  const reads = async (/** @type {number} */ now) => (await line.to('bot', { claim: reader.claim, now })).certificates.some((one) => keys.b64u(one.device) === id('ben'));
  await say('ben', { t: 'join', until: NOW + 5 });

  assert.deepEqual([await reads(NOW + 4), await reads(NOW + 5)], [true, false], 'who joins for a time is sealed to until then');

  for (const until of ['soon', true, -1, 0.5, 2 ** 53, null]) {
    await say('ben', { t: 'join', until });

    assert.equal(await reads(NOW + 10), true, 'what is no time is no end');
  }
  await say('ben', { t: 'release' });

  assert.deepEqual([claimer(), reader.claim?.joined], [id('ada'), []]);

  await say('ada', { t: 'release' });
  await say('bot', { t: 'claimed', device: 7 });

  assert.equal(claimer(), id('ada'));

  await say('bot', { t: 'claimed', device: id('ben') });

  assert.deepEqual([claimer(), reader.claim?.joined], [id('ben'), []]);

  await say('bot', { t: 'claimed', device: null });

  assert.equal(claimer(), null);
});

test('a reload shows the own words, and tells what the relay holds back', async () => {
  // Protocol 4.4 5.4
  const line = await makeLine();
  const reader = line.reader('ada');
  const sender = line.sender('ada', { keep: (...told) => reader.keep(...told) });
  const frames = [];
  for (const body of 'abc') frames.push(...(await sender.seal({ t: 'text', body }, await line.to('ada'), NOW)).frames);
  await take(reader, frames);
  const [heads, packed] = [reader.headsJSON(), reader.packSecrets(NOW)];

  const again = line.reader('ada', { heads });
  await again.unpackSecrets(packed);
  const got = await take(again, frames.slice(0, -1));

  assert.deepEqual(got.map((one) => one.payload?.body), [undefined, 'a', 'b']);
  assert.deepEqual([...await again.endReread()], [keys.b64u(line.people.ada.identity.device)]);
  assert.equal(again.headsJSON(), heads);
  assert.deepEqual(again.ownHeads(), reader.ownHeads());
  assert.equal(reader.packSecrets(NOW + 15 * keys.DAY).length, 0);
});

test('what was sealed without a line, and then locked, is the own word still when the relay has it', async () => {
  // Protocol 4.4
  const line = await makeLine();
  const reader = line.reader('ada');
  const sender = line.sender('ada', { keep: (...told) => reader.keep(...told) });
  const { frames } = await sender.seal({ t: 'text', body: 'I am here' }, await line.to('ada'), NOW);

  const unlocked = line.reader('ada');
  await unlocked.unpackSecrets(reader.packSecrets(NOW));
  const later = unlocked.packSecrets(NOW + keys.DAY);
  const got = await take(unlocked, frames);

  assert.deepEqual([got.at(-1).payload.body, unlocked.sessionSecrets().length, unlocked.restingSecrets(NOW).length], ['I am here', 1, 1]);
  const again = line.reader('ada');
  await again.unpackSecrets(later);
  assert.equal(again.packSecrets(NOW + 15 * keys.DAY).length, 0, 'it is as old as it was when it rested first');
});

test('a removed worker cannot slip in what was never read', async () => {
  // Protocol 5.4 7.4
  const line = await makeLine();
  const reader = line.reader('sue');
  const real = (await line.sender('ada').seal({ t: 'text', body: 'real' }, await line.to('ada'), NOW)).frames;
  const forged = (await line.sender('ada').seal({ t: 'text', body: 'forged' }, await line.to('ada'), NOW)).frames;
  await take(reader, real);
  await line.next('ada');

  const again = line.reader('sue', { heads: reader.headsJSON() });

  assert.equal(await reasonOf(again.receive(forged[0], NOW)), 'sender');
  assert.deepEqual((await take(again, real)).map((one) => one.former), [true, true]);
});

test('who is on call is known before anything is sealed', async () => {
  // Protocol 3.3
  const line = await makeLine();
  const there = onCall(line.pins, [line.people.ada.certificate, line.people.pol.certificate], 1, NOW);

  assert.deepEqual(there, { shift: [line.people.ada.identity.device], standby: [] });
  assert.equal(inAudience(null, 1), false);
});

test('nobody is there whose key is weaker than the line asks, and no list counts once the founder\'s word has run out', async () => {
  // Protocol 2.4 3.1 3.3
  const line = await makeLine();
  const told = { signers: [line.admin], circles: CIRCLES, devices: Object.values(line.people) };
  const strict = await makeRoster({ ...told, previous: line.pins.roster, expires: NOW + WEEK, minSuite: 2 });
  const there = () => onCall(line.pins, [line.people.ada.certificate], 1, NOW).shift.length;
  const before = there();
  await line.pins.loadRoster(strict, NOW);

  assert.deepEqual([before, there()], [1, 0]);

  const late = NOW + 99 * keys.DAY;
  const after = await makeRoster({ ...told, previous: line.pins.roster, expires: late + keys.DAY, minSuite: 1 });

  assert.equal(await reasonOf(line.pins.loadRoster(after, late)), 'expired');
  assert.equal(await reasonOf(line.pins.loadRoster(after, late, true)), null);
});

test('JSON is read as the other end reads it', () => {
  // Protocol 2.1 5.6
  const read = (plain) => {
    try {
      return Object.keys(readObject(typeof plain === 'string' ? new TextEncoder().encode(plain) : plain, 'duplicate-key', 'format'));
    } catch (error) {
      return error.reason;
    }
  };
  const deep = (levels) => `${'{"a":'.repeat(levels - 1)}{}${'}'.repeat(levels - 1)}`;

  for (const bad of ['', '[]', '7', '{', '\uFEFF{}', '{"a":NaN}', '{"a":01}', deep(65), '['.repeat(90_000), Uint8Array.of(0xff)]) assert.equal(read(bad), 'format');
  for (const good of [deep(64), `{"a":"${'{'.repeat(99)}"}`, `{"a":${'9'.repeat(5000)}}`, '{"a":"\\ud800"}']) assert.deepEqual(read(good), ['a']);
  for (const twice of ['{"a":1,"a":1}', '{"b":[{"a":1,"\\u0061":2}]}', '{"a":{"x":[1,{}],"y":"\\"a\\":"},"a":2}']) assert.equal(read(twice), 'duplicate-key');
});

test('H17 any change of any frame ends in a payload or a typed refusal', async () => {
  // Protocol 5.1 5.6
  const line = await makeLine();
  const roll = dice(17);
  const sender = line.sender('bot');
  const [opened, first] = (await sender.seal({ t: 'text', body: 'a' }, await line.to('bot'), NOW)).frames;
  const [second] = (await sender.seal({ t: 'text', body: 'b' }, await line.to('bot'), NOW)).frames;
  const secret = { of: opened.slice(24, 40), session: opened.slice(40, 56), scope: 0, opened: NOW, secret: new Uint8Array(32) };
  const [granted] = await line.sender('ben').grant(line.people.ada.certificate, [secret], line.pins, 1, NOW);
  const change = (frame) => {
    const at = roll(frame.length);
    const bytes = Uint8Array.from({ length: 1 + roll(30) }, () => roll(256));
    const rest = roll(3) ? frame.slice(at + (roll(2) ? bytes.length : 0)) : frame.slice(at);
    return Uint8Array.from([...frame.slice(0, at), ...(roll(4) ? bytes : []), ...rest]);
  };
  const kinds = new Set();
  for (let i = 0; i < 400; i++) {
    const reader = line.reader('ada');
    if (roll(2)) await reader.receive(opened, NOW);
    const frame = [opened, first, second, granted][roll(4)];
    const signer = header(frame).type === GRANT ? line.people.ben : line.people.bot;
    let hostile = change(frame);
    if (roll(3)) hostile = await signFrame(signer.identity, roll(2) ? new Uint8Array([...frame.slice(0, HEADER), ...hostile.slice(HEADER, -SIGNATURE)]) : hostile.slice(0, -SIGNATURE));
    // Anything but a Refusal rejects here, and fails the test.
    kinds.add(await reader.receive(hostile, NOW).then((got) => got.kind, (error) => (error instanceof keys.Refusal ? error.reason : Promise.reject(error))));
  }

  assert.ok([...kinds].every((kind) => keys.REASONS.has(kind) || ['open', 'message', 'grant'].includes(kind)));
  assert.ok(kinds.size > 6, [...kinds].join(' '));
});

test('H17 a flipped bit, another conversation, another recipient, a repeated mid', async () => {
  // Protocol 5.1 5.3 5.5
  const line = await makeLine();
  const reader = line.reader('ada');
  const [opened, message] = (await line.sender('bot').seal({ t: 'text', body: 'a' }, await line.to('bot'), NOW)).frames;
  await reader.receive(opened, NOW);
  const flipped = message.slice();
  flipped[200] ^= 1;
  const elsewhere = new Reader({ me: line.people.ada.identity.device, conversation: new Uint8Array(16), keys: () => [line.people.ada.key], pins: line.pins });
  const outsider = line.reader('pol');
  await outsider.receive(opened, NOW);

  assert.equal(await reasonOf(reader.receive(flipped, NOW)), 'signature');
  assert.equal(await reasonOf(elsewhere.receive(opened, NOW)), 'header');
  assert.equal(await reasonOf(outsider.receive(message, NOW)), 'locked');
  assert.equal((await reader.receive(message, NOW)).payload?.body, 'a');
  assert.equal(await reasonOf(reader.receive(message, NOW)), 'replay');
  assert.equal(await reasonOf(reader.receive(opened, NOW)), 'replay');
  assert.deepEqual([header(opened).type, header(message).type], [OPEN, MSG]);
});

test('H18 a rogue, expired or unsigned roster changes nobody', async () => {
  // Protocol 2.1 2.3 2.4
  const line = await makeLine();
  const before = (await line.to('bot')).certificates.length;
  const stranger = (await keys.makeIdentity(lock)).identity;
  const told = { signers: [line.admin], previous: line.pins.roster, expires: NOW + WEEK, minSuite: 1, circles: CIRCLES, devices: [line.people.pol] };
  const load = async (changes) => reasonOf(line.pins.loadRoster(await makeRoster({ ...told, ...changes }), NOW));

  assert.equal(await load({ signers: [stranger] }), 'threshold');
  assert.equal(await load({ signers: [] }), 'threshold');
  assert.equal(await load({ expires: NOW }), 'expired');
  assert.equal(await load({ expires: NOW + WEEK + 1 }), 'too-far');
  assert.equal(await load({ previous: null }), 'fork');
  assert.equal((await line.to('bot')).certificates.length, before);
  assert.equal(await reasonOf(line.to('bot', { now: NOW + WEEK })), 'expired');
});
