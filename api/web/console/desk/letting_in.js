/** Who else may come in: asked of the youth in shown words, and each answer beside the words they saw. */

import { html, useState } from '../../vendor/preact.js';
import { Button } from '../../parts/button.js';
import { Dialog } from '../../parts/dialog.js';
import { Choices } from '../../parts/field.js';
import { laterNow } from '../../parts/line_clock.js';
import { useReading } from '../schedule/reading.js';
import { agreements, standsAs } from './agreed.js';
import { capital, circleName, withArticle } from './words.js';

/** @typedef {import('./engine.js').DeskEngine} DeskEngine */
/** @typedef {import('./talk.js').Talk} Talk */

/** What each must pass on, as the youth reads it before they answer. @type {Record<string, string>} */
const MUST = {
  community: 'Not police.', indigenous: 'Not police. Knows the help there is close to home.',
  child_protection: 'Must act if they are under 16 and not safe.', police: 'May have to act on what they are told, even if the youth changes their mind.',
};

/**
 * For the first minute: each answer with the words they saw, and the way to ask.
 * @param {{desk: DeskEngine, talk: Talk, mine: boolean}} props
 */
export function LettingIn({ desk, talk, mine }) {
  const [asking, ask] = useState(false);
  const reading = useReading(desk.session);
  const said = agreements(talk.reading.entries, desk.people.side);
  return html`<section class="desk-letting-in" aria-label="Who else may come in">
    ${said.map((one) => html`<details key=${one.id}><summary>${capital(withArticle(circleName(one.to)))}: ${standsAs(one, laterNow(desk.session), (at) => reading.say(at))}</summary>
      <p><strong>They read:</strong> ${one.words}</p><p><strong>They pressed:</strong> ${one.reply}</p></details>`)}
    ${mine && html`<p><${Button} small onClick=${() => ask(true)} data-act="let-in">Ask to bring somebody in<//></p>`}
    ${asking && html`<${AskDialog} desk=${desk} talk=${talk} onClose=${() => ask(false)} />`}
  </section>`;
}

/** @param {{desk: DeskEngine, talk: Talk, onClose: () => void}} props */
function AskDialog({ desk, talk, onClose }) {
  const audience = talk.reading.reader?.audience ?? talk.row?.audience ?? 0;
  const outside = desk.circles().filter((name, i) => Object.hasOwn(MUST, name) && !(audience & (1 << i)));
  const [circle, choose] = useState(outside[0] ?? '');
  const send = () => { onClose(); void talk.speaking.say({ t: 'ask', kind: 'audience', circle }); };
  return html`<${Dialog} title="Ask to bring somebody in?" onClose=${onClose}
    actions=${html`<${Button} onClick=${onClose}>Not now<//>${outside.length > 0 && html`<${Button} kind="primary" data-act="confirm" onClick=${send}>Ask them<//>`}`}>
    ${outside.length ? html`<p>They read who it would be and what that person must do, and press yes or no. Nothing is widened before their yes, and they can take it back with one tap. It ends by itself after 12 hours.</p>
      <${Choices} legend="Who" name="circle" value=${circle} onChoose=${choose} options=${outside.map((name) => ({ value: name, title: capital(circleName(name)), text: MUST[name] }))} />
      <p class="soft">After their yes a colleague of that circle still has to come: ask for help, or hand over.</p>`
    : html`<p>They agreed to every circle of this line already.</p>`}
  <//>`;
}
