/** A hand-off packet in bytes: two people sign it, one device opens it, and nothing else is believed. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ANSWER, box, checked, DRAFT, keysNow, laid, PACKET, signPacket, unbox } from '../../api/web/console/packet/sealed.js';
import { answerLine, askLine, busyLine, EXCEPTIONS, MOST_ASKED, RECEIVERS, textOf, whole } from '../../api/web/console/packet/words.js';
import { nothingPicked, Pickings } from '../../api/web/console/packet/picking.js';
import { answersIn, holds } from '../../api/web/console/packet/yes.js';
import * as keys from '../../api/web/sealing/keys.js';
import { utf8, yesToPacket } from '../../api/web/sealing/padding.js';
import { CIRCLES, makeRoot, makeRoster, Pins, WEEK } from '../../api/web/sealing/roster.js';

const NOW = 1_800_000_000_000;
const HOUR = 3_600_000;
const PEOPLE = { bot: ['bot', 0], sam: ['worker', 0], ash: ['supervisor', 0], pol: ['worker', 3], kim: ['worker', 0], edi: ['editor', 0], phone: ['worker', 0] };
const LABELS = { phone: ' SAM ' };
const lock = await keys.kek(new Uint8Array(32).fill(1), new Uint8Array(16));
const id = new Uint8Array(16).fill(7);
const conversation = new Uint8Array(16).fill(9);
const TEXT = 'Young person, 14:05: he waits outside';

const people = {};
const pins = await (async () => {
  const { root } = await keys.makeRoot();
  const admin = (await keys.makeIdentity(lock)).identity;
  for (const [name, [role, circle]] of Object.entries(PEOPLE)) {
    const { identity } = await keys.makeIdentity(lock);
    const { key } = await keys.makeReceiveKey(lock, 1);
    people[name] = { identity, key, device: keys.b64u(identity.device), pub: identity.pub, role, circle, label: LABELS[name] ?? name };
    people[name].raw = await keys.makeCertificate(identity, key, name === 'pol' ? keys.STANDBY : keys.SHIFT, NOW - HOUR, NOW + HOUR);
    people[name].certificate = await keys.readCertificate(people[name].raw);
  }
  const all = new Pins(root.pub);
  await all.loadRoot(await makeRoot({ root, version: 1, admins: [admin.pub], threshold: 1, expires: NOW + 99 * keys.DAY }), NOW);
  await all.loadRoster(await makeRoster({ signers: [admin], previous: null, expires: NOW + WEEK, minSuite: 1, circles: CIRCLES, devices: Object.values(people) }), NOW);
  return all;
})();

/** A yes of the youth's end to these words. */
async function yes(change = {}) {
  const { by = 'bot', expires = NOW + 12 * HOUR, to = 'police', text = TEXT } = change;
  const digest = await keys.sha256(utf8(text));
  const proof = keys.b64u(await people[by].identity.sign(yesToPacket(conversation, to, expires, digest)));
  return { words: 'Can we hand', reply: 'Yes', lang: 'en', at: NOW - 5, expires, digest: keys.b64u(digest), proof, by: people[by].device };
}

/** A packet's bytes, signed by these two. */
async function signedPacket({ maker = 'sam', second = 'ash', signers = [maker, second], change = {}, names = id } = {}) {
  const person = (name) => ({ device: people[name].device, label: 'whatever it says', role: 'worker' });
  const packet = {
    v: 1, line: 'The line', known_as: 'Rowan', conversation: keys.b64u(conversation), made_at: NOW, maker: person(maker), second: person(second),
    to: { kind: 'police', device: people.pol.device }, text: TEXT, basis: { code: 'agreed', consent: await yes() }, ...change,
  };
  const body = utf8(JSON.stringify(packet));
  return laid(await signPacket(people[signers[0]].identity, 'maker', names, body), await signPacket(people[signers[1]].identity, 'second', names, body), body);
}

