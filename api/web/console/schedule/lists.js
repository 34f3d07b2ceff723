/** Two short lists: the shifts that need somebody, and the worker's own. */
import { Button } from '../../parts/button.js';
import { lineNow } from '../../parts/line_clock.js';
import { Badge, Empty, Notice, Panel } from '../../parts/panel.js';
import { useProblem } from '../../parts/problem.js';
import { sentenceOf } from '../../parts/relay.js';
import { html, useState } from '../../vendor/preact.js';
import { asNow, DUTIES } from './reading.js';
import { ANSWERS, comeAfterAll, hasSeen, SickDialog, SwapDialog, takeShift } from './settling.js';
import { sayShift } from './times.js';

/** @typedef {import('./reading.js').Reading} Reading */
/** @typedef {import('./reading.js').Shift} Shift */

const SHOWN = 6;

/** @param {{reading: Reading}} props */
export function Wanted({ reading }) {
  const [busy, setBusy] = useState('');
  const [problem, setProblem] = useProblem('Take it');
  const wanted = reading.forMe();
  const answers = ['worker', 'supervisor'].includes(reading.session.me.role);
  if (!answers || (!wanted.length && !problem)) return null;
  const take = async (/** @type {Shift} */ shift) => {
    setBusy(shift.id);
    setProblem(null);
    try {
      await takeShift(reading, shift);
    } catch (error) {
      setProblem(sentenceOf(error));
    }
    setBusy('');
  };
  return html`<${Panel} title="Needs somebody" class="wanted">
    ${problem && html`<${Notice} kind="danger">${problem}<//>`}
    <ul class="list">${wanted.map((shift) => html`<li class="list-item" key=${shift.id}>
      <span class="list-main"><span><span class="list-name">${DUTIES[shift.duty]}</span> ${why(reading, shift)}<br />
        <span class="soft small">${shift.asks === 'swap' && 'You get: '}${sayShift(/** @type {any} */ (reading.schedule), shift)}</span><${Given} reading=${reading} shift=${shift} /></span></span>
      <${Button} kind="primary" small busy=${busy === shift.id} onClick=${() => take(shift)} aria-label=${`${shift.asks === 'swap' ? 'Agree to swap' : 'Take it'}: ${DUTIES[shift.duty]}, ${sayShift(/** @type {any} */ (reading.schedule), shift)}`}>${shift.asks === 'swap' ? 'Agree' : 'Take it'}<//>
    </li>`)}</ul>
  <//>`;
}

/** @param {Reading} reading @param {Shift} shift */
function why(reading, shift) {
  if (shift.device === null) return html`<${Badge} kind="danger">Nobody yet<//>`;
  if (shift.asks === 'cover') return html`<${Badge} kind="warn"><bdi>${reading.label(shift.device)}</bdi> cannot come<//>`;
  return html`<${Badge}><bdi>${reading.label(shift.device)}</bdi> offers a swap<//>`;
}

/** What a swap would take away, beside what it would bring. @param {{reading: Reading, shift: Shift}} props */
function Given({ reading, shift }) {
  const given = shift.asks === 'swap' ? reading.schedule?.mine.find(({ id }) => id === shift.asks_for) : null;
  return given && html`<br /><span class="soft small">You give: ${sayShift(/** @type {any} */ (reading.schedule), given)}, ${DUTIES[given.duty].toLowerCase()}</span>`;
}

/** Whether a part of a shift lies in closed hours. @param {Shift} shift */
const partly = ({ counts = [], starts_at: starts, ends_at: ends }) => counts.reduce((sum, [from, to]) => sum + to - from, 0) < ends - starts;

/** @param {{reading: Reading}} props */
export function Mine({ reading }) {
  const [unable, setSick] = useState(/** @type {Shift | null} */ (null));
  const [offered, setSwapping] = useState(/** @type {Shift | null} */ (null));
  const [all, setAll] = useState(false);
  const [problem, setProblem] = useProblem('Your shifts');
  const schedule = /** @type {import('./reading.js').Schedule} */ (reading.schedule);
  const now = lineNow(reading.session);
  if (!['worker', 'supervisor'].includes(reading.session.me.role)) return null;
  const mine = schedule.mine;
  const [sick, swapping] = [asNow(mine, unable), asNow(mine, offered)];
  const back = async (/** @type {Shift} */ shift, act = /** @type {(reading: Reading, shift: Shift) => Promise<unknown>} */ (comeAfterAll)) => {
    setProblem(null);
    try {
      await act(reading, shift);
    } catch (error) {
      setProblem(sentenceOf(error));
    }
  };
  return html`<${Panel} title="Your shifts">
    ${problem && html`<${Notice} kind="danger">${problem}<//>`}
    ${mine.length > 0 && schedule.asleep.some((one) => reading.isMine(one)) && html`<${Notice} kind="warn">Nothing wakes you for these while your desk is closed or locked. Add a way under “This device”, and send yourself a test.<//>`}
    ${!mine.length ? html`<${Empty} icon="clock" title="You have no shift to come">${schedule.published_until ? 'When a coordinator gives you one, it stands here.' : 'No schedule is published yet.'}<//>`
      : html`<ul class="list">${mine.filter(({ answer }, place) => all || place < SHOWN || answer).map((shift) => html`<li class="list-item" key=${shift.id}>
      <span class="list-main"><span><span class="list-name">${DUTIES[shift.duty]}</span> ${shift.counts?.some(([from, to]) => from <= now && now < to) && html`<${Badge} kind="good">Now<//>`} ${partly(shift) && html`<${Badge}>Closed part of the time<//>`} ${shift.asks === 'cover' && html`<${Badge} kind="warn">Colleagues are asked<//>`}${shift.asks === 'swap' && html`<${Badge}><bdi>${reading.label(shift.asks_of)}</bdi> is asked to swap<//>`}${shift.answer && html`<${Badge} kind=${shift.answer === 'swapped' ? 'good' : 'warn'}>${ANSWERS[shift.answer]}<//>`}<br />
        <span class="soft small">${sayShift(schedule, shift)}</span></span></span>
      <span class="row">${shift.asks
        ? html`<${Button} small onClick=${() => back(shift)}>${shift.asks === 'cover' ? 'I come after all' : 'Take the offer back'}<//>`
        : html`${shift.answer && html`<${Button} small onClick=${() => back(shift, hasSeen)}>I have read it<//>`}<${Button} small onClick=${() => setSick(shift)}>I am sick<//>${shift.starts_at > now && html`<${Button} small onClick=${() => setSwapping(shift)}>Swap<//>`}`}</span>
    </li>`)}</ul>`}
    ${mine.length > SHOWN && html`<div class="row"><${Button} kind="plain" small aria-expanded=${all} onClick=${() => setAll(!all)}>${all ? 'Show fewer' : `Show all ${mine.length}`}<//></div>`}
    ${sick && html`<${SickDialog} reading=${reading} shift=${sick} onClose=${() => setSick(null)} />`}
    ${swapping && html`<${SwapDialog} reading=${reading} shift=${swapping} onClose=${() => setSwapping(null)} />`}
  <//>`;
}
