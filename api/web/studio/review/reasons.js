/** What the checker found: what blocks is put right, what warns is given a reason that is kept. */
import { Button } from '../../parts/button.js';
import { TextArea } from '../../parts/field.js';
import { Badge, Panel } from '../../parts/panel.js';
import { isSeen } from '../../parts/seen.js';
import { html } from '../../vendor/preact.js';
import { letStay, mayStay } from '../line/waivers.js';
import { Problem } from '../outline.js';

/** @typedef {import('../drafts.js').Finding} Finding */

/** @param {{studio: import('../drafts.js').Studio}} props */
export function Blocking({ studio }) {
  const blocking = studio.findings.filter(({ level }) => level === 'E');
  return blocking.length > 0 && html`<${Panel} title="To put right first" lead=${blocking.length === 1 ? 'Nothing can be signed before this is right.' : 'Nothing can be signed before these are right.'}>
    <ul class="list">${blocking.map((finding) => html`<${Problem} key=${keyOf(finding)} studio=${studio} finding=${finding} />`)}</ul><//>`;
}

/** @param {{studio: import('../drafts.js').Studio, looking: import('./looking.js').Looking, given: {code: string, file: string, line: number, why: string}[] | null}} props  given: the reasons that are signed with it */
export function Reasons({ studio, looking, given }) {
  const warning = studio.findings.filter(({ level }) => level === 'W');
  if (given) {
    return given.length > 0 && html`<${Panel} title="Warnings that stay, and why" lead="These reasons are signed, and go out with the version.">
      <ul class="list">${given.map((one) => html`<li class="list-item reason" key=${`${one.code}${one.file}${one.line}`}><div><p>${saysOf(warning, one)}</p><p class="reason-why">${one.why}</p><p class="small soft mono">${one.file}, line ${one.line} · ${one.code}</p></div></li>`)}</ul><//>`;
  }
  return warning.length > 0 && html`<${Panel} title="Warnings" lead="Each can be put right, or stay with a reason in writing. The reasons are signed, and go out with the version.">
    <ul class="list">${warning.map((finding) => html`<${Warning} key=${keyOf(finding)} studio=${studio} looking=${looking} finding=${finding} />`)}</ul><//>`;
}

/** @param {Finding} finding */
const keyOf = ({ code, file, line, says }) => `${code}${file}${line}${says}`;

/** @param {Finding[]} findings @param {{code: string, file: string, line: number}} one */
const saysOf = (findings, { code, file, line }) => findings.find((finding) => finding.code === code && finding.file === file && finding.line === line)?.says ?? 'A warning';

/** Why the same warning stayed in what youth read now: offered, not taken by itself. @param {any} running @param {Finding} finding @returns {string | undefined} */
export function earlierReason(running, { code, file, line }) {
  const same = (running?.waivers ?? []).filter((/** @type {Finding} */ one) => one.code === code && one.file === file);
  return (same.find((/** @type {Finding} */ one) => one.line === line) ?? (same.length === 1 ? same[0] : undefined))?.why;
}

/** @param {{studio: import('../drafts.js').Studio, looking: import('./looking.js').Looking, finding: Finding}} props */
function Warning({ studio, looking, finding }) {
  const { says, fix, file, line, code, at } = finding;
  const earlier = earlierReason(studio.stand?.running, finding);
  const reason = looking.reasonOf(finding);
  return html`<li class="list-item reason"><div class="problem-main">
    <p><${Badge} kind="warn">Look again<//> ${says}</p><p class="soft">${fix}</p><p class="small soft mono">${file}, line ${line} · ${code}</p>
    ${studio.mayEdit && html`<${TextArea} label=${html`Why it may stay<span class="visually-hidden">: ${says}</span>`} rows="2" maxlength="500" hint="Signed with the version, where anybody can read it: no names." value=${reason} error=${reason && !isSeen(reason) ? 'Nothing can be read here. Write why it may stay.' : null} onInput=${(/** @type {any} */ event) => void looking.say(finding, event.target.value)} />`}
    ${studio.mayEdit && isSeen(reason) && mayStay([finding]).length > 0 && html`<p><${Button} small kind="plain" aria-label=${`Let it stay in every version: ${says}`} onClick=${() => letStay(studio, finding, reason)}>Let it stay in every version<//></p>`}
    ${studio.mayEdit && earlier && !reason && html`<p><${Button} small kind="plain" onClick=${() => void looking.say(finding, earlier)}>Take the reason of version ${studio.stand?.running.n}: “${earlier}”<//></p>`}
    ${at?.step && html`<p><button type="button" class="tale-open" onClick=${() => studio.go('step', { step: at.step, lang: at.lang })}>Open <span class="mono">${at.step}</span></button></p>`}</div></li>`;
}
