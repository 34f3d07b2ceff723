/** What a youth would see of a text: names and numbers filled in, services as they are open at a moment. */

/** @typedef {{how: string, to: string, show: string, say?: string}} Reach */
/** What the previews and the trial know. @typedef {{edition: any, lang: string, now: number}} Seen */

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
const RANK = /** @type {Record<string, number>} */ ({ open: 0, unknown: 1, closed: 2 });

/** A phrase in a language, else in the source language. @param {any} edition @param {string} lang @param {string} name @param {Record<string, string>} [words] */
export function phrase(edition, lang, name, words = {}) {
  const said = own(edition?.phrases?.[lang], name) ?? own(edition?.phrases?.[edition?.bundle?.source], name) ?? '';
  return Object.entries(words).reduce((text, [key, value]) => text.replaceAll(`{${key}}`, value), said);
}

/** A text of another language than the one that is read: above it stands that it is not there in theirs yet. @param {string} said @param {any} edition @param {string} lang */
export const fellBack = (said, edition, lang) => `${phrase(edition, lang, 'language.only')}\n${said}`;

/** The first moment for which the hours of a draft are known: they are worked out anew each day, from its beginning in UTC on. @param {number} now */
export const knownFrom = (now) => Math.floor(now / DAY_MS) * DAY_MS;

/** What stands for the placeholders: real where the draft says it, an example where only the moment knows. @param {Seen} seen @returns {Record<string, string>} */
export function examples({ edition, lang, now }) {
  const open = new Date(now + 24 * 3_600_000);
  return {
    org: edition?.org?.[lang] ?? edition?.org?.[edition?.bundle?.source] ?? '',
    police_line: phrase(edition, lang, 'police_line.none'), wait: phrase(edition, lang, 'wait.minutes', { minutes: '5' }), minutes: '5', days: edition?.keep_days ?? '14',
    name: edition?.names?.[0] ?? '', day: phrase(edition, lang, `day.${(open.getUTCDay() + 6) % 7}`), time: phrase(edition, lang, 'clock.pm', { hour: '4', minute: '00', hour24: '16' }),
    zone: phrase(edition, lang, `zone.${edition?.zone}`),
  };
}

/** A text as it would be read. @param {string} text @param {Seen} seen */
export function filled(text, seen) {
  const words = examples(seen);
  return text.replace(/\{([^{}]*)\}/g, (whole, name) => {
    if (!name.startsWith('service:')) return own(words, name) ?? whole;
    const [service, how] = name.slice(8).split('.');
    return numberOf(seen.edition, service, how ?? '', seen.lang) || whole;
  }).trim();
}

/** @param {any} edition @param {string} service @param {string} how @param {string} lang */
function numberOf(edition, service, how, lang) {
  const reach = (own(edition?.services?.entries, service)?.reach ?? []).find((/** @type {Reach} */ one) => !how || one.how === how);
  if (!reach) return '';
  const joined = edition.services.say_to?.[lang] ?? edition.services.say_to?.en ?? '{number}';
  return how && reach.say ? joined.replace('{say}', reach.say).replace('{number}', reach.show) : reach.show;
}

/** @param {any} hours @param {number} now */
export function stateAt(hours, now) {
  if (hours.always) return 'open';
  const minute = Math.floor(now / MINUTE_MS);
  if (hours.unknown || minute >= hours.until) return 'unknown';
  return hours.spans.some((/** @type {number[]} */ [begin, end]) => begin <= minute && minute < end) ? 'open' : 'closed';
}

/** The ids for every tag and for "all", as the bot would offer them then. @param {any} edition @param {number} now @returns {Record<string, string[]>} */
export function offers(edition, now) {
  const { entries, order, shown, floor } = edition.services;
  const known = order.filter((/** @type {string} */ id) => shown.includes(id));
  const ordered = (/** @type {string} */ tag) => known.filter((/** @type {string} */ id) => !tag || entries[id].tags.includes(tag)).map((/** @type {string} */ id) => ({
    id, place: [['min_age', 'max_age', 'gender'].some((key) => entries[id].for?.[key]) ? 1 : 0, floor.includes(id) && !['', 'now'].includes(tag) ? 1 : 0,
      RANK[stateAt(entries[id].hours, now)], floor.includes(id) ? floor.indexOf(id) : floor.length],
  })).sort((/** @type {any} */ one, /** @type {any} */ other) => one.place.reduce((/** @type {number} */ first, /** @type {number} */ value, /** @type {number} */ at) => first || value - other.place[at], 0))
    .map((/** @type {{id: string}} */ { id }) => id);
  const tags = [...new Set(order.flatMap((/** @type {string} */ id) => entries[id].tags))];
  const found = Object.fromEntries(tags.map((tag) => [tag, ordered(tag)]));
  return { ...found, now: (found.now ?? []).filter((/** @type {string} */ id) => stateAt(entries[id].hours, now) === 'open'), all: ordered('') };
}

/** A service as a youth reads it: its name first, then how to reach it. @param {string} id @param {Seen} seen @returns {string[]} */
export function card(id, { edition, lang, now }) {
  const entry = own(edition?.services?.entries, id);
  if (!entry) return [id];
  const said = (/** @type {Record<string, string>} */ words) => words?.[lang] || words?.en || '';
  const ways = entry.reach.filter((/** @type {Reach} */ one) => one.how !== 'web')
    .map((/** @type {Reach} */ one) => phrase(edition, lang, one.say ? 'card.text_say' : `card.${one.how}`, { say: one.say ?? '', number: one.show }));
  const state = stateAt(entry.hours, now);
  return [said(entry.plain) || said(entry.name), ...ways, entry.hours.always ? phrase(edition, lang, 'card.always') : state === 'unknown' ? phrase(edition, lang, 'card.hours_unknown') : phrase(edition, lang, `card.${state}_now`)];
}

/** The services that a step shows then. @param {any} query  as written: {tag} or {ids} @param {Seen} seen @returns {string[]} */
export function servicesOf(query, { edition, now }) {
  if (!query || !edition) return [];
  const offered = offers(edition, now);
  const { floor } = edition.services;
  if (query.tag) return offered[query.tag]?.length ? offered[query.tag] : floor;
  const found = (query.ids ?? []).filter((/** @type {string} */ id) => [...offered.all, ...floor].includes(id));
  return found.length ? found : floor;
}

/** What JavaScript objects inherit is no entry. @param {any} table @param {string} key */
const own = (table, key) => (table && Object.hasOwn(table, key) ? table[key] : undefined);
