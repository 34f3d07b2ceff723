/** The recovery kit: the line's root key, shown once, and checked by typing part of it back. */
import { Button } from '../parts/button.js';
import { Field } from '../parts/field.js';
import { tidyKit, writeKit } from '../parts/kit.js';
import { Notice } from '../parts/panel.js';
import { Qr } from '../parts/qr.js';
import { html, useEffect, useState } from '../vendor/preact.js';
import { Door } from './door.js';

/** Two different groups to ask for, drawn anew each time. @param {number} count @returns {[number, number]} */
export function twoOf(count) {
  const [a, b] = crypto.getRandomValues(new Uint32Array(2));
  const first = a % count;
  const second = (first + 1 + (b % (count - 1))) % count;
  return first < second ? [first, second] : [second, first];
}

/**
 * @param {{steps: string[], at: number, again: boolean, makeRoot: () => Promise<{root: import('../sealing/keys.js').Identity, seed: Uint8Array}>,
 *   onBack: () => void, onChecked: (root: import('../sealing/keys.js').Identity) => Promise<void>}} props
 */
export function KitPage({ steps, at, again, makeRoot, onBack, onChecked }) {
  const [kit, setKit] = useState(/** @type {{root: any, groups: string[], asked: [number, number]} | null} */ (null));
  const [checking, setChecking] = useState(false);
  useEffect(() => {
    makeRoot().then(async ({ root, seed }) => {
      const groups = await writeKit(seed);
      setKit({ root, groups, asked: twoOf(groups.length) });
    });
  }, []);
  if (!kit) return html`<${Door} title="Making the key" steps=${steps} at=${at}><p class="row soft"><span class="turning" aria-hidden="true"></span>One moment</p><//>`;
  if (checking) {
    return html`<${Door} title="Check your copy" lead="Type two groups from your paper or file, not from memory." steps=${steps} at=${at}>
      <${CheckKit} groups=${kit.groups} asked=${kit.asked} onBack=${() => setChecking(false)} onRight=${() => onChecked(kit.root)} />
    <//>`;
  }
  return html`<${Door} title="Your recovery kit" steps=${steps} at=${at}
      lead="This key makes coordinators. It is shown once, and kept nowhere but with you.">
    ${again && html`<${Notice} kind="warn" title="This is a new key">The page was loaded anew, so the key of before was thrown away. If you printed it, destroy that copy.<//>`}
    <${Kit} groups=${kit.groups} />
    <p class="no-print">Print it, or save the file to a memory stick. Keep it like a house key: whoever holds it can let people into the line. Do not photograph it, and do not mail it.</p>
    <div class="door-actions no-print">
      <${Button} icon="print" onClick=${() => print()}>Print<//>
      <${Button} icon="download" onClick=${() => download(kit.groups)}>Save as a file<//>
    </div>
    <div class="door-actions no-print">
      <${Button} kind="primary" onClick=${() => setChecking(true)}>I have my copy<//>
      <${Button} kind="plain" onClick=${onBack}>Back<//>
    </div>
  <//>`;
}

/** @param {{groups: string[]}} props */
function Kit({ groups }) {
  return html`<section class="kit" aria-label="Recovery kit">
    <${Qr} text=${groups.join('')} label="The recovery key as a square code" size=${168} />
    <ol class="kit-signs" aria-label="The recovery key in fourteen groups">${groups.map((group, i) => html`<li key=${i}><small>${i + 1}</small><span>${group}</span></li>`)}</ol>
    <p class="print-only">Recovery kit, made ${new Date().toISOString().slice(0, 10)}. Keep it locked away. It is needed to name coordinators, under People.</p>
  </section>`;
}

/** @param {{groups: string[], asked: [number, number], onRight: () => Promise<void>, onBack: () => void}} props */
function CheckKit({ groups, asked, onRight, onBack }) {
  const [typed, setTyped] = useState(['', '']);
  const [wrong, setWrong] = useState([false, false]);
  const [busy, setBusy] = useState(false);
  const submit = async (/** @type {Event} */ event) => {
    event.preventDefault();
    if (busy) return;
    const bad = asked.map((group, i) => tidyKit(typed[i]) !== groups[group]);
    setWrong(bad);
    if (bad.some(Boolean)) return;
    setBusy(true);
    await onRight();
  };
  return html`<form class="stack stack-l" onSubmit=${submit}>
    ${asked.map((group, i) => html`<${Field} key=${group} label=${`Group ${group + 1}`} class="input mono" value=${typed[i]} maxlength="8" autocapitalize="characters" spellcheck=${false}
      error=${wrong[i] ? `That is not group ${group + 1}. Look at your copy again.` : null}
      onInput=${(/** @type {any} */ event) => setTyped(typed.map((old, at) => (at === i ? event.target.value : old)))} />`)}
    <div class="door-actions">
      <${Button} kind="primary" type="submit" busy=${busy}>Make the line<//>
      <${Button} kind="plain" onClick=${onBack}>Show the kit again<//>
    </div>
  </form>`;
}

/** @param {string[]} groups */
function download(groups) {
  const words = `Recovery kit, made ${new Date().toISOString().slice(0, 10)}\n\n${groups.map((group, i) => `${String(i + 1).padStart(2)}  ${group}`).join('\n')}\n\n`
    + 'Keep this locked away. It is needed to name coordinators, under People.\nO is 0; I and L are 1.\n';
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([words], { type: 'text/plain' }));
  link.download = 'recovery-kit.txt';
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
