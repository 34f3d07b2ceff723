/** Try it: a talk with the draft, by the engine that youth meet; walked anew after every change. */
import { Button } from '../parts/button.js';
import { dayAndTime } from '../parts/clock.js';
import { Check, Field, Select } from '../parts/field.js';
import { Notice } from '../parts/panel.js';
import { html, useEffect, useMemo, useRef, useState } from '../vendor/preact.js';
import { laidOut, lines } from './preview.js';
import { flowsOf, nameOf, stepsOf } from './reading.js';
import { card, fellBack, filled, knownFrom } from './showing.js';
import { buttonsOf, isOffered, walked, withLanguage } from './trying.js';
import { fontFor } from './translate/rows.js';
import { useStudio } from './watching.js';

const MOST_CARDS = 4;

/** "2026-11-24T14:30" in the time of this computer @param {number} ms */
const fieldTime = (ms) => new Date(ms - new Date(ms).getTimezoneOffset() * 60_000).toISOString().slice(0, 16);

/** @param {{session: import('./session.js').Editing}} props */
export function TryPage({ session }) {
  const { studio } = session;
  useStudio(studio);
  const asked = studio.at.step;
  const known = knownFrom(Date.now());
  const [trial, show] = useState(() => {
    // A studio that was open since yesterday begins its trials today.
    const host = session.trial.host.now < known ? { ...session.trial.host, now: Date.now() } : session.trial.host;
    return asked ? { from: asked, deeds: [], host: { ...host, lang: studio.at.lang ?? host.lang } } : { ...session.trial, host };
  });
  session.trial = trial;
  const { from, deeds, host } = trial;
  const setDeeds = (/** @type {import('./trying.js').Deed[]} */ next) => show({ ...trial, deeds: next });
  const [typed, setTyped] = useState('');
  const log = useRef(/** @type {HTMLElement | null} */ (null));
  const { model } = studio;
  const lang = host.lang || studio.edition?.bundle.source || 'en';
  const edition = useMemo(() => (studio.edition && model ? withLanguage(studio.edition, model, lang) : null), [studio.edition, model, lang]);
  const early = host.now < known;
  const now = early ? known : host.now;
  const turns = useMemo(() => (edition ? walked(edition, from || null, deeds, { ...host, lang, now }) : []), [edition, from, deeds, host, lang, now]);
  useEffect(() => { if (deeds.length) log.current?.lastElementChild?.scrollIntoView({ block: 'nearest' }); }, [deeds]);
  if (!model) return null;
  if (!edition) return html`<div class="page page-studio"><h1 tabindex="-1">Try it</h1><${Notice} kind="warn">Something still blocks the draft, so it cannot be walked through. The outline names it.
    <div class="row"><${Button} onClick=${() => studio.go('outline')}>To the outline<//></div><//></div>`;
  const steps = stepsOf(flowsOf(model));
  const languages = (model.project?.languages ?? []).map((/** @type {any} */ one) => ({ value: one.id, text: one.name }));
  const notYet = !isOffered(studio.edition, lang) && languages.find((/** @type {{value: string}} */ { value }) => value === lang);
  const { choices, always } = buttonsOf(turns);
  const seen = { edition, lang, now };
  const set = (/** @type {Partial<import('./trying.js').Host>} */ part) => show({ ...trial, host: { ...host, ...part } });
  const say = (/** @type {Event} */ event) => { event.preventDefault(); if (typed.trim()) setDeeds([...deeds, { t: 'text', text: typed }]); setTyped(''); };
  const gone = turns.at(-1)?.gone;
  const here = steps.get(turns.at(-1)?.step ?? '');
  return html`<div class="page page-studio page-try">
    <h1 tabindex="-1">Try it</h1>
    ${!model.edition && html`<${Notice} kind="warn">Something blocks the draft as it is now. This is the last one that could be walked through.<//>`}
    <div class="try-grid">
      <section class=${`try-talk ${fontFor(studio.model?.project, lang)}`} aria-label="The talk">
        <div class="phone phone-telegram try-phone"><div class="try-log" role="log" ref=${log} tabindex="0" aria-label="What was said">
          ${turns.map((turn, at) => html`<${TurnShown} key=${at} turn=${turn} seen=${seen} />`)}</div>
          <ul class="keys keys-laid" lang=${lang} aria-label="Buttons">${laidOut(choices, always).map(([id, label, row]) => html`<li class=${row} key=${id}><button type="button" class="key" onClick=${() => setDeeds([...deeds, { t: 'pick', id, label }])}>${label}</button></li>`)}</ul>
          <form class="try-say" onSubmit=${say}><${Field} label="Type as a youth would" hideLabel placeholder="Type as a youth would" value=${typed} onInput=${(/** @type {any} */ event) => setTyped(event.target.value)} /><${Button} type="submit">Send<//></form></div>
        ${gone && html`<${Notice} kind="warn" actions=${html`<${Button} small onClick=${() => setDeeds(deeds.slice(0, turns.length - 2))}>Go on from before it<//>`}>A button that you picked is not there any more, so the talk stops here.<//>`}
        <div class="row"><${Button} disabled=${!deeds.length} onClick=${() => setDeeds(deeds.slice(0, -1))}>One back<//><${Button} disabled=${!deeds.length} onClick=${() => setDeeds([])}>From the beginning<//>
          ${here && html`<${Button} kind="plain" icon="pen" onClick=${() => studio.go('step', { step: here.id, lang })}>Change this step<//>`}</div>
        <p class="small soft" role="status">${here ? `At ${here.id}: ${nameOf(here)}` : ''}</p>
      </section>
      <aside class="try-host stack" aria-label="What holds around it">
        <${Select} label="Begins at" value=${from} options=${[{ value: '', text: 'The beginning' }, ...[...steps.values()].map((one) => ({ value: one.id, text: `${one.id}: ${nameOf(one, 40)}` }))]}
          onChange=${(/** @type {any} */ event) => show({ ...trial, from: event.target.value, deeds: [] })} />
        <${Select} label="Language" hint=${notYet ? `Youth do not get ${notYet.text} yet. This is the draft, as they will read it once its speaker says yes.` : undefined} value=${lang} options=${languages} onChange=${(/** @type {any} */ event) => set({ lang: event.target.value })} />
        <${Field} label="Day and time" hint="Services open and close by it." type="datetime-local" min=${fieldTime(known)} error=${early ? `Hours are known from ${dayAndTime(known)} on. This shows how it is then.` : null} value=${fieldTime(host.now)} onInput=${(/** @type {any} */ event) => { const now = new Date(event.target.value).getTime(); if (!Number.isNaN(now)) set({ now }); }} />
        <${Check} label="Someone is on call" checked=${host.oncall} onChange=${(/** @type {any} */ event) => set({ oncall: event.target.checked })} />
        <${Check} label="Begins while a talk is going on" checked=${host.talking} onChange=${(/** @type {any} */ event) => show({ ...trial, deeds: [], host: { ...host, talking: event.target.checked } })} />
        <p class="small soft">Nothing of this is kept, sent or counted. Change words in another screen and come back: the same buttons are pressed again.</p>
      </aside>
    </div></div>`;
}

/** What the software would do beside words. @type {Record<string, string>} */
const DOES = {
  handoff: 'Here the youth is put in line for a person.', relay: 'This goes to the worker, sealed. The bot does not read on.', unheard: '', stale: 'This button is not there any more. The youth sees the step again, never an error.',
  safe_word: 'The safe word: the chat pretends to be a wrong number.', end: 'Here the talk with the bot ends.', heard: 'The bot thinks that it heard something, and offers it. It tells nobody.',
};

/** @param {{turn: import('./trying.js').Turn, seen: import('./showing.js').Seen}} props */
function TurnShown({ turn: { deed, effects, lang }, seen }) {
  return html`${deed && html`<p class="bubble bubble-mine" lang=${seen.lang}>${deed.t === 'pick' ? deed.label : deed.t === 'text' ? deed.text : deed.lang}</p>`}
    ${effects.map((effect, at) => {
      if (effect.do === 'say') {
        const said = filled(effect.text, { ...seen, lang: effect.lang });
        return html`<div class="bubble" key=${at} lang=${effect.lang}>${lines(effect.lang === lang ? said : fellBack(said, seen.edition, lang))}</div>`;
      }
      if (effect.do === 'services') {
        const more = effect.ids.length - MOST_CARDS;
        return html`${effect.ids.slice(0, MOST_CARDS).map((id) => html`<div class="bubble" key=${`${at}${id}`} lang=${seen.lang}>${lines(card(id, seen).join('\n'))}</div>`)}
          ${more > 0 && html`<p class="try-note">… and ${more} more</p>`}`;
      }
      return DOES[effect.do] ? html`<p class="try-note" key=${at}>${DOES[effect.do]}</p>` : null;
    })}`;
}
