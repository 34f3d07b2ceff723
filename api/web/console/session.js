/** An unlocked desk: signed in, following the signed documents, and on or off call. */
import { Live, liveUrl } from '../parts/live.js';
import { Refusal, Relay } from '../parts/relay.js';
import { b64u, signIn, unb64u } from '../sealing/keys.js';
import { Pins } from '../sealing/roster.js';
import { adminOf, reach } from './keys/drawer.js';
import { keepPins } from './keys/founding.js';
import { openReceiving, SHIFT, signReceiving, STANDBY, standing } from './keys/receiving.js';
import { alarmOf, follow, signNext } from './keys/signed_list.js';

/** @typedef {import('./keys/drawer.js').Opened} Opened */
/** @typedef {{device_id: string, role: string, circle: number, circle_name: string, label: string, coordinator: boolean, expires: number}} Me */

const DAY = 24 * 3_600_000;
const RESIGN_BELOW = 5 * DAY;
const WARN_BELOW = 3 * DAY;
const STANDBY_RENEW_BELOW = 4 * DAY;
const ROUND_MS = 10 * 60_000;

/** Everything that an unlocked desk is and does; `Desk`, people and duty pages read it and call it. */
export class Session {
  /** @param {Opened} opened @param {Pins} pins @param {{onEnd: (says: string) => void, now?: () => number}} terms */
  constructor(opened, pins, { onEnd, now = Date.now }) {
    this.opened = opened;
    this.pins = pins;
    this.keystore = opened.vault;
    this.kek = opened.kek;
    this.now = now;
    /** @private */ this.onEnd = onEnd;
    this.relay = new Relay({ signIn: (relay) => this.enter(relay), onEnded: (refusal) => onEnd(refusal.says) });
    this.live = new Live({ url: liveUrl(), token: () => this.relay.token(), dropToken: () => this.relay.dropToken(), onRefused: (refusal) => onEnd(refusal.says) });
    /** @type {Me} */
    this.me = { device_id: '', role: 'worker', circle: 0, circle_name: '', label: '', coordinator: false, expires: 0 };
    /** @type {import('../sealing/keys.js').Identity | null} */ this.admin = null;
    /** @type {import('./keys/receiving.js').Held[]} */ this.held = [];
    /** @type {{state: 'off' | 'shift' | 'standby', until: number | null}} */ this.onCall = { state: 'off', until: null };
    /** @type {{shift: number | null, standby: number | null}} */ this.duty = { shift: null, standby: null };
    /** @type {string[]} */ this.alarms = [];
    /** @type {string | null} */ this.warning = null;
    /** @private @type {Set<() => void>} */ this.watchers = new Set();
    /** @private @type {Promise<Uint8Array[]> | null} */ this.certificatesAsked = null;
    /** @private @type {Promise<any> | null} */ this.contentAsked = null;
    /** @private @type {Promise<void> | null} */ this.rounding = null;
    /** What is undone when the session ends. @type {Array<() => void>} */ this.endings = [];
    this.endpoint = { identity: opened.identity, pins, admin: /** @type {any} */ (null), receiveKeys: () => this.held.map(({ key }) => key) };
    this.keys = { identity: opened.identity, receive: /** @type {import('../sealing/keys.js').ReceiveKey[]} */ ([]) };
    /** What the desk wants read before sign-off; the desk fills it in. @type {() => {name: string, open: () => void}[]} */ this.unreadHandovers = () => [];
    /** @type {(view: string) => void} */ this.go = () => {};
    /** Open a conversation on the desk; the desk fills it in. @type {(id: string) => void} */ this.show = () => {};
    /** @type {() => void} */ this.lock = () => {};
    /** @type {() => void} */ this.touch = () => {};
  }

