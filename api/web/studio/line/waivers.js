/** The reasons for which a warning stays: written anew, and taken away where nothing needs them. */
import { Button } from '../../parts/button.js';
import { Select, TextArea } from '../../parts/field.js';
import { isSeen } from '../../parts/seen.js';
import { html, useState } from '../../vendor/preact.js';
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

// Calls and translations are owed anew each time: a reason for good would hide the next one too.
const ANEW = ['C07', 'C08', 'C10', 'L01', 'L02', 'W01'];

/** The warnings that a reason may hold for good, one of a kind at one place. @param {Finding[]} findings @returns {Finding[]} */
export const mayStay = (findings) => findings.filter((one, index) => one.level === 'W' && one.key && !ANEW.includes(one.code) && findings.findIndex(({ code, key }) => code === one.code && key === one.key) === index);

/** What writes a reason, in the name of whoever gives it. @param {any} project @param {Pick<Finding, 'code' | 'key'>} finding @param {string} why @param {string} by @returns {import('../trees.js').Change[]} */
export function staying(project, { code, key = '' }, why, by) {
  const value = { code, at: key, why: why.trim(), by };
  return [Array.isArray(project?.waivers) ? { at: ['waivers', project.waivers.length], value } : { at: ['waivers'], value: [value] }];
}

/** What writes it anew: whoever does stands for it from then on. @param {any} waiver @param {number} index @param {string} why @param {string} by @returns {import('../trees.js').Change[]} */
export const rewriting = (waiver, index, why, by) => [{ at: ['waivers', index, 'why'], value: why }, ...(waiver?.by === by ? [] : [{ at: ['waivers', index, 'by'], value: by }])];

/** @param {import('../drafts.js').Studio} studio */
const me = (studio) => studio.nameOf(studio.stand?.me.device);

/** A warning stays from now on. @param {import('../drafts.js').Studio} studio @param {Finding} finding @param {string} why */
export function letStay(studio, finding, why) {
  studio.edit(PATH, staying(studio.model?.project, finding, why, me(studio)), `The reason for ${finding.code} at ${finding.key}`);
  undoable(studio, 'This reason holds in every version from now on.');
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
      <p><span class="mono">${one?.code}</span> at <span class="mono">${one?.at}</span>${one?.by && html`<span class="soft">, given by ${one.by}</span>`}${idle.has(index) && html`<br /><span class="text-warn">Nothing needs it any more.</span>`}</p>
      <${Kept} studio=${studio} label=${html`Why<span class="visually-hidden">, ${one?.code} at ${one?.at}</span>`} value=${String(one?.why ?? '')} onType=${(/** @type {string} */ typed) => studio.edit(PATH, rewriting(one, index, typed, me(studio)), `The reason for ${one?.code} at ${one?.at}`)} />
      ${studio.mayEdit && html`<${Button} small kind="plain" aria-label=${`Take away: the reason for ${one?.code} at ${one?.at}`} onClick=${() => remove(index)}>Take away<//>`}</li>`)}</ol>
    ${studio.mayEdit && html`<${Giving} studio=${studio} />`}</section>`;
}

/** @param {{studio: import('../drafts.js').Studio}} props */
function Giving({ studio }) {
  const [chosen, setChosen] = useState(/** @type {string | null} */ (null));
  const [why, setWhy] = useState('');
  const [asked, setAsked] = useState(false);
  const told = mayStay(studio.findings);
  const nameOf = (/** @type {Finding} */ { code, key }) => `${code} ${key}`;
  if (chosen === null) return told.length > 0 ? html`<div class="row"><${Button} icon="plus" onClick=${() => setChosen('')}>Give a reason<//></div>` : html`<p class="soft">No warning is there that could stay by a reason.</p>`;
  const finding = told.find((one) => nameOf(one) === chosen);
  const leave = () => { setChosen(null); setWhy(''); setAsked(false); };
  const give = (/** @type {Event} */ event) => {
    event.preventDefault();
    if (!finding || !isSeen(why)) return setAsked(true);
    letStay(studio, finding, why);
    return leave();
  };
  return html`<form class="panel stack way-new" onSubmit=${give} aria-label="A reason that holds for good">
    <${Select} label="Which warning stays" value=${finding ? chosen : ''} options=${[{ value: '', text: 'Choose a warning' }, ...told.map((one) => ({ value: nameOf(one), text: `${one.key}: ${one.says}` }))]} error=${asked && !finding ? 'Choose a warning.' : null} onChange=${(/** @type {any} */ event) => setChosen(event.target.value)} />
    <${TextArea} label="Why it may stay in every version" rows="2" maxlength="500" value=${why} error=${asked && !isSeen(why) ? 'Write why.' : null} onInput=${(/** @type {any} */ event) => setWhy(event.target.value)} />
    <p class="soft small">It holds for every warning of this kind at this place, also once the words there have changed. Your name stands beside it.</p>
    <div class="row"><${Button} kind="primary" type="submit">Let it stay<//><${Button} kind="plain" onClick=${leave}>Leave it<//></div></form>`;
}
