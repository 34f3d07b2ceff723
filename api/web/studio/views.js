/** Every screen of the studio, in the order of the bar. */
import { HistoryPage } from './history/page.js';
import { LinePage } from './line/page.js';
import { MapPage } from './map.js';
import { OutlinePage } from './outline.js';
import { waitsForMe } from './review/agreeing.js';
import { ReviewPage } from './review/page.js';
import { ServicesPage } from './services/page.js';
import { StepPage } from './step.js';
import { TranslatePage } from './translate/page.js';
import { TryPage } from './try.js';
import { WordsPage } from './words/page.js';
import { YamlPage } from './yaml/page.js';

/**
 * A screen is given the studio's session; where it was asked to go stands in `studio.at`.
 * @typedef {{name: string, title: string, icon: string, Page: (props: {session: import('./session.js').Editing}) => any, count?: (studio: import('./drafts.js').Studio) => number, counts?: string}} View
 */

/** @type {View[]} */
export const VIEWS = [
  { name: 'outline', title: 'Outline', icon: 'inbox', Page: OutlinePage, count: (studio) => studio.findings.length, counts: 'to look at' },
  { name: 'step', title: 'Step', icon: 'pen', Page: StepPage },
  { name: 'map', title: 'Map', icon: 'map', Page: MapPage },
  { name: 'try', title: 'Try it', icon: 'phone', Page: TryPage },
  { name: 'services', title: 'Services', icon: 'heart', Page: ServicesPage, count: (studio) => studio.stand?.due.filter(({ days }) => days !== null).length ?? 0, counts: 'to call soon' },
  { name: 'words', title: 'Words', icon: 'ear', Page: WordsPage },
  { name: 'line', title: 'The line', icon: 'leaf', Page: LinePage },
  { name: 'translate', title: 'Translate', icon: 'globe', Page: TranslatePage },
  { name: 'review', title: 'Review', icon: 'eye', Page: ReviewPage, count: waitsForMe, counts: 'waiting for you' },
  { name: 'history', title: 'History', icon: 'history', Page: HistoryPage },
  { name: 'yaml', title: 'YAML', icon: 'code', Page: YamlPage },
];
