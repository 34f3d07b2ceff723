/** Believes what editors published only as far as two of them signed it. */
/*
 * The twin of `bot/relay/editions.py`, method for method.
 * The relay hands versions over and cannot make them. Two different people, editors on the roster, bring any new words. One alone may hide
 * a service or leave nothing but the floor; then this end makes that edition from the one it believes already, and takes no
 * word of what it was sent. A lower number than the one believed is an old version brought back, and refused.
 * Source: content.md 5, PROTOCOL 2.1, THREATS A3 and A7.
 */
import { personOf } from '../../parts/person.js';
import { EARLY, sha256 } from '../../sealing/keys.js';
import { hex, readObject, Refusal, unbase64, whole } from '../../sealing/padding.js';
import { openDocument } from '../../sealing/roster.js';
import { floorOnly, without } from './alone.js';
import { nameOf } from './canonical.js';

/** @typedef {import('../../sealing/roster.js').Roster} Roster */
/** @typedef {import('./alone.js').Json} Json */
/**
 * A version: its number, the SHA-256 of what was signed, the last number that two signed, and the edition. `alone` is the envelope
 * of what one editor did behind what two signed: it counts as long as an editor stands behind it.
 * @typedef {{n: number, name: string, sure: number, edition: Json, alone?: string}} Believed
 */
/** A version as it was sent, its signatures checked: by how many people (2: or more). @typedef {{n: number, name: string, told: Json, editors: number, edition: Json, text: string}} Signed */

export const BUNDLE_TYPE = 'application/vnd.quietline.bundle+json';
const KINDS = ['publish', 'rollback', 'hide', 'floor'];
const LAST_VERSION = 2 ** 32 - 1;

/** What the relay handed over is not what editors published; `reason` is one word of ours. */
export class NotBelieved extends Error {
  /** @param {string} reason  nothing of what was sent goes into it */
  constructor(reason) {
    super(reason);
    this.name = 'NotBelieved';
    this.reason = reason;
  }
}

/**
 * The newest version in the relay's answer if it is news, else null; NotBelieved says why nothing of it is taken.
 * @param {Uint8Array} body @param {Roster} roster @param {Believed | null} before
 * @param {() => Promise<Json>} shipped  the edition that the program came with, from which the first version may follow
 * @param {number} now
 * @returns {Promise<Believed | null>}
 */
export async function believe(body, roster, before, shipped, now) {
  try {
    const { versions: told } = readObject(body, 'duplicate-key', 'format');
    if (!Array.isArray(told) || told.length === 0) throw new NotBelieved('format');
    /** @type {Signed[]} */
    const versions = [];
    for (const one of told) versions.push(await read(one, roster, before));
    let believed = before;
    for (const version of versions) believed = await next(version, believed, roster, shipped, now);
    if (believed !== before) return believed;
    if (before && versions[versions.length - 1].n < before.n) throw new NotBelieved('rollback');
    return null;
  } catch (error) {
    if (error instanceof Refusal) throw new NotBelieved(error.reason);
    // What is not of the form that editions have breaks where it is read.
    if (error instanceof TypeError || error instanceof RangeError) throw new NotBelieved('format');
    throw error;
  }
}

/** Check the signatures; what is believed already stays so, whoever has left the roster since. @param {Json} version @param {Roster} roster @param {Believed | null} before @returns {Promise<Signed>} */
async function read(version, roster, before) {
  const { envelope, edition } = version;
  const payload = unbase64(envelope.payload);
  const told = readObject(payload, 'duplicate-key', 'format');
  if (told.v !== 1 || !KINDS.includes(told.kind) || typeof edition !== 'object' || edition === null) throw new Refusal('format');
  const [n, name] = [whole(told.n, 1, LAST_VERSION), hex(await sha256(payload))];
  const text = JSON.stringify(envelope);
  const editors = await signers(text, roster);
  const known = before !== null && (name === before.name || n <= await lastOf(before, roster));
  if (!editors && !known) throw new Refusal('threshold');
  return { n, name, told, edition, editors, text };
}

/** By how many people it is signed who are editors on the roster, 2 at most: two devices of one name are one person's. @param {string} envelope @param {Roster} roster */
async function signers(envelope, roster) {
  // Protocol 12.2
  const editors = roster.devices.filter(({ role }) => role === 'editor').map(({ label, pub }) => ({ person: personOf(label), pub }));
  // Where nobody is an editor it is read all the same: what is no envelope is refused as that.
  const people = new Set(editors.length ? editors.map(({ person }) => person) : ['']);
  let count = 0;
  for (const one of people) {
    count += Number(await isSigned(envelope, editors.filter(({ person }) => person === one).map(({ pub }) => pub)));
  }
  return Math.min(2, count);
}

/** Whether one of these keys signed it. @param {string} envelope @param {Uint8Array[]} pubs */
async function isSigned(envelope, pubs) {
  // Protocol 2.1
  try {
    await openDocument(envelope, BUNDLE_TYPE, pubs, 1);
    return true;
  } catch (error) {
    if (!(error instanceof Refusal) || error.reason !== 'threshold') throw error;
    return false;
  }
}

/** The number behind which something is new: what one alone did, who has left since, holds nobody up. @param {Believed} before @param {Roster} roster */
const lastOf = async ({ n, sure, alone: envelope }, roster) => (!envelope || await signers(envelope, roster) ? n : sure);

/** What is believed behind this version: it, or what was believed before if it is no news. @param {Signed} version @param {Believed | null} before @param {Roster} roster @param {() => Promise<Json>} shipped @param {number} now @returns {Promise<Believed | null>} */
async function next({ n, name, told, editors, edition, text }, before, roster, shipped, now) {
  if (before) {
    const [last, same] = [await lastOf(before, roster), name === before.name];
    if (last === before.n && n === last && !same) throw new NotBelieved('fork');
    if (!editors || ((n <= last || same) && !(same && editors === 2 && n > before.sure))) return before;
    if (last === before.n && n === last + 1 && told.prev !== before.name) throw new NotBelieved('broken-chain');
  }
  if (whole(told.at, 0, Number.MAX_SAFE_INTEGER) > now + EARLY) throw new NotBelieved('early');
  if (await nameOf(edition) !== told.edition || edition.bundle.id !== told.bundle) throw new NotBelieved('edition');
  if (editors === 2) return { n, name, sure: n, edition };
  const base = before ? before.edition : await shipped();
  return { n, name, sure: before?.sure ?? 0, edition: await alone(told.kind, edition, base), alone: text };
}

/** Make what one editor may do alone from what is believed; of what was sent only which service is gone is read. @param {string} kind @param {Json} sent @param {Json} base @returns {Promise<Json>} */
async function alone(kind, sent, base) {
  if (kind === 'floor') return floorOnly(base);
  const left = new Set(sent.services.shown);
  const gone = base.services.shown.filter((/** @type {string} */ one) => !left.has(one));
  if (kind !== 'hide' || gone.length > 1 || gone.some((/** @type {string} */ one) => base.services.floor.includes(one))) throw new NotBelieved('one-signature');
  return gone.length ? without(base, gone[0]) : base;
}
