/** Unlocking this browser's desk: the words or the passkey, and nothing that tells a stranger more. */
import { Button } from '../parts/button.js';
import { Dialog } from '../parts/dialog.js';
import { TextArea } from '../parts/field.js';
import { Notice } from '../parts/panel.js';
import { openPasskey, PasskeyDeclined } from '../parts/passkey.js';
import { doubtAbout } from '../parts/phrase.js';
import { html, useState } from '../vendor/preact.js';
import { phraseSecret } from '../sealing/keys.js';
import { openDevice, WrongUnlock } from './keys/drawer.js';
import { Door } from './door.js';

/**
 * @param {{keystore: import('../parts/keystore.js').Keystore, device: import('../parts/keystore.js').DeviceRecord, said?: string | null, onCallUntil?: string | null,
 *   onOpen: (opened: import('./keys/drawer.js').Opened) => Promise<void>, onForget: () => void}} props
 */
export function UnlockPage({ keystore, device, said = null, onCallUntil = null, onOpen, onForget }) {
  const [typed, setTyped] = useState('');
  const [problem, setProblem] = useState(/** @type {string | null} */ (null));
  const [busy, setBusy] = useState(false);
  const [leaving, setLeaving] = useState(false);
  const byPasskey = device.unlock.kind === 'passkey';

  const submit = async (/** @type {Event} */ event) => {
    event.preventDefault();
    if (busy) return;
    const doubt = byPasskey ? null : doubtAbout(typed);
    setProblem(doubt);
    if (doubt) return;
    setBusy(true);
    try {
      const secret = device.unlock.kind === 'passkey' ? await openPasskey(device.salt, device.unlock.credential) : await phraseSecret(typed, device.salt);
      await onOpen(await openDevice(keystore, device, secret));
    } catch (error) {
      setProblem(error instanceof WrongUnlock
        ? byPasskey ? 'This passkey belongs to another desk. Choose the one that you made here.' : 'These words do not open this desk. Check each word, and their order.'
        : error instanceof PasskeyDeclined ? 'The passkey was not used. Try again when you are ready.'
          : 'This browser could not unlock. Load the page again, then try once more.');
      setBusy(false);
    }
  };

  return html`<${Door} title=${`Hello, ${device.label}`} narrow lead=${byPasskey ? 'Unlock with your passkey to go on.' : 'Type your seven words to go on.'}>
    ${said && html`<${Notice}>${said}<//>`}
    ${onCallUntil && html`<${Notice} kind="warn">You are still on call until ${onCallUntil}. Unlock to answer.<//>`}
    <form class="stack stack-l" onSubmit=${submit}>
      ${!byPasskey && html`<${TextArea} label="Your seven words" rows="2" value=${typed} error=${problem} spellcheck=${false} autocapitalize="none"
        onInput=${(/** @type {any} */ event) => setTyped(event.target.value)}
        onKeyDown=${(/** @type {KeyboardEvent} */ event) => { if (event.key === 'Enter') submit(event); }} />`}
      ${byPasskey && problem && html`<${Notice} kind="danger">${problem}<//>`}
      <div class="door-actions">
        <${Button} kind="primary" type="submit" icon="key" busy=${busy}>Unlock<//>
        <${Button} kind="plain" onClick=${() => setLeaving(true)}>I cannot unlock<//>
      </div>
    </form>
    ${leaving && html`<${CannotUnlock} byPasskey=${byPasskey} onClose=${() => setLeaving(false)} onForget=${onForget} />`}
  <//>`;
}

/** @param {{byPasskey: boolean, onClose: () => void, onForget: () => void}} props */
function CannotUnlock({ byPasskey, onClose, onForget }) {
  return html`<${Dialog} title="You cannot unlock" onClose=${onClose} actions=${html`
      <${Button} onClick=${onClose}>Go back<//><${Button} kind="danger" onClick=${onForget}>Clear this browser<//>`}>
    <p>Nobody holds a second key to this desk: not the relay, not your coordinator, not us. ${byPasskey ? 'Without the passkey' : 'Without the words'} it stays shut.</p>
    <p>You can clear this browser and join again with a new invitation. Ask your coordinator to remove the old device. What only this browser could read is lost; colleagues can hand you what is still open.</p>
  <//>`;
}
