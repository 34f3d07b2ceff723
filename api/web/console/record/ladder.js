/** Imminent risk: the numbers that always stand together, and the steps one after the other. */

import { html } from '../../vendor/preact.js';

/** Ontario does not have 911 everywhere: it never stands alone. */
export function SafeLines() {
  return html`<ul class="numbers record-lines" aria-label="In danger now">
    <li><span>Danger now</span><a href="tel:911">911</a></li>
    <li><span>Where 911 does not answer</span><a href="tel:+18883101122">1-888-310-1122</a></li>
  </ul>`;
}

/** What to ask once they want somebody to come. @param {{onHelp: () => void}} props */
export function Steps({ onHelp }) {
  return html`<${SafeLines} />
    <ol class="record-steps">
      <li>Work it out with them. What would make the next hour safer?</li>
      <li>Get your supervisor: <button type="button" class="desk-link" onClick=${onHelp}>Help me</button>.</li>
      <li>Tell them before you call, unless that puts them in danger.</li>
      <li>Call yourself: 911, or <span class="desk-whole">1-888-310-1122</span>, or the society. Say who, where, how to approach, whether the person is there, and what they agreed to.</li>
      <li>Without a place nobody can come. We store no address and cannot trace one. Say so plainly, and ask.</li>
      <li>Stay. Write down why you called and how it came out.</li>
    </ol>`;
}
