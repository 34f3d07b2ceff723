/** An editor's signature: given only to what this page has shown, or what it can make again for itself. */
import { canonical, nameOf } from '../doors/published/canonical.js';
import { BUNDLE_TYPE } from '../doors/published/editions.js';
import { Refusal } from '../parts/relay.js';
import { unbase64 } from '../sealing/padding.js';
import { signDocument } from '../sealing/roster.js';

/** What the relay asks to sign. @typedef {{review: number, payload: string}} Asked */
/** What is signed, as written in it. @typedef {{v: number, n: number, prev: string | null, edition: string, bundle: string, at: number, kind: 'publish' | 'rollback' | 'hide' | 'floor', waivers: {code: string, file: string, line: number, why: string}[]}} Says */

const OTHER = 'What the relay asks you to sign is not what this page showed you. Nothing was signed. Look at it anew; if this stays, tell your coordinator.';

export { BUNDLE_TYPE, canonical, nameOf as nameOfEdition };

/** What a payload says; it is only read, never believed. @param {string} payload @returns {Says} */
export const saysOf = (payload) => JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(unbase64(payload)));

/**
 * Whether an edition only takes away from what runs, as one person alone may: a service, or everything but the floor.
 * @param {Says['kind']} kind @param {any} running @param {any} made
 */
export function onlyTakesAway(kind, running, made) {
  const { services: before, bundle: was, ...rest } = running;
  const { services: after, bundle: now, ...left } = made;
  const shown = new Set(before.shown);
  const entries = canonical({ ...before, shown: [] }) === canonical({ ...after, shown: [] }) && canonical(rest) === canonical(left);
  const floor = before.floor.filter((/** @type {string} */ id) => shown.has(id));
  if (!entries || !after.shown.every((/** @type {string} */ id) => shown.has(id)) || !floor.every((/** @type {string} */ id) => after.shown.includes(id))) return false;
  if (kind === 'hide') return after.shown.length === before.shown.length - 1 && canonical(was) === canonical(now);
  // The floor: no word that youth do not read already, no step that is not there, numbers of the floor alone.
  return kind === 'floor' && after.shown.length === floor.length && Object.keys(now.steps).every((id) => Object.hasOwn(was.steps, id))
    && Object.entries(now.text).every(([lang, texts]) => Object.entries(/** @type {Record<string, string>} */ (texts)).every(([key, text]) => was.text[lang]?.[key] === text));
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
  const edition = shown ?? await relay.call('GET', `/api/studio/reviews/${asked.review}/edition`);
  if (!shown) {
    const running = await relay.call('GET', `/api/studio/releases/${studio.stand?.running?.n ?? 0}/edition`);
    if (!onlyTakesAway(says.kind, running, edition)) throw new Refusal('not-shown', OTHER);
  }
  if (says.v !== 1 || says.edition !== await nameOf(edition) || says.bundle !== edition.bundle.id) throw new Refusal('not-shown', OTHER);
  const envelope = await signDocument(BUNDLE_TYPE, unbase64(asked.payload), [opened.identity]);
  return relay.call('POST', '/api/studio/sign', { envelope });
}
