/** Lines of a list that have no names of their own, each with a few fields: added, written, taken away. */
import { Button } from '../../parts/button.js';
import { Field } from '../../parts/field.js';
import { isSeen } from '../../parts/seen.js';
import { html, useState } from '../../vendor/preact.js';
import { undoable } from '../undoable.js';

/** @typedef {import('../drafts.js').Studio} Studio */
/** A column: the key in the file, how it is called, and how its words are written. @typedef {{key: string, label: string, more?: Record<string, any>}} Column */

/** @param {{studio: Studio, path: string, at: import('../trees.js').At, rows: any, columns: Column[], what: string}} props  what: of what the list is, "a word to avoid" */
export function Records({ studio, path, at, rows, columns, what }) {
  /** @type {any[]} */
  const list = Array.isArray(rows) ? rows : [];
  const says = `The list “${what}”`;
  const remove = (/** @type {number} */ index) => {
    studio.edit(path, [{ at: [...at, index] }], `${says}: “${list[index]?.[columns[0].key]}” taken away`);
    undoable(studio, `“${list[index]?.[columns[0].key]}” is gone.`);
  };
  return html`<ol class="records" aria-label=${what}>${list.map((row, index) => html`<li class="record" key=${index}>
      ${columns.map(({ key, label, more }) => html`<${Kept} key=${key} studio=${studio} label=${html`${label}<span class="visually-hidden">, ${index + 1}</span>`} value=${String(row?.[key] ?? '')} more=${more}
        onType=${(/** @type {string} */ typed) => studio.edit(path, [{ at: [...at, index, key], value: typed }], says)} />`)}
      ${studio.mayEdit && list.length > 1 && html`<${Button} small kind="plain" aria-label=${`Take away: ${row?.[columns[0].key]}`} onClick=${() => remove(index)}>Take away<//>`}</li>`)}</ol>
    ${studio.mayEdit && html`<${Adding} columns=${columns} what=${what} onAdd=${(/** @type {any} */ row) => studio.edit(path, [list.length ? { at: [...at, list.length], value: row } : { at, value: [row] }], says)} />`}`;
}

/** A field in which something must stand: while it is empty, the words of before stay. @param {{studio: Studio, label: any, value: string, more?: Record<string, any>, onType: (typed: string) => void}} props */
export function Kept({ studio, label, value, more = {}, onType }) {
  const [emptied, setEmptied] = useState(false);
  const type = (/** @type {any} */ event) => {
    const typed = event.target.value;
    setEmptied(!isSeen(typed));
    if (isSeen(typed)) onType(typed);
  };
  return html`<${Field} label=${label} value=${emptied ? '' : value} readonly=${!studio.mayEdit} error=${emptied ? 'Something must stand here. Until you write it, the words of before stay.' : null} ...${more} onInput=${type} />`;
}

/** A new line: nothing of it may stay empty. @param {{columns: Column[], what: string, onAdd: (row: Record<string, string>) => void}} props */
export function Adding({ columns, what, onAdd }) {
  const [row, setRow] = useState(/** @type {Record<string, string> | null} */ (null));
  const [asked, setAsked] = useState(false);
  if (!row) return html`<div class="row"><${Button} icon="plus" onClick=${() => setRow({})}>Add ${what}<//></div>`;
  const add = (/** @type {Event} */ event) => {
    event.preventDefault();
    if (columns.some(({ key }) => !isSeen(row[key]))) return setAsked(true);
    onAdd(Object.fromEntries(columns.map(({ key }) => [key, row[key].trim()])));
    setRow(null);
    return setAsked(false);
  };
  return html`<form class="panel stack way-new" onSubmit=${add} aria-label=${`A new line: ${what}`}>
    ${columns.map(({ key, label, more = {} }) => html`<${Field} key=${key} label=${label} value=${row[key] ?? ''} ...${more} error=${asked && !isSeen(row[key]) ? 'Write something here.' : null} onInput=${(/** @type {any} */ event) => setRow({ ...row, [key]: event.target.value })} />`)}
    <div class="row"><${Button} kind="primary" type="submit">Add it<//><${Button} kind="plain" onClick=${() => setRow(null)}>Leave it<//></div></form>`;
}
