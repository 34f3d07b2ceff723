/** Puts away what the relay takes off my desk, and destroys it once the relay says that it is erased. */

import { draftOf } from './talk.js';
import { KEEP_MS, empty } from './kept.js';
import { DEEDS, SILENT, codeOf, whyNot } from './unsent.js';
import { recordOf } from '../record/folding.js';

/** @typedef {import('./engine.js').DeskEngine} DeskEngine */
/** @typedef {import('./talk.js').Talk} Talk */
/** @typedef {{notes: string[], record: import('../record/folding.js').CareRecord, begun: Record<string, import('../record/kinds.js').Answers>}} Mine  what I wrote for the team, and nobody has got yet */

const HOUR = 60 * 60 * 1000;
export const UNSEEN = 'This conversation is not yours to see right now: they may have taken back their yes to your circle, a colleague may have it, or somebody else comes first. What you wrote for the team, and nobody has got yet, stays locked on this device until it is erased, and for 14 days at most.';
const ERASED = 'This conversation was erased. Nothing of it is left on this device.';

export class Unseen {
  /** @param {DeskEngine} desk */
  constructor(desk) {
    this.desk = desk;
    /** Put away, with the conversation as this page had it open. @private @type {Map<string, Talk | null>} */
    this.away = new Map();
    /** What I can still read of mine. @type {Map<string, Mine>} */
    this.mine = new Map();
    this.askedAt = 0;
  }

  /** @param {string} id */
  has(id) {
    return this.away.has(id);
  }

  /** The relay says that it is off my desk, and not why: off the screen at once, then it is asked. @param {string} id */
  async gone(id) {
    await this.putAway(id);
    await this.look(id);
  }

  /** Erased, or mine no more by my own wish: no word of it stays in this browser. @param {string} id */
  async destroy(id) {
    const talk = this.desk.talks.get(id) ?? this.away.get(id);
    this.takeOff(id, ERASED);
    this.away.delete(id);
    this.mine.delete(id);
    await talk?.forget();
    await empty(this.desk.session.keystore, id);
    this.desk.changed();
  }

  /** Ask for one conversation that no list names; only the relay's own word counts. @param {string} id */
  async look(id) {
    const fate = await this.fate(id);
    if (fate === 'erased') return this.destroy(id);
    if (fate === 'unseen') return this.putAway(id);
    if (fate !== 'here') return;
    this.back(id);
    await this.desk.session.keystore.remove(`unseen:${id}`);
  }

  /** It stands on my desk again. @param {string} id */
  back(id) {
    if (!this.away.delete(id)) return;
    this.mine.delete(id);
    void this.desk.session.keystore.remove(`unseen:${id}`);
  }

  /** Those that are put away may be erased by now, and nobody rings for them here. @param {boolean} [soon]  whenever that was asked last */
  async lookAgain(soon = false) {
    const now = this.desk.session.now();
    if (!soon && now - this.askedAt < HOUR) return;
    this.askedAt = now;
    for (const id of [...this.away.keys()]) await this.look(id);
  }

  /** @private @param {string} id @returns {Promise<'here' | 'erased' | 'unseen' | 'unknown'>} */
  async fate(id) {
    const { desk } = this;
    /** @type {Map<string, import('./order.js').Row | null>} */
    const news = new Map();
    desk.listings.add(news);
    try {
      const row = await desk.session.relay.call('GET', `/api/conversations/${id}`);
      if (!news.has(id)) desk.put(row);
      return 'here';
    } catch (error) {
      if (codeOf(error) === 'erased') return 'erased';
      if (codeOf(error) === 'not-found') return news.get(id) ? 'here' : 'unseen';
      desk.behind = true;
      return 'unknown';
    } finally {
      desk.listings.delete(news);
    }
  }

  /** @private @param {string} id */
  async putAway(id) {
    const { keystore, now } = this.desk.session;
    const talk = this.desk.talks.get(id) ?? null;
    this.takeOff(id, UNSEEN);
    this.away.set(id, talk ?? this.away.get(id) ?? null);
    await talk?.putAway();
    const since = await keystore.getJson(`unseen:${id}`);
    if (!talk && since && now() - since.at > KEEP_MS) return this.destroy(id);
    if (talk || !since) await keystore.putJson(`unseen:${id}`, { at: now() });
    await this.holdBack(id);
    const mine = await this.left(id);
    // It may have come back while it was looked at.
    if (mine && this.has(id) && !this.desk.rows.has(id)) this.mine.set(id, mine);
    this.desk.changed();
  }

  /** What an earlier page left on its way to them goes out only by my own word too, should it come back. @private @param {string} id */
  async holdBack(id) {
    const { keystore } = this.desk.session;
    const outbox = /** @type {import('./frames.js').Outgoing[]} */ ((await keystore.getJson(`outbox:${id}`)) ?? []);
    const onItsWay = outbox.filter(({ scope, state }) => scope === 0 && state !== 'failed');
    // What opened anew meanwhile keeps its own.
    if (!onItsWay.length || this.desk.talks.has(id)) return;
    const over = onItsWay.filter(({ payload }) => payload.t in DEEDS || SILENT.has(payload.form ?? payload.t));
    for (const item of onItsWay) Object.assign(item, { state: 'failed', says: whyNot('not-found', null) });
    const left = outbox.filter((item) => !over.includes(item));
    await (left.length ? keystore.putJson(`outbox:${id}`, left) : keystore.remove(`outbox:${id}`));
  }

  /** @private @param {string} id @param {string} says */
  takeOff(id, says) {
    const { desk } = this;
    desk.rows.delete(id);
    desk.caring.see(id);
    desk.talks.delete(id);
    for (const news of desk.listings) news.set(id, null);
    if (desk.chosen === id) desk.notices.set(id, says);
    desk.session.live.unwatch([id]);
    desk.endings.forget(id);
    desk.changed();
  }

  /** @private @param {string} id @returns {Promise<Mine | null>} */
  async left(id) {
    const { keystore } = this.desk.session;
    const outbox = /** @type {import('./frames.js').Outgoing[]} */ ((await keystore.getJson(`outbox:${id}`)) ?? []);
    const { note } = draftOf(await keystore.get(`draft:${id}`));
    const begun = (await keystore.getJson(`form:${id}`)) ?? {};
    const notes = [...outbox.filter(({ payload }) => payload.t === 'note').map(({ payload }) => String(payload.body)), note].filter(Boolean);
    const record = recordOf([], outbox, this.desk.people);
    const empty = !notes.length && !Object.keys(begun).length && !Object.keys(record.forms).length && !record.reports.size && !record.handovers.length;
    return empty ? null : { notes, record, begun };
  }
}
