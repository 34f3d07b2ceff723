/** Coordinators: who may sign the list, and how a second one is named with the recovery kit. */
import { concat, utf8 } from '../../parts/bytes.js';
import { Button } from '../../parts/button.js';
import { CopyField } from '../../parts/copy.js';
import { dayAndTime } from '../../parts/clock.js';
import { Dialog } from '../../parts/dialog.js';
import { TextArea } from '../../parts/field.js';
import { Notice, Panel } from '../../parts/panel.js';
import { html, useState } from '../../vendor/preact.js';
import { b64u, deviceId, unb64u, verify } from '../../sealing/keys.js';
import { makeAdmin } from '../../doors/keys/drawer.js';
import { useSession } from '../watching.js';
import { KeyList, stillHeld } from './key_list.js';
import { KitDialog } from './kit_dialog.js';

/** What a coming coordinator's browser signs, so that nobody can slip another key under its name. @param {Uint8Array} rootPub @param {Uint8Array} adminPub */
const offer = (rootPub, adminPub) => concat(utf8('ql1 coordinator\0'), rootPub, adminPub);

/** The code that one browser shows and another takes: who asks, which key, and the proof. @param {import('../session.js').Session} session */
export async function makeOffer(session) {
  const admin = await makeAdmin(session.opened);
  const { identity } = session.opened;
  return b64u(concat(identity.pub, admin.pub, await identity.sign(offer(session.pins.rootPub, admin.pub))));
}

/**
 * @param {import('../../sealing/roster.js').Pins} pins @param {string} code
 * @returns {Promise<{adminPub: Uint8Array, label: string} | null>} null when it is no offer of somebody on the list
 */
export async function readOffer(pins, code) {
  let bytes;
  try {
    bytes = unb64u(code.replace(/\s+/g, ''));
  } catch {
    return null;
  }
  if (bytes.length !== 128) return null;
  const [pub, adminPub, signature] = [bytes.slice(0, 32), bytes.slice(32, 64), bytes.slice(64)];
  const device = pins.device(await deviceId(pub));
  if (!device || device.role === 'bot' || !(await verify(pub, signature, offer(pins.rootPub, adminPub)))) return null;
  return { adminPub, label: device.label };
}

/** @param {{session: import('../session.js').Session, keys: import('./key_list.js').CoordinatorKey[] | null, onTakeOut: (key: import('./key_list.js').CoordinatorKey) => void}} props */
export function Coordinators({ session, keys, onTakeOut }) {
  useSession(session);
  const [dialog, setDialog] = useState('');
  const count = session.pins.root?.admins.length ?? 0;
  const { coordinator } = session.me;
  const held = keys ? stillHeld(session, keys) : count;
  return html`<${Panel} title="Coordinators" lead="They sign the list of people. Naming one takes the recovery kit, and so does taking a key out.">
    ${coordinator && held < 2 && html`<${Notice} kind="warn" title="You are the only one">If this browser is lost, the list runs out within a week. Name a second coordinator.${count > 1 && ' No other key is held by anybody on the list, as far as is known here.'}<//>`}
    <p class="soft">${count === 1 ? 'One coordinator key' : `${count} coordinator keys`}${coordinator ? `, ${count === 1 ? 'and it is' : 'one of them'} in this browser` : ''}. Named until ${dayAndTime(session.pins.root?.expires ?? 0)}.</p>
    ${keys && html`<${KeyList} session=${session} keys=${keys} onTakeOut=${onTakeOut} />`}
    <div class="row">
      ${coordinator ? html`<${Button} icon="shield" onClick=${() => setDialog('name')}>Name a coordinator<//><${Button} kind="plain" onClick=${() => setDialog('renew')}>Renew for a year<//>`
        : session.me.role !== 'bot' && html`<${Button} icon="shield" onClick=${() => setDialog('offer')}>Become a coordinator<//>`}
    </div>
    ${dialog === 'offer' && html`<${OfferDialog} session=${session} onClose=${() => setDialog('')} />`}
    ${dialog === 'name' && html`<${NameDialog} session=${session} onClose=${() => setDialog('')} />`}
    ${dialog === 'renew' && html`<${RenewDialog} session=${session} onClose=${() => setDialog('')} />`}
  <//>`;
}

/** @param {{session: import('../session.js').Session, onClose: () => void}} props */
function OfferDialog({ session, onClose }) {
  const [code, setCode] = useState('');
  if (!code) {
    return html`<${Dialog} title="Become a coordinator" onClose=${onClose} actions=${html`<${Button} onClick=${onClose}>Cancel<//><${Button} kind="primary" onClick=${async () => setCode(await makeOffer(session))}>Make my code<//>`}>
      <p>This browser makes a coordinator key. You send its code to a coordinator, who names it with the recovery kit. The code is no secret; the key never leaves here.</p>
    <//>`;
  }
  return html`<${Dialog} title="Your code" onClose=${onClose} actions=${html`<${Button} kind="primary" onClick=${onClose}>Done<//>`}>
    <p>Send it to a coordinator. Once they have named you, this desk knows by itself.</p>
    <${CopyField} label="Code" value=${code} />
  <//>`;
}

/** @param {{session: import('../session.js').Session, onClose: () => void}} props */
function NameDialog({ session, onClose }) {
  const [code, setCode] = useState('');
  const [problem, setProblem] = useState('');
  const prepare = async () => {
    const offered = await readOffer(session.pins, code);
    setProblem(offered ? '' : 'This is not a code of somebody on the list. Ask them to copy it whole.');
    return offered && {
      change: (/** @type {Uint8Array[]} */ admins) => [...admins.filter((pub) => b64u(pub) !== b64u(offered.adminPub)), offered.adminPub],
      says: `${offered.label} is a coordinator now.`,
    };
  };
  return html`<${KitDialog} session=${session} title="Name a coordinator" press="Sign and name" prepare=${prepare} onClose=${onClose}>
    <${TextArea} label="Their code" hint="They find it under People, Become a coordinator." class="input mono" rows="3" spellcheck=${false} value=${code} error=${problem}
      onInput=${(/** @type {any} */ event) => setCode(event.target.value)} />
  <//>`;
}

/** @param {{session: import('../session.js').Session, onClose: () => void}} props */
function RenewDialog({ session, onClose }) {
  const prepare = async () => ({ change: (/** @type {Uint8Array[]} */ admins) => admins, says: 'Renewed for a year.' });
  return html`<${KitDialog} session=${session} title="Renew for a year" press="Sign and renew" prepare=${prepare} onClose=${onClose} />`;
}
