/** The buttons of a step and where they lead: add, name, move, take away. */
import { Button } from '../parts/button.js';
import { Field, Select } from '../parts/field.js';
import { html, useState } from '../vendor/preact.js';
import { ForkForm } from './fork_form.js';
import { CLEARS } from './new_step.js';
import { targets } from './reading.js';
import { RememberForm } from './remember_form.js';
import { varsOf } from './remember_list.js';
import { undoable } from './undoable.js';
import { textsOf, WordsForm } from './words_form.js';

/** @typedef {import('./reading.js').Step} Step */
/** @typedef {{studio: import('./drafts.js').Studio, step: Step, steps: Map<string, Step>}} Props */

/** @param {Props} props */
export function WaysForm({ studio, step, steps }) {
  const { node, path, id } = step;
  /** @type {any[]} */
  const choices = Array.isArray(node?.choices) ? node.choices : [];
  const most = studio.model?.limits.choices ?? 6;
  const at = ['steps', id];
  const edit = (/** @type {import('./trees.js').Change[]} */ changes, /** @type {string} */ says) => studio.edit(path, changes, says);
  return html`<section class="stack" aria-labelledby="ways"><h2 id="ways">${step.kind === 'branch' ? 'Which way' : 'What can be picked'}</h2>
    ${step.kind === 'branch' && html`<${ForkForm} studio=${studio} step=${step} steps=${steps} />`}
    ${typeof node?.go === 'string' && html`<${Select} label="Then comes, by itself" value=${node.go} options=${targets(steps, node.go)} disabled=${!studio.mayEdit}
      onChange=${(/** @type {any} */ event) => edit([{ at: [...at, 'go'], value: event.target.value }], `Where “${id}” leads`)} />`}
    ${step.kind === 'handoff' && html`<${Select} label="If no one is on call" value=${String(node.handoff.closed ?? '')} options=${targets(steps, String(node.handoff.closed ?? ''))} disabled=${!studio.mayEdit}
      onChange=${(/** @type {any} */ event) => edit([{ at: [...at, 'handoff', 'closed'], value: event.target.value }], `Where “${id}” leads`)} />`}
    ${step.kind === 'end' && html`<${Select} label="What is cleared then" value=${node.end.wipe === 'yes' ? 'yes' : 'no'} options=${CLEARS} disabled=${!studio.mayEdit}
      onChange=${(/** @type {any} */ event) => edit([{ at: [...at, 'end', 'wipe'], value: event.target.value }], `What “${id}” clears`)} />`}
    ${choices.length > 0 && html`<ol class="ways">${choices.map((choice, index) => html`<${Choice} key=${choice?.id ?? index} studio=${studio} step=${step} steps=${steps} choice=${choice} index=${index} many=${choices.length} />`)}</ol>`}
    ${['ask', 'handoff', 'note'].includes(step.kind) && html`<p class=${choices.length > most ? 'counter-over small' : 'small soft'}>${choices.length} of ${most} buttons${choices.length > most ? ': move some of them one step further.' : '. Person, Numbers and Leave are always there as well.'}</p>`}
    ${step.kind === 'ask' && html`<${RememberForm} studio=${studio} step=${step} />`}
    ${studio.mayEdit && ['ask', 'handoff', 'note'].includes(step.kind) && html`<${AddChoice} studio=${studio} step=${step} steps=${steps} taken=${choices.map((one) => String(one?.id))} />`}
  </section>`;
}

