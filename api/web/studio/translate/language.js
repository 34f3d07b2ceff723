/** How far a language is, who says that it is right, and its texts on the way to a translator and back. */
import { Button } from '../../parts/button.js';
import { Dialog } from '../../parts/dialog.js';
import { Choices, Field } from '../../parts/field.js';
import { Badge, Notice, Panel } from '../../parts/panel.js';
import { useProblem } from '../../parts/problem.js';
import { sentenceOf } from '../../parts/relay.js';
import { toast } from '../../parts/toast.js';
import { html, useState } from '../../vendor/preact.js';
import { AboutDialog, TakeAwayDialog } from './about.js';
import { BackDialog } from './back.js';
import { fontOf, progress, standing } from './rows.js';
import { undoable } from '../undoable.js';

/** @typedef {import('../drafts.js').Studio} Studio */
/** @typedef {import('./rows.js').Language} Language */

/** @type {Record<string, {title: string, text: string, kind: 'info' | 'good' | 'warn'}>} */
export const STATES = {
  draft: { title: 'Begun', text: 'Only the studio shows it.', kind: 'info' },
  review: { title: 'In review', text: 'It is shown in practice mode, to be read and tried.', kind: 'warn' },
  live: { title: 'Live', text: 'Youth can choose it, once it is published.', kind: 'good' },
};
/** @type {Record<string, string>} */
const NEEDS = {
  draft: 'Only the studio shows it. Nothing that is missing is in anybody’s way.',
  review: 'Practice mode shows it too. What is missing falls back to the source, and is listed in the outline.',
  live: 'Youth can choose it. For that the speaker has read every text, nothing that safety needs is missing, and there are words for an emergency.',
};

