/** Around a conversation: an offer, a call for help, who stands beside, and what it asks of me. */

import { html, useState } from '../../vendor/preact.js';
import { Button } from '../../parts/button.js';
import { lineNow } from '../../parts/line_clock.js';
import { personOf } from '../../parts/person.js';
import { claim, join, mineElsewhere, takeHere } from '../desk/claiming.js';
import { span } from '../desk/times.js';
import { readingOf } from '../schedule/reading.js';
import { agree, agreeTogether, calmAgain, sayWoken, withdraw } from './around.js';
import { OpenTogether, TOGETHER } from './handing.js';

/** @typedef {import('../desk/engine.js').DeskEngine} DeskEngine */
/** @typedef {import('../desk/order.js').Row} Row */

/** @param {{tone?: string, children?: any}} props */
const Notice = ({ tone = '', children }) => html`<div class=${`desk-notice${tone && ` desk-notice-${tone}`}`}>${children}</div>`;

/** A moment as colleagues in two zones both read it. @param {DeskEngine} desk @param {number} at */
const said = (desk, at) => readingOf(/** @type {any} */ (desk.session)).say(at);

/**
 * What a claim that was refused for room asks of me.
 * @param {{desk: DeskEngine, row: Row}} props
 */
export function Room({ desk, row }) {
  const refused = desk.team.refused.get(row.id);
  // A rest is not ended from here: the strip over the list says until when it lasts.
  if (!refused || desk.caring.left > 0) return null;
  const talk = desk.talks.get(row.id);
  const at = desk.busy.get(row.id);
  const mineToTake = row.state === 'waiting';
  const take = () => void (mineToTake && talk ? claim(desk, talk, true) : agree(desk, row.id, true));
  const back = () => void desk.team.sayWhere('here').then(() => (mineToTake && talk ? claim(desk, talk) : agree(desk, row.id)));
  const drop = () => { desk.team.refused.delete(row.id); desk.changed(); };
  return html`<${Notice} tone="warn"><p>${refused.says}</p>
    ${refused.code === 'full' ? html`<${Button} small busy=${at?.has(mineToTake ? 'claim' : 'agree')} onClick=${take} data-act="over">Take it on top<//>` : html`<${Button} small busy=${at?.has(mineToTake ? 'claim' : 'agree')} onClick=${back} data-act="back-and-claim">I am back<//>`}
    <button type="button" class="desk-link" onClick=${drop}>Leave it</button><//>`;
}

/**
 * For whom it is a colleague's: help that is asked for, an offer to me, and opening it with a second person.
 * @param {{desk: DeskEngine, row: Row}} props
 */
