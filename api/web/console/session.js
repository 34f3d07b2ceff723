/** An unlocked desk: signed in, with the keys to read with, and on or off call. */
import { SignedIn } from '../doors/session.js';
import { keepPins } from '../doors/keys/founding.js';
import { clockSentence } from '../doors/keys/right_clock.js';
import { noteStanding, openReceiving, SHIFT, signReceiving, STANDBY, standing, stillHeld } from '../doors/keys/receiving.js';
import { alarmOf, signNext } from '../doors/keys/signed_list.js';
import { isForPractice } from '../doors/published/newest.js';
import { inOrder } from '../parts/in_order.js';
import { clockOff, lineNow } from '../parts/line_clock.js';
import { passing, Refusal, sentenceOf } from '../parts/relay.js';
import { b64u, Refusal as Refused, unb64u } from '../sealing/keys.js';
import { inTurn } from '../sealing/padding.js';
import { DeskEdition } from './edition.js';
import { readingOf } from './schedule/reading.js';

/** @typedef {import('../doors/keys/drawer.js').Opened} Opened */
/** @typedef {import('../doors/session.js').Me} Me */

const DAY = 24 * 3_600_000;
const RESIGN_BELOW = 5 * DAY;
const WARN_BELOW = 3 * DAY;
const STANDBY_RENEW_BELOW = 4 * DAY;
/** So far a device's clock may be off and its shift still be signed by the line's: a key lives no longer for it than half a day. */
const FARTHEST_OFF = DAY / 2;
const ROUND_MS = 10 * 60_000;

/** Everything that an unlocked desk is and does; `Desk`, people and duty pages read it and call it. */
export class Session extends SignedIn {
  /** @param {Opened} opened @param {import('../sealing/roster.js').Pins} pins @param {{onEnd: (says: string) => void, now?: () => number}} terms */
  constructor(opened, pins, terms) {
    super(opened, pins, terms);
    /** @type {import('../doors/keys/receiving.js').Held[]} */ this.held = [];
    /** @type {{state: 'off' | 'shift' | 'standby', until: number | null}} */ this.onCall = { state: 'off', until: null };
    /** @type {{shift: number | null, standby: number | null}} */ this.duty = { shift: null, standby: null };
    /** When I last went off call by my own press here, and was not on call since. @type {number | null} */ this.wentOff = null;
    /** @private */ this.duties = inOrder();
    /** Two lists that were signed at once would stand in each other's way. */ this.signing = inTurn();
    /** @type {string | null} */ this.warning = null;
    /** Alarms that were said already. @private @type {Set<string>} */ this.told = new Set();
    /** @private @type {Promise<Uint8Array[]> | null} */ this.certificatesAsked = null;
    this.edition = new DeskEdition({ relay: this.relay, vault: opened.vault, pins, now: this.now, practice: isForPractice(location.hostname) });
    /** @private @type {Promise<void> | null} */ this.rounding = null;
    this.endpoint = { identity: opened.identity, pins, receiveKeys: () => this.held.map(({ key }) => key) };
    this.keys = { identity: opened.identity, receive: /** @type {import('../sealing/keys.js').ReceiveKey[]} */ ([]) };
    /** How many conversations are mine now; the desk fills it in. @type {() => number} */ this.talking = () => 0;
    /** How many words of mine to youth the relay has not got yet; the desk fills it in. @type {() => number} */ this.unsent = () => 0;
    /** What the desk wants read before sign-off; the desk fills it in. @type {() => {name: string, open: () => void}[]} */ this.unreadHandovers = () => [];
    /** @type {(view: string) => void} */ this.go = () => {};
    /** Open a conversation on the desk; the desk fills it in. @type {(id: string) => void} */ this.show = () => {};
    /** From a conversation back to the list; false: none is open. The desk fills it in. @type {() => boolean} */ this.back = () => false;
    /** @type {() => void} */ this.lock = () => {};
    /** @type {() => void} */ this.touch = () => {};
  }

  /** Sign in, catch up, and start to listen. Throws a Refusal when the relay will not have this device. */
  async start() {
    this.hold(await openReceiving(this.opened, this.now()));
    await this.arrive();
    await this.readDuty();
    this.endings.push(
      this.live.on('certificates', () => { this.certificatesAsked = null; void this.readDuty(); }),
      this.live.on('content', () => void this.readContent()),
      this.live.on('roster', () => { if (this.edition.trouble) void this.readContent(); }),
    );
    const round = setInterval(() => void this.round(), ROUND_MS);
    this.endings.push(() => clearInterval(round));
    this.listen();
    void this.round();
  }

