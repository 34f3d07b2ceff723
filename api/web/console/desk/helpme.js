/** Help me: one press calls a second person, then the next; the numbers stand beside it. */

import { html, useEffect, useRef, useState } from '../../vendor/preact.js';
import { Button } from '../../parts/button.js';
import { Dialog } from '../../parts/dialog.js';
import { Field } from '../../parts/field.js';
import { callHelp } from '../team/around.js';
import { isPractice, joined } from './words.js';
import { release } from './claiming.js';
import { HelpCall } from './helpcall.js';
import { notMine } from './helpwords.js';

/** @typedef {import('./engine.js').DeskEngine} DeskEngine */
/** @typedef {import('./talk.js').Talk} Talk */

/**
 * @param {{desk: DeskEngine, talk: Talk, mine: boolean, onClose: () => void}} props
 */
export function HelpMe({ desk, talk, mine, onClose }) {
  const [backup, setBackup] = useState(desk.look.backup);
  const number = desk.look.backup.replace(/[^\d+]/g, '');
  return html`<${Dialog} title="You are not alone with this" onClose=${onClose} actions=${html`<${Button} onClick=${onClose}>Back to the conversation<//>`}>
    ${mine ? html`<${Calling} desk=${desk} talk=${talk} />` : html`<p>${notMine(talk.row)}</p>`}
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

/**
 * The call itself: made as this opens, because at such a moment one press must be enough; taken back with another. Opened again, it shows how far it went.
 * @param {{desk: DeskEngine, talk: Talk}} props
 */
function Calling({ desk, talk }) {
  const [, again] = useState(0);
  const help = useRef(/** @type {HelpCall | null} */ (null));
  help.current ??= new HelpCall({
    press: () => callHelp(desk, talk.id),
    standing: async () => (await desk.session.relay.call('GET', '/api/pages')).helping.find((/** @type {{conversation: string}} */ one) => one.conversation === talk.id),
    practice: isPractice(talk),
    onChange: () => again((n) => n + 1),
  });
  const { says, failed } = help.current;
  const call = () => void help.current?.call();
  const coming = (talk.row?.present ?? []).filter((one) => one.reason === 'help').map((one) => desk.people.label(one.device));
  const [more, setMore] = useState(coming.length === 0);
  useEffect(() => {
    if (!more) return;
    call();
    return help.current?.watch(desk.session.live);
  }, [more]);
  const here = coming.length > 0 && !talk.row?.help;
  return html`<p role="status"><strong>${here ? `${joined(coming, 'and')} ${coming.length > 1 ? 'are' : 'is'} here with you now.` : says}</strong></p>
    ${here && !more && html`<p><${Button} small onClick=${() => setMore(true)}>Call one more person<//></p>`}
    ${failed && html`<p><${Button} small onClick=${call}>Try again<//></p>`}`;
}
