/** Draws the chat: bubbles, the buttons under them, days, and the empty chat's description. */

import { clock, day, icon, make } from './element.js';
import { words } from './words.js';

const KINDS = {
  photo: ['photo', 'Photo'], video: ['film', 'Video'], gif: ['film', 'GIF'], document: ['file', 'notes.pdf'],
  voice: ['voice', 'Voice message'], video_note: ['film', 'Video message'], location: ['place', 'Location'],
  contact: ['person', 'Contact'], poll: ['file', 'Poll'], dice: ['file', 'Dice'],
};
const MARKS = { url: 'open', web_app: 'open', copy: 'copy' };
const HOLD = 500;

/** Keeps the drawn chat in step with what the server says is on the screen. */
export class Chat {
  /** Draw into `place`; `does` has tap(bubble, button), menu(bubble, opener) and act(kind, value). */
  constructor(place, does) {
    this.place = place;
    this.does = does;
    this.drawn = new Map();
  }

  /** Show exactly this state; what did not change is left alone, so that nobody loses their place. */
  show(state) {
    const atEnd = this.place.scrollHeight - this.place.scrollTop - this.place.clientHeight < 90;
    const wanted = this.#items(state);
    const kept = new Set(wanted.map(([key]) => key));
    for (const [key, one] of this.drawn) {
      if (!kept.has(key)) { one.node.remove(); this.drawn.delete(key); }
    }
    let grew = false;
    wanted.forEach(([key, face, draw], number) => {
      let one = this.drawn.get(key);
      if (!one || one.face !== face) {
        const fresh = draw();
        if (one) this.#replace(one.node, fresh);
        else grew = true;
        one = { face, node: fresh };
        this.drawn.set(key, one);
      }
      if (this.place.children[number] !== one.node) this.place.insertBefore(one.node, this.place.children[number] ?? null);
    });
    if (grew && (atEnd || state.bubbles.at(-1)?.mine)) this.place.scrollTop = this.place.scrollHeight;
    else if (atEnd) this.place.scrollTop = this.place.scrollHeight;
  }

  /** Swap a node, and keep the focus on the button that had it if it is still there. */
  #replace(old, fresh) {
    const label = old.contains(document.activeElement) ? document.activeElement.textContent : null;
    old.replaceWith(fresh);
    if (label === null) return;
    const same = [...fresh.querySelectorAll('button')].find((button) => button.textContent === label);
    (same ?? this.place).focus({ preventScroll: true });
  }

  #items(state) {
    const items = [];
    if (!state.bubbles.length) {
      items.push(['empty', JSON.stringify([state.bot, state.started]), () => empty(state)]);
      return items;
    }
    let before = '';
    state.bubbles.forEach((bubble, number) => {
      const today = day(bubble.at);
      if (today !== before) items.push([`day ${today}`, today, () => make('p', { class: 'date' }, today)]);
      before = today;
      const last = state.bubbles[number + 1]?.mine !== bubble.mine;
      const busy = state.busy.filter(([id]) => id === bubble.id).map(([, label]) => label);
      const original = state.bubbles.find((one) => one.id === bubble.reply_to);
      const face = JSON.stringify([bubble, last, busy, original?.text]);
      items.push([bubble.id, face, () => this.#bubble(bubble, { last, busy, original })]);
    });
    return items;
  }

  #bubble(bubble, { last, busy, original }) {
    const whose = bubble.mine ? 'You' : 'Bot';
    const more = make('button', { type: 'button', class: 'dots', 'aria-haspopup': 'menu', 'aria-label': `Message options: ${bubble.text.slice(0, 30) || bubble.kind}` }, icon('more'));
    more.addEventListener('click', () => this.does.menu(bubble, more));
    const body = make('div', { class: `bubble ${bubble.kind === 'sticker' ? 'bare' : ''}` },
      original && make('p', { class: 'reply' }, original.text || original.kind),
      media(bubble),
      bubble.text && make('p', { class: 'words' }, words(bubble.text, bubble.entities, this.does.act)),
      make('p', { class: 'meta' },
        bubble.silent && !bubble.mine && make('span', { class: 'mark', title: 'Sent without a sound' }, icon('quiet'), make('span', { class: 'unseen' }, 'sent without a sound')),
        bubble.edited && make('span', {}, 'edited'),
        make('time', { datetime: new Date(bubble.at * 1000).toISOString() }, clock(bubble.at)),
        bubble.mine && make('span', { class: 'mark' }, icon('ticks'))),
      more);
    hold(body, () => this.does.menu(bubble, more));
    const keys = bubble.buttons.map((row) => make('div', { class: 'row' }, row.map((button) => this.#button(bubble, button, busy))));
    const said = `${whose}, ${clock(bubble.at)}`;
    return make('article', { class: `one ${bubble.mine ? 'mine' : 'theirs'} ${last ? 'last' : ''}`, 'aria-label': said },
      body, keys.length > 0 && make('div', { class: 'keys' }, keys));
  }

  #button(bubble, button, busy) {
    const waits = busy.includes(button.label);
    return make('button', { type: 'button', class: 'key', 'aria-busy': waits, onclick: () => this.does.tap(bubble, button) },
      make('span', {}, unbroken(button.label)), MARKS[button.kind] && icon(MARKS[button.kind]));
  }
}

/** A telephone number is read in one piece, so it is not broken at its hyphens. */
function unbroken(label) {
  return label.split(/(\d[\d-]{4,15}\d)/).map((part, number) => (number % 2 ? make('span', { class: 'whole' }, part) : part));
}

function empty(state) {
  return make('div', { class: 'empty' },
    state.bot.description && !state.started
      ? make('div', { class: 'about' }, make('h3', {}, 'What can this bot do?'), make('p', {}, words(state.bot.description, [], () => {})))
      : make('p', { class: 'date' }, 'No messages here yet.'));
}

function media(bubble) {
  if (bubble.kind === 'text') return null;
  if (bubble.kind === 'sticker') return make('p', { class: 'sticker' }, bubble.emoji || '🙂');
  const [drawing, label] = KINDS[bubble.kind] ?? ['file', bubble.kind];
  return make('p', { class: `media ${bubble.kind}` }, icon(drawing), make('span', {}, label), make('small', {}, 'practice'));
}

/** A long press or a right click, without stealing a tap or a scroll. */
function hold(element, act) {
  let timer = 0;
  const stop = () => clearTimeout(timer);
  element.addEventListener('contextmenu', (event) => { event.preventDefault(); act(); });
  element.addEventListener('pointerdown', (event) => {
    if (event.pointerType !== 'mouse') timer = setTimeout(act, HOLD);
  });
  for (const end of ['pointerup', 'pointercancel', 'pointermove']) element.addEventListener(end, stop);
}
