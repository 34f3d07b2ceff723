/** The page for a browser that cannot keep words safe: it sends nothing, and shows who can be called. */
import { html } from '../vendor/preact.js';
import { Door } from './door.js';

/** For the person in front of this page; kept short, and apart from the services directory, because nothing else works here. */
const NUMBERS = [
  ['Danger now', '911', 'tel:911'],
  ['OPP, where 911 does not answer', '1-888-310-1122', 'tel:+18883101122'],
  ['Thoughts of dying, call or text', '9-8-8', 'tel:988'],
  ['Kids Help Phone, call', '1-800-668-6868', 'tel:+18006686868'],
  ['Kids Help Phone, text CONNECT', '686868', 'sms:686868'],
];

export function Numbers() {
  return html`<section class="panel stack"><h2>If someone needs help now</h2>
    <ul class="numbers">${NUMBERS.map(([what, number, link]) => html`<li key=${link}><span>${what}</span><a href=${link}>${number}</a></li>`)}</ul>
  </section>`;
}

/** What this browser lacks, as a sentence; null when it has all that sealing needs. @param {any} [here] */
export function lacking(here = globalThis) {
  if (!here.isSecureContext || !here.crypto?.subtle) return 'It has no WebCrypto here. Open the page over https in a current browser.';
  if (!here.indexedDB) return 'It keeps no storage for this page. Leave the private window, or allow storage for this site.';
  return null;
}

/** @param {{why: string}} props */
export function PlainPage({ why }) {
  return html`<${Door} title="This browser cannot seal messages" lead=${`${why} Nothing is ever sent unsealed, so nothing can be sent from here.`} narrow><${Numbers} /><//>`;
}
