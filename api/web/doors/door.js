/** The frame of every page before the desk: one thing to do, in the middle of a calm page. */
import { Steps } from '../parts/panel.js';
import { html, useLayoutEffect, useRef } from '../vendor/preact.js';

/**
 * Moves the focus to its heading when it appears, so that a keyboard and a screen reader come along.
 * @param {{title: string, lead?: any, steps?: string[], at?: number, narrow?: boolean, still?: boolean, foot?: any, children?: any}} props
 */
export function Door({ title, lead, steps, at = 0, narrow = false, still = false, foot, children }) {
  const heading = useRef(/** @type {HTMLElement | null} */ (null));
  // At once, not behind the next picture: whoever is quick with Tab must not be thrown back to the heading.
  useLayoutEffect(() => {
    if (!still) heading.current?.focus();
    scrollTo(0, 0);
  }, [title]);
  return html`<div class=${`door${steps ? ' door-steps' : ''}${narrow ? ' door-narrow' : ''}`}>
    <header class="door-head"><${Brand} /></header>
    <div class="door-body">
      ${steps && html`<${Steps} steps=${steps} at=${at} />`}
      <main class="door-main" id="main">
        <div class="door-title"><h1 ref=${heading} tabindex="-1">${title}</h1>${lead && html`<p class="lead">${lead}</p>`}</div>
        ${children}
      </main>
    </div>
    ${foot && html`<footer class="door-foot">${foot}</footer>`}
  </div>`;
}

/** @param {{name?: string}} props */
export function Brand({ name = 'Desk' }) {
  return html`<span class="brand"><svg class="brand-mark" viewBox="0 0 28 28" aria-hidden="true"><rect width="28" height="28" rx="9" fill="var(--accent)" />
    <path d="M7 15.500h14M9.500 15.500v5M18.500 15.500v5" stroke="var(--accent-ink)" stroke-width="2.200" stroke-linecap="round" fill="none" /></svg><span class="brand-name">${name}</span></span>`;
}
