/** On call, off call and standby: for how long, and when somebody is back. */
import { Button } from '../parts/button.js';
import { Icon } from '../parts/icon.js';
import { span, useNow } from '../parts/clock.js';
import { Dialog } from '../parts/dialog.js';
import { Field, Select } from '../parts/field.js';
import { lineNow } from '../parts/line_clock.js';
import { Notice } from '../parts/panel.js';
import { sentenceOf } from '../parts/relay.js';
import { toast } from '../parts/toast.js';
import { html, useEffect, useState } from '../vendor/preact.js';
import { SHIFT, STANDBY } from '../doors/keys/receiving.js';
import { useReading } from './schedule/reading.js';
import { browserClock, zoneName } from './schedule/times.js';
import { GoingOff, withMe } from './team/going_off.js';
import { useSession } from './watching.js';

const HOUR = 3_600_000;
/** So long before the end there is time to read six fields. */
const SOON = HOUR / 4;
const HOURS = [1, 2, 4, 6, 8, 10, 12, 24];

/** The button in the bar that says how it stands. @param {{session: import('./session.js').Session, onOpen: () => void}} props */
export function DutyButton({ session, onOpen }) {
  useSession(session);
  useNow(15_000);
  const reading = useReading(session);
  const { state, until } = session.onCall;
  return html`<button type="button" title=${until ? `Until ${reading.say(until)}` : undefined} class=${`button button-small call call-${state === 'shift' ? 'on' : state}`} aria-haspopup="dialog" onClick=${onOpen}>
    <span class="call-dot" aria-hidden="true"></span>
    ${state === 'shift' ? html`<span>On call<span class="call-more"> until ${reading.sayShort(until ?? 0)}</span></span>` : state === 'standby' ? 'On standby' : 'Off call'}</button>`;
}

/** @param {{session: import('./session.js').Session, desk: import('./desk/engine.js').DeskEngine | null, onClose: () => void}} props */
export function DutyDialog({ session, desk, onClose }) {
  useSession(session);
  const now = useNow(15_000);
  const reading = useReading(session);
  const [hours, setHours] = useState('8');
  const [busy, setBusy] = useState('');
  const [problem, setProblem] = useState(/** @type {string | null} */ (null));
  const [asking, setAsking] = useState(false);
  const [unread, setUnread] = useState(false);
  const [leaving, setLeaving] = useState(false);
  const { shift, standby } = session.duty;
  const answers = ['worker', 'supervisor'].includes(session.me.role);

  /** @param {string} name @param {() => Promise<unknown>} act */
  const run = async (name, act) => {
    setBusy(name);
    setProblem(null);
    try {
      await act();
    } catch (error) {
      setProblem(sentenceOf(error));
    }
    setBusy('');
  };
  const takeShift = () => run('shift', async () => {
    await session.takeDuty(SHIFT, Number(hours) * HOUR);
    await session.relay.call('PUT', '/api/oncall', { next_opening: null }).catch(() => null);
    toast('You are on call.');
    onClose();
  });
  const endShift = () => run('off', async () => {
    if (session.unreadHandovers().length) return setUnread(true);
    if (desk && withMe(desk).length) return setLeaving(true);
    return off();
  });
  const off = async () => {
    const others = await session.endDuty(SHIFT);
    toast('You are off call.');
    // A published schedule says when somebody is back; two answers could differ.
    const { scheduled } = await session.relay.call('GET', '/api/oncall').catch(() => ({ scheduled: false }));
    if (others || scheduled) onClose();
    else setAsking(true);
  };

  if (asking) return html`<${BackDialog} session=${session} onClose=${onClose} />`;
  if (leaving && desk) return html`<${GoingOff} desk=${desk} onOff=${off} onClose=${onClose} />`;
  if (!answers) {
    return html`<${Dialog} title="On call" onClose=${onClose}><p>This device’s part does not answer conversations, so it cannot go on call.</p><//>`;
  }
  return html`<${Dialog} title=${shift ? 'You are on call' : 'Go on call'} onClose=${onClose}>
    ${shift
      ? html`<p class="lead">Until ${reading.say(shift)}, ${span(shift - now)} from now. Young people are told that somebody is here.</p>`
      : html`<p class="lead">From then on, young people are told that somebody is here. Stay near this page; it must be open and unlocked to ring.</p>`}
    <${Select} label=${shift ? 'Start anew, for' : 'For how long'} hint=${`Until ${reading.say(now + Number(hours) * HOUR)}.`} value=${hours} onChange=${(/** @type {any} */ event) => setHours(event.target.value)}
      options=${HOURS.map((n) => ({ value: String(n), text: `${n} ${n === 1 ? 'hour' : 'hours'}` }))} />
    ${unread && html`<${Unread} session=${session} onClose=${onClose} />`}
    ${problem && html`<${Notice} kind="danger">${problem}<//>`}
    <div class="row">
      <${Button} kind="primary" busy=${busy === 'shift'} onClick=${takeShift}>${shift ? 'Extend' : 'Go on call'}<//>
      ${shift && html`<${Button} busy=${busy === 'off'} onClick=${endShift}>Go off call<//>`}
    </div>
    <section class="panel stack">
      <h3>Standby</h3>
      <p class="soft small">While nobody is on call, young people can leave a note. It is sealed to those on standby, who read it when they are next at their desk. Nobody is told that you are there.</p>
      ${standby && html`<p class="small">On standby until ${reading.say(standby)}; your desk renews it when you unlock.</p>`}
      <div class="row">${standby
        ? html`<${Button} small busy=${busy === 'standby'} onClick=${() => run('standby', async () => { await session.endDuty(STANDBY); })}>End standby<//>`
        : html`<${Button} small busy=${busy === 'standby'} onClick=${() => run('standby', async () => { await session.takeDuty(STANDBY, 8 * 24 * HOUR); })}>Go on standby for 8 days<//>`}</div>
    </section>
  <//>`;
}

