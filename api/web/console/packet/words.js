/** Hand-off packets in plain words: who gets one, why without a yes, and the text that would leave. */

import { moment } from '../desk/times.js';

/** The relay's closed list; `device`: may be somebody on the list of people, too. @type {Record<string, {name: string, to: string, device: boolean}>} */
export const RECEIVERS = {
  police: { name: 'Police', to: 'the police', device: true },
  child_protection: { name: 'Child protection', to: 'child protection', device: true },
  court: { name: 'A court', to: 'a court', device: false },
  hospital: { name: 'A hospital', to: 'a hospital', device: false },
};

/** Why something may leave without a yes: a closed list, and nothing else. @type {Record<string, {name: string, text: string}>} */
export const EXCEPTIONS = {
  s125_under_16: { name: 'Under 16, and in need of protection', text: 'The duty to report (CYFSA s. 125). The report itself is your call to a society; this is what goes with it.' },
  serious_harm: { name: 'Risk of serious harm', text: 'Somebody could be badly hurt, and this is needed to prevent it.' },
  court_order: { name: 'A court order', text: 'You have it in writing, and hand over what it names and no more.' },
  other: { name: 'Another reason', text: 'Legal review comes first: a supervisor has asked for it and has the answer.' },
};

/** With its first line it fits in one message of Telegram’s, so that they see all of it at once. */
export const MOST_ASKED = 3000;
/** Without a yes nobody is shown it on a phone; the packet must still fit. */
export const MOST_WRITTEN = 15_000;

/** @typedef {{from: string, at: number, body: string}} Said */

/**
 * What would leave, word for word; the youth is shown exactly this.
 * @param {Said[]} said @param {string} summary @param {string} me  as the youth knows me @param {string} [zone]
 */
export function textOf(said, summary, me, zone) {
  const lines = said.map(({ from, at, body }) => `${from === 'youth' ? 'Young person' : from === 'me' ? me : 'A worker'}, ${moment(at, zone)}: ${body}`);
  return whole([lines.join('\n'), summary.trim() && `${me} writes: ${summary.trim()}`].filter(Boolean).join('\n\n'));
}

/** As it can be shown: no half letters, nothing invisible at either end. @param {string} text */
export const whole = (text) => text.toWellFormed().replaceAll('\0', '\ufffd').replace(/^[\s\u001c-\u001f\u0085\ufeff]+|[\s\u001c-\u001f\u0085\ufeff]+$/gu, '');

/** @param {string} kind */
export const receiverName = (kind) => (Object.hasOwn(RECEIVERS, kind) ? RECEIVERS[kind].to : 'somebody outside the line');

/** Why, in a few words. @param {string} basis */
export const basisName = (basis) => (basis === 'agreed' ? 'They agreed' : Object.hasOwn(EXCEPTIONS, basis) ? EXCEPTIONS[basis].name : 'A reason that this page does not know');

/** The line in the thread when a question does not stand before them, because another does. @param {Record<string, any>} payload */
export const busyLine = ({ kind }) => (kind === 'packet'
  ? 'Another question stands before them, so they cannot answer the one about the packet. When they have answered, ask again: the way is beside the conversation.'
  : 'Another question stands before them, so they were not asked who else may come in. When they have answered, ask again.');

/** The line in the thread for what the youth answered. @param {Record<string, any>} payload */
export function answerLine(payload) {
  const to = receiverName(String(payload.to ?? ''));
  if (payload.withdrawn === true) return `They took it back: nothing is handed to ${to}.`;
  const said = typeof payload.reply === 'string' && payload.reply ? ` (“${payload.reply.slice(0, 60)}”)` : '';
  return payload.accepted === true ? `They agreed that this is handed to ${to}${said}.` : `They would rather not have this handed to ${to}${said}.`;
}

/** The line for what a worker asked or said of one. @param {string} who @param {Record<string, any>} payload */
export function askLine(who, payload) {
  const to = receiverName(String(payload.to ?? ''));
  if (payload.done === true) return `${who} handed it to ${to}, and told them so.`;
  if (payload.done === false) return `${who} took it back before it was read. They were told.`;
  return payload.to ? `${who} asked them whether a packet may be handed to ${to}.` : `${who} took the question back.`;
}
