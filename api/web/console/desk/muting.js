/** A pause after abuse: first a "not okay", then a length and a reason. */

import { html, useState } from '../../vendor/preact.js';
import { Button } from '../../parts/button.js';
import { Dialog } from '../../parts/dialog.js';
import { Select } from '../../parts/field.js';
import { toast } from '../../parts/toast.js';
import { attempt } from './claiming.js';
import { useReading } from '../schedule/reading.js';
import { hushed } from './order.js';
import { repliesFor } from './replies.js';

/** @typedef {import('./engine.js').DeskEngine} DeskEngine */
/** @typedef {import('./talk.js').Talk} Talk */
/** @typedef {import('./order.js').Row} Row */

export const LENGTHS = [{ value: '15', text: '15 minutes' }, { value: '60', text: '1 hour' }, { value: '480', text: '8 hours' }, { value: '1440', text: '24 hours' }];
/** The closed list of the relay: what a second person can look at. */
export const REASONS = [
  { value: 'sexual', text: 'Sexual words at me' }, { value: 'threats', text: 'Threats against me' }, { value: 'abuse', text: 'Insults' },
  { value: 'flood', text: 'A flood of messages' }, { value: 'other', text: 'Something else' },
];

/** @param {DeskEngine} desk @param {Talk} talk */
const limits = (desk, talk) => [...repliesFor(desk.content, talk.story.opening.lang), ...repliesFor(desk.content, 'en')].filter(({ stage }) => stage === 'not_okay');

/**
 * The N key: the ready reply lands in the box. It is not sent by a single key, because a frightened youth must not get it by a slip.
 * @param {DeskEngine} desk
 */
export function notOkay(desk) {
  const talk = desk.chosen ? desk.talks.get(desk.chosen) : undefined;
  const row = talk?.row;
  if (!talk || row?.state !== 'claimed' || row.claimed_by !== desk.session.me.device_id) return;
  const [reply] = limits(desk, talk);
  if (!reply) return;
  if (!talk.draft.includes(reply.text)) talk.setDraft([talk.draft.trim(), reply.text].filter(Boolean).join(' '));
  document.getElementById('desk-box')?.focus();
}

/**
 * There is no pause on first contact: whoever writes is told first, and may go on kindly.
 * @param {DeskEngine} desk
 * @param {Talk} talk
 */
export function limitSaid(desk, talk) {
  const words = limits(desk, talk).map(({ text }) => text);
  return talk.story.items.some((item) => item.kind === 'bubble' && item.from !== 'youth' && item.scope === 0 && !item.retracted && words.some((text) => item.body.includes(text)));
}

/** @param {DeskEngine} desk @param {string} id */
async function unmute(desk, id) {
  await attempt(desk, id, 'unmute', async () => desk.put(await desk.session.relay.call('POST', `/api/conversations/${id}/unmute`, {})));
}

/**
 * What stands above the words: that it is paused, or that it may be.
 * @param {{desk: DeskEngine, talk: Talk, row: Row, mine: boolean}} props
 */
export function Pausing({ desk, talk, row, mine }) {
  const [asking, ask] = useState(false);
  const reading = useReading(desk.session);
  if (row.muted_until) {
    return html`<div class="desk-notice"><p><strong>Paused until ${reading.say(row.muted_until)}.</strong> ${hushed(row) ? 'Only an emergency wakes anybody.' : 'Emergency: the team is called all the same.'} What they write is kept; they are told so once, with numbers.</p>
      ${mine && html`<${Button} small onClick=${() => unmute(desk, row.id)} data-act="unmute">End the pause<//>`}</div>`;
  }
  if (!mine || !limitSaid(desk, talk)) return null;
  return html`<div class="desk-notice"><p>You told them that this is not okay. If it goes on, you may pause the chat.</p>
    <${Button} small onClick=${() => ask(true)} data-act="mute">Pause the chat<//>
    ${asking && html`<${MuteDialog} desk=${desk} row=${row} onClose=${() => ask(false)} />`}</div>`;
}

/** @param {{desk: DeskEngine, row: Row, onClose: () => void}} props */
function MuteDialog({ desk, row, onClose }) {
  const [minutes, setMinutes] = useState('60');
  const [reason, setReason] = useState('sexual');
  const confirm = async () => {
    onClose();
    await attempt(desk, row.id, 'mute', async () => {
      desk.put(await desk.session.relay.call('POST', `/api/conversations/${row.id}/mute`, { minutes: Number(minutes), reason }));
      toast('Paused. A colleague is asked to look at it.', { undo: () => void unmute(desk, row.id) });
    });
  };
  return html`<${Dialog} title="Pause the chat?" onClose=${onClose}
    actions=${html`<${Button} onClick=${onClose}>Not now<//><${Button} kind="primary" data-act="confirm" onClick=${confirm}>Pause it<//>`}>
    <p>Nobody is banned, and nobody learns who they are. If they write, they are told until when, that they are in no trouble, and who is there now. Should they press the emergency button, the team is called all the same. Every word is kept, and you can end the pause at any time.</p>
    <${Select} label="For how long" value=${minutes} options=${LENGTHS} onChange=${(/** @type {any} */ event) => setMinutes(event.target.value)} />
    <${Select} label="Why" hint="A second person sees this, and says whether the pause was right." value=${reason} options=${REASONS} onChange=${(/** @type {any} */ event) => setReason(event.target.value)} />
  <//>`;
}
