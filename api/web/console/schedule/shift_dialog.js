/** One shift, opened: what it is, what its worker can do with it, and for a coordinator its fields. */
import { Button } from '../../parts/button.js';
import { Dialog } from '../../parts/dialog.js';
import { Field, Select } from '../../parts/field.js';
import { lineNow } from '../../parts/line_clock.js';
import { Notice } from '../../parts/panel.js';
import { personOf } from '../../parts/person.js';
import { useProblem } from '../../parts/problem.js';
import { sentenceOf } from '../../parts/relay.js';
import { html, useEffect, useState } from '../../vendor/preact.js';
import { addShift, dropShift, GapsDialog, gapsOf, newName, putShift, wishOf } from './editing.js';
import { left } from './layout.js';
import { DUTIES } from './reading.js';
import { ANSWERS, comeAfterAll, SickDialog, SwapDialog, takeShift } from './settling.js';
import { clock, dateField, dayOfField, minutesOfField, sayShift, zoneName } from './times.js';

/** @typedef {import('./reading.js').Reading} Reading */
/** @typedef {import('./reading.js').Shift} Shift */
/** @typedef {import('./editing.js').Wish} Wish */

const DAY = 1440;

/** Who may do a duty, for a list to choose from: each person once, under the device that is chosen now. @param {Reading} reading @param {string} duty @param {string | null} chosen */
export function fitting(reading, duty, chosen) {
  const able = (reading.schedule?.people ?? []).filter(({ role }) => duty !== 'supervisor' || role === 'supervisor');
  /** @type {Map<string, import('./reading.js').Human>} */
  const persons = new Map();
  for (const one of able) if (one.device === chosen || !persons.has(personOf(one.label))) persons.set(personOf(one.label), one);
  return [{ value: '', text: 'Nobody yet' }, ...[...persons.values()].map(({ device, label }) => ({ value: device, text: label }))];
}

/** The fields of a wish: duty, who, and the times on the line's clock. @param {{reading: Reading, wish: Wish, onWish: (wish: Wish) => void, dated?: any, duties?: string[]}} props */
export function WishFields({ reading, wish, onWish, dated, duties = ['open', 'primary', 'backup', 'supervisor'] }) {
  const set = (/** @type {Partial<Wish>} */ part) => onWish({ ...wish, ...part });
  return html`<div class="wish">
    <${Select} label="What" value=${wish.duty} onChange=${(/** @type {any} */ event) => set({ duty: event.target.value, device: event.target.value === 'open' ? null : wish.device })} options=${duties.map((duty) => ({ value: duty, text: DUTIES[duty] }))} />
    ${wish.duty !== 'open' && html`<${Select} label="Who" value=${wish.device ?? ''} onChange=${(/** @type {any} */ event) => set({ device: event.target.value || null })} options=${fitting(reading, wish.duty, wish.device)} />`}
    ${dated}
    <${HoursFields} reading=${reading} starts=${wish.starts} length=${wish.length} onHours=${set} />
  </div>`;
}

/** From when until when, on the line's clock; an end that is no later than the beginning is of the next day. @param {{reading: Reading, starts: number, length: number, onHours: (hours: {starts: number, length: number}) => void}} props */
export function HoursFields({ reading, starts, length, onHours }) {
  const ends = starts + length;
  const zone = zoneName(/** @type {any} */ (reading.schedule).zone);
  const timed = (/** @type {number} */ from, /** @type {number} */ until) => onHours({ starts: from, length: (((until - from) % DAY) + DAY) % DAY || DAY });
  return html`<${Field} label=${`From, ${zone}`} type="time" required value=${clock(starts)} onChange=${(/** @type {any} */ event) => { const at = minutesOfField(event.target.value); if (!Number.isNaN(at)) timed(at, ends); }} />
    <${Field} label=${`Until, ${zone}`} type="time" required value=${clock(ends)} hint=${ends > DAY ? 'The next day' : ends === DAY ? 'Midnight' : undefined} onChange=${(/** @type {any} */ event) => { const at = minutesOfField(event.target.value); if (!Number.isNaN(at)) timed(starts, at); }} />`;
}

