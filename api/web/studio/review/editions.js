/** Editions as they were signed: fetched once, and looked at for whether they are what they say. */
import { NotBelieved } from '../../doors/published/editions.js';
import { newest } from '../../doors/published/newest.js';
import { Refusal, sentenceOf } from '../../parts/relay.js';
import { useEffect, useState } from '../../vendor/preact.js';
import { canonical, nameOfEdition } from '../signing.js';

/** @typedef {import('../session.js').Editing} Editing */

/** Editions never change, so each is asked for once. @type {WeakMap<object, Map<string, Promise<any>>>} */
const kept = new WeakMap();

/** @param {Editing} session @param {string} path @returns {Promise<any>} */
function once(session, path) {
  const here = kept.get(session) ?? new Map();
  kept.set(session, here);
  const asked = here.get(path) ?? session.relay.call('GET', path);
  here.set(path, asked);
  // What did not come through is asked for again the next time.
  asked.catch(() => here.delete(path));
  return asked;
}

/** @param {Editing} session @param {number} n  0: what the program came with */
export const editionOf = (session, n) => once(session, `/api/studio/releases/${n}/edition`);

/** What a review asks to sign; refused when it is not what its payload names. @param {Editing} session @param {{number: number, says: import('../signing.js').Says}} review */
export async function editionAsked(session, { number, says }) {
  const edition = await once(session, `/api/studio/reviews/${number}/edition`);
  if (await nameOfEdition(edition) !== says.edition) throw new Refusal('not-shown', 'What this review shows is not what it asks to sign. Do not sign it, and tell your coordinator.');
  return edition;
}

/**
 * What youth read now, and whether two editors of the signed list have signed it: whoever hid a change in "before" would be seen.
 * @param {Editing} session @returns {Promise<{edition: any, doubt: string | null}>}
 */
export async function editionRunning(session) {
  const n = session.studio.stand?.running?.n ?? 0;
  const edition = await editionOf(session, n);
  return { edition, doubt: n === 0 || await believed(session, edition) ? null
    : 'The signatures of what youth read now could not be checked here: somebody who signed it may not be on the list of people any more. Compare with care.' };
}

/** @param {Editing} session @param {any} edition */
async function believed(session, edition) {
  const { relay, pins } = session;
  try {
    const one = await newest({ relay, pins, now: session.now(), before: null, shipped: () => editionOf(session, 0), practice: session.forPractice });
    return Boolean(one) && canonical(one?.edition) === canonical(edition);
  } catch (error) {
    if (error instanceof NotBelieved) return false;
    throw error;
  }
}

/** Something that has to be fetched first, and again whenever it is another; until that has come the value is the one before, and not `fresh`. @template T @param {() => Promise<T> | T | null} load @param {unknown[]} of @returns {{value: T | null, problem: string | null, fresh: boolean, again: () => void}} */
export function useLoaded(load, of) {
  const [found, setFound] = useState(/** @type {{value: T | null, problem: string | null, of: unknown[]}} */ ({ value: null, problem: null, of }));
  const [tries, setTries] = useState(0);
  useEffect(() => {
    let gone = false;
    Promise.resolve().then(load).then((value) => { if (!gone) setFound({ value, problem: null, of }); })
      .catch((error) => { if (!gone) setFound({ value: null, problem: sentenceOf(error), of }); });
    return () => { gone = true; };
  }, [...of, tries]);
  return { ...found, fresh: found.of.every((one, i) => one === of[i]), again: () => setTries(tries + 1) };
}
