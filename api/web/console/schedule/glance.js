/** Now, next and who: the schedule in one look, at the top of its page. */
import { useNow } from '../../parts/clock.js';
import { Icon } from '../../parts/icon.js';
import { lineNow } from '../../parts/line_clock.js';
import { html } from '../../vendor/preact.js';
import { runsOut } from './running_out.js';
import { sayMoment } from './times.js';

/** @param {{reading: import('./reading.js').Reading}} props */
export function Glance({ reading }) {
  useNow(30_000);
  const schedule = /** @type {import('./reading.js').Schedule} */ (reading.schedule);
  const now = lineNow(reading.session);
  const { now: duty, next, open_until: openUntil, next_opening: opening } = schedule;
  const until = openUntil && sayMoment(schedule, openUntil, now, true);
  const here = reading.session.onCall?.state === 'shift';
  const ends = runsOut(schedule, now, reading.session.me.coordinator);
  return html`<section class="glance" aria-label="Now and next">
    ${ends && html`<p class="notice notice-warn glance-ends"><${Icon} name="warn" /><span>${ends}</span></p>`}
    <div class=${`glance-card ${openUntil && !byPlan(schedule) ? 'glance-open' : ''}`}>
      <h2>Now</h2>
      <p class="glance-state">${!until ? html`<${Icon} name="clock" />${schedule.published_until ? 'Closed' : 'No schedule is published yet'}` : byPlan(schedule) ? html`<${Icon} name="warn" />${byPlan(schedule)} until ${until}` : html`<${Icon} name="check" />Open until ${until}`}</p>
      ${!until && here && html`<p class="soft small">You are on call by your own press: young people are told that somebody is here.</p>`}
      ${schedule.nobody_there && html`<p class="notice notice-warn small"><${Icon} name="warn" /><span>${nobodyThere(schedule.somebody_woken)}</span></p>`}
      <${Who} reading=${reading} duty=${duty} />
    </div>
    <div class="glance-card">
      <h2>Next</h2>
      ${next
        ? html`<p class="glance-state"><${Icon} name="arrow" />${sayMoment(schedule, next.at, now)}</p><${Who} reading=${reading} duty=${next} />`
        : html`<p class="soft">Nobody is planned after this.</p>`}
      ${!openUntil && !here && html`<p class="soft small">${opening ? `Young people are told: back ${sayMoment(schedule, opening, now)}.` : schedule.published_until ? 'Young people are told that nobody knows when somebody is back.' : 'Young people are told what the last worker on call said.'}</p>`}
    </div>
  </section>`;
}

/** How hours are open in which nobody is there, or nobody is primary; null when they are as planned. @param {Pick<import('./reading.js').Schedule, 'unfilled' | 'nobody_there'>} schedule */
export const byPlan = ({ unfilled, nobody_there: nobody }) => (unfilled ? 'Open by plan, and nobody is primary,' : nobody ? 'Open by plan, and nobody is there,' : null);

/** @param {boolean} woken  whether anybody can be woken for it */
export const nobodyThere = (woken) => `Nobody is there, so young people are told that no one is here. ${woken ? 'Whoever can be woken is woken, one after the other: who is on duty first.' : 'Nobody can be woken from here: phone them.'}`;

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
