/** Pauses of colleagues that wait for a second person: how many, each by itself, and what one says. */

import { html, useCallback, useEffect, useRef, useState } from '../../vendor/preact.js';
import { Button } from '../../parts/button.js';
import { inOrder } from '../../parts/in_order.js';
import { lineNow } from '../../parts/line_clock.js';
import { personOf } from '../../parts/person.js';
import { sentenceOf } from '../../parts/relay.js';
import { toast } from '../../parts/toast.js';
import { useReading } from '../schedule/reading.js';
import { attempt } from './claiming.js';
import { LENGTHS, REASONS } from './muting.js';
import { callName } from './names.js';

/** @typedef {import('./engine.js').DeskEngine} DeskEngine */
/** @typedef {{id: string, conversation: string | null, device: string, reason: string, minutes: number, at: number, until: number, ended_by: string | null}} Pause */

/**
 * What this person may look at: nobody looks at a pause of their own, made on whichever device.
 * @param {Pause[]} pauses
 * @param {(device: string) => string} label
 * @param {string} mine  my own name on the list
 */
export const owedByMe = (pauses, label, mine) => pauses.filter(({ device }) => personOf(label(device)) !== personOf(mine));

/** @param {number} many */
export const owedLine = (many) => (many === 0 ? '' : many === 1 ? 'One pause waits for a second person.' : `${many} pauses wait for a second person.`);

/**
 * One pause as a sentence. Once its talk is closed its times are known to the hour only, so that none of them is said as if it were exact.
 * @param {Pause} one
 * @param {{label: (device: string) => string, say: (at: number) => string, now: number, closed: boolean}} known
 */
export function pauseLine(one, { label, say, now, closed }) {
  const length = LENGTHS.find(({ value }) => value === String(one.minutes))?.text ?? `${one.minutes} minutes`;
  const why = REASONS.find(({ value }) => value === one.reason)?.text.toLowerCase() ?? one.reason;
  const by = one.ended_by === null ? '' : `, ended early by ${label(one.ended_by)}`;
  const since = closed ? `in the hour from ${say(one.at)}` : `from ${say(one.at)}`;
  const end = by || (one.until <= now ? ', and over now' : closed ? '' : ` until ${say(one.until)}`);
  return `paused by ${label(one.device)} for ${length} ${since}${end}${by && !closed ? ` at ${say(one.until)}` : ''}: ${why}.`;
}

/**
 * The pauses that wait for this person, asked for anew at every bell.
 * @param {DeskEngine} desk
 */
export function usePauses(desk) {
  const [pauses, setPauses] = useState(/** @type {Pause[]} */ ([]));
  const { live, relay, me } = desk.session;
  // Without an answer the list stays as it was; the next bell asks again.
  const order = useRef(inOrder());
  const load = useCallback(() => void order.current(() => relay.call('GET', '/api/team/mutes')).then((read) => { if (read) setPauses(read.answer.items); }, () => undefined), [desk]);
  useEffect(() => {
    const offs = [live.on('team', load), live.on('welcome', load), live.on('gone', load)];
    load();
    return () => { for (const off of offs) off(); };
  }, [load]);
  return { pauses: owedByMe(pauses, desk.people.label, me.label), load };
}

/**
 * Said at the top, so that whoever comes to the desk sees it; it rings for nobody, because it can wait for a quiet minute.
 * @param {{many: number}} props
 */
export function Owed({ many }) {
  const look = () => document.getElementById('desk-reviews')?.focus();
  return html`<div role="status">${many > 0 && html`<p class="desk-quiet">${owedLine(many)} <button type="button" class="desk-link" data-act="pauses" onClick=${look}>Look at ${many === 1 ? 'it' : 'them'}</button></p>`}</div>`;
}

/**
 * One press says that it was right, the other that it was not, and ends it if it still holds.
 * @param {{desk: DeskEngine, pauses: Pause[], load: () => void}} props
 */
export function ToReview({ desk, pauses, load }) {
  const reading = useReading(desk.session);
  const now = lineNow(desk.session);
  /** @param {Pause} one @param {'right' | 'undone'} verdict */
  const say = (one, verdict) => attempt(desk, one.id, `look ${verdict}`, async () => {
    try {
      await desk.session.relay.call('POST', `/api/mutes/${one.id}/review`, { verdict });
      toast(one.until <= lineNow(desk.session) ? 'Noted.' : verdict === 'right' ? 'Noted. The pause stays.' : 'The pause is ended.');
    } catch (error) {
      toast(sentenceOf(error));
    }
    load();
  });
  return pauses.length > 0 && html`<section class="desk-group" aria-labelledby="desk-reviews">
    <h3 id="desk-reviews" tabindex="-1">Pauses to look at <span class="desk-count">${pauses.length}</span></h3>
    ${pauses.map((one) => {
      const closed = one.conversation === null || desk.rows.get(one.conversation)?.state === 'closed';
      const over = one.until <= now;
      return html`<div class="desk-notice" key=${one.id}>
      <p><strong>${one.conversation === null ? 'A chat that is erased' : callName(one.conversation)}</strong>, ${pauseLine(one, { label: desk.people.label, say: (at) => reading.say(at), now, closed })} Talk to them, then say.</p>
      <${Button} small onClick=${() => say(one, 'right')} data-act="mute-right">It was right<//>
      <${Button} small onClick=${() => say(one, 'undone')} data-act="mute-undone">${over || one.conversation === null ? 'It was not right' : 'End the pause'}<//></div>`;
    })}
  </section>`;
}
