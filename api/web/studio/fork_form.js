/** A fork in plain sentences: what is looked at, line after line, and where the first that fits leads. */
import { Button } from '../parts/button.js';
import { Check, Select } from '../parts/field.js';
import { html, useState } from '../vendor/preact.js';
import { FACTS, targets, whenWords } from './reading.js';
import { varsOf } from './remember_list.js';
import { undoable } from './undoable.js';

/** @typedef {{when?: Record<string, string[]>, go: string}} Line */
/** Something a fork may ask: its values, each in words. @typedef {{name: string, title: string, values: {value: string, text: string}[]}} Asked */

const TITLES = { oncall: 'Whether someone is on call', talking: 'Whether a talk is going on', note: 'Whether a note of theirs waits', opening: 'Whether it is known when someone is back', others: 'Who else is on call while nobody they picked is', channel: 'Where the youth writes' };

/** The closed list of what may be asked: what the host knows, and what earlier steps remember. @param {import('./drafts.js').Model} model @returns {Asked[]} */
export function askedOf(model) {
  const facts = Object.entries(FACTS).map(([name, values]) => ({ name, title: TITLES[/** @type {keyof typeof TITLES} */ (name)] ?? name, values: Object.entries(values).map(([value, text]) => ({ value, text })) }));
  return [...facts, ...[...varsOf(model)].map(([name, values]) => ({ name, title: `What was remembered as “${name}”`, values: values.map((value) => ({ value, text: `“${name}” is ${value}` })) }))];
}

/** A line with a value ticked or not; a condition without any goes, and so does the last. @param {Line} line @param {string} name @param {string} value @param {boolean} on @param {string[]} order @returns {Line} */
export function ticked({ when = {}, go }, name, value, on, order) {
  const kept = order.filter((one) => (one === value ? on : (when[name] ?? []).includes(one)));
  const others = Object.fromEntries(Object.entries(when).flatMap(([key, values]) => (key !== name ? [[key, values]] : kept.length ? [[key, kept]] : [])));
  const all = Object.hasOwn(when, name) || !kept.length ? others : { ...others, [name]: kept };
  return Object.keys(all).length ? { when: all, go } : { go };
}

/** @param {{studio: import('./drafts.js').Studio, step: import('./reading.js').Step, steps: Map<string, import('./reading.js').Step>}} props */
export function ForkForm({ studio, step, steps }) {
  /** @type {Line[]} */
  const lines = Array.isArray(step.node?.branch) ? step.node.branch : [];
  const asked = studio.model ? askedOf(studio.model) : [];
  const at = ['steps', step.id, 'branch'];
  const edit = (/** @type {import('./trees.js').Change[]} */ changes) => studio.edit(step.path, changes, `The fork “${step.id}”`);
  const add = () => edit([{ at: [...at, lines.length], value: { when: { oncall: ['yes'] }, go: String(lines.at(-1)?.go ?? '') }, before: Math.max(0, lines.length - 1) }]);
  return html`<p class="soft">Youth see nothing of this step. The first line that fits decides; the last fits always.</p>
    <ol class="ways">${lines.map((line, index) => html`<${ForkLine} key=${index} studio=${studio} steps=${steps} asked=${asked} line=${line} index=${index} many=${lines.length} edit=${edit} at=${at} />`)}</ol>
    ${studio.mayEdit && html`<div class="row"><${Button} icon="plus" onClick=${add}>Add a line<//></div>`}`;
}

/** @param {{studio: import('./drafts.js').Studio, steps: Map<string, any>, asked: Asked[], line: Line, index: number, many: number, edit: (changes: import('./trees.js').Change[]) => void, at: import('./trees.js').At}} props */
function ForkLine({ studio, steps, asked, line, index, many, edit, at }) {
  const when = line?.when ?? {};
  const last = index === many - 1;
  const says = whenWords(when);
  const go = String(line?.go ?? '');
  const put = (/** @type {Line} */ made) => edit([{ at: [...at, index], value: /** @type {any} */ (made) }]);
  const remove = () => { edit([{ at: [...at, index] }]); undoable(studio, `“${says}” is gone.`); };
  const open = asked.filter(({ name }) => !Object.hasOwn(when, name));
  return html`<li class="way"><${Select} label=${says} value=${go} options=${targets(steps, go)} disabled=${!studio.mayEdit} onChange=${(/** @type {any} */ event) => edit([{ at: [...at, index, 'go'], value: event.target.value }])} />
    ${last && Object.keys(when).length > 0 && html`<p class="field-error">The last line must fit always, or youth could be left standing here.</p>`}
    ${Object.keys(when).map((name) => { const one = asked.find((known) => known.name === name) ?? { name, title: `“${name}”, which nothing remembers`, values: (when[name] ?? []).map((value) => ({ value, text: value })) }; return html`<fieldset class="fork-asked" key=${name}><legend class="field-label">${one.title}</legend>
      ${one.values.map(({ value, text }) => html`<${Check} key=${value} label=${text} checked=${(when[name] ?? []).includes(value)} disabled=${!studio.mayEdit} onChange=${(/** @type {any} */ event) => put(ticked(line, name, value, event.target.checked, one.values.map((each) => each.value)))} />`)}</fieldset>`; })}
    ${studio.mayEdit && (!last || Object.keys(when).length > 0) && open.length > 0 && html`<div class="row fork-do"><${Also} open=${open} line=${index + 1} label=${Object.keys(when).length ? 'And only if it also fits' : 'Only if it fits'} onAdd=${(/** @type {Asked} */ one) => put({ when: { ...when, [one.name]: [one.values[0].value] }, go })} /></div>`}
    ${studio.mayEdit && !last && html`<div class="row way-do"><${Button} small kind="plain" aria-label=${`Up with line ${index + 1}`} disabled=${index === 0} onClick=${() => edit([{ at: [...at, index], before: index - 1 }])}>Up<//>
      <${Button} small kind="plain" aria-label=${`Take away line ${index + 1}`} disabled=${many < 2} onClick=${remove}>Take away<//></div>`}
  </li>`;
}

/** One thing more that a line looks at: chosen, then added, because arrow keys choose as they pass. @param {{open: Asked[], line: number, label: string, onAdd: (one: Asked) => void}} props */
function Also({ open, line, label, onAdd }) {
  const [name, setName] = useState('');
  const [problem, setProblem] = useState(/** @type {string | null} */ (null));
  const one = open.find((each) => each.name === name);
  const add = () => { if (!one) return setProblem('Choose one.'); onAdd(one); setName(''); return undefined; };
  return html`<${Select} label=${label} value=${one ? name : ''} options=${[{ value: '', text: 'Choose what is looked at' }, ...open.map((each) => ({ value: each.name, text: each.title }))]} error=${problem} onChange=${(/** @type {any} */ event) => { setName(event.target.value); setProblem(null); }} />
    <${Button} small aria-label=${`Look at it in line ${line}`} onClick=${add}>Look at it<//>`;
}
