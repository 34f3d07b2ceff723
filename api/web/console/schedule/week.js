/** The week as a picture: a column a day, a lane a duty, to move in by keys and mouse. */
import { useNow } from '../../parts/clock.js';
import { lineNow } from '../../parts/line_clock.js';
import { html, useRef, useState } from '../../vendor/preact.js';
import { abreast, left, neighbour, nowLine, pieces, unfilled } from './layout.js';
import { DUTIES } from './reading.js';
import { useStepping } from './stepping.js';
import { clock, dayAfter, dayName, sayShift, zoneName } from './times.js';

/** @typedef {import('./reading.js').Shift} Shift */
/** @typedef {import('./reading.js').Reading} Reading */

const LANES = ['primary', 'backup', 'supervisor'];
const STEP = 15;
const FAR = 6; // pixels before a press becomes a drag
const HOURS = [0, 4, 8, 12, 16, 20, 24];

/** What a shift says to whoever cannot see the picture. @param {Reading} reading @param {Shift} shift */
export function saysShift(reading, shift) {
  const asks = shift.asks === 'cover' ? ', needs cover' : shift.asks === 'swap' ? ', swap offered' : '';
  const schedule = /** @type {import('./reading.js').Schedule} */ (reading.schedule);
  const counts = left(shift, schedule.closures);
  return `${DUTIES[shift.duty]}: ${reading.label(shift.device)}, ${sayShift(schedule, { ...shift, counts })}${asks}${counts.length ? '' : ', closed: it does not count'}${shift.draft ? ', not published yet' : ''}`;
}

/** Where a shift would begin. @param {Shift} shift @param {{days: number, minutes: number}} by */
function saysTarget(shift, by) {
  const starts = shift.starts + by.minutes;
  return `${dayName(dayAfter(shift.day, by.days + Math.floor(starts / 1440)), true)}, ${clock(starts)}`;
}

/** @param {{reading: Reading, onOpen: (shift: Shift) => void, onMove: ((id: string, by: {days: number, minutes: number}) => Promise<boolean>) | null}} props */
export function Week({ reading, onOpen, onMove }) {
  useNow(30_000);
  const box = useRef(/** @type {HTMLElement | null} */ (null));
  const [at, setAt] = useState('');
  const stepping = useStepping(async (id, by) => {
    const made = await onMove?.(id, by);
    const held = document.activeElement === document.body || box.current?.contains(document.activeElement);
    if (made && held && at === id) focus(id); // on another day it is another button
    return Boolean(made);
  });
  const schedule = /** @type {import('./reading.js').Schedule} */ (reading.schedule);
  const days = schedule.days.map(({ day }) => day);
  const shifts = schedule.shifts.filter(({ duty }) => LANES.includes(duty));
  const held = shifts.find(({ id }) => id === at) ?? shifts[0];
  const moving = shifts.find(({ id }) => id === stepping.id);
  const by = stepping.by(stepping.id);
  const now = nowLine(schedule.offsets, lineNow(reading.session), days);
  const spread = (/** @type {import('./reading.js').Span[]} */ spans) => spans.flatMap(({ starts_at: begin, ends_at: end }) => pieces(schedule.offsets, begin, end, days));
  const open = spread(schedule.hours);
  const gaps = spread(unfilled(schedule.hours, schedule.warnings));
  const closed = spread(schedule.closures);

  const focus = (/** @type {string} */ id) => {
    setAt(id);
    requestAnimationFrame(() => /** @type {HTMLElement | null} */ (box.current?.querySelector(`[data-shift="${id}"]`))?.focus());
  };
  const onKey = (/** @type {KeyboardEvent} */ event, /** @type {Shift} */ shift) => {
    const step = /** @type {Record<string, {days: number, minutes: number}>} */ ({ ArrowUp: { days: 0, minutes: -STEP }, ArrowDown: { days: 0, minutes: STEP }, ArrowLeft: { days: -1, minutes: 0 }, ArrowRight: { days: 1, minutes: 0 } })[event.key];
    if (event.shiftKey && step && onMove) {
      event.preventDefault();
      stepping.add(shift.id, step);
      return;
    }
    if (event.key === 'Escape' && stepping.by(shift.id)) {
      event.preventDefault();
      stepping.drop();
      return;
    }
    const next = event.ctrlKey || event.metaKey || event.altKey ? null : neighbour(shifts, shift, event.key);
    if (!next) return;
    event.preventDefault();
    focus(next.id);
  };

  return html`<div class="week" ref=${box} role="group" aria-label=${`Week, in ${zoneName(schedule.zone)}. Arrow keys lead from shift to shift, Enter opens one.${onMove ? ' Shift and arrow keys move one.' : ''}`}>
    <p class="visually-hidden" role="status">${moving && by && saysTarget(moving, by)}</p>
    <div class="week-hours" aria-hidden="true">${HOURS.map((hour) => html`<span key=${hour} style=${{ '--from': `${(hour / 24) * 100}%` }}>${String(hour).padStart(2, '0')}</span>`)}</div>
    ${days.map((day) => html`<section class=${`week-day${now?.day === day ? ' week-today' : ''}`} key=${day} aria-label=${dayName(day)}>
      <h3>${dayName(day, true).replace(/ (?=\S+$)/, '\u00a0')}</h3>
      <div class="week-track" data-day=${day}>
        ${[['open', open], ['closed', closed], ['gap', gaps]].map(([kind, list]) => /** @type {import('./layout.js').Piece[]} */ (list).filter((one) => one.day === day)
          .map((one) => html`<span class=${`week-${kind}`} key=${`${kind}${one.from}`} style=${{ '--from': `${one.from * 100}%`, '--size': `${(one.to - one.from) * 100}%` }}>${kind === 'gap' && html`<span class="visually-hidden">Nobody is there from ${clock(one.from * 1440)} to ${clock(one.to * 1440, true)}</span>`}</span>`))}
        ${LANES.map((duty, lane) => abreast(shifts.filter((one) => one.duty === duty).flatMap((shift) => pieces(schedule.offsets, shift.starts_at, shift.ends_at, [day]).map((piece) => ({ ...piece, shift }))))
          .map(({ shift, from, to, first, slot, slots }) => html`<${Block} key=${shift.id} ...${{ reading, shift, from, to, first, slot, slots, lane, day, days, onOpen, onMove, onKey }}
            held=${held?.id === shift.id} stepped=${stepping.by(shift.id)} onFocus=${() => setAt(shift.id)} onBlur=${() => void stepping.tell()} />`))}
        ${now?.day === day && html`<span class="week-now" style=${{ '--from': `${now.at * 100}%` }}><span class="visually-hidden">Now</span></span>`}
      </div>
    </section>`)}
  </div>`;
}

