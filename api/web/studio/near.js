/** How far a person is from each step, walked by the engine that youth meet. */
import { step } from '../flow/flow.js';
import { tapsToPerson } from './reading.js';
import { factsOf } from './trying.js';

/** @typedef {import('../flow/flow.js').State} State */
/** A youth at a step, and every button there: `to` is where it leads, by name. @typedef {{state: State, buttons: string[], to: string[]}} Here */

// Flows that remember very much are told by what is drawn alone: a page must not stand still for it.
const MOST_HERES = 1500;
const PERSON = '';

/**
 * The taps from each step to being in line, for somebody who comes the first time while someone is on call; what forks lead to is
 * what they picked. Null where that is too much to walk.
 * @param {any} edition @param {number} now @returns {Map<string, number> | null}
 */
export function tapsWalked(edition, now) {
  const { bundle } = edition;
  const facts = factsOf(edition, { oncall: true, talking: false, lang: bundle.source, now }, false);
  // What no fork asks for makes no difference.
  const asked = [...new Set(Object.values(bundle.steps).flatMap((node) => node.branch ?? []).flatMap(({ when = {} }) => Object.keys(when)))];
  /** @type {Map<string, Here>} */
  const heres = new Map();
  const arrives = (/** @type {[State, import('../flow/flow.js').Effect[]]} */ [state, effects]) => {
    if (effects.some((one) => one.do === 'handoff' && !one.note)) return PERSON;
    const vars = new Map(Object.entries(state.vars));
    const name = JSON.stringify([state.step, ...asked.map((one) => vars.get(one) ?? null)]);
    if (!heres.has(name)) {
      const shown = effects.findLast((one) => one.do === 'choices');
      // Under a goodbye the buttons of every screen are still there.
      const buttons = shown?.do === 'choices' ? [...shown.choices, ...shown.always].map(([id]) => id) : state.ended ? bundle.always : [];
      heres.set(name, { state, buttons, to: [] });
    }
    return name;
  };
  const starts = Object.keys(bundle.steps).map((id) => /** @type {const} */ ([id, arrives(step({ ...bundle, start: id }, null, { t: 'start', lang: bundle.source }, facts))]));
  // A map is walked on while it grows.
  for (const here of heres.values()) {
    if (heres.size > MOST_HERES) return null;
    here.to = here.buttons.map((id) => arrives(step(bundle, here.state, { t: 'pick', id }, facts)));
  }
  const far = tapsFrom(heres);
  return new Map(starts.flatMap(([id, name]) => (far.has(name) ? [[id, far.get(name) ?? 0]] : [])));
}

/** How many taps before the line, from wherever a youth may be. @param {Map<string, Here>} heres @returns {Map<string, number>} */
function tapsFrom(heres) {
  /** @type {Map<string, string[]>} */
  const into = new Map();
  for (const [name, { to }] of heres) for (const one of to) into.set(one, [...(into.get(one) ?? []), name]);
  const far = new Map([[PERSON, 0]]);
  for (const [name, taps] of far) for (const from of into.get(name) ?? []) if (!far.has(from)) far.set(from, taps + 1);
  return far;
}

/** The taps from each step that is drawn, and whether they were walked: what blocks the draft, or is not in it yet, is told by what is drawn. @param {Map<string, import('./reading.js').Step>} steps @param {string[]} always @param {any} edition  of this very draft @param {number} now */
export function tapsOf(steps, always, edition, now) {
  const walked = edition ? tapsWalked(edition, now) : null;
  const drawn = tapsToPerson(steps, always);
  return { walked: walked !== null, taps: walked ? new Map([...drawn, ...walked].filter(([id]) => walked.has(id) || !Object.hasOwn(edition.bundle.steps, id))) : drawn };
}