export function Beside({ desk, row }) {
  const [asking, ask] = useState(false);
  const me = desk.session.me.device_id;
  const at = desk.busy.get(row.id);
  const inIt = row.present.some((one) => one.device === me && one.until !== null);
  const wanted = row.present.filter((one) => one.until === null);
  const label = row.claimed_label ?? 'A colleague';
  const name = (/** @type {string} */ device) => desk.people.label(device);
  if (row.state !== 'claimed') return null;
  if (mineElsewhere(desk, row)) {
    return html`<${Notice}><p><strong>You have this conversation on another device.</strong> Taken here, it can be answered here only, and they are told that you are here. What was locked for the other device stays locked.</p>
      <${Button} small busy=${at?.has('take-here')} onClick=${() => takeHere(desk, row.id)} data-act="take-here">Take it here<//><//>`;
  }
  return html`
    ${row.offered_to === me && html`<${Notice} tone="warn">${row.agreed ? html`<p><strong>You said yes.</strong> ${label} is asking the youth. You get it, and all that was written, when they agree.</p>`
      : html`<p><strong>${label} would like to hand this conversation to you.</strong> The youth is asked when you say yes.</p><${Button} small kind="primary" busy=${at?.has('agree')} onClick=${() => agree(desk, row.id)} data-act="agree">Yes, I take it<//>`}
      <${Button} small busy=${at?.has('withdraw')} onClick=${() => withdraw(desk, row.id)} data-act="decline">${row.agreed ? 'I cannot after all' : 'I cannot'}<//><//>`}
    ${!inIt && row.help && html`<${Notice} tone="alarm"><p><strong>${label} asks for a second person.</strong> They and the youth are told that you come.</p><${Button} small kind="primary" busy=${at?.has('join')} onClick=${() => join(desk, row.id)} data-act="join-help">Join<//><//>`}
    ${wanted.map((one) => html`<${Notice} key=${one.device} tone="warn"><p>${one.device === me ? 'You ask' : `${name(one.device)} asks`} for a second person to open this conversation: ${TOGETHER.find(({ value }) => value === one.reason)?.title ?? one.reason}. Asked at ${said(desk, one.asked_at)}.${one.device === me && ` ${sayWoken(one.woken, name)}`}</p>
      ${personOf(name(one.device)) !== personOf(desk.session.me.label) && html`<${Button} small busy=${at?.has('agree-together')} onClick=${() => agreeTogether(desk, row.id, one.device)} data-act="agree-together">I agree, open it for an hour<//>`}<//>`)}
    ${inIt && !desk.talks.get(row.id)?.unlocked && html`<${Notice}><p>This conversation is open to you now. ${label} is shown that you are there.</p><${Button} small busy=${at?.has('join')} onClick=${() => join(desk, row.id)} data-act="enter">Go in<//><//>`}
    ${!inIt && !row.help && desk.session.me.role === 'supervisor' && html`<${Notice}><p>${label} has this conversation. You can stand beside them: they and the youth are told.</p><${Button} small busy=${at?.has('join')} icon="eye" onClick=${() => join(desk, row.id)} data-act="join">Stand beside<//><//>`}
    ${!inIt && !row.help && row.offered_to !== me && desk.session.me.role !== 'supervisor' && !wanted.some((one) => one.device === me) && html`<p class="small"><button type="button" class="desk-link" onClick=${() => ask(true)} data-act="open-together">It must be opened, and ${label} cannot be reached</button></p>`}
    ${asking && html`<${OpenTogether} desk=${desk} row=${row} onClose=${() => ask(false)} />`}`;
}

/**
 * For whom it is their own: how the offer stands, who comes, who reads along and since when.
 * @param {{desk: DeskEngine, row: Row, story: import('../desk/story.js').Story}} props
 */
export function OnMine({ desk, row, story }) {
  const at = desk.busy.get(row.id);
  const name = (/** @type {string} */ device) => desk.people.label(device);
  const now = lineNow(desk.session);
  const question = story.transfer && !story.transfer.done && story.transfer.answer === null;
  return html`
    ${row.offered_to && html`<${Notice}><p>${!row.agreed ? `${name(row.offered_to)} is asked whether they take this conversation.`
      : question ? `${name(row.offered_to)} said yes. The youth is asked now; go on as long as they think about it.` : `${name(row.offered_to)} said yes, and it is being handed over…`}</p>
      <${Button} small busy=${at?.has('withdraw')} onClick=${() => withdraw(desk, row.id)} data-act="withdraw">Take the offer back<//><//>`}
    ${row.help && html`<${Notice} tone="warn"><p><strong>You asked for a second person.</strong> Your colleagues see it, and can come with one press.</p>
      <${Button} small busy=${at?.has('help-off')} onClick=${() => calmAgain(desk, row.id)} data-act="help-off">I am all right again<//><//>`}
    ${row.present.map((one) => html`<${Notice} key=${one.device}><p>${present(one, name, now, (at) => said(desk, at))}</p><//>`)}`;
}

/** @param {Row['present'][number]} one @param {(device: string) => string} name @param {number} now @param {(at: number) => string} say */
function present(one, name, now, say) {
  const why = TOGETHER.find(({ value }) => value === one.reason)?.title ?? one.reason;
  if (one.until === null) return `${name(one.device)} asks for a second person to open this conversation (${why}).`;
  if (one.reason === 'help') return html`<strong>${name(one.device)} came to help you.</strong> Write a note for the team, and only they and you read it.`;
  if (one.reason === 'supervise') return html`<strong>${name(one.device)} stands beside you</strong> since ${say(one.asked_at)}, as your supervisor. A note for the team is between you.`;
  return `${name(one.device)} opened this conversation with ${name(one.agreed_by ?? '')} (${why}), for ${span(Math.max(0, one.until - now))} more.`;
}
