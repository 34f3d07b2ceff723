/** One text and its translation: what changed in the source, what is still wrong, and room to write. */
import { Button } from '../../parts/button.js';
import { Badge } from '../../parts/panel.js';
import { html, useEffect, useState } from '../../vendor/preact.js';
import { find } from '../trees.js';
import { Counters } from '../words_form.js';
import { braces, findingsOf, fits, fontOf, KINDS, writes } from './rows.js';

/** @typedef {import('./rows.js').Row} Row */

/** @param {{studio: import('../drafts.js').Studio, language: import('./rows.js').Language, row: Row, text: string, state: import('./rows.js').State}} props */
export function RowForm({ studio, language, row, text, state }) {
  const id = `row-${row.id}`;
  const says = `The translation of “${row.id}”, ${language.name}`;
  const tree = studio.tree(row.path);
  const homeless = state === 'missing' && row.kind !== 'service' && find(tree, row.at.slice(0, -1)) === undefined;
  const source = sourceOf(studio);
  const { lacks, odd } = text.trim() ? braces(row, text) : { lacks: [], odd: [] };
  const found = findingsOf(row, language.id, studio.findings);
  const type = (/** @type {any} */ event) => studio.edit(row.path, writes(row, studio.tree(row.path), event.target.value), says);
  const lines = Math.max(row.source.split('\n').length + Math.floor(row.source.length / 48), text.split('\n').length + Math.floor(text.length / 48));
  return html`<li class=${`text text-${state}`}>
    <p class="text-head small"><span class="soft">${KINDS[row.kind]}</span> <span class="soft mono">${row.id}</span>
      ${state === 'old' && html` <${Badge} kind="warn">older than the source<//>`}${state === 'missing' && html` <${Badge} kind="warn">not translated<//>`}${row.safety && html` <${Badge}>safety<//>`}</p>
    <div class="text-sides">
      <div class="text-source"><p class="visually-hidden">Source:</p><p lang=${source} class="text-words">${row.source}</p>
        ${state === 'old' && html`<${WhatChanged} row=${row} lang=${source} />`}
        ${['say', 'label'].includes(row.kind) && html`<button type="button" class="tale-open small" onClick=${() => studio.go('step', { step: row.id.split('.')[0], lang: language.id })}>See it in its step</button>`}</div>
      <div class="text-own">
        <textarea id=${id} data-row=${row.id} class=${`input ${fontOf(language)}`} lang=${language.id} rows=${Math.min(14, Math.max(2, lines))} value=${text} readonly=${!studio.mayEdit || homeless}
          aria-label=${`${language.name}: ${row.source}`} aria-describedby=${`${id}-says`} autocomplete="off" onInput=${type}></textarea>
        <div id=${`${id}-says`} class="text-says small">
          ${['say', 'label'].includes(row.kind) ? html`<${Counters} id=${`${id}-count`} words=${text} kind=${row.kind} limits=${studio.model?.limits ?? {}} />` : html`<p class="soft">${[...text].length} letters</p>`}
          ${lacks.length > 0 && html`<p class="field-error">Keep ${lacks.join(' ')} in it: it is filled in later.</p>`}
          ${odd.length > 0 && html`<p class="field-error">Nothing fills in ${odd.join(' ')}. Write it as the source does.</p>`}
          ${found.map((one) => html`<p key=${one.code + one.says} class=${one.level === 'E' ? 'field-error' : 'text-warn'}>${one.says} ${one.fix}</p>`)}
          ${homeless && html`<p class="soft">It has no file to stand in yet. Make the files above.</p>`}</div>
        ${state === 'old' && studio.mayEdit && html`<div><${Button} small onClick=${() => studio.edit(row.path, fits(row), `${says}: it still fits`)}>It still fits<//></div>`}
      </div></div>
  </li>`;
}

/** @param {import('../drafts.js').Studio} studio */
const sourceOf = (studio) => studio.model?.project?.languages?.find((/** @type {any} */ one) => one.state === 'source')?.id ?? 'en';

/** The words of before beside those of now, for eyes and ears. @param {{row: Row, lang: string}} props */
function WhatChanged({ row, lang }) {
  const [parts, setParts] = useState(/** @type {{value: string, added?: boolean, removed?: boolean}[] | null} */ (null));
  useEffect(() => {
    let over = false;
    if (row.was !== null) void import('../../vendor/diff.js').then(({ diffWordsWithSpace }) => { if (!over) setParts(diffWordsWithSpace(/** @type {string} */ (row.was), row.source)); });
    return () => { over = true; };
  }, [row.was, row.source]);
  if (row.was === null) return html`<p class="small soft">The source was changed after this was translated. What it said then was not kept here, so read the whole text.</p>`;
  return html`<p class="small soft">What changed since it was translated:</p>
    <p class="text-words text-diff" lang=${lang}>${(parts ?? []).map(({ value, added, removed }, at) => (added ? html`<ins key=${at}>${aloud(' put in: ')}${value}${aloud(' end ')}</ins>` : removed ? html`<del key=${at}>${aloud(' taken out: ')}${value}${aloud(' end ')}</del>` : value))}</p>`;
}

/** @param {string} words */
const aloud = (words) => html`<span class="visually-hidden">${words}</span>`;
