/** Puts conversations in the order a worker needs them, and says truthfully who has each. */

/** The priority of a youth who pressed the emergency button. */
export const EMERGENCY = 3;

/**
 * @typedef {object} Row  a conversation as the relay lists it
 * @property {string} id
 * @property {'waiting' | 'claimed' | 'closed'} state
 * @property {number} audience
 * @property {string} channel
 * @property {number} priority
 * @property {boolean} note  waits for whoever is on next, and for nobody now
 * @property {boolean} [from_note]  began as one, whatever became of it
 * @property {number} opened_at
 * @property {number | null} waiting_since
 * @property {string | null} claimed_by
 * @property {string | null} claimed_label
 * @property {number | null} claimed_at
 * @property {boolean} claimer_here
 * @property {number | null} closed_at
 * @property {number | null} purge_at
 * @property {number} cursor
 * @property {boolean} late  nobody came in time, and the youth was told so
 * @property {boolean} help  its worker asked for a second person
 * @property {string | null} offered_to  the colleague whom a transfer waits for
 * @property {boolean} agreed  that colleague agreed to take it
 * @property {string | null} handed_by  mine: the colleague who gave it on to me; closed, and I gave it on: myself
 * @property {number | null} muted_until
 * @property {{device: string, reason: string, asked_at: number, agreed_by: string | null, until: number | null, woken?: string[] | null}[]} present  who is beside its worker, or asks to be
 * @property {boolean} mine
 * @property {boolean} reads
 * @property {number} changes  how often it changed: of two readings of one row the one with more is newer
 */

/** @typedef {{asking: Row[], waiting: Row[], notes: Row[], mine: Row[], paused: Row[], others: Row[], closed: Row[]}} Inbox */

/**
 * Most urgent first, then who has waited longest; the id settles the rest, so that rows never trade places.
 * @param {Row} a
 * @param {Row} b
 */
export function byNeed(a, b) {
  return b.priority - a.priority || (a.waiting_since ?? a.opened_at) - (b.waiting_since ?? b.opened_at) || (a.id < b.id ? -1 : 1);
}

/**
 * Whether a reading of a row says what was before another one, whichever of them came first.
 * @param {Row} row
 * @param {Row} [held]
 */
export const isOlder = (row, held) => held !== undefined && row.changes < held.changes;

/** Two clocks of one relay: a word of a claim, and the row that says it. */
const TOGETHER_MS = 60_000;

/**
 * How long they waited for whoever has it. A talk keeps its place in line for as long as it lives: once somebody had it before, that
 * tells when they first asked, and not how long they waited.
 * @param {Row} row
 * @param {{payload: Record<string, any> | null, at: number}[]} entries
 * @param {number} now
 * @returns {{waited: number | null, asked: number}}
 */
export function howLong(row, entries, now) {
  const since = row.waiting_since ?? row.opened_at;
  const mine = row.claimed_at === null ? Infinity : row.claimed_at - TOGETHER_MS;
  const before = row.handed_by || entries.some(({ payload, at }) => payload?.t === 'claim' && at < mine);
  return { waited: before ? null : Math.max(0, (row.claimed_at ?? now) - since), asked: now - since };
}

/**
 * Whether a pause keeps it quiet. Who pressed the emergency button is waited for by nobody's pause.
 * @param {Pick<Row, 'muted_until' | 'priority'>} row
 */
export const hushed = (row) => Boolean(row.muted_until) && row.priority < EMERGENCY;

/**
 * @param {Iterable<Row>} rows
 * @param {string} me
 * @param {(row: Row) => boolean} [unread]
 * @returns {Inbox}
 */
