/** The console's beginning: looks at where it is, what this browser holds, and opens the right door. */
import { Door } from '../doors/door.js';
import { invitationOf, takeFragment } from '../doors/fragment.js';
import { JoinPages, WaitingPage } from '../doors/join.js';
import { lacking, Numbers, PlainPage } from '../doors/plain.js';
import { keptPins } from '../doors/session.js';
import { SetupPages } from '../doors/setup.js';
import { UnlockPage } from '../doors/unlock.js';
import { openKeystore } from '../parts/keystore.js';
import { onCallUntil } from '../doors/keys/receiving.js';
import { backLeaves } from '../parts/back.js';
import { dayAndTime } from '../parts/clock.js';
import { Button } from '../parts/button.js';
import { takeDesk } from '../parts/one_tab.js';
import { Notice } from '../parts/panel.js';
import { keepPlace } from '../parts/place.js';
import { keepPresses } from '../parts/press.js';
import { OFFLINE, Refusal, Relay, sentenceOf } from '../parts/relay.js';
import { Toasts } from '../parts/toast.js';
import { html, render, useEffect, useState } from '../vendor/preact.js';

/** @typedef {import('./session.js').Session} Session */
/** @typedef {import('../doors/keys/drawer.js').Opened} Opened */
/** @typedef {import('../parts/keystore.js').Keystore} Keystore */
/**
 * What is on the screen. Memory only: an address never says where somebody is.
 * @typedef {{at: 'opening'} | {at: 'lacking', why: string} | {at: 'nothing', made: boolean | null} | {at: 'join', invitation: {root: string, secret: string}} |
 *   {at: 'again', path: string} | {at: 'setup', token: string, resumed: {opened: Opened, plan: any} | null} | {at: 'waiting', opened: Opened, joining: any} |
 *   {at: 'locked', device: import('../parts/keystore.js').DeviceRecord, said: string | null, until: string | null} |
 *   {at: 'entering', opened: Opened, pins: import('../sealing/roster.js').Pins, to: string, problem: Refusal | null} |
 *   {at: 'elsewhere', opened: Opened, pins: import('../sealing/roster.js').Pins, to: string} | {at: 'open', session: Session, Shell: typeof import('./shell.js').Shell, to: string}} Place
 */

const fragment = takeFragment();
const path = location.pathname.replace(/\/+$/, '');
const relay = new Relay();
/** What is behind the doors: fetched while somebody proves who they are, so that on a weak line the doors stand at once. */
const behind = () => Promise.all([import('./session.js'), import('./shell.js')]);

function App() {
  const [keystore, setKeystore] = useState(/** @type {Keystore | null} */ (null));
  const [place, setPlace] = useState(/** @type {Place} */ ({ at: 'opening' }));

  useEffect(() => {
    const why = lacking();
    if (why) return setPlace({ at: 'lacking', why });
    openKeystore().then(async (opened) => {
      setKeystore(opened);
      setPlace(await firstPlace(opened));
      // What cannot be fetched now is fetched when it is needed, and said then.
      setTimeout(() => behind().catch(() => null), 0);
    }).catch(() => setPlace({ at: 'lacking', why: 'It keeps no storage for this page. Leave the private window, or allow storage for this site.' }));
    return undefined;
  }, []);

  /** @param {Opened} opened @param {import('../sealing/roster.js').Pins} pins @param {string} to @param {boolean} [steal] */
  const enter = async (opened, pins, to, steal = false) => {
    setPlace({ at: 'entering', opened, pins, to, problem: null });
    if (location.pathname !== '/console') history.replaceState(null, '', '/console');
    const fetched = await behind().catch(() => null);
    if (!fetched) return setPlace({ at: 'entering', opened, pins, to, problem: new Refusal('offline', OFFLINE) });
    const [{ Session }, { Shell }] = fetched;
    const session = new Session(opened, pins, { onEnd: (says) => lock(session, says, true) });
    const release = await takeDesk({ steal, onLost: () => lock(session, 'The desk was opened in another tab.', true) });
    if (!release) return setPlace({ at: 'elsewhere', opened, pins, to });
    session.endings.push(release);
    try {
      await session.start();
      setPlace({ at: 'open', session, Shell, to });
    } catch (error) {
      await session.end();
      if (error instanceof Refusal && error.status === 401) {
        const said = error.code === 'taken-off' ? error.says : 'This device is not on the list of people, or not any more. Ask a coordinator.';
        return setPlace({ at: 'locked', device: opened.device, said, until: null });
      }
      setPlace({ at: 'entering', opened, pins, to, problem: error instanceof Refusal ? error : new Refusal('broken', sentenceOf(error)) });
    }
    return undefined;
  };

  /** @param {Session} session @param {string | null} says @param {boolean} [over]  not only locked: nobody waits for this desk any more */
  const lock = (session, says, over = false) => {
    const unsent = !over && session.unsent() > 0 && 'What you wrote last is not through yet. It goes out once you unlock.';
    setPlace({ at: 'locked', device: session.opened.device, said: [says, unsent].filter(Boolean).join(' ') || null, until: over ? null : session.onCallUntil });
    void session.end();
  };

  /** Unlocked: go on where this browser stood. @param {Opened} opened */
  const unlocked = async (opened) => {
    const { stage } = opened.device;
    const begun = stage === 'made' ? null : await opened.vault.getJson('setup');
    if (stage === 'setup') return setPlace({ at: 'setup', token: begun?.token ?? '', resumed: { opened, plan: begun } });
    if (stage === 'waiting') return setPlace({ at: 'waiting', opened, joining: begun });
    const pins = await keptPins(opened);
    if (!pins) return setPlace({ at: 'nothing', made: true });
    return enter(opened, pins, 'desk');
  };

  if (place.at === 'lacking') return html`<${PlainPage} why=${place.why} />`;
  if (place.at === 'opening' || !keystore) return html`<div class="door" aria-busy="true"></div>`;
  if (place.at === 'setup') return html`<${SetupPages} keystore=${keystore} relay=${relay} token=${place.token} resumed=${place.resumed} onReady=${enter} />`;
  if (place.at === 'join') return html`<${JoinPages} keystore=${keystore} relay=${relay} invitation=${place.invitation} onReady=${enter} />`;
  if (place.at === 'waiting') return html`<${WaitingPage} opened=${place.opened} joining=${place.joining} relay=${relay} onReady=${enter} />`;
  if (place.at === 'locked') {
    return html`<${UnlockPage} key=${place.said} keystore=${keystore} device=${place.device} said=${place.said} onCallUntil=${place.until} onOpen=${unlocked}
      onForget=${async () => { await keystore.forget(); setPlace(await firstPlace(keystore)); }} />`;
  }
  if (place.at === 'entering') return html`<${Entering} problem=${place.problem} onRetry=${() => enter(place.opened, place.pins, place.to)} />`;
  if (place.at === 'open') return html`<${place.Shell} session=${place.session} first=${place.to} onLock=${(/** @type {string | null} */ says) => lock(place.session, says)} />`;
  if (place.at === 'elsewhere') return html`<${Elsewhere} onHere=${() => enter(place.opened, place.pins, place.to, true)} />`;
  if (place.at === 'again') return html`<${LinkAgain} path=${place.path} />`;
  return html`<${Nothing} made=${place.made} />`;
}

