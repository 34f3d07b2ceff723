/** Above every page: you are called, to a youth first or to a colleague; what you and others said. */
import { Button } from '../../parts/button.js';
import { Icon } from '../../parts/icon.js';
import { Refusal, sentenceOf } from '../../parts/relay.js';
import { lineNow } from '../../parts/line_clock.js';
import { html, useEffect, useReducer, useState } from '../../vendor/preact.js';
import { callName } from '../desk/names.js';
import { howLong, inbox } from '../desk/order.js';
import { priorityWords } from '../desk/words.js';
import { minutes, standing, useCalls } from './calls.js';

/** @typedef {import('./calls.js').Call} Call */
/** @typedef {import('../desk/engine.js').DeskEngine} DeskEngine */
/** Words, a time that runs, words behind it, and where a phone has room for them. @typedef {[string, number | null, string?, string?]} Part */

/** Nowhere on a phone; only over the list of conversations there. */
const [WIDE, LIST] = ['called-since', 'called-more'];

/** @param {{session: import('../session.js').Session, desk: DeskEngine | null, here: boolean}} props  here: the desk is what this page shows */
export function CallBanner({ session, desk, here }) {
  const { calls: all, callers, since, look } = useCalls(session);
  const [, again] = useReducer((/** @type {number} */ n) => n + 1, 0);
  useEffect(() => desk?.subscribe(() => again(undefined)), [desk]);
  const calls = standing(all, since, session.wentOff, session.now());
  const [busy, setBusy] = useState('');
  const [problem, setProblem] = useState(/** @type {string | null} */ (null));
  // What still wants an answer comes first.
  const [call] = [...calls].sort((a, b) => Number(a.answer !== null) - Number(b.answer !== null));
  const asks = html`<${Asks} desk=${desk} here=${here} called=${calls} />`;
  if (!call) return html`${asks}<${WantsACall} ...${{ session, callers, since, look }} />`;

  /** @param {'have' | 'cannot'} answer */
  const say = async (answer) => {
    setBusy(answer);
    setProblem(null);
    // At once: opened by an answer that takes its time, it would take another talk from under the hands that write there.
    if (answer === 'have') session.show(call.conversation);
    try {
      await session.relay.call('POST', `/api/pages/${call.conversation}/answer`, { answer });
    } catch (error) {
      // Nobody waits there any more: somebody was quicker, and that is good.
      if (!(error instanceof Refusal && error.status === 404)) setProblem(sentenceOf(error));
    }
    await look();
    setBusy('');
  };
  const { head, then } = told(call, since, desk);
  const urgent = call.answer === null && call.quiet === null;
  return html`<section class=${`notice ${urgent ? 'notice-danger' : 'notice-info'} called`} aria-label="You are called">
    <${Icon} name="bell" />
    <div class="notice-body">
      <p class="notice-title" role="status">${head}</p>
      <p>${then.map(([words, time, after, where]) => html`<span key=${words} class=${where}>${words}${time !== null && html` <time aria-live="off">${minutes(time)}</time>`}${after}. </span>`)}${calls.length > 1 && html`<span class=${LIST}>${calls.length} are waiting for you.</span>`}</p>
      ${problem && html`<p class="field-error" role="alert">${problem}</p>`}
    </div>
    <div class="row">
      ${call.answer !== 'have' && html`<${Button} small kind=${urgent ? 'primary' : 'quiet'} busy=${busy === 'have'} onClick=${() => say('have')}>I have it<//>`}
      ${call.answer === 'have' && html`<${Button} small kind="primary" onClick=${() => session.show(call.conversation)}>Open it<//>`}
      ${call.answer !== 'cannot' && html`<${Button} small busy=${busy === 'cannot'} onClick=${() => say('cannot')}>I can’t<//>`}
    </div>
  </section>${asks}<${WantsACall} ...${{ session, callers, since, look }} />`;
}

/**
 * Colleagues who ask for a second person, or offer me a conversation: the list says it, and on a phone the list is not always there.
 * @param {{desk: DeskEngine | null, here: boolean, called: Call[]}} props  called: what is said above already
 */
function Asks({ desk, here, called }) {
  if (!desk) return null;
  const asking = inbox(desk.rows.values(), desk.session.me.device_id).asking;
  return asking.filter(({ id }) => !(here && desk.chosen === id) && !called.some(({ conversation }) => conversation === id)).map((row) => {
    const label = row.claimed_label ?? 'A colleague';
    return html`<section class="notice notice-danger called" key=${row.id} aria-label=${`${label} asks you`}>
      <${Icon} name="people" />
      <div class="notice-body"><p class="notice-title" role="status"><bdi>${label}</bdi> ${row.help ? 'asks for a second person.' : 'would like to hand a conversation to you.'}</p>
        <p class=${WIDE}>${[callName(row.id), priorityWords(row.priority)].filter(Boolean).join(', ')}</p></div>
      <div class="row"><${Button} small kind="primary" onClick=${() => desk.session.show(row.id)}>Open it<//></div>
    </section>`;
  });
}

/** Below what a youth needs: colleagues who pressed Call me after a heavy talk, on the desks of the supervisors who are asked. @param {{session: import('../session.js').Session, callers: import('./calls.js').Caller[], since: number, look: () => Promise<void>}} props */
function WantsACall({ session, callers, since, look }) {
  const [busy, setBusy] = useState('');
  const [problem, setProblem] = useState(/** @type {string | null} */ (null));
  /** @param {string} device */
  const call = async (device) => {
    setBusy(device);
    setProblem(null);
    try {
      await session.relay.call('POST', `/api/alerts/call-me/${device}/calls`, {});
    } catch (error) {
      if (!(error instanceof Refusal && error.status === 404)) setProblem(sentenceOf(error)); // somebody else calls them already
    }
    await look();
    setBusy('');
  };
  return callers.map(({ device, label, ago }) => html`<section class="notice notice-warn called" key=${device} aria-label=${`${label} wants to be called`}>
    <${Icon} name="phone" />
    <div class="notice-body"><p class="notice-title" role="status"><bdi>${label}</bdi> asks you to call them.</p>
      <p>After a heavy talk, <time aria-live="off">${minutes(ago + since)}</time> ago. Use your team’s phone list.</p>
      ${problem && html`<p class="field-error" role="alert">${problem}</p>`}</div>
    <div class="row"><${Button} small kind="primary" busy=${busy === device} onClick=${() => call(device)}>I call them now<//></div>
  </section>`);
}

/** What to say of a call: a youth waits, or a colleague asks for a second person; and the times in it as they run. @param {Call} call @param {number} since @param {DeskEngine | null} desk @returns {{head: string, then: Part[]}} */
function told(call, since, desk) {
  const row = desk?.rows.get(call.conversation);
  // Put back in line, they are called for anew, and have known for longer that they wait.
  const { waited, asked } = desk && row && !call.help ? howLong(row, desk.talks.get(row.id)?.reading.entries ?? [], lineNow(desk.session)) : { waited: 0, asked: 0 };
  const pressed = row && row.priority >= 2 ? priorityWords(row.priority) : null;
  const left = call.quiet === null ? 0 : call.quiet - since;
  const has = call.called.findLast((one) => one.answer === 'have' && !one.mine);
  const unable = [...new Set(call.called.filter((one) => one.answer === 'cannot' && !one.mine).map((one) => one.label))];
  const others = call.called.filter((one) => !one.mine && one.answer === null);
  /** @type {Part[]} */
  const then = [call.help ? [`${call.help} asked`, call.waited + since, ' ago'] : waited === null ? ['Back in line; first asked', asked, ' ago'] : ['They have waited', call.waited + since]];
  if (call.told) then.push(['They were told that nobody came, and may still wait', null, '', LIST]);
  if (unable.length) then.push([`${unable.join(' and ')} can’t come`, null, '', LIST]);
  if (call.answer === 'have' && left > 0) return { head: call.help ? 'You have it. Join now.' : 'You have it. Claim it now.', then: [...then, [call.help ? 'If you do not join, the next is called in' : 'Without a claim the next is called in', left]] };
  if (call.answer === 'cannot') {
    const next = others.at(-1);
    return { head: 'You said that you can’t.', then: next ? [...then, [`${next.label} was called`, next.ago + since, ' ago']] : then };
  }
  if (has && left > 0) return { head: `${has.label} has it.`, then: [...then, [`If they do not ${call.help ? 'join' : 'claim it'}, others are called in`, left]] };
  return { head: call.help ? `${call.help} asks for a second person. You are called.` : `${pressed ? `${pressed}: s` : 'S'}omebody is waiting. You are called.`, then: [['You were called', call.ago + since, ' ago', WIDE], ...then] };
}
