/** Says that something was done, with an Undo of just that: gone once anything else is changed. */
import { toast } from '../parts/toast.js';

/** @param {import('./drafts.js').Studio} studio @param {string} says @param {typeof toast} [show] */
export function undoable(studio, says, show = toast) {
  const { acts } = studio;
  acts.settle();
  if (!acts.held) return void show(says);
  const act = acts.now;
  const drop = show(says, { undo: () => { if (acts.now === act) studio.undo(); } });
  const leave = studio.subscribe(() => {
    if (acts.now === act) return;
    leave();
    drop();
  });
  return undefined;
}
