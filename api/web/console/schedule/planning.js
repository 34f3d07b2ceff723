/** A coordinator's part of the schedule: publish, the weekly pattern, holidays and closed hours. */
import { Button } from '../../parts/button.js';
import { Dialog } from '../../parts/dialog.js';
import { Check, Field, Select } from '../../parts/field.js';
import { lineNow } from '../../parts/line_clock.js';
import { Empty, Notice, Panel } from '../../parts/panel.js';
import { personOf } from '../../parts/person.js';
import { useProblem } from '../../parts/problem.js';
import { Refusal, sentenceOf } from '../../parts/relay.js';
import { toast } from '../../parts/toast.js';
import { html, useRef, useState } from '../../vendor/preact.js';
import { change, GapsDialog, gapsOf, newName, planDays } from './editing.js';
import { left } from './layout.js';
import { DUTIES } from './reading.js';
import { endingEarly } from './running_out.js';
import { DayField, HoursFields, WishFields } from './shift_dialog.js';
import { clock, dayAfter, dayName, dayNumber, saySpan, wall, weekdayName, zoneName } from './times.js';

/** @typedef {import('./reading.js').Reading} Reading */
/** @typedef {import('./reading.js').Pattern} Pattern */

const FEW = 4;
const WEEK = [0, 1, 2, 3, 4, 5, 6];

/** @param {Reading} reading */
const today = (reading) => dayNumber(wall(/** @type {any} */ (reading.schedule).offsets, lineNow(reading.session)));

