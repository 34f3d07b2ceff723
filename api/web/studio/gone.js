/** What was taken away and still counts: where youth who stand there go on, and translations left of it. */
import { Button } from '../parts/button.js';
import { Select } from '../parts/field.js';
import { Panel } from '../parts/panel.js';
import { html, useEffect, useRef } from '../vendor/preact.js';
import { flowsOf, stepsOf, targets } from './reading.js';
import { undoable } from './undoable.js';

/** @typedef {import('./drafts.js').Studio} Studio */
/** @typedef {import('./drafts.js').Model} Model */
/** @typedef {import('./drafts.js').Finding} Finding */
/** Where youth go on who stand at a step that is gone; `path` is the flow that says so, empty while none does. @typedef {{path: string, old: string, to: string}} Led */

/** @param {any} flow @returns {Record<string, any>} */
export const ledIn = (flow) => (flow?.redirect && typeof flow.redirect === 'object' && !Array.isArray(flow.redirect) ? flow.redirect : {});

/** What lets youth who stand at a step that is gone go on at another. @param {any} flow @param {string} old @param {string} to @returns {import('./trees.js').Change} */
export const leadingOn = (flow, old, to) => (flow?.redirect && typeof flow.redirect === 'object' ? { at: ['redirect', old], value: to } : { at: ['redirect'], value: { [old]: to } });

/** Where youth may land who stand at a step that is gone: it must ask something. @param {Map<string, import('./reading.js').Step>} steps @param {string} now */
export const landings = (steps, now) => targets(new Map([...steps].filter(([, { kind }]) => kind === 'ask')), now);

/** Every step that is gone and still counts, also one for which nothing is said yet. @param {Model} model @param {Finding[]} findings @returns {Led[]} */
export function ledFrom(model, findings) {
  const led = Object.entries(model.flows).flatMap(([path, flow]) => Object.entries(ledIn(flow)).map(([old, to]) => ({ path, old, to: String(to) })));
  const lacking = findings.filter(({ code, key = '' }) => code === 'V01' && !led.some(({ old }) => old === key)).map(({ key = '' }) => ({ path: '', old: key, to: '' }));
  return [...lacking, ...led];
}

/** The flow in which a new one is written. @param {Model} model */
export function homeOf(model) {
  const flows = Object.entries(model.flows);
  return (flows.find(([, flow]) => flow?.redirect) ?? flows.find(([, flow]) => flow?.start) ?? flows[0])?.[0] ?? '';
}

/** Whether nobody is left standing without it: the step is there again, or what youth read now does not have it. @param {Model} model @param {Map<string, unknown>} steps @param {Led} led */
export const mayGo = (model, steps, { path, old }) => Boolean(path) && (steps.has(old) || !(model.released ?? []).includes(old));

/** Whether a finding is about a translation whose text is gone. @param {Model} model @param {Pick<Finding, 'code' | 'file' | 'key'>} finding */
export function isLeft(model, { code, file, key = '' }) {
  if (code !== 'L02') return false;
  if (file.startsWith('phrases/')) return !Object.values(model.phrases ?? {}).some((tree) => tree?.phrases && Object.hasOwn(tree.phrases, key));
  const [step, choice] = key.split('.');
  const node = stepsOf(flowsOf(model)).get(step)?.node;
  return choice === undefined ? node?.say === undefined : !(Array.isArray(node?.choices) && node.choices.some((/** @type {any} */ one) => one?.id === choice));
}

/** What takes translations away whose text is gone, file by file. @param {Pick<Finding, 'file' | 'key'>[]} left @returns {{path: string, changes: import('./trees.js').Change[]}[]} */
export const clearing = (left) => [...new Set(left.map(({ file }) => file))].map((path) => ({ path, changes: [...new Set(left.filter(({ file }) => file === path).map(({ key = '' }) => key))].map((key) => ({ at: ['texts', key] })) }));

