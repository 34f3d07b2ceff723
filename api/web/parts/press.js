/** A press that began on a button is meant for it, though the page moves before it ends. */

/** So far a hand that presses may stray (px); whoever goes further lets go, as ever (WCAG 2.5.2). */
const STRAY_PX = 12;

/**
 * When somebody asks for a person, a line appears over the page and all below it moves down: between the two halves of a press, another
 * element lies under the pointer, and the browser makes no click of it at all. Here the button keeps the press that began on it.
 * A finger is left alone: its presses belong to where they began already. What is dragged (`data-drags`) keeps its own hold.
 * @param {EventTarget} [page]
 */
export function keepPresses(page = document) {
  /** @type {{button: Element, pointer: number, x: number, y: number} | null} */
  let held = null;
  page.addEventListener('pointerdown', (happened) => {
    const event = /** @type {PointerEvent} */ (happened);
    const button = event.target instanceof Element ? event.target.closest('button, summary, a[href]') : null;
    if (!button || event.button !== 0 || event.pointerType === 'touch' || button.closest('[data-drags]')) return;
    held = { button, pointer: event.pointerId, x: event.clientX, y: event.clientY };
    button.setPointerCapture(event.pointerId);
  }, true);
  page.addEventListener('pointermove', (happened) => {
    const event = /** @type {PointerEvent} */ (happened);
    if (!held || event.pointerId !== held.pointer || Math.hypot(event.clientX - held.x, event.clientY - held.y) <= STRAY_PX) return;
    if (held.button.hasPointerCapture(held.pointer)) held.button.releasePointerCapture(held.pointer);
    held = null;
  }, true);
}
