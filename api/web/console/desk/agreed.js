/** What a youth agreed to, declined or took back about who else may come in, and how it stands now. */

import { circleName, withArticle } from './words.js';

/** @typedef {import('./story.js').Entry} Entry */
/** @typedef {{id: string, to: string, at: number, accepted: boolean, words: string, reply: string, expires: number | null, ended: number | null, expired: boolean}} Agreed */

/**
 * What the youth's end said about letting a circle in, oldest first; a later word ends an earlier one.
 * @param {Entry[]} entries
 * @param {(device: string) => 'youth' | 'staff' | null} side
 * @returns {Agreed[]}
 */
export function agreements(entries, side) {
  /** @type {Agreed[]} */
  const found = [];
  for (const { kind, payload, sender, mid, ts } of entries) {
    if (kind !== 'message' || payload?.t !== 'consent' || payload.kind !== 'audience' || side(sender) !== 'youth') continue;
    const to = String(payload.to ?? '');
    if (payload.withdrawn === true) {
      const last = found.findLast((one) => one.to === to && one.accepted && one.ended === null);
      if (last) Object.assign(last, { ended: ts, expired: payload.phrase === 'audience.expired' });
    } else if (payload.at === undefined || !found.some((one) => one.to === to && one.expires === payload.expires)) {
      // With `at` it is told again, to somebody who took over and cannot open the first.
      found.push({ id: mid, to, at: typeof payload.at === 'number' ? payload.at : ts, accepted: payload.accepted === true, words: String(payload.words ?? ''), reply: String(payload.reply ?? ''),
        expires: typeof payload.expires === 'number' ? payload.expires : null, ended: null, expired: false });
    }
  }
  return found;
}

/**
 * How an answer stands now, in one sentence.
 * @param {Agreed} one
 * @param {number} now
 * @param {(at: number) => string} say  a moment with its zone
 */
export function standsAs(one, now, say) {
  if (!one.accepted) return `declined at ${say(one.at)}`;
  if (one.ended !== null) return `${one.expired ? 'ran out' : 'taken back'} at ${say(one.ended)}`;
  if (one.expires !== null && one.expires <= now) return `ran out at ${say(one.expires)}`;
  return `agreed at ${say(one.at)}${one.expires === null ? '' : `, until ${say(one.expires)}`}`;
}

/** The line in the thread. @param {Record<string, any>} payload */
export function letInLine(payload) {
  const who = circleName(String(payload.to ?? ''));
  if (payload.withdrawn === true) return payload.phrase === 'audience.expired' ? `Their yes to ${withArticle(who)} ran out. Nobody of that circle is sealed to any more.` : `They took it back: no ${who} any more. Nobody of that circle is sealed to from here on.`;
  const said = typeof payload.reply === 'string' && payload.reply ? ` (“${payload.reply.slice(0, 60)}”)` : '';
  return payload.accepted === true ? `They agreed that ${withArticle(who)} comes in${said}.` : `They would rather not have ${withArticle(who)} come in${said}.`;
}
