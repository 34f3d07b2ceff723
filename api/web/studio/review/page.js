/** Review: what would change for youth, compared by a second person, and signed by two. */
import { Button } from '../../parts/button.js';
import { dayAndTime } from '../../parts/clock.js';
import { Empty, Notice, Panel } from '../../parts/panel.js';
import { sentenceOf } from '../../parts/relay.js';
import { toast } from '../../parts/toast.js';
import { html, useEffect, useMemo, useRef, useState } from '../../vendor/preact.js';
import { useStudio } from '../watching.js';
import { Agreeing } from './agreeing.js';
import { Changes, Ways } from './changes.js';
import { differences } from './differing.js';
import { editionAsked, editionRunning, useLoaded } from './editions.js';
import { FilesChanged } from './files_changed.js';
import { Blocking, Reasons } from './reasons.js';
import { SentBack } from './sent_back.js';
import { backTo, DoneAlone, Standing } from './standing.js';
import { waysChanged } from './ways_changed.js';
import { WhereTold } from './where.js';
import { listed } from './who_signs.js';

/** @param {{session: import('../session.js').Editing}} props */
export function ReviewPage({ session }) {
  const { studio, looking } = session;
  useStudio(studio);
  useStudio(looking);
  const { stand, model } = studio;
  const review = stand?.review ?? null;
  const running = useLoaded(() => editionRunning(session), [stand?.running?.n]);
  const asked = useLoaded(() => (review?.says ? editionAsked(session, review) : null), [review?.number, review?.payload]);
  // What youth read before does not stand in for what they read now.
  const before = running.fresh && running.value?.edition || null;
  const after = review?.says ? asked.fresh ? asked.value : null : model?.edition ?? null;
  const told = useMemo(() => (before && after ? differences(before, after) : []), [before, after]);
  if (!stand || !model) return null;
  const problem = running.problem ?? asked.problem;
  const waits = review || stand.draft.changed.length > 0;
  // Signed already, and nobody wrote since: there is nothing to ask for.
  const planned = !review && !stand.draft.authors.length ? stand.scheduled : null;
  return html`<div class="page page-studio page-review">
    <h1 tabindex="-1">Review</h1>
    <${Standing} session=${session} />
    <${DoneAlone} session=${session} />
    <${SentBack} session=${session} />
    ${stand.voided && html`<${Voided} session=${session} voided=${stand.voided} />`}
    ${problem && html`<${Notice} kind="danger" actions=${html`<${Button} small onClick=${() => { running.again(); asked.again(); }}>Try again<//>`}>${problem}<//>`}
    ${!waits ? html`<${Empty} icon="check" title="Nothing waits"><p>Youth read exactly what the draft says.</p><//>`
      : html`<${Moved} studio=${studio} />
        ${review && html`<${Asked} studio=${studio} review=${review} />`}
        ${running.value?.doubt && html`<${Notice} kind="warn">${running.value.doubt}<//>`}
        ${!review?.says && html`<${Blocking} studio=${studio} />`}
        ${before && after ? html`<${Compared} session=${session} before=${before} after=${after} told=${told} ticks=${Boolean(review)} files=${review?.kind !== 'rollback'} />`
          : !problem && html`<${Panel} title="What changes">${model.edition === null && !review?.says ? html`<p>It can be compared once what blocks is put right.</p>`
            : html`<p class="row soft" role="status"><span class="turning" aria-hidden="true"></span>Comparing</p>`}<//>`}
        ${review?.kind !== 'rollback' && html`<${Reasons} studio=${studio} looking=${looking} given=${review?.says?.waivers ?? null} />`}
        ${review?.kind !== 'rollback' && html`<${FilesChanged} studio=${studio} untold=${Boolean(before && after && !told.length)} />`}
        ${planned ? html`<${Notice} kind="good">This is what version ${planned.n} brings. Two people have signed it; there is nothing left to do.<//>`
          : html`<${Agreeing} session=${session} review=${review} edition=${before && after} told=${told} />`}`}
  </div>`;
}

/** @param {{session: import('../session.js').Editing, before: any, after: any, told: import('./differing.js').Difference[], ticks: boolean, files: boolean}} props */
function Compared({ session, before, after, told, ticks, files }) {
  const { studio, looking } = session;
  const ways = waysChanged(before.bundle, after.bundle);
  const read = told.filter((one) => looking.stateOf(one) === true).length;
  if (!told.length) return html`<${Notice}>No word, number or way changes for youth.${files ? ' What changed is only in the files.' : ' They read exactly this already.'}<//>`;
  return html`<section class="stack stack-l" aria-labelledby="what-changes"><header class="panel-head"><div><h2 id="what-changes">What changes</h2>
      <p class="soft">${told.length === 1 ? 'One thing' : `${told.length} things`} youth or workers would read or meet otherwise.${ticks && studio.mayEdit ? ` ${read} of ${told.length} read.` : ''}</p></div></header>
    ${ways.length > 0 && html`<${Panel} title="Changed ways" lead="From which step, by what, to which step."><${Ways} ways=${ways} from />
      <p class="row"><${Button} small kind="plain" icon="map" onClick=${() => studio.go('map')}>See the whole map<//></p><//>`}
    <${WhereTold} session=${session} before=${before} after=${after} />
    <${Changes} told=${told} edition=${after} looking=${ticks && studio.mayEdit ? looking : undefined} onOpen=${(/** @type {any} */ one) => studio.go('step', { step: one.id })} /></section>`;
}

/** @param {{studio: import('../drafts.js').Studio, review: any}} props */
function Asked({ studio, review }) {
  const who = studio.nameOf(review.asked_by);
  const mine = review.asked_by === studio.stand?.me.device;
  const title = review.kind === 'rollback' ? `${mine ? 'You ask' : `${who} asks`} to go back to ${backTo(review.subject)}` : `${mine ? 'You ask' : `${who} asks`} for a review`;
  return html`<${Panel} title=${title} lead=${`Since ${dayAndTime(review.at)}.${review.kind === 'rollback' ? ' The old words come back; services stay as they are today.' : ''}`}>
    ${review.note && html`<p class="asked-note">“${review.note}”</p>`}
    ${review.approvals.length > 0 && html`<ul class="signed">${review.approvals.map((/** @type {any} */ one) => html`<li key=${one.by}>${studio.nameOf(one.by)} signed ${dayAndTime(one.at)}.</li>`)}</ul>`}
  <//>`;
}

/** @param {{session: import('../session.js').Editing, voided: any}} props */
function Voided({ session: { studio, relay }, voided }) {
  const [busy, setBusy] = useState(false);
  const names = voided.approvals.map((/** @type {any} */ one) => studio.nameOf(one.by));
  const away = async () => {
    setBusy(true);
    await relay.call('POST', '/api/studio/withdraw', {}).catch((error) => toast(sentenceOf(error), { kind: 'warn' }));
    await studio.look().catch(() => null);
    setBusy(false);
  };
  return html`<${Notice} kind="warn" title="The review is over, because somebody wrote on" actions=${studio.mayEdit && html`<${Button} small busy=${busy} onClick=${away}>Put it away<//>`}>
    ${names.length ? `What ${listed(names, 'and')} signed counts no more. ` : ''}Look at what changed since, and ask for a new review.<//>`;
}

/** Somebody saved while I look: said once, and what I ticked and wrote stays. @param {{studio: import('../drafts.js').Studio}} props */
function Moved({ studio }) {
  const hash = studio.model?.hash;
  const first = useRef(hash);
  const [moved, setMoved] = useState(false);
  useEffect(() => {
    if (hash !== first.current) setMoved(true);
    first.current = hash;
  }, [hash]);
  return moved ? html`<${Notice} kind="warn" actions=${html`<${Button} small onClick=${() => setMoved(false)}>I have seen it<//>`}>The draft was changed while you looked. What you ticked and wrote is kept; what changed since is open again.<//>` : null;
}
