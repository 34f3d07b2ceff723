/** The ways to reach a service: add, change, take away; a number is written as people say it. */
import { Button } from '../../parts/button.js';
import { Field, Select } from '../../parts/field.js';
import { html, useState } from '../../vendor/preact.js';
import { nameOf, plainNumber, shownWay, wayWords } from './listed.js';
import { undoable } from '../undoable.js';

/** @type {Record<string, {text: string, label: string}>} */
const WAYS = { call: { text: 'By phone', label: 'Number to call' }, text: { text: 'By text', label: 'Number to text' }, web: { text: 'On the web', label: 'Address, beginning with https://' }, visit: { text: 'By walking in', label: 'Street and town' } };

/** @param {{studio: import('../drafts.js').Studio, service: import('./listed.js').Service}} props */
export function ReachForm({ studio, service }) {
  const { id, path, tree } = service;
  const ways = Array.isArray(tree.reach) ? tree.reach : [];
  const name = nameOf(service);
  // A word that stands for a number that nobody knew goes with the first one.
  const add = (/** @type {string} */ how) => studio.edit(path, [
    ...(tree.shipped_without_reach === undefined ? [] : [{ at: [id, 'shipped_without_reach'] }]),
    ways.length ? { at: [id, 'reach', ways.length], value: { how, to: '' } } : { at: [id, 'reach'], value: [{ how, to: '' }] }], `A way to reach “${name}”`);
  return html`<fieldset class="languages stack group"><legend class="field-label">How to reach it</legend>
    <p class="field-hint">What changes here needs two new calls before it can be published.</p>
    ${ways.length > 0 && html`<ol class="ways">${ways.map((/** @type {any} */ way, /** @type {number} */ index) => html`<${Way} key=${index} studio=${studio} service=${service} way=${way} index=${index} />`)}</ol>`}
    ${studio.mayEdit && html`<div class="row">${Object.entries(WAYS).map(([how, { text }]) => html`<${Button} small icon="plus" key=${how} aria-label=${`Add a way: ${text.toLowerCase()}`} onClick=${() => add(how)}>${text}<//>`)}</div>`}
  </fieldset>`;
}

/** @param {{studio: import('../drafts.js').Studio, service: import('./listed.js').Service, way: any, index: number}} props */
function Way({ studio, service, way, index }) {
  const { id, path, tree } = service;
  const how = String(way?.how ?? 'call');
  const at = [id, 'reach', index];
  const says = `How “${nameOf(service)}” is reached`;
  const isNumber = how === 'call' || how === 'text';
  const plain = (/** @type {string} */ typed) => (isNumber ? plainNumber(typed) : typed.trim());
  const shown = isNumber ? shownWay({ how, to: String(way?.to ?? '') }) : String(way?.to ?? '');
  // While somebody types, the field shows what they type; the file holds it as the line dials it.
  const [typed, setTyped] = useState(shown);
  const value = plain(typed) === way?.to ? typed : shown;
  const remove = () => {
    studio.edit(path, [{ at }], `A way to reach “${nameOf(service)}” taken away`);
    undoable(studio, `“${wayWords(way)}” is gone.`);
  };
  return html`<li class="way"><div class="way-to">
    <${Select} label=${`Way ${index + 1}`} value=${how} disabled=${!studio.mayEdit} options=${Object.entries(WAYS).map(([one, { text }]) => ({ value: one, text }))} onChange=${(/** @type {any} */ event) => studio.edit(path, [{ at: [...at, 'how'], value: event.target.value }], says)} />
    <${Field} label=${WAYS[how]?.label ?? 'Where'} class=${isNumber ? 'input number-input' : 'input'} inputmode=${isNumber ? 'tel' : undefined} value=${value} readonly=${!studio.mayEdit} spellcheck=${false} autocapitalize="none"
      onInput=${(/** @type {any} */ event) => { setTyped(event.target.value); studio.edit(path, [{ at: [...at, 'to'], value: plain(event.target.value) }], says); }} />
    ${how === 'text' && html`<${Field} label="With this word" hint="The first word of the text, if they ask for one." value=${String(way?.say ?? '')} readonly=${!studio.mayEdit} spellcheck=${false}
      onInput=${(/** @type {any} */ event) => studio.edit(path, [event.target.value ? { at: [...at, 'say'], value: event.target.value } : { at: [...at, 'say'] }], says)} />`}
    ${studio.mayEdit && html`<div class="row way-do"><${Button} small kind="plain" aria-label=${`Take away: ${wayWords(way)}`} onClick=${remove}>Take away<//></div>`}</div>
  </li>`;
}
