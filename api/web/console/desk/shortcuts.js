/** The desk by keyboard alone: single keys outside text boxes, which a worker may switch off. */

import { html } from '../../vendor/preact.js';
import { Button } from '../../parts/button.js';
import { Dialog } from '../../parts/dialog.js';
import { Check } from '../../parts/field.js';
import { notOkay } from './muting.js';
import { inboxOf } from './rows.js';

/** @typedef {import('./engine.js').DeskEngine} DeskEngine */

/** @type {[string, string][]} */
export const KEYS = [
  ['J or ↓', 'Next conversation'], ['K or ↑', 'Previous conversation'], ['C', 'Claim'], ['R', 'Write a message'], ['/', 'Ready replies'], ['N', '“Not okay”, ready in the box'], ['S', 'Send a service'], ['O', 'Open the care record'], ['F', 'Find words'],
  ['H', 'Help me'], ['Esc', 'Back to the list, or close what is open'], ['?', 'This list'],
];

/** Whoever types goes on for so long when the box goes away from under their hands (ms): "I was just checking" is no J, and no C that claims somebody. */
const GOING_ON_MS = 1500;
let typed = -Infinity;

/** Whether this key still belongs to words that somebody types; what they press to leave them ends it. @param {KeyboardEvent} event */
function goesOn(event) {
  const letter = event.key.length === 1 && !event.ctrlKey && !event.altKey && !event.metaKey;
  if (!letter) {
    if (['Escape', 'Tab'].includes(event.key)) typed = -Infinity;
    return false;
  }
  // A line that is searched is left on purpose, by Enter; a box is not.
  const still = (event.target instanceof HTMLElement && event.target.tagName === 'TEXTAREA') || event.timeStamp - typed < GOING_ON_MS;
  if (still) typed = event.timeStamp;
  return still;
}

/** @param {EventTarget | null} target */
function typing(target) {
  return target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));
}

/**
 * @param {KeyboardEvent} event
 * @param {DeskEngine} desk
 * @param {() => void} help
 * @param {() => void} find
 * @returns {boolean} whether the key was ours
 */
export function pressed(event, desk, help, find) {
  if (goesOn(event)) return false;
  if (event.defaultPrevented || event.ctrlKey || event.altKey || event.metaKey || event.isComposing || document.querySelector('dialog[open]')) return false;
  if (event.key === 'Escape') {
    if (typing(event.target)) {
      /** @type {HTMLElement} */ (event.target).blur();
      document.getElementById('desk-thread-name')?.focus();
    } else if (desk.sheet !== null) desk.show(null);
    else desk.choose(null);
    return true;
  }
  if (!desk.look.keys || typing(event.target)) return false;
  const key = event.key.toLowerCase();
  if (key === 'j' || key === 'k') step(desk, key === 'j' ? 1 : -1);
  else if ((event.key === 'ArrowDown' || event.key === 'ArrowUp') && event.target instanceof HTMLElement && event.target.classList.contains('desk-row')) move(event.target, event.key === 'ArrowDown' ? 1 : -1);
  else if (key === 'c') press('claim');
  else if (key === 'r') document.getElementById('desk-box')?.focus();
  else if (key === '/') dispatchEvent(new CustomEvent('desk-open', { detail: 'replies' }));
  else if (key === 's') dispatchEvent(new CustomEvent('desk-open', { detail: 'services' }));
  else if (key === 'o' && desk.chosen) desk.show(desk.sheet === null ? '' : null);
  else if (key === 'f') find();
  else if (key === 'n') notOkay(desk);
  else if (key === 'h') press('help-me');
  else if (key === '?') help();
  else return false;
  return true;
}

/** @param {string} act */
function press(act) {
  /** @type {HTMLElement | null} */ (document.querySelector(`[data-act="${act}"]`))?.click();
}

/** @param {HTMLElement} from @param {number} by */
function move(from, by) {
  const rows = [...document.querySelectorAll('.desk-row')];
  /** @type {HTMLElement | undefined} */ (rows[rows.indexOf(from) + by])?.focus();
}

/** @param {DeskEngine} desk @param {number} by */
function step(desk, by) {
  const groups = inboxOf(desk);
  const ids = [...groups.asking, ...groups.waiting, ...groups.mine, ...groups.paused, ...groups.others, ...groups.notes, ...groups.closed].map((row) => row.id);
  if (!ids.length) return;
  const at = desk.chosen ? ids.indexOf(desk.chosen) : by > 0 ? -1 : ids.length;
  const next = ids[Math.min(ids.length - 1, Math.max(0, at + by))];
  desk.choose(next);
  // Of many who wait not all are in sight.
  document.querySelector(`[data-conversation="${next}"]`)?.scrollIntoView({ block: 'nearest' });
}

/**
 * @param {{desk: DeskEngine, onClose: () => void}} props
 */
export function Shortcuts({ desk, onClose }) {
  return html`<${Dialog} title="Keys and habits" onClose=${onClose} actions=${html`<${Button} onClick=${onClose}>Done<//>`}>
    <dl class="desk-keys">${KEYS.map(([key, what]) => html`<div key=${key}><dt><kbd>${key}</kbd></dt><dd>${what}</dd></div>`)}
      <div><dt><kbd>${desk.look.enter ? 'Enter' : 'Ctrl + Enter'}</kbd></dt><dd>Send; Shift + Enter makes a new line</dd></div><div><dt><kbd>↑</kbd></dt><dd>In an empty box: edit your last message</dd></div></dl>
    <${Check} label="Enter sends (otherwise Ctrl + Enter)" checked=${desk.look.enter} onChange=${(/** @type {any} */ event) => desk.prefer({ enter: event.target.checked })} />
    <${Check} label="Cover their words until I press “Show it”" checked=${desk.look.cover} onChange=${(/** @type {any} */ event) => desk.prefer({ cover: event.target.checked })} />
    <${Check} label="Single keys work outside text boxes" checked=${desk.look.keys} onChange=${(/** @type {any} */ event) => desk.prefer({ keys: event.target.checked })} />
  <//>`;
}
