/** The duty to report: who must, to which society, and what came of it; it stays with whoever knows. */

import { html } from '../../vendor/preact.js';
import { Button } from '../../parts/button.js';
import { Notice } from '../../parts/panel.js';
import { Select } from '../../parts/field.js';
import { lineNow } from '../../parts/line_clock.js';
import { moment } from '../desk/times.js';
import { Form, History } from './form.js';
import { reportMade } from './folding.js';
import { REPORT } from './kinds.js';
import { SafeLines } from './ladder.js';

/** @typedef {import('../desk/engine.js').DeskEngine} DeskEngine */
/** @typedef {import('../desk/talk.js').Talk} Talk */

/** What an age means for the duty. Nobody asks for one; the worker writes it down when it is offered. @type {Record<string, string>} */
const HINTS = {
  under: 'They offered that they are under 16. If you have grounds, you must report, now and yourself.',
  may: 'They offered that they are 16 or 17. You may report; you do not have to. A place and a say can be offered to them. Do not promise that nothing will happen.',
  over: 'They offered an age of 18 or more. The duty to report is for under 16.',
};

/**
 * The societies for a community; all of them when it is not said or not in the table.
 * @param {any[]} societies
 * @param {string | undefined} community
 */
export function societiesFor(societies, community) {
  const found = societies.filter((one) => one.communities.includes(community));
  return found.length ? found : societies;
}

/** What is still missing before a begun report counts as made. @param {import('./kinds.js').Answers} answers */
function stillMissing(answers) {
  if (!answers.outcome) return null;
  if (!answers.number || !answers.called_at) return 'Write the number that you called, and when.';
  if (!answers.told) return 'Say whether you told the young person first.';
  return answers.told === 'no' && !answers.why?.trim() ? 'Say why they were not told first.' : null;
}

/** @param {{desk: DeskEngine, talk: Talk, wide: boolean, may: boolean}} props */
export function ReportPage({ desk, talk, wide, may }) {
  const { me, reports } = talk.record;
  const mine = reports.get(me) ?? [];
  const first = { ...mine.at(-1)?.answers };
  const answers = talk.forms.of('report') ?? first;
  const { age } = answers;
  const societies = desk.content?.societies ?? [];
  const places = [...new Set(societies.flatMap((one) => one.communities))].sort((a, b) => a.localeCompare(b, 'en-CA'));
  /** @param {import('./kinds.js').Answers} change */
  const put = (change) => { talk.forms.put('report', { ...answers, ...change }); desk.changed(); };
  /** @param {import('./kinds.js').Answers} kept */
  const keep = (kept) => void talk.speaking.say({ t: 'form', form: 'report', version: 1, at: lineNow(desk.session), answers: kept }, 1);
  return html`<p>Whoever has grounds that somebody <strong>under 16</strong> is being hurt or used must report to a society <strong>at once and by themselves</strong> (CYFSA s. 125). Nobody can do it for you, and nobody can tick it for you. It does not end with one call.</p>
    ${age && HINTS[age] && html`<${Notice} kind=${age === 'under' ? 'warn' : 'info'}>${HINTS[age]}<//>`}
    <${SafeLines} />
    ${may && html`<${Select} label="Where they live, as far as they said" value=${answers.community ?? ''} options=${[{ value: '', text: 'Not said' }, ...places.map((text) => ({ value: text, text }))]}
      onChange=${(/** @type {any} */ event) => put({ community: event.target.value })} />`}
    <ul class="record-societies">${societiesFor(societies, answers.community).map((one) => html`<li key=${one.service}>
      <p><strong>${one.name.en}</strong></p>
      <p class="small soft">${one.note}${one.remarks ? ` ${one.remarks}` : ''}</p>
      ${one.reach.length ? one.reach.map((/** @type {any} */ way) => html`<div class="row" key=${way.to}><a class="record-number" href=${`tel:${way.to}`}>${way.show}</a>
        ${may && html`<${Button} small onClick=${() => put({ number: way.show, called_at: moment(lineNow(desk.session)) })}>I called this one<span class="visually-hidden">, ${one.name.en}</span><//>`}</div>`) : html`<p>No number is known. Call one of the others; they pass it on.</p>`}
      ${!one.numbers_checked_on && one.reach.length > 0 && html`<p class="record-unchecked">Nobody has called to check this number yet.</p>`}
      ${!one.checked_on && html`<p class="record-unchecked">Nobody has asked whether these communities are theirs. If they are not, they pass it on.</p>`}
    </li>`)}</ul>
    ${!societies.length && html`<p class="desk-empty">The table of societies could not be loaded. It comes back with the connection.</p>`}
    ${mine.length > 0 && html`<p role="status"><strong>${reportMade(mine) ? 'Your report is made.' : 'Your report is begun, and not made yet.'}</strong></p>`}
    <${Form} desk=${desk} talk=${talk} name="report" questions=${REPORT.filter(({ id }) => id !== 'community')} first=${first} wide=${wide} may=${may} missing=${stillMissing} keepWords=${answers.outcome ? 'Keep the report' : 'Keep what I have'}
      onKeep=${(/** @type {import('./kinds.js').Answers} */ kept) => keep({ ...kept, ...(answers.community ? { community: answers.community } : {}) })} />
    <${History} versions=${mine} questions=${REPORT} talk=${talk} />
    ${[...reports].filter(([whose]) => whose !== me).map(([whose, versions]) => html`<section key=${whose} class="record-theirs"><h3>${versions[0].label}: ${reportMade(versions) ? 'made' : 'not made yet'}</h3>
      <p class="small soft">${versions[0].label} knows, so this one is theirs. You can read it and not change it. If you have grounds yourself, yours is a second one.</p>
      <${History} versions=${versions} questions=${REPORT} talk=${talk} /></section>`)}`;
}
