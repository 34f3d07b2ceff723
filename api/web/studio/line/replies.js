/** A reply for workers is added to a stage of the talk, moved in it, or taken away from it. */
import { Button } from '../../parts/button.js';
import { TextArea } from '../../parts/field.js';
import { html, useState } from '../../vendor/preact.js';
import { replyUp } from './stages.js';
import { FRAME } from './where_shown.js';
import { undoable } from '../undoable.js';

/** @typedef {import('./small_words.js').Small} Small */

/** A name that no other reply has, by what the stage's others begin with: it never changes, whatever the words will be. @param {string} text @param {Small[]} ours @param {Small[]} all @param {string} [stage]  a new one */
export function replyId(text, ours, all, stage = '') {
  const begins = ours[0]?.key.split('.')[0] ?? (/^[a-z]+/.exec(stage)?.[0] ?? 'reply');
  const taken = new Set(all.map(({ key }) => key));
  const word = (text.toLowerCase().match(/[a-z]{3,12}/g) ?? []).find((one) => !taken.has(`${begins}.${one}`));
  if (word) return `${begins}.${word}`;
  for (let count = 1; ; count++) if (!taken.has(`${begins}.${count}`)) return `${begins}.${count}`;
}

/** Whether a reply may go: the last of a stage stays, and so does the frame of the safety plan. @param {Small} one @param {Small[]} all */
export const mayGo = (one, all) => one.of === 'reply' && one.group !== FRAME && all.some((other) => other.group === one.group && other.id !== one.id);

/** @param {{studio: import('../drafts.js').Studio, one: Small, all: Small[]}} props */
export function Up({ studio, one, all }) {
  const up = () => studio.together(() => { for (const { path, changes } of replyUp(studio.model, one.group, one.key)) studio.edit(path, changes, `The order of the replies, ${one.title}`); });
  return html`<${Button} small kind="plain" disabled=${all.find(({ group }) => group === one.group)?.id === one.id} aria-label=${`Up: ${one.key}`} onClick=${up}>Up<//>`;
}

/** @param {{studio: import('../drafts.js').Studio, one: Small}} props */
export function TakeAway({ studio, one }) {
  const remove = () => {
    studio.edit(one.path, [{ at: one.at }], `A reply taken away, ${one.title}`);
    undoable(studio, 'The reply is gone.');
  };
  return html`<${Button} small kind="plain" aria-label=${`Take away: ${one.key}`} onClick=${remove}>Take away<//>`;
}

/** @param {{studio: import('../drafts.js').Studio, ours: Small[], all: Small[], lang: string}} props  ours: those of the stage */
export function AddReply({ studio, ours, all, lang }) {
  const [text, setText] = useState(/** @type {string | null} */ (null));
  const [asked, setAsked] = useState(false);
  const [{ path, at, title }] = ours;
  if (text === null) return html`<div class="row"><${Button} icon="plus" aria-label=${`Add a reply: ${title}`} onClick=${() => setText('')}>Add a reply<//></div>`;
  const add = (/** @type {Event} */ event) => {
    event.preventDefault();
    if (!text.trim()) return setAsked(true);
    const id = replyId(text, ours, all);
    studio.edit(path, [{ at: [...at.slice(0, -1), id], value: { id, text: text.trim() } }], `A new reply, ${title}`);
    setText(null);
    return setAsked(false);
  };
  return html`<form class="panel stack way-new" onSubmit=${add} aria-label=${`A new reply: ${title}`}>
    <${TextArea} label="What the worker can send" rows="3" lang=${lang} value=${text} error=${asked && !text.trim() ? 'Write what the worker can send.' : null} onInput=${(/** @type {any} */ event) => setText(event.target.value)} />
    <div class="row"><${Button} kind="primary" type="submit">Add it<//><${Button} kind="plain" onClick=${() => setText(null)}>Leave it<//></div></form>`;
}
