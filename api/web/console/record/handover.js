/** The handover: six fields for whoever comes next, and a tap that says it was read. */

import { lineNow } from '../../parts/line_clock.js';
import { html, useEffect } from '../../vendor/preact.js';
import { answerWords, HANDOVER, KINDS } from './kinds.js';
import { Form, Version } from './form.js';
import { latest, unread } from './folding.js';

/** @typedef {import('../desk/engine.js').DeskEngine} DeskEngine */
/** @typedef {import('../desk/talk.js').Talk} Talk */

/** What the desk knows already need not be typed at the end of a night. @param {Talk} talk @returns {import('./kinds.js').Answers} */
export function beginHandover(talk) {
  const record = talk.record;
  const last = record.handovers.at(-1)?.answers;
  const risk = latest(record, 'risk');
  const word = talk.story.opening.safe_word;
  const known = {
    ...(risk ? { risk: answerWords(KINDS.risk.questions[0], risk.answers) } : {}),
    ...(typeof word === 'string' && word ? { safe: talk.story.safeWordAt ? `${word} (used)` : word } : {}),
  };
  return { ...last, ...known };
}

/** Tell whoever wrote it, as far as they can be told, and do not ask again. @param {Talk} talk */
export function haveRead(talk) {
  for (const { id } of unread(talk.record)) void talk.speaking.say({ t: 'form', form: 'read', version: 1, of: id }, 1);
}

/**
 * The handovers that this device can open and I have not read.
 * @param {DeskEngine} desk
 * @returns {Talk[]}
 */
export function unreadHandovers(desk) {
  return [...desk.talks.values()].filter((talk) => talk.row?.reads && talk.row.state !== 'closed' && unread(talk.record).length > 0);
}

/** @param {{desk: DeskEngine, talk: Talk, wide: boolean, may: boolean}} props */
export function HandoverPage({ desk, talk, wide, may }) {
  const { handovers, outcomes } = talk.record;
  // Shown is read: one tap opened it.
  useEffect(() => haveRead(talk), [talk.id, handovers.length]);
  return html`${may && html`<p>Six fields for whoever comes next. It goes along when you put the conversation back, hand it to a colleague, or when one joins.</p>
      <${Form} desk=${desk} talk=${talk} name="handover" questions=${HANDOVER} first=${beginHandover(talk)} wide=${wide} may=${may} keepWords="Keep the handover"
        onKeep=${(/** @type {import('./kinds.js').Answers} */ answers) => void talk.speaking.say({ t: 'handover', version: 1, at: lineNow(desk.session), ...answers }, 1)} />`}
    ${outcomes.map((one) => html`<p key=${one.at} class="record-saved"><strong>How it ended:</strong> ${one.words}, says ${one.label}.</p>`)}
    ${handovers.slice().reverse().map((one) => html`<div key=${one.id}><${Version} kept=${one} questions=${HANDOVER} talk=${talk} />
      ${one.whose === talk.record.me && one.read.size > 0 && html`<p class="record-saved">Read by ${[...one.read.values()].join(', ')}.</p>`}</div>`)}
    ${!handovers.length && !may && html`<p class="desk-empty">Nobody has written a handover.</p>`}`;
}
