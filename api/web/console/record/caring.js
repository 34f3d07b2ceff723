/** A worker's own care: the rest after a heavy talk, two questions, and a load that nobody else sees. */

import { latest } from './folding.js';
import { red } from './kinds.js';

/** @typedef {import('../desk/engine.js').DeskEngine} DeskEngine */
/** @typedef {import('../desk/talk.js').Talk} Talk */
/** @typedef {{at: number, heavy: boolean, night: boolean, how?: string, stays?: string}} Done  one talk that ended; no name, no words */

export const REST = 10 * 60_000;
const KEEP = 56 * 24 * 3_600_000;
/** From ten in the evening to six, on the worker's own clock. */
const NIGHT = [22, 6];

/** @param {number} at @param {string} [zone] */
export function isNight(at, zone) {
  const hour = Number(new Intl.DateTimeFormat('en-CA', { hour: '2-digit', hourCycle: 'h23', timeZone: zone }).format(at));
  return hour >= NIGHT[0] || hour < NIGHT[1];
}

/** Whether a talk was red: judged high or imminent at any time in it. @param {Talk} talk */
export const wasRed = (talk) => (talk.record.forms.risk ?? []).some(({ answers }) => red(answers.level)) || Boolean(latest(talk.record, 'ladder'));

/**
 * The last four weeks in three numbers and their days.
 * @param {Done[]} done
 * @param {number} now
 */
export function loadOf(done, now) {
  const lately = done.filter(({ at }) => now - at < KEEP / 2);
  const nights = new Set(lately.filter(({ night }) => night).map(({ at }) => new Date(at - NIGHT[1] * 3_600_000).toDateString()));
  return { talks: lately.length, heavy: lately.filter(({ heavy }) => heavy).length, nights: nights.size };
}

/** Keeps it sealed in this browser's drawer; the relay and colleagues never learn of it. */
export class Caring {
  /** @param {DeskEngine} desk */
  constructor(desk) {
    this.desk = desk;
    /** @type {number} */
    this.restUntil = 0;
    /** The debrief that is asked for now. @type {Done | null} */
    this.asking = null;
  }

  async start() {
    const { keystore } = this.desk.session;
    const kept = await keystore.getJson('rest');
    this.restUntil = kept?.until ?? 0;
  }

  /** Milliseconds of rest that are left. */
  get left() {
    return Math.max(0, this.restUntil - this.desk.session.now());
  }

  /** A talk of mine ended. @param {boolean} heavy */
  async ended(heavy) {
    const { session } = this.desk;
    const now = session.now();
    const one = { at: now, heavy, night: isNight(now) };
    await this.write([...(await this.read()), one]);
    if (!heavy) return;
    this.asking = one;
    this.restUntil = now + REST;
    this.desk.changed();
    await session.keystore.putJson('rest', { until: this.restUntil });
    // Paging and the line look at this; without a connection the rest still holds at this desk.
    await session.relay.call('PUT', '/api/team/me', { state: 'rest', until: this.restUntil }).catch(() => null);
  }

  /** An emergency waits, and the worker goes back by their own choice. */
  async over() {
    this.restUntil = 0;
    this.desk.changed();
    await this.desk.session.keystore.remove('rest');
    await this.desk.session.relay.call('PUT', '/api/team/me', { state: 'here' }).catch(() => null);
  }

  /** @returns {Promise<Done[]>} */
  async read() {
    const now = this.desk.session.now();
    return ((await this.desk.session.keystore.getJson('load')) ?? []).filter((/** @type {Done} */ { at }) => now - at < KEEP);
  }

  /** @param {Done[]} done */
  write(done) {
    return this.desk.session.keystore.putJson('load', done);
  }

  /** The two answers, for nobody but the worker. @param {string} how @param {string} stays */
  async answered(how, stays) {
    const at = this.asking?.at;
    this.asking = null;
    this.desk.changed();
    await this.write((await this.read()).map((one) => (one.at === at ? { ...one, how, stays } : one)));
  }
}
