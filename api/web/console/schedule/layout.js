/** Where each stretch of time lies in the picture of the week: which day, from where, how long. */
import { dayNumber, minutesOf, wall } from './times.js';

const DAY = 1440;

/** A part of one day; `from` and `to` are shares of that day on the line's clock. @typedef {{day: number, from: number, to: number, first: boolean, last: boolean}} Piece */

/**
 * @param {import('./times.js').Offsets} offsets @param {number} begin @param {number} end @param {number[]} days
 * @returns {Piece[]} one for each shown day that it touches
 */
export function pieces(offsets, begin, end, days) {
  const starts = wall(offsets, begin);
  // On the night when the clock is set back, what is real time can be nothing on the clock; it stays to be seen.
  const ends = Math.max(wall(offsets, end), starts + 1);
  return days.flatMap((day) => {
    const midnight = minutesOf(day);
    const from = Math.max(starts, midnight);
    const to = Math.min(ends, midnight + DAY);
    return from < to ? [{ day, from: (from - midnight) / DAY, to: (to - midnight) / DAY, first: from === starts, last: to === ends }] : [];
  });
}

/**
 * Beside each other where they overlap, so that none covers another.
 * @template {{from: number, to: number}} T
 * @param {T[]} all  of one lane of one day
 * @returns {(T & {slot: number, slots: number})[]}
 */
export function abreast(all) {
  const ordered = [...all].sort((a, b) => a.from - b.from || b.to - a.to);
  /** @type {number[]} */ const free = [];
  const placed = ordered.map((one) => {
    let slot = free.findIndex((until) => until <= one.from);
    if (slot < 0) slot = free.length;
    free[slot] = one.to;
    return { ...one, slot };
  });
  return placed.map((one) => ({ ...one, slots: Math.max(1, free.length) }));
}

/** Open hours in which nobody is primary. @param {{starts_at: number, ends_at: number}[]} hours @param {{kind: string, starts_at: number, ends_at: number}[]} warnings */
export const unfilled = (hours, warnings) => (hours.length ? warnings.filter(({ kind }) => kind === 'unfilled') : []);

/**
 * The shift that an arrow key leads to: up and down through one day, left and right to the nearest in another.
 * @template {{id: string, day: number, starts: number, duty: string}} T
 * @param {T[]} shifts @param {T} from @param {string} key @returns {T | null}
 */
export function neighbour(shifts, from, key) {
  const order = (/** @type {T} */ one) => minutesOf(one.day) + one.starts;
  const lanes = ['primary', 'backup', 'supervisor'];
  const rank = (/** @type {T} */ one) => order(one) * 10 + lanes.indexOf(one.duty);
  const sorted = [...shifts].sort((a, b) => rank(a) - rank(b));
  if (key === 'Home') return sorted[0] ?? null;
  if (key === 'End') return sorted.at(-1) ?? null;
  const at = sorted.findIndex(({ id }) => id === from.id);
  if (key === 'ArrowDown') return sorted[at + 1] ?? null;
  if (key === 'ArrowUp') return sorted[at - 1] ?? null;
  const way = key === 'ArrowRight' ? 1 : key === 'ArrowLeft' ? -1 : 0;
  const beyond = sorted.filter(({ day }) => (day - from.day) * way > 0);
  if (!way || !beyond.length) return null;
  const near = way > 0 ? Math.min(...beyond.map(({ day }) => day)) : Math.max(...beyond.map(({ day }) => day));
  const there = beyond.filter(({ day }) => day === near);
  const far = (/** @type {T} */ one) => Math.abs(one.starts - from.starts) + (one.duty === from.duty ? 0 : DAY);
  return there.sort((a, b) => far(a) - far(b))[0];
}

/** Where "now" is, if it is shown. @param {import('./times.js').Offsets} offsets @param {number} now @param {number[]} days */
export function nowLine(offsets, now, days) {
  const minutes = wall(offsets, now);
  const day = dayNumber(minutes);
  return days.includes(day) ? { day, at: (minutes - minutesOf(day)) / DAY } : null;
}

/**
 * What closed hours leave of a shift.
 * @param {import('./reading.js').Span} shift @param {import('./reading.js').Span[]} closures @returns {[number, number][]}
 */
export function left(shift, closures) {
  let at = shift.starts_at;
  const parts = [...closures].sort((a, b) => a.starts_at - b.starts_at).flatMap((one) => {
    const part = /** @type {[number, number]} */ ([at, Math.min(one.starts_at, shift.ends_at)]);
    at = Math.max(at, one.ends_at);
    return [part];
  });
  return [...parts, /** @type {[number, number]} */ ([at, shift.ends_at])].filter(([from, to]) => from < to);
}
