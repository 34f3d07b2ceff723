/** Coordinators: who may sign the list, and how a second one is named with the recovery kit. */
import { concat, utf8 } from '../../parts/bytes.js';
import { Button } from '../../parts/button.js';
import { CopyField } from '../../parts/copy.js';
import { dayAndTime } from '../../parts/clock.js';
import { Dialog } from '../../parts/dialog.js';
import { TextArea } from '../../parts/field.js';
import { readKit } from '../../parts/kit.js';
import { Notice, Panel } from '../../parts/panel.js';
import { sentenceOf } from '../../parts/relay.js';
import { toast } from '../../parts/toast.js';
import { html, useState } from '../../vendor/preact.js';
import { b64u, deviceId, rootFromSeed, unb64u, verify } from '../../sealing/keys.js';
import { makeRoot } from '../../sealing/roster.js';
import { makeAdmin } from '../../doors/keys/drawer.js';
import { keepPins, ROOT_LIFE } from '../../doors/keys/founding.js';
import { useSession } from '../watching.js';

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

/** @param {{session: import('../session.js').Session}} props */
export function Coordinators({ session }) {
  useSession(session);
  const [dialog, setDialog] = useState('');
  const count = session.pins.root?.admins.length ?? 0;
  const { coordinator } = session.me;
  return html`<${Panel} title="Coordinators" lead="They sign the list of people. Naming one takes the recovery kit.">
    ${coordinator && count < 2 && html`<${Notice} kind="warn" title="You are the only one">If this browser is lost, the list runs out within a week. Name a second coordinator.<//>`}
    <p class="soft">${count === 1 ? 'One coordinator key' : `${count} coordinator keys`}${coordinator ? ', one of them in this browser' : ''}. Named until ${dayAndTime(session.pins.root?.expires ?? 0)}.</p>
    <div class="row">
      ${coordinator ? html`<${Button} icon="shield" onClick=${() => setDialog('name')}>Name a coordinator<//><${Button} kind="plain" onClick=${() => setDialog('renew')}>Renew for a year<//>`
        : session.me.role !== 'bot' && html`<${Button} icon="shield" onClick=${() => setDialog('offer')}>Become a coordinator<//>`}
    </div>
    ${dialog === 'offer' && html`<${OfferDialog} session=${session} onClose=${() => setDialog('')} />`}
    ${(dialog === 'name' || dialog === 'renew') && html`<${NameDialog} session=${session} renew=${dialog === 'renew'} onClose=${() => setDialog('')} />`}
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

/** @param {{session: import('../session.js').Session, renew: boolean, onClose: () => void}} props */
function NameDialog({ session, renew, onClose }) {
  const [code, setCode] = useState('');
  const [kit, setKit] = useState('');
  const [problem, setProblem] = useState(/** @type {{code?: string, kit?: string, other?: string}} */ ({}));
  const [busy, setBusy] = useState(false);
  const submit = async (/** @type {Event} */ event) => {
    event.preventDefault();
    if (busy) return;
    const offered = renew ? null : await readOffer(session.pins, code);
    if (!renew && !offered) return setProblem({ code: 'This is not a code of somebody on the list. Ask them to copy it whole.' });
    const seed = await readKit(kit);
    const root = seed && await rootFromSeed(seed);
    if (!root || b64u(root.pub) !== b64u(session.pins.rootPub)) {
      return setProblem({ kit: seed ? 'This is the recovery key of another line.' : 'A sign is missing or wrong. Check the groups one by one.' });
    }
    setBusy(true);
    setProblem({});
    try {
      const old = session.pins.root;
      if (!old) throw new Error('no root document');
      const known = new Map(old.admins.map((/** @type {Uint8Array} */ pub) => [b64u(pub), pub]));
      if (offered) known.set(b64u(offered.adminPub), offered.adminPub);
      const document = await makeRoot({ root, version: old.version + 1, admins: [...known.values()], threshold: old.threshold, expires: session.now() + ROOT_LIFE });
      await session.relay.call('PUT', '/api/documents/root', { document });
      await session.pins.loadRoot(document, session.now());
      await keepPins(session.opened, session.pins);
      await session.refreshRoster();
      // A new list rings everywhere, so that the named one's desk looks for the new root document too.
      await session.changeRoster((devices) => devices);
      toast(offered ? `${offered.label} is a coordinator now.` : 'Renewed for a year.');
      onClose();
    } catch (error) {
      setProblem({ other: sentenceOf(error) });
      setBusy(false);
    }
    return undefined;
  };
  return html`<${Dialog} title=${renew ? 'Renew for a year' : 'Name a coordinator'} onClose=${onClose}>
    <form class="stack stack-l" onSubmit=${submit}>
      ${!renew && html`<${TextArea} label="Their code" hint="They find it under People, Become a coordinator." class="input mono" rows="3" spellcheck=${false} value=${code} error=${problem.code}
        onInput=${(/** @type {any} */ event) => setCode(event.target.value)} />`}
      <${TextArea} label="Recovery key" hint="All fourteen groups, from the kit. It is forgotten again when this closes." class="input mono" rows="3" spellcheck=${false} autocapitalize="characters" value=${kit} error=${problem.kit}
        onInput=${(/** @type {any} */ event) => setKit(event.target.value)} />
      ${problem.other && html`<${Notice} kind="danger">${problem.other}<//>`}
      <div class="row row-end"><${Button} onClick=${onClose}>Cancel<//><${Button} kind="primary" type="submit" busy=${busy}>${renew ? 'Sign and renew' : 'Sign and name'}<//></div>
    </form>
  <//>`;
}
