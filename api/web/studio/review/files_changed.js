/** The files that differ from what youth read, with what no youth sees: remarks, trials, drafts. */
import { Button } from '../../parts/button.js';
import { dayAndTime } from '../../parts/clock.js';
import { sentenceOf } from '../../parts/relay.js';
import { html, useEffect, useState } from '../../vendor/preact.js';
import { LinesDiff } from './lines_diff.js';

/** @param {{studio: import('../drafts.js').Studio, untold: boolean}} props  untold: nothing of it is something that youth read */
export function FilesChanged({ studio, untold }) {
  const changed = studio.stand?.draft.changed ?? [];
  if (!changed.length) return null;
  return html`<details class="more panel" open=${untold}><summary>${changed.length === 1 ? 'One file changed' : `${changed.length} files changed`}, line by line</summary>
    <p class="soft small">Here is also what no youth sees: remarks, trials, and languages that are not shown yet.</p>
    <ul class="list">${changed.map((one) => html`<${OneFile} key=${one.path} studio=${studio} ...${one} />`)}</ul></details>`;
}

/** @param {{studio: import('../drafts.js').Studio, path: string, by: string | null, at: number | null}} props */
function OneFile({ studio, path, by, at }) {
  const [open, setOpen] = useState(false);
  const [file, setFile] = useState(/** @type {any} */ (null));
  const [problem, setProblem] = useState('');
  useEffect(() => {
    if (!open) return;
    studio.file(path).then(setFile).catch((error) => setProblem(sentenceOf(error)));
  }, [open, studio.model?.hash]);
  return html`<li class="list-item file-changed"><span><span class="mono">${path}</span> <span class="soft small">last by ${studio.nameOf(by)}${at ? `, ${dayAndTime(at)}` : ''}</span></span>
    <${Button} small kind="plain" aria-expanded=${open} aria-label=${`${open ? 'Hide' : 'Show'} the lines of ${path}`} onClick=${() => setOpen(!open)}>${open ? 'Hide' : 'Show'}<//>
    ${open && problem && html`<p class="field-error">${problem}</p>`}
    ${open && file && html`<${LinesDiff} path=${path} was=${file.running} now=${file.text} />`}</li>`;
}
