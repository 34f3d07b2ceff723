/** The quiet surfaces that things stand on: panel, notice, badge, and the words of an empty place. */
import { html } from '../vendor/preact.js';
import { Icon } from './icon.js';

/** @param {{title?: any, lead?: any, actions?: any, children?: any, class?: string}} props */
export function Panel({ title, lead, actions, children, class: extra = '' }) {
  return html`<section class=${`panel stack ${extra}`}>
    ${title && html`<header class="panel-head"><div><h2>${title}</h2>${lead && html`<p class="soft">${lead}</p>`}</div>${actions && html`<div class="row">${actions}</div>`}</header>`}
    ${children}
  </section>`;
}

/** In a dialog it answers a press, and the dialog may be longer than the screen. @param {HTMLElement | null} said */
const intoSight = (said) => { if (said?.closest('dialog')) said.scrollIntoView({ block: 'nearest' }); };

/** @param {{kind?: 'info' | 'good' | 'warn' | 'danger', title?: string, children?: any, actions?: any}} props */
export function Notice({ kind = 'info', title, children, actions }) {
  const icon = { info: 'leaf', good: 'check', warn: 'warn', danger: 'warn' }[kind];
  return html`<div class=${`notice notice-${kind}`} role=${kind === 'danger' ? 'alert' : undefined} ref=${kind === 'danger' ? intoSight : undefined}>
    <${Icon} name=${icon} />
    <div class="notice-body">${title && html`<p class="notice-title">${title}</p>`}<div>${children}</div></div>
    ${actions && html`<div class="row">${actions}</div>`}
  </div>`;
}

/** @param {{kind?: 'info' | 'good' | 'warn' | 'danger', children?: any}} props */
export function Badge({ kind = 'info', children }) {
  return html`<span class=${`badge badge-${kind}`}>${children}</span>`;
}

/** @param {{icon?: string, title: string, children?: any}} props */
export function Empty({ icon = 'leaf', title, children }) {
  return html`<div class="empty"><span class="empty-icon"><${Icon} name=${icon} size=${28} /></span><p class="empty-title">${title}</p>${children && html`<div class="soft">${children}</div>`}</div>`;
}

/** Where the person stands in a few steps. @param {{steps: string[], at: number}} props */
export function Steps({ steps, at }) {
  return html`<nav aria-label="Progress"><ol class="steps">
    ${steps.map((step, i) => html`<li class=${i < at ? 'step step-done' : i === at ? 'step step-now' : 'step'} aria-current=${i === at ? 'step' : undefined} key=${step}>
      <span class="step-dot">${i < at ? html`<${Icon} name="check" size=${14} />` : i + 1}</span>
      <span class="step-name">${step}${i < at && html`<span class="visually-hidden"> (done)</span>`}</span>
    </li>`)}
  </ol></nav>`;
}