/** @param {{studio: Studio, steps: Map<string, import('./reading.js').Step>}} props */
export function Gone({ studio, steps }) {
  const box = useRef(/** @type {HTMLElement | null} */ (null));
  const wanted = studio.at.gone;
  useEffect(() => {
    const one = [...(box.current?.querySelectorAll('[data-gone]') ?? [])].find((/** @type {any} */ here) => here.dataset.gone === wanted);
    if (one instanceof HTMLElement) { one.scrollIntoView({ block: 'center' }); one.focus(); }
  }, [studio.moves]);
  const model = /** @type {Model} */ (studio.model);
  const led = ledFrom(model, studio.findings);
  const left = studio.findings.filter((one) => isLeft(model, one));
  if (!led.length && !left.length) return null;
  const lead = (/** @type {Led} */ { path, old }, /** @type {string} */ to) => {
    const home = path || homeOf(model);
    studio.edit(home, [leadingOn(studio.tree(home), old, to)], `Where “${old}” leads, which is gone`);
  };
  const drop = (/** @type {Led} */ { path, old }) => {
    studio.edit(path, [{ at: ['redirect', old] }], `Where “${old}” led, which is gone`);
    undoable(studio, `Nothing is said of “${old}” any more.`);
  };
  const clear = (/** @type {Finding} */ { file, key = '' }) => {
    studio.edit(file, [{ at: ['texts', key] }], `The translation “${key}”, whose text is gone`);
    undoable(studio, `The translation “${key}” is gone as well.`);
  };
  const clearAll = () => {
    studio.together(() => clearing(left).forEach(({ path, changes }) => studio.edit(path, changes, 'Every translation whose text is gone')));
    undoable(studio, `All ${left.length} translations are gone as well.`);
  };
  return html`<div ref=${box} class="stack stack-l">
    ${led.length > 0 && html`<${Panel} title="Where steps that were taken away lead" lead="Youth may still stand at such a step, from before. Their next tap goes on here.">
      <ul class="records" aria-label="Where steps that were taken away lead">${led.map((one) => html`<li class="record" key=${one.path + one.old}>
        <${Select} label=${`Youth who are at “${one.old}” go on at`} value=${one.to} options=${landings(steps, one.to)} error=${saysOf(steps, one)} disabled=${!studio.mayEdit} data-gone=${one.old} onChange=${(/** @type {any} */ event) => lead(one, event.target.value)} />
        ${steps.has(one.old) && html`<p class="soft small">There is a step of this name again, so this is not needed.</p>`}
        ${studio.mayEdit && (mayGo(model, steps, one) ? html`<${Button} small kind="plain" aria-label=${`Take away: where “${one.old}” leads`} onClick=${() => drop(one)}>Take away<//>` : html`<p class="soft small">It stays until youth read a version without that step.</p>`)}</li>`)}</ul><//>`}
    ${left.length > 0 && html`<${Panel} title="Translations of what is gone" lead="Their text was taken away. If it comes back under its name, they fit again." actions=${studio.mayEdit && left.length > 1 && html`<${Button} small onClick=${clearAll}>Take all ${left.length} away<//>`}>
      <ul class="records" aria-label="Translations of what is gone">${left.map((one) => html`<li class="record record-line" key=${one.file + one.key}><span><span class="mono">${one.key}</span> <span class="soft small">${one.file}</span></span>
        ${studio.mayEdit && html`<${Button} small kind="plain" aria-label=${`Take away: the translation “${one.key}”`} data-gone=${one.key} onClick=${() => clear(one)}>Take away<//>`}</li>`)}</ul><//>`}
  </div>`;
}

/** @param {Map<string, import('./reading.js').Step>} steps @param {Led} led @returns {string | null} */
const saysOf = (steps, { to }) => (!to ? 'Choose a step, so that nobody is left there.' : steps.has(to) ? null : `“${to}” is not there. Choose a step that is.`);
