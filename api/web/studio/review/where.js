/** Who is in the middle of what, and where they go on once the new version runs. */
import { dayAndTime } from '../../parts/clock.js';
import { Panel } from '../../parts/panel.js';
import { html } from '../../vendor/preact.js';
import { useLoaded } from './editions.js';
import { alike, own } from './comparing.js';
import { ledTo, stepsInOrder, waysChangedAt } from './ways_changed.js';

/** How many stand where, by the least of a band of five; a step that is not named has fewer than ten. @typedef {{at: number | null, steps: Record<string, number>}} Where */

const BAND = 5;

/** @param {any} before @param {any} after  bundles @returns {{id: string, to: string | null, gone: boolean}[]} the steps that youth may stand on and that changed */
export function touched(before, after) {
  const words = (/** @type {any} */ bundle, /** @type {string} */ id) => [own(bundle.steps, id), bundle.langs.map((/** @type {string} */ lang) => own(bundle.text[lang], id) ?? null)];
  return stepsInOrder(before, after).filter((id) => own(before.steps, id) && !['branch', 'go'].includes(before.steps[id].kind))
    .map((id) => ({ id, to: ledTo(before, after, id), gone: !own(after.steps, id) }))
    .filter(({ id, to }) => to !== null || waysChangedAt(before, after, id).length || !alike(words(before, id), words(after, id)));
}

/** @param {{session: import('../session.js').Editing, before: any, after: any}} props  editions */
export function WhereTold({ session, before, after }) {
  const steps = touched(before.bundle, after.bundle);
  const { value } = useLoaded(() => session.relay.call('GET', '/api/studio/where'), [session.studio.stand?.running?.n, steps.length]);
  if (!steps.length) return null;
  const where = /** @type {Where | null} */ (value);
  const many = (/** @type {string} */ id) => (!where?.at ? '' : own(where.steps, id) === undefined ? 'Fewer than ten young people are here.' : `${own(where.steps, id)} to ${Number(own(where.steps, id)) + BAND - 1} young people are here.`);
  return html`<${Panel} title="Who is in the middle of it" lead=${where?.at ? `As of ${dayAndTime(where.at)}. Nobody ever gets an error: whoever cannot stay is led on.` : 'How many stand where is not known yet. Nobody ever gets an error: whoever cannot stay is led on.'}>
    <ul class="list">${steps.map(({ id, to, gone }) => html`<li class="list-item where" key=${id}><span class="list-name mono">${id}</span>
      <span>${many(id)} ${to === null ? 'They stay, and read the new words when they come by again.' : html`${gone ? 'The step is gone: they' : 'It asks something else now: they'} go on at <span class="mono">${to}</span>.`}</span></li>`)}</ul>
  <//>`;
}
