/** Claim, join, put back and close: the relay's row and the sealed word that the youth's end believes. */

import { personOf } from '../../parts/person.js';
import { readingOf } from '../schedule/reading.js';
import { pressOf } from './kept.js';
import { claimTruth, standing } from './order.js';
import { PASSING, codeOf } from './speaking.js';
import { giveOn, tellOutcome } from './telling.js';

/** @typedef {import('./engine.js').DeskEngine} DeskEngine */
/** @typedef {import('./talk.js').Talk} Talk */

/** @typedef {{said: {outcome?: string, age?: string}, wish: {days: number, reason: string} | null}} Ending  what came of it, for the month's counts; longer than a day */

/** Refused for my own sake, with a way on: too many at once, or away. */
const ROOM = new Set(['full', 'away']);
const AGAIN_MS = 5_000;

/** Whether I rest and can take nothing new; the conversation then says so, and who can. @param {DeskEngine} desk @param {string} id */
export function resting(desk, id) {
  if (desk.caring.left <= 0) return false;
  desk.team.refused.delete(id);
  desk.notices.set(id, 'You are resting after a heavy talk. Your rest is over in a few minutes; colleagues can claim it now.');
  desk.changed();
  return true;
}

/** Whether nothing is sealed to me that waits here, so that I could read none of it; the conversation then says so. @param {DeskEngine} desk @param {string} id */
function offCall(desk, id) {
  const { state } = desk.session.onCall;
  if (state === 'shift' || (state === 'standby' && desk.rows.get(id)?.from_note)) return false;
  desk.notices.set(id, 'Go on call on this device first, then claim. Until then their words are not locked for you: they would wait for somebody who cannot read them.');
  desk.changed();
  return true;
}

/**
 * Take a conversation. The relay's row keeps two workers apart, the sealed `claim` tells the youth's end (6.2).
 * @param {DeskEngine} desk
 * @param {Talk} talk
 * @param {boolean} [over]  on top of what I usually take at once
 */
export async function claim(desk, talk, over = false) {
  if (resting(desk, talk.id) || offCall(desk, talk.id)) return;
  await attempt(desk, talk, 'claim', async () => {
    await talk.press(true);
    try {
      await askForIt(desk, talk.id, { over });
    } catch (error) {
      // An answer that was lost may have been a yes: the next row says.
      if (!PASSING.has(codeOf(error))) await talk.press(false);
      throw error;
    }
    await announce(desk, talk);
  });
}

/** Ask the relay for it, until it is mine. @param {DeskEngine} desk @param {string} id @param {{over?: boolean, here?: boolean}} how */
async function askForIt(desk, id, how) {
  const bell = becomesMine(desk, id);
  try {
    const asked = desk.session.relay.call('POST', `/api/conversations/${id}/claim`, how);
    // On a bad line the bell comes before the answer: what I write from then on must not reach them before the word that I am here.
    const answer = await Promise.race([asked, bell.rung]);
    if (answer) desk.put(answer);
  } finally {
    bell.off();
  }
}

/** It is mine: their side is told by the word that it believes. @param {DeskEngine} desk @param {Talk} talk */
async function announce(desk, talk) {
  desk.notices.delete(talk.id);
  desk.team.refused.delete(talk.id);
  talk.unlocked = true;
  talk.look();
  desk.changed();
  await talk.speaking.say({ t: 'claim' });
  // Sent, or refused and said so: a page that is loaded later has nothing to finish.
  await talk.press(true, false);
}

/** Rings once the row says that it is mine. @param {DeskEngine} desk @param {string} id @returns {{rung: Promise<null>, off: () => void}} */
function becomesMine(desk, id) {
  let off = () => {};
  const rung = /** @type {Promise<null>} */ (new Promise((ring) => {
    off = desk.subscribe(() => {
      const row = desk.rows.get(id);
      if (row?.state === 'claimed' && row.claimed_by === desk.session.me.device_id) ring(null);
    });
  }));
  return { rung, off };
}

