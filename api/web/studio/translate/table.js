/** The rows of a language: filtered, searched, a page at a time, walked from row to row by keyboard. */
import { Button } from '../../parts/button.js';
import { Field, Select } from '../../parts/field.js';
import { Empty } from '../../parts/panel.js';
import { html, useEffect, useMemo, useRef, useState } from '../../vendor/preact.js';
import { RowForm } from './row.js';
import { inOrder, KINDS, sieve, standing } from './rows.js';

const PAGE = 20;
const SHOWS = [
  { value: 'all', text: 'All, what is to do first' }, { value: 'todo', text: 'Still to do' }, { value: 'old', text: 'Old' }, { value: 'missing', text: 'Missing' },
  { value: 'safety', text: 'What safety needs' }, { value: 'done', text: 'Done' },
];
const SORTS = [{ value: '', text: 'Every text' }, { value: 'screen', text: 'Messages and buttons' }, { value: 'phrase', text: KINDS.phrase }, { value: 'service', text: KINDS.service }, { value: 'reply', text: KINDS.reply }];

/** @param {{studio: import('../drafts.js').Studio, language: import('./rows.js').Language, listed: import('./page.js').Listed}} props */
export function Rows({ studio, language, listed }) {
  const [wanted, setWanted] = useState({ show: 'all', kind: '', find: String(studio.at.find ?? '') });
  const [page, setPage] = useState(0);
  const [, again] = useState(0);
  /** Where the keyboard goes once its page is drawn. */
  const next = useRef('');
  const rows = listed.rows;
  const now = rows.map((row) => ({ row, ...standing(row, studio.tree(row.path)) }));
  // What is shown is settled when somebody asks for it: a row that is done meanwhile stays where it is, and one that came is added.
  const before = useRef({ wanted, ids: /** @type {string[]} */ ([]) });
  const ids = useMemo(() => {
    const found = inOrder(now.filter(sieve(wanted, studio.edition?.bundle?.fold))).map(({ row }) => row.id);
    const kept = before.current.wanted === wanted ? before.current.ids : [];
    before.current = { wanted, ids: [...kept, ...found.filter((id) => !kept.includes(id))] };
    return before.current.ids;
  }, [wanted, listed]);
  const known = new Map(now.map((one) => [one.row.id, one]));
  const shown = ids.map((id) => known.get(id)).filter((one) => one !== undefined);
  const pages = Math.max(1, Math.ceil(shown.length / PAGE));
  const here = Math.min(page, pages - 1);
  const change = (/** @type {Partial<typeof wanted>} */ part) => { setWanted({ ...wanted, ...part }); setPage(0); };

  useEffect(() => {
    if (!next.current) return;
    const box = document.getElementById(`row-${next.current}`);
    next.current = '';
    box?.scrollIntoView({ block: 'center' });
    box?.focus({ preventScroll: true });
  });

  const goTo = (/** @type {number} */ place) => {
    const one = shown[place];
    if (!one) return;
    next.current = one.row.id;
    setPage(Math.floor(place / PAGE));
    again((n) => n + 1);
  };
  const onKey = (/** @type {KeyboardEvent} */ event) => {
    const way = event.altKey && !event.ctrlKey && !event.metaKey ? { ArrowDown: 1, ArrowUp: -1 }[event.key] : undefined;
    const id = /** @type {HTMLElement} */ (event.target).dataset?.row;
    if (!way || !id) return;
    event.preventDefault();
    goTo(shown.findIndex(({ row }) => row.id === id) + way);
  };
  return html`<section class="stack" aria-labelledby="rows"><h2 id="rows">The texts</h2>
    <div class="rows-choose">
      <${Select} label="Show" value=${wanted.show} options=${SHOWS} onChange=${(/** @type {any} */ event) => change({ show: event.target.value })} />
      <${Select} label="Of what" value=${wanted.kind} options=${SORTS} onChange=${(/** @type {any} */ event) => change({ kind: event.target.value })} />
      <${Field} label="Find words" type="search" value=${wanted.find} onInput=${(/** @type {any} */ event) => change({ find: event.target.value })} />
    </div>
    <p class="small soft" role="status">${shown.length === 1 ? 'One text' : `${shown.length} texts`}${pages > 1 ? `, ${here * PAGE + 1} to ${Math.min(shown.length, (here + 1) * PAGE)} here` : ''}.
      ${studio.mayEdit && html` <span class="rows-keys">In a row, <kbd>Alt</kbd> <kbd>↓</kbd> goes to the next and <kbd>Alt</kbd> <kbd>↑</kbd> back.</span>`}</p>
    ${shown.length ? html`<ol class="rows" start=${here * PAGE + 1} onKeyDown=${onKey}>${shown.slice(here * PAGE, (here + 1) * PAGE).map(({ row, text, state }) => html`<${RowForm} key=${row.id} studio=${studio} language=${language} row=${row} text=${text} state=${state} />`)}</ol>`
      : html`<${Empty} icon="search" title=${wanted.find ? 'No text has these words' : 'Nothing is left here'}>${wanted.find ? 'Look for fewer words, or show all.' : 'Every text of this sort is done.'}<//>`}
    ${pages > 1 && html`<nav class="row" aria-label="Pages of texts"><${Button} icon="back" disabled=${here === 0} onClick=${() => goTo((here - 1) * PAGE)}>Before<//>
      <span class="soft">Page ${here + 1} of ${pages}</span><${Button} icon="arrow" disabled=${here === pages - 1} onClick=${() => goTo((here + 1) * PAGE)}>Next<//></nav>`}
  </section>`;
}
