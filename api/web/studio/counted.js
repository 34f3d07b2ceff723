/** Where people stop, in words: who came by, who went no further, and what is too small to be told. */

/**
 * What the relay tells: weeks that are over, and for each step how many came and how many stopped at the least.
 * @typedef {{least: number, weeks: {week: string, total: number}[], steps: Record<string, number>, stops: Record<string, number>}} Counted
 */

const WEEKS = ['', 'one week', 'two weeks', 'three weeks', 'four weeks'];

/** "in four weeks" @param {Counted} counted */
const span = ({ weeks }) => `in ${WEEKS[weeks.length] ?? `${weeks.length} weeks`}`;

/** What JavaScript objects inherit is no count. @param {Record<string, number>} table @param {string} step */
const own = (table, step) => (Object.hasOwn(table, step) ? table[step] : undefined);

/** Whether there is a week to tell of. @param {Counted | null} counted @returns {counted is Counted} */
export const hasWeeks = (counted) => Boolean(counted?.weeks.length);

/** What the numbers are, over the map. @param {Counted} counted */
export function aboutCounts(counted) {
  if (!hasWeeks(counted)) return 'Nothing has been counted yet. A week is told when it is over, so the first numbers come on a Monday.';
  const few = `Fewer than ${counted.least} are never told, and numbers are rounded down to fives.`;
  if (!Object.keys(counted.steps).length) return `Counted ${span(counted)}: fewer than ${counted.least} people came by each step, and so few are never told.`;
  return `Counted ${span(counted)}. Who “stopped” came to a step and to none of those that its lines lead to; whoever left by Person, Numbers or Leave is among them. ${few}`;
}

/** The heads of the table. @param {Counted} counted @returns {string[]} */
export const countHeads = (counted) => [`Came by ${span(counted)}`, 'Stopped there'];

/** On a fork, and on a step that goes on by itself, nobody stops: they are not counted. @param {string} kind */
const passes = (kind) => kind === 'branch' || kind === 'go';

/** The cells of a step. @param {Counted} counted @param {string} step @param {string} kind @returns {string[]} */
export function countCells(counted, step, kind) {
  if (passes(kind)) return ['not counted', 'not counted'];
  const [came, stops] = [own(counted.steps, step), own(counted.stops, step)];
  return [came === undefined ? 'too few to tell' : `${came} or more`, stops === undefined ? 'not known' : `${stops} or more`];
}

/** Under a step on the map: short, and nothing where nothing may be told. @param {Counted} counted @param {string} step */
export function countDrawn(counted, step) {
  const [came, stops] = [own(counted.steps, step), own(counted.stops, step)];
  return came === undefined ? '' : stops === undefined ? `${came}+ came` : `${came}+ came, ${stops}+ stopped`;
}

/** The same for whoever hears it. @param {Counted} counted @param {string} step @param {string} kind */
export function countAloud(counted, step, kind) {
  if (passes(kind)) return '';
  const [came, stops] = [own(counted.steps, step), own(counted.stops, step)];
  if (came === undefined) return ` Came by ${span(counted)}: too few to tell.`;
  return ` Came by ${span(counted)}: ${came} or more.${stops === undefined ? '' : ` Stopped there: ${stops} or more.`}`;
}
