/** The end of my time on call: said before it comes, and put off while somebody is with me. */
import { Button } from '../parts/button.js';
import { useNow } from '../parts/clock.js';
import { lineNow } from '../parts/line_clock.js';
import { Notice } from '../parts/panel.js';
import { sentenceOf } from '../parts/relay.js';
import { toast } from '../parts/toast.js';
import { html, useEffect, useState } from '../vendor/preact.js';
import { SHIFT } from '../doors/keys/receiving.js';
import { useReading } from './schedule/reading.js';
import { useSession } from './watching.js';

const MINUTE = 60_000;
/** Said so long before, as an unread handover is: time to hand over. */
const SOON = 15 * MINUTE;
/** To sign a key and bring it to the relay takes a moment on a slow line. */
const LAST = 1.5 * MINUTE;
const LONGER = 30 * MINUTE;

/**
 * What is to be done about the end of my time on call. At that minute the youth's side stops locking words for this device and tells
 * them that I had to go: whoever is here and has somebody goes on; whoever left the desk does not.
 * @param {{until: number | null, now: number, talking: number, here: boolean}} how
 * @returns {'nothing' | 'say' | 'longer'}
 */
export function timeUp({ until, now, talking, here }) {
  if (until === null || until <= now || until - now > SOON) return 'nothing';
  return talking > 0 && here && until - now <= LAST ? 'longer' : 'say';
}

/** A line over every page. @param {{session: import('./session.js').Session, here: boolean}} props */
export function TimeUp({ session, here }) {
  useSession(session);
  const tick = useNow(15_000);
  const reading = useReading(session);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState(/** @type {string | null} */ (null));
  const until = session.duty.shift;
  const talking = session.talking();
  const now = lineNow(session);
  const what = timeUp({ until, now, talking, here });

  const goOn = async (/** @type {number} */ length, /** @type {string} */ says) => {
    if (busy || until === null) return;
    setBusy(true);
    try {
      await session.takeDuty(SHIFT, until - lineNow(session) + length);
      setProblem(null);
      toast(`${says} ${reading.say(session.duty.shift ?? until + length)}.`);
    } catch (error) {
      setProblem(sentenceOf(error));
    }
    setBusy(false);
  };
  useEffect(() => {
    if (what === 'longer') void goOn(LONGER, 'Somebody is with you, so your time on call goes on until');
  }, [what, tick]);

  if (what === 'nothing') return null;
  const mine = talking === 1 ? 'One conversation is yours: hand it over, or stay.' : talking > 1 ? `${talking} conversations are yours: hand them over, or stay.` : '';
  return html`<${Notice} kind="warn" actions=${html`<${Button} small busy=${busy} onClick=${() => goOn(60 * MINUTE, 'You are on call until')}>Stay an hour<//>`}>
    Your time on call ends at ${reading.say(until ?? 0)}. ${mine} ${problem}<//>`;
}
