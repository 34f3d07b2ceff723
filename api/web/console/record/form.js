/** One form of the care record: its questions, a draft that survives, and what was kept before. */

import { html } from '../../vendor/preact.js';
import { Button } from '../../parts/button.js';
import { Notice } from '../../parts/panel.js';
import { Marked } from '../desk/marked.js';
import { repliesFor } from '../desk/replies.js';
import { clock, moment } from '../desk/times.js';
import { LONGEST, answerWords, asked } from './kinds.js';

/** @typedef {import('../desk/engine.js').DeskEngine} DeskEngine */
/** @typedef {import('../desk/talk.js').Talk} Talk */
/** @typedef {import('./kinds.js').Question} Question */
/** @typedef {import('./kinds.js').Answers} Answers */
/** @typedef {import('./folding.js').Kept} Kept */

/** How many letters an answer has too many; below nought there is room. @param {string | undefined} value */
const tooMany = (value) => (value?.trim().length ?? 0) - LONGEST;

/** "1 letter", "4,000 letters" @param {number} n */
const inWords = (n) => `${n.toLocaleString('en-CA')} letter${n === 1 ? '' : 's'}`;

/**
 * A longer paste stays whole in the box and in the draft; what is wrong with it is said, and what to do.
 * @param {{name: string, question: Question, value: string, onAnswer: (value: string) => void, onAsk?: () => void}} props
 */
export function Ask({ name, question, value, onAnswer, onAsk }) {
  const id = `record-${name}-${question.id}`;
  const hint = question.hint && html`<p class="field-hint" id=${`${id}-hint`}>${question.hint}</p>`;
  const ask = onAsk && html`<${Button} small kind="plain" onClick=${onAsk}>Ask<span class="visually-hidden">: ${question.ask}</span><//>`;
  const onInput = (/** @type {any} */ event) => onAnswer(event.target.value);
  if (question.how === 'choice') {
    return html`<fieldset class="record-ask"><legend class="field-label">${question.ask}</legend>${hint}
      <div class="record-chips">${question.options?.map(([option, words]) => html`<label class="record-chip" key=${option}>
        <input type="radio" name=${id} value=${option} checked=${value === option} onChange=${() => onAnswer(option)} /><span>${words}</span></label>`)}${ask}</div>
    </fieldset>`;
  }
  const over = tooMany(value);
  const near = over > -LONGEST / 10;
  const described = [question.hint && `${id}-hint`, near && `${id}-count`].filter(Boolean).join(' ') || undefined;
  const box = { id, class: 'input', autocomplete: 'off', value, 'aria-describedby': described, 'aria-invalid': over > 0 ? 'true' : undefined, onInput };
  return html`<div class="record-ask"><div class="record-ask-head"><label class="field-label" for=${id}>${question.ask}</label>${ask}</div>${hint}
    ${question.how === 'line' ? html`<input ...${box} type="text" spellcheck=${false} />` : html`<textarea ...${box} rows="2" spellcheck=${false}></textarea>`}
    ${near && html`<p id=${`${id}-count`} class=${over > 0 ? 'field-error' : 'field-hint'}>${over > 0 ? `${inWords(over)} too many: one answer holds ${inWords(LONGEST)}. Nothing is lost. Shorten it, or move the rest into a note for the team.` : `${inWords(LONGEST + over)} of ${inWords(LONGEST)}`}</p>`}
  </div>`;
}

/**
 * Put the ready words for a question into the box, in the youth's language; nothing is sent.
 * @param {DeskEngine} desk
 * @param {Talk} talk
 * @param {string | undefined} reply
 * @param {boolean} wide
 */
export function asking(desk, talk, reply, wide) {
  const ready = reply && repliesFor(desk.content, talk.story.opening.lang).find((one) => one.id === reply);
  if (!ready) return undefined;
  return () => {
    talk.setDraft([talk.draft.trim(), ready.text].filter(Boolean).join(' '));
    if (!wide) desk.show(null);
    requestAnimationFrame(() => document.getElementById('desk-box')?.focus());
  };
}

/**
 * @param {{desk: DeskEngine, talk: Talk, name: string, questions: Question[], first: Answers, wide: boolean, keepWords?: string, may: boolean, missing?: (answers: Answers) => string | null, onKeep: (answers: Answers) => void, children?: any}} props
 */