const reasonOf = (wish) => wish.then(() => 'believed', (error) => (error instanceof keys.Refusal ? error.reason : Promise.reject(error)));
const read = (bytes, me = 'pol', agreed = true) => checked(id, bytes, pins, people[me].device, agreed);
const opened = (use, sealed, me = 'pol', named = id) => unbox(use, named, people[me].identity.device, [people[me].key], sealed);

test('what two people signed and sealed opens on one device, with the names of the signed list', async () => {
  const sealed = await box(PACKET, id, people.pol.certificate, await signedPacket());
  const packet = await read(await opened(PACKET, sealed));

  assert.equal(packet.text, TEXT);
  assert.deepEqual([packet.maker.label, packet.second.label, packet.second.role], ['sam', 'ash', 'supervisor']);
});

test('protocol 11.3: a box opens for its device, its packet and its use, and for no other', async () => {
  const sealed = await box(DRAFT, id, people.pol.certificate, await signedPacket());

  assert.equal(await reasonOf(opened(PACKET, sealed)), 'wrap');
  assert.equal(await reasonOf(opened(ANSWER, sealed)), 'wrap');
  assert.equal(await reasonOf(opened(DRAFT, sealed, 'pol', new Uint8Array(16))), 'wrap');
  assert.equal(await reasonOf(opened(DRAFT, sealed, 'kim')), 'body');
  assert.equal(await reasonOf(unbox(DRAFT, id, people.pol.identity.device, [people.kim.key], sealed)), 'locked');
  assert.equal(await reasonOf(opened(DRAFT, sealed.slice(0, 60))), 'body');
});

test('one bit changed anywhere, and nothing is opened', async () => {
  const sealed = await box(PACKET, id, people.pol.certificate, await signedPacket());
  for (const at of [0, 16, 24, 25, 60, 110, sealed.length - 1]) {
    const changed = sealed.slice();
    changed[at] ^= 1;
    assert.notEqual(await reasonOf(opened(PACKET, changed)), 'believed', `byte ${at}`);
  }
});

test('sizes tell little: a word more is not seen from outside', async () => {
  const sizes = await Promise.all(['a', 'a word more'].map(async (text) => (await box(ANSWER, id, people.pol.certificate, utf8(text))).length));
  assert.equal(sizes[0], sizes[1]);
});

test('protocol 11.2: neither signature can be missing, borrowed or another person’s', async () => {
  const whole = await signedPacket();
  const twice = laid(whole.slice(0, 64), whole.slice(0, 64), whole.slice(128));
  const alone = laid(whole.slice(0, 64), null, whole.slice(128));
  const cases = {
    'the maker twice': [twice, 'signature'], 'no second person': [alone, 'signature'], 'one person in both parts': [await signedPacket({ second: 'sam' }), 'sender'], 'one person on two devices': [await signedPacket({ second: 'phone' }), 'sender'],
    'a second person who did not sign': [await signedPacket({ signers: ['sam', 'kim'] }), 'signature'], 'a maker who did not sign': [await signedPacket({ signers: ['kim', 'ash'] }), 'signature'],
    'an editor': [await signedPacket({ maker: 'edi' }), 'sender'], 'the bot': [await signedPacket({ second: 'bot' }), 'sender'], 'another packet': [await signedPacket({ names: new Uint8Array(16) }), 'signature'],
    nothing: [new Uint8Array(128), 'body'], noise: [new Uint8Array(400).fill(1), 'payload'],
  };
  for (const [name, [bytes, reason]] of Object.entries(cases)) assert.equal(await reasonOf(read(bytes)), reason, name);
});

test('a draft is for the second person and needs only the maker; the receiver never believes one', async () => {
  const whole = await signedPacket();
  const draft = laid(whole.slice(0, 64), null, whole.slice(128));

  assert.equal((await read(draft, 'ash', false)).text, TEXT);
  assert.equal(await reasonOf(read(draft, 'kim', false)), 'audience');
  assert.equal(await reasonOf(read(draft, 'pol', true)), 'signature');
});

