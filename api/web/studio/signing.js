/** An editor's signature: given only to what this page has shown, or what it can make again for itself. */
import { floorOnly, without } from '../doors/published/alone.js';
import { canonical, nameOf } from '../doors/published/canonical.js';
import { BUNDLE_TYPE } from '../doors/published/editions.js';
import { passing, Refusal } from '../parts/relay.js';
import { unbase64 } from '../sealing/padding.js';
import { signDocument } from '../sealing/roster.js';

/** What the relay asks to sign; `service`: the one that was meant to be hidden. @typedef {{review: number, payload: string, service?: string}} Asked */
/** What is signed, as written in it. @typedef {{v: number, n: number, prev: string | null, edition: string, bundle: string, at: number, kind: 'publish' | 'rollback' | 'hide' | 'floor', waivers: {code: string, file: string, line: number, why: string}[]}} Says */

const OTHER = 'What the relay asks you to sign is not what this page showed you. Nothing was signed. Look at it anew; if this stays, tell your coordinator.';

export { BUNDLE_TYPE, canonical, nameOf as nameOfEdition };

/** What a payload says; it is only read, never believed. @param {string} payload @returns {Says} */
export const saysOf = (payload) => JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(unbase64(payload)));

/**
 * What one editor may do alone, made here from what runs; null: it would be something else. Of what the relay asks only which service is gone is read.
 * @param {Says['kind']} kind @param {any} running @param {any} asked @param {string} [service]  that was meant to be hidden @returns {Promise<any>}
 */
export async function madeAlone(kind, running, asked, service) {
  if (kind === 'floor') return floorOnly(running);
  const left = new Set(asked.services.shown);
  const gone = running.services.shown.filter((/** @type {string} */ id) => !left.has(id));
  const one = kind === 'hide' && gone.length === 1 && !running.services.floor.includes(gone[0]) && [undefined, gone[0]].includes(service);
  return one ? without(running, gone[0]) : null;
}

/** What became of my signature, as everything stands; null: it is not there. @param {any} stand @param {number} review @param {number} n  of the version @returns {{released: number | null, runs_at: number | null} | null} */
export function signedIn(stand, review, n) {
  const me = stand?.me.device;
  if (stand?.running?.number === review && stand.running.by.includes(me)) return { released: stand.running.n, runs_at: stand.running.runs_at };
  if (stand?.review?.number === review) return stand.review.approvals.some((/** @type {{by: string}} */ { by }) => by === me) ? { released: null, runs_at: null } : null;
  return stand?.scheduled?.n === n ? { released: n, runs_at: stand.scheduled.at } : null;
}

/**
 * Sign what was asked for, and send it. The edition is the one that this page showed; without one it must follow from what runs.
 * Throws a Refusal with a plain sentence, and signs nothing, when the relay asks for anything else.
 * @param {import('./session.js').Editing} session @param {Asked} asked @param {any} [shown]
 * @returns {Promise<{released: number | null, runs_at: number | null}>}
 */
export async function signAsked(session, asked, shown = null) {
  const { relay, studio, opened } = session;
  const says = saysOf(asked.payload);
  const fetched = (/** @type {string} */ of) => relay.call('GET', `/api/studio/${of}/edition`);
  const edition = shown ?? await madeAlone(says.kind, await fetched(`releases/${studio.stand?.running?.n ?? 0}`), await fetched(`reviews/${asked.review}`), asked.service);
  if (!edition || says.v !== 1 || says.edition !== await nameOf(edition) || says.bundle !== edition.bundle.id) throw new Refusal('not-shown', OTHER);
  const envelope = await signDocument(BUNDLE_TYPE, unbase64(asked.payload), [opened.identity]);
  try {
    return await relay.call('POST', '/api/studio/sign', { envelope });
  } catch (error) {
    // Often only the answer is lost: whether my name stands there is asked before anybody reads that it did not go through.
    const signed = passing(error) ? await studio.look().then(() => signedIn(studio.stand, asked.review, says.n), () => null) : null;
    if (!signed) throw error;
    return signed;
  }
}
