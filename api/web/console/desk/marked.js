/** Somebody else's words as text alone: markup inert, direction isolated, hidden letters marked. */

import { html } from '../../vendor/preact.js';
import { runs } from './letters.js';

/**
 * Text nodes only (H9); `bdi` and `dir=auto` keep a turned text inside its own box (H8).
 * @param {{text: string}} props
 */
export function Marked({ text }) {
  return html`<bdi class="desk-words" dir="auto">${runs(text).map((run) => ('text' in run ? run.text
    : html`<span class="desk-mark" title=${`${run.mark} ${run.code}`}><span class="visually-hidden">hidden letter: ${run.mark} </span><span aria-hidden="true">${run.code}</span></span>`))}</bdi>`;
}