test('a packet for somebody else is not shown, and paper is its maker’s alone', async () => {
  const other = await signedPacket({ change: { to: { kind: 'police', device: people.kim.device } } });
  const paper = await signedPacket({ change: { to: { kind: 'police', device: null } } });

  assert.equal(await reasonOf(read(other)), 'audience');
  assert.equal(await reasonOf(read(paper)), 'audience');
  assert.equal((await read(paper, 'sam')).to.device, null);
});

test('protocol 11.1: without the youth’s own signature over exactly these words there is no yes', async () => {
  const basis = async (change) => ({ basis: { code: 'agreed', consent: await yes(change) } });
  const cases = {
    'other words': [{ text: `${TEXT} and his name` }, 'signature'], 'signed for other words': [await basis({ text: 'something else' }), 'signature'], 'signed for a court': [await basis({ to: 'court' }), 'signature'],
    'made up by a worker': [await basis({ by: 'sam' }), 'sender'], 'run out': [await basis({ expires: NOW }), 'signature'],
    'stretched': [{ basis: { code: 'agreed', consent: { ...await yes(), expires: NOW + 99 * HOUR } } }, 'signature'], 'from another talk': [{ conversation: keys.b64u(new Uint8Array(16)) }, 'signature'],
    'none at all': [{ basis: { code: 'agreed' } }, 'payload'],
  };
  for (const [name, [change, reason]] of Object.entries(cases)) assert.equal(await reasonOf(signedPacket({ change }).then((bytes) => read(bytes))), reason, name);
});

test('without a yes there is a reason of the closed list, and an answer to “did you tell them first?”', async () => {
  const with_ = (basis) => signedPacket({ change: { basis } }).then((bytes) => reasonOf(read(bytes)));

  for (const code of Object.keys(EXCEPTIONS)) assert.equal(await with_({ code, told: true, why: '' }), 'believed', code);
  assert.equal(await with_({ code: 'serious_harm', told: false, why: 'He reads their phone.' }), 'believed');
  assert.equal(await with_({ code: 'serious_harm', told: false, why: '  ' }), 'payload');
  assert.equal(await with_({ code: 'serious_harm', why: 'x' }), 'payload');
  assert.equal(await with_({ code: 'because', told: true, why: '' }), 'payload');
  assert.equal(await with_({ code: 'toString', told: true, why: '' }), 'payload');
});

test('another shape is no packet', async () => {
  for (const change of [{ v: 2 }, { text: '' }, { text: 5 }, { to: { kind: 'army', device: null } }, { maker: null }, { made_at: '5' }, { to: null }]) {
    assert.equal(await reasonOf(signedPacket({ change }).then((bytes) => read(bytes))), 'payload', JSON.stringify(change));
  }
});

test('it is sealed to the newest key that stands: shift before standby, nobody who is off the list', async () => {
  const { identity } = await keys.makeIdentity(lock);
  const { key } = await keys.makeReceiveKey(lock, 1);
  const later = await keys.makeCertificate(people.sam.identity, key, keys.STANDBY, NOW, NOW + HOUR);
  const over = await keys.makeCertificate(people.kim.identity, key, keys.SHIFT, NOW - 3 * HOUR, NOW);
  const stranger = await keys.makeCertificate(identity, key, keys.SHIFT, NOW, NOW + HOUR);
  const found = await keysNow(pins, [later, people.sam.raw, people.pol.raw, over, stranger], NOW);

  assert.deepEqual([...found.keys()].sort(), [people.sam.device, people.pol.device].sort());
  assert.equal(found.get(people.sam.device).kind, keys.SHIFT);
  assert.equal(await reasonOf(keysNow(pins, [], NOW + 2 * WEEK)), 'expired');
});

const side = (device) => (device === 'bot' ? 'youth' : device === 'eve' ? null : 'staff');
const entry = (sender, mid, payload, ts = NOW) => ({ kind: 'message', sender, mid, ts, payload });
const ask = (mid, more = {}) => entry('sam', mid, { t: 'ask', kind: 'packet', to: 'police', text: TEXT, ...more });
const answer = (mid, of, more = {}, sender = 'bot') => entry(sender, mid, { t: 'consent', kind: 'packet', to: 'police', of, accepted: true, expires: NOW + HOUR, words: 'w', reply: 'r', lang: 'en', digest: 'd', proof: 'p', ...more });

