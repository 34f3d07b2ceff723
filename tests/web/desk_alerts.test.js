/** A desk that is heard: at once, again until somebody claims, and not for what wakes nobody. The clock is the test's, the loudspeaker a list. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Alerts } from '../../api/web/console/desk/alerts.js';
import { inbox } from '../../api/web/console/desk/order.js';

/** A loudspeaker that writes down when it was asked for a note, and a page with a title. */
class Loudspeaker {
  /** @type {Loudspeaker | null} */
  static last = null;

  constructor() {
    this.state = 'suspended';
    this.currentTime = 0;
    this.destination = {};
    /** @type {number[]} */
    this.pitches = [];
    Loudspeaker.last = this;
  }

  async resume() { this.state = 'running'; }

  async close() { this.state = 'closed'; }

  createOscillator() {
    const tone = { frequency: { value: 0 }, type: '', connect: (/** @type {any} */ to) => to, start: () => { this.pitches.push(tone.frequency.value); }, stop: () => undefined };
    return tone;
  }

  createGain() {
    return { gain: { setValueAtTime: () => undefined, exponentialRampToValueAtTime: () => undefined }, connect: (/** @type {any} */ to) => to };
  }
}

const row = (/** @type {string} */ id, more = {}) => ({ id, state: 'waiting', note: false, muted_until: null, priority: 0, channel: 'telegram', ...more });

/** A desk on call whose sound the browser allows. @param {import('node:test').TestContext} context */
async function sits(context, { sound = true, state = 'shift' } = {}) {
  context.mock.timers.enable({ apis: ['setTimeout', 'Date'] });
  const page = /** @type {any} */ (globalThis);
  Object.assign(page, { AudioContext: Loudspeaker, document: { title: 'Desk' }, addEventListener: () => undefined, removeEventListener: () => undefined });
  context.after(() => { for (const name of ['AudioContext', 'document', 'addEventListener', 'removeEventListener']) delete page[name]; });
  const rows = new Map();
  const talks = new Map();
  const desk = { rows, talks, caring: { left: 0 }, team: { away: false }, look: { sound }, session: { me: { device_id: 'me' }, onCall: { state }, now: () => Date.now() }, people: { person: (/** @type {string} */ device) => device.replace(' on the phone', '') }, changed: () => undefined };
  const alerts = new Alerts(/** @type {any} */ (desk));
  alerts.start();
  await Promise.resolve();
  const speaker = Loudspeaker.last;
  Loudspeaker.last = null;
  return {
    desk, alerts,
    /** How often it rang: two notes are one ring. */
    rings: () => (speaker?.pitches.length ?? 0) / 2,
    title: () => page.document.title,
    seconds: (/** @type {number} */ n) => { for (let second = 0; second < n; second += 1) context.mock.timers.tick(1000); },
    put: (/** @type {any[]} */ ...some) => { for (const one of some) rows.set(one.id, one); alerts.count(); },
    opens: (/** @type {string} */ id, /** @type {string} */ channel) => { talks.set(id, { story: { opening: { channel } } }); alerts.count(); },
  };
}

test('it rings at once, every twenty seconds until somebody claims, and then no more', async (context) => {
  const sam = await sits(context);
  sam.put(row('a'));
  assert.equal(sam.rings(), 1);
  sam.seconds(19);
  assert.equal(sam.rings(), 1);
  sam.seconds(1);
  assert.equal(sam.rings(), 2);
  sam.seconds(60);
  assert.equal(sam.rings(), 5);

  sam.put(row('a', { state: 'claimed' }));
  sam.seconds(600);

  assert.equal(sam.rings(), 5);
});

test('whoever rests after a heavy talk hears of nobody but who is in danger, and of all who still wait when the rest is over', async (context) => {
  const sam = await sits(context);
  sam.desk.caring.left = 300_000;
  sam.put(row('a'));
  sam.seconds(60);
  assert.equal(sam.rings(), 0);

  sam.put(row('b', { priority: 2 }));
  assert.equal(sam.rings(), 1);

  sam.put(row('b', { priority: 2, state: 'claimed' }));
  sam.desk.caring.left = 0;
  sam.seconds(20);
  assert.equal(sam.rings(), 2);
});

