/** The same name for an edition at both ends, and no signature for anything that was not shown. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { canonical, madeAlone, nameOfEdition, saysOf, signAsked, signedIn } from '../../api/web/studio/signing.js';
import { Refusal } from '../../api/web/parts/relay.js';
import { base64, utf8 } from '../../api/web/sealing/padding.js';

const EDITION = () => ({
  v: 1, names: ['Robin'],
  bundle: { id: 'b1', steps: { menu: { kind: 'ask' }, numbers: { kind: 'ask' } }, text: { en: { menu: 'Pick one.', numbers: 'Here.' } } },
  services: { entries: { 911: { id: '911' }, khp: { id: 'khp' }, o211: { id: 'o211' } }, shown: ['911', 'khp', 'o211'], floor: ['911', 'khp'] },
});

/** A studio whose relay asks for one thing, and remembers what it was sent. @param {any} edition @param {any} says */
async function asking(edition, says = {}) {
  /** @type {any[]} */
  const sent = [];
  const payload = base64(utf8(JSON.stringify({ v: 1, kind: 'publish', edition: await nameOfEdition(edition), bundle: edition.bundle.id, ...says })));
  const session = /** @type {any} */ ({
    opened: { identity: { sign: async () => new Uint8Array(64) } }, studio: { stand: { running: null } },
    relay: { call: async (/** @type {string} */ method, /** @type {string} */ path, /** @type {any} */ body) => {
      if (method === 'GET') return path.includes('/reviews/') ? edition : EDITION();
      sent.push([path, body]);
      return { released: 1, runs_at: 5 };
    } },
  });
  return { session, asked: { review: 3, payload }, sent };
}

test('both ends write an edition down letter for letter alike, whatever its keys are called', () => {
  const odd = { '\u{1F600}': 1, '\uFFFD': [true, null, 'a"\\\n\u0001\u007f\u2028é'], __proto__x: {}, 10: 'ten', 9: 'nine', a: -3, constructor: 'x' };
  const python = execFileSync('python3', ['-c', 'import json,sys; sys.stdout.buffer.write(json.dumps(json.load(sys.stdin), sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode())'], { input: JSON.stringify(odd) });

  assert.equal(canonical(odd), python.toString());
});

test('what was shown is signed, byte for byte as it was asked', async () => {
  const { session, asked, sent } = await asking(EDITION());
  const done = await signAsked(session, asked, EDITION());

  assert.deepEqual(done, { released: 1, runs_at: 5 });
  assert.equal(JSON.parse(sent[0][1].envelope).payload, asked.payload);
});

test('another edition than the one that was shown is not signed', async () => {
  const other = EDITION();
  other.bundle.text.en.menu = 'Call this number.';
  const { session, asked, sent } = await asking(other);

  await assert.rejects(signAsked(session, asked, EDITION()), /not what this page showed you. Nothing was signed/);
  assert.deepEqual(sent, []);
});

test('alone one takes a service away, and nothing else', async () => {
  const hidden = EDITION();
  hidden.services.shown = ['911', 'khp'];
  const [good, as] = [await asking(hidden, { kind: 'hide' }), { kind: 'hide' }];
  await signAsked(good.session, good.asked);
  const worded = EDITION();
  worded.bundle.text.en.menu = 'Other.';
  worded.services.shown = ['911', 'khp'];
  const renumbered = EDITION();
  Object.assign(renumbered.services, { shown: ['911', 'khp'], entries: { ...renumbered.services.entries, khp: { id: 'khp', to: '+1900' } } });
  const floorless = EDITION();
  floorless.services.shown = ['khp', 'o211'];

  assert.equal(good.sent.length, 1);
  for (const edition of [worded, renumbered, floorless, EDITION()]) {
    const { session, asked, sent } = await asking(edition, as);
    await assert.rejects(signAsked(session, asked), /Nothing was signed/);
    assert.deepEqual(sent, []);
  }
});

test('a publish is never signed unseen', async () => {
  const { session, asked, sent } = await asking(EDITION());

  await assert.rejects(signAsked(session, asked), /Nothing was signed/);
  assert.deepEqual(sent, []);
  assert.equal(saysOf(asked.payload).kind, 'publish');
});

test('what is hidden is what one meant to hide', async () => {
  const hidden = EDITION();
  hidden.services.shown = ['911', 'khp'];
  const { session, asked, sent } = await asking(hidden, { kind: 'hide' });

  await assert.rejects(signAsked(session, { ...asked, service: 'khp' }), /Nothing was signed/);
  await signAsked(session, { ...asked, service: 'o211' });
  assert.equal(sent.length, 1);
});

test('the floor is made here, so that no word and no number of the relay goes into it', async () => {
  const shipped = JSON.parse(readFileSync(new URL('../vectors/desk.json', import.meta.url), 'utf8')).edition;
  const worded = structuredClone(shipped);
  worded.bundle.text.en.numbers = 'Call this instead.';

  const made = await madeAlone('floor', shipped, worded);
  assert.deepEqual(made, await madeAlone('floor', shipped, shipped));
  assert.deepEqual(made.services.shown, shipped.services.shown.filter((/** @type {string} */ id) => shipped.services.floor.includes(id)));
  assert.equal(await madeAlone('publish', shipped, worded), null);
});

/** The signature arrives, its answer does not; then everything stands so. @param {any} stand @param {Error} [error] */
async function unanswered(stand, error = new Refusal('offline', 'No line.')) {
  const made = await asking(EDITION(), { n: 4 });
  const { call } = made.session.relay;
  made.session.relay.call = async (/** @type {string} */ method, /** @type {string} */ path, /** @type {any} */ body) => {
    await call(method, path, body);
    throw error;
  };
  made.session.studio.look = async () => { made.session.studio.stand = { me: { device: 'ada' }, ...stand }; };
  return signAsked(made.session, made.asked, EDITION());
}

test('a signature that came through is told as such, though its answer was lost', async () => {
  assert.deepEqual(await unanswered({ running: { number: 3, n: 4, by: ['ben', 'ada'], runs_at: 9 } }), { released: 4, runs_at: 9 });
  assert.deepEqual(await unanswered({ review: { number: 3, approvals: [{ by: 'ada' }] } }), { released: null, runs_at: null });
  assert.deepEqual(await unanswered({ scheduled: { n: 4, at: 99 } }), { released: 4, runs_at: 99 });
});

test('one that did not come through, or was refused, is told as not given', async () => {
  await assert.rejects(unanswered({ review: { number: 3, approvals: [{ by: 'ben' }] } }), /No line/);
  await assert.rejects(unanswered({ running: { number: 2, n: 3, by: ['ada'] } }), /No line/);
  await assert.rejects(unanswered({ running: { number: 3, n: 4, by: ['ben', 'cleo'] } }), /No line/); // two others signed it meanwhile
  await assert.rejects(unanswered({ scheduled: { n: 4, at: 99 } }, new Refusal('stale', 'Somebody wrote.', 409)), /Somebody wrote/);
  assert.equal(signedIn(null, 3, 4), null);
});
