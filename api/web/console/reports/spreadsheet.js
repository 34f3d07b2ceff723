/** A report as a file for spreadsheets: RFC 4180, and nothing in it is taken for a formula or a date. */

import { band, TABLES } from './words.js';

/** @typedef {import('./words.js').Counted} Counted */

/** @param {{org: string, period: string, zone: string, tables: Counted[]}} report */
export function spreadsheet({ org, period, zone, tables }) {
  const rows = [['line', 'month', 'time zone', 'table', 'row', 'count', 'at least', 'at most']];
  for (const { kind, total, cells } of tables) {
    const { title, rows: names } = TABLES[kind] ?? { title: kind, rows: {} };
    /** @param {string} name @param {number} least */
    const add = (name, least) => rows.push([org, `month ${period}`, zone, title, name, least < 5 ? 'under 5' : `${band(least)} people`, String(least), String(least + 4)]);
    for (const { key, least } of cells) add(names[key] ?? key, least);
    add('All together', total);
  }
  return rows.map((row) => row.map(cell).join(',')).join('\r\n') + '\r\n';
}

/** One field: quoted where it must be; what a spreadsheet would reckon with is made plain text. @param {string} text */
export function cell(text) {
  const plain = /^[=+\-@\t\r\n|%]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(plain) ? `"${plain.replaceAll('"', '""')}"` : plain;
}
