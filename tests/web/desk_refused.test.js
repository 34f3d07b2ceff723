/** A browser that refuses to write something down loses none of my words, and says so while it lasts. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Shelf } from '../../api/web/console/desk/kept.js';
import { Reading } from '../../api/web/console/desk/reading.js';
import { Talk } from '../../api/web/console/desk/talk.js';

const settled = async () => { for (let i = 0; i < 20; i += 1) await new Promise((done) => setImmediate(done)); };

/** A drawer that is full for as long as the test says. */
function drawer() {
  const disk = { full: false, kept: /** @type {Map<string, any>} */ (new Map()) };
  const write = (/** @type {() => void} */ job) => async () => { if (disk.full) throw new DOMException('full', 'QuotaExceededError'); job(); };
  const keystore = {
    get: async () => null, getJson: async () => null, names: async () => [],
    put: (/** @type {string} */ name, /** @type {any} */ value) => write(() => disk.kept.set(name, value))(),
    putJson: (/** @type {string} */ name, /** @type {any} */ value) => write(() => disk.kept.set(name, structuredClone(value)))(),
    remove: (/** @type {string} */ name) => write(() => disk.kept.delete(name))(),
  };
  return { disk, keystore };
}

/** @param {import('node:test').TestContext} context */
function talking(context) {
  context.mock.timers.enable({ apis: ['setTimeout'] });
  const { disk, keystore } = drawer();
  let drawn = 0;
  const desk = { notices: new Map(), session: { now: () => 1, me: { device_id: 'me' }, keystore, live: { state: 'open', watch: () => undefined } }, people: { me: 'me' }, rows: new Map(), changed: () => { drawn += 1; }, heard: () => undefined, caring: { see: () => undefined } };
  const talk = new Talk(/** @type {any} */ (desk), 'id');
  talk.reading.ready = true;
  talk.reading.reached = async () => undefined;
  return { talk, disk, drawn: () => drawn };
}

test('what I said goes out although the browser could not keep it on its way', async (context) => {
  const { talk, disk } = talking(context);
  /** @type {string[]} */
  const sent = [];
  talk.speaking.seal = async (item) => { item.frames = ['AA']; };
  talk.speaking.post = async ({ payload }) => sent.push(payload.body);
  disk.full = true;
  assert.equal(await talk.speaking.say({ t: 'text', body: 'go to the door now' }), true);

  assert.deepEqual([sent, talk.pending], [['go to the door now'], []]);
});

test('after one write that was refused the next half sentence is kept, and a form too', async (context) => {
  const { talk, disk } = talking(context);
  disk.full = true;
  talk.setDraft('one');
  await talk.keepDraft();
  talk.forms.put('risk', /** @type {any} */ ({ a: 1 }));
  await talk.forms.flush();
  assert.equal(talk.forms.kept, false);
  disk.full = false;
  talk.setDraft('one and more');
  await talk.keepDraft();
  talk.forms.put('risk', /** @type {any} */ ({ a: 2 }));
  await talk.forms.flush();

  assert.deepEqual([disk.kept.get('draft:id').text, disk.kept.get('form:id'), talk.forms.kept, talk.shelf.whole], ['one and more', { risk: { a: 2 } }, true, true]);
});

test('while something is not kept the desk knows it, tries again by itself, and says no more of it once it is', async (context) => {
  const { talk, disk, drawn } = talking(context);
  disk.full = true;
  talk.setDraft('one');
  const before = drawn();
  await talk.keepDraft();
  assert.deepEqual([talk.shelf.whole, drawn() > before], [false, true]);

  context.mock.timers.tick(5_000);
  await settled();
  assert.equal(talk.shelf.whole, false);
  disk.full = false;
  context.mock.timers.tick(5_000);
  await settled();
  assert.deepEqual([disk.kept.get('draft:id').text, talk.shelf.whole], ['one', true]);
});

test('what was refused is never tried again over something newer, nor once the conversation is erased', async (context) => {
  context.mock.timers.enable({ apis: ['setTimeout'] });
  const { disk, keystore } = drawer();
  const shelf = new Shelf(/** @type {any} */ (keystore), 'id');
  disk.full = true;
  await shelf.putJson('draft:id', 'old');
  await shelf.putJson('form:id', 'words');
  disk.full = false;
  await shelf.putJson('draft:id', 'new');
  await shelf.forget();
  context.mock.timers.tick(60_000);
  await settled();

  assert.deepEqual([...disk.kept], []);
});

test('words that come are read and shown although the browser could not keep what opens mine', async () => {
  const { disk, keystore } = drawer();
  disk.full = true;
  const reading = new Reading(/** @type {any} */ ({ now: () => 0, keystore }), 'id');
  const bytes = new Uint8Array(16);
  reading.ready = true;
  reading.reader = /** @type {any} */ ({ receive: async () => ({ ts: 5, mid: bytes, sender: bytes, session: bytes, seq: 1, kind: 'message', payload: { t: 'text' } }), restingSecrets: () => [1], packSecrets: async () => bytes, headsJSON: () => '[]' });
  let told = 0;
  reading.changed = () => { told = reading.entries.length; };
  await reading.take({ cursor: 1, at: 5, frame: bytes });
  reading.keystore.stop();
  assert.equal(told, 1);

  disk.full = false;
  await reading.rest();
  assert.equal(disk.kept.has('secrets:id'), true);
});
