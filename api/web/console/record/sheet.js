/** The care record beside the conversation: what is known, what is still to ask, and who comes next. */

import { html, useEffect, useLayoutEffect, useRef, useState } from '../../vendor/preact.js';
import { Button } from '../../parts/button.js';
import { Dialog } from '../../parts/dialog.js';
import { Icon } from '../../parts/icon.js';
import { lineNow } from '../../parts/line_clock.js';
import { HelpMe } from '../desk/helpme.js';
import { clock } from '../desk/times.js';
import { Form, History } from './form.js';
import { beginning, latest, reportMade, unread } from './folding.js';
import { HandoverPage } from './handover.js';
import { KINDS, answerWords } from './kinds.js';
import { Steps } from './ladder.js';
import { SendPlan } from './plan.js';
import { ReportPage } from './report.js';

/** @typedef {import('../desk/engine.js').DeskEngine} DeskEngine */
/** @typedef {import('../desk/talk.js').Talk} Talk */

/** @type {Record<string, string>} */
const TITLES = { ...Object.fromEntries(Object.entries(KINDS).map(([kind, { title }]) => [kind, title])), report: 'Duty to report', handover: 'Handover' };
const ORDER = ['safety-check', 'risk', 'safety-plan', 'ladder', 'report', 'handover'];

/** They used the safe word and have not written since. @param {import('../desk/story.js').Story} story */
export const stopped = (story) => story.safeWordAt !== null && story.safeWordAt >= story.lastYouthAt;

/**
 * How each page of the record stands, in a few words.
 * @param {Talk} talk
 * @returns {{page: string, title: string, says: string, tone: string}[]}
 */
export function standingOf(talk) {
  const record = talk.record;
  return ORDER.map((page) => {
    const draft = talk.forms.of(page) ? 'half filled in' : '';
    const kept = latest(record, page);
    let says = kept ? `${clock(kept.at)}, ${kept.label}` : 'not yet';
    let tone = '';
    if (page === 'risk' && kept) {
      says = `${answerWords(KINDS.risk.questions[0], kept.answers).split(':')[0]}, ${clock(kept.at)}`;
      tone = ['high', 'imminent'].includes(kept.answers.level) ? 'danger' : kept.answers.level === 'raised' ? 'warn' : '';
    } else if (page === 'safety-check' && stopped(talk.story)) [says, tone] = ['stopped: the safe word', 'danger'];
    else if (page === 'report') {
      const mine = record.reports.get(record.me);
      says = mine ? (reportMade(mine) ? 'made' : 'begun, not made yet') : record.reports.size ? 'a colleague’s' : 'none';
      tone = mine && !reportMade(mine) ? 'warn' : '';
    } else if (page === 'handover') {
      const fresh = unread(record).length;
      const last = record.handovers.at(-1);
      says = fresh ? 'one to read' : last ? `${clock(last.at)}, ${last.label}` : 'none';
      tone = fresh ? 'warn' : '';
    }
    return { page, title: TITLES[page], says: [says, draft].filter(Boolean).join('; '), tone };
  });
}

/** @param {{desk: DeskEngine, talk: Talk}} props */
export function Overview({ desk, talk }) {
  return html`<ul class="record-list">${standingOf(talk).map(({ page, title, says, tone }) => html`<li key=${page}>
    <button type="button" class="record-open" data-page=${page} onClick=${() => desk.show(page)}><span>${title}</span><span class=${`record-state${tone ? ` record-${tone}` : ''}`}>${says}</span></button></li>`)}</ul>`;
}

