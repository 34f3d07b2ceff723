/** What the one who pressed "Help me" is told: who is woken, what they said, who is next. */

import { joined } from './words.js';

/** Who was woken, and what they said. @typedef {{label: string, answer: 'have' | 'cannot' | null}} Woken */

const ON_DESKS = 'Every colleague who may come sees it on the desk, and can join with one press.';

/** @param {string[]} names @param {string} one @param {string} many */
const says = (names, one, many) => `${joined(names, 'and')} ${names.length > 1 ? many : one}`;

/** Who has no way to be woken. @param {string[]} asleep */
const unset = (asleep) => says(asleep, 'has set up no alerts, so nothing wakes them.', 'have set up no alerts, so nothing wakes them.');

/** Why nobody is woken. @param {string[]} asleep */
const nobody = (asleep) => (asleep.length ? unset(asleep) : 'Nobody who may come is planned as your backup or on call now.');

/**
 * @param {Woken[]} called  in the order in which they were woken; who was woken twice is named once, with what they said last
 * @param {string[]} asleep  who is planned, and ordered no way to be woken
 * @param {boolean} everybody  whether everybody who can be woken is woken already
 */
export function woken(called, asleep, everybody) {
  const last = [...new Map(called.map((one) => [one.label, one.answer]))];
  /** @param {Woken['answer']} answer */
  const who = (answer) => last.filter((one) => one[1] === answer).map(([label]) => label);
  const [have, cannot, silent] = [who('have'), who('cannot'), who(null)];
  if (!last.length) return `${nobody(asleep)} ${ON_DESKS.replace('the desk', 'an open desk')} Whoever goes on call is called by itself. Please also pick up a phone:`;
  return [
    asleep.length ? unset(asleep) : '',
    have.length ? `${says(have, 'says that they have it.', 'say that they have it.')}` : '',
    cannot.length ? `${says(cannot, 'cannot come.', 'cannot come.')}` : '',
    silent.length ? `${says(silent, 'is being woken.', 'are being woken.')}` : '',
    !silent.length && !have.length && everybody ? 'They are woken again in a moment. Please also pick up a phone.'
      : everybody ? 'If nobody comes, everybody is woken again.' : 'If nobody comes, the next is woken by itself, until somebody does.',
    ON_DESKS,
  ].filter(Boolean).join(' ');
}

/** Why it calls nobody from here. @param {{state: string, claimed_label: string | null} | undefined} row */
export function notMine(row) {
  if (row?.state !== 'claimed') return 'Claim the conversation first, then this button calls a second person. Meanwhile:';
  return `${row.claimed_label ?? 'A colleague'} has this conversation, so only they can call one more person with this button. Tell them in a note for the team. Meanwhile:`;
}

export const PRACTISED = `This is practice, so nobody is woken. On the real line your backup is woken now, and when nobody comes the next. ${ON_DESKS}`;
