/** How a coordinator's changes reach the relay: each said back, each undone, no gap made unseen. */
import { Button } from '../../parts/button.js';
import { random, toB64u } from '../../parts/bytes.js';
import { Dialog } from '../../parts/dialog.js';
import { Refusal, sentenceOf } from '../../parts/relay.js';
import { useProblem } from '../../parts/problem.js';
import { toast } from '../../parts/toast.js';
import { html, useState } from '../../vendor/preact.js';
import { Notice } from '../../parts/panel.js';
import { saySpan } from './times.js';

/** @typedef {import('./reading.js').Reading} Reading */
/** @typedef {import('./reading.js').Shift} Shift */
/** @typedef {{day: number, starts: number, length: number, duty: string, device: string | null}} Wish */

/** What can be told of a shift again. @param {Shift} shift @returns {Wish} */
export const wishOf = ({ day, starts, length, duty, device }) => ({ day, starts, length, duty, device });

/** A shift as the relay keeps it now, which closures its step made, and whether closed hours opened. @typedef {Shift & {closed: string[], lifted: boolean, counts: [number, number][]}} Made */

/** What a step did beside what was asked for, in sentences; none when it did nothing else. @param {Pick<Reading, 'label'>} reading @param {Pick<Shift, 'asks' | 'device'> | null} was @param {Pick<Made, 'duty' | 'asks' | 'answer' | 'lifted' | 'counts' | 'starts_at' | 'ends_at'>} made */
export function saysAlso(reading, was, made) {
  const counted = made.counts.reduce((sum, [from, to]) => sum + to - from, 0);
  return [
    was?.asks === 'cover' && made.asks === 'cover' && `${reading.label(was.device)} still cannot come: colleagues are asked.`,
    was?.asks === 'swap' && made.asks !== 'swap' && (made.answer === 'fell' ? `The swap that ${reading.label(was.device)} offered is void; their list says so.` : `The swap that ${reading.label(was.device)} offered is void.`),
    made.lifted && 'Hours that were closed because nobody was there are open again.',
    made.duty !== 'open' && (!counted ? 'These hours are published as closed: the shift does not count.' : counted < made.ends_at - made.starts_at && 'A part of these hours is published as closed: there the shift does not count.'),
  ].filter(Boolean).join(' ');
}

/** Say that a step was made, and what else it did. @param {Reading} reading @param {string} says @param {Shift | null} was @param {Made} made @param {() => void} undo */
function told(reading, says, was, made, undo) {
  const also = saysAlso(reading, was, made);
  toast(also ? `${says} ${also}` : says, { undo, ...(made.duty !== 'open' && !made.counts.length && { kind: 'warn' }) });
}

/** What puts a shift back as it was, with what its person had asked for, and what the step had closed or opened. @param {Shift} was @param {Made} made */
export const asBefore = (was, made) => ({ ...wishOf(was), changed_at: made.changed_at, opens: made.closed, closed: made.lifted, ...(was.asks === 'cover' && { asks: 'cover', asks_of: was.asks_of }) });

/** @param {Reading} reading @param {string} method @param {string} path @param {Record<string, unknown>} [body] */
export const change = (reading, method, path, body) => thenRead(reading, () => reading.session.relay.call(method, `/api/schedule${path}`, body));

/** A name for what is about to be made: told once more because its answer was lost, it is there once. */
export const newName = () => toB64u(random(16));

/** Plan the same for several days of the week; the week is read once, behind all of them. @param {Reading} reading @param {(Omit<Wish, 'day'> & {weekday: number, id?: string})[]} wishes @param {(weekday: number) => void} onKept */
export const planDays = (reading, wishes, onKept) => thenRead(reading, async () => {
  for (const wish of wishes) {
    await reading.session.relay.call('POST', '/api/schedule/patterns', wish);
    onKept(wish.weekday);
  }
});

