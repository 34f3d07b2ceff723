/** A button that says what it does, and shows when it is at work. */
import { html } from '../vendor/preact.js';
import { Icon } from './icon.js';

/**
 * @typedef {object} ButtonProps
 * @property {'primary' | 'quiet' | 'plain' | 'danger'} [kind]
 * @property {boolean} [busy]  pressed and not done: looks so, and does nothing when pressed again
 * @property {boolean} [small]
 * @property {string} [icon]
 * @property {any} [children]
 * @property {(event: any) => void} [onClick]
 */

/** @param {ButtonProps & Record<string, any>} props */
export function Button({ kind = 'quiet', busy = false, small = false, icon, children, onClick, class: extra = '', ...rest }) {
  return html`<button type="button" ...${rest} class=${`button button-${kind}${small ? ' button-small' : ''} ${extra}`}
    aria-busy=${busy ? 'true' : undefined} onClick=${(/** @type {Event} */ event) => (busy ? event.preventDefault() : onClick?.(event))}>
    ${busy ? html`<span class="turning" aria-hidden="true"></span>` : icon && html`<${Icon} name=${icon} size=${small ? 16 : 20} />`}
    ${busy && !icon ? html`<span class="button-under">${children}</span>` : children}
  </button>`;
}
