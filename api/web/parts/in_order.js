/** Answers in the order of their questions: an older one that comes last says nothing any more. */

/**
 * Of several readings of one thing that are on their way at once, none shows what was before one that stands already.
 * @returns {{<T>(ask: () => Promise<T>): Promise<{answer: T} | null>, changed: () => void}}  null: a later question is answered already.
 *   `changed`: I changed it myself, and whatever was asked before that is overtaken.
 */
export function inOrder() {
  let asked = 0;
  let taken = 0;
  const read = async (/** @type {() => Promise<any>} */ ask) => {
    const mine = ++asked;
    const answer = await ask();
    if (mine < taken) return null;
    taken = mine;
    return { answer };
  };
  return Object.assign(read, { changed: () => { taken = ++asked; } });
}
