/** Before I go off call: who is with me, what each of them reads then, and whom I could hand them to. */

import { html, useEffect, useReducer, useState } from '../../vendor/preact.js';
import { Button } from '../../parts/button.js';
import { Dialog } from '../../parts/dialog.js';
import { Notice } from '../../parts/panel.js';
import { sentenceOf } from '../../parts/relay.js';
import { ending, lettingGo, release } from '../desk/claiming.js';
import { callName } from '../desk/names.js';
import { giveOn } from '../desk/telling.js';
import { joined, priorityWords } from '../desk/words.js';

/** @typedef {import('../desk/engine.js').DeskEngine} DeskEngine */
/** @typedef {import('../desk/talk.js').Talk} Talk */
/** @typedef {{talk: Talk | undefined, row: import('../desk/order.js').Row, to: string[]}} Held  to: colleagues who could take it now */

/** What ends it for me, and is pressed already. */
const LEAVING = ['release', 'close', 'recuse'];

/** Who is with me on this device, the most urgent first. @param {DeskEngine} desk @returns {Held[]} */
export function withMe(desk) {
  const me = desk.session.me.device_id;
  const rows = [...desk.rows.values()].filter((row) => row.state === 'claimed' && row.claimed_by === me).sort((a, b) => b.priority - a.priority || (a.claimed_at ?? 0) - (b.claimed_at ?? 0));
  return rows.map((row) => ({ row, talk: desk.talks.get(row.id), to: desk.team.mayTake(row).map(({ label }) => label) })).filter(({ row, talk }) => !LEAVING.some((deed) => desk.busy.get(row.id)?.has(deed)) && !(talk && (lettingGo(talk, me) || ending(talk, me))));
}

/** What a young person reads once I am gone. @param {Held} held */
export const reads = ({ talk, to }) => `They will read that ${talk?.name || 'you'} had to go, and ${to.length ? 'that they are back in line, in their old place' : 'that nobody else is here right now'}.`;

/**
 * Let go of everybody in good order, with all that I can hand on. Where a colleague is here, each goes back in line first; where none is,
 * their side says so by itself once I am off call, and would else promise a line in which nobody stands.
 * @param {DeskEngine} desk
 */
export async function letGo(desk) {
  for (const { talk, to } of withMe(desk)) {
    if (talk && to.length) await release(desk, talk);
    else if (talk) await giveOn(desk, talk).catch(() => undefined);
  }
}

/** @param {{desk: DeskEngine, onOff: () => Promise<void>, onClose: () => void}} props */
export function GoingOff({ desk, onOff, onClose }) {
  const [, again] = useReducer((/** @type {number} */ n) => n + 1, 0);
  const [busy, setBusy] = useState(false);
  const [stuck, setStuck] = useState('');
  const [problem, setProblem] = useState('');
  useEffect(() => desk.subscribe(() => again(undefined)), [desk]);
  const held = withMe(desk);
  const colleagues = [...new Set(held.flatMap(({ to }) => to))];
  const go = async () => {
    setBusy(true);
    setProblem('');
    try {
      if (!stuck) await letGo(desk);
      const left = withMe(desk).filter(({ to }) => to.length);
      if (left.length && !stuck) setStuck(joined(left.map(({ row }) => callName(row.id)), 'and'));
      else await onOff();
    } catch (error) {
      setProblem(sentenceOf(error));
    }
    setBusy(false);
  };
  const title = held.length === 0 ? 'Nobody is with you now' : held.length === 1 ? 'One young person is with you' : `${held.length} young people are with you`;
  return html`<${Dialog} title=${title} onClose=${onClose} actions=${html`<${Button} onClick=${onClose}>Stay on call<//>
      <${Button} kind="primary" busy=${busy} onClick=${go} data-act="confirm">${stuck ? 'Go off call all the same' : colleagues.length ? 'Put back, and go off call' : 'Go off call'}<//>`}>
    ${held.length > 0 && html`<ul class="going-off">${held.map((one) => html`<li key=${one.row.id}>
      <p><strong>${callName(one.row.id)}</strong>${priorityWords(one.row.priority) && html` <strong class="going-off-urgent">${priorityWords(one.row.priority)}</strong>`}<br />${reads(one)}</p>
      <${Button} small onClick=${() => { onClose(); desk.session.show(one.row.id); }}>Open<span class="visually-hidden"> ${callName(one.row.id)}</span><//></li>`)}</ul>
    <p>${colleagues.length ? `${joined(colleagues, 'and')} ${colleagues.length > 1 ? 'are' : 'is'} here: open it to hand it over first. What you put back goes along with all that was written.`
      : 'No colleague who may answer is here. If you can, stay until you have said goodbye, and close it.'}</p>`}
    ${stuck && held.length > 0 && html`<${Notice} kind="warn">${stuck} could not be put back now. If you go all the same, they read that you had to go as soon as the line tells them.<//>`}
    ${problem && html`<${Notice} kind="danger">${problem}<//>`}<//>`;
}
