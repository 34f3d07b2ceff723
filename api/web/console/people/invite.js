/** Inviting a colleague: a link that works once, to copy or to scan. */
import { random } from '../../parts/bytes.js';
import { Button } from '../../parts/button.js';
import { CopyField } from '../../parts/copy.js';
import { Dialog } from '../../parts/dialog.js';
import { Choices, Select } from '../../parts/field.js';
import { Qr } from '../../parts/qr.js';
import { html, useState } from '../../vendor/preact.js';
import { b64u, checkEnrolMac } from '../../sealing/keys.js';
import { circleTitle } from '../../doors/words.js';

/** @typedef {{secret: Uint8Array, role: string, circle: number, at: number}} Invite */

const KEPT_MS = 7 * 24 * 3_600_000;

/**
 * Which of my invitations a waiting device holds; null when none. Protocol 7.2.
 * @param {import('../../parts/keystore.js').Vault} vault @param {{ed_pub: Uint8Array, label: string, mac: Uint8Array | null}} asking @param {number} now
 * @returns {Promise<{name: string, invite: Invite} | null>}
 */
export async function inviteOf(vault, { ed_pub, label, mac }, now) {
  if (!mac) return null;
  for (const name of await vault.names('invite:')) {
    const invite = /** @type {Invite} */ (await vault.getJson(name));
    if (invite.at + KEPT_MS < now) await vault.remove(name);
    else if (await checkEnrolMac(mac, invite.secret, ed_pub, label)) return { name, invite };
  }
  return null;
}

/** @param {{session: import('../session.js').Session, onClose: () => void}} props */
export function InviteDialog({ session, onClose }) {
  const circles = session.roster()?.circles ?? [];
  const [role, setRole] = useState('worker');
  const [circle, setCircle] = useState(String(session.me.circle));
  const [link, setLink] = useState('');
  const [busy, setBusy] = useState(false);
  const make = async () => {
    setBusy(true);
    const secret = random(32);
    await session.keystore.putJson(`invite:${b64u(random(9))}`, { secret, role, circle: Number(circle), at: session.now() });
    setLink(`${location.origin}/join#${b64u(session.pins.rootPub)}.${b64u(secret)}`);
  };
  if (link) {
    return html`<${Dialog} title="Their invitation" onClose=${onClose} actions=${html`<${Button} kind="primary" onClick=${onClose}>Done<//>`}>
      <p>Give it to one person, in a way that only they can read: in person, or by a secure messenger. Not by e-mail. It works once, for seven days.</p>
      <div class="row"><${Qr} text=${link} label="The invitation as a square code" size=${224} /></div>
      <${CopyField} label="Link" value=${link} />
      <p class="soft small">When they open it, they appear under People here, and you approve them with one click.</p>
    <//>`;
  }
  return html`<${Dialog} title="Invite someone" onClose=${onClose} actions=${html`<${Button} onClick=${onClose}>Cancel<//><${Button} kind="primary" busy=${busy} onClick=${make}>Make the invitation<//>`}>
    <${Choices} legend="Their part" name="invite-role" value=${role} onChoose=${setRole} options=${[
      { value: 'worker', title: 'Worker', text: 'Answers conversations.' },
      { value: 'supervisor', title: 'Supervisor', text: 'Answers, and stands behind colleagues.' },
      { value: 'editor', title: 'Editor', text: 'Writes what the bot says. Sees no conversation.' },
    ]} />
    ${role !== 'editor' && html`<${Select} label="Their circle" hint="Young people choose by circle who may read them. It must be the truth." value=${circle} onChange=${(/** @type {any} */ event) => setCircle(event.target.value)}
      options=${circles.map((/** @type {string} */ name, /** @type {number} */ i) => ({ value: String(i), text: circleTitle(name) }))} />`}
  <//>`;
}