/** @param {Keystore} keystore @returns {Promise<Place>} */
async function firstPlace(keystore) {
  const device = await keystore.device();
  const invitation = path === '/join' ? invitationOf(fragment) : null;
  // A link for another line, opened where a desk already is, must not wipe that desk.
  if (device) {
    // A phone throws pages away: whoever comes back to this one is still waited for.
    const until = await onCallUntil(keystore, Date.now());
    return { at: 'locked', device, said: startedNote(device.stage, Boolean(invitation)), until: until === null ? null : `${dayAndTime(until)}, by this device’s clock` };
  }
  if (invitation) return { at: 'join', invitation };
  if (path === '/join') return { at: 'again', path };
  const made = await relay.call('GET', '/api/line').then((line) => Boolean(line.made)).catch(() => null);
  if (path === '/setup' && made !== true) return fragment ? { at: 'setup', token: fragment, resumed: null } : { at: 'again', path };
  return { at: 'nothing', made };
}

/** @param {import('../parts/keystore.js').DeviceRecord['stage']} stage @param {boolean} invited */
function startedNote(stage, invited) {
  if (stage === 'setup') return 'You had begun to set up the line. Unlock, and go on where you were.';
  if (stage === 'waiting') return 'This browser waits for approval. Unlock, and it looks again.';
  return invited ? 'This browser already has a desk, so the invitation was not used. Open it in another browser or profile to join anew.' : null;
}

/** @param {{problem: Refusal | null, onRetry: () => void}} props */
function Entering({ problem, onRetry }) {
  useEffect(() => {
    if (problem?.code !== 'offline') return undefined;
    const timer = setTimeout(onRetry, 5000);
    return () => clearTimeout(timer);
  }, [problem]);
  return html`<${Door} title=${problem ? 'Not through yet' : 'Opening the desk'} narrow>
    ${problem ? html`<${Notice} kind="warn" actions=${html`<${Button} onClick=${onRetry}>Try again<//>`}>${problem.says}<//>`
      : html`<p class="row soft" role="status"><span class="turning" aria-hidden="true"></span>Signing in</p>`}
  <//>`;
}

/** @param {{onHere: () => void}} props */
function Elsewhere({ onHere }) {
  return html`<${Door} title="The desk is open in another tab" narrow lead="One at a time, so that nothing is written twice.">
    <div class="door-actions"><${Button} kind="primary" onClick=${onHere}>Use it here<//></div>
  <//>`;
}

/** @param {{path: string}} props */
function LinkAgain({ path: here }) {
  return html`<${Door} title="Open your link once more" narrow
    lead=${here === '/setup' ? 'The set-up link is only read once per visit. Nothing was made yet: open it again from where you got it, and begin anew.'
      : 'This page needs the whole invitation link. Open it again from where you got it, or ask for a new one.'} />`;
}

/** @param {{made: boolean | null}} props */
function Nothing({ made }) {
  return html`<${Door} title=${made === null ? 'The relay does not answer' : made ? 'This browser has no desk' : 'The line is not set up yet'} narrow
    lead=${made === null ? 'Check the connection, then load this page again.' : made ? 'Ask your coordinator for an invitation link, and open it here.' : 'Open the set-up link that the relay printed when it was started.'}>
    <${Numbers} />
  <//>`;
}

const root = document.getElementById('app');
if (root) {
  root.replaceChildren();
  backLeaves();
  render(html`<${App} /><${Toasts} />`, root);
  keepPlace(root);
  keepPresses();
}
