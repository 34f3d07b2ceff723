/** The team as the relay tells it: who is here, away or resting, and how much each carries. */

import { inOrder } from '../../parts/in_order.js';
import { lineNow } from '../../parts/line_clock.js';
import { personOf } from '../../parts/person.js';
import { PASSING, codeOf } from '../desk/speaking.js';

/** @typedef {import('../desk/engine.js').DeskEngine} DeskEngine */

/**
 * @typedef {object} Colleague
 * @property {string} device
 * @property {string} label
 * @property {string} role
 * @property {number} circle
 * @property {'here' | 'away' | 'rest' | 'off'} state
 * @property {string | null} [reason]  only mine, or when I lead
 * @property {number | null} [until]
 * @property {number} [load]
 * @property {number} [most]
 */

/** Why somebody is away: the relay's closed list, in our words. */
export const AWAY = { break: 'A break', meal: 'A meal', appointment: 'An appointment', unwell: 'Not well', other: 'Something else' };
export const STATES = { here: 'here', away: 'away', rest: 'on a break', off: 'off call' };

const AGAIN_MS = 3000;

export class Team {
  /** @param {DeskEngine} desk */
  constructor(desk) {
    this.desk = desk;
    /** @type {Colleague[]} */
    this.items = [];
    /** A later answer is never undone by an earlier one. @private */
    this.order = inOrder();
    /** How often it was asked for. @private */
    this.asked = 0;
    /** Claims that were refused for room, until I decide. @type {Map<string, {code: string, says: string}>} */
    this.refused = new Map();
    /** Why I offered a conversation, until the youth was asked. @type {Map<string, string>} */
    this.why = new Map();
    /** Whom I handed what was written before, by conversation and device. @type {Set<string>} */
    this.shared = new Set();
    /** With whom that failed: it is tried again with the next thing that happens, and can be pressed. @type {Set<string>} */
    this.unshared = new Set();
    /** Conversations for which something is on its way by itself. @type {Set<string>} */
    this.carrying = new Set();
    /** Something changed meanwhile: look once more. @type {Set<string>} */
    this.again = new Set();
  }

  /** Hand a colleague what was written before they came. @param {import('../desk/talk.js').Talk} talk @param {string} device */
  async share(talk, device) {
    const name = `${talk.id} ${device}`;
    try {
      await talk.speaking.share((one) => one === device);
    } catch (error) {
      this.unshared.add(name);
      throw error;
    }
    this.unshared.delete(name);
    this.shared.add(name);
  }

  /** Who reads along and is handed what was written only when I say so; who came because I asked, only when that failed by itself. @param {import('../desk/talk.js').Talk} talk */
  inTheDark(talk) {
    const byItself = (/** @type {string} */ device) => Boolean(talk.row?.present.some((one) => one.device === device && one.reason === 'help'));
    return talk.story.present.filter((device) => device !== this.desk.session.me.device_id && (!byItself(device) || this.unshared.has(`${talk.id} ${device}`)));
  }

  get me() {
    return this.items.find((one) => one.device === this.desk.session.me.device_id) ?? null;
  }

  /** Who is here beside me, each person once. */
  get others() {
    return this.persons(this.items.filter(({ state }) => state !== 'off'));
  }

  /** Each colleague once, under the first of their devices; none of mine. @private @param {Colleague[]} items */
  persons(items) {
    const me = personOf(this.desk.session.me.label);
    /** @type {Map<string, Colleague>} */
    const found = new Map();
    for (const one of [...items].sort((a, b) => Number(b.state === 'here') - Number(a.state === 'here'))) {
      const person = personOf(one.label);
      if (person !== me && !found.has(person)) found.set(person, one);
    }
    return [...found.values()].sort((a, b) => items.indexOf(a) - items.indexOf(b));
  }

  /** Whether I said that I am away: until a time holds no longer than that, also when the relay's bell has not rung. */
  get away() {
    const { me } = this;
    return me?.state === 'away' && !(me.until && me.until <= lineNow(this.desk.session));
  }

  /** How many I have now, counted here: what I claim needs no question to the relay. */
  get load() {
    const me = this.desk.session.me.device_id;
    return [...this.desk.rows.values()].filter((row) => row.state === 'claimed' && row.claimed_by === me).length;
  }

  /** Somebody claimed, or let go: only who sees everybody's load asks for it. @param {import('../desk/order.js').Row | undefined} before @param {import('../desk/order.js').Row} row */
  moved(before, row) {
    const { me } = this.desk.session;
    this.declined(before, row);
    if (before?.claimed_by === row.claimed_by) return;
    if (me.role === 'supervisor' || me.coordinator) void this.read();
    const beside = before?.state === 'claimed' && row.state === 'claimed' && row.claimed_by !== me.device_id && before.present.some(({ device, until }) => device === me.device_id && until !== null);
    if (!beside) return;
    const talk = this.desk.talks.get(row.id);
    if (talk) talk.unlocked = false;
    this.desk.notices.set(row.id, `${row.claimed_label ?? 'A colleague'} has this conversation now, and you stand beside it no longer: they and the youth were told.`);
  }

  /**
   * My offer is gone and I did not take it back: silence would look like a yes on its way. A youth's no stands in the talk.
   * @param {import('../desk/order.js').Row | undefined} before
   * @param {import('../desk/order.js').Row} row
   */
  declined(before, row) {
    const { desk } = this;
    const me = desk.session.me.device_id;
    const to = before?.offered_to;
    if (!to || row.offered_to || before.claimed_by !== me || row.claimed_by !== me || row.state !== 'claimed' || desk.busy.get(row.id)?.has('withdraw')) return;
    const asked = desk.talks.get(row.id)?.story.transfer;
    if (asked?.to === to && asked.answer === false) return;
    const name = desk.people.label(to);
    desk.notices.set(row.id, before.agreed ? `It is not handed over to ${name} after all, and stays with you.` : `${name} cannot take it now. Ask somebody else, or put it back in line.`);
  }

  /** Read it again; the desk works without it. When it is answered, what is shown is no older than the question, however often others ring meanwhile. */
  async read() {
    const turn = ++this.asked;
    try {
      const read = await this.order(() => this.desk.session.relay.call('GET', '/api/team'));
      if (!read) return;
      this.items = read.answer.items;
      this.desk.changed();
    } catch (error) {
      // What changed meanwhile rings no second time.
      if (PASSING.has(codeOf(error))) setTimeout(() => { if (turn === this.asked) void this.read(); }, AGAIN_MS);
    }
  }

  /**
   * Who could take this conversation now, as far as I can see, each person once; the relay has the last word.
   * @param {import('../desk/order.js').Row} row
   */
  mayTake(row) {
    return this.persons(this.items.filter((one) => one.state === 'here' && row.audience & (1 << one.circle)));
  }

  /** How many a colleague takes at once from now on. @param {string} device @param {number} most */
  async limit(device, most) {
    await this.desk.session.relay.call('PUT', `/api/team/${device}/most`, { most });
    await this.read();
  }

  /** @param {'here' | 'away'} state @param {string | null} [reason] @param {number | null} [until] */
  async sayWhere(state, reason = null, until = null) {
    await this.desk.session.relay.call('PUT', '/api/team/me', { state, ...(reason && { reason }), ...(until && { until }) });
    this.refused.clear();
    await this.read();
  }
}