/** @param {{studio: Studio, relay: any, language: Language, listed: import('./page.js').Listed, onDone: () => void}} props */
export function LanguagePanel({ studio, relay, language, listed, onDone }) {
  const [asked, setAsked] = useState(/** @type {'back' | 'state' | 'about' | 'away' | null} */ (null));
  const [busy, setBusy] = useState('');
  const [problem, setProblem] = useProblem(language.name);
  const far = progress(listed.rows.map((row) => ({ row, ...standing(row, studio.tree(row.path)) })));
  const state = STATES[language.state] ?? { title: language.state, text: '', kind: 'info' };
  const doing = (/** @type {string} */ what, /** @type {() => Promise<void>} */ act) => async () => {
    setBusy(what);
    setProblem(null);
    try { await act(); } catch (error) { setProblem(sentenceOf(error)); }
    setBusy('');
  };
  const away = doing('away', async () => {
    await studio.flush();
    const { name, po } = await relay.call('GET', `/api/studio/po?lang=${encodeURIComponent(language.id)}`);
    give(name, po);
    toast(`${name} is in your downloads. Send it to ${language.approves || 'your translator'}.`);
  });
  const house = doing('house', async () => { await relay.call('POST', '/api/studio/homes', { lang: language.id }); await studio.read(); onDone(); });
  return html`<${Panel} class="language-panel" title=${html`<span lang=${language.id} class=${fontOf(language)}>${language.name}</span> <span class="mono soft small">${language.id}</span>`}
      actions=${html`<${Badge} kind=${state.kind}>${state.title}<//>${studio.mayEdit && html`<${Button} small onClick=${() => setAsked('state')}>Change its state<//><${Button} small onClick=${() => setAsked('about')}>Name and reader<//><${Button} small kind="plain" onClick=${() => setAsked('away')}>Take this language away<//>`}`}>
    <p>${state.text} <span class="soft">${who(language)}</span></p>
    <${Far} far=${far} />
    ${listed.homeless.length > 0 && html`<${Notice} kind="warn" actions=${studio.mayEdit && html`<${Button} small busy=${busy === 'house'} onClick=${house}>Make the files<//>`}>
      ${listed.homeless.length === 1 ? 'One file for this language is not there yet' : `${listed.homeless.length} files for this language are not there yet`}: ${listed.homeless.join(', ')}.<//>`}
    ${problem && html`<${Notice} kind="warn">${problem}<//>`}
    <div class="row"><${Button} icon="download" busy=${busy === 'away'} onClick=${away}>To a translator<//>
      ${studio.mayEdit && html`<${Button} icon="back" onClick=${() => setAsked('back')}>Back from a translator<//>`}
      <span class="small soft">A PO file, which every translation program opens.</span></div>
    ${asked === 'back' && html`<${BackDialog} studio=${studio} relay=${relay} language=${language} onClose=${() => setAsked(null)} onTaken=${onDone} />`}
    ${asked === 'about' && html`<${AboutDialog} studio=${studio} language=${language} onClose=${() => setAsked(null)} />`}
    ${asked === 'away' && html`<${TakeAwayDialog} studio=${studio} language=${language} done=${far.done + far.old} onClose=${() => setAsked(null)} />`}
    ${asked === 'state' && html`<${StateDialog} studio=${studio} language=${language} unsafe=${far.unsafe} onClose=${() => setAsked(null)} />`}
  <//>`;
}

/** @param {Language} language */
function who({ approves, approved_by: approved }) {
  if (approved) return `${approved} has read every text.`;
  return approves ? `${approves} will read every text before youth see it.` : 'Nobody is named yet who has read every text.';
}

/** @param {{far: ReturnType<typeof progress>}} props */
function Far({ far }) {
  const parts = /** @type {const} */ ([['done', far.done, 'done'], ['old', far.old, 'older than the source'], ['missing', far.missing, 'missing']]);
  let from = 0;
  const safe = far.unsafe === 0 ? 'Everything that safety needs is there.' : far.unsafe === 1 ? 'One text that safety needs is not there.' : `${far.unsafe} texts that safety needs are not there.`;
  return html`<div class="far">
    <svg class="far-bar" viewBox=${`0 0 ${Math.max(1, far.all)} 1`} preserveAspectRatio="none" aria-hidden="true">${parts.map(([name, count]) => { const x = from; from += count; return html`<rect key=${name} class=${`far-${name}`} x=${x} y="0" width=${count} height="1" />`; })}</svg>
    <ul class="legend">${parts.map(([name, count, says]) => html`<li key=${name}><span class=${`far-dot far-${name}`} aria-hidden="true"></span>${count} ${says}</li>`)}</ul>
    <p class=${far.unsafe ? 'small text-warn' : 'small soft'}>${safe}</p></div>`;
}

/** @param {{studio: Studio, language: Language, unsafe: number, onClose: () => void}} props */
function StateDialog({ studio, language, unsafe, onClose }) {
  const [state, setState] = useState(language.state);
  const [name, setName] = useState(language.approved_by ?? '');
  const [problem, setProblem] = useState(/** @type {string | null} */ (null));
  const save = (/** @type {Event} */ event) => {
    event.preventDefault();
    const said = name.trim();
    if (state === 'live' && !said) return setProblem('A language goes live only by the name of the speaker who has read every text.');
    if (state === 'live' && language.approves && said.toLowerCase() !== language.approves.trim().toLowerCase()) return setProblem(`Only ${language.approves} was named to say that every text is right. Ask them, or keep it in review.`);
    const at = ['languages', language.id];
    const changes = [...(state !== language.state ? [{ at: [...at, 'state'], value: state }] : []), ...(state === 'live' && said !== (language.approved_by ?? '') ? [{ at: [...at, 'approved_by'], value: said }] : [])];
    if (changes.length) {
      studio.edit('project.yaml', changes, `${language.name}: ${STATES[state]?.title.toLowerCase()}`);
      undoable(studio, `${language.name}: ${STATES[state]?.title.toLowerCase()}. Youth see it once that is published.`);
    }
    onClose();
    return undefined;
  };
  return html`<${Dialog} title="Who may see this language" wide onClose=${onClose}><form class="stack" onSubmit=${save}>
    <${Choices} legend=${language.name} name="language-state" value=${state} onChoose=${setState} options=${Object.keys(STATES).map((one) => ({ value: one, title: STATES[one].title, text: NEEDS[one] }))} />
    ${state === 'live' && html`<${Field} label="Who has read every text" hint=${language.approves ? `When it was begun, this was to be ${language.approves}.` : 'The name of a speaker from here.'} value=${name} error=${problem} onInput=${(/** @type {any} */ event) => setName(event.target.value)} />`}
    ${state === 'live' && unsafe > 0 && html`<${Notice} kind="warn">${unsafe === 1 ? 'One text that safety needs is' : `${unsafe} texts that safety needs are`} not there. Nothing can be published before that is put right.<//>`}
    <div class="row row-end"><${Button} onClick=${onClose}>Leave it<//><${Button} kind="primary" type="submit">Keep this<//></div>
  </form><//>`;
}

/** @param {string} name @param {string} words */
function give(name, words) {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([words], { type: 'text/x-gettext-translation' }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
