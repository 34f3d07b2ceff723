/** Times as people say them, and the one clock that keeps them fresh on the page. */
import { html, useEffect, useState } from '../vendor/preact.js';
import { lineNow } from './line_clock.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** "less than a minute", "3 min", "2 h 05 min", "5 days". @param {number} ms */
export function span(ms) {
  const left = Math.max(0, ms);
  if (left < MINUTE) return 'less than a minute';
  if (left < HOUR) return `${Math.floor(left / MINUTE)} min`;
  if (left < 2 * DAY) return `${Math.floor(left / HOUR)} h ${String(Math.floor((left % HOUR) / MINUTE)).padStart(2, '0')} min`;
  return `${Math.floor(left / DAY)} days`;
}

/** "21:14" @param {number} ms */
export const clockTime = (ms) => new Date(ms).toLocaleTimeString('en-CA', { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });

/** "today, 21:14", "tomorrow, 07:00", "Thursday, November 26, 09:00" @param {number} ms @param {number} [now] */
export function dayAndTime(ms, now = Date.now()) {
  const days = Math.round((startOfDay(ms) - startOfDay(now)) / DAY);
  const near = days === 0 ? 'today' : days === 1 ? 'tomorrow' : days === -1 ? 'yesterday' : null;
  if (near) return `${near}, ${clockTime(ms)}`;
  // Far away, the year says more than the weekday.
  const far = Math.abs(days) > 300;
  return `${new Date(ms).toLocaleDateString('en-CA', far ? { day: 'numeric', month: 'long', year: 'numeric' } : { weekday: 'long', day: 'numeric', month: 'long' })}, ${clockTime(ms)}`;
}

/** @param {number} ms */
const startOfDay = (ms) => new Date(ms).setHours(0, 0, 0, 0);

/** The line's time of now, renewed. @param {number} [everyMs] */
export function useNow(everyMs = 10_000) {
  const [now, setNow] = useState(lineNow());
  useEffect(() => {
    const timer = setInterval(() => setNow(lineNow()), everyMs);
    return () => clearInterval(timer);
  }, [everyMs]);
  return now;
}

/** @param {{until: number}} props */
export function Countdown({ until }) {
  const now = useNow(10_000);
  return html`<time datetime=${new Date(until).toISOString()}>${span(until - now)}</time>`;
}

/** @param {{at: number}} props */
export function Since({ at }) {
  const now = useNow(10_000);
  return html`<time datetime=${new Date(at).toISOString()}>${span(now - at)}</time>`;
}
