/** Where people come in: the beginning, the menu, every screen, each command and moment. */
import { Button } from '../../parts/button.js';
import { Field, Select } from '../../parts/field.js';
import { Notice } from '../../parts/panel.js';
import { html, useState } from '../../vendor/preact.js';
import { DOORS } from '../entrances.js';
import { flowsOf, stepsOf } from '../reading.js';
import { placesOf } from './fitting.js';
import { alwaysIn, alwaysPut, ALWAYS, isOfWays, labelOf } from './ways.js';
import { undoable } from '../undoable.js';

/** @typedef {import('../drafts.js').Studio} Studio */
/** @typedef {Map<string, import('../reading.js').Step>} Steps */
const PATH = 'project.yaml';

/** @param {{studio: Studio}} props */
export function WaysIn({ studio }) {
  const model = /** @type {import('../drafts.js').Model} */ (studio.model);
  const steps = stepsOf(flowsOf(model));
  const doors = model.project?.doors;
  const holds = doors && typeof doors === 'object' && !Array.isArray(doors);
  const lead = (/** @type {string} */ name, /** @type {string} */ to) => studio.edit(PATH, [holds ? { at: ['doors', name], value: to } : { at: ['doors'], value: { [name]: to } }], `${DOORS[name]}: where it leads`);
  return html`<div class="stack stack-l"><p class="soft">Where youth are led when no button brings them there. Only steps that can do it are offered.</p>
    ${studio.findings.filter((one) => isOfWays(model, one)).map((one) => html`<${Notice} key=${one.code + one.says} kind="danger">${one.says} ${one.fix}<//>`)}
    <section class="stack" aria-labelledby="begins"><h2 id="begins">The beginning, and the menu</h2>
      <${Beginning} studio=${studio} steps=${steps} name="start" label="Every talk begins at" />
      <${Beginning} studio=${studio} steps=${steps} name="hub" label="The menu, where everybody lands whose step is gone" /></section>
    <${Always} studio=${studio} steps=${steps} />
    <section class="stack" aria-labelledby="doors"><h2 id="doors">Commands and moments</h2>
      ${Object.keys(DOORS).map((name) => html`<${Select} key=${name} label=${DOORS[name]} value=${String((holds && doors[name]) ?? '')} options=${placesOf(model, steps, name, String((holds && doors[name]) ?? ''))} disabled=${!studio.mayEdit}
        onChange=${(/** @type {any} */ event) => lead(name, event.target.value)} />`)}</section>
  </div>`;
}

/** @param {{studio: Studio, steps: Steps, name: 'start' | 'hub', label: string}} props */
function Beginning({ studio, steps, name, label }) {
  const model = /** @type {import('../drafts.js').Model} */ (studio.model);
  const flows = Object.entries(model.flows ?? {});
  const [path, flow] = flows.find(([, one]) => one?.[name]) ?? flows.find(([, one]) => one?.start) ?? flows[0] ?? ['', {}];
  const now = String(flow?.[name] ?? '');
  return html`<${Select} label=${label} value=${now} options=${placesOf(model, steps, name, now)} disabled=${!studio.mayEdit || !path} onChange=${(/** @type {any} */ event) => studio.edit(path, [{ at: [name], value: event.target.value }], label)} />`;
}

/** @param {{studio: Studio, steps: Steps}} props */
function Always({ studio, steps }) {
  const model = /** @type {import('../drafts.js').Model} */ (studio.model);
  const { path, all } = alwaysIn(model);
  const says = 'What is on every screen';
  const put = (/** @type {string[]} */ next) => studio.edit(path, [{ at: ['always'], value: next }], says);
  const without = (/** @type {string} */ id) => {
    put(all.filter((one) => one !== id));
    undoable(studio, `The button to “${id}” is not on every screen any more.`);
  };
  const lacks = Object.keys(ALWAYS).filter((id) => !all.includes(id));
  return html`<section class="stack" aria-labelledby="always"><h2 id="always">On every screen</h2>
    <p class="soft">Under every message, in this order. The ways to a person, to the numbers and out of here are promised to youth, so they stay.</p>
    ${lacks.map((id) => html`<${Notice} key=${id} kind="danger" actions=${studio.mayEdit && steps.has(id) && html`<${Button} small onClick=${() => put([...all, id])}>Put “${id}” there again<//>`}>${ALWAYS[id]} is not on every screen.${steps.has(id) ? '' : ` First make a step “${id}”.`}<//>`)}
    <ol class="records" aria-label="On every screen">${all.map((id, index) => html`<li class="record record-line" key=${id}><span><button type="button" class="tale-open" disabled=${!steps.has(id)} onClick=${() => studio.go('step', { step: id })}>${labelOf(model, id) || id}</button> <span class="mono soft small">${id}</span></span>
      ${studio.mayEdit && html`<span class="row"><${Button} small kind="plain" disabled=${index === 0} aria-label=${`Up with “${id}”`} onClick=${() => put(all.map((one, at) => (at === index - 1 ? id : at === index ? all[index - 1] : one)))}>Up<//>
        ${!Object.hasOwn(ALWAYS, id) && html`<${Button} small kind="plain" aria-label=${`Take away: ${id}`} onClick=${() => without(id)}>Take away<//>`}</span>`}</li>`)}</ol>
    ${studio.mayEdit && path && html`<${More} studio=${studio} steps=${steps} all=${all} />`}
  </section>`;
}

/** One more button for every screen; what stands on it is a small word of the step's own name. @param {{studio: Studio, steps: Steps, all: string[]}} props */
function More({ studio, steps, all }) {
  const model = /** @type {import('../drafts.js').Model} */ (studio.model);
  const [to, setTo] = useState(/** @type {string | null} */ (null));
  const [label, setLabel] = useState('');
  const [asked, setAsked] = useState(false);
  if (to === null) return html`<div class="row"><${Button} icon="plus" onClick=${() => setTo('')}>Add a button to every screen<//></div>`;
  const said = to ? labelOf(model, to) : '';
  const most = model.limits?.label ?? 24;
  const over = [...label.trim()].length - most;
  const wrong = said ? null : !label.trim() ? 'Write what stands on it.' : over > 0 ? `A button has room for ${most} letters: ${over} too many.` : null;
  const add = (/** @type {Event} */ event) => {
    event.preventDefault();
    if (!to || wrong) return setAsked(true);
    const edits = alwaysPut(model, to, said ? '' : label.trim());
    studio.together(() => { for (const { path, changes } of edits) studio.edit(path, changes, 'What is on every screen'); });
    undoable(studio, `The button to “${to}” is on every screen of the draft.`);
    setTo(null); setLabel('');
    return setAsked(false);
  };
  const options = [{ value: '', text: 'Choose a step' }, ...placesOf(model, steps, 'always', '').filter(({ value }) => value && !all.includes(value))];
  return html`<form class="panel stack way-new" onSubmit=${add} aria-label="A button for every screen">
    <${Select} label="Where it leads" value=${to} options=${options} error=${asked && !to ? 'Choose a step.' : null} onChange=${(/** @type {any} */ event) => setTo(event.target.value)} />
    ${said ? html`<p>There is a small word of this name already, so the button says “${said}”.</p>` : html`<${Field} label="What stands on it" value=${label} error=${asked ? wrong : null} onInput=${(/** @type {any} */ event) => setLabel(event.target.value)} />`}
    <div class="row"><${Button} kind="primary" type="submit">Add it<//><${Button} kind="plain" onClick=${() => { setTo(null); setAsked(false); }}>Leave it<//></div></form>`;
}
