/** A text as youth will meet it: as a bubble in Telegram, and on a locked phone. */
import { html } from '../vendor/preact.js';
import { card, fellBack, filled, phrase, servicesOf } from './showing.js';

export const LOCK_SCREEN = 100;
const MOST_CARDS = 3;

/** @typedef {{say: string, choices: string[], always: string[], services: string[]}} Shown */

/**
 * What a step shows, in one language, with what that language lacks in the source language.
 * @param {any} node @param {(key: string) => {text: string, lang: string}} words @param {string} id @param {string[]} always @param {import('./showing.js').Seen} seen @returns {Shown}
 */
export function shownOf(node, words, id, always, seen) {
  const { text, lang } = words(id);
  const said = filled(text, { ...seen, lang });
  return {
    say: text && lang !== seen.lang ? fellBack(said, seen.edition, seen.lang) : said,
    choices: (Array.isArray(node?.choices) ? node.choices : []).map((/** @type {any} */ one) => words(`${id}.${one?.id}`).text),
    always: node?.quiet === 'yes' ? [] : always.filter((one) => one !== id).map((one) => phrase(seen.edition, seen.lang, one) || one),
    services: servicesOf(node?.services, seen),
  };
}

/** @param {{shown: Shown, seen: import('./showing.js').Seen}} props */
export function Previews({ shown, seen }) {
  return html`<div class="previews">
    <figure class="preview" aria-label="In Telegram"><figcaption>In Telegram</figcaption><div class="phone phone-telegram"><${Bubble} shown=${shown} seen=${seen} /></div></figure>
    <figure class="preview" aria-label="On a locked phone"><figcaption>On a locked phone</figcaption><div class="phone phone-locked">
      <p class="locked-time" aria-hidden="true">21:14</p>
      <div class="locked-note"><p class="locked-from">Telegram</p><p class="locked-words" lang=${seen.lang}>${lockScreen(shown.say)}</p></div></div></figure>
  </div>`;
}

/** The first letters, which anybody near the phone can read. @param {string} said */
export function lockScreen(said) {
  const line = said.replace(/\s+/g, ' ').trim();
  return line.length <= LOCK_SCREEN ? line : `${line.slice(0, LOCK_SCREEN)}…`;
}

const SHORT = 12;

/** @param {string[]} labels @returns {[string, string][]} */
const named = (labels) => labels.map((label) => ['', label]);

/**
 * The buttons as the bot lays them out: two short ones side by side, and in the last row what is on every screen.
 * @param {Iterable<string[]>} choices  each as name and label @param {Iterable<string[]>} always @returns {string[][]}  and with the class that says how many share its row
 */
export function laidOut(choices, always) {
  /** @type {string[][][]} */
  const rows = [];
  for (const one of choices) {
    const last = rows[rows.length - 1];
    if (last?.length === 1 && one[1].length <= SHORT && last[0][1].length <= SHORT) last.push(one);
    else rows.push([one]);
  }
  return [...rows, [...always]].flatMap((row) => row.map(([id, label]) => [id, label, `key-of-${Math.min(row.length, 3)}`]));
}

/** @param {{shown: Shown, seen: import('./showing.js').Seen}} props */
export function Bubble({ shown, seen }) {
  return html`<div class="bubble" lang=${seen.lang}>${lines(shown.say || ' ')}</div>
    ${cards(shown, seen).map(([id, said]) => html`<div class="bubble" key=${id} lang=${seen.lang}>${lines(said.join('\n'))}</div>`)}
    <ul class="keys keys-laid" lang=${seen.lang} aria-label="Buttons">${laidOut(named(shown.choices), named(shown.always)).map(([, label, row], at) => html`<li class=${`key ${row}`} key=${at}>${label}</li>`)}</ul>`;
}

/** @param {Shown} shown @param {import('./showing.js').Seen} seen @returns {[string, string[]][]} */
function cards(shown, seen) {
  const some = shown.services.slice(0, MOST_CARDS).map((id) => /** @type {[string, string[]]} */ ([id, card(id, seen)]));
  const more = shown.services.length - some.length;
  return more > 0 ? [...some, ['more', [`… and ${more} more`]]] : some;
}

/** @param {string} words */
export const lines = (words) => words.split('\n').map((line, at) => html`<span class="said-line" key=${at}>${line || ' '}</span>`);
