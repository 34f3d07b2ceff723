/** The first minute at a glance: who I am to them, how safe it is, what they chose, and how to begin. */

import { html, useLayoutEffect, useState } from '../../vendor/preact.js';
import { Button } from '../../parts/button.js';
import { useNow } from '../../parts/clock.js';
import { isCode, languageName } from '../../parts/language.js';
import { Overview } from '../record/sheet.js';
import { HelpMe } from './helpme.js';
import { LettingIn } from './letting_in.js';
import { Marked } from './marked.js';
import { Packing } from '../packet/making.js';
import { useReading } from '../schedule/reading.js';
import { howLong } from './order.js';
import { repliesFor } from './replies.js';
import { clock, span, waited, waitedAloud } from './times.js';
import { channelWords, circleName, mayAnswer, priorityWords, topicName, withArticle } from './words.js';

/** @typedef {import('./engine.js').DeskEngine} DeskEngine */
/** @typedef {import('./talk.js').Talk} Talk */
/** @typedef {import('./order.js').Row} Row */

/** Stages that hold a way to begin, best first. */
const OPENERS = ['first_minute', 'safety_check'];

/**
 * @param {import('./session.js').DeskContent | null} content
 * @param {unknown} lang
 */
export function openers(content, lang) {
  const all = repliesFor(content, lang);
  const stage = OPENERS.find((name) => all.some((reply) => reply.stage === name)) ?? all[0]?.stage;
  return all.filter((reply) => reply.stage === stage).slice(0, 3);
}

/**
 * Three ways to begin, until the worker has said a first word; a press puts one in the box and sends nothing.
 * @param {{desk: DeskEngine, talk: Talk}} props
 */
export function Openers({ desk, talk }) {
  // Nobody begins while the safe word holds.
  if (talk.draft || talk.story.alarm === 'stop' || talk.story.items.some((item) => item.kind === 'bubble' && item.from === 'me')) return null;
  const shown = openers(desk.content, talk.story.opening.lang);
  return shown.length > 0 && html`<div class="desk-openers" role="group" aria-label="Ways to begin">
    ${shown.map((reply) => html`<button type="button" class="desk-opener" key=${reply.id} onClick=${() => { talk.setDraft(reply.text); document.getElementById('desk-box')?.focus(); }}>${reply.text}</button>`)}
  </div>`;
}

/**
 * What a youth was told of a worker of a circle: what they are, and for whom they work.
 * @param {import('./session.js').DeskContent | null} content
 * @param {string | undefined} circle
 */
export function knownAs(content, circle) {
  // In a version from before circles had a name of their own the bot says its own word for it: nothing is claimed here.
  const works = circle === 'community' ? content?.org : circle && content && Object.hasOwn(content.orgs, circle) && content.orgs[circle];
  const name = circleName(circle ?? 'worker');
  return `${withArticle(name)}${works ? `. They read that you work for ${works}` : ''}`;
}

/** Go to what the first minute says of something, also where it is folded, or the care record stands in its place. @param {DeskEngine} desk @param {string | undefined} fact */
export function leadTo(desk, fact) {
  desk.show(null);
  requestAnimationFrame(() => dispatchEvent(new CustomEvent('desk-fact', { detail: fact })));
}

/** What they said of it holds until they used the safe word. @param {import('./story.js').Story} story */
function safety({ opening: { safe }, alarm, safeWordAt }) {
  if (alarm === 'stop') return { says: 'no', text: 'No: the safe word', tone: 'danger' };
  if (safeWordAt) return { says: 'ask', text: 'Unknown: ask again', tone: 'warn' };
  if (safe === 'yes') return { says: 'yes', text: 'Yes, they said', tone: 'good' };
  if (safe === 'no') return { says: 'no', text: 'No, they said', tone: 'danger' };
  return { says: 'ask', text: 'Unknown: ask first', tone: 'warn' };
}

/**
 * @param {{desk: DeskEngine, talk: Talk, row: Row, folded?: boolean}} props
 */
