/** Everything that differs between two editions, drawn for people; each thing can be ticked as read. */
import { Check } from '../../parts/field.js';
import { Icon } from '../../parts/icon.js';
import { Badge } from '../../parts/panel.js';
import { html } from '../../vendor/preact.js';
import { languageName, ROOMS } from './differing.js';
import { WordDiff } from './word_diff.js';

/** @typedef {import('./differing.js').Difference} Difference */

const WHAT = { new: 'New', gone: 'Gone', changed: 'Changed' };
const KIND = /** @type {const} */ ({ new: 'good', gone: 'danger', changed: 'info' });

/**
 * @param {{told: Difference[], edition: any, looking?: import('./looking.js').Looking, names?: [string, string], onOpen?: (one: Difference) => void}} props
 *   edition: the newer  looking: who looks and ticks  names: of the two sides
 */
export function Changes({ told, edition, looking, names = ['Before', 'Now'], onOpen }) {
  return html`<div class="stack stack-l changes">${ROOMS.map(([room, title]) => {
    const here = told.filter((one) => one.room === room);
    return here.length > 0 && html`<section class="stack" key=${room}><h3 class="changes-room">${title} <span class="soft">${here.length}</span></h3>
      <ul class="changes-list">${here.map((one) => html`<${Change} key=${one.key} one=${one} edition=${edition} looking=${looking} names=${names} onOpen=${onOpen} />`)}</ul></section>`;
  })}</div>`;
}

/** @param {{one: Difference, edition: any, looking?: import('./looking.js').Looking, names: [string, string], onOpen?: (one: Difference) => void}} props */
function Change({ one, edition, looking, names, onOpen }) {
  const state = looking?.stateOf(one);
  return html`<li class=${`panel change${state === true ? ' change-read' : ''}`}>
    <header class="change-head"><h4>${one.room === 'step' && onOpen && one.what !== 'gone' ? html`<button type="button" class="tale-open" onClick=${() => onOpen(one)}><span class="mono">${one.title}</span></button>` : html`<span class=${one.room === 'step' || one.room === 'phrase' ? 'mono' : ''}>${one.title}</span>`}</h4>
      <${Badge} kind=${KIND[one.what]}>${WHAT[one.what]}<//>${state === 'again' && html`<${Badge} kind="warn">changed again since you read it<//>`}</header>
    ${one.says.length > 0 && html`<ul class="change-says">${one.says.map((says) => html`<li key=${says}>${says}</li>`)}</ul>`}
    ${one.words.map((words) => {
      const language = words.lang && languageName(edition, words.lang);
      // Without a translation that fits, youth read the language that it is translated from.
      const { source } = edition.bundle;
      const instead = words.lang && words.lang !== source && one.what === 'changed' ? `No translation that fits: youth read ${languageName(edition, source)} here.` : undefined;
      return html`<div class="stack change-words" key=${`${words.lang} ${words.place}`}><p class="small soft">${words.place}${language && `, ${language}`}</p>
        <${WordDiff} was=${words.was} now=${words.now} lang=${words.lang} label=${`${one.title}: ${words.place}${language && `, ${language}`}`} before=${names[0]} after=${names[1]} gone=${instead} fresh=${instead} /></div>`;
    })}
    ${one.ways.length > 0 && html`<${Ways} ways=${one.ways} />`}
    ${looking && html`<${Check} label=${html`I have read this<span class="visually-hidden">: ${one.title}</span>`} checked=${state === true} onChange=${(/** @type {any} */ event) => void looking.tick(one, event.target.checked)} />`}
  </li>`;
}

/** Ways with arrows; what each became is said, not only drawn. @param {{ways: import('./ways_changed.js').ChangedWay[], from?: boolean}} props */
export function Ways({ ways, from = false }) {
  return html`<ul class="ways-changed">${ways.map(({ from: start, label, was, now }) => html`<li key=${`${start}${label}${was}${now}`} class=${now === null ? 'way-gone' : was === null ? 'way-new' : 'way-moved'}>
    <${Badge} kind=${now === null ? 'danger' : was === null ? 'good' : 'info'}>${now === null ? 'way gone' : was === null ? 'new way' : 'leads elsewhere'}<//>
    <span class="way-line">${from && html`<span class="mono">${start}</span> `}<span>${label}</span><${Icon} name="arrow" size=${16} /><span class="visually-hidden"> leads to </span>
      ${now !== null && html`<span class="mono">${now}</span>`}${was !== null && html`<span class=${now === null ? 'mono' : 'soft'}>${now === null ? html`<del>${was}</del>` : html`before <del class="mono">${was}</del>`}</span>`}</span></li>`)}</ul>`;
}
