/** Which services stand under a step: those of a tag, or some by name. */
import { Check, Select } from '../parts/field.js';
import { html, useState } from '../vendor/preact.js';
import { nameOf } from './services/listed.js';

/** @param {{studio: import('./drafts.js').Studio, step: import('./reading.js').Step}} props */
export function ServicesShown({ studio, step }) {
  const query = step.node?.services;
  const services = Object.values(studio.model?.services ?? {}).flatMap((tree) => (Array.isArray(tree) ? tree : [])).filter((one) => one?.id);
  const tags = [...new Set(services.flatMap((one) => one.tags ?? []))].sort();
  /** @type {string[]} */
  const ids = Array.isArray(query?.ids) ? query.ids.map(String) : [];
  // Nothing is written before the first is ticked: a step that shows the services of an empty list would be a fault.
  const [naming, setNaming] = useState(ids.length > 0);
  const at = ['steps', step.id, 'services'];
  const put = (/** @type {any} */ value) => studio.edit(step.path, [value ? { at, value } : { at }], `The services of “${step.id}”`);
  const choose = (/** @type {string} */ value) => {
    setNaming(value === '#');
    if (value !== '#') put(value ? { tag: value } : null);
  };
  const tick = (/** @type {string} */ id, /** @type {boolean} */ on) => put(on || ids.length > 1 ? { ids: on ? [...ids, id] : ids.filter((one) => one !== id) } : null);
  const options = [{ value: '', text: 'None' }, { value: '#', text: 'These, by name' }, ...tags.map((tag) => ({ value: tag, text: tag === 'now' ? 'now: those who are open at this moment' : `all that are tagged ${tag}` }))];
  const unknown = ids.filter((id) => !services.some((one) => one.id === id)).map((id) => ({ id, tree: { name: { en: `${id}: there is no such service` } } }));
  return html`<div class="stack"><${Select} label="Services shown under it" hint="Numbers are never typed into a text: they come from the services, always today’s." value=${naming ? '#' : query?.tag ?? ''} options=${options} disabled=${!studio.mayEdit}
      onChange=${(/** @type {any} */ event) => choose(event.target.value)} />
    ${naming && html`<fieldset class="services-named"><legend class="field-label">Which, in the order in which they are ticked</legend>
      ${[...unknown, ...services.map((tree) => ({ id: String(tree.id), tree }))].map((one) => html`<${Check} key=${one.id} label=${nameOf(/** @type {any} */ (one))} checked=${ids.includes(one.id)} disabled=${!studio.mayEdit} onChange=${(/** @type {any} */ event) => tick(one.id, event.target.checked)} />`)}</fieldset>`}</div>`;
}
