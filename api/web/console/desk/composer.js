/** Where the worker writes: one calm box, a count, ready replies, services, and a draft that survives. */

import { html, useEffect, useLayoutEffect, useRef, useState } from '../../vendor/preact.js';
import { Button } from '../../parts/button.js';
import { Icon } from '../../parts/icon.js';
import { lineNow } from '../../parts/line_clock.js';
import { Openers } from './firstminute.js';
import { TELEGRAM_LIMIT, telegramLength } from './letters.js';
import { Replies } from './replies.js';
import { Services } from './services.js';

/** @typedef {import('./engine.js').DeskEngine} DeskEngine */
/** @typedef {import('./talk.js').Talk} Talk */
/** @typedef {import('./story.js').Bubble} BubbleItem */

const SHORT = 30;
const SOON_MS = 25_000;

/**
 * Fewer, denser messages did better than many small ones (domain 3, U18): a gentle word, never a lock.
 * @param {import('./story.js').Item[]} items
 * @param {string} draft
 * @param {number} now
 */
export function fragmented(items, draft, now) {
  if (!draft.trim() || draft.length > SHORT) return false;
  const last = items.filter((item) => item.kind === 'bubble' && !item.note).slice(-2);
  return last.length === 2 && last.every((item) => item.kind === 'bubble' && item.from === 'me' && item.body.length <= SHORT && item.card === null) && now - last[1].at < SOON_MS * 2;
}

/**
 * Who stands beside a colleague begins with a note between the two; to write to the youth is a press away.
 * @param {{desk: DeskEngine, talk: Talk, beside?: boolean, editing: BubbleItem | null, onEdit: (item: BubbleItem) => void, onEdited: () => void}} props
 */
