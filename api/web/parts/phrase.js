/** Makes the seven-word unlock phrase, and reads it back however it was typed. */
import { WORDS } from './words.js';

const LENGTH = 7;

/** Seven words, each drawn evenly from the list: about 70 bits, before the rounds of PBKDF2. */
export function makePhrase() {
  return Array.from({ length: LENGTH }, () => WORDS[drawBelow(WORDS.length)]).join(' ');
}

/** Evenly below `limit`: what would favour the first words is drawn again. @param {number} limit */
function drawBelow(limit) {
  const fair = Math.floor(2 ** 32 / limit) * limit;
  for (;;) {
    const [draw] = crypto.getRandomValues(new Uint32Array(1));
    if (draw < fair) return draw % limit;
  }
}

/** Lower case, single spaces, whatever was typed between the words. Protocol 1.3. @param {string} typed */
export function tidy(typed) {
  return typed.normalize('NFKC').toLowerCase().replace(/[^a-z]+/g, ' ').trim();
}

/**
 * The first thing that cannot be right about a typed phrase, as a sentence; null when it may be right.
 * @param {string} typed
 */
export function doubtAbout(typed) {
  const words = tidy(typed).split(' ').filter(Boolean);
  const odd = words.find((word) => !WORDS.includes(word));
  if (odd) return `“${odd}” is not one of our words. Check its spelling.`;
  if (words.length !== LENGTH) return `The phrase has seven words; here are ${words.length}.`;
  return null;
}