/** Whether another device of mine has it. @param {DeskEngine} desk @param {import('./order.js').Row} row */
export function mineElsewhere(desk, row) {
  return row.state === 'claimed' && row.claimed_by !== null && row.claimed_by !== desk.session.me.device_id && isMine(desk, row.claimed_by);
}

/** Whether it is a device of mine, this one or another. @param {DeskEngine} desk @param {string} device */
function isMine(desk, device) {
  const { me } = desk.session;
  return device === me.device_id || personOf(desk.device(device)?.label ?? '') === personOf(me.label);
}

/** Where it stands for me; their side may follow another device of mine still. @param {DeskEngine} desk @param {Talk} talk @param {import('./order.js').Row} row */
export function standsFor(desk, talk, row) {
  return standing(row, talk.story.followed, desk.session.me.device_id, (device) => isMine(desk, device));
}

/**
 * My other device broke, or lies elsewhere: it is mine here from now on, in one move, and the youth is told as of any claim.
 * Nothing new comes to me, so that I may rest, or be full.
 * @param {DeskEngine} desk
 * @param {string} id
 */
export async function takeHere(desk, id) {
  if (offCall(desk, id)) return;
  await attempt(desk, id, 'take-here', async () => {
    await press(desk, id, true);
    try {
      await askForIt(desk, id, { here: true });
    } catch (error) {
      if (!PASSING.has(codeOf(error))) await press(desk, id, false);
      throw error;
    }
    const talk = desk.read(id);
    await talk.resume();
    await announce(desk, talk);
  });
}

/** Remember that I pressed, before the relay is asked, though nothing of it is open here yet. @param {DeskEngine} desk @param {string} id @param {boolean} pressed */
async function press(desk, id, pressed) {
  const { keystore } = desk.session;
  await (desk.talks.get(id)?.press(pressed) ?? (pressed ? keystore.putJson(pressOf(id), true) : keystore.remove(pressOf(id))));
}

/**
 * Stand beside a colleague: the relay shows them that I do before it gives me a single frame, and the youth is told by
 * the sealed `join`, because there is no silent reader (PROTOCOL 3.5).
 * @param {DeskEngine} desk
 * @param {string} id
 */
export async function join(desk, id) {
  await attempt(desk, id, 'join', async () => {
    desk.put(await desk.session.relay.call('POST', `/api/conversations/${id}/open`));
    const talk = desk.read(id);
    await talk.resume();
    desk.session.live.watch({ [id]: talk.reading.cursor });
    // Said again with a later end: both ends forget whoever's time is over, whatever this desk does then (PROTOCOL 3.4).
    const me = desk.session.me.device_id;
    const until = desk.rows.get(id)?.present.find(({ device }) => device === me)?.until ?? null;
    const told = talk.story.present.includes(me) && (talk.story.ends.get(me) ?? null) === until;
    talk.unlocked = told || await talk.speaking.say({ t: 'join', ...(until !== null && { until }) });
    talk.look();
  });
}

/**
 * Put it back in line. What I can open goes to the others first, so that nobody has to ask twice.
 * @param {DeskEngine} desk
 * @param {Talk} talk
 */
export async function release(desk, talk) {
  await attempt(desk, talk, 'release', async () => {
    await giveOn(desk, talk).catch((error) => {
      // Nobody else is there to be handed anything: the conversation must go back all the same.
      if (!['no-recipient', 'audience'].includes(codeOf(error))) throw error;
    });
    // Who was never told that I am here need not be told that I go.
    if (talk.speaking.untold) await talk.speaking.unsay('claim');
    else if (!(await talk.speaking.say({ t: 'release' }))) return;
    if (await putBack(desk, talk)) leftBehind(desk, talk.id);
  });
}

/** I am done with it: back to the list, unless I opened something else while the line took its time. @param {DeskEngine} desk @param {string} id */
export function leftBehind(desk, id) {
  if (desk.chosen === id) desk.choose(null);
}

