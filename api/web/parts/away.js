/** Above every page: the line is away, said at once and in a sentence, for as long as that is so. */
import { html, useEffect, useState } from '../vendor/preact.js';

/** A page that has just opened is given this long to find the line for the first time. */
const FIRST_MS = 4000;

/** @param {{live: import('./live.js').Live, children?: any}} props  children: what that means for this page */
export function LineAway({ live, children }) {
  const [state, follow] = useState(live.state);
  const [begun, begin] = useState(live.state === 'open');
  useEffect(() => {
    const look = () => { follow(live.state); if (live.state === 'open') begin(true); };
    look();
    const late = setTimeout(() => begin(true), FIRST_MS);
    const off = live.on('state', look);
    return () => { clearTimeout(late); off(); };
  }, [live]);
  return begun && state === 'connecting' && html`<p class="line-away" role="status"><span class="turning" aria-hidden="true"></span><span><strong>The line is away.</strong> ${children}</span></p>`;
}
