/** What the desk says when a frame is refused, missing, or speaks of a claim, in plain words. */

/**
 * Why a frame could not be shown (PROTOCOL 5.5, 5.6): what happened, and what the worker can do about it.
 * `many` is what a row of the same refusals says.
 * @type {Record<string, {one: string, many: string, tone: 'quiet' | 'warn' | 'alarm'}>}
 */
const REFUSALS = {
  locked: { one: 'One message here is not sealed to this device: it came before you were on call here, or while a colleague had the conversation. A colleague who can read it shares it by claiming the conversation and putting it back.', many: '{n} messages here are not sealed to this device: they came before you were on call here, or while a colleague had the conversation. A colleague who can read them shares them by claiming the conversation and putting it back.', tone: 'quiet' },
  'locked-staff': { one: 'One thing that a colleague sent here is not sealed to this device: words of theirs, or only a press such as Put back. None of the young person’s words are meant.', many: '{n} things that colleagues sent here are not sealed to this device: words of theirs, or only a press such as Put back. None of the young person’s words are meant.', tone: 'quiet' },
  'newer-roster': { one: 'One message names a newer team list than this page has. It is being fetched; the message will open by itself.', many: '{n} messages name a newer team list than this page has. It is being fetched; they will open by themselves.', tone: 'quiet' },
  'split-view': { one: 'Alarm: a message names a team list that differs from the one this page was given. Tell your coordinator now, by phone.', many: 'Alarm: {n} messages name a team list that differs from the one this page was given. Tell your coordinator now, by phone.', tone: 'alarm' },
  signature: { one: 'One message was refused: it was changed on its way, or somebody forged it. Its words are not shown.', many: '{n} messages were refused: they were changed on their way, or somebody forged them. Their words are not shown.', tone: 'alarm' },
  sender: { one: 'One message was refused: its sender is not on the team list. Its words are not shown.', many: '{n} messages were refused: their sender is not on the team list. Their words are not shown.', tone: 'alarm' },
  replay: { one: 'One message came a second time and was refused. Nothing is missing.', many: '{n} messages came a second time and were refused. Nothing is missing.', tone: 'quiet' },
  timestamp: { one: 'One message was refused: its date is more than 30 days away. Check the clock of this computer.', many: '{n} messages were refused: their date is more than 30 days away. Check the clock of this computer.', tone: 'warn' },
  session: { one: 'One message cannot be opened: the beginning of its session is missing.', many: '{n} messages cannot be opened: the beginning of their session is missing.', tone: 'warn' },
  message: { one: 'One message cannot be opened: its contents were damaged on the way.', many: '{n} messages cannot be opened: their contents were damaged on the way.', tone: 'warn' },
};
const UNREADABLE = { one: 'One message cannot be opened: it is damaged or not in the expected form. Its words are not shown.', many: '{n} messages cannot be opened: they are damaged or not in the expected form. Their words are not shown.', tone: /** @type {const} */ ('warn') };

/**
 * @param {string} reason  one of the closed list of refusals
 * @param {number} [n]
 */
export function refusal(reason, n = 1) {
  const words = Object.hasOwn(REFUSALS, reason) ? REFUSALS[reason] : UNREADABLE;
  return { text: n === 1 ? words.one : words.many.replace('{n}', String(n)), tone: words.tone };
}

export const GAP = 'A message is missing here. Ask them to write it again if something does not make sense.';
export const MAYBE_GAP = 'A message may be missing here.';
export const WIDE = 'Alarm: what follows was sealed to more people than they agreed to. Tell your coordinator now, by phone.';
export const HELD_BACK = 'The relay is holding back messages: some that this page has seen before do not come any more. Tell your coordinator.';
export const NEWER = 'Something of a kind that this page does not know yet, from a newer version. Reload the page; if it stays, tell your coordinator.';
export const SILENT = 'This may not be the same person. Do not repeat what was said before; ask first whether it is safe to chat.';

/** @type {Record<string, string>} */
const LEFT = {
  stop: 'They ended the conversation.',
  erase: 'They ended the conversation and erased it on their side.',
  blocked: 'They cannot be reached any more: the chat was blocked or closed on their side.',
  idle: 'The conversation ended because nobody wrote for a day.',
  'safe-word': 'They used the safe word and left.',
};

/**
 * @param {unknown} why
 */
export function leftWords(why) {
  return typeof why === 'string' && Object.hasOwn(LEFT, why) ? LEFT[why] : 'They left the conversation.';
}

/** @type {Record<string, string>} */
const CIRCLES = { community: 'community worker', indigenous: 'Indigenous liaison', child_protection: 'child protection worker', police: 'police officer' };

/**
 * A circle's name as a person is called who stands in it.
 * @param {string} circle
 */
export function circleName(circle) {
  return Object.hasOwn(CIRCLES, circle) ? CIRCLES[circle] : circle.replaceAll('_', ' ');
}

/** So long idle, and a phone is told no more at first than that somebody asks for a minute (Telegram notes, section 2). */
const KNOCK_MS = 10 * 60 * 1000;

