/** One text in every language, side by side, each with its limits counted and said. */
import { Button } from '../parts/button.js';
import { Badge } from '../parts/panel.js';
import { html, useId, useState } from '../vendor/preact.js';
import { LOCK_SCREEN } from './preview.js';
import { fontFor } from './translate/rows.js';

/** A text of one language: where it stands, and how it stands to the source. @typedef {{lang: string, name: string, path: string, at: import('./trees.js').At, text: string, source: boolean, state: 'fine' | 'stale' | 'missing', of?: string, mark?: string}} Text */

/** @param {string} words */
const letters = (words) => [...words].length;

/**
 * The texts of a place in every language of the line, the source first.
 * @param {import('./drafts.js').Model} model @param {string} path  of the flow @param {import('./trees.js').At} at  of the source @param {string} id @param {string} source @returns {Text[]}
 */
export function textsOf(model, path, at, id, source) {
  return (Array.isArray(model.project?.languages) ? model.project.languages : []).map((/** @type {any} */ language) => {
    const { id: lang, name } = language;
    if (language.state === 'source') return { lang, name, path, at, text: source, source: true, state: 'fine' };
    const files = Object.entries(model.i18n).filter(([one]) => one.startsWith(`i18n/${lang}/`));
    const held = files.find(([, tree]) => Array.isArray(tree?.texts) && tree.texts.some((/** @type {any} */ one) => one?.id === id));
    const entry = held?.[1].texts.find((/** @type {any} */ one) => one?.id === id);
    const home = held?.[0] ?? `i18n/${lang}/${path.split('/').at(-1)}`;
    const state = !entry ? 'missing' : entry.of === model.marks[id] ? 'fine' : 'stale';
    return { lang, name, path: home, at: ['texts', id], text: entry?.text ?? '', source: false, state, of: entry?.of, mark: model.marks[id] };
  });
}

/** A block of several lines ends with a line of its own, as it did. @param {string} typed @param {string} before */
const ended = (typed, before) => (typed.includes('\n') || before.endsWith('\n') ? `${typed.replace(/\n+$/, '')}\n` : typed);

/**
 * @param {{studio: import('./drafts.js').Studio, title: string, texts: Text[], kind: 'say' | 'label', placeName: string}} props
 *   kind: what limits hold
 */
export function WordsForm({ studio, title, texts, kind, placeName }) {
  const change = (/** @type {Text} */ text, /** @type {string} */ typed) => {
    const value = ended(typed, text.text);
    const says = `${placeName}, ${text.name}`;
    if (text.source) return studio.edit(text.path, [{ at: text.at, value }], says);
    if (text.state === 'missing') return studio.edit(text.path, [{ at: text.at, value: { id: String(text.at[1]), of: text.mark ?? '', text: value } }], says);
    return studio.edit(text.path, [...(text.mark && text.mark !== text.of ? [{ at: [...text.at, 'of'], value: text.mark }] : []), { at: [...text.at, 'text'], value }], says);
  };
  return html`<fieldset class="languages"><legend class="field-label">${title}</legend>
    <div class="languages-side">${texts.map((text) => html`<${OneLanguage} key=${`${text.lang} ${text.path} ${text.at.join('/')}`} studio=${studio} text=${text} kind=${kind} title=${title} onType=${(/** @type {string} */ typed) => change(text, typed)}
      onFits=${() => studio.edit(text.path, [{ at: [...text.at, 'of'], value: text.mark ?? '' }], `${placeName}, ${text.name}: it still fits`)} />`)}</div></fieldset>`;
}

/** @param {{studio: import('./drafts.js').Studio, text: Text, kind: 'say' | 'label', title: string, onType: (typed: string) => void, onFits: () => void}} props */
function OneLanguage({ studio, text, kind, title, onType, onFits }) {
  const id = useId();
  const [emptied, setEmptied] = useState(false);
  const shown = emptied ? '' : text.text.replace(/\n+$/, '');
  const type = (/** @type {string} */ typed) => {
    setEmptied(!typed.trim());
    if (typed.trim()) onType(typed); // what youth read is never nothing: until something is written, the words of before stay
  };
  // A translation with no file to stand in yet is begun in the Translate view.
  const homeless = text.state === 'missing' && !studio.tree(text.path);
  const props = { id, class: `input ${fontFor(studio.model?.project, text.lang)}`, lang: text.lang, value: shown, readonly: !studio.mayEdit || homeless, autocomplete: 'off', 'aria-describedby': `${id}-count`, 'aria-label': `${title}, ${text.name}`,
    onInput: (/** @type {any} */ event) => type(event.target.value) };
  return html`<div class="language"><label for=${id} class="language-name">${text.name}
      ${text.state === 'missing' && html` <${Badge} kind="warn">not translated<//>`}${text.state === 'stale' && html` <${Badge} kind="warn">older than the source<//>`}</label>
    ${kind === 'say' ? html`<textarea ...${props} rows=${Math.min(14, Math.max(4, shown.split('\n').length + Math.ceil(shown.length / 46)))}></textarea>` : html`<input type="text" ...${props} />`}
    <${Counters} id=${`${id}-count`} words=${shown} kind=${kind} limits=${studio.model?.limits ?? {}} />
    ${text.state === 'stale' && studio.mayEdit && html`<p class="small soft">The source changed since this was translated. Until it is looked at, youth read the source here.
      <${Button} small kind="plain" onClick=${onFits} disabled=${studio.state !== 'saved'}>It still fits<//></p>`}
    ${emptied && text.state !== 'missing' && html`<p class="field-error" role="alert">Something must stand here. Until you write it, the words of before stay.</p>`}
    ${homeless && html`<p class="small soft">This flow has no file in ${text.name} yet. Begin it under Translate.</p>`}
  </div>`;
}

/** @param {{id: string, words: string, kind: 'say' | 'label', limits: Record<string, number>}} props */
export function Counters({ id, words, kind, limits }) {
  const counts = kind === 'label' ? [[letters(words), limits.label, 'letters; more is cut off on small phones']]
    : [[letters(words), limits.say, 'letters; more is a lot to read at once'], ...(words.length > (limits.say ?? 0) ? [[words.length, limits.units, 'signs, the most that Telegram sends']] : [])];
  return html`<p class="counters small" id=${id}>${counts.map(([count, most, what]) => html`<span class=${Number(count) > Number(most) ? 'counter counter-over' : 'counter soft'} key=${what}>
    ${Number(count) > Number(most) ? `${count} of ${most}: ${Number(count) - Number(most)} too many` : `${count} of ${most} ${what}`}</span>`)}
    ${kind === 'say' && html`<span class="counter soft">${Math.min(letters(words), LOCK_SCREEN)} of ${LOCK_SCREEN} show on a locked phone</span>`}</p>`;
}
