/** The card of a service as a youth will read it, made from what is being written; pure. */
import { phrase, stateAt } from '../showing.js';
import { said, shownWay, wayWords } from './listed.js';

/** @param {string} words @param {Record<string, string>} values */
const put = (words, values) => Object.entries(values).reduce((text, [key, value]) => text.replaceAll(`{${key}}`, value), words);

/**
 * Every line of it, the name first. The hours are those that the draft was compiled to last.
 * @param {any} tree @param {import('../showing.js').Seen} seen @returns {string[]}
 */
export function wholeCard(tree, { edition, lang, now }) {
  const words = (/** @type {string} */ key, /** @type {Record<string, string>} */ values = {}) => put(phrase(edition, lang, key), values);
  const official = said(tree.name, lang);
  const first = said(tree.plain, lang) || official;
  const ways = (Array.isArray(tree.reach) ? tree.reach : []).filter((/** @type {any} */ one) => one?.how !== 'web')
    .map((/** @type {any} */ one) => words(one.say ? 'card.text_say' : `card.${one.how}`, { say: String(one.say ?? ''), number: shownWay(one) }) || wayWords(one));
  const who = said(tree.for?.say, lang);
  return [first, ...ways, when(tree, edition, lang, now, words), ...(who ? [`${words('card.for', { who })}.`] : []), ...[said(tree.cost, lang), said(tree.private, lang)].filter(Boolean),
    ...(first === official ? [] : [words('card.answers_as', { name: official })])];
}

/** @param {any} tree @param {any} edition @param {string} lang @param {number} now @param {(key: string, values?: Record<string, string>) => string} words */
function when(tree, edition, lang, now, words) {
  const entries = edition?.services?.entries ?? {};
  const hours = Object.hasOwn(entries, tree.id) ? entries[tree.id].hours : null;
  if (hours?.always) return `${words('card.always')}.`;
  const state = hours ? stateAt(hours, now) : 'unknown';
  const told = said(tree.hours?.say, lang);
  if (state === 'unknown' || !told) return `${words('card.hours_unknown')}.`;
  return `${words('card.zone', { hours: told, zone: words(`zone.${hours.zone}`) })}. ${words(`card.${state}_now`)}.`;
}

/** Its links, which stand under the card as buttons. @param {any} tree @returns {string[]} */
export const linksOf = (tree) => (Array.isArray(tree.reach) ? tree.reach : []).filter((/** @type {any} */ one) => one?.how === 'web').map(shownWay);
