/** The schedule as this desk knows it: read once for every page, and again after each bell. */
import { lineNow } from '../../parts/line_clock.js';
import { personOf } from '../../parts/person.js';
import { Refusal, sentenceOf } from '../../parts/relay.js';
import { useEffect, useState } from '../../vendor/preact.js';
import { browserClock, clock, differs, sayMoment, wall, zoneName } from './times.js';

/** @typedef {{id: string, starts_at: number, ends_at: number, day: number, starts: number, length: number, duty: string, device: string | null, weekly: boolean, asks: string | null, asks_of: string | null, asks_for: string | null, answer?: string | null, changed_at: number, draft: boolean, counts?: [number, number][]}} Shift  counts: of my own, the hours that are not published as closed; answer: what came of my offer to swap, until I have seen it */
/** @typedef {{id: string, weekday: number, starts: number, length: number, duty: string, device: string | null, from_day: number, until_day: number | null}} Pattern */
/** @typedef {{starts_at: number, ends_at: number}} Span */
/** @typedef {{device: string, label: string, role: string}} Human */
/**
 * @typedef {import('./times.js').Clocks & {at: number, published_until: number | null, last_hours: number | null, unpublished: number, feed_until: number | null,
 *   days: {day: number, weekday: number, begin: number, end: number}[], people: Human[], patterns: Pattern[], shifts: Shift[],
 *   closures: (Span & {id: string, day: number, starts: number, length: number, reason: string})[], hours: Span[],
 *   warnings: (Span & {kind: string, day: number, starts: number, length: number, device: string | null})[],
 *   now: {primary: string[], backup: string[], supervisor: string[]}, next: {at: number, primary: string[], backup: string[], supervisor: string[]} | null,
 *   open_until: number | null, nobody_there: boolean, somebody_woken: boolean, unfilled: boolean, asleep: string[], next_opening: number | null, mine: Shift[], wanted: Shift[]}} Schedule
 */

export const DUTIES = /** @type {Record<string, string>} */ ({ primary: 'Primary', backup: 'Backup', supervisor: 'Supervisor', open: 'Open hours' });
const DAY = 86_400_000;

/** A shift as it is now, not as it was when a dialog was opened on it: somebody may have changed or taken it meanwhile. @param {Shift[]} shifts @param {Shift | null} held */
export const asNow = (shifts, held) => held && (shifts.find(({ id }) => id === held.id) ?? held);

/** What a reading needs of a session. @typedef {Pick<import('../desk/session.js').Session, 'me' | 'now' | 'endings'> & Partial<Pick<import('../desk/session.js').Session, 'onCall'>> & {relay: Pick<import('../desk/session.js').Relay, 'call'>, live: Pick<import('../desk/session.js').Live, 'on'>}} Reads */

/** One session's reading. */
export class Reading {
  /** @param {Reads} session */
  constructor(session) {
    this.session = session;
    /** @type {Schedule | null} */ this.schedule = null;
    /** @type {string | null} */ this.problem = null;
    /** Whether the relay knew this browser's time zone. */ this.zoneKnown = true;
    /** The week that is wanted. @private @type {{from: number, to: number} | null} */ this.window = null;
    /** The one that is shown. @private @type {{from: number, to: number} | null} */ this.drawn = null;
    /** @private @type {Set<() => void>} */ this.watchers = new Set();
    /** @private */ this.asked = 0;
    /** @private */ this.taken = 0;
    const again = () => void this.read();
    // Certificates say who went on call, and so whether anybody is there.
    session.endings.push(...['schedule', 'welcome', 'roster', 'certificates'].map((bell) => session.live.on(bell, again)));
    void this.read();
  }

  /** @param {() => void} watcher */
  subscribe(watcher) {
    this.watchers.add(watcher);
    return () => { this.watchers.delete(watcher); };
  }

  /** Ask the relay anew. When it is answered, what is shown is no older than the question, also when a ring asked again meanwhile. */
  async read() {
    const turn = ++this.asked;
    const { window } = this;
    try {
      const found = await this.ask(window);
      // One that was asked for later stands already, or another week is looked at.
      if (turn < this.taken || window !== this.window) return;
      this.taken = turn;
      this.drawn = window;
      this.schedule = found;
      this.problem = null;
    } catch (error) {
      if (turn !== this.asked) return;
      this.problem = sentenceOf(error);
    }
    for (const watcher of [...this.watchers]) watcher();
  }

