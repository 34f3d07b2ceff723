/** Lists of words that are not there yet: which each language lacks, and what begins one; pure. */
import { flowing } from '../new_step.js';

/** @typedef {{id: string, name: string}} Lang */
/** How a list begins: a file of its own, or a line at the end of one that is there. @typedef {{path: string, text: string} | {path: string, changes: import('../trees.js').Change[]}} Beginning */

/** What the desk may warn of, as content/staff.py has it. */
export const ABOUT = ['violence', 'sexual violence', 'self-harm or dying'];

/** @param {any} value @returns {any[]} */
const list = (value) => (Array.isArray(value) ? value : []);

/** Every language that was begun, also one that only the studio shows. @param {any} model @returns {Lang[]} */
const begunIn = (model) => list(model?.project?.languages).filter((one) => one?.id).map(({ id, name }) => ({ id: String(id), name: String(name ?? id) }));

/** @param {string} kind @param {string} lang */
const styleOf = (kind, lang) => `style/${kind}.${lang}.yaml`;

/** The languages without a list of words to avoid, and without one of telling words. @param {any} model */
export function lackingStyle(model) {
  const topics = Object.values(model?.style ?? {}).map((tree) => tree?.words && tree.lang);
  return { avoid: begunIn(model).filter(({ id }) => !model?.style?.[styleOf('avoid', id)]), topics: begunIn(model).filter(({ id }) => !topics.includes(id)) };
}

/** What the desk warns of in no words of a language. @param {any} model @returns {{lang: Lang, about: string}[]} */
export function lackingWarnings(model) {
  const rows = Object.values(model?.warnings ?? {}).flatMap(list);
  return begunIn(model).flatMap((lang) => ABOUT.filter((about) => !rows.some((one) => one?.lang === lang.id && one.about === about)).map((about) => ({ lang, about })));
}

/** @param {string} lang @param {Record<string, string>} row @returns {Beginning} */
export const avoidBegun = (lang, row) => ({ path: styleOf('avoid', lang), text: `- ${flowing(row)}\n` });

/** @param {string} lang @param {string[]} words @returns {Beginning} */
export const topicsBegun = (lang, words) => ({ path: styleOf('topics', lang), text: `format: 1\nlang: ${flowing(lang)}\nwords: ${flowing(words)}\n` });

/** @param {any} model @param {string} lang @param {string} about @param {string[]} any @returns {Beginning} */
export function warningBegun(model, lang, about, any) {
  const value = { lang, about, any };
  const files = Object.entries(model?.warnings ?? {}).filter(([, tree]) => Array.isArray(tree));
  const own = `warnings/${lang.toLowerCase().replaceAll('-', '_')}.yaml`;
  const home = files.find(([path, tree]) => path === own || tree.some((/** @type {any} */ one) => one?.lang === lang));
  return home ? { path: home[0], changes: [{ at: [home[1].length], value }] } : { path: own, text: `- ${flowing(value)}\n` };
}