/** @param {{desk: DeskEngine, talk: Talk, page: string, wide: boolean, may: boolean}} props */
function FormPage({ desk, talk, page, wide, may }) {
  const [help, setHelp] = useState(false);
  const kind = KINDS[page];
  const record = talk.record;
  const begun = Number(talk.forms.of(page)?.begun ?? 0);
  const safeAt = talk.story.safeWordAt ?? 0;
  const anew = page === 'safety-check' && begun > 0 && safeAt > begun;
  useEffect(() => {
    // What was answered before the safe word may have been answered by somebody else, or under their eyes.
    if (anew && !stopped(talk.story)) void talk.forms.drop(page).then(() => desk.changed());
  }, [anew, stopped(talk.story)]);
  const first = page === 'safety-check' ? { begun: String(lineNow(desk.session)) } : beginning(record, page);
  /** @param {import('./kinds.js').Answers} answers */
  const keep = (answers) => {
    void talk.speaking.say({ t: 'form', form: page, version: kind.version, at: lineNow(desk.session), answers }, 1);
    const level = answers.level;
    if (page === 'safety-check') desk.show('risk');
    else if (page === 'risk' && level !== 'low') desk.show(level === 'imminent' ? 'ladder' : 'safety-plan');
  };
  const frozen = page === 'safety-check' && stopped(talk.story);
  const unsafe = page === 'safety-check' && (talk.forms.of(page) ?? first).chat === 'no';
  return html`<p class="soft">${kind.lead}</p>
    ${page === 'ladder' && html`<${Steps} onHelp=${() => setHelp(true)} />`}
    ${frozen ? html`<p>Ask nothing more. When they write again, begin with the first question.</p>`
      : html`<${Form} key=${page} desk=${desk} talk=${talk} name=${page} questions=${unsafe ? kind.questions.slice(0, 1) : kind.questions} first=${first} wide=${wide} may=${may} onKeep=${keep}>
        ${unsafe && html`<p class="record-stop">Stop here. One short line is enough: they can come back when it is safe. Keep this, and wait.</p>`}<//>`}
    <${History} versions=${record.forms[page] ?? []} questions=${kind.questions} talk=${talk} />
    ${page === 'safety-plan' && html`<${SendPlan} desk=${desk} talk=${talk} />`}
    ${help && html`<${HelpMe} desk=${desk} talk=${talk} mine=${talk.row?.claimed_by === desk.session.me.device_id} onClose=${() => setHelp(false)} />`}`;
}

/** @param {{desk: DeskEngine, talk: Talk, wide: boolean}} props */
export function Sheet({ desk, talk, wide }) {
  const row = talk.row;
  const heading = useRef(/** @type {HTMLHeadingElement | null} */ (null));
  const me = desk.session.me.device_id;
  const mine = row?.claimed_by === me && row.state !== 'waiting';
  // While words are covered, only the handover may be read: it is there for whoever comes next.
  const page = mine || talk.unlocked ? desk.sheet ?? '' : 'handover';
  // A supervisor who reads along knows, too: what they write goes to the one who has the conversation.
  const may = mine || (row?.state === 'claimed' && talk.story.present.includes(me));
  const alone = !(mine || talk.unlocked);
  const inside = useRef(/** @type {HTMLDivElement | null} */ (null));
  // What was pressed is gone with the page before: the next key belongs to this one.
  useLayoutEffect(() => (heading.current ?? inside.current)?.focus({ preventScroll: true }), [page]);
  useEffect(() => {
    const from = document.activeElement;
    return () => { if (wide && from instanceof HTMLElement && from.isConnected) from.focus(); };
  }, []);
  const close = () => desk.show(null);
  // On a phone the record lies over the talk: whoever writes meanwhile is not left unread.
  const theirs = talk.story.items.filter((item) => item.kind === 'bubble' && item.from === 'youth').length;
  const before = useRef(theirs);
  const newer = !wide && !alone && theirs > before.current;
  const onKey = (/** @type {KeyboardEvent} */ event) => {
    if (event.key !== 'Escape' || event.defaultPrevented) return;
    event.preventDefault();
    event.stopPropagation();
    if (page && !alone) desk.show(''); else close();
  };
  const body = html`
    ${newer && html`<div class="record-news row" role="status"><strong>They wrote meanwhile.</strong><${Button} small onClick=${close}>Read it<//></div>`}
    ${talk.story.safeWordAt !== null && stopped(talk.story) && html`<p class="record-alarm" role="alert"><strong>They used the safe word at ${clock(talk.story.safeWordAt)}.</strong> Stop, and write nothing. They were answered like a wrong number. Tell your backup.</p>`}
    ${page === '' ? html`<${Overview} desk=${desk} talk=${talk} />`
      : page === 'report' ? html`<${ReportPage} desk=${desk} talk=${talk} wide=${wide} may=${may} />`
      : page === 'handover' ? html`<${HandoverPage} desk=${desk} talk=${talk} wide=${wide} may=${may} />`
      : html`<${FormPage} key=${page} desk=${desk} talk=${talk} page=${page} wide=${wide} may=${may} />`}
    ${talk.record.newer > 0 && html`<p class="record-saved">A newer version of this page wrote a form that this one cannot show. Load the page again.</p>`}`;
  const title = page ? TITLES[page] : 'Care record';
  const back = page && !alone && html`<button type="button" class="button button-plain button-icon" aria-label="Back to the care record" onClick=${() => desk.show('')}><${Icon} name="back" /></button>`;
  if (!wide) {
    return html`<${Dialog} key="record" title=${title} full onClose=${close} onKeyDown=${onKey}>
      ${back && html`<p><${Button} small icon="back" onClick=${() => desk.show('')}>Care record<//></p>`}<div class="record-body" tabindex="-1" ref=${inside}>${body}</div><//>`;
  }
  return html`<aside class="record" data-closes aria-labelledby="record-title" onKeyDown=${onKey}>
    <header class="record-head">${back}<h2 id="record-title" tabindex="-1" ref=${heading}>${title}</h2>
      <button type="button" class="button button-plain button-icon" aria-label="Close the care record" onClick=${close}><${Icon} name="close" /></button></header>
    <div class="record-body">${body}</div>
  </aside>`;
}
