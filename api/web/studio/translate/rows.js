/** How each row of a language stands to its source, which are looked for, and what writes one. */
import { words } from '../../flow/ear.js';
import { find } from '../trees.js';

/** @typedef {import('../trees.js').Change} Change */
/**
 * One text beside its translation. `path` and `at` say where it goes, `mark` names the words it translates, `was` is what they were
 * when an old translation was made, if that is known.
 * @typedef {{id: string, kind: 'say' | 'label' | 'phrase' | 'service' | 'reply', source: string, file: string, line: number, text: string, stale: boolean, path: string, at: import('../trees.js').At,
 *   mark: string, safety: boolean, was: string | null}} Row
 */
/** @typedef {'old' | 'missing' | 'done'} State */
/** A language as project.yaml has it. @typedef {{id: string, name: string, state: string, approves?: string, approved_by?: string, font?: string, also?: string[]}} Language */

export const KINDS = { say: 'Message', label: 'Button', phrase: 'Phrase of the bot', service: 'Card of a service', reply: 'Reply for workers' };
const TABLE = { say: 'i18n', label: 'i18n', phrase: 'phrases', service: 'services', reply: 'replies' };
const BRACES = /\{[^{}]*\}/g;
// A clock is told in its own way in every language.
const CLOCK = ['{hour}', '{hour24}', '{minute}', '{twin}'];
// What a row says of itself already.
const SAID = ['L01', 'L02'];

/** The languages that are translated into. @param {any} project @returns {Language[]} */
export const languagesOf = (project) => (Array.isArray(project?.languages) ? project.languages : []).filter((/** @type {any} */ one) => one?.id && one.state !== 'source');

/** How texts of a language are drawn: signs that not every device has need fonts that do. @param {{font?: string} | undefined} language */
export const fontOf = (language) => (language?.font ? `font-${language.font}` : '');

/** The same by the language's code. @param {any} project @param {string} lang */
export const fontFor = (project, lang) => fontOf(languagesOf(project).find(({ id }) => id === lang));

/** What a row has now, with what is typed here and not saved yet. @param {Row} row @param {any} tree  of its file @returns {{text: string, state: State}} */
export function standing(row, tree) {
  const held = tree === undefined || tree === null ? undefined : find(tree, row.at);
  if (tree === undefined || tree === null) return { text: row.text, state: !row.text ? 'missing' : row.stale ? 'old' : 'done' };
  const text = String((row.kind === 'service' ? held : /** @type {any} */ (held)?.text) ?? '').replace(/\n+$/, '');
  if (!text.trim()) return { text, state: 'missing' };
  return { text, state: marked(row) && /** @type {any} */ (held).of !== row.mark ? 'old' : 'done' };
}

/** Whether a translation names the words that it was made of. @param {Row} row */
const marked = (row) => row.kind !== 'service' && row.kind !== 'reply';

/** What writes a translation; nothing typed takes it away. @param {Row} row @param {any} tree @param {string} typed @returns {Change[]} */
export function writes(row, tree, typed) {
  const { at } = row;
  const held = find(tree, at);
  if (!typed.trim()) return held === undefined ? [] : [{ at }];
  if (row.kind === 'service') return [{ at, value: typed }];
  const before = String(/** @type {any} */ (held)?.text ?? '');
  const value = typed.includes('\n') || before.endsWith('\n') ? `${typed.replace(/\n+$/, '')}\n` : typed;
  if (held === undefined) return [{ at, value: { id: String(at[at.length - 1]), ...(marked(row) ? { of: row.mark } : {}), text: value } }];
  return [...(marked(row) && /** @type {any} */ (held).of !== row.mark ? fits(row) : []), { at: [...at, 'text'], value }];
}

/** What says that an old translation is right for today's words too. @param {Row} row @returns {Change[]} */
export const fits = (row) => [{ at: [...row.at, 'of'], value: row.mark }];

/** What stands in braces and is lacking, or is too much. @param {Row} row @param {string} text */
export function braces(row, text) {
  const names = (/** @type {string} */ one) => [...new Set(one.match(BRACES) ?? [])].filter((name) => !CLOCK.includes(name));
  const [wanted, given] = [names(row.source), names(text)];
  return { lacks: wanted.filter((name) => !given.includes(name)), odd: given.filter((name) => !wanted.includes(name)) };
}

/** What the checker says about a row, beside what the row says of itself. @param {Row} row @param {string} lang @param {import('../drafts.js').Finding[]} findings */
export function findingsOf(row, lang, findings) {
  const key = `${row.id.replace(/^(?:@|service:|reply:)/, '')}@${lang}`;
  return findings.filter((one) => one.key === key && one.file.startsWith(TABLE[row.kind]) && !SAID.includes(one.code));
}

/** How far a language is. @param {{row: Row, state: State}[]} rows */
export function progress(rows) {
  const count = (/** @type {State} */ state) => rows.filter((one) => one.state === state).length;
  return { all: rows.length, done: count('done'), old: count('old'), missing: count('missing'), unsafe: rows.filter(({ row, state }) => row.safety && state !== 'done').length };
}

const RANK = { old: 0, missing: 1, done: 2 };

/** The old ones, then the missing, then the rest; of each, what safety needs comes first. @param {{row: Row, state: State}[]} rows */
export const inOrder = (rows) => [...rows].sort((one, other) => RANK[one.state] - RANK[other.state] || Number(other.row.safety) - Number(one.row.safety));

/**
 * Lets through the rows that are looked for; words are read as the bot reads a youth's: small, without accents and unseen signs.
 * @param {{show: string, kind: string, find: string}} wanted @param {any} fold @returns {(one: {row: Row, text: string, state: State}) => boolean}
 */
export function sieve({ show, kind, find: looked }, fold) {
  const sought = folded(looked, fold).split(' ').filter(Boolean);
  return ({ row, text, state }) => {
    if (show === 'todo' ? state === 'done' : show === 'safety' ? !row.safety : show !== 'all' && show !== state) return false;
    if (kind && !(kind === 'screen' ? ['say', 'label'] : [kind]).includes(row.kind)) return false;
    if (!sought.length) return !looked.trim();
    const there = remembered(row, text, fold);
    return sought.every((word) => there.includes(word));
  };
}

/** Rows are looked through with each letter that somebody types; folding one costs more than looking. @type {WeakMap<Row, {text: string, folded: string}>} */
const known = new WeakMap();

/** @param {Row} row @param {string} text @param {any} fold */
function remembered(row, text, fold) {
  const before = known.get(row);
  if (before?.text === text) return before.folded;
  const now = folded(`${row.source} ${text} ${row.id}`, fold);
  known.set(row, { text, folded: now });
  return now;
}

/** @param {string} text @param {any} fold */
const folded = (text, fold) => (fold ? words(fold, text).join(' ') : text.toLowerCase());
