/** Why words of mine did not go out, in plain sentences with what to do. */

import { Refusal } from '../../sealing/keys.js';

/** Goes away by itself: the words wait in line, and the desk tries again. */
export const PASSING = new Set(['offline', 'busy', 'later', 'slow-down', 'too-many', 'broken']);

/** @type {Record<string, string>} */
const WHY = {
  expired: 'Not sent: the team list has run out. Ask your coordinator to sign it again; then try again.',
  'no-recipient': 'Not sent: nobody it may be sealed to is there. It was not sent in any other way.',
  'guest-suite': 'Not sent: their browser is too old for the security this line asks for.',
  'not-found': 'Not sent: this conversation is no longer yours, or it is gone.',
  closed: 'Not sent: the conversation is closed.',
  'not-mine': 'Not sent: this conversation is not yours any more. If it is back in line, you can claim it again.',
  'not-yours': 'Not sent: this device may not write here.',
  'too-large': 'Not sent: it is too long. Make it shorter.',
  unreached: 'Not sent: nothing can be locked for their side right now. Try again in a minute; if it stays, call your operator.',
};

/** What waits for the youth's end itself: colleagues who could read it are not whom it was written to. */
export const UNREACHED = 'Waits: nothing can be locked for their side right now. It goes out by itself as soon as that works; if it stays for minutes, call your operator';

/**
 * What a button does at that moment, and at no other: said when it fails, and never carried out later by itself. A claim alone
 * waits: the relay is asked whether it is still true before it leaves (decision 0121).
 * @type {Record<string, string>}
 */
export const DEEDS = {
  claim: 'They were not told that you are here',
  join: 'You do not read along yet, because they were not told',
  release: 'They were not told that you go, so you are still with them',
  close: 'Not closed',
};

/** Told about once, without showing: what these say is said again by the next one, or seen in the row. By type, or by form. */
export const SILENT = new Set(['ack', 'tell-me', 'outcome']);
/** True of a conversation of mine only: the relay is asked whether it still is before one leaves. */
export const OF_MINE = new Set(['claim', 'close']);

/** Of this moment, and of no other; a claim waits as long as it is true. @param {{payload: Record<string, any>}} item */
export const isPress = ({ payload }) => (payload.t in DEEDS && payload.t !== 'claim') || payload.form === 'outcome' || payload.form === 'tell-me';

/** @param {string} code @param {unknown} error */
export function whyNot(code, error) {
  return WHY[code] ?? (error instanceof Error && 'says' in error ? `Not sent: ${error.says}` : 'Not sent. Nothing went out unsealed; try again.');
}

/** @param {string} deed  of DEEDS @param {string} says  why @param {string} code */
export function deedUndone(deed, says, code) {
  return says.replace('Not sent', deed) + (code === 'no-recipient' ? ' Try again in a minute; if it stays, tell your coordinator.' : '');
}

/**
 * The one word for what went wrong: the relay's code, or the reason of a refusal to seal.
 * @param {unknown} error
 */
export function codeOf(error) {
  if (error instanceof Refusal) return error.reason;
  return error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
}
