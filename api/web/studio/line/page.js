/** The line: what belongs to no step, and what holds for all of it. */
import { Choices } from '../../parts/field.js';
import { html, useState } from '../../vendor/preact.js';
import { useStudio } from '../watching.js';
import { Facts } from './facts.js';
import { StyleLists, WarningLists } from './lists.js';
import { phrasesOf, repliesOf, sourceOf } from './small_words.js';
import { Stages } from './stages_form.js';
import { Texts } from './texts.js';
import { Waivers } from './waivers.js';
import { WaysIn } from './ways_in.js';

/** @param {{session: import('../session.js').Editing}} props */
export function LinePage({ session: { studio } }) {
  useStudio(studio);
  const [shown, setShown] = useState(/** @type {string} */ (studio.at.part ?? 'words'));
  if (!studio.model) return null;
  const { id, name } = sourceOf(studio.model.project);
  const [words, replies] = [phrasesOf(studio.model), repliesOf(studio.model)];
  const find = studio.at.part === shown ? String(studio.at.find ?? '') : '';
  return html`<div class="page page-studio page-line">
    <h1 tabindex="-1">The line</h1>
    <p class="soft">What belongs to no step: small words and replies in ${name}, which all else is translated from, and what holds for the whole line.</p>
    <${Choices} legend="Look at" name="line-shown" value=${shown} onChoose=${setShown} options=${[
      { value: 'words', title: 'Small words and buttons', text: `${words.length} of the bot` },
      { value: 'replies', title: 'Replies for workers', text: `${replies.length} at hand` },
      { value: 'facts', title: 'Names and numbers', text: 'Of the whole line' },
      { value: 'ways', title: 'Where people come in', text: 'Start, commands, every screen' },
      { value: 'avoid', title: 'Words to avoid', text: 'In every text' },
      { value: 'warn', title: 'Words to warn of', text: 'At the desk' },
      { value: 'reasons', title: 'Reasons for warnings', text: 'Which stay' },
    ]} />
    ${shown === 'words' && html`<${Texts} key="words" studio=${studio} all=${words} lang=${id} find=${find} />`}
    ${shown === 'replies' && html`<${Stages} studio=${studio} /><${Texts} key="replies" studio=${studio} all=${replies} lang=${id} find=${find} />`}
    ${shown === 'facts' && html`<${Facts} studio=${studio} />`}
    ${shown === 'ways' && html`<${WaysIn} studio=${studio} />`}
    ${shown === 'avoid' && html`<${StyleLists} studio=${studio} />`}
    ${shown === 'warn' && html`<${WarningLists} studio=${studio} />`}
    ${shown === 'reasons' && html`<${Waivers} studio=${studio} />`}
  </div>`;
}