  /** @param {{from: number, to: number} | null} window @returns {Promise<Schedule>} */
  async ask(window) {
    const own = Intl.DateTimeFormat().resolvedOptions().timeZone;
    const asked = new URLSearchParams();
    if (window) { asked.set('from', String(window.from)); asked.set('to', String(window.to)); }
    if (own && this.zoneKnown) asked.set('zone', own);
    try {
      return await this.session.relay.call('GET', `/api/schedule?${asked}`);
    } catch (error) {
      if (!(error instanceof Refusal) || error.code !== 'zone') throw error;
      this.zoneKnown = false;
      return this.ask(window);
    }
  }

  /** Show another week; 0 is this one. Two presses are two weeks, also when the first is still on its way. @param {number} by */
  async turnWeek(by) {
    if (by && !this.window && this.drawn) await this.read(); // this week is on its way, and only the relay knows where it begins
    const days = this.schedule?.days ?? [];
    const shown = days.length ? { from: days[0].begin, to: days[days.length - 1].end } : null;
    const one = this.drawn === this.window ? shown : this.window;
    if (!by) this.window = null;
    else if (one) this.window = by > 0 ? { from: one.to, to: one.to + 7 * DAY } : { from: one.from - 7 * DAY, to: one.from };
    const mine = this.window;
    await this.read();
    // Whoever reads that the relay cannot be reached, and presses again, does not skip a week.
    if (this.problem && this.window === mine) this.window = this.drawn;
  }

  /** Show the week, Monday to Sunday, of a day. @param {number} day  as 20270314 */
  async weekOf(day) {
    const at = Date.UTC(Math.floor(day / 10000), (Math.floor(day / 100) % 100) - 1, day % 100);
    const from = at - ((new Date(at).getUTCDay() + 6) % 7) * DAY;
    // The relay shows the days of the line whose noon lies in between: wherever the line is, these are the same seven dates.
    this.window = { from, to: from + 7 * DAY };
    await this.read();
  }

  /** @param {string | null} device */
  label(device) {
    if (device === null) return 'Nobody yet';
    return this.schedule?.people.find((one) => one.device === device)?.label ?? 'Nobody yet';
  }

  /** A moment on the line's clock and on mine, each by its name. @param {number} at */
  say(at) {
    return sayMoment(this.schedule ?? browserClock(at), at, lineNow(this.session));
  }

  /** The same where there is little room: on the line's clock, by its name. @param {number} at */
  sayShort(at) {
    const { offsets, zone } = this.schedule ?? browserClock(at);
    return `${clock(wall(offsets, at))} ${zoneName(zone)}`;
  }

  /** The same as colleagues name it to each other: without its name where everybody's clock shows this. @param {number} at */
  sayClock(at) {
    const { schedule } = this;
    if (schedule && (!schedule.own || differs(schedule, at))) return this.sayShort(at);
    return clock(wall((schedule ?? browserClock(at)).offsets, at));
  }

  /** The name of my own clock, where it shows another time than the line's. @param {number} at */
  ownClock(at) {
    const { schedule } = this;
    return schedule?.own && differs(schedule, at) ? zoneName(schedule.own.zone) : null;
  }

  /** What the line's clock shows now; null until the relay has said it, because a browser elsewhere cannot guess it. */
  there() {
    return this.schedule && this.sayShort(lineNow(this.session));
  }

  /** Whether this is mine: this device, or another one of my name. @param {string | null} device */
  isMine(device) {
    const { me } = this.session;
    return device !== null && (device === me.device_id || personOf(this.label(device)) === personOf(me.label));
  }

  /** Mine that tell me what came of an offer to swap. */
  answered() {
    return (this.schedule?.mine ?? []).filter(({ answer }) => answer);
  }

  /** Those that a colleague hopes I take. */
  forMe() {
    const { role } = this.session.me;
    return (this.schedule?.wanted ?? []).filter((one) => !this.isMine(one.device) && (one.asks_of === null || this.isMine(one.asks_of)) && (one.duty !== 'supervisor' || role === 'supervisor'));
  }
}

/** @type {WeakMap<Reads, Reading>} */
const readings = new WeakMap();

/** @param {Reads} session @returns {Reading} */
export function readingOf(session) {
  const reading = readings.get(session) ?? new Reading(session);
  readings.set(session, reading);
  return reading;
}

/** @param {Reads} session @returns {Reading} */
export function useReading(session) {
  const [, again] = useState(0);
  const reading = readingOf(session);
  useEffect(() => reading.subscribe(() => again((n) => n + 1)), [reading]);
  return reading;
}
