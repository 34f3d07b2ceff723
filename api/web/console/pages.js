/** The pages of the console and who sees each; those beside the desk come once the desk stands. */
import { comeAll, later } from '../parts/later.js';
import { answersYouth } from './editors_desk.js';

/** @typedef {import('./session.js').Me} Me */
/** @typedef {{session: import('./session.js').Session, waiting: import('./people/waiting.js').Asking[], onLook: () => Promise<void>}} Shown */

/** The desk is no page among others: it stays while another is shown. @type {Array<{name: string, title: string, icon: string, Page?: import('../parts/later.js').Later<Shown>, may?: (me: Me) => boolean}>} */
const PAGES = [
  { name: 'desk', title: 'Desk', icon: 'inbox' },
  { name: 'schedule', title: 'Schedule', icon: 'calendar', Page: later('Schedule', async () => (await import('./schedule/schedule.js')).SchedulePage), may: (me) => answersYouth(me) || me.coordinator },
  { name: 'people', title: 'People', icon: 'people', Page: later('People', async () => (await import('./people/people.js')).PeoplePage) },
  { name: 'reports', title: 'Reports', icon: 'chart', Page: later('Reports', async () => (await import('./reports/reports.js')).ReportsPage), may: (me) => me.coordinator || me.role === 'supervisor' },
  { name: 'device', title: 'This device', icon: 'device', Page: later('This device', async () => (await import('./device.js')).DevicePage) },
];

/** The pages that are somebody's business, in the order of the bar. @param {Me} me */
export const pagesOf = (me) => PAGES.filter(({ may }) => !may || may(me));

/** Fetch what nobody has opened yet, so that it opens at once, and also while the line is away. @param {Me} me */
export const fetchPages = (me) => comeAll(pagesOf(me).flatMap(({ Page }) => Page ?? []));
