/** The nights on which I was on call on this device, also behind a locked desk: quiet ones too. */

/** @typedef {{from: number, to: number, until: number}} Span  on call from then on, seen last at `to`, signed until then */

export const KEEP = 56 * 24 * 3_600_000;
const HOUR = 3_600_000;
/** From ten in the evening to six, on the worker's own clock. */
const NIGHT = [22, 6];

/** @param {number} at @param {string} [zone] */
export function isNight(at, zone) {
  const hour = Number(new Intl.DateTimeFormat('en-CA', { hour: '2-digit', hourCycle: 'h23', timeZone: zone }).format(at));
  return hour >= NIGHT[0] || hour < NIGHT[1];
}

/** The evening that a night began on: before and after midnight is one night. @param {number} at */
export const nightOf = (at) => new Date(at - NIGHT[1] * HOUR).toDateString();

/**
 * What is known of my times on call once I look again. A desk that was locked meanwhile was on call until its time ran out.
 * @param {Span[]} spans
 * @param {number | null} until  by which I am on call now
 * @param {number} now
 * @returns {Span[]}
 */
export function seenOnCall(spans, until, now) {
  const kept = spans.filter(({ to }) => now - to < KEEP);
  const last = kept.at(-1);
  const open = last && last.to < last.until ? last : null;
  if (open && (open.until === until || now >= open.until)) kept[kept.length - 1] = { ...open, to: Math.min(now, open.until) };
  else if (open) kept[kept.length - 1] = { ...open, to: now, until: now };
  if (until && until > now && open?.until !== until) kept.push({ from: now, to: now, until });
  return kept;
}

/** @param {Span[]} spans @param {number} since @returns {string[]} each night that a time on call touched */
export function nightsIn(spans, since) {
  const found = spans.flatMap(({ from, to }) => Array.from({ length: Math.ceil((to - from) / HOUR) + 1 }, (_, n) => Math.min(from + n * HOUR, to)));
  return found.filter((at) => at > since && isNight(at)).map(nightOf);
}
