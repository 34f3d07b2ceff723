/** Ends in words what is open to me for a time: my desk leaves while youth and colleague can be told. */

import { lineNow } from '../../parts/line_clock.js';
import { leave } from './around.js';

/** @typedef {import('../desk/engine.js').DeskEngine} DeskEngine */

/** Long enough for a slow network; the relay ends it by its own clock, and then nothing of mine goes through. */
const EARLY_MS = 60_000;
const AGAIN_MS = 3_000;
export const OVER = 'The time for which this was open to you is over, and they were told that you left.';

export class Endings {
  /** @param {DeskEngine} desk */
  constructor(desk) {
    this.desk = desk;
    /** @type {Map<string, ReturnType<typeof setTimeout>>} */
    this.timers = new Map();
    this.stopped = false;
  }

  /** A row came: it says whether I stand beside its worker, and until when. @param {import('../desk/order.js').Row} row */
  look(row) {
    this.forget(row.id);
    const until = this.until(row);
    if (until && !this.stopped) this.after(row.id, until - EARLY_MS - lineNow(this.desk.session));
  }

  /** @param {import('../desk/order.js').Row | undefined} row */
  until(row) {
    return row?.present?.find(({ device }) => device === this.desk.session.me.device_id)?.until ?? 0;
  }

  /** @param {string} id @param {number} ms */
  after(id, ms) {
    this.timers.set(id, setTimeout(() => this.end(id), Math.max(0, ms)));
  }

  /** @param {string} id */
  end(id) {
    this.timers.delete(id);
    if (this.until(this.desk.rows.get(id)) <= lineNow(this.desk.session)) return;
    // After a reload it may not have been read yet.
    const talk = this.desk.read(id);
    if (!talk.ready || this.desk.busy.has(id)) this.after(id, AGAIN_MS);
    // Open to me, and never entered: nobody was told that I came.
    else if (talk.story.present.includes(this.desk.session.me.device_id)) void this.leave(talk);
  }

  /** A press fails when the line is away: this one is nobody's, and looked after again while there is time. @private @param {import('../desk/talk.js').Talk} talk */
  async leave(talk) {
    await leave(this.desk, talk, OVER);
    if (!this.stopped) this.after(talk.id, AGAIN_MS);
  }

  /** @param {string} id */
  forget(id) {
    clearTimeout(this.timers.get(id));
    this.timers.delete(id);
  }

  stop() {
    this.stopped = true;
    for (const id of [...this.timers.keys()]) this.forget(id);
  }
}
