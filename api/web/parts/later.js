/** A screen whose files come once the first one stands, so that nobody waits for all of them. */
import { html, useEffect, useState } from '../vendor/preact.js';
import { Button } from './button.js';
import { Notice } from './panel.js';

/**
 * @template Props
 * @typedef {((props: Props) => any) & {come: () => Promise<void>}} Later
 */

/**
 * A screen to be fetched: `come()` fetches it beforehand, showing it fetches it too. What did not come is asked for again when somebody presses for it.
 * @template Props
 * @param {string} title  what the screen is called while it is not there
 * @param {() => Promise<(props: Props) => any>} fetch
 * @returns {Later<Props>}
 */
export function later(title, fetch) {
  /** @type {((props: Props) => any) | null} */
  let Page = null;
  const come = async () => { Page ??= await fetch(); };

  /** @param {Props} props */
  function Shown(props) {
    const [missing, setMissing] = useState(false);
    const [, again] = useState(0);
    const ask = () => { setMissing(false); come().then(() => again((n) => n + 1), () => setMissing(true)); };
    useEffect(() => { if (!Page) ask(); }, []);
    if (Page) return html`<${Page} ...${props} />`;
    return html`<div class="page"><h1 tabindex="-1">${title}</h1>
      ${missing ? html`<${Notice} kind="warn" actions=${html`<${Button} small onClick=${ask}>Try again<//>`}>This page did not come: the relay cannot be reached right now. Nothing is lost.<//>`
        : html`<p class="row soft" role="status"><span class="turning" aria-hidden="true"></span>Opening the page</p>`}</div>`;
  }
  return Object.assign(Shown, { come });
}

/** Fetch what nobody has opened yet, one after the other: what is pressed meanwhile does not stand behind all of it. @param {Array<{come: () => Promise<void>}>} pages */
export async function comeAll(pages) {
  for (const page of pages) await page.come().catch(() => null); // It is asked for again when it is opened, and said then.
}
