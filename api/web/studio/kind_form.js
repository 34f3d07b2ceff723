/** A step becomes another kind: what fits is offered, what would go is told, and its words stay. */
import { Button } from '../parts/button.js';
import { Dialog } from '../parts/dialog.js';
import { Field, Select } from '../parts/field.js';
import { html, useState } from '../vendor/preact.js';
import { goesWith, kindsFor, leadsNow, turning } from './kind_change.js';
import { CLEARS } from './new_step.js';
import { KINDS, targets } from './reading.js';
import { undoable } from './undoable.js';

/** @typedef {import('./new_step.js').Kind} Kind */

/** @param {{studio: import('./drafts.js').Studio, step: import('./reading.js').Step, steps: Map<string, import('./reading.js').Step>, onClose: () => void}} props */
export function KindForm({ studio, step, steps, onClose }) {
  const model = /** @type {import('./drafts.js').Model} */ (studio.model);
  const all = kindsFor(model, steps, step);
  const [kind, setKind] = useState(/** @type {Kind | ''} */ (''));
  const [to, setTo] = useState('');
  const [say, setSay] = useState('');
  const [wipe, setWipe] = useState('no');
  const [asked, setAsked] = useState(false);
  const mute = step.kind === 'branch';
  const goes = kind ? goesWith(model, step, kind) : [];
  const leads = kind === 'go' || kind === 'handoff';
  const wrong = { kind: !kind ? 'Choose what it does.' : all.find((one) => one.kind === kind)?.why ? 'This does not fit any more.' : null, say: mute && !say.trim() ? 'Write what it says.' : null };
  const choose = (/** @type {Kind | ''} */ next) => { setKind(next); setTo(next ? leadsNow(model, step, next) : ''); };
  const turn = (/** @type {Event} */ event) => {
    event.preventDefault();
    if (!kind || wrong.kind || wrong.say) return setAsked(true);
    const edits = turning(model, step, kind, { say, wipe, ...(leads ? { to } : {}) });
    studio.together(() => { for (const { path, changes } of edits) studio.edit(path, changes, `What “${step.id}” does`); });
    undoable(studio, `“${step.id}” is changed.`);
    return onClose();
  };
  const against = all.filter(({ why }) => why);
  return html`<${Dialog} title=${`What “${step.id}” does`} wide onClose=${onClose}><form class="stack" onSubmit=${turn}>
    <p>Now: ${KINDS[step.kind]}.</p>
    <${Select} label="From now on" value=${kind} options=${[{ value: '', text: 'Choose what it does' }, ...all.filter(({ why }) => !why).map((one) => ({ value: one.kind, text: one.text }))]} error=${asked ? wrong.kind : null} onChange=${(/** @type {any} */ event) => choose(event.target.value)} />
    ${mute && html`<${Field} label="What it says" value=${say} error=${asked ? wrong.say : null} onInput=${(/** @type {any} */ event) => setSay(event.target.value)} />`}
    ${leads && html`<${Select} label=${kind === 'go' ? 'Then comes, by itself' : 'If no one is on call'} value=${to} options=${targets(steps, to)} onChange=${(/** @type {any} */ event) => setTo(event.target.value)} />`}
    ${kind === 'end' && html`<${Select} label="What is cleared then" value=${wipe} options=${CLEARS} onChange=${(/** @type {any} */ event) => setWipe(event.target.value)} />`}
    ${kind && html`${goes.length > 0 && html`<div class="stack"><p>This goes with it:</p><ul class="plain-list" aria-label="What goes with it">${goes.map((one) => html`<li key=${one}>${one}</li>`)}</ul></div>`}
      <p class="soft">${mute ? '' : 'Its words stay, in every language. '}${['ask', 'handoff', 'note'].includes(kind) && !step.node?.choices?.length ? 'It begins with one button: change it in the form. ' : ''}Youth who stand on it when this is published go on at the menu. One press takes all of it back.</p>`}
    ${against.length > 0 && html`<details class="more"><summary>What it cannot become, and why</summary><ul class="plain-list">${against.map((one) => html`<li key=${one.kind}>${one.text}: <span class="soft">${one.why}.</span></li>`)}</ul></details>`}
    <div class="row"><${Button} kind="primary" type="submit">Change it<//><${Button} onClick=${onClose}>Leave it<//></div></form><//>`;
}
