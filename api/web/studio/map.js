/** The map: every step and where it leads, shaded by how far a person is; and the same as a table. */
import { Choices, Select } from '../parts/field.js';
import { Refusal } from '../parts/relay.js';
import { Graph, layout } from '../vendor/dagre.js';
import { html, useEffect, useMemo, useRef, useState } from '../vendor/preact.js';
import { aboutCounts, countAloud, countCells, countDrawn, countHeads, hasWeeks } from './counted.js';
import { tapsOf } from './near.js';
import { alwaysOf, flowsOf, KINDS, leadingTo, nameOf, stepsOf, waysAloud } from './reading.js';
import { useStudio } from './watching.js';

/** @typedef {import('./reading.js').Step} Step */
/** @typedef {{id: string, x: number, y: number}} Placed */
/** @typedef {{width: number, height: number, nodes: Placed[], lines: {from: string, to: string, back: boolean, points: {x: number, y: number}[]}[]}} Laid */
/** @typedef {import('./counted.js').Counted} Counted */

const WIDE = 196;
const HIGH = 60;
const COUNTED = 20; // more, where a step has a line of numbers
const MOST_SHADES = 4;

/** How far from the beginning each step is told: a line that leads back up must not turn the story upside down. @param {Step[]} steps */
function depths(steps) {
  const byId = new Map(steps.map((step) => [step.id, step]));
  /** @type {Map<string, number>} */
  const found = new Map();
  for (const first of steps) {
    let now = found.has(first.id) ? [] : [first];
    for (let depth = 0; now.length; depth++) {
      for (const { id } of now) found.set(id, depth);
      now = [...new Set(now.flatMap(({ ways }) => ways.map(({ to }) => to)))].flatMap((to) => (found.has(to) ? [] : byId.get(to) ?? []));
    }
  }
  return found;
}

/** Where each step stands: worked out here, by the layout package. @param {Step[]} steps @param {number} high @returns {Laid} */
function laidOut(steps, high) {
  const graph = new Graph();
  graph.setGraph({ rankdir: 'TB', nodesep: 22, ranksep: 46, marginx: 36, marginy: 12 });
  graph.setDefaultEdgeLabel(() => ({}));
  const depth = depths(steps);
  const far = (/** @type {string} */ id) => depth.get(id) ?? 0;
  for (const { id } of steps) graph.setNode(id, { width: WIDE, height: high });
  for (const { id, ways } of steps) {
    for (const { to } of ways) {
      if (!depth.has(to) || to === id) continue;
      if (far(to) > far(id)) graph.setEdge(id, to, { weight: 3, back: false });
      else if (!graph.hasEdge(to, id)) graph.setEdge(to, id, { weight: 0, back: true });
    }
  }
  layout(graph);
  const { width = 0, height = 0 } = /** @type {any} */ (graph.graph());
  return {
    width, height,
    nodes: graph.nodes().map((id) => ({ id, x: /** @type {any} */ (graph.node(id)).x, y: /** @type {any} */ (graph.node(id)).y })),
    lines: graph.edges().map((edge) => {
      const { points, back } = /** @type {any} */ (graph.edge(edge));
      return { from: edge.v, to: edge.w, back, points: back ? [...points].reverse() : points };
    }),
  };
}

/** "A person is 2 taps away" @param {number | undefined} taps */
export const tapsWords = (taps) => (taps === undefined ? 'No way to a person' : taps === 0 ? 'Here a person comes' : taps === 1 ? 'A person is 1 tap away' : `A person is ${taps} taps away`);