/** @param {DeskEngine} desk @param {Talk} talk @returns {Promise<boolean>} false: not now, and tried again by itself */
async function putBack(desk, talk) {
  try {
    desk.put(await desk.session.relay.call('POST', `/api/conversations/${talk.id}/release`));
  } catch (error) {
    if (!PASSING.has(codeOf(error))) throw error;
    repairLater(desk, talk);
    return false;
  }
  desk.caring.gave(talk.id);
  talk.unlocked = false;
  return true;
}

/** Whether their side was told that I go, and the relay's row still says that I have it. @param {Talk} talk @param {string} me */
export function lettingGo(talk, me) {
  return lastWord(talk, me) === 'release';
}

/** Whether their side was told that it is over, and the relay's row still says that I have it. @param {Talk} talk @param {string} me */
export function ending(talk, me) {
  return lastWord(talk, me) === 'close';
}

/** What their side was told last of me, while the row says that I have it; null: nothing that the row does not know. @param {Talk} talk @param {string} me */
function lastWord({ row, speaking, reading }, me) {
  if (row?.state !== 'claimed' || row.claimed_by !== me || speaking.outbox.some((item) => item.payload.t === 'claim')) return null;
  const last = reading.entries.findLast((entry) => entry.sender === me && ['claim', 'release', 'close'].includes(entry.payload?.t));
  return last && last.at >= (row.claimed_at ?? 0) ? last.payload?.t : null;
}

/** Whether the relay says, in this moment, that it is mine: a desk that was cut off knows an old row. @param {DeskEngine} desk @param {string} id */
export async function stillMine(desk, id) {
  try {
    const row = await desk.session.relay.call('GET', `/api/conversations/${id}`);
    return row.state === 'claimed' && row.claimed_by === desk.session.me.device_id;
  } catch (error) {
    if (!['not-found', 'erased'].includes(codeOf(error))) throw error;
    return false;
  }
}

/**
 * End it for both sides: first the word to the youth, then the relay's clock for erasing.
 * @param {DeskEngine} desk
 * @param {Talk} talk
 * @param {{outcome?: string, age?: string}} said  what came of it, from closed lists, for the month's counts
 * @param {{days: number, reason: string} | null} wish  longer than a day, with a reason of the closed list
 */
export async function close(desk, talk, said = {}, wish = null) {
  talk.ending = { said, wish };
  await shut(desk, talk, async () => {
    await tellOutcome(desk, talk, said.outcome);
    return Boolean(talk.story.leftAt) || talk.speaking.say({ t: 'close' });
  });
}

/**
 * The row follows once their side was told; what the line cannot do now is tried again by itself.
 * @param {DeskEngine} desk
 * @param {Talk} talk
 * @param {() => Promise<boolean>} [told]
 */
async function shut(desk, talk, told = async () => true) {
  const { said } = talk.ending;
  let closed = false;
  await attempt(desk, talk, 'close', async () => {
    if (!(await told())) return;
    try {
      desk.put(await desk.session.relay.call('POST', `/api/conversations/${talk.id}/close`, said));
    } catch (error) {
      if (!PASSING.has(codeOf(error)) || talk.story.leftAt) throw error;
      repairLater(desk, talk);
      return;
    }
    closed = true;
    talk.revise(null);
    talk.setDraft('', true);
    talk.setDraft('');
  });
  if (closed || talk.row?.state === 'closed') await asWished(desk, talk);
  else if (!ending(talk, desk.session.me.device_id)) talk.ending = { said: {}, wish: null };
}

/** It is closed, by this desk or by the youth's end on my word: kept longer, once, if I wished so. @param {DeskEngine} desk @param {Talk} talk */
async function asWished(desk, talk) {
  const { wish } = talk.ending;
  talk.ending = { said: {}, wish: null };
  if (wish) await keepLonger(desk, talk, wish);
}

/** @param {DeskEngine} desk @param {Talk} talk */
function repairLater(desk, talk) {
  setTimeout(() => { if (!talk.speaking.stopped) repair(desk, talk); }, AGAIN_MS);
}

/**
 * Have a closed conversation of mine erased later; what did not go through can be pressed again until it is erased.
 * @param {DeskEngine} desk
 * @param {Talk} talk
 * @param {{days: number, reason: string}} wish
 */
