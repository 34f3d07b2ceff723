/** Times as the pages say them: in the language of the page, whatever the browser of whoever reads it speaks. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';

const WEB = new URL('../../api/web/', import.meta.url);
const SAYS = `import(process.argv[1]).then(({ clockTime, dayAndTime }) => console.log(
  [clockTime(Date.UTC(2026, 10, 26, 14, 5)), dayAndTime(Date.UTC(2026, 10, 26, 14, 5), Date.UTC(2026, 10, 20)), dayAndTime(Date.UTC(2028, 10, 26, 14, 5), Date.UTC(2026, 10, 20))].join('\\n')))`;

/** What a browser says that speaks this language. @param {string} language */
const said = (language) => execFileSync(process.execPath, ['--no-warnings', '-e', SAYS, new URL('parts/clock.js', WEB).href],
  { env: { ...process.env, LANG: language, LC_ALL: language, LANGUAGE: '', TZ: 'UTC' }, encoding: 'utf8' }).trim().split('\n');

test('my browser speaks French or Arabic and the desk English: no day of it stands in two languages', () => {
  for (const language of ['en_US.UTF-8', 'fr_CA.UTF-8', 'ar_EG.UTF-8']) {
    assert.deepEqual(said(language), ['14:05', 'Thursday, November 26, 14:05', 'November 26, 2028, 14:05'], language);
  }
});

test('no page leaves the language of a time or of a number to the browser', () => {
  const own = readdirSync(WEB, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.js') && !/^(node_modules|vendor)\//.test(path));
  const left = own.filter((path) => /\.toLocale\w*String\((undefined|\))|(DateTime|Number)Format\(undefined/.test(readFileSync(new URL(path, WEB), 'utf8')));

  assert.deepEqual(left, []);
});
