/** What changed about opening hours: whether it did, and each week that is another, beside what it was. */
import { alike, plain } from './comparing.js';

/** @typedef {{zone: string, always: boolean, unknown: boolean, spans: number[][], until: number}} Hours  spans: of minutes since 1970 */

const MINUTE_MS = 60_000;
const DAY = 24 * 60;
const WEEK = 7 * DAY;
/** How far ahead hours are written down, as in content/hours.py. */
const AHEAD = 400 * DAY;

/** The minutes in which both are written down. @param {Hours} was @param {Hours} now @param {number} at  milliseconds */
const within = (was, now, at) => [Math.min(Math.max(was.until, now.until) - AHEAD, Math.floor(at / MINUTE_MS)), Math.min(was.until, now.until)];

/** @param {number[][]} spans @param {number} from @param {number} to */
const cut = (spans, from, to) => spans.filter(([begin, close]) => close > from && begin < to).map(([begin, close]) => [Math.max(begin, from), Math.min(close, to)]);

/** Whether a service is open at the same times; how far ahead that is written down is no difference. @param {Hours | undefined} was @param {Hours | undefined} now @param {number} [at] */
export function sameHours(was, now, at = Date.now()) {
  if (!was || !now) return was === now;
  const { spans: old, until: _, ...rest } = was;
  const { spans: fresh, until: __, ...others } = now;
  const [from, to] = within(was, now, at);
  // Written down on a day that is still to come, or running out within the week: nobody's, so it is told.
  const fair = Math.max(was.until, now.until) - AHEAD <= at / MINUTE_MS + DAY && to - from >= WEEK;
  return alike(was, now) || (alike(rest, others) && (rest.always || rest.unknown || (fair && alike(cut(old, from, to), cut(fresh, from, to)))));
}

/** Both in words: one week, and each other week that differs in a way that was not told yet. @param {Hours | undefined} was @param {Hours | undefined} now @param {number} [at] @returns {[string | null, string | null]} */
export function hoursBeside(was, now, at = Date.now()) {
  const one = was ?? now;
  if (!one) return [null, null];
  const [from, to] = within(was ?? one, now ?? one, at);
  const told = (/** @type {Hours | undefined} */ hours, /** @type {number} */ week) => (hours ? weekWords(hours, from + week * WEEK) : null);
  const differ = Array.from({ length: Math.max(1, Math.ceil((to - from) / WEEK)) }, (_, week) => ({ week, before: told(was, week), after: told(now, week) }))
    .filter(({ before, after }) => before !== after)
    .filter(({ before, after }, index, all) => index === all.findIndex((other) => other.before === before && other.after === after));
  if (!differ.length) return [was ? plain(was) : null, now ? plain(now) : null];
  const some = was && now ? differ : differ.slice(0, 1);
  const words = (/** @type {Hours | undefined} */ hours, /** @type {'before' | 'after'} */ side) => hours && (timeless(hours)
    ?? [`By the clock of ${hours.zone}`, ...some.flatMap((each) => [...(each.week ? [`In the week from ${dayWords(from + each.week * WEEK, hours.zone)}`] : []), each[side] || 'Closed'])].join('\n'));
  return [words(was, 'before') ?? null, words(now, 'after') ?? null];
}

/** @param {Hours} hours */
const timeless = ({ always, unknown }) => (always ? 'Day and night' : unknown ? 'Nobody has said when' : undefined);

/** @param {number} minute @param {string} zone */
const dayWords = (minute, zone) => inZone(minute, zone, { day: 'numeric', month: 'long', year: 'numeric' });

/** A moment by the clock of a place; by that of Greenwich if nobody knows the place, which is told beside it. @param {number} minute @param {string} zone @param {Intl.DateTimeFormatOptions} look */
function inZone(minute, zone, look) {
  const moment = new Date(minute * MINUTE_MS);
  try {
    return moment.toLocaleString('en-CA', { timeZone: zone, ...look });
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return moment.toLocaleString('en-CA', { timeZone: 'UTC', ...look });
  }
}

/** A week of opening hours in the service's own time. @param {Hours} hours @param {number} from  minutes */
function weekWords(hours, from) {
  const words = timeless(hours);
  if (words) return words;
  const at = (/** @type {number} */ minute, /** @type {Intl.DateTimeFormatOptions} */ look) => inZone(minute, hours.zone, look);
  const clock = (/** @type {number} */ minute) => at(minute, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
  const day = (/** @type {number} */ minute) => at(minute, { weekday: 'long' });
  return cut(hours.spans, from, from + WEEK).map(([begin, end]) => `${day(begin)} ${clock(begin)} to ${end - begin < DAY ? '' : `${day(end)} `}${clock(end)}`).join('\n');
}