/** A handover that nobody has read is a promise that nobody keeps. @param {{session: import('./session.js').Session, onClose: () => void}} props */
function Unread({ session, onClose }) {
  const left = session.unreadHandovers();
  if (!left.length) return html`<${Notice} kind="good">Every handover is read. You can go off call.<//>`;
  return html`<${Notice} kind="warn" title=${unreadWords(left.length)}>
    <p>Read them before you go: one press each.</p>
    <div class="row">${left.map(({ name, open }) => html`<${Button} small key=${name} onClick=${() => { onClose(); open(); }}>Read ${name}<//>`)}</div><//>`;
}

/** @param {number} count */
const unreadWords = (count) => (count === 1 ? 'One handover is not read yet' : `${count} handovers are not read yet`);

/**
 * When my shift ends, if that is soon: by the schedule, or by the time for which I went on call.
 * @param {number | null} called
 * @param {{starts_at: number, ends_at: number, counts?: [number, number][]}[]} mine
 * @param {number} now
 */
export function endsSoon(called, mine, now) {
  const parts = mine.flatMap(({ starts_at: starts, ends_at: ends, counts = [[starts, ends]] }) => counts);
  const ends = parts.filter(([from]) => from <= now).map(([, to]) => to);
  return [...(called ? [called] : []), ...ends].filter((at) => at > now && at - now <= SOON).sort((a, b) => a - b)[0] ?? null;
}

/** A line over every page, at the end of a shift and after it. @param {{session: import('./session.js').Session}} props */
export function UnreadAtTheEnd({ session }) {
  useNow(15_000);
  const reading = useReading(session);
  const left = session.unreadHandovers();
  const at = endsSoon(session.duty.shift, reading.schedule?.mine ?? [], lineNow(session));
  if (!left.length || (session.duty.shift && !at)) return null;
  return html`<${Notice} kind="warn" actions=${html`<${Button} small onClick=${left[0].open}>Read it now<//>`}>${at ? `Your shift ends at ${reading.say(at)}.` : 'You are off call.'} ${unreadWords(left.length)}.<//>`;
}

/** Asked before it locks, with the desk covered already: whoever came in reads nothing meanwhile. @param {{session: import('./session.js').Session, onStay: () => void, onLock: () => void}} props */
export function LockAnyway({ session, onStay, onLock }) {
  const left = session.unreadHandovers();
  const unsent = session.unsent();
  useNow(1000);
  useEffect(() => /** @type {HTMLElement | null} */ (document.querySelector('.shell-cover h1'))?.focus(), []);
  // Nothing is in the way any more of what was pressed.
  useEffect(() => { if (!left.length && !unsent) onLock(); }, [left.length, unsent]);
  return html`<main class="shell-cover"><${Icon} name="lock" size=${32} /><h1 tabindex="-1">Lock the desk?</h1>
    ${left.length > 0 && html`<p>${unreadWords(left.length)}. What was promised there is kept by nobody until somebody reads it.</p>`}
    ${unsent > 0 && html`<p role="status">${unsent === 1 ? 'One message of yours is' : `${unsent} messages of yours are`} not through yet, and a locked desk sends nothing.${left.length > 0 ? '' : ` It locks by itself once ${unsent === 1 ? 'it is' : 'they are'}.`}</p>`}
    <div class="row">${left.length > 0 ? html`<${Button} onClick=${() => { onStay(); left[0].open(); }}>Read it now<//>` : html`<${Button} onClick=${onStay}>Back to the desk<//>`}<${Button} kind="primary" onClick=${onLock}>Lock anyway<//></div></main>`;
}

/** Asked of the last one who leaves: youth are told this time, and nothing else. @param {{session: import('./session.js').Session, onClose: () => void}} props */
function BackDialog({ session, onClose }) {
  const reading = useReading(session);
  const [when, setWhen] = useState('');
  const [problem, setProblem] = useState(/** @type {string | null} */ (null));
  useEffect(() => {
    session.relay.call('GET', '/api/oncall').then(({ next_opening: at }) => { if (at && at > lineNow(session)) setWhen((typed) => typed || localOf(at)); }).catch(() => null);
  }, []);
  const at = when ? new Date(when).getTime() : NaN;
  const said = Number.isFinite(at) ? reading.say(at) : '';
  const save = async (/** @type {Event} */ event) => {
    event.preventDefault();
    if (!(at > lineNow(session))) return setProblem('Choose a day and time that is still to come.');
    return tell(at);
  };
  /** @param {number | null} opening */
  const tell = async (opening) => {
    try {
      await session.relay.call('PUT', '/api/oncall', { next_opening: opening });
      onClose();
    } catch (error) {
      setProblem(sentenceOf(error));
    }
  };
  return html`<${Dialog} title="When is somebody back?" onClose=${onClose}>
    <p>You were the last one on call. Young people who write now are told when somebody is back, and which lines are open until then.</p>
    <form class="stack stack-l" onSubmit=${save} novalidate>
      <${Field} label="Day and time" hint=${`On your own clock, ${zoneName(browserClock(0).zone)}.${said && ` That is ${said}.`}`} type="datetime-local" value=${when} error=${problem} onInput=${(/** @type {any} */ event) => setWhen(event.target.value)} />
      <div class="row row-end"><${Button} onClick=${() => tell(null)}>I do not know<//><${Button} kind="primary" type="submit">Tell them this<//></div>
    </form>
  <//>`;
}

/** @param {number} ms */
const localOf = (ms) => new Date(ms - new Date(ms).getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