/** How far it is published, what waits, and one press. @param {{reading: Reading}} props */
export function Publish({ reading }) {
  const schedule = /** @type {import('./reading.js').Schedule} */ (reading.schedule);
  const last = schedule.published_until === null ? null : dayNumber(wall(schedule.offsets, schedule.published_until - 1));
  const [day, setDay] = useState(Math.max(last ?? 0, dayAfter(today(reading), 27)));
  const [busy, setBusy] = useState(false);
  const [problem, setProblem, isHere] = useProblem('Publish');
  const [gaps, setGaps] = useState(/** @type {{says: string, gaps: import('./reading.js').Span[], shorter: boolean} | null} */ (null));
  const [less, setLess] = useState(/** @type {string | null} */ (null)); // what is said of an earlier day
  const publish = async (/** @type {boolean} */ closed, /** @type {boolean} */ shorter) => {
    const { lifted } = await change(reading, 'POST', '/publish', { until_day: day, was: schedule.published_until, closed, shorter });
    toast(`Published until ${dayName(day)}.${lifted ? ' Hours that were closed because nobody was there are open again.' : ''}`);
  };
  const onPublish = async (shorter = false) => {
    setBusy(true);
    setProblem(null);
    setLess(null);
    try {
      await publish(false, shorter);
    } catch (error) {
      const found = gapsOf(error);
      if (found && isHere()) setGaps({ says: sentenceOf(error), gaps: found, shorter });
      else if (error instanceof Refusal && error.code === 'shorter' && isHere()) setLess(sentenceOf(error));
      else setProblem(sentenceOf(error));
    }
    setBusy(false);
  };
  return html`<section class="publish" aria-label="Publish">
    <p>${last === null ? 'No schedule is published yet.' : html`Published until <strong>${dayName(last)}</strong>.`} ${schedule.unpublished > 0 && html`<strong>${schedule.unpublished === 1 ? 'One change waits' : `${schedule.unpublished} changes wait`} to be published.</strong>`}</p>
    <${DayField} label="Publish until" day=${day} onDay=${setDay} />
    <${Button} kind="primary" busy=${busy} onClick=${() => onPublish()}>Publish<//>
    ${problem && html`<${Notice} kind="danger">${problem}<//>`}
    <${EndingEarly} reading=${reading} last=${Math.max(last ?? 0, day)} />
    ${gaps && html`<${GapsDialog} reading=${reading} says=${gaps.says} gaps=${gaps.gaps} onClose=${() => setGaps(null)} onClosed=${() => publish(true, gaps.shorter)} />`}
    ${less && html`<${Dialog} title="Publish less than before?" onClose=${() => setLess(null)} actions=${html`<${Button} kind="primary" onClick=${() => setLess(null)}>Go back<//><${Button} busy=${busy} onClick=${() => onPublish(true)}>Take the days after it back<//>`}><p>${less}</p><//>`}
  </section>`;
}

/** What is planned for every week and ends before this day, said where it is published. @param {{reading: Reading, last: number}} props */
function EndingEarly({ reading, last }) {
  const schedule = /** @type {import('./reading.js').Schedule} */ (reading.schedule);
  const early = endingEarly(schedule.patterns, today(reading), last);
  if (!early.length) return null;
  return html`<${Notice} kind="warn" title=${`Planned for every week, and ends before ${dayName(last)}`}><p>Nothing is planned in its place: after its last day nobody is planned there. Let it go on, or plan what follows it.</p>
    <ul class="warned">${early.slice(0, FEW).map((one) => html`<li key=${one.id}>${DUTIES[one.duty]}${one.duty !== 'open' && html`, <bdi>${reading.label(one.device)}</bdi>`}: ${weekdayName(one.weekday)}, ${clock(one.starts)}–${clock(one.starts + one.length, true)} ${zoneName(schedule.zone)}, until ${dayName(/** @type {number} */ (one.until_day))}</li>`)}</ul>
    ${early.length > FEW && html`<p>And ${early.length - FEW} more, below under “Every week”.</p>`}<//>`;
}

/** The names of those with a duty to come in these days whom nothing would wake, each once. @param {Pick<import('./reading.js').Schedule, 'at' | 'shifts' | 'closures' | 'people' | 'asleep'>} schedule */
export function asleepIn({ at, shifts, closures, people, asleep }) {
  const on = new Set(shifts.filter((one) => one.duty !== 'open' && one.ends_at > at && left(one, closures).length).map((one) => one.device));
  const names = people.filter(({ device }) => on.has(device) && asleep.includes(device)).map(({ label }) => /** @type {[string, string]} */ ([personOf(label), label]));
  return [...new Map(names).values()];
}

/** What a coordinator should look at in the week shown. @param {{reading: Reading}} props */
export function Warnings({ reading }) {
  const [all, setAll] = useState(false);
  const schedule = /** @type {import('./reading.js').Schedule} */ (reading.schedule);
  const sleep = asleepIn(schedule);
  if (!schedule.warnings.length && !sleep.length) return null;
  const says = /** @type {Record<string, (who: string, hours: number) => string>} */ ({
    unfilled: () => 'Nobody is there',
    alone: () => 'Nobody stands behind the primary',
    long: (who, hours) => `${who} would work ${hours} hours without a break`,
    nights: (who) => `${who} would be primary two nights running`,
  });
  return html`<${Notice} kind="warn" title="Look at this week again"><ul class="warned">${sleep.length > 0 && html`<li>${sleep.length > 1 ? `${sleep.slice(0, -1).join(', ')} and ${sleep.at(-1)} have` : `${sleep[0]} has`} a duty in this week, and no way to be woken that works. They set one up under “This device”, and send themselves a test.</li>`}${schedule.warnings.slice(0, all ? undefined : FEW).map((one) => html`<li key=${one.kind + one.starts_at + one.device}>
    ${says[one.kind](reading.label(one.device), Math.round((one.ends_at - one.starts_at) / 3_600_000))}: ${saySpan(schedule, one.starts_at, one.ends_at)}</li>`)}</ul>
    ${schedule.warnings.length > FEW && html`<${Button} kind="plain" small aria-expanded=${all} onClick=${() => setAll(!all)}>${all ? 'Show fewer' : `Show all ${schedule.warnings.length}`}<//>`}<//>`;
}

/** @param {{reading: Reading}} props */
export function Patterns({ reading }) {
  const [open, setOpen] = useState(/** @type {Pattern | 'new' | null} */ (null));
  const schedule = /** @type {import('./reading.js').Schedule} */ (reading.schedule);
  const says = (/** @type {Pattern} */ one) => `${clock(one.starts)}–${clock(one.starts + one.length, true)}${one.until_day ? `, until ${dayName(one.until_day)}` : ''}${one.from_day > today(reading) ? `, from ${dayName(one.from_day)}` : ''}`;
  return html`<${Panel} title="Every week" lead=${`On the clock of ${zoneName(schedule.zone)}, also on the nights when clocks change. It counts once it is published.`} actions=${html`<${Button} icon="plus" onClick=${() => setOpen('new')}>Add<//>`}>
    ${!schedule.patterns.length ? html`<${Empty} icon="clock" title="Nothing is planned yet">First say when the line is open, then who is primary, backup and supervisor.<//>`
      : html`<div class="patterns">${WEEK.filter((weekday) => schedule.patterns.some((one) => one.weekday === weekday)).map((weekday) => html`<section key=${weekday}><h3>${weekdayName(weekday)}</h3>
        <ul>${schedule.patterns.filter((one) => one.weekday === weekday).map((one) => html`<li key=${one.id}><button type="button" class="pattern" aria-haspopup="dialog" onClick=${() => setOpen(one)}><strong>${DUTIES[one.duty]}</strong> ${one.duty !== 'open' && html`<bdi>${reading.label(one.device)}</bdi> `}<span class="soft">${says(one)}</span></button></li>`)}</ul></section>`)}</div>`}
    ${open && html`<${PatternDialog} reading=${reading} pattern=${open === 'new' ? null : open} onClose=${() => setOpen(null)} />`}
  <//>`;
}

/** @param {{reading: Reading, pattern: Pattern | null, onClose: () => void}} props */
function PatternDialog({ reading, pattern, onClose }) {
  const [wish, setWish] = useState(pattern ? { day: 0, starts: pattern.starts, length: pattern.length, duty: pattern.duty, device: pattern.device } : { day: 0, starts: 16 * 60, length: 8 * 60, duty: 'open', device: /** @type {string | null} */ (null) });
  const [weekdays, setWeekdays] = useState(pattern ? [pattern.weekday] : WEEK);
  const [from, setFrom] = useState(pattern?.from_day ?? today(reading));
  const [until, setUntil] = useState(pattern?.until_day ?? 0);
  const [busy, setBusy] = useState('');
  const names = useRef(WEEK.map(newName));
  const [problem, setProblem, isHere] = useProblem(pattern ? `Every ${weekdayName(pattern.weekday)}` : 'Every week');
  const body = (/** @type {number} */ weekday) => ({ weekday, starts: wish.starts, length: wish.length, duty: wish.duty, device: wish.device, from_day: from, until_day: until || null });
  /** @param {string} name @param {() => Promise<unknown>} act */
  const run = async (name, act) => {
    setBusy(name);
    setProblem(null);
    try {
      await act();
      if (isHere()) onClose();
    } catch (error) {
      setProblem(sentenceOf(error));
    }
    setBusy('');
  };
  const save = (/** @type {Event} */ event) => {
    event.preventDefault();
    if (!weekdays.length) return setProblem('Choose at least one day of the week.');
    return run('save', async () => {
      if (pattern) await change(reading, 'PUT', `/patterns/${pattern.id}`, body(weekdays[0]));
      // What was kept is unticked, so that trying again after a refusal keeps nothing twice; a day that is ticked anew is another plan.
      else await planDays(reading, weekdays.map((weekday) => ({ ...body(weekday), id: names.current[weekday] })), (weekday) => { names.current[weekday] = newName(); setWeekdays((left) => left.filter((one) => one !== weekday)); });
      toast('Planned. It counts once it is published.');
    });
  };
  const drop = () => run('drop', async () => {
    const kept = /** @type {Pattern} */ (pattern);
    await change(reading, 'DELETE', `/patterns/${kept.id}`);
    // Under its own name: its shifts are those of before.
    toast('Planned no more.', { undo: () => void change(reading, 'POST', '/patterns', kept).catch((error) => toast(sentenceOf(error), { kind: 'danger' })) });
  });
  return html`<${Dialog} title=${pattern ? `Every ${weekdayName(pattern.weekday)}` : 'Every week'} onClose=${onClose}>
    <form class="stack" novalidate onSubmit=${save}>
      ${pattern
        ? html`<${Select} label="Day" value=${String(weekdays[0])} onChange=${(/** @type {any} */ event) => setWeekdays([Number(event.target.value)])} options=${WEEK.map((day) => ({ value: String(day), text: weekdayName(day) }))} />`
        : html`<fieldset class="weekdays"><legend class="field-label">Days</legend>${WEEK.map((day) => html`<${Check} key=${day} label=${weekdayName(day)} checked=${weekdays.includes(day)} onChange=${() => setWeekdays(weekdays.includes(day) ? weekdays.filter((one) => one !== day) : [...weekdays, day].sort())} />`)}</fieldset>`}
      <${WishFields} reading=${reading} wish=${wish} onWish=${setWish}
        dated=${html`<${DayField} label="First day" day=${from} onDay=${setFrom} /><${DayField} label="Last day, if there is one" day=${until} onDay=${setUntil} />`} />
      ${problem && html`<${Notice} kind="danger">${problem}<//>`}
      <div class="row row-end">${pattern && html`<${Button} busy=${busy === 'drop'} onClick=${drop}>Plan it no more<//>`}<${Button} kind="primary" type="submit" busy=${busy === 'save'}>${pattern ? 'Save' : 'Plan it'}<//></div>
    </form>
  <//>`;
}

const CLOSED = /** @type {Record<string, string>} */ ({ holiday: 'Holiday', closed: 'Closed', unfilled: 'Closed until somebody is there' });

/** @param {{reading: Reading}} props */
export function Closures({ reading }) {
  const [adding, setAdding] = useState(false);
  const [problem, setProblem] = useProblem('Open again');
  const schedule = /** @type {import('./reading.js').Schedule} */ (reading.schedule);
  const drop = async (/** @type {import('./reading.js').Schedule['closures'][number]} */ one) => {
    setProblem(null);
    try {
      await change(reading, 'DELETE', `/closures/${one.id}`);
      const { day, starts, length, reason } = one;
      toast('Open again.', { undo: () => void change(reading, 'POST', '/closures', { day, starts, length, reason }).catch((error) => toast(sentenceOf(error), { kind: 'danger' })) });
    } catch (error) {
      setProblem(sentenceOf(error));
    }
  };
  return html`<${Panel} title="Holidays and closed hours" lead="In the week shown above. They count at once." actions=${html`<${Button} icon="plus" onClick=${() => setAdding(true)}>Close hours<//>`}>
    ${problem && html`<${Notice} kind="danger">${problem}<//>`}
    ${schedule.closures.length
      ? html`<ul class="list">${schedule.closures.map((one) => html`<li class="list-item" key=${one.id}><span><span class="list-name">${CLOSED[one.reason]}</span><br /><span class="soft small">${one.length >= 1440 && one.starts === 0 ? `${dayName(one.day)}${one.length > 1440 ? ` to ${dayName(dayAfter(one.day, Math.ceil(one.length / 1440) - 1))}` : ', all day'}` : saySpan(schedule, one.starts_at, one.ends_at)}</span></span>
        <${Button} small onClick=${() => drop(one)} aria-label=${`Open again: ${saySpan(schedule, one.starts_at, one.ends_at)}`}>Open again<//></li>`)}</ul>`
      : html`<p class="soft">None in this week.</p>`}
    ${adding && html`<${ClosureDialog} reading=${reading} onClose=${() => setAdding(false)} />`}
  <//>`;
}

/** @param {{reading: Reading, onClose: () => void}} props */
function ClosureDialog({ reading, onClose }) {
  const [day, setDay] = useState(Math.max(today(reading), /** @type {any} */ (reading.schedule).days[0].day));
  const [whole, setWhole] = useState(true);
  const [days, setDays] = useState('1');
  const [hours, setHours] = useState({ starts: 16 * 60, length: 8 * 60 });
  const [reason, setReason] = useState('holiday');
  const [busy, setBusy] = useState(false);
  const [id] = useState(newName);
  const [problem, setProblem, isHere] = useProblem('Close hours');
  const add = async (/** @type {Event} */ event) => {
    event.preventDefault();
    setBusy(true);
    setProblem(null);
    try {
      const made = await change(reading, 'POST', '/closures', { id, day, ...(whole ? { starts: 0, length: (Number(days) || 0) * 1440 } : hours), reason });
      toast('Published as closed.', { undo: () => void change(reading, 'DELETE', `/closures/${made.id}`).catch((error) => toast(sentenceOf(error), { kind: 'danger' })) });
      if (isHere()) onClose();
    } catch (error) {
      setProblem(sentenceOf(error));
      setBusy(false);
    }
  };
  return html`<${Dialog} title="Close hours" onClose=${onClose}>
    <p>No shift counts in these hours: nobody is called or asked to go on call, and the shifts leave the calendars. Only somebody who is on call by their own press is there for young people, and is called. When nobody is, young people are told when somebody is back.</p>
    <form class="stack" novalidate onSubmit=${add}>
      <${Select} label="What" value=${whole ? 'days' : 'hours'} onChange=${(/** @type {any} */ event) => setWhole(event.target.value === 'days')} options=${[{ value: 'days', text: 'Whole days' }, { value: 'hours', text: 'Some hours of one day' }]} />
      <${DayField} label=${whole ? 'First day' : 'Day'} day=${day} onDay=${setDay} />
      ${!whole ? html`<${HoursFields} reading=${reading} starts=${hours.starts} length=${hours.length} onHours=${setHours} />`
        : html`<${Field} label="How many days" type="number" min="1" max="60" inputmode="numeric" value=${days} onInput=${(/** @type {any} */ event) => setDays(event.target.value)} />`}
      <${Select} label="Why" value=${reason} onChange=${(/** @type {any} */ event) => setReason(event.target.value)} options=${[{ value: 'holiday', text: 'Holiday' }, { value: 'closed', text: 'Nobody can be there' }]} />
      ${problem && html`<${Notice} kind="danger">${problem}<//>`}
      <div class="row row-end"><${Button} onClick=${onClose}>Cancel<//><${Button} kind="primary" type="submit" busy=${busy}>Publish as closed<//></div>
    </form>
  <//>`;
}
