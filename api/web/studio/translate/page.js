/** Translate: every text beside its translation, and what a language needs to reach youth. */
import { sentenceOf } from '../../parts/relay.js';
import { Button } from '../../parts/button.js';
import { Choices } from '../../parts/field.js';
import { Empty, Notice } from '../../parts/panel.js';
import { html, useEffect, useState } from '../../vendor/preact.js';
import { useStudio } from '../watching.js';
import { BeginDialog } from './begin.js';
import { LanguagePanel, STATES } from './language.js';
import { languagesOf } from './rows.js';
import { Rows } from './table.js';

/** @typedef {import('../drafts.js').Studio} Studio */
/** What the relay lists for a language. @typedef {{lang: string, rows: import('./rows.js').Row[], homeless: string[]}} Listed */

/** @param {{session: import('../session.js').Editing}} props */
export function TranslatePage({ session: { studio, relay } }) {
  useStudio(studio);
  const languages = languagesOf(studio.model?.project);
  const [chosen, setChosen] = useState(/** @type {string} */ (studio.at.lang ?? languages[0]?.id ?? ''));
  const [beginning, setBeginning] = useState(false);
  const language = languages.find(({ id }) => id === chosen) ?? languages[0];
  const [listed, problem, reload] = useRows(studio, relay, language?.id ?? '');
  if (!studio.model) return null;
  const here = listed?.lang === language?.id ? listed : null;
  return html`<div class="page page-studio page-translate">
    <header class="step-head"><h1 tabindex="-1">Translate</h1>
      ${studio.mayEdit && html`<${Button} icon="plus" onClick=${() => setBeginning(true)}>Begin a language<//>`}</header>
    <p class="soft">Only people who speak a language translate into it. Nothing here is ever translated by a machine.</p>
    ${languages.length > 1 && html`<${Choices} legend="Language" name="translate-lang" value=${language?.id ?? ''} onChoose=${setChosen}
      options=${languages.map((one) => ({ value: one.id, title: html`<span lang=${one.id}>${one.name}</span>`, text: STATES[one.state]?.title ?? one.state }))} />`}
    ${!language && html`<${Empty} icon="globe" title="Everything is in one language so far">Begin another as soon as there is somebody who speaks it and will read every text.<//>`}
    ${language && problem && html`<${Notice} kind="warn" actions=${html`<${Button} small onClick=${reload}>Try again<//>`}>${problem}<//>`}
    ${language && !here && !problem && html`<p class="row soft" role="status"><span class="turning" aria-hidden="true"></span>Reading what there is to translate</p>`}
    ${language && here && html`<${LanguagePanel} key=${`panel ${language.id}`} studio=${studio} relay=${relay} language=${language} listed=${here} onDone=${reload} />
      <${Rows} key=${`rows ${language.id}`} studio=${studio} language=${language} listed=${here} />`}
    ${beginning && html`<${BeginDialog} studio=${studio} relay=${relay} onClose=${() => setBeginning(false)} onBegun=${setChosen} />`}
  </div>`;
}

/** The rows of a language as of the draft that the relay has; what could be read before stays while it cannot. @param {Studio} studio @param {any} relay @param {string} lang @returns {[Listed | null, string | null, () => void]} */
function useRows(studio, relay, lang) {
  const [listed, setListed] = useState(/** @type {Listed | null} */ (null));
  const [problem, setProblem] = useState(/** @type {string | null} */ (null));
  const [tries, setTries] = useState(0);
  const hash = studio.model?.hash;
  useEffect(() => {
    if (!lang) return undefined;
    let over = false;
    relay.call('GET', `/api/studio/rows?lang=${encodeURIComponent(lang)}`).then(
      (/** @type {Listed} */ found) => { if (!over) { setListed(found); setProblem(null); } },
      (/** @type {unknown} */ error) => { if (!over) setProblem(sentenceOf(error)); });
    return () => { over = true; };
  }, [lang, hash, tries]);
  return [listed, problem, () => setTries(tries + 1)];
}