  /** Sign in, catch up, and start to listen. Throws a Refusal when the relay will not have this device. */
  async start() {
    this.admin = this.endpoint.admin = await adminOf(this.opened);
    this.hold(await openReceiving(this.opened, this.now()));
    await this.relay.token();
    await this.refreshRoster();
    await this.readDuty();
    const { live } = this;
    this.endings.push(
      live.on('roster', () => void this.refreshRoster()),
      live.on('certificates', () => { this.certificatesAsked = null; void this.readDuty(); }),
      live.on('welcome', () => { this.certificatesAsked = null; void this.refreshRoster().then(() => this.readDuty()); }),
      live.on('bye', ({ code, says }) => { if (code === 'signed-out' || code === 'not-on-roster') this.relay.dropToken(); else if (says) this.alarm(says); }),
    );
    const round = setInterval(() => void this.round(), ROUND_MS);
    this.endings.push(() => clearInterval(round));
    live.start();
    void this.round();
  }

  /** Forget every key of this session; the relay is told, if it can be. */
  async end() {
    for (const ending of this.endings.splice(0)) ending();
    this.live.stop();
    this.held = [];
    this.keys.receive = [];
    this.watchers.clear();
    await this.relay.signOut();
  }

  /** Protocol 7.3. @private @param {Relay} asking */
  async enter(asking) {
    const relay = new Relay();
    const { challenge } = await relay.call('POST', '/api/signin/challenge', {});
    const { identity } = this.opened;
    const bytes = unb64u(challenge);
    /** @type {Record<string, unknown>} */
    const proof = { ed_pub: b64u(identity.pub), challenge, signature: b64u(await signIn(identity, location.origin, bytes)) };
    // Prove the coordinator's key only once a root document names it: before that the relay would refuse the whole sign-in.
    if (this.admin && this.pins.root?.admins.some((/** @type {Uint8Array} */ pub) => b64u(pub) === b64u(/** @type {any} */ (this.admin).pub))) {
      proof.admin = { pub: b64u(this.admin.pub), signature: b64u(await signIn(this.admin, location.origin, bytes)) };
    }
    const { token, ...me } = await relay.call('POST', '/api/signin', proof);
    this.me = { ...me, circle_name: this.pins.roster?.circles[me.circle] ?? '' };
    this.changed();
    if (this.opened.device.stage !== 'made') await reach(this.opened, 'made');
    return token;
  }

  roster() {
    return this.pins.roster;
  }

  /** Take newer documents; what is wrong with them becomes an alarm, and nothing changes. */
  async refreshRoster() {
    try {
      const changed = await follow(this.relay, this.pins, this.now());
      if (changed) await keepPins(this.opened, this.pins);
    } catch (error) {
      if (error instanceof Refusal) return;
      this.alarm(alarmOf(error));
    }
    const known = this.pins.roster?.byId.get(this.me.device_id);
    // Protocol 7.4: off the list means out, also when the relay says nothing.
    if (this.me.device_id && !known) return this.onEnd('This device was taken off the list of people. Ask a coordinator.');
    if (known) this.me = { ...this.me, role: known.role, circle: known.circle, label: known.label, circle_name: this.pins.roster?.circles[known.circle] ?? '' };
    // It may have been made since: a coming coordinator's browser makes its key first, and is named later.
    const admin = this.admin = this.endpoint.admin = this.admin ?? await adminOf(this.opened);
    const named = admin !== null && (this.pins.root?.admins ?? []).some((/** @type {Uint8Array} */ pub) => b64u(pub) === b64u(admin.pub));
    if (named && this.me.device_id && !this.me.coordinator) {
      // A new root document names us: sign in again, this time as a coordinator.
      this.relay.dropToken();
      await this.relay.token().catch(() => null);
    }
    this.changed();
    return undefined;
  }

  /** @returns {Promise<Uint8Array[]>} the unexpired ones, all devices; asked again after the relay's bell */
  certificates() {
    this.certificatesAsked ??= this.relay.call('GET', '/api/certificates')
      .then(({ items }) => items.map((/** @type {string} */ item) => unb64u(item)))
      .catch((error) => { this.certificatesAsked = null; throw error; });
    return /** @type {Promise<Uint8Array[]>} */ (this.certificatesAsked);
  }

