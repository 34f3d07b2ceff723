/** What went wrong with a press: said where it was made, and over the page to whoever has gone on. */
import { useEffect, useRef, useState } from '../vendor/preact.js';
import { toast } from './toast.js';

/** Whoever reads it is busy with something else by then. */
const STAYS_MS = 20_000;

/**
 * Say something here while this stands on the page; afterwards, over it and with what was pressed: whether it was done is not known when no answer came.
 * @param {() => boolean} isHere @param {(words: string | null) => void} say @param {string} pressed  "Publish" @param {typeof toast} [over]
 */
export const hereOrOver = (isHere, say, pressed, over = toast) => (/** @type {string | null} */ words) => {
  if (isHere()) say(words);
  else if (words) over(`${pressed}: ${words}`, { kind: 'danger', stays: STAYS_MS });
};

/** A problem to show, and how it is said. @param {string} pressed  for whoever has closed this or left it @returns {[string | null, (words: string | null) => void, () => boolean]} the last: whether this still stands */
export function useProblem(pressed) {
  const [problem, set] = useState(/** @type {string | null} */ (null));
  const here = useRef(true);
  useEffect(() => {
    here.current = true;
    return () => { here.current = false; };
  }, []);
  const isHere = () => here.current;
  return [problem, hereOrOver(isHere, set, pressed), isHere];
}
