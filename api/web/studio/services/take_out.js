/** Taking a service out of the directory: asked first, in the draft alone, and back in one press. */
import { Button } from '../../parts/button.js';
import { Dialog } from '../../parts/dialog.js';
import { Notice } from '../../parts/panel.js';
import { html } from '../../vendor/preact.js';
import { leaving } from './leaving.js';
import { nameOf } from './listed.js';
import { undoable } from '../undoable.js';

/** @typedef {import('../drafts.js').Studio} Studio */

/** @param {{studio: Studio, service: import('./knowing.js').Known, onClose: () => void}} props */
export function TakeOut({ studio, service, onClose }) {
  const { model } = studio;
  if (!model) return null;
  const name = nameOf(service);
  const { floor, needs, others } = leaving(model, service);
  const take = () => {
    studio.edit(service.path, [{ at: [service.id] }], `The service “${name}” taken out`);
    onClose();
    studio.go('services');
    undoable(studio, `“${name}” is taken out of the draft.`);
  };
  const open = (/** @type {string} */ step) => { onClose(); studio.go('step', { step }); };
  if (floor || needs.length) {
    return html`<${Dialog} title=${`“${name}” cannot be taken out yet`} onClose=${onClose} actions=${html`<${Button} onClick=${onClose}>Leave it<//>`}>
      ${floor && html`<${Notice} kind="warn">It is on the floor: the last numbers, which stand wherever nothing else does. So it stays. If its number is wrong, change it on its page.<//>`}
      ${needs.length > 0 && html`<p>${needs.length === 1 ? 'This still needs it. Change it first:' : 'These still need it. Change them first:'}</p>
        <ul class="plain-list" aria-label="Change first">${needs.map(({ step, text, why }) => html`<li key=${text + why}>${step
          ? html`<button type="button" class="tale-open" onClick=${() => open(step)}><span class="mono">${text}</span></button>` : html`<span class="mono">${text}</span>`} <span class="soft">${why}</span></li>`)}</ul>`}
    <//>`;
  }
  return html`<${Dialog} title=${`Take “${name}” out?`} onClose=${onClose} actions=${html`<${Button} onClick=${onClose}>Leave it<//><${Button} kind="danger" onClick=${take}>Take it out<//>`}>
    <p>It goes out of the draft, with its words in every language. The history keeps what it was, and you can take this back.</p>
    ${others.length > 0 ? html`<p>${others.length === 1 ? 'One step shows it' : `${others.length} steps show it`} by a tag, and ${others.length === 1 ? 'goes' : 'go'} on with the other services:</p>
      <ul class="plain-list" aria-label="Steps that show it">${others.map((step) => html`<li key=${step} class="mono">${step}</li>`)}</ul>` : html`<p>No step shows it.</p>`}
    <${Notice}>${service.seen ? 'Youth see it until two of you have signed the next version. If it must go at once, leave this and press “Hide it now”.' : 'Youth do not see it now. Two of you sign the next version, as always.'}<//>
  <//>`;
}
