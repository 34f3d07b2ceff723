/** The one way to write a value down, and the name that follows from it. */
import { sha256 } from '../../sealing/keys.js';
import { hex, Refusal, utf8 } from '../../sealing/padding.js';

/** The order of code points, which is not that of JavaScript. @param {string} one @param {string} other */
function byCodePoint(one, other) {
  const [a, b] = [[...one], [...other]];
  for (let at = 0; at < Math.min(a.length, b.length); at++) if (a[at] !== b[at]) return Number(a[at].codePointAt(0)) - Number(b[at].codePointAt(0));
  return a.length - b.length;
}

/** Sorted keys, no spaces; refused as `format`: numbers that the two languages would write differently. @param {any} value @returns {string} */
export function canonical(value) {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (value !== null && typeof value === 'object') return `{${Object.keys(value).sort(byCodePoint).map((key) => `${JSON.stringify(key)}:${canonical(value[key])}`).join(',')}}`;
  if (typeof value === 'number' && !Number.isSafeInteger(value)) throw new Refusal('format');
  return JSON.stringify(value);
}

/** The name of an edition: SHA-256 of its canonical form, in hex. @param {any} edition @returns {Promise<string>} */
export const nameOf = async (edition) => hex(await sha256(utf8(canonical(edition))));

/** The name of a bundle: the same, without the `id` that says it. @param {any} bundle @returns {Promise<string>} */
export const identity = ({ id: _, ...bundle }) => nameOf(bundle);

/** The first 8 hex digits that a translation, or a step, carries of what it goes by. @param {string} words @returns {Promise<string>} */
export const sourceMark = async (words) => hex(await sha256(utf8(words))).slice(0, 8);
