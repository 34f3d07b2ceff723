/** Whether the published schedule runs out soon: after its last day nobody is planned. */
import { lineNow } from '../../parts/line_clock.js';
import { useReading } from './reading.js';
import { dayName, dayNumber, wall } from './times.js';

const SOON = 7 * 86_400_000;

/** What is said of it; null while it goes on for longer than a week, or none was ever published. @param {Pick<import('./reading.js').Schedule, 'published_until' | 'offsets'>} schedule @param {number} now @param {boolean} mine  whether it is mine to publish */
export function runsOut({ published_until: until, offsets }, now, mine) {
  if (until === null || until - now > SOON) return null;
  const last = dayName(dayNumber(wall(offsets, until - 1)));
  const ask = mine ? 'Publish further, below.' : 'Tell your coordinator.';
  return until > now
    ? `The schedule is published until ${last}. After that nobody is planned and nobody is woken for open hours. ${ask}`
    : `The published schedule ended on ${last}. Nobody is planned, nobody is woken for open hours, and whoever finds no one here is told that nobody knows when somebody is back. ${ask}`;
}

/** Whether this coordinator should publish further now, for the bar. @param {import('../session.js').Session} session */
export function useRunsOut(session) {
  const { schedule } = useReading(session);
  return Boolean(session.me.coordinator && schedule && runsOut(schedule, lineNow(session), true));
}
