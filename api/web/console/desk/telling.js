/** Whoever gave a talk on learns how it ended: who that is, and whether a desk can tell them. */

import { html } from '../../vendor/preact.js';
import { Refusal, b64u, unb64u } from '../../sealing/keys.js';

/** @typedef {import('./engine.js').DeskEngine} DeskEngine */
/** @typedef {import('./talk.js').Talk} Talk */
/** @typedef {import('./order.js').Row} Row */

const FORM = 'tell-me';
const NOBODY = 'it ended before anybody had it';

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
  return row.claimed_label ? `it ended with ${row.claimed_label}, and how was not told` : NOBODY;
}

/** The same as one sentence for the list: a hand-over has somebody at its other end, a talk that was put back may have nobody. @param {Parameters<typeof howItEnded>} of */
export function endSays(...of) {
  const ended = howItEnded(...of);
  return ended && `You ${ended === NOBODY ? 'put it back' : 'handed it on'}; ${ended}`;
}

/**
 * Give it on, with all that I can open: whoever has it then can tell me how it ended, also when I have gone home.
 * @param {DeskEngine} desk
 * @param {Talk} talk
 * @param {(device: string) => boolean} [wanted]
 */
export async function giveOn(desk, talk, wanted) {
  const me = desk.session.me.device_id;
  const said = [...talk.reading.entries, ...talk.speaking.outbox.map((item) => ({ ...item, ts: item.at, sender: me }))];
  // A hand-over that is tried again needs no second key.
  const there = said.some(({ payload, sender, ts }) => payload?.form === FORM && sender === me && ts >= (talk.row?.claimed_at ?? 0));
  // Without a connection that is said at once: a key that waits in the outbox would put the talk back long after, unseen.
  await desk.session.certificates(true);
  if (!there) await talk.speaking.say({ t: 'form', form: FORM, version: 1, certificate: await desk.session.keyForAnswer() }, 1);
  await talk.speaking.share(wanted);
}

/** What they left with it to be told by: a certificate says by itself whose it is, and until when it holds. @param {Talk} talk @param {string} device @returns {string[]} */
function keysOf(talk, device) {
  return talk.reading.entries.flatMap(({ payload, scope, sender }) => (scope === 1 && sender === device && payload?.form === FORM && isB64u(payload.certificate) ? [payload.certificate] : []));
}

/** Another console's payload is material. @param {unknown} words */
function isB64u(words) {
  try {
    return Boolean(unb64u(words));
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return false;
  }
}

/** Whether there is a key that a word to them can be sealed to. @param {Talk} talk @param {string} device */
export async function reaches(talk, device) {
  const { certificates } = await talk.speaking.recipients(1, null, keysOf(talk, device));
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
  if (there) await talk.speaking.say({ t: 'form', form: 'outcome', version: 1, outcome }, 1, [to.device], keysOf(talk, to.device));
}

/** In the dialog that closes: asked, never demanded. @param {{by: {label: string}, there: boolean | null, outcome: string}} props */
export function Asked({ by, there, outcome }) {
  if (there === false) return html`<p><strong>${by.label} cannot be reached by the desk; tell them yourself.</strong> They gave this talk on, are not on call, and left no key for it within the last day.</p>`;
  if (outcome) return html`<p><strong>${by.label} is told.</strong> They gave this talk on; they read what came of it, and nothing more, when they next open their desk.</p>`;
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
