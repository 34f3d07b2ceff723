/** Rows of the record of deeds as sentences: who did what, and to whom if a colleague was meant. */

/**
 * @typedef {{number: number, hour: number, actor: string | null, label: string | null, action: string, subject: string | null, subject_label: string | null}} Deed
 */

/** What the youth's end does is said as theirs: its device only carries it. @type {Record<string, string>} */
const DEEDS = {
  claim: '{who} claimed {it}',
  release: '{who} put {it} back in line',
  'put-back': '{it} went back in line, because its worker did not answer',
  lapse: '{it} went back in line, because its worker was gone',
  transfer: '{who} took over {it} from a colleague; the young person agreed',
  open: '{who} opened {it}, which a colleague has',
  join: '{who} joined {it}, and the young person was told',
  'open-asked': '{who} asked a second person to open {it}',
  'open-agreed': '{who} agreed, as the second person, to open {it}',
  recuse: '{who} stays out of {it}',
  help: '{who} asked for a second person in {it}',
  close: '{who} closed {it}',
  'close-idle': '{it} was closed, because nobody wrote for a day',
  keep: '{who} keeps {it} longer after its close',
  erase: 'A young person erased {it}',
  purge: '{it} was purged on time',
  lost: '{it} was purged, because the key to it was lost',
  audience: 'A young person changed who may answer {it}',
  packet: '{who} made a hand-off packet of {it}, as the young person agreed',
  'packet-duty': '{who} made a hand-off packet of {it} without their yes: duty to report, under 16',
  'packet-harm': '{who} made a hand-off packet of {it} without their yes: risk of serious harm',
  'packet-court': '{who} made a hand-off packet of {it} without their yes: a court order',
  'packet-other': '{who} made a hand-off packet of {it} without their yes: another reason, for legal review',
  'packet-for': '{who} made it for {whom}',
  'packet-agreed': '{who} agreed, as the second person, to an export of {it}',
  'packet-declined': '{who} said no, as the second person, to an export of {it}',
  'packet-sent': '{who} handed over a packet of {it}',
  'packet-opened': '{who} opened a packet that was handed over to them',
  'packet-withdrawn': '{who} took back a packet of {it} before it was opened',
  export: '{who} printed or took a hand-off packet',
  mute: '{who} paused {it} after abuse',
  unmute: '{who} ended the pause of {it}',
  'mute-review': '{who} looked at the pause of {it}, as the second person',
  'mute-unseen': 'A pause by {whom} was let go a month after its conversation, and no second person had looked at it',
  most: '{who} changed how many conversations {whom} takes at once',
  schedule: '{who} changed the schedule',
  publish: '{who} published the schedule',
  'content-review': '{who} asked for a second look at what young people read',
  'content-approve': '{who} signed a version of what young people read',
  'content-publish': 'A version that two people signed is what young people read',
  'content-rollback': 'An earlier version that two people signed is what young people read again',
  'content-hide': '{who} hid a service from young people, alone; a second person looks afterwards',
  'content-floor': '{who} switched to the crisis numbers only, alone; a second person looks afterwards',
  'content-withdraw': '{who} took back a review, or a version that did not run yet',
  'content-objection': '{who} sent a review back, and said what should be different',
  'content-call': '{who} called a service and compared what young people are told',
  swap: '{who} took over or swapped a shift',
  feed: '{who} changed their calendar address',
  alerts: '{who} changed how they are woken',
  setup: 'The line was made',
  roster: '{who} put a new list of people in force',
  'roster-add': '{who} put {whom} on the list of people',
  'roster-drop': '{who} took {whom} off the list of people',
  root: '{who} changed who the coordinators are',
  held: '{who} handed up a signed document that the relay had lost',
  decline: '{who} declined a device that asked to join',
  signin: '{who} signed in',
  'signin-coordinator': '{who} signed in as a coordinator',
  cut: 'Rows that had been sealed were gone when the relay looked',
};

/** What the filter calls an action. @param {string} action */
export function deedName(action) {
  const said = (DEEDS[action] ?? action).replace('{who} ', '').replace('{it}', 'a conversation').replace('{whom}', 'a colleague');
  return said[0].toUpperCase() + said.slice(1);
}

/** One row as a sentence, without its time. @param {Deed} deed */
export function sentence(deed) {
  const who = deed.actor === null ? 'The line itself' : deed.label ?? 'Somebody who is no longer on the list';
  const it = deed.subject === null ? 'a conversation that is gone' : `conversation ${shortOf(deed.subject)}`;
  const said = (DEEDS[deed.action] ?? `{who} did “${deed.action}”`).replace('{who}', who).replace('{it}', it)
    .replace('{whom}', deed.subject_label ?? 'a device that is no longer there');
  return said[0].toUpperCase() + said.slice(1);
}

/** The beginning of a pseudonym: enough to follow one conversation down the page. @param {string | null} subject */
export const shortOf = (subject) => (subject ?? '').replace(/[^a-z0-9]/gi, '').slice(0, 4).toUpperCase() || '?';

/**
 * What is known about the whole record, in one sentence.
 * @param {{whole: boolean, says: string | null, cuts: number[], number: number, sealed_day: number | null, sealed_number: number}} state
 * @param {number} now
 */
export function stateSentence(state, now) {
  if (state.says) return `The record is not whole. ${state.says} Tell your operator now, and do not rely on what follows.`;
  if (state.cuts.length > 0) return `Row ${state.cuts[0]} says that earlier rows were gone when the relay looked: after a restored backup that is expected. If there was none, tell your operator.`;
  if (state.number === 0) return 'Nothing is on record yet.';
  const open = state.number - state.sealed_number;
  return `Checked just now, up to row ${state.number}: nothing was changed, dropped or put in. ${state.sealed_day === null ? 'The first seal is set within the hour.' : `Sealed ${dayWords(state.sealed_day, now)}${open > 0 ? `, up to row ${state.sealed_number}; the rest within the hour` : ''}.`}`;
}

/** A day (20261123, UTC) as people say it. @param {number} day @param {number} now */
function dayWords(day, now) {
  const at = Date.UTC(Math.floor(day / 10_000), (Math.floor(day / 100) % 100) - 1, day % 100);
  const days = Math.floor(now / 86_400_000) - Math.floor(at / 86_400_000);
  if (days <= 0) return 'today';
  return days === 1 ? 'yesterday' : `on ${new Date(at).toLocaleDateString('en-CA', { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' })}`;
}
