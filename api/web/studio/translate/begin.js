/** A language is begun: its name as speakers write it, its code, its reader, and its signs. */
import { Button } from '../../parts/button.js';
import { Dialog } from '../../parts/dialog.js';
import { Check, Field } from '../../parts/field.js';
import { useProblem } from '../../parts/problem.js';
import { Refusal, sentenceOf } from '../../parts/relay.js';
import { html, useState } from '../../vendor/preact.js';
import { undoable } from '../undoable.js';

const CODE = /^[a-z]{2,3}(?:-[a-z0-9]{2,8}){0,2}$/;

/** @param {{studio: import('../drafts.js').Studio, relay: any, onClose: () => void, onBegun: (lang: string) => void}} props */
export function BeginDialog({ studio, relay, onClose, onBegun }) {
  const [id, setId] = useState('');
  const [name, setName] = useState('');
  const [approves, setApproves] = useState('');
  const [syllabics, setSyllabics] = useState(false);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem, isHere] = useProblem('Begin a language');
  const begin = async (/** @type {Event} */ event) => {
    event.preventDefault();
    setBusy(true);
    setProblem(null);
    try {
      await studio.flush();
      const before = new Set(studio.hashes.keys());
      await relay.call('POST', '/api/studio/languages', { id: id.trim(), name: name.trim(), approves: approves.trim(), font: syllabics ? 'syllabics' : '' });
      await studio.read();
      const files = [...studio.hashes.keys()].filter((path) => !before.has(path) && (path.startsWith(`i18n/${id.trim()}/`) || [`phrases/${id.trim()}.yaml`, `replies/${id.trim()}.yaml`].includes(path)));
      studio.did([{ path: 'project.yaml', changes: [{ at: ['languages', id.trim()] }] }, ...files.map((path) => ({ path, text: null }))], `The language “${name.trim()}”`);
      if (isHere()) onBegun(id.trim());
      if (isHere()) onClose();
      undoable(studio, `${name.trim()} is begun. Only the studio shows it until you change its state.`);
    } catch (error) {
      const finding = error instanceof Refusal ? error.body.finding : null;
      setProblem(finding ? `${finding.says} ${finding.fix}` : sentenceOf(error));
      setBusy(false);
    }
  };
  return html`<${Dialog} title="Begin a language" wide onClose=${onClose}><form class="stack" onSubmit=${begin}>
    <p class="soft">One for each community’s way of writing. Only people who speak it translate, and one of them reads every text before youth do.</p>
    <${Field} label="Its name, as its speakers write it" value=${name} class=${`input${syllabics ? ' font-syllabics' : ''}`} lang=${CODE.test(id) ? id : undefined} spellcheck=${false} onInput=${(/** @type {any} */ event) => setName(event.target.value)} />
    <${Field} label="Its code" hint="Two or three small letters, and two to eight more after a dash for a community’s own spelling: oj, ojs, ojs-north." value=${id} autocapitalize="none" spellcheck=${false} onInput=${(/** @type {any} */ event) => setId(event.target.value.toLowerCase())} />
    <${Field} label="Who will read every text" hint="A speaker, by the name that they want to stand there. Only their yes lets it go live." value=${approves} onInput=${(/** @type {any} */ event) => setApproves(event.target.value)} />
    <${Check} label="It is written in syllabics" checked=${syllabics} onChange=${(/** @type {any} */ event) => setSyllabics(event.target.checked)} />
    ${problem && html`<p class="field-error" role="alert">${problem}</p>`}
    <div class="row row-end"><${Button} onClick=${onClose}>Leave it<//><${Button} kind="primary" type="submit" busy=${busy}>Begin it<//></div>
  </form><//>`;
}
