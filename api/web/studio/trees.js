/** Changes in a file's tree, as the relay will make them in its text: find, make, and take back. */

/** A file as read: texts, lists and blocks of texts. @typedef {string | null | Tree[] | {[key: string]: Tree}} Tree */
/** A place in a tree: keys and indexes; an item of a list may be called by its `id`. @typedef {(string | number)[]} At */
/** With a value: put there, at the end or before another. Without: taken away, or moved before another. @typedef {{at: At, value?: Tree, before?: string | number}} Change */

/** @param {Tree | undefined} block @param {string | number} key @returns {number | string | null} the key in this very block */
function keyIn(block, key) {
  if (Array.isArray(block)) {
    const index = typeof key === 'number' ? key : block.findIndex((one) => one !== null && typeof one === 'object' && !Array.isArray(one) && one.id === key);
    return index >= 0 && index < block.length ? index : null;
  }
  return block !== null && typeof block === 'object' && Object.hasOwn(block, key) ? key : null;
}

/** What stands at a place; undefined when nothing does. @param {Tree | undefined} tree @param {At} at @returns {Tree | undefined} */
export function find(tree, at) {
  let here = tree;
  for (const key of at) {
    const own = keyIn(here, key);
    if (own === null) return undefined;
    here = /** @type {any} */ (here)[own];
  }
  return here;
}

/** The tree with a change in it; whatever did not change stays the same object. @param {Tree} tree @param {Change} change @returns {Tree} */
export function changed(tree, change) {
  const [key, ...rest] = change.at;
  if (rest.length) {
    const own = keyIn(tree, key);
    if (own === null) return tree;
    const copy = /** @type {any} */ (Array.isArray(tree) ? [...tree] : { .../** @type {any} */ (tree) });
    copy[own] = changed(copy[own], { ...change, at: rest });
    return copy;
  }
  /** @type {[string, Tree][]} */
  const rows = Array.isArray(tree) ? tree.map((one) => ['', one]) : Object.entries(/** @type {any} */ (tree) ?? {});
  const place = placeOf(tree, key);
  const before = change.before === undefined ? -1 : placeOf(tree, change.before);
  const to = before < 0 ? rows.length : before;
  if (place < 0 && change.value !== undefined) rows.splice(to, 0, [String(key), change.value]);
  else if (place >= 0 && change.value !== undefined) rows[place] = [rows[place][0], change.value];
  else if (place >= 0) {
    const [moved] = rows.splice(place, 1);
    if (change.before !== undefined) rows.splice(to > place ? to - 1 : to, 0, moved);
  }
  return Array.isArray(tree) ? rows.map(([, one]) => one) : Object.fromEntries(rows);
}

/** What takes a change back, in the tree as it was before it. @param {Tree} tree @param {Change} change @returns {Change} */
export function inverse(tree, { at, value, before }) {
  const was = find(tree, at);
  const above = at.slice(0, -1);
  // What was put into a list before another has the other's index now.
  if (was === undefined) return { at: typeof before === 'number' ? [...above, before] : at };
  if (value !== undefined) return { at, value: was };
  const block = /** @type {any} */ (find(tree, above));
  const place = placeOf(block, at[at.length - 1]);
  const next = nameAt(block, place + 1);
  if (before !== undefined) {
    if (nameAt(block, place) !== place) return { at, before: next ?? Object.keys(block).length };
    // An item without a name is called by where it stands by then.
    const asked = placeOf(block, before);
    const to = asked < 0 ? block.length : asked;
    const now = to > place ? to - 1 : to;
    return { at: [...above, now], before: now < place ? place + 1 : place };
  }
  // An item without a name comes back as one after the last, put before whatever stands in its place by then.
  if (nameAt(block, place) === place) return { at: [...above, block.length - 1], value: was, ...(next === undefined ? {} : { before: typeof next === 'number' ? place : next }) };
  return { at, value: was, ...(next === undefined ? {} : { before: next }) };
}

/** Which row of a block or list a key names; -1 when none. @param {Tree | undefined} block @param {string | number} key */
function placeOf(block, key) {
  const own = keyIn(block, key);
  return own === null ? -1 : Array.isArray(block) ? Number(own) : Object.keys(/** @type {any} */ (block)).indexOf(String(own));
}

/** @param {any} block @param {number} place @returns {string | number | undefined} how a row is called */
function nameAt(block, place) {
  if (!Array.isArray(block)) return Object.keys(block)[place];
  const item = block[place];
  return item === undefined ? undefined : typeof item?.id === 'string' ? item.id : place;
}

/** Whether two trees say the same. @param {Tree | undefined} one @param {Tree | undefined} other @returns {boolean} */
export function alike(one, other) {
  if (one === other) return true;
  if (one === null || other === null || typeof one !== 'object' || typeof other !== 'object' || Array.isArray(one) !== Array.isArray(other)) return false;
  const keys = Object.keys(one);
  return keys.length === Object.keys(other).length && keys.every((key) => Object.hasOwn(other, key) && alike(/** @type {any} */ (one)[key], /** @type {any} */ (other)[key]));
}
