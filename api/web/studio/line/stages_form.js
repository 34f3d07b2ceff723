/** The stages of a talk, in the order in which a worker is shown them. */
import { Button } from '../../parts/button.js';
import { Field, TextArea } from '../../parts/field.js';
import { html, useState } from '../../vendor/preact.js';
import { undoable } from '../undoable.js';
import { replyId } from './replies.js';
import { repliesOf, sourceOf } from './small_words.js';
import { ASKED_FOR, stageBegun, stageGone, stageKey, stageRenamed, stagesOf, stageUp, wrongStage } from './stages.js';
import { stageName } from './where_shown.js';

/** @typedef {import('../drafts.js').Studio} Studio */

/** Whatever it is, it is taken back as one, in all languages. @param {Studio} studio @param {import('./stages.js').Edit[]} edits @param {string} says */
export const inAll = (studio, edits, says) => studio.together(() => { for (const { path, changes } of edits) studio.edit(path, changes, says); });

/** @param {{studio: Studio}} props */
export function Stages({ studio }) {
  const { model } = studio;
  const [renaming, setRenaming] = useState('');
  const stages = stagesOf(model);
  const remove = (/** @type {string} */ name) => {
    inAll(studio, stageGone(model, name), `The stage “${stageName(name)}” taken away`);
    undoable(studio, `The stage “${stageName(name)}” is gone, with its replies.`);
  };
  return html`<section class="stack" aria-labelledby="stages"><h2 id="stages">Stages of a talk</h2>
    <p class="soft">Workers find the replies under these, in this order. A change here holds in every language.</p>
    <ol class="records" aria-label="Stages of a talk">${stages.map(({ name, path, lines }, index) => (renaming === name ? html`<li key=${name}><${Rename} studio=${studio} name=${name} onClose=${() => setRenaming('')} /></li>` : html`<li class="record record-line" key=${name}>
      <span>${stageName(name)} <span class="soft small">${lines.length === 1 ? 'one reply' : `${lines.length} replies`}.${Object.hasOwn(ASKED_FOR, name) ? ` ${ASKED_FOR[name]}` : ''}</span></span>
      ${studio.mayEdit && html`<span class="row"><${Button} small kind="plain" disabled=${stages[index - 1]?.path !== path} aria-label=${`Up with the stage “${stageName(name)}”`} onClick=${() => inAll(studio, stageUp(model, name), 'The order of the stages')}>Up<//>
        ${!Object.hasOwn(ASKED_FOR, name) && html`<${Button} small kind="plain" aria-label=${`Rename the stage “${stageName(name)}”`} onClick=${() => setRenaming(name)}>Rename<//><${Button} small kind="plain" aria-label=${`Take away the stage “${stageName(name)}”`} onClick=${() => remove(name)}>Take away<//>`}</span>`}</li>`))}</ol>
    ${studio.mayEdit && stages.length > 0 && html`<${Begin} studio=${studio} />`}</section>`;
}

/** @param {{studio: Studio, name: string, onClose: () => void}} props */
function Rename({ studio, name, onClose }) {
  const [typed, setTyped] = useState(stageName(name));
  const [asked, setAsked] = useState(false);
  const wrong = stageKey(typed) === name ? null : wrongStage(studio.model, typed);
  const rename = (/** @type {Event} */ event) => {
    event.preventDefault();
    if (wrong) return setAsked(true);
    if (stageKey(typed) !== name) {
      inAll(studio, stageRenamed(studio.model, name, typed), `The stage “${stageName(name)}” renamed`);
      undoable(studio, `The stage is called “${stageName(stageKey(typed))}” now.`);
    }
    return onClose();
  };
  return html`<form class="panel stack way-new" onSubmit=${rename} aria-label=${`Rename the stage “${stageName(name)}”`}><${Field} label="What it is called" value=${typed} error=${asked ? wrong : null} onInput=${(/** @type {any} */ event) => setTyped(event.target.value)} />
    <div class="row"><${Button} kind="primary" type="submit">Rename it<//><${Button} kind="plain" onClick=${onClose}>Leave it<//></div></form>`;
}

/** A stage has a reply from the first moment: without one nobody would see it. @param {{studio: Studio}} props */
function Begin({ studio }) {
  const [typed, setTyped] = useState(/** @type {string | null} */ (null));
  const [text, setText] = useState('');
  const [asked, setAsked] = useState(false);
  if (typed === null) return html`<div class="row"><${Button} icon="plus" onClick=${() => setTyped('')}>Add a stage<//></div>`;
  const wrong = wrongStage(studio.model, typed);
  const leave = () => { setTyped(null); setText(''); setAsked(false); };
  const add = (/** @type {Event} */ event) => {
    event.preventDefault();
    if (wrong || !text.trim()) return setAsked(true);
    const reply = { id: replyId(text, [], studio.model ? repliesOf(studio.model) : [], stageKey(typed)), text: text.trim() };
    inAll(studio, stageBegun(studio.model, typed, reply), `The stage “${stageName(stageKey(typed))}”`);
    undoable(studio, `The stage “${stageName(stageKey(typed))}” is begun.`);
    return leave();
  };
  return html`<form class="panel stack way-new" onSubmit=${add} aria-label="A new stage">
    <${Field} label="What this part of a talk is called" hint="As workers read it: Coming back" value=${typed} error=${asked ? wrong : null} onInput=${(/** @type {any} */ event) => setTyped(event.target.value)} />
    <${TextArea} label="The first reply in it" rows="3" lang=${sourceOf(studio.model?.project).id} value=${text} error=${asked && !text.trim() ? 'Write what the worker can send.' : null} onInput=${(/** @type {any} */ event) => setText(event.target.value)} />
    <div class="row"><${Button} kind="primary" type="submit">Add it<//><${Button} kind="plain" onClick=${leave}>Leave it<//></div></form>`;
}
