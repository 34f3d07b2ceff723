/** Two people saved the same words: both are shown, and one of them stays. */
import { Button } from '../parts/button.js';
import { dayAndTime } from '../parts/clock.js';
import { Dialog } from '../parts/dialog.js';
import { html, useState } from '../vendor/preact.js';
import { inWords, placeWords } from './in_words.js';

/** @param {{studio: import('./drafts.js').Studio, conflict: import('./drafts.js').Conflict}} props */
export function ConflictDialog({ studio, conflict }) {
  const [busy, setBusy] = useState(false);
  const { saving, files, by, at, places } = conflict;
  const keep = async (/** @type {'mine' | 'theirs'} */ whose) => { setBusy(true); await studio.resolve(whose); };
  return html`<${Dialog} title="Two people changed this" wide actions=${html`
      <${Button} busy=${busy} onClick=${() => keep('theirs')}>Keep theirs<//><${Button} kind="primary" busy=${busy} onClick=${() => keep('mine')}>Keep mine<//>`}>
    <p><strong>${by}</strong> saved the same place${at ? html` ${dayAndTime(at)}` : ''}, while you were writing. Nothing is lost: choose what stays. The other words stay in the history.</p>
    ${files.length > 1 && html`<p>Yours is one change over ${files.length} files (${files.join(', ')}), which is saved whole or not at all: to keep theirs leaves all of it.</p>`}
    ${saving.changes
      ? places.map(({ at: place, mine, theirs }) => html`<div class="two" key=${place.join('/')}><p class="small soft two-place">${placeWords(place, saving.path, studio.model)}</p>
          <${Side} title=${`From ${by}`} words=${theirs} /><${Side} title="Yours" words=${mine} /></div>`)
      : html`<div class="two"><p class="small soft two-place">The whole file ${saving.path}</p><${Side} title=${`From ${by}`} words=${conflict.theirs} /><${Side} title="Yours" words=${saving.text} /></div>`}
  <//>`;
}

/** @param {{title: string, words: any}} props */
function Side({ title, words }) {
  const said = words === undefined || words === null ? '(taken away)' : inWords(words);
  return html`<section><h3>${title}</h3><p class="two-words" tabindex="0" role="group" aria-label=${title}>${said}</p></section>`;
}
