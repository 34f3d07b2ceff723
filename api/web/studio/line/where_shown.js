/** Where youth meet each of the bot's small words, as what, and what is filled into it. */

/** @typedef {'button' | 'message' | 'piece'} Kind  a piece stands inside something else */
/** @typedef {{group: string, kind: Kind, where: string, fills: string[]}} Shown */

/** The groups, in the order of a talk. @type {Record<string, string>} */
export const GROUPS = {
  look: 'Before the first word', screen: 'On every screen', heard: 'When a youth types words', line: 'In line for a person', talk: 'In a talk with a worker', transfer: 'When another worker takes over',
  more: 'When one more person is asked in', packet: 'When something is handed over', broken: 'When something does not work', refused: 'What the bot does not take', who: 'Who the worker is', safe: 'Safe words',
  card: 'On the card of a service', clock: 'Days and hours', page: 'On the page in a browser', other: 'Other small words',
};

/** The stage that holds the frame of a safety plan, into which the desk writes. */
export const FRAME = 'safety_plan';

/** A stage of a talk, as the desk names it: `safety_check` -> `Safety check`. @param {string} stage */
export const stageName = (stage) => { const words = stage.replaceAll(/[_-]/g, ' '); return words.charAt(0).toUpperCase() + words.slice(1); };

/** What a name in braces stands for. @type {Record<string, string>} */
export const FILLS = {
  name: 'what the worker is called', new: 'what the other worker is called', org: 'your organization', police_line: 'whether the worker is police', minutes: 'a number of minutes', why: 'the reason', who: 'who it is about',
  day: 'the day', time: 'the hour', zone: 'whose time it is', number: 'the number or address', say: 'the word to send', hours: 'the hours', hour: 'the hour, 1 to 12', hour24: 'the hour, 0 to 23', minute: 'the minute', twin: 'the other zone', wait: 'how long it may take', days: 'a number of days',
};

