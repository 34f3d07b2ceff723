/** One file under an expert's hands: typed, kept, checked, refused, and changed by others meanwhile. */
import { sentenceOf } from '../../parts/relay.js';

/** @typedef {import('../drafts.js').Finding} Finding */

const PAUSE_MS = 250;

export class OpenFile {
  /**
   * @param {import('../drafts.js').Studio} studio @param {string} path
   * @param {object} [terms] @param {(act: () => void, ms: number) => () => void} [terms.later]  returns what calls it off
   */
  constructor(studio, path, { later = (act, ms) => { const timer = setTimeout(act, ms); return () => clearTimeout(timer); } } = {}) {
    /** @private */ this.studio = studio;
    this.path = path;
    /** @private */ this.later = later;
    /** What stands in the editor; null before it was read. @type {string | null} */ this.text = null;
    /** What the relay has. @private */ this.saved = '';
    /** What youth have in its place; null: nothing. @type {string | null} */ this.running = null;
    /** Counts how often somebody else than the editor's hands changed the text. */ this.replaced = 0;
    /** Why it could not be read. @type {string | null} */ this.problem = null;
    /** @private @type {string | null} */ this.hash = null;
    /** What the checker said of a text that is not saved. @private @type {{text: string, findings: Finding[]} | null} */ this.checked = null;
    this.checking = false;
    /** @private */ this.loading = false;
    /** @private */ this.callOff = () => {};
    /** @private @type {Set<() => void>} */ this.watchers = new Set();
    /** @private */ this.over = false;
  }

  /** Read it, and go on with what was not sent the last time. */
  async open() {
    await this.studio.flush();
    await this.load();
    this.unfollow = this.studio.subscribe(() => this.follow());
    if (this.isOwn) this.look();
  }

  close() {
    this.over = true;
    this.callOff();
    this.unfollow?.();
    this.watchers.clear();
  }

  /** @param {() => void} watcher @returns {() => void} */
  subscribe(watcher) {
    this.watchers.add(watcher);
    return () => this.watchers.delete(watcher);
  }

  /** Changes of a form to this very file that are not sent: they come first. */
  get waits() {
    return this.studio.unsent.savings.some((one) => one.path === this.path && one.changes);
  }

  /** Whether the editor holds something that the relay has not. */
  get isOwn() {
    return this.text !== null && this.text !== this.saved;
  }

  /** Why the relay does not keep what was typed, with its line. @returns {{says: string, finding: Finding | null} | null} */
  get refused() {
    return this.unsent?.refused ?? null;
  }

  /** What is wrong in this file, as far as is known of the text of now. @returns {Finding[]} */
  get findings() {
    return this.found.filter(({ file }) => file === this.path);
  }

  /** What this text does to other files. @returns {Finding[]} */
  get elsewhere() {
    if (this.checked?.text !== this.text) return [];
    const before = new Set(this.studio.findings.map(nameOf));
    return this.found.filter((one) => one.file !== this.path && !before.has(nameOf(one)));
  }

  /** Hands typed. @param {string} text */
  type(text) {
    this.text = text;
    this.studio.put(this.path, text, { before: this.saved });
    this.look();
    this.changed();
  }

  /** Give up what the relay does not take, and go back to what it has: at once, so that what is typed next stands on that. */
  async giveUp() {
    const { unsent } = this;
    const dropped = unsent && this.studio.drop(unsent);
    this.follow();
    await dropped;
    this.follow();
  }

  /** @private */
  get found() {
    return this.checked && this.checked.text === this.text ? this.checked.findings : this.isOwn ? this.checked?.findings ?? [] : this.studio.findings;
  }

  /** @private */
  get unsent() {
    return this.studio.unsent.savings.findLast((one) => one.path === this.path && one.text !== undefined) ?? null;
  }

  /** @private */
  async load() {
    if (this.loading) return;
    this.loading = true;
    try {
      const file = await this.studio.file(this.path);
      const { unsent } = this;
      this.saved = file.text ?? '';
      this.hash = file.hash;
      this.running = file.running;
      this.problem = null;
      this.show(unsent?.text ?? this.saved);
    } catch (error) {
      // A file that was begun here may not have arrived yet.
      const begun = this.unsent?.text ?? null;
      if (begun === null) this.problem = sentenceOf(error);
      else this.show(begun);
    }
    this.loading = false;
    this.changed();
  }

