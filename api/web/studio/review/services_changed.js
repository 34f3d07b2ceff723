/** What changed about the services: what is read of one, how it is reached, whether it is shown. */
import { alike, keysOf, own, plain } from './comparing.js';
import { hoursBeside, sameHours } from './hours_changed.js';

/** Texts by language, each with its name. @type {Record<string, string>} */
const TEXTS = { name: 'Its name', plain: 'Its plain name', hours_say: 'Its hours in words', for_say: 'Who it is for', cost: 'What it costs', private: 'How private it is' };
/** @type {Record<string, string>} */
const FACTS = { reach: 'How it is reached', hours: 'When it is open', for: 'For whom it is offered', languages: 'Languages', needs_voice: 'One has to speak', tags: 'Offered under', verified_on: 'Called on', note: 'A note for editors', remarks: 'Remarks', state: 'State' };

/** @param {any} entry @param {string} id */
export const serviceTitle = (entry, id) => entry?.name?.en ?? entry?.name?.fr ?? id;

/** @param {any} before @param {any} after  editions @returns {import('./differing.js').Difference[]} */
export function servicesChanged({ services: before }, { services: after }) {
  return keysOf(before.entries, after.entries).flatMap((id) => {
    const [was, now] = [own(before.entries, id), own(after.entries, id)];
    const words = keysOf(was, now).flatMap((key) => wordsOf(key, own(was, key), own(now, key)));
    const [seen, sees] = [before.shown.includes(id), after.shown.includes(id)];
    const says = seen === sees ? [] : [sees ? 'Youth are shown it from now on.' : 'Youth are not shown it any more.'];
    if (!now && !seen) says.push('It is gone. Youth were not shown it.');
    if (!was && !sees) says.push('Youth are not shown it until two people have called it.');
    if (was && now && !words.length && !says.length) return [];
    return [{ key: `service ${id}`, room: /** @type {const} */ ('service'), id, title: serviceTitle(now ?? was, id), what: /** @type {import('./differing.js').Difference['what']} */ (!was ? 'new' : !now ? 'gone' : 'changed'), words, says, ways: [] }];
  });
}

/** @param {string} key @param {any} was @param {any} now @returns {import('./differing.js').Words[]} */
function wordsOf(key, was, now) {
  if (key === 'id') return [];
  if (Object.hasOwn(TEXTS, key)) {
    return keysOf(was, now).filter((lang) => own(was, lang) !== own(now, lang)).map((lang) => ({ lang, place: TEXTS[key], was: own(was, lang) ?? null, now: own(now, lang) ?? null }));
  }
  if (key === 'hours' ? sameHours(was, now) : alike(was, now)) return [];
  const told = (/** @type {any} */ value) => (value === undefined ? null : key === 'reach' ? value.map(reachWords).join('\n') : key === 'needs_voice' ? (value ? 'yes' : 'no') : plain(value) || null);
  const [old, fresh] = key === 'hours' ? hoursBeside(was, now) : [told(was), told(now)];
  return [{ lang: '', place: FACTS[key] ?? key, was: old, now: fresh }];
}

/** "call 1-800-668-6868" @param {any} reach */
const reachWords = ({ how, show, to, say, ...rest }) => `${how} ${show}${say ? ` with the word ${say}` : ''}${show === to ? '' : ` (${to})`}${Object.keys(rest).length ? ` ${JSON.stringify(rest)}` : ''}`;
