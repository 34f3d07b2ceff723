/** Which services fit somebody: open now, for their age, place and language, without speaking. */

/** @typedef {{words: string, open: boolean, quiet: boolean, age: string, area: string, lang: string}} Filter */

/** @type {Filter} */
export const NO_FILTER = { words: '', open: false, quiet: false, age: '', area: '', lang: '' };
/** These reach everybody here, whatever smaller place is asked for. */
const EVERYWHERE = new Set(['CA', 'ON', 'NWO', 'US', '']);
const MINUTE = 60_000;

/** @param {any} value @returns {string} */
export const english = (value) => (typeof value === 'string' ? value : value?.en ?? '');

/**
 * The relay sends hours as minutes of UTC, so that no browser's own time zones are trusted.
 * @param {{always: boolean, unknown: boolean, spans: number[][], until: number} | undefined} hours
 * @param {number} now
 * @returns {'open' | 'closed' | 'unknown'}
 */
export function openState(hours, now) {
  if (!hours) return 'unknown';
  if (hours.always) return 'open';
  const minute = Math.floor(now / MINUTE);
  if (hours.unknown || minute >= hours.until) return 'unknown';
  return hours.spans.some(([begin, end]) => begin <= minute && minute < end) ? 'open' : 'closed';
}

const OPEN = { open: 'Open now', closed: 'Closed now', unknown: 'Hours not known' };

/** When somebody is there, and for whom it is; what is the hours' own way to say that nobody knows them stands once. @param {any} service @param {number} now */
export const whenAndForWhom = (service, now) => [...new Set([OPEN[openState(service.open, now)], english(service.hours), english(service.for_say)])].filter(Boolean).join(' · ');

/** How to reach it, as people say it. @param {any} service @returns {string[]} */
export function reachLines(service) {
  return (Array.isArray(service.reach) ? service.reach : []).map((/** @type {any} */ way) => {
    const to = String(way.show ?? way.to ?? '');
    if (way.how === 'text') return way.say ? `Text ${way.say} to ${to}` : `Text ${to}`;
    return way.how === 'call' ? `Call ${to}` : to;
  });
}

/**
 * A society reaches the communities of its row. Whoever serves a people or a territory, such as NAN, is left out nowhere:
 * nobody here knows who of a town belongs to them.
 * @param {any} service
 * @param {string} place
 * @param {any[]} societies
 */
function reaches({ id, for: { area = [] } = {} }, place, societies) {
  const known = [...area, ...societies.filter(({ service }) => service === id).flatMap(({ communities }) => communities)];
  if (!area.length || known.some((one) => one === place || EVERYWHERE.has(one))) return true;
  const towns = new Set(societies.flatMap(({ communities }) => communities));
  return towns.size > 0 && !known.some((one) => towns.has(one));
}

/**
 * What may not fit is left out; what is not known stays in, because nobody said no.
 * @param {any[]} services
 * @param {Filter} filter
 * @param {number} now
 * @param {any[]} [societies]  which of them is a society, and for which communities
 */
export function fitting(services, filter, now, societies = []) {
  const words = filter.words.toLowerCase().split(/\s+/).filter(Boolean);
  const age = Number.parseInt(filter.age, 10);
  return services.filter((service) => {
    const { min_age: least, max_age: most } = service.for ?? {};
    const text = [english(service.name), english(service.plain), service.id, ...reachLines(service), ...(service.tags ?? []), service.remarks ?? ''].join(' ').toLowerCase();
    return words.every((word) => text.includes(word))
      && (!filter.open || openState(service.open, now) === 'open')
      && (!filter.quiet || !service.needs_voice)
      && (!filter.lang || (service.languages ?? []).includes(filter.lang))
      && (!filter.area || reaches(service, filter.area, societies))
      && (!(age > 0) || ((!least || age >= Number(least)) && (!most || age <= Number(most))));
  });
}

/** The places that a worker may choose. @param {any[]} services @param {any[]} [societies] @returns {string[]} */
export function areas(services, societies = []) {
  const all = [...services.flatMap((service) => service.for?.area ?? []), ...societies.flatMap(({ communities }) => communities)];
  return [...new Set(all)].filter((one) => !EVERYWHERE.has(one)).sort();
}

/** @param {any[]} services @returns {string[]} */
export const languages = (services) => [...new Set(services.flatMap((service) => service.languages ?? []))].sort();
