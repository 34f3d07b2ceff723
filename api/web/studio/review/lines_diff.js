/** A file before and after, line by line: only the lines that changed, with a few around them. */
import { structuredPatch } from '../../vendor/diff.js';
import { html } from '../../vendor/preact.js';

/** @param {{path: string, was: string | null, now: string | null}} props */
export function LinesDiff({ path, was, now }) {
  const { hunks } = structuredPatch(path, path, was ?? '', now ?? '', '', '', { context: 2 });
  if (!hunks.length) return html`<p class="soft">The two are the same, letter for letter.</p>`;
  return html`<div class="lines" tabindex="0" role="region" aria-label=${`What changed in ${path}`}>${hunks.map((hunk) => html`<div class="lines-hunk" key=${hunk.newStart}>
    <p class="small soft">From line ${hunk.newStart}</p>
    ${hunk.lines.filter((line) => line[0] !== '\\').map((line, at) => (line[0] === '-' ? html`<del class="line" key=${at}><span class="line-sign">−</span>${line.slice(1) || ' '}</del>`
      : line[0] === '+' ? html`<ins class="line" key=${at}><span class="line-sign">+</span>${line.slice(1) || ' '}</ins>` : html`<span class="line" key=${at}><span class="line-sign"> </span>${line.slice(1) || ' '}</span>`))}</div>`)}</div>`;
}
