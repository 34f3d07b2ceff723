/** The founder's first run: who you are, how you unlock, the recovery kit, and the line stands. */
import { Button } from '../parts/button.js';
import { Choices, Field } from '../parts/field.js';
import { Notice } from '../parts/panel.js';
import { sentenceOf } from '../parts/relay.js';
import { html, useEffect, useState } from '../vendor/preact.js';
import { CIRCLES } from '../sealing/roster.js';
import { makeDevice } from './keys/drawer.js';
import { finishFoundation, layFoundation, newRootKey, pinsOf, signFoundation } from './keys/founding.js';
import { demandClock, orClock } from './keys/right_clock.js';
import { unb64u } from '../sealing/keys.js';
import { CIRCLE_WORDS, circleTitle, labelProblem } from './words.js';
import { ChooseUnlocking } from './unlocking.js';
import { Door } from './door.js';
import { KitPage } from './kit_page.js';

/** @typedef {import('./keys/drawer.js').Opened} Opened */
/** @typedef {import('./keys/founding.js').Plan} Plan */

export const STEPS = ['About you', 'Unlocking', 'Recovery kit', 'Ready'];

/**
 * @param {{keystore: import('../parts/keystore.js').Keystore, relay: import('../parts/relay.js').Relay, token: string,
 *   resumed: {opened: Opened, plan: any} | null, onReady: (opened: Opened, pins: import('../sealing/roster.js').Pins, to: string) => void}} props
 */
export function SetupPages({ keystore, relay, token, resumed, onReady }) {
  const [plan, setPlan] = useState(/** @type {Plan} */ (resumed?.plan ?? { token, label: '', circle: 0, role: 'worker' }));
  const [opened, setOpened] = useState(resumed?.opened ?? null);
  const [signed, setSigned] = useState(resumed?.plan.signed ?? null);
  const [step, setStep] = useState(resumed ? (resumed.plan.signed ? 3 : 2) : 0);
  const [stage, setStage] = useState('choose');
  const [clockRight, setClockRight] = useState(false);

  if (step === 0) return html`<${AboutYou} plan=${plan} onNext=${(/** @type {Plan} */ next) => { setPlan(next); setStep(1); }} />`;
  if (step === 1) {
    const words = {
      choose: ['How you unlock', 'Your keys are made in this browser and stay locked in it. Only you can open them.'],
      show: ['Your seven words', 'These words are the key to your desk.'],
      check: ['Type them once', 'So that we both know you have them.'],
    }[stage] ?? ['', ''];
    return html`<${Door} title=${words[0]} lead=${words[1]} steps=${STEPS} at=${1}>
      <${ChooseUnlocking} label=${plan.label} onStage=${setStage} onBack=${() => setStep(0)}
        onChosen=${async (/** @type {import('./unlocking.js').Chosen} */ { salt, unlock, secret }) => {
          const made = await makeDevice(keystore, { stage: 'setup', salt, unlock, label: plan.label }, secret);
          await made.vault.putJson('setup', plan);
          setOpened(made);
          setStep(2);
        }} />
    <//>`;
  }
  if (step === 2 && opened && !clockRight) return html`<${ClockFirst} relay=${relay} onRight=${() => setClockRight(true)} />`;
  if (step === 2 && opened) {
    return html`<${KitPage} steps=${STEPS} at=${2} again=${Boolean(resumed)} makeRoot=${newRootKey}
      onBack=${() => setStep(1)}
      onChecked=${async (/** @type {import('../sealing/keys.js').Identity} */ root) => {
        const foundation = await signFoundation(opened, plan, root, Date.now());
        setSigned(foundation.signed);
        setStep(3);
      }} />`;
  }
  return html`<${Ready} opened=${opened} plan=${plan} signed=${signed} relay=${relay} onReady=${onReady} />`;
}

