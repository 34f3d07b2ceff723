/** One message as the worker sees it: whose, when, what it said before, and how far it got. */

import { html, useState } from '../../vendor/preact.js';
import { Button } from '../../parts/button.js';
import { useNow } from '../../parts/clock.js';
import { Icon } from '../../parts/icon.js';
import { Marked } from './marked.js';
import { clock, moment } from './times.js';

/** @typedef {import('./story.js').Bubble} BubbleItem */

/** @type {Record<string, string>} */
const RELAYED = {
  sticker: 'A sticker, told in words', gif: 'A moving picture, not transferred', photo: 'A photo, not transferred', picture: 'A photo, not transferred',
  video: 'A video, not transferred', voice: 'A voice note, not transferred', audio: 'A sound, not transferred', file: 'A file, not transferred',
  place: 'A place, not transferred', location: 'A place, not transferred', contact: 'A telephone number, not transferred', 'passed on': 'Somebody else may have written this',
};

/**
 * @param {{item: BubbleItem, state?: string, serviceName?: (id: string) => string, onEdit?: (item: BubbleItem) => void, onRetract?: (item: BubbleItem) => void, editing?: boolean, warning?: string | null, covered?: boolean}} props  warning: what it may be about
 */
export function Bubble({ item, state, serviceName = (id) => id, onEdit, onRetract, editing, warning = null, covered = false }) {
  const [shown, show] = useState(false);
  const [open, setOpen] = useState(false);
  const hidden = (warning !== null || covered) && !open && !item.retracted && item.card === null;
  const kind = item.note ? 'note' : item.from;
  const relayed = item.relayed ? RELAYED[item.relayed] ?? 'Not transferred, told in words' : null;
  return html`<li class=${`desk-bubble desk-from-${kind}${item.safeWord ? ' desk-safeword' : ''}${editing ? ' desk-editing' : ''}`} data-mid=${item.id}>
    <div class="desk-bubble-box">
      <span class="visually-hidden">${item.name}:</span>
      ${item.from === 'colleague' && html`<p class="desk-bubble-name" aria-hidden="true">${item.name}</p>`}
      ${item.note && html`<p class="desk-bubble-name">Note for the team only</p>`}
      ${item.retracted ? html`<p class="desk-bubble-body desk-gone">${item.from === 'me' ? 'You took this back.' : 'They took this back.'}</p>`
        : hidden ? html`<p class="desk-bubble-body">${warning ? `This may be about ${warning}.` : 'Covered.'}</p><${Button} small icon="eye" onClick=${() => setOpen(true)}>Show it<span class="visually-hidden">: the message of ${clock(item.at)}</span><//>`
        : item.card !== null ? html`<p class="desk-bubble-body"><${Icon} name="phone" /> <strong>${serviceName(item.card)}</strong><br /><span class="soft">Service card</span></p>`
        : html`<p class="desk-bubble-body"><${Marked} text=${item.body} /></p>`}
      ${item.safeWord && html`<p class="desk-bubble-strong">This is their safe word.</p>`}
      ${shown && item.earlier.map((version, i) => html`<div class="desk-earlier" key=${i}><p class="small soft">${i === 0 ? 'First' : 'Then'}, ${clock(version.at)}</p><p><${Marked} text=${version.body} /></p></div>`)}
    </div>
    <p class="desk-bubble-foot">
      <time dateTime=${new Date(item.at).toISOString()} title=${moment(item.at)}>${clock(item.at)}</time>
      ${item.earlier.length > 0 && html`<button type="button" class="desk-link" aria-expanded=${shown} onClick=${() => show(!shown)}>${shown ? 'edited, hide earlier' : 'edited'}</button>`}
      ${item.lost && html`<span>edited; the earlier text did not arrive</span>`}
      ${relayed && html`<span>${relayed}</span>`}
      ${item.repeat && html`<span>may be a repeat</span>`}
      ${item.former && html`<span>by a former colleague</span>`}
      ${state && html`<span class="desk-state">${state}</span>`}
      ${onEdit && html`<button type="button" class="desk-link desk-act" onClick=${() => onEdit(item)}>Edit<span class="visually-hidden"> the message of ${clock(item.at)}</span></button>`}
      ${onRetract && html`<button type="button" class="desk-link desk-act" onClick=${() => onRetract(item)}>Take back<span class="visually-hidden"> the message of ${clock(item.at)}</span></button>`}
    </p>
  </li>`;
}

/**
 * @typedef {object} Pending  words of mine that were not read back yet
 * @property {string} id
 * @property {string} body
 * @property {number} at
 * @property {'text' | 'card' | 'edit' | 'retract' | 'note'} what
 * @property {'sending' | 'landed' | 'waiting' | 'failed' | 'held'} state
 * @property {string | null} says
 */

const WAITING = { sending: 'Sending…', slow: 'Not through yet: the line is slow, or away. It is kept, and goes out by itself', landed: 'Delivered to the line', waiting: 'Waiting for the connection', held: 'Kept locked on this device; colleagues get it when one joins or you put the conversation back' };

const SLOW_MS = 4000;

/**
 * @param {{item: Pending, onRetry: () => void, onDrop: () => void}} props
 */
export function PendingBubble({ item, onRetry, onDrop }) {
  const now = useNow(1000);
  const state = item.state === 'sending' && now - item.at > SLOW_MS ? 'slow' : item.state;
  const what = item.what === 'edit' ? 'Edit: ' : item.what === 'retract' ? 'Taking a message back' : '';
  return html`<li class=${`desk-bubble desk-from-${item.what === 'note' ? 'note' : 'me'} desk-pending`} data-mid=${item.id}>
    <div class="desk-bubble-box">${item.what === 'note' && html`<p class="desk-bubble-name">Note for the team only</p>`}<p class="desk-bubble-body">${what}<${Marked} text=${item.body} /></p></div>
    <p class="desk-bubble-foot">
      <time dateTime=${new Date(item.at).toISOString()}>${clock(item.at)}</time>
      ${state === 'failed' ? html`<strong class="desk-failed">${item.says ?? 'Not sent.'}</strong>
          <${Button} small kind="quiet" onClick=${onRetry}>Try again<//><${Button} small kind="plain" onClick=${onDrop}>${item.what === 'retract' || item.what === 'card' ? 'Leave it' : 'Put back in the box'}<//>`
        : html`<span>${state === 'waiting' && item.says || (state === 'landed' && item.what === 'note' ? 'Kept for the team' : WAITING[state])}</span>`}
    </p>
  </li>`;
}
