/** Keeps one desk open at a time: two tabs with the same keys would tangle each other's sealed words. */

/**
 * @param {object} terms
 * @param {string} [terms.name]  what is open once only
 * @param {boolean} [terms.steal]  take it from the other tab
 * @param {() => void} terms.onLost  another tab took it from us
 * @returns {Promise<(() => void) | null>} gives it back; null when another tab has it
 */
export function takeDesk({ name = 'desk', steal = false, onLost }) {
  return new Promise((resolve) => {
    /** @param {Lock | null} lock */
    const hold = (lock) => {
      if (!lock) {
        resolve(null);
        return undefined;
      }
      return new Promise((release) => resolve(() => release(undefined)));
    };
    navigator.locks.request(name, steal ? { steal: true } : { ifAvailable: true }, hold).catch(onLost);
  });
}
