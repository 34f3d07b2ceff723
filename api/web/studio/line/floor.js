/** What always stands: which services, in which order, and a question before one leaves. */
import { Button } from '../../parts/button.js';
import { Dialog } from '../../parts/dialog.js';
import { Select } from '../../parts/field.js';
import { Notice } from '../../parts/panel.js';
import { html, useState } from '../../vendor/preact.js';
import { nameOf, servicesIn, shownWhere } from '../services/listed.js';
import { undoable } from '../undoable.js';

/** @typedef {import('../drafts.js').Studio} Studio */

/** @param {any} value @returns {any[]} */
const list = (value) => (Array.isArray(value) ? value : []);

/** @param {{studio: Studio, found: import('../drafts.js').Finding[], floor: string[], onChange: (changes: import('../trees.js').Change[]) => void}} props */
export function Floor({ studio, found, floor, onChange }) {
  const [adding, setAdding] = useState('');
  const [leaving, setLeaving] = useState(/** @type {string | null} */ (null));
  const services = Object.values(studio.model?.services ?? {}).flatMap(list).filter((one) => one?.id);
  const named = (/** @type {string} */ id) => { const tree = services.find((one) => one.id === id); return tree ? nameOf(/** @type {any} */ ({ id, tree })) : `${id}: there is no such service`; };
  const without = (/** @type {string} */ id) => {
    onChange([{ at: ['floor'], value: floor.filter((one) => one !== id) }]);
    undoable(studio, `“${named(id)}” does not always stand any more.`);
  };
  const earlier = (/** @type {number} */ at) => onChange([{ at: ['floor'], value: floor.map((id, index) => (index === at - 1 ? floor[at] : index === at ? floor[at - 1] : id)) }]);
  const options = [{ value: '', text: 'Choose a service' }, ...services.filter(({ id }) => !floor.includes(id)).map(({ id }) => ({ value: id, text: named(id) }))];
  return html`<section class="stack" aria-labelledby="floor"><h2 id="floor">What always stands</h2>
    <p class="soft">Shown everywhere and at every hour, in this order, even when nothing else is. Their numbers are changed under Services, and need two people who call; whatever youth do not see yet needs the same before it can be published here.</p>
    ${found.map((one) => html`<${Notice} key=${one.says} kind="danger">${one.says} ${one.fix}<//>`)}
    <ol class="records" aria-label="What always stands">${floor.map((id, index) => html`<li class="record record-line" key=${id}><button type="button" class="tale-open" onClick=${() => studio.go('services', { service: id })}>${named(id)}</button>
      ${studio.mayEdit && html`<span class="row"><${Button} small kind="plain" disabled=${index === 0} aria-label=${`Up with “${named(id)}”`} onClick=${() => earlier(index)}>Up<//>
        <${Button} small kind="plain" disabled=${floor.length < 2} aria-label=${`Take away: ${named(id)}`} onClick=${() => (services.some((one) => one.id === id) ? setLeaving(id) : without(id))}>Take away<//></span>`}</li>`)}</ol>
    ${studio.mayEdit && html`<div class="record"><${Select} label="One more that always stands" value=${adding} options=${options} onChange=${(/** @type {any} */ event) => setAdding(event.target.value)} />
      <${Button} icon="plus" disabled=${!adding} onClick=${() => { onChange([{ at: ['floor'], value: [...floor, adding] }]); setAdding(''); }}>Let it stand<//></div>`}
    ${leaving !== null && html`<${Leaving} studio=${studio} id=${leaving} name=${named(leaving)} rest=${floor.filter((one) => one !== leaving).map(named)} onClose=${() => setLeaving(null)} onTake=${() => { setLeaving(null); without(leaving); }} />`}
  </section>`;
}

/** @param {{studio: Studio, id: string, name: string, rest: string[], onClose: () => void, onTake: () => void}} props */
function Leaving({ studio, id, name, rest, onClose, onTake }) {
  const model = /** @type {import('../drafts.js').Model} */ (studio.model);
  const service = servicesIn(model).find((one) => one.id === id);
  // Where it is asked for by itself, nothing stands in its place when it drops out.
  const asked = service ? [...new Set(shownWhere(model, service).filter(({ how }) => how !== 'tag').map(({ step }) => step))] : [];
  const open = (/** @type {string} */ step) => { onClose(); studio.go('step', { step }); };
  return html`<${Dialog} title=${`Let “${name}” not always stand?`} onClose=${onClose} actions=${html`<${Button} onClick=${onClose}>Leave it<//><${Button} kind="danger" onClick=${onTake}>Take it away<//>`}>
    <p>Where nothing else can be shown, youth then find only ${rest.join(', ')}.</p>
    <p>It stays under Services, and is shown like any other: once two people have called it, and as long as that is not too long ago.</p>
    ${asked.length > 0 && html`<p>${asked.length === 1 ? 'This step asks for it by name:' : 'These steps ask for it by name:'}</p>
      <ul class="plain-list" aria-label="Steps that ask for it">${asked.map((step) => html`<li key=${step}><button type="button" class="tale-open" onClick=${() => open(step)}><span class="mono">${step}</span></button></li>`)}</ul>`}
    <${Notice}>Youth find it there as before until two of you have signed the next version. If its number is wrong, leave this and change it on its page.<//>
  <//>`;
}
