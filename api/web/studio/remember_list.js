/** A closed list of what may be remembered: a value more or less, and the list itself gone if unused. */
import { Button } from '../parts/button.js';
import { Field } from '../parts/field.js';
import { html, useState } from '../vendor/preact.js';
import { flowsOf } from './reading.js';
import { undoable } from './undoable.js';

/** @typedef {import('./drafts.js').Model} Model */
/** @typedef {import('./drafts.js').Studio} Studio */
/** Which steps remember under a name, which forks ask for it, and for each value who stands for it or asks for it. @typedef {{steps: string[], forks: string[], values: Map<string, string[]>}} Uses */

export const NAME = /^[a-z][a-z0-9_]{0,39}$/;
// What the program itself looks at when a youth asks for a person: such a list is never taken away.
export const ITS_OWN = ['audience', 'safe', 'word', 'topic', 'urgent'];

/** Every closed list of the line, by name. @param {Model} model @returns {Map<string, string[]>} */
export const varsOf = (model) => new Map(Object.values(model.flows).flatMap((tree) => Object.entries(tree?.vars ?? {}).filter(([, values]) => Array.isArray(values)).map(([name, values]) => /** @type {[string, string[]]} */ ([name, values.map(String)]))));

/** The flow in which a list stands. @param {Model} model @param {string} name */
export const homeOf = (model, name) => Object.entries(model.flows).find(([, tree]) => Array.isArray(tree?.vars?.[name]))?.[0] ?? '';

/** @param {Model} model @param {string} name @returns {Uses} */
export function usesOf(model, name) {
  /** @type {Uses} */
  const uses = { steps: [], forks: [], values: new Map() };
  const add = (/** @type {any} */ value, /** @type {string} */ id) => uses.values.set(String(value), [...new Set([...(uses.values.get(String(value)) ?? []), id])]);
  for (const { id, node } of flowsOf(model).flatMap(({ steps }) => steps)) {
    if (String(node?.set ?? '') === name) {
      uses.steps.push(id);
      for (const one of Array.isArray(node.choices) ? node.choices : []) if (one?.value !== undefined) add(one.value, id);
    }
    const asked = (Array.isArray(node?.branch) ? node.branch : []).flatMap((/** @type {any} */ one) => (Array.isArray(one?.when?.[name]) ? one.when[name] : []));
    if (asked.length) uses.forks.push(id);
    for (const value of asked) add(value, id);
  }
  return uses;
}

/** Whether nothing remembers under this name nor asks for it, once this step does not. @param {Model} model @param {string} name @param {string} [but] */
export function isUnused(model, name, but = '') {
  const { steps, forks } = usesOf(model, name);
  return !ITS_OWN.includes(name) && [...steps, ...forks].every((id) => id === but);
}

/** What is wrong with a new value, in words. @param {string} typed @param {string[]} values @returns {string | null} */
export const wrongValue = (typed, values) => (!NAME.test(typed) ? 'Use small letters, digits and _, beginning with a letter.' : values.includes(typed) ? 'This stands there already.' : null);

/** @param {{studio: Studio, name: string, values: string[]}} props */
export function ListForm({ studio, name, values }) {
  const [typed, setTyped] = useState('');
  const [problem, setProblem] = useState(/** @type {string | null} */ (null));
  const model = /** @type {Model} */ (studio.model);
  const path = homeOf(model, name);
  const uses = usesOf(model, name).values;
  const says = `What “${name}” may be`;
  const add = (/** @type {Event} */ event) => {
    event.preventDefault();
    const wrong = wrongValue(typed.trim(), values);
    setProblem(wrong);
    if (wrong) return;
    studio.edit(path, [{ at: ['vars', name, values.length], value: typed.trim() }], says);
    setTyped('');
  };
  const drop = (/** @type {string} */ value) => {
    studio.edit(path, [{ at: ['vars', name, values.indexOf(value)] }], says);
    undoable(studio, `“${name}” can not be “${value}” any more.`);
  };
  return html`<details class="more"><summary>${says}: ${values.join(', ')}</summary><div class="stack">
    <ul class="records" aria-label=${says}>${values.map((value) => html`<li class="record record-line" key=${value}><span><span class="mono">${value}</span> <span class="soft small">${uses.has(value) ? `used in ${uses.get(value)?.join(', ')}` : 'used nowhere'}</span></span>
      ${studio.mayEdit && !uses.has(value) && values.length > 2 && html`<${Button} small kind="plain" aria-label=${`Take away: “${value}”`} onClick=${() => drop(value)}>Take away<//>`}</li>`)}</ul>
    <p class="soft small">A value that a button stands for, or that a fork asks for, stays until it is let go there. At least two stay. Names are not changed: add the new one, and let go of the old.</p>
    ${studio.mayEdit && html`<form class="record" onSubmit=${add} aria-label=${`One more that “${name}” may be`}><${Field} label="One more that it may be" value=${typed} error=${problem} autocapitalize="none" spellcheck=${false} onInput=${(/** @type {any} */ event) => setTyped(event.target.value)} />
      <${Button} icon="plus" type="submit">Add it<//></form>`}</div></details>`;
}

/** Lists that nothing uses any more. @param {{studio: Studio}} props */
export function Unused({ studio }) {
  const model = /** @type {Model} */ (studio.model);
  const names = [...varsOf(model).keys()].filter((name) => isUnused(model, name));
  const drop = (/** @type {string} */ name) => {
    studio.edit(homeOf(model, name), [{ at: ['vars', name] }], `The list “${name}”`);
    undoable(studio, `The list “${name}” is gone.`);
  };
  return names.length > 0 && html`<ul class="records" aria-label="Lists that nothing uses">${names.map((name) => html`<li class="record record-line" key=${name}><span class="soft">No step remembers “${name}”, and no fork asks for it.</span>
    <${Button} small kind="plain" aria-label=${`Take away the list “${name}”`} onClick=${() => drop(name)}>Take away<//></li>`)}</ul>`;
}
