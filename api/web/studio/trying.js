/** A trial talk: what was picked and typed, walked from the beginning with what the flows say now. */
import { words } from '../flow/ear.js';
import { step } from '../flow/flow.js';
import { offers } from './showing.js';

/** What was done. @typedef {{t: 'pick', id: string, label: string} | {t: 'text', text: string} | {t: 'lang', lang: string}} Deed */
/** @typedef {{oncall: boolean, talking: boolean, lang: string, now: number}} Host */
/** @typedef {{from: string, deeds: Deed[], host: Host}} Trial */
/**
 * A turn of the talk: what was done, what came back, and the language that the youth reads then.
 * @typedef {{deed: Deed | null, effects: import('../flow/flow.js').Effect[], gone: boolean, step: string, lang: string}} Turn
 */

/** Whether youth get a language. @param {any} edition @param {string} lang */
export const isOffered = (edition, lang) => edition.bundle.langs.includes(lang);

/**
 * The edition as it is once a language goes live that was begun: its speaker reads the draft's own translations in the talk that youth will have.
 * @param {any} edition @param {import('./drafts.js').Model} model @param {string} lang @returns {any}
 */
export function withLanguage(edition, model, lang) {
  const { bundle } = edition;
  const named = (model.project?.languages ?? []).find((/** @type {any} */ one) => one?.id === lang);
  if (isOffered(edition, lang) || !named) return edition;
  const rows = Object.values(model.i18n).filter((tree) => tree?.lang === lang && Array.isArray(tree.texts)).flatMap(({ texts }) => texts);
  // What translates words of before is left out, as the compiler does it: the source stands there, with the line above it.
  const said = new Map(rows.filter((one) => one?.of && one.of === model.marks[one.id]).map(({ id, text }) => [id, String(text ?? '').trim()]));
  const phrases = new Map(Object.entries(edition.phrases[lang] ?? {}).map(([id, text]) => [`@${id}`, text]));
  const text = Object.keys(bundle.text[bundle.source]).map((key) => [key, phrases.get(key) ?? said.get(key)]).filter(([, found]) => found);
  return {
    ...edition, bundle: {
      ...bundle, langs: [...bundle.langs, lang], text: { ...bundle.text, [lang]: Object.fromEntries(text) },
      speak: { ...bundle.speak, [lang]: [named.name, ...(Array.isArray(named.also) ? named.also : [])].map((name) => words(bundle.fold, String(name))) },
    },
  };
}

/** @param {any} edition @param {Host} host @param {boolean} talking */
export function factsOf(edition, host, talking) {
  return {
    oncall: host.oncall ? 'yes' : 'no', talking: talking ? 'yes' : 'no', note: 'no', opening: host.oncall ? 'no' : 'yes', channel: 'telegram', others: 'no', services: offers(edition, host.now),
  };
}

/**
 * Walk the whole talk. A button that is not there any more ends the walk there: what came after it led from a place that is gone.
 * @param {any} edition @param {string | null} from  a step to begin at @param {Deed[]} deeds @param {Host} host @returns {Turn[]}
 */
export function walked(edition, from, deeds, host) {
  const bundle = from && Object.hasOwn(edition.bundle.steps, from) ? { ...edition.bundle, start: from } : edition.bundle;
  let talking = host.talking;
  let [state, effects] = step(bundle, null, { t: 'start', lang: host.lang }, factsOf(edition, host, talking && !from));
  /** @type {Turn[]} */
  const turns = [];
  const turn = (/** @type {Deed | null} */ deed) => {
    const gone = effects.some((one) => one.do === 'stale');
    turns.push({ deed, effects, gone, step: state.step, lang: state.lang });
    // In line, what is typed goes to the worker, as the bot sends it; a note is for one only.
    if (effects.some((one) => one.do === 'handoff' && !one.note)) talking = true;
    if (effects.some((one) => one.do === 'end')) talking = false;
    return !gone;
  };
  turn(null);
  for (const deed of deeds) {
    [state, effects] = step(bundle, state, deed, factsOf(edition, host, talking));
    if (!turn(deed)) break;
  }
  return turns;
}

/** The buttons of now. @param {Turn[]} turns @returns {{choices: string[][], always: string[][]}} */
export function buttonsOf(turns) {
  const last = turns.flatMap(({ effects }) => effects).filter((one) => one.do === 'choices').at(-1);
  return last?.do === 'choices' && turns.at(-1)?.effects.every((one) => one.do !== 'end') ? last : { choices: [], always: last?.do === 'choices' ? last.always : [] };
}
