/** History: every version and every saving, with who and why; compared, looked at, and gone back to. */
import { Button } from '../../parts/button.js';
import { Choices } from '../../parts/field.js';
import { Notice } from '../../parts/panel.js';
import { html, useState } from '../../vendor/preact.js';
import { useLoaded } from '../review/editions.js';
import { useStudio } from '../watching.js';
import { RollBack } from './back.js';
import { Compare } from './compare.js';
import { Saved } from './saved.js';
import { Story } from './story.js';
import { Versions } from './versions.js';

/** @typedef {{n: number, kind: string, subject?: string | null, at: number | null, runs_at?: number, withdrawn?: boolean, by: string[], asked_by?: string, why: string, edition: string | null, waivers?: {code: string, file: string, line: number, why: string}[]}} Version */

/** The version that youth read before the one that runs. @param {Version[]} versions @param {number} running */
export const lastBefore = (versions, running) => versions.find(({ n, withdrawn }) => n < running && !withdrawn)?.n ?? 0;

/** @param {{session: import('../session.js').Editing}} props */
export function HistoryPage({ session }) {
  const { studio, relay } = session;
  useStudio(studio);
  const { running, scheduled } = studio.stand ?? {};
  const [look, setLook] = useState(studio.at.look ?? 'versions');
  const [pair, setPair] = useState(/** @type {[string, string] | null} */ (null));
  const [read, setRead] = useState(/** @type {number | null} */ (null));
  const [back, setBack] = useState(/** @type {number | true | null} */ (studio.at.back ?? null));
  const { value, problem, again } = useLoaded(() => /** @type {Promise<Version[]>} */ (relay.call('GET', '/api/studio/releases')), [running?.n, running?.by.length, scheduled?.n]);
  const to = back === true ? (value && running ? lastBefore(value, running.n) : null) : back;
  return html`<div class="page page-studio page-history">
    <h1 tabindex="-1">History</h1>
    <${Choices} legend="What to look at" name="history-look" value=${look} onChoose=${setLook} options=${[{ value: 'versions', title: 'Versions', text: 'What youth read, and when.' }, { value: 'compare', title: 'Compare', text: 'One beside another.' }, { value: 'files', title: 'Savings', text: 'Who wrote which file when.' }]} />
    ${problem && html`<${Notice} kind="danger" actions=${html`<${Button} small onClick=${again}>Try again<//>`}>${problem}<//>`}
    ${look === 'files' ? html`<${Saved} session=${session} />`
      : !value ? !problem && html`<p class="row soft" role="status"><span class="turning" aria-hidden="true"></span>Reading the history</p>`
        : look === 'compare' ? html`<${Compare} session=${session} versions=${value} pair=${pair ?? [String(running?.n ?? 0), 'draft']} onPair=${setPair} />`
          : html`<${Versions} session=${session} versions=${value} onRead=${setRead} onBack=${setBack} onCompare=${(/** @type {[string, string]} */ two) => { setPair(two); setLook('compare'); }} />`}
    ${read !== null && html`<${Story} session=${session} n=${read} onClose=${() => setRead(null)} />`}
    ${to !== null && html`<${RollBack} session=${session} n=${to} onClose=${() => setBack(null)} />`}
  </div>`;
}
