/** The reasons for which a warning stays: written anew, and taken away where nothing needs them. */
import { Button } from '../../parts/button.js';
import { html } from '../../vendor/preact.js';
import { Kept } from './records.js';
import { undoable } from '../undoable.js';

/** @typedef {import('../drafts.js').Finding} Finding */
const PATH = 'project.yaml';

/** Which reasons the checker calls needless: of two for the same warning, the later. @param {any[]} waivers @param {Pick<Finding, 'code' | 'key' | 'says'>[]} findings @returns {Set<number>} */
export function needless(waivers, findings) {
  const told = findings.filter(({ code }) => code === 'W01');
  /** @type {Set<number>} */
  const found = new Set();
  for (let index = waivers.length - 1; index >= 0; index -= 1) {
    const { code, at } = waivers[index] ?? {};
    const place = told.findIndex(({ key, says }) => key === String(at) && says.startsWith(`The reason for ${code} `));
    if (place >= 0) { told.splice(place, 1); found.add(index); }
  }
  return found;
}

/** @param {{studio: import('../drafts.js').Studio}} props */
export function Waivers({ studio }) {
  /** @type {any[]} */
  const waivers = Array.isArray(studio.model?.project?.waivers) ? studio.model.project.waivers : [];
  const idle = needless(waivers, studio.findings);
  const remove = (/** @type {number} */ index) => {
    studio.edit(PATH, [{ at: ['waivers', index] }], `The reason for ${waivers[index]?.code} at ${waivers[index]?.at}`);
    undoable(studio, `The reason for ${waivers[index]?.code} at ${waivers[index]?.at} is gone.`);
  };
  return html`<section class="stack" aria-labelledby="reasons"><h2 id="reasons">Reasons for which a warning stays</h2>
    <p class="soft">Each holds for one warning at one place, in every version to come. Without it the warning is back, and can be given a reason for one version in Review.</p>
    ${waivers.length === 0 && html`<p>No warning stays by a reason.</p>`}
    <ol class="records" aria-label="Reasons for which a warning stays">${waivers.map((one, index) => html`<li class="record" key=${`${one?.code} ${one?.at} ${index}`}>
      <p><span class="mono">${one?.code}</span> at <span class="mono">${one?.at}</span>${idle.has(index) && html`<br /><span class="text-warn">Nothing needs it any more.</span>`}</p>
      <${Kept} studio=${studio} label=${html`Why<span class="visually-hidden">, ${one?.code} at ${one?.at}</span>`} value=${String(one?.why ?? '')} onType=${(/** @type {string} */ typed) => studio.edit(PATH, [{ at: ['waivers', index, 'why'], value: typed }], `The reason for ${one?.code} at ${one?.at}`)} />
      ${studio.mayEdit && html`<${Button} small kind="plain" aria-label=${`Take away: the reason for ${one?.code} at ${one?.at}`} onClick=${() => remove(index)}>Take away<//>`}</li>`)}</ol></section>`;
}
