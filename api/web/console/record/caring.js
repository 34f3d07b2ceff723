/** A worker's own care: the rest after a heavy talk, two questions, and a load that nobody else sees. */

import { lineNow } from '../../parts/line_clock.js';
import { isPractice } from '../desk/words.js';
import { latest } from './folding.js';
import { red } from './kinds.js';
import { isNight, KEEP, nightOf, nightsIn, seenOnCall } from './nights.js';

/** @typedef {import('../desk/engine.js').DeskEngine} DeskEngine */
/** @typedef {import('../desk/talk.js').Talk} Talk */
/** @typedef {{at: number, heavy: boolean, night: boolean, how?: string, stays?: string}} Done  one talk that ended; no name, no words */

export const REST = 10 * 60_000;
const EMERGENCY = 3;
/** So often it is looked at that I am on call still. */
const LOOK_MS = 10 * 60_000;

/**
 * Whether a talk was red: judged high or imminent at any time in it, also in a form that was only begun, or its button for an emergency was pressed.
 * @param {Talk | undefined} talk
 * @param {import('../desk/order.js').Row | undefined} row
 */
export function wasRed(talk, row) {
  if (row?.priority === EMERGENCY) return true;
  if (!talk) return false;
  const levels = [...(talk.record.forms.risk ?? []).map(({ answers }) => answers.level), talk.forms.of('risk')?.level];
  return levels.some(red) || Boolean(latest(talk.record, 'ladder') ?? talk.forms.of('ladder'));
}

/**
 * The last four weeks in three numbers: a night counts that had a talk, or on which I was on call.
 * @param {Done[]} done
 * @param {import('./nights.js').Span[]} spans
 * @param {number} now
 */
export function loadOf(done, spans, now) {
  const lately = done.filter(({ at }) => now - at < KEEP / 2);
  const nights = new Set([...lately.filter(({ night }) => night).map(({ at }) => nightOf(at)), ...nightsIn(spans, now - KEEP / 2)]);
  return { talks: lately.length, heavy: lately.filter(({ heavy }) => heavy).length, nights: nights.size };
}

/** Keeps it sealed in this browser's drawer; the relay and colleagues never learn of it. */
export class Caring {
  /** @param {DeskEngine} desk */
  constructor(desk) {
    this.desk = desk;
    /** The rest that a talk on this device gave. @type {number} */
    this.restUntil = 0;
    /** Whether the relay has shown it as its own: from then on it ends when the relay says so. */
    this.told = false;
    /** The talk that two questions stand open for. @type {Done | null} */
    this.asking = null;
    /** Whether they are before the worker; put off, they stay with the rest. */
    this.open = false;
    /** Talks that are mine, and whether each was red: neither a reload nor a lost connection may forget one. @type {Record<string, boolean>} */
    this.having = {};
    /** @type {Promise<void>} */
    this.writing = Promise.resolve();
    /** What was noted last of my being on call. @type {{until: number | null, at: number}} */
    this.noted = { until: null, at: 0 };
  }

  async start() {
    const { session } = this.desk;
    const { keystore } = session;
    const { until = 0, told = false, asking = null } = (await keystore.getJson('rest')) ?? {};
    Object.assign(this, { restUntil: until, told, asking });
    this.having = (await keystore.getJson('having')) ?? {};
    session.endings.push(session.subscribe(() => this.duty()));
    this.duty();
  }

  /** Whether I am on call now is noted for the nights that I count. */
  duty() {
    const { session } = this.desk;
    const [until, at] = [session.onCall.state === 'shift' ? session.onCall.until : null, lineNow(session)];
    if (until === this.noted.until && at - this.noted.at < LOOK_MS) return;
    this.noted = { until, at };
    void this.writes(async () => session.keystore.putJson('nights', seenOnCall((await session.keystore.getJson('nights')) ?? [], until, at)));
  }

  /** Until when I rest: by a talk on this device, or on another of mine, as the relay says. */
  get until() {
    const { me } = this.desk.team;
    return Math.max(this.restUntil, me?.state === 'rest' ? me.until ?? 0 : 0);
  }

  /** Milliseconds of rest that are left. */
  get left() {
    return Math.max(0, this.until - lineNow(this.desk.session));
  }

