/** The desk: who waits, the conversation in hand, and the first minute beside it. */

import { html, useEffect, useReducer, useState } from '../vendor/preact.js';
import { Empty } from '../parts/panel.js';
import { Icon } from '../parts/icon.js';
import { mineElsewhere } from './desk/claiming.js';
import { DeskEngine } from './desk/engine.js';
import { FirstMinute } from './desk/firstminute.js';
import { nothingOpen } from './desk/order.js';
import { Inbox, inboxOf } from './desk/rows.js';
import { Shortcuts, pressed } from './desk/shortcuts.js';
import { Thread } from './desk/thread.js';
import { UNSEEN } from './desk/unseen.js';
import { PutAway } from './record/put_away.js';
import { Debrief, Resting } from './record/resting.js';
import { Sheet } from './record/sheet.js';
import { Search } from './search/search.js';
import { Beside, Room } from './team/beside.js';
import { TeamStrip } from './team/strip.js';

/** Above this width the first minute stands beside the conversation; below, it folds on top of it. */
const WIDE = '(min-width: 72rem)';

/**
 * @param {{session: import('./desk/session.js').Session, make?: (session: any) => DeskEngine, onDesk?: (desk: DeskEngine | null) => void}} props  onDesk: hears which desk what stands around this page reads
 */
export function Desk({ session, make = (one) => new DeskEngine(one), onDesk = () => undefined }) {
  const [desk, setDesk] = useState(/** @type {DeskEngine | null} */ (null));
  useEffect(() => {
    const engine = make(session);
    setDesk(engine);
    onDesk(engine);
    void engine.start();
    return () => { engine.stop(); onDesk(null); };
  }, [session]);
  return desk && html`<${DeskView} desk=${desk} />`;
}

/**
 * @param {{desk: DeskEngine}} props
 */
