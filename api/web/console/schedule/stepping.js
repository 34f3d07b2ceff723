/** Keys that move a shift: presses are gathered, shown, and told as one change when they rest. */
import { useEffect, useRef, useState } from '../../vendor/preact.js';

/** @typedef {{days: number, minutes: number}} By */

/** How long the keys rest before what they said is told (ms). */
export const REST = 700;

const NONE = Object.freeze({ days: 0, minutes: 0 });
/** @param {By} a @param {By} b @returns {By} */
const sum = (a, b) => ({ days: a.days + b.days, minutes: a.minutes + b.minutes });

/** Presses on one shift at a time. */
export class Stepping {
  /** @param {(id: string, by: By) => Promise<boolean>} move  tells one change; false when it was not made @param {() => void} changed @param {number} [rest] */
  constructor(move, changed, rest = REST) {
    this.move = move;
    this.changed = changed;
    this.rest = rest;
    /** The shift that is moved. */ this.id = '';
    /** @private @type {By} */ this.gathered = NONE;
    /** @private @type {By | null} */ this.sent = null;
    /** @private @type {Promise<void>} the change on its way, or the last one */ this.told = Promise.resolve();
    /** @private @type {ReturnType<typeof setTimeout> | undefined} */ this.timer = undefined;
  }

  /** How far from where it stands the shift is shown; null when it is not moved. @param {string} id @returns {By | null} */
  by(id) {
    return id === this.id ? sum(this.sent ?? NONE, this.gathered) : null;
  }

  /** One more press. @param {string} id @param {By} by */
  add(id, by) {
    if (this.id && this.id !== id) {
      void this.tell().then(() => this.add(id, by));
      return;
    }
    this.id = id;
    this.gathered = sum(this.gathered, by);
    this.wait();
  }

  /** Tell now what is gathered: the keys went elsewhere. */
  tell() {
    clearTimeout(this.timer);
    if (this.id && !this.sent) this.told = this.send();
    return this.told;
  }

  /** @private */
  async send() {
    this.sent = this.gathered;
    this.gathered = NONE;
    const made = !(this.sent.days || this.sent.minutes) || (await this.move(this.id, this.sent));
    this.sent = null;
    // Presses on top of a change that was not made mean a place that nobody chose.
    if (made && (this.gathered.days || this.gathered.minutes)) this.wait();
    else this.end();
  }

  /** Let it stand where it stands. */
  drop() {
    clearTimeout(this.timer);
    this.gathered = NONE;
    if (!this.sent) this.end();
  }

  /** @private */
  wait() {
    clearTimeout(this.timer);
    if (!this.sent) this.timer = setTimeout(() => void this.tell(), this.rest);
    this.changed();
  }

  /** @private */
  end() {
    this.id = '';
    this.gathered = NONE;
    this.changed();
  }
}

/** The gathering of one picture; what was not told yet is told when the picture goes. @param {(id: string, by: By) => Promise<boolean>} move @returns {Stepping} */
export function useStepping(move) {
  const [, again] = useState(0);
  const latest = useRef(move);
  latest.current = move;
  const made = useRef(/** @type {Stepping | null} */ (null));
  made.current ??= new Stepping((id, by) => latest.current(id, by), () => again((n) => n + 1));
  useEffect(() => () => void made.current?.tell(), []);
  return made.current;
}
