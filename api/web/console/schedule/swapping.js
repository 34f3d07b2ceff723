/** Which shifts of colleagues a worker can swap one of theirs for, so that no choice is refused later. */
import { personOf } from '../../parts/person.js';
import { left } from './layout.js';

/** @typedef {import('./reading.js').Shift} Shift */
/** @typedef {Pick<import('./reading.js').Schedule, 'shifts' | 'closures' | 'people'>} Weeks */

const MANNED = ['primary', 'backup', 'supervisor'];

/**
 * Those whose two people could do what they would then have; the relay looks again when it is asked.
 * @param {Weeks} weeks @param {Shift} given @param {number} now @returns {Shift[]}
 */
export function swappable({ shifts, closures, people }, given, now) {
  const person = (/** @type {string | null} */ device) => personOf(people.find((one) => one.device === device)?.label ?? '');
  const mine = person(given.device);
  const able = (/** @type {string} */ duty, /** @type {string | null} */ device) => duty !== 'supervisor' || people.some((one) => one.device === device && one.role === 'supervisor');
  const free = (/** @type {string} */ who, /** @type {Shift} */ wanted, /** @type {Shift} */ other) => !shifts.some((one) => one.id !== given.id && one.id !== other.id && MANNED.includes(one.duty)
    && person(one.device) === who && one.starts_at < wanted.ends_at && wanted.starts_at < one.ends_at && (one.duty === wanted.duty || one.duty === 'primary' || wanted.duty === 'primary'));
  return shifts.filter((one) => MANNED.includes(one.duty) && !one.draft && one.asks !== 'cover' && one.starts_at > now && person(one.device) !== '' && person(one.device) !== mine
    && left(one, closures).length > 0 && able(one.duty, given.device) && able(given.duty, one.device) && free(mine, one, one) && free(person(one.device), given, one)).map((one) => ({ ...one, counts: left(one, closures) }));
}
