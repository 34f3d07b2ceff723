/** Folds the frames of a conversation, in reading order, into what a worker sees of it. */

import { GAP, HELD_BACK, MAYBE_GAP, NEWER, WIDE, audienceNames, circleName, leftWords, refusal, toldWords, withArticle } from './words.js';
import { letInLine } from './agreed.js';
import { answerLine, askLine, busyLine } from '../packet/words.js';
import { recordLine } from '../record/kinds.js';
import { SILENCE, dayKey } from './times.js';

/**
 * @typedef {object} Entry  one frame as the reader met it
 * @property {number} cursor  the relay's number; 0 while the relay has not accepted it
 * @property {number} at  when the relay stored it
 * @property {number} ts  when its sender says it was written
 * @property {string} mid
 * @property {string} sender
 * @property {string} session
 * @property {number} seq
 * @property {'open' | 'message' | 'grant' | 'refused'} kind
 * @property {number | null} scope
 * @property {Record<string, any> | null} payload
 * @property {string | null} reason
 * @property {boolean} marked
 * @property {boolean} wide
 * @property {boolean} former
 */

/**
 * @typedef {object} People  who is who, as the rosters say
 * @property {string} me
 * @property {(device: string) => 'youth' | 'staff' | null} side
 * @property {(device: string) => string} label
 * @property {(device: string) => string} person  whose it is: a word that two devices of one worker share
 * @property {string[]} circles
 */

/** @typedef {{body: string, at: number}} Version */

/**
 * @typedef {object} Bubble
 * @property {'bubble'} kind
 * @property {string} id
 * @property {'youth' | 'me' | 'colleague'} from
 * @property {string} sender
 * @property {number} scope
 * @property {string} name
 * @property {string} body
 * @property {number} at
 * @property {Version[]} earlier  what it said before each edit, oldest first
 * @property {boolean} lost  an edit of a message that never came
 * @property {boolean} retracted
 * @property {string | null} relayed  sticker, photo, voice, file, place: what could not be carried
 * @property {boolean} repeat
 * @property {boolean} safeWord
 * @property {boolean} [held]  sent after the safe word: their side shows it once they are back
 * @property {boolean} former
 * @property {boolean} note
 * @property {string | null} card
 */

/** @typedef {{kind: 'line', id: string, tone: 'quiet' | 'warn' | 'alarm' | 'strong', text: string, at: number, n?: number, reason?: string, sender?: string, leads?: 'safe-word'}} Line  leads: what of the first minute it is about */
/** @typedef {{kind: 'day', id: string, at: number}} Day */
/** @typedef {{kind: 'silence', id: string, at: number, ms: number}} Silence */
/** @typedef {Bubble | Line | Day | Silence} Item */

/**
 * @typedef {object} Story
 * @property {Item[]} items
 * @property {Record<string, any>} opening  the newest answers of the youth's end, field by field
 * @property {{audience: number, phrase: string, reply: string, at: number}[]} consents
 * @property {{device: string | null, at: number} | null} followed  the newest `claimed`
 * @property {number | null} safeWordAt  when they last used it
 * @property {'stop' | 'back' | null} alarm  the safe word was used; `back`: they have written since, and nobody has answered yet
 * @property {number | null} leftAt  null again once they write
 * @property {number} lastYouthAt
 * @property {number} lastGap  the silence before their last words
 * @property {number} lastWorkerAt  by the relay's clock, as a bubble's `at` is
 * @property {string[]} present  devices of colleagues who said that they read along
 * @property {Map<string, number | null>} ends  until when each of them does; null: until they leave
 * @property {boolean} closing
 * @property {Transfer | null} transfer  whether a colleague may take over: the newest question
 */

/** @typedef {{to: string, why: string, by: string, mid: string, at: number, answer: boolean | null, consent: string | null, done: boolean}} Transfer */

/** Not sealed to this device: anybody's, or only what colleagues sent. */
const LOCKED = new Set(['locked', 'locked-staff']);

