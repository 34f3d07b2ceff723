/** Two people saved the same words: both are shown, and one of them stays. */
import { Button } from '../parts/button.js';
import { dayAndTime } from '../parts/clock.js';
import { Dialog } from '../parts/dialog.js';
import { html } from '../vendor/preact.js';
import { inWords, placeWords } from './in_words.js';
import { undoable } from './undoable.js';

/** Beside words stands the mark of what they translate: it goes with them, and nobody reads it. @param {import('./trees.js').At} at */
const isMark = (at) => at[0] === 'texts' && at.at(-1) === 'of';

/** @param {{studio: import('./drafts.js').Studio, conflict: import('./disputed.js').Conflict}} props */
export function ConflictDialog({ studio, conflict }) {
  const { saving, files, by, at, going } = conflict;
  const places = conflict.places.some((one) => !isMark(one.at)) ? conflict.places.filter((one) => !isMark(one.at)) : conflict.places;
  const more = going.some((one) => !isMark(one.at) && !places.some((place) => place.at.join('/') === one.at.join('/')));
  const keep = (/** @type {'mine' | 'theirs'} */ whose) => {
    void studio.resolve(whose);
    // Behind an open question nobody is told anything.
    if (whose === 'theirs') requestAnimationFrame(() => undoable(studio, `${by}’s words stay.`));
  };
  return html`<${Dialog} title="Two people changed this" wide actions=${html`
      <${Button} onClick=${() => keep('theirs')}>Keep theirs<//><${Button} kind="primary" onClick=${() => keep('mine')}>Keep mine<//>`}>
    <p><strong>${by}</strong> saved the same place${at ? html` ${dayAndTime(at)}` : ''}, while you were writing. Choose what stays. Keep yours, and theirs are in <em>History</em>. Keep theirs, and <em>Undo</em> brings yours back, as long as the studio is open.</p>
    ${files.length > 1 ? html`<p>Yours is one change over ${files.length} files (${files.join(', ')}), which is saved whole or not at all: to keep theirs leaves all of it.</p>`
      : more ? html`<p>With one press you changed more than this. It is saved whole or not at all: to keep theirs leaves all of it.</p>` : ''}
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
