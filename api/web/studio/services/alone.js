/** What one editor may do at once and alone: hide a service, or leave nothing but the crisis numbers. */
import { Button } from '../../parts/button.js';
import { Dialog } from '../../parts/dialog.js';
import { TextArea } from '../../parts/field.js';
import { Notice } from '../../parts/panel.js';
import { useProblem } from '../../parts/problem.js';
import { sentenceOf } from '../../parts/relay.js';
import { isSeen } from '../../parts/seen.js';
import { toast } from '../../parts/toast.js';
import { html, useState } from '../../vendor/preact.js';
import { signAsked } from '../signing.js';
import { nameOf, servicesIn, wayWords } from './listed.js';

/** @typedef {import('../session.js').Editing} Editing */

/** @param {{session: Editing, service: import('./knowing.js').Known, found?: string, onClose: () => void}} props  found: what a call has just shown */
export function HideService({ session, service, found = '', onClose }) {
  const name = nameOf(service);
  return html`<${Alone} session=${session} title=${`Hide “${name}” now?`} act="Hide it now" path="/api/studio/hide" body=${{ service: service.id }} done=${`“${name}” is hidden. Somebody else looks at it under Review.`} found=${found} onClose=${onClose}>
    <p><strong>It goes off every screen within seconds,</strong> also where somebody is reading now. Nothing else changes.</p>
    <ul class="plain-list"><li>You sign this alone. Somebody else looks at it afterwards, under Review, with your reason.</li>
      <li>Its calls count no more. It comes back when two people have called it again and two have signed.</li>
      <li>Where it was the only service, youth get the floor: ${floorWords(session)}.</li></ul>
  <//>`;
}

/** @param {{session: Editing, onClose: () => void}} props */
export function FloorSwitch({ session, onClose }) {
  const already = session.studio.stand?.running?.kind === 'floor';
  if (already) {
    return html`<${Dialog} title="Youth see only the crisis numbers" onClose=${onClose} actions=${html`<${Button} onClick=${onClose}>Leave it<//><${Button} kind="primary" onClick=${() => session.studio.go('history')}>To the history<//>`}>
      <p>Somebody switched to them already. To go back, roll back to the version before, or publish the draft. Either way two people sign.</p><//>`;
  }
  return html`<${Alone} session=${session} title="Show only the crisis numbers?" act="Switch now" path="/api/studio/floor" body=${{}} done="Youth see the crisis numbers and the way to a person. Somebody else looks at it under Review." found="" onClose=${onClose}>
    <p><strong>This is for emergencies:</strong> when something that youth read is wrong and may do harm, and there is no time to find out what.</p>
    <ul class="plain-list"><li>Within seconds every way leads to these, and nothing else: ${floorWords(session)}.</li>
      <li>Talking to a person, leaving and erasing go on working. Talks that go on are not cut off.</li>
      <li>You sign this alone. Somebody else looks at it afterwards, under Review, with your reason.</li>
      <li>Going back needs two people: roll back in History, or publish the draft.</li></ul>
  <//>`;
}

/** @param {Editing} session */
const floorWords = ({ studio }) => (studio.model ? servicesIn(studio.model).filter(({ floor }) => floor).map((one) => `${nameOf(one)} (${one.tree.reach?.[0] ? wayWords(one.tree.reach[0]) : ''})`).join(', ') : '');

/** @param {{session: Editing, title: string, act: string, path: string, body: Record<string, string>, done: string, found: string, onClose: () => void, children?: any}} props */
function Alone({ session, title, act, path, body, done, found, onClose, children }) {
  const { relay, studio } = session;
  const [why, setWhy] = useState(found);
  const [problem, setProblem, isHere] = useProblem(title.replace('?', ''));
  const [busy, setBusy] = useState(false);
  const sign = async (/** @type {Event} */ event) => {
    event.preventDefault();
    if (!isSeen(why)) return setProblem('Say in a few words why. Whoever looks at it afterwards reads it.');
    setBusy(true);
    setProblem('');
    try {
      await signAsked(session, { ...await relay.call('POST', path, { ...body, why: why.trim() }), service: body.service });
      toast(done);
      if (isHere()) onClose();
      await studio.look();
    } catch (error) {
      setProblem(sentenceOf(error));
      setBusy(false);
    }
    return undefined;
  };
  const { review, scheduled } = studio.stand ?? {};
  return html`<${Dialog} title=${title} wide onClose=${onClose}><form class="stack" onSubmit=${sign}>
    ${children}
    ${(review || scheduled) && html`<${Notice} kind="warn">${review ? 'A review is open. This ends it; the draft stays as it is.' : 'A signed version waits for its time. This takes it off; it is signed again later.'}<//>`}
    <${TextArea} label="Why" rows="3" maxlength="500" value=${why} onInput=${(/** @type {any} */ event) => setWhy(event.target.value)} />
    ${problem && html`<${Notice} kind="danger">${problem}<//>`}
    <div class="row row-end"><${Button} onClick=${onClose}>Leave it<//><${Button} kind="danger" type="submit" busy=${busy}>${act}<//></div>
  </form><//>`;
}
