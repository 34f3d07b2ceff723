/** Says who of those with me waits for my words, since when, and sounds one soft note for it. */

import { hushed } from './order.js';
import { SILENCE } from './times.js';
import { isPractice } from './words.js';

/** @typedef {import('./engine.js').DeskEngine} DeskEngine */
/** @typedef {import('./talk.js').Talk} Talk */

const MINUTE_MS = 60_000;
/** Reading and typing take about so long, and need no word. */
const SHOWN_MS = 2 * MINUTE_MS;
/** After so long it sounds, and each time that it has taken twice as long; from then on it may be somebody else who writes. */
const SOUNDS_MS = 3 * MINUTE_MS;
/** Lower than what says that somebody waits for anybody, and one note of it only. */
export const ONE_NOTE = [[329.63, 0]];

/**
 * Since when somebody who is with me has not been answered, by the relay's clock; null while nothing is owed. A claim begins it too: who
 * read that I am here waits for my first word. What is still on its way from me counts as said.
 * @param {import('./order.js').Row} row
 * @param {Talk | undefined} talk
 * @param {string} me
 * @returns {number | null}
 */
export function owedSince(row, talk, me) {
  if (row.state !== 'claimed' || row.claimed_by !== me || hushed(row) || !talk?.ready || talk.unsent) return null;
  const { items, lastWorkerAt, leftAt, alarm } = talk.story;
  if (leftAt !== null || alarm === 'stop') return null;
  const claimedAt = row.claimed_at ?? 0;
  if (lastWorkerAt < claimedAt) return claimedAt;
  const first = items.find((item) => item.kind === 'bubble' && item.from === 'youth' && item.at > lastWorkerAt);
  return first ? first.at : null;
}

/** The same once it is long enough to be said. @param {number | null} since @param {number} now */
export const owedFor = (since, now) => (since === null || now - since < SHOWN_MS ? null : now - since);

/** How often it has sounded by then. @param {number} ms */
const times = (ms) => (ms < SOUNDS_MS ? 0 : 1 + Math.floor(Math.log2(ms / SOUNDS_MS)));

export class Answering {
  /**
   * @param {DeskEngine} desk
   * @param {() => void} sound
   */
  constructor(desk, sound) {
    this.desk = desk;
    this.sound = sound;
    /** Those with me whose words I have not looked at. */
    this.unread = 0;
    /** @private */
    this.fresh = 0;
    /** @private @type {Map<string, {since: number, times: number}>} */
    this.told = new Map();
    /** @private @type {ReturnType<typeof setTimeout> | undefined} */
    this.timer = undefined;
    this.seen = () => this.look();
  }

  start() {
    globalThis.document?.addEventListener?.('visibilitychange', this.seen);
  }

  stop() {
    globalThis.document?.removeEventListener?.('visibilitychange', this.seen);
    clearTimeout(this.timer);
  }

  /** What came while this page was behind another is before me again. @private */
  look() {
    const talk = document.visibilityState === 'visible' && this.desk.chosen ? this.desk.talks.get(this.desk.chosen) : null;
    talk?.look();
    this.desk.changed();
  }

  /** New words that I do not look at sound once, and what I leave unanswered again after three minutes, six, twelve and twenty-four. */
  count() {
    const { desk } = this;
    const { now, me } = desk.session;
    let fresh = 0;
    let unread = 0;
    let due = false;
    let next = Infinity;
    const told = new Map();
    for (const row of desk.rows.values()) {
      const talk = desk.talks.get(row.id);
      if (!talk || row.state !== 'claimed' || row.claimed_by !== me.device_id || isPractice(talk)) continue;
      if (!hushed(row)) [fresh, unread] = [fresh + talk.fresh, unread + Number(talk.fresh > 0)];
      const since = owedSince(row, talk, me.device_id);
      if (since === null) continue;
      const long = now() - since;
      const before = this.told.get(row.id);
      const sounded = times(Math.min(long, SILENCE));
      due ||= sounded > (before?.since === since ? before.times : 0);
      told.set(row.id, { since, times: sounded });
      if (long < SILENCE) next = Math.min(next, SOUNDS_MS * 2 ** sounded - long);
    }
    this.told = told;
    this.unread = unread;
    if (due || fresh > this.fresh) this.sound();
    this.fresh = fresh;
    clearTimeout(this.timer);
    if (next < Infinity) this.timer = setTimeout(() => this.desk.changed(), Math.max(0, next));
  }
}
