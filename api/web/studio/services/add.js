/** A new service: its name and the first way to reach it; everything else is asked on its page. */
import { Button } from '../../parts/button.js';
import { Dialog } from '../../parts/dialog.js';
import { Field, Select } from '../../parts/field.js';
import { html, useState } from '../../vendor/preact.js';
import { plainNumber } from './listed.js';

/** @param {{studio: import('../drafts.js').Studio, services: {id: string}[], onClose: () => void}} props */
export function AddService({ studio, services, onClose }) {
  const paths = Object.entries(studio.model?.services ?? {}).filter(([, tree]) => Array.isArray(tree)).map(([path]) => path);
  const [name, setName] = useState('');
  const [number, setNumber] = useState('');
  const [path, setPath] = useState(paths[0] ?? '');
  const [problem, setProblem] = useState(/** @type {string | null} */ (null));
  const make = (/** @type {Event} */ event) => {
    event.preventDefault();
    if (!name.trim()) return setProblem('Write the name that they answer with.');
    const id = freeId(name, services.map((one) => one.id));
    studio.edit(path, [{ at: [id], value: blank(id, name.trim(), number.trim()) }], `The service “${name.trim()}”`);
    onClose();
    studio.go('services', { service: id });
    return undefined;
  };
  return html`<${Dialog} title="A new service" onClose=${onClose}><form class="stack" onSubmit=${make}>
    <p class="soft">Youth are not shown it before two people have called it, and two have signed. So begin with what you know.</p>
    <${Field} label="Its own name" value=${name} error=${problem} onInput=${(/** @type {any} */ event) => setName(event.target.value)} />
    <${Field} label="A number to call, if you have it" inputmode="tel" value=${number} onInput=${(/** @type {any} */ event) => setNumber(event.target.value)} />
    <${Select} label="Listed in" value=${path} options=${paths.map((value) => ({ value, text: (value.split('/').at(-1) ?? value).replace('.yaml', '') }))} onChange=${(/** @type {any} */ event) => setPath(event.target.value)} />
    <div class="row row-end"><${Button} onClick=${onClose}>Leave it<//><${Button} kind="primary" type="submit">Add it<//></div>
  </form><//>`;
}

/** As the files write one, with nothing known yet. @param {string} id @param {string} name @param {string} number */
export function blank(id, name, number) {
  return {
    id, name: { en: name }, reach: number ? [{ how: 'call', to: plainNumber(number) }] : [], ...(number ? {} : { shipped_without_reach: 'Number not found.' }),
    hours: { osm: 'unknown', zone: 'America/Winnipeg', closed: [] }, for: { area: ['ON'] }, languages: ['en'], cost: { en: '' }, private: { en: '' }, needs_voice: 'no', tags: [],
    verified: { on: '', by: [], source: '' },
  };
}

/** A short id that no other service has; it never changes. @param {string} name @param {string[]} taken */
export function freeId(name, taken) {
  const plain = name.normalize('NFKD').toLowerCase().match(/[a-z0-9]+/g)?.slice(0, 2).join('_').slice(0, 24);
  const stem = plain && /^[a-z]/.test(plain) ? plain : 'service';
  if (!taken.includes(stem)) return stem;
  for (let count = 2; ; count++) if (!taken.includes(`${stem}_${count}`)) return `${stem}_${count}`;
}
