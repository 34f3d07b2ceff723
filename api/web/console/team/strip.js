/** Who is here, over the list: my own state with one press to change it, and my colleagues beside it. */

import { html, useState } from '../../vendor/preact.js';
import { Button } from '../../parts/button.js';
import { useNow } from '../../parts/clock.js';
import { Dialog } from '../../parts/dialog.js';
import { Choices, Select } from '../../parts/field.js';
import { lineNow } from '../../parts/line_clock.js';
import { sentenceOf } from '../../parts/relay.js';
import { readingOf } from '../schedule/reading.js';
import { AWAY, STATES } from './team.js';

/** @typedef {import('../desk/engine.js').DeskEngine} DeskEngine */
/** @typedef {import('./team.js').Colleague} Colleague */

const MINUTE = 60_000;
/** Whether the published schedule counts on me now. @param {{starts_at: number, ends_at: number, counts?: [number, number][]}[]} mine @param {number} now */
export const onDuty = (mine, now) => mine.some(({ starts_at: starts, ends_at: ends, counts = [[starts, ends]] }) => counts.some(([from, to]) => from <= now && now < to));

const LENGTHS = [{ value: '15', text: '15 minutes' }, { value: '30', text: '30 minutes' }, { value: '60', text: 'An hour' }, { value: '', text: 'Until I come back' }];

/** @param {{desk: DeskEngine}} props */
export function TeamStrip({ desk }) {
  useNow(5000);
  const [asking, ask] = useState(false);
  const [limiting, limit] = useState(/** @type {Colleague | null} */ (null));
  const leads = desk.session.me.role === 'supervisor' || desk.session.me.coordinator;
  const { me, others } = desk.team;
  if (!me) return null;
  // What was said until a time holds no longer than that, also when the relay's bell has not rung.
  const said = me.until && me.until <= lineNow(desk.session) ? 'here' : me.state;
  // A rest runs out by itself: no press here ends it, or a young person would wait for somebody whose desk refuses them.
  const resting = desk.caring.left > 0;
  const state = resting ? 'rest' : said;
  const until = resting ? desk.caring.until : said === me.state ? me.until : null;
  const out = said === 'away' || said === 'rest';
  const reading = readingOf(/** @type {any} */ (desk.session));
  // Off call and off the plan, nobody is called: there is nothing to be away from.
  const called = state !== 'off' || onDuty(reading.schedule?.mine ?? [], lineNow(desk.session));
  const back = () => void desk.team.sayWhere('here').catch(() => desk.team.read());
  return html`<section class="team-strip" aria-label="The team">
    <p class="team-me"><span class=${`team-dot team-${state}`} aria-hidden="true"></span><span>You are <strong>${state === 'off' && desk.session.onCall.state === 'standby' ? 'on standby' : STATES[state]}</strong>${(resting || out) && until ? ` until ${reading.say(until)}` : ''}${desk.team.load ? ` · ${desk.team.load} of ${me.most} ${me.most === 1 ? 'talk' : 'talks'}` : ''}</span>
      ${resting || !called ? null : out ? html`<${Button} small kind="primary" onClick=${back} data-act="back">I am back<//>` : html`<${Button} small onClick=${() => ask(true)} data-act="away">Away<//>`}</p>
    ${others.length > 0 && html`<ul class="team-others">${others.map((one) => html`<li key=${one.device}><span class=${`team-dot team-${one.state}`} aria-hidden="true"></span>${one.label}<span class="soft">${one.state === 'here' ? '' : `, ${STATES[one.state]}`}</span>${one.load !== undefined && leads && html`<button type="button" class="desk-link" aria-label=${`${one.load}/${one.most}: change how many ${one.label} takes at once`} onClick=${() => limit(one)}>${one.load}/${one.most}</button>`}</li>`)}</ul>`}
    ${others.length === 0 && html`<p class="small soft">No colleague is on call now.</p>`}
    ${limiting && html`<${LimitDialog} desk=${desk} one=${limiting} onClose=${() => limit(null)} />`}
    ${asking && html`<${AwayDialog} desk=${desk} onClose=${() => ask(false)} />`}
  </section>`;
}

/** @param {{desk: DeskEngine, onClose: () => void}} props */
function AwayDialog({ desk, onClose }) {
  const [reason, setReason] = useState('break');
  const [length, setLength] = useState('15');
  const [says, setSays] = useState('');
  const go = async () => {
    try {
      await desk.team.sayWhere('away', reason, length ? lineNow(desk.session) + Number(length) * MINUTE : null);
      onClose();
    } catch (error) {
      setSays(sentenceOf(error));
    }
  };
  return html`<${Dialog} title="Away for a while?" onClose=${onClose} actions=${html`<${Button} onClick=${onClose}>Stay here<//><${Button} kind="primary" onClick=${go} data-act="confirm">Go away<//>`}>
    <p>You are called for nobody new meanwhile, not even for an emergency, and your desk makes no sound. Whom you have stays with you: put them back or hand them over if you cannot answer.</p>
    <${Choices} legend="Why?" name="away" value=${reason} onChoose=${setReason} options=${Object.entries(AWAY).map(([value, title]) => ({ value, title }))} />
    <${Select} label="For how long?" value=${length} options=${LENGTHS} onChange=${(/** @type {any} */ event) => setLength(event.target.value)} />
    <p class="small soft">Colleagues see that you are away; only whoever leads the team sees why.</p>
    ${says && html`<p class="field-error" role="alert">${says}</p>`}<//>`;
}

/** @param {{desk: DeskEngine, one: Colleague, onClose: () => void}} props */
function LimitDialog({ desk, one, onClose }) {
  const [most, setMost] = useState(String(one.most));
  const [says, setSays] = useState('');
  const go = async () => {
    try {
      await desk.team.limit(one.device, Number(most));
      onClose();
    } catch (error) {
      setSays(sentenceOf(error));
    }
  };
  return html`<${Dialog} title=${`How many at once for ${one.label}?`} onClose=${onClose} actions=${html`<${Button} onClick=${onClose}>Leave it<//><${Button} kind="primary" onClick=${go} data-act="confirm">Set it<//>`}>
    <p>Two is usual. An emergency always comes through, and they can take one more on purpose.</p>
    <${Select} label="Conversations at once" value=${most} options=${[1, 2, 3, 4, 5, 6].map((n) => ({ value: String(n), text: String(n) }))} onChange=${(/** @type {any} */ event) => setMost(event.target.value)} />
    ${says && html`<p class="field-error" role="alert">${says}</p>`}<//>`;
}
