/** What is different between two editions, told step by step, service by service, list by list. */
import { alike, keysOf, own, plain, sorted } from './comparing.js';
import { KINDS } from '../reading.js';
import { servicesChanged } from './services_changed.js';
import { sourceText, stepsInOrder, waysChangedAt } from './ways_changed.js';

/** A text before and after; null: it was not there, or is not. @typedef {{lang: string, place: string, was: string | null, now: string | null}} Words */
/**
 * One thing that differs, small enough to be looked at in one go.
 * @typedef {{key: string, room: 'step' | 'service' | 'list' | 'phrase' | 'reply' | 'other', id: string, title: string, what: 'new' | 'gone' | 'changed', words: Words[], says: string[], ways: import('./ways_changed.js').ChangedWay[]}} Difference
 */

export const ROOMS = /** @type {[Difference['room'], string][]} */ ([
  ['step', 'Steps'], ['service', 'Services'], ['list', 'Word lists'], ['phrase', 'Standing buttons and notices'], ['reply', 'Replies for workers'], ['other', 'Everything else'],
]);

/** Parts of an edition that are told of in a room of their own, or follow from what is. */
const TOLD = { edition: ['v', 'bundle', 'services', 'phrases', 'replies'], bundle: ['id', 'same', 'steps', 'text', 'lexicon'], services: ['entries', 'shown', 'order'] };
/** @type {Record<string, string>} */
const NAMES = {
  names: 'Names that workers may take', org: 'How the line calls itself', zone: 'Time zone', twin_zone: 'The other time zone', keep_days: 'Days until what is closed is erased',
  practice: 'For practice', societies: 'Child and family services by community', warnings: 'Words that warn a worker', start: 'The first step', hub: 'Where youth land when a step is gone',
  always: 'Steps that every screen offers', langs: 'Languages', source: 'The language that others are translated from', doors: 'Steps that the line itself opens', redirect: 'Where steps that are gone lead',
  vars: 'What may be remembered', secret: 'Safe words', speak: 'Words that change the language', floor: 'Numbers that are always there', say_to: 'How a texted word is said',
};

/** The name of a language as its speakers write it. @param {any} edition @param {string} lang */
export const languageName = (edition, lang) => own(own(edition.phrases, lang), 'language.name') ?? lang;

/** Everything that differs. @param {any} before @param {any} after  editions @returns {Difference[]} */
export function differences(before, after) {
  if (alike(before, after)) return [];
  return [...stepsChanged(before, after), ...servicesChanged(before, after), ...listsChanged(before.bundle, after.bundle), ...phrasesChanged(before, after), ...repliesChanged(before, after), ...restChanged(before, after)];
}

/** @param {any} before @param {any} after @returns {Difference[]} */
function stepsChanged({ bundle: before, phrases: was }, { bundle: after, phrases: now }) {
  const steps = stepsInOrder(before, after);
  const told = steps.flatMap((id) => {
    const [old, fresh] = [own(before.steps, id), own(after.steps, id)];
    const words = wordsAt(before, after, id);
    const ways = waysChangedAt(before, after, id);
    const says = old && fresh ? nodeSays(before, after, id) : [];
    if (old && fresh && !words.length && !ways.length && !says.length) return [];
    return [{ key: `step ${id}`, room: /** @type {const} */ ('step'), id, title: id, what: /** @type {Difference['what']} */ (!old ? 'new' : !fresh ? 'gone' : 'changed'), words, says, ways }];
  });
  const other = keysOf(before.text[before.source], after.text[after.source]).filter((key) => !steps.includes(key.split('.')[0]));
  // A standing button is told of among the phrases; here only if it says something else than its phrase.
  const phrase = (/** @type {any} */ phrases, /** @type {Words} */ { lang, place }) => (place[0] === '@' ? own(own(phrases, lang), place.slice(1)) ?? null : undefined);
  const words = other.flatMap((key) => textIn(before, after, key, key)).filter((one) => phrase(was, one) !== one.was || phrase(now, one) !== one.now);
  return words.length ? [...told, { key: 'other texts', room: 'other', id: 'texts', title: 'Texts that stand at no step', what: 'changed', words, says: [], ways: [] }] : told;
}

/** @param {any} before @param {any} after  bundles @param {string} key @param {string} place @returns {Words[]} */
function textIn(before, after, key, place) {
  return keysOf(before.text, after.text).flatMap((lang) => {
    const [was, now] = [own(own(before.text, lang), key) ?? null, own(own(after.text, lang), key) ?? null];
    return was === now ? [] : [{ lang, place, was, now }];
  });
}

/** @param {any} before @param {any} after  bundles @param {string} id @returns {Words[]} */
function wordsAt(before, after, id) {
  const choices = keysOf(idsOf(before, id), idsOf(after, id));
  return [...textIn(before, after, id, 'What it says'), ...choices.flatMap((choice) => textIn(before, after, `${id}.${choice}`, `The button “${sourceText(after, `${id}.${choice}`) || sourceText(before, `${id}.${choice}`)}”`))];
}