test('for whoever pressed the emergency button it rings every eight seconds, at once when they press it late', async (context) => {
  const sam = await sits(context);
  sam.put(row('a'));
  sam.seconds(3);
  sam.put(row('a', { priority: 3 }));
  assert.equal(sam.rings(), 2);
  sam.seconds(24);
  assert.equal(sam.rings(), 5);
});

test('a colleague who asks for a second person is heard at once, and every twenty seconds until one joins', async (context) => {
  const sam = await sits(context);
  const ashs = (/** @type {object} */ more) => row('a', { state: 'claimed', claimed_by: 'ash', help: true, ...more });
  sam.put(ashs({ help: false }));
  assert.equal(sam.rings(), 0);
  sam.put(ashs({}));
  assert.equal(sam.rings(), 1);
  sam.seconds(40);
  assert.equal(sam.rings(), 3);
  sam.put(row('b'));
  sam.put(row('b', { state: 'claimed', claimed_by: 'lee' }));
  sam.seconds(20);
  assert.equal(sam.rings(), 5, 'whoever else waited and was claimed makes no end of it');

  sam.put(ashs({ help: false }));
  sam.seconds(600);
  assert.equal(sam.rings(), 5);
});

test('what I ask for myself, on any device of mine, and what is asked for in training, rings for nobody here; nor does a rest end for it', async (context) => {
  const sam = await sits(context);
  const asks = (/** @type {string} */ id, /** @type {string} */ by, more = {}) => row(id, { state: 'claimed', claimed_by: by, help: true, ...more });
  sam.put(asks('a', 'me'), asks('b', 'me on the phone'), asks('c', 'ash', { channel: 'practice' }));
  sam.desk.caring.left = 300_000;
  sam.put(asks('d', 'ash'));
  sam.seconds(60);

  assert.equal(sam.rings(), 0);
});

test('one more who waits is heard at once', async (context) => {
  const sam = await sits(context);
  sam.put(row('a'));
  sam.seconds(3);
  sam.put(row('b'));

  assert.equal(sam.rings(), 2);
});

test('the title counts who waits and says nothing else', async (context) => {
  const sam = await sits(context);
  assert.equal(sam.title(), 'Desk');
  sam.put(row('a', { audience: 8, priority: 3 }), row('b'));
  assert.equal(sam.title(), '(2) Desk');
  sam.alerts.stop();

  assert.equal(sam.title(), 'Desk');
});

test('a locked desk is silent', async (context) => {
  const sam = await sits(context);
  sam.put(row('a'));
  sam.alerts.stop();
  sam.seconds(600);

  assert.equal(sam.rings(), 1);
});

test('notes, and who was paused after abuse, ring for nobody', async (context) => {
  const sam = await sits(context);
  sam.put(row('a', { note: true }), row('b', { muted_until: 1 }));
  sam.seconds(60);

  assert.deepEqual([sam.rings(), sam.title()], [0, 'Desk']);
});

test('a note whose youth asks for a person is heard, as anybody who asks; left again, it rings no more', async (context) => {
  const sam = await sits(context);
  sam.put(row('a', { note: true, from_note: true, priority: 3 }));
  assert.deepEqual([sam.rings(), sam.title()], [0, 'Desk']);
  sam.put(row('a', { note: false, from_note: true, priority: 3 }));
  assert.deepEqual([sam.rings(), sam.title()], [1, '(1) Desk']);
  sam.put(row('a', { note: true, from_note: true, priority: 3 }));
  sam.seconds(60);

  assert.deepEqual([sam.rings(), sam.title()], [1, 'Desk']);
});

