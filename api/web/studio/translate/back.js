/** A file comes back from a translator: what fits is taken, every other row says why not. */
import { Button } from '../../parts/button.js';
import { Dialog } from '../../parts/dialog.js';
import { TextArea } from '../../parts/field.js';
import { Notice } from '../../parts/panel.js';
import { useProblem } from '../../parts/problem.js';
import { sentenceOf } from '../../parts/relay.js';
import { toast } from '../../parts/toast.js';
import { html, useState } from '../../vendor/preact.js';
import { fontOf } from './rows.js';

/** @typedef {{taken: number, same: number, refused: {id: string, line: number, says: string, text: string}[]}} Taken */

/** Whether a file may hold texts of this language. @param {string} path @param {string} lang */
const isTranslated = (path, lang) => path.startsWith(`i18n/${lang}/`) || path.startsWith('services/') || [`phrases/${lang}.yaml`, `replies/${lang}.yaml`].includes(path);

/** @param {{studio: import('../drafts.js').Studio, relay: any, language: import('./rows.js').Language, onClose: () => void, onTaken: () => void}} props */
export function BackDialog({ studio, relay, language, onClose, onTaken }) {
  const [po, setPo] = useState('');
  const [from, setFrom] = useState('');
  const [busy, setBusy] = useState(false);
  const [problem, setProblem, isHere] = useProblem('Back from a translator');
  /** The files as they were before. */
  const [before, setBefore] = useState(/** @type {{path: string, text: string, left: string | undefined}[]} */ ([]));
  const [taken, setTaken] = useState(/** @type {Taken | null} */ (null));
  const most = studio.model?.limits.po_bytes ?? Infinity;
  const tooLarge = `${language.id}.po, line 1: The file is too large. Nothing was changed. Keep it under ${most / 1024} kB.`;
  const pick = async (/** @type {any} */ event) => {
    const [file] = event.target.files ?? [];
    if (!file) return;
    // Not even read: an old computer stands still for half a minute over a megabyte in a field.
    if (file.size > most) return setProblem(tooLarge);
    setFrom(file.name);
    setPo(await file.text());
    setProblem(null);
    return undefined;
  };
  const take = async (/** @type {Event} */ event) => {
    event.preventDefault();
    if (!po.trim()) return setProblem('Pick the file, or paste what stands in it.');
    if (po.length > most) return setProblem(tooLarge);
    setBusy(true);
    setProblem(null);
    try {
      await studio.flush();
      const was = await Promise.all([...studio.hashes].filter(([path]) => isTranslated(path, language.id)).map(async ([path, hash]) => /** @type {const} */ ([path, hash, (await studio.file(path)).text])));
      const told = await relay.call('POST', '/api/studio/po', { lang: language.id, po });
      setTaken(told);
      if (!isHere()) toast(`Back from a translator: ${told.taken} taken, ${told.refused.length} not taken.`, { kind: told.refused.length ? 'warn' : 'good' });
      await studio.read();
      setBefore(was.filter(([path, hash]) => studio.hashes.get(path) !== hash).map(([path, , text]) => ({ path, text, left: studio.hashes.get(path) })));
      onTaken();
    } catch (error) {
      setProblem(sentenceOf(error));
    }
    setBusy(false);
    return undefined;
  };
  const takeBack = async () => {
    if (before.some(({ path, left }) => studio.hashes.get(path) !== left)) {
      toast('Not taken back: somebody translated in these files since, and their words stay. What stood there before is in History.', { kind: 'danger' });
      return;
    }
    studio.together(() => { for (const { path, text } of before) studio.put(path, text, { says: 'What came back from a translator is taken back' }); });
    onClose();
    await studio.flush();
    onTaken();
    toast('What came back is taken back: every text is as it was.');
  };
  if (taken) return html`<${Dialog} title="What came back" wide onClose=${onClose} actions=${html`${before.length > 0 && html`<${Button} onClick=${takeBack}>Take all of it back<//>`}<${Button} kind="primary" onClick=${onClose}>Done<//>`}><${Told} taken=${taken} language=${language} /><//>`;
  return html`<${Dialog} title="Back from a translator" wide onClose=${onClose}><form class="stack" onSubmit=${take}>
    <p class="soft">Every row is looked at by itself: it is taken if it translates today’s words. What does not fit is told, row by row, and nothing of it is lost.</p>
    <div class="field"><label for="po-file" class="field-label">The file</label><input id="po-file" class="input" type="file" accept=".po,text/x-gettext-translation" onChange=${pick} /></div>
    <${TextArea} label=${from ? `What stands in ${from}` : 'Or paste what stands in it'} value=${po} rows="6" class=${`input mono po-words ${fontOf(language)}`} spellcheck=${false} onInput=${(/** @type {any} */ event) => setPo(event.target.value)} />
    ${problem && html`<p class="field-error" role="alert">${problem}</p>`}
    <div class="row row-end"><${Button} onClick=${onClose}>Leave it<//><${Button} kind="primary" type="submit" busy=${busy}>Take what fits<//></div>
  </form><//>`;
}

/** @param {{taken: Taken, language: import('./rows.js').Language}} props */
function Told({ taken: { taken, same, refused }, language }) {
  return html`<${Notice} kind=${refused.length ? 'info' : 'good'}><span role="status">${taken === 1 ? 'One text was taken' : `${taken} texts were taken`}. ${same === 0 ? '' : same === 1 ? 'One was so already.' : `${same} were so already.`}
      ${refused.length === 0 ? ' None was refused.' : refused.length === 1 ? ' One was not taken:' : ` ${refused.length} were not taken:`}</span><//>
    ${refused.length > 0 && html`<ul class="list">${refused.map(({ id, line, says, text }) => html`<li class="list-item refused" key=${`${id} ${line}`}><div class="problem-main">
      <p>${says}</p><p class="small soft mono">${id || 'A row without an id'}, line ${line}</p>
      ${text && html`<p class=${`text-words refused-words ${fontOf(language)}`} lang=${language.id}>${text}</p>`}</div></li>`)}</ul>`}`;
}
