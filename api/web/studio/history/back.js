/** Asking to go back to an earlier version: one reason, two signatures, and the services of today. */
import { Button } from '../../parts/button.js';
import { Dialog } from '../../parts/dialog.js';
import { TextArea } from '../../parts/field.js';
import { Notice } from '../../parts/panel.js';
import { useProblem } from '../../parts/problem.js';
import { sentenceOf } from '../../parts/relay.js';
import { isSeen } from '../../parts/seen.js';
import { toast } from '../../parts/toast.js';
import { html, useState } from '../../vendor/preact.js';

/** @param {{session: import('../session.js').Editing, n: number, onClose: () => void}} props */
export function RollBack({ session: { studio, relay }, n, onClose }) {
  const [why, setWhy] = useState('');
  const [problem, setProblem, isHere] = useProblem('Ask to go back');
  const [busy, setBusy] = useState(false);
  const ask = async (/** @type {Event} */ event) => {
    event.preventDefault();
    if (!isSeen(why)) return setProblem('Say in a few words why. It stays in the history.');
    setBusy(true);
    setProblem('');
    try {
      await relay.call('POST', '/api/studio/rollback', { n, why: why.trim() });
      await studio.look();
      if (!isHere()) return toast('It is asked for, and waits under Review.');
      onClose();
      studio.go('review');
    } catch (error) {
      setProblem(sentenceOf(error));
      setBusy(false);
    }
    return undefined;
  };
  const waits = studio.stand?.review;
  return html`<${Dialog} title=${n === 0 ? 'Go back to what the program came with?' : `Go back to version ${n}?`} onClose=${onClose}><form class="stack" onSubmit=${ask}>
    <p>The words and ways of ${n === 0 ? 'the program' : `version ${n}`} come back. <strong>Services stay as they are today</strong>: an old number never comes back.</p>
    <p>Two people sign it: you may be one of them; the other is somebody who changed nothing. Then the draft is what youth read; what it holds now stays under Savings.</p>
    ${waits && html`<${Notice} kind="warn">A review is open. Asking for this ends it; the draft stays until this is signed.<//>`}
    <${TextArea} label="Why" rows="3" maxlength="500" value=${why} onInput=${(/** @type {any} */ event) => setWhy(event.target.value)} />
    ${problem && html`<${Notice} kind="danger">${problem}<//>`}
    <div class="row row-end"><${Button} onClick=${onClose}>Leave it<//><${Button} kind="primary" type="submit" icon="undo" busy=${busy}>Ask to go back<//></div>
  </form><//>`;
}