export async function keepLonger(desk, talk, wish) {
  let kept = false;
  await attempt(desk, talk, 'keep', async () => {
    desk.put(await desk.session.relay.call('POST', `/api/conversations/${talk.id}/keep`, wish));
    desk.notices.delete(talk.id);
    kept = true;
  });
  const why = desk.notices.get(talk.id) ?? '';
  if (kept || talk.row?.state !== 'closed') return;
  desk.notices.set(talk.id, `It is closed, but not kept longer yet. ${why} Press Keep longer to try again.`);
  desk.changed();
}

/**
 * Let a colleague who joined read what was written before they came.
 * @param {DeskEngine} desk
 * @param {Talk} talk
 * @param {string} device
 */
export async function shareWith(desk, talk, device) {
  await attempt(desk, talk, `share ${device}`, () => desk.team.share(talk, device));
}

/**
 * What was half done is finished. They were told that I go, or that it is over: the row follows, as long as it says that it is mine.
 * I pressed Claim, the row says that it is mine, and no claim of mine was ever read: a crash came between the two. Say it again.
 * Where nobody pressed here, a row proves nothing: a relay that lies would have this desk tell a youth that somebody is there.
 * @param {DeskEngine} desk
 * @param {Talk} talk
 */
export function repair(desk, talk) {
  const row = talk.row;
  const me = desk.session.me.device_id;
  if (!row || !talk.ready || talk.reading.cursor < row.cursor || desk.busy.has(talk.id)) return;
  if (lettingGo(talk, me)) return void attempt(desk, talk, 'release', () => putBack(desk, talk));
  if (ending(talk, me)) return void shut(desk, talk);
  if (row.state === 'closed' && row.claimed_by === me && talk.ending.wish) return void asWished(desk, talk);
  if (!talk.pressed) return;
  if (standsFor(desk, talk, row) !== 'arriving') return void talk.press(false);
  const said = talk.reading.entries.some((entry) => entry.sender === me && entry.payload?.t === 'claim' && entry.at >= (row.claimed_at ?? 0) - 60_000);
  if (!said && !talk.speaking.outbox.some((item) => item.payload.t === 'claim')) void talk.speaking.say({ t: 'claim' });
}

/**
 * Do one thing about a conversation at a time; what is pressed meanwhile has its turn, so that no press is lost. Pressed again while it
 * waits or is at work, it is the same press. What the relay refuses stands above the words, with what to do.
 * @param {DeskEngine} desk
 * @param {{id: string} | string} of
 * @param {string} deed  which button it is
 * @param {() => Promise<unknown>} job
 */
export async function attempt(desk, of, deed, job) {
  const id = typeof of === 'string' ? of : of.id;
  const turns = desk.busy.get(id) ?? new Map();
  const before = [...turns.values()].at(-1);
  const turn = turns.get(deed) ?? (async () => {
    await before;
    try {
      await job();
    } catch (error) {
      const { body, says } = /** @type {{body?: any, says?: string}} */ (error);
      if (codeOf(error) === 'claimed') desk.notices.set(id, claimTruth(body ?? {}, desk.session.me.device_id, desk.session.me.role === 'supervisor', (at) => readingOf(/** @type {any} */ (desk.session)).say(at)));
      else if (codeOf(error) === 'closed') desk.notices.set(id, 'This conversation was closed meanwhile.');
      else if (codeOf(error) === 'not-found') desk.notices.set(id, 'This conversation is no longer yours to see: it was closed, erased, or a colleague has it.');
      else if (ROOM.has(codeOf(error))) desk.team.refused.set(id, { code: codeOf(error), says: says ?? '' });
      else desk.notices.set(id, says ?? 'That did not go through. Nothing was lost; try again.');
      if (!ROOM.has(codeOf(error))) await desk.list().catch(() => undefined);
    } finally {
      turns.delete(deed);
      if (!turns.size) desk.busy.delete(id);
      desk.changed();
    }
  })();
  desk.busy.set(id, turns.set(deed, turn));
  desk.changed();
  await turn;
}
