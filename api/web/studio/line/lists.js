/** Words that no text should hold, words that would tell on a locked phone, and words the desk warns of. */
import { html } from '../../vendor/preact.js';
import { items, ListField } from '../list_field.js';
import { avoidBegun, lackingStyle, lackingWarnings, topicsBegun, warningBegun } from './new_lists.js';
import { Adding, Records } from './records.js';
import { undoable } from '../undoable.js';

/** @typedef {import('../drafts.js').Studio} Studio */
const AVOID = [{ key: 'word', label: 'Not this', more: { autocapitalize: 'none', spellcheck: false } }, { key: 'say', label: 'But this' }, { key: 'why', label: 'Because' }];

const WORDS = [{ key: 'words', label: 'The words', more: { hint: 'With commas between.', autocapitalize: 'none', spellcheck: false } }];
/** What was typed into the one field of `WORDS`. @param {Record<string, string>} row */
const typed = ({ words }) => items(words);

/** Begin a list, in a file of its own where there is none yet. @param {Studio} studio @param {import('./new_lists.js').Beginning} list @param {string} says */
async function begin(studio, list, says) {
  if ('changes' in list) return studio.edit(list.path, list.changes, says);
  studio.put(list.path, list.text, { before: null, says });
  await studio.flush();
  return undoable(studio, `${says}: begun in the draft.`);
}

/** A language by its code. @param {any} model @param {string} lang */
const named = (model, lang) => (Array.isArray(model?.project?.languages) ? model.project.languages : []).find((/** @type {any} */ one) => one?.id === lang)?.name ?? lang;

/** @param {{studio: Studio}} props */
export function StyleLists({ studio }) {
  const { model } = studio;
  const files = Object.entries(model?.style ?? {});
  const lacks = lackingStyle(model);
  return html`<div class="stack stack-l"><p class="soft">The checker looks for these in every text. A * at the end of a word means any ending: traffick* is also trafficked.</p>
    ${files.filter(([path, tree]) => path.startsWith('style/avoid.') && tree).map(([path, tree]) => { const name = named(model, path.split('.')[1]); return html`<section class="stack" key=${path} aria-label=${`Words to avoid, ${name}`}><h2>Words to avoid, ${name}</h2>
      <${Records} studio=${studio} path=${path} at=${[]} rows=${tree} what=${`a word to avoid, ${name}`} columns=${AVOID} /></section>`; })}
    ${studio.mayEdit && lacks.avoid.map(({ id, name }) => html`<section class="stack" key=${id} aria-label=${`Words to avoid, ${name}`}><h2>Words to avoid, ${name}</h2><p class="soft">No words yet.</p>
      <${Adding} columns=${AVOID} what=${`a word to avoid, ${name}`} onAdd=${(/** @type {any} */ row) => begin(studio, avoidBegun(id, row), `Words to avoid, ${name}`)} /></section>`)}
    ${files.filter(([path, tree]) => path.startsWith('style/topics.') && tree).map(([path, tree]) => html`<section class="stack" key=${path}><${ListField} studio=${studio} title=${`Words that would tell, on a locked phone, what this is about: ${named(model, tree.lang)}`} hint="With commas between. They must not stand in the first 100 letters of a message." values=${tree.words}
      onType=${(/** @type {string[]} */ words) => words.length && studio.edit(path, [{ at: ['words'], value: words }], `Words that would tell, ${named(model, tree.lang)}`, true)} /></section>`)}
    ${studio.mayEdit && lacks.topics.map(({ id, name }) => html`<section class="stack" key=${id} aria-label=${`Words that would tell, ${name}`}><p>Words that would tell, on a locked phone, what this is about: ${name}. <span class="soft">No words yet.</span></p>
      <${Adding} columns=${WORDS} what=${`words that would tell, ${name}`} onAdd=${(/** @type {any} */ row) => begin(studio, topicsBegun(id, typed(row)), `Words that would tell, ${name}`)} /></section>`)}
  </div>`;
}

/** @param {{studio: Studio}} props */
export function WarningLists({ studio }) {
  const { model, findings } = studio;
  return html`<div class="stack stack-l"><p class="soft">Before words like these the desk asks the worker if they want to read on. It looks on that worker’s device only, tells nobody, and changes nothing.
      A * at the end means any ending; words in one line must stand side by side.</p>
    ${Object.entries(model?.warnings ?? {}).filter(([, tree]) => Array.isArray(tree)).map(([path, tree]) => html`<section class="stack" key=${path}>${/** @type {any[]} */ (tree).map((one, index) => html`<${ListField} key=${index} studio=${studio} title=${`Words of ${one?.about}, ${named(model, one?.lang)}`} hint="With commas between." values=${one?.any}
      onType=${(/** @type {string[]} */ words) => words.length && studio.edit(path, [{ at: [index, 'any'], value: words }], `Words of ${one?.about}, ${named(model, one?.lang)}`, true)} />`)}
      ${findings.filter(({ file }) => file === path).map((one) => html`<p key=${one.code + one.line} class=${one.level === 'E' ? 'field-error' : 'text-warn'}>${one.says} ${one.fix}</p>`)}</section>`)}
    ${studio.mayEdit && lackingWarnings(model).map(({ lang, about }) => html`<section class="stack" key=${`${lang.id} ${about}`} aria-label=${`Words of ${about}, ${lang.name}`}><p>Words of ${about}, ${lang.name}. <span class="soft">No words yet.</span></p>
      <${Adding} columns=${WORDS} what=${`words of ${about}, ${lang.name}`} onAdd=${(/** @type {any} */ row) => begin(studio, warningBegun(model, lang.id, about, typed(row)), `Words of ${about}, ${lang.name}`)} /></section>`)}
  </div>`;
}
