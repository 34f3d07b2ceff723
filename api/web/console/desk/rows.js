/** The inbox: who waits, who is with me, who is with a colleague, each a row to press. */

import { html } from '../../vendor/preact.js';
import { useNow } from '../../parts/clock.js';
import { Icon } from '../../parts/icon.js';
import { PacketList } from '../packet/list.js';
import { readingOf } from '../schedule/reading.js';
import { owedFor, owedSince } from './answering.js';
import { callName } from './names.js';
import { aboveThoseWhoWait, howLong, inbox } from './order.js';
import { Owed, ToReview, usePauses } from './pauses.js';
import { mineElsewhere } from './claiming.js';
import { endSays } from './telling.js';
import { span, waited, waitedAloud } from './times.js';
import { audienceNames, channelWords, isPractice, priorityWords, withArticle } from './words.js';

/** @typedef {import('./order.js').Row} Row */
/** @typedef {import('./engine.js').DeskEngine} DeskEngine */

/**
 * @param {{row: Row, desk: DeskEngine, now: number}} props
 */
function RowButton({ row, desk, now }) {
  const me = desk.session.me.device_id;
  const chosen = desk.chosen === row.id;
  const fresh = desk.talks.get(row.id)?.fresh ?? 0;
  const urgent = priorityWords(row.priority);
  const { waited: length, asked } = howLong(row, desk.talks.get(row.id)?.reading.entries ?? [], now);
  const again = length === null;
  const owed = owedFor(owedSince(row, desk.talks.get(row.id), me), now);
  const audience = audienceNames(row.audience, desk.circles());
  const clock = (/** @type {number} */ at) => readingOf(desk.session).sayClock(at);
  const ended = endSays(row, desk.talks.get(row.id), me);
  const detail = ended ? ended : row.state === 'waiting' ? `${again ? 'Back in line; first asked that long ago · ' : ''}${channelWords(row.channel).name} · for ${withArticle(audience)}`
    : row.state === 'closed' ? `Closed${row.closed_at ? ` in the hour from ${clock(row.closed_at)}` : ''}`
    : row.claimed_by === me ? `Yours since ${clock(row.claimed_at ?? now)}`
    : `With ${mineElsewhere(desk, row) ? 'you, on another device,' : row.claimed_label ?? 'a colleague'} since ${clock(row.claimed_at ?? now)}${row.claimer_here ? '' : ', away now'}`;
  return html`<li>
    <button type="button" class=${`desk-row desk-priority-${row.state === 'closed' ? 0 : row.priority}`} aria-current=${chosen ? 'true' : undefined} data-conversation=${row.id} onClick=${() => desk.choose(row.id)}>
      <span class="desk-row-top">
        <span class="desk-row-name">${callName(row.id)}${isPractice(desk.talks.get(row.id)) && html` <span class="badge badge-info">Practice</span>`}</span>
        ${row.state === 'waiting' && html`<span class="desk-row-waited"><span aria-hidden="true">${waited(asked)}</span><span class="visually-hidden">${again ? `first asked ${waitedAloud(asked)} ago` : `waiting ${waitedAloud(asked)}`}</span></span>`}
        ${fresh > 0 && row.state === 'claimed' && row.claimed_by === me && html`<span class="desk-row-fresh">${fresh} new</span>`}
      </span>
      ${urgent && row.state !== 'closed' && html`<span class="desk-row-urgent"><${Icon} name="warn" size=${16} />${urgent}</span>`}
      ${row.state === 'claimed' && row.offered_to === me && html`<span class="desk-row-urgent">Offered to you</span>`}
      ${row.state === 'claimed' && row.help && html`<span class="desk-row-urgent"><${Icon} name="warn" size=${16} />${row.claimed_by === me ? 'You asked for help' : 'Asks for help'}</span>`}
      <span class="desk-row-detail">${detail}</span>
      ${owed !== null && html`<span class="desk-row-owed">Not answered for ${span(owed)}</span>`}
    </button>
  </li>`;
}

/** Everything that is listed, in the order in which it stands there. @param {DeskEngine} desk */
export const inboxOf = (desk) => inbox(desk.rows.values(), desk.session.me.device_id, (row) => (desk.talks.get(row.id)?.fresh ?? 0) > 0);

/** As many closed ones as anybody looks through; a search finds the others. */
const MOST_CLOSED = 100;

/**
 * @param {{desk: DeskEngine}} props
 */
export function Inbox({ desk }) {
  const now = useNow(1000);
  const police = desk.session.me.circle_name === 'police';
  const groups = inboxOf(desk);
  const here = !desk.away;
  const above = aboveThoseWhoWait(police, groups.waiting.length);
  /** @param {string} id @param {string} name @param {Row[]} rows @param {any} [empty] @param {number} [most] @param {number} [counted] */
  const group = (id, name, rows, empty = null, most = Infinity, counted = rows.length) => (rows.length || empty) && html`<section class="desk-group" aria-labelledby=${`desk-${id}`}>
    <h3 id=${`desk-${id}`}>${name}${counted > 0 && html` <span class="desk-count">${counted}</span>`}</h3>
    ${rows.length ? html`<ul class="desk-rows">${rows.slice(0, most).map((row) => html`<${RowButton} key=${row.id} row=${row} desk=${desk} now=${now} />`)}</ul>${rows.length > most && html`<p class="desk-empty">The newest ${most} of ${rows.length}. A search finds the others.</p>`}` : empty}
  </section>`;
  const { pauses, load } = usePauses(desk);
  return html`<div class="desk-lists">
    <${Owed} many=${pauses.length} />
    ${group('asking', 'With colleagues who ask you', groups.asking)}
    ${group('waiting', above.name, groups.waiting, desk.loaded && html`<p class="desk-empty">${police ? 'You see no queue. Somebody appears here only when they themselves said yes to a police officer, and only they, one at a time. What is handed over to you stands below.' : here ? 'Nobody is waiting.' : 'Nobody waited when the line was last here.'}${here && html`<br />${desk.alerts.promise}`}</p>`, Infinity, above.count)}
    ${group('mine', 'With you', groups.mine)}
    ${group('paused', 'Paused', groups.paused)}
    <${ToReview} desk=${desk} pauses=${pauses} load=${load} />
    <${PacketList} desk=${desk} />
    ${group('others', 'With colleagues', groups.others)}
    ${group('notes', 'Notes left while closed', groups.notes)}
    ${group('closed', 'Closed', groups.closed, null, MOST_CLOSED)}
    ${desk.unseen.mine.size > 0 && html`<section class="desk-group" aria-labelledby="desk-unseen"><h3 id="desk-unseen">Not yours to see now</h3>
      <ul class="desk-rows">${[...desk.unseen.mine.keys()].map((id) => html`<li key=${id}><button type="button" class="desk-row desk-priority-0" aria-current=${desk.chosen === id ? 'true' : undefined} data-conversation=${id} onClick=${() => desk.choose(id)}>
        <span class="desk-row-top"><span class="desk-row-name">${callName(id)}</span></span><span class="desk-row-detail">What you wrote for the team rests here</span></button></li>`)}</ul></section>`}
    ${!desk.loaded && html`<div class="desk-group"><p class="desk-empty" role="status">Looking who is there…</p></div>`}
  </div>`;
}
