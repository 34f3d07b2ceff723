/** Which steps do what a command, a moment or heard words are for, as the checker has it (R07). */
import { nameOf } from '../reading.js';

/** @typedef {import('../drafts.js').Model} Model */
/** @typedef {import('../reading.js').Step} Step */
/** @typedef {(rest: Step, model: Model) => boolean} Fits  of a step on which a youth may come to rest */

/** @param {any} value @returns {any[]} */
const list = (value) => (Array.isArray(value) ? value : []);

/** What words are heard for that are for the same as a command. @type {Record<string, string>} */
const HEARD = { leave: 'stop', erase: 'erase', numbers: 'help', emergency: 'help', person: 'talk' };

/** Whether a step surely shows a number of those that always stand. @type {Fits} */
function showsNumbers({ node, said }, model) {
  const floor = list(model.project?.floor).map(String);
  const sure = Object.values(model.services ?? {}).flatMap(list).filter((one) => floor.includes(String(one?.id))).flatMap(({ tags }) => list(tags));
  const query = node?.services ?? {};
  return floor.some((id) => said.includes(`{service:${id}}`) || said.includes(`{service:${id}.`)) || sure.includes(query.tag) || list(query.ids).some((id) => floor.includes(String(id)));
}

/** @type {Record<string, Fits>} */
const FITS = {
  every: ({ kind }) => kind !== 'quiet', help: showsNumbers, stop: ({ kind }) => kind === 'end', erase: ({ kind, node }) => kind === 'end' && node.end?.wipe === 'yes', decoy: ({ kind }) => kind === 'quiet',
};
/** @type {Fits} */
const speaks = ({ kind }) => kind !== 'end' && kind !== 'quiet';

/** Every step on which a youth may come to rest who is led to this one, whoever is on call. @param {Map<string, Step>} steps @param {string} id @returns {Step[]} */
export function restsOf(steps, id) {
  const [open, seen] = [[id], new Set()];
  /** @type {Step[]} */
  const rests = [];
  while (open.length) {
    const here = /** @type {string} */ (open.pop());
    const step = steps.get(here);
    if (!step || seen.has(here)) continue;
    seen.add(here);
    if (!['go', 'branch'].includes(step.kind)) rests.push(step);
    open.push(...step.ways.filter(({ kind }) => ['go', 'branch', 'closed'].includes(kind)).map(({ to }) => to));
  }
  return rests;
}

/** Whether a step can do what this way in is for. @param {Model} model @param {Map<string, Step>} steps @param {string} name @param {Step} step */
function fits(model, steps, name, step) {
  // Whoever asks for a person comes to where the button does.
  if (name === 'talk' && steps.has('talk') && step.id !== 'talk') return false;
  // Who lands in the menu must be asked something there.
  if (['hub', 'menu'].includes(name) && step.kind !== 'ask') return false;
  const rests = restsOf(steps, step.id);
  return rests.length > 0 && rests.every((rest) => (FITS[name] ?? speaks)(rest, model));
}

/** Whether a way in is still for what it is for. @param {Model} model @param {Map<string, Step>} steps @param {import('../entrances.js').Entrance} entrance */
export function stillFits(model, steps, { of, name, to }) {
  const step = steps.get(to);
  const promised = /** @type {Record<string, string>} */ ({ talk: 'talk', numbers: 'help', leave: 'stop' });
  const as = of === 'always' ? promised[name] ?? 'every' : of === 'heard' ? HEARD[name] ?? 'heard' : of === 'led' ? 'hub' : name;
  return step === undefined || fits(model, steps, as, step);
}

/** The steps that a way in may lead to, and the one that it leads to now. @param {Model} model @param {Map<string, Step>} steps @param {string} name @param {string} now */
export function placesOf(model, steps, name, now) {
  const some = [...steps.values()].filter((one) => one.id === now || fits(model, steps, name, one)).map((one) => ({ value: one.id, text: `${one.id}: ${nameOf(one, 44)}` }));
  return steps.has(now) ? some : [{ value: now, text: now ? `${now}: there is no such step` : 'Choose a step' }, ...some];
}

/** The same of what words are heard for. @param {Model} model @param {Map<string, Step>} steps @param {string} cat @param {string} now */
export const heardPlaces = (model, steps, cat, now) => placesOf(model, steps, (Object.hasOwn(HEARD, cat) && HEARD[cat]) || 'heard', now);