/** One shift, or the part of it that lies in this day. @param {any} props */
function Block({ reading, shift, from, to, first, slot, slots, lane, day, days, held, stepped, onOpen, onMove, onKey, onFocus, onBlur }) {
  const drag = useRef(/** @type {{x: number, y: number, track: DOMRect, moved: boolean} | null} */ (null));
  const [dragged, setBy] = useState(/** @type {{days: number, minutes: number} | null} */ (null));
  const by = dragged ?? stepped;
  const mine = reading.isMine(shift.device);

  const moved = (/** @type {PointerEvent} */ event) => {
    const begun = /** @type {{x: number, y: number, track: DOMRect, moved: boolean}} */ (drag.current);
    const down = begun.track.height > begun.track.width; // on a phone a day is a row, and time runs to the right
    const share = down ? (event.clientY - begun.y) / begun.track.height : (event.clientX - begun.x) / begun.track.width;
    const over = document.elementsFromPoint(event.clientX, event.clientY).find((one) => one.classList.contains('week-track'));
    const to = Number(/** @type {HTMLElement | undefined} */ (over)?.dataset.day ?? day);
    return { days: days.indexOf(to) - days.indexOf(day), minutes: Math.round((share * 1440) / STEP) * STEP };
  };
  const onPointerDown = (/** @type {PointerEvent} */ event) => {
    if (!onMove || !first || event.button !== 0 || event.pointerType === 'touch') return; // a finger scrolls; it opens the dialog instead
    const button = /** @type {HTMLElement} */ (event.currentTarget);
    drag.current = { x: event.clientX, y: event.clientY, track: /** @type {HTMLElement} */ (button.parentElement).getBoundingClientRect(), moved: false };
    button.setPointerCapture(event.pointerId);
  };
  const onPointerMove = (/** @type {PointerEvent} */ event) => {
    const begun = drag.current;
    if (!begun || (!begun.moved && Math.hypot(event.clientX - begun.x, event.clientY - begun.y) < FAR)) return;
    begun.moved = true;
    setBy(moved(event));
  };
  const onPointerUp = (/** @type {PointerEvent} */ event) => {
    if (!drag.current?.moved) return;
    const step = moved(event);
    setBy(null);
    if (step.days || step.minutes) void onMove(shift.id, step);
  };
  const onClick = () => {
    const moved = drag.current?.moved;
    drag.current = null;
    if (!moved) onOpen(shift);
  };
  const name = reading.label(shift.device);
  const counts = left(shift, reading.schedule.closures).length > 0;
  const asks = counts && (shift.asks === 'cover' || shift.device === null);
  const target = by && saysTarget(shift, by);
  return html`<button type="button" class=${`week-shift week-${shift.duty}${mine ? ' week-mine' : ''}${shift.draft ? ' week-draft' : ''}${asks ? ' week-asks' : ''}${counts ? '' : ' week-off'}${by ? ' week-moving' : ''}`}
    style=${{ '--from': `${from * 100}%`, '--size': `${(to - from) * 100}%`, '--lane': lane, '--slot': slot, '--slots': slots }}
    data-shift=${first ? shift.id : undefined} data-drags tabindex=${held && first ? 0 : -1} aria-label=${first ? saysShift(reading, shift) : `${saysShift(reading, shift)}, from the day before`}
    aria-haspopup="dialog" title=${saysShift(reading, shift)} onFocus=${onFocus} onBlur=${onBlur} onKeyDown=${(/** @type {KeyboardEvent} */ event) => onKey(event, shift)}
    onPointerDown=${onPointerDown} onPointerMove=${onPointerMove} onPointerUp=${onPointerUp} onPointerCancel=${() => { drag.current = null; setBy(null); }} onClick=${onClick}>
    <span class="week-name"><bdi>${target ?? name}</bdi></span></button>`;
}
