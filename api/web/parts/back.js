/** Back, on a phone or in a browser, closes what is open on the page before it leaves the page. */

/** So often in a row it is heard before somebody presses on the page again: a question, over the record, over a talk, and one more. */
const STEPS = 4;

/** At which of the page's own places in the history the browser stands; 0 is the one with which it was opened. */
const step = () => Number(history.state?.step ?? 0);

/** What of it is open lies over the rest, the topmost last. */
const OPEN = ['[data-closes]', 'dialog:modal'];

/** Close the topmost of what is open, as Escape does there; false: nothing is. */
export function closeTopmost() {
  const top = OPEN.map((one) => [...document.querySelectorAll(one)].filter((open) => open.checkVisibility()).at(-1)).findLast(Boolean);
  if (!top) return false;
  const escape = new KeyboardEvent('keydown', { key: 'Escape', bubbles: true, cancelable: true });
  // One that only an answer ends stays, and Back is spent on it.
  if (top.dispatchEvent(escape)) top.dispatchEvent(new Event('cancel', { cancelable: true }));
  return true;
}

/** Stand where the page was opened, so that Back leaves it at once: for a page that was loaded anew, or behind which nothing is open any more. */
export function backLeaves() {
  if (step()) history.go(-step());
}

/**
 * All steps have the page's one address. They are laid while somebody presses on the page: a browser skips what was laid without.
 * @param {{close: () => boolean, last: () => void}} asks  close: what is open, false where nothing is; last: the next Back leaves
 * @returns {() => void} ends it
 */
export function hearBack({ close, last }) {
  let at = step();
  const lay = (/** @type {Event} */ event) => { while (event.isTrusted && at < STEPS) history.pushState({ step: ++at }, ''); };
  const went = () => {
    const back = step() < at;
    at = step();
    if (!back || close()) return;
    last();
    // That is no step back of anybody's.
    backLeaves();
    at = 0;
  };
  addEventListener('popstate', went);
  document.addEventListener('click', lay, true);
  document.addEventListener('keydown', lay, true);
  return () => {
    removeEventListener('popstate', went);
    document.removeEventListener('click', lay, true);
    document.removeEventListener('keydown', lay, true);
    backLeaves();
  };
}
