/** What a worker is told whose device shows another time than the line. */
import { clockSentence } from '../doors/keys/right_clock.js';
import { useNow } from '../parts/clock.js';
import { clockOff } from '../parts/line_clock.js';
import { Notice } from '../parts/panel.js';
import { html } from '../vendor/preact.js';

/** A line over every page, until the clock is right. */
export function WrongClock() {
  const now = useNow(5000);
  const off = clockOff();
  return off ? html`<${Notice} kind="warn">${clockSentence(now - off, now)}<//>` : null;
}
