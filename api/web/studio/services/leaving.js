/** What stands in the way of taking a service out, and who shows it meanwhile; pure. */
import { flowsOf, stepsOf } from '../reading.js';
import { servicesIn, shownWhere } from './listed.js';
import { lineOf } from './reports.js';

/** @typedef {import('./listed.js').Service} Service */
/** A step, or a text of the bot, that must be changed first, and why. @typedef {{step: string | null, text: string, why: string}} Needs */
/** `needs`: what must be changed first; `others`: steps that go on with other services. @typedef {{floor: boolean, needs: Needs[], others: string[]}} Leaving */

/** @param {import('../drafts.js').Model} model @param {Service} service @returns {Leaving} */
export function leaving(model, service) {
  const steps = stepsOf(flowsOf(model));
  const rest = servicesIn(model).filter(({ id }) => id !== service.id);
  const carried = (/** @type {string} */ tag) => rest.some(({ tree }) => Array.isArray(tree.tags) && tree.tags.map(String).includes(tag));
  /** @type {Needs[]} */
  const needs = [];
  /** @type {string[]} */
  const others = [];
  for (const { step, how, tag } of shownWhere(model, service)) {
    if (how === 'name') needs.push({ step, text: step, why: 'it asks for it by its name' });
    else if (how === 'words') needs.push({ step, text: step, why: 'its number stands in the words' });
    else if (carried(tag)) others.push(step);
    else needs.push({ step, text: step, why: `no other service has the tag ${tag}` });
  }
  // A translation, or a phrase of the bot, may name it where no step of the source does.
  const spoken = new Set(needs.map((one) => one.step));
  const said = [`{service:${service.id}}`, `{service:${service.id}.`];
  for (const [lang, texts] of Object.entries(model.texts ?? {})) {
    for (const [key, text] of Object.entries(texts)) {
      const step = steps.has(key.split('.')[0]) ? key.split('.')[0] : null;
      if (!said.some((one) => String(text).includes(one)) || spoken.has(step ?? key)) continue;
      needs.push({ step, text: step ?? key.replace(/^@/, ''), why: `its number stands in the words (${lang})` });
      spoken.add(step ?? key);
    }
  }
  if (lineOf(model.societies ?? {}, service.id)?.line) needs.push({ step: null, text: 'If workers report to it', why: 'it takes reports: empty its communities on this page' });
  return { floor: service.floor, needs, others: [...new Set(others)] };
}
