/** What the desk owes, hints and finds while a worker talks: acks, fragments, ready replies, services. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fragmented } from '../../api/web/console/desk/composer.js';
import { knownAs, openers } from '../../api/web/console/desk/firstminute.js';
import { unpack } from '../../api/web/console/desk/reading.js';
import { found, repliesFor, stageName } from '../../api/web/console/desk/replies.js';
import { reachLines } from '../../api/web/console/desk/filters.js';
import { Talk, owed } from '../../api/web/console/desk/talk.js';
import { b64u } from '../../api/web/sealing/keys.js';
import { audienceNames, channelWords, leftWords, topicName } from '../../api/web/console/desk/words.js';

const side = (device) => (device === 'bot' ? 'youth' : 'staff');
const opened = (session, seq) => ({ kind: 'message', sender: 'bot', session, seq, payload: { t: 'text', body: 'x' } });
const acked = (sender, session, seq) => ({ kind: 'message', sender, session: 'own', seq: 1, payload: { t: 'ack', session, seq } });

test('what I opened and have not acknowledged is owed, up to its last message', () => {
  assert.deepEqual([...owed([opened('a', 1), opened('a', 2), opened('b', 1)], [], 'me', side)], [['a', 2], ['b', 1]]);
});

test('what I acknowledged, or have in line, is not owed again; a colleague’s ack is not mine', () => {
  const entries = [opened('a', 2), opened('b', 1), opened('c', 1), acked('me', 'a', 2), acked('ana', 'c', 1)];

  assert.deepEqual([...owed(entries, [{ payload: { t: 'ack', session: 'b', seq: 1 } }], 'me', side)], [['c', 1]]);
});

test('what could not be opened is never acknowledged', () => {
  assert.equal(owed([{ kind: 'refused', sender: 'bot', session: 'a', seq: 1, payload: null }], [], 'me', side).size, 0);
});

/** A talk that I have opened, as the relay's row has it. @param {any} row */
function standing(row) {
  const session = { now: () => 1, me: { device_id: 'AAAA' }, keystore: {}, live: {} };
  const talk = new Talk(/** @type {any} */ ({ session, people: { me: 'AAAA', side }, rows: new Map([['id', { present: [], ...row }]]), changed: () => undefined }), 'id');
  talk.reading.ready = true;
  talk.reading.entries = /** @type {any} */ ([opened('a', 1)]);
  return talk;
}

test('what a colleague has is theirs to acknowledge, also where I stand beside: nobody else can say that they have read it', (context) => {
  context.mock.timers.enable({ apis: ['setTimeout'] });
  const rows = [{ state: 'waiting' }, { state: 'claimed', claimed_by: 'AAAA' }, { state: 'claimed', claimed_by: 'BBBB' }, { state: 'closed', claimed_by: 'AAAA' }];
  const said = rows.map((row) => {
    const talk = standing(row);
    let acks = 0;
    talk.speaking.say = async ({ t }) => { acks += Number(t === 'ack'); return true; };
    talk.acknowledgeSoon();
    context.mock.timers.tick(1000);
    return acks;
  });

  assert.deepEqual(said, [1, 1, 0, 0]);
});

test('beside a colleague my words go to whoever has it and who was let in, not to who only asks to be', () => {
  const beside = (/** @type {string} */ device, /** @type {number | null} */ until) => ({ device, until });
  const talk = standing({ state: 'claimed', claimed_by: 'BBBB', present: [beside('CCCC', 5), beside('DDDD', null)] });
  const claim = talk.claimOfRow();

  assert.deepEqual([claim?.claimer, claim?.joined].flat().map((one) => b64u(/** @type {any} */ (one))), ['BBBB', 'CCCC']);
});

test('a third short message in a row gets a gentle word, a longer one or an answer does not', () => {
  const mine = (at) => ({ kind: 'bubble', from: 'me', body: 'ok', at, card: null, note: false });

  assert.equal(fragmented([mine(1000), mine(2000)], 'and', 3000), true);
  assert.equal(fragmented([mine(1000), mine(2000)], 'and this is a whole thought of its own', 3000), false);
  assert.equal(fragmented([mine(1000), { ...mine(2000), from: 'youth' }], 'and', 3000), false);
  assert.equal(fragmented([mine(1000), mine(2000)], 'and', 200_000), false);
});

const content = {
  replies: {
    en: { first_minute: [{ id: 'f1', text: 'Hi.' }, { id: 'f2', text: 'You lead.' }, { id: 'f3', text: 'No name.' }, { id: 'f4', text: 'I must.' }], closing: [{ id: 'c1', text: 'Come back any time.' }] },
    fr: { first_minute: [{ id: 'g1', text: 'Salut, es-tu en sécurité?' }] },
  },
  services: [], names: [], org: '', orgs: {},
};

test('ready replies come in the youth’s language, and in English where it lacks a stage', () => {
  assert.deepEqual(repliesFor(content, 'fr').map((reply) => reply.id), ['g1', 'c1']);
  assert.deepEqual(repliesFor(null, 'fr'), []);
});

test('ready replies are found by any words, whatever case and accents', () => {
  assert.deepEqual(found(repliesFor(content, 'fr'), 'SECURITE salut').map((reply) => reply.id), ['g1']);
  assert.deepEqual(found(repliesFor(content, 'en'), 'closing').map((reply) => reply.id), ['c1']);
});

test('three ways to begin, no more', () => {
  assert.deepEqual(openers(content, 'en').map((reply) => reply.id), ['f1', 'f2', 'f3']);
});

test('a worker reads what a youth was told of them: what they are, and for whom they work', () => {
  const told = { ...content, org: 'the Lake team', orgs: { police: 'the Lake police' } };

  assert.equal(knownAs(told, 'community'), 'a community worker. They read that you work for the Lake team');
  assert.equal(knownAs(told, 'indigenous'), 'an Indigenous liaison');
  assert.equal(knownAs(told, 'police'), 'a police officer. They read that you work for the Lake police');
  assert.equal(knownAs(told, 'constructor'), 'a constructor');
  assert.equal(knownAs(null, undefined), 'a worker');
});

test('a stage, a service and a topic read like words', () => {
  assert.equal(stageName('safety_check'), 'Safety check');
  assert.deepEqual(reachLines({ reach: [{ how: 'call', to: '+18006686868', show: '1-800-668-6868' }, { how: 'text', to: '686868', say: 'CONNECT' }] }), ['Call 1-800-668-6868', 'Text CONNECT to 686868']);
  assert.equal(topicName('pics'), 'Somebody has their pictures');
  assert.equal(topicName('<img>'), null);
  assert.equal(audienceNames(3, ['community', 'indigenous', 'child_protection', 'police']), 'community worker or Indigenous liaison');
});

test('an unknown reason or channel is still said, carefully', () => {
  assert.equal(leftWords('__proto__'), 'They left the conversation.');
  assert.equal(channelWords('constructor').name, 'Unknown');
});

test('frames are taken apart by cursor, time and length', () => {
  const bytes = new Uint8Array(20 + 3);
  const view = new DataView(bytes.buffer);
  view.setBigUint64(0, 7n);
  view.setBigUint64(8, 1234n);
  view.setUint32(16, 3);
  bytes.set([1, 2, 3], 20);

  assert.deepEqual(unpack(bytes), [{ cursor: 7, at: 1234, frame: new Uint8Array([1, 2, 3]) }]);
});
