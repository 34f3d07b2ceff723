/** YAML: the same draft as the forms, file by file, for those who know how it is written. */
import { dayAndTime } from '../../parts/clock.js';
import { Badge, Notice } from '../../parts/panel.js';
import { sentenceOf } from '../../parts/relay.js';
import { html, useEffect, useState } from '../../vendor/preact.js';
import { useStudio } from '../watching.js';
import { FileEditor } from './editor.js';
import { FileList, RemoveFile } from './files.js';

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
      <${FileList} studio=${studio} files=${files} path=${path} />
      <section class="stack yaml-file" aria-labelledby="yaml-name">
        <header class="yaml-head"><h2 id="yaml-name" class="mono">${path}</h2>${here?.changed ? html`<${Badge} kind="warn">differs from what youth have<//>` : html`<${Badge}>as youth have it<//>`}
          ${here?.by && html`<span class="small soft">last by ${studio.nameOf(here.by)}${here.at ? `, ${dayAndTime(here.at)}` : ''}</span>`}</header>
        <${FileEditor} key=${path} studio=${studio} path=${path} />
        ${here && studio.mayEdit && path !== 'project.yaml' && html`<${RemoveFile} studio=${studio} relay=${relay} file=${here} />`}
      </section>
    </div>
  </div>`;
}
