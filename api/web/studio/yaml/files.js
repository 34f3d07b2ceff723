/** The files of the draft by folder, with who changed which; a new one is begun, one is taken away. */
import { Button } from '../../parts/button.js';
import { dayAndTime } from '../../parts/clock.js';
import { Dialog } from '../../parts/dialog.js';
import { Field } from '../../parts/field.js';
import { Badge } from '../../parts/panel.js';
import { sentenceOf } from '../../parts/relay.js';
import { toast } from '../../parts/toast.js';
import { html, useState } from '../../vendor/preact.js';
import { beginningOf, byFolder } from './open_file.js';

/** @typedef {import('../drafts.js').Studio} Studio */
/** @typedef {import('./page.js').Listed} Listed */

/** @param {{studio: Studio, files: Listed[], path: string}} props */
export function FileList({ studio, files, path }) {
  const [making, setMaking] = useState(false);
  const [open, setOpen] = useState(() => matchMedia('(min-width: 66rem)').matches);
  const changed = files.filter((one) => one.changed).length;
  const count = (/** @type {string} */ one) => studio.findings.filter(({ file }) => file === one).length;
  return html`<nav class="yaml-files" aria-label="Files"><details class="more" open=${open} onToggle=${(/** @type {any} */ event) => setOpen(event.currentTarget.open)}>
    <summary>All files${changed > 0 && html` <${Badge} kind="warn">${changed} changed<//>`}</summary>
    ${byFolder(files).map(([folder, some]) => html`<div class="yaml-folder" key=${folder}><p class="small soft">${folder}</p><ul>${some.map((file) => html`<li key=${file.path}>
      <button type="button" class="yaml-open" aria-current=${file.path === path ? 'true' : undefined} onClick=${() => studio.go('yaml', { path: file.path })}><span class="mono">${file.path.split('/').at(-1)}</span>
        ${file.changed && html`<span class="small yaml-changed">changed${file.by ? ` by ${studio.nameOf(file.by)}` : ''}${file.at ? `, ${dayAndTime(file.at)}` : ''}</span>`}
        ${studio.unsent.refusedOf(file.path) && html`<span class="small field-error">not saved</span>`}
        ${count(file.path) > 0 && html`<span class="small text-warn">${count(file.path)} to look at</span>`}</button></li>`)}</ul></div>`)}
    ${studio.mayEdit && html`<div class="row yaml-new"><${Button} small icon="plus" onClick=${() => setMaking(true)}>New file<//></div>`}
  </details>${making && html`<${NewFile} studio=${studio} files=${files} onClose=${() => setMaking(false)} />`}</nav>`;
}

/** @param {{studio: Studio, files: Listed[], onClose: () => void}} props */
function NewFile({ studio, files, onClose }) {
  const [path, setPath] = useState('');
  const [problem, setProblem] = useState(/** @type {string | null} */ (null));
  const make = (/** @type {Event} */ event) => {
    event.preventDefault();
    const text = beginningOf(path.trim());
    if (text === null) return setProblem('No file of the content has such a name. Write a folder, small letters, and .yaml.');
    if (files.some((one) => one.path === path.trim())) return setProblem('This file is there already.');
    studio.put(path.trim(), text, { says: `The file ${path.trim()}` });
    onClose();
    studio.go('yaml', { path: path.trim() });
    return undefined;
  };
  return html`<${Dialog} title="A new file" onClose=${onClose}><form class="stack" onSubmit=${make}>
    <${Field} label="Its folder and name" hint="flows/shelter.yaml, services/north.yaml, lexicon/more.yaml, phrases/oj.yaml" value=${path} error=${problem} autocapitalize="none" spellcheck=${false} onInput=${(/** @type {any} */ event) => setPath(event.target.value)} />
    <div class="row row-end"><${Button} onClick=${onClose}>Leave it<//><${Button} kind="primary" type="submit">Make the file<//></div>
  </form><//>`;
}

/** @param {{studio: Studio, relay: any, file: Listed}} props */
export function RemoveFile({ studio, relay, file }) {
  const [asked, setAsked] = useState(false);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState(/** @type {string | null} */ (null));
  const remove = async () => {
    setBusy(true);
    try {
      await studio.flush();
      const { text, hash } = await studio.file(file.path);
      await relay.call('PUT', `/api/studio/file?path=${encodeURIComponent(file.path)}`, { text: null, base: hash });
      await studio.read();
      setAsked(false);
      studio.go('yaml', { path: 'project.yaml' });
      toast(`${file.path} is gone from the draft.`, { undo: () => {
        if (studio.hashes.has(file.path)) return void toast(`Not brought back: somebody made ${file.path} anew since, and their file stays.`, { kind: 'danger' });
        studio.put(file.path, text, { says: `The file ${file.path}` }); studio.go('yaml', { path: file.path });
        return undefined;
      } });
    } catch (error) {
      setProblem(sentenceOf(error));
    }
    setBusy(false);
  };
  return html`<div class="row"><${Button} kind="plain" small onClick=${() => setAsked(true)}>Take this file away<//></div>
    ${asked && html`<${Dialog} title=${`Take ${file.path} away?`} onClose=${() => setAsked(false)} actions=${html`<${Button} onClick=${() => setAsked(false)}>Keep it<//><${Button} kind="danger" busy=${busy} onClick=${remove}>Take it away<//>`}>
      <p>It is gone from the draft for everybody. Youth keep what they have until that is published. Whatever leads into it is listed in the outline.</p>
      ${problem && html`<p class="field-error" role="alert">${problem}</p>`}
    <//>`}`;
}
