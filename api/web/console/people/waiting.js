/** Devices that ask to be let in: by invitation at one click, the others after comparing digits. */
import { Button } from '../../parts/button.js';
import { dayAndTime } from '../../parts/clock.js';
import { Check, Select } from '../../parts/field.js';
import { Badge, Notice, Panel } from '../../parts/panel.js';
import { personOf } from '../../parts/person.js';
import { Refusal, sentenceOf } from '../../parts/relay.js';
import { toast } from '../../parts/toast.js';
import { html, useEffect, useState } from '../../vendor/preact.js';
import { b64u, deviceId, safetyNumber, unb64u } from '../../sealing/keys.js';
import { Digits } from '../../doors/digits.js';
import { inviteOf } from './invite.js';
import { circleTitle, ROLE_WORDS } from '../../doors/words.js';

/**
 * @typedef {object} Asking
 * @property {Uint8Array} pub
 * @property {string} deviceId
 * @property {string} label
 * @property {string} role  their wish, or what the invitation says
 * @property {number} circle
 * @property {string | null} invite  the name of my invitation that they hold
 * @property {string} digits
 * @property {number} askedAt
 */

/**
 * Everyone who waits, with what this coordinator's browser can tell about them; first those who hold an invitation of theirs, since anybody may ask.
 * @param {import('../session.js').Session} session @returns {Promise<Asking[]>}
 */
export async function whoWaits(session) {
  const { items } = await session.relay.call('GET', '/api/enrolments');
  /** @type {Asking[]} */
  const waiting = await Promise.all(items.map(async (/** @type {any} */ item) => {
    const pub = unb64u(item.ed_pub);
    const found = await inviteOf(session.keystore, { ed_pub: pub, label: item.label, mac: item.mac ? unb64u(item.mac) : null }, session.now());
    return {
      pub, deviceId: b64u(await deviceId(pub)), label: item.label, askedAt: item.asked_at,
      role: found?.invite.role ?? item.role, circle: found?.invite.circle ?? 0, invite: found?.name ?? null,
      digits: await safetyNumber(session.pins.rootPub, pub),
    };
  }));
  return waiting.sort((a, b) => Number(!a.invite) - Number(!b.invite));
}

/** @param {{session: import('../session.js').Session, waiting: Asking[], onLook: () => void}} props */
export function WaitingDevices({ session, waiting, onLook }) {
  if (!waiting.length) return null;
  return html`<${Panel} title="Waiting to be let in" lead="Let in only whom you know. A second device of somebody must carry the name of their first, so that they do not count as two people.">
    <ul class="list">${waiting.map((asking) => html`<${OneWaiting} key=${asking.deviceId} asking=${asking} session=${session} onLook=${onLook} />`)}</ul>
  <//>`;
}

/** @param {{session: import('../session.js').Session, asking: Asking, onLook: () => void}} props */
function OneWaiting({ session, asking, onLook }) {
  const bot = asking.role === 'bot';
  const circles = session.roster()?.circles ?? [];
  const [same, setSame] = useState(false);
  const [role, setRole] = useState(asking.role);
  const [circle, setCircle] = useState(String(asking.circle));
  const [busy, setBusy] = useState('');
  const [problem, setProblem] = useState(/** @type {string | null} */ (null));
  const namesake = session.roster()?.devices.find(({ label }) => personOf(label) === personOf(asking.label));
  useEffect(() => setProblem(null), [same]);

  const approve = async () => {
    if (!asking.invite && !same) return setProblem('First compare the digits, and tick that they are the same.');
    setBusy('approve');
    try {
      await session.changeRoster((devices) => [
        ...devices.filter((device) => b64u(device.device) !== asking.deviceId),
        { pub: asking.pub, role, circle: bot ? 0 : Number(circle), label: asking.label },
      ]);
      if (asking.invite) await session.keystore.remove(asking.invite);
      await session.relay.call('DELETE', `/api/enrolments/${asking.deviceId}`).catch(gone);
      toast(`${asking.label} is let in.`);
    } catch (error) {
      setProblem(sentenceOf(error));
    }
    setBusy('');
    onLook();
    return undefined;
  };
  const decline = async () => {
    setBusy('decline');
    try {
      await session.relay.call('DELETE', `/api/enrolments/${asking.deviceId}`).catch(gone);
      toast(`${asking.label} was declined.`);
    } catch (error) {
      setProblem(sentenceOf(error));
    }
    setBusy('');
    onLook();
  };

  return html`<li class="list-item"><div class="stack" style=${{ flex: '1 1 100%' }}>
    <div class="list-main"><span class="disc" aria-hidden="true">${bot ? '·' : [...asking.label][0]?.toUpperCase()}</span>
      <span><span class="list-name"><bdi>${asking.label}</bdi></span> ${asking.invite ? html`<${Badge} kind="good">Holds your invitation<//>` : bot ? html`<${Badge}>Needs no invitation<//>` : html`<${Badge} kind="warn">No invitation of yours<//>`}
        <br /><span class="soft small">${bot ? 'The bot' : ROLE_WORDS[asking.role] ?? asking.role}, asked ${dayAndTime(asking.askedAt)}</span></span></div>
    ${!asking.invite && html`
      <p>${bot ? 'Compare these digits with the ones that the bot shows where it was started.' : 'Ask them to read their digits to you, on the phone or in person.'} If one differs, decline.</p>
      <${Digits} value=${asking.digits} label=${`Safety digits of ${asking.label}`} />
      ${!bot && html`<${Select} label="Their part" value=${role} onChange=${(/** @type {any} */ event) => setRole(event.target.value)} options=${['worker', 'supervisor', 'editor'].map((value) => ({ value, text: ROLE_WORDS[value] }))} />
        ${role !== 'editor' && html`<${Select} label="Their circle" value=${circle} onChange=${(/** @type {any} */ event) => setCircle(event.target.value)} options=${circles.map((/** @type {string} */ name, /** @type {number} */ i) => ({ value: String(i), text: circleTitle(name) }))} />`}`}
      <${Check} label="The digits are the same" checked=${same} onChange=${(/** @type {any} */ event) => setSame(event.target.checked)} />`}
    ${asking.invite && html`<p class="soft">${ROLE_WORDS[asking.role]}${asking.role === 'editor' ? '' : `, ${circleTitle(circles[asking.circle] ?? '')}`}, as you chose when you invited them.</p>`}
    ${namesake && html`<p>${namesake.label} is on the team already. This device will count as theirs: where two people must agree, the two are one. If it is somebody else, decline, and let them choose another name.</p>`}
    ${problem && html`<${Notice} kind="warn">${problem}<//>`}
    <div class="row">
      <${Button} kind="primary" icon="check" busy=${busy === 'approve'} onClick=${approve} aria-label=${`Approve ${asking.label}`}>Approve<//>
      <${Button} busy=${busy === 'decline'} onClick=${decline} aria-label=${`Decline ${asking.label}`}>Decline<//>
    </div>
  </div></li>`;
}

/** Already gone is what we wanted. @param {unknown} error */
function gone(error) {
  if (!(error instanceof Refusal && error.status === 404)) throw error;
}
