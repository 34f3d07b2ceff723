/** Shows an alert when the desk is closed: three words, whatever it is for; a press opens the desk. */

// Runs in the browser's background, apart from any page. It keeps nothing, asks for nothing and opens nothing sealed.
const background = /** @type {any} */ (self);

background.addEventListener('install', () => background.skipWaiting());

// What came is not read: an alert says nothing else, so nothing else can ever stand on a lock screen.
background.addEventListener('push', (/** @type {any} */ event) => event.waitUntil(
  background.registration.showNotification('Desk needs you', { tag: 'desk', renotify: true, requireInteraction: true }),
));

background.addEventListener('notificationclick', (/** @type {any} */ event) => {
  event.notification.close();
  event.waitUntil(background.clients.matchAll({ type: 'window', includeUncontrolled: true }).then((/** @type {any[]} */ open) => {
    const desk = open.find(({ url }) => new URL(url).pathname === '/console');
    return desk ? desk.focus() : background.clients.openWindow('/console');
  }));
});
