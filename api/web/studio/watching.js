/** Draws a screen again whenever the draft has changed. */
import { useEffect, useState } from '../vendor/preact.js';

/** @param {{subscribe: (watcher: () => void) => () => void}} studio */
export function useStudio(studio) {
  const [, again] = useState(0);
  useEffect(() => studio.subscribe(() => again((n) => n + 1)), [studio]);
}
