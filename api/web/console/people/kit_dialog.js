/** What takes the recovery kit: the key is typed, signs once, and is forgotten again. */
import { Button } from '../../parts/button.js';
import { Dialog } from '../../parts/dialog.js';
import { TextArea } from '../../parts/field.js';
import { readKit } from '../../parts/kit.js';
import { Notice } from '../../parts/panel.js';
import { sentenceOf } from '../../parts/relay.js';
import { toast } from '../../parts/toast.js';
import { html, useState } from '../../vendor/preact.js';
import { signRoot } from '../../doors/keys/coordinating.js';
import { keepPins } from '../../doors/keys/founding.js';
import { b64u, rootFromSeed } from '../../sealing/keys.js';

/** @typedef {{change: (admins: Uint8Array[]) => Uint8Array[], says: string}} Deed  what the root document then names, and what is said when it is done */

/**
 * @param {{session: import('../session.js').Session, title: string, press: string, danger?: boolean, children?: any,
 *   prepare: () => Promise<Deed | null>, onClose: () => void}} props  prepare: null when something in `children` has to be put right first
 */
export function KitDialog({ session, title, press, danger = false, children, prepare, onClose }) {
  const [kit, setKit] = useState('');
  const [problem, setProblem] = useState(/** @type {{kit?: string, other?: string}} */ ({}));
  const [busy, setBusy] = useState(false);
  const submit = async (/** @type {Event} */ event) => {
    event.preventDefault();
    if (busy) return;
    setProblem({});
    const deed = await prepare();
    if (!deed) return;
    const seed = await readKit(kit);
    const root = seed && await rootFromSeed(seed);
    if (!root || b64u(root.pub) !== b64u(session.pins.rootPub)) {
      setProblem({ kit: seed ? 'This is the recovery key of another line.' : 'A sign is missing or wrong. Check the groups one by one.' });
      return;
    }
    setBusy(true);
    try {
      if (!session.admin) throw new Error('no coordinator');
      const { relay, pins, admin, now } = session;
      await session.signing(() => signRoot({ relay, pins, root, admin, now, change: deed.change }));
      await keepPins(session.opened, session.pins);
      await session.refreshRoster();
      toast(deed.says);
      onClose();
    } catch (error) {
      setProblem({ other: sentenceOf(error) });
      setBusy(false);
    }
  };
  return html`<${Dialog} title=${title} onClose=${onClose}>
    <form class="stack stack-l" onSubmit=${submit}>
      ${children}
      <${TextArea} label="Recovery key" hint="All fourteen groups, from the kit. It is forgotten again when this closes." class="input mono" rows="3" spellcheck=${false} autocapitalize="characters" value=${kit} error=${problem.kit}
        onInput=${(/** @type {any} */ event) => setKit(event.target.value)} />
      ${problem.other && html`<${Notice} kind="danger">${problem.other}<//>`}
      <div class="row row-end"><${Button} onClick=${onClose}>Cancel<//><${Button} kind=${danger ? 'danger' : 'primary'} type="submit" busy=${busy}>${press}<//></div>
    </form>
  <//>`;
}
