/** Notices that nobody has touched the page for a while. */

/**
 * Calls `onIdle` once after `limitMs` without a key, a pointer or a `touch()`. Time asleep counts: a closed laptop wakes up locked.
 * @param {number} limitMs @param {() => void} onIdle @param {() => number} [now]
 */
export function watchIdle(limitMs, onIdle, now = Date.now) {
  let last = now();
  const touch = () => { last = now(); };
  const look = () => {
    if (now() - last < limitMs) return;
    stop();
    onIdle();
  };
  const timer = setInterval(look, 10_000);
  const signs = ['pointerdown', 'keydown', 'wheel', 'touchstart'];
  for (const sign of signs) document.addEventListener(sign, touch, { passive: true, capture: true });
  document.addEventListener('visibilitychange', look);
  function stop() {
    clearInterval(timer);
    for (const sign of signs) document.removeEventListener(sign, touch, { capture: true });
    document.removeEventListener('visibilitychange', look);
  }
  return { touch, stop };
}
