/** Finds words in the conversations that this device has opened, in memory only. */

/** @typedef {import('../desk/talk.js').Talk} Talk */
/** @typedef {{talk: Talk, id: string, from: string, at: number, before: string, hit: string, after: string}} Hit */

const MOST = 60;
const AROUND = 48;

/** Small letters without accents, one for one, so that a place in the folded text is a place in the text. @param {string} text */
export function folded(text) {
  return Array.from(text, (letter) => {
    const small = letter.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
    return small.length === letter.length ? small : letter;
  }).join('');
}

/**
 * Conversations whose words I may look at: mine, those I read along in, and closed ones that were mine or that I asked to read.
 * What waits stays covered, also from a search.
 * @param {Iterable<Talk>} talks
 * @param {string} me
 */
export function searchable(talks, me) {
  return [...talks].filter((talk) => talk.row && talk.row.state !== 'waiting' && (talk.unlocked || talk.row.claimed_by === me));
}

/**
 * The newest hits first; every word must stand in the message.
 * @param {Talk[]} talks
 * @param {string} wanted
 * @returns {Hit[]}
 */
export function find(talks, wanted) {
  const words = folded(wanted).split(/\s+/).filter(Boolean);
  if (!words.length || words.join('').length < 2) return [];
  const hits = [];
  for (const talk of talks) {
    for (const item of talk.story.items) {
      if (item.kind !== 'bubble' || item.retracted) continue;
      const text = folded(item.body);
      const at = text.indexOf(words[0]);
      if (at < 0 || !words.every((word) => text.includes(word))) continue;
      const end = at + words[0].length;
      const start = Math.max(0, at - AROUND);
      hits.push({
        talk, id: item.id, from: item.name, at: item.at, before: (start > 0 ? '…' : '') + item.body.slice(start, at), hit: item.body.slice(at, end),
        after: item.body.slice(end, end + AROUND) + (end + AROUND < item.body.length ? '…' : ''),
      });
    }
  }
  return hits.sort((a, b) => b.at - a.at).slice(0, MOST);
}
