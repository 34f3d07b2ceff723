/** What colleagues do around one conversation: help, hand over, open together, stay out. */

import { sentenceOf } from '../../parts/relay.js';
import { attempt, leftBehind, resting } from '../desk/claiming.js';
import { giveOn } from '../desk/telling.js';

/** @typedef {import('../desk/engine.js').DeskEngine} DeskEngine */
/** @typedef {import('../desk/talk.js').Talk} Talk */
/** @typedef {import('../desk/order.js').Row} Row */

/**
 * @param {DeskEngine} desk
 * @param {string} id
 * @param {string} verb
 * @param {any} [body]
 */
function post(desk, id, verb, body = {}) {
  return desk.session.relay.call('POST', `/api/conversations/${id}/${verb}`, body);
}

/**
 * Ask for a second person. What ended an earlier call may still be on its way, and would end this one: behind it, they are called again.
 * Returns whom the schedule has woken, and who of it ordered no way to be woken.
 * @param {DeskEngine} desk
 * @param {string} id
 * @returns {Promise<{called: string[], asleep: string[]}>}
 */
export async function callHelp(desk, id) {
  const ending = desk.busy.get(id)?.get('help-off');
  const called = await post(desk, id, 'help', { on: true });
  if (!ending) return called;
  await ending;
  return post(desk, id, 'help', { on: true });
}

/**
 * I am all right again. If that does not arrive, the ladder goes on: it is said, and the button is there still.
 * @param {DeskEngine} desk
 * @param {string} id
 */
export async function calmAgain(desk, id) {
  let says = '';
  desk.notices.delete(id);
  await attempt(desk, id, 'help-off', () => post(desk, id, 'help', { on: false }).catch((error) => {
    says = sentenceOf(error);
    throw error;
  }));
  if (!says) return;
  desk.notices.set(id, `Your colleagues are still being called: that did not arrive. ${says} Press again.`);
  desk.changed();
}

/**
 * Offer my conversation to a colleague; the youth is asked only when they agree.
 * @param {DeskEngine} desk
 * @param {string} id
 * @param {string} device
 * @param {string} why
 */
export async function offer(desk, id, device, why) {
  desk.notices.delete(id);
  await attempt(desk, id, 'offer', async () => {
    desk.team.why.set(id, why);
    // Their yes may come after this page was loaded anew: the youth is told the reason that was chosen, and no other.
    await desk.talks.get(id)?.shelf.putJson(`handing:${id}`, why);
    desk.put(await post(desk, id, 'offer', { device }));
  });
}

/** Say yes to a colleague's offer. @param {DeskEngine} desk @param {string} id @param {boolean} [over] */
export async function agree(desk, id, over = false) {
  if (resting(desk, id)) return;
  await attempt(desk, id, 'agree', async () => {
    desk.put(await post(desk, id, 'agree', { over }));
    desk.team.refused.delete(id);
  });
}

/** Say no to it, or take my own back. @param {DeskEngine} desk @param {string} id */
export async function withdraw(desk, id) {
  await attempt(desk, id, 'withdraw', async () => desk.put(await post(desk, id, 'withdraw')));
}

/** I know this person: hidden from me from now on, and nobody is told why. @param {DeskEngine} desk @param {string} id */
export async function recuse(desk, id) {
  await attempt(desk, id, 'recuse', async () => {
    const talk = desk.talks.get(id);
    // Whether or not somebody is there to be handed the words, I am out of it.
    if (desk.rows.get(id)?.claimed_by === desk.session.me.device_id) await talk?.speaking.share().catch(() => false);
    await post(desk, id, 'recuse');
    leftBehind(desk, id);
    await desk.drop(id);
  });
}

/**
 * Stand beside a colleague no longer: said sealed to both ends, then to the relay.
 * @param {DeskEngine} desk
 * @param {Talk} talk
 * @param {string} [says]  why, when it was not I who pressed: whatever I am reading stays open then
 */
export async function leave(desk, talk, says = '') {
  await attempt(desk, talk, 'leave', async () => {
    if (!(await talk.speaking.say({ t: 'release' }))) return;
    desk.put(await post(desk, talk.id, 'leave'));
    talk.unlocked = false;
    if (says) desk.notices.set(talk.id, says);
    else leftBehind(desk, talk.id);
  });
}

/** Ask for a second person's word to open what a colleague has; the row says who is woken for that. @param {DeskEngine} desk @param {string} id @param {string} reason */
export async function askTogether(desk, id, reason) {
  await attempt(desk, id, 'open-together', async () => {
    desk.put(await post(desk, id, 'open-together', { reason }));
  });
}

