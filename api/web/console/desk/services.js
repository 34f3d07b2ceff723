/** Sends a service as a card: found by name or number, looked at first, and never typed by hand. */

import { html, useState } from '../../vendor/preact.js';
import { Button } from '../../parts/button.js';
import { Dialog } from '../../parts/dialog.js';
import { Field } from '../../parts/field.js';

/** @typedef {import('./engine.js').DeskEngine} DeskEngine */

/** How to reach it, as people say it. @param {any} service @returns {string[]} */
export function reachLines(service) {
  return (Array.isArray(service.reach) ? service.reach : []).map((/** @type {any} */ way) => {
    const to = String(way.show ?? way.to ?? '');
    if (way.how === 'text') return way.say ? `Text ${way.say} to ${to}` : `Text ${to}`;
    return way.how === 'call' ? `Call ${to}` : to;
  });
}

/** @param {any} value @returns {string} */
const english = (value) => (typeof value === 'string' ? value : value?.en ?? '');

/**
 * @param {{desk: DeskEngine, onSend: (id: string) => void, onClose: () => void}} props
 */
export function Services({ desk, onSend, onClose }) {
  const [wanted, want] = useState('');
  const [chosen, choose] = useState(/** @type {string | null} */ (null));
  const words = wanted.toLowerCase().split(/\s+/).filter(Boolean);
  const services = (desk.content?.services ?? []).filter((service) => {
    const text = [english(service.name), service.id, ...reachLines(service), ...(service.tags ?? [])].join(' ').toLowerCase();
    return words.every((word) => text.includes(word));
  });
  return html`<${Dialog} title="Send a service" wide onClose=${onClose}
    actions=${html`<${Button} onClick=${onClose}>Cancel<//><${Button} kind="primary" disabled=${!chosen} data-act="send-card" onClick=${() => chosen && onSend(chosen)}>Send this card<//>`}>
    <${Field} label="Find" hideLabel placeholder="Name, number or topic" value=${wanted} onInput=${(/** @type {any} */ event) => want(event.target.value)} />
    <fieldset class="desk-services"><legend class="visually-hidden">Services</legend>
      ${services.map((service) => html`<label class="choice" key=${service.id}>
        <input type="radio" name="desk-service" value=${service.id} checked=${chosen === service.id} onChange=${() => choose(service.id)} />
        <span><span class="choice-title">${english(service.name) || service.id}</span>
          <span class="choice-text">${reachLines(service).join(' · ')}</span>
          <span class="choice-text">${[english(service.hours), english(service.for_say)].filter(Boolean).join(' · ')}</span>
          <span class="choice-text">${service.verified?.on ? `Checked ${service.verified.on}` : 'Nobody has called to check this yet'}</span></span>
      </label>`)}
      ${!services.length && html`<p class="desk-empty">${desk.content ? 'No service has these words.' : 'The list of services could not be loaded. It comes back with the connection.'}</p>`}
    </fieldset><//>`;
}
