/** Now, next and who: the schedule in one look, at the top of its page. */
import { useNow } from '../../parts/clock.js';
import { Icon } from '../../parts/icon.js';
import { lineNow } from '../../parts/line_clock.js';
import { html } from '../../vendor/preact.js';
import { sayMoment } from './times.js';

/** @param {{reading: import('./reading.js').Reading}} props */
export function Glance({ reading }) {
  useNow(30_000);
  const schedule = /** @type {import('./reading.js').Schedule} */ (reading.schedule);
  const now = lineNow(reading.session);
  const { now: duty, next, open_until: openUntil, next_opening: opening } = schedule;
  return html`<section class="glance" aria-label="Now and next">
    <div class=${`glance-card ${openUntil ? 'glance-open' : ''}`}>
      <h2>Now</h2>
      <p class="glance-state">${openUntil ? html`<${Icon} name="check" />Open until ${sayMoment(schedule, openUntil, now, true)}` : html`<${Icon} name="clock" />Closed`}</p>
      ${schedule.nobody_there && html`<p class="notice notice-warn small"><${Icon} name="warn" /><span>Nobody is on call yet, so young people are told that no one is here. ${wakes(duty, schedule.asleep) ? 'Whoever is on duty and can be woken is woken, one after the other.' : 'Nobody on duty can be woken from here: phone them.'}</span></p>`}
      <${Who} reading=${reading} duty=${duty} />
    </div>
    <div class="glance-card">
      <h2>Next</h2>
      ${next
        ? html`<p class="glance-state"><${Icon} name="arrow" />${sayMoment(schedule, next.at, now)}</p><${Who} reading=${reading} duty=${next} />`
        : html`<p class="soft">Nobody is planned after this.</p>`}
      ${!openUntil && html`<p class="soft small">${opening ? `Young people are told: back ${sayMoment(schedule, opening, now)}.` : schedule.published_until ? 'Young people are told that nobody knows when somebody is back.' : 'Young people are told what the last worker on call said.'}</p>`}
    </div>
  </section>`;
}

/** Whether anybody on duty ordered a way to be woken that works. @param {{primary: string[], backup: string[], supervisor: string[]}} duty @param {string[]} asleep */
export const wakes = ({ primary, backup, supervisor }, asleep) => [...primary, ...backup, ...supervisor].some((one) => !asleep.includes(one));

/** @param {boolean} me @param {boolean} asleep  no way that works was ordered */
const saidOf = (me, asleep) => (me || asleep ? ` (${[me ? 'you' : '', asleep ? 'cannot be woken' : ''].filter(Boolean).join(', ')})` : '');

/** @param {{reading: import('./reading.js').Reading, duty: {primary: string[], backup: string[], supervisor: string[]}}} props */
function Who({ reading, duty }) {
  const asleep = reading.schedule?.asleep ?? [];
  const say = (/** @type {string[]} */ devices) => (devices.length ? devices.map((one) => reading.label(one) + saidOf(reading.isMine(one), asleep.includes(one))).join(', ') : 'Nobody');
  return html`<dl class="glance-who">
    <div><dt>Primary</dt><dd class=${duty.primary.length ? '' : 'soft'}><bdi>${say(duty.primary)}</bdi></dd></div>
    <div><dt>Backup</dt><dd class=${duty.backup.length ? '' : 'soft'}><bdi>${say(duty.backup)}</bdi></dd></div>
    <div><dt>Supervisor</dt><dd class=${duty.supervisor.length ? '' : 'soft'}><bdi>${say(duty.supervisor)}</bdi></dd></div>
  </dl>`;
}
