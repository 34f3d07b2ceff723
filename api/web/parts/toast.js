/** Short words at the edge of the page that something was done; they go by themselves. */
import { html, useEffect, useState } from '../vendor/preact.js';
import { Icon } from './icon.js';

/** @typedef {{id: number, says: string, kind: 'good' | 'warn' | 'danger'}} Toast */

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

/** @param {string} says @param {{kind?: 'good' | 'warn' | 'danger', stays?: number}} [look] */
export function toast(says, { kind = 'good', stays = 7000 } = {}) {
  const id = ++last;
  show([...shown.slice(-2), { id, says, kind }]);
  setTimeout(() => show(shown.filter((one) => one.id !== id)), stays);
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
    ${shown.map(({ id, says, kind }) => html`<p class=${`toast toast-${kind}`} key=${id}><${Icon} name=${kind === 'good' ? 'check' : 'warn'} size=${18} />${says}</p>`)}
  </div>`;
}
