/** What a worker is told whose device shows another time than the line. */
import { dayAndTime, useNow } from '../parts/clock.js';
import { clockOff } from '../parts/line_clock.js';
import { Notice } from '../parts/panel.js';
import { html } from '../vendor/preact.js';

/** @param {number} here  by this device's clock @param {number} line  by the line's @param {string} [then]  what that allows */
export const clockSentence = (here, line, then = '') =>
  `This device’s clock says ${dayAndTime(here, line)}, but the line’s says ${dayAndTime(line, line)}: set this device’s clock right${then}.`;

/** A line over every page, until the clock is right. */
export function WrongClock() {
  const now = useNow(5000);
  const off = clockOff();
  return off ? html`<${Notice} kind="warn">${clockSentence(now - off, now)}<//>` : null;
}
