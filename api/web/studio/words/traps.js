/** The sentences that every change is tested with, each run here and now. */
import { Button } from '../../parts/button.js';
import { Icon } from '../../parts/icon.js';
import { html, useState } from '../../vendor/preact.js';
import { catWords } from './patterns.js';
import { TrapForm } from './trap_form.js';

/** @param {{here: import('./page.js').Heard}} props */
export function Traps({ here }) {
  const { studio, runs, bundle } = here;
  const [open, setOpen] = useState(/** @type {import('./patterns.js').Run | 'new' | null} */ (null));
  const groups = [
    { id: 'wrong', title: 'Not heard as it should be', some: runs.filter(({ fine }) => !fine) },
    { id: 'benign', title: 'Nothing must be heard in these', some: runs.filter(({ fine, hears }) => fine && hears === 'none') },
    { id: 'meant', title: 'Something must be heard in these', some: runs.filter(({ fine, hears }) => fine && hears !== 'none') },
  ];
  return html`<section class="stack stack-l" aria-labelledby="traps"><h2 id="traps">Sentences to test</h2>
    <p class="soft">Each is run in this browser with every letter that you change. One that is not right keeps the draft from being published.</p>
    ${studio.mayEdit && html`<div class="row"><${Button} icon="plus" onClick=${() => setOpen('new')}>Add a sentence<//></div>`}
    ${groups.filter(({ some }) => some.length).map(({ id, title, some }) => html`<section class="stack" key=${id} aria-labelledby=${`traps-${id}`}><h3 id=${`traps-${id}`}>${title}</h3>
      <ul class="patterns">${some.map((one) => html`<li key=${one.path + one.index}><button type="button" class=${`pattern-open ${one.fine ? 'trap-fine' : 'trap-wrong'}`} disabled=${!studio.mayEdit} onClick=${() => setOpen(one)}>
        <${Icon} name=${one.fine ? 'check' : 'warn'} size=${18} /><span class="visually-hidden">${one.fine ? 'Right: ' : 'Wrong: '}</span><span lang=${one.lang}>${one.type || '(nothing at all)'}</span>${' '}<span class="small soft">${one.hears === 'none' ? (one.fine ? '' : `heard as “${catWords(one.heard)}”`) : one.fine ? catWords(one.hears) : `must be “${catWords(one.hears)}”, is “${catWords(one.heard)}”`}</span></button></li>`)}</ul></section>`)}
    ${open && html`<${TrapForm} here=${here} trap=${open === 'new' ? undefined : open} first=${open === 'new' ? { type: '', lang: bundle.source, hears: 'none' } : { type: open.type, lang: open.lang, hears: open.hears }} onClose=${() => setOpen(null)} />`}
  </section>`;
}
