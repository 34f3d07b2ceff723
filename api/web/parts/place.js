/** Keeps the keyboard's place: when what had the focus goes away, the page takes it, not nobody. */

/** The question in front of everything, else the cover, the page of the shell, the heading of a door. */
const NEXT = ['dialog:modal h2', '.shell-cover h1', '#main[tabindex]', '#main h1'];

/** Whether the keyboard stands only where the page put it for want of a better place. @param {Element | null} here */
export const isNowhere = (here) => !here || here === document.body || NEXT.some((one) => here.matches(one));

/** @param {HTMLElement} root  whatever is drawn anew happens in here */
export function keepPlace(root) {
  /** @type {Element | null} */
  let last = null;
  root.addEventListener('focusin', (event) => { last = /** @type {Element} */ (event.target); });
  new MutationObserver(() => {
    if (!last || (last.isConnected && last.checkVisibility())) return;
    // The browser gives the focus of an element that is gone to the body, silently; of one that is hidden, a little later.
    const nobody = [document.body, last].includes(/** @type {Element} */ (document.activeElement));
    last = null;
    if (!nobody) return;
    const next = NEXT.map((one) => document.querySelector(one)).find(Boolean);
    /** @type {HTMLElement | undefined | null} */ (next)?.focus({ preventScroll: true });
  }).observe(root, { childList: true, subtree: true, attributes: true, attributeFilter: ['hidden'] });
}
