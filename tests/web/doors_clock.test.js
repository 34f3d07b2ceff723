/** A wrong clock at the doors: whoever signs by it reads so in plain words, and once it is right the next press signs anew. */
import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import { adminOf, makeDevice } from '../../api/web/doors/keys/drawer.js';
import { layFoundation, newRootKey, pinsOf, signFoundation } from '../../api/web/doors/keys/founding.js';
import { clockSentence, demandClock, orClock } from '../../api/web/doors/keys/right_clock.js';
import { signNext } from '../../api/web/doors/keys/signed_list.js';
import { signRoot } from '../../api/web/doors/keys/coordinating.js';
import { learnTime } from '../../api/web/parts/line_clock.js';
import { Refusal } from '../../api/web/parts/relay.js';
import { b64u, Refusal as Refused } from '../../api/web/sealing/keys.js';

/** What the line's clock shows throughout. */
const LINE = 1_790_000_000_000;
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const WEEK = 7 * DAY;

class FakeKeystore {
  constructor() { this.kept = new Map(); }
  async forget() { this.kept.clear(); }
  async keepDevice(record) { this.kept.set('device', record); }
  async write(change) { change({ put: (value, name) => this.kept.set(name, structuredClone(value)), delete: (name) => this.kept.delete(name) }); }
  async read(name) { return this.kept.get(name); }
  async names(prefix) { return [...this.kept.keys()].filter((name) => name.startsWith(prefix)); }
}

/** @param {string} document */
const expires = (document) => JSON.parse(atob(JSON.parse(document).payload)).expires;

/** A relay that judges by its own clock, as a real one does; each answer tells this browser what time it is there. */
class FakeRelay {
  constructor() {
    /** @type {any} */ this.line = null;
    /** @type {string[]} */ this.offered = [];
    /** The answer to the next request is lost, whatever it was. */
    this.lost = false;
    /** How far this browser's clock is ahead of the line's. */
    this.fast = 0;
  }

  async call(method, path, body) {
    learnTime(new Date(LINE).toUTCString(), LINE + this.fast, LINE + this.fast);
    const answer = this.answer(`${method} ${path}`, body);
    if (!this.lost) return answer;
    this.lost = false;
    throw new Refusal('offline', 'No connection.');
  }

  answer(asked, body) {
    if (asked === 'GET /api/line') return { made: Boolean(this.line), root: this.line?.root_pub ?? null };
    const roster = asked === 'POST /api/line' ? body.roster : body.roster ?? body.document;
    this.offered.push(roster);
    if (asked === 'POST /api/line' && this.line) throw new Refusal('already-made', 'The line is already made.', 409);
    if (expires(roster) > LINE + WEEK) throw new Refusal('document', 'That signed document was not accepted (it runs for more than a week). Load the newest one and sign it anew.', 422);
    if (expires(roster) <= LINE) throw new Refusal('document', 'That signed document was not accepted (it has expired). Load the newest one and sign it anew.', 422);
    if (asked === 'POST /api/line') this.line = body;
    return {};
  }
}

afterEach(() => learnTime(new Date(LINE).toUTCString(), LINE, LINE));

/** A founder who has printed the kit, and signed by a clock that is so far ahead. @param {number} fast */
async function founder(fast) {
  const opened = await makeDevice(/** @type {any} */ (new FakeKeystore()), { stage: 'setup', salt: new Uint8Array(32), unlock: { kind: 'phrase' }, label: 'Sam' }, new Uint8Array(32));
  const { root } = await newRootKey();
  const plan = { token: 't', label: 'Sam', circle: 0, role: /** @type {const} */ ('worker') };
  const relay = new FakeRelay();
  relay.fast = fast;
  const { signed } = await signFoundation(opened, plan, root, LINE + fast);
  const lay = () => layFoundation(opened, plan, signed, /** @type {any} */ (relay), () => LINE + relay.fast);
  return { opened, root, plan, relay, signed, lay };
}

