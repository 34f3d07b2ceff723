/** Every version, the newest first: who asked, who signed, since when youth read it, and why. */
import { Button } from '../../parts/button.js';
import { dayAndTime } from '../../parts/clock.js';
import { Badge, Notice } from '../../parts/panel.js';
import { useProblem } from '../../parts/problem.js';
import { sentenceOf } from '../../parts/relay.js';
import { toast } from '../../parts/toast.js';
import { html, useState } from '../../vendor/preact.js';
import { backTo, serviceNamed } from '../review/standing.js';
import { listed } from '../review/who_signs.js';

/** @typedef {import('./page.js').Version} Version */

/** "Version 3", "What the program came with" @param {number} n */
export const versionName = (n) => (n === 0 ? 'What the program came with' : `Version ${n}`);

/** What a version was, in words. @param {import('../drafts.js').Studio} studio @param {Version} version */
export function kindWords(studio, { kind, subject }) {
  if (kind === 'rollback') return `Gone back to ${backTo(subject)}, with the services of that day`;
  if (kind === 'hide') return `The service “${serviceNamed(studio, subject ?? '')}” hidden`;
  if (kind === 'floor') return 'Nothing but the crisis numbers and the way to a person';
  return kind === 'publish' ? 'Published' : 'Before anything was published';
}

/** @param {{session: import('../session.js').Editing, versions: Version[], onRead: (n: number) => void, onBack: (n: number) => void, onCompare: (pair: [string, string]) => void}} props */
export function Versions({ session, versions, onRead, onBack, onCompare }) {
  return html`<ol class="versions">${versions.map((version, at) => html`<${OneVersion} key=${version.n} session=${session} version=${version} before=${versions.slice(at + 1).find(({ withdrawn }) => !withdrawn)?.n} onRead=${onRead} onBack=${onBack} onCompare=${onCompare} />`)}</ol>`;
}

/** @param {{session: import('../session.js').Editing, version: Version, before: number | undefined, onRead: (n: number) => void, onBack: (n: number) => void, onCompare: (pair: [string, string]) => void}} props */
function OneVersion({ session, version, before, onRead, onBack, onCompare }) {
  const { studio, relay } = session;
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useProblem(`Take it off: ${versionName(version.n)}`);
  const { n, by, asked_by: asker, why, runs_at: runsAt, withdrawn, waivers = [] } = version;
  const now = n === (studio.stand?.running?.n ?? 0);
  const planned = !withdrawn && studio.stand?.scheduled?.n === n;
  const names = (/** @type {string[]} */ some) => listed(some.map((one) => studio.nameOf(one)), 'and');
  const name = versionName(n);
  const off = async () => {
    setBusy(true);
    try {
      await relay.call('POST', '/api/studio/withdraw?planned=true', {});
      toast(`${name} is taken off. Nothing of the draft is lost.`);
      await studio.look();
    } catch (error) {
      setProblem(sentenceOf(error));
    }
    setBusy(false);
  };
  return html`<li class=${`panel version${now ? ' version-now' : ''}${withdrawn ? ' version-off' : ''}`}>
    <header class="version-head"><h2>${name}</h2>${now && html`<${Badge} kind="good">youth read this<//>`}${planned && html`<${Badge} kind="warn">planned<//>`}${withdrawn && html`<${Badge}>taken off<//>`}</header>
    <p>${kindWords(studio, version)}.</p>
    ${n > 0 && html`<p class="soft">${asker && `Asked for by ${studio.nameOf(asker)}, signed by ${names(by)}. `}${withdrawn ? 'It never ran.' : planned ? `It runs from ${dayAndTime(runsAt ?? 0)}.` : `Youth read it from ${dayAndTime(runsAt ?? 0)}.`}</p>`}
    ${why && html`<p class="reason-why">“${why}”</p>`}
    ${waivers.length > 0 && html`<details class="more"><summary>${waivers.length === 1 ? 'One warning stayed' : `${waivers.length} warnings stayed`}, with a reason</summary>
      <ul class="list">${waivers.map((one) => html`<li class="list-item reason" key=${`${one.code}${one.file}${one.line}`}><div><p class="small soft mono">${one.code} in ${one.file}, line ${one.line}</p><p class="reason-why">${one.why}</p></div></li>`)}</ul></details>`}
    ${problem && html`<${Notice} kind="danger">${problem}<//>`}
    <div class="row"><${Button} small icon="eye" aria-label=${`Look at its steps: ${name}`} onClick=${() => onRead(n)}>Look at its steps<//>
      ${before !== undefined && html`<${Button} small aria-label=${`What changed: ${name}`} onClick=${() => onCompare([String(before), String(n)])}>What changed<//>`}
      ${planned && studio.mayEdit && html`<${Button} small busy=${busy} aria-label=${`Take it off: ${name}`} onClick=${off}>Take it off<//>`}
      ${!now && !planned && !withdrawn && studio.mayEdit && html`<${Button} small icon="undo" aria-label=${`Roll back to this: ${name}`} onClick=${() => onBack(n)}>Roll back to this<//>`}</div>
  </li>`;
}
