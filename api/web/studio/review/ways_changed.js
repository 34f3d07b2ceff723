/** Which ways through the flows are new, gone or lead elsewhere, and where youth are led on. */
import { own } from './comparing.js';
import { whenWords } from '../reading.js';

/** One way on, of a compiled step. @typedef {{id: string, label: string, to: string}} Way */
/** @typedef {{from: string, label: string, was: string | null, now: string | null}} ChangedWay  was, now: where it led and leads; null: there was, or is, no such way */

/** A text as most youth read it. @param {any} bundle @param {string} key @returns {string} */
export const sourceText = (bundle, key) => own(own(bundle.text, bundle.source), key) ?? '';

/** The same conditions are the same way, in whatever order they are written down. @param {any} when */
const inOneOrder = (when) => JSON.stringify(Object.entries(when ?? {}).sort(([one], [other]) => (one < other ? -1 : 1)));

/** @param {any} bundle @param {string} id @returns {Way[]} */
export function waysFrom(bundle, id) {
  const node = own(bundle.steps, id);
  if (!node) return [];
  return [
    ...(node.choices ?? []).map((/** @type {any} */ one) => ({ id: `choice ${one.id}`, label: `“${sourceText(bundle, `${id}.${one.id}`) || one.id}”`, to: one.go })),
    ...(node.go ? [{ id: 'go', label: 'By itself', to: node.go }] : []),
    ...(node.branch ?? []).map((/** @type {any} */ one) => ({ id: `when ${inOneOrder(one.when)}`, label: whenWords(one.when), to: one.go })),
    ...(node.closed ? [{ id: 'closed', label: 'If no one is on call', to: node.closed }] : []),
    ...(node.hears ?? []).map((/** @type {any} */ one) => ({ id: `hears ${one.go}`, label: 'If words of the youth fit', to: one.go })),
  ];
}

/** @param {any} before @param {any} after  bundles @param {string} id @returns {ChangedWay[]} */
export function waysChangedAt(before, after, id) {
  const [was, now] = [waysFrom(before, id), waysFrom(after, id)];
  const gone = was.filter((one) => !now.some((other) => other.id === one.id));
  return [
    ...now.flatMap(({ id: way, label, to }) => {
      const old = was.find((one) => one.id === way);
      return old?.to === to ? [] : [{ from: id, label, was: old?.to ?? null, now: to }];
    }),
    ...gone.map(({ label, to }) => ({ from: id, label, was: to, now: null })),
  ];
}

/** Every way that changed, in the order in which youth may come by. @param {any} before @param {any} after  bundles @returns {ChangedWay[]} */
export function waysChanged(before, after) {
  return stepsInOrder(before, after).flatMap((id) => waysChangedAt(before, after, id));
}

/** All steps of both, from the first on as they lead to each other. @param {any} before @param {any} after  bundles @returns {string[]} */
export function stepsInOrder(before, after) {
  const all = new Set([...Object.keys(after.steps), ...Object.keys(before.steps)]);
  /** @type {Set<string>} */
  const found = new Set();
  const open = [after.start, before.start, after.hub].filter((id) => all.has(id));
  for (let id = open.shift(); id !== undefined; id = open.shift()) {
    if (found.has(id)) continue;
    found.add(id);
    open.push(...[...waysFrom(after, id), ...waysFrom(before, id)].map(({ to }) => to).filter((to) => all.has(to) && !found.has(to)));
  }
  return [...found, ...[...all].filter((id) => !found.has(id)).sort()];
}

/**
 * Where whoever stands at a step goes on once the new version runs; null: they stay. As the engine does it (`carried` in flow.js).
 * @param {any} before @param {any} after  bundles @param {string} id @returns {string | null}
 */
export function ledTo(before, after, id) {
  if (own(before.same, id) === undefined || own(after.same, id) === own(before.same, id)) return null;
  const target = own(after.redirect, id);
  const place = own(after.redirect, target) ?? target;
  const landed = place !== undefined && Object.hasOwn(after.steps, place) ? place : after.hub;
  return ['branch', 'go'].includes(after.steps[landed]?.kind) ? after.hub : landed;
}