export function FirstMinute({ desk, talk, row, folded = false }) {
  const now = useNow(1000);
  const reading = useReading(desk.session);
  const [open, setOpen] = useState(false);
  const [help, setHelp] = useState(false);
  useLayoutEffect(() => {
    const go = (/** @type {Event} */ event) => {
      setOpen(true);
      requestAnimationFrame(() => document.getElementById(`fact-${/** @type {CustomEvent} */ (event).detail}`)?.focus());
    };
    addEventListener('desk-fact', go);
    return () => removeEventListener('desk-fact', go);
  }, []);
  // What was opened from here lies over the talk; whoever comes back from it comes back to the words.
  useLayoutEffect(() => { if (desk.sheet !== null) setOpen(false); }, [desk.sheet]);
  const { story } = talk;
  const { opening } = story;
  const safe = safety(story);
  const channel = channelWords(opening.channel ?? row.channel);
  const { waited: length, asked } = howLong(row, talk.reading.entries, now);
  const mine = row.claimed_by === desk.session.me.device_id && row.state === 'claimed';
  const word = typeof opening.safe_word === 'string' && opening.safe_word ? opening.safe_word : null;
  const audience = talk.reading.reader?.audience ?? row.audience;
  const consent = story.consents.at(-1);
  /** @param {string} name @param {any} value @param {string} [tone] @param {string} [id]  it can be led to */
  const fact = (name, value, tone = '', id) => html`<div class=${`desk-fact${tone ? ` desk-fact-${tone}` : ''}`} id=${id} tabindex=${id && -1}><dt>${name}</dt><dd>${value}</dd></div>`;
  /** Two of these stand side by side: all of them are seen without scrolling. @param {string} name @param {any} value @param {string} [tone] @param {string} [id] */
  const short = (name, value, tone = '', id) => fact(name, value, `short${tone ? ` desk-fact-${tone}` : ''}`, id);
  const ago = story.lastYouthAt ? `${clock(story.lastYouthAt)}, ${span(now - story.lastYouthAt)} ago` : 'Nothing yet';

  const helpButton = html`<${Button} kind="danger" class="desk-help" onClick=${() => setHelp(true)} data-act="help-me">Help me<//>${help && html`<${HelpMe} desk=${desk} talk=${talk} mine=${mine} onClose=${() => setHelp(false)} />`}`;
  const facts = html`<dl class="desk-facts">
      ${short('Safe to chat?', safe.text, safe.tone)}
      ${short('Safe word', word ? html`<strong><${Marked} text=${word} /></strong>${story.safeWordAt ? html` <span class="desk-used">used ${clock(story.safeWordAt)}</span>` : ', not used'}` : 'None set', story.safeWordAt ? 'danger' : '', 'fact-safe-word')}
      ${fact('They know you as', html`<strong>${talk.name || '…'}</strong>, ${knownAs(desk.content, desk.session.me.circle_name ?? desk.circles()[desk.session.me.circle])}`)}
      ${row.state !== 'closed' && (length === null ? short('First asked', `${span(asked)} ago`) : short('Waited', html`<span class="desk-tabular" aria-hidden="true">${waited(length)}</span><span class="visually-hidden">${waitedAloud(length)}</span>`))}
      ${short('Their time, if near', reading.there() ?? 'Not known yet')}
      ${priorityWords(row.priority) && short('They pressed', priorityWords(row.priority), row.priority >= 2 ? 'danger' : 'warn')}
      ${short('Language', isCode(opening.lang) ? languageName(opening.lang) : 'Not said')}
      ${fact('Came from', topicName(opening.topic) ?? 'Straight to a person')}
      ${fact('Last words', `${ago}${story.lastGap > 60_000 ? `; ${span(story.lastGap)} before that` : ''}`)}
      ${fact('May answer', mayAnswer(audience, consent, desk.circles()))}
      ${fact(channel.name, channel.limits)}
    </dl>
    ${(mine || talk.unlocked) && html`<${LettingIn} desk=${desk} talk=${talk} mine=${mine} />
      <${Packing} desk=${desk} talk=${talk} may=${row.state !== 'waiting' && (row.claimed_by === desk.session.me.device_id || row.present.some((one) => one.device === desk.session.me.device_id && one.until !== null))} />`}
    ${(mine || talk.unlocked) && html`<section aria-label="Care record"><${Overview} desk=${desk} talk=${talk} /></section>`}`;

  if (!folded) return html`<aside class="desk-panel" aria-label="The first minute"><div class="desk-panel-in" role="group" aria-label="What is known" tabindex="0">${facts}</div><div class="desk-panel-foot">${helpButton}</div></aside>`;
  return html`<aside class="desk-strip" aria-label="The first minute">
    <div class="desk-strip-line">
      <button type="button" class="desk-strip-button" aria-expanded=${open} aria-controls="desk-strip-more" onClick=${() => setOpen(!open)}>
        <span class=${`desk-dot desk-dot-${safe.tone}`} aria-hidden="true"></span><span class="desk-strip-text">Safe: ${safe.says} · word: ${word ? (story.safeWordAt ? 'used' : 'set') : 'none'} · ${channel.name}${isCode(opening.lang) && opening.lang !== 'en' ? ` · ${languageName(opening.lang)}` : ''}${reading.there() ? ` · ${reading.there()}` : ''}</span>
        <span class="desk-strip-sign" aria-hidden="true">${open ? '−' : '+'}</span>
      </button>${helpButton}
    </div>
    <div id="desk-strip-more" hidden=${!open} class="desk-strip-more">${facts}</div>
  </aside>`;
}
