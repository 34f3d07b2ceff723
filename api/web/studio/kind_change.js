/** What a step that is there may become, what goes with the change, and what is written; pure. */
import { entrancesOf, reached } from './entrances.js';
import { restsOf, stillFits } from './line/fitting.js';
import { beginning } from './new_step.js';
import { flowsOf, KINDS, stepsOf } from './reading.js';
import { homeOf } from './remember_list.js';
import { listsOf } from './taking_away.js';
import { changed } from './trees.js';

/** @typedef {import('./drafts.js').Model} Model */
/** @typedef {import('./reading.js').Step} Step */
/** @typedef {import('./new_step.js').Kind} Kind */
/** @typedef {import('./trees.js').Change} Change */
/** What an editor adds to the change: where it leads then, what it says if it said nothing, what its end clears. @typedef {{to?: string, say?: string, wipe?: string}} More */

/** What each kind keeps of a step, beside its words. @type {Record<Kind, string[]>} */
const KEEPS = {
  ask: ['choices', 'set', 'services', 'hears'], handoff: ['choices', 'services', 'handoff'], note: ['choices', 'services', 'handoff'], go: ['go'], branch: ['branch'], end: ['end', 'services'], quiet: ['quiet'],
};

/** @param {any} value @returns {any[]} */
const list = (value) => (Array.isArray(value) ? value : []);
const hubOf = (/** @type {Model} */ model) => String(Object.values(model.flows).find((tree) => tree?.hub)?.hub ?? 'menu');

/** Where a step of the new kind leads if nobody chooses: where it leads now. @param {Model} model @param {Step} step @param {Kind} kind */
export function leadsNow(model, { id, ways }, kind) {
  if (kind === 'handoff') {
    const closed = String(model.project?.doors?.closed ?? hubOf(model));
    return restsOf(stepsOf(flowsOf(model)), closed).some((one) => one.id === id) ? hubOf(model) : closed; // never back to itself
  }
  // The last way of a fork is the one for everyone else.
  return ((kind === 'go' ? ways.filter((one) => ['choice', 'branch'].includes(one.kind)) : ways.filter((one) => ['go', 'branch'].includes(one.kind))).at(-1)?.to) || hubOf(model);
}

/** What writes the change, file by file. @param {Model} model @param {Step} step @param {Kind} kind @param {More} [more] @returns {{path: string, changes: Change[]}[]} */
export function turning(model, step, kind, { to = leadsNow(model, step, kind), say = '', wipe = 'no' } = {}) {
  const { id, path, node } = step;
  const at = ['steps', id];
  const asks = ['ask', 'handoff', 'note'].includes(kind);
  const begun = beginning(kind, say, { hub: kind === 'go' || !asks ? hubOf(model) : leadsNow(model, step, 'ask'), closed: to, next: to, wipe });
  const lacks = Object.entries(begun).filter(([key]) => (key === 'handoff' ? step.kind !== kind : node?.[key] === undefined || (key === 'choices' && !list(node.choices).length)));
  const lost = Object.keys(node ?? {}).filter((key) => key !== 'say' && !KEEPS[kind].includes(key));
  // A button has a value only where the step remembers it.
  const values = lost.includes('set') && !lost.includes('choices') ? list(node.choices).filter((one) => one?.value !== undefined).map((one) => ({ at: [...at, 'choices', String(one.id), 'value'] })) : [];
  const unused = lost.some((key) => ['set', 'branch'].includes(key)) ? listsOf(model, step) : [];
  /** @type {Map<string, Change[]>} */
  const edits = new Map([[path, [...lacks.map(([key, value]) => ({ at: [...at, key], value })), ...values, ...lost.map((key) => ({ at: [...at, key] }))]]]);
  for (const name of unused) edits.set(homeOf(model, name), [...(edits.get(homeOf(model, name)) ?? []), { at: ['vars', name] }]);
  return [...edits].map(([home, changes]) => ({ path: home, changes }));
}

/** The steps as they would be. @param {Model} model @param {Step} step @param {Kind} kind */
function stepsAfter(model, step, kind) {
  const flows = turning(model, step, kind).reduce((all, { path, changes }) => ({ ...all, [path]: changes.reduce(changed, all[path]) }), model.flows);
  return stepsOf(flowsOf({ ...model, flows }));
}

/** What is lost by it, in words. @param {Model} model @param {Step} step @param {Kind} kind @returns {string[]} */
export function goesWith(model, step, kind) {
  const { node } = step;
  const lost = (/** @type {string} */ key) => node?.[key] !== undefined && !KEEPS[kind].includes(key);
  const unused = lost('set') || lost('branch') ? listsOf(model, step) : [];
  const before = reached(stepsOf(flowsOf(model)), entrancesOf(model));
  const then = reached(stepsAfter(model, step, kind), entrancesOf(model));
  const alone = [...before].filter((id) => !then.has(id));
  return [
    ...(lost('choices') ? list(node.choices).map((one) => `The button “${one?.label ?? ''}”, which leads to ${one?.go ?? ''}`) : []),
    ...(lost('set') ? [`That it remembers what was picked, as “${node.set}”`] : []),
    ...(lost('services') ? ['The services under it'] : []),
    ...(lost('hears') ? ['The words that it listens for by itself'] : []),
    ...(lost('go') ? [`That it goes on to ${node.go} by itself`] : []),
    ...(lost('branch') ? [`Its ways: ${[...new Set(step.ways.map(({ to }) => to))].join(', ')}`] : []),
    ...(lost('handoff') ? [step.kind === 'note' ? 'That it takes a note' : 'That it puts the youth in line'] : []),
    ...(lost('end') ? ['That the talk ends here'] : []),
    ...unused.map((name) => `The list “${name}”, which nothing else uses`),
    ...(alone.length ? [`Nobody comes to ${alone.join(', ')} any more`] : []),
  ];
}

/** Whoever would be left in silence: steps with a button, or heard words, that bring a youth to where the bot stays quiet. @param {Map<string, Step>} steps */
const silenced = (steps) => [...steps.values()].filter(({ ways }) => ways.some(({ kind, to }) => ['choice', 'heard'].includes(kind) && restsOf(steps, to).some((rest) => rest.kind === 'quiet'))).map(({ id }) => id);

/** Why a step cannot become this, in words; null if it can. @param {Model} model @param {Map<string, Step>} steps @param {Step} step @param {Kind} kind @returns {string | null} */
export function cannot(model, steps, step, kind) {
  if (kind === 'branch') return 'it speaks, and its words would be lost: make a new step for the fork';
  const after = stepsAfter(model, step, kind);
  const lost = entrancesOf(model).find((one) => stillFits(model, steps, one) && !stillFits(model, after, one));
  if (lost) return lost.to === step.id ? lost.says : `through “${lost.to}”, ${lost.says}`;
  const before = silenced(steps);
  const silent = silenced(after).find((id) => !before.includes(id));
  return silent ? `“${silent}” leads here, and a youth would be left in silence` : null;
}

/** Every other kind, with what stands against it. @param {Model} model @param {Map<string, Step>} steps @param {Step} step @returns {{kind: Kind, text: string, why: string | null}[]} */
export const kindsFor = (model, steps, step) => /** @type {Kind[]} */ (Object.keys(KEEPS)).filter((kind) => kind !== step.kind).map((kind) => ({ kind, text: KINDS[kind], why: cannot(model, steps, step, kind) }));