  /** @protected @override */
  async catchUp() {
    this.certificatesAsked = null;
    await super.catchUp();
    void this.readContent();
    await this.readDuty();
  }

  /** Forget every key of this session; the relay is told, if it can be. @override */
  async end() {
    this.held = [];
    this.keys.receive = [];
    await super.end();
  }

  /** @param {boolean} [anew] @returns {Promise<Uint8Array[]>} the unexpired ones, all devices; asked again after the relay's bell */
  certificates(anew = false) {
    if (anew) this.certificatesAsked = null;
    this.certificatesAsked ??= this.relay.call('GET', '/api/certificates')
      .then(({ items }) => items.map((/** @type {string} */ item) => unb64u(item)))
      .catch((error) => { this.certificatesAsked = null; throw error; });
    return /** @type {Promise<Uint8Array[]>} */ (this.certificatesAsked);
  }

  /** Services, replies and names as they are shown now. */
  content() {
    return this.edition.newest();
  }

  /** Look whether editors published something. @private */
  async readContent() {
    try {
      await this.edition.look();
      if (this.edition.trouble) {
        // An editor may have come to the line since this browser read its list of people.
        await this.refreshRoster();
        await this.edition.look();
      }
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      // Without a connection the next welcome asks again; with one, the relay was busy, and nobody rings a second time.
      if (this.live.state === 'open') this.again('content', () => this.readContent());
    }
    this.sayLate();
    this.changed();
  }

  /** Tell a coordinator which numbers dropped out; whoever has read it is told again when there are others. @private */
  sayLate() {
    const says = this.edition.alarm;
    if (!says || !this.me.coordinator || this.told.has(says)) return;
    this.told.add(says);
    this.alarm(says);
  }

  /** Go on call for a while: sign a receive key of this kind. @param {number} kind @param {number} length */
  async takeDuty(kind, length) {
    const now = lineNow(this);
    if (Math.abs(clockOff()) > FARTHEST_OFF) throw new Refusal('clock', clockSentence(this.now(), now, ', then go on call'));
    const { held, certificate } = await signReceiving(this.opened, kind, length, now);
    // The key must be ours to open with before anybody can seal to it.
    this.hold([...this.held, held]);
    await this.relay.call('PUT', '/api/certificates', { certificate });
    if (kind === SHIFT) this.wentOff = null;
    await this.changedDuty((one) => one.name === held.name || (one.on && one.kind !== kind));
  }

  /**
   * A key for one answer: signed like a shift's, and shown to nobody but whom I give a conversation to. The relay never sees it, so
   * that nobody counts on me for it (decision 0118).
   * @returns {Promise<string>} its certificate
   */
  async keyForAnswer() {
    const { held, certificate } = await signReceiving(this.opened, SHIFT, DAY, lineNow(this));
    this.hold([...this.held, held]);
    return certificate;
  }

  /** @param {number} kind @returns {Promise<boolean>} whether somebody else is still on call */
  async endDuty(kind) {
    const before = this.wentOff;
    // What I had may be back in line before the answer is here.
    if (kind === SHIFT) this.wentOff = this.now();
    await this.relay.call('DELETE', '/api/certificates', { kind }).catch((error) => { this.wentOff = before; throw error; });
    await this.changedDuty((one) => one.on && one.kind !== kind);
    return (await this.standingNow()).some(({ kind: theirs, device }) => theirs === SHIFT && b64u(device) !== this.me.device_id);
  }

  /** Certificates of workers and supervisors on the roster that stand now. */
  async standingNow() {
    const raw = await this.certificates();
    const all = await standing(raw.map((bytes) => b64u(bytes)), lineNow(this));
    return all.filter(({ device }) => ['worker', 'supervisor'].includes(this.pins.device(device)?.role ?? ''));
  }

  /** @param {(devices: import('../sealing/roster.js').Device[]) => any[]} change  coordinators only */
  async changeRoster(change) {
    if (!this.admin) throw new Refusal('not-coordinator', 'Only a coordinator can change the list of people.');
    const { relay, pins, admin, now } = this;
    await this.signing(() => signNext({ relay, pins, admin, now, change }));
    await keepPins(this.opened, this.pins);
    this.warn();
    this.changed();
  }

