/** A sentence to test: what must, or must not, be heard in it. */
import { Button } from '../../parts/button.js';
import { Dialog } from '../../parts/dialog.js';
import { Field, Select } from '../../parts/field.js';
import { Notice } from '../../parts/panel.js';
import { html, useState } from '../../vendor/preact.js';
import { catWords, run } from './patterns.js';
import { undoable } from '../undoable.js';

/** @typedef {{type: string, lang: string, hears: string}} Sentence */

/** Put it with the others, at the end. @param {import('../drafts.js').Studio} studio @param {Sentence} sentence */
export function keepTrap(studio, sentence) {
  const [path, tree] = Object.entries(studio.model?.tests ?? {}).find(([, one]) => Array.isArray(one)) ?? [];
  if (path) studio.edit(path, [{ at: [tree.length], value: sentence }], `The sentence “${sentence.type}”`);
}

/** @param {{here: import('./page.js').Heard, first: Sentence, trap?: import('./patterns.js').Trap, onClose: () => void}} props  trap: the one that is changed; else it is a new one */
export function TrapForm({ here: { studio, bundle, lists, languages }, first, trap, onClose }) {
  const [{ type, lang, hears }, setSentence] = useState(first);
  const [problem, setProblem] = useState(/** @type {string | null} */ (null));
  const cats = ['none', ...new Set(lists.map(({ cat }) => cat))];
  const [now] = run(bundle, lists, [{ type, lang, hears, path: '', index: 0 }]);
  const set = (/** @type {Partial<Sentence>} */ part) => setSentence({ type, lang, hears, ...part });
  const keep = (/** @type {Event} */ event) => {
    event.preventDefault();
    if (!type.trim()) return setProblem('Write what somebody types.');
    if (trap) studio.edit(trap.path, [{ at: [trap.index], value: { type, lang, hears } }], `The sentence “${type}”`);
    else keepTrap(studio, { type, lang, hears });
    onClose();
    return undefined;
  };
  const remove = () => {
    if (!trap) return;
    studio.edit(trap.path, [{ at: [trap.index] }], `The sentence “${trap.type}” taken away`);
    undoable(studio, 'The sentence is not tested any more.');
    onClose();
  };
  return html`<${Dialog} title=${trap ? 'Change a sentence to test' : 'A sentence to test'} onClose=${onClose}><form class="stack" onSubmit=${keep}>
    <${Field} label="What somebody types" value=${type} error=${problem} spellcheck=${false} onInput=${(/** @type {any} */ event) => { setProblem(null); set({ type: event.target.value }); }} />
    <${Select} label="By somebody who reads in" value=${lang} options=${languages.map(({ id, name }) => ({ value: id, text: name }))} onChange=${(/** @type {any} */ event) => set({ lang: event.target.value })} />
    <${Select} label="What must be heard" value=${hears} options=${cats.map((value) => ({ value, text: catWords(value) }))} onChange=${(/** @type {any} */ event) => set({ hears: event.target.value })} />
    <div role="status">${type.trim() && (now.fine ? html`<${Notice} kind="good">It is heard so now.<//>` : html`<${Notice} kind="warn">Now ${now.heard === 'none' ? 'nothing is heard in it' : `it is heard as “${catWords(now.heard)}”`}. Nothing can be published until the words are changed.<//>`)}</div>
    <div class="row row-end">${trap && html`<${Button} kind="plain" onClick=${remove}>Take it away<//>`}<${Button} onClick=${onClose}>Leave it<//><${Button} kind="primary" type="submit">Keep it<//></div>
  </form><//>`;
}