  /** The draft has changed: by our own saving, by a colleague, by taking back. @private */
  follow() {
    if (this.over || this.loading) return;
    const { unsent } = this;
    if (unsent && typeof unsent.text === 'string') this.show(unsent.text);
    else if ((this.studio.hashes.get(this.path) ?? null) !== this.hash) return void this.load();
    else this.show(this.saved);
    this.changed();
    return undefined;
  }

  /** @private @param {string} text */
  show(text) {
    if (this.text === text) return;
    if (this.text !== null) this.replaced += 1;
    this.text = text;
  }

  /** Ask the checker after a pause; nothing is saved by it. @private */
  look() {
    this.callOff();
    this.checking = true;
    this.callOff = this.later(() => void this.ask(), PAUSE_MS);
  }

  /** @private */
  async ask() {
    const text = this.text ?? '';
    try {
      const findings = await this.studio.check({ [this.path]: text });
      if (this.text === text) this.checked = { text, findings };
    } catch {
      // Saving says what is in the way; the marks stay as they were.
    }
    if (this.text === text) this.checking = false;
    this.changed();
  }

  /** @private */
  changed() {
    if (!this.over) for (const watcher of [...this.watchers]) watcher();
  }
}

const MOST_TOLD = 100;

/** What is read under the editor: what blocks first, and not thousands at once. @param {Finding[]} findings @returns {{first: Finding[], more: number}} */
export function toldOf(findings) {
  const first = [...findings].sort((one, other) => one.level.localeCompare(other.level)).slice(0, MOST_TOLD);
  return { first, more: findings.length - first.length };
}

/** What only somebody needs who writes the file itself: the forms leave it out. @param {Finding | null | undefined} finding */
export const inFile = (finding) => (finding?.in_file ? `In the file, ${finding.in_file}` : '');

/** What to do about a finding, as the terminal says it. @param {Finding} finding */
export const howTo = (finding) => `${finding.fix} ${inFile(finding)}`.trimEnd();

/** @param {Finding} one */
const nameOf = (one) => `${one.code} ${one.file} ${one.says}`;

/** Where a step begins in the text of a flow; its first line if it is not there. @param {string} text @param {string} step */
export function lineOf(text, step) {
  const at = text.split('\n').findIndex((line) => line.replace(/^ {2}(["']?)([^"':]+)\1:.*$/, '$2') === step && line.startsWith('  '));
  return at < 0 ? 1 : at + 1;
}

/** Files by their folder, the project first. @template {{path: string}} T @param {T[]} files @returns {[string, T[]][]} */
export function byFolder(files) {
  /** @type {Map<string, T[]>} */
  const folders = new Map();
  const order = (/** @type {string} */ path) => ['project.yaml', 'flows', 'i18n', 'phrases', 'services'].findIndex((one) => path.startsWith(one)) >>> 0;
  for (const file of [...files].sort((one, other) => order(one.path) - order(other.path) || one.path.localeCompare(other.path))) {
    const folder = file.path.includes('/') ? file.path.slice(0, file.path.lastIndexOf('/')) : 'The line';
    folders.set(folder, [...(folders.get(folder) ?? []), file]);
  }
  return [...folders];
}

// As the relay holds paths (content/folder.py): nothing else can be written.
const PATH = /^(?:(?:flows|services|lexicon|societies|warnings|tests)\/[a-z0-9_]{1,40}|(?:phrases|replies)\/[a-z]{2,8}(?:-[a-z0-9]{2,8}){0,3}|i18n\/[a-z]{2,8}(?:-[a-z0-9]{2,8}){0,3}\/[a-z0-9_]{1,40}|style\/(?:avoid|topics)\.[a-z]{2,8}(?:-[a-z0-9]{2,8}){0,3})\.yaml$/;

/** What a new file begins with; null if the content has no such file. @param {string} path */
export function beginningOf(path) {
  if (!PATH.test(path)) return null;
  const [folder, name] = [path.slice(0, path.indexOf('/')), path.slice(path.lastIndexOf('/') + 1, -5)];
  const lang = folder === 'i18n' ? path.split('/')[1] : name;
  if (folder === 'flows') return `format: 1\nflow: ${name}\nsteps:\n  ${name}_1:\n    say: Say something here.\n    choices:\n      - {id: m, label: Menu, go: menu}\n`;
  if (folder === 'i18n' || folder === 'phrases') return `format: 1\nlang: ${lang}\ntexts: []\n`;
  if (folder === 'replies') return `format: 1\nlang: ${lang}\nstages: []\n`;
  return path.startsWith('style/topics') ? `format: 1\nlang: ${name.split('.')[1]}\nwords: []\n` : '[]\n';
}
