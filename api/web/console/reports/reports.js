/** Reports: months in numbers for those who lead, and the record of deeds for coordinators. */

import { html, useState } from '../../vendor/preact.js';
import { useSession } from '../watching.js';
import { Deeds } from './deeds.js';
import { MonthInNumbers } from './month.js';

/** @param {{session: import('../session.js').Session}} props */
export function ReportsPage({ session }) {
  useSession(session);
  const [part, setPart] = useState('month');
  const parts = [{ name: 'month', title: 'Months in numbers' }, ...(session.me.coordinator ? [{ name: 'deeds', title: 'Record of deeds' }] : [])];
  return html`<div class="page reports">
    <h1 tabindex="-1" class="no-print">Reports</h1>
    ${parts.length > 1 && html`<nav class="row no-print" aria-label="Reports">${parts.map(({ name, title }) => html`<button type="button" class="tab" key=${name}
      aria-current=${part === name ? 'page' : undefined} onClick=${() => setPart(name)}>${title}</button>`)}</nav>`}
    ${part === 'deeds' && session.me.coordinator ? html`<${Deeds} session=${session} />` : html`<${MonthInNumbers} session=${session} />`}
  </div>`;
}
