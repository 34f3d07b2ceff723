/** Asking for a second person, and signing: who may, what is missing, from when it runs. */
import { Button } from '../../parts/button.js';
import { dayAndTime } from '../../parts/clock.js';
import { Choices, Field, TextArea } from '../../parts/field.js';
import { Notice, Panel } from '../../parts/panel.js';
import { useProblem } from '../../parts/problem.js';
import { passing, Refusal, sentenceOf } from '../../parts/relay.js';
import { toast } from '../../parts/toast.js';
import { html, useState } from '../../vendor/preact.js';
import { signAsked } from '../signing.js';
import { returnedToMe, SendBack } from './sent_back.js';
import { listed, whoSigns } from './who_signs.js';

/** @typedef {import('../session.js').Editing} Editing */

/** What the clock of this browser is called. */
export const zoneHere = () => Intl.DateTimeFormat().resolvedOptions().timeZone;

/** "By the clock of this browser, Central Standard Time" @param {number} at */
export function zoneWords(at) {
  const name = new Intl.DateTimeFormat('en-CA', { timeZoneName: 'long' }).formatToParts(at).find(({ type }) => type === 'timeZoneName')?.value ?? zoneHere();
  return `${name} (${zoneHere()})`;
}

/** The same moment where the line is, if its clock is another. @param {number} at @param {string} zone */
const thereWords = (at, zone) => (zone === zoneHere() ? '' : ` On the line’s clock (${zone}): ${new Date(at).toLocaleString('en-CA', { timeZone: zone, weekday: 'long', day: 'numeric', month: 'long', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' })}.`);

/**
 * @param {object} props
 * @param {Editing} props.session
 * @param {any} props.review  what was asked for, or null
 * @param {any} props.edition  what this page has shown beside what youth read now; null: nothing can be signed yet
 * @param {import('./differing.js').Difference[]} props.told  what was to be read
 */
