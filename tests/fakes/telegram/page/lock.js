/** Draws the lock screen: exactly what a notification gives away, and whether it made a sound. */

import { clock, icon, make } from './element.js';

/** Show the notifications, the newest first. */
export function showLock(place, state) {
  const cards = state.notifications.toReversed().map((one) => make('article', { class: 'card' },
    make('p', { class: 'app' }, make('span', { class: 'dot', 'aria-hidden': 'true' }), 'Telegram', make('time', {}, clock(one.at))),
    make('p', { class: 'title' }, one.title),
    make('p', { class: 'first' }, one.text || 'Message'),
    make('p', { class: 'sound' }, icon(one.silent ? 'quiet' : 'bell'), one.silent ? 'Arrived without a sound' : 'Arrived with a sound')));
  place.replaceChildren(...(cards.length ? cards : [make('p', { class: 'nothing' }, 'Nothing on the lock screen')]));
}
