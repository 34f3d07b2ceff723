/** The line: its small words, and the replies that workers have at hand, as they are first written. */
import { Choices } from '../../parts/field.js';
import { html, useState } from '../../vendor/preact.js';
import { useStudio } from '../watching.js';
import { phrasesOf, repliesOf, sourceOf } from './small_words.js';
import { Texts } from './texts.js';

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
    <p class="soft">What belongs to no step: the bot’s small words and the replies for workers, in ${name}, which all else is translated from.</p>
    <${Choices} legend="Look at" name="line-shown" value=${shown} onChoose=${setShown} options=${[
      { value: 'words', title: 'Small words and buttons', text: `${words.length}, on every screen` },
      { value: 'replies', title: 'Replies for workers', text: `${replies.length}, by stage of the talk` },
    ]} />
    ${shown === 'words' && html`<${Texts} key="words" studio=${studio} all=${words} lang=${id} find=${find} />`}
    ${shown === 'replies' && html`<${Texts} key="replies" studio=${studio} all=${replies} lang=${id} find=${find} />`}
  </div>`;
}
