/** Help me: who to reach right now. It pages nobody yet, and says so before anything else. */

import { html, useState } from '../../vendor/preact.js';
import { Button } from '../../parts/button.js';
import { Dialog } from '../../parts/dialog.js';
import { Field } from '../../parts/field.js';
import { release } from './claiming.js';

/** @typedef {import('./engine.js').DeskEngine} DeskEngine */
/** @typedef {import('./talk.js').Talk} Talk */

/**
 * @param {{desk: DeskEngine, talk: Talk, mine: boolean, onClose: () => void}} props
 */
export function HelpMe({ desk, talk, mine, onClose }) {
  const [backup, setBackup] = useState(desk.look.backup);
  const number = desk.look.backup.replace(/[^\d+]/g, '');
  return html`<${Dialog} title="You are not alone with this" onClose=${onClose} actions=${html`<${Button} onClick=${onClose}>Back to the conversation<//>`}>
    <p><strong>This button does not call anybody yet.</strong> Please pick up a phone:</p>
    <ul class="numbers">
      ${number.length > 2 ? html`<li><span>Your backup</span><a href=${`tel:${number}`}>${desk.look.backup}</a></li>` : html`<li><span>Your backup, then your supervisor</span><strong>on your team’s phone list</strong></li>`}
      <li><span>Somebody’s life is in danger</span><a href="tel:911">911</a></li>
      <li><span>Police, where 911 does not answer</span><a href="tel:+18883101122">1-888-310-1122</a></li>
      <li><span>For yourself, day and night, call or text</span><a href="tel:988">9-8-8</a></li>
    </ul>
    <p>If they want somebody to come: ask who, where, how to approach, and whether the person is there. This line does not know where they are, and nobody can trace it.</p>
    ${mine && html`<p>You may also put the conversation back in line, without giving a reason. They are told honestly.</p><p><${Button} small onClick=${() => { onClose(); void release(desk, talk); }}>Put it back now<//></p>`}
    <${Field} label="Your backup’s name and number" hint="Kept locked on this device only, so that it stands here next time." value=${backup} onInput=${(/** @type {any} */ event) => setBackup(event.target.value)}
      onBlur=${() => desk.prefer({ backup: backup.trim().slice(0, 80) })} />
  <//>`;
}
