/** Words to hear, put together without signs: what may stand between, what slip is still meant. */
import { Button } from '../../parts/button.js';
import { Dialog } from '../../parts/dialog.js';
import { Field, Select } from '../../parts/field.js';
import { Notice } from '../../parts/panel.js';
import { html, useMemo, useState } from '../../vendor/preact.js';
import { find } from '../trees.js';
import { begun, catWords, difference, hearing, listening, MOST_GAP, partsOf, patternWords, piecesOf, retyped, run, trapsOf, withPattern, writtenOf } from './patterns.js';
import { keepTrap } from './trap_form.js';
import { undoable } from '../undoable.js';

const ENDINGS = [{ value: '', text: 'just this word' }, { value: '*', text: 'with any ending' }, { value: '~', text: 'one letter may be wrong' }];
const GAPS = [{ value: '0', text: 'right after it' }, ...Array.from({ length: MOST_GAP }, (_, index) => ({ value: String(index + 1), text: index ? `up to ${index + 1} words between` : 'up to one word between' }))];

/** @param {{here: import('./page.js').Heard, list: import('./patterns.js').List, at: number, onClose: () => void}} props  at: which pattern; after the last: a new one */
export function Builder({ here, list, at, onClose }) {
  const { studio, bundle, lists, runs } = here;
  const was = list.written[at];
  const [pieces, setPieces] = useState(piecesOf(was ?? ''));
  const [typed, setTyped] = useState(pieces.map(({ word }) => word).join(' '));
  const [not, setNot] = useState('');
  const [heardIn, setHeardIn] = useState('');
  const [problem, setProblem] = useState(/** @type {string | null} */ (null));
  const written = writtenOf(pieces);
  const parts = partsOf(bundle.fold, written);
  const lang = bundle.langs.includes(list.lang) ? list.lang : bundle.source;
  const made = useMemo(() => withPattern(lists, list, at, parts.length ? written : null, bundle.fold), [lists, written]);
  const { broken, mended } = useMemo(() => difference(runs, run(bundle, made, trapsOf(studio.model))), [made, runs]);
  const hears = (/** @type {string} */ sentence) => hearing(listening(bundle, made), made, lang, sentence).cat;
  const wrongNot = not.trim() && hears(not) === list.cat;
  const wrongHeard = heardIn.trim() && hears(heardIn) !== list.cat;
  const set = (/** @type {number} */ index, /** @type {Partial<import('./patterns.js').Piece>} */ part) => setPieces(pieces.map((one, place) => (place === index ? { ...one, ...part } : one)));
  const name = catWords(list.cat);
  const keep = (/** @type {Event} */ event) => {
    event.preventDefault();
    if (!parts.length) return setProblem('Write at least one word.');
    if (list.written.some((one, index) => index !== at && partsOf(bundle.fold, one).join(' ') === parts.join(' '))) return setProblem('This list hears just that already.');
    const change = list.written.length || find(studio.tree(list.path), [list.index]) !== undefined ? { at: [list.index, 'any', at], value: written } : { at: [list.index], value: begun(list, written) };
    if (written !== was) studio.edit(list.path, [change], `${name}: “${patternWords(written)}”`);
    if (not.trim()) keepTrap(studio, { type: not.trim(), lang, hears: 'none' });
    if (heardIn.trim()) keepTrap(studio, { type: heardIn.trim(), lang, hears: list.cat });
    onClose();
    return undefined;
  };
  const remove = () => {
    // With its last words a list goes: one that hears nothing could not be published.
    studio.edit(list.path, [{ at: list.written.length === 1 ? [list.index] : [list.index, 'any', at] }], `${name}: “${patternWords(was)}” taken away`);
    undoable(studio, `“${patternWords(was)}” is not listened for any more.`);
    onClose();
  };
  return html`<${Dialog} title=${was === undefined ? `Words for “${name}”` : `Change “${patternWords(was)}”`} wide full onClose=${onClose}><form class="stack" onSubmit=${keep}>
    <${Field} label="The words" hint="As somebody in a hurry types them, without capitals and signs." value=${typed} error=${problem} autocapitalize="none" spellcheck=${false}
      onInput=${(/** @type {any} */ event) => { setTyped(event.target.value); setProblem(null); setPieces(retyped(event.target.value, pieces)); }} />
    ${pieces.length > 0 && html`<ol class="pieces">${pieces.map(({ word, ending, gap }, index) => html`<li key=${index} class="piece"><span class="pattern">${word}</span>
      <${Select} label=${html`<span class="visually-hidden">“${word}”: </span>how exactly`} value=${ending} options=${ENDINGS} onChange=${(/** @type {any} */ event) => set(index, { ending: event.target.value })} />
      ${index > 0 && html`<${Select} label=${html`<span class="visually-hidden">“${word}”: </span>after the word before`} value=${String(gap)} options=${GAPS} onChange=${(/** @type {any} */ event) => set(index, { gap: Number(event.target.value) })} />`}</li>`)}</ol>`}
    <div role="status" class="stack">${parts.length > 0 && html`<p>Hears: <span class="pattern">${patternWords(written)}</span>. ${parts.length === 1 && !list.whole && [...parts[0]].length < 5 ? 'One short word alone is heard very often.' : ''}</p>`}
      ${broken.length > 0 && html`<${Notice} kind="warn" title=${broken.length === 1 ? 'One sentence would be heard wrongly' : `${broken.length} sentences would be heard wrongly`}>
        <ul class="plain-list">${broken.map((one) => html`<li key=${one.index}>“${one.type}”: ${one.heard === 'none' ? 'nothing would be heard' : `would be heard as “${catWords(one.heard)}”`}, must be ${one.hears === 'none' ? 'nothing' : `“${catWords(one.hears)}”`}</li>`)}</ul>
        <p>Nothing can be published as long as this is so.</p><//>`}
      ${mended.length > 0 && html`<${Notice} kind="good">This puts right: ${mended.map(({ type }) => `“${type}”`).join(', ')}.<//>`}</div>
    <${Field} label="Must not be heard in" hint="An everyday sentence that only looks alike: i want to kill time." value=${not} error=${wrongNot ? 'It is heard in this. Make the words more exact, or think of another sentence.' : null} spellcheck=${false} onInput=${(/** @type {any} */ event) => setNot(event.target.value)} />
    <${Field} label="Must be heard in" hint="A sentence that somebody might type." value=${heardIn} error=${wrongHeard ? 'It is not heard in this yet.' : null} spellcheck=${false} onInput=${(/** @type {any} */ event) => setHeardIn(event.target.value)} />
    <p class="small soft">Both sentences may stay empty. They are kept with the others, and tested with every change.</p>
    <div class="row row-end">${was !== undefined && html`<${Button} kind="plain" onClick=${remove}>Take it away<//>`}<${Button} onClick=${onClose}>Leave it<//>
      <${Button} kind="primary" type="submit">${broken.length || wrongNot || wrongHeard ? 'Keep it all the same' : was === undefined ? 'Add it' : 'Keep it'}<//></div>
  </form><//>`;
}
