/** Whether the published schedule runs out soon: its last day comes, or the last open hours before it. */
import { lineNow } from '../../parts/line_clock.js';
import { useReading } from './reading.js';
import { dayName, dayNumber, wall } from './times.js';

/** @typedef {import('./reading.js').Schedule} Schedule */
/** @typedef {import('./reading.js').Pattern} Pattern */

const WEEK = 7 * 86_400_000;

/** What is said of it; null while it goes on for longer than a week, or none was ever published. @param {Pick<Schedule, 'published_until' | 'last_hours' | 'offsets'>} schedule @param {number} now @param {boolean} mine  whether it is mine to publish */
export function runsOut({ published_until: until, last_hours: hours, offsets }, now, mine) {
  if (until === null) return null;
  const day = (/** @type {number} */ at) => dayName(dayNumber(wall(offsets, at - 1)));
  // A whole week without open hours is none of the days on which a line that opens now and then is closed.
  const bare = until > now && (hours ?? 0) <= until - WEEK;
  const end = bare ? hours ?? 0 : until;
  if (end - now > WEEK) return null;
  const after = 'nobody is planned, nobody is woken for open hours, and whoever finds no one here is told that nobody knows when somebody is back.';
  if (bare) {
    const ask = mine ? 'Plan open hours for every week, and publish, below.' : 'Tell your coordinator.';
    return hours ? `The schedule is published until ${day(until)}, but its last open hours ${hours > now ? 'end' : 'ended'} on ${day(hours)}. After that ${after} ${ask}` : `The schedule is published until ${day(until)}, but there are no open hours in it any more: ${after} ${ask}`;
  }
  const ask = mine ? 'Publish further, below.' : 'Tell your coordinator.';
  return until > now ? `The schedule is published until ${day(until)}. After that ${after} ${ask}` : `The published schedule ended on ${day(until)}: ${after} ${ask}`;
}

/**
 * What is planned for every week and ends before the published days do, with nothing planned in its place.
 * @param {Pattern[]} patterns @param {number} today  as 20261123 @param {number} last  the last published day
 */
export function endingEarly(patterns, today, last) {
  const lasts = (/** @type {Pattern} */ one) => one.until_day ?? Infinity;
  const instead = (/** @type {Pattern} */ one, /** @type {Pattern} */ other) => other.weekday === one.weekday && other.duty === one.duty && lasts(other) > lasts(one)
    && other.starts < one.starts + one.length && one.starts < other.starts + other.length;
  return patterns.filter((one) => lasts(one) >= today && lasts(one) < last && !patterns.some((other) => instead(one, other)));
}

/** Whether this coordinator should publish further now, for the bar. @param {import('../session.js').Session} session */
export function useRunsOut(session) {
  const { schedule } = useReading(session);
  return Boolean(session.me.coordinator && schedule && runsOut(schedule, lineNow(session), true));
}