test('an answer stands beside the words that were shown, until it is taken back or runs out', () => {
  const [one] = answersIn([ask('q'), answer('a', 'q')], side).answers;
  const [ended] = answersIn([ask('q'), answer('a', 'q'), answer('b', 'a', { accepted: false, withdrawn: true })], side).answers;
  const [no] = answersIn([ask('q'), answer('a', 'q', { accepted: false })], side).answers;

  assert.deepEqual([one.text, one.mid, one.record.by], [TEXT, 'a', 'bot']);
  assert.deepEqual([holds(one, NOW), holds(one, NOW + HOUR), holds(ended, NOW), holds(no, NOW), holds(undefined, NOW)], [true, false, false, false, false]);
});

test('nobody but the youth’s end answers, and only what was asked', () => {
  const of = (...entries) => answersIn(entries, side).answers.length;

  assert.equal(of(ask('q'), answer('a', 'q', {}, 'sam')), 0);
  assert.equal(of(ask('q'), answer('a', 'other')), 0);
  assert.equal(of(ask('q'), answer('a', 'q', { to: 'court' })), 0);
  assert.equal(of(entry('eve', 'q', ask('q').payload), answer('a', 'q')), 0);
});

test('a question waits until it is answered or taken back', () => {
  assert.equal(answersIn([ask('q')], side).asked?.mid, 'q');
  assert.equal(answersIn([ask('q'), answer('a', 'q')], side).asked, null);
  assert.equal(answersIn([ask('q'), entry('sam', 'r', { t: 'ask', kind: 'packet', to: null })], side).asked, null);
  assert.equal(answersIn([ask('q'), ask('r'), answer('a', 'q')], side).asked?.mid, 'r');
});

test('a question that another stands before can be asked again, and says so only for as long as nobody asked anew', () => {
  const busy = (/** @type {string} */ of, sender = 'bot') => entry(sender, 'b', { t: 'busy', kind: 'packet', to: 'police', of });
  const after = (/** @type {any[]} */ ...entries) => { const { asked, unasked } = answersIn(entries, side); return [asked?.mid, unasked?.mid]; };

  assert.deepEqual(after(ask('q'), busy('q')), [undefined, 'q']);
  assert.equal(answersIn([ask('q'), busy('q')], side).unasked?.text, TEXT);
  assert.deepEqual(after(ask('q'), busy('q', 'sam')), ['q', undefined]);
  assert.deepEqual(after(ask('q'), busy('other')), ['q', undefined]);
  assert.deepEqual(after(ask('q'), busy('q'), ask('r')), ['r', undefined]);
  assert.deepEqual(after(ask('q'), busy('q'), entry('sam', 'r', { t: 'ask', kind: 'packet', to: null })), [undefined, undefined]);
});

test('whoever asked went, and nobody waits for an answer any more: whoever is there may ask again', () => {
  const claimed = (/** @type {string | null} */ device, sender = 'bot') => entry(sender, 'c', { t: 'claimed', device });
  const after = (/** @type {any[]} */ ...entries) => { const { asked, unasked } = answersIn(entries, side); return [asked?.mid, unasked?.mid, unasked?.gone]; };

  assert.deepEqual(after(claimed('sam'), ask('q'), claimed(null)), [undefined, 'q', true]);
  assert.deepEqual(after(claimed('sam'), ask('q'), claimed('kai')), [undefined, 'q', true]);
  assert.deepEqual(after(claimed('sam'), ask('q'), claimed(null), claimed('sam')), [undefined, 'q', true]);
  assert.deepEqual(after(claimed('sam'), ask('q'), claimed('sam')), ['q', undefined, undefined]);
  assert.deepEqual(after(ask('q'), claimed('sam')), ['q', undefined, undefined]);
  assert.deepEqual(after(claimed('sam'), ask('q'), claimed(null), answer('a', 'q')), [undefined, undefined, undefined]);
  assert.deepEqual(after(claimed('sam'), ask('q'), claimed('kai', 'sam')), ['q', undefined, undefined]);
  assert.deepEqual(after(claimed('sam'), ask('q'), claimed('kai'), ask('r')), ['r', undefined, undefined]);
  assert.deepEqual(after(claimed('kai'), ask('q'), entry('sam', 'r', { t: 'release' })), [undefined, 'q', true]);
  assert.deepEqual(after(claimed('sam'), ask('q'), entry('kai', 'r', { t: 'release' })), ['q', undefined, undefined]);
});

