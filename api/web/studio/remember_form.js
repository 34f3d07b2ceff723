/** What a step remembers of what was picked, for a fork further on; only ever one of a closed list. */
import { Button } from '../parts/button.js';
import { Field, Select } from '../parts/field.js';
import { html, useState } from '../vendor/preact.js';
import { homeOf, isUnused, ListForm, NAME, Unused, varsOf } from './remember_list.js';
import { undoable } from './undoable.js';

/** @typedef {import('./trees.js').Change} Change */

/** What lets a step remember under this name, or nothing any more: a button keeps only a value that the list has. @param {string} id @param {any} node @param {string} name @param {string[]} values @returns {Change[]} */
export function remembering(id, node, name, values) {
  const at = ['steps', id];
  const lost = (Array.isArray(node?.choices) ? node.choices : []).filter((/** @type {any} */ one) => one?.value !== undefined && !values.includes(one.value));
  return [...lost.map((/** @type {any} */ one) => ({ at: [...at, 'choices', String(one.id), 'value'] })), ...(name ? [{ at: [...at, 'set'], value: name }] : node?.set === undefined ? [] : [{ at: [...at, 'set'] }])];
}

/** What begins a list in a flow. @param {any} tree @param {string} name @param {string[]} values @returns {Change} */
export const listing = (tree, name, values) => (tree?.vars && typeof tree.vars === 'object' ? { at: ['vars', name], value: values } : { at: ['vars'], value: { [name]: values } });

/** @param {{studio: import('./drafts.js').Studio, step: import('./reading.js').Step}} props */
export function RememberForm({ studio, step: { id, node, path } }) {
  const [making, setMaking] = useState(false);
  const known = studio.model ? varsOf(studio.model) : new Map();
  const now = String(node?.set ?? '');
  const says = `What “${id}” remembers`;
  const choose = (/** @type {string} */ name) => {
    setMaking(name === '+');
    if (name === '+' || !studio.model) return;
    // A list that nobody else uses goes with the last step that remembers under it.
    const home = now && now !== name && isUnused(studio.model, now, id) ? homeOf(studio.model, now) : '';
    const gone = { at: ['vars', now] };
    studio.together(() => {
      studio.edit(path, [...remembering(id, node, name, known.get(name) ?? []), ...(home === path ? [gone] : [])], says);
      if (home && home !== path) studio.edit(home, [gone], `The list “${now}”`);
    });
    if (home) undoable(studio, `Nothing else used “${now}”, so its list is gone too.`);
  };
  const make = (/** @type {string} */ name, /** @type {string[]} */ values) => {
    studio.edit(path, [listing(studio.tree(path), name, values), ...remembering(id, node, name, values)], says);
    setMaking(false);
  };
  const names = [...new Set([...(now ? [now] : []), ...known.keys()])];
  return html`<${Select} label="What is picked here is remembered as" hint="For a fork further on. Only what a button stands for is kept, never what somebody types, and it goes with the talk." value=${making ? '+' : now} disabled=${!studio.mayEdit}
      options=${[{ value: '', text: 'nothing' }, ...names.map((name) => ({ value: name, text: `${name}: ${known.get(name)?.join(', ') ?? 'there is no such list'}` })), { value: '+', text: 'Something new' }]} onChange=${(/** @type {any} */ event) => choose(event.target.value)} />
    ${!making && known.has(now) && html`<${ListForm} key=${now} studio=${studio} name=${now} values=${known.get(now) ?? []} />`}
    ${studio.mayEdit && html`<${Unused} studio=${studio} />`}
    ${making && html`<${NewList} taken=${names} onMake=${make} onClose=${() => setMaking(false)} />`}`;
}

/** @param {{taken: string[], onMake: (name: string, values: string[]) => void, onClose: () => void}} props */
function NewList({ taken, onMake, onClose }) {
  const [name, setName] = useState('');
  const [typed, setTyped] = useState('');
  const [problem, setProblem] = useState(/** @type {{name?: string, values?: string}} */ ({}));
  const make = (/** @type {Event} */ event) => {
    event.preventDefault();
    const values = typed.split(',').map((one) => one.trim()).filter(Boolean);
    const wrong = { ...(!NAME.test(name) ? { name: 'Use small letters, digits and _, beginning with a letter.' } : taken.includes(name) ? { name: 'This is remembered already.' } : {}),
      ...(values.length < 2 || values.some((one) => !NAME.test(one)) ? { values: 'Write at least two, each in small letters, digits and _.' } : {}) };
    setProblem(wrong);
    if (!Object.keys(wrong).length) onMake(name, values);
  };
  return html`<form class="panel stack way-new" onSubmit=${make} aria-label="Something new to remember">
    <${Field} label="What it is about" hint="For editors only: place" value=${name} error=${problem.name ?? null} autocapitalize="none" spellcheck=${false} onInput=${(/** @type {any} */ event) => setName(event.target.value)} />
    <${Field} label="What it may be" hint="With commas between: home, street, shelter" value=${typed} error=${problem.values ?? null} autocapitalize="none" spellcheck=${false} onInput=${(/** @type {any} */ event) => setTyped(event.target.value)} />
    <div class="row"><${Button} kind="primary" type="submit">Remember it<//><${Button} kind="plain" onClick=${onClose}>Leave it<//></div></form>`;
}
