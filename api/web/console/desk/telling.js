/** Whoever gave a talk on learns how it ended: who that is, and whether a desk can tell them. */

import { html } from '../../vendor/preact.js';
import { b64u, unb64u } from '../../sealing/keys.js';

/** @typedef {import('./engine.js').DeskEngine} DeskEngine */
/** @typedef {import('./talk.js').Talk} Talk */
/** @typedef {import('./order.js').Row} Row */

/**
 * The colleague who put it back or handed it over to me, with a handover or without; nobody when that was I, or they have left the line.
 * @param {DeskEngine} desk
 * @param {Row | undefined} row
 */
export function giver(desk, row) {
  const device = row?.handed_by;
  if (!device || device === desk.session.me.device_id || !desk.session.endpoint.pins.device(unb64u(device))) return null;
  return { device, label: desk.people.label(device) };
}

/**
 * What whoever gave a talk on reads of its end: a colleague's word, or that there was none; nothing while it is not over, or not read yet.
 * @param {Row} row
 * @param {Pick<Talk, 'ready' | 'record'> | undefined} talk
 * @param {string} me
 */
export function howItEnded(row, talk, me) {
  if (row.state !== 'closed' || row.claimed_by === me) return null;
  const word = talk?.record.outcomes.at(-1);
  if (word) return word.words;
  if (row.handed_by !== me || !talk?.ready) return null;
  return row.claimed_label ? `it ended with ${row.claimed_label}, and how was not told` : 'it ended before anybody had it';
}

/** Whether there is a key that a word to them can be sealed to. @param {Talk} talk @param {string} device */
export async function reaches(talk, device) {
  const { certificates } = await talk.speaking.recipients(1, null);
  return certificates.some((one) => b64u(one.device) === device);
}

/**
 * Never learning how it ended is what wears workers down (domain 5, W2): whoever gave the talk on is told, by a word of a closed list.
 * @param {DeskEngine} desk
 * @param {Talk} talk
 * @param {string | undefined} outcome
 */
export async function tellOutcome(desk, talk, outcome) {
  const to = giver(desk, talk.row);
  if (!outcome || !to || talk.row?.state !== 'claimed') return;
  // Where it cannot be found out, it is tried: what stands in the way is said with the message.
  const there = await reaches(talk, to.device).catch(() => true);
  if (there) await talk.speaking.say({ t: 'form', form: 'outcome', version: 1, outcome }, 1, [to.device]);
}

/** In the dialog that closes: asked, never demanded. @param {{by: {label: string}, there: boolean | null, outcome: string}} props */
export function Asked({ by, there, outcome }) {
  if (there === false) return html`<p><strong>${by.label} is not on call; tell them yourself.</strong> They gave this talk on, and a desk cannot tell them how it ended.</p>`;
  if (outcome) return html`<p><strong>${by.label} is told.</strong> They gave this talk on; they read what came of it, and nothing more.</p>`;
  return html`<p><strong>Tell ${by.label} how it ended?</strong> They gave this talk on. Choose what came of it, and they read that and nothing more.</p>`;
}

/** Over a closed talk of mine: they left by themselves, nothing was chosen, or nobody was there to be told. @param {{desk: DeskEngine, talk: Talk}} props */
export function Untold({ desk, talk }) {
  const { row } = talk;
  const me = desk.session.me.device_id;
  const by = giver(desk, row);
  if (!by || !talk.ready || row?.state !== 'closed' || row.claimed_by !== me || talk.record.outcomes.some((one) => one.by === me)) return null;
  return html`<div class="desk-notice"><p><strong>${by.label} gave this talk on, and was not told how it ended.</strong> Once it is closed, the desk can send nothing about it: tell them yourself.</p></div>`;
}