/** @template T @param {Reading} reading @param {() => Promise<T>} act @returns {Promise<T>} */
async function thenRead(reading, act) {
  try {
    return await act();
  } finally {
    await reading.read();
  }
}

/** @param {() => Promise<unknown>} act */
const undoing = (act) => () => void act().then(() => toast('Undone.')).catch((error) => toast(sentenceOf(error), { kind: 'danger' }));

/** @param {Reading} reading @param {Shift} shift @param {Wish} wish @param {boolean} [closed] */
export async function putShift(reading, shift, wish, closed = false) {
  const made = await change(reading, 'PUT', `/shifts/${shift.id}`, { ...wish, changed_at: shift.changed_at, closed });
  told(reading, 'Changed.', shift, made, undoing(() => change(reading, 'PUT', `/shifts/${shift.id}`, asBefore(shift, made))));
}

/** Its person cannot come and told the coordinator, who asks the colleagues in their place. @param {Reading} reading @param {Shift} shift */
export async function askFor(reading, shift) {
  const asked = await change(reading, 'POST', `/shifts/${shift.id}/ask-for`, { changed_at: shift.changed_at });
  const made = { ...asked, closed: [], lifted: false, counts: shift.counts ?? [[asked.starts_at, asked.ends_at]] };
  told(reading, 'Colleagues are asked.', shift, made, undoing(() => change(reading, 'PUT', `/shifts/${shift.id}`, { ...asBefore(shift, made), comes: true })));
}

/** @param {Reading} reading @param {Wish & {id: string}} wish @param {boolean} [closed] */
export async function addShift(reading, wish, closed = false) {
  const made = await change(reading, 'POST', '/shifts', { ...wish, closed });
  told(reading, 'Added.', null, made, undoing(() => change(reading, 'DELETE', `/shifts/${made.id}`, { changed_at: made.changed_at, opens: made.closed, closed: made.lifted })));
}

/** @param {Reading} reading @param {Shift} shift @param {boolean} [closed] */
export async function dropShift(reading, shift, closed = false) {
  const gone = await change(reading, 'DELETE', `/shifts/${shift.id}`, { changed_at: shift.changed_at, closed });
  toast('Taken out.', { undo: undoing(() => change(reading, 'PUT', `/shifts/${shift.id}`, asBefore(shift, gone))) });
}

/** A refusal with hours that would be empty: which, and whether to publish them as closed. @param {unknown} error @returns {import('./reading.js').Span[] | null} */
export const gapsOf = (error) => (error instanceof Refusal && error.code === 'gaps' ? /** @type {any} */ (error.body.gaps) : null);

/** @param {{reading: Reading, says: string, gaps: import('./reading.js').Span[], onClose: () => void, onClosed: (() => Promise<unknown>) | null}} props */
export function GapsDialog({ reading, says, gaps, onClose, onClosed }) {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem, isHere] = useProblem('Publish them as closed');
  const close = async () => {
    setBusy(true);
    setProblem(null);
    try {
      await onClosed?.();
      if (isHere()) onClose();
    } catch (error) {
      setProblem(sentenceOf(error));
      setBusy(false);
    }
  };
  return html`<${Dialog} title="Nobody would be there" onClose=${onClose} actions=${html`<${Button} kind="primary" onClick=${onClose}>Go back<//>${onClosed && html`<${Button} busy=${busy} onClick=${close}>Publish them as closed<//>`}`}>
    <p>${says}</p>
    <p>Young people who write in closed hours are told at once that nobody is here, when somebody is back, and which lines are open.</p>
    <ul class="gap-list">${gaps.slice(0, 14).map((gap) => html`<li key=${gap.starts_at}>${saySpan(/** @type {any} */ (reading.schedule), gap.starts_at, gap.ends_at)}</li>`)}</ul>
    ${gaps.length > 14 && html`<p class="soft">And ${gaps.length - 14} more.</p>`}
    ${problem && html`<${Notice} kind="danger">${problem}<//>`}
  <//>`;
}
