/** Who called a service, who still has to, and why youth do not see it; pure. */
import { said } from './listed.js';

/** @typedef {{service: string, of: string, by: string, right: boolean, at: number, note: string | null}} Call */
/** @typedef {{calls: Call[], running: Record<string, string>}} Called */
/** @typedef {import('./listed.js').Service} Service */
/** How far it is: who counts already, whether two do, who called it wrong last, how many days after today it is still shown. @typedef {{right: Call[], stood: boolean, wrong: Call | null, names: string[], on: string, left: number | null}} Standing */

const DAY = 24 * 3_600_000;
export const APART_DAYS = 14;
const [CRISIS_DAYS, OTHER_DAYS] = [[30, 90], [90, 180]];

/**
 * The calls that count for what stands there now: right, of exactly this, since nobody found anything of it wrong, and not too long ago; one for each person.
 * @param {Call[]} calls @param {string} service @param {string} of @param {number} now @returns {{right: Call[], stood: boolean, wrong: Call | null}}
 */
export function counting(calls, service, of, now) {
  const every = calls.filter((one) => one.service === service);
  const last = every.findLast((one) => one.of === of);
  const since = every.slice(every.findLastIndex((one) => !one.right) + 1).filter((one) => one.of === of);
  const right = since.filter(({ by, at }, index) => now - at <= APART_DAYS * DAY && !since.slice(index + 1).some((later) => later.by === by));
  const stood = since.some((one) => since.some((other) => one.by !== other.by && Math.abs(one.at - other.at) <= APART_DAYS * DAY));
  return { right, stood, wrong: last && !last.right ? last : null };
}

/** @param {Service} service @param {Call[]} calls @param {string} of @param {number} now @returns {Standing} */
export function standingOf(service, calls, of, now) {
  const { verified, tags } = service.tree;
  const names = Array.isArray(verified?.by) ? verified.by.map(String).filter(Boolean) : [];
  const on = names.length > 1 ? String(verified?.on ?? '') : '';
  const [, most] = Array.isArray(tags) && tags.includes('crisis') ? CRISIS_DAYS : OTHER_DAYS;
  const day = Date.parse(`${on}T00:00:00Z`);
  return { ...counting(calls, service.id, of, now), names, on, left: Number.isNaN(day) ? null : most - Math.floor((now - day) / DAY) };
}

/** "drops out in 3 days": the day after the last on which it is shown. @param {number} left  days after today on which it is still shown */
export const dropsOut = (left) => (left <= 0 ? 'drops out tomorrow' : `drops out in ${left + 1} days`);

/** From how many days on it is due again. @param {any} tree */
export const dueAfter = (tree) => (Array.isArray(tree.tags) && tree.tags.includes('crisis') ? CRISIS_DAYS : OTHER_DAYS);

/** "Ann and Ben" @param {string[]} names */
export const listedNames = (names) => (names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`);

/** "3 December" @param {number} at */
const dayWords = (at) => new Date(at).toLocaleDateString('en-CA', { day: 'numeric', month: 'long', year: 'numeric' });

/**
 * What is known about its number, in one or two honest sentences.
 * @param {Service & {told?: boolean}} service  told: youth are told just this now @param {Standing} standing @param {(device: string) => string} nameOf @returns {string}
 */
export function verifiedWords({ floor, told = true }, { right, stood, wrong, names, on, left }, nameOf) {
  if (wrong) return `${nameOf(wrong.by)} found it wrong or hid it on ${dayWords(wrong.at)}${wrong.note ? `: “${wrong.note}”` : '.'}`;
  if (!told && !stood && names.length > 1) return `${listedNames(names)} called what stood here before.${right.length ? ` ${nameOf(right[0].by)} has called this.` : ' Nobody has called this.'}`;
  if (names.length > 1 && on && left !== null) {
    const who = `${listedNames(names)} called it; the older of the two calls was on ${dayWords(Date.parse(`${on}T12:00:00Z`))}.`;
    if (left < 0) return `${who} That is too long ago.`;
    return floor ? `${who} Calls of the floor are told about, but it never drops out.` : `${who} It ${dropsOut(left)}.`;
  }
  if (right.length === 1) return `${nameOf(right[0].by)} called it on ${dayWords(right[0].at)}. A second person is still missing.`;
  return 'Nobody has called it yet.';
}

/** What is still missing until the number stands. @param {Standing} standing @param {string} me @param {(device: string) => string} nameOf */
export function missingWords({ right, names }, me, nameOf) {
  if (right.length > 1) return `${listedNames(right.map(({ by }) => nameOf(by)))} have called it lately. Nothing is missing.`;
  if (right.length === 0) return `Two different people have to call it${names.length > 1 ? ' again' : ''}, within ${APART_DAYS} days of each other. Both calls are still missing.`;
  const until = dayWords(right[0].at + APART_DAYS * DAY);
  return right[0].by === me ? `You called on ${dayWords(right[0].at)}. Now somebody else calls, until ${until}.` : `${nameOf(right[0].by)} called on ${dayWords(right[0].at)}. One more person is missing, until ${until}.`;
}

/**
 * Why the draft does not show it to youth; null: it does.
 * @param {Service} service @param {Standing} standing @returns {string | null}
 */
export function whyNot({ tree, floor }, { wrong, names, on, left }) {
  if (!Array.isArray(tree.reach) || !tree.reach.length) return 'it has no number yet';
  if (floor) return null;
  if (names.length < 2 || !on) return wrong ? 'somebody found it wrong, or hid it' : 'two people have not called it yet';
  if (!String(tree.verified?.source ?? '').startsWith('https://')) return 'it does not say where the number was found';
  if (!said(tree.cost, 'en') || !said(tree.private, 'en')) return 'it does not say what it costs, or how private it is';
  if (left !== null && left < 0) return 'the last calls are too long ago';
  return null;
}