  content() {
    this.contentAsked ??= this.relay.call('GET', '/api/content/desk').catch((error) => { this.contentAsked = null; throw error; });
    return /** @type {Promise<any>} */ (this.contentAsked);
  }

  /** Go on call for a while: sign a receive key of this kind. @param {number} kind @param {number} length */
  async takeDuty(kind, length) {
    const { held, certificate } = await signReceiving(this.opened, kind, length, this.now());
    // The key must be ours to open with before anybody can seal to it.
    this.hold([...this.held, held]);
    await this.relay.call('PUT', '/api/certificates', { certificate });
    this.certificatesAsked = null;
    await this.readDuty();
  }

  /** @param {number} kind @returns {Promise<boolean>} whether somebody else is still on call */
  async endDuty(kind) {
    await this.relay.call('DELETE', '/api/certificates', { kind });
    this.certificatesAsked = null;
    await this.readDuty();
    return (await this.standingNow()).some(({ kind: theirs, device }) => theirs === SHIFT && b64u(device) !== this.me.device_id);
  }

  /** Certificates of workers and supervisors on the roster that stand now. */
  async standingNow() {
    const raw = await this.certificates();
    const all = await standing(raw.map((bytes) => b64u(bytes)), this.now());
    return all.filter(({ device }) => ['worker', 'supervisor'].includes(this.pins.device(device)?.role ?? ''));
  }

  /** @param {(devices: import('../sealing/roster.js').Device[]) => any[]} change  coordinators only */
  async changeRoster(change) {
    if (!this.admin) throw new Refusal('not-coordinator', 'Only a coordinator can change the list of people.');
    await signNext({ relay: this.relay, pins: this.pins, admin: this.admin, now: this.now, change });
    await keepPins(this.opened, this.pins);
    this.warn();
    this.changed();
  }

  /** @param {() => void} watcher @returns {() => void} */
  subscribe(watcher) {
    this.watchers.add(watcher);
    return () => this.watchers.delete(watcher);
  }

  /** @param {string} says */
  alarm(says) {
    if (!this.alarms.includes(says)) this.alarms = [...this.alarms, says];
    this.changed();
  }

  /** @param {string} says */
  dismiss(says) {
    this.alarms = this.alarms.filter((one) => one !== says);
    this.changed();
  }

  /** @private */
  async readDuty() {
    try {
      const mine = (await this.standingNow()).filter(({ device, keyId }) =>
        b64u(device) === this.me.device_id && this.held.some(({ key }) => b64u(key.keyId) === b64u(keyId)));
      const until = (/** @type {number} */ kind) => mine.filter((one) => one.kind === kind).reduce((/** @type {number | null} */ far, { na }) => Math.max(far ?? 0, na), null);
      this.duty = { shift: until(SHIFT), standby: until(STANDBY) };
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
    }
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
    try {
      // Protocol 2.4: a coordinator's open console keeps the roster alive.
      if (this.me.coordinator && left < RESIGN_BELOW) await this.changeRoster((devices) => devices);
      if (this.duty.standby && this.duty.standby - now < STANDBY_RENEW_BELOW) await this.takeDuty(STANDBY, 8 * DAY);
      if ((this.duty.shift && this.duty.shift <= now) || (this.duty.standby && this.duty.standby <= now)) await this.readDuty();
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
    }
    this.hold(await openReceiving(this.opened, now));
    this.warn();
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

  /** @private @param {import('./keys/receiving.js').Held[]} held */
  hold(held) {
    this.held = held;
    this.keys.receive = held.map(({ key }) => key);
  }

  /** @private */
  changed() {
    for (const watcher of [...this.watchers]) watcher();
  }
}

/** The pins that this browser keeps. @param {Opened} opened @returns {Promise<Pins | null>} */
export async function keptPins(opened) {
  const kept = await opened.vault.getJson('pins');
  return kept ? Pins.fromJSON(kept) : null;
}
