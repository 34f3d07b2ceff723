/** Every service of the draft, where each is shown, and whether youth see it; pure. */
import { hex, utf8 } from '../../sealing/padding.js';
import { sha256 } from '../../sealing/keys.js';
import { flowsOf } from '../reading.js';
import { canonical } from '../signing.js';
import { stateAt } from '../showing.js';

/** @typedef {import('../drafts.js').Model} Model */
/** A service as written, with the file it stands in. @typedef {{id: string, path: string, tree: any, floor: boolean}} Service */
/** Where a service is shown: by its tag, by its name, or in the words themselves. @typedef {{step: string, flow: string, how: 'tag' | 'name' | 'words', tag: string}} Shown */

/** @param {any} value @returns {any[]} */
const list = (value) => (Array.isArray(value) ? value : []);

/** A text of a service in a language, else in the source language. @param {any} words @param {string} lang */
export const said = (words, lang) => (typeof words === 'string' ? words : String(words?.[lang] || words?.en || '')).trim();

/** Those of the floor first, in its order; then as the files list them. @param {Model} model @returns {Service[]} */
export function servicesIn(model) {
  const floor = list(model.project?.floor).map(String);
  const found = Object.entries(model.services ?? {}).flatMap(([path, tree]) => list(tree).filter((one) => typeof one?.id === 'string')
    .map((one) => ({ id: one.id, path, tree: one, floor: floor.includes(one.id) })));
  const place = (/** @type {Service} */ one) => (one.floor ? floor.indexOf(one.id) : floor.length);
  return found.sort((one, other) => place(one) - place(other));
}

/** What people call it: its official name. @param {Service} service */
export const nameOf = ({ id, tree }) => said(tree.name, 'en') || id;

/** The steps that show it, and by what. @param {Model} model @param {Service} service @returns {Shown[]} */
export function shownWhere(model, { id, tree }) {
  const tags = list(tree.tags).map(String);
  return flowsOf(model).flatMap(({ name, steps }) => steps.flatMap(({ id: step, node, said: words }) => {
    const query = node?.services;
    const texts = [words, ...list(node?.choices).map((one) => String(one?.label ?? ''))];
    /** @type {Shown[]} */
    const found = [];
    if (query?.tag && tags.includes(query.tag)) found.push({ step, flow: name, how: 'tag', tag: query.tag });
    if (list(query?.ids).includes(id)) found.push({ step, flow: name, how: 'name', tag: '' });
    if (texts.some((text) => text.includes(`{service:${id}}`) || text.includes(`{service:${id}.`))) found.push({ step, flow: name, how: 'words', tag: '' });
    return found;
  }));
}

/** A name in each language that has one. @param {any} words */
export const inWords = (words) => (words && typeof words === 'object' && !Array.isArray(words) ? Object.fromEntries(Object.entries(words).filter(([, one]) => one !== '')) : words || {});

/** SHA-256 of what whoever calls it compares, as the relay makes it: what it is called, how it is reached, and when. @param {any} tree @returns {Promise<string>} */
export async function readOut(tree) {
  const hours = tree.hours;
  const when = hours && typeof hours === 'object' && !Array.isArray(hours) ? { osm: hours.osm ?? null, zone: hours.zone ?? null, closed: hours.closed ?? null } : hours ?? null;
  return hex(await sha256(utf8(canonical([tree.id, inWords(tree.name), inWords(tree.plain), tree.reach ?? null, when]))));
}

/** A number as people read it. @param {string} to */
export const shownNumber = (to) => (/^\+1\d{10}$/.test(to) ? `1-${to.slice(2, 5)}-${to.slice(5, 8)}-${to.slice(8)}` : to);

/** A number as the files hold it: what is no number of ours stays as it was typed, and the checker names it. @param {string} typed */
export function plainNumber(typed) {
  const bare = typed.trim().replace(/[\s().-]/g, '');
  if (/^\d{10}$/.test(bare)) return `+1${bare}`;
  if (/^1\d{10}$/.test(bare)) return `+${bare}`;
  return /^\+?\d+$/.test(bare) ? bare : typed.trim();
}

/** @param {{how: string, to: string}} way */
export const shownWay = ({ how, to }) => (how === 'call' || how === 'text' ? shownNumber(to) : how === 'web' ? to.replace(/^https:\/\//, '').replace(/\/$/, '') : to);


/** @type {Record<string, string>} */
export const ZONES = { 'America/Winnipeg': 'Kenora time (Central)', 'America/Toronto': 'Thunder Bay time (Eastern)', 'America/Atikokan': 'Atikokan time (never changes)' };

/** "open", "closed" or "unknown" by the hours that the draft was compiled to. @param {any} edition @param {string} id @param {number} now */
export function openState(edition, id, now) {
  const hours = edition?.services?.entries && Object.hasOwn(edition.services.entries, id) ? edition.services.entries[id].hours : null;
  return hours ? stateAt(hours, now) : 'unknown';
}

/** The hours in words for editors. @param {any} tree */
export function hoursWords(tree) {
  const osm = String(tree.hours?.osm ?? '');
  if (osm === '24/7') return list(tree.hours?.closed).length ? 'Day and night, but for some days' : 'Day and night';
  if (!osm || osm === 'unknown') return 'Nobody knows when';
  return said(tree.hours?.say, 'en') || osm;
}

/** The same, with the zone named where it matters. @param {any} tree */
export const hoursInZone = (tree) => (['24/7', 'unknown', '', undefined].includes(tree.hours?.osm) ? hoursWords(tree) : `${hoursWords(tree)}, ${ZONES[tree.hours.zone] ?? tree.hours.zone}`);

/** @type {Record<string, string>} */
const HOWS = { call: 'Call', text: 'Text', web: 'Website', visit: 'Walk in' };

/** "Text CONNECT to 686868" @param {any} way */
export const wayWords = (way) => (way?.how === 'text' && way.say ? `Text ${way.say} to ${shownWay(way)}` : `${HOWS[way?.how] ?? way?.how} ${shownWay({ how: String(way?.how), to: String(way?.to ?? '') })}`);

/** Tags that are in use, and places. @param {Service[]} services */
export const tagsOf = (services) => [...new Set(services.flatMap(({ tree }) => list(tree.tags).map(String)))].sort();
/** @param {Service[]} services */
export const placesOf = (services) => [...new Set(services.flatMap(({ tree }) => list(tree.for?.area).map(String)))].sort();

/** @typedef {{show: 'all' | 'open' | 'due' | 'seen' | 'unseen', near: string, tag: string, find: string}} Wanted */

/**
 * Whether a service is among those looked for.
 * @param {Service} service @param {Wanted} wanted @param {{open: boolean, due: boolean, seen: boolean}} is
 */
export function isWanted({ id, tree }, { show, near, tag, find }, is) {
  if (show === 'open' ? !is.open : show === 'due' ? !is.due : show === 'seen' ? !is.seen : show === 'unseen' && is.seen) return false;
  if (near && !list(tree.for?.area).includes(near)) return false;
  if (tag && !list(tree.tags).includes(tag)) return false;
  const plain = (/** @type {string} */ words) => words.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
  const where = plain([id, ...Object.values(tree.name ?? {}), ...Object.values(tree.plain ?? {}), ...list(tree.reach).flatMap((way) => [way?.to, shownWay({ how: String(way?.how), to: String(way?.to) }), way?.say])].join(' '));
  return plain(find).split(/\s+/).every((word) => where.includes(word));
}
