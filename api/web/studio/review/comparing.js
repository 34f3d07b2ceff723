/** Values laid side by side: whether they are alike, which keys they have, how they read. */

/** What JavaScript objects inherit is no entry. @param {any} table @param {string} key */
export const own = (table, key) => (table && Object.hasOwn(table, key) ? table[key] : undefined);

/** Whether two values hold the same, whatever the order of their keys. @param {any} one @param {any} other */
export const alike = (one, other) => JSON.stringify(sorted(one)) === JSON.stringify(sorted(other));

/** A value whose keys stand in one order, for comparing. @param {any} value @returns {any} */
export const sorted = (value) => (Array.isArray(value) ? value.map(sorted) : value && typeof value === 'object' ? Object.fromEntries(Object.keys(value).sort().map((key) => [key, sorted(value[key])])) : value);

/** Any value as somebody could read it; null: nothing is there. @param {any} value @returns {string | null} */
export const plain = (value) => (value === undefined ? null : typeof value === 'string' ? value : Array.isArray(value) && value.every((one) => typeof one === 'string') ? value.join(', ') : JSON.stringify(value, null, 1));

/** The keys of both, those of the newer first. @param {any} before @param {any} after @returns {string[]} */
export const keysOf = (before, after) => [...new Set([...Object.keys(after ?? {}), ...Object.keys(before ?? {})])];
