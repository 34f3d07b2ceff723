/** The form of a new topic: its name, where it leads, what the bot says, and the first words. */
import { Button } from '../../parts/button.js';
import { Dialog } from '../../parts/dialog.js';
import { Field, Select } from '../../parts/field.js';
import { Notice } from '../../parts/panel.js';
import { html, useEffect, useMemo, useRef, useState } from '../../vendor/preact.js';
import { heardPlaces } from '../line/fitting.js';
import { flowsOf, stepsOf } from '../reading.js';
import { catWords, hearing, listening } from './patterns.js';
import { brokenBy, editsOf, problemsOf, topicId, withTopic } from './topic.js';
import { undoable } from '../undoable.js';

/** @typedef {import('./topic.js').Topic} Topic */

/** @param {{here: import('./page.js').Heard, onClose: () => void, onAdded: (cat: string) => void}} props */
export function TopicForm({ here: { studio, lists, bundle, runs, languages }, onClose, onAdded }) {
  const [topic, setTopic] = useState(/** @type {Topic} */ ({ name: '', go: '', not: '', heardIn: '', spoken: Object.fromEntries(languages.map(({ id }) => [id, { ask: '', button: '', words: '' }])) }));
  const [asked, setAsked] = useState(0);
  const form = useRef(/** @type {HTMLFormElement | null} */ (null));
  // Whoever pressed the button below is led to the first field that lacks something.
  useEffect(() => { if (asked) /** @type {HTMLElement | null | undefined} */ (form.current?.querySelector('[aria-invalid=true]'))?.focus(); }, [asked]);
  const { model } = studio;
  const steps = stepsOf(flowsOf(/** @type {any} */ (model)));
  const here = { model, lists, bundle, runs, steps };
  const cat = topicId(topic.name);
  const problems = useMemo(() => problemsOf(here, topic), [topic, lists, model]);
  const broken = useMemo(() => brokenBy(here, topic), [topic, lists, runs, model]);
  const made = useMemo(() => withTopic(here, topic), [topic, lists, model]);
  const wrong = (/** @type {string} */ field) => (asked ? problems[field] ?? null : null);
  const hears = (/** @type {string} */ sentence) => hearing(listening(bundle, made), made, bundle.source, sentence).cat;
  const wrongNot = topic.not.trim() && hears(topic.not) === cat;
  const wrongHeard = topic.heardIn.trim() && cat && hears(topic.heardIn) !== cat;
  const set = (/** @type {Partial<Topic>} */ part) => setTopic({ ...topic, ...part });
  const speak = (/** @type {string} */ lang, /** @type {Partial<import('./topic.js').Spoken>} */ part) => set({ spoken: { ...topic.spoken, [lang]: { ...topic.spoken[lang], ...part } } });
  const keep = async (/** @type {Event} */ event) => {
    event.preventDefault();
    setAsked(asked + 1);
    if (Object.keys(problems).length) return;
    const edits = await editsOf(here, topic);
    studio.together(() => { for (const { path, changes, says } of edits) studio.edit(path, changes, says); });
    undoable(studio, `“${catWords(cat)}” is listened for in the draft.`);
    onClose();
    onAdded(cat);
  };
  return html`<${Dialog} title="A new topic" wide full onClose=${onClose}><form class="stack" ref=${form} onSubmit=${keep}>
    <p class="soft">Something that youth write about and the bot should offer a step for. Youth meet it once two of you have signed.</p>
    <${Field} label="What it is about" hint="For editors: Needs food" value=${topic.name} error=${wrong('name')} onInput=${(/** @type {any} */ event) => set({ name: event.target.value })} />
    <${Select} label="The offer leads to" value=${topic.go} error=${wrong('go')} options=${heardPlaces(/** @type {any} */ (studio.model), steps, cat, topic.go)} onChange=${(/** @type {any} */ event) => set({ go: event.target.value })} />
    ${languages.map(({ id, name }) => html`<fieldset class="languages stack group" key=${id}><legend class="field-label">${name}</legend>
      <${Field} label=${html`The words<span class="visually-hidden">, ${name}</span>`} hint="With commas between, as somebody in a hurry types them." value=${topic.spoken[id]?.words ?? ''} error=${wrong(`words.${id}`)} lang=${id} autocapitalize="none" spellcheck=${false} onInput=${(/** @type {any} */ event) => speak(id, { words: event.target.value })} />
      <${Field} label=${html`The bot asks<span class="visually-hidden">, ${name}</span>`} hint=${id === bundle.source ? 'It may be wrong, so it asks: Are you looking for food?' : 'May wait for Translate.'} value=${topic.spoken[id]?.ask ?? ''} error=${wrong(`ask.${id}`)} lang=${id} onInput=${(/** @type {any} */ event) => speak(id, { ask: event.target.value })} />
      <${Field} label=${html`The button says<span class="visually-hidden">, ${name}</span>`} value=${topic.spoken[id]?.button ?? ''} error=${wrong(`button.${id}`)} lang=${id} onInput=${(/** @type {any} */ event) => speak(id, { button: event.target.value })} /></fieldset>`)}
    <div role="status">${broken.length > 0 && html`<${Notice} kind="warn" title=${broken.length === 1 ? 'One sentence would be heard wrongly' : `${broken.length} sentences would be heard wrongly`}>
      <ul class="plain-list">${broken.map((one) => html`<li key=${one.index}>“${one.type}”: ${one.heard === 'none' ? 'nothing would be heard' : `would be heard as “${catWords(one.heard)}”`}, must be ${one.hears === 'none' ? 'nothing' : `“${catWords(one.hears)}”`}</li>`)}</ul>
      <p>Nothing can be published as long as this is so.</p><//>`}</div>
    <${Field} label="Must not be heard in" hint="An everyday sentence that only looks alike." value=${topic.not} error=${wrongNot ? 'It is heard in this. Make the words more exact, or think of another sentence.' : null} spellcheck=${false} onInput=${(/** @type {any} */ event) => set({ not: event.target.value })} />
    <${Field} label="Must be heard in" hint="A sentence that somebody might type." value=${topic.heardIn} error=${wrongHeard ? 'It is not heard in this yet.' : null} spellcheck=${false} onInput=${(/** @type {any} */ event) => set({ heardIn: event.target.value })} />
    <p class="small soft">Both sentences may stay empty. They are kept with the others, and tested with every change.</p>
    ${asked > 0 && Object.keys(problems).length > 0 && html`<${Notice} kind="danger">Something is missing above.<//>`}
    <div class="row row-end"><${Button} onClick=${onClose}>Leave it<//><${Button} kind="primary" type="submit">${broken.length || wrongNot || wrongHeard ? 'Add it all the same' : 'Add it'}<//></div>
  </form><//>`;
}
