/** Before words that may be hard to read: what they are about, and a press that shows them. */

/** @typedef {{lang: string, about: string, any: string[]}} List */

/** Small letters without accents, in words; an apostrophe joins. @param {string} text @returns {string[]} */
function inWords(text) {
  return text.normalize('NFD').replace(/\p{M}|['’]/gu, '').toLowerCase().match(/[\p{L}\p{N}]+\*?/gu) ?? [];
}

/** @type {WeakMap<List[], {about: string, phrase: string[]}[]>} */
const taken = new WeakMap();

/** @param {List[]} lists */
function phrases(lists) {
  const known = taken.get(lists);
  if (known) return known;
  const made = lists.flatMap(({ about, any }) => any.map((written) => ({ about, phrase: inWords(written) })).filter(({ phrase }) => phrase.length));
  taken.set(lists, made);
  return made;
}

/**
 * What a message may be about, if a word of the team's list stands in it. It is looked for here and told to nobody.
 * @param {string} text
 * @param {List[]} lists
 * @returns {string | null}
 */
export function warningOf(text, lists) {
  const words = inWords(text);
  const found = phrases(lists).find(({ phrase }) => words.some((_, at) => phrase.every((wanted, i) => {
    const word = words[at + i];
    return word !== undefined && (wanted.endsWith('*') ? word.startsWith(wanted.slice(0, -1)) : word === wanted);
  })));
  return found?.about ?? null;
}
