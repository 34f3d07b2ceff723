/** Times of the schedule as people say them: on the line's clock, by its name, and on the worker's own. */

/** From when on a clock is so many minutes ahead of UTC, as the relay says. @typedef {[number, number][]} Offsets */
/** @typedef {{zone: string, offsets: Offsets, own: {zone: string, offsets: Offsets} | null}} Clocks */

const MINUTE = 60_000;
const DAY = 1440;
const WEEKDAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];
const MONTHS = ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December'];

/** Minutes since 1970 that a clock shows at a moment. @param {Offsets} offsets @param {number} at */
export function wall(offsets, at) {
  let ahead = offsets[0]?.[1] ?? 0;
  for (const [from, minutes] of offsets) if (from <= at) ahead = minutes;
  return Math.floor(at / MINUTE) + ahead;
}

/** "16:00"; midnight at an end is "24:00". @param {number} minutes  since 1970 on some clock @param {boolean} [ends] */
export function clock(minutes, ends = false) {
  const rest = ((minutes % DAY) + DAY) % DAY;
  if (ends && rest === 0) return '24:00';
  return `${String(Math.floor(rest / 60)).padStart(2, '0')}:${String(rest % 60).padStart(2, '0')}`;
}

/** 20261123, of a clock's minutes. @param {number} minutes */
export function dayNumber(minutes) {
  const day = new Date(Math.floor(minutes / DAY) * DAY * MINUTE);
  return day.getUTCFullYear() * 10_000 + (day.getUTCMonth() + 1) * 100 + day.getUTCDate();
}

/** The first minute since 1970 of a day such as 20261123. @param {number} day */
export const minutesOf = (day) => Date.UTC(Math.floor(day / 10_000), (Math.floor(day / 100) % 100) - 1, day % 100) / MINUTE;

/** A day so many days later. @param {number} day @param {number} by */
export const dayAfter = (day, by) => dayNumber(minutesOf(day) + by * DAY);

/** @param {number} weekday 0 is Monday */
export const weekdayName = (weekday) => WEEKDAYS[weekday];

/** "Monday 23 November" @param {number} day @param {boolean} [short] */
export function dayName(day, short = false) {
  const date = new Date(minutesOf(day) * MINUTE);
  const name = WEEKDAYS[(date.getUTCDay() + 6) % 7];
  const month = MONTHS[date.getUTCMonth()];
  return `${short ? name.slice(0, 3) : name} ${date.getUTCDate()} ${short ? month.slice(0, 3) : month}`;
}

/** "2026-11-23", as a date field takes it, and back. @param {number} day */
export const dateField = (day) => `${Math.floor(day / 10_000)}-${String(Math.floor(day / 100) % 100).padStart(2, '0')}-${String(day % 100).padStart(2, '0')}`;

/** @param {string} value @returns {number} 0 for an empty field */
export const dayOfField = (value) => Number(value.replaceAll('-', '')) || 0;

/** Minutes after midnight of a time field. @param {string} value @returns {number} NaN for an empty field */
export const minutesOfField = (value) => (/^\d\d:\d\d/.test(value) ? Number(value.slice(0, 2)) * 60 + Number(value.slice(3, 5)) : NaN);

/** "Winnipeg time" @param {string} zone */
export const zoneName = (zone) => `${(zone.split('/').at(-1) ?? zone).replaceAll('_', ' ')} time`;

/** Whether the worker's clock shows another time than the line's at this moment. @param {Clocks} clocks @param {number} at */
export const differs = (clocks, at) => clocks.own !== null && wall(clocks.own.offsets, at) !== wall(clocks.offsets, at);

/** "16:00–24:00" @param {Offsets} offsets @param {number} begin @param {number} end */
const between = (offsets, begin, end) => `${clock(wall(offsets, begin))}–${clock(wall(offsets, end), true)}`;

/** "16:00–24:00 Winnipeg time (17:00–01:00 your time, Toronto)" @param {Clocks} clocks @param {number} begin @param {number} end */
export function sayHours(clocks, begin, end) {
  const said = `${between(clocks.offsets, begin, end)} ${zoneName(clocks.zone)}`;
  if (!clocks.own || !(differs(clocks, begin) || differs(clocks, end))) return said;
  return `${said} (${between(clocks.own.offsets, begin, end)} your time, ${zoneName(clocks.own.zone).replace(/ time$/, '')})`;
}

/** "Monday 23 November, 16:00–24:00 Winnipeg time" @param {Clocks} clocks @param {number} begin @param {number} end */
export const saySpan = (clocks, begin, end) => `${dayName(dayNumber(wall(clocks.offsets, begin)))}, ${sayHours(clocks, begin, end)}`;

/** The same of a shift; where a part of it is published as closed, of each part that counts. @param {Clocks} clocks @param {{starts_at: number, ends_at: number, counts?: [number, number][]}} shift */
export const sayShift = (clocks, { starts_at: starts, ends_at: ends, counts = [] }) => (counts.length ? counts : [[starts, ends]]).map(([from, to]) => saySpan(clocks, from, to)).join('; then ');

/** Until the line's clock is known: this browser's own, by its name. @param {number} at @returns {Clocks} */
export const browserClock = (at) => ({ zone: Intl.DateTimeFormat().resolvedOptions().timeZone, offsets: [[0, -new Date(at).getTimezoneOffset()]], own: null });

/** "16:00 Winnipeg time (17:00 your time, Toronto)", with the day when it is not today, and the year when it is another; an end at midnight is "24:00". @param {Clocks} clocks @param {number} at @param {number} now @param {boolean} [ends] */
export function sayMoment(clocks, at, now, ends = false) {
  const day = dayNumber(wall(clocks.offsets, ends ? at - 1 : at));
  const today = dayNumber(wall(clocks.offsets, now));
  const year = Math.floor(day / 10_000) === Math.floor(today / 10_000) ? '' : ` ${Math.floor(day / 10_000)}`;
  const near = day === today ? '' : day === dayAfter(today, 1) ? 'tomorrow, ' : `${dayName(day)}${year}, `;
  const own = clocks.own && differs(clocks, at) ? ` (${clock(wall(clocks.own.offsets, at), ends)} your time, ${zoneName(clocks.own.zone).replace(/ time$/, '')})` : '';
  return `${near}${clock(wall(clocks.offsets, at), ends)} ${zoneName(clocks.zone)}${own}`;
}