export function Agreeing({ session, review, edition, told }) {
  const { studio, relay, looking } = session;
  const [busy, setBusy] = useState('');
  const [problem, setProblem] = useProblem('Review');
  const [tried, setTried] = useState(false);
  const [when, setWhen] = useState('now');
  const [day, setDay] = useState('');
  const stand = /** @type {import('../drafts.js').Stand} */ (studio.stand);
  const { authors } = stand.draft;
  const who = whoSigns({ review, authors, people: stand.people, me: stand.me.device });
  const unread = told.filter((one) => looking.stateOf(one) !== true).length;
  const warnings = review?.says ? [] : studio.findings.filter(({ level }) => level === 'W');
  const unexplained = warnings.length - looking.waivers(warnings).length;
  const blocked = !review?.says && studio.findings.some(({ level }) => level === 'E');
  // Something else was signed since this was written down: its number is taken.
  const late = Boolean(review?.says) && review.says.n <= Math.max(stand.running?.n ?? 0, stand.scheduled?.n ?? 0);
  // Said once somebody tried to sign, and only for as long as it is so: a colleague's signature brings the reasons along.
  const lacking = !who.own && unread ? (unread === 1 ? 'One change is not ticked as read yet. Read it first: your name stands for it.' : `${unread} changes are not ticked as read yet. Read them first: your name stands for them.`)
    : unexplained && (unexplained === 1 ? 'One warning has no reason yet. Write why it may stay, or put it right.' : `${unexplained} warnings have no reason yet. Write why they may stay, or put them right.`);
  const wrote = authors.map((one) => (one === stand.me.device ? 'you' : studio.nameOf(one)));
  const at = new Date(day).getTime();

  const doing = async (/** @type {string} */ what, /** @type {() => Promise<unknown>} */ act, stands = /** @type {(() => boolean) | null} */ (null), says = '') => {
    setBusy(what);
    setProblem('');
    try {
      // Often only the answer is lost: what is so by now is not said to be undone.
      await act().catch(async (error) => { if (!stands || !passing(error) || !await studio.look().then(stands, () => false)) throw error; });
      if (says) toast(says);
    } catch (error) {
      setProblem(sentenceOf(error));
      if (error instanceof Refusal && error.code === 'not-shown') await studio.read().catch(() => null);
    }
    await studio.look().catch(() => null);
    setBusy('');
  };
  const ask = () => doing('ask', () => relay.call('POST', '/api/studio/review', { note: looking.note.trim() }), () => Boolean(studio.stand?.review), 'The others see now that you ask for a review.');
  const withdraw = () => doing('withdraw', () => relay.call('POST', '/api/studio/withdraw', {}), () => !studio.stand?.review, 'The review is withdrawn. Nothing of the draft is lost.');
  const sendBack = (/** @type {string} */ why) => doing('back', async () => {
    await relay.call('POST', '/api/studio/send-back', { review: review.number, why });
    await looking.objects('');
  }, () => studio.stand?.returned?.number === review.number, 'It is sent back. Whoever asked reads what should be different.');
  const sign = () => {
    setTried(Boolean(lacking));
    if (lacking) return setProblem('');
    if (!review?.says && when === 'later' && !(at > Date.now())) return setProblem('Choose a day and time that is still to come.');
    return doing('sign', async () => {
      const asked = review?.says ? { review: review.number, payload: review.payload }
        : await relay.call('POST', '/api/studio/publish', { waivers: looking.waivers(warnings), at: when === 'later' ? at : null });
      const { released, runs_at: runsAt } = await signAsked(session, asked, edition);
      if (released !== null && runsAt !== null) await looking.over({ n: released, runsAt });
      else toast('You have signed. It runs once a second person has.');
    });
  };

  return html`<${Panel} title=${review ? 'Sign it' : 'Ask for a review'}>
    <p>${review?.kind === 'rollback' ? 'Nothing of the draft comes with this, so anybody but whoever asked can be the second person.' : wrote.length ? `Written since the last version by: ${listed(wrote, 'and')}. Whoever wrote cannot be the one who approves.` : 'Nobody wrote since the last version.'}</p>
    ${review && html`<p class="sign-missing"><strong>${who.missing}</strong></p>`}
    ${studio.mayEdit && !review && html`${!who.own && authors.length > 0 && html`<${Notice}>You changed nothing, so you can be the second person, unless you ask yourself. Let ${listed(wrote)} ask.<//>`}
      <${TextArea} label="A note for whoever looks at it" hint="What it is about, and what to look at. It stays in the history, which everybody in the studio can read: no names of young people." rows="3" maxlength="500" value=${looking.note} onInput=${(/** @type {any} */ event) => void looking.noted(event.target.value)} />
      <div class="row"><${Button} kind=${who.own ? 'primary' : 'quiet'} icon="eye" busy=${busy === 'ask'} disabled=${studio.state !== 'saved'} onClick=${ask}>Ask for a review<//></div>`}
    ${studio.mayEdit && review && html`
      ${!review.says && !blocked && who.may && html`<${Choices} legend="From when youth read it" name="when" value=${when} onChoose=${setWhen} options=${[{ value: 'now', title: 'At once', text: 'As soon as both have signed.' }, { value: 'later', title: 'At a planned time', text: 'Both sign now; it runs by itself then.' }]} />
        ${when === 'later' && html`<${Field} type="datetime-local" label="Day and time" hint=${`${zoneWords(at || Date.now())}, the clock of this browser.${at ? thereWords(at, edition?.zone ?? zoneHere()) : ''}`} value=${day} onInput=${(/** @type {any} */ event) => setDay(event.target.value)} />`}`}
      ${review.says && review.says.at > Date.now() && html`<p>It would run from ${dayAndTime(review.says.at)}, ${zoneWords(review.says.at)}.</p>`}
      ${!who.mine && !who.may && html`<${Notice}>You changed something in this, or asked for it, and somebody else who did has signed already. Now somebody who changed nothing signs.<//>`}
      ${late && html`<${Notice} kind="warn">Another version was signed meanwhile, so this one cannot be any more. Withdraw it, and ask anew.<//>`}
      ${blocked && html`<p class="soft">First put right what blocks; then it can be signed.</p>`}
      <div class="row">${who.may && !blocked && !late && edition && html`<${Button} kind="primary" icon="pen" busy=${busy === 'sign'} disabled=${studio.state !== 'saved'} onClick=${sign}>${who.own ? 'Sign mine' : 'Agree and sign'}<//>`}
        ${(who.asked || late) && html`<${Button} busy=${busy === 'withdraw'} onClick=${withdraw}>Withdraw the review<//>`}</div>
      ${who.may && !who.own && !blocked && edition && html`<p class="small soft">${unread ? `${told.length - unread} of ${told.length} changes read.` : 'Everything is read.'}</p>`}
      ${!who.asked && !late && html`<${SendBack} looking=${looking} busy=${busy === 'back'} onSend=${sendBack} />`}`}
    ${studio.state !== 'saved' && html`<p class="small soft">Your last change is still being saved.</p>`}
    ${tried && lacking && html`<${Notice} kind="danger">${lacking}<//>`}
    ${problem && html`<${Notice} kind="danger">${problem}<//>`}
  <//>`;
}

/** How much waits for me here: a review that I could bring further, one that came back to me, or a deed of one person that nobody has looked at. @param {import('../drafts.js').Studio} studio @param {{put: number}} looking */
export function waitsForMe({ stand, mayEdit }, looking) {
  if (!stand || !mayEdit) return 0;
  const { review, running, people, draft, me } = stand;
  const who = whoSigns({ review, authors: draft.authors, people, me: me.device });
  return Number(returnedToMe(stand, looking)) + Number(Boolean(review && who.may && (!who.own || review.approvals.length))) + Number(Boolean(running && !running.reviewed && !running.by.includes(me.device)));
}