/**
 * Who is woken, or that nobody could be; what the row does not know is not claimed.
 * @param {string[] | null | undefined} devices
 * @param {(device: string) => string} name
 */
export function sayWoken(devices, name) {
  if (!devices) return '';
  const names = devices.map(name).sort();
  if (!names.length) return 'Nobody could be woken. It stands on the desk of everybody who may agree: call somebody yourself if it cannot wait.';
  return `${names.length > 1 ? `${names.slice(0, -1).join(', ')} and ${names.at(-1)} are` : `${names[0]} is`} being woken.`;
}

/** Be that second person. @param {DeskEngine} desk @param {string} id @param {string} device */
export async function agreeTogether(desk, id, device) {
  await attempt(desk, id, 'agree-together', async () => desk.put(await post(desk, id, 'agree-together', { device })));
}

/**
 * What a transfer needs of the giver, by itself and once each: ask the youth when the colleague agreed, hand over what was
 * written when the youth agreed, and only then say that it is done; take the question back when the offer is over.
 * @param {DeskEngine} desk
 * @param {Talk} talk
 */
export async function carry(desk, talk) {
  const { row, story } = talk;
  const me = desk.session.me.device_id;
  if (!row || !talk.ready || row.state !== 'claimed' || row.claimed_by !== me) return;
  if (desk.team.carrying.has(talk.id)) {
    desk.team.again.add(talk.id);
    return;
  }
  // What was asked under an earlier claim is over. What is handed over stays so until the row has moved, or I offer anew.
  const asked = story.transfer?.by === me && story.transfer.at >= (row.claimed_at ?? 0) ? story.transfer : null;
  desk.team.carrying.add(talk.id);
  try {
    const kept = `handing:${talk.id}`;
    const why = desk.team.why.get(talk.id) ?? (row.offered_to && row.agreed ? (await talk.shelf.getJson(kept)) ?? undefined : undefined);
    const over = asked?.to !== row.offered_to || ((asked?.done || asked?.answer === false) && why !== undefined);
    if (row.offered_to && row.agreed && over) {
      desk.team.why.delete(talk.id);
      await talk.speaking.say({ t: 'transfer', to: row.offered_to, why: why ?? 'other' });
      await talk.shelf.remove(kept);
    } else if (asked && !asked.done && asked.answer === true && row.offered_to === asked.to) {
      await giveOn(desk, talk, (device) => device === asked.to);
      await talk.speaking.say({ t: 'transfer', to: asked.to, of: asked.consent });
    } else if (asked && !asked.done && asked.answer !== false && row.offered_to !== asked.to) {
      await talk.speaking.say({ t: 'transfer', to: null });
    } else if (asked?.done && !row.offered_to && handedLast(talk, me)) {
      await talk.speaking.say({ t: 'claim' });
    }
    await shareWithHelp(desk, talk);
  } catch (error) {
    // What could not be handed over now is tried again with the next thing that happens here; until then it says why.
    desk.notices.set(talk.id, sentenceOf(error));
    desk.changed();
  } finally {
    desk.team.carrying.delete(talk.id);
  }
  if (desk.team.again.delete(talk.id)) await carry(desk, talk);
}

/**
 * Taken back in the very second in which it was handed over, it is still mine, and their side may follow the colleague already: they
 * are told once that I am the one who is there.
 * @param {Talk} talk
 * @param {string} me
 */
function handedLast({ reading, speaking }, me) {
  const last = [...reading.entries, ...speaking.outbox.map(({ payload }) => ({ sender: me, payload }))].findLast(({ sender, payload }) => sender === me && ['claim', 'transfer'].includes(payload?.t));
  return last?.payload?.t === 'transfer' && Boolean(last.payload.of);
}

/**
 * Who comes because I asked for help must not begin in the dark: they are handed what was written before.
 * @param {DeskEngine} desk
 * @param {Talk} talk
 */
async function shareWithHelp(desk, talk) {
  /** @type {unknown[]} */
  const failed = [];
  for (const { device, reason } of talk.row?.present ?? []) {
    if (reason !== 'help' || !talk.story.present.includes(device) || desk.team.shared.has(`${talk.id} ${device}`)) continue;
    // One who cannot be handed it now keeps nobody else in the dark.
    await desk.team.share(talk, device).catch((error) => failed.push(error));
  }
  if (failed.length) throw failed[0];
}
