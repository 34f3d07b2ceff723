/** Safety digits, set so that two people can read them to each other. */
import { html } from '../vendor/preact.js';

/** @param {{value: string, label?: string}} props  six groups of five, apart by spaces */
export function Digits({ value, label = 'Safety digits' }) {
  return html`<p class="digits" role="group" aria-label=${label}>${value.split(' ').map((group, i) => html`<span key=${i}>${group}</span>`)}</p>`;
}
