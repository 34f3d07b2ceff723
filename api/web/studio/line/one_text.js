/** One small word: room to write, where it is met, and how it will look. */
import { Button } from '../../parts/button.js';
import { html, useState } from '../../vendor/preact.js';
import { lines } from '../preview.js';
import { filled } from '../showing.js';
import { languagesOf } from '../translate/rows.js';
import { Counters } from '../words_form.js';
import { mayGo, TakeAway, Up } from './replies.js';
import { example, kept, writes } from './small_words.js';
import { FILLS, FRAME } from './where_shown.js';

/** @typedef {import('./small_words.js').Small} Small */

/** @param {{studio: import('../drafts.js').Studio, one: Small, all: Small[], lang: string}} props */
export function OneText({ studio, one, all, lang }) {
  // A field that somebody emptied stays empty under their hands, while the words of before stay in the draft.
  const [emptied, setEmptied] = useState(false);
  const id = `small-${one.id}`;
  const seen = { edition: studio.edition, lang, now: Date.now() };
  const text = emptied ? '' : one.text;
  const { lacks, odd } = text ? kept(one, text) : { lacks: [], odd: [] };
  const found = studio.findings.filter(({ file, key = '' }) => file === one.path && [one.key, `${one.key}@${lang}`].includes(key));
  const type = (/** @type {any} */ event) => {
    const typed = event.target.value;
    setEmptied(!typed.trim());
    studio.edit(one.path, writes(one, studio.tree(one.path), typed), `${one.title}, “${one.key}”`);
  };
  const wrong = [...(emptied ? ['Something must stand here. Until you write it, the words of before stay.'] : []), ...(lacks.length ? [`Keep ${lacks.join(' ')} in it: it is filled in later.`] : []), ...(odd.length ? [`Nothing fills in ${odd.join(' ')} here.`] : [])];
  const props = { id, class: 'input', lang, value: text, readonly: !studio.mayEdit, autocomplete: 'off', 'data-small': one.id, 'aria-describedby': `${id}-says`, 'aria-invalid': wrong.length ? 'true' : undefined, onInput: type };
  const said = filled(example(text, seen, one.key), seen);
  const more = languagesOf(studio.model?.project);
  return html`<li class="small-word">
    <label for=${id} class="small-where">${one.where} <span class="soft mono small">${one.key}</span></label>
    <div class="text-sides"><div class="text-own">
      ${one.kind === 'message' || text.includes('\n') ? html`<textarea ...${props} rows=${Math.min(10, Math.max(2, text.split('\n').length + Math.floor(text.length / 52)))}></textarea>` : html`<input type="text" ...${props} />`}
      <div id=${`${id}-says`} class="text-says small">
        ${one.kind === 'piece' ? html`<p class="soft">${[...text].length} letters</p>` : html`<${Counters} id=${`${id}-count`} words=${text} kind=${one.kind === 'button' ? 'label' : 'say'} limits=${studio.model?.limits ?? {}} />`}
        ${one.fills.length > 0 && html`<p class="soft">Filled in, so it must stay: ${one.fills.map((name, at) => html`${at ? ', ' : ''}<span class="mono">{${name}}</span> ${FILLS[name]}`)}.</p>`}
        ${wrong.map((says) => html`<p class="field-error" key=${says}>${says}</p>`)}
        ${found.map((finding) => html`<p key=${finding.code + finding.says} class=${finding.level === 'E' ? 'field-error' : 'text-warn'}>${finding.says} ${finding.fix}</p>`)}</div>
      <div class="row">${more.length > 0 && html`<${Button} small kind="plain" aria-label=${`In other languages: ${one.key}`} onClick=${() => studio.go('translate', { lang: more[0].id, find: one.key })}>In other languages<//>`}
        ${studio.mayEdit && one.of === 'reply' && one.group !== FRAME && html`<${Up} studio=${studio} one=${one} all=${all} />`}
        ${studio.mayEdit && mayGo(one, all) && html`<${TakeAway} studio=${studio} one=${one} />`}</div>
    </div>
    <div class="small-seen phone phone-telegram" role="group" aria-label=${`How it looks: ${one.key}`}>${one.kind === 'button' ? html`<p class="key" lang=${lang}>${said || ' '}</p>` : html`<div class="bubble" lang=${lang}>${lines(said || ' ')}</div>`}</div></div>
  </li>`;
}
