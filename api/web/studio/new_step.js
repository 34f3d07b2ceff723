/** A new step: what it does, what it is called, and in which flow it stands or begins one. */
import { Button } from '../parts/button.js';
import { Dialog } from '../parts/dialog.js';
import { Field, Select } from '../parts/field.js';
import { html, useState } from '../vendor/preact.js';
import { KINDS, targets } from './reading.js';
import { undoable } from './undoable.js';

/** @typedef {'ask' | 'go' | 'handoff' | 'note' | 'branch' | 'end' | 'quiet'} Kind */
const NAME = /^[a-z][a-z0-9_]{0,39}$/;
/** @type {Kind[]} */
const MAKES = ['ask', 'go', 'handoff', 'note', 'branch', 'end', 'quiet'];
/** What the end of a talk clears. */
export const CLEARS = [{ value: 'no', text: 'Nothing: what was said stays on the screen' }, { value: 'yes', text: 'Everything that the bot can clear' }];

/** A step as it begins: it leads somewhere from the first moment. @param {Kind} kind @param {string} say @param {{hub: string, closed: string, next?: string, wipe?: string}} to @returns {{[key: string]: import('./trees.js').Tree}} */
export function beginning(kind, say, { hub, closed, next = '', wipe = 'no' }) {
  const words = say.trim() || 'Say something here.';
  const choices = [{ id: 'b', label: 'Menu', go: hub }];
  if (kind === 'branch') return { branch: [{ when: { oncall: ['yes'] }, go: hub }, { go: hub }] };
  if (kind === 'go') return { say: words, go: next || hub };
  if (kind === 'end') return { say: words, end: { wipe } };
  if (kind === 'quiet') return { say: words, quiet: 'yes' };
  return kind === 'ask' ? { say: words, choices } : { say: words, handoff: kind === 'note' ? { note: 'yes' } : { closed }, choices };
}

/** A flow's file with this step alone; every value in quotes, so that no word of it is read as a sign. @param {string} flow @param {string} id @param {Record<string, any>} step */
export const fileOf = (flow, id, step) => `format: 1\nflow: ${flow}\nsteps:\n  ${id}:\n${Object.entries(step).map(([key, value]) => (Array.isArray(value) ? `    ${key}:\n${value.map((one) => `      - ${flowing(one)}\n`).join('')}` : `    ${key}: ${flowing(value)}\n`)).join('')}`;

/** A value in one line of a file. @param {any} value @returns {string} */
export function flowing(value) {
  if (Array.isArray(value)) return `[${value.map(flowing).join(', ')}]`;
  if (value && typeof value === 'object') return `{${Object.entries(value).map(([key, one]) => `${key}: ${flowing(one)}`).join(', ')}}`;
  return JSON.stringify(value);
}

/** @param {{studio: import('./drafts.js').Studio, flows: import('./reading.js').Flow[], steps: Map<string, import('./reading.js').Step>, onClose: () => void}} props */
export function NewStep({ studio, flows, steps, onClose }) {
  const [kind, setKind] = useState(/** @type {Kind} */ ('ask'));
  const [id, setId] = useState('');
  const [path, setPath] = useState(flows[0]?.path ?? '');
  const [flow, setFlow] = useState('');
  const [say, setSay] = useState('');
  const [next, setNext] = useState('');
  const [wipe, setWipe] = useState('no');
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState(/** @type {{id?: string, flow?: string, next?: string}} */ ({}));
  const make = async (/** @type {Event} */ event) => {
    event.preventDefault();
    const says = 'Use small letters, digits and _, beginning with a letter.';
    const wrong = { ...(!NAME.test(id) ? { id: says } : steps.has(id) ? { id: 'A step of this name is there already.' } : {}),
      ...(kind === 'go' && !next ? { next: 'Choose the step that comes then.' } : {}),
      ...(path ? {} : !NAME.test(flow) ? { flow: says } : studio.hashes.has(`flows/${flow}.yaml`) ? { flow: 'A flow of this name is there already.' } : {}) };
    setProblem(wrong);
    if (Object.keys(wrong).length) return;
    const hub = Object.values(studio.model?.flows ?? {}).find((tree) => tree?.hub)?.hub ?? 'menu';
    const step = beginning(kind, say, { hub, closed: String(studio.model?.project?.doors?.closed ?? hub), next, wipe });
    if (path) studio.edit(path, [{ at: ['steps', id], value: step }], `The step “${id}”`);
    else {
      setBusy(true);
      studio.put(`flows/${flow}.yaml`, fileOf(flow, id, step), { before: null, says: `The flow “${flow}”` });
      await studio.flush();
      undoable(studio, `The flow “${flow}” is begun.`);
    }
    onClose();
    studio.go('step', { step: id });
  };
  const kinds = MAKES.map((value) => ({ value, text: KINDS[value] }));
  return html`<${Dialog} title="A new step" wide onClose=${onClose}><form class="stack" onSubmit=${make}>
    <${Select} label="What it does" value=${kind} options=${kinds} onChange=${(/** @type {any} */ event) => setKind(event.target.value)} />
    <${Field} label="Its name" hint="For editors only. It never changes, so name what it is for: sleep_tonight." value=${id} error=${problem.id ?? null} autocapitalize="none" spellcheck=${false} onInput=${(/** @type {any} */ event) => setId(event.target.value)} />
    <${Select} label="In which flow" value=${path} options=${[...flows.map((one) => ({ value: one.path, text: one.name })), { value: '', text: 'A new one, which begins with this step' }]} onChange=${(/** @type {any} */ event) => setPath(event.target.value)} />
    ${!path && html`<${Field} label="Name of the new flow" hint="What its steps are about: shelter. Until a button of another step leads here, the outline says that nobody can come." value=${flow} error=${problem.flow ?? null} autocapitalize="none" spellcheck=${false} onInput=${(/** @type {any} */ event) => setFlow(event.target.value)} />`}
    ${kind !== 'branch' && html`<${Field} label="What it says" value=${say} onInput=${(/** @type {any} */ event) => setSay(event.target.value)} />`}
    ${kind === 'go' && html`<${Select} label="Then comes, by itself" value=${next} options=${targets(steps, next)} error=${problem.next ?? null} onChange=${(/** @type {any} */ event) => setNext(event.target.value)} />`}
    ${kind === 'end' && html`<${Select} label="What is cleared then" value=${wipe} options=${CLEARS} onChange=${(/** @type {any} */ event) => setWipe(event.target.value)} />`}
    ${kind === 'quiet' && html`<p class="soft">It has no button, not even to the numbers, and says the same again whatever is typed, except to words for danger. It is meant for a safe word.</p>`}
    <div class="row row-end"><${Button} onClick=${onClose}>Leave it<//><${Button} kind="primary" type="submit" busy=${busy}>Make the step<//></div>
  </form><//>`;
}
