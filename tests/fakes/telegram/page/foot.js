/** Draws the foot of the chat: the Start button, the blocked state, or the place to write. */

import { icon, make } from './element.js';
import { openMenu } from './menu.js';

const SENDS = [
  ['Photo', 'photo'], ['Three photos', 'album'], ['Video', 'video'], ['Voice message', 'voice'], ['Video message', 'video_note'],
  ['GIF', 'gif'], ['File', 'document'], null, ['My location', 'location'], ['My telephone number', 'contact'],
];
const STICKERS = ['😢', '😊', '❤️', '🙏'];

/** The foot; `act(body)` tells the server, and resolves to whether it worked. */
export class Foot {
  /** Draw into `place`. */
  constructor(place, screen, act) {
    this.place = place;
    this.screen = screen;
    this.act = act;
    this.kind = '';
    this.editing = null;
    this.commands = [];
    this.text = make('textarea', { rows: '1', 'aria-label': 'Message', placeholder: 'Message', enterkeyhint: 'send', autocomplete: 'off' });
    this.text.addEventListener('input', () => this.#fit());
    this.text.addEventListener('keydown', (event) => this.#key(event));
  }

  /** Show what fits the state. */
  show(state) {
    this.commands = state.bot.commands;
    const kind = state.blocked ? 'blocked' : state.started ? `write ${this.commands.length > 0}` : 'start';
    if (kind === this.kind) return;
    const held = this.place.contains(document.activeElement);
    this.kind = kind;
    if (kind === 'start') this.place.replaceChildren(this.#big('Start', { do: 'start' }));
    else if (kind === 'blocked') this.place.replaceChildren(this.#big('Unblock', { do: 'unblock' }, 'quietly'), this.#big('Restart', { do: 'start' }));
    else this.#write();
    if (held) this.place.querySelector('textarea, button')?.focus({ preventScroll: true });
  }

  /** Change a message of one's own. */
  edit(bubble) {
    this.editing = bubble;
    this.text.value = bubble.text;
    this.#banner();
    this.#fit();
    this.text.focus();
  }

  #big(label, body, more = '') {
    return make('button', { type: 'button', class: `big ${more}`, onclick: () => this.act(body) }, label);
  }

  #write() {
    const clip = make('button', { type: 'button', class: 'round', 'aria-haspopup': 'menu', 'aria-label': 'Send something else' }, icon('clip'));
    clip.addEventListener('click', () => openMenu(clip, this.#things(), this.screen));
    const slash = make('button', { type: 'button', class: 'round', 'aria-haspopup': 'menu', 'aria-label': 'Commands' }, icon('slash'));
    slash.addEventListener('click', () => openMenu(slash, this.#orders(), this.screen));
    const send = make('button', { type: 'submit', class: 'round send', 'aria-label': 'Send' }, icon('send'));
    this.banner = make('div', { class: 'editing', hidden: true });
    const form = make('form', { class: 'write' }, this.commands.length > 0 && slash, this.text, clip, send);
    form.addEventListener('submit', (event) => { event.preventDefault(); this.#send(); });
    this.place.replaceChildren(this.banner, form);
    this.#banner();
  }

  #things() {
    const send = (what) => async () => {
      if (await this.act({ do: what, text: this.text.value.trim() })) this.#clear();
    };
    const stickers = STICKERS.map((emoji) => [emoji, () => this.act({ do: 'sticker', text: emoji }), `Sticker ${emoji}`]);
    return [...SENDS.map((one) => one && [one[0], send(one[1])]), null, stickers];
  }

  #orders() {
    return this.commands.map((one) => [`/${one.command} – ${one.description}`, () => this.act({ do: 'send', text: `/${one.command}` })]);
  }

  async #send() {
    const text = this.text.value.trim();
    if (!text) return;
    const body = this.editing ? { do: 'edit', id: this.editing.id, text } : { do: 'send', text };
    this.#clear();
    if (!await this.act(body)) { this.text.value = text; this.#fit(); }
  }

  #clear() {
    this.text.value = '';
    this.editing = null;
    this.#banner();
    this.#fit();
  }

  #banner() {
    if (!this.banner) return;
    this.banner.hidden = !this.editing;
    if (!this.editing) return;
    const stop = make('button', { type: 'button', class: 'round small', 'aria-label': 'Stop editing', onclick: () => { this.#clear(); this.text.focus(); } }, icon('close'));
    this.banner.replaceChildren(icon('pencil'), make('p', {}, make('strong', {}, 'Edit message'), make('span', {}, this.editing.text)), stop);
  }

  #fit() {
    this.text.style.height = 'auto';
    this.text.style.height = `${Math.min(this.text.scrollHeight, 132)}px`;
  }

  #key(event) {
    if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) { event.preventDefault(); this.#send(); }
    if (event.key === 'Escape' && this.editing) this.#clear();
  }
}