/** @param {{reading: Reading, shift: Shift, onClose: () => void}} props */
export function ShiftDialog({ reading, shift: fresh, onClose }) {
  const shift = { ...fresh, counts: left(fresh, /** @type {any} */ (reading.schedule).closures) };
  const [step, setStep] = useState(/** @type {'look' | 'sick' | 'swap'} */ ('look'));
  const [base, setBase] = useState(fresh); // what the fields began with
  const [wish, setWish] = useState(wishOf(shift));
  const [busy, setBusy] = useState('');
  const [problem, setProblem, isHere] = useProblem(`${DUTIES[shift.duty]}, ${reading.label(shift.device)}`);
  const [gaps, setGaps] = useState(/** @type {{says: string, gaps: import('./reading.js').Span[], act: () => Promise<unknown>} | null} */ (null));
  const schedule = /** @type {import('./reading.js').Schedule} */ (reading.schedule);
  const { me } = reading.session;
  const mine = reading.isMine(shift.device);
  const over = shift.ends_at <= lineNow(reading.session);
  const closed = !over && !shift.counts.length;
  const takes = !mine && !over && !closed && !shift.draft && (shift.device === null || (shift.asks !== null && (shift.asks_of === null || reading.isMine(shift.asks_of)))) && (shift.duty !== 'supervisor' || me.role === 'supervisor') && ['worker', 'supervisor'].includes(me.role);

  // Whoever comes after all opens hours that were closed because nobody was there.
  const acts = mine && !over && !shift.draft && (!closed || shift.asks === 'cover');
  // Who is too ill to open a desk phones the coordinator.
  const phoned = me.coordinator && !mine && shift.device !== null && shift.duty !== 'open' && !over && !closed && !shift.draft && shift.asks !== 'cover';

  const stale = fresh.changed_at !== base.changed_at;
  const begin = () => { setBase(fresh); setWish(wishOf(fresh)); };
  // Somebody changed it meanwhile: fields that nobody touched follow; what was typed waits for a look.
  useEffect(() => { if (stale && JSON.stringify(wish) === JSON.stringify(wishOf(base))) begin(); }, [fresh.changed_at]);

  /** @param {string} name @param {(closed: boolean) => Promise<unknown>} act */
  const run = async (name, act) => {
    setBusy(name);
    setProblem(null);
    try {
      await act(false);
      if (isHere()) onClose();
    } catch (error) {
      const found = gapsOf(error);
      if (found && isHere()) setGaps({ says: sentenceOf(error), gaps: found, act: async () => { await act(true); if (isHere()) onClose(); } });
      else setProblem(sentenceOf(error));
      setBusy('');
    }
  };
  if (step === 'sick') return html`<${SickDialog} reading=${reading} shift=${shift} onClose=${onClose} />`;
  if (step === 'swap') return html`<${SwapDialog} reading=${reading} shift=${shift} onClose=${onClose} />`;
  if (gaps) return html`<${GapsDialog} reading=${reading} says=${gaps.says} gaps=${gaps.gaps} onClose=${() => setGaps(null)} onClosed=${gaps.act} />`;
  return html`<${Dialog} title=${`${DUTIES[shift.duty]}: ${reading.label(shift.device)}`} onClose=${onClose}>
    <p class="lead">${sayShift(schedule, shift)}</p>
    ${shift.draft && html`<p class="soft">Planned, and not published yet: only coordinators see it.</p>`}
    ${shift.asks === 'cover' && html`<${Notice} kind="warn"><bdi>${reading.label(shift.device)}</bdi> cannot come and asks for cover.<//>`}
    ${shift.asks === 'swap' && html`<${Notice}>A swap is offered to <bdi>${reading.label(shift.asks_of)}</bdi>.<//>`}
    ${mine && shift.answer && html`<${Notice}>${ANSWERS[shift.answer]}.<//>`}
    ${over && html`<p class="soft">This shift is over.</p>`}
    ${closed && html`<p class="soft">These hours are closed: the shift does not count, and nobody needs to take it.</p>`}
    ${problem && html`<${Notice} kind="danger">${problem}<//>`}
    ${(takes || acts || phoned) && html`<div class="row">
      ${takes && html`<${Button} kind="primary" busy=${busy === 'take'} onClick=${() => run('take', () => takeShift(reading, shift))}>${shift.asks === 'swap' ? 'Agree to swap' : 'Take it'}<//>`}
      ${acts && (shift.asks
        ? html`<${Button} busy=${busy === 'back'} onClick=${() => run('back', () => comeAfterAll(reading, shift))}>${shift.asks === 'cover' ? 'I come after all' : 'Take the offer back'}<//>`
        : html`<${Button} onClick=${() => setStep('sick')}>I am sick<//>${shift.starts_at > lineNow(reading.session) && html`<${Button} onClick=${() => setStep('swap')}>Swap<//>`}`)}
      ${phoned && html`<${Button} onClick=${() => setStep('sick')}>Cannot come: ask colleagues<//>`}
    </div>`}
    ${me.coordinator && !over && html`<form class="stack" novalidate onSubmit=${(/** @type {Event} */ event) => { event.preventDefault(); void run('put', (closed) => putShift(reading, base, wish, closed)); }}>
      <h3>Change this day only</h3>
      ${stale && html`<${Notice} kind="warn" actions=${html`<${Button} small onClick=${begin}>Begin from what stands now<//>`}>Somebody changed this shift while you were at it. It is not saved yet.<//>`}
      <${WishFields} reading=${reading} wish=${wish} onWish=${setWish} dated=${html`<${DayField} day=${wish.day} onDay=${(/** @type {number} */ day) => setWish({ ...wish, day })} />`} />
      <div class="row row-end"><${Button} busy=${busy === 'drop'} onClick=${() => run('drop', (closed) => dropShift(reading, base, closed))}>Take it out<//><${Button} kind="primary" type="submit" busy=${busy === 'put'}>Save<//></div>
    </form>`}
  <//>`;
}

/** @param {{day: number, onDay: (day: number) => void, label?: string}} props */
export function DayField({ day, onDay, label = 'Day' }) {
  return html`<${Field} label=${label} type="date" required value=${day ? dateField(day) : ''} onChange=${(/** @type {any} */ event) => onDay(dayOfField(event.target.value))} />`;
}

/** @param {{reading: Reading, onClose: () => void}} props */
export function NewShiftDialog({ reading, onClose }) {
  const schedule = /** @type {import('./reading.js').Schedule} */ (reading.schedule);
  const [wish, setWish] = useState(/** @type {Wish} */ ({ day: schedule.days[0].day, starts: 16 * 60, length: 8 * 60, duty: 'primary', device: null }));
  const [id] = useState(newName);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem, isHere] = useProblem('A shift on one day');
  const [gaps, setGaps] = useState(/** @type {{says: string, gaps: import('./reading.js').Span[]} | null} */ (null));
  const add = async (/** @type {Event} */ event) => {
    event.preventDefault();
    setBusy(true);
    setProblem(null);
    try {
      await addShift(reading, { ...wish, id });
      if (isHere()) onClose();
    } catch (error) {
      const found = gapsOf(error);
      if (found && isHere()) setGaps({ says: sentenceOf(error), gaps: found });
      else setProblem(sentenceOf(error));
      setBusy(false);
    }
  };
  const closing = async () => {
    await addShift(reading, { ...wish, id }, true);
    if (isHere()) onClose();
  };
  if (gaps) return html`<${GapsDialog} reading=${reading} says=${gaps.says} gaps=${gaps.gaps} onClose=${() => setGaps(null)} onClosed=${closing} />`;
  return html`<${Dialog} title="A shift on one day" onClose=${onClose}>
    <form class="stack" novalidate onSubmit=${add}>
      <${WishFields} reading=${reading} wish=${wish} onWish=${setWish} dated=${html`<${DayField} day=${wish.day} onDay=${(/** @type {number} */ day) => setWish({ ...wish, day })} />`} />
      ${problem && html`<${Notice} kind="danger">${problem}<//>`}
      <div class="row row-end"><${Button} onClick=${onClose}>Cancel<//><${Button} kind="primary" type="submit" busy=${busy}>Add<//></div>
    </form>
  <//>`;
}