test('a note that was claimed and put back is heard, and stands among those who wait', async (context) => {
  const sam = await sits(context);
  sam.put(row('a', { note: false, from_note: true, state: 'claimed', claimed_by: 'me' }));
  sam.put(row('a', { note: false, from_note: true }));

  assert.deepEqual([sam.rings(), inbox(sam.desk.rows.values(), 'me').waiting.map(({ id }) => id)], [1, ['a']]);
});

test('whoever presses the emergency button is heard, paused or not', async (context) => {
  const sam = await sits(context);
  sam.put(row('a', { muted_until: 1, priority: 2 }));
  assert.deepEqual([sam.rings(), sam.title()], [0, 'Desk']);
  sam.put(row('a', { muted_until: 1, priority: 3 }));

  assert.deepEqual([sam.rings(), sam.title()], [1, '(1) Desk']);
});

test('on standby it does not sound, however urgent: standby is for notes, and for sleep', async (context) => {
  const sam = await sits(context, { state: 'standby' });
  sam.put(row('a'), row('b', { priority: 3 }));
  sam.seconds(60);

  assert.deepEqual([sam.rings(), sam.title()], [0, '(2) Desk']);
});

test('whoever is away hears of nobody new, and of all who still wait once they are back', async (context) => {
  const sam = await sits(context);
  sam.desk.team.away = true;
  sam.put(row('a', { priority: 3 }));
  sam.seconds(60);
  assert.deepEqual([sam.rings(), sam.title()], [0, '(1) Desk']);
  sam.desk.team.away = false;
  sam.seconds(8);

  assert.equal(sam.rings(), 1);
});

test('what the list promises is what one hears: away, at rest, on standby and with the sound off nobody is promised a sound that does not come', async (context) => {
  const { desk, alerts, rings, put } = await sits(context);
  const asks = (/** @type {number} */ priority) => {
    const before = rings();
    put(row('a', { priority }));
    put(row('a', { state: 'claimed' }));
    return rings() > before;
  };
  const sound = /soft sound/;
  assert.match(alerts.promise, sound);
  assert.equal(asks(0), true);
  for (const [change, says] of /** @type {[() => void, RegExp][]} */ ([
    [() => { desk.caring.left = 1; }, /^You rest: you hear a soft sound only when somebody is in danger/],
    [() => { desk.look.sound = false; }, /^$/],
    [() => { desk.team.away = true; }, /^You are away: you hear nothing/],
    [() => { desk.session.onCall.state = 'standby'; }, /^You are on standby: you hear nothing/],
    [() => { desk.session.onCall.state = 'off'; }, /^You are off call/],
  ])) {
    change();
    assert.match(alerts.promise, says);
    assert.equal(asks(0), false);
    assert.equal(asks(3), sound.test(alerts.promise));
  }
});

test('off call it does not sound, and switched off it does not sound; the title counts all the same', async (context) => {
  const sam = await sits(context, { state: 'off' });
  sam.put(row('a'));
  sam.seconds(60);
  assert.deepEqual([sam.rings(), sam.title()], [0, '(1) Desk']);
  sam.desk.session.onCall.state = 'shift';
  sam.seconds(20);
  assert.equal(sam.rings(), 1);

  sam.desk.look.sound = false;
  sam.seconds(60);

  assert.equal(sam.rings(), 1);
});

test('a practice conversation rings for nobody, from its very first moment', async (context) => {
  const sam = await sits(context);
  sam.put(row('a', { channel: 'practice' }));
  assert.deepEqual([sam.rings(), sam.title()], [0, 'Desk']);
  sam.opens('a', 'practice');
  sam.seconds(600);

  assert.deepEqual([sam.rings(), sam.title()], [0, 'Desk']);
});

test('a relay that says practice of somebody real silences nobody', async (context) => {
  const sam = await sits(context);
  sam.put(row('held back', { channel: 'practice' }), row('real', { channel: 'practice' }));
  sam.opens('real', 'telegram');
  assert.deepEqual([sam.rings(), sam.title()], [1, '(1) Desk']);
  sam.seconds(5);

  assert.deepEqual([sam.rings(), sam.title()], [2, '(2) Desk']);
});