/**
 * What their side was told of who is here, and when they read it.
 * @param {string} what
 * @param {boolean} hidden  behind the safe word
 * @param {number} silent  since they last wrote (ms)
 */
export function toldWords(what, hidden, silent) {
  if (hidden) return `Once they are back, they read that ${what}.`;
  return `They have been told that ${what}.${silent >= KNOCK_MS ? ' They were silent for long: their phone may show no more than “Hi, got a minute?” until they answer that.' : ''}`;
}

/** As a line begins. @param {string} words */
export const capital = (words) => words.slice(0, 1).toUpperCase() + words.slice(1);

/** With its article: `a police officer`, `an Indigenous liaison`. @param {string} name */
export const withArticle = (name) => `${/^[aeiou]/i.test(name) ? 'an' : 'a'} ${name}`;

/**
 * Who may answer, by the bits of the audience: `community worker or Indigenous liaison`.
 * @param {number} audience
 * @param {string[]} circles
 */
export function audienceNames(audience, circles) {
  return joined(circles.filter((_, i) => audience & (1 << i)).map(circleName), 'or');
}

/**
 * The same, with what the youth pressed beside those whom it stood for, and not beside whom they let in later.
 * @param {number} audience
 * @param {{audience: number, reply: string} | undefined} consent
 * @param {string[]} circles
 */
export function mayAnswer(audience, consent, circles) {
  const later = consent?.audience ? audience & ~consent.audience : 0;
  const first = audienceNames(audience & ~later, circles);
  const chose = consent?.reply && (first || !later) ? ` (they chose “${consent.reply.slice(0, 60)}”)` : '';
  return [first || later ? first && `${first}${chose}` : `nobody yet${chose}`, later && `${audienceNames(later, circles)} (by a later yes)`].filter(Boolean).join('; ');
}

/**
 * @param {string[]} names
 * @param {string} word
 */
export function joined(names, word) {
  if (names.length < 2) return names.join('');
  return `${names.slice(0, -1).join(', ')} ${word} ${names[names.length - 1]}`;
}

/** @type {Record<string, string>} */
const TOPICS = {
  danger: 'Danger right now', made: 'Somebody makes them do things', pics: 'Somebody has their pictures', leaving: 'Wants to leave',
  friend: 'Worried about a friend', places: 'A place to sleep or stay', who: 'Who we are and what we keep',
};

/**
 * The path they took, as a topic and never as text: ids such as `pics_3` or `danger` become words.
 * @param {unknown} topic
 */
export function topicName(topic) {
  if (typeof topic !== 'string' || !/^[a-z0-9_.\-\/ ]{1,60}$/i.test(topic)) return null;
  if (Object.hasOwn(TOPICS, topic)) return TOPICS[topic];
  return topic.replace(/_\d+$/, '').replaceAll('_', ' ');
}

/** @type {Record<string, {name: string, limits: string}>} */
const CHANNELS = {
  telegram: { name: 'Telegram', limits: 'Telegram, and whoever holds the phone, can read this. Keep it short; no names, no places unless they need them.' },
  practice: { name: 'Practice', limits: 'A training conversation. Nobody is in danger, nobody is woken for it, and no report counts it.' },
  web: { name: 'Private web chat', limits: 'Only this page and theirs can read it. It is gone when they close it.' },
};

/**
 * @param {unknown} channel
 */
export function channelWords(channel) {
  if (typeof channel === 'string' && Object.hasOwn(CHANNELS, channel)) return CHANNELS[channel];
  return { name: 'Unknown', limits: 'Treat it as if others can read it.' };
}

/**
 * Only the sealed word of their own end makes a practice conversation: a relay could not pass somebody real off as one.
 * @param {{story: {opening: Record<string, any>}} | undefined} talk
 */
export function isPractice(talk) {
  return talk?.story.opening.channel === 'practice';
}

/** @type {Record<number, string>} */
const PRIORITIES = { 1: 'Not safe to chat now', 2: 'Urgent', 3: 'Emergency button' };

/**
 * What the youth's own buttons said; nobody reads it out of their words.
 * @param {number} priority
 */
export function priorityWords(priority) {
  return PRIORITIES[priority] ?? null;
}

const WENT_BACK = 'This conversation went back in line, because';

/** Whether a notice says that a conversation stands in line again: nothing is to be claimed once it is over. @param {string | undefined} notice */
export const saysItWentBack = (notice) => notice?.startsWith(WENT_BACK) === true;

/** Why a conversation of mine stands in line again. @param {boolean} onCall @param {number | null} [wentOff]  when I went off call by my own press */
export function wentBack(onCall, wentOff = null) {
  if (wentOff !== null) return `${WENT_BACK} you went off call. Go on call again, then claim it to go on.`;
  if (onCall) return `${WENT_BACK} nothing was heard of this device for a while. Claim it again to go on.`;
  return `${WENT_BACK} your time on call is over. Go on call again, then claim it to go on.`;
}
