/** The record of deeds, for coordinators: sentences by day, filtered if asked, and whether it is whole. */

import { html, useEffect, useRef, useState } from '../../vendor/preact.js';
import { Button } from '../../parts/button.js';
import { clockTime } from '../../parts/clock.js';
import { Select } from '../../parts/field.js';
import { Empty, Notice } from '../../parts/panel.js';
import { sentenceOf } from '../../parts/relay.js';
import { browserClock, zoneName } from '../schedule/times.js';
import { deedName, sentence, stateSentence } from './sentences.js';

/** @typedef {import('./sentences.js').Deed} Deed */
/** @typedef {{items: Deed[], next: number | null, people: {device: string, label: string}[], actions: string[]}} Page */

/** @param {{session: import('../session.js').Session}} props */
export function Deeds({ session }) {
  const [page, setPage] = useState(/** @type {Page | null} */ (null));
  const [state, setState] = useState(/** @type {any} */ (null));
  const [action, setAction] = useState('');
  const [person, setPerson] = useState('');
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState(/** @type {string | null} */ (null));

  /** @param {() => Promise<void>} job */
  const attempt = async (job) => {
    setBusy(true);
    try {
      await job();
      setProblem(null);
    } catch (error) {
      setProblem(sentenceOf(error));
    } finally {
      setBusy(false);
    }
  };
  /** @param {number | null} [before] @returns {Promise<Page>} */
  const ask = (before = null) => {
    const asked = new URLSearchParams();
    if (before !== null) asked.set('before', String(before));
    if (action) asked.set('action', action);
    if (person) asked.set('person', person);
    return session.relay.call('GET', `/api/audit?${asked}`);
  };
  /** What was asked under another filter counts no more, whenever its answer comes. */
  const turn = useRef(0);
  const more = () => attempt(async () => {
    const mine = turn.current;
    const older = await ask(page?.next);
    if (mine === turn.current) setPage((now) => ({ ...older, items: [...(now?.items ?? []), ...older.items] }));
  });
  const fresh = () => attempt(async () => {
    const mine = ++turn.current;
    const found = await ask();
    if (mine === turn.current) setPage(found);
  });
  const check = () => attempt(async () => setState(await session.relay.call('GET', '/api/audit/state')));
  useEffect(() => { void fresh(); }, [session, action, person]);
  useEffect(() => { void check(); }, [session]);

  return html`<div class="stack">
    ${state ? html`<${Notice} kind=${state.whole ? 'good' : 'danger'} title=${state.whole ? 'The record is whole' : 'Look at this'}>${stateSentence(state, Date.now())}<//>` : html`<p class="soft" role="status">Checking the record…</p>`}
    ${problem && html`<${Notice} kind="danger" actions=${html`<${Button} small onClick=${async () => { await fresh(); await check(); }}>Try again<//>`}>${problem}<//>`}
    <div class="report-tools">
      <${Select} label="What happened" value=${action} options=${[{ value: '', text: 'Everything' }, ...(page?.actions ?? []).map((one) => ({ value: one, text: deedName(one) }))]} onChange=${(/** @type {any} */ event) => setAction(event.target.value)} />
      <${Select} label="Who did it" value=${person} options=${[{ value: '', text: 'Everybody' }, ...(page?.people ?? []).map((one) => ({ value: one.device, text: one.label }))]} onChange=${(/** @type {any} */ event) => setPerson(event.target.value)} />
    </div>
    ${page && page.items.length === 0 && html`<${Empty} title="Nothing like that is on record"><p>Choose another person, or everything that happened.</p><//>`}
    ${page && days(page.items).map(({ day, items }) => html`<section key=${day} class="deeds-day"><h2>${day}</h2>
      <ol class="deeds">${items.map((deed) => html`<li key=${deed.number}><time datetime=${new Date(deed.hour).toISOString()}>${clockTime(deed.hour)}</time> <span><bdi>${sentence(deed)}</bdi></span></li>`)}</ol></section>`)}
    ${page?.next && html`<${Button} busy=${busy} onClick=${more}>Show older<//>`}
    <p class="soft small">Hours, not minutes, by this browser’s own clock, ${zoneName(browserClock(0).zone)}. A conversation is shown by a short sign that leads nobody to it. Rows go after a year.</p>
  </div>`;
}

/** Rows by day of this browser's clock, in the order in which they came. @param {Deed[]} items */
function days(items) {
  /** @type {{day: string, items: Deed[]}[]} */
  const found = [];
  for (const deed of items) {
    const day = new Date(deed.hour).toLocaleDateString('en-CA', { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' });
    if (found.at(-1)?.day !== day) found.push({ day, items: [] });
    found.at(-1)?.items.push(deed);
  }
  return found;
}
