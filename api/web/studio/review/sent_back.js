/** A second reader says no, with what should be different; and whoever asked reads it. */
import { Button } from '../../parts/button.js';
import { dayAndTime } from '../../parts/clock.js';
import { TextArea } from '../../parts/field.js';
import { Notice } from '../../parts/panel.js';
import { isSeen } from '../../parts/seen.js';
import { html, useRef, useState } from '../../vendor/preact.js';
import { onePerson } from './who_signs.js';

/** @typedef {import('./looking.js').Looking} Looking */

/** Whether a colleague's no waits for me: I asked, on whichever of my devices, and have not put it away here. @param {import('../drafts.js').Stand} stand @param {{put: number}} looking */
export const returnedToMe = ({ returned, review, people, me }, { put }) => Boolean(returned && !review && returned.number !== put && onePerson(people)(returned.asked_by, me.device));

/** What came back, until something is asked for again or somebody has read it. @param {{session: import('../session.js').Editing}} props */
export function SentBack({ session: { studio, looking } }) {
  const { returned, review, people = [], me } = studio.stand ?? {};
  if (!returned || review || looking.put === returned.number) return null;
  const same = onePerson(people);
  const [by, to] = [returned.by, returned.asked_by].map((one) => (me && same(one, me.device) ? 'you' : studio.nameOf(one)));
  return html`<${Notice} kind="warn" title=${`${by === 'you' ? 'You' : by} sent it back to ${to}`} actions=${html`<${Button} small onClick=${() => void looking.putAway(returned.number)}>I have read it<//>`}>
    <p>“${returned.why}”</p><p class="small">${dayAndTime(returned.at)}. Nothing of the draft is lost: ${to === 'you' ? 'change it, and ask again' : `${to} can change it, and ask again`}.</p><//>`;
}

/** The way to say no; what is typed is kept in this browser until it is sent. @param {{looking: Looking, busy: boolean, onSend: (why: string) => void}} props */
export function SendBack({ looking, busy, onSend }) {
  const [open, setOpen] = useState(Boolean(looking.no));
  const form = useRef(/** @type {HTMLElement | null} */ (null));
  const asks = () => { setOpen(true); requestAnimationFrame(() => form.current?.querySelector('textarea')?.focus()); };
  if (!open) return html`<div class="row"><${Button} onClick=${asks}>Send it back<//></div>`;
  return html`<div class="stack" ref=${form}><${TextArea} label="What should be different?" hint="Whoever asked reads it, and everybody in the studio can: no names of young people. What was signed of it counts no more." rows="3" maxlength="500"
      value=${looking.no} onInput=${(/** @type {any} */ event) => void looking.objects(event.target.value)} />
    <div class="row"><${Button} busy=${busy} disabled=${!isSeen(looking.no)} onClick=${() => onSend(looking.no.trim())}>Send it back<//><${Button} kind="plain" onClick=${() => setOpen(false)}>Not now<//></div></div>`;
}
