/** In which form a finding is put right. */
import { sourceOf } from './line/small_words.js';
import { languagesOf } from './translate/rows.js';

/** @typedef {{view: string, at: Record<string, any>, name: string}} Way */

/** The form, at the very words if it can be told; null if only the file shows it. @param {any} model @param {import('./drafts.js').Finding} finding @returns {Way | null} */
export function formOf(model, { file, at, key = '', code }) {
  const [folder, rest = ''] = file.split('/');
  const [name, of] = key.split('@');
  // A text that a language lacks is told where its source stands.
  const lang = of ?? at?.lang ?? '';
  const translated = (/** @type {string} */ id) => languagesOf(model?.project).some((one) => one.id === id);
  if (at?.step) return { view: 'step', at: { step: at.step, lang: of ?? at.lang }, name: at.step };
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
  const isName = name === 'org' || (Array.isArray(model?.project?.names) && model.project.names.includes(name));
  return file === 'project.yaml' && isName ? { view: 'line', at: { part: 'facts' }, name } : null;
}
