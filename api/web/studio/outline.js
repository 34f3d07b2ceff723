/** The outline: what has to be looked at first, what is due, and every flow told as a story. */
import { Button } from '../parts/button.js';
import { Icon } from '../parts/icon.js';
import { Badge, Notice, Panel } from '../parts/panel.js';
import { html, useState } from '../vendor/preact.js';
import { formOf } from './forms.js';
import { Gone } from './gone.js';
import { flowsOf, KINDS, nameOf, stepsOf } from './reading.js';
import { dropsOut } from './services/calls.js';
import { useStudio } from './watching.js';

const FEW = 5;

/** @param {{session: import('./session.js').Editing}} props */
export function OutlinePage({ session: { studio } }) {
  useStudio(studio);
  if (!studio.model || !studio.stand) return null;
  const flows = flowsOf(studio.model);
  const steps = stepsOf(flows);
  return html`<div class="page page-studio">
    <h1 tabindex="-1">What youth read</h1>
    <${Standing} studio=${studio} />
    <${Problems} studio=${studio} />
    <${Gone} studio=${studio} steps=${steps} />
    <${Due} studio=${studio} />
    <section class="stack" aria-labelledby="stories"><h2 id="stories">The stories</h2>
      <p class="soft">Each flow from its first step to its last. A step is what one message says, and the buttons under it.</p>
      ${flows.map((flow, index) => html`<${Story} key=${flow.path} studio=${studio} flow=${flow} steps=${steps} open=${index === 0} />`)}
    </section>
  </div>`;
}

/** @param {{studio: import('./drafts.js').Studio}} props */
function Standing({ studio }) {
  const changed = studio.stand?.draft.changed ?? [];
  const words = changed.length === 0 ? 'Youth read exactly this. Nothing waits to be published.'
    : changed.length === 1 ? 'One file differs from what youth read now. They see it once it is published.'
      : `${changed.length} files differ from what youth read now. They see them once they are published.`;
  return html`<${Notice} kind=${changed.length ? 'info' : 'good'}>${words}
    ${changed.length > 0 && html`<ul class="changed">${changed.map(({ path, by }) => html`<li key=${path}><span class="mono">${path}</span>${by && html` <span class="soft">last by ${studio.nameOf(by)}</span>`}</li>`)}</ul>`}<//>`;
}

/** @param {{studio: import('./drafts.js').Studio}} props */
function Problems({ studio }) {
  const [all, setAll] = useState(false);
  const { findings } = studio;
  const blocking = findings.filter(({ level }) => level === 'E').length;
  if (!findings.length) return html`<${Panel} title="Nothing to put right" lead="The checker has looked at every word, number and way, and found nothing." />`;
  const lead = blocking === 0 ? 'Each of these needs a written reason when it is published, or a change.'
    : blocking === 1 ? 'One of these has to be put right before anything can be published.' : `${blocking} of these have to be put right before anything can be published.`;
  return html`<${Panel} title="To look at first" lead=${lead}>
    <ul class="list">${(all ? findings : findings.slice(0, FEW)).map((finding) => html`<${Problem} key=${`${finding.code}${finding.file}${finding.line}${finding.says}`} studio=${studio} finding=${finding} />`)}</ul>
    ${findings.length > FEW && html`<div class="row"><${Button} kind="plain" aria-expanded=${all} onClick=${() => setAll(!all)}>${all ? 'Show fewer' : `Show all ${findings.length}`}<//></div>`}
  <//>`;
}

/** A finding, with the way to where it can be put right. @param {{studio: import('./drafts.js').Studio, finding: import('./drafts.js').Finding}} props */
export function Problem({ studio, finding }) {
  const { code, level, says, fix, file, line } = finding;
  const way = formOf(studio.model, finding);
  return html`<li class="list-item problem"><div class="problem-main">
      <p><${Badge} kind=${level === 'E' ? 'danger' : 'warn'}>${level === 'E' ? 'Blocks' : 'Look again'}<//> ${says}</p>
      <p class="soft">${fix}</p>
      <p class="small soft mono">${file}, line ${line} · ${code}</p></div>
    <div class="row">${way && html`<${Button} small onClick=${() => studio.go(way.view, way.at)} aria-label=${`Open ${way.name}, where ${says}`}>Open<//>`}
      <${Button} small kind="plain" onClick=${() => studio.go('yaml', { path: file, line })} aria-label=${`In YAML: ${file}, line ${line}`}>In YAML<//></div></li>`;
}