const RELAYED = /^\[(sticker|photo|picture|video|voice|audio|file|gif|place|location|dice|poll|passed on)\b/iu;

/**
 * @param {Entry[]} entries
 * @param {People} people
 * @param {{heldBack?: boolean, zone?: string}} [seen]
 * @returns {Story}
 */
export function tell(entries, people, seen = {}) {
  /** @type {Story} */
  const story = {
    items: [], opening: {}, consents: [], followed: null, safeWordAt: null, alarm: null, leftAt: null,
    lastYouthAt: 0, lastGap: 0, lastWorkerAt: 0, present: [], ends: new Map(), closing: false, transfer: null,
  };
  /** @type {Map<string, Bubble>} */
  const bubbles = new Map();
  let day = '';

  /** @param {Item} item */
  const add = (item) => {
    const key = dayKey(item.at, seen.zone);
    if (key !== day) story.items.push({ kind: 'day', id: `day-${key}-${item.id}`, at: item.at });
    day = key;
    story.items.push(item);
  };
  /** @param {Entry} entry @param {string} text @param {Line['tone']} [tone] @param {Partial<Line>} [more] */
  const line = (entry, text, tone = 'quiet', more = {}) => add({ kind: 'line', id: entry.mid, tone, text, at: entry.at || entry.ts, ...more });

  for (const entry of entries) {
    if (entry.marked) line(entry, entry.kind === 'open' ? MAYBE_GAP : GAP, 'warn', { id: `${entry.mid}-gap` });
    if (entry.wide) line(entry, WIDE, 'alarm', { id: `${entry.mid}-wide` });
    if (entry.kind === 'refused') {
      refused(story, entry, people, add);
      continue;
    }
    if (entry.kind !== 'message' || !entry.payload) continue;
    const side = people.side(entry.sender);
    // A payload counts only from the end that may say it (PROTOCOL 6): a colleague cannot consent for the youth.
    const told = side === 'youth' ? youthSaid(story, entry, entry.payload, people, line) : workerSaid(story, entry, entry.payload, people, line);
    if (told === 'words') words(story, entry, entry.payload, people, bubbles, add);
    else if (told === 'unknown') line(entry, NEWER, 'warn');
  }
  if (seen.heldBack) story.items.push({ kind: 'line', id: 'held-back', tone: 'alarm', text: HELD_BACK, at: Number.MAX_SAFE_INTEGER });
  return story;
}

/**
 * Refusals of one kind in a row become one line: twenty locked messages are one fact, not twenty. Whose they are is said where it matters.
 * @param {Story} story
 * @param {Entry} entry
 * @param {People} people
 * @param {(item: Item) => void} add
 */
function refused(story, entry, people, add) {
  const reason = entry.reason === 'locked' && people.side(entry.sender) === 'staff' ? 'locked-staff' : entry.reason ?? 'body';
  const last = story.items[story.items.length - 1];
  if (last?.kind === 'line' && LOCKED.has(reason) === LOCKED.has(last.reason ?? '') && (LOCKED.has(reason) || (last.reason === reason && last.sender === entry.sender))) {
    last.n = (last.n ?? 1) + 1;
    if (reason === 'locked') last.reason = reason;
    last.text = refusal(last.reason ?? reason, last.n).text;
    return;
  }
  add({ kind: 'line', id: `${entry.mid}-${entry.cursor}`, ...refusal(reason), at: entry.at || entry.ts, n: 1, reason, sender: entry.sender });
}

/**
 * @param {Story} story
 * @param {Entry} entry
 * @param {Record<string, any>} payload
 * @param {People} people
 * @param {(entry: Entry, text: string, tone?: Line['tone'], more?: Partial<Line>) => void} line
 * @returns {'words' | 'told' | 'unknown'}
 */
function youthSaid(story, entry, payload, people, line) {
  switch (payload.t) {
    case 'text': case 'edit': case 'retract':
      return 'words';
    case 'opening': {
      const before = story.opening;
      story.opening = { ...before, ...payload };
      const spoken = before.safe_word && payload.lang !== before.lang ? 'They changed the language. Their safe word counts in each.' : '';
      if (payload.safe_word && payload.safe_word !== before.safe_word) line(entry, spoken || (before.safe_word ? 'They changed their safe word.' : 'They set a safe word.'), 'quiet', { leads: 'safe-word' });
      if (before.t && payload.safe && payload.safe !== before.safe) line(entry, payload.safe === 'no' ? 'They say it is not safe to chat now.' : 'They say it is safe to chat now.', payload.safe === 'no' ? 'strong' : 'quiet');
      return 'told';
    }
    case 'consent': {
      // With `at` it is told again, to somebody who took over and cannot open the first: who can open both reads it once.
      const once = (/** @type {string} */ text, /** @type {Line['tone']} */ tone = 'quiet') => {
        if (payload.at === undefined || !story.items.some((item) => item.kind === 'line' && item.text === text)) line(entry, text, tone);
      };
      if (payload.kind === 'transfer') {
        answered(story, entry, payload, people, line);
        return 'told';
      }
      if (payload.kind === 'audience') {
        once(letInLine(payload), 'strong');
        return 'told';
      }
      if (payload.kind === 'packet') {
        line(entry, answerLine(payload), 'strong');
        return 'told';
      }
      const consent = { audience: Number(payload.audience) || 0, phrase: String(payload.phrase ?? ''), reply: String(payload.reply ?? ''), at: entry.ts };
      story.consents.push(consent);
      once(`They agreed that ${withArticle(audienceNames(consent.audience, people.circles) || 'worker')} may answer.`);
      return 'told';
    }
    case 'known':
      return 'told'; // what they call a worker; the panel says it
    case 'busy':
      line(entry, busyLine(payload), 'warn');
      return 'told';
    case 'claimed': {
      const device = typeof payload.device === 'string' ? payload.device : null;
      if (!(story.followed === null && device === null) && story.followed?.device !== device) {
        const what = device === null ? 'nobody is with them now' : `${device === people.me ? 'you are' : `${people.label(device)} is`} here`;
        line(entry, toldWords(what, story.alarm === 'stop', entry.ts - (Math.max(story.lastYouthAt, story.consents.at(-1)?.at ?? 0) || entry.ts)));
        if (story.followed) story.present = []; // whoever stood beside one claimer does not stand beside the next (PROTOCOL 3.4)
      }
      story.followed = { device, at: entry.ts };
      return 'told';
    }
    case 'left':
      story.leftAt = entry.ts;
      if (payload.why === 'safe-word') stop(story, entry);
      line(entry, leftWords(payload.why), 'strong');
      return 'told';
    default:
      return 'unknown';
  }
}

/**
 * @param {Story} story
 * @param {Entry} entry
 * @param {Record<string, any>} payload
 * @param {People} people
 * @param {(entry: Entry, text: string, tone?: Line['tone']) => void} line
 * @returns {'words' | 'told' | 'unknown'}
 */
function workerSaid(story, entry, payload, people, line) {
  const who = entry.sender === people.me ? 'You' : people.label(entry.sender);
  switch (payload.t) {
    case 'text': case 'card': case 'edit': case 'retract': case 'note':
      return 'words';
    case 'ack':
      return 'told';
    case 'form': case 'handover':
      if (entry.scope !== 1) return 'unknown';
      // Read receipts are for whoever wrote the handover; the thread has no use for them.
      if (payload.form !== 'read') line(entry, `${who} ${recordLine(payload)}`);
      return 'told';
    case 'ask':
      if (!['audience', 'packet'].includes(payload.kind)) return 'unknown';
      line(entry, payload.kind === 'packet' ? askLine(who, payload) : `${who} asked them whether ${withArticle(circleName(String(payload.circle ?? '')))} may come in.`);
      return 'told';
    case 'claim':
      line(entry, `${who} claimed the conversation.`);
      return 'told';
    case 'join':
      story.ends.set(entry.sender, Number.isSafeInteger(payload.until) ? payload.until : null);
      if (story.present.includes(entry.sender)) return 'told';
      story.present.push(entry.sender);
      line(entry, `${who} joined and ${who === 'You' ? 'read' : 'reads'} along.`);
      return 'told';
    case 'release':
      line(entry, story.present.includes(entry.sender) ? `${who} left.` : `${who} put the conversation back in line.`);
      story.present = story.present.filter((device) => device !== entry.sender);
      return 'told';
    case 'transfer':
      transferred(story, entry, payload, who, people, line);
      return 'told';
    case 'close':
      story.closing = true;
      line(entry, `${who} closed the conversation.`, 'strong');
      return 'told';
    default:
      return 'unknown';
  }
}

/**
 * A worker asks whether a colleague may take over, takes the question back, or has handed everything over.
 * @param {Story} story
 * @param {Entry} entry
 * @param {Record<string, any>} payload
 * @param {string} who
 * @param {People} people
 * @param {(entry: Entry, text: string) => void} line
 */
function transferred(story, entry, payload, who, people, line) {
  const open = story.transfer;
  if (typeof payload.to !== 'string') {
    if (open && !open.done) line(entry, `${who} took the question back.`);
    story.transfer = null;
  } else if (payload.of) {
    if (open?.to !== payload.to || open.consent !== payload.of) return;
    story.transfer = { ...open, done: true };
    line(entry, `${who} handed the conversation to ${people.label(payload.to)}.`);
  } else {
    story.transfer = { to: payload.to, why: String(payload.why ?? ''), by: entry.sender, mid: entry.mid, at: entry.at || entry.ts, answer: null, consent: null, done: false };
    line(entry, `${who} asked them whether ${people.label(payload.to)} may take over.`);
  }
}

/**
 * @param {Story} story
 * @param {Entry} entry
 * @param {Record<string, any>} payload
 * @param {People} people
 * @param {(entry: Entry, text: string, tone?: Line['tone']) => void} line
 */
function answered(story, entry, payload, people, line) {
  const name = people.label(String(payload.to ?? ''));
  const said = typeof payload.reply === 'string' && payload.reply ? ` (“${payload.reply.slice(0, 60)}”)` : '';
  line(entry, payload.accepted === true ? `They agreed that ${name} takes over${said}.` : `They would rather not have ${name} take over${said}.`, 'strong');
  if (story.transfer && story.transfer.mid === payload.of) story.transfer = { ...story.transfer, answer: payload.accepted === true, consent: entry.mid };
}

/**
 * @param {Story} story
 * @param {Entry} entry
 * @param {Record<string, any>} payload
 * @param {People} people
 * @param {Map<string, Bubble>} bubbles
 * @param {(item: Item) => void} add
 */
function words(story, entry, payload, people, bubbles, add) {
  const from = people.side(entry.sender) === 'youth' ? 'youth' : entry.sender === people.me ? 'me' : 'colleague';
  const of = typeof payload.of === 'string' ? bubbles.get(payload.of) : undefined;
  // `edit` and `retract` count only for the same sender and scope (PROTOCOL 6).
  const whole = of && of.sender === entry.sender && of.scope === entry.scope ? of : undefined;
  const body = typeof payload.body === 'string' ? payload.body : '';

  if (payload.t === 'retract') {
    if (whole) Object.assign(whole, { retracted: true, body: '', earlier: [] });
    return;
  }
  if (payload.t === 'edit' && whole) {
    if (!whole.retracted && whole.body !== body) {
      whole.earlier.push({ body: whole.body, at: whole.earlier.at(-1)?.at ?? whole.at });
      whole.body = body;
    }
    bubbles.set(entry.mid, whole);
    if (from === 'youth') heard(story, entry, add);
    used(story, whole, entry, body, payload);
    return;
  }
  if (payload.t === 'edit' && of) return;
  if (from === 'youth') heard(story, entry, add);
  else if (entry.scope === 0) {
    story.lastWorkerAt = entry.at || entry.ts;
    // Words that crossed with the safe word answer nothing: they are held back like all others.
    if (story.alarm === 'back') story.alarm = null;
  }
  /** @type {Bubble} */
  const bubble = {
    kind: 'bubble', id: entry.mid, from, sender: entry.sender, scope: entry.scope ?? 0,
    name: from === 'youth' ? 'They' : from === 'me' ? 'You' : people.label(entry.sender),
    body, at: entry.at || entry.ts, earlier: [], lost: payload.t === 'edit', retracted: false,
    relayed: from === 'youth' ? (typeof payload.kind === 'string' ? payload.kind : RELAYED.exec(body)?.[1]?.toLowerCase() ?? null) : null,
    repeat: payload.repeat === true, safeWord: false, former: entry.former,
    note: payload.t === 'note', card: payload.t === 'card' ? String(payload.service ?? '') : null,
    held: from !== 'youth' && entry.scope === 0 && story.alarm === 'stop',
  };
  if (from === 'youth') used(story, bubble, entry, body, payload);
  bubbles.set(entry.mid, bubble);
  add(bubble);
}

/**
 * The youth wrote: note when, and show a long silence before it (domain 3: it may be somebody else now).
 * @param {Story} story
 * @param {Entry} entry
 * @param {(item: Item) => void} add
 */
function heard(story, entry, add) {
  const gap = story.lastYouthAt ? entry.ts - story.lastYouthAt : 0;
  if (gap > SILENCE) add({ kind: 'silence', id: `${entry.mid}-silence`, at: entry.at || entry.ts, ms: gap });
  story.lastGap = gap;
  story.lastYouthAt = entry.ts;
  story.leftAt = null;
  if (story.alarm !== 'stop') return;
  story.alarm = 'back';
  for (const item of story.items) if (item.kind === 'bubble') item.held = false;
}

/**
 * @param {Story} story
 * @param {Bubble} bubble
 * @param {Entry} entry
 * @param {string} body
 * @param {Record<string, any>} payload
 */
function used(story, bubble, entry, body, payload) {
  const word = typeof story.opening.safe_word === 'string' ? story.opening.safe_word.trim().toLowerCase() : '';
  if (bubble.from !== 'youth' || !(payload.safe_word === true || (word && body.trim().toLowerCase() === word))) return;
  bubble.safeWord = true;
  stop(story, entry);
}

/**
 * The safe word, each time anew. What came before and after it is the order of the frames: no two clocks are compared.
 * @param {Story} story
 * @param {Entry} entry
 */
function stop(story, entry) {
  story.safeWordAt = entry.ts;
  story.alarm = 'stop';
}
