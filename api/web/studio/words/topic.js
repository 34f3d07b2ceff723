/** A new topic of words: what its form may hold, what it does to other topics, and what it writes; pure. */
import { hex, utf8 } from '../../sealing/padding.js';
import { sha256 } from '../../sealing/keys.js';
import { catWords, difference, hearing, listening, partsOf, retyped, run, trapsOf, writtenOf } from './patterns.js';

/** @typedef {import('./patterns.js').List} List */
/** By language: what the bot asks, its button, and the first words, with commas between. @typedef {{ask: string, button: string, words: string}} Spoken */
/** @typedef {{name: string, go: string, spoken: Record<string, Spoken>, not: string, heardIn: string}} Topic */
/** @typedef {{path: string, changes: import('../trees.js').Change[], says: string}} Edit */

// Not heard, heard in a step, the button that goes on, and "every language": the program's own.
const OWN = ['none', 'step', 'on', 'any', 'unheard'];

/** The id of a topic; it never changes. @param {string} name */
export const topicId = (name) => (name.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase().match(/[a-z0-9]+/g) ?? []).join('_').slice(0, 24).replace(/_+$/, '');

/** What a field of first words holds, as the file has it. @param {any} fold @param {string} typed */
export const firstWords = (fold, typed) => [...new Set(typed.split(/[,\n]/).map((one) => writtenOf(retyped(one, []))).filter((one) => partsOf(fold, one).length))];

/** The lists as they would be. @param {{model: any, lists: List[], bundle: any}} here @param {Topic} topic @returns {List[]} */
export function withTopic({ model, lists, bundle }, { name, go, spoken }) {
  const [path] = fileOf(model, 'lexicon');
  const cat = topicId(name);
  const end = Array.isArray(model?.lexicon?.[path]) ? model.lexicon[path].length : 0;
  const made = Object.entries(spoken).map(([lang, { words }]) => ({ lang, written: firstWords(bundle.fold, words) })).filter(({ written }) => written.length);
  return [...lists, ...made.map(({ lang, written }, index) => ({ cat, lang, go, whole: false, written, any: written.map((one) => partsOf(bundle.fold, one)), path, index: end + index }))];
}

/**
 * What is wrong with it, by field, in plain sentences; nothing: it can be added.
 * @param {{model: any, lists: List[], bundle: any, steps: {has: (id: string) => boolean}}} here @param {Topic} topic @returns {Record<string, string>}
 */
export function problemsOf(here, topic) {
  const { model, lists, bundle } = here;
  const { name, go, spoken } = topic;
  const cat = topicId(name);
  const most = model?.limits?.label ?? 24;
  /** @type {Record<string, string>} */
  const found = {};
  if (!name.trim()) found.name = 'Write in a few words what it is about.';
  else if (!/^[a-z]/.test(cat)) found.name = 'Begin the name with a plain letter, from a to z.';
  else if (OWN.includes(cat)) found.name = 'The bot uses this name itself. Choose another.';
  else if (lists.some((one) => one.cat === cat) || lists.some((one) => catWords(one.cat).toLowerCase() === name.trim().toLowerCase())) found.name = 'This topic is there already. Add your words to it.';
  if (!here.steps.has(go)) found.go = 'Choose the step that the offer leads to.';
  const { ask, button } = spoken[bundle.source] ?? { ask: '', button: '' };
  if (!ask.trim()) found[`ask.${bundle.source}`] = 'Write what the bot asks.';
  if (!button.trim()) found[`button.${bundle.source}`] = 'Write what the button says.';
  const made = withTopic(here, topic);
  const heard = listening(bundle, made);
  for (const [lang, { words, ...said }] of Object.entries(spoken)) {
    const over = [...said.button.trim()].length - most;
    if (over > 0) found[`button.${lang}`] = `A button has room for ${most} letters: ${over} too many.`;
    const empty = words.split(/[,\n]/).map((one) => one.trim()).find((one) => one && !partsOf(bundle.fold, writtenOf(retyped(one, []))).length);
    if (empty) found[`words.${lang}`] = `There is no word in “${empty}”.`;
    if (found.name) continue;
    for (const written of firstWords(bundle.fold, words)) {
      const other = hearing(heard, made, bundle.langs.includes(lang) ? lang : bundle.source, written).cat;
      if (other !== cat && bundle.langs.includes(lang)) found[`words.${lang}`] ??= other === 'none' ? `“${written}” would not be heard.` : `“${written}” is heard as “${catWords(other)}” already.`;
    }
  }
  if (!Object.values(spoken).some(({ words }) => firstWords(bundle.fold, words).length)) found[`words.${bundle.source}`] ??= 'Write at least one word.';
  return found;
}

/** Sentences that would be heard wrongly with it. @param {{model: any, lists: List[], bundle: any, runs: import('./patterns.js').Run[]}} here @param {Topic} topic */
export const brokenBy = (here, topic) => difference(here.runs, run(here.bundle, withTopic(here, topic), trapsOf(here.model))).broken;

/** Everything that adds it, file by file; what it says first, so that no list ever stands without its words. @param {{model: any, lists: List[], bundle: any}} here @param {Topic} topic @returns {Promise<Edit[]>} */
export async function editsOf(here, topic) {
  const { model, lists, bundle } = here;
  const cat = topicId(topic.name);
  const says = `The topic “${catWords(cat)}”`;
  /** @type {Edit[]} */
  const edits = [];
  for (const [lang, { ask, button }] of Object.entries(topic.spoken)) {
    const [path, tree] = Object.entries(model.phrases ?? {}).find(([, one]) => one?.lang === lang) ?? [];
    const texts = [[`heard.${cat}`, ask.trim(), 'ask'], [`offer.${cat}`, button.trim(), 'button']].filter(([, text]) => text);
    if (!path || !texts.length) continue;
    if (lang === bundle.source) edits.push({ path, changes: texts.map(([key, text]) => ({ at: ['phrases', key], value: text })), says });
    else if (Array.isArray(tree?.texts)) edits.push({ path, says, changes: await Promise.all(texts.map(async ([id, text, part]) => ({ at: ['texts', id], value: { id, of: await markOf(topic.spoken[bundle.source][/** @type {'ask' | 'button'} */ (part)].trim()), text } }))) });
  }
  const sentences = [...(topic.not.trim() ? [{ type: topic.not.trim(), lang: bundle.source, hears: 'none' }] : []), ...(topic.heardIn.trim() ? [{ type: topic.heardIn.trim(), lang: bundle.source, hears: cat }] : [])];
  const [path, tree] = fileOf(model, 'tests');
  if (path && sentences.length) edits.push({ path, changes: sentences.map((value, index) => ({ at: [tree.length + index], value })), says });
  const added = withTopic(here, topic).slice(lists.length);
  edits.push({ path: added[0].path, changes: added.map(({ lang, go, written, index }) => ({ at: [index], value: { cat, lang, go, any: written } })), says });
  return edits;
}

/** A text as its translations name it, as the relay does. @param {string} text */
const markOf = async (text) => hex(await sha256(utf8(text))).slice(0, 8);

/** @param {any} model @param {string} folder @returns {[string, any[]] | [string, never[]]} */
const fileOf = (model, folder) => /** @type {[string, any[]]} */ (Object.entries(model?.[folder] ?? {}).find(([, one]) => Array.isArray(one)) ?? ['', []]);