/** @param {any} bundle @param {string} id @returns {Record<string, any>} */
const idsOf = (bundle, id) => Object.fromEntries((own(bundle.steps, id)?.choices ?? []).map((/** @type {any} */ one) => [one.id, one]));

/** What changed in the build of a step, beside its words and ways. @param {any} before @param {any} after  bundles @param {string} id @returns {string[]} */
function nodeSays(before, after, id) {
  const [was, now] = [before.steps[id], after.steps[id]];
  const [old, fresh] = [idsOf(before, id), idsOf(after, id)];
  const label = (/** @type {string} */ choice) => `“${sourceText(after, `${id}.${choice}`) || choice}”`;
  const kept = Object.keys(fresh).filter((choice) => Object.hasOwn(old, choice));
  const order = Object.keys(old).filter((choice) => Object.hasOwn(fresh, choice));
  const listed = (/** @type {any} */ query) => (!query ? 'none' : query.tag ? `“${query.tag}”` : query.ids.join(', '));
  return [
    ...(was.kind === now.kind ? [] : [`It is of another kind now. Before: ${KINDS[was.kind] ?? was.kind}. Now: ${KINDS[now.kind] ?? now.kind}.`]),
    ...(kept.join() === order.join() ? [] : [`The buttons stand in another order: ${Object.keys(fresh).map(label).join(', ')}.`]),
    ...kept.filter((choice) => old[choice].value !== fresh[choice].value).map((choice) => `${label(choice)} remembers ${quoted(fresh[choice].value)} now; before ${quoted(old[choice].value)}.`),
    ...(alike(was.services, now.services) ? [] : [`Services shown under it: ${listed(now.services)}. Before: ${listed(was.services)}.`]),
    ...(was.set === now.set ? [] : [`What is picked is remembered as ${quoted(now.set)}; before ${quoted(was.set)}.`]),
    ...(was.wipe === now.wipe ? [] : [now.wipe ? 'It erases the chat now.' : 'It does not erase the chat any more.']),
    ...(was.note === now.note ? [] : [now.note ? 'It takes a note for a person now.' : 'It takes no note any more.']),
    ...heardSays(was.hears ?? [], now.hears ?? []),
    ...branchSays(was.branch ?? [], now.branch ?? []),
    ...keysOf(was, now).filter((key) => !['kind', 'choices', 'services', 'set', 'wipe', 'note', 'hears', 'branch', 'go', 'closed'].includes(key) && !alike(was[key], now[key])).map((key) => `${key}: ${plain(now[key]) ?? 'nothing'}. Before: ${plain(was[key]) ?? 'nothing'}.`),
  ];
}

/** @param {string | undefined} words */
const quoted = (words) => (words === undefined ? 'nothing' : `“${words}”`);

/** The same lines in another order decide otherwise. @param {any[]} was @param {any[]} now */
function branchSays(was, now) {
  const [old, fresh] = [was, now].map((lines) => lines.map((one) => JSON.stringify(sorted(one.when))));
  const both = (/** @type {string[]} */ lines, /** @type {string[]} */ others) => lines.filter((one) => others.includes(one)).join();
  return both(old, fresh) === both(fresh, old) ? [] : ['The lines that decide stand in another order: the first that fits counts.'];
}

/** @param {{go: string, any: string[][]}[]} was @param {{go: string, any: string[][]}[]} now */
function heardSays(was, now) {
  const order = (/** @type {{go: string}[]} */ lines, /** @type {{go: string}[]} */ others) => lines.map(({ go }) => go).filter((go) => others.some((one) => one.go === go)).join();
  return [
    ...keysOf(Object.fromEntries(was.map(({ go }) => [go, 1])), Object.fromEntries(now.map(({ go }) => [go, 1]))).flatMap((go) => patternSays(`Words that lead to ${go}`, anyOf(was, go), anyOf(now, go))),
    ...(order(was, now) === order(now, was) ? [] : ['The words that are listened for stand in another order: the first that fits counts.']),
  ];
}

/** @param {{go: string, any: string[][]}[]} lines @param {string} go */
const anyOf = (lines, go) => lines.filter((one) => one.go === go).flatMap((one) => one.any);

/** @param {string} what @param {string[][]} was @param {string[][]} now @returns {string[]} */
function patternSays(what, was, now) {
  const [old, fresh] = [was, now].map((lines) => lines.map((one) => one.join(' ')));
  const listed = (/** @type {string[]} */ lines) => lines.map((one) => `“${one}”`).join(', ');
  const [added, gone] = [fresh.filter((one) => !old.includes(one)), old.filter((one) => !fresh.includes(one))];
  return [...(added.length ? [`${what}, put in: ${listed(added)}.`] : []), ...(gone.length ? [`${what}, taken out: ${listed(gone)}.`] : [])];
}

/** @type {Record<string, string>} */
const CATS = { emergency: 'Words of an emergency', leave: 'Words that mean leaving' };

