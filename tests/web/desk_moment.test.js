/** What I press is done in that moment or not at all, and what did reach them is finished, as long as the relay says that it is mine. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { claim, close, ending, release, repair, stillMine } from '../../api/web/console/desk/claiming.js';
import { Speaking } from '../../api/web/console/desk/speaking.js';
import { Refusal } from '../../api/web/parts/relay.js';

const settled = async () => { for (let i = 0; i < 20; i += 1) await new Promise((done) => setImmediate(done)); };
const away = () => new Refusal('offline', 'The relay cannot be reached right now.');

/** My desk with one conversation of mine, a line that can break, and a relay whose row can change meanwhile. @param {import('node:test').TestContext} context @param {any[]} [left] */
function mine(context, left = []) {
  context.mock.timers.reset();
  context.mock.timers.enable({ apis: ['setTimeout'] });
  const row = { id: 'c1', state: 'claimed', claimed_by: 'me', claimed_at: 5, cursor: 0, handed_by: null };
  const line = { up: true, relay: { ...row }, sent: /** @type {string[]} */ ([]), asked: /** @type {[string, any][]} */ ([]), kept: /** @type {any} */ (null), notices: /** @type {string[]} */ ([]) };
  const reach = () => { if (!line.up) throw away(); };
  const keystore = { getJson: async () => left, putJson: async (/** @type {string} */ _name, /** @type {any} */ all) => { line.kept = structuredClone(all); }, remove: async () => { line.kept = null; } };
  const session = {
    now: () => 9, me: { device_id: 'me' }, keystore, live: { state: 'open' }, onCall: { state: 'shift' }, certificates: async () => { reach(); return []; }, keyForAnswer: async () => 'key',
    relay: {
      call: async (/** @type {string} */ verb, /** @type {string} */ path, /** @type {any} */ body) => {
        reach();
        if (verb === 'GET') return line.relay;
        line.asked.push([/** @type {string} */ (path.split('/').at(-1)), body]);
        return { ...line.relay, ...(path.endsWith('/close') && { state: 'closed' }) };
      },
      send: async () => { reach(); line.sent.push('as it was sealed'); return { cursors: [1] }; },
    },
  };
  const reading = { ready: true, cursor: 0, entries: /** @type {any[]} */ ([]), reached: async () => undefined };
  const speaking = new Speaking(/** @type {any} */ (session), 'c1', /** @type {any} */ (reading));
  const rows = new Map([['c1', row]]);
  /** @type {any} */
  const desk = {
    session, rows, busy: new Map(), notices: new Map(), team: { refused: new Map() }, caring: { left: 0, gave: () => undefined }, people: { label: () => 'Ash' },
    changed: () => undefined, choose: () => undefined, list: async () => undefined, put: (/** @type {any} */ one) => rows.set(one.id, one),
  };
  speaking.mine = () => stillMine(desk, 'c1');
  speaking.undone = (says) => { if (says) line.notices.push(says); else line.notices.length = 0; };
  speaking.seal = async (item) => { item.frames = ['AA']; };
  speaking.share = async () => undefined;
  speaking.post = async ({ payload }) => {
    reach();
    line.sent.push(payload.t);
    reading.entries.push({ sender: 'me', payload, at: 7 });
    return 1;
  };
  const talk = /** @type {any} */ ({ id: 'c1', speaking, reading, ready: true, pressed: null, ending: { said: {}, wish: null }, story: { followed: { device: 'me' } }, get row() { return rows.get('c1'); }, press: async () => undefined, look: () => undefined, revise: () => undefined, setDraft: () => undefined });
  const back = async () => { await settled(); line.up = true; await speaking.run(); await settled(); };
  return { line, desk, talk, speaking, reading, back };
}

