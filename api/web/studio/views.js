/** Every screen of the studio, in the order of the bar; all but the first come when that one stands. */
import { comeAll, later } from '../parts/later.js';
import { OutlinePage } from './outline.js';
import { waitsForMe } from './review/agreeing.js';

/**
 * A screen is given the studio's session; where it was asked to go stands in `studio.at`.
 * @typedef {{session: import('./session.js').Editing}} Shown
 * @typedef {{name: string, title: string, icon: string, Page: ((props: Shown) => any) | import('../parts/later.js').Later<Shown>, count?: (studio: import('./drafts.js').Studio, looking: import('./review/looking.js').Looking) => number, counts?: string}} View
 */

/** @type {View[]} */
export const VIEWS = [
  { name: 'outline', title: 'Outline', icon: 'inbox', Page: OutlinePage, count: (studio) => studio.findings.length, counts: 'to look at' },
  { name: 'step', title: 'Step', icon: 'pen', Page: later('Step', async () => (await import('./step.js')).StepPage) },
  { name: 'map', title: 'Map', icon: 'map', Page: later('Map', async () => (await import('./map.js')).MapPage) },
  { name: 'try', title: 'Try it', icon: 'phone', Page: later('Try it', async () => (await import('./try.js')).TryPage) },
  { name: 'services', title: 'Services', icon: 'heart', Page: later('Services', async () => (await import('./services/page.js')).ServicesPage), count: (studio) => studio.stand?.due.filter(({ days }) => days !== null).length ?? 0, counts: 'to call soon' },
  { name: 'words', title: 'Words', icon: 'ear', Page: later('Words', async () => (await import('./words/page.js')).WordsPage) },
  { name: 'line', title: 'The line', icon: 'leaf', Page: later('The line', async () => (await import('./line/page.js')).LinePage) },
  { name: 'translate', title: 'Translate', icon: 'globe', Page: later('Translate', async () => (await import('./translate/page.js')).TranslatePage) },
  { name: 'review', title: 'Review', icon: 'eye', Page: later('Review', async () => (await import('./review/page.js')).ReviewPage), count: waitsForMe, counts: 'waiting for you' },
  { name: 'history', title: 'History', icon: 'history', Page: later('History', async () => (await import('./history/page.js')).HistoryPage) },
  { name: 'yaml', title: 'YAML', icon: 'code', Page: later('YAML', async () => (await import('./yaml/page.js')).YamlPage) },
];

/** Fetch every screen that nobody has opened yet, so that it opens at once, and also while the line is away. */
export const fetchViews = () => comeAll(VIEWS.flatMap(({ Page }) => ('come' in Page ? Page : [])));
