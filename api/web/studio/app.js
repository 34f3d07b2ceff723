/** The studio's beginning: the same doors as the desk, and behind them what youth read. */
import { Door } from '../doors/door.js';
import { lacking, PlainPage } from '../doors/plain.js';
import { keptPins } from '../doors/session.js';
import { UnlockPage } from '../doors/unlock.js';
import { Button } from '../parts/button.js';
import { openKeystore } from '../parts/keystore.js';
import { takeDesk } from '../parts/one_tab.js';
import { Notice } from '../parts/panel.js';
import { keepPlace } from '../parts/place.js';
import { keepPresses } from '../parts/press.js';
import { OFFLINE, Refusal, sentenceOf } from '../parts/relay.js';
import { Toasts } from '../parts/toast.js';
import { html, render, useEffect, useState } from '../vendor/preact.js';

/** @typedef {import('./session.js').Editing} Editing */
/** @typedef {import('../doors/keys/drawer.js').Opened} Opened */
/** @typedef {import('../parts/keystore.js').Keystore} Keystore */
/** @typedef {import('../parts/keystore.js').DeviceRecord} DeviceRecord */
/**
 * @typedef {{at: 'opening'} | {at: 'lacking', why: string} | {at: 'elsewhere', opened: Opened} | {at: 'nothing', begun: boolean} | {at: 'locked', device: DeviceRecord, said: string | null}
 *   | {at: 'entering', opened: Opened, problem: Refusal | null} | {at: 'open', session: Editing, Shell: typeof import('./shell.js').Shell}} Place
 */

/** What is behind the doors: fetched while somebody types their seven words, so that the doors stand at once. */
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
      // A page that cannot be fetched now is fetched when it is needed, and says so then.
      setTimeout(() => behind().catch(() => null), 0);
    }).catch(() => setPlace({ at: 'lacking', why: 'It keeps no storage for this page. Leave the private window, or allow storage for this site.' }));
    return undefined;
  }, []);

  /** @param {Editing} session @param {string | null} said */
  const lock = (session, said) => {
    setPlace({ at: 'locked', device: session.opened.device, said });
    void session.end();
  };

  /** @param {Opened} opened @param {boolean} [steal] */
  const enter = async (opened, steal = false) => {
    const pins = opened.device.stage === 'made' ? await keptPins(opened) : null;
    if (!pins) return setPlace({ at: 'nothing', begun: true });
    setPlace({ at: 'entering', opened, problem: null });
    const fetched = await behind().catch(() => null);
    if (!fetched) return setPlace({ at: 'entering', opened, problem: new Refusal('offline', OFFLINE) });
    const [{ Editing }, { Shell }] = fetched;
    const session = new Editing(opened, pins, { onEnd: (says) => lock(session, says) });
    const release = await takeDesk({ name: 'studio', steal, onLost: () => lock(session, 'The studio was opened in another tab.') });
    if (!release) return setPlace({ at: 'elsewhere', opened });
    session.endings.push(release);
    try {
      await session.start();
      setPlace({ at: 'open', session, Shell });
    } catch (error) {
      await session.end();
      setPlace({ at: 'entering', opened, problem: error instanceof Refusal ? error : new Refusal('broken', sentenceOf(error)) });
    }
    return undefined;
  };

  if (place.at === 'lacking') return html`<${PlainPage} why=${place.why} />`;
  if (place.at === 'opening' || !keystore) return html`<div class="door" aria-busy="true"></div>`;
  if (place.at === 'locked') {
    return html`<${UnlockPage} key=${place.said} keystore=${keystore} device=${place.device} said=${place.said} onOpen=${enter}
      onForget=${async () => { await keystore.forget(); setPlace(await firstPlace(keystore)); }} />`;
  }
  if (place.at === 'entering') return html`<${Entering} problem=${place.problem} onRetry=${() => enter(place.opened)} />`;
  if (place.at === 'open') return html`<${place.Shell} session=${place.session} onLock=${(/** @type {string | null} */ said) => lock(place.session, said)} />`;
  if (place.at === 'elsewhere') {
    return html`<${Door} title="The studio is open in another tab" narrow lead="One at a time, so that your own words do not stand against each other.">
      <div class="door-actions"><${Button} kind="primary" onClick=${() => enter(place.opened, true)}>Use it here<//></div><//>`;
  }
  return html`<${Nothing} begun=${place.begun} />`;
}

/** @param {Keystore} keystore @returns {Promise<Place>} */
async function firstPlace(keystore) {
  const device = await keystore.device();
  return device ? { at: 'locked', device, said: null } : { at: 'nothing', begun: false };
}

/** @param {{problem: Refusal | null, onRetry: () => void}} props */
function Entering({ problem, onRetry }) {
  useEffect(() => {
    if (problem?.code !== 'offline') return undefined;
    const timer = setTimeout(onRetry, 5000);
    return () => clearTimeout(timer);
  }, [problem]);
  return html`<${Door} title=${problem ? 'Not through yet' : 'Opening the studio'} narrow>
    ${problem ? html`<${Notice} kind="warn" actions=${html`<${Button} onClick=${onRetry}>Try again<//><a class="button button-plain" href="/console">To the desk</a>`}>${problem.says}<//>`
      : html`<p class="row soft" role="status"><span class="turning" aria-hidden="true"></span>Reading what youth read</p>`}
  <//>`;
}

/** @param {{begun: boolean}} props */
function Nothing({ begun }) {
  return html`<${Door} title=${begun ? 'This browser is not let in yet' : 'This browser has no desk'} narrow
    lead=${begun ? 'Open the desk, and see how far it is.' : 'Ask your coordinator for an invitation as an editor, and open its link here.'}>
    <div class="door-actions"><a class="button button-primary" href="/console">To the desk</a></div>
  <//>`;
}

const root = document.getElementById('app');
if (root) {
  root.replaceChildren();
  render(html`<${App} /><${Toasts} />`, root);
  keepPlace(root);
  keepPresses();
}
