/** Short words at the edge of the page that something was done; they go by themselves. */
import { html, useEffect, useState } from '../vendor/preact.js';
import { Icon } from './icon.js';

/** @typedef {{id: number, says: string, kind: 'good' | 'warn' | 'danger', undo?: () => void}} Toast */

/** @type {Toast[]} */
let shown = [];
/** @type {Set<() => void>} */
const watchers = new Set();
let last = 0;

/** @param {Toast[]} next */
function show(next) {
  shown = next;
  for (const watcher of watchers) watcher();
}

/** What can be undone stays longer. @param {string} says @param {{kind?: 'good' | 'warn' | 'danger', stays?: number, undo?: () => void}} [look] @returns {() => void} what takes it away sooner */
export function toast(says, { kind = 'good', undo, stays = undo ? 20_000 : 7000 } = {}) {
  const id = ++last;
  show([...shown.slice(-2), { id, says, kind, undo }]);
  setTimeout(() => drop(id), stays);
  return () => drop(id);
}

/** @param {number} id */
const drop = (id) => show(shown.filter((one) => one.id !== id));

/** Let them stand at the top of a part of the page, on a screen too narrow for a corner: the style sheet says when. Where there is too little room they grow upwards, never over what is below. @param {HTMLElement} part */
export function standAt(part) {
  const { height, bottom, left } = part.getBoundingClientRect();
  const { style } = document.documentElement;
  style.setProperty('--toasts-below', `${window.innerHeight - bottom}px`);
  style.setProperty('--toasts-room', `${height}px`);
  style.setProperty('--toasts-left', `${left}px`);
}

/** Mounted once, by the shell. */
export function Toasts() {
  const [, again] = useState(0);
  useEffect(() => {
    const watcher = () => again((n) => n + 1);
    watchers.add(watcher);
    return () => { watchers.delete(watcher); };
  }, []);
  return html`<div class="toasts" role="status" aria-live="polite">
    ${shown.map(({ id, says, kind, undo }) => html`<p class=${`toast toast-${kind}`} key=${id}><${Icon} name=${kind === 'good' ? 'check' : 'warn'} size=${18} />${says}${undo && html`<button type="button" class="toast-undo" onClick=${() => { drop(id); undo(); }}>Undo</button>`}</p>`)}
  </div>`;
}
