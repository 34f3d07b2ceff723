/** Short words at the edge of the page that something was done; they go by themselves. */
import { html, useEffect, useLayoutEffect, useRef, useState } from '../vendor/preact.js';
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

/** What one may want to press or write into next. */
const WANTED = 'button, a[href], input, select, textarea, summary';

/** Where they take their room from the page, nothing that could be pressed goes out of sight for it: the page moves up by as much as it must, and no further. @param {Element} page @param {number} taken  how much lower it just became (px) */
function keepInSight(page, taken) {
  const { bottom } = page.getBoundingClientRect();
  const cut = [...page.querySelectorAll(WANTED)].filter((one) => {
    const ends = one.getBoundingClientRect().bottom;
    return one.checkVisibility() && ends > bottom && ends <= bottom + taken;
  });
  for (const one of cut) one.scrollIntoView({ block: 'nearest', behavior: 'instant' });
}

/** Mounted once, by the shell. */
export function Toasts() {
  const [, again] = useState(0);
  const box = useRef(/** @type {HTMLDivElement | null} */ (null));
  const tall = useRef(0);
  useLayoutEffect(() => {
    const page = document.getElementById('main');
    const room = box.current && getComputedStyle(box.current).position === 'static' ? box.current.offsetHeight : 0;
    if (page && room > tall.current) keepInSight(page, room - tall.current);
    tall.current = room;
  }, [shown]);
  useEffect(() => {
    const watcher = () => again((n) => n + 1);
    watchers.add(watcher);
    return () => { watchers.delete(watcher); };
  }, []);
  return html`<div class="toasts" ref=${box} role="status" aria-live="polite">
    ${shown.map(({ id, says, kind, undo }) => html`<p class=${`toast toast-${kind}`} key=${id}><${Icon} name=${kind === 'good' ? 'check' : 'warn'} size=${18} />${says}${undo && html`<button type="button" class="toast-undo" onClick=${() => { drop(id); undo(); }}>Undo</button>`}</p>`)}
  </div>`;
}