/** @param {any} before @param {any} after  bundles @returns {Difference[]} */
function listsChanged(before, after) {
  const byName = (/** @type {any} */ bundle) => {
    /** @type {Record<string, any[]>} */
    const found = {};
    for (const line of bundle.lexicon) (found[JSON.stringify([line.cat, line.lang, line.go, line.whole])] ??= []).push(...line.any);
    return found;
  };
  const [was, now] = [byName(before), byName(after)];
  const told = keysOf(was, now).flatMap((key) => {
    const [cat, lang, go, whole] = JSON.parse(key);
    const says = patternSays('Listened for', was[key] ?? [], now[key] ?? []);
    const title = `${CATS[cat] ?? cat}, ${lang === 'any' ? 'any language' : lang}`;
    return says.length ? [{ key: `list ${key}`, room: /** @type {const} */ ('list'), id: cat, title, what: /** @type {Difference['what']} */ (!was[key] ? 'new' : !now[key] ? 'gone' : 'changed'), words: [], says: [`They lead to ${go}${whole ? ', if nothing else is typed' : ''}.`, ...says], ways: [] }] : [];
  });
  if (told.length || alike(before.lexicon, after.lexicon)) return told;
  return [{ key: 'list order', room: 'list', id: 'order', title: 'Word lists', what: 'changed', words: [{ lang: '', place: 'The order of the lists', was: plain(before.lexicon.map((/** @type {any} */ one) => `${one.cat} ${one.lang} ${one.go}`)), now: plain(after.lexicon.map((/** @type {any} */ one) => `${one.cat} ${one.lang} ${one.go}`)) }], says: [], ways: [] }];
}

/** @param {any} before @param {any} after @returns {Difference[]} */
function phrasesChanged(before, after) {
  const keys = [...new Set(keysOf(before.phrases, after.phrases).flatMap((lang) => keysOf(own(before.phrases, lang), own(after.phrases, lang))))];
  return keys.flatMap((key) => {
    const words = keysOf(before.phrases, after.phrases).flatMap((lang) => {
      const [was, now] = [own(own(before.phrases, lang), key) ?? null, own(own(after.phrases, lang), key) ?? null];
      return was === now ? [] : [{ lang, place: 'What it says', was, now }];
    });
    return words.length ? [{ key: `phrase ${key}`, room: /** @type {const} */ ('phrase'), id: key, title: key, what: whatOf(words), words, says: [], ways: [] }] : [];
  });
}

/** @param {Words[]} words @returns {Difference['what']} */
const whatOf = (words) => (words.every(({ was }) => was === null) ? 'new' : words.every(({ now }) => now === null) ? 'gone' : 'changed');

/** @param {any} before @param {any} after @returns {Difference[]} */
function repliesChanged(before, after) {
  return keysOf(before.replies, after.replies).flatMap((lang) => keysOf(own(before.replies, lang), own(after.replies, lang)).flatMap((group) => {
    const [was, now] = [own(own(before.replies, lang), group) ?? [], own(own(after.replies, lang), group) ?? []];
    if (alike(was, now)) return [];
    const texts = (/** @type {any[]} */ list) => Object.fromEntries(list.map(({ id, text }) => [id, text]));
    const words = keysOf(texts(was), texts(now)).map((id) => ({ lang, place: id, was: texts(was)[id] ?? null, now: texts(now)[id] ?? null })).filter((one) => one.was !== one.now);
    return [{ key: `reply ${lang} ${group}`, room: /** @type {const} */ ('reply'), id: group, title: `${group.replaceAll('_', ' ')}, ${languageName(after, lang)}`, what: whatOf(words), words, says: words.length ? [] : ['The replies stand in another order, or another detail of them changed.'], ways: [] }];
  }));
}

/** What has no room of its own is still told: nothing that is signed goes unseen. @param {any} before @param {any} after @returns {Difference[]} */
function restChanged(before, after) {
  /** @type {[any, any, string[]][]} */
  const parts = [[before, after, TOLD.edition], [before.bundle, after.bundle, TOLD.bundle], [before.services, after.services, TOLD.services]];
  const told = parts.flatMap(([was, now, known]) => keysOf(was, now).filter((key) => !known.includes(key) && !alike(was[key], now[key]))
    .map((key) => ({ key: `other ${key}`, room: /** @type {const} */ ('other'), id: key, title: NAMES[key] ?? key, what: /** @type {const} */ ('changed'), words: [{ lang: '', place: 'As it stands', was: plain(was[key]), now: plain(now[key]) }], says: [], ways: [] })));
  const order = [before, after].map(({ services }) => services.order.filter((/** @type {string} */ id) => own(before.services.entries, id) && own(after.services.entries, id)));
  return alike(order[0], order[1]) ? told : [...told, { key: 'other order', room: 'other', id: 'order', title: 'The order of the services', what: 'changed', words: [{ lang: '', place: 'As they are offered', was: plain(order[0]), now: plain(order[1]) }], says: [], ways: [] }];
}