test('what is picked rests sealed until it is asked; the newest lands last, and nothing is kept of nothing', async () => {
  const kept = new Map();
  const keystore = {
    putJson: async (/** @type {string} */ name, /** @type {any} */ value) => void kept.set(name, structuredClone(value)),
    getJson: async (/** @type {string} */ name) => kept.get(name) ?? null, remove: async (/** @type {string} */ name) => void kept.delete(name),
  };
  const talks = new Map([['c', { shelf: keystore }], ['d', { shelf: keystore }]]);
  const pickings = () => new Pickings(/** @type {any} */ ({ session: { keystore }, talks }));
  const mine = pickings();
  void mine.keep('c', { ...nothingPicked(true), summary: 'old' });
  void mine.keep('c', { ...nothingPicked(true), summary: 'new', picked: ['m'] });
  const again = await mine.open('c');
  await mine.keep('d', nothingPicked(true));

  assert.deepEqual([again?.summary, again?.picked, (await pickings().open('c'))?.summary], ['new', ['m'], 'new']);
  assert.deepEqual([...kept.keys()], ['picking:c']);
  await mine.keep('c', null);
  assert.equal(await pickings().open('c'), null);

  talks.delete('c');
  await mine.keep('c', { ...nothingPicked(true), summary: 'after it was erased' });
  assert.deepEqual([...kept.keys()], []);
});

test('the text is what was picked, with who and when, and what the worker writes', () => {
  const said = [{ from: 'youth', at: NOW, body: 'he waits outside' }, { from: 'me', at: NOW + 60_000, body: 'Are you safe?' }, { from: 'colleague', at: NOW, body: 'hi' }];
  const text = textOf(said, '  A dark car.  ', 'Robin', 'America/Winnipeg');

  assert.match(text, /^Young person, Friday 15 January, 02:00 .*: he waits outside\nRobin, .*02:01 .*: Are you safe\?\nA worker, .*: hi\n\nRobin writes: A dark car\.$/);
  assert.equal(textOf([], ' ', 'Robin'), '');
});

test('what is asked about is what can be shown: the bot refuses anything else', () => {
  assert.equal(whole(' \u0085a\ud800b\0\ufeff\n'), 'a\ufffdb\ufffd');
  assert.equal(MOST_ASKED, 3000);
});

test('the thread says each turn in plain words', () => {
  assert.equal(answerLine({ to: 'police', accepted: true, reply: 'Yes' }), 'They agreed that this is handed to the police (“Yes”).');
  assert.match(answerLine({ to: 'court', withdrawn: true }), /^They took it back: nothing is handed to a court/);
  assert.match(answerLine({ to: 'hospital' }), /would rather not/);
  assert.match(askLine('You', { to: 'police' }), /^You asked them whether a packet may be handed to the police/);
  assert.match(askLine('You', { to: null }), /took the question back/);
  assert.match(busyLine({ kind: 'packet' }), /about the packet.*ask again/);
  assert.match(busyLine({ kind: 'audience' }), /who else may come in.*ask again/);
  assert.match(askLine('Sam', { to: 'police', done: true }), /^Sam handed it to the police/);
  assert.match(askLine('Sam', { to: 'police', done: false }), /before it was read/);
  assert.deepEqual(Object.keys(RECEIVERS), ['police', 'child_protection', 'court', 'hospital']);
});
