/** One table of a report, drawn: its words, a bar that shows the band and no more, the figures. */

import { html } from '../../vendor/preact.js';
import { band, bandAloud, TABLES } from './words.js';

const WIDE = 200;
const HIGH = 14;

/** @param {{table: import('./words.js').Counted}} props */
export function Chart({ table }) {
  const told = TABLES[table.kind];
  if (!told) return null;
  const longest = Math.max(20, ...table.cells.map((cell) => cell.least + 4));
  return html`<section class="report-part">
    <h3 id=${`report-${table.kind}`}>${told.title}</h3>
    ${told.lead && html`<p class="soft small">${told.lead}</p>`}
    <table class="report-table" aria-labelledby=${`report-${table.kind}`}>
      <thead class="visually-hidden"><tr><th scope="col">Of which sort</th><td></td><th scope="col">How many</th></tr></thead>
      <tbody>${table.cells.map((cell) => html`<tr key=${cell.key}>
        <th scope="row">${told.rows[cell.key] ?? cell.key}</th>
        <td class="report-bar" aria-hidden="true"><${Bar} least=${cell.least} longest=${longest} /></td>
        <td class="report-count"><${Band} least=${cell.least} /></td></tr>`)}</tbody>
      ${table.cells.length > 1 && html`<tfoot><tr><th scope="row">All together</th><td aria-hidden="true"></td><td class="report-count"><${Band} least=${table.total} /></td></tr></tfoot>`}
    </table>
  </section>`;
}

/** Solid up to the least that it can be, light up to the most: a bar that ended anywhere would say more than is known. @param {{least: number, longest: number}} props */
function Bar({ least, longest }) {
  const solid = Math.round((least / longest) * (WIDE - 2));
  const light = Math.round(((least + 4) / longest) * (WIDE - 2));
  return html`<svg viewBox=${`0 0 ${WIDE} ${HIGH}`} preserveAspectRatio="none" focusable="false">
    <rect class="report-most" x="1" y="1" width=${light} height=${HIGH - 2} rx="2" /><rect class="report-least" x="1" y="1" width=${solid} height=${HIGH - 2} rx="2" /></svg>`;
}

/** @param {{least: number}} props */
export function Band({ least }) {
  return html`<span aria-hidden="true">${band(least)}</span><span class="visually-hidden">${bandAloud(least)}</span>`;
}