/** @param {Props & {choice: any, index: number, many: number}} props */
function Choice({ studio, step, steps, choice, index, many }) {
  const { path, id, node } = step;
  const at = ['steps', id, 'choices', String(choice?.id ?? index)];
  const label = String(choice?.label ?? '');
  const values = studio.model && node.set ? varsOf(studio.model).get(node.set) ?? [] : [];
  const move = (/** @type {number} */ to) => studio.edit(path, [{ at, before: node.choices[to]?.id ?? many }], `The order of the buttons of “${id}”`);
  const remove = () => {
    studio.edit(path, [{ at }], `The button “${label}”`);
    undoable(studio, `The button “${label}” is gone.`);
  };
  return html`<li class="way">
    <${WordsForm} studio=${studio} title=${`Button ${index + 1}`} placeName=${`A button of “${id}”`} kind="label" texts=${studio.model ? textsOf(studio.model, path, [...at, 'label'], `${id}.${choice?.id}`, label) : []} />
    <div class="way-to"><${Select} label="Leads to" value=${String(choice?.go ?? '')} options=${targets(steps, String(choice?.go ?? ''))} disabled=${!studio.mayEdit}
        onChange=${(/** @type {any} */ event) => studio.edit(path, [{ at: [...at, 'go'], value: event.target.value }], `Where “${label}” leads`)} />
      ${node.set && html`<${Select} label=${`Remembered as “${node.set}”`} value=${choice?.value ?? ''} disabled=${!studio.mayEdit} options=${[{ value: '', text: 'nothing' }, ...values.map((value) => ({ value, text: value }))]}
        onChange=${(/** @type {any} */ event) => studio.edit(path, [event.target.value ? { at: [...at, 'value'], value: event.target.value } : { at: [...at, 'value'] }], `What “${label}” remembers`)} />`}
      ${studio.mayEdit && html`<div class="row way-do">
        <${Button} small kind="plain" icon="arrow" aria-label=${`Open ${choice?.go}, where “${label}” leads`} disabled=${!steps.has(choice?.go)} onClick=${() => studio.go('step', { step: choice.go })}>Open<//>
        <${Button} small kind="plain" aria-label=${`Up with “${label}”`} disabled=${index === 0} onClick=${() => move(index - 1)}>Up<//>
        <${Button} small kind="plain" aria-label=${`Down with “${label}”`} disabled=${index === many - 1} onClick=${() => move(index + 2)}>Down<//>
        <${Button} small kind="plain" aria-label=${`Take away “${label}”`} onClick=${remove}>Take away<//></div>`}</div>
  </li>`;
}

/** A short id that no other button of the step has: it never changes, whatever the words will be. @param {string} label @param {string[]} taken */
export function freeId(label, taken) {
  const first = (label.toLowerCase().match(/[a-z]/g) ?? []).find((letter) => !taken.includes(letter));
  if (first) return first;
  for (let count = 1; ; count++) if (!taken.includes(`b${count}`)) return `b${count}`;
}

/** @param {Props & {taken: string[]}} props */
function AddChoice({ studio, step, steps, taken }) {
  const [open, setOpen] = useState(false);
  const [label, setLabel] = useState('');
  const [to, setTo] = useState('');
  const [problem, setProblem] = useState(/** @type {string | null} */ (null));
  if (!open) return html`<div class="row"><${Button} icon="plus" onClick=${() => setOpen(true)}>Add a button<//></div>`;
  const add = (/** @type {Event} */ event) => {
    event.preventDefault();
    if (!label.trim()) return setProblem('Say what stands on the button.');
    if (!to) return setProblem('Choose where the button leads.');
    const choice = { id: freeId(label, taken), label: label.trim(), go: to };
    studio.edit(step.path, [taken.length ? { at: ['steps', step.id, 'choices', choice.id], value: choice } : { at: ['steps', step.id, 'choices'], value: [choice] }], `The button “${choice.label}”`);
    setOpen(false); setLabel(''); setTo(''); setProblem(null);
    return undefined;
  };
  return html`<form class="panel stack way-new" onSubmit=${add} aria-label="A new button">
    <${Field} label="What stands on it" value=${label} error=${problem} onInput=${(/** @type {any} */ event) => setLabel(event.target.value)} />
    <${Select} label="Where it leads" value=${to} options=${targets(steps, to)} onChange=${(/** @type {any} */ event) => setTo(event.target.value)} />
    <div class="row"><${Button} kind="primary" type="submit">Add it<//><${Button} kind="plain" onClick=${() => setOpen(false)}>Leave it<//></div>
  </form>`;
}
