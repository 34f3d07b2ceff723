/** Joining by invitation: a name, a way to unlock, and then a page that waits and goes on by itself. */
import { Button } from '../parts/button.js';
import { Choices, Field } from '../parts/field.js';
import { Notice } from '../parts/panel.js';
import { Refusal, sentenceOf } from '../parts/relay.js';
import { html, useEffect, useState } from '../vendor/preact.js';
import { Refusal as Refused, safetyNumber, unb64u } from '../sealing/keys.js';
import { Asking } from './keys/asking.js';
import { findOnList } from './keys/coming_in.js';
import { makeDevice, reach } from './keys/drawer.js';
import { keepPins } from './keys/founding.js';
import { orClock } from './keys/right_clock.js';
import { alarmOf } from './keys/signed_list.js';
import { Digits } from './digits.js';
import { circleTitle, labelProblem, ROLE_WORDS } from './words.js';
import { Door } from './door.js';
import { ChooseUnlocking } from './unlocking.js';

/** @typedef {import('./keys/drawer.js').Opened} Opened */
/** @typedef {{root: string, secret: string, label: string, role: string}} Joining */

const STEPS = ['About you', 'Unlocking', 'Approval'];

/**
 * @param {{keystore: import('../parts/keystore.js').Keystore, relay: import('../parts/relay.js').Relay, invitation: {root: string, secret: string},
 *   onReady: (opened: Opened, pins: import('../sealing/roster.js').Pins, to: string) => void}} props
 */
export function JoinPages({ keystore, relay, invitation, onReady }) {
  const [joining, setJoining] = useState(/** @type {Joining} */ ({ ...invitation, label: '', role: 'worker' }));
  const [opened, setOpened] = useState(/** @type {Opened | null} */ (null));
  const [step, setStep] = useState(0);
  const [stage, setStage] = useState('choose');
  if (opened) return html`<${WaitingPage} opened=${opened} joining=${joining} relay=${relay} onReady=${onReady} />`;
  if (step === 0) return html`<${AboutYou} joining=${joining} onNext=${(/** @type {Joining} */ next) => { setJoining(next); setStep(1); }} />`;
  const words = {
    choose: ['How you unlock', 'Your keys are made in this browser and stay locked in it. Only you can open them.'],
    show: ['Your seven words', 'These words are the key to your desk.'],
    check: ['Type them once', 'So that we both know you have them.'],
  }[stage] ?? ['', ''];
  return html`<${Door} title=${words[0]} lead=${words[1]} steps=${STEPS} at=${1}>
    <${ChooseUnlocking} label=${joining.label} onStage=${setStage} onBack=${() => setStep(0)}
      onChosen=${async (/** @type {import('./unlocking.js').Chosen} */ { salt, unlock, secret }) => {
        const made = await makeDevice(keystore, { stage: 'waiting', salt, unlock, label: joining.label }, secret);
        await made.vault.putJson('setup', joining);
        setOpened(made);
      }} />
  <//>`;
}

/** @param {{joining: Joining, onNext: (joining: Joining) => void}} props */
function AboutYou({ joining, onNext }) {
  const [label, setLabel] = useState(joining.label);
  const [role, setRole] = useState(joining.role);
  const [problem, setProblem] = useState(/** @type {string | null} */ (null));
  const submit = (/** @type {Event} */ event) => {
    event.preventDefault();
    const doubt = labelProblem(label);
    setProblem(doubt);
    if (!doubt) onNext({ ...joining, label: label.trim(), role });
  };
  return html`<${Door} title="Join the desk" lead="A colleague invited you. Two short steps, then they approve this browser." steps=${STEPS} at=${0}>
    <form class="stack stack-l" onSubmit=${submit} novalidate>
      <${Field} label="Your name for colleagues" hint="A first name is enough. Young people never see it: each conversation shows them another name." value=${label} error=${problem} maxlength="64"
        onInput=${(/** @type {any} */ event) => setLabel(event.target.value)} />
      <${Choices} legend="Your part" hint="Your coordinator decides in the end, and chooses your circle." name="role" value=${role} onChoose=${setRole} options=${[
        { value: 'worker', title: 'Worker', text: 'Answers conversations.' },
        { value: 'supervisor', title: 'Supervisor', text: 'Answers, and stands behind colleagues.' },
        { value: 'editor', title: 'Editor', text: 'Writes what the bot says. Sees no conversation.' },
      ]} />
      <div class="door-actions"><${Button} kind="primary" type="submit">Go on<//></div>
    </form>
  <//>`;
}

