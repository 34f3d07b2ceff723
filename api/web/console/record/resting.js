/** Ten minutes after a heavy talk: what the worker sees meanwhile, two questions, and somebody to call. */

import { html, useState } from '../../vendor/preact.js';
import { Button } from '../../parts/button.js';
import { useNow } from '../../parts/clock.js';
import { Dialog } from '../../parts/dialog.js';
import { Choices } from '../../parts/field.js';
import { sentenceOf } from '../../parts/relay.js';
import { toast } from '../../parts/toast.js';
import { waited, waitedAloud } from '../desk/times.js';

/** @typedef {import('../desk/engine.js').DeskEngine} DeskEngine */

/** @param {{session: {relay: import('../desk/session.js').Relay}}} props */
export function CallMe({ session }) {
  const [busy, setBusy] = useState(false);
  const [says, setSays] = useState('');
  const ask = async () => {
    setBusy(true);
    try {
      const { called } = await session.relay.call('POST', '/api/alerts/call-me', {});
      setSays(called ? 'Your supervisor on duty was woken, and reads on their desk that you want to be called.' : 'No supervisor on duty could be woken. Call one from your team’s phone list.');
    } catch (error) {
      setSays(sentenceOf(error));
    }
    setBusy(false);
  };
  return html`<div class="row"><${Button} busy=${busy} icon="phone" onClick=${ask} data-act="call-me">Call me<//><p class="small soft" role="status">${says || 'Wakes the supervisor on duty, for you. Or 9-8-8, day and night.'}</p></div>`;
}

/** A strip over the list while the rest lasts. @param {{desk: DeskEngine}} props */
export function Resting({ desk }) {
  useNow(1000);
  const [busy, setBusy] = useState(false);
  const [says, setSays] = useState('');
  const { left } = desk.caring;
  if (left <= 0) return null;
  const emergency = [...desk.rows.values()].some((row) => row.state === 'waiting' && row.priority === 3);
  const over = async () => {
    setBusy(true);
    setSays('');
    await desk.caring.over().catch((error) => setSays(sentenceOf(error)));
    setBusy(false);
  };
  return html`<section class="resting" aria-label="Your rest">
    <p><strong>Ten minutes for you.</strong> <span class="desk-tabular" aria-hidden="true">${waited(left)}</span><span class="visually-hidden">${waitedAloud(left)} left</span></p>
    <p class="small">Stand up, drink something, look out. Nobody new comes to you meanwhile.</p>
    ${desk.caring.asking && !desk.caring.open && html`<p class="small"><button type="button" class="desk-link" onClick=${() => desk.caring.ask(true)} data-act="questions">Two questions, for you alone</button></p>`}
    <${CallMe} session=${desk.session} />
    ${emergency && html`<p><strong>Somebody pressed the emergency button.</strong></p><${Button} small busy=${busy} onClick=${over}>End my rest and be there<//>`}
    ${says && html`<p class="field-error" role="alert">${says}</p>`}
  </section>`;
}

/** @param {{desk: DeskEngine}} props */
export function Debrief({ desk }) {
  const [how, setHow] = useState('');
  const [stays, setStays] = useState('');
  if (!desk.caring.asking || !desk.caring.open) return null;
  const done = () => {
    void desk.caring.answered(how, stays);
    setHow('');
    setStays('');
    toast('Kept on this device, for you alone.');
  };
  const later = () => desk.caring.ask(false);
  return html`<${Dialog} title="That was a heavy one" onClose=${later} actions=${html`<${Button} onClick=${later}>Not now<//><${Button} kind="primary" disabled=${!how || !stays} onClick=${done} data-act="debrief">Done<//>`}>
    <p>You have ten minutes now. Two questions, for you alone: the answers stay locked in this browser. “Not now” leaves them over the list for as long as you rest.</p>
    <${Choices} legend="How are you right now?" name="debrief-how" value=${how} onChoose=${setHow} options=${[{ value: 'steady', title: 'Steady' }, { value: 'shaken', title: 'Shaken' }, { value: 'low', title: 'Not okay' }]} />
    <${Choices} legend="Is something staying with you that you want to talk through?" name="debrief-stays" value=${stays} onChoose=${setStays} options=${[{ value: 'no', title: 'No' }, { value: 'later', title: 'Yes, another day' }, { value: 'now', title: 'Yes, soon' }]} />
    ${(how === 'low' || stays === 'now') && html`<p><strong>Please do not carry that alone.</strong></p>`}
    <${CallMe} session=${desk.session} /><//>`;
}
