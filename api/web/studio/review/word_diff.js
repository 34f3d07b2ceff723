/** Words before and after beside each other; what changed is marked by more than colour. */
import { diffWordsWithSpace } from '../../vendor/diff.js';
import { html } from '../../vendor/preact.js';

/** @typedef {{text: string, kind: 'same' | 'out' | 'in'}} Piece */

/** With less than this in common, two texts are read one after the other, not word by word. */
const LITTLE = 0.35;

/** The pieces of both sides. @param {string} was @param {string} now @returns {{was: Piece[], now: Piece[]}} */
export function pieces(was, now) {
  const parts = diffWordsWithSpace(was, now);
  const common = parts.reduce((sum, { value, added, removed }) => sum + (added || removed ? 0 : value.trim().length), 0);
  if (common < LITTLE * Math.max(was.length, now.length) && was && now) return { was: [{ text: was, kind: 'out' }], now: [{ text: now, kind: 'in' }] };
  /** @type {{was: Piece[], now: Piece[]}} */
  const sides = { was: [], now: [] };
  const add = (/** @type {Piece[]} */ side, /** @type {string} */ text, /** @type {Piece['kind']} */ kind) => {
    const last = side.at(-1);
    if (last?.kind === kind) last.text += text;
    else side.push({ text, kind });
  };
  for (const [at, { value, added, removed }] of parts.entries()) {
    // A blank between two words that changed belongs to the change.
    const rest = parts.slice(at + 1);
    const within = (/** @type {'added' | 'removed'} */ mine, /** @type {'added' | 'removed'} */ other, /** @type {Piece | undefined} */ last) => !value.trim() && last !== undefined && last.kind !== 'same' && rest.find((one) => !one[other])?.[mine] === true;
    if (!added) add(sides.was, value, removed || within('removed', 'added', sides.was.at(-1)) ? 'out' : 'same');
    if (!removed) add(sides.now, value, added || within('added', 'removed', sides.now.at(-1)) ? 'in' : 'same');
  }
  return sides;
}

/** @param {{was: string | null, now: string | null, lang?: string, label: string, before?: string, after?: string, gone?: string, fresh?: string}} props  label: whose words these are, for whoever hears them */
export function WordDiff({ was, now, lang, label, before = 'Before', after = 'Now', gone = 'It is gone.', fresh = 'It was not there.' }) {
  const both = pieces(was ?? '', now ?? '');
  return html`<div class="compared" role="group" aria-label=${label}>
    <${Side} title=${before} lang=${lang} words=${was === null ? null : both.was} nothing=${fresh} />
    <${Side} title=${after} lang=${lang} words=${now === null ? null : both.now} nothing=${gone} />
  </div>`;
}

/** @param {{title: string, lang?: string, words: Piece[] | null, nothing: string}} props */
function Side({ title, lang, words, nothing }) {
  return html`<div class="compared-side"><p class="compared-title">${title}</p>
    ${words ? html`<p class="compared-words" lang=${lang || undefined}>${words.map(({ text, kind }, at) => (kind === 'same' ? text : kind === 'out'
      ? html`<del key=${at}><span class="visually-hidden"> taken out: </span>${text}<span class="visually-hidden"> (end) </span></del>`
      : html`<ins key=${at}><span class="visually-hidden"> put in: </span>${text}<span class="visually-hidden"> (end) </span></ins>`))}</p>`
      : html`<p class="soft compared-words">${nothing}</p>`}</div>`;
}
