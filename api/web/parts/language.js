/** The name of a language for people at a desk; of what is no code, the word itself. */

/** A code as the line writes them: the language, and after a dash the community's spelling or the place. */
const CODE = /^([a-z]{2,3})(?:-([A-Za-z0-9-]{1,20}))?$/;

/** Spoken here, and named by few browsers: Debian's own knows no Oji-Cree. Codes of ISO 639, in the English of this region. @type {Record<string, string>} */
const HERE = { oj: 'Ojibwe', ojb: 'Northwestern Ojibwe', ojs: 'Oji-Cree', cr: 'Cree', csw: 'Swampy Cree', iu: 'Inuktitut' };

/** @param {unknown} word */
export const isCode = (word) => typeof word === 'string' && CODE.test(word);

/**
 * The name of the language before the dash, and behind it what stands there: browsers throw for codes like `ojs-12`, and take
 * the community of `oj-sl` for a country.
 * @param {string} word
 */
export function languageName(word) {
  const [, base, community] = CODE.exec(word) ?? [];
  const name = base && (HERE[base] ?? new Intl.DisplayNames(['en'], { type: 'language' }).of(base));
  if (!name || name === base) return word;
  return community ? `${name} (${community})` : name;
}
