/** The words that a step hears as one of its buttons. */
import { html } from '../vendor/preact.js';
import { ListField } from './list_field.js';

/** @typedef {import('./trees.js').Change} Change */

/**
 * What writes the phrases that lead to a step; the last of them goes with its list, as the file may hold none that is empty.
 * @param {any} node @param {string} id @param {string} go @param {string[]} phrases @returns {Change[]}
 */
export function heard(node, id, go, phrases) {
  const at = ['steps', id, 'hears'];
  const held = node?.hears && typeof node.hears === 'object' ? node.hears : null;
  if (phrases.length) return [held ? { at: [...at, go], value: phrases } : { at, value: { [go]: phrases } }];
  if (!held || !Object.hasOwn(held, go)) return [];
  return [{ at: Object.keys(held).length > 1 ? [...at, go] : at }];
}

/** @param {{studio: import('./drafts.js').Studio, step: import('./reading.js').Step}} props */
export function HearsForm({ studio, step: { id, path, node } }) {
  /** @type {any[]} */
  const choices = Array.isArray(node?.choices) ? node.choices : [];
  /** By where they lead; of two buttons that lead there the first names it. @type {Map<string, string>} */
  const ways = new Map();
  for (const one of choices) if (typeof one?.go === 'string' && !ways.has(one.go)) ways.set(one.go, String(one.label ?? one.id));
  for (const go of Object.keys(node?.hears ?? {})) if (!ways.has(go)) ways.set(go, go);
  if (!ways.size) return null;
  return html`<section class="stack" aria-labelledby="hears"><h2 id="hears">What is heard here</h2>
    <p class="soft">Whoever types instead of tapping is offered that button’s step, if one of these is in their words. Commas between; <span class="mono">hurt*</span> hears any ending, <span class="mono">owe ~2 money</span> up to two words between.</p>
    ${[...ways].map(([go, label]) => html`<${ListField} key=${go} studio=${studio} title=${`Heard as “${label}”`} hint="" values=${node?.hears?.[go]}
      onType=${(/** @type {string[]} */ phrases) => studio.edit(path, heard(node, id, go, phrases), `What is heard as “${label}”`, true)} />`)}
  </section>`;
}