export function DeskView({ desk }) {
  const [, redraw] = useReducer((/** @type {number} */ n) => n + 1, 0);
  const [help, setHelp] = useState(false);
  const [finding, setFinding] = useState(false);
  const [wide, setWide] = useState(matchMedia(WIDE).matches);
  useEffect(() => {
    const media = matchMedia(WIDE);
    const onWide = () => setWide(media.matches);
    const onKey = (/** @type {KeyboardEvent} */ event) => {
      if (document.getElementById('desk')?.closest('[hidden]')) return;
      if (pressed(event, desk, () => setHelp(true), () => setFinding(true))) event.preventDefault();
    };
    const onHide = () => { for (const talk of desk.talks.values()) { if (talk.draftTimer) void talk.keepDraft(); if (talk.forms.timer) void talk.forms.flush(); } };
    const off = desk.subscribe(() => redraw(undefined));
    media.addEventListener('change', onWide);
    addEventListener('keydown', onKey);
    addEventListener('pagehide', onHide);
    return () => {
      off();
      media.removeEventListener('change', onWide);
      removeEventListener('keydown', onKey);
      removeEventListener('pagehide', onHide);
    };
  }, [desk]);

  const talk = desk.chosen ? desk.talks.get(desk.chosen) : undefined;
  const row = desk.chosen ? desk.rows.get(desk.chosen) : undefined;
  const back = () => {
    const id = desk.chosen;
    desk.choose(null);
    // Whoever waits stands at the top, and is seen first; otherwise the list is where it was left.
    requestAnimationFrame(() => {
      const waits = desk.alerts.waiting > 0;
      /** @type {HTMLElement | null} */ (document.querySelector(`[data-conversation="${id}"]`))?.focus({ preventScroll: waits });
      if (waits) document.querySelector('.desk-lists')?.scrollTo(0, 0);
    });
  };
  desk.session.back = () => {
    const open = desk.chosen !== null;
    if (open) back();
    return open;
  };
  return html`<div id="desk" class=${`desk${desk.chosen ? ' desk-has-chosen' : ''}`}>
    <h1 class="visually-hidden">Desk</h1>
    ${desk.link === 'open' && desk.behind && !desk.ended && html`<p class="desk-link-state" role="status"><span class="turning" aria-hidden="true"></span>The list may be old: somebody new may wait. Asking again…</p>`}
    ${desk.ended && html`<p class="desk-link-state desk-ended" role="alert">${desk.ended}</p>`}
    <div class="desk-panes">
      <div class="desk-inbox">
        <header class="desk-inbox-head">
          <h2>Conversations</h2>
          <button type="button" class="button button-plain button-icon" aria-pressed=${desk.look.sound} aria-label="Sound when somebody waits" title=${desk.look.sound ? 'Sound is on' : 'Sound is off'} onClick=${() => { void desk.prefer({ sound: !desk.look.sound }).then(() => { desk.alerts.wake(); if (desk.look.sound) desk.alerts.play(); }); }}><${Icon} name="bell" /></button>
          <button type="button" class="button button-plain button-icon" aria-label="Keys and habits" onClick=${() => setHelp(true)}><strong aria-hidden="true">?</strong></button>
          <button type="button" class="desk-find" onClick=${() => setFinding(true)}><${Icon} name="search" size=${18} />Find words</button>
        </header>
        ${!desk.look.sound && html`<p class="desk-quiet">Sound is off: you will not hear when somebody waits.</p>`}
        ${desk.look.sound && desk.alerts.sound?.state === 'suspended' && html`<p class="desk-quiet">Press anywhere once, so that the browser allows the sound.</p>`}
        <${TeamStrip} desk=${desk} />
        <${Resting} desk=${desk} />
        <${Inbox} desk=${desk} />
      </div>
      <div class="desk-middle">
        ${talk && row ? html`<${Thread} key=${talk.id} desk=${desk} talk=${talk} wide=${wide} onBack=${back} />`
          : desk.chosen ? html`<${Elsewhere} desk=${desk} row=${row} onBack=${back} />`
          : html`<div class="desk-nothing"><${Nothing} desk=${desk} /></div>`}
      </div>
      ${talk && row && desk.sheet !== null && html`<${Sheet} key=${talk.id} desk=${desk} talk=${talk} wide=${wide} />`}
      ${wide && talk && row && desk.sheet === null && html`<${FirstMinute} key=${talk.id} desk=${desk} talk=${talk} row=${row} />`}
    </div>
    <${Debrief} desk=${desk} />
    ${help && html`<${Shortcuts} desk=${desk} onClose=${() => setHelp(false)} />`}
    ${finding && html`<${Search} desk=${desk} onClose=${() => setFinding(false)} />`}
  </div>`;
}

/** Nothing is open: what to open first. @param {{desk: DeskEngine}} props */
function Nothing({ desk }) {
  const [title, says] = nothingOpen(desk.alerts.waiting, inboxOf(desk), desk.away);
  return html`<${Empty} icon="leaf" title=${title}>${says}<//>`;
}

/**
 * A conversation that is not mine to read, or is gone: says so, and never shows an empty page.
 * @param {{desk: DeskEngine, row: import('./desk/order.js').Row | undefined, onBack: () => void}} props
 */
function Elsewhere({ desk, row, onBack }) {
  const unseen = desk.unseen.has(desk.chosen ?? '');
  const says = (desk.chosen && desk.notices.get(desk.chosen)) || (row && mineElsewhere(desk, row) ? 'It is with you.' : row ? `${row.claimed_label ?? 'A colleague'} has this conversation. You can read it if it is put back in line.` : unseen ? UNSEEN : 'This conversation is gone.');
  const title = row ? (mineElsewhere(desk, row) ? 'On another device' : 'With a colleague') : unseen ? 'Not yours to see now' : 'Gone';
  const mine = desk.unseen.mine.get(desk.chosen ?? '');
  return html`<div class="desk-nothing"><${Empty} icon="people" title=${title}><p>${says}</p>${row && html`<div class="desk-notices" aria-live="polite"><${Room} desk=${desk} row=${row} /><${Beside} desk=${desk} row=${row} /></div>`}<p><button type="button" class="button" onClick=${onBack}>Back to the list</button></p><//>${mine && html`<${PutAway} mine=${mine} />`}</div>`;
}
