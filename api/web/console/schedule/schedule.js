/** The schedule's page: now and next, what needs somebody, your shifts, the week, the planning. */
import { Button } from '../../parts/button.js';
import { Notice } from '../../parts/panel.js';
import { useProblem } from '../../parts/problem.js';
import { sentenceOf } from '../../parts/relay.js';
import { html, useState } from '../../vendor/preact.js';
import { useSession } from '../watching.js';
import { CalendarAddress } from './calendar.js';
import { GapsDialog, gapsOf, putShift, wishOf } from './editing.js';
import { Glance } from './glance.js';
import { Mine, Wanted } from './lists.js';
import { Closures, Patterns, Publish, Warnings } from './planning.js';
import { asNow, useReading } from './reading.js';
import { DayField, NewShiftDialog, ShiftDialog } from './shift_dialog.js';
import { dayAfter, dayName, zoneName } from './times.js';
import { Week } from './week.js';

/** @typedef {import('./reading.js').Shift} Shift */

/** Whoever types a year passes through the years 2, 20 and 202. */
const YEAR_TYPED = 20000000;

/** @param {{session: import('../session.js').Session}} props */
export function SchedulePage({ session }) {
  useSession(session);
  const reading = useReading(session);
  const { schedule, problem } = reading;
  return html`<div class="page schedule">
    <h1 tabindex="-1">Schedule</h1>
    ${problem && html`<${Notice} kind="danger" actions=${html`<${Button} small onClick=${() => reading.read()}>Try again<//>`}>${problem}<//>`}
    ${!schedule ? !problem && html`<p role="status" class="soft">Reading the schedule …</p>` : html`
      <${Glance} reading=${reading} />
      <${Wanted} reading=${reading} />
      <${WeekPanel} reading=${reading} />
      <${Mine} reading=${reading} />
      ${session.me.coordinator && html`<${Patterns} reading=${reading} /><${Closures} reading=${reading} />`}
      <${CalendarAddress} reading=${reading} />`}
  </div>`;
}

/** The picture, with the ways around it. @param {{reading: import('./reading.js').Reading}} props */
function WeekPanel({ reading }) {
  const [opened, setOpen] = useState(/** @type {Shift | null} */ (null));
  const [adding, setAdding] = useState(false);
  const [problem, setProblem, isHere] = useProblem('Move a shift');
  const [gaps, setGaps] = useState(/** @type {{says: string, gaps: import('./reading.js').Span[], act: () => Promise<void>} | null} */ (null));
  const schedule = /** @type {import('./reading.js').Schedule} */ (reading.schedule);
  const { coordinator } = reading.session.me;
  const days = schedule.days;
  const open = asNow(schedule.shifts, opened);
  const move = async (/** @type {string} */ id, /** @type {{days: number, minutes: number}} */ by) => {
    const shift = reading.schedule?.shifts.find((one) => one.id === id);
    if (!shift) return false;
    const starts = shift.starts + by.minutes;
    const carried = Math.floor(starts / 1440);
    const wish = { ...wishOf(shift), day: dayAfter(shift.day, by.days + carried), starts: starts - carried * 1440 };
    setProblem(null);
    try {
      await putShift(reading, shift, wish);
      return true;
    } catch (error) {
      const found = gapsOf(error);
      if (found && isHere()) setGaps({ says: sentenceOf(error), gaps: found, act: () => putShift(reading, shift, wish, true) });
      else setProblem(sentenceOf(error));
      return false;
    }
  };
  return html`<section class="panel stack week-panel" aria-label="The week">
    <header class="week-head">
      <h2>${dayName(days[0].day)} to ${dayName(days[days.length - 1].day)}</h2>
      <p class="soft small">${zoneName(schedule.zone)}${schedule.own && schedule.own.zone !== schedule.zone ? `; your own is ${zoneName(schedule.own.zone)}` : ''}${reading.zoneKnown ? '' : '; this browser’s own zone is not known here'}</p>
      <div class="row">
        <${Button} small onClick=${() => reading.turnWeek(-1)} aria-label="The week before" icon="back"><//>
        <${Button} small onClick=${() => reading.turnWeek(0)}>This week<//>
        <${Button} small onClick=${() => reading.turnWeek(1)} aria-label="The week after" icon="arrow"><//>
        ${coordinator && html`<${Button} small icon="plus" onClick=${() => setAdding(true)}>One day<//>`}
        <${DayField} label="Go to a date" day=${days[0].day} onDay=${(/** @type {number} */ day) => day > YEAR_TYPED && reading.weekOf(day)} />
      </div>
    </header>
    ${coordinator && html`<${Publish} reading=${reading} />`}
    ${problem && html`<${Notice} kind="danger">${problem}<//>`}
    <${Week} reading=${reading} onOpen=${setOpen} onMove=${coordinator ? move : null} />
    <ul class="week-legend" aria-label="What the picture means"><li class="key-primary">Primary</li><li class="key-backup">Backup</li><li class="key-supervisor">Supervisor</li><li class="key-open">Open</li><li class="key-closed">Published as closed</li><li class="key-gap">Nobody there</li>${coordinator && html`<li class="key-draft">Not published</li>`}</ul>
    ${coordinator && html`<${Warnings} reading=${reading} />`}
    ${!schedule.shifts.length && html`<p class="soft">${coordinator ? 'Nothing is planned in this week.' : 'Nothing is published for this week.'}</p>`}
    ${open && html`<${ShiftDialog} reading=${reading} shift=${open} onClose=${() => setOpen(null)} />`}
    ${adding && html`<${NewShiftDialog} reading=${reading} onClose=${() => setAdding(false)} />`}
    ${gaps && html`<${GapsDialog} reading=${reading} says=${gaps.says} gaps=${gaps.gaps} onClose=${() => setGaps(null)} onClosed=${gaps.act} />`}
  </section>`;
}
