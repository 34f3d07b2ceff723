/** Lets me read what I wrote for the team of a conversation that is not mine to see now. */

import { html } from '../../vendor/preact.js';
import { Version } from './form.js';
import { HANDOVER, KINDS, REPORT, answersOf } from './kinds.js';

/** @typedef {import('../desk/unseen.js').Mine} Mine */
/** @typedef {import('./folding.js').Kept} Kept */
/** @typedef {{title: string, questions: import('./kinds.js').Question[], kept: Kept}} Page */

/** The forms that I kept, the newest of each kind, and those that I only began. @param {Mine} mine @returns {Page[]} */
export function pagesOf({ record, begun }) {
  const kinds = [...Object.entries(KINDS).map(([kind, { title, questions }]) => ({ kind, title, questions, kept: record.forms[kind]?.at(-1) })),
    { kind: 'report', title: 'Duty to report', questions: REPORT, kept: record.reports.get(record.me)?.at(-1) },
    { kind: 'handover', title: 'Handover', questions: HANDOVER, kept: record.handovers.at(-1) }];
  return kinds.flatMap(({ kind, title, questions, kept }) => {
    const answers = answersOf(questions, begun[kind]);
    /** @type {Page[]} */
    const pages = kept ? [{ title, questions, kept: { ...kept, state: 'sealed' } }] : [];
    if (Object.keys(answers).length) pages.push({ title: `${title}, only begun`, questions, kept: { id: kind, by: '', whose: record.me, label: 'You', at: 0, answers, state: 'sealed', says: null } });
    return pages;
  });
}

/** @param {{mine: Mine}} props */
export function PutAway({ mine }) {
  return html`<section class="record-put-away" aria-labelledby="put-away">
    <h3 id="put-away">What you wrote for the team</h3>
    ${mine.notes.map((words) => html`<p key=${words} class="record-version">${words}</p>`)}
    ${pagesOf(mine).map(({ title, questions, kept }) => html`<section key=${title} aria-label=${title}><h4>${title}</h4><${Version} kept=${kept} questions=${questions} /></section>`)}
  </section>`;
}