for (const [how, fast] of /** @type {[string, number][]} */ ([['two hours fast', 2 * HOUR], ['nine days fast', 9 * DAY], ['nine days slow', -9 * DAY]])) {
  test(`a founder whose clock is ${how} reads both times, and once it is right the next press signs anew and the line stands`, async () => {
    const { opened, root, relay, signed, lay } = await founder(fast);
    for (const _ of [1, 2]) await assert.rejects(lay(), { code: 'clock', says: clockSentence(LINE + fast, LINE, ', then try again') });
    assert.deepEqual(relay.offered, [signed.roster, signed.roster], 'nothing is signed by a clock that is wrong');
    relay.fast = 0;
    const laid = await lay();

    assert.notEqual(laid.roster, signed.roster);
    assert.equal(laid.root, signed.root);
    assert.deepEqual([relay.line.roster, relay.line.root_pub], [laid.roster, b64u(root.pub)]);
    assert.equal((await opened.vault.getJson('setup')).signed.roster, laid.roster);
    assert.equal((await pinsOf(root.pub, laid, LINE)).device(opened.identity.device)?.label, 'Sam');
  });
}

test('what was signed anew and heard, although its answer was lost, is what the line stands on: no second list is made', async () => {
  const { relay, lay } = await founder(2 * HOUR);
  await assert.rejects(lay(), { code: 'clock' });
  relay.fast = 0;
  const call = relay.call.bind(relay);
  let posts = 0;
  relay.call = async (method, path, body) => {
    if (method === 'POST' && (posts += 1) === 2) relay.lost = true;
    return call(method, path, body);
  };
  await assert.rejects(lay(), { code: 'offline' });
  const laid = await lay();

  assert.equal(laid.roster, relay.line.roster);
  assert.equal(new Set(relay.offered).size, 2);
});

test('a clock that is right enough signs once, and a list that is refused for another reason is told as the relay says it', async () => {
  const { relay, lay, signed } = await founder(40 * 60_000);
  assert.equal((await lay()).roster, signed.roster);

  const other = await founder(0);
  const no = new Refusal('document', 'That signed document was not accepted (it is not well formed).', 422);
  other.relay.answer = () => { throw no; };
  await assert.rejects(other.lay(), no);
  assert.equal(relay.offered.length, 1);
});

test('a coordinator whose clock is fast reads so when the list is changed, and when the kit signs', async () => {
  const { opened, root, relay, lay } = await founder(0);
  const pins = await pinsOf(root.pub, await lay(), LINE);
  const admin = /** @type {any} */ (await adminOf(opened));
  relay.fast = 3 * HOUR;
  const terms = { relay: /** @type {any} */ (relay), pins, admin, now: () => LINE + relay.fast };
  const wrong = { code: 'clock', says: clockSentence(LINE + relay.fast, LINE, ', then try again') };
  await assert.rejects(signNext({ ...terms, change: (devices) => devices }), wrong);
  await assert.rejects(signRoot({ ...terms, root, change: (admins) => admins }), wrong);
  relay.fast = 0;
  await signNext({ ...terms, change: (devices) => devices });

  assert.equal(pins.roster?.version, 2);
});

test('whoever waits to be let in by a wrong clock reads of the clock, and not that the list has run out', () => {
  learnTime(new Date(LINE).toUTCString(), LINE + DAY, LINE + DAY);
  for (const reason of ['expired', 'too-far']) assert.equal(/** @type {any} */ (orClock(new Refused(reason), LINE + DAY, '.')).code, 'clock');
  const others = [new Refused('threshold'), new Refusal('offline', 'No connection.'), new Error('odd')];
  for (const error of others) assert.equal(orClock(error, LINE + DAY), error);
  learnTime(new Date(LINE).toUTCString(), LINE, LINE);
  const expired = new Refused('expired');
  assert.equal(orClock(expired, LINE), expired);
});

test('less than an hour either way is no wrong clock for a list', () => {
  for (const [fast, far] of /** @type {[number, boolean][]} */ ([[49, false], [-49, false], [51, true], [-51, true]])) {
    const now = LINE + fast * 60_000;
    learnTime(new Date(LINE).toUTCString(), now, now);
    if (far) assert.throws(() => demandClock(now), { code: 'clock' });
    else assert.doesNotThrow(() => demandClock(now));
  }
});
