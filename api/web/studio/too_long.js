/** Tells of what is too long to travel, with file, line and fix, as the relay tells of the rest. */

/** @typedef {import('./drafts.js').Finding} Finding */

/** How much of a request something takes. @param {unknown} value */
const weight = (value) => new TextEncoder().encode(JSON.stringify(value)).length;

/** @param {{path: string, text?: string | null, changes?: unknown}[]} files  that are to go in one request @param {Record<string, number>} [limits] @returns {Finding | null} */
export function tooLong(files, { sent_bytes: most, file_bytes: held } = {}) {
  if (!most || weight(files) <= most) return null;
  const longest = files.reduce((one, other) => (weight(other) > weight(one) ? other : one));
  const kilobytes = `${held / 1024} kB`;
  const [says, fix] = longest.changes ? ['This text is too long for its file.', `Make it shorter, as the whole file holds ${kilobytes}.`]
    : ['The file is too large.', `Keep it under ${kilobytes}, and give what does not fit a file of its own.`];
  return { code: 'S01', level: 'E', file: longest.path, line: 1, says, fix, at: null };
}
