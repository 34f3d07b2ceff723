/** YAML: the same draft as the forms, file by file, for those who know how it is written. */
import { dayAndTime } from '../../parts/clock.js';
import { Badge, Notice } from '../../parts/panel.js';
import { sentenceOf } from '../../parts/relay.js';
import { html, useEffect, useState } from '../../vendor/preact.js';
import { useStudio } from '../watching.js';
import { FileEditor } from './editor.js';
import { byFolder } from './open_file.js';

/** @typedef {import('../drafts.js').Studio} Studio */
/** @typedef {{path: string, hash: string, by: string | null, at: number | null, changed: boolean}} Listed */

const FIRST = 'flows/main.yaml';

/** @param {{session: import('../session.js').Editing}} props */
export function YamlPage({ session: { studio, relay } }) {
  useStudio(studio);
  const [path, setPath] = useState(/** @type {string} */ (studio.at.path ?? FIRST));
  const [files, setFiles] = useState(/** @type {Listed[]} */ ([]));
  const [problem, setProblem] = useState(/** @type {string | null} */ (null));
  const hash = studio.model?.hash;
  useEffect(() => { if (studio.at.path) setPath(studio.at.path); }, [studio.moves]);
  useEffect(() => {
    let over = false;
    relay.call('GET', '/api/studio/files').then((/** @type {Listed[]} */ found) => { if (!over) { setFiles(found); setProblem(null); } }, (/** @type {unknown} */ error) => { if (!over) setProblem(sentenceOf(error)); });
    return () => { over = true; };
  }, [hash]);
  if (!studio.model) return null;
  const here = files.find((one) => one.path === path);
  return html`<div class="page page-studio page-yaml">
    <h1 tabindex="-1">YAML</h1>
    <p class="soft">For those who know how it is written. It is the same draft as in the forms, it saves by itself, and it is held to the same rules.</p>
    ${problem && html`<${Notice} kind="warn">${problem}<//>`}
    <div class="yaml-grid">
      <${FileList} studio=${studio} files=${files} path=${path} onChoose=${(/** @type {string} */ one) => studio.go('yaml', { path: one })} />
      <section class="stack yaml-file" aria-labelledby="yaml-name">
        <header class="yaml-head"><h2 id="yaml-name" class="mono">${path}</h2>${here?.changed ? html`<${Badge} kind="warn">differs from what youth have<//>` : html`<${Badge}>as youth have it<//>`}
          ${here?.by && html`<span class="small soft">last by ${studio.nameOf(here.by)}${here.at ? `, ${dayAndTime(here.at)}` : ''}</span>`}</header>
        <${FileEditor} key=${path} studio=${studio} path=${path} />
      </section>
    </div>
  </div>`;
}

/** @param {{studio: Studio, files: Listed[], path: string, onChoose: (path: string) => void}} props */
function FileList({ studio, files, path, onChoose }) {
  const [open, setOpen] = useState(() => matchMedia('(min-width: 66rem)').matches);
  const changed = files.filter((one) => one.changed).length;
  const count = (/** @type {string} */ one) => studio.findings.filter(({ file }) => file === one).length;
  return html`<nav class="yaml-files" aria-label="Files"><details class="more" open=${open} onToggle=${(/** @type {any} */ event) => setOpen(event.currentTarget.open)}>
    <summary>All files${changed > 0 && html` <${Badge} kind="warn">${changed} changed<//>`}</summary>
    ${byFolder(files).map(([folder, some]) => html`<div class="yaml-folder" key=${folder}><p class="small soft">${folder}</p><ul>${some.map((file) => html`<li key=${file.path}>
      <button type="button" class="yaml-open" aria-current=${file.path === path ? 'true' : undefined} onClick=${() => onChoose(file.path)}><span class="mono">${file.path.split('/').at(-1)}</span>
        ${file.changed && html`<span class="small yaml-changed">changed${file.by ? ` by ${studio.nameOf(file.by)}` : ''}${file.at ? `, ${dayAndTime(file.at)}` : ''}</span>`}
        ${studio.unsent.refusedOf(file.path) && html`<span class="small field-error">not saved</span>`}
        ${count(file.path) > 0 && html`<span class="small text-warn">${count(file.path)} to look at</span>`}</button></li>`)}</ul></div>`)}
  </details></nav>`;
}
