/** Who is called, as the relay says it, read again after each ring; times run by this page's clock. */
import { inOrder } from '../../parts/in_order.js';
import { Refusal } from '../../parts/relay.js';
import { useEffect, useRef, useState } from '../../vendor/preact.js';

/** @typedef {{label: string, mine: boolean, ago: number, answer: 'have' | 'cannot' | null}} Called */
/** `help`: the colleague who asks for a second person; null: a youth waits. @typedef {{conversation: string, waited: number, ago: number, answer: 'have' | 'cannot' | null, quiet: number | null, told: boolean, help: string | null, called: Called[]}} Call */

const ANSWERING = ['worker', 'supervisor'];
const LOOK_MS = 20_000;

/** A worker who wants to be called by me. @typedef {{device: string, label: string, ago: number}} Caller */

/** The calls for this worker, the longest waiting first, who wants to be called, and how long ago that was read (ms). @param {import('../session.js').Session} session */
export function useCalls(session) {
  const [read, setRead] = useState(/** @type {{calls: Call[], callers: Caller[], at: number}} */ ({ calls: [], callers: [], at: 0 }));
  const [, again] = useState(0);
  const order = useRef(inOrder());
  const known = useRef(/** @type {Call[]} */ ([]));
  known.current = read.calls;
  const asking = useRef(0);
  const look = async () => {
    if (!ANSWERING.includes(session.me.role)) return;
    asking.current += 1;
    try {
      const found = await order.current(() => session.relay.call('GET', '/api/pages'));
      if (found) setRead({ calls: found.answer.items, callers: found.answer.callers, at: performance.now() });
    } catch (error) {
      if (!(error instanceof Refusal)) throw error; // The next ring, or the next round, brings it.
    } finally {
      asking.current -= 1;
    }
  };
  useEffect(() => {
    void look();
    // Whoever leaves, or erases everything, waits no more; the relay rings for those alone whom it calls.
    const theirs = (/** @type {{id: string}} */ { id }) => { if (asking.current || known.current.some(({ conversation }) => conversation === id)) void look(); };
    const offs = [...['pages', 'gone', 'welcome'].map((name) => session.live.on(name, look)), session.live.on('conversation', theirs)];
    const round = setInterval(() => { if (session.live.state !== 'open') void look(); }, LOOK_MS);
    return () => { offs.forEach((off) => off()); clearInterval(round); };
  }, [session]);
  const ticking = read.calls.length + read.callers.length > 0;
  useEffect(() => {
    const timer = ticking ? setInterval(() => again((n) => n + 1), 1000) : undefined;
    return () => clearInterval(timer);
  }, [ticking]);
  return { calls: read.calls, callers: read.callers, since: performance.now() - read.at, look };
}

/**
 * The calls that hold still: whoever went off call by their own press is no longer meant by what called them before.
 * @param {Call[]} calls @param {number} since @param {number | null} wentOff @param {number} now
 */
export const standing = (calls, since, wentOff, now) => calls.filter(({ ago }) => wentOff === null || now - ago - since > wentOff);

/** "1:20" @param {number} ms */
export function minutes(ms) {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}
