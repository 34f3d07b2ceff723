/** An editor's signature: given only to what this page has shown, or what it can make again for itself. */
import { Refusal } from '../parts/relay.js';
import { sha256 } from '../sealing/keys.js';
import { hex, unbase64, utf8 } from '../sealing/padding.js';
import { signDocument } from '../sealing/roster.js';

/** What the relay asks to sign. @typedef {{review: number, payload: string}} Asked */
/** What is signed, as written in it. @typedef {{v: number, n: number, prev: string | null, edition: string, bundle: string, at: number, kind: 'publish' | 'rollback' | 'hide' | 'floor', waivers: {code: string, file: string, line: number, why: string}[]}} Says */

export const BUNDLE_TYPE = 'application/vnd.quietline.bundle+json';
const OTHER = 'What the relay asks you to sign is not what this page showed you. Nothing was signed. Look at it anew; if this stays, tell your coordinator.';

/** The order of code points, which is not that of JavaScript. @param {string} one @param {string} other */
function byCodePoint(one, other) {
  const [a, b] = [[...one], [...other]];
  for (let at = 0; at < Math.min(a.length, b.length); at++) if (a[at] !== b[at]) return Number(a[at].codePointAt(0)) - Number(b[at].codePointAt(0));
  return a.length - b.length;
}

/** The one way to write a value down, as `content/bundle.py` does: sorted keys, no spaces. @param {any} value @returns {string} */
export function canonical(value) {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (value !== null && typeof value === 'object') return `{${Object.keys(value).sort(byCodePoint).map((key) => `${JSON.stringify(key)}:${canonical(value[key])}`).join(',')}}`;
  if (typeof value === 'number' && !Number.isSafeInteger(value)) throw new Refusal('not-shown', OTHER);
  return JSON.stringify(value);
}

/** The name of an edition: SHA-256 of its canonical form, in hex. @param {any} edition @returns {Promise<string>} */
export const nameOfEdition = async (edition) => hex(await sha256(utf8(canonical(edition))));

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
  if (says.v !== 1 || says.edition !== await nameOfEdition(edition) || says.bundle !== edition.bundle.id) throw new Refusal('not-shown', OTHER);
  const envelope = await signDocument(BUNDLE_TYPE, unbase64(asked.payload), [opened.identity]);
  return relay.call('POST', '/api/studio/sign', { envelope });
}