/** @type {[string, (desk: any, talk: any) => Promise<void>, RegExp][]} */
const PRESSES = [
  ['Close', close, /^Not closed: The relay cannot be reached/],
  ['Close, with what came of it', (desk, talk) => close(desk, talk, { outcome: 'plan' }, { days: 7, reason: 'report' }), /^Not closed: The relay/],
  ['Put back', async (desk, talk) => { desk.session.certificates = async () => []; await release(desk, talk); }, /^They were not told that you go, so you are still with them: The relay/],
];
for (const [name, press, says] of PRESSES) {
  test(`${name}, pressed in the moment in which the line breaks, says so at once, and is carried out by nobody later`, async (context) => {
    const { line, desk, talk, speaking, back } = mine(context);
    void speaking.say({ t: 'text', body: 'I am here' });
    await settled();
    line.up = false;
    await press(desk, talk);
    assert.match(line.notices[0], says);
    assert.deepEqual([speaking.outbox.filter(({ payload }) => payload.form !== 'tell-me'), desk.busy.size], [[], 0]);

    await back();
    assert.deepEqual([line.sent.filter((one) => one !== 'form'), line.asked], [['text'], []]);
  });
}

test('Close behind words that wait for the line fails with it, and the words go out alone', async (context) => {
  const { line, desk, talk, speaking, back } = mine(context);
  line.up = false;
  void speaking.say({ t: 'text', body: 'one more thing' });
  await close(desk, talk);
  assert.match(line.notices[0], /^Not closed/);

  await back();
  assert.deepEqual([line.sent, line.asked], [['text'], []]);
});

test('Close behind a Claim that waits for the line is not done minutes later, when the claim went out', async (context) => {
  const { line, desk, talk, back } = mine(context);
  line.up = false;
  desk.session.relay.call = ((call) => async (/** @type {string} */ verb, /** @type {string} */ path, /** @type {any} */ body) => (path.endsWith('/claim') ? talk.row : call(verb, path, body)))(desk.session.relay.call);
  await claim(desk, talk);
  await close(desk, talk);
  await back();

  assert.deepEqual([line.sent, line.asked], [['claim'], []]);
});

test('a page that died while Close was on its way carries it out after no reload, sealed or not', async (context) => {
  const left = (/** @type {string} */ t, /** @type {string[]} */ frames) => ({ id: t, payload: { t }, scope: 0, at: 0, frames, mid: null, state: 'sending', says: null });
  const { line, speaking, back } = mine(context, [left('close', ['AA']), left('release', []), { ...left('text', []), payload: { t: 'text', body: 'on its way' } }]);
  await speaking.restore();
  await back();

  assert.deepEqual([line.sent, speaking.outbox], [['text'], []]);
});

test('a bell that rings while a talk is still being opened writes nothing over what a crash left', async (context) => {
  const { line, speaking, reading } = mine(context);
  reading.ready = false;
  line.kept = 'words of before';
  await speaking.run();
  await settled();

  assert.equal(line.kept, 'words of before');
});

test('what was to be handed on when the line broke rests here again, and is handed on with the next press', async (context) => {
  const { line, speaking, back } = mine(context);
  speaking.sender = /** @type {any} */ ('a session');
  line.up = false;
  assert.equal(await speaking.say({ t: 'note', body: 'a bed for tonight' }, 1, ['ana']), true);
  assert.deepEqual(speaking.outbox.map(({ state, frames, to }) => [state, frames, to]), [['held', [], undefined]]);
  assert.equal(speaking.sender, null, 'what was sealed never went: the chain is learned anew');

  await back();
  assert.deepEqual(line.sent, []);
});

test('Close, when the relay put it back meanwhile, says that it is not mine, and nobody reads that it is over', async (context) => {
  const { line, desk, talk } = mine(context);
  Object.assign(line.relay, { state: 'waiting', claimed_by: null });
  await close(desk, talk);

  assert.match(line.notices[0], /^Not closed: this conversation is not yours any more\. If it is back in line, you can claim it again\.$/);
  assert.deepEqual([line.sent, line.asked], [[], []]);
});

