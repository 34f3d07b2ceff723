/** Words that no text should hold, words that would tell on a locked phone, and words the desk warns of. */
import { html } from '../../vendor/preact.js';
import { ListField } from '../list_field.js';
import { Records } from './records.js';

/** @typedef {import('../drafts.js').Studio} Studio */
const AVOID = [{ key: 'word', label: 'Not this', more: { autocapitalize: 'none', spellcheck: false } }, { key: 'say', label: 'But this' }, { key: 'why', label: 'Because' }];

/** A language by its code. @param {any} model @param {string} lang */
const named = (model, lang) => (Array.isArray(model?.project?.languages) ? model.project.languages : []).find((/** @type {any} */ one) => one?.id === lang)?.name ?? lang;

/** @param {{studio: Studio}} props */
export function StyleLists({ studio }) {
  const { model } = studio;
  const files = Object.entries(model?.style ?? {});
  return html`<div class="stack stack-l"><p class="soft">The checker looks for these in every text. A * at the end of a word means any ending: traffick* is also trafficked.</p>
    ${files.filter(([path]) => path.startsWith('style/avoid.')).map(([path, tree]) => { const name = named(model, path.split('.')[1]); return html`<section class="stack" key=${path} aria-label=${`Words to avoid, ${name}`}><h2>Words to avoid, ${name}</h2>
      <${Records} studio=${studio} path=${path} at=${[]} rows=${tree} what=${`a word to avoid, ${name}`} columns=${AVOID} /></section>`; })}
    ${files.filter(([path, tree]) => path.startsWith('style/topics.') && tree).map(([path, tree]) => html`<section class="stack" key=${path}><${ListField} studio=${studio} title=${`Words that would tell, on a locked phone, what this is about: ${named(model, tree.lang)}`} hint="With commas between. They must not stand in the first 100 letters of a message." values=${tree.words}
      onType=${(/** @type {string[]} */ words) => words.length && studio.edit(path, [{ at: ['words'], value: words }], `Words that would tell, ${named(model, tree.lang)}`)} /></section>`)}
  </div>`;
}

/** @param {{studio: Studio}} props */
export function WarningLists({ studio }) {
  const { model, findings } = studio;
  return html`<div class="stack stack-l"><p class="soft">Before words like these the desk asks the worker if they want to read on. It looks on that worker’s device only, tells nobody, and changes nothing.
      A * at the end means any ending; words in one line must stand side by side.</p>
    ${Object.entries(model?.warnings ?? {}).filter(([, tree]) => Array.isArray(tree)).map(([path, tree]) => html`<section class="stack" key=${path}>${/** @type {any[]} */ (tree).map((one, index) => html`<${ListField} key=${index} studio=${studio} title=${`Words of ${one?.about}, ${named(model, one?.lang)}`} hint="With commas between." values=${one?.any}
      onType=${(/** @type {string[]} */ words) => words.length && studio.edit(path, [{ at: [index, 'any'], value: words }], `Words of ${one?.about}, ${named(model, one?.lang)}`)} />`)}
      ${findings.filter(({ file }) => file === path).map((one) => html`<p key=${one.code + one.line} class=${one.level === 'E' ? 'field-error' : 'text-warn'}>${one.says} ${one.fix}</p>`)}</section>`)}
  </div>`;
}
