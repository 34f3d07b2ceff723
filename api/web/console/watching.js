/** Draws a page again whenever its session has changed. */
import { useEffect, useState } from '../vendor/preact.js';

/** @param {import('./session.js').Session} session */
export function useSession(session) {
  const [, again] = useState(0);
  useEffect(() => session.subscribe(() => again((n) => n + 1)), [session]);
}
