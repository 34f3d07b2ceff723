/** A question that has to be answered first; the page behind it waits. */
import { html, useEffect, useId, useLayoutEffect, useRef } from '../vendor/preact.js';
import { Icon } from './icon.js';
import { isNowhere } from './place.js';

/** Render it only while it is open. @param {{title: string, onClose?: () => void, children?: any, actions?: any, wide?: boolean, full?: boolean, onKeyDown?: (event: KeyboardEvent) => void}} props  full: on a phone it takes the whole screen; without onClose only an answer ends it */
export function Dialog({ title, onClose, children, actions, wide = false, full = false, onKeyDown }) {
  const id = useId();
  const box = useRef(/** @type {HTMLDialogElement | null} */ (null));
  const from = useRef(/** @type {Element | null} */ (null));
  // Before the next key: whoever presses F and types on searches for all of their letters, and H would call for help.
  useLayoutEffect(() => {
    from.current = document.activeElement;
    box.current?.showModal();
  }, []);
  useEffect(() => {
    const asked = box.current;
    // After it is gone: while it is there, nothing behind it takes the focus.
    return () => {
      // What was pressed in here may have led somewhere else already.
      const here = document.activeElement;
      if (here && !isNowhere(here) && !asked?.contains(here)) return;
      if (from.current instanceof HTMLElement && from.current.isConnected) from.current.focus();
    };
  }, []);
  // A second Escape would close it whatever becomes of the first.
  const stays = (/** @type {KeyboardEvent} */ event) => { if (event.key === 'Escape') event.preventDefault(); };
  return html`<dialog ref=${box} class=${`dialog${wide ? ' dialog-wide' : ''}${full ? ' dialog-full' : ''}`} aria-labelledby=${id} onKeyDown=${onClose ? onKeyDown : stays}
    onCancel=${(/** @type {Event} */ event) => { event.preventDefault(); onClose?.(); }}>
    <header class="dialog-head">
      <h2 id=${id} tabindex="-1">${title}</h2>
      ${onClose && html`<button type="button" class="button button-plain button-icon" aria-label="Close" onClick=${onClose}><${Icon} name="close" /></button>`}
    </header>
    <div class="dialog-body stack">${children}</div>
    ${actions && html`<footer class="dialog-actions">${actions}</footer>`}
  </dialog>`;
}
