/** An unlocked browser: signed in, and following the signed list of people for as long as it is open. */
import { Live, liveUrl } from '../parts/live.js';
import { Refusal, Relay } from '../parts/relay.js';
import { Pins } from '../sealing/roster.js';
import { comeIn, readsTakenOff, TAKEN_OFF } from './keys/coming_in.js';
import { isNamed } from './keys/coordinating.js';
import { adminOf, reach } from './keys/drawer.js';
import { keepPins } from './keys/founding.js';
import { alarmOf, follow } from './keys/signed_list.js';

const AGAIN_MS = 15_000;

/** @typedef {import('./keys/drawer.js').Opened} Opened */
/** @typedef {{device_id: string, role: string, circle: number, circle_name: string, label: string, coordinator: boolean, expires: number}} Me */

/** Whether the studio opens for somebody; who may change something there is the relay's answer. @param {Me} me */
export const maySeeStudio = (me) => me.coordinator || ['editor', 'supervisor'].includes(me.role);

/** What every page behind the doors stands on; the console's session adds the desk, the studio's the drafts. */
export class SignedIn {
  /** @param {Opened} opened @param {Pins} pins @param {{onEnd: (says: string) => void, now?: () => number}} terms */
  constructor(opened, pins, { onEnd, now = Date.now }) {
    this.opened = opened;
    this.pins = pins;
    this.keystore = opened.vault;
    this.kek = opened.kek;
    this.now = now;
    /** @private */ this.onEnd = onEnd;
    this.relay = new Relay({ signIn: () => this.enter(), onEnded: (refusal) => onEnd(refusal.says) });
    this.live = new Live({ url: liveUrl(), token: () => this.relay.token(), dropToken: () => this.relay.dropToken(), onRefused: (refusal) => onEnd(refusal.says) });
    /** @type {Me} */
    this.me = { device_id: '', role: 'worker', circle: 0, circle_name: '', label: '', coordinator: false, expires: 0 };
    /** @type {import('../sealing/keys.js').Identity | null} */ this.admin = null;
    /** @type {string[]} */ this.alarms = [];
    /** @private @type {Set<() => void>} */ this.watchers = new Set();
    /** What is undone when the session ends. @type {Array<() => void>} */ this.endings = [];
    /** @private @type {Map<string, ReturnType<typeof setTimeout>>} */ this.retries = new Map();
    /** @private */ this.over = false;
  }

  /** Sign in and read the list of people. Throws a Refusal when the relay will not have this device. */
  async arrive() {
    this.admin = await adminOf(this.opened);
    await this.relay.token();
    await this.refreshRoster();
  }

  /** From here on, what the relay rings for is heard. */
  listen() {
    const { live } = this;
    this.endings.push(
      live.on('roster', () => void this.refreshRoster()),
      live.on('welcome', () => void this.catchUp()),
      live.on('bye', ({ code, says }) => {
        if (code === 'signed-out' || code === 'not-on-roster') this.relay.dropToken();
        // A line that could not keep up, or met a busy database, is there again by itself, and what was missed is read: nobody need press anything away.
        else if (says && code !== 'too-slow' && code !== 'later') this.alarm(says);
      }),
    );
    live.start();
  }

  /** Connected, for the first time or again: what was missed meanwhile is read. @protected */
  catchUp() {
    return this.refreshRoster();
  }

  /** The relay is told that this session is over, if it can be. */
  async end() {
    this.over = true;
    for (const timer of this.retries.values()) clearTimeout(timer);
    for (const ending of this.endings.splice(0)) ending();
    this.live.stop();
    this.watchers.clear();
    await this.relay.signOut();
  }

  /** Protocol 7.3. @private @returns {Promise<string>} */
  async enter() {
    let answer;
    try {
      answer = await comeIn(new Relay(), { identity: this.opened.identity, pins: this.pins, admin: this.admin });
    } catch (error) {
      if (!(await readsTakenOff(this.pins, this.opened.identity, error, this.now()))) throw error;
      await keepPins(this.opened, this.pins);
      throw new Refusal('taken-off', TAKEN_OFF, 401);
    }
    const { token, ...me } = answer;
    this.me = { ...me, circle_name: this.pins.roster?.circles[me.circle] ?? '' };
    this.changed();
    if (this.opened.device.stage !== 'made') await reach(this.opened, 'made');
    return token;
  }

  roster() {
    return this.pins.roster;
  }

  /** Take newer documents; what is wrong with them becomes an alarm, and nothing changes. @returns {Promise<void>} */
  async refreshRoster() {
    const was = isNamed(this.pins, this.admin);
    try {
      const changed = await follow(this.relay, this.pins, this.now());
      if (changed) await keepPins(this.opened, this.pins);
    } catch (error) {
      if (error instanceof Refusal) return this.again('roster', () => this.refreshRoster());
      // What was right in it stays: the root document may have taken out the very key that signed the list.
      await keepPins(this.opened, this.pins);
      this.alarm(alarmOf(error));
    }
    const known = this.pins.roster?.byId.get(this.me.device_id);
    // Protocol 7.4: off the list means out, also when the relay says nothing.
    if (this.me.device_id && !known) return this.onEnd(TAKEN_OFF);
    if (known) this.me = { ...this.me, role: known.role, circle: known.circle, label: known.label, circle_name: this.pins.roster?.circles[known.circle] ?? '' };
    // It may have been made since: a coming coordinator's browser makes its key first, and is named later.
    this.admin ??= await adminOf(this.opened);
    const named = isNamed(this.pins, this.admin);
    if (was && !named) await this.loseKey();
    if (named !== this.me.coordinator && this.me.device_id) {
      // A new root document names us, or names us no more: sign in again as what we are now.
      this.relay.dropToken();
      await this.relay.token().catch(() => null);
    }
    this.changed();
    return undefined;
  }

  /** Somebody with the recovery kit took our key out. It is never offered again: it may have been taken out because another holds it too. @private */
  async loseKey() {
    await this.opened.vault.remove('admin');
    this.admin = null;
    this.alarm('The coordinator key of this browser was taken out: it signs the list of people no more. If nobody told you why, ask a coordinator.');
  }

  /** The socket may stand while one request fails, and nobody rings a second time: asked once more in a while. @protected @param {string} what @param {() => unknown} ask */
  again(what, ask) {
    clearTimeout(this.retries.get(what));
    if (!this.over) this.retries.set(what, setTimeout(() => void ask(), AGAIN_MS));
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

  /** @protected */
  changed() {
    for (const watcher of [...this.watchers]) watcher();
  }
}

/** The pins that this browser keeps. @param {Opened} opened @returns {Promise<Pins | null>} */
export async function keptPins(opened) {
  const kept = await opened.vault.getJson('pins');
  return kept ? Pins.fromJSON(kept) : null;
}
