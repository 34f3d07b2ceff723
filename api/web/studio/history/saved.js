/** Every saving of every file: who, when, why; an earlier text is read and brought back. */
import { Button } from '../../parts/button.js';
import { dayAndTime } from '../../parts/clock.js';
import { Select } from '../../parts/field.js';
import { Empty, Notice } from '../../parts/panel.js';
import { sentenceOf } from '../../parts/relay.js';
import { html, useState } from '../../vendor/preact.js';
import { useLoaded } from '../review/editions.js';
import { LinesDiff } from '../review/lines_diff.js';
import { undoable } from '../undoable.js';

/** As many as the relay lists. */
const MOST = 200;

/** @typedef {{number: number, path: string, hash: string | null, by: string | null, at: number, kind: string, why: string | null, begins: number}} Saving */

/** @type {Record<string, string>} */
const KINDS = { edit: 'written', import: 'taken in from a folder', rollback: 'set by going back', hide: 'set when a service was hidden', call: 'set by two calls', shipped: 'came with the program' };

/** @param {{session: import('../session.js').Editing}} props */
export function Saved({ session: { studio, relay } }) {
  const [path, setPath] = useState(/** @type {string} */ (studio.at.path ?? ''));
  const { value, problem } = useLoaded(async () => ({ path, list: /** @type {Saving[]} */ (await relay.call('GET', `/api/studio/revisions${path ? `?path=${encodeURIComponent(path)}` : ''}`)) }), [path, studio.model?.hash]);
  const list = value?.path === path ? value.list : null;
  const paths = [...new Set([...studio.hashes.keys(), ...(path ? [path] : []), ...(list ?? []).map((one) => one.path)])].sort();
  return html`<section class="stack" aria-label="Savings">
    <p class="soft">Nothing that was saved is ever overwritten. Bringing a text back is a change like any other: it is in the draft, and youth read it once two people have signed.</p>
    <div class="compare-choose"><${Select} label="File" value=${path} options=${[{ value: '', text: 'All, the newest first' }, ...paths.map((one) => ({ value: one, text: one }))]} onChange=${(/** @type {any} */ event) => setPath(event.target.value)} /></div>
    ${problem && html`<${Notice} kind="danger">${problem}<//>`}
    ${!list ? !problem && html`<p class="row soft" role="status"><span class="turning" aria-hidden="true"></span>Reading what was saved</p>`
      : list.length === 0 ? html`<${Empty} icon="history" title="Nobody has written yet"><p>The draft is what the program came with.</p><//>`
        : html`<ul class="saved-list">${asSaved(list).map((files) => html`<${OneAct} key=${files[0].begins} studio=${studio} relay=${relay} files=${files} />`)}</ul>
          ${list.length >= MOST && html`<p class="small soft">These are the newest ${MOST}. ${path ? 'Older ones are kept too.' : 'Choose a file to see more of it.'}</p>`}`}
  </section>`;
}

/** What was saved at once, together. @param {Saving[]} list */
function asSaved(list) {
  /** @type {Map<number, Saving[]>} */
  const acts = new Map();
  for (const one of list) acts.set(one.begins, [...(acts.get(one.begins) ?? []), one]);
  return [...acts.values()];
}

/** One file, or several that were saved as one under what they have in common. @param {{studio: import('../drafts.js').Studio, relay: import('../../parts/relay.js').Relay, files: Saving[]}} props */
function OneAct({ studio, relay, files }) {
  const [{ kind, by, at, why, begins }] = files;
  if (files.length === 1) return html`<${OneSaving} studio=${studio} relay=${relay} one=${files[0]} />`;
  return html`<li class="saved-act" aria-labelledby=${`act-${begins}`}><p id=${`act-${begins}`}><strong>${files.length} files as one</strong> <span class="soft">${KINDS[kind] ?? kind}${by ? ` by ${studio.nameOf(by)}` : ''}, ${dayAndTime(at)}</span>${why && html`<br /><span>“${why}”</span>`}</p>
    <ul class="saved-list">${files.map((one) => html`<${OneSaving} key=${one.number} studio=${studio} relay=${relay} one=${{ ...one, why: null }} />`)}</ul></li>`;
}

/** @param {{studio: import('../drafts.js').Studio, relay: import('../../parts/relay.js').Relay, one: Saving}} props */
function OneSaving({ studio, relay, one: { number, path, hash, by, at, kind, why } }) {
  const [then, setThen] = useState(/** @type {{text: string | null, now: string | null} | null} */ (null));
  const [problem, setProblem] = useState('');
  const current = hash !== null && studio.hashes.get(path) === hash;
  const when = dayAndTime(at);
  const load = async () => {
    const [{ text }, file] = await Promise.all([relay.call('GET', `/api/studio/revisions/${number}`), studio.file(path).catch(() => ({ text: null }))]);
    return { text, now: file.text };
  };
  const doing = async (/** @type {() => Promise<void>} */ act) => {
    setProblem('');
    try {
      await act();
    } catch (error) {
      setProblem(sentenceOf(error));
    }
  };
  const show = () => (then ? setThen(null) : doing(async () => setThen(await load())));
  const bring = () => doing(async () => {
    const { text, now } = await load();
    if (text === null) return;
    studio.put(path, text, { ...(now === null ? {} : { before: now }), says: `${path} as it was ${when}` });
    undoable(studio, `${path} is in the draft as it was ${when}.`);
    setThen(null);
  });
  return html`<li class="list-item file-changed"><span><span class="mono">${path}</span> <span class="soft">${hash === null ? 'taken away' : KINDS[kind] ?? kind}${by ? ` by ${studio.nameOf(by)}` : ''}, ${when}</span>${why && html`<br /><span>“${why}”</span>`}</span>
    <span class="row">${hash !== null && html`<${Button} small kind="plain" aria-expanded=${then !== null} aria-label=${`${then ? 'Hide' : 'Compare with the draft'}: ${path}, ${when}`} onClick=${show}>${then ? 'Hide' : 'Compare with the draft'}<//>`}
      ${hash !== null && !current && studio.mayEdit && html`<${Button} small aria-label=${`Bring back: ${path}, ${when}`} disabled=${studio.state !== 'saved'} onClick=${bring}>Bring back<//>`}${current && html`<span class="soft small">in the draft now</span>`}</span>
    ${problem && html`<p class="field-error">${problem}</p>`}
    ${then && html`<${LinesDiff} path=${path} was=${then.text} now=${then.now} />`}</li>`;
}