/** @param {{session: import('./session.js').Editing}} props */
export function MapPage({ session: { studio, relay } }) {
  useStudio(studio);
  const [chosen, setOnly] = useState(/** @type {string | null} */ (studio.at.flow ?? null));
  const [look, setLook] = useState('picture');
  const [counts, setCounts] = useState(/** @type {Counted | null} */ (null));
  const { model } = studio;
  const flows = useMemo(() => (model ? flowsOf(model) : []), [model]);
  const steps = useMemo(() => stepsOf(flows), [flows]);
  const { taps, walked } = useMemo(() => tapsOf(steps, model ? alwaysOf(model) : [], model?.edition, Date.now()), [steps, model?.edition]);
  useEffect(() => {
    // The map is whole without them.
    relay.call('GET', '/api/studio/counts?weeks=4').then(setCounts).catch((error) => { if (!(error instanceof Refusal)) throw error; });
  }, [relay]);
  // All at once is a wall: it begins with the flow that everything begins in.
  const only = chosen ?? flows[0]?.path ?? '';
  const shown = flows.filter(({ path }) => !only || path === only).flatMap((flow) => flow.steps);
  return html`<div class="page page-studio page-map">
    <h1 tabindex="-1">The map</h1>
    <div class="map-choose">
      <${Select} label="Flow" value=${only} options=${[{ value: '', text: 'All flows' }, ...flows.map(({ path, name }) => ({ value: path, text: name }))]} onChange=${(/** @type {any} */ event) => setOnly(event.target.value)} />
      <${Choices} legend="Shown as" name="map-look" value=${look} onChoose=${setLook} options=${[{ value: 'picture', title: 'A picture' }, { value: 'table', title: 'A table' }]} />
    </div>
    ${counts && html`<p class="soft small map-counted">${aboutCounts(counts)}</p>`}
    <p class="soft small map-near">${walked ? 'Taps are counted for somebody who comes the first time, while someone is on call.' : 'Taps are counted along the lines as they are drawn: with what a fork asks for, it may take more.'}</p>
    ${look === 'picture' ? html`<${Legend} /><${Picture} key=${only} studio=${studio} steps=${shown} taps=${taps} counts=${hasWeeks(counts) ? counts : null} />`
      : html`<${Table} studio=${studio} steps=${shown} all=${steps} taps=${taps} counts=${hasWeeks(counts) ? counts : null} />`}
  </div>`;
}

function Legend() {
  return html`<ul class="legend" aria-label="What the shades mean">${[0, 1, 2, 3, 4].map((far) => html`<li key=${far}><span class=${`legend-box shade-${far}`} aria-hidden="true"></span>${far === 0 ? 'A person comes' : far === MOST_SHADES ? '4 taps or more' : far === 1 ? '1 tap' : `${far} taps`}</li>`)}
    <li><span class="legend-box shade-none" aria-hidden="true"></span>No way</li></ul>`;
}

/** @param {number | undefined} taps */
const shade = (taps) => (taps === undefined ? 'none' : Math.min(taps, MOST_SHADES));

/** @param {{studio: import('./drafts.js').Studio, steps: Step[], taps: Map<string, number>, counts: Counted | null}} props */
function Picture({ studio, steps, taps, counts }) {
  const [laid, setLaid] = useState(/** @type {Laid | null} */ (null));
  const [here, setHere] = useState(steps[0]?.id ?? '');
  const box = useRef(/** @type {HTMLElement | null} */ (null));
  const high = counts ? HIGH + COUNTED : HIGH;
  const shape = JSON.stringify(steps.map(({ id, ways }) => [id, ...ways.map(({ to }) => to)]));
  // After the page is on the screen: a large map takes a moment.
  useEffect(() => setLaid(laidOut(steps, high)), [shape, high]);
  useEffect(() => {
    const at = laid?.nodes.find(({ id }) => id === here);
    if (at && box.current) box.current.scrollTo(at.x - box.current.clientWidth / 2, at.y - HIGH);
  }, [laid !== null]);
  if (!laid) return html`<p class="row soft" role="status"><span class="turning" aria-hidden="true"></span>Drawing</p>`;
  const byId = new Map(steps.map((step) => [step.id, step]));
  const one = laid.nodes.some(({ id }) => id === here) ? here : laid.nodes[0]?.id;
  const key = (/** @type {KeyboardEvent} */ event, /** @type {Placed} */ from) => {
    const next = neighbour(laid.nodes, from, event.key);
    if (event.key === 'Enter' || event.key === ' ') { event.preventDefault(); studio.go('step', { step: from.id }); }
    if (!next) return;
    event.preventDefault();
    setHere(next.id);
    requestAnimationFrame(() => /** @type {any} */ (box.current?.querySelector('[tabindex="0"]'))?.focus());
  };
  return html`<p class="soft small" id="map-how">Arrow keys go from step to step, Enter opens one.</p>
    <div class="map" ref=${box}><svg width=${laid.width} height=${laid.height} viewBox=${`0 0 ${laid.width} ${laid.height}`} role="group" aria-label="The steps and where they lead" aria-describedby="map-how">
      <g aria-hidden="true"><defs><marker id="map-tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" markerUnits="userSpaceOnUse" orient="auto"><path class="map-tip" d="M0 0 L8 4 L0 8 z" /></marker></defs>
        ${laid.lines.map(({ from, to, back, points }) => html`<path key=${`${from} ${to}`} class=${`map-line${back ? ' map-line-back' : ''}${[from, to].includes(one ?? '') ? ' map-line-here' : ''}`} marker-end="url(#map-tip)" d=${curve(points)} />`)}</g>
      ${laid.nodes.map((node) => {
        const step = byId.get(node.id);
        if (!step) return null;
        const far = taps.get(node.id);
        const count = counts ? countDrawn(counts, node.id) : '';
        // The words are drawn beside the button, not in it: whoever hears it hears them whole.
        return html`<g key=${node.id} class=${`map-step shade-${shade(far)}`} transform=${`translate(${node.x - WIDE / 2} ${node.y - high / 2})`}>
          <rect width=${WIDE} height=${high} rx="10" role="button" tabindex=${node.id === one ? 0 : -1}
            aria-label=${`${node.id}: ${nameOf(step)}. ${tapsWords(far)}.${counts ? countAloud(counts, node.id, step.kind) : ''} Leads to ${waysAloud(step)}`}
            onClick=${() => studio.go('step', { step: node.id })} onFocus=${() => setHere(node.id)} onKeyDown=${(/** @type {KeyboardEvent} */ event) => key(event, node)} />
          <g aria-hidden="true" class="map-words"><text x="12" y="24">${cut(node.id, 20)}</text><text x="12" y="44" class="map-said">${cut(step.said.replace(/\s+/g, ' ') || KINDS[step.kind], 26)}</text>
            ${count && html`<text x="12" y=${HIGH + 6} class="map-count">${count}</text>`}</g></g>`;
      })}
    </svg></div>`;
}

