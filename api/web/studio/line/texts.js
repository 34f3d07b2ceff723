/** The small words or the replies, by where they are met: looked through, a page at a time. */
import { Button } from '../../parts/button.js';
import { Field, Select } from '../../parts/field.js';
import { Empty } from '../../parts/panel.js';
import { html, useMemo, useState } from '../../vendor/preact.js';
import { OneText } from './one_text.js';
import { AddReply } from './replies.js';
import { looked } from './small_words.js';
import { FRAME } from './where_shown.js';

const PAGE = 20;
/** Whether a group takes more lines. @param {import('./small_words.js').Small} one */
const addsTo = (one) => one.of === 'reply' && one.group !== FRAME;

/** @param {{studio: import('../drafts.js').Studio, all: import('./small_words.js').Small[], lang: string, find?: string}} props */
export function Texts({ studio, all, lang, find = '' }) {
  const [asked, setWanted] = useState({ group: '', find });
  const groups = [...new Map(all.map(({ group, title }) => [group, title]))];
  // A stage that was renamed or taken away is looked for no more.
  const wanted = groups.some(([group]) => group === asked.group) ? asked : { ...asked, group: '' };
  const [page, setPage] = useState(0);
  // What is shown is settled when somebody looks for it: a text keeps its place while it is typed anew.
  const ids = useMemo(() => looked(all, wanted, studio.edition?.bundle?.fold).map(({ id }) => id), [wanted.group, wanted.find, all.map(({ id, group }) => id + group).join()]);
  const known = new Map(all.map((one) => [one.id, one]));
  const shown = ids.map((id) => known.get(id)).filter((one) => one !== undefined);
  const pages = Math.max(1, Math.ceil(shown.length / PAGE));
  const here = Math.min(page, pages - 1);
  const some = shown.slice(here * PAGE, (here + 1) * PAGE);
  const change = (/** @type {Partial<typeof wanted>} */ part) => { setWanted({ ...wanted, ...part }); setPage(0); };
  return html`<div class="stack">
    <div class="rows-choose" role="search" aria-label="Look for a text">
      <${Select} label="Where it is met" value=${wanted.group} options=${[{ value: '', text: 'Everywhere' }, ...groups.map(([value, text]) => ({ value, text }))]} onChange=${(/** @type {any} */ event) => change({ group: event.target.value })} />
      <${Field} label="Find words" type="search" value=${wanted.find} onInput=${(/** @type {any} */ event) => change({ find: event.target.value })} /></div>
    <p class="small soft" role="status">${shown.length === 1 ? 'One text' : `${shown.length} texts`}${pages > 1 ? `, ${here * PAGE + 1} to ${here * PAGE + some.length} here` : ''}.</p>
    ${some.length === 0 && html`<${Empty} icon="search" title="No text has these words">Look for fewer words, or everywhere.<//>`}
    ${groups.map(([group, title]) => ({ title, ours: some.filter((one) => one.group === group) })).filter(({ ours }) => ours.length).map(({ title, ours }) => html`<section class="stack" key=${title} aria-label=${title}><h2>${title}</h2>
      <ul class="small-words">${ours.map((one) => html`<${OneText} key=${one.id} studio=${studio} one=${one} all=${all} lang=${lang} />`)}</ul>
      ${studio.mayEdit && addsTo(ours[0]) && html`<${AddReply} studio=${studio} ours=${all.filter(({ group }) => group === ours[0].group)} all=${all} lang=${lang} />`}</section>`)}
    ${pages > 1 && html`<nav class="row" aria-label="Pages of texts"><${Button} icon="back" disabled=${here === 0} onClick=${() => setPage(here - 1)}>Before<//>
      <span class="soft">Page ${here + 1} of ${pages}</span><${Button} icon="arrow" disabled=${here === pages - 1} onClick=${() => setPage(here + 1)}>Next<//></nav>`}
  </div>`;
}
