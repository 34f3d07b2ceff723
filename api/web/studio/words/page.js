/** What the bot hears in a youth’s words, told in plain words, tried, and tested with sentences. */
import { Button } from '../../parts/button.js';
import { Choices } from '../../parts/field.js';
import { Badge, Notice } from '../../parts/panel.js';
import { html, useMemo, useState } from '../../vendor/preact.js';
import { useStudio } from '../watching.js';
import { Category } from './category.js';
import { catWords, listening, listsOf, run, speaking, trapsOf } from './patterns.js';
import { TopicForm } from './topic_form.js';
import { Traps } from './traps.js';
import { TryBox } from './try_box.js';

/** What the parts of the screen share. @typedef {{studio: import('../drafts.js').Studio, bundle: any, lists: import('./patterns.js').List[], runs: import('./patterns.js').Run[], languages: {id: string, name: string}[]}} Heard */

/** @param {{session: import('../session.js').Editing}} props */
export function WordsPage({ session: { studio } }) {
  useStudio(studio);
  const { model, edition } = studio;
  const [shown, setShown] = useState(/** @type {string} */ (studio.at.cat ?? 'emergency'));
  const [adding, setAdding] = useState(false);
  const made = edition?.bundle;
  const bundle = useMemo(() => (made ? speaking(made, model) : null), [made, model?.phrases]);
  const lists = useMemo(() => (bundle ? listsOf(model, bundle.fold) : []), [bundle, model?.lexicon]);
  const runs = useMemo(() => (bundle ? run(bundle, lists, trapsOf(model)) : []), [bundle, lists, model?.tests]);
  const heard = useMemo(() => (bundle ? listening(bundle, lists) : null), [bundle, lists]);
  if (!model) return null;
  if (!bundle) return html`<div class="page page-studio"><h1 tabindex="-1">Words</h1><${Notice} kind="warn">Something still blocks the draft, so nothing can be heard by it yet. The outline names it.<//></div>`;
  const languages = (Array.isArray(model.project?.languages) ? model.project.languages : []).map((/** @type {any} */ one) => ({ id: String(one.id), name: String(one.name) }));
  const cats = [...new Set(lists.map(({ cat }) => cat))];
  const wrong = runs.filter(({ fine }) => !fine);
  const here = { studio, bundle, lists, runs, languages };
  const chosen = shown === 'traps' || cats.includes(shown) ? shown : cats[0] ?? 'traps';
  return html`<div class="page page-studio page-words">
    <header class="step-head"><h1 tabindex="-1">Words</h1>
      ${studio.mayEdit && html`<div class="row"><${Button} icon="plus" onClick=${() => setAdding(true)}>Add a topic<//></div>`}</header>
    <p class="soft">What the bot listens for. A word that it hears only adds an offer: it calls nobody, keeps nothing, and asks “Was I wrong?”. Words for danger are heard in every language, always.</p>
    <${TryBox} here=${here} heard=${heard} />
    <${Notice} kind=${wrong.length ? 'danger' : 'good'}>${wrong.length === 0 ? `All ${runs.length} sentences to test are heard as they should be.` : wrong.length === 1 ? `One of ${runs.length} sentences is not heard as it should be: “${wrong[0].type}”.` : `${wrong.length} of ${runs.length} sentences are not heard as they should be.`}<//>
    <${Choices} legend="Look at" name="words-shown" value=${chosen} onChoose=${setShown} options=${[
      ...cats.map((cat) => ({ value: cat, title: catWords(cat), text: `${lists.filter((one) => one.cat === cat).reduce((sum, one) => sum + one.written.length, 0)} to hear` })),
      { value: 'traps', title: 'Sentences to test', text: wrong.length ? html`<${Badge} kind="danger">${wrong.length} not right<//>` : `${runs.length}, all right` }]} />
    ${chosen === 'traps' ? html`<${Traps} here=${here} />` : html`<${Category} key=${chosen} here=${here} cat=${chosen} />`}
    ${adding && html`<${TopicForm} here=${here} onClose=${() => setAdding(false)} onAdded=${setShown} />`}
  </div>`;
}
