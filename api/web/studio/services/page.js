/** Every service: how to reach it, whether it is open, and whether youth see it; the emergency switch. */
import { Button } from '../../parts/button.js';
import { Field, Select } from '../../parts/field.js';
import { Badge, Empty, Notice } from '../../parts/panel.js';
import { html, useState } from '../../vendor/preact.js';
import { useStudio } from '../watching.js';
import { AddService } from './add.js';
import { FloorSwitch } from './alone.js';
import { standWords, useServices } from './knowing.js';
import { hoursInZone, isWanted, nameOf, placesOf, said, shownWhere, tagsOf, wayWords } from './listed.js';
import { OneService } from './one.js';

/** @typedef {import('./listed.js').Wanted} Wanted */

/** @type {Record<Wanted['show'], string>} */
const SHOWS = { all: 'All', open: 'Open now', due: 'Due for a call', seen: 'Youth see it', unseen: 'Youth do not see it' };
/** @type {Record<string, string>} */
const PLACES = { CA: 'All of Canada', ON: 'All of Ontario', NWO: 'Northwestern Ontario', NAN: 'NAN First Nations' };
export const OPEN = { open: { kind: 'good', says: 'Open now' }, closed: { kind: 'info', says: 'Closed now' }, unknown: { kind: 'warn', says: 'Hours not known' } };

/** @param {{session: import('../session.js').Editing}} props */
export function ServicesPage({ session }) {
  const { studio } = session;
  useStudio(studio);
  const { services, now, problem } = useServices(session);
  const [wanted, setWanted] = useState(/** @type {Wanted} */ ({ show: studio.at.show ?? 'all', near: '', tag: '', find: '' }));
  const [asked, setAsked] = useState(/** @type {'add' | 'floor' | null} */ (null));
  if (!studio.model) return null;
  const one = services?.find(({ id }) => id === studio.at.service);
  if (one && services) return html`<${OneService} key=${one.id} session=${session} service=${one} services=${services} now=${now} wanted=${wanted} />`;
  const set = (/** @type {Partial<Wanted>} */ part) => setWanted({ ...wanted, ...part });
  const found = (services ?? []).filter((service) => isWanted(service, wanted, { open: service.open === 'open', due: service.due, seen: service.seen }));
  const options = (/** @type {string} */ all, /** @type {string[]} */ values, /** @type {Record<string, string>} */ names = {}) => [{ value: '', text: all }, ...values.map((value) => ({ value, text: names[value] ?? value }))];
  return html`<div class="page page-studio page-services">
    <header class="step-head"><h1 tabindex="-1">Services</h1>
      ${studio.mayEdit && html`<div class="row"><${Button} icon="plus" onClick=${() => setAsked('add')}>Add a service<//><${Button} icon="shield" onClick=${() => setAsked('floor')}>Only crisis numbers<//></div>`}</header>
    <p class="soft">The lines and places that youth are given. A number is shown only after two different people have called it lately; the floor always.</p>
    ${problem && html`<${Notice} kind="danger">${problem}<//>`}
    <div class="services-look" role="search" aria-label="Look for services">
      <${Field} label="Find" type="search" placeholder="Name or number" value=${wanted.find} onInput=${(/** @type {any} */ event) => set({ find: event.target.value })} />
      <${Select} label="Show" value=${wanted.show} options=${Object.entries(SHOWS).map(([value, text]) => ({ value, text }))} onChange=${(/** @type {any} */ event) => set({ show: event.target.value })} />
      <${Select} label="Where" value=${wanted.near} options=${options('Everywhere', placesOf(services ?? []), PLACES)} onChange=${(/** @type {any} */ event) => set({ near: event.target.value })} />
      <${Select} label="Tag" value=${wanted.tag} options=${options('Any', tagsOf(services ?? []))} onChange=${(/** @type {any} */ event) => set({ tag: event.target.value })} />
    </div>
    ${!services ? !problem && html`<p class="row soft" role="status"><span class="turning" aria-hidden="true"></span>Reading who called what</p>`
      : html`<p class="small soft" role="status">${found.length === services.length ? `${services.length} services` : `${found.length} of ${services.length} services`}</p>
        ${found.length === 0 ? html`<${Empty} icon="search" title="No service fits"><p>Look for something else, or choose All.</p><//>`
          : html`<ul class="services" aria-label="Services">${found.map((service) => html`<${Row} key=${service.id} studio=${studio} service=${service} />`)}</ul>`}`}
    ${asked === 'add' && html`<${AddService} studio=${studio} services=${services ?? []} onClose=${() => setAsked(null)} />`}
    ${asked === 'floor' && html`<${FloorSwitch} session=${session} onClose=${() => setAsked(null)} />`}
  </div>`;
}

/** @param {{studio: import('../drafts.js').Studio, service: import('./knowing.js').Known}} props */
function Row({ studio, service }) {
  const { id, tree, open } = service;
  const stands = standWords(service);
  const steps = studio.model ? new Set(shownWhere(studio.model, service).map(({ step }) => step)).size : 0;
  const name = nameOf(service);
  return html`<li class="service"><div class="service-name"><button type="button" class="tale-open" onClick=${() => studio.go('services', { service: id })}>${name}</button>
      ${said(tree.plain, 'en') && html`<span class="small soft">Youth read: ${said(tree.plain, 'en')}</span>`}</div>
    <ul class="service-ways">${(Array.isArray(tree.reach) ? tree.reach : []).map((/** @type {any} */ way) => html`<li key=${`${way?.how}${way?.to}`}>${wayWords(way)}</li>`)}
      ${!tree.reach?.length && html`<li class="soft">No number yet</li>`}</ul>
    <p class="service-open"><${Badge} kind=${OPEN[open].kind}>${OPEN[open].says}<//> <span class="small soft">${open === 'unknown' ? '' : hoursInZone(tree)}</span></p>
    <p class="service-stand"><${Badge} kind=${stands.kind}>${stands.says}<//> <span class="small soft">${stands.more}${steps === 0 ? ' No step shows it.' : ''}</span></p>
  </li>`;
}
