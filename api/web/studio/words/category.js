/** One thing that is heard: where it leads, what the bot says then, and every pattern in plain words. */
import { Button } from '../../parts/button.js';
import { Select } from '../../parts/field.js';
import { html, useState } from '../../vendor/preact.js';
import { heardPlaces } from '../line/fitting.js';
import { lines } from '../preview.js';
import { flowsOf, stepsOf } from '../reading.js';
import { phrase } from '../showing.js';
import { Builder } from './builder.js';
import { catWords, newList, notesOf, shortWords } from './patterns.js';
import { TakeTopic } from './take_topic.js';

/** @typedef {import('./patterns.js').List} List */

/** @param {{here: import('./page.js').Heard, cat: string}} props */
export function Category({ here, cat }) {
  const { studio, lists, bundle, languages } = here;
  const [open, setOpen] = useState(/** @type {{list: List, at: number} | null} */ (null));
  const [taking, setTaking] = useState(false);
  const ours = lists.filter((one) => one.cat === cat);
  const steps = stepsOf(flowsOf(/** @type {any} */ (studio.model)));
  const go = ours[0]?.go ?? '';
  const { edition } = studio;
  const said = (/** @type {string} */ name) => phrase(edition, bundle.source, name) || (bundle.text[bundle.source]?.[`@${name}`] ?? '');
  const says = said(`heard.${cat}`);
  const lacking = ours.some(({ lang }) => lang === 'any') ? [] : languages.filter(({ id }) => !ours.some(({ lang }) => lang === id));
  const named = (/** @type {string} */ lang) => (lang === 'any' ? 'In every language' : languages.find(({ id }) => id === lang)?.name ?? lang);
  /** Two lists of one language differ in how they are heard. @param {List} one */
  const titled = (one) => `${named(one.lang)}${one.whole && ours.some((other) => other !== one && other.lang === one.lang) ? ', as a whole message' : ''}`;
  return html`<section class="stack stack-l" aria-labelledby="cat"><h2 id="cat">${catWords(cat)}</h2>
    <div class="cat-head"><div class="stack">
        <${Select} label=${says ? 'The offer leads to' : 'Leads at once to'} value=${go} options=${heardPlaces(/** @type {any} */ (studio.model), steps, cat, go)} disabled=${!studio.mayEdit}
          onChange=${(/** @type {any} */ event) => lead(studio, ours, event.target.value, catWords(cat))} />
        ${steps.has(go) && html`<div class="row"><button type="button" class="tale-open small" onClick=${() => studio.go('step', { step: go })}>Open this step</button></div>`}</div>
      ${says ? html`<figure class="preview" aria-label="What the bot says then"><figcaption>What the bot says then</figcaption><div class="phone phone-telegram"><div class="bubble" lang=${bundle.source}>${lines(says)}</div>
          <ul class="keys" aria-label="Buttons"><li class="key">${said(`offer.${cat}`)}</li><li class="key">${phrase(edition, bundle.source, 'offer.on')}</li></ul></div></figure>`
        : html`<p class="soft">The bot does not ask: it goes there at once.</p>`}</div>
    ${ours.map((one) => html`<section class="stack" key=${`${one.path}${one.index}`} aria-label=${`${catWords(cat)}, ${titled(one)}`}><h3>${titled(one)}</h3>
      <p class="small soft">${one.whole ? 'Heard only when the whole message is just this.' : 'Heard anywhere in a message. Capitals, accents and signs make no difference.'}</p>
      <ul class="patterns">${one.written.map((written, at) => html`<li key=${at + written}><button type="button" class="pattern-open" disabled=${!studio.mayEdit} onClick=${() => setOpen({ list: one, at })}>
        <span class="pattern">${shortWords(written)}</span>${notesOf(written).length > 0 && html` <span class="small soft">${notesOf(written).join(', ')}</span>`}</button></li>`)}</ul>
      ${studio.mayEdit && html`<div class="row"><${Button} icon="plus" aria-label=${`Add words, ${titled(one)}`} onClick=${() => setOpen({ list: one, at: one.written.length })}>Add words<//></div>`}</section>`)}
    ${lacking.map(({ id, name }) => html`<section class="stack" key=${id} aria-label=${`${catWords(cat)}, ${name}`}><h3>${name}</h3>
      <p class="soft">No words yet.${cat === 'emergency' ? ' A language is shown to youth only when it has some for danger.' : ''}</p>
      ${studio.mayEdit && html`<div class="row"><${Button} icon="plus" aria-label=${`Add words, ${name}`} onClick=${() => setOpen({ list: newList(studio.model, ours, id), at: 0 })}>Add words<//></div>`}</section>`)}
    ${studio.mayEdit && html`<div class="row"><${Button} kind="plain" onClick=${() => setTaking(true)}>Take this topic away<//></div>`}
    ${taking && html`<${TakeTopic} here=${here} cat=${cat} onClose=${() => setTaking(false)} />`}
    ${open && html`<${Builder} here=${here} list=${open.list} at=${open.at} onClose=${() => setOpen(null)} />`}
  </section>`;
}

/** All lists of one thing lead to one place. @param {import('../drafts.js').Studio} studio @param {List[]} lists @param {string} to @param {string} name */
function lead(studio, lists, to, name) {
  studio.together(() => {
    for (const path of new Set(lists.map((one) => one.path))) studio.edit(path, lists.filter((one) => one.path === path).map(({ index }) => ({ at: [index, 'go'], value: to })), `Where “${name}” leads`);
  });
}