/** A name, or how names begin; what it is, and where it is met. @type {[string, string, Kind, string, string?][]} */
const PLACES = [
  ['account.about', 'look', 'message', 'What Telegram shows of the bot before somebody presses Start'],
  ['account.short', 'look', 'piece', 'The line under the bot’s name in Telegram'],
  ['command.', 'look', 'piece', 'A line in Telegram’s list of commands'],
  ['talk', 'screen', 'button', 'Button under every message: to a person'],
  ['numbers', 'screen', 'button', 'Button under every message: to the numbers'],
  ['leave', 'screen', 'button', 'Button under every message: out of here'],
  ['language.name', 'screen', 'button', 'Button that picks this language'],
  ['language.only', 'screen', 'piece', 'Behind a message that is not translated yet'],
  ['unheard', 'heard', 'message', 'When typed words fit nothing'],
  ['heard.step', 'heard', 'message', 'When typed words fit one of the buttons'],
  ['heard.', 'heard', 'message', 'When words of a topic were heard, the bot asks'],
  ['offer.on', 'heard', 'button', 'Button that says the bot was wrong'],
  ['offer.', 'heard', 'button', 'Button under what the bot asks then'],
  ['wait.unknown', 'line', 'piece', 'How long it may take, when nobody can tell'],
  ['wait.minutes', 'line', 'piece', 'How long it may take', 'minutes'],
  ['waiting.minutes', 'line', 'message', 'Now and then, while somebody waits', 'minutes'],
  ['back_in_line', 'line', 'message', 'When somebody is back in line'],
  ['released', 'line', 'message', 'When a worker had to let a talk go', 'name'],
  ['released.alone', 'line', 'message', 'The same when no one else is there', 'name'],
  ['note.missed', 'line', 'message', 'When nobody took a note for a week'],
  ['note.left', 'line', 'message', 'When somebody leaves, and their note stays'],
  ['note.left.clear', 'line', 'message', 'The same, when nothing that was typed is on the screen any more'],
  ['left.clear', 'line', 'message', 'When somebody leaves, and nothing that was typed is on the screen'],
  ['note.back', 'line', 'button', 'Button that takes a note back'],
  ['note.kept', 'line', 'message', 'When somebody has just left a note'],
  ['note.waits', 'line', 'message', 'When somebody comes back, and their note waits still'],
  ['note.ended', 'line', 'message', 'When somebody took their note back'],
  ['note.had', 'line', 'message', 'The same when somebody has it already'],
  ['knock.open', 'line', 'button', 'Button under the knock'],
  ['knock', 'line', 'message', 'The knock on a quiet phone. It must not say what this is about'],
  ['joined_more', 'talk', 'message', 'When a second worker comes in', 'name org police_line'],
  ['joined', 'talk', 'message', 'When a worker comes', 'name org police_line'],
  ['joined.from_now', 'talk', 'message', 'When a worker comes who cannot open what was typed before', 'name org police_line'],
  ['carried', 'talk', 'message', 'In a talk, before an offer of the bot that their words brought up', 'name'],
  ['left_more', 'talk', 'message', 'When one of two workers leaves', 'name new'],
  ['paused', 'talk', 'message', 'When a talk is paused', 'day time zone'],
  ['ask.over', 'talk', 'message', 'When a button of an old question is pressed'],
  ['edited', 'talk', 'piece', 'Behind a message that the worker changed'],
  ['repeat', 'talk', 'piece', 'Before a message that may come twice'],
  ['card', 'talk', 'piece', 'Above a card that a worker sends', 'name'],
  ['stays.away', 'talk', 'button', 'Button under a message that stays: takes it away'],
  ['stays.gone', 'talk', 'message', 'In the place of a message that was taken away'],
  ['transfer', 'transfer', 'message', 'When another worker takes over', 'name org police_line'],
  ['transfer.from_now', 'transfer', 'message', 'When another takes over who cannot open what was typed before', 'name org police_line'],
  ['transfer.ask', 'transfer', 'message', 'A worker asks if another may take over', 'name why new org police_line'],
  ['transfer.yes', 'transfer', 'button', 'Button: yes'],
  ['transfer.no', 'transfer', 'button', 'Button: no', 'name'],
  ['transfer.agreed', 'transfer', 'message', 'After yes', 'new'],
  ['transfer.kept', 'transfer', 'message', 'After no', 'name'],
  ['transfer.gone', 'transfer', 'message', 'When the other worker cannot come after all', 'name new'],
  ['transfer.why.', 'transfer', 'piece', 'A reason, inside the question'],
  ['audience.ask', 'more', 'message', 'A worker asks if one more person may come in', 'name who why'],
  ['audience.yes', 'more', 'button', 'Button: yes'],
  ['audience.no', 'more', 'button', 'Button: no'],
  ['audience.back', 'more', 'button', 'Button that takes the yes back'],
  ['audience.who.', 'more', 'piece', 'Who it would be, inside the question'],
  ['audience.why.', 'more', 'piece', 'What that means, inside the question'],
  ['audience.', 'more', 'message', 'What became of the question'],
  ['packet.shown', 'packet', 'message', 'Above all that would be handed over'],
  ['packet.ask', 'packet', 'message', 'A worker asks if it may be handed over', 'name who why'],
  ['packet.yes', 'packet', 'button', 'Button: yes'],
  ['packet.no', 'packet', 'button', 'Button: no'],
  ['packet.back', 'packet', 'button', 'Button that takes the yes back'],
  ['packet.agreed', 'packet', 'message', 'After yes', 'name'],
  ['packet.done', 'packet', 'message', 'When it was handed over', 'who'],
  ['packet.undone', 'packet', 'message', 'When it could still be taken back', 'who'],
  ['packet.who.', 'packet', 'piece', 'Who gets it, inside the question'],
  ['packet.why.', 'packet', 'piece', 'What that means, inside the question'],
  ['packet.', 'packet', 'message', 'What became of the question'],
  ['unreadable', 'broken', 'message', 'When words of the worker cannot be opened', 'name'],
  ['unreadable.over', 'broken', 'message', 'The same when the talk is over', 'name'],
  ['gap', 'broken', 'message', 'When something that the worker wrote never came', 'name'],
  ['unreadable.someone', 'broken', 'piece', 'Their name where nobody knows any more who it was'],
  ['not_sealed', 'broken', 'message', 'When words cannot be locked'],
  ['no_note', 'broken', 'message', 'When nobody is there for a note'],
  ['relay_down', 'broken', 'message', 'When the line cannot be reached'],
  ['unreadable.place', 'broken', 'message', 'When one message of the talk was damaged where it lies'],
  ['lost', 'broken', 'message', 'When a whole chat was lost on our side'],
  ['not_done', 'broken', 'message', 'When something they did came to nothing by a fault of ours'],
  ['edit_lost', 'broken', 'message', 'When a change could not be passed on'],
  ['photo', 'refused', 'message', 'After a photo'],
  ['voice', 'refused', 'message', 'After a voice note'],
  ['file', 'refused', 'message', 'After a file'],
  ['place', 'refused', 'message', 'After a place on the map'],
  ['contact', 'refused', 'message', 'After a telephone number from their list'],
  ['sticker', 'refused', 'message', 'After a sticker'],
  ['police_line.', 'who', 'piece', 'Said of the worker when they come'],
  ['org.', 'who', 'piece', 'For whom such a worker works, said when they come. Name who it is, or leave it open'],
  ['circle.', 'who', 'piece', 'What the worker is'],
  ['word.none', 'safe', 'message', 'When what was typed became no safe word'],
  ['word.', 'safe', 'button', 'A safe word to pick'],
  ['card.call', 'card', 'piece', 'How to reach it', 'number'],
  ['card.text', 'card', 'piece', 'How to reach it', 'number'],
  ['card.text_say', 'card', 'piece', 'How to reach it, with a word to send', 'say number'],
  ['card.web', 'card', 'piece', 'How to reach it', 'number'],
  ['card.visit', 'card', 'piece', 'How to reach it', 'number'],
  ['card.zone', 'card', 'piece', 'When it is open', 'hours zone'],
  ['card.for', 'card', 'piece', 'Who it is for', 'who'],
  ['card.answers_as', 'card', 'piece', 'What they say when they pick up', 'name'],
  ['card.copy', 'card', 'button', 'Button that copies the number', 'number'],
  ['card.', 'card', 'piece', 'A line of the card'],
  ['say_to', 'card', 'piece', 'A word to send, inside a message', 'say number'],
  ['day.', 'clock', 'piece', 'A day, inside a message'],
  ['clock.', 'clock', 'piece', 'An hour, inside a message', 'hour minute'],
  ['zone.twin', 'clock', 'piece', 'An hour told in both zones', 'zone time twin'],
  ['zone.', 'clock', 'piece', 'Whose time it is'],
  ['page.title', 'page', 'piece', 'The title, which stays in the history of a phone. It must not say what this is about'],
  ['page.here', 'page', 'message', 'First words, when somebody is on call'],
  ['page.back', 'page', 'message', 'First words, when nobody is on call and the schedule says when somebody is', 'day time zone'],
  ['page.open_end', 'page', 'message', 'First words, when nobody is on call and nobody knows when somebody is'],
  ['page.no_answer', 'page', 'message', 'First words, when the line cannot be asked'],
  ['page.at', 'page', 'message', 'When that was so', 'time zone'],
  ['page.talk', 'page', 'button', 'Link to the bot'],
  ['page.always', 'page', 'piece', 'Above the numbers that are always there'],
  ['page.open_now', 'page', 'piece', 'Above the other services that are open'],
  ['page.leave.says', 'page', 'message', 'Beside the way out: what it does, and what it cannot'],
  ['page.leave', 'page', 'button', 'The way out'],
];

/** Where a small word is met: by its name, else by how its name begins. @param {string} key @returns {Shown} */
export function shownAt(key) {
  const begins = (/** @type {string} */ name) => name.endsWith('.') && key.startsWith(name);
  const found = PLACES.find(([name]) => name === key) ?? PLACES.find(([name]) => begins(name));
  if (!found) return { group: 'other', kind: 'message', where: 'A message of the bot', fills: [] };
  const [, group, kind, where, fills = ''] = found;
  return { group, kind, where, fills: fills.split(' ').filter(Boolean) };
}