export function inbox(rows, me, unread = () => false) {
  /** @type {Inbox} */
  const found = { asking: [], waiting: [], notes: [], mine: [], paused: [], others: [], closed: [] };
  for (const row of rows) {
    if (hushed(row) && row.state !== 'closed') found.paused.push(row);
    else if (row.state === 'waiting') (row.note ? found.notes : found.waiting).push(row);
    else if (row.state === 'closed') found.closed.push(row);
    else if (row.claimed_by === me) found.mine.push(row);
    else (row.help || row.offered_to === me ? found.asking : found.others).push(row);
  }
  found.waiting.sort(byNeed);
  found.paused.sort((a, b) => (a.muted_until ?? 0) - (b.muted_until ?? 0) || (a.id < b.id ? -1 : 1));
  found.notes.sort(byNeed);
  found.mine.sort((a, b) => Number(unread(b)) - Number(unread(a)) || b.priority - a.priority || (a.claimed_at ?? 0) - (b.claimed_at ?? 0) || (a.id < b.id ? -1 : 1));
  found.asking.sort((a, b) => Number(b.help) - Number(a.help) || byNeed(a, b));
  found.others.sort((a, b) => (a.claimed_at ?? 0) - (b.claimed_at ?? 0) || (a.id < b.id ? -1 : 1));
  found.closed.sort((a, b) => (b.closed_at ?? 0) - (a.closed_at ?? 0) || (a.id < b.id ? -1 : 1));
  return found;
}

/**
 * What both see when two press Claim together: the same fact, from each one's side.
 * @param {{by?: string | null, label?: string | null, at?: number | null}} claim
 * @param {string} me
 * @param {boolean} mayRead  supervisors of the audience may stand beside
 * @param {(at: number) => string} say  a moment on the line's clock: the two may sit in two zones
 */
export function claimTruth({ by, label, at }, me, mayRead, say) {
  const when = at ? ` at ${say(at)}` : '';
  if (by === me) return `You claimed this conversation${when}, maybe in another window.`;
  const next = mayRead ? 'Go back to waiting, or open it and stand beside them: they and the youth are told.' : 'Go back to waiting; you can read it again if it is released.';
  return `${label || 'A colleague'} claimed this conversation${when}. ${next}`;
}

/**
 * Where a conversation stands for me. The relay's row keeps two workers apart on the screen; whom the words
 * follow is for the youth's end to say (PROTOCOL 6.2), so the two are compared and a difference is shown.
 * @param {Row} row
 * @param {{device: string | null} | null} followed  the newest `claimed` of the youth's end
 * @param {string} me
 * @param {(device: string) => boolean} [isMine]  whether it is another device of mine
 * @returns {'waiting' | 'closed' | 'others' | 'mine' | 'arriving' | 'disputed'}
 */
export function standing(row, followed, me, isMine = () => false) {
  if (row.state === 'closed' || row.state === 'waiting') return row.state;
  if (row.claimed_by !== me) return 'others';
  if (followed?.device === me) return 'mine';
  return !followed?.device || isMine(followed.device) ? 'arriving' : 'disputed';
}

/**
 * What stands above those who wait. Police never see a queue: the relay gives an officer one at a time, and nothing here counts.
 * @param {boolean} police
 * @param {number} count
 * @returns {{name: string, count: number}}  no count: 0
 */
export function aboveThoseWhoWait(police, count) {
  return police ? { name: count ? 'One young person asked for an officer' : 'Waiting', count: 0 } : { name: 'Waiting', count };
}

/**
 * What stands where no conversation is open: the most pressing thing of the list beside it, and "quiet" only where nothing is.
 * @param {number} waiting
 * @param {Pick<Inbox, 'notes' | 'asking' | 'mine'>} groups
 * @param {boolean} [away]  no line: who waits now is not known, and nobody says that it is quiet
 * @returns {[string, string]}
 */
export function nothingOpen(waiting, { notes, asking, mine }, away = false) {
  const covered = 'Open the first in the list. The words stay covered until you claim it.';
  if (waiting) return [waiting === 1 ? 'Somebody is waiting' : `${waiting} are waiting`, covered];
  if (asking.length) return ['A colleague asks you', 'Open what they ask about in the list.'];
  if (notes.length) return [notes.length === 1 ? 'A note was left' : `${notes.length} notes were left`, covered];
  if (mine.length) return [away ? 'The line is away' : 'Nobody new is waiting', mine.length === 1 ? 'The one who is with you is in the list.' : 'Those who are with you are in the list.'];
  return away ? ['The line is away', 'Whoever asks for a person meanwhile appears once it is back.'] : ['All is quiet', 'When somebody asks for a person, they appear on the left.'];
}

/**
 * The badge in the tab's title: how many wait, and nothing about whom or what (THREATS A1).
 * @param {number} count
 * @param {string} [name]
 */
export function title(count, name = 'Desk') {
  return count ? `(${count}) ${name}` : name;
}
