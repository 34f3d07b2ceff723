/** Something to take along: shown whole, copied with one press. */
import { html, useId, useState } from '../vendor/preact.js';
import { Button } from './button.js';

/** @param {{label: string, value: string, hideLabel?: boolean}} props */
export function CopyField({ label, value, hideLabel = false }) {
  const id = useId();
  const [done, setDone] = useState(false);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(value);
    } catch {
      // Without leave for the clipboard, the text is at least selected: the keyboard can copy it.
      const box = document.getElementById(id);
      if (box instanceof HTMLInputElement) box.select();
      return;
    }
    setDone(true);
    setTimeout(() => setDone(false), 3000);
  };
  return html`<div class="field">
    <label for=${id} class=${hideLabel ? 'visually-hidden' : 'field-label'}>${label}</label>
    <div class="copy"><input id=${id} class="input mono" readonly value=${value} onFocus=${(/** @type {any} */ event) => event.target.select()} />
    <${Button} icon=${done ? 'check' : 'copy'} onClick=${copy}>${done ? 'Copied' : 'Copy'}<//></div>
    <span class="visually-hidden" role="status">${done ? 'Copied.' : ''}</span>
  </div>`;
}
