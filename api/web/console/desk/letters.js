/** Letters that hide or turn text around are shown as marks, and nothing else is changed. */

/** @typedef {{text: string} | {mark: string, code: string}} Run */

/** @type {Record<number, string>} */
const NAMES = {
  0x00: 'nul', 0x7f: 'delete', 0xad: 'soft hyphen', 0x34f: 'joiner', 0x61c: 'Arabic direction mark', 0x115f: 'filler', 0x1160: 'filler',
  0x17b4: 'invisible vowel', 0x17b5: 'invisible vowel', 0x180e: 'vowel separator', 0x200b: 'zero-width space', 0x200c: 'zero-width non-joiner',
  0x200e: 'left-to-right mark', 0x200f: 'right-to-left mark', 0x2028: 'line separator', 0x2029: 'paragraph separator',
  0x202a: 'turns left-to-right', 0x202b: 'turns right-to-left', 0x202c: 'end of turn', 0x202d: 'forces left-to-right', 0x202e: 'forces right-to-left',
  0x2060: 'word joiner', 0x2061: 'invisible operator', 0x2062: 'invisible times', 0x2063: 'invisible comma', 0x2064: 'invisible plus',
  0x2066: 'isolates left-to-right', 0x2067: 'isolates right-to-left', 0x2068: 'isolates', 0x2069: 'end of isolate',
  0x3164: 'filler', 0xfeff: 'zero-width no-break', 0xffa0: 'filler', 0xfffc: 'object', 0xfff9: 'annotation', 0xfffa: 'annotation', 0xfffb: 'annotation',
};

/**
 * What a code point is called when it cannot be seen; null when it can be shown as it is.
 * @param {number} code
 * @returns {string | null}
 */
function hidden(code) {
  if (code === 0x0a || code === 0x09) return null;
  if (NAMES[code]) return NAMES[code];
  if (code < 0x20 || (code >= 0x80 && code < 0xa0)) return 'control';
  if (code >= 0xd800 && code <= 0xdfff) return 'half a letter';
  if (code >= 0x206a && code <= 0x206f) return 'old format mark';
  if (code >= 0xe0000 && code <= 0xe0fff) return 'tag';
  return null;
}

/** Joins emoji (family, flags of occupations): there it is part of a picture, elsewhere it hides. */
const JOINER = 0x200d;
const PICTURE = /\p{Extended_Pictographic}|\p{Emoji_Modifier}|\ufe0f/u;

/**
 * Split text into runs to show as they are and marks for what cannot be seen (H8).
 * The words stay exact: joining every run, with each mark put back as its letter, gives the text again.
 * @param {string} text
 * @returns {Run[]}
 */
export function runs(text) {
  /** @type {Run[]} */
  const found = [];
  let plain = '';
  const letters = Array.from(text);
  letters.forEach((letter, i) => {
    const code = /** @type {number} */ (letter.codePointAt(0));
    let name = hidden(code);
    if (code === JOINER && !(PICTURE.test(letters[i - 1] ?? '') && PICTURE.test(letters[i + 1] ?? ''))) name = 'zero-width joiner';
    if (name === 'tag' && inFlag(letters, i)) name = null;
    if (name === null) {
      plain += letter;
      return;
    }
    if (plain) found.push({ text: plain });
    plain = '';
    found.push({ mark: name, code: `U+${code.toString(16).toUpperCase().padStart(4, '0')}` });
  });
  if (plain) found.push({ text: plain });
  return found;
}

/**
 * Tag letters spell the flags of Scotland and others, but only behind the black flag.
 * @param {string[]} letters
 * @param {number} i
 */
function inFlag(letters, i) {
  let at = i - 1;
  while (at >= 0 && (letters[at].codePointAt(0) ?? 0) >= 0xe0020 && (letters[at].codePointAt(0) ?? 0) <= 0xe007f) at -= 1;
  return letters[at] === '\u{1F3F4}';
}

/**
 * Telegram counts UTF-16 units, and so does JavaScript's length; a name for what the composer counts.
 * @param {string} text
 */
export function telegramLength(text) {
  return text.length;
}
export const TELEGRAM_LIMIT = 4096;
