/** The conversation itself: who has it, what was said, what is wrong, and what can be done next. */

import { html, useEffect, useLayoutEffect, useRef, useState } from '../../vendor/preact.js';
import { Button } from '../../parts/button.js';
import { useNow } from '../../parts/clock.js';
import { Dialog } from '../../parts/dialog.js';
import { Icon } from '../../parts/icon.js';
import { lineNow } from '../../parts/line_clock.js';
import { standAt } from '../../parts/toast.js';
import { Bubble, PendingBubble } from './bubble.js';
import { claim, ending, lettingGo, mineElsewhere, release, shareWith, standsFor } from './claiming.js';
import { CloseDialog, KeepDialog } from './closing.js';
import { Composer } from './composer.js';
import { FirstMinute, leadTo } from './firstminute.js';
import { PacketDialogs } from '../packet/making.js';
import { Pausing } from './muting.js';
import { Untold } from './telling.js';
import { callName } from './names.js';
import { howLong } from './order.js';
import { SILENCE, clock, dayName, span, waited, waitedAloud } from './times.js';
import { readingOf } from '../schedule/reading.js';
import { Beside, OnMine, Room } from '../team/beside.js';
import { leave } from '../team/around.js';
import { HandOver, KeepOut } from '../team/handing.js';
import { unread } from '../record/folding.js';
import { warningOf } from '../record/warning.js';
import { SILENT, isPractice } from './words.js';

/** @typedef {import('./engine.js').DeskEngine} DeskEngine */
/** @typedef {import('./talk.js').Talk} Talk */
/** @typedef {import('./story.js').Bubble} BubbleItem */

/**
 * @param {{desk: DeskEngine, talk: Talk, wide: boolean, onBack: () => void}} props
 */
