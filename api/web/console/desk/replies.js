/** Ready replies by the stage of the talk: search, pick, and the words land in the box. */

import { html, useEffect, useLayoutEffect, useMemo, useRef, useState } from '../../vendor/preact.js';

/** @typedef {import('./engine.js').DeskEngine} DeskEngine */
/** @typedef {{id: string, text: string, stage: string}} Reply */

/**
 * The youth's language first; where it lacks a stage, English stands in rather than nothing.
 * @param {import('./session.js').DeskContent | null} content
 * @param {unknown} lang
 * @returns {Reply[]}
 */
export function repliesFor(content, lang) {
  const all = content?.replies ?? {};
  const stages = { ...(all.en ?? {}), ...(typeof lang === 'string' ? all[lang] ?? {} : {}) };
  return Object.entries(stages).flatMap(([stage, replies]) => replies.map((reply) => ({ ...reply, stage })));
}

/**
 * Every word must be found somewhere in the reply or its stage; case and accents do not matter.
 * @param {Reply[]} replies
 * @param {string} wanted
 */
export function found(replies, wanted) {
  const words = plain(wanted).split(/\s+/).filter(Boolean);
  return replies.filter((reply) => words.every((word) => plain(`${reply.text} ${reply.stage}`).includes(word)));
}

/** @param {string} text */
const plain = (text) => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();

/** `safety_check` -> `Safety check` @param {string} stage */
export function stageName(stage) {
  const words = stage.replaceAll(/[_-]/g, ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/**
 * @param {{desk: DeskEngine, lang: unknown, onPick: (text: string) => void, onClose: () => void}} props
 */
export function Replies({ desk, lang, onPick, onClose }) {
  const [wanted, want] = useState('');
  const [at, setAt] = useState(0);
  const input = useRef(/** @type {HTMLInputElement | null} */ (null));
  const list = useRef(/** @type {HTMLUListElement | null} */ (null));
  // The frame of a safety plan is no reply by itself.
  const all = useMemo(() => repliesFor(desk.content, lang).filter(({ stage }) => stage !== 'safety_plan'), [desk.content, lang]);
  const shown = found(all, wanted);
  const now = Math.min(at, Math.max(0, shown.length - 1));
  useLayoutEffect(() => input.current?.focus(), []);
  useEffect(() => list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' }), [now, wanted]);
  /** @param {KeyboardEvent} event */
  const onKey = (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) setAt((now + step + shown.length) % Math.max(1, shown.length));
    else if (event.key === 'Enter' && shown[now]) onPick(shown[now].text);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return html`<div class="desk-replies" data-closes>
    <div class="desk-replies-head">
      <input ref=${input} class="input" type="text" role="combobox" aria-expanded="true" aria-controls="desk-replies-list" aria-label="Search ready replies" autocomplete="off" spellcheck=${false}
        aria-activedescendant=${shown[now] ? `desk-reply-${shown[now].id}` : undefined} placeholder="Search ready replies" value=${wanted}
        onInput=${(/** @type {any} */ event) => { want(event.target.value); setAt(0); }} onKeyDown=${onKey} />
      <button type="button" class="button button-plain button-small" onClick=${onClose}>Close</button>
    </div>
    <ul id="desk-replies-list" role="listbox" aria-label="Ready replies" class="desk-replies-list" ref=${list}>
      ${shown.map((reply, i) => html`${(i === 0 || shown[i - 1].stage !== reply.stage) && html`<li role="presentation" class="desk-replies-stage" key=${`stage-${reply.stage}`}>${stageName(reply.stage)}</li>`}
        <li key=${reply.id} id=${`desk-reply-${reply.id}`} role="option" aria-selected=${i === now ? 'true' : 'false'} class="desk-reply" onClick=${() => onPick(reply.text)}>${reply.text}</li>`)}
    </ul>
    ${!shown.length && html`<p class="desk-empty">${all.length ? 'No ready reply has these words.' : 'There are no ready replies yet.'}</p>`}
  </div>`;
}