/** How long until the next look: soon at first, then less often. @param {number} looks */
export const pauseBefore = (looks) => (looks < 20 ? 3000 : looks < 60 ? 10_000 : 30_000);

/**
 * Ask to be let in, then look for a roster that names this browser, signed by the line of the invitation. Protocol 7.2.
 * @param {{opened: Opened, joining: Joining, relay: import('../parts/relay.js').Relay, onReady: (opened: Opened, pins: import('../sealing/roster.js').Pins, to: string) => void}} props
 */
export function WaitingPage({ opened, joining, relay, onReady }) {
  const [digits, setDigits] = useState('');
  const [problem, setProblem] = useState(/** @type {string | null} */ (null));
  const [found, setFound] = useState(/** @type {{pins: import('../sealing/roster.js').Pins, device: import('../sealing/roster.js').Device} | null} */ (null));

  useEffect(() => {
    let over = false;
    let looks = 0;
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    let timer;
    const asking = new Asking(opened.identity, joining, relay);
    const root = unb64u(joining.root);
    safetyNumber(root, opened.identity.pub).then(setDigits);
    const look = async () => {
      clearTimeout(timer);
      if (over) return;
      try {
        const named = await findOnList(opened.identity, root, relay);
        if (named) {
          await keepPins(opened, named.pins);
          await reach(opened, 'made');
          await opened.vault.remove('setup');
          if (!over) setFound(named);
          return;
        }
        await asking.ask(Date.now());
        setProblem(null);
      } catch (error) {
        const told = orClock(error, Date.now(), '. Then this page goes on by itself');
        setProblem(told instanceof Refused ? alarmOf(told) : sentenceOf(told));
      }
      if (!over) timer = setTimeout(look, pauseBefore(looks++));
    };
    const back = () => { if (document.visibilityState === 'visible') { looks = 0; void look(); } };
    document.addEventListener('visibilitychange', back);
    void look();
    return () => { over = true; clearTimeout(timer); document.removeEventListener('visibilitychange', back); };
  }, []);

  if (found) {
    const circle = circleTitle(found.pins.roster?.circles[found.device.circle] ?? '');
    // An editor answers nobody: whom young people may choose does not mean them.
    const answers = found.device.role !== 'editor';
    return html`<${Door} title="You are in" lead=${`Your part: ${ROLE_WORDS[found.device.role] ?? found.device.role}.${answers ? ` Your circle: ${circle}.` : ''}`} steps=${STEPS} at=${3}>
      ${answers && html`<p>If the circle is not yours, tell your coordinator before you answer anyone: young people choose who may read them.</p>`}
      <div class="door-actions"><${Button} kind="primary" icon="arrow" onClick=${() => onReady(opened, found.pins, 'desk')}>Open the desk<//></div>
    <//>`;
  }
  return html`<${Door} title="Waiting for approval" lead="Your coordinator sees your name now. This page goes on by itself once they approve." steps=${STEPS} at=${2}>
    ${problem ? html`<${Notice} kind="warn">${problem}<//>` : html`<p class="row soft" role="status"><span class="turning" aria-hidden="true"></span>Looking every few seconds</p>`}
    <section class="panel stack">
      <h2>If they ask for your digits</h2>
      <p class="soft small">Read them out on the phone or in person. They prove that this browser, and no other, is being let in.</p>
      ${digits && html`<${Digits} value=${digits} />`}
    </section>
    <p class="soft small">You can close this page and come back: unlock, and it waits on.</p>
  <//>`;
}
