/** Taking a topic away: what leads from it is said, it is asked once, and it comes back in one press. */
import { Button } from '../../parts/button.js';
import { Dialog } from '../../parts/dialog.js';
import { Notice } from '../../parts/panel.js';
import { html } from '../../vendor/preact.js';
import { editsAway, leavingTopic } from './leaving.js';
import { catWords } from './patterns.js';
import { undoable } from '../undoable.js';

/** @param {number} count @param {string} one @param {string} [many] */
const counted = (count, one, many = `${one}s`) => (count === 1 ? `one ${one}` : `${count} ${many}`);

/** @param {{here: import('./page.js').Heard, cat: string, onClose: () => void}} props */
export function TakeTopic({ here, cat, onClose }) {
  const { studio, bundle, lists, runs } = here;
  const model = /** @type {any} */ (studio.model);
  const name = catWords(cat);
  const { go, patterns, spoken, sentences, broken, needs, stays } = leavingTopic({ model, bundle, lists, runs }, cat);
  const open = (/** @type {string} */ step) => { onClose(); studio.go('step', { step }); };
  const step = (/** @type {string} */ id) => html`<button type="button" class="tale-open" onClick=${() => open(id)}><span class="mono">${id}</span></button>`;
  const take = () => {
    const edits = editsAway({ model, lists }, cat);
    studio.together(() => { for (const { path, changes, says } of edits) studio.edit(path, changes, says); });
    undoable(studio, `“${name}” is not listened for any more.`);
    onClose();
  };
  if (stays || needs.length) {
    return html`<${Dialog} title=${`“${name}” cannot be taken away${stays ? '' : ' yet'}`} onClose=${onClose} actions=${html`<${Button} onClick=${onClose}>Leave it<//>`}>
      ${stays ? html`<${Notice} kind="warn">${stays}<//>` : html`<p>${needs.length === 1 ? 'Only these words lead to this step. Lead a button to it first, or take it away:' : 'Only these words lead to these steps. Lead a button to the first, or take them away:'}</p>
        <ul class="plain-list" aria-label="Change first">${needs.map((id) => html`<li key=${id}>${step(id)}</li>`)}</ul>`}
    <//>`;
  }
  return html`<${Dialog} title=${`Take “${name}” away?`} onClose=${onClose} actions=${html`<${Button} onClick=${onClose}>Leave it<//><${Button} kind="danger" onClick=${take}>Take it away<//>`}>
    <p>${go.map((id, index) => html`${index ? ', ' : 'It leads to '}${step(id)}`)}. That step stays, and its buttons with it.</p>
    <p>${`With it go ${counted(patterns, 'thing to hear', 'things to hear')}${spoken ? `, what the bot says then in ${counted(spoken, 'language')}` : ''}${sentences.length ? `, and ${counted(sentences.length, 'sentence')} to test` : ''}.`}</p>
    ${sentences.length > 0 && html`<p>Nothing is heard then in:</p><ul class="plain-list" aria-label="Sentences that go with it">${sentences.map((type) => html`<li key=${type}>“${type}”</li>`)}</ul>`}
    ${broken.length > 0 && html`<${Notice} kind="warn">Heard wrongly then: ${broken.map((type) => `“${type}”`).join(', ')}. Nothing can be published until that is put right.<//>`}
    <${Notice}>Youth are listened to as before until two of you have signed the next version.<//>
  <//>`;
}
