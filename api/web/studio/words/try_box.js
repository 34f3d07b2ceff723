/** Type as a youth would, and see at once what is heard, through which words, and what would be offered. */
import { Button } from '../../parts/button.js';
import { Field, Select } from '../../parts/field.js';
import { html, useState } from '../../vendor/preact.js';
import { lines } from '../preview.js';
import { filled } from '../showing.js';
import { catWords, hearing, patternWords } from './patterns.js';
import { TrapForm } from './trap_form.js';

/** @param {{here: import('./page.js').Heard, heard: any}} props */
export function TryBox({ here, heard }) {
  const { studio, bundle, lists, languages } = here;
  const [typed, setTyped] = useState('');
  const [lang, setLang] = useState(/** @type {string} */ (bundle.source));
  const [keeping, setKeeping] = useState(false);
  const known = bundle.langs.includes(lang) ? lang : bundle.source;
  const found = typed.trim() ? hearing(heard, lists, known, typed) : null;
  return html`<section class="panel stack try-words" aria-label="Try it">
    <div class="try-words-ask"><${Field} label="Type as a youth would" hint="It stays in this window." value=${typed} onInput=${(/** @type {any} */ event) => setTyped(event.target.value)} />
      <${Select} label="Who reads in" value=${lang} options=${languages.map(({ id, name }) => ({ value: id, text: name }))} onChange=${(/** @type {any} */ event) => setLang(event.target.value)} /></div>
    <div role="status" class="stack">${found && html`<p class="heard-says">${found.cat === 'none' ? html`<strong>Nothing is heard.</strong>` : html`Heard: <strong>${catWords(found.cat)}</strong>${found.written && html`, through <span class="pattern">${patternWords(found.written)}</span>`}`}</p>`}</div>
    ${found && html`<div class="phone phone-telegram heard-phone" aria-label="What would be offered" role="group">${found.effects.map((effect, at) => (effect.do === 'say' ? html`<div class="bubble" key=${at} lang=${effect.lang}>${lines(filled(effect.text ?? '', { edition: studio.edition, lang: effect.lang, now: 0 }))}</div>` : null))}
        <ul class="keys" aria-label="Buttons">${found.effects.flatMap((effect) => (effect.do === 'choices' ? effect.choices : [])).map(([id, label]) => html`<li class="key" key=${id}>${label}</li>`)}</ul></div>
      ${studio.mayEdit && html`<div class="row"><${Button} icon="plus" onClick=${() => setKeeping(true)}>Keep it as a sentence to test<//></div>`}`}
    ${keeping && html`<${TrapForm} here=${here} first=${{ type: typed, lang: known, hears: found?.cat ?? 'none' }} onClose=${() => setKeeping(false)} />`}
  </section>`;
}
