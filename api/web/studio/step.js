/** One step: its words in every language, its buttons, and beside them how youth will see it. */
import { Button } from '../parts/button.js';
import { Dialog } from '../parts/dialog.js';
import { Choices, Select } from '../parts/field.js';
import { Notice, Panel } from '../parts/panel.js';
import { html, useState } from '../vendor/preact.js';
import { entrancesOf } from './entrances.js';
import { HearsForm } from './hears_form.js';
import { KindForm } from './kind_form.js';
import { NewStep } from './new_step.js';
import { Problem } from './outline.js';
import { Previews, shownOf } from './preview.js';
import { alwaysOf, flowsOf, KINDS, leadingTo, nameOf, stepsOf } from './reading.js';
import { ServicesShown } from './services_shown.js';
import { goesAlong, listsOf, onward, takingAway } from './taking_away.js';
import { fontFor } from './translate/rows.js';
import { undoable } from './undoable.js';
import { useStudio } from './watching.js';
import { WaysForm } from './ways_form.js';
import { textsOf, WordsForm } from './words_form.js';

/** @param {{session: import('./session.js').Editing}} props */
export function StepPage({ session: { studio } }) {
  useStudio(studio);
  const [making, setMaking] = useState(false);
  if (!studio.model) return null;
  const flows = flowsOf(studio.model);
  const steps = stepsOf(flows);
  // Who asked for a step that is gone is never shown another in its place.
  const id = studio.at.step ?? flows[0]?.steps[0]?.id;
  const step = steps.get(id ?? '');
  const title = step ? nameOf(step, 48) : id ? `“${id}” is not there` : 'No step yet';
  return html`<div class="page page-studio page-step">
    <header class="step-head step-head-text"><h1 tabindex="-1">${title}</h1>
      <div class="step-choose"><label for="step-choose" class="field-label">Step</label><select id="step-choose" class="input" onChange=${(/** @type {any} */ event) => studio.go('step', { step: event.target.value })}>
        ${!step && html`<option value="" selected>Choose a step</option>`}${flows.map((flow) => html`<optgroup label=${flow.name} key=${flow.path}>${flow.steps.map((one) => html`<option value=${one.id} key=${one.id} selected=${one.id === id}>${one.id}: ${nameOf(one, 44)}</option>`)}</optgroup>`)}</select>
        ${studio.mayEdit && html`<${Button} icon="plus" onClick=${() => setMaking(true)}>New step<//>`}</div>
    </header>
    ${step && html`<${StepForm} key=${step.id} studio=${studio} step=${step} steps=${steps} />`}
    ${!step && id && html`<${Notice} kind="warn" actions=${html`<${Button} small onClick=${() => studio.go('outline', { gone: id })}>To the outline<//>`}>There is no step “${id}” in the draft, or not any more. Choose another above, or look in the outline where youth go on who stand there.<//>`}
    ${making && html`<${NewStep} studio=${studio} flows=${flows} steps=${steps} onClose=${() => setMaking(false)} />`}
  </div>`;
}

/** @param {{studio: import('./drafts.js').Studio, step: import('./reading.js').Step, steps: Map<string, import('./reading.js').Step>}} props */
function StepForm({ studio, step, steps }) {
  const model = /** @type {import('./drafts.js').Model} */ (studio.model);
  const source = model.project?.languages?.find((/** @type {any} */ one) => one.state === 'source')?.id ?? 'en';
  const [lang, setLang] = useState(studio.at.lang ?? source);
  const [turning, setTurning] = useState(false);
  const texts = textsOf(model, step.path, ['steps', step.id, 'say'], step.id, String(step.node?.say ?? ''));
  const words = (/** @type {string} */ key) => wordsIn(model, step, key, lang, source);
  const seen = { edition: studio.edition, lang, now: Date.now() };
  const problems = studio.findings.filter(({ at }) => at?.step === step.id);
  const from = leadingTo(steps, step.id);
  return html`<div class="step-grid">
    <div class="step-form stack stack-l">
      <p class="soft">${KINDS[step.kind]}. <span class="mono small">${step.path}, ${step.id}</span> <button type="button" class="tale-open small" onClick=${() => studio.go('yaml', { path: step.path, step: step.id })}>Show in YAML</button></p>
      ${studio.mayEdit && html`<div class="row"><${Button} small onClick=${() => setTurning(true)}>Change what it does<//></div>`}
      ${turning && html`<${KindForm} studio=${studio} step=${step} steps=${steps} onClose=${() => setTurning(false)} />`}
      ${problems.length > 0 && html`<${Panel} title="To look at"><ul class="list">${problems.map((finding) => html`<${Problem} key=${finding.says} studio=${studio} finding=${{ ...finding, at: null }} />`)}</ul><//>`}
      ${step.kind !== 'branch' && html`<${WordsForm} studio=${studio} title="What it says" placeName=${`The words of “${step.id}”`} kind="say" texts=${texts} />`}
      ${(step.kind === 'ask' || step.node?.services) && html`<${ServicesShown} studio=${studio} step=${step} />`}
      <${WaysForm} studio=${studio} step=${step} steps=${steps} />
      ${step.kind === 'ask' && html`<${HearsForm} studio=${studio} step=${step} />`}
      <section class="stack" aria-labelledby="from"><h2 id="from">What leads here</h2>
        ${from.length ? html`<ul class="from">${from.map((one) => html`<li key=${one.id}><button type="button" class="tale-open" onClick=${() => studio.go('step', { step: one.id })}><span class="mono">${one.id}</span></button> <span class="soft">${nameOf(one, 44)}</span></li>`)}</ul>`
          : html`<p class="soft">No step leads here. It may still be where something begins, or where heard words lead.</p>`}</section>
      ${studio.mayEdit && html`<${RemoveStep} studio=${studio} step=${step} steps=${steps} from=${from} />`}
    </div>
    <aside class=${`step-seen stack ${fontFor(model.project, lang)}`} aria-label="How youth will see it">
      ${texts.length > 1 && html`<${Choices} legend="Shown in" name="preview-lang" value=${lang} onChoose=${setLang} options=${texts.map((one) => ({ value: one.lang, title: one.name }))} />`}
      ${step.kind === 'branch' ? html`<p class="soft">Youth see nothing of this step.</p>` : html`<${Previews} shown=${shownOf(step.node, words, step.id, alwaysOf(model), seen)} seen=${seen} />`}
      <div class="row"><${Button} icon="phone" onClick=${() => studio.go('try', { step: step.id, lang })}>Try from here<//></div>
    </aside>
  </div>`;
}

/** A text as this language would show it, and in which it does: a missing or older translation falls back to the source. @param {import('./drafts.js').Model} model @param {import('./reading.js').Step} step @param {string} key @param {string} lang @param {string} source */
function wordsIn(model, step, key, lang, source) {
  const choice = step.node?.choices?.find?.((/** @type {any} */ one) => `${step.id}.${one?.id}` === key);
  const written = String(choice ? choice.label ?? '' : step.node?.say ?? '').trim();
  if (lang === source) return { text: written, lang };
  const text = textsOf(model, step.path, [], key, written).find((one) => one.lang === lang);
  return text && text.state === 'fine' ? { text: text.text.trim(), lang } : { text: written, lang: source };
}

/** @param {{studio: import('./drafts.js').Studio, step: import('./reading.js').Step, steps: Map<string, import('./reading.js').Step>, from: import('./reading.js').Step[]}} props */
function RemoveStep({ studio, step, steps, from }) {
  const [asked, setAsked] = useState(false);
  const model = /** @type {import('./drafts.js').Model} */ (studio.model);
  const { options, to: first } = onward(model, steps, step.id);
  const [chosen, setTo] = useState('');
  // What is saved is what the field shows, also once a colleague has taken the chosen one away.
  const to = options.some(({ value }) => value === chosen) ? chosen : first;
  const [busy, setBusy] = useState(false);
  // Those who were led here from a step that is gone are led on by themselves.
  const ways = entrancesOf(model).filter((one) => one.to === step.id && one.of !== 'led');
  const lists = listsOf(model, step);
  const along = goesAlong(model, step);
  const says = `The step “${step.id}” taken away`;
  const remove = async () => {
    setBusy(true);
    let text = null;
    if (takingAway(model, step, to).gone) {
      await studio.flush();
      ({ text } = await studio.file(step.path));
    }
    const { edits, gone } = takingAway(/** @type {import('./drafts.js').Model} */ (studio.model), step, to);
    studio.together(() => {
      for (const { path, changes } of edits) studio.edit(path, changes, says);
      if (gone) studio.put(gone, null, { before: text, says });
    });
    undoable(studio, `The step “${step.id}” is gone.`);
    studio.go('outline');
  };
  return html`<div class="row"><${Button} kind="plain" onClick=${() => setAsked(true)}>Take this step away<//></div>
    ${asked && html`<${Dialog} title=${`Take “${step.id}” away?`} onClose=${() => setAsked(false)} actions=${html`<${Button} onClick=${() => setAsked(false)}>Keep it<//><${Button} kind="danger" busy=${busy} onClick=${remove}>Take it away<//>`}>
      ${from.length > 0 && html`<p>${from.length === 1 ? 'One step leads' : `${from.length} steps lead`} here: ${from.map(({ id }) => id).join(', ')}. They will be named under “To look at first” until they lead somewhere else.</p>`}
      ${ways.length > 0 && html`<p>It is also where people come in. Until another step is chosen for this in The line or in Words, nothing can be published:</p><ul class="plain-list" aria-label="Where people come in">${ways.map((one) => html`<li key=${one.of + one.name}>${one.says}</li>`)}</ul>`}
      ${lists.length > 0 && html`<p>Nothing else uses what is remembered as ${lists.map((name) => `“${name}”`).join(', ')}: it goes as well.</p>`}
      ${along && html`<p>It is the last step of its flow, so the file ${step.path} goes with it${along.length ? ', and what stands only there' : ''}.</p>`}
      ${along && along.length > 0 && html`<ul class="plain-list" aria-label="What goes with the flow">${along.map((one) => html`<li key=${one}>${one}</li>`)}</ul>`}
      <${Select} label="Youth who are at this step now go on at" value=${to} options=${options} onChange=${(/** @type {any} */ event) => setTo(event.target.value)} />
    <//>`}`;
}
