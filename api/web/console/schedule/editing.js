/** How a coordinator's changes reach the relay: each said back, each undone, no gap made unseen. */
import { Button } from '../../parts/button.js';
import { Dialog } from '../../parts/dialog.js';
import { Refusal, sentenceOf } from '../../parts/relay.js';
import { toast } from '../../parts/toast.js';
import { html, useState } from '../../vendor/preact.js';
import { Notice } from '../../parts/panel.js';
import { saySpan } from './times.js';

/** @typedef {import('./reading.js').Reading} Reading */
/** @typedef {import('./reading.js').Shift} Shift */
/** @typedef {{day: number, starts: number, length: number, duty: string, device: string | null}} Wish */

/** What can be told of a shift again. @param {Shift} shift @returns {Wish} */
export const wishOf = ({ day, starts, length, duty, device }) => ({ day, starts, length, duty, device });

/** @param {Reading} reading @param {string} method @param {string} path @param {Record<string, unknown>} [body] */
export async function change(reading, method, path, body) {
  try {
    return await reading.session.relay.call(method, `/api/schedule${path}`, body);
  } finally {
    await reading.read();
  }
}

/** @param {() => Promise<unknown>} act */
const undoing = (act) => () => void act().then(() => toast('Undone.')).catch((error) => toast(sentenceOf(error), { kind: 'danger' }));

/** @param {Reading} reading @param {Shift} shift @param {Wish} wish @param {boolean} [closed] */
export async function putShift(reading, shift, wish, closed = false) {
  const made = await change(reading, 'PUT', `/shifts/${shift.id}`, { ...wish, changed_at: shift.changed_at, closed });
  toast('Changed.', { undo: undoing(() => change(reading, 'PUT', `/shifts/${shift.id}`, { ...wishOf(shift), changed_at: made.changed_at })) });
}

/** @param {Reading} reading @param {Wish} wish @param {boolean} [closed] */
export async function addShift(reading, wish, closed = false) {
  const made = await change(reading, 'POST', '/shifts', { ...wish, closed });
  toast('Added.', { undo: undoing(() => change(reading, 'DELETE', `/shifts/${made.id}`, { changed_at: made.changed_at })) });
}

/** @param {Reading} reading @param {Shift} shift @param {boolean} [closed] */
export async function dropShift(reading, shift, closed = false) {
  await change(reading, 'DELETE', `/shifts/${shift.id}`, { changed_at: shift.changed_at, closed });
  toast('Taken out.', { undo: undoing(() => change(reading, 'POST', '/shifts', wishOf(shift))) });
}

/** A refusal with hours that would be empty: which, and whether to publish them as closed. @param {unknown} error @returns {import('./reading.js').Span[] | null} */
export const gapsOf = (error) => (error instanceof Refusal && error.code === 'gaps' ? /** @type {any} */ (error.body.gaps) : null);

/** @param {{reading: Reading, says: string, gaps: import('./reading.js').Span[], onClose: () => void, onClosed: (() => Promise<unknown>) | null}} props */
export function GapsDialog({ reading, says, gaps, onClose, onClosed }) {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState(/** @type {string | null} */ (null));
  const close = async () => {
    setBusy(true);
    try {
      await onClosed?.();
      onClose();
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