/** @param {{plan: Plan, onNext: (plan: Plan) => void}} props */
function AboutYou({ plan, onNext }) {
  const [label, setLabel] = useState(plan.label);
  const [circle, setCircle] = useState(String(plan.circle));
  const [role, setRole] = useState(plan.role);
  const [problem, setProblem] = useState(/** @type {string | null} */ (null));
  const submit = (/** @type {Event} */ event) => {
    event.preventDefault();
    const doubt = labelProblem(label);
    setProblem(doubt);
    if (!doubt) onNext({ ...plan, label: label.trim(), circle: Number(circle), role });
  };
  return html`<${Door} title="Set up your line" steps=${STEPS} at=${0}
      lead="About five minutes. You become its first coordinator. Have a printer or a pen at hand for the recovery kit.">
    <form class="stack stack-l" onSubmit=${submit} novalidate>
      <${Field} label="Your name for colleagues" hint="A first name is enough. Young people never see it: each conversation shows them another name." value=${label} error=${problem} maxlength="64" autocomplete="off"
        onInput=${(/** @type {any} */ event) => setLabel(event.target.value)} />
      <${Choices} legend="Your circle" hint="Young people choose which circles may answer them." name="circle" value=${circle} onChoose=${setCircle}
        options=${CIRCLES.map((name, i) => ({ value: String(i), title: circleTitle(name), text: CIRCLE_WORDS[name]?.text }))} />
      <${Choices} legend="Your part" name="role" value=${role} onChoose=${setRole} options=${[
        { value: 'worker', title: 'Worker', text: 'Answers conversations.' },
        { value: 'supervisor', title: 'Supervisor', text: 'Answers too, and can stand behind a colleague, always shown to them.' },
      ]} />
      <div class="door-actions"><${Button} kind="primary" type="submit">Go on<//></div>
    </form>
  <//>`;
}

/**
 * Before the kit is printed: what it signs holds for a year by this device's clock, and the kit cannot sign it a second time.
 * @param {{relay: import('../parts/relay.js').Relay, onRight: () => void}} props
 */
function ClockFirst({ relay, onRight }) {
  const [problem, setProblem] = useState(/** @type {string | null} */ (null));
  const look = async () => {
    setProblem(null);
    try {
      await relay.call('GET', '/api/line'); // its answer says what time it is there
      demandClock(Date.now());
      onRight();
    } catch (error) {
      setProblem(sentenceOf(error));
    }
  };
  useEffect(() => void look(), []);
  return html`<${Door} title=${problem ? 'One thing first' : 'Looking at the clock'} steps=${STEPS} at=${2}>
    ${problem ? html`<${Notice} kind="warn" actions=${html`<${Button} onClick=${look}>Try again<//>`}>${problem}<//>`
      : html`<p class="row soft" role="status"><span class="turning" aria-hidden="true"></span>One moment</p>`}
  <//>`;
}

/**
 * @param {{opened: Opened | null, plan: Plan, signed: import('./keys/founding.js').Foundation, relay: import('../parts/relay.js').Relay,
 *   onReady: (opened: Opened, pins: import('../sealing/roster.js').Pins, to: string) => void}} props
 */
function Ready({ opened, plan, signed, relay, onReady }) {
  const [problem, setProblem] = useState(/** @type {string | null} */ (null));
  const [pins, setPins] = useState(/** @type {import('../sealing/roster.js').Pins | null} */ (null));
  const [asked, setAsked] = useState(false);
  const make = async () => {
    if (!opened) return;
    setProblem(null);
    try {
      const laid = await layFoundation(opened, plan, signed, relay);
      const made = await pinsOf(unb64u(laid.root_pub), laid, Date.now());
      await finishFoundation(opened, made);
      setPins(made);
    } catch (error) {
      setProblem(sentenceOf(orClock(error, Date.now())));
    }
  };
  if (!asked) {
    setAsked(true);
    void make();
  }
  if (!pins || !opened) {
    return html`<${Door} title="Making the line" lead="Your browser has signed everything. The relay is told now." steps=${STEPS} at=${3}>
      ${problem ? html`<${Notice} kind="warn" title="The line is not made yet" actions=${html`<${Button} onClick=${make}>Try again<//>`}>${problem}<//>`
        : html`<p class="row soft"><span class="turning" aria-hidden="true"></span>One moment</p>`}
    <//>`;
  }
  return html`<${Door} title="Your line stands" lead="This browser is its first device, and you are its first coordinator." steps=${STEPS} at=${4}>
    <${Notice} title="Ask a second coordinator soon">If your browser is lost and you are the only one, nobody can add or remove people without the recovery kit. You can invite someone under People.<//>
    <${Notice} kind="good" title="The recovery kit is with you">Its key is no longer in this browser. Keep the paper where you keep things that must not be lost.<//>
    <div class="door-actions">
      <${Button} kind="primary" icon="arrow" onClick=${() => onReady(opened, pins, 'desk')}>Open the desk<//>
      <${Button} onClick=${() => onReady(opened, pins, 'people')}>Invite someone<//>
    </div>
  <//>`;
}
