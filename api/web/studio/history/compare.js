/** Any two versions, or the draft, beside each other. */
import { Select } from '../../parts/field.js';
import { Empty, Notice } from '../../parts/panel.js';
import { html, useMemo } from '../../vendor/preact.js';
import { Changes, Ways } from '../review/changes.js';
import { differences } from '../review/differing.js';
import { editionOf, useLoaded } from '../review/editions.js';
import { waysChanged } from '../review/ways_changed.js';
import { versionName } from './versions.js';

/** @param {{session: import('../session.js').Editing, versions: import('./page.js').Version[], pair: [string, string], onPair: (pair: [string, string]) => void}} props */
export function Compare({ session, versions, pair, onPair }) {
  const { studio } = session;
  const [one, other] = pair;
  const options = [{ value: 'draft', text: 'The draft' }, ...versions.map(({ n }) => ({ value: String(n), text: versionName(n) }))];
  const fetched = (/** @type {string} */ name) => (name === 'draft' ? studio.model?.edition ?? null : editionOf(session, Number(name)));
  const { value, problem } = useLoaded(async () => ({ pair, before: await fetched(one), after: await fetched(other) }), [one, other, one === 'draft' || other === 'draft' ? studio.model?.edition : null]);
  const shown = value?.pair[0] === one && value.pair[1] === other ? value : null;
  const choose = (/** @type {0 | 1} */ side) => (/** @type {any} */ event) => onPair(side ? [one, event.target.value] : [event.target.value, other]);
  return html`<section class="stack stack-l" aria-label="Compare">
    <div class="compare-choose"><${Select} label="From" value=${one} options=${options} onChange=${choose(0)} /><${Select} label="To" value=${other} options=${options} onChange=${choose(1)} /></div>
    ${problem && html`<${Notice} kind="danger">${problem}<//>`}
    ${!shown ? !problem && html`<p class="row soft" role="status"><span class="turning" aria-hidden="true"></span>Comparing</p>`
      : !shown.before || !shown.after ? html`<${Notice} kind="warn">The draft can be compared once what blocks is put right.<//>`
        : html`<${Compared} before=${shown.before} after=${shown.after} names=${[nameOf(one), nameOf(other)]} />`}
  </section>`;
}

/** @param {string} side */
const nameOf = (side) => (side === 'draft' ? 'The draft' : side === '0' ? 'The program' : `Version ${side}`);

/** @param {{before: any, after: any, names: [string, string]}} props */
function Compared({ before, after, names }) {
  const told = useMemo(() => differences(before, after), [before, after]);
  if (!told.length) return html`<${Empty} icon="check" title="No difference"><p>Youth would read the same, letter for letter.</p><//>`;
  const ways = waysChanged(before.bundle, after.bundle);
  return html`<h2>${told.length === 1 ? 'One thing differs' : `${told.length} things differ`}</h2>
    ${ways.length > 0 && html`<section class="panel stack" aria-labelledby="ways-differ"><h3 id="ways-differ">Ways</h3><${Ways} ways=${ways} from /></section>`}
    <${Changes} told=${told} edition=${after} names=${names} />`;
}
