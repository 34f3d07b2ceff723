/** What is set of a language: its name, its reader and its signs; and how it is taken away. */
import { Button } from '../../parts/button.js';
import { Dialog } from '../../parts/dialog.js';
import { Check, Field } from '../../parts/field.js';
import { Notice } from '../../parts/panel.js';
import { html, useState } from '../../vendor/preact.js';
import { find } from '../trees.js';
import { fontOf } from './rows.js';
import { undoable } from '../undoable.js';

/** @typedef {import('./rows.js').Language} Language */
/** @typedef {import('../trees.js').Change} Change */
/** As it stands in the form. @typedef {{name: string, also: string, approves: string, syllabics: boolean}} About */
const PATH = 'project.yaml';

/** @param {Language} language @returns {About} */
export const aboutOf = (language) => ({ name: language.name, also: Array.isArray(language.also) ? language.also.join(', ') : '', approves: language.approves ?? '', syllabics: language.font === 'syllabics' });

/** Whether somebody else is to read every text than the one who said that all of it is right. @param {Language} language @param {string} approves */
export const readAnew = ({ approved_by: approved }, approves) => Boolean(approved?.trim()) && approved?.trim().toLowerCase() !== approves.trim().toLowerCase();

/** What writes a language's form; whoever reads it now has not said yet that it is right. @param {Language} language @param {About} typed @returns {Change[]} */
export function writesOf(language, typed) {
  const at = ['languages', language.id];
  const was = aboutOf(language);
  const also = typed.also.split(',').map((one) => one.trim()).filter(Boolean);
  const [name, approves] = [typed.name.trim(), typed.approves.trim()];
  const anew = approves !== was.approves && readAnew(language, approves);
  return [
    ...(name && name !== was.name ? [{ at: [...at, 'name'], value: name }] : []),
    ...(also.join() === (Array.isArray(language.also) ? language.also.join() : '') ? [] : also.length ? [{ at: [...at, 'also'], value: also }] : [{ at: [...at, 'also'] }]),
    ...(approves && approves !== was.approves ? [{ at: [...at, 'approves'], value: approves }] : []),
    ...(approves && anew ? [{ at: [...at, 'approved_by'], value: '' }, ...(language.state === 'live' ? [{ at: [...at, 'state'], value: 'review' }] : [])] : []),
    ...(typed.syllabics === was.syllabics ? [] : typed.syllabics ? [{ at: [...at, 'font'], value: 'syllabics' }] : [{ at: [...at, 'font'] }]),
  ];
}

/** What lets the button by which youth pick a language say its new name. @param {any} model @param {Language} language @param {string} name @returns {{path: string, changes: Change[]}[]} */
export function buttonOf(model, language, name) {
  const [path, tree] = Object.entries(model.phrases ?? {}).find(([, one]) => one?.lang === language.id && Array.isArray(one.texts)) ?? [];
  const mark = model.marks?.['language.name'];
  if (!path || !name || name === language.name) return [];
  if (find(tree, ['texts', 'language.name'])) return [{ path, changes: [{ at: ['texts', 'language.name', 'text'], value: name }] }];
  return mark ? [{ path, changes: [{ at: ['texts', 'language.name'], value: { id: 'language.name', of: mark, text: name } }] }] : [];
}

/** @param {{studio: import('../drafts.js').Studio, language: Language, onClose: () => void}} props */
export function AboutDialog({ studio, language, onClose }) {
  const [typed, setTyped] = useState(aboutOf(language));
  const [asked, setAsked] = useState(false);
  const type = (/** @type {Partial<About>} */ part) => setTyped({ ...typed, ...part });
  const on = (/** @type {'name' | 'also' | 'approves'} */ key) => (/** @type {any} */ event) => type({ [key]: event.target.value });
  const lacksName = asked && !typed.name.trim();
  const lacksReader = asked && Boolean(language.approves) && !typed.approves.trim();
  const save = (/** @type {Event} */ event) => {
    event.preventDefault();
    setAsked(true);
    if (!typed.name.trim() || (language.approves && !typed.approves.trim())) return;
    const changes = writesOf(language, typed);
    if (changes.length) {
      const says = `What is set of ${language.name}`;
      studio.together(() => {
        studio.edit(PATH, changes, says);
        for (const { path, changes: more } of buttonOf(studio.model, language, typed.name.trim())) studio.edit(path, more, says);
      });
      undoable(studio, `${typed.name.trim()} is kept like this.`);
    }
    onClose();
  };
  return html`<${Dialog} title=${`Name and reader of ${language.name}`} wide onClose=${onClose}><form class="stack" onSubmit=${save}>
    <${Field} label="Its name, as its speakers write it" hint="The button by which youth pick it says the same." value=${typed.name} error=${lacksName ? 'A language needs its name.' : null} class=${`input ${typed.syllabics ? 'font-syllabics' : fontOf(language)}`} lang=${language.id} spellcheck=${false} onInput=${on('name')} />
    <${Field} label="Other names by which youth may ask for it" hint="With commas between; heard only, never shown." value=${typed.also} spellcheck=${false} onInput=${on('also')} />
    <${Field} label="Who will read every text" hint="A speaker, by the name that they want to stand there. Only their yes lets it go live." value=${typed.approves} error=${lacksReader ? 'Somebody must read every text.' : null} onInput=${on('approves')} />
    ${typed.approves.trim() !== (language.approves ?? '') && typed.approves.trim() && readAnew(language, typed.approves) && html`<${Notice} kind="warn">${language.approved_by} has read every text; ${typed.approves.trim()} has not.${language.state === 'live' ? ' Until they have, it goes back to review.' : ''}<//>`}
    <${Check} label="It is written in syllabics" checked=${typed.syllabics} onChange=${(/** @type {any} */ event) => type({ syllabics: event.target.checked })} />
    <div class="row row-end"><${Button} onClick=${onClose}>Leave it<//><${Button} kind="primary" type="submit">Keep this<//></div>
  </form><//>`;
}

/** @param {{studio: import('../drafts.js').Studio, language: Language, done: number, onClose: () => void}} props  done: how many texts it has */
export function TakeAwayDialog({ studio, language, done, onClose }) {
  const remove = () => {
    studio.edit(PATH, [{ at: ['languages', language.id] }], `The language ${language.name}`);
    undoable(studio, `${language.name} is taken away.`);
    onClose();
    studio.go('translate');
  };
  return html`<${Dialog} title=${`Take ${language.name} away?`} onClose=${onClose} actions=${html`<${Button} onClick=${onClose}>Keep it<//><${Button} kind="danger" onClick=${remove}>Take it away<//>`}>
    <p>${language.state === 'live' ? 'Youth who read it now go on in the language that all else is translated from, once two of you have signed that.' : 'Youth do not read it now.'} Words that are heard in it stay in Words.</p>
    <p>${done === 1 ? 'Its one text stays' : `Its ${done} texts stay`} in the files, and nobody is shown them. Begin it again under the code <span class="mono">${language.id}</span>, and they stand there as before.</p>
  <//>`;
}
