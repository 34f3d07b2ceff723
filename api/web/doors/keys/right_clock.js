/** Whether this device's clock is right enough to sign lists by, and what is told where it is not. */
import { dayAndTime } from '../../parts/clock.js';
import { clockOff } from '../../parts/line_clock.js';
import { Refusal as Answer } from '../../parts/relay.js';
import { Refusal } from '../../sealing/keys.js';

/** A list runs an hour less than a week, so that a clock may be fast by that much and its list still be taken. */
const FAR = 50 * 60_000;

/** @param {number} here  by this device's clock @param {number} line  by the line's @param {string} [then]  what that allows */
export const clockSentence = (here, line, then = '') =>
  `This device’s clock says ${dayAndTime(here, line)}, but the line’s says ${dayAndTime(line, line)}: set this device’s clock right${then}.`;

/** Throws a Refusal `clock` where what is signed by it now would be refused, or would run out too soon. @param {number} now @param {string} [then] */
export function demandClock(now, then = ', then try again') {
  const off = clockOff();
  if (Math.abs(off) > FAR) throw new Answer('clock', clockSentence(now, now + off, then), 422); // nothing that goes away by itself
}

/**
 * What to tell of a list that was refused: where the clock is far off that is why, and the clock can be set right.
 * @template Told @param {Told} error @param {number} now @param {string} [then] @returns {Told | Answer}
 */
export function orClock(error, now, then) {
  const ofTime = error instanceof Answer ? error.code === 'document' : error instanceof Refusal && ['expired', 'too-far'].includes(error.reason);
  try {
    if (ofTime) demandClock(now, then);
  } catch (clock) {
    return /** @type {Answer} */ (clock);
  }
  return error;
}
