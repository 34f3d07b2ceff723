/** Time in a worker's words: waited, ago, clock and day, on the clock of whoever looks. */

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** After this long without a word the one who writes may be somebody else (domain 3, U4). */
export const SILENCE = 30 * MINUTE;

/**
 * `0:07`, `12:40`, `1:02:09`; from a day on `2 d 3 h`, because seconds no longer help anybody.
 * @param {number} ms
 */
export function waited(ms) {
  const total = Math.max(0, Math.floor(ms / SECOND));
  const hours = Math.floor(total / 3600);
  const minutes = Math.floor((total % 3600) / 60);
  const seconds = String(total % 60).padStart(2, '0');
  if (hours >= 24) return `${Math.floor(hours / 24)} d ${hours % 24} h`;
  return hours ? `${hours}:${String(minutes).padStart(2, '0')}:${seconds}` : `${minutes}:${seconds}`;
}

/**
 * The same for a screen reader: `12 minutes 40 seconds`.
 * @param {number} ms
 */
export function waitedAloud(ms) {
  const total = Math.max(0, Math.floor(ms / SECOND));
  const parts = [
    [Math.floor(total / 86400), 'day'],
    [Math.floor((total % 86400) / 3600), 'hour'],
    [Math.floor((total % 3600) / 60), 'minute'],
  ];
  const said = parts.filter(([n]) => n).map(([n, word]) => `${n} ${word}${n === 1 ? '' : 's'}`);
  if (!said.length) return `${total} second${total === 1 ? '' : 's'}`;
  return said.slice(0, 2).join(' ');
}

/**
 * A rough length for prose: `just now`, `4 minutes`, `3 hours`, `2 days`.
 * @param {number} ms
 */
export function span(ms) {
  if (ms < MINUTE) return 'less than a minute';
  const [n, word] = ms < HOUR ? [Math.floor(ms / MINUTE), 'minute']
    : ms < DAY ? [Math.floor(ms / HOUR), 'hour'] : [Math.floor(ms / DAY), 'day'];
  return `${n} ${word}${n === 1 ? '' : 's'}`;
}

/** What is said of a moment. @type {{[look: string]: Intl.DateTimeFormatOptions}} */
const LOOKS = {
  clock: { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' },
  key: { year: 'numeric', month: '2-digit', day: '2-digit' },
  day: { weekday: 'long', day: 'numeric', month: 'long' },
  zone: { hour: '2-digit', timeZoneName: 'short' },
};
/** Made once: to make a format costs a hundred times what it costs to use it, and the lists are drawn each second. @type {Map<string, Intl.DateTimeFormat>} */
const made = new Map();
/** @type {Map<string, string>} */
const shortNames = new Map();

/** @param {string} look @param {string} zone */
function format(look, zone) {
  const key = `${look} ${zone}`;
  const found = made.get(key) ?? new Intl.DateTimeFormat('en-CA', { ...LOOKS[look], timeZone: zone });
  made.set(key, found);
  return found;
}

/**
 * A format and the moment to give it. The viewer's own clock is asked each time, because it changes for one who travels.
 * @param {string} look
 * @param {number} at
 * @param {string} [zone]
 * @returns {[Intl.DateTimeFormat, number]}
 */
const seen = (look, at, zone) => (zone ? [format(look, zone), at] : [format(look, 'UTC'), at - new Date(at).getTimezoneOffset() * MINUTE]);

/** `Sunday 14 March` @param {number} at @param {string} [zone] */
function longDay(at, zone) {
  const [day, moment] = seen('day', at, zone);
  const parts = day.formatToParts(moment);
  const part = (/** @type {string} */ type) => parts.find((p) => p.type === type)?.value ?? '';
  return `${part('weekday')} ${part('day')} ${part('month')}`;
}

/** `CDT` @param {number} at @param {string} [zone] */
function zoneName(at, zone) {
  const name = (/** @type {Intl.DateTimeFormat} */ as) => as.formatToParts(at).find((p) => p.type === 'timeZoneName')?.value ?? '';
  if (zone) return name(format('zone', zone));
  // A `Date` ends in the long name of the viewer's clock, "GMT-0600 (Central Standard Time)"; to each belongs one short name.
  const long = String(new Date(at)).slice(24);
  const short = shortNames.get(long) ?? name(new Intl.DateTimeFormat('en-CA', LOOKS.zone));
  shortNames.set(long, short);
  return short;
}

/**
 * `21:14` in the viewer's zone, or in the zone given.
 * @param {number} at
 * @param {string} [zone]
 */
export function clock(at, zone) {
  const [time, moment] = seen('clock', at, zone);
  return time.format(moment);
}

/**
 * The calendar day as `2027-03-14` in a zone: what separates two messages by a day line.
 * @param {number} at
 * @param {string} [zone]
 */
export function dayKey(at, zone) {
  const [day, moment] = seen('key', at, zone);
  return day.format(moment);
}

/**
 * `Today`, `Yesterday`, `Sunday 14 March`.
 * @param {number} at
 * @param {number} now
 * @param {string} [zone]
 */
export function dayName(at, now, zone) {
  if (dayKey(at, zone) === dayKey(now, zone)) return 'Today';
  if (dayKey(at, zone) === dayKey(now - DAY, zone)) return 'Yesterday';
  return longDay(at, zone);
}

/**
 * The exact moment with its zone, for a title or a report: `Sunday 14 March, 21:14 CDT`.
 * @param {number} at
 * @param {string} [zone]
 */
export function moment(at, zone) {
  return `${longDay(at, zone)}, ${clock(at, zone)} ${zoneName(at, zone)}`.trim();
}
