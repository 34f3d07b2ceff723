/** What youth read at this moment, what is planned, and what somebody did alone. */
import { Button } from '../../parts/button.js';
import { dayAndTime } from '../../parts/clock.js';
import { useProblem } from '../../parts/problem.js';
import { sentenceOf } from '../../parts/relay.js';
import { Notice, Panel } from '../../parts/panel.js';
import { toast } from '../../parts/toast.js';
import { html, useState } from '../../vendor/preact.js';
import { signAsked } from '../signing.js';
import { Changes } from './changes.js';
import { differences } from './differing.js';
import { own } from './comparing.js';
import { editionOf, useLoaded } from './editions.js';
import { serviceTitle } from './services_changed.js';
import { listed } from './who_signs.js';

/** A service as people call it, also one that youth are not shown. @param {import('../drafts.js').Studio} studio @param {string} id */
export const serviceNamed = (studio, id) => serviceTitle(own(studio.edition?.services.entries, id), id);

/** "version 3", "what the program came with" @param {string | null} [subject] */
export const backTo = (subject) => (subject === '0' ? 'what the program came with' : `version ${subject}`);

/** "published by Ann and Ben" @param {import('../drafts.js').Studio} studio @param {any} version */
export function doneWords(studio, { kind, by, subject }) {
  const who = listed(by.map((/** @type {string} */ one) => studio.nameOf(one)), 'and');
  if (kind === 'rollback') return `gone back to ${backTo(subject)}, signed by ${who}`;
  if (kind === 'hide') return `the service “${serviceNamed(studio, subject)}” hidden by ${who}`;
  if (kind === 'floor') return `only the crisis numbers, switched to by ${who}`;
  return `published by ${who}`;
}

/** @param {{session: import('../session.js').Editing}} props */
export function Standing({ session: { studio, looking, relay } }) {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useProblem('Take it off');
  const { running, scheduled, review } = studio.stand ?? {};
  // Once the next is asked for, the last one's end is told by its version alone.
  const done = review ? null : looking.done;
  const off = async () => {
    setBusy(true);
    setProblem('');
    try {
      await relay.call('POST', '/api/studio/withdraw?planned=true', {});
      toast('It is taken off. Nothing of the draft is lost.');
      await looking.over(null);
      await studio.look();
    } catch (error) {
      setProblem(sentenceOf(error));
    }
    setBusy(false);
  };
  return html`${done && (scheduled?.n === done.n
      ? html`<${Notice} kind="good" title=${`Version ${done.n} is signed`}>It runs from ${dayAndTime(done.runsAt)}. Until then youth read what they read now.<//>`
      : running?.n === done.n && html`<${Notice} kind="good" title=${`Version ${done.n} is what youth read now`}>Running conversations go on with it. If something is wrong, go back in one step.<//>`)}
    <${Panel} title=${running ? `Youth read version ${running.n}` : 'Youth read what the program came with'}
      lead=${running ? `${capital(doneWords(studio, running))}, since ${dayAndTime(running.runs_at)}.` : 'Nothing was published here yet.'}
      actions=${running && running.kind !== 'hide' && studio.mayEdit && html`<${Button} icon="undo" onClick=${() => studio.go('history', { back: true })}>Roll back<//>`}>
      ${running?.why && html`<p class="soft">“${running.why}”</p>`}
      ${scheduled && html`<${Notice} actions=${studio.mayEdit && html`<${Button} small busy=${busy} onClick=${off}>Take it off<//>`}>Version ${scheduled.n} is signed, and runs from ${dayAndTime(scheduled.at)}. Whatever is signed before then takes it off.<//>`}
      ${problem && html`<${Notice} kind="danger">${problem}<//>`}
    <//>`;
}

/** @param {string} words */
const capital = (words) => words.charAt(0).toUpperCase() + words.slice(1);

/** Somebody hid a service or switched to the floor by themselves: a second person looks at it afterwards. @param {{session: import('../session.js').Editing}} props */
export function DoneAlone({ session }) {
  const { studio, relay } = session;
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useProblem('I have looked at it');
  const { running, me } = studio.stand ?? {};
  const alone = running && !running.reviewed;
  const { value } = useLoaded(async () => {
    if (!alone) return null;
    const releases = await relay.call('GET', '/api/studio/releases');
    const last = releases.find((/** @type {any} */ one) => one.n < running.n && !one.withdrawn);
    return { before: await editionOf(session, last.n), after: await editionOf(session, running.n) };
  }, [running?.n, alone]);
  if (!alone) return null;
  const mine = running.by.includes(me?.device);
  const who = studio.nameOf(running.asked_by);
  const seen = async () => {
    setBusy(true);
    setProblem('');
    try {
      await signAsked(session, { review: running.number, payload: running.payload }, value?.after);
      toast('You have looked at it. It stays as it is.');
      await studio.look();
    } catch (error) {
      setProblem(sentenceOf(error));
    }
    setBusy(false);
  };
  return html`<${Panel} class="alone" title=${running.kind === 'hide' ? `${mine ? 'You' : who} hid a service alone` : `${mine ? 'You' : who} switched to the crisis numbers alone`}
      lead=${`${mine ? 'Somebody else looks at it afterwards.' : 'One person may do that at once. Look at it: was it right?'} ${running.kind === 'hide' ? 'It comes back once two people have called it, and it is published again.' : 'One step leads back to the whole: roll back.'}`}>
    <p>Why: “${running.why}”</p>
    ${value && html`<${Changes} told=${differences(value.before, value.after)} edition=${value.after} />`}
    ${problem && html`<${Notice} kind="danger">${problem}<//>`}
    ${!mine && studio.mayEdit && value && html`<div class="row"><${Button} kind="primary" icon="eye" busy=${busy} onClick=${seen}>I have looked at it<//></div>`}
  <//>`;
}