  /** Until when I am on call, on the line's clock and on mine, each by its name; null when I am not. */
  get onCallUntil() {
    return this.duty.shift ? readingOf(this).say(this.duty.shift) : null;
  }

  /** What the relay was asked before says nothing of it any more. @private @param {(one: import('../doors/keys/receiving.js').Held) => boolean} isOn */
  async changedDuty(isOn) {
    this.duties.changed();
    this.certificatesAsked = null;
    await this.note(isOn);
    await this.readDuty();
  }

  /** @private */
  async readDuty() {
    try {
      const read = await this.duties(() => this.standingNow());
      if (!read) return;
      const mine = new Set(read.answer.filter(({ device }) => b64u(device) === this.me.device_id).map(({ keyId }) => b64u(keyId)));
      await this.note(({ key }) => mine.has(b64u(key.keyId)));
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      // An answer that did not come takes nobody off call: young people are told all the while that somebody is here.
      this.again('duty', () => this.readDuty());
    }
    const until = (/** @type {number} */ kind) => this.held.filter((one) => one.on && one.kind === kind && one.na > lineNow(this)).reduce((/** @type {number | null} */ far, { na }) => Math.max(far ?? 0, na), null);
    this.duty = { shift: until(SHIFT), standby: until(STANDBY) };
    const { shift, standby } = this.duty;
    this.onCall = shift ? { state: 'shift', until: shift } : standby ? { state: 'standby', until: standby } : { state: 'off', until: null };
    this.changed();
  }

  /** Now and then: what runs out is renewed by those who may, and said to everybody. One round at a time, or it is renewed twice. */
  round() {
    this.rounding ??= this.renew().finally(() => { this.rounding = null; });
    return this.rounding;
  }

  /** @private */
  async renew() {
    const now = this.now();
    const left = (this.pins.roster?.expires ?? 0) - now;
    // Protocol 2.4: a coordinator's open console keeps the roster alive.
    if (this.me.coordinator && left < RESIGN_BELOW) await this.step('The signed list of people could not be renewed.', () => this.changeRoster((devices) => devices));
    if (this.duty.standby && this.duty.standby - lineNow(this) < STANDBY_RENEW_BELOW) await this.step('Your standby could not be renewed.', () => this.takeDuty(STANDBY, 8 * DAY));
    // Also what a bell that was missed would have said; and by the answer, what time it is on the line.
    this.certificatesAsked = null;
    await this.step('Whether you are on call could not be read.', () => this.readDuty());
    await this.step('The keys that are over could not be put away.', async () => this.hold(stillHeld(await openReceiving(this.opened, now), this.held, now)));
    this.edition.today();
    if (this.edition.trouble || this.live.state !== 'open') await this.step('What editors published could not be read.', () => this.readContent());
    else this.sayLate();
    this.warn();
  }

  /** One thing that is done by itself: what refuses it stops nothing else, and is said once, unless it goes away by itself. @private @param {string} says @param {() => Promise<unknown>} job */
  async step(says, job) {
    try {
      await job();
    } catch (error) {
      const whole = `${says} ${error instanceof Refused ? alarmOf(error) : sentenceOf(error)}`;
      // The sentence about the clock names the minute.
      const once = error instanceof Refusal && error.code === 'clock' ? `${says} clock` : whole;
      if (passing(error) || this.told.has(once)) return;
      this.told.add(once);
      this.alarm(whole);
    }
  }

  /** @private */
  warn() {
    const left = (this.pins.roster?.expires ?? 0) - this.now();
    const root = (this.pins.root?.expires ?? 0) - this.now();
    const days = Math.max(1, Math.ceil(left / DAY));
    this.warning = left <= 0
      ? 'The signed list of people has run out. You can read, but not write. A coordinator must open this desk.'
      : left < WARN_BELOW
        ? `The signed list of people runs out in ${days === 1 ? 'a day' : `${days} days`}. A coordinator must open this desk before then.`
        : root < 30 * DAY ? 'The line’s root document runs out within a month. A coordinator must renew it with the recovery kit, under People.' : null;
    this.changed();
  }

  /** @private @param {(one: import('../doors/keys/receiving.js').Held) => boolean} isOn */
  note(isOn) {
    return noteStanding(this.opened, this.held, isOn);
  }

  /** @private @param {import('../doors/keys/receiving.js').Held[]} held */
  hold(held) {
    this.held = held;
    this.keys.receive = held.map(({ key }) => key);
  }
}
