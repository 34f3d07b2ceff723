/** The shell around the desk: the bar, the views, what must be said, and the lock. */
import { Button } from '../parts/button.js';
import { Dialog } from '../parts/dialog.js';
import { Icon } from '../parts/icon.js';
import { LineAway } from '../parts/away.js';
import { closeTopmost, hearBack } from '../parts/back.js';
import { watchIdle } from '../parts/idle.js';
import { inOrder } from '../parts/in_order.js';
import { Notice } from '../parts/panel.js';
import { Refusal } from '../parts/relay.js';
import { toast } from '../parts/toast.js';
import { html, useEffect, useRef, useState } from '../vendor/preact.js';
import { CallBanner } from './alerts/banner.js';
import { Desk } from './desk.js';
import { Brand } from '../doors/door.js';
import { maySeeStudio } from '../doors/session.js';
import { DutyButton, DutyDialog, LockAnyway, UnreadAtTheEnd } from './duty.js';
import { answersYouth, EditorsDesk } from './editors_desk.js';
import { fetchPages, pagesOf } from './pages.js';
import { whoWaits } from './people/waiting.js';
import { ShiftOffer, useHoped } from './schedule/offer.js';
import { useRunsOut } from './schedule/running_out.js';
import { TimeUp } from './time_up.js';
import { useSession } from './watching.js';
import { WrongClock } from './wrong_clock.js';

const IDLE_MS = 30 * 60_000;
const WARN_MS = 29 * 60_000;
const LOOK_MS = 15_000;

