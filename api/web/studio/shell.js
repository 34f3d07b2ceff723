/** The shell around the studio: the screens, how saving stands, taking back, and the lock. */
import { Brand } from '../doors/door.js';
import { LineAway } from '../parts/away.js';
import { Button } from '../parts/button.js';
import { Icon } from '../parts/icon.js';
import { watchIdle } from '../parts/idle.js';
import { Notice } from '../parts/panel.js';
import { toast } from '../parts/toast.js';
import { html, useEffect, useLayoutEffect, useRef } from '../vendor/preact.js';
import { ConflictDialog } from './conflict.js';
import { overtaken } from './undoable.js';
import { fetchViews, VIEWS } from './views.js';
import { useStudio } from './watching.js';

const IDLE_MS = 30 * 60_000;
const SAYS = { saved: 'Saved', saving: 'Saving', waiting: 'Kept in this browser', refused: 'Not saved' };

/** @param {{session: import('./session.js').Editing, onLock: (says: string | null) => void}} props */
export function Shell({ session, onLock }) {
  useStudio(session);
  const { studio } = session;
  const main = useRef(/** @type {HTMLElement | null} */ (null));
  const view = VIEWS.find(({ name }) => name === studio.view) ?? VIEWS[0];

  useEffect(() => {
    const idle = watchIdle(IDLE_MS, () => onLock('Locked, because nobody touched the studio for 30 minutes. What you wrote is kept.'));
    return () => idle.stop();
  }, [session]);

  useEffect(() => void fetchViews(), []);

  // Wherever a button leads, the page begins at its top, and the keyboard with it.
  const moves = useRef(studio.moves);
  useLayoutEffect(() => {
    if (moves.current === studio.moves) return;
    moves.current = studio.moves;
    main.current?.scrollTo(0, 0);
    main.current?.focus({ preventScroll: true });
    // On a phone not every screen's button fits beside the others.
    document.querySelector('.bar-views [aria-current]')?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
    void session.look(); // Whoever opens a screen sees how things stand now.
  }, [studio.moves]);

  // The YAML view says by itself what is wrong with its text, and at which line.
  // Of one act it is said once.
  const refused = studio.unsent.savings.filter((saving) => saving.refused && studio.unsent.withIt(saving)[0] === saving);
  const state = studio.state === 'saved' && refused.length ? 'refused' : studio.state;
  const undo = () => {
    const says = studio.undo();
    if (says) toast(`Taken back: ${says}`);
    else if (studio.overtaken) toast(overtaken(studio), { kind: 'danger' });
    // Its button goes dead with the last change; a keyboard goes on at the page.
    if (!studio.undoable) main.current?.focus({ preventScroll: true });
  };
  return html`<div class="shell studio" onChange=${() => studio.settle()}>
    <a class="button skip" href="#main" onClick=${(/** @type {Event} */ event) => { event.preventDefault(); main.current?.focus(); }}>Skip to the page</a>
    <header class="bar">
      <${Brand} name="Studio" />
      <nav class="bar-views" aria-label="Views">${VIEWS.map(({ name, title, icon, count, counts }) => {
        const many = count?.(studio, session.looking) ?? 0;
        return html`<button type="button" class="tab" key=${name} aria-current=${view.name === name ? 'page' : undefined} aria-describedby=${many ? `${name}-count` : undefined} onClick=${() => studio.go(name)}>
          <${Icon} name=${icon} /><span class="tab-name">${title}</span>${many > 0 && html`<span class="tab-count" aria-hidden="true">${many}</span>`}
          ${many > 0 && html`<span id=${`${name}-count`} hidden>${many} ${counts}</span>`}</button>`;
      })}</nav>
      <div class="bar-end">
        ${studio.mayEdit && html`<span class=${`saving saving-${state}`} role="status"><span class="saving-dot" aria-hidden="true"></span><span class="saving-says">${SAYS[state]}</span></span>
          <button type="button" class="button button-plain button-icon" aria-label="Take the last change back" title=${studio.undoable ? `Take back: ${studio.undoable}` : 'Nothing to take back'}
            disabled=${!studio.undoable} onClick=${undo}><${Icon} name="undo" /></button>`}
        <button type="button" class="button button-plain button-icon" aria-label="Lock now" title="Lock now" onClick=${() => onLock(null)}><${Icon} name="lock" /></button>
      </div>
    </header>
    <section class="shell-notices" aria-label="Notices">
      ${!studio.trouble && html`<${LineAway} live=${session.live}>What you see may be old; what you write is kept in this browser, and saved once it is back.<//>`}
      ${session.alarms.map((says) => html`<${Notice} kind="danger" key=${says} actions=${html`<${Button} small onClick=${() => session.dismiss(says)}>I have read it<//>`}>${says}<//>`)}
      ${!studio.mayEdit && html`<${Notice}>You can read everything here and try it out. Only editors change it.<//>`}
      ${studio.trouble && html`<${Notice} kind="warn" actions=${html`<${Button} small onClick=${() => studio.flush()}>Try now<//>`}>What you wrote is kept in this browser, and sent when it can be. ${studio.trouble}<//>`}
      ${refused.filter(({ text }) => studio.view !== 'yaml' || text === undefined).map((saving) => html`<${Notice} kind="danger" key=${`${saving.path} ${studio.unsent.savings.indexOf(saving)}`} title="Not saved"
        actions=${html`<${Button} small onClick=${() => studio.drop(saving)}>Take it out again<//>`}>${saving.says}: ${saving.refused?.says}<//>`)}
    </section>
    <main class="shell-main" id="main" ref=${main} tabindex="-1"><${view.Page} session=${session} key=${view.name} /></main>
    ${studio.conflict && html`<${ConflictDialog} studio=${studio} conflict=${studio.conflict} />`}
  </div>`;
}
