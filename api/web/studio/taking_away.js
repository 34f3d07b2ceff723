/** What taking a step away changes, in every file that knows of it; pure. */
import { landings, leadingOn, ledIn } from './gone.js';
import { homeOf, isUnused } from './remember_list.js';

/** @typedef {import('./drafts.js').Model} Model */
/** @typedef {import('./reading.js').Step} Step */
/** @typedef {import('./trees.js').Change} Change */

/** Where youth may go on who stand at a step that goes, and where they do if nobody chooses: at the menu, or at the first if it is the menu that goes. @param {Model} model @param {Map<string, Step>} steps @param {string} id */
export function onward(model, steps, id) {
  const hub = String(Object.values(model.flows).find((flow) => flow?.hub)?.hub ?? 'menu');
  const options = landings(steps, hub).filter(({ value }) => steps.has(value) && value !== id);
  return { options, to: (options.find(({ value }) => value === hub) ?? options[0])?.value ?? '' };
}

/** The lists that nothing but this step remembers or asks for: they go with it. @param {Model} model @param {Step} step */
export function listsOf(model, { id, node }) {
  const asked = (Array.isArray(node?.branch) ? node.branch : []).flatMap((/** @type {any} */ one) => Object.keys(one?.when && typeof one.when === 'object' ? one.when : {}));
  return [...new Set([...(node?.set ? [String(node.set)] : []), ...asked])].filter((name) => homeOf(model, name) && isUnused(model, name, id));
}

/** With its last step a flow goes, file and all: what leads on stands in another one then. @param {Model} model @param {Step} step @param {string} to @returns {{edits: {path: string, changes: Change[]}[], gone: string | null}} */
export function takingAway(model, step, to) {
  const flows = Object.entries(model.flows);
  const others = flows.filter(([path]) => path !== step.path);
  const other = Object.keys(model.flows[step.path]?.steps ?? {}).length === 1 ? others.find(([, flow]) => flow?.start) ?? others[0] : undefined;
  const gone = other ? step.path : null;
  const home = other?.[0] ?? step.path;
  /** @type {Map<string, Change[]>} */
  const edits = new Map();
  const add = (/** @type {string} */ path, /** @type {Change[]} */ ...changes) => { if (changes.length && path !== gone) edits.set(path, [...(edits.get(path) ?? []), ...changes]); };
  add(step.path, { at: ['steps', step.id] });
  for (const name of listsOf(model, step)) add(homeOf(model, name), { at: ['vars', name] });
  // Who was led here from a step that is gone already goes on as well.
  for (const [path, flow] of flows) add(path, ...Object.keys(ledIn(flow)).filter((old) => String(ledIn(flow)[old]) === step.id).map((old) => ({ at: ['redirect', old], value: to })));
  // What the file that goes says of others is said in the file that stays.
  const kept = ledIn(model.flows[home]);
  const said = Object.entries(gone ? ledIn(model.flows[gone]) : {}).filter(([old]) => !Object.hasOwn(kept, old)).map(([old, led]) => [old, String(led) === step.id ? to : String(led)]);
  const leads = { ...Object.fromEntries(said), [step.id]: to };
  if (model.flows[home]?.redirect) add(home, ...Object.entries(leads).map(([old, led]) => leadingOn(model.flows[home], old, led)));
  else add(home, { at: ['redirect'], value: leads });
  return { edits: [...edits].map(([path, changes]) => ({ path, changes })), gone };
}

/** What the flow holds beside its last step, and nobody has once the file is gone; in words. Null: the file stays. @param {Model} model @param {Step} step @returns {string[] | null} */
export function goesAlong(model, step) {
  if (!takingAway(model, step, '').gone) return null;
  const flow = model.flows[step.path] ?? {};
  const lists = listsOf(model, step);
  const named = (/** @type {string[]} */ names) => names.map((name) => `“${name}”`).join(', ');
  const always = (Array.isArray(flow.always) ? flow.always : []).map(String);
  const kept = Object.keys(flow.vars ?? {}).filter((name) => !lists.includes(name));
  return [
    ...(flow.start ? [`where every talk begins: ${named([String(flow.start)])}`] : []),
    ...(flow.hub ? [`which step is the menu: ${named([String(flow.hub)])}`] : []),
    ...(always.length ? [`which buttons are on every screen: ${named(always)}`] : []),
    ...(kept.length ? [`what other steps remember or ask for: ${named(kept)}`] : []),
  ];
}
