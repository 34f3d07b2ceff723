/** What a worker does with a shift: says "I cannot come", offers a swap, takes one, takes words back. */
import { Button } from '../../parts/button.js';
import { Dialog } from '../../parts/dialog.js';
import { lineNow } from '../../parts/line_clock.js';
import { Empty, Notice } from '../../parts/panel.js';
import { sentenceOf } from '../../parts/relay.js';
import { useProblem } from '../../parts/problem.js';
import { toast } from '../../parts/toast.js';
import { html, useEffect, useState } from '../../vendor/preact.js';
import { askFor } from './editing.js';
import { DUTIES } from './reading.js';
import { swappable } from './swapping.js';
import { sayShift, zoneName } from './times.js';

const FOUR_WEEKS = 28 * 86_400_000;

/** @typedef {import('./reading.js').Reading} Reading */
/** @typedef {import('./reading.js').Shift} Shift */

/** @param {Reading} reading @param {Shift} shift @param {string} verb @param {Record<string, unknown>} [more] @returns {Promise<Shift>} */
async function tell(reading, shift, verb, more = {}) {
  try {
    return await reading.session.relay.call('POST', `/api/schedule/shifts/${shift.id}/${verb}`, { changed_at: shift.changed_at, ...more });
  } finally {
    await reading.read();
  }
}

/** One press; taken back as "I cannot come after all", never put back on who is sick. @param {Reading} reading @param {Shift} shift */
export async function takeShift(reading, shift) {
  const taken = await tell(reading, shift, 'take');
  const says = shift.asks === 'swap' ? 'Swapped.' : `It is yours: ${sayShift(/** @type {any} */ (reading.schedule), { ...taken, counts: shift.counts?.filter(([, to]) => to > taken.starts_at).map(([from, to]) => [Math.max(from, taken.starts_at), to]) })}.`;
  toast(says, shift.asks === 'swap' ? {} : { undo: () => void tell(reading, taken, 'ask', { kind: 'cover' }).catch((error) => toast(sentenceOf(error), { kind: 'danger' })) });
}

/** @param {Reading} reading @param {Shift} shift */
export async function comeAfterAll(reading, shift) {
  await tell(reading, shift, 'withdraw');
  toast('Your shift is as before.');
}

/** What came of an offer to swap, as its worker reads it. */
export const ANSWERS = /** @type {Record<string, string>} */ ({ swapped: 'Swapped, as you offered', fell: 'Your swap is void: a shift in it was changed' });

/** Read, and gone from the list. @param {Reading} reading @param {Shift} shift */
export const hasSeen = (reading, shift) => tell(reading, shift, 'withdraw');

/** @param {Reading} reading @param {Shift} shift */
async function askMine(reading, shift) {
  const asked = await tell(reading, shift, 'ask', { kind: 'cover' });
  toast('Your colleagues are asked. Rest.', { undo: () => void comeAfterAll(reading, asked).catch((error) => toast(sentenceOf(error), { kind: 'danger' })) });
}

/** "I am sick", or a coordinator who was told so by phone: the second of two taps. @param {{reading: Reading, shift: Shift, onClose: () => void}} props */
export function SickDialog({ reading, shift, onClose }) {
  const [busy, setBusy] = useState(false);
  const mine = reading.isMine(shift.device);
  const name = reading.label(shift.device);
  const [problem, setProblem, isHere] = useProblem(mine ? 'Ask my colleagues' : `Ask the colleagues of ${name}`);
  const ask = async () => {
    setBusy(true);
    setProblem(null);
    try {
      await (mine ? askMine : askFor)(reading, shift);
      if (isHere()) onClose();
    } catch (error) {
      setProblem(sentenceOf(error));
      setBusy(false);
    }
  };
  return html`<${Dialog} title=${mine ? 'You cannot come?' : `${name} cannot come?`} onClose=${onClose} actions=${html`<${Button} onClick=${onClose}>${mine ? 'I come' : 'Go back'}<//><${Button} kind="primary" busy=${busy} onClick=${ask}>${mine ? 'Ask my colleagues' : 'Ask their colleagues'}<//>`}>
    <p class="lead">${DUTIES[shift.duty]}, ${sayShift(/** @type {any} */ (reading.schedule), shift)}</p>
    <p>${mine ? 'From now on nobody counts on you for these hours, and you are not called. The first colleague who presses “Take it” has them. You owe nobody a reason.'
      : html`From now on nobody counts on <bdi>${name}</bdi> for these hours, and they are not called. The first colleague who presses “Take it” has them. If they come after all, they say so on their own desk.`}</p>
    <p class="soft small">Who could take it is woken when it begins within twelve hours. At night, from 22:00 to 8:00 ${zoneName(/** @type {any} */ (reading.schedule).zone)}, that is at once only who is on call; the others are woken at 8:00, or two hours before it begins if that is earlier.</p>
    ${problem && html`<${Notice} kind="danger">${problem}<//>`}
  <//>`;
}

/** The colleagues' coming shifts, each one press away. @param {{reading: Reading, shift: Shift, onClose: () => void}} props */
export function SwapDialog({ reading, shift, onClose }) {
  const [others, setOthers] = useState(/** @type {Shift[] | null} */ (null));
  const [busy, setBusy] = useState('');
  const [problem, setProblem, isHere] = useProblem('Offer a swap');
  useEffect(() => {
    const from = lineNow(reading.session);
    reading.ask({ from, to: from + FOUR_WEEKS })
      .then((weeks) => setOthers(swappable(weeks, shift, from)))
      .catch((error) => { setOthers([]); if (isHere()) setProblem(sentenceOf(error)); });
  }, []);
  const offer = async (/** @type {Shift} */ other) => {
    setBusy(other.id);
    setProblem(null);
    try {
      await tell(reading, shift, 'ask', { kind: 'swap', for: other.id });
      toast(`${reading.label(other.device)} is asked. Until they agree, nothing changes.`);
      if (isHere()) onClose();
    } catch (error) {
      setProblem(sentenceOf(error));
      setBusy('');
    }
  };
  return html`<${Dialog} title="Swap for which shift?" onClose=${onClose} wide>
    <p>You give: ${DUTIES[shift.duty]}, ${sayShift(/** @type {any} */ (reading.schedule), shift)}</p>
    ${others === null ? html`<p role="status" class="soft">Looking …</p>` : !others.length ? html`<${Empty} icon="clock" title="No colleague has a shift to swap with you">In the next four weeks none of theirs fits yours. If you cannot come, say “I am sick”: then anybody can take yours.<//>`
      : html`<ul class="list offers">${others.map((other) => html`<li class="list-item" key=${other.id}>
        <span class="list-main"><span><span class="list-name"><bdi>${reading.label(other.device)}</bdi>, ${DUTIES[other.duty].toLowerCase()}</span><br /><span class="soft small">${sayShift(/** @type {any} */ (reading.schedule), other)}</span></span></span>
        <${Button} small busy=${busy === other.id} onClick=${() => offer(other)} aria-label=${`Offer the swap to ${reading.label(other.device)}`}>Offer<//></li>`)}</ul>`}
    ${problem && html`<div class="near"><${Notice} kind="danger">${problem}<//></div>`}
  <//>`;
}
