/** What a desk shows of an edition: services, replies and names, as the program has them. */

/** @typedef {Record<string, any>} Json */
/** @typedef {import('./session.js').DeskContent} DeskContent */

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;
const SPANS = 30;
/** For how many days two calls stand, as `content/services.py` has it. */
const [CRISIS_DAYS, OTHER_DAYS] = [90, 180];
/** How the phrases begin that name them, as in `content/library.py`. */
const ORGS = 'org.';
const KEPT = ['id', 'name', 'plain', 'reach', 'for', 'for_say', 'languages', 'cost', 'private', 'needs_voice', 'tags', 'state'];

/**
 * What a desk shows of an edition at this moment, and the services that dropped out of it since it was signed, by their English names (C12).
 * A TypeError says that the edition cannot be shown.
 * @param {Json} edition @param {number} now @returns {{content: DeskContent, late: string[]}}
 */
export function deskOf(edition, now) {
  const { services, phrases, bundle } = edition;
  const source = phrases[bundle.source];
  const entries = /** @type {Json[]} */ (services.order.map((/** @type {string} */ id) => own(services.entries, id)));
  const shown = entries.filter(({ id }) => services.shown.includes(id));
  const late = shown.filter((entry) => !services.floor.includes(entry.id) && tooOld(entry, now));
  if (!services.floor.length || !services.floor.every((/** @type {string} */ id) => shown.some((one) => one.id === id && one.reach.length))) throw new TypeError('floor');
  const trusted = shown.filter((entry) => !late.includes(entry));
  const words = Object.fromEntries(Object.keys(phrases).map((lang) => [lang, { ...source, ...phrases[lang] }]));
  return {
    content: {
      replies: edition.replies, warnings: edition.warnings, names: edition.names, org: edition.org[bundle.source], orgs: orgsOf(source),
      services: trusted.map((entry) => service(entry, words, now)),
      societies: edition.societies.map((/** @type {Json} */ one) => society(one, own(services.entries, one.service), trusted.some(({ id }) => id === one.service))),
    },
    late: late.map(({ id, name }) => name.en || id).sort(),
  };
}

/** For whom the workers of each circle work, where that is not the line itself. @param {Json} phrases */
const orgsOf = (phrases) => Object.fromEntries(Object.entries(phrases).filter(([name]) => name.startsWith(ORGS)).map(([name, text]) => [name.slice(ORGS.length), text]));

/** @param {Json} object @param {string} key @returns {Json} */
function own(object, key) {
  if (!Object.hasOwn(object, key)) throw new TypeError('entry');
  return object[key];
}

/** A service for workers: the official name, the hours in words, and whether anybody checked it. @param {Json} entry @param {Record<string, Json>} words @param {number} now @returns {Json} */
function service(entry, words, now) {
  const hours = Object.entries(words).map(([lang, phrases]) => [lang, (entry.hours.always && phrases['card.always']) || entry.hours_say[lang] || entry.hours_say.en || phrases['card.hours_unknown']]);
  return {
    ...Object.fromEntries(KEPT.map((key) => [key, entry[key]])),
    hours: Object.fromEntries(hours), open: soon(entry.hours, now), remarks: remarksOf(entry), zone: entry.hours.zone, verified: { on: entry.verified_on },
  };
}

/** A society with its service's name and numbers, also one that youth are not shown: a hidden or unchecked one says so. @param {Json} one @param {Json} entry @param {boolean} isShown @returns {Json} */
const society = (one, entry, isShown) => ({
  ...one, name: entry.name, reach: entry.reach.filter((/** @type {Json} */ way) => way.how === 'call'),
  numbers_checked_on: entry.state === 'unchecked' || !isShown ? '' : entry.verified_on, remarks: remarksOf(entry),
});

/** @param {Json} entry */
const remarksOf = ({ remarks, note }) => [remarks, note].filter(Boolean).join(' ');

/** When it is open in the next weeks; what is over already is left out. @param {Json} hours @param {number} now */
function soon({ always, unknown, spans, until }, now) {
  const left = spans.filter((/** @type {number[]} */ [, end]) => end > Math.floor(now / MINUTE_MS));
  return { always, unknown, spans: left.slice(0, SPANS), until: left.length > SPANS ? left[SPANS][0] : until };
}

/** Whether it was shown because two people called it, and that is too long ago now; a day that nobody can read is too long ago. @param {Json} entry @param {number} now */
function tooOld({ state, tags, verified_on: on }, now) {
  const days = Math.floor(now / DAY_MS) - Math.floor(Date.parse(on) / DAY_MS);
  return state === 'verified' && !(days <= (tags.includes('crisis') ? CRISIS_DAYS : OTHER_DAYS));
}
