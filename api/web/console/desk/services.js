/** Sends a service as a card: found by word or by whom it fits, and never typed by hand. */

import { html, useState } from '../../vendor/preact.js';
import { Button } from '../../parts/button.js';
import { Dialog } from '../../parts/dialog.js';
import { Field, Select } from '../../parts/field.js';
import { languageName } from '../../parts/language.js';
import { lineNow } from '../../parts/line_clock.js';
import { NO_FILTER, areas, english, fitting, languages, reachLines, whenAndForWhom } from './filters.js';

/** @typedef {import('./engine.js').DeskEngine} DeskEngine */
/** @typedef {import('./filters.js').Filter} Filter */

/**
 * @param {{desk: DeskEngine, onSend: (id: string) => void, onClose: () => void}} props
 */
export function Services({ desk, onSend, onClose }) {
  const [filter, setFilter] = useState(NO_FILTER);
  const [chosen, choose] = useState(/** @type {string | null} */ (null));
  const now = lineNow(desk.session);
  const { services: all = [], societies = [] } = desk.content ?? {};
  const shown = fitting(all, filter, now, societies);
  const picked = shown.some(({ id }) => id === chosen) ? chosen : null;
  /** @param {Partial<Filter>} part */
  const change = (part) => setFilter({ ...filter, ...part });
  /** How many would stand here then. @param {Partial<Filter>} part */
  const count = (part) => fitting(all, { ...filter, ...part }, now, societies).length;
  /** @param {'open' | 'quiet'} name @param {string} words */
  const chip = (name, words) => html`<button type="button" class="desk-filter" aria-pressed=${filter[name]} onClick=${() => change({ [name]: !filter[name] })}>${words} <span class="desk-count">${count({ [name]: true })}</span></button>`;
  /** @param {'area' | 'lang'} name @param {string[]} values @param {string} any @param {(value: string) => string} words */
  const options = (name, values, any, words) => [{ value: '', text: any }, ...values.map((value) => ({ value, text: `${words(value)} (${count({ [name]: value })})` }))];
  return html`<${Dialog} title="Send a service" wide full onClose=${onClose}
    actions=${html`<${Button} onClick=${onClose}>Cancel<//><${Button} kind="primary" disabled=${!picked} data-act="send-card" onClick=${() => picked && onSend(picked)}>Send this card<//>`}>
    <${Field} label="Find" hideLabel placeholder="Name, number or topic" autofocus value=${filter.words} onInput=${(/** @type {any} */ event) => change({ words: event.target.value })}
      onKeyDown=${(/** @type {KeyboardEvent} */ event) => { if (event.key === 'Enter' && shown.length) document.getElementById('desk-service-0')?.focus(); }} />
    <div class="desk-filters" role="group" aria-label="Whom it fits">
      <div class="desk-chips">${chip('open', 'Open now')}${chip('quiet', 'Without speaking')}</div>
      <${Field} label="Age" inputmode="numeric" size="3" maxlength="2" value=${filter.age} onInput=${(/** @type {any} */ event) => change({ age: event.target.value.replace(/\D/g, '') })} />
      <${Select} label="Place" value=${filter.area} options=${options('area', areas(all, societies), 'Anywhere', (value) => value)} onChange=${(/** @type {any} */ event) => change({ area: event.target.value })} />
      <${Select} label="Language" value=${filter.lang} options=${options('lang', languages(all), 'Any', languageName)} onChange=${(/** @type {any} */ event) => change({ lang: event.target.value })} />
    </div>
    <p class="small soft" role="status">${all.length ? `${shown.length} of ${all.length}. Enter on one sends it.` : ''}</p>
    <fieldset class="desk-services" onKeyDown=${(/** @type {KeyboardEvent} */ event) => {
      if (event.key !== 'Enter' || !picked) return;
      event.preventDefault();
      onSend(picked);
    }}><legend class="visually-hidden">Services</legend>
      ${shown.map((service, i) => html`<label class="choice" key=${service.id}>
        <input id=${`desk-service-${i}`} type="radio" name="desk-service" value=${service.id} checked=${picked === service.id} onChange=${() => choose(service.id)} onFocus=${() => choose(service.id)} />
        <span><span class="choice-title">${english(service.name) || service.id}</span>
          <span class="choice-text">${reachLines(service).map((line, i) => html`${i > 0 && ' · '}<span class="desk-whole">${line}</span>`)}</span>
          <span class="choice-text">${whenAndForWhom(service, now)}</span>
          ${service.remarks && html`<span class="choice-text">For the team: ${service.remarks}</span>`}
          <span class="choice-text">${service.verified?.on ? `Checked ${service.verified.on}` : 'Nobody has called to check this yet'}</span></span>
      </label>`)}
      ${!shown.length && html`<p class="desk-empty">${all.length ? html`No service fits all of this. <button type="button" class="desk-link" onClick=${() => setFilter(NO_FILTER)}>Show all</button>` : 'The list of services could not be loaded. It comes back with the connection.'}</p>`}
    </fieldset><//>`;
}
