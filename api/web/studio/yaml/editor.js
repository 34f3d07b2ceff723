/** A file in the text editor, with what is wrong at its lines and what youth have beside it. */
import { Button } from '../../parts/button.js';
import { Choices } from '../../parts/field.js';
import { Badge, Notice } from '../../parts/panel.js';
import { html, useEffect, useMemo, useRef, useState } from '../../vendor/preact.js';
import { howTo, inFile, lineOf, OpenFile, toldOf } from './open_file.js';

/** @typedef {import('../drafts.js').Studio} Studio */
/** @typedef {import('../drafts.js').Finding} Finding */

const SHOWS = [{ value: 'text', title: 'The text' }, { value: 'inline', title: 'With what changed' }, { value: 'pair', title: 'Side by side' }];

/** @param {{studio: Studio, path: string}} props */
export function FileEditor({ studio, path }) {
  const file = useMemo(() => new OpenFile(studio, path), []);
  const pad = useRef(/** @type {import('./pad.js').Pad | null} */ (null));
  const box = useRef(/** @type {HTMLElement | null} */ (null));
  const pair = useRef(/** @type {HTMLElement | null} */ (null));
  const [shows, setShows] = useState('text');
  const [ready, setReady] = useState(false);
  const [Made, setMade] = useState(/** @type {typeof import('./pad.js').Pad | null} */ (null));
  const [trouble, setTrouble] = useState(false);
  const [, again] = useState(0);
  const { text, running } = file;

  useEffect(() => {
    const unfollow = file.subscribe(() => again((n) => n + 1));
    void file.open();
    // The editor is large; nobody who does not open this screen waits for it.
    import('./pad.js').then((loaded) => setMade(() => loaded.Pad), () => setTrouble(true));
    return () => { unfollow(); file.close(); pad.current?.close(); pad.current = null; };
  }, []);
  const comes = Boolean(Made && text !== null && !file.waits);
  useEffect(() => {
    if (!Made || !box.current || file.text === null || !comes || pad.current) return;
    pad.current = new Made(box.current, { text: file.text, label: `The file ${path}`, describedBy: 'yaml-keys', readOnly: !studio.mayEdit, onText: (typed) => { if (typed !== file.text) file.type(typed); } });
    setReady(true);
    const { line, step } = studio.at;
    if (line || step) pad.current.goTo(line ?? lineOf(file.text, step));
  }, [comes]);
  useEffect(() => { if (text !== null) pad.current?.replace(text); }, [file.replaced]);
  const marks = JSON.stringify(file.findings);
  useEffect(() => pad.current?.mark(file.findings), [marks, ready, file.replaced]);
  useEffect(() => { pad.current?.compare(shows === 'inline' ? running ?? '' : null); }, [shows, running, ready]);
  useEffect(() => {
    if (shows === 'pair' && pair.current) pad.current?.pairUp(pair.current, running ?? '', { before: 'What youth have', now: 'The draft' });
    else pad.current?.unpair();
  }, [shows, running, ready, text]);
  // Somebody asked for a line of the file that is open already.
  useEffect(() => { if (ready && (studio.at.line || studio.at.step)) pad.current?.goTo(studio.at.line ?? lineOf(file.text ?? '', studio.at.step)); }, [studio.moves]);

  const goTo = (/** @type {number} */ line) => { setShows((now) => (now === 'pair' ? 'text' : now)); requestAnimationFrame(() => pad.current?.goTo(line)); };
  const how = running === null ? 'Youth do not have this file yet.' : text === running ? 'Youth have exactly this.' : '';
  return html`${file.problem && html`<${Notice} kind="warn">${file.problem}<//>`}${trouble && html`<${Notice} kind="warn">The editor could not be loaded. Load the page again; nothing that you wrote is lost.<//>`}
    ${file.waits && html`<${Notice} kind="warn">What you changed in a form of this file is not saved yet. It comes first.<//>`}
    <${Choices} legend="Show" name="yaml-shows" value=${shows} onChoose=${setShows} options=${SHOWS} />
    ${shows !== 'text' && html`<p class="small soft" role="status">${how || (shows === 'pair' ? 'On the left what youth have, on the right the draft. To write, show the text.' : 'What youth have and the draft has not is struck through. What is new is underlined.')}</p>`}
    ${!ready && !file.problem && !trouble && html`<p class="row soft" role="status"><span class="turning" aria-hidden="true"></span>Opening the editor</p>`}
    <div class="yaml-pad" ref=${box} hidden=${shows === 'pair'}></div>
    <div class="yaml-pair" ref=${pair} hidden=${shows !== 'pair'}></div>
    <p class="small soft yaml-keys" id="yaml-keys">${studio.mayEdit ? html`<kbd>Esc</kbd>, then <kbd>Tab</kbd> leaves the editor. While you write, <kbd>Tab</kbd> alone indents. <kbd>Ctrl</kbd> <kbd>Z</kbd> takes back. <kbd>F8</kbd> goes to the next mark.`
      : html`<kbd>Tab</kbd> leaves the text. <kbd>F8</kbd> goes to the next mark.`}</p>
    <${Told} studio=${studio} file=${file} goTo=${goTo} />`;
}

/** @param {{studio: Studio, file: OpenFile, goTo: (line: number) => void}} props */
function Told({ studio, file, goTo }) {
  const { refused } = file;
  const line = refused?.finding?.line;
  const { first: findings, more } = toldOf(file.findings.filter(({ says }) => !refused?.says.includes(says)));
  const { first: elsewhere, more: moreElsewhere } = toldOf(file.elsewhere);
  return html`<div class="stack yaml-told" role="status" aria-label="What the checker says">
    ${refused && html`<${Notice} kind="warn" title="Not saved" actions=${html`${line && html`<${Button} small onClick=${() => goTo(line)}>Go to line ${line}<//>`}<${Button} small onClick=${() => file.giveUp()}>Back to what is saved<//>`}>
      ${refused.says} ${inFile(refused.finding)} It stays here until you put it right.<//>`}
    ${findings.length === 0 && !refused && html`<p class="soft">${file.checking ? 'Being looked at …' : 'Nothing to put right in this file.'}</p>`}
    ${findings.length > 0 && html`<ul class="list">${findings.map((one) => html`<${Found} key=${`${one.code}${one.line}${one.says}`} finding=${one} label=${`Go to line ${one.line}`} onOpen=${() => goTo(one.line)} />`)}</ul>`}
    ${more > 0 && html`<p class="soft">And ${more} more, each marked at its line.</p>`}
    ${elsewhere.length > 0 && html`<p class="soft">In other files, because of this:</p>
      <ul class="list">${elsewhere.map((one) => html`<${Found} key=${`${one.code}${one.file}${one.line}${one.says}`} finding=${one} label=${`Open ${one.file}`} onOpen=${() => studio.go('yaml', { path: one.file, line: one.line })} />`)}</ul>
      ${moreElsewhere > 0 && html`<p class="soft">And ${moreElsewhere} more.</p>`}`}
  </div>`;
}

/** @param {{finding: Finding, label: string, onOpen: () => void}} props */
function Found({ finding, label, onOpen }) {
  const { level, says, file, line, code } = finding;
  return html`<li class="list-item problem"><div class="problem-main">
      <p><${Badge} kind=${level === 'E' ? 'danger' : 'warn'}>${level === 'E' ? 'Blocks' : 'Look again'}<//> ${says}</p><p class="soft">${howTo(finding)}</p><p class="small soft mono">${file}, line ${line} · ${code}</p></div>
    <${Button} small onClick=${onOpen}>${label}<//></li>`;
}
