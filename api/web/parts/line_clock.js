/** The line’s clock, as answers tell it: for what is shown and compared, not for what must be safe. */

/** The relay says its time in whole seconds, and an answer is on its way for a while: what is less apart is the same time. */
const ROUGH = 5_000;
/** Apart by more than this, whoever sits at the device is told. */
const TOLD = 2 * 60_000;

let ahead = 0;

/** @param {string | null | undefined} said  the `Date` of an answer @param {number} asked @param {number} answered  by this device's clock */
export function learnTime(said, asked, answered) {
  const found = Math.round(Date.parse(said ?? '') - (asked + answered) / 2);
  if (!Number.isFinite(found) || answered - asked > ROUGH || Math.abs(found - ahead) <= ROUGH) return;
  ahead = Math.abs(found) > ROUGH ? found : 0;
}

/** What the line's clock shows now. @param {{now: () => number}} [session] */
export const lineNow = (session) => (session ? session.now() : Date.now()) + ahead;

/** The later of this device's clock and the line's: what somebody allowed for a while has run out once either says so. @param {{now: () => number}} session */
export const laterNow = (session) => Math.max(session.now(), lineNow(session));

/** How far the line's clock is ahead of this device's, where that must be told; else 0. */
export const clockOff = () => (Math.abs(ahead) > TOLD ? ahead : 0);
