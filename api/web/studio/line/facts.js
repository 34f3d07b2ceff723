/** What holds for the whole line: its names, the services that always stand, the short numbers that may. */
import { Select } from '../../parts/field.js';
import { Notice } from '../../parts/panel.js';
import { html } from '../../vendor/preact.js';
import { ListField } from '../list_field.js';
import { ZONES } from '../services/listed.js';
import { Floor } from './floor.js';
import { Kept, Records } from './records.js';
import { sourceOf } from './small_words.js';

/** @typedef {import('../drafts.js').Studio} Studio */
const PATH = 'project.yaml';

/** @param {any} value @returns {any[]} */
const list = (value) => (Array.isArray(value) ? value : []);

/** @param {{studio: Studio}} props */
export function Facts({ studio }) {
  const project = studio.model?.project ?? {};
  /** @type {any} */
  const source = sourceOf(project);
  const found = studio.findings.filter(({ file, key = '' }) => file === PATH && (key.split('@')[0] === 'org' || list(project.names).includes(key.split('@')[0])));
  const edit = (/** @type {import('../trees.js').At} */ at, /** @type {any} */ value, /** @type {string} */ says) => studio.edit(PATH, [{ at, value }], says);
  return html`<div class="stack stack-l">
    ${found.map((one) => html`<${Notice} key=${one.code + one.says} kind=${one.level === 'E' ? 'danger' : 'warn'}>${one.says} ${one.fix}<//>`)}
    <fieldset class="languages stack"><legend class="field-label">Your organization, as youth read it</legend>
      <p class="field-hint">Stands wherever a text says {org}: “They work for …”. For whom Indigenous workers, child protection and police work stands in <em>Small words and buttons</em>, under <em>Who the worker is</em>.</p>
      <div class="languages-side">${list(project.languages).map(({ id, name }) => html`<${Kept} key=${id} studio=${studio} label=${html`<span class="visually-hidden">Your organization, </span>${name}`} value=${String(project.org?.[id] ?? '')} more=${{ lang: id }}
        onType=${(/** @type {string} */ typed) => edit(['org', id], typed, 'The name of the organization')} />`)}</div></fieldset>
    <${ListField} studio=${studio} title="What youth call a worker" hint="With commas between. One is picked for each talk, so that no worker can be looked for: keep many, that fit anybody." values=${project.names}
      onType=${(/** @type {string[]} */ names) => names.length && studio.edit(PATH, [{ at: ['names'], value: names }], 'What youth call a worker', true)} />
    <${ListField} studio=${studio} title=${`What else youth may type to read ${source.name}`} hint="With commas between, beside its name. For every other language this stands in Translate." values=${source.also}
      onType=${(/** @type {string[]} */ names) => alsoOf(source, names).length && studio.edit(PATH, alsoOf(source, names), `Other names of ${source.name}`, true)} />
    <${Floor} studio=${studio} found=${studio.findings.filter(({ file, code }) => file === PATH && code === 'C11')} floor=${list(project.floor).map(String)} onChange=${(/** @type {import('../trees.js').Change[]} */ changes) => studio.edit(PATH, changes, 'The services that always stand')} />
    <section class="stack" aria-labelledby="short"><h2 id="short">Short numbers that may be shown</h2>
      <p class="soft">A full number shows by its shape that it can be one; a short one does not. So each has the place that says it is one.</p>
      ${studio.findings.filter(({ file, code }) => file === PATH && code === 'C04').map((one) => html`<${Notice} key=${one.says} kind="danger">${one.says} ${one.fix}<//>`)}
      <${Records} studio=${studio} path=${PATH} at=${['short_codes']} rows=${project.short_codes} what="a short number" columns=${[{ key: 'code', label: 'Short number', more: { inputmode: 'numeric', class: 'input number-input' } }, { key: 'source', label: 'Where it says so', more: { inputmode: 'url', placeholder: 'https://' } }]} /></section>
    <section class="stack" aria-labelledby="zones"><h2 id="zones">Whose time is told</h2>
      <p class="soft">When somebody is back is told to youth in both.</p>
      <${Zone} label="The time of the line" value=${String(project.zone ?? '')} disabled=${!studio.mayEdit} onPick=${(/** @type {string} */ zone) => edit(['zone'], zone, 'The time of the line')} />
      <${Zone} label="And beside it" value=${String(project.twin_zone ?? '')} disabled=${!studio.mayEdit} onPick=${(/** @type {string} */ zone) => edit(['twin_zone'], zone, 'The time beside the line’s')} /></section>
    <section class="stack" aria-labelledby="fixed"><h2 id="fixed">What is not changed here</h2>
      <p>The longest that anything of a talk is kept is ${String(project.keep_days)} days. The program erases by itself then, so only a new version of it may promise something else.</p></section>
  </div>`;
}

/** What writes the other names of a language; without any, the list goes. @param {any} language @param {string[]} names @returns {import('../trees.js').Change[]} */
export function alsoOf({ id, also }, names) {
  if (names.length) return [{ at: ['languages', id, 'also'], value: names }];
  return also === undefined ? [] : [{ at: ['languages', id, 'also'] }];
}

/** @param {{label: string, value: string, disabled: boolean, onPick: (zone: string) => void}} props */
function Zone({ label, value, disabled, onPick }) {
  const options = Object.entries({ ...(Object.hasOwn(ZONES, value) ? {} : { [value]: value }), ...ZONES }).map(([zone, text]) => ({ value: zone, text }));
  return html`<${Select} label=${label} value=${value} options=${options} disabled=${disabled} onChange=${(/** @type {any} */ event) => onPick(event.target.value)} />`;
}
