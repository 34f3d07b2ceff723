/** When a worker's shift has begun and they are not on call yet: one press, until its end. */
import { Button } from '../../parts/button.js';
import { useNow } from '../../parts/clock.js';
import { lineNow } from '../../parts/line_clock.js';
import { Notice } from '../../parts/panel.js';
import { sentenceOf } from '../../parts/relay.js';
import { toast } from '../../parts/toast.js';
import { html, useState } from '../../vendor/preact.js';
import { SHIFT } from '../../doors/keys/receiving.js';
import { useSession } from '../watching.js';
import { DUTIES, useReading } from './reading.js';
import { clock, sayHours, wall, zoneName } from './times.js';

/**
 * The shift that counts now, and until when: in closed hours none does. Of two at once (backup and supervisor), the longer one.
 * @param {Pick<import('./reading.js').Shift, 'duty' | 'asks' | 'counts'>[]} mine @param {number} now @returns {{duty: string, starts_at: number, ends_at: number} | undefined}
 */
export function begun(mine, now) {
  return mine.filter((one) => one.asks !== 'cover').flatMap(({ duty, counts = [] }) => counts.map(([starts, ends]) => ({ duty, starts_at: starts, ends_at: ends })))
    .filter((one) => one.starts_at <= now && now < one.ends_at).sort((a, b) => b.ends_at - a.ends_at)[0];
}

/** @param {{session: import('../session.js').Session}} props */
export function ShiftOffer({ session }) {
  useSession(session);
  useNow(15_000);
  const reading = useReading(session);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState(/** @type {string | null} */ (null));
  const now = lineNow(session);
  const { schedule } = reading;
  const shift = begun(schedule?.mine ?? [], now);
  if (!schedule || !shift || session.onCall.state === 'shift') return null;
  const until = `${clock(wall(schedule.offsets, shift.ends_at), true)} ${zoneName(schedule.zone)}`;
  const take = async () => {
    setBusy(true);
    setProblem(null);
    try {
      await session.takeDuty(SHIFT, shift.ends_at - lineNow(session));
      toast('You are on call.');
    } catch (error) {
      setProblem(sentenceOf(error));
    }
    setBusy(false);
  };
  return html`<${Notice} kind="warn" actions=${html`<${Button} kind="primary" small busy=${busy} onClick=${take}>Go on call until ${until}<//>`}>
    Your shift has begun: ${DUTIES[shift.duty].toLowerCase()}, ${sayHours(schedule, shift.starts_at, shift.ends_at)}. ${problem}<//>`;
}

/** How many shifts hope for this worker, or have an answer for them, for the bar. @param {import('../session.js').Session} session @returns {number} */
export function useHoped(session) {
  const reading = useReading(session);
  return ['worker', 'supervisor'].includes(session.me.role) ? reading.forMe().length + reading.answered().length : 0;
}
