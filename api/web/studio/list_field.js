/** A list of short words in one field, with commas between. */
import { Field } from '../parts/field.js';
import { html, useState } from '../vendor/preact.js';

/** Each of the words that were typed. @param {string} typed */
export const items = (typed) => typed.split(',').map((one) => one.trim()).filter(Boolean);

/** @param {{studio: import('./drafts.js').Studio, title: string, hint: string, values: any, onType: (values: string[]) => void}} props */
export function ListField({ studio, title, hint, values, onType }) {
  const held = Array.isArray(values) ? values.map(String) : [];
  const [typed, setTyped] = useState(held.join(', '));
  const shown = items(typed).join() === held.join() ? typed : held.join(', ');
  return html`<${Field} label=${title} hint=${hint} value=${shown} readonly=${!studio.mayEdit} spellcheck=${false} onInput=${(/** @type {any} */ event) => { setTyped(event.target.value); onType(items(event.target.value)); }} />`;
}
