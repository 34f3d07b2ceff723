/** Hears a youth's typed words: folds, splits and matches them by the table and the lists of a bundle. */
// The twin of content/ear.py. A letter is a code point, never half of one; what counts as a letter comes from the bundle.

/** @typedef {{to: [number, string][], gone: number[][], letters: number[][]}} Fold */
/** @typedef {{cat: string, lang: string, go: string, whole: boolean, any: string[][]}} Line */
/** @typedef {{place: number, line: Line, pattern: string[]}} Candidate */

const MOST_LETTERS = 4096;

/**
 * What a table holds under a name, and nothing that every object inherits: "__proto__" is a word like others.
 * @template T
 * @param {Record<string, T>} table @param {unknown} name @returns {T | undefined}
 */
export const own = (table, name) => (typeof name === 'string' && Object.hasOwn(table, name) ? table[name] : undefined);

/** What each letter is read as: itself or its plain twin, nothing, or a space where a word ends. */
class Letters {
  /** @param {Fold} fold */
  constructor(fold) {
    this.fold = fold;
    this.to = new Map(fold.to.flatMap(([first, run]) => run.split(' ').map((plain, more) => [String.fromCodePoint(first + more), plain])));
    /** @type {Map<string, string>} */
    this.known = new Map();
  }

  /** @param {string} letter */
  read(letter) {
    const known = this.known.get(letter);
    if (known !== undefined) return known;
    const folded = this.to.get(letter) ?? letter;
    const read = within(this.fold.letters, folded) ? folded : within(this.fold.gone, folded) ? '' : ' ';
    if (this.known.size < MOST_LETTERS) this.known.set(letter, read);
    return read;
  }
}

/** @param {Letters} letters @param {string} text */
function split(letters, text) {
  let read = '';
  for (const letter of text) read += letters.read(letter);
  return read.split(' ').filter((word) => word);
}

/** The folded words of a text, by the table in the bundle. @param {Fold} fold @param {string} text */
export const words = (fold, text) => split(new Letters(fold), text);

/** How one bundle listens, worked out once: most patterns begin with a word that was not said, and cost no look. */
export class Ear {
  /** @param {{fold: Fold, lexicon: Line[]}} bundle */
  constructor(bundle) {
    this.letters = new Letters(bundle.fold);
    /** @type {Map<string, Candidate[]>} */
    this.byWord = new Map();
    /** @type {Map<string, Candidate[]>} */
    this.byInitial = new Map();
    const listed = bundle.lexicon.flatMap((line) => line.any.map((pattern) => ({ line, pattern })));
    for (const [place, { line, pattern }] of listed.entries()) {
      const first = pattern[0];
      const loose = first.endsWith('*') || first.endsWith('~');
      const [table, name] = loose ? [this.byInitial, initial(first)] : [this.byWord, first];
      table.set(name, [...(table.get(name) ?? []), { place, line, pattern }]);
    }
  }

  /** @param {string} text */
  words(text) {
    return split(this.letters, text);
  }

  /** The patterns whose beginning may have been said, in the order of the lexicon. @param {string[]} tokens */
  candidates(tokens) {
    const said = [...new Set(tokens)].flatMap((token) => this.byWord.get(token) ?? []);
    const begun = [...new Set(tokens.map(initial))].flatMap((letter) => this.byInitial.get(letter) ?? []);
    return [...said, ...begun].sort((one, other) => one.place - other.place);
  }
}

/** @type {WeakMap<object, Ear>} */
const ears = new WeakMap();

/** The ear of this very bundle, kept as long as the bundle is. @param {{fold: Fold, lexicon: Line[]}} bundle */
export function earOf(bundle) {
  const ear = ears.get(bundle) ?? new Ear(bundle);
  ears.set(bundle, ear);
  return ear;
}

/** @param {string} word */
const initial = (word) => String.fromCodePoint(/** @type {number} */ (word.codePointAt(0)));

/** @param {number[][]} ranges @param {string} letter */
function within(ranges, letter) {
  const place = /** @type {number} */ (letter.codePointAt(0));
  return ranges.some(([first, last]) => first <= place && place <= last);
}

/**
 * Whether a pattern stands in the words: `~2` up to two words between, `x*` a beginning, `x~` one letter wrong.
 * @param {string[]} pattern @param {string[]} tokens @param {boolean} whole
 */
export function matches(pattern, tokens, whole) {
  const [first, ...rest] = pattern;
  return (whole ? tokens.slice(0, 1) : tokens).some((token, start) => {
    const ends = fits(first, token) ? endings(rest, tokens, start + 1) : [];
    return ends.includes(tokens.length) || (ends.length > 0 && !whole);
  });
}

/** @param {string[]} pattern @param {string[]} tokens @param {number} start */
function endings(pattern, tokens, start) {
  let places = [start];
  for (const part of pattern) {
    if (part.startsWith('~')) {
      const most = Number(part.slice(1));
      places = [...new Set(places.flatMap((place) => Array.from({ length: most + 1 }, (_, extra) => place + extra)))];
    } else {
      places = places.filter((place) => place < tokens.length && fits(part, tokens[place])).map((place) => place + 1);
    }
  }
  return places;
}

/** @param {string} part @param {string} token */
function fits(part, token) {
  if (part.codePointAt(0) !== token.codePointAt(0)) return false;
  if (part.endsWith('*')) return token.startsWith(part.slice(0, -1));
  return token === part || (part.endsWith('~') && nearly(part.slice(0, -1), token));
}

/** One letter more, less, other, or two neighbours swapped; the first letter is always right. @param {string} word @param {string} token */
function nearly(word, token) {
  const [meant, typed] = [[...word], [...token]];
  let same = 0;
  while (same < meant.length && same < typed.length && meant[same] === typed[same]) same += 1;
  /** @param {string[]} letters @param {number} from */
  const after = (letters, from) => letters.slice(same + from).join('');
  const swapped = meant[same] === typed[same + 1] && meant[same + 1] === typed[same];
  return after(meant, 1) === after(typed, 0) || after(meant, 1) === after(typed, 1) || after(meant, 0) === after(typed, 1)
    || (swapped && after(meant, 2) === after(typed, 2));
}