export function Form({ desk, talk, name, questions, first, wide, keepWords = 'Keep', may, missing = () => null, onKeep, children }) {
  const draft = talk.forms.of(name);
  const answers = draft ?? first;
  /** @param {string} id @param {string} value */
  const answer = (id, value) => {
    talk.forms.put(name, { ...(talk.forms.of(name) ?? first), [id]: value });
    desk.changed();
  };
  const shown = asked(questions, answers);
  const empty = shown.every(({ id }) => !answers[id]?.trim());
  const long = shown.some(({ id }) => tooMany(answers[id]) > 0);
  const lacks = long ? 'One answer is too long to keep. Until it is shorter, it stays here as a draft.' : missing(answers);
  if (!may) return null;
  return html`<form class="record-form" onSubmit=${(/** @type {Event} */ event) => {
    event.preventDefault();
    const whole = talk.forms.of(name) ?? first;
    if (empty || lacks || asked(questions, whole).some(({ id }) => tooMany(whole[id]) > 0)) return;
    onKeep(Object.fromEntries(asked(questions, whole).flatMap(({ id }) => (whole[id]?.trim() ? [[id, whole[id].trim()]] : []))));
    void talk.forms.drop(name);
  }}>
    ${shown.map((question) => html`<${Ask} key=${question.id} name=${name} question=${question} value=${answers[question.id] ?? ''}
      onAnswer=${(/** @type {string} */ value) => answer(question.id, value)} onAsk=${asking(desk, talk, question.reply, wide)} />`)}
    ${children}
    ${lacks && html`<p class="field-hint" role="status">${lacks}</p>`}
    <div class="record-foot">
      <p class="record-saved" role="status">${!draft ? 'Only the team can read it.' : talk.forms.kept ? 'Kept as a draft on this device.' : 'Keeping the draft…'}</p>
      ${draft && html`<${Button} small kind="plain" onClick=${() => { void talk.forms.drop(name); desk.changed(); }}>Throw the draft away<//>`}
      <${Button} kind="primary" type="submit" disabled=${empty || Boolean(lacks)} data-act="keep-form">${keepWords}<//>
    </div>
  </form>`;
}

/** Where a kept version is: with the team, on this device, or not sent. @param {{kept: Kept, talk: Talk}} props */
export function Whereabouts({ kept, talk }) {
  if (kept.state === 'failed') {
    return html`<${Notice} kind="danger" actions=${html`<${Button} small onClick=${() => talk.speaking.retry(kept.id)}>Try again<//>`}>${kept.says ?? 'Not sent.'}<//>`;
  }
  if (kept.state === 'sealed') return null;
  return html`<p class="record-saved">${kept.state === 'held' ? 'Locked on this device. It goes along when you hand the conversation on, or when a colleague joins.' : 'On its way…'}</p>`;
}

/** A kept form as text. @param {{kept: Kept, questions: Question[], talk?: Talk, open?: boolean}} props */
export function Version({ kept, questions, talk, open = true }) {
  const facts = html`<dl class="record-facts">${asked(questions, kept.answers).filter(({ id }) => kept.answers[id]).map((question) => html`<div key=${question.id}><dt>${question.ask.replace(/^\d\. /, '')}</dt><dd><${Marked} text=${answerWords(question, kept.answers)} /></dd></div>`)}</dl>`;
  const head = html`${kept.label}, <time dateTime=${new Date(kept.at).toISOString()} title=${moment(kept.at)}>${clock(kept.at)}</time>`;
  if (open) return html`<article class="record-version"><p class="record-by">${kept.at > 0 && head}</p>${facts}${talk && html`<${Whereabouts} kept=${kept} talk=${talk} />`}</article>`;
  return html`<details class="record-version"><summary>${head}</summary>${facts}</details>`;
}

/** The newest version, and the earlier ones folded. @param {{versions: Kept[], questions: Question[], talk: Talk}} props */
export function History({ versions, questions, talk }) {
  const last = versions.at(-1);
  if (!last) return null;
  return html`<section class="record-history" aria-label="Kept so far"><${Version} key=${last.id} kept=${last} questions=${questions} talk=${talk} />
    ${versions.slice(0, -1).reverse().map((kept) => html`<${Version} key=${kept.id} kept=${kept} questions=${questions} talk=${talk} open=${false} />`)}</section>`;
}
