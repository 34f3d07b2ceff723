/** In which form a finding is put right. */
import { isLeft } from './gone.js';
import { sourceOf } from './line/small_words.js';
import { isOfWays } from './line/ways.js';
import { flowsOf, stepsOf } from './reading.js';
import { languagesOf } from './translate/rows.js';

/** @typedef {{view: string, at: Record<string, any>, name: string}} Way */

/** The form, at the very words if it can be told; null if only the file shows it. @param {any} model @param {import('./drafts.js').Finding} finding @returns {Way | null} */
export function formOf(model, { file, at, key = '', code }) {
  const [folder, rest = ''] = file.split('/');
  const [name, of] = key.split('@');
  // A text that a language lacks is told where its source stands.
  const lang = of ?? at?.lang ?? '';
  const translated = (/** @type {string} */ id) => languagesOf(model?.project).some((one) => one.id === id);
  if (['V01', 'V02'].includes(code) || isLeft(model, { code, file, key })) return { view: 'outline', at: { gone: key }, name: 'What was taken away' };
  if (code === 'W01') return { view: 'line', at: { part: 'reasons' }, name: 'Reasons for warnings' };
  // Which signs a language is written in is said of the language, not of the text that has them.
  if (code === 'L04' && translated(lang)) return { view: 'translate', at: { lang }, name: lang };
  if (isOfWays(model, { code, file, key })) return { view: 'line', at: { part: 'ways' }, name: 'Where people come in' };
  // What names no step that is there leads to no step: another one would be shown in its place.
  if (at?.step) return stepsOf(flowsOf(model)).has(at.step) ? { view: 'step', at: { step: at.step, lang: of ?? at.lang }, name: at.step } : null;
  // What was shown and is not trusted any more stands in no file of the draft.
  if (code === 'C12') return { view: 'services', at: { service: key }, name: key };
  if (at?.service) return { view: 'services', at: { service: at.service }, name: at.service };
  if (['phrases', 'replies'].includes(folder)) {
    if (translated(lang)) return { view: 'translate', at: { lang, find: name }, name: key };
    return name && lang === sourceOf(model?.project).id ? { view: 'line', at: { part: folder === 'replies' ? 'replies' : 'words', find: name }, name } : null;
  }
  if (folder === 'lexicon') return { view: 'words', at: name ? { cat: name } : {}, name: name || 'Words' };
  if (folder === 'societies') return name ? { view: 'services', at: { service: name }, name } : null;
  if (folder === 'tests') return { view: 'words', at: { cat: 'traps' }, name: 'Sentences to test' };
  if (file === 'project.yaml' && code === 'K03') return { view: 'words', at: { cat: 'emergency' }, name: 'Words' };
  if (file === 'project.yaml' && translated(name)) return { view: 'translate', at: { lang: name }, name };
  if (folder === 'warnings') return { view: 'line', at: { part: 'warn' }, name: name || 'Words to warn of' };
  if (folder === 'style') return { view: 'line', at: { part: 'avoid' }, name: 'Words to avoid' };
  if (file === 'project.yaml' && ['C04', 'C11'].includes(code)) return { view: 'line', at: { part: 'facts' }, name: code === 'C04' ? 'Short numbers' : 'What always stands' };
  const isName = name === 'org' || (Array.isArray(model?.project?.names) && model.project.names.includes(name));
  return file === 'project.yaml' && isName ? { view: 'line', at: { part: 'facts' }, name } : null;
}
