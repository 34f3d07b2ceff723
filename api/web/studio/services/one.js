/** One service: how it stands, who called, what youth read, where it is shown, and its fields. */
import { Button } from '../../parts/button.js';
import { Choices } from '../../parts/field.js';
import { Badge, Notice, Panel } from '../../parts/panel.js';
import { html, useState } from '../../vendor/preact.js';
import { Problem } from '../outline.js';
import { lines } from '../preview.js';
import { flowsOf, nameOf as stepName, stepsOf } from '../reading.js';
import { HideService } from './alone.js';
import { CalledIt } from './call.js';
import { missingWords, verifiedWords } from './calls.js';
import { linksOf, wholeCard } from './card.js';
import { ServiceForm } from './form.js';
import { standWords } from './knowing.js';
import { hoursInZone, nameOf, shownWhere } from './listed.js';
import { Reports } from './reports.js';
import { TakeOut } from './take_out.js';

/** @typedef {import('./knowing.js').Known} Known */
/** @typedef {{session: import('../session.js').Editing, service: Known, services: Known[], now: number}} Props */

/** @param {Props} props */
export function OneService({ session, service, services, now }) {
  const { studio } = session;
  const [asked, setAsked] = useState(/** @type {'call' | 'hide' | 'out' | null} */ (null));
  const [found, setFound] = useState('');
  const problems = studio.findings.filter(({ at, key, file }) => at?.service === service.id || (file === service.path && key?.split(/[.@]/)[0] === service.id));
  return html`<div class="page page-studio page-service">
    <div class="row"><${Button} kind="plain" icon="back" onClick=${() => studio.go('services')}>All services<//></div>
    <header class="step-head step-head-text"><h1 tabindex="-1">${nameOf(service)}</h1></header>
    <div class="step-grid">
      <div class="stack stack-l">
        <${Stands} session=${session} service=${service} onCall=${() => setAsked('call')} />
        ${problems.length > 0 && html`<${Panel} title="To look at"><ul class="list">${problems.map((finding) => html`<${Problem} key=${finding.code + finding.says} studio=${studio} finding=${{ ...finding, at: null }} />`)}</ul><//>`}
        <${Where} studio=${studio} service=${service} now=${now} />
        ${studio.mayEdit && service.seen && html`<section class="stack" aria-labelledby="hiding"><h2 id="hiding">If it must not be shown any more</h2>
          ${service.floor ? html`<p class="soft">It is on the floor, so nobody can hide it alone. If its number is wrong, change it above: two people call it, and two sign.</p>`
            : html`<p class="soft">You can take it off every screen at once, by yourself. Somebody else looks at it afterwards.</p>
            <div class="row"><${Button} kind="danger" onClick=${() => setAsked('hide')}>Hide it now<//></div>`}</section>`}
        <${ServiceForm} studio=${studio} service=${service} services=${services} />
        <${Reports} studio=${studio} service=${service} />
        ${studio.mayEdit && html`<section class="stack" aria-labelledby="out"><h2 id="out">If it is not needed any more</h2>
          <div class="row"><${Button} onClick=${() => setAsked('out')}>Take it out of the directory<//></div></section>`}
      </div>
      <aside class="step-seen stack" aria-label="What youth read"><${Card} studio=${studio} service=${service} now=${now} /></aside>
    </div>
    ${asked === 'call' && html`<${CalledIt} session=${session} service=${service} onClose=${() => setAsked(null)} onWrong=${(/** @type {string} */ note) => { setFound(note); setAsked('hide'); }} />`}
    ${asked === 'hide' && html`<${HideService} session=${session} service=${service} found=${found} onClose=${() => setAsked(null)} />`}
    ${asked === 'out' && html`<${TakeOut} studio=${studio} service=${service} onClose=${() => setAsked(null)} />`}
  </div>`;
}

/** @param {{session: import('../session.js').Editing, service: Known, onCall: () => void}} props */
function Stands({ session: { studio }, service, onCall }) {
  const { standing, tree } = service;
  const name = (/** @type {string} */ device) => studio.nameOf(device);
  const me = studio.stand?.me.device ?? '';
  const { kind, says, more } = standWords(service);
  const reachable = Array.isArray(tree.reach) && tree.reach.length > 0;
  return html`<${Panel} title="How it stands"><p><${Badge} kind=${kind}>${says}<//> ${more}</p>
    <p>${verifiedWords(service, standing, name)}</p>
    ${reachable ? html`<p class="soft">${missingWords(standing, me, name)}</p>` : html`<p class="soft">Find its number first, and write it below.</p>`}
    ${studio.mayEdit && reachable && html`<div class="row"><${Button} kind="primary" icon="phone" disabled=${studio.state !== 'saved'} onClick=${onCall}>I called it<//>
      ${studio.state !== 'saved' && html`<span class="small soft">Once what you changed is saved.</span>`}</div>`}
  <//>`;
}

/** @param {{studio: import('../drafts.js').Studio, service: Known, now: number}} props */
function Card({ studio, service, now }) {
  const languages = studio.model?.project?.languages ?? [];
  const [lang, setLang] = useState(languages[0]?.id ?? 'en');
  const seen = { edition: studio.edition, lang, now };
  const { tree } = service;
  return html`${languages.length > 1 && html`<${Choices} legend="Shown in" name="service-lang" value=${lang} onChoose=${setLang} options=${languages.map((/** @type {any} */ one) => ({ value: one.id, title: one.name }))} />`}
    <figure class="preview" aria-label="Its card"><figcaption>What youth read</figcaption>
      <div class="phone phone-telegram"><div class="bubble service-card" lang=${lang}>${lines(wholeCard(tree, seen).join('\n'))}</div>
        ${linksOf(tree).length > 0 && html`<ul class="keys" aria-label="Links">${linksOf(tree).map((link) => html`<li class="key" key=${link}>${link}</li>`)}</ul>`}</div></figure>
    <p class="small soft">${hoursInZone(tree)}. “Open now” is counted in the time of the place.</p>`;
}

/** @param {{studio: import('../drafts.js').Studio, service: Known, now: number}} props */
function Where({ studio, service }) {
  const { model } = studio;
  if (!model) return null;
  const steps = stepsOf(flowsOf(model));
  const found = shownWhere(model, service);
  const by = { tag: (/** @type {string} */ tag) => (tag === 'now' ? 'by its tag now, while it is open' : `by its tag ${tag}`), name: () => 'by its name', words: () => 'its number stands in the words' };
  return html`<section class="stack" aria-labelledby="shown-where"><h2 id="shown-where">Where it is shown</h2>
    ${service.floor && html`<p class="soft">It is on the floor: it also stands wherever a step finds no other service.</p>`}
    ${found.length === 0 ? html`<${Notice}>${service.floor ? 'No step asks for it by tag or by name.' : 'No step shows it. Give it a tag that a step asks for.'}<//>`
      : html`<ul class="from">${found.map(({ step, how, tag }) => html`<li key=${step + how}><button type="button" class="tale-open" onClick=${() => studio.go('step', { step })}><span class="mono">${step}</span></button>
        <span class="soft">${steps.has(step) ? stepName(/** @type {any} */ (steps.get(step)), 40) : ''} · ${by[how](tag)}</span></li>`)}</ul>`}
    ${found.length > 0 && !service.seen && !service.shown && html`<p class="small soft">These steps leave it out until it may be shown.</p>`}
  </section>`;
}
