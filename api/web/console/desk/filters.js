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

/** How to reach it, as people say it. @param {any} service @returns {string[]} */
export function reachLines(service) {
  return (Array.isArray(service.reach) ? service.reach : []).map((/** @type {any} */ way) => {
    const to = String(way.show ?? way.to ?? '');
    if (way.how === 'text') return way.say ? `Text ${way.say} to ${to}` : `Text ${to}`;
    return way.how === 'call' ? `Call ${to}` : to;
  });
}

/**
 * What may not fit is left out; what is not known stays in, because nobody said no.
 * @param {any[]} services
 * @param {Filter} filter
 * @param {number} now
 */
export function fitting(services, filter, now) {
  const words = filter.words.toLowerCase().split(/\s+/).filter(Boolean);
  const age = Number.parseInt(filter.age, 10);
  return services.filter((service) => {
    const { min_age: least, max_age: most, area = [] } = service.for ?? {};
    const text = [english(service.name), english(service.plain), service.id, ...reachLines(service), ...(service.tags ?? []), service.remarks ?? ''].join(' ').toLowerCase();
    return words.every((word) => text.includes(word))
      && (!filter.open || openState(service.open, now) === 'open')
      && (!filter.quiet || !service.needs_voice)
      && (!filter.lang || (service.languages ?? []).includes(filter.lang))
      && (!filter.area || !area.length || area.some((/** @type {string} */ one) => one === filter.area || EVERYWHERE.has(one)))
      && (!(age > 0) || ((!least || age >= Number(least)) && (!most || age <= Number(most))));
  });
}

/** The places that a worker may choose. @param {any[]} services @returns {string[]} */
export function areas(services) {
  const all = services.flatMap((service) => service.for?.area ?? []);
  return [...new Set(all)].filter((one) => !EVERYWHERE.has(one)).sort();
}

/** @param {any[]} services @returns {string[]} */
export const languages = (services) => [...new Set(services.flatMap((service) => service.languages ?? []))].sort();
