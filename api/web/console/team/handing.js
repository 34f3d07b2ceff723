/** The dialogs around a conversation: hand it over, keep out of it, open it with a second person. */

import { html, useState } from '../../vendor/preact.js';
import { Button } from '../../parts/button.js';
import { Dialog } from '../../parts/dialog.js';
import { Choices } from '../../parts/field.js';
import { capital, circleName } from '../desk/words.js';
import { askTogether, offer, recuse } from './around.js';

/** @typedef {import('../desk/engine.js').DeskEngine} DeskEngine */
/** @typedef {import('../desk/order.js').Row} Row */

/** Why a colleague takes over: the youth is told in these plain words (content: transfer.why). */
export const WHY = [
  { value: 'leaving', title: 'I have to go soon' }, { value: 'knows', title: 'They know more about this' }, { value: 'asked', title: 'The youth asked for somebody else' },
  { value: 'tired', title: 'I need a break' }, { value: 'other', title: 'They can help better right now' },
];
/** Why two people open what a colleague has: the relay's closed list. */
export const TOGETHER = [
  { value: 'danger', title: 'Somebody may be in danger now' }, { value: 'promise', title: 'Something was promised for now' }, { value: 'unreachable', title: 'The colleague cannot be reached' },
];

/**
 * Each colleague with the circle of the device that would read it: the youth is asked about a police officer, not about a name.
 * @param {Pick<DeskEngine, 'circles'>} desk
 * @param {{device: string, label: string, circle: number}[]} there
 */
export const toWhom = (desk, there) => there.map(({ device, label, circle }) => ({ value: device, title: label, text: capital(circleName(desk.circles()[circle] ?? '')) }));

/** @param {{desk: DeskEngine, row: Row, onClose: () => void}} props */
export function HandOver({ desk, row, onClose }) {
  const there = desk.team.mayTake(row);
  const [to, setTo] = useState(there[0]?.device ?? '');
  const [why, setWhy] = useState('leaving');
  const go = () => { onClose(); void offer(desk, row.id, to, why); };
  return html`<${Dialog} title="Hand over to a colleague" onClose=${onClose} actions=${html`<${Button} onClick=${onClose}>Keep it<//><${Button} kind="primary" disabled=${!to} onClick=${go} data-act="confirm">Ask them<//>`}>
    ${there.length === 0 ? html`<p>No colleague of the circles that they agreed to is here now. You can put the conversation back in line.</p>` : html`
    <p>First your colleague says yes. Then the youth is asked, told who and why, and may say no. What was written goes along, so that nobody starts over.</p>
    <${Choices} legend="To whom?" name="to" value=${to} onChoose=${setTo} options=${toWhom(desk, there)} />
    <${Choices} legend="Why? They are told this." name="why" value=${why} onChoose=${setWhy} options=${WHY} />`}<//>`;
}

/** @param {{desk: DeskEngine, row: Row, onClose: () => void}} props */
export function KeepOut({ desk, row, onClose }) {
  return html`<${Dialog} title="You know this person?" onClose=${onClose} actions=${html`<${Button} onClick=${onClose}>No, go on<//><${Button} kind="danger" onClick=${() => { onClose(); void recuse(desk, row.id); }} data-act="confirm">Hide it from me<//>`}>
    <p>From now on this conversation, and their next one, is hidden from you. Nothing more is sealed to a device of yours, and you are not called for it. If it is yours it goes back in line.</p>
    <p>This holds until they have been quiet for two days: then the bot has forgotten them, as it forgets everybody. If they come back after that and you see it, press it again.</p>
    <p>Nobody on the team is told why, and the youth is not told why either: if you had it, they read that you had to go and that they are back in line. This cannot be undone.</p><//>`;
}

/** @param {{desk: DeskEngine, row: Row, onClose: () => void}} props */
export function OpenTogether({ desk, row, onClose }) {
  const [reason, setReason] = useState('danger');
  return html`<${Dialog} title="Open it with a second person" onClose=${onClose} actions=${html`<${Button} onClick=${onClose}>Not now<//><${Button} kind="primary" onClick=${() => { onClose(); void askTogether(desk, row.id, reason); }} data-act="confirm">Ask a second person<//>`}>
    <p>${row.claimed_label ?? 'A colleague'} has this conversation. If they cannot be reached and it must not wait, a second person can agree that you open it, for one hour. Whoever may agree and is on call or on standby is woken, if they ordered a way to be.</p>
    <${Choices} legend="Why?" name="together" value=${reason} onChoose=${setReason} options=${TOGETHER} />
    <p class="small soft">Both of you stand on record, and ${row.claimed_label ?? 'your colleague'} is shown who opened it. You can read what was written before they claimed it, and what comes once you have joined; what was sealed to them alone stays closed.</p><//>`;
}