test('a claim that was sealed and could not leave tells nobody that I am here, once the relay has put it back', async (context) => {
  const { line, speaking, back } = mine(context);
  line.up = false;
  speaking.mine = () => true;
  void speaking.say({ t: 'claim' });
  await settled();
  assert.deepEqual(speaking.outbox.map(({ frames, state }) => [frames, state]), [[['AA'], 'waiting']]);

  speaking.mine = () => line.relay.claimed_by === 'me';
  Object.assign(line.relay, { state: 'waiting', claimed_by: null });
  await back();
  assert.deepEqual([line.sent, speaking.outbox], [[], []]);
  assert.match(line.notices[0], /^They were not told that you are here: this conversation is not yours any more/);
});

for (const [claimed_by, sent] of /** @type {[string, string[]][]} */ ([['ash', []], ['me', ['as it was sealed']]])) {
  test(`after a reload a claim that was sealed ${sent.length ? 'goes out as it was' : 'is dropped'}, as the relay says whose it is: ${claimed_by}`, async (context) => {
    const { line, speaking } = mine(context, [{ id: 'a', payload: { t: 'claim' }, scope: 0, at: 0, frames: ['AA'], mid: 'AA', state: 'sending', says: null }]);
    Object.assign(line.relay, { claimed_by });
    await speaking.restore();

    assert.deepEqual([line.sent, speaking.outbox], [sent, []]);
  });
}

test('they were told that it is over and the relay did not take it: it is tried again with what I said came of it, until it is closed', async (context) => {
  const { line, desk, talk, reading } = mine(context);
  talk.speaking.post = async (/** @type {any} */ { payload }) => { reading.entries.push({ sender: 'me', payload, at: 7 }); line.up = false; return 1; };
  await close(desk, talk, { outcome: 'plan' });
  assert.deepEqual([ending(talk, 'me'), line.asked], [true, []]);

  line.up = true;
  context.mock.timers.tick(5_000);
  await settled();
  assert.deepEqual([ending(talk, 'me'), line.asked], [false, [['close', { outcome: 'plan' }]]]);
});

test('the youth’s end closed it on my word before this desk could: it is kept as long as I wished, once; what failed to close keeps nothing', async (context) => {
  const wish = { days: 7, reason: 'report' };
  const { line, desk, talk, reading } = mine(context);
  talk.speaking.post = async (/** @type {any} */ { payload }) => { reading.entries.push({ sender: 'me', payload, at: 7 }); line.up = false; return 1; };
  await close(desk, talk, {}, wish);
  line.up = true;
  line.relay.state = 'closed';
  desk.rows.set('c1', { ...talk.row, state: 'closed' });
  repair(desk, talk);
  await settled();
  repair(desk, talk);
  await settled();
  assert.deepEqual(line.asked, [['keep', wish]]);

  const other = mine(context);
  other.line.up = false;
  await close(other.desk, other.talk, {}, wish);
  other.line.up = true;
  other.desk.rows.set('c1', { ...other.talk.row, state: 'closed' });
  repair(other.desk, other.talk);
  await settled();
  assert.deepEqual(other.line.asked, []);
});

for (const [says, row, asked] of /** @type {[string, any, any[]][]} */ ([['mine', {}, [['close', {}]]], ['in line', { state: 'waiting', claimed_by: null }, []], ['Ash’s', { claimed_by: 'ash' }, []]])) {
  test(`a page that died between my word and the row closes it after a reload only if the row says that it is mine: ${says}`, async (context) => {
    const { line, desk, talk, reading } = mine(context);
    reading.entries.push({ sender: 'me', payload: { t: 'close' }, at: 7 });
    desk.rows.set('c1', { ...talk.row, ...row });
    repair(desk, talk);
    await settled();

    assert.deepEqual(line.asked, asked);
  });
}

test('a Close whose answer was lost had arrived: nothing says any more that it is not closed', async (context) => {
  const { line, desk, talk, speaking, reading } = mine(context);
  speaking.post = async () => { throw away(); };
  await close(desk, talk);
  assert.match(line.notices[0], /^Not closed/);

  reading.entries.push({ sender: 'me', payload: { t: 'close' }, at: 7 });
  speaking.arrived();
  assert.deepEqual(line.notices, []);
});
