/** Search over what this device can open: instant, by keyboard, and gone with the page. */

import { html, useEffect, useState } from '../../vendor/preact.js';
import { Dialog } from '../../parts/dialog.js';
import { Field } from '../../parts/field.js';
import { Marked } from '../desk/marked.js';
import { callName } from '../desk/names.js';
import { clock, dayName } from '../desk/times.js';
import { find, searchable } from './finding.js';

/** @typedef {import('../desk/engine.js').DeskEngine} DeskEngine */

/** @param {{desk: DeskEngine, onClose: () => void}} props */
export function Search({ desk, onClose }) {
  const [wanted, want] = useState('');
  const me = desk.session.me.device_id;
  useEffect(() => {
    // Closed ones of mine are read only now; nothing of them is kept beyond this page.
    for (const row of desk.rows.values()) if (row.reads && row.state === 'closed' && row.claimed_by === me) desk.read(row.id);
  }, []);
  const talks = searchable(desk.talks.values(), me);
  const hits = find(talks, wanted);
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
    <div class="search-field"><${Field} label="Words in your conversations" hint="Looked for on this device only. Words that wait stay covered." spellcheck=${false} autofocus value=${wanted} onInput=${(/** @type {any} */ event) => want(event.target.value)}
      onKeyDown=${(/** @type {KeyboardEvent} */ event) => { if (event.key === 'Enter') /** @type {HTMLElement | null} */ (document.querySelector('.search-hit'))?.click(); }} /></div>
    <p class="small soft" role="status">${reading ? 'Still opening some conversations…' : wanted.trim().length < 2 ? `${talks.length} ${talks.length === 1 ? 'conversation' : 'conversations'} to look in.` : `${hits.length === 60 ? 'The newest 60' : hits.length} ${hits.length === 1 ? 'message' : 'messages'}.`}</p>
    <ul class="search-hits">${hits.map((hit) => html`<li key=${hit.id}><button type="button" class="search-hit" onClick=${() => {
      onClose();
      hit.talk.unlocked = true;
      desk.seek(hit.talk.id, hit.id);
    }}><span class="search-where">${callName(hit.talk.id)} · ${hit.from} · ${dayName(hit.at, desk.session.now())}, ${clock(hit.at)}</span>
      <span class="search-words"><${Marked} text=${hit.before} /><mark><${Marked} text=${hit.hit} /></mark><${Marked} text=${hit.after} /></span></button></li>`)}</ul>
    ${wanted.trim().length > 1 && !hits.length && !reading && html`<p class="desk-empty">No message that this device can open has these words.</p>`}
  </div><//>`;
}
