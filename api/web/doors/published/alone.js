/** What one editor may do alone, made again from what is believed: hide a service, or keep the floor. */
import { canonical, identity, sourceMark } from './canonical.js';

/** @typedef {Record<string, any>} Json */

/** The same edition, in which this service is not shown any more; it must be shown, and not on the floor. @param {Json} made @param {string} service @returns {Json} */
export function without(made, service) {
  const { services } = made;
  if (!services.shown.includes(service) || services.floor.includes(service)) throw new RangeError(service);
  return { ...made, services: { ...services, shown: services.shown.filter((/** @type {string} */ one) => one !== service) } };
}

/** The same edition, in which youth find nothing but the floor, the way to a person, and the way out. @param {Json} made @returns {Promise<Json>} */
export async function floorOnly(made) {
  const { services } = made;
  const shown = services.shown.filter((/** @type {string} */ one) => services.floor.includes(one));
  return { ...made, bundle: await floor(made.bundle), services: { ...services, shown } };
}

/** Every way that is no talk and no leaving ends at the step of the numbers, which has no way on but the standing ones. @param {Json} bundle @returns {Promise<Json>} */
async function floor(bundle) {
  const here = bundle.doors.help;
  const doors = mapped(bundle.doors, (step, door) => (door === 'menu' ? here : step));
  const standing = new Set(Object.entries(doors).filter(([door]) => door !== 'help').map(([, step]) => step));
  const cut = new Set([bundle.hub, bundle.start, here].filter((step) => !standing.has(step)));
  const steps = /** @type {Json} */ (Object.assign(Object.create(null), { [here]: { kind: 'ask', choices: [], services: { tag: 'now' } } }));
  const open = [...Object.values(doors), ...bundle.always];
  while (open.length) {
    const step = open.pop();
    if (Object.hasOwn(steps, step) || cut.has(step) || !Object.hasOwn(bundle.steps, step)) continue;
    const { hears: _, ...kept } = bundle.steps[step];
    steps[step] = kept;
    open.push(...ways(kept));
  }
  const kept = mapped(steps, (node) => led(node, steps, here));
  /** @type {[string, string][]} */
  const marks = [];
  for (const [step, node] of Object.entries(kept)) marks.push([step, await same(node)]);
  const cutDown = {
    ...bundle, start: here, hub: here, doors, steps: kept, redirect: {}, same: Object.fromEntries(marks),
    always: bundle.always.filter((/** @type {string} */ step) => Object.hasOwn(kept, step)),
    text: mapped(bundle.text, (texts) => Object.fromEntries(Object.entries(texts).filter(([key]) => key.startsWith('@') || Object.hasOwn(kept, key.split('.')[0])))),
    lexicon: bundle.lexicon.map((/** @type {Json} */ line) => ({ ...line, go: Object.hasOwn(kept, line.go) ? line.go : here })),
  };
  return { ...cutDown, id: await identity(cutDown) };
}

/** @param {Json} node @returns {string[]} */
function ways(node) {
  const options = [...(node.choices ?? []), ...(node.branch ?? [])].map(({ go }) => go);
  return [...options, ...['go', 'closed'].filter((key) => Object.hasOwn(node, key)).map((key) => node[key])];
}

/** The same step, each of its ways to a kept step or to the numbers. @param {Json} node @param {Json} kept @param {string} here @returns {Json} */
function led(node, kept, here) {
  const to = (/** @type {string} */ step) => (Object.hasOwn(kept, step) ? step : here);
  /** @type {Json} */
  const made = { ...node };
  for (const key of ['choices', 'branch']) if (Object.hasOwn(node, key)) made[key] = node[key].map((/** @type {Json} */ option) => ({ ...option, go: to(option.go) }));
  for (const key of ['go', 'closed']) if (Object.hasOwn(node, key)) made[key] = to(node[key]);
  if (Object.hasOwn(node, 'services')) made.services = { tag: 'now' };
  return made;
}

/** What must be unchanged for a running conversation to keep its place, as the compiler names it. @param {Json} node */
const same = (node) => sourceMark(canonical({ kind: node.kind, ids: (node.choices ?? []).map((/** @type {Json} */ one) => one.id), set: node.set ?? '' }));

/** @template T @param {Record<string, any>} object @param {(value: any, key: string) => T} made @returns {Record<string, T>} */
const mapped = (object, made) => Object.fromEntries(Object.entries(object).map(([key, value]) => [key, made(value, key)]));
