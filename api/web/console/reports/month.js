/** A finished month in numbers: on the screen, as a file for spreadsheets, and on paper for a funder. */

import { html, useEffect, useRef, useState } from '../../vendor/preact.js';
import { Button } from '../../parts/button.js';
import { Select } from '../../parts/field.js';
import { Empty, Notice } from '../../parts/panel.js';
import { sentenceOf } from '../../parts/relay.js';
import { Band, Chart } from './chart.js';
import { spreadsheet } from './spreadsheet.js';
import { band, inTime, monthName, within } from './words.js';

/** @typedef {{period: string | null, periods: string[], running: string, zone: string, tell_after: number, tables: import('./words.js').Counted[]}} Report */

/** @param {{session: import('../session.js').Session}} props */
export function MonthInNumbers({ session }) {
  const [report, setReport] = useState(/** @type {Report | null} */ (null));
  const [org, setOrg] = useState('');
  const [problem, setProblem] = useState(/** @type {string | null} */ (null));
  /** A month that was asked for before another counts no more, whenever its answer comes. */
  const turn = useRef(0);
  /** @param {string} [period] */
  const load = async (period = '') => {
    const mine = ++turn.current;
    try {
      setProblem(null);
      const found = await session.relay.call('GET', `/api/reports?period=${encodeURIComponent(period)}`);
      if (mine === turn.current) setReport(found);
    } catch (error) {
      if (mine === turn.current) setProblem(sentenceOf(error));
    }
  };
  useEffect(() => {
    void load();
    session.content().then((content) => setOrg(content.org), () => setOrg(''));
  }, [session]);

  const failed = problem && html`<${Notice} kind="danger" actions=${html`<${Button} small onClick=${() => load(report?.period ?? '')}>Try again<//>`}>${problem}<//>`;
  if (!report) return failed || html`<p class="soft" role="status">Adding up…</p>`;
  if (!report.period) {
    return html`${failed}<${Empty} icon="chart" title="No month is over yet"><p>Counting has begun. ${monthName(report.running)} can be read here when it is over: a month that still runs would say too much about a single day.</p><//>`;
  }
  const { period } = report;
  const of = (/** @type {string} */ kind) => report.tables.find((table) => table.kind === kind);
  const [asked, waited] = [of('hour'), of('waited')];
  const soon = waited ? inTime(waited, report.tell_after) : 0;
  return html`
    <div class="report-tools no-print">
      <${Select} label="Month" value=${period} options=${report.periods.map((one) => ({ value: one, text: monthName(one) }))} onChange=${(/** @type {any} */ event) => load(event.target.value)} />
      <div class="row"><${Button} icon="download" onClick=${() => save(`${period}.csv`, spreadsheet({ ...report, org, period }))}>Save for spreadsheets<//>
        <${Button} icon="print" onClick=${() => print()}>Print<//></div>
    </div>
    ${failed}
    <article class="report" aria-label=${`Report of ${monthName(period)}`}>
      <header class="report-head"><p class="report-org"><bdi>${org}</bdi></p><h2 class="report-month">${monthName(period)}</h2>
        <p class="soft">Whole days of the line’s own clock, ${report.zone.replace('_', ' ')}. Each number is a band of five.</p></header>
      <dl class="report-heads">
        ${asked && html`<${Head} says="asked for a person" least=${asked.total} />`}
        ${waited && html`<div><dt>were answered within ${within(report.tell_after)}</dt><dd>${soon ? `at least ${soon}` : band(0)}</dd></div>`}
        ${waited && html`<${Head} says="left before anybody came" least=${waited.cells.find((cell) => cell.key === 'left')?.least ?? 0} />`}
      </dl>
      <div class="report-parts">${report.tables.map((table) => html`<${Chart} key=${table.kind} table=${table} />`)}</div>
      <section class="report-part report-not"><h3>What is not in it, and why</h3>
        <ul><li>No exact number. From exact numbers a reader could work out that there was one young person of some sort, and in a small place that is a name.</li>
          <li>No names, places or words. The relay that counts cannot read what anybody wrote.</li>
          <li>No two things at once, such as topic by hour. Such cells are nearly always one person.</li>
          <li>No days or weeks. Taken from each other, they would show a single evening.</li>
          <li>No practice talks. A note left at night is counted when it is taken up, and not as a wait.</li>
          <li>A talk that began in one month and ended in the next is counted for its beginning in the one, for its end in the other.</li></ul></section>
    </article>`;
}

/** @param {{says: string, least: number}} props */
function Head({ says, least }) {
  return html`<div><dt>${says}</dt><dd><${Band} least=${least} /></dd></div>`;
}

/** @param {string} name @param {string} words */
function save(name, words) {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob(['\ufeff', words], { type: 'text/csv' }));
  link.download = `report-${name}`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
