/** The safety plan as a message that a young person can keep: plain words, numbers from the list only. */

import { html, useState } from '../../vendor/preact.js';
import { Button } from '../../parts/button.js';
import { Check } from '../../parts/field.js';
import { TELEGRAM_LIMIT, telegramLength } from '../desk/letters.js';
import { repliesFor } from '../desk/replies.js';
import { latest } from './folding.js';

/** @typedef {import('../desk/engine.js').DeskEngine} DeskEngine */
/** @typedef {import('../desk/talk.js').Talk} Talk */

export const PLAN_STAGE = 'safety_plan';
/** What became of it: nobody reads "sent" of what still waits in line. */
const WAYS = {
  going: 'On its way. It is not sent yet: without a connection it waits, and goes by itself.',
  sent: 'Sent to them.',
  refused: 'It did not go out. It stands in the conversation with the reason, and you can try again there.',
};
const PARTS = ['signs', 'alone', 'people', 'safer', 'step'];

/**
 * @param {import('./kinds.js').Answers} answers
 * @param {import('../desk/session.js').DeskContent | null} content
 * @param {unknown} lang
 * @param {boolean} [stays]  whether it is to stay in their chat: its last words say which
 */
export function planMessage(answers, content, lang, stays = false) {
  const words = new Map(repliesFor(content, lang).filter(({ stage }) => stage === PLAN_STAGE).map(({ id, text }) => [id, text]));
  const said = (/** @type {string} */ id) => words.get(`keep.${id}`) ?? '';
  const reached = (content?.services ?? []).filter(({ state }) => state === 'floor').map((service) => {
    const name = (typeof lang === 'string' && service.plain?.[lang]) || service.plain?.en || service.name?.en;
    const ways = service.reach.filter((/** @type {any} */ way) => ['call', 'text'].includes(way.how)).map((/** @type {any} */ way) => (way.say ? `${way.say} → ${way.show}` : way.show));
    return `${name}: ${[...new Set(ways)].join(', ')}`;
  });
  const parts = PARTS.filter((id) => answers[id]).map((id) => `${said(id)}\n${answers[id]}`);
  if (reached.length) parts.push(`${said('reach')}\n${reached.join('\n')}`);
  return [said('intro'), ...parts, said(stays ? 'stays' : 'end')].filter(Boolean).join('\n\n');
}

/** Looked at first, then sent: it will stand on a phone that others may hold. @param {{desk: DeskEngine, talk: Talk}} props */
export function SendPlan({ desk, talk }) {
  const [looking, look] = useState(false);
  const [way, setWay] = useState(/** @type {'' | 'going' | 'sent' | 'refused'} */ (''));
  const [stays, setStays] = useState(false);
  const kept = latest(talk.record, 'safety-plan');
  if (!kept || talk.row?.state !== 'claimed') return null;
  const body = planMessage(kept.answers, desk.content, talk.story.opening.lang, stays);
  const long = telegramLength(body) > TELEGRAM_LIMIT;
  // What had the focus is gone from the page; the next key must not fall into nothing.
  const fold = () => { look(false); document.getElementById('record-title')?.focus(); };
  const send = async () => {
    fold();
    setWay('going');
    setWay(await talk.speaking.say(stays ? { t: 'text', body, keep: true } : { t: 'text', body }) ? 'sent' : 'refused');
  };
  if (!looking) return html`<div class="record-foot">${way && html`<p class="record-saved" role="status">${WAYS[way]}</p>`}<${Button} onClick=${() => { look(true); setWay(''); setStays(false); }} data-act="send-plan">Send to them as a message…<//></div>`;
  return html`<section class="record-preview" aria-label="The plan as a message">
    <p><strong>This is what they get.</strong> Ask first if it is safe to have it on their phone.</p>
    <${Check} label="It stays in their chat until they take it away" checked=${stays} onChange=${(/** @type {any} */ event) => setStays(event.currentTarget.checked)} />
    <p class="field-hint">${stays ? 'Whoever holds their phone can read it, save it and send it on. One button under it takes it away.'
      : 'It is cleared with the rest of the chat after about a day, and cannot be saved or sent on. Ask them: do you want it to stay, and does anybody else look at your phone? Tick this only if they want it and it is safe.'}</p>
    <p class="record-message">${body}</p>
    ${long && html`<p class="field-error">It is too long for one message. Shorten the plan.</p>`}
    <div class="record-foot"><${Button} onClick=${fold}>Not now<//>
      <${Button} kind="primary" disabled=${long} data-act="send-plan-now" onClick=${send}>Send it<//></div>
  </section>`;
}
