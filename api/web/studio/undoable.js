/** Says that something was done, with an Undo of just that: gone once anything else is changed. */
import { toast } from '../parts/toast.js';

/** Said when a colleague has changed since what was to be taken back. @param {import('./drafts.js').Studio} studio */
export const overtaken = (studio) => `Not taken back: ${studio.overtaken}. Somebody changed it since, and their words stay. What stood there before is in History.`;

/** @param {import('./drafts.js').Studio} studio @param {string} says @param {typeof toast} [show] */
export function undoable(studio, says, show = toast) {
  const { acts } = studio;
  acts.settle();
  if (!acts.held) return void show(says);
  const act = acts.now;
  const drop = show(says, { undo: () => { if (acts.now === act && studio.undo() === null && studio.overtaken) show(overtaken(studio), { kind: 'danger' }); } });
  const leave = studio.subscribe(() => {
    if (acts.now === act) return;
    leave();
    drop();
  });
  return undefined;
}
