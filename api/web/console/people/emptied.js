/** Which shifts nobody has any more when a device leaves the list, said before it does. */
import { lineNow } from '../../parts/line_clock.js';
import { Notice } from '../../parts/panel.js';
import { html, useEffect, useState } from '../../vendor/preact.js';
import { left } from '../schedule/layout.js';
import { DUTIES, readingOf } from '../schedule/reading.js';
import { saySpan } from '../schedule/times.js';

/** @typedef {import('../schedule/reading.js').Schedule} Schedule */
const AHEAD = 62 * 86_400_000;
const FEW = 6;

/** The duties still to come that this device has and everybody relies on. @param {Pick<Schedule, 'at' | 'shifts' | 'closures'>} schedule @param {string} device */
export const emptiedBy = ({ at, shifts, closures }, device) => shifts.filter((one) => one.device === device && one.duty !== 'open' && !one.draft && one.ends_at > at && left(one, closures).length);

/** @param {{session: import('../session.js').Session, device: string}} props */
export function Emptied({ session, device }) {
  const [schedule, setSchedule] = useState(/** @type {Schedule | null} */ (null));
  useEffect(() => {
    const now = lineNow(session);
    // When the relay cannot say it now, Remove stays possible: a lost device must leave the list at once.
    readingOf(session).ask({ from: now, to: now + AHEAD }).then(setSchedule, () => setSchedule(null));
  }, [session, device]);
  const gone = schedule ? emptiedBy(schedule, device) : [];
  if (!schedule || !gone.length) return null;
  return html`<${Notice} kind="warn" title=${gone.length === 1 ? 'One shift has nobody then' : `${gone.length} shifts have nobody then`}>
    <ul class="gap-list">${gone.slice(0, FEW).map((one) => html`<li key=${one.id}>${DUTIES[one.duty]}: ${saySpan(schedule, one.starts_at, one.ends_at)}</li>`)}</ul>
    ${gone.length > FEW && html`<p>And ${gone.length - FEW} more.</p>`}
    <p>Put somebody there under <em>Schedule</em>. Colleagues are asked when one comes near, and the backup is woken if it begins with nobody.</p><//>`;
}
