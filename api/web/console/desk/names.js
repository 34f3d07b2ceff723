/** Names that say nothing about a youth or a worker: one for the team, one for the youth to see. */

/** No letters that look alike, and no vowels, so that no word comes out. */
const LETTERS = 'BCDFGHJKMNPQRTVWXZ23456789'.split('');

/**
 * What the team calls a conversation aloud, from its random id: `K7Q2`.
 * @param {string} id  b64u
 */
export function callName(id) {
  let n = 0;
  for (const letter of id.slice(0, 8)) n = (n * 64 + 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'.indexOf(letter)) % 456976;
  let name = '';
  for (let i = 0; i < 4; i += 1) {
    name = LETTERS[n % 26] + name;
    n = Math.floor(n / 26);
  }
  return name;
}

/**
 * What the youth's end said that the youth calls me: somebody of my made-up name was in the conversation before me (PROTOCOL 6).
 * @param {import('./story.js').Entry[]} entries
 * @param {(device: string) => 'youth' | 'staff' | null} side
 * @param {string} me
 * @returns {string}  empty where nothing was said, and the name is the one that is worked out
 */
export function nameTold(entries, side, me) {
  const told = entries.findLast(({ kind, sender, payload }) => kind === 'message' && payload?.t === 'known' && payload.device === me && side(sender) === 'youth');
  return typeof told?.payload?.as === 'string' ? told.payload.as.slice(0, 40) : '';
}

/**
 * The worker's name toward this youth (THREATS A2): the same at both ends, another one in every conversation.
 * @param {string[]} names  content's list
 * @param {Uint8Array} conversation
 * @param {Uint8Array} device
 * @returns {Promise<string>}
 */
export async function pseudonym(names, conversation, device) {
  if (!names.length) return 'a worker';
  const label = new TextEncoder().encode('ql1 name\0');
  const bytes = new Uint8Array(label.length + conversation.length + device.length);
  bytes.set(label);
  bytes.set(conversation, label.length);
  bytes.set(device, label.length + conversation.length);
  const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  return names[hash[0] % names.length];
}