/** @param {string} words @param {number} most */
const cut = (words, most) => (words.length > most ? `${words.slice(0, most - 1)}…` : words);

/** A line with soft corners. @param {{x: number, y: number}[]} points */
function curve(points) {
  const at = points.map(({ x, y }) => [Math.round(x), Math.round(y)]);
  const between = (/** @type {number} */ one) => [(at[one][0] + at[one + 1][0]) / 2, (at[one][1] + at[one + 1][1]) / 2];
  return at.slice(1, -1).reduce((drawn, point, index) => `${drawn} Q${point.join(' ')} ${between(index + 1).join(' ')}`, `M${at[0].join(' ')} L${between(0).join(' ')}`) + ` L${at[at.length - 1].join(' ')}`;
}

/** The nearest step in the direction of an arrow key. @param {Placed[]} nodes @param {Placed} from @param {string} key @returns {Placed | null} */
export function neighbour(nodes, from, key) {
  const side = /** @type {Record<string, [number, number]>} */ ({ ArrowUp: [0, -1], ArrowDown: [0, 1], ArrowLeft: [-1, 0], ArrowRight: [1, 0] })[key];
  if (!side) return null;
  /** @type {{node: Placed, far: number} | null} */
  let best = null;
  for (const node of nodes) {
    const along = (node.x - from.x) * side[0] + (node.y - from.y) * side[1];
    const across = Math.abs((node.x - from.x) * side[1]) + Math.abs((node.y - from.y) * side[0]);
    const far = along + 2 * across;
    if (node.id !== from.id && along > 1 && (!best || far < best.far)) best = { node, far };
  }
  return best?.node ?? null;
}

/** @param {{studio: import('./drafts.js').Studio, steps: Step[], all: Map<string, Step>, taps: Map<string, number>, counts: Counted | null}} props */
function Table({ studio, steps, all, taps, counts }) {
  return html`<div class="table-scroll" tabindex="0" role="region" aria-label="The steps as a table"><table class="table"><caption class="visually-hidden">Every step, how far a person is, and where it leads</caption>
    <thead><tr><th scope="col">Step</th><th scope="col">Says</th><th scope="col">To a person</th>${counts && countHeads(counts).map((head) => html`<th key=${head} scope="col">${head}</th>`)}<th scope="col">Leads to</th><th scope="col">Comes from</th></tr></thead>
    <tbody>${steps.map((step) => html`<tr key=${step.id}><th scope="row"><button type="button" class="tale-open" onClick=${() => studio.go('step', { step: step.id })}><span class="mono">${step.id}</span></button></th>
      <td>${nameOf(step, 80)}</td><td><span class=${`legend-box shade-${shade(taps.get(step.id))}`} aria-hidden="true"></span> ${tapsWords(taps.get(step.id))}</td>
      ${counts && countCells(counts, step.id, step.kind).map((cell, at) => html`<td key=${at}>${cell}</td>`)}<td>${[...new Set(step.ways.map(({ to }) => to))].join(', ') || 'nowhere'}</td><td>${leadingTo(all, step.id).map(({ id }) => id).join(', ') || 'no step'}</td></tr>`)}</tbody></table></div>`;
}
