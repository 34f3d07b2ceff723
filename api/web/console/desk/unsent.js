/** Why words of mine did not go out, in plain sentences with what to do. */

/** @type {Record<string, string>} */
const WHY = {
  expired: 'Not sent: the team list has run out. Ask your coordinator to sign it again; then try again.',
  'no-recipient': 'Not sent: nobody it may be sealed to is there. It was not sent in any other way.',
  'guest-suite': 'Not sent: their browser is too old for the security this line asks for.',
  'not-found': 'Not sent: this conversation is no longer yours, or it is gone.',
  closed: 'Not sent: the conversation is closed.',
  'not-yours': 'Not sent: this device may not write here.',
  'too-large': 'Not sent: it is too long. Make it shorter.',
  unreached: 'Not sent: nothing can be locked for their side right now. Try again in a minute; if it stays, call your operator.',
};

/** What waits for the youth's end itself: colleagues who could read it are not whom it was written to. */
export const UNREACHED = 'Waits: nothing can be locked for their side right now. It goes out by itself as soon as that works; if it stays for minutes, call your operator';

/**
 * What a button does at that moment, and at no other: said when it fails, and never carried out later by itself.
 * @type {Record<string, string>}
 */
export const DEEDS = {
  claim: 'They were not told that you are here',
  join: 'You do not read along yet, because they were not told',
  release: 'They were not told that you go, so you are still with them',
  close: 'Not closed',
};

/** @param {string} code @param {unknown} error */
export function whyNot(code, error) {
  return WHY[code] ?? (error instanceof Error && 'says' in error ? `Not sent: ${error.says}` : 'Not sent. Nothing went out unsealed; try again.');
}

/** @param {string} deed  of DEEDS @param {string} says  why @param {string} code */
export function deedUndone(deed, says, code) {
  return says.replace('Not sent', deed) + (code === 'no-recipient' ? ' Try again in a minute; if it stays, tell your coordinator.' : '');
}
