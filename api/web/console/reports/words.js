/** What the reports count, in words: the name of each table and of each of its rows. */

/** @typedef {{kind: string, total: number, cells: {key: string, least: number}[]}} Counted  a table as the relay gives it */
/** @typedef {{title: string, lead: string, rows: Record<string, string>}} Told */

const UNSAID = 'Not said';

/** @type {Record<string, Told>} */
export const TABLES = {
  hour: {
    title: 'When they asked for a person', lead: 'By the line’s own clock.',
    rows: { '00': 'Midnight to 4', '04': '4 to 8 in the morning', '08': '8 to noon', 12: 'Noon to 4', 16: '4 to 8 in the evening', 20: '8 to midnight' },
  },
  channel: { title: 'How they wrote', lead: '', rows: { telegram: 'Telegram' } },
  topic: {
    title: 'What they came about', lead: 'The button they pressed before they asked. Nobody’s words are read for this.',
    rows: { danger: 'I might not be safe', made: 'Made to do things', pics: 'Someone has my pics', leaving: 'I want to get out', friend: 'Worried about a friend', places: 'A place to stay', who: 'Who are you?', unsaid: 'Straight to a person' },
  },
  waited: {
    title: 'How long they waited', lead: 'Until somebody was there for the first time.',
    rows: { 'under-1': 'Under a minute', '1-3': '1 to 3 minutes', '3-5': '3 to 5 minutes', '5-15': '5 to 15 minutes', '15-60': '15 minutes to an hour', 'over-60': 'Over an hour', left: 'Left before anybody came' },
  },
  outcome: {
    title: 'What came of it', lead: 'What the worker chose when the talk was over.',
    rows: { listened: 'They were listened to', plan: 'A safety plan was made', service: 'Put in touch with a service', report: 'A report was made', emergency: 'Emergency help was called', went: 'They left during the talk', abuse: 'Not a young person in need', unsaid: UNSAID },
  },
  age: {
    title: 'How old they were', lead: 'Only where they told by themselves. Nobody is asked.',
    rows: { 'under-12': 'Under 12', '12-15': '12 to 15', '16-17': '16 or 17', '18-24': '18 to 24', '25-up': '25 or more', unsaid: UNSAID },
  },
  notes: { title: 'Notes left while nobody was there', lead: '', rows: { answered: 'Taken up by a worker', unanswered: 'Closed before anybody could' } },
  back: { title: 'Put back in line during a talk', lead: 'They kept their place.', rows: { released: 'By the worker', 'put-back': 'Because the worker did not answer', lapsed: 'Because the worker’s connection was gone' } },
};

/** The choices for a worker who closes a conversation. */
export const OUTCOMES = choices(TABLES.outcome.rows, UNSAID);
export const AGES = choices(TABLES.age.rows, 'They did not say');

/** A band of five as it is written: "<5", "10–14". @param {number} least */
export const band = (least) => (least < 5 ? '<5' : `${least}–${least + 4}`);

/** The same, for ears. @param {number} least */
export const bandAloud = (least) => (least < 5 ? 'fewer than 5' : `${least} to ${least + 4}`);

/** "November 2026" @param {string} month  as 2026-11 */
export const monthName = (month) => new Date(`${month}-15T12:00:00Z`).toLocaleDateString('en-CA', { month: 'long', year: 'numeric', timeZone: 'UTC' });

/** Where the bands of waiting end, in minutes. @type {[number, string, string][]} */
const EDGES = [[1, 'under-1', 'a minute'], [3, '1-3', 'three minutes'], [5, '3-5', 'five minutes'], [15, '5-15', '15 minutes'], [60, '15-60', 'an hour']];

/** The last band that is over before a youth is told that nobody came. @param {number} tellAfter  ms, the line's own number */
const last = (tellAfter) => Math.max(0, EDGES.findLastIndex(([minutes]) => minutes * 60_000 <= tellAfter));

/** "five minutes", or the nearest that the bands can say of the line's own number. @param {number} tellAfter */
export const within = (tellAfter) => EDGES[last(tellAfter)][2];

/** How many were answered within that: at least what the shown bands say together. @param {Counted} waited @param {number} tellAfter */
export function inTime(waited, tellAfter) {
  const soon = EDGES.slice(0, last(tellAfter) + 1).map(([, key]) => key);
  return waited.cells.reduce((sum, cell) => sum + (soon.includes(cell.key) ? cell.least : 0), 0);
}

/** @param {Record<string, string>} rows @param {string} unsaid */
function choices(rows, unsaid) {
  return [{ value: '', text: unsaid }, ...Object.entries(rows).filter(([key]) => key !== 'unsaid').map(([value, text]) => ({ value, text }))];
}
