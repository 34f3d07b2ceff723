/** People: who is on the line's signed list, who waits to be let in, and the ways to change that. */
import { Button } from '../../parts/button.js';
import { dayAndTime } from '../../parts/clock.js';
import { Dialog } from '../../parts/dialog.js';
import { Badge, Notice, Panel } from '../../parts/panel.js';
import { sentenceOf } from '../../parts/relay.js';
import { toast } from '../../parts/toast.js';
import { html, useState } from '../../vendor/preact.js';
import { b64u } from '../../sealing/keys.js';
import { useSession } from '../watching.js';
import { Coordinators } from './coordinators.js';
import { Emptied } from './emptied.js';
import { InviteDialog } from './invite.js';
import { someUnknown, TakeOutDialog, useKeys } from './key_list.js';
import { WaitingDevices } from './waiting.js';
import { circleTitle, ROLE_WORDS } from '../../doors/words.js';

/** @param {{session: import('../session.js').Session, waiting: import('./waiting.js').Asking[], onLook: () => void}} props */
export function PeoplePage({ session, waiting, onLook }) {
  useSession(session);
  const [inviting, setInviting] = useState(false);
  const [removing, setRemoving] = useState(/** @type {import('../../sealing/roster.js').Device | null} */ (null));
  const [taking, setTaking] = useState(/** @type {import('./key_list.js').CoordinatorKey | null} */ (null));
  const keys = useKeys(session);
  const keyOf = (/** @type {import('../../sealing/roster.js').Device} */ { device }) =>
    keys?.find(({ holders, former }) => [...holders, ...former].some((one) => b64u(one.device) === b64u(device))) ?? null;
  const takeOut = (/** @type {import('./key_list.js').CoordinatorKey} */ key) => { setRemoving(null); setTaking(key); };
  const roster = session.roster();
  const { coordinator } = session.me;
  const devices = [...(roster?.devices ?? [])];
  return html`<div class="page">
    <div class="panel-head"><div><h1 tabindex="-1">People</h1></div>
      ${coordinator && html`<${Button} kind="primary" icon="plus" onClick=${() => setInviting(true)}>Invite someone<//>`}</div>
    ${coordinator && html`<${WaitingDevices} session=${session} waiting=${waiting} onLook=${onLook} />`}
    <${Panel} title="On the list" lead="Words are sealed to these devices, and to no other.">
      <ul class="list">${devices.map((device) => html`<${Person} key=${b64u(device.device)} device=${device} session=${session} onRemove=${() => setRemoving(device)} />`)}</ul>
      ${devices.length < 2 && coordinator && html`<p class="soft">Only you, so far. Invite a colleague; the bot asks to be let in by itself.</p>`}
      ${roster && html`<p class="soft small">List number ${roster.version}, signed, good until ${dayAndTime(roster.expires)}. ${coordinator ? 'Your open desk renews it in time.' : 'A coordinator’s open desk renews it in time.'}</p>`}
    <//>
    <${Coordinators} session=${session} keys=${keys} onTakeOut=${takeOut} />
    ${inviting && html`<${InviteDialog} session=${session} onClose=${() => setInviting(false)} />`}
    ${removing && html`<${RemoveDialog} session=${session} device=${removing} held=${keyOf(removing)} unsure=${someUnknown(session, keys)} onTakeOut=${takeOut} onClose=${() => setRemoving(null)} />`}
    ${taking && html`<${TakeOutDialog} session=${session} taken=${taking} onClose=${() => setTaking(null)} />`}
  </div>`;
}

/** @param {{device: import('../../sealing/roster.js').Device, session: import('../session.js').Session, onRemove: () => void}} props */
function Person({ device, session, onRemove }) {
  const me = b64u(device.device) === session.me.device_id;
  const circle = circleTitle(session.roster()?.circles[device.circle] ?? '');
  const bot = device.role === 'bot';
  return html`<li class="list-item">
    <span class="list-main"><span class="disc" aria-hidden="true">${bot ? '·' : [...device.label][0]?.toUpperCase()}</span>
      <span><span class="list-name"><bdi>${device.label}</bdi></span> ${me && html`<${Badge} kind="good">This browser<//>`}
        <br /><span class="soft small">${bot ? 'The bot: carries words between the phone and you' : `${ROLE_WORDS[device.role] ?? device.role}${device.role === 'editor' ? '' : `, ${circle}`}`}</span></span></span>
    ${session.me.coordinator && !me && html`<${Button} small onClick=${onRemove} aria-label=${`Remove ${device.label}`}>Remove<//>`}
  </li>`;
}

/**
 * @param {{session: import('../session.js').Session, device: import('../../sealing/roster.js').Device, held: import('./key_list.js').CoordinatorKey | null, unsure: boolean,
 *   onTakeOut: (key: import('./key_list.js').CoordinatorKey) => void, onClose: () => void}} props  held: the coordinator key of this device; unsure: it may hold one all the same
 */
function RemoveDialog({ session, device, held, unsure, onTakeOut, onClose }) {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState(/** @type {string | null} */ (null));
  const remove = async () => {
    setBusy(true);
    try {
      const gone = b64u(device.device);
      await session.changeRoster((devices) => devices.filter((one) => b64u(one.device) !== gone));
      toast(`${device.label} is removed.`);
      if (held) onTakeOut(held);
      else onClose();
    } catch (error) {
      setProblem(sentenceOf(error));
      setBusy(false);
    }
  };
  return html`<${Dialog} title=${`Remove ${device.label}?`} onClose=${onClose} actions=${html`
      <${Button} onClick=${onClose}>Keep<//><${Button} kind="danger" busy=${busy} onClick=${remove}>Remove for good<//>`}>
    <p>Their session ends at once, and nothing more is sealed to this device. This cannot be undone: to come back, they join anew by invitation.</p>
    <p class="soft">What this device has opened before, it may still hold for up to 14 days.</p>
    <${Emptied} session=${session} device=${b64u(device.device)} />
    ${held && html`<${Notice} kind="warn" title="This device holds a coordinator key" actions=${html`<${Button} small onClick=${() => onTakeOut(held)}>Take the key out first<//>`}>
      Removed from the list, it could still sign lists with that key. Taking it out needs the recovery kit; you are asked for it next.<//>`}
    ${!held && unsure && device.role !== 'bot' && html`<p>If this was a coordinator, take their key out too, under <em>Coordinators</em>: removing a device does not end it.</p>`}
    ${device.role === 'bot' && html`<${Notice} kind="warn">Without the bot no young person reaches you by Telegram.<//>`}
    ${problem && html`<${Notice} kind="danger">${problem}<//>`}
  <//>`;
}