/** Calls that are due: what drops out first comes first; apart from it, what is out already. @param {{service: string, days: number | null}[]} due */
export function dueFirst(due) {
  const soon = due.flatMap(({ service, days }) => (days === null ? [] : [{ service, left: days }])).sort((one, other) => one.left - other.left);
  return { soon, out: due.filter(({ days }) => days === null) };
}

/** @param {{studio: import('./drafts.js').Studio}} props */
function Due({ studio }) {
  const due = studio.stand?.due ?? [];
  if (!due.length) return null;
  const { soon, out } = dueFirst(due);
  return html`<${Panel} title="Calls that are due" lead="A number is shown to youth only after two people have called it lately.">
    ${soon.length > 0 && html`<ul class="list">${soon.map(({ service, left }) => html`<li class="list-item" key=${service}><${ToService} studio=${studio} id=${service} /><span class="soft">${dropsOut(left)}</span></li>`)}</ul>`}
    ${out.length > 0 && html`<details class="more"><summary>${out.length === 1 ? 'One service is not shown, because no two people have called it lately' : `${out.length} services are not shown, because no two people have called them lately`}</summary>
      <ul class="names">${out.map(({ service }) => html`<li key=${service}><${ToService} studio=${studio} id=${service} /></li>`)}</ul></details>`}
  <//>`;
}

/** @param {{studio: import('./drafts.js').Studio, id: string}} props */
const ToService = ({ studio, id }) => html`<button type="button" class="tale-open" onClick=${() => studio.go('services', { service: id })}>${serviceName(studio, id)}</button>`;

/** @param {import('./drafts.js').Studio} studio @param {string} id */
function serviceName(studio, id) {
  const found = Object.values(studio.model?.services ?? {}).flatMap((tree) => (Array.isArray(tree) ? tree : [])).find((one) => one?.id === id);
  return found?.name?.en ?? found?.name?.fr ?? id;
}

/** @param {{studio: import('./drafts.js').Studio, flow: import('./reading.js').Flow, steps: Map<string, import('./reading.js').Step>, open: boolean}} props */
function Story({ studio, flow, steps, open }) {
  const problems = studio.findings.filter(({ at }) => at?.step && flow.steps.some(({ id }) => id === at.step));
  return html`<details class="story panel" open=${open}>
    <summary><span class="story-name">${flow.name}</span><span class="soft">${flow.steps.length} steps</span>${problems.length > 0 && html`<${Badge} kind="warn">${problems.length} to look at<//>`}</summary>
    <ol class="tale">${flow.steps.map((step) => html`<li key=${step.id} class="tale-step">
      <div class="tale-head"><button type="button" class="tale-open" onClick=${() => studio.go('step', { step: step.id })}><span class="mono">${step.id}</span></button>
        ${step.kind !== 'ask' && html`<span class="soft small">${KINDS[step.kind]}</span>`}
        ${problems.some(({ at }) => at?.step === step.id) && html`<span class="tale-warn"><${Icon} name="warn" size=${16} /> <span class="small">look again</span></span>`}</div>
      ${step.said && html`<p class="tale-said">${step.said}</p>`}
      ${step.ways.length > 0 && html`<ul class="tale-ways">${step.ways.map((way) => html`<li key=${way.id}>
        ${way.label && html`<span class=${way.kind === 'choice' ? 'tale-button' : 'soft'}>${way.label}</span>`}<${Icon} name="arrow" size=${16} />
        ${steps.has(way.to) ? html`<span class="soft">${nameOf(/** @type {any} */ (steps.get(way.to)), 40)}</span>` : html`<span class="field-error">${way.to || 'nowhere'}: there is no such step</span>`}</li>`)}</ul>`}
    </li>`)}</ol>
  </details>`;
}
