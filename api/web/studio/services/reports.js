/** Child protection: for which communities workers report to a service. */
import { Field } from '../../parts/field.js';
import { html } from '../../vendor/preact.js';
import { ListField } from '../list_field.js';
import { nameOf } from './listed.js';

/** @typedef {import('../trees.js').Change} Change */
/** A line of the table: a service, and who lives where. @typedef {{service: string, communities: string[], note?: string, checked?: {on?: string, by?: string[], source?: string}}} Line */

/** Where a service stands in the table, or where it would. @param {Record<string, any>} societies @param {string} id @returns {{path: string, index: number, line: Line | null} | null} */
export function lineOf(societies, id) {
  const files = Object.entries(societies).filter(([, tree]) => Array.isArray(tree)).sort(([one], [other]) => one.localeCompare(other));
  for (const [path, tree] of files) {
    const index = tree.findIndex((/** @type {any} */ one) => one?.service === id);
    if (index >= 0) return { path, index, line: tree[index] };
  }
  return files.length ? { path: files[0][0], index: files[0][1].length, line: null } : null;
}

/**
 * What writes these communities; with the last of them the line goes. Whoever checked the old ones has not checked these.
 * @param {{index: number, line: Line | null}} place @param {string} id @param {string[]} communities @returns {Change[]}
 */
export function reporting({ index, line }, id, communities) {
  if (!line) return communities.length ? [{ at: [index], value: { service: id, communities, checked: { on: '', by: [], source: '' } } }] : [];
  if (!communities.length) return [{ at: [index] }];
  const unchecked = line.checked?.on || line.checked?.by?.length ? [{ at: [index, 'checked', 'on'], value: '' }, { at: [index, 'checked', 'by'], value: [] }] : [];
  return [...unchecked, { at: [index, 'communities'], value: communities }];
}

/** @param {{studio: import('../drafts.js').Studio, service: import('./listed.js').Service}} props */
export function Reports({ studio, service }) {
  const place = lineOf(studio.model?.societies ?? {}, service.id);
  if (!place) return null;
  const { path, index, line } = place;
  const says = `Whose reports “${nameOf(service)}” takes`;
  const note = (/** @type {any} */ event) => studio.edit(path, [event.target.value ? { at: [index, 'note'], value: event.target.value } : { at: [index, 'note'] }], says);
  return html`<section class="stack" aria-labelledby="reports"><h2 id="reports">If workers report to it</h2>
    <p class="soft">A worker who must report that a child is in danger is shown who takes the report, by where the young person lives. Youth do not see this.</p>
    <${ListField} studio=${studio} title="Communities whose reports it takes" hint="With commas between. Empty: workers do not report to it." values=${line?.communities} onType=${(/** @type {string[]} */ communities) => studio.edit(path, reporting(place, service.id, communities), says, true)} />
    ${line && html`<${Field} label="What a worker should know about it" value=${line.note ?? ''} readonly=${!studio.mayEdit} onInput=${note} />`}
  </section>`;
}