export function Thread({ desk, talk, wide, onBack }) {
  const row = talk.row;
  const me = desk.session.me.device_id;
  const [asking, ask] = useState(/** @type {'close' | 'keep' | 'release' | 'hand' | 'out' | null} */ (null));
  const heading = useRef(/** @type {HTMLHeadingElement | null} */ (null));
  useLayoutEffect(() => heading.current?.focus({ preventScroll: true }), [talk.id]);
  useEffect(() => {
    const bubble = desk.sought && /** @type {HTMLElement | null} */ (document.querySelector(`[data-mid="${CSS.escape(desk.sought.mid)}"]`));
    if (!bubble) return undefined;
    bubble.tabIndex = -1;
    bubble.scrollIntoView({ block: 'center' });
    // After the box and whatever was pressed have had their turn.
    const turn = requestAnimationFrame(() => bubble.focus());
    return () => cancelAnimationFrame(turn);
  }, [desk.sought, talk.ready]);
  if (!row) return null;
  const stands = standsFor(desk, talk, row);
  const mine = row.state === 'claimed' && row.claimed_by === me;
  const covered = !mine && !talk.unlocked;
  const going = lettingGo(talk, me) ? 'back' : ending(talk, me) ? 'over' : null;
  const at = desk.busy.get(talk.id);
  // A message that was taken back meanwhile is no longer written anew.
  const editing = /** @type {BubbleItem | undefined} */ (talk.revised && talk.story.items.find((item) => item.kind === 'bubble' && item.id === talk.revised?.of && !item.retracted)) ?? null;
  const edit = (/** @type {BubbleItem} */ item) => talk.revise({ of: item.id, body: item.body });
  const beside = row.state === 'claimed' && !mine && row.reads && talk.unlocked;
  return html`<section class="desk-thread" aria-labelledby="desk-thread-name">
    <header class="desk-thread-head">
      <button type="button" class="button button-plain button-icon desk-back" aria-label="Back to all conversations" onClick=${onBack}><${Icon} name="back" /></button>
      <div class="desk-thread-title">
        <h2 id="desk-thread-name" tabindex="-1" ref=${heading}>${callName(talk.id)}${isPractice(talk) && html` <span class="badge badge-info">Practice</span>`}</h2>
        <p class="desk-thread-state"><${State} ready=${talk.ready} entries=${talk.reading.entries} say=${(/** @type {number} */ moment) => readingOf(desk.session).sayClock(moment)} row=${row} stands=${stands} pressed=${talk.pressed} untold=${talk.speaking.untold} going=${going} who=${mineElsewhere(desk, row) ? 'you, on another device,' : row.claimed_label ?? 'a colleague'} /></p>
      </div>
      <div class="desk-thread-acts">
        ${row.state === 'waiting' && html`<${Button} kind="primary" busy=${at?.has('claim')} onClick=${() => claim(desk, talk)} data-act="claim">Claim<//>`}
        ${row.state !== 'closed' && html`<${Button} kind="plain" busy=${at?.has('recuse')} onClick=${() => ask('out')} data-act="recuse" title="I know this person">I know them<//>`}
        ${beside && html`<${Button} busy=${at?.has('leave')} onClick=${() => leave(desk, talk)} data-act="leave">Leave<//>`}
        ${mine && going !== 'over' && html`<${Button} busy=${at?.has('offer')} onClick=${() => ask('hand')} data-act="hand-over">Hand over<//>
          <${Button} busy=${at?.has('release')} onClick=${() => ask('release')} data-act="release">Put back<//>
          <${Button} busy=${at?.has('close')} onClick=${() => ask('close')} data-act="close">Close<//>`}
        ${row.state === 'closed' && row.claimed_by === me && html`<${Button} busy=${at?.has('keep')} onClick=${() => ask('keep')} data-act="keep">Keep longer<//>`}
      </div>
    </header>
    ${!wide && html`<${FirstMinute} desk=${desk} talk=${talk} row=${row} folded=${true} />`}
    <${Notices} desk=${desk} talk=${talk} stands=${stands} mine=${mine} going=${going} />
    <${Words} desk=${desk} talk=${talk} wide=${wide} covered=${covered} mine=${mine} editing=${editing} onEdit=${edit} />
    ${((mine && going !== 'over') || beside) && html`<${Composer} key=${talk.id} desk=${desk} talk=${talk} beside=${beside} editing=${editing} onEdit=${edit} onEdited=${() => talk.revise(null)} />`}
    <${PacketDialogs} desk=${desk} talk=${talk} />
    ${asking === 'release' && html`<${Dialog} title="Put the conversation back in line?" onClose=${() => ask(null)}
      actions=${html`<${Button} onClick=${() => ask(null)}>Keep it<//><${Button} kind="primary" data-act="confirm" onClick=${() => { ask(null); void release(desk, talk); }}>Put back<//>`}>
      <p>They keep their place in line. They are told honestly that you had to go. Colleagues in the circles they agreed to can read what was written so far.</p><//>`}
    ${asking === 'hand' && html`<${HandOver} desk=${desk} row=${row} onClose=${() => ask(null)} />`}
    ${asking === 'out' && html`<${KeepOut} desk=${desk} row=${row} onClose=${() => ask(null)} />`}
    ${asking === 'close' && html`<${CloseDialog} desk=${desk} talk=${talk} onClose=${() => ask(null)} />`}
    ${asking === 'keep' && html`<${KeepDialog} desk=${desk} talk=${talk} onClose=${() => ask(null)} />`}
  </section>`;
}

/**
 * @param {{say: (at: number) => string, row: import('./order.js').Row, entries: import('./story.js').Entry[], ready: boolean, stands: string, pressed: boolean | null, untold: boolean, going: 'back' | 'over' | null, who: string}} props
 */
function State({ say, row, entries, ready, stands, pressed, untold, going, who }) {
  const now = useNow(1000);
  const { waited: length, asked } = howLong(row, entries, now);
  if (row.state === 'waiting') return html`${row.note ? 'Left a note' : length === null ? 'Back in line; first asked' : 'Waiting'} <strong class="desk-tabular" aria-hidden="true">${waited(asked)}</strong><span class="visually-hidden">${waitedAloud(asked)}</span>${length === null && ' ago'}`;
  if (row.state === 'closed') return html`Closed${row.closed_at ? ` in the hour from ${say(row.closed_at)}` : ''}${row.purge_at ? `, erased in ${span(row.purge_at - now)}` : ''}`;
  if (stands === 'others') return html`With ${who} since ${say(row.claimed_at ?? now)}${row.claimer_here ? '' : ' (away now)'}`;
  if (going) return going === 'over' ? 'Closing…' : 'Going back in line…';
  if (untold) return 'Yours; they were not told yet';
  if (stands === 'arriving' && pressed) return 'Yours; telling them that you are here…';
  if (stands === 'arriving' && ready) return 'Yours, as the relay has it; they were not told';
  return `Yours since ${say(row.claimed_at ?? now)}`;
}

/**
 * What the worker must know before the next word; each says what to do.
 * @param {{desk: DeskEngine, talk: Talk, stands: string, mine: boolean, going: 'back' | 'over' | null}} props
 */
function Notices({ desk, talk, stands, mine, going }) {
  const now = useNow(15_000);
  const { story } = talk;
  const at = desk.busy.get(talk.id);
  const notice = desk.notices.get(talk.id);
  const handed = unread(talk.record);
  const joined = desk.team.inTheDark(talk);
  return html`<div class="desk-notices" aria-live="polite">
    ${notice && html`<div class="desk-notice desk-notice-warn"><p>${notice}</p><button type="button" class="desk-link" onClick=${() => { desk.notices.delete(talk.id); desk.changed(); }}>Got it</button></div>`}
    ${talk.trouble && html`<div class="desk-notice desk-notice-warn"><p>${talk.trouble}</p></div>`}
    ${!talk.shelf.whole && html`<div class="desk-notice desk-notice-warn"><p><strong>This browser cannot keep what you write here.</strong> It is still sent. Send or copy what stands in the box before you close or reload this page. It is tried again by itself; if it stays, make room on this device.</p></div>`}
    ${talk.row && html`<${Room} desk=${desk} row=${talk.row} />`}
    ${talk.row && stands === 'others' && html`<${Beside} desk=${desk} row=${talk.row} />`}
    ${talk.row && mine && html`<${OnMine} desk=${desk} row=${talk.row} story=${story} />`}
    ${handed.length > 0 && desk.sheet === null && html`<div class="desk-notice"><p><strong>${handed[0].label} left a handover.</strong> Read it before you write.</p><${Button} small onClick=${() => desk.show('handover')} data-act="read-handover">Read it<//></div>`}
    ${stands === 'disputed' && html`<div class="desk-notice desk-notice-warn"><p>The relay says that this conversation is yours, but their side follows ${desk.people.label(story.followed?.device ?? '')}. Talk to each other before you write.</p></div>`}
    ${going && !at && html`<div class="desk-notice desk-notice-warn"><p>${going === 'over' ? 'They were told that it is over. The line could not close it yet' : 'They were told that you had to go. The line could not put it back in line yet'}; it is tried again by itself.</p></div>`}
    ${mine && !going && story.followed?.device === null && talk.reading.reader?.claim === null && html`<div class="desk-notice desk-notice-warn"><p>They were told that nobody is with them, because this device was quiet for a while.</p>
      <${Button} small onClick=${() => talk.speaking.say({ t: 'claim' })}>Tell them I am here<//></div>`}
    ${stands === 'arriving' && talk.ready && story.followed?.device !== null && !talk.pressed && !at && html`<div class="desk-notice desk-notice-warn"><p>The relay says that this conversation is yours, and nobody pressed Claim on this device. They were not told that you are here.</p>
      <${Button} small onClick=${() => claim(desk, talk)}>Tell them I am here<//></div>`}
    ${talk.speaking.untold && html`<div class="desk-notice desk-notice-warn"><p><strong>They do not know yet that you are here.</strong> Nothing can be locked for their side right now. What you say waits and goes out by itself as soon as that works; if it stays for minutes, call your operator.</p></div>`}
    <${Untold} desk=${desk} talk=${talk} />
    ${talk.row && html`<${Pausing} desk=${desk} talk=${talk} row=${talk.row} mine=${mine} />`}
    <${SafeWord} story=${story} />
    ${mine && !story.leftAt && story.lastYouthAt > 0 && now - story.lastYouthAt > SILENCE && html`<div class="desk-notice"><p><strong>Quiet for ${span(now - story.lastYouthAt)}.</strong> Whoever writes next may not be the same person. ${SILENT.split('. ')[1]}</p></div>`}
    ${mine && joined.map((device) => html`<div class="desk-notice" key=${device}><p>${desk.people.label(device)} reads along from here on.</p>
      <${Button} small onClick=${() => shareWith(desk, talk, device)}>Share what was written before<//></div>`)}
  </div>`;
}

/** The safe word, until they have written again and somebody has answered. @param {{story: import('./story.js').Story}} props */
function SafeWord({ story: { safeWordAt, alarm } }) {
  if (!safeWordAt || !alarm) return null;
  if (alarm === 'back') return html`<div class="desk-notice desk-notice-warn" role="alert"><p><strong>They used the safe word at ${clock(safeWordAt)}, and have written again since.</strong> ${SILENT}<span class="desk-wide-only"> Nothing is held back any more.</span></p></div>`;
  return html`<div class="desk-notice desk-notice-alarm" role="alert"><p><strong>They used the safe word at ${clock(safeWordAt)}.</strong> Stop, and write nothing: it is held back until they return.<span class="desk-wide-only"> They were answered like a wrong number.</span> Tell your backup.</p></div>`;
}

/**
 * @param {{desk: DeskEngine, talk: Talk, wide: boolean, covered: boolean, mine: boolean, editing: BubbleItem | null, onEdit: (item: BubbleItem) => void}} props
 */
function Words({ desk, talk, wide, covered, mine, editing, onEdit }) {
  const box = useRef(/** @type {HTMLDivElement | null} */ (null));
  const low = useRef(true);
  const { items } = talk.story;
  const { pending } = talk;
  const count = items.filter((item) => item.kind === 'bubble').length;
  const theirs = items.filter((item) => item.kind === 'bubble' && item.from === 'youth').length;
  const sending = pending.filter(({ what }) => what !== 'edit' && what !== 'retract').length;
  const before = useRef({ theirs, sending });
  const [newer, setNewer] = useState(false);
  const toEnd = (/** @type {HTMLElement} */ element) => { element.scrollTop = element.scrollHeight; };
  useLayoutEffect(() => {
    const element = box.current;
    // What I send myself is seen; what they write while I read further up is said.
    if (sending > before.current.sending) low.current = true;
    if (theirs > before.current.theirs && !low.current) setNewer(true);
    before.current = { theirs, sending };
    if (element && low.current) toEnd(element);
  }, [items.length, pending.length, talk.id, covered]);
  useEffect(() => {
    const element = box.current;
    if (!element) return undefined;
    // Openers, notices and a keyboard on the screen take room: the newest words stay in sight.
    const watch = new ResizeObserver(() => {
      if (low.current) toEnd(element);
      standAt(element);
    });
    // Where the words are as low as they may be, what is above them gives way, and moves them all the same.
    for (const one of element.parentElement?.children ?? []) watch.observe(one);
    return () => watch.disconnect();
  }, [talk.ready, covered]);
  useEffect(() => {
    const element = box.current;
    // What becomes of my words stands below them and takes more lines with time: how to send them again is not to lie out of sight.
    const watch = new ResizeObserver(() => { if (element && low.current) toEnd(element); });
    for (const one of element?.querySelectorAll('.desk-pending') ?? []) watch.observe(one);
    return () => watch.disconnect();
  }, [pending.map(({ id }) => id).join(), talk.ready, covered]);
  const now = lineNow(desk.session);
  const reading = readingOf(desk.session);
  const panel = wide && desk.sheet === null;
  const list = html`<ol class="desk-items">
    ${items.map((item) => {
      if (item.kind === 'day') return html`<li key=${item.id} class="desk-day"><span>${[dayName(item.at, now), reading.ownClock(item.at)].filter(Boolean).join(', ')}</span></li>`;
      if (item.kind === 'silence') return html`<li key=${item.id} class="desk-line desk-line-strong"><p><strong>${span(item.ms)} of silence.</strong> ${SILENT}</p></li>`;
      if (item.kind === 'line') return html`<li key=${item.id} class=${`desk-line desk-line-${item.tone}`}><p>${item.tone === 'alarm' && html`<${Icon} name="warn" size=${18} />`}${item.text}${item.leads && panel && ' It is in the panel.'}${item.at < Number.MAX_SAFE_INTEGER && item.tone === 'quiet' ? html` <span class="desk-line-time">${clock(item.at)}</span>` : ''}${item.leads && !panel && html` <button type="button" class="desk-link" onClick=${() => leadTo(desk, item.leads)}>Show it</button>`}</p></li>`;
      const own = mine && item.from === 'me' && item.scope === 0 && !item.retracted;
      const theirs = item.from === 'youth';
      return html`<${Bubble} key=${item.id} item=${item} warning=${theirs ? warningOf(item.body, desk.content?.warnings ?? []) : null} covered=${theirs && desk.look.cover} editing=${editing?.id === item.id} serviceName=${(/** @type {string} */ id) => desk.serviceName(id)}
        state=${item.from === 'me' && !item.retracted ? (item.note ? 'Kept for the team' : item.held ? 'Held back until they return' : 'Delivered to the line') : undefined}
        onEdit=${own && item.card === null ? onEdit : undefined} onRetract=${own ? () => talk.speaking.say({ t: 'retract', of: item.id }) : undefined} />`;
    })}
    ${pending.map((item) => html`<${PendingBubble} key=${item.id} item=${item} onRetry=${() => talk.speaking.retry(item.id)} onDrop=${() => talk.takeBack(item.id)} />`)}
  </ol>`;
  if (!talk.ready && !talk.trouble) return html`<div class="desk-words-box" role="status"><p class="desk-empty">Opening…</p></div>`;
  if (!covered) {
    // A log speaks each new message politely; it takes focus so that the keyboard can scroll it.
    return html`<div class="desk-words-box" ref=${box} role="log" aria-label="Messages" tabindex="0"
      onScroll=${(/** @type {Event} */ event) => { const el = /** @type {HTMLElement} */ (event.target); low.current = el.scrollHeight - el.scrollTop - el.clientHeight < 80; if (low.current) setNewer(false); }}>${list}
      ${newer && html`<p class="desk-newer"><${Button} small kind="primary" data-act="newest" onClick=${() => { const element = /** @type {HTMLElement} */ (box.current); toEnd(element); element.focus({ preventScroll: true }); setNewer(false); }}>New words below<//></p>`}</div>`;
  }
  const said = count === 0 ? 'Nothing written yet' : `${count === 1 ? 'One message' : `${count} messages`}, covered`;
  return html`<div class="desk-words-box desk-covered" ref=${box}>
    <div class="desk-blurred" aria-hidden="true" inert>${list}</div>
    <div class="desk-cover"><p class="desk-cover-title">${said}</p>
      <p>${talk.row?.state === 'waiting' ? count ? `${desk.session.onCall.state === 'off' ? 'Go on call on this device, then claim' : 'Claim'} the conversation to read it. Until then nobody can read over your shoulder.` : 'Claim the conversation, and they are told that somebody is here.'
        : talk.row?.state === 'closed' ? 'The conversation is over.' : talk.row && mineElsewhere(desk, talk.row) ? 'You have this conversation on another device.' : 'A colleague has this conversation.'}</p>
      ${talk.row?.state === 'closed' && html`<${Button} onClick=${() => { talk.unlocked = true; desk.changed(); }}>Read it<//>`}</div>
  </div>`;
}
