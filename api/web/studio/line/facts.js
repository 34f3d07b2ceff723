/** What holds for the whole line: its names, the services that always stand, the short numbers that may. */
import { Button } from '../../parts/button.js';
import { Select } from '../../parts/field.js';
import { Notice } from '../../parts/panel.js';
import { toast } from '../../parts/toast.js';
import { html, useState } from '../../vendor/preact.js';
import { ListField } from '../list_field.js';
import { nameOf } from '../services/listed.js';
import { Kept, Records } from './records.js';

/** @typedef {import('../drafts.js').Studio} Studio */
const PATH = 'project.yaml';

/** @param {any} value @returns {any[]} */
const list = (value) => (Array.isArray(value) ? value : []);

/** @param {{studio: Studio}} props */
export function Facts({ studio }) {
  const project = studio.model?.project ?? {};
  const found = studio.findings.filter(({ file, key = '' }) => file === PATH && (key.split('@')[0] === 'org' || list(project.names).includes(key.split('@')[0])));
  const edit = (/** @type {import('../trees.js').At} */ at, /** @type {any} */ value, /** @type {string} */ says) => studio.edit(PATH, [{ at, value }], says);
  return html`<div class="stack stack-l">
    ${found.map((one) => html`<${Notice} key=${one.code + one.says} kind=${one.level === 'E' ? 'danger' : 'warn'}>${one.says} ${one.fix}<//>`)}
    <fieldset class="languages stack"><legend class="field-label">Your organization, as youth read it</legend>
      <p class="field-hint">Stands wherever a text says {org}: “They work at …”.</p>
      <div class="languages-side">${list(project.languages).map(({ id, name }) => html`<${Kept} key=${id} studio=${studio} label=${html`<span class="visually-hidden">Your organization, </span>${name}`} value=${String(project.org?.[id] ?? '')} more=${{ lang: id }}
        onType=${(/** @type {string} */ typed) => edit(['org', id], typed, 'The name of the organization')} />`)}</div></fieldset>
    <${ListField} studio=${studio} title="What youth call a worker" hint="With commas between. One is picked for each talk, so that no worker can be looked for: keep many, that fit anybody." values=${project.names}
      onType=${(/** @type {string[]} */ names) => names.length && edit(['names'], names, 'What youth call a worker')} />
    <${Floor} studio=${studio} found=${studio.findings.filter(({ file, code }) => file === PATH && code === 'C11')} floor=${list(project.floor).map(String)} onChange=${(/** @type {import('../trees.js').Change[]} */ changes) => studio.edit(PATH, changes, 'The services that always stand')} />
    <section class="stack" aria-labelledby="short"><h2 id="short">Short numbers that may be shown</h2>
      <p class="soft">A full number shows by its shape that it can be one; a short one does not. So each has the place that says it is one.</p>
      <${Records} studio=${studio} path=${PATH} at=${['short_codes']} rows=${project.short_codes} what="a short number" columns=${[{ key: 'code', label: 'Short number', more: { inputmode: 'numeric', class: 'input number-input' } }, { key: 'source', label: 'Where it says so', more: { inputmode: 'url', placeholder: 'https://' } }]} /></section>
    <section class="stack" aria-labelledby="fixed"><h2 id="fixed">What is not changed here</h2>
      <ul class="plain-list"><li>The longest that anything of a talk is kept is ${String(project.keep_days)} days. The program erases by itself then, so only a new version of it may promise something else.</li>
        <li>Time is told as in ${String(project.zone)}, and beside it as in ${String(project.twin_zone)}. Both stand in project.yaml, under YAML.</li></ul></section>
  </div>`;
}

/** @param {{studio: Studio, found: import('../drafts.js').Finding[], floor: string[], onChange: (changes: import('../trees.js').Change[]) => void}} props */
function Floor({ studio, found, floor, onChange }) {
  const [adding, setAdding] = useState('');
  const services = Object.values(studio.model?.services ?? {}).flatMap(list).filter((one) => one?.id);
  const named = (/** @type {string} */ id) => { const tree = services.find((one) => one.id === id); return tree ? nameOf(/** @type {any} */ ({ id, tree })) : `${id}: there is no such service`; };
  const without = (/** @type {string} */ id) => {
    onChange([{ at: ['floor'], value: floor.filter((one) => one !== id) }]);
    toast(`“${named(id)}” does not always stand any more.`, { undo: () => studio.undo() });
  };
  const earlier = (/** @type {number} */ at) => onChange([{ at: ['floor'], value: floor.map((id, index) => (index === at - 1 ? floor[at] : index === at ? floor[at - 1] : id)) }]);
  const options = [{ value: '', text: 'Choose a service' }, ...services.filter(({ id }) => !floor.includes(id)).map(({ id }) => ({ value: id, text: named(id) }))];
  return html`<section class="stack" aria-labelledby="floor"><h2 id="floor">What always stands</h2>
    <p class="soft">Shown everywhere and at every hour, in this order, even when nothing else is. Their numbers are changed under Services, and need two people who call; whatever youth do not see yet needs the same before it can be published here.</p>
    ${found.map((one) => html`<${Notice} key=${one.says} kind="danger">${one.says} ${one.fix}<//>`)}
    <ol class="records" aria-label="What always stands">${floor.map((id, index) => html`<li class="record record-line" key=${id}><button type="button" class="tale-open" onClick=${() => studio.go('services', { service: id })}>${named(id)}</button>
      ${studio.mayEdit && html`<span class="row"><${Button} small kind="plain" disabled=${index === 0} aria-label=${`Up with “${named(id)}”`} onClick=${() => earlier(index)}>Up<//>
        <${Button} small kind="plain" disabled=${floor.length < 2} aria-label=${`Take away: ${named(id)}`} onClick=${() => without(id)}>Take away<//></span>`}</li>`)}</ol>
    ${studio.mayEdit && html`<div class="record"><${Select} label="One more that always stands" value=${adding} options=${options} onChange=${(/** @type {any} */ event) => setAdding(event.target.value)} />
      <${Button} icon="plus" disabled=${!adding} onClick=${() => { onChange([{ at: ['floor'], value: [...floor, adding] }]); setAdding(''); }}>Let it stand<//></div>`}
  </section>`;
}
