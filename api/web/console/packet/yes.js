/** The youth's answers about hand-offs, each beside the very words that they were shown. */

/** @typedef {import('../desk/story.js').Entry} Entry */
/**
 * @typedef {object} Yes  an answer; only one that was accepted and holds may hand anything over
 * @property {string} mid
 * @property {string} to
 * @property {string} text  what was shown, word for word
 * @property {boolean} accepted
 * @property {number} at
 * @property {number | null} ended  when it was taken back
 * @property {{words: string, reply: string, lang: string, at: number, expires: number, digest: string, proof: string, by: string}} record
 */

/** What a worker asked; `gone`: whoever asked went, and the question with them. @typedef {{mid: string, to: string, text: string, at: number, by: string, gone?: boolean}} Question */

/**
 * @param {Entry[]} entries
 * @param {(device: string) => 'youth' | 'staff' | null} side
 * @returns {{answers: Yes[], asked: Question | null, unasked: Question | null}}  asked: waits for an answer; unasked: it does not, since another question stands in its place or whoever asked has gone
 */
export function answersIn(entries, side) {
  /** @type {Yes[]} */
  const answers = [];
  /** @type {Map<string, Question>} */
  const questions = new Map();
  /** @type {Question | null} */ let asked = null;
  /** @type {Question | null} */ let unasked = null;
  /** @type {unknown} */ let followed = null;
  for (const { kind, payload, sender, mid, ts } of entries) {
    if (kind !== 'message') continue;
    // Whoever goes takes their question off the youth's screen (decision 0125); whoever came may ask before it is said that they came.
    const left = /** @type {Question | null} */ (asked);
    const claimed = payload?.t === 'claimed' && side(sender) === 'youth';
    const went = claimed ? payload.device !== followed && payload.device !== left?.by : payload?.t === 'release' && sender === left?.by;
    if (claimed) followed = payload.device;
    if (went && left) [asked, unasked] = [null, { ...left, gone: true }];
    if (payload?.kind !== 'packet') continue;
    if (payload.t === 'ask' && side(sender) === 'staff' && payload.done === undefined) {
      asked = typeof payload.text === 'string' ? { mid, to: String(payload.to), text: payload.text, at: ts, by: sender } : null;
      unasked = null;
      if (asked) questions.set(mid, asked);
    } else if (payload.t === 'busy' && side(sender) === 'youth') {
      if (asked?.mid === payload.of) [asked, unasked] = [null, asked];
    } else if (payload.t === 'consent' && side(sender) === 'youth' && payload.withdrawn === true) {
      const last = answers.findLast((one) => one.mid === payload.of);
      if (last) last.ended = ts;
    } else if (payload.t === 'consent' && side(sender) === 'youth') {
      const question = questions.get(String(payload.of));
      if (!question || question.to !== payload.to) continue;
      if (asked?.mid === question.mid) asked = null;
      if (unasked?.mid === question.mid) unasked = null;
      answers.push({
        mid, to: question.to, text: question.text, accepted: payload.accepted === true, at: ts, ended: null,
        record: {
          words: String(payload.words ?? ''), reply: String(payload.reply ?? ''), lang: String(payload.lang ?? ''), at: ts, expires: Number(payload.expires) || 0,
          digest: String(payload.digest ?? ''), proof: String(payload.proof ?? ''), by: sender,
        },
      });
    }
  }
  return { answers, asked, unasked };
}

/** Whether this answer may hand something over now. @param {Yes | undefined} one @param {number} now */
export const holds = (one, now) => Boolean(one && one.accepted && one.ended === null && now < one.record.expires);
