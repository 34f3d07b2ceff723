/** The steps of an earlier version as they were read then; nothing of it can be changed. */
import { Dialog } from '../../parts/dialog.js';
import { Select } from '../../parts/field.js';
import { Icon } from '../../parts/icon.js';
import { Notice } from '../../parts/panel.js';
import { html, useState } from '../../vendor/preact.js';
import { own } from '../review/comparing.js';
import { languageName } from '../review/differing.js';
import { editionOf, useLoaded } from '../review/editions.js';
import { stepsInOrder, waysFrom } from '../review/ways_changed.js';
import { versionName } from './versions.js';

/** @param {{session: import('../session.js').Editing, n: number, onClose: () => void}} props */
export function Story({ session, n, onClose }) {
  const { value, problem } = useLoaded(() => editionOf(session, n), [n]);
  const [chosen, setLang] = useState('');
  const bundle = value?.bundle;
  const lang = chosen || bundle?.source || 'en';
  return html`<${Dialog} title=${versionName(n)} wide full onClose=${onClose}>
    ${problem && html`<${Notice} kind="danger">${problem}<//>`}
    ${bundle && html`${bundle.langs.length > 1 && html`<${Select} label="Language" value=${lang} options=${bundle.langs.map((/** @type {string} */ one) => ({ value: one, text: languageName(value, one) }))} onChange=${(/** @type {any} */ event) => setLang(event.target.value)} />`}
      <ol class="tale" tabindex="0" aria-label=${`The steps of: ${versionName(n)}`}>${stepsInOrder(bundle, bundle).map((id) => html`<li class="tale-step" key=${id}><p class="mono">${id}</p>
        ${own(own(bundle.text, lang), id) ?? own(bundle.text[bundle.source], id) ? html`<p class="tale-said" lang=${lang}>${own(own(bundle.text, lang), id) ?? own(bundle.text[bundle.source], id)}</p>` : ''}
        <ul class="tale-ways">${waysFrom(bundle, id).map((way) => html`<li key=${way.id}><span class="soft">${way.label}</span><${Icon} name="arrow" size=${16} /><span class="visually-hidden"> leads to </span><span class="mono">${way.to}</span></li>`)}</ul></li>`)}</ol>`}
  <//>`;
}
