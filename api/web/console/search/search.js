/** Search over what this device can open: instant, by keyboard, and gone with the page. */

import { html, useEffect, useState } from '../../vendor/preact.js';
import { Button } from '../../parts/button.js';
import { Dialog } from '../../parts/dialog.js';
import { Field } from '../../parts/field.js';
import { lineNow } from '../../parts/line_clock.js';
import { Marked } from '../desk/marked.js';
import { callName } from '../desk/names.js';
import { clock, dayName } from '../desk/times.js';
import { find, searchable } from './finding.js';

/** @typedef {import('../desk/engine.js').DeskEngine} DeskEngine */

/** So many stand in the list at once; the rest is one press away. */
const MOST = 60;

/** @param {{desk: DeskEngine, onClose: () => void}} props */
export function Search({ desk, onClose }) {
  const [wanted, want] = useState('');
  const [most, setMost] = useState(MOST);
  const me = desk.session.me.device_id;
  useEffect(() => {
    // Closed ones are read only now; nothing of them is kept beyond this page.
    for (const row of desk.rows.values()) if (row.reads && row.state === 'closed') desk.read(row.id);
  }, []);
  const talks = searchable(desk.talks.values(), me);
  const found = find(talks, wanted);
  const hits = found.slice(0, most);
  const reading = talks.some((talk) => !talk.ready);
  /** @param {KeyboardEvent} event */
  const onKey = (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step) return;
    const places = /** @type {HTMLElement[]} */ ([...document.querySelectorAll('.search-field input, .search-hit')]);
    places[places.indexOf(/** @type {HTMLElement} */ (document.activeElement)) + step]?.focus();
    event.preventDefault();
  };
  return html`<${Dialog} title="Find words" wide full onClose=${onClose}><div onKeyDown=${onKey} class="stack">
    <div class="search-field"><${Field} label="Words in your conversations" hint="In messages, notes, forms and handovers, on this device only. What waits stays covered." spellcheck=${false} autofocus value=${wanted} onInput=${(/** @type {any} */ event) => { want(event.target.value); setMost(MOST); }}
      onKeyDown=${(/** @type {KeyboardEvent} */ event) => { if (event.key === 'Enter') /** @type {HTMLElement | null} */ (document.querySelector('.search-hit'))?.click(); }} /></div>
    <p class="small soft" role="status">${reading ? 'Still opening some conversations…' : wanted.trim().length < 2 ? `${talks.length} ${talks.length === 1 ? 'conversation' : 'conversations'} to look in.` : found.length > hits.length ? `The newest ${hits.length} of ${found.length}.` : `${found.length} found.`}</p>
    <ul class="search-hits">${hits.map((hit) => html`<li key=${hit.id}><button type="button" class="search-hit" onClick=${() => {
      onClose();
      hit.talk.unlocked = true;
      if (hit.page) desk.open(hit.talk.id, hit.page);
      else desk.seek(hit.talk.id, hit.id);
    }}><span class="search-where">${callName(hit.talk.id)} · <strong>${hit.kind}</strong> · ${hit.from} · ${dayName(hit.at, lineNow(desk.session))}, ${clock(hit.at)}</span>
      <span class="search-words"><${Marked} text=${hit.before} /><mark><${Marked} text=${hit.hit} /></mark><${Marked} text=${hit.after} /></span></button></li>`)}</ul>
    ${found.length > hits.length && html`<p><${Button} small onClick=${() => setMost(most + MOST)}>Look further back<//></p>`}
    ${wanted.trim().length > 1 && !hits.length && !reading && html`<p class="desk-empty">Nothing that this device can open has these words.</p>`}
  </div><//>`;
}