/** @param {{session: import('./session.js').Session, first: string, onLock: (says: string | null) => void}} props */
export function Shell({ session, first, onLock }) {
  useSession(session);
  const [view, setView] = useState(first);
  const [duty, setDuty] = useState(false);
  const [desk, setDesk] = useState(/** @type {import('./desk/engine.js').DeskEngine | null} */ (null));
  const [leaving, setLeaving] = useState(false);
  const [covered, setCovered] = useState(false);
  const [locking, setLocking] = useState(false);
  const [waiting, setWaiting] = useState(/** @type {import('./people/waiting.js').Asking[]} */ ([]));
  const order = useRef(inOrder());
  const main = useRef(/** @type {HTMLElement | null} */ (null));
  const stepBack = useRef(/** @type {() => boolean} */ (() => false));
  const { coordinator } = session.me;
  const pages = pagesOf(session.me);
  const Page = pages.find(({ name }) => name === view)?.Page;
  const answers = answersYouth(session.me);
  const hoped = useHoped(session);
  const runsOut = useRunsOut(session);
  const counts = /** @type {Record<string, number>} */ ({ people: waiting.length, schedule: hoped + Number(runsOut) });

  session.go = setView;
  session.lock = () => { if (session.unreadHandovers().length || session.unsent()) setLocking(true); else onLock(null); };

  const look = async () => {
    try {
      const read = await order.current(() => (session.me.coordinator ? whoWaits(session) : Promise.resolve([])));
      // An older answer would take a device off the page, and with it the tick that its digits are right.
      if (read) setWaiting(read.answer);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
    }
  };
  useEffect(() => {
    void look();
    const offs = [session.live.on('enrolment', look), session.live.on('welcome', look), session.live.on('roster', look)];
    // While the bell is out of order, look by ourselves.
    const round = setInterval(() => {
      if (session.live.state !== 'open') void session.refreshRoster();
      if (session.live.state !== 'open' || view === 'people') void look();
    }, LOOK_MS);
    return () => { offs.forEach((off) => off()); clearInterval(round); };
  }, [session, coordinator, view]);

  useEffect(() => void fetchPages(session.me), []);

  const onShift = session.onCall.state === 'shift';
  useEffect(() => {
    if (covered) {
      if (!onShift) onLock('Locked, because your shift is over and nobody touched the desk.');
      return undefined;
    }
    // A locked desk cannot ring while young people are told that somebody is here; so on call it only covers itself.
    const quiet = () => { if (session.onCall.state === 'shift') { setLeaving(false); setCovered(true); } else onLock('Locked, because nobody touched the desk for 30 minutes.'); };
    const idle = watchIdle(IDLE_MS, quiet);
    const touched = () => { idle.touch(); again.touch(); setLeaving(false); };
    let again = watchIdle(WARN_MS, () => setLeaving(true));
    session.touch = touched;
    const renew = () => { again.stop(); again = watchIdle(WARN_MS, () => setLeaving(true)); };
    const stay = () => { setLeaving(false); renew(); };
    document.addEventListener('pointerdown', stay, true);
    document.addEventListener('keydown', stay, true);
    return () => {
      idle.stop();
      again.stop();
      document.removeEventListener('pointerdown', stay, true);
      document.removeEventListener('keydown', stay, true);
    };
  }, [session, covered, covered && onShift]);

  /** @param {string} name */
  const show = (name) => {
    setView(name);
    requestAnimationFrame(() => { main.current?.scrollTo(0, 0); main.current?.focus({ preventScroll: true }); });
  };
  stepBack.current = () => {
    if (closeTopmost()) return true;
    if (covered || locking) return false;
    if (view === 'desk') return session.back();
    show('desk');
    return true;
  };
  useEffect(() => hearBack({ close: () => stepBack.current(), last: () => toast('Back once more leaves the desk. It then locks, and does not ring.') }), [session]);
  return html`<div class="shell">
    <a class="button skip" href="#main" onClick=${(/** @type {Event} */ event) => { event.preventDefault(); main.current?.focus(); }}>Skip to the page</a>
    <header class="bar">
      <${Brand} />
      <nav class="bar-views" aria-label="Views">${pages.map(({ name, title, icon }) => html`<button type="button" class="tab" key=${name} aria-current=${view === name ? 'page' : undefined}
        aria-describedby=${counts[name] ? `${name}-count` : undefined} onClick=${() => show(name)}>
        <${Icon} name=${icon} /><span class="tab-name">${title}</span>${counts[name] > 0 && html`<span class="tab-count" aria-hidden="true">${counts[name]}</span>`}
      </button>`)}
      ${maySeeStudio(session.me) && html`<a class="tab" href="/studio" target="_blank" rel="noopener"><${Icon} name="pen" /><span class="tab-name">Studio</span><span class="visually-hidden">, in a tab of its own</span></a>`}</nav>
      ${counts.people > 0 && html`<span id="people-count" class="visually-hidden">${counts.people} waiting to be let in</span>`}
      ${counts.schedule > 0 && html`<span id="schedule-count" class="visually-hidden">${[hoped > 0 && `${hoped === 1 ? 'One shift needs' : `${hoped} shifts need`} somebody`, runsOut && 'The published schedule runs out'].filter(Boolean).join('. ')}</span>`}
      <div class="bar-end">
        ${answers && html`<${DutyButton} session=${session} onOpen=${() => setDuty(true)} />`}
        <button type="button" class="button button-plain button-icon" aria-label="Lock now" title="Lock now" onClick=${() => session.lock()}><${Icon} name="lock" /></button>
      </div>
    </header>
    <section class="shell-notices" aria-label="Notices">
      <${LineAway} live=${session.live}>${view === 'desk' && answers ? 'What you write is kept, and goes out once it is back. Nobody new is shown until then.' : 'What you see may be old, and nothing can be changed until it is back.'}<//>
      ${answers && html`<${CallBanner} session=${session} desk=${desk} here=${view === 'desk'} />`}
      ${session.alarms.map((says) => html`<${Notice} kind="danger" key=${says} actions=${html`<${Button} small onClick=${() => session.dismiss(says)}>I have read it<//>`}>${says}<//>`)}
      <${WrongClock} />
      ${session.warning && html`<${Notice} kind="warn">${session.warning}<//>`}
      ${answers && session.edition.warning && html`<${Notice} kind="warn">${session.edition.warning}<//>`}
      ${answers && html`<${ShiftOffer} session=${session} />`}
      ${answers && html`<${TimeUp} session=${session} here=${!covered} />`}
      ${answers && html`<${UnreadAtTheEnd} session=${session} />`}
    </section>
    ${locking && html`<${LockAnyway} session=${session} onStay=${() => setLocking(false)} onLock=${() => onLock(null)} />`}
    ${covered && !locking && html`<main class="shell-cover"><${Icon} name="eye" size=${32} /><h1 tabindex="-1">Covered</h1>
      <p role="status">Nobody touched the desk for 30 minutes. You are on call, so it still rings.</p>
      <${Button} kind="primary" onClick=${() => setCovered(false)}>Show the desk<//></main>`}
    <main class="shell-main" id="main" ref=${main} tabindex="-1" hidden=${covered || locking}>
      ${answers ? html`<div class="shell-desk" hidden=${view !== 'desk'}><${Desk} session=${session} onDesk=${setDesk} /></div>` : view === 'desk' && html`<${EditorsDesk} coordinator=${coordinator} />`}
      ${Page && html`<${Page} key=${view} session=${session} waiting=${waiting} onLook=${look} />`}
    </main>
    ${duty && html`<${DutyDialog} session=${session} desk=${desk} onClose=${() => setDuty(false)} />`}
    ${leaving && html`<${Dialog} title="Are you still there?" onClose=${() => setLeaving(false)}><p>The desk ${onShift ? 'covers itself' : 'locks'} in a minute. Press any key to stay.</p><//>`}
  </div>`;
}
