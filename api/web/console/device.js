/** This device: what it is, its digits, and how it is locked. */
import { Button } from '../parts/button.js';
import { dayAndTime } from '../parts/clock.js';
import { CopyField } from '../parts/copy.js';
import { Notice, Panel } from '../parts/panel.js';
import { html, useEffect, useState } from '../vendor/preact.js';
import { b64u, safetyNumber } from '../sealing/keys.js';
import { MyAlerts } from './alerts/ways.js';
import { Digits } from '../doors/digits.js';
import { circleTitle, ROLE_WORDS } from '../doors/words.js';
import { answersYouth } from './editors_desk.js';
import { MyLoad } from './record/load.js';
import { useSession } from './watching.js';

/** @param {{session: import('./session.js').Session}} props */
export function DevicePage({ session }) {
  useSession(session);
  const [digits, setDigits] = useState('');
  useEffect(() => { safetyNumber(session.pins.rootPub, session.opened.identity.pub).then(setDigits); }, [session]);
  const { me, opened } = session;
  const answers = answersYouth(me);
  return html`<div class="page">
    <h1 tabindex="-1">This device</h1>
    <${Panel} title="You, here">
      <dl class="facts">
        <dt>Name</dt><dd><bdi>${me.label}</bdi></dd>
        <dt>Part</dt><dd>${ROLE_WORDS[me.role] ?? me.role}${me.coordinator ? ', coordinator' : ''}</dd>
        <dt>Circle</dt><dd>${circleTitle(me.circle_name)}</dd>
        <dt>Unlocks with</dt><dd>${opened.device.unlock.kind === 'passkey' ? 'Your passkey' : 'Your seven words'}</dd>
        <dt>Signed in until</dt><dd>${dayAndTime(me.expires)}, renewed by itself</dd>
        ${answers && html`<dt>Keys to read with</dt><dd>${session.held.length === 0 ? 'None yet: you make one when you go on call' : session.held.length}</dd>`}
      </dl>
    <//>
    ${answers && html`<${MyAlerts} session=${session} />`}
    <${Panel} title="Its digits" lead="A coordinator can compare them with theirs, to be sure that this browser is yours.">${digits && html`<${Digits} value=${digits} />`}<//>
    ${me.coordinator && html`<${Panel} title="The line" lead="Its public root key. Your operator gives it to the bot, which then trusts this line and no other. It opens nothing.">
      <${CopyField} label="Root key, for BOT_ROOT" value=${b64u(session.pins.rootPub)} />
    <//>`}
    ${answers && html`<${MyLoad} session=${session} />`}
    <${Panel} title="Lock" lead="The desk locks by itself after 30 minutes in which nobody touches it.">
      <p>When locked, the keys are out of memory${answers && ', and the desk does not ring'}.</p>
      <div class="row"><${Button} icon="lock" onClick=${() => session.lock()}>Lock now<//></div>
    <//>
    <${Notice} title="If you lose this device">Tell a coordinator at once. They remove it, and from then on nothing more is sealed to it.<//>
  </div>`;
}
