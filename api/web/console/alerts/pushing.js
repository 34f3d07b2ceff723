/** Orders alerts for this browser from its push service, and says in one word why that is not possible. */
import { toB64u, fromB64u } from '../../parts/bytes.js';

const ADDRESS = '/web/console/worker.js';

/** The one policy that the page's headers allow; whatever it is given, it returns one address. @type {any} */
const policy = (/** @type {any} */ (globalThis)).trustedTypes?.createPolicy('quietline-worker', { createScriptURL: () => ADDRESS });

/** @typedef {{channel: 'push', endpoint: string, p256dh: string, auth: string}} PushWay */

/** Why this browser cannot be woken, or null. @returns {string | null} */
export function whyNot() {
  if (!('serviceWorker' in navigator) || !('PushManager' in globalThis)) {
    return 'This browser cannot be woken. On an iPhone or iPad, put the desk on the home screen first and open it from there.';
  }
  if (Notification.permission === 'denied') return 'This browser does not let the desk show alerts. Allow notifications for this page in its settings, then try again.';
  return null;
}

/** Ask the browser, which asks the worker. @param {string} key  the relay's public key @returns {Promise<PushWay | null>} null: not allowed */
export async function orderPush(key) {
  if ((await Notification.requestPermission()) !== 'granted') return null;
  await navigator.serviceWorker.register(policy ? policy.createScriptURL('') : ADDRESS, { scope: '/web/console/' });
  const registration = await ready();
  const wanted = fromB64u(key);
  const held = await registration.pushManager.getSubscription();
  const kept = held?.options.applicationServerKey;
  // An order for another line's key is of no use here.
  if (held && !(kept && toB64u(new Uint8Array(kept)) === key)) await held.unsubscribe();
  const order = await registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: wanted });
  const { endpoint, keys } = order.toJSON();
  return { channel: 'push', endpoint: endpoint ?? '', p256dh: keys?.p256dh ?? '', auth: keys?.auth ?? '' };
}

/** End the order of this browser, if the way that was removed is this browser's. @param {string | null} host */
export async function endPush(host) {
  const registration = await navigator.serviceWorker?.getRegistration('/web/console/');
  const held = await registration?.pushManager?.getSubscription();
  if (held && new URL(held.endpoint).hostname === host) await held.unsubscribe();
}

/** The registration, once its worker runs. @returns {Promise<ServiceWorkerRegistration>} */
async function ready() {
  const registration = /** @type {ServiceWorkerRegistration} */ (await navigator.serviceWorker.getRegistration('/web/console/'));
  const coming = registration.installing ?? registration.waiting;
  if (coming && !registration.active) {
    await new Promise((done) => coming.addEventListener('statechange', () => { if (coming.state === 'activated') done(undefined); }));
  }
  return registration;
}