export function Composer({ desk, talk, beside = false, editing, onEdit, onEdited }) {
  const box = useRef(/** @type {HTMLTextAreaElement | null} */ (null));
  const [open, setOpen] = useState(/** @type {'replies' | 'services' | null} */ (null));
  const staff = !editing && (talk.noting ?? beside);
  const value = editing ? talk.revised?.body ?? '' : staff ? talk.note : talk.draft;
  const length = telegramLength(value);
  const long = length > TELEGRAM_LIMIT;
  const near = length > TELEGRAM_LIMIT * 0.9;
  const scattered = !long && !staff && !editing && fragmented(talk.story.items, value, lineNow(desk.session));

  useLayoutEffect(() => {
    box.current?.focus();
  }, [editing?.id]);
  useLayoutEffect(() => box.current?.focus(), []);
  useLayoutEffect(() => {
    // From the first look on: a colleague's yes to a handover must not change the box under the hands that type in it.
    talk.noting ??= beside;
    return () => { if (!talk.draft && !talk.note) talk.noting = null; };
  }, [talk]);
  useLayoutEffect(() => {
    const element = box.current;
    if (!element) return;
    // Grows with the words up to a third of the screen; set through the CSSOM, which the page's policy allows.
    element.style.height = 'auto';
    element.style.height = `${Math.min(element.scrollHeight + 2, Math.max(120, innerHeight / 4))}px`;
  }, [value, open]);
  useEffect(() => {
    const onAct = (/** @type {Event} */ event) => setOpen(/** @type {CustomEvent} */ (event).detail);
    addEventListener('desk-open', onAct);
    return () => removeEventListener('desk-open', onAct);
  }, []);

  /** @param {string} text */
  const change = (text) => (editing ? talk.revise({ of: editing.id, body: text }) : talk.setDraft(text, staff));
  const send = () => {
    // What stands in the box, also when the key came before the screen was drawn anew.
    const body = (box.current?.value ?? value).trim();
    if (!body || telegramLength(body) > TELEGRAM_LIMIT) return;
    if (editing) {
      if (body !== editing.body) void talk.speaking.say({ t: 'edit', of: editing.id, body });
      onEdited();
    } else {
      talk.setDraft('', staff);
      talk.face(beside);
      void talk.keepDraft();
      if (staff) void talk.speaking.say({ t: 'note', body }, 1);
      else void talk.speaking.say({ t: 'text', body });
    }
    box.current?.focus();
  };
  /** @param {KeyboardEvent} event */
  const onKey = (event) => {
    if (event.key === 'Enter' && !event.isComposing && !event.shiftKey && (event.ctrlKey || event.metaKey || desk.look.enter)) {
      event.preventDefault();
      send();
    } else if (event.key === 'Escape' && editing) {
      event.preventDefault();
      event.stopPropagation();
      onEdited();
    } else if (event.key === 'ArrowUp' && !value && !editing) {
      const last = /** @type {BubbleItem | undefined} */ (talk.story.items.findLast((item) => item.kind === 'bubble' && item.from === 'me' && item.card === null && !item.note && !item.retracted));
      if (last) onEdit(last);
    }
  };
  /** @param {string} text */
  const insert = (text) => {
    setOpen(null);
    change(value.trim() ? `${value.trimEnd()} ${text}` : text);
    requestAnimationFrame(() => box.current?.focus());
  };

  /** Escape closes what is open, wherever in it the focus is, before it means anything else. @param {KeyboardEvent} event */
  const onEscape = (event) => {
    if (event.key !== 'Escape' || open !== 'replies') return;
    event.preventDefault();
    event.stopPropagation();
    setOpen(null);
    box.current?.focus();
  };

  return html`<form class=${`desk-composer${staff ? ' desk-composer-note' : ''}`} onKeyDown=${onEscape} onSubmit=${(/** @type {Event} */ event) => { event.preventDefault(); send(); }}>
    ${open === 'replies' && html`<${Replies} desk=${desk} lang=${talk.story.opening.lang} onPick=${insert} onClose=${() => { setOpen(null); box.current?.focus(); }} />`}
    ${open === 'services' && html`<${Services} desk=${desk} onSend=${(/** @type {string} */ id) => { setOpen(null); void talk.speaking.say({ t: 'card', service: id }); }} onClose=${() => setOpen(null)} />`}
    ${!editing && !staff && !open && html`<${Openers} desk=${desk} talk=${talk} />`}
    ${editing && html`<p class="desk-composer-mode"><strong>Editing your message.</strong> They will see the new text. <button type="button" class="desk-link" onClick=${onEdited}>Cancel</button></p>`}
    ${staff && html`<p class="desk-composer-mode"><strong>A note for the team.</strong> They never see it.${talk.draft && ' What you began to write to them waits: press Note again.'}</p>`}
    ${!staff && !editing && talk.note && html`<p class="desk-composer-mode">You began a note for the team: press Note to go on with it.</p>`}
    <label class="visually-hidden" for="desk-box">${editing ? 'Edit your message' : staff ? 'Note for the team' : 'Your message'}</label>
    <textarea id="desk-box" ref=${box} class="desk-box" rows="2" value=${value} placeholder=${staff ? 'Only the team reads this' : 'Write to them'} dir="auto"
      aria-describedby=${long ? 'desk-long' : 'desk-count'} aria-invalid=${long ? 'true' : undefined} onInput=${(/** @type {any} */ event) => change(event.target.value)} onKeyDown=${onKey}
      enterkeyhint=${desk.look.enter ? 'send' : 'enter'} spellcheck=${false} autocomplete="off"></textarea>
    ${long && html`<p id="desk-long" class="desk-composer-mode desk-over" role="status">${(length - TELEGRAM_LIMIT).toLocaleString('en-CA')} too many: one ${staff ? 'note' : 'message'} holds ${TELEGRAM_LIMIT.toLocaleString('en-CA')} letters. Nothing is lost. Shorten it${editing ? '' : staff ? ', or keep it as two notes' : ', or send it in two parts'}.</p>`}
    <div class="desk-composer-foot">
      <div class="desk-composer-tools">
        <${Button} small kind="plain" aria-expanded=${open === 'replies'} onClick=${() => setOpen(open === 'replies' ? null : 'replies')} data-act="replies">Replies<//>
        <${Button} small kind="plain" onClick=${() => setOpen('services')} data-act="services" disabled=${Boolean(editing)}>Service<//>
        ${!editing && html`<${Button} small kind="plain" aria-pressed=${staff} onClick=${() => talk.face(!staff)} data-act="note">Note<//>`}
      </div>
      <p id="desk-count" class=${`desk-count-letters${long ? ' desk-over' : near ? ' desk-near' : ''}${near || scattered ? '' : ' desk-room'}`}>
        ${scattered ? 'One fuller message is easier to follow than several short ones.' : html`<span class="visually-hidden">Letters: </span>${length.toLocaleString('en-CA')} / ${TELEGRAM_LIMIT.toLocaleString('en-CA')}`}
      </p>
      <button type="submit" class="button button-primary desk-send" disabled=${!value.trim() || long} title=${desk.look.enter ? 'Enter' : 'Ctrl + Enter'}>${editing ? 'Save' : staff ? 'Keep note' : 'Send'}${!staff && html`<${Icon} name="arrow" size=${18} />`}</button>
    </div>
  </form>`;
}
