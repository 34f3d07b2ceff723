/** Closing a conversation: what they are told, and until when everything in it stands. */

import { html, useEffect, useState } from '../../vendor/preact.js';
import { Button } from '../../parts/button.js';
import { Dialog } from '../../parts/dialog.js';
import { Select } from '../../parts/field.js';
import { inOrder } from '../../parts/in_order.js';
import { AGES, OUTCOMES } from '../reports/words.js';
import { close, keepLonger } from './claiming.js';
import { Asked, giver, reaches } from './telling.js';

/** @typedef {import('./engine.js').DeskEngine} DeskEngine */
/** @typedef {import('./talk.js').Talk} Talk */

const DAYS = [
  { value: '0', text: 'After 24 hours' },
  { value: '3', text: 'After 3 days' },
  { value: '7', text: 'After 7 days' },
];
/** The closed list of the relay: a reason is kept, words are not. */
const REASONS = [
  { value: 'safety-plan', text: 'A safety plan they want to come back to' },
  { value: 'report', text: 'A report that has to be made' },
  { value: 'handover', text: 'A handover to a colleague' },
  { value: 'asked', text: 'They asked for it' },
];

/** Why it is kept longer than a day. @param {{reason: string, onReason: (reason: string) => void}} props */
const Why = ({ reason, onReason }) => html`<${Select} label="Why longer" value=${reason} options=${REASONS} onChange=${(/** @type {any} */ event) => onReason(event.target.value)} />`;

/**
 * @param {{desk: DeskEngine, talk: Talk, onClose: () => void}} props
 */
export function CloseDialog({ desk, talk, onClose }) {
  const [days, setDays] = useState('0');
  const [reason, setReason] = useState('safety-plan');
  const [outcome, setOutcome] = useState('');
  const [age, setAge] = useState('');
  const [there, setThere] = useState(/** @type {boolean | null} */ (null));
  const by = giver(desk, talk.row);
  useEffect(() => {
    if (!by) return undefined;
    // Not known is not "gone": then the dialog only asks.
    const order = inOrder();
    const look = () => void order(() => reaches(talk, by.device)).then((read) => { if (read) setThere(read.answer); }, () => setThere(null));
    look();
    // Who came or went while the line was away rang for nobody here.
    const offs = [desk.session.live.on('certificates', look), desk.session.live.on('welcome', look)];
    return () => offs.forEach((off) => off());
  }, [by?.device]);
  const confirm = () => {
    onClose();
    void close(desk, talk, { ...(outcome && { outcome }), ...(age && { age }) }, days === '0' ? null : { days: Number(days), reason });
  };
  return html`<${Dialog} title="Close the conversation?" onClose=${onClose}
    actions=${html`<${Button} onClick=${onClose}>Keep it open<//><${Button} kind="primary" data-act="confirm" onClick=${confirm}>Close it<//>`}>
    <p>${talk.story.leftAt ? 'They have left already.' : 'They are told that the conversation is over, and can start a new one at any time.'} Then everything in it is erased for good.</p>
    ${by && html`<${Asked} by=${by} there=${there} outcome=${outcome} />`}
    <${Select} label="What came of it" hint="Counted for the month, and not kept with the conversation." value=${outcome} options=${OUTCOMES} onChange=${(/** @type {any} */ event) => setOutcome(event.target.value)} />
    <${Select} label="Their age, if they told you by themselves" value=${age} options=${AGES} onChange=${(/** @type {any} */ event) => setAge(event.target.value)} />
    <${Select} label="Erase it" value=${days} options=${DAYS} onChange=${(/** @type {any} */ event) => setDays(event.target.value)} />
    ${days !== '0' && html`<${Why} reason=${reason} onReason=${setReason} />`}
  <//>`;
}

/**
 * It is closed already, and is to stay longer: because that did not go through with the close, or because of what came after it.
 * @param {{desk: DeskEngine, talk: Talk, onClose: () => void}} props
 */
export function KeepDialog({ desk, talk, onClose }) {
  const [days, setDays] = useState('7');
  const [reason, setReason] = useState('safety-plan');
  const confirm = () => {
    onClose();
    void keepLonger(desk, talk, { days: Number(days), reason });
  };
  return html`<${Dialog} title="Keep it longer?" onClose=${onClose}
    actions=${html`<${Button} onClick=${onClose}>Cancel<//><${Button} kind="primary" data-act="confirm" onClick=${confirm}>Keep it<//>`}>
    <p>It is erased that much later, counted from now, and never later than 14 days after it was closed.</p>
    <${Select} label="Erase it" value=${days} options=${DAYS.slice(1)} onChange=${(/** @type {any} */ event) => setDays(event.target.value)} />
    <${Why} reason=${reason} onReason=${setReason} />
  <//>`;
}
