/** A packet as a page: who, for whom, why, and the words; made to be read, checked and printed. */

import { html } from '../../vendor/preact.js';
import { Marked } from '../desk/marked.js';
import { callName } from '../desk/names.js';
import { moment } from '../desk/times.js';
import { RECEIVERS, basisName } from './words.js';

/** @typedef {import('./sealed.js').Packet} Packet */

/** @param {{packet: Packet, draft?: boolean, toName?: string}} props  draft: nobody has agreed to it yet */
export function PacketPage({ packet, draft = false, toName }) {
  const { basis, maker, second, to } = packet;
  return html`<article class="packet-page">
    <h3>Hand-off packet${packet.line && html` of ${packet.line}`}</h3>
    <dl class="packet-facts">
      <div><dt>For</dt><dd>${RECEIVERS[to.kind].name}${to.device ? html`: ${toName ?? 'this device'}` : ', on paper'}</dd></div>
      <div><dt>About</dt><dd>A young person whose name this line does not know. We call the talk ${callName(packet.conversation)}.</dd></div>
      <div><dt>Made by</dt><dd>${maker.label} (${maker.role}), ${moment(packet.made_at)}.${packet.known_as && ` The young person knows them as ${packet.known_as}.`}</dd></div>
      <div><dt>${draft ? 'Second person asked' : 'Agreed by'}</dt><dd>${second.label} (${second.role})</dd></div>
      <div><dt>On what ground</dt><dd>${basisName(basis.code)}</dd></div>
    </dl>
    <h4>The words</h4>
    <p class="packet-words"><${Marked} text=${packet.text} /></p>
    ${basis.consent ? html`<h4>What they agreed to</h4>
      <p>They saw the words above, and no others. Then they read:</p>
      <blockquote class="packet-words"><${Marked} text=${basis.consent.words} /></blockquote>
      <p>They pressed “${basis.consent.reply}” (${moment(basis.consent.at)}). Their own end signed it; this page has checked that.</p>`
    : html`<h4>Without their yes</h4>
      <p>${basis.told ? 'They were told first.' : html`They were not told first: <${Marked} text=${basis.why ?? ''} />`}</p>
      ${basis.told && basis.why && html`<p><${Marked} text=${basis.why} /></p>`}`}
    ${!draft && html`<p class="soft">${maker.label} and ${second.label} signed this packet with their devices; both stand on the signed list of people.</p>`}
  </article>`;
}