  /**
   * Something happened to a conversation. While it is mine I remember whether it was red; it has ended for me when it is closed or
   * erased, when a colleague has it, or when I step out. One that went back in line because this device was away is still mine
   * to go on with: a young person in danger must not lose whom they know to a rest that a broken connection began.
   * @param {string} id
   */
  see(id) {
    const { rows, talks, session } = this.desk;
    const row = rows.get(id);
    const talk = talks.get(id);
    const red = Boolean(this.having[id] || wasRed(talk, row));
    if (row?.state === 'claimed' && row.claimed_by === session.me.device_id) {
      if (!isPractice(talk)) this.keep({ ...this.having, [id]: red });
      else if (id in this.having) this.forget(id);
    } else if (id in this.having && row?.state !== 'waiting') {
      this.forget(id);
      void this.ended(red);
    }
  }

  /** I put it back in line: it has ended for me, although nobody has it yet. @param {string} id */
  gave(id) {
    if (!(id in this.having)) return;
    const red = this.having[id] || wasRed(this.desk.talks.get(id), undefined);
    this.forget(id);
    void this.ended(red);
  }

  /** @param {string} id */
  forget(id) {
    const { [id]: _, ...rest } = this.having;
    this.keep(rest);
  }

  /** @param {Record<string, boolean>} having */
  keep(having) {
    const same = Object.keys(having).length === Object.keys(this.having).length && Object.keys(having).every((id) => this.having[id] === having[id]);
    this.having = having;
    if (!same) void this.writes(() => this.desk.session.keystore.putJson('having', this.having));
  }

  /** One write after the other; one that this browser refused stops none of those after it. @private @param {() => Promise<any>} what @returns {Promise<any>} */
  writes(what) {
    this.writing = this.writing.catch(() => null).then(what);
    return this.writing;
  }

  /** A talk ended for me. @param {boolean} heavy */
  async ended(heavy) {
    const { session } = this.desk;
    const now = session.now();
    const one = { at: now, heavy, night: isNight(now) };
    const kept = this.change((done) => [...done, one]);
    if (heavy) {
      Object.assign(this, { asking: one, open: true, restUntil: lineNow(session) + REST, told: false });
      this.desk.changed();
      await this.rests();
      await this.tell();
    }
    await kept;
  }

  /** @private */
  rests() {
    return this.desk.session.keystore.putJson('rest', { until: this.restUntil, told: this.told, asking: this.asking });
  }

  /**
   * Paging and the line go by the relay's word. What did not reach it is said again when the connection is back; until then the rest
   * holds at this desk. What it had, and has no more, was ended on another device of mine.
   */
  async tell() {
    const { me } = this.desk.team;
    if (this.restUntil <= lineNow(this.desk.session)) return;
    // Whoever is away for longer stays away: the end of a rest must not count them in.
    const out = (me?.state === 'away' || me?.state === 'rest') && (me.until ?? Infinity) >= this.restUntil;
    if (!this.told && out && me?.state === 'rest') {
      this.told = true;
      await this.rests();
    } else if (this.told && (me?.state === 'here' || me?.state === 'off')) { // off: nobody rests on a device that is on no call
      await this.forgetRest();
    } else if (!out) {
      await this.desk.session.relay.call('PUT', '/api/team/me', { state: 'rest', until: this.restUntil }).catch(() => null);
    }
  }

  /** @private */
  async forgetRest() {
    this.restUntil = 0;
    this.desk.changed();
    await this.desk.session.keystore.remove('rest');
  }

  /** An emergency waits, and the worker goes back by their own choice, once the relay has heard it: it would refuse them the claim. */
  async over() {
    await this.desk.team.sayWhere('here');
    await this.forgetRest();
  }

  /** @returns {Promise<Done[]>} */
  async read() {
    const now = this.desk.session.now();
    return ((await this.desk.session.keystore.getJson('load')) ?? []).filter((/** @type {Done} */ { at }) => now - at < KEEP);
  }

  /** One change after the other: two talks that end together are both counted. @param {(done: Done[]) => Done[]} how */
  change(how) {
    return this.writes(async () => this.desk.session.keystore.putJson('load', how(await this.read())));
  }

  /** Have the two questions before me, or put them off. @param {boolean} open */
  ask(open) {
    this.open = open;
    this.desk.changed();
  }

  /** The two answers, for nobody but the worker. @param {string} how @param {string} stays */
  async answered(how, stays) {
    const at = this.asking?.at;
    this.asking = null;
    this.desk.changed();
    if (this.restUntil) await this.rests();
    await this.change((done) => done.map((one) => (one.at === at ? { ...one, how, stays } : one)));
  }
}
