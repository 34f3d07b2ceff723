/** What the screens know of every service: who called, what youth see now, what the draft shows. */
import { useNow } from '../../parts/clock.js';
import { editionOf, useLoaded } from '../review/editions.js';
import { dropsOut, standingOf, whyNot } from './calls.js';
import { openState, readOut, servicesIn } from './listed.js';

/** @typedef {import('./listed.js').Service} Service */
/**
 * A service with how it stands. `named`: what a caller compares now; `told`: what youth are told now is just that; `seen`: youth see it now;
 * `shown`: the draft shows it; `why`: why it does not; `practice`: it is seen only because this line is for practice.
 * @typedef {Service & {open: 'open' | 'closed' | 'unknown', standing: import('./calls.js').Standing, named: string, told: boolean, seen: boolean, shown: boolean, practice: boolean, why: string | null, due: boolean}} Known
 */

/**
 * Null until it was read.
 * @param {import('../session.js').Editing} session @returns {{services: Known[] | null, now: number, problem: string | null}}
 */
export function useServices(session) {
  const { studio, relay } = session;
  const now = useNow(60_000);
  const listed = studio.model ? servicesIn(studio.model) : [];
  const n = studio.stand?.running?.n ?? 0;
  const { value: called, problem } = useLoaded(() => /** @type {Promise<import('./calls.js').Called>} */ (relay.call('GET', '/api/studio/calls')), [studio.stand]);
  const { value: running } = useLoaded(() => editionOf(session, n), [n]);
  const { value: names } = useLoaded(async () => new Map(await Promise.all(listed.map(async ({ id, tree }) => /** @type {[string, string]} */ ([id, await readOut(tree)])))), [studio.model?.services]);
  if (!called || !running || !names) return { services: null, now, problem };
  const due = new Set((studio.stand?.due ?? []).map(({ service }) => service));
  return { services: listed.map((one) => known(one)), now, problem };

  /** @param {Service} service @returns {Known} */
  function known(service) {
    const named = names?.get(service.id) ?? '';
    const standing = standingOf(service, called?.calls ?? [], named, now);
    const why = whyNot(service, standing);
    return {
      ...service, named, standing, why, shown: why === null, practice: Boolean(studio.edition?.practice) && running.services.shown.includes(service.id) && why !== null, open: openState(studio.edition, service.id, now), told: called?.running[service.id] === named,
      seen: running.services.shown.includes(service.id), due: due.has(service.id),
    };
  }
}

/** How it stands for youth, in a few words. @param {Known} service @returns {{kind: 'info' | 'good' | 'warn' | 'danger', says: string, more: string}} */
export function standWords({ seen, shown, practice, floor, told, why, standing: { left, wrong, stood } }) {
  if (practice) return { kind: 'warn', says: 'In practice only', more: `Real youth would not see it: ${why}.` };
  if (seen && !shown) return { kind: 'warn', says: 'Youth see it now', more: `Not from the next version on: ${why}.` };
  if (seen && !told) return { kind: 'warn', says: 'Youth see it as it was', more: stood ? 'What is new about its name, number or hours comes with the next version.' : 'The draft changes its name, number or hours: two people call it again first.' };
  if (seen && wrong) return { kind: 'danger', says: 'Youth see it, and it was found wrong', more: floor ? 'Put its number right: two people call it, and two sign.' : 'Hide it now, or put it right.' };
  if (seen && floor) return { kind: 'good', says: 'Always shown', more: 'It is on the floor: the last numbers standing.' };
  if (seen) return { kind: left !== null && left <= 30 ? 'warn' : 'good', says: 'Youth see it', more: left !== null ? `It ${dropsOut(left)}.` : '' };
  if (shown) return { kind: 'info', says: 'Not yet published', more: 'Youth see it from the next version on.' };
  return { kind: 'danger', says: 'Not shown', more: `${String(why).charAt(0).toUpperCase()}${String(why).slice(1)}.` };
}
