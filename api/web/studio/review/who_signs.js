/** Who may still sign what, and what is missing, in words: two people, one of whom changed nothing. */

import { personOf } from '../../parts/person.js';

/** @typedef {{device: string, label: string, role: string}} Colleague */
/** @typedef {{kind: string, asked_by: string, approvals: {by: string, at: number}[]} | null} Asked */

/** "Ben, Ada or Cleo" @param {string[]} names @param {'or' | 'and'} [between] */
export const listed = (names, between = 'or') => (names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} ${between} ${names[names.length - 1]}`);

/** Whether two devices are one person's: what they are called reads alike. @param {Colleague[]} people */
export function onePerson(people) {
  const person = new Map(people.map(({ device, label }) => [device, personOf(label)]));
  return (/** @type {string | undefined} */ one, /** @type {string} */ other) => one === other || (one !== undefined && person.has(one) && person.get(one) === person.get(other));
}

/**
 * As `Matter` in api/studio/rules.py decides it; the relay decides again.
 * @param {{review: Asked, authors: string[], people: Colleague[], me: string}} told  authors: whoever wrote since the last publish; in a roll back nothing of theirs comes
 */
export function whoSigns({ review, authors, people, me }) {
  const back = review?.kind === 'rollback';
  const same = onePerson(people);
  const editors = people.filter(({ role, device }, at) => role === 'editor' && (device === me || (!same(me, device) && people.findIndex((one) => one.role === 'editor' && same(one.device, device)) === at)));
  const own = (/** @type {string} */ device) => [review?.asked_by, ...(back ? [] : authors)].some((one) => same(one, device));
  const signed = editors.filter(({ device }) => review?.approvals.some(({ by }) => same(by, device)));
  const fresh = editors.filter(({ device }) => !own(device));
  const names = (/** @type {Colleague[]} */ some) => some.map(({ device, label }) => (device === me ? 'you' : label));
  const [ownSigned, freshSigned] = [signed.filter(({ device }) => own(device)), signed.filter(({ device }) => !own(device))];
  const mine = signed.some(({ device }) => device === me);
  return {
    /** Whether I asked, on whichever of my devices. */
    asked: same(review?.asked_by, me),
    own: own(me), fresh, signed, mine,
    /** Whether my signature brings it further. */
    may: editors.some(({ device }) => device === me) && !mine && (!own(me) || !ownSigned.length),
    /** Whether my signature would be the last that is missing. */
    last: signed.length === 1 && !mine && (freshSigned.length === 1 || !own(me)),
    missing: missing(),
  };

  function missing() {
    const who = listed(names(fresh));
    const one = back ? 'somebody who did not ask for it' : 'somebody who changed nothing';
    const done = signed.length ? `${capital(listed(names(signed), 'and'))} ${signed.length === 1 && signed[0].device !== me ? 'has' : 'have'} signed. ` : '';
    if (freshSigned.length) return `${done}One more is missing: anybody else who edits.`;
    if (!fresh.length && back) return `${done}Nobody else edits: ask your coordinator for one more editor.`;
    if (!fresh.length) return `${done}Everybody who edits has changed something since the last version. Somebody who changed nothing must sign: ask your coordinator for one more editor.`;
    if (ownSigned.length) return `${done}Missing is ${one}: ${who}.`;
    return `Two people sign. One of the two must be ${one}: ${who}.`;
  }
}

/** @param {string} words */
const capital = (words) => words.charAt(0).toUpperCase() + words.slice(1);
