/** What somebody looked at and wrote down while reviewing; kept in this browser until it is signed. */
import { isSeen } from '../../parts/seen.js';
import { canonical } from '../signing.js';

/** @typedef {import('./differing.js').Difference} Difference */
/** @typedef {import('../drafts.js').Finding} Finding */

const NAME = 'studio:looking';

/** A difference as it was looked at: changed again, it is another. @param {Difference} one */
const whole = (one) => canonical(one);

/** A warning wherever its line moves. @param {Finding} finding */
const nameOf = ({ code, file, says }) => `${code} ${file} ${says}`;

export class Looking {
  /** @param {{getJson: (name: string) => Promise<any>, putJson: (name: string, value: unknown) => Promise<unknown>, remove: (name: string) => Promise<unknown>}} vault */
  constructor(vault) {
    /** @private */ this.vault = vault;
    /** What was read, by the key of the difference. @type {Record<string, string>} */ this.read = {};
    /** @type {Record<string, string>} */ this.reasons = {};
    this.note = '';
    /** What should be different, before it is sent back. */ this.no = '';
    /** The number of the review that came back and was put away here. */ this.put = 0;
    /** What was brought into force here last: told until somebody has read it. @type {{n: number, runsAt: number} | null} */ this.done = null;
    /** @private @type {Promise<unknown>} */ this.writing = Promise.resolve();
    /** @private @type {Set<() => void>} */ this.watchers = new Set();
  }

  /** What was there before this browser was closed. */
  async open() {
    const kept = await this.vault.getJson(NAME);
    if (kept) ({ read: this.read, reasons: this.reasons, note: this.note, no: this.no = '', put: this.put = 0 } = kept);
  }

  /** @param {() => void} watcher @returns {() => void} */
  subscribe(watcher) {
    this.watchers.add(watcher);
    return () => this.watchers.delete(watcher);
  }

  /** Whether a difference was read as it is now; "again": it changed since. @param {Difference} one @returns {boolean | 'again'} */
  stateOf(one) {
    const was = Object.hasOwn(this.read, one.key) ? this.read[one.key] : undefined;
    return was === undefined ? false : was === whole(one) ? true : 'again';
  }

  /** @param {Difference} one @param {boolean} read */
  tick(one, read) {
    if (read) this.read = { ...this.read, [one.key]: whole(one) };
    else this.read = Object.fromEntries(Object.entries(this.read).filter(([key]) => key !== one.key));
    return this.keep();
  }

  /** @param {Finding} finding */
  reasonOf(finding) {
    const name = nameOf(finding);
    return Object.hasOwn(this.reasons, name) ? this.reasons[name] : '';
  }

  /** @param {Finding} finding @param {string} why */
  say(finding, why) {
    this.reasons = { ...this.reasons, [nameOf(finding)]: why };
    return this.keep();
  }

  /** @param {string} note */
  noted(note) {
    this.note = note;
    return this.keep();
  }

  /** @param {string} no */
  objects(no) {
    this.no = no;
    return this.keep();
  }

  /** What came back was read. @param {number} number */
  putAway(number) {
    this.put = number;
    return this.keep();
  }

  /** The reasons of these warnings, as they are signed. @param {Finding[]} findings */
  waivers(findings) {
    return findings.filter(({ level }) => level === 'W').map((finding) => ({ code: finding.code, file: finding.file, line: finding.line, why: this.reasonOf(finding).trim() })).filter(({ why }) => isSeen(why));
  }

  /** It runs: what was looked at is over. @param {{n: number, runsAt: number} | null} done */
  over(done) {
    this.done = done;
    [this.read, this.reasons, this.note, this.no] = [{}, {}, '', ''];
    return this.keep();
  }

  /** @private @returns {Promise<unknown>} */
  keep() {
    for (const watcher of [...this.watchers]) watcher();
    const now = { read: this.read, reasons: this.reasons, note: this.note, no: this.no, put: this.put };
    // One after the other: what was typed last is what stays.
    this.writing = this.writing.catch(() => null).then(() => this.vault.putJson(NAME, now));
    return this.writing;
  }
}
