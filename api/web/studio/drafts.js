/** The draft in this browser: read, changed, saved by itself, taken back, never lost on the way. */
import { inOrder } from '../parts/in_order.js';
import { Refusal, sentenceOf } from '../parts/relay.js';
import { Acts, asLeft, standing } from './acts.js';
import { inDispute, overTheirs } from './disputed.js';
import { backwards, bare, Unsent } from './unsent.js';
import { tooLong } from './too_long.js';
import { changed, find } from './trees.js';

/** @typedef {import('./trees.js').Change} Change */
/** @typedef {import('./trees.js').Tree} Tree */
/** @typedef {import('./unsent.js').Saving} Saving */
/** @typedef {{flow?: string, step?: string, service?: string, lang?: string}} Spot */
/** @typedef {{code: string, level: 'E' | 'W', file: string, line: number, says: string, fix: string, in_file?: string, key?: string, at: Spot | null}} Finding */
/** @typedef {{path: string, by: string | null, at: number | null}} ChangedFile */
/**
 * @typedef {{me: {device: string, edits?: boolean}, draft: {hash: string, changed: ChangedFile[], authors: string[], compiles: boolean}, findings: Finding[],
 *   running: any, review: any, voided?: any, returned?: {number: number, asked_by: string, by: string, at: number, why: string} | null, scheduled: any, due: {service: string, why: string, days: number | null}[], people: {device: string, label: string, role: string}[]}} Stand
 */
/**
 * Every file as a tree, by folder and path; the texts by language; what they make, or null while something blocks it; the steps that youth may stand at now.
 * @typedef {{hash: string, flows: Record<string, any>, i18n: Record<string, any>, services: Record<string, any>, phrases: Record<string, any>, lexicon: Record<string, any>,
 *   project: any, texts: Record<string, Record<string, string>>, marks: Record<string, string>, limits: Record<string, number>, edition: any, released?: string[]} & Record<string, any>} Model
 */
/** @typedef {import('./disputed.js').Conflict} Conflict */

const PAUSE_MS = 900;
const AGAIN_MS = 5000;
const MOST_READS = 5;
const MOST_WHY = 500;

export class Studio {
  /**
   * @param {object} terms
   * @param {{call: (method: string, path: string, body?: unknown) => Promise<any>}} terms.relay
   * @param {ConstructorParameters<typeof Unsent>[0]} terms.vault
   * @param {(act: () => void, ms: number) => () => void} [terms.later]  returns what calls it off
   */
  constructor({ relay, vault, later = (act, ms) => { const timer = setTimeout(act, ms); return () => clearTimeout(timer); } }) {
    /** @private */ this.relay = relay;
    /** @private */ this.later = later;
    /** @private */ this.order = inOrder();
    /** @private */ this.looks = inOrder();
    this.unsent = new Unsent(vault);
    /** @type {Stand | null} */ this.stand = null;
    /** @type {Model | null} */ this.model = null;
    /** The newest edition that could be made, else what youth read now: while something blocks, trying goes on with this one. @type {any} */ this.edition = null;
    /** @type {Map<string, string>} */ this.hashes = new Map();
    /** @type {'saved' | 'saving' | 'waiting'} */ this.state = 'saved';
    /** @type {string | null} */ this.trouble = null;
    /** @type {Conflict | null} */ this.conflict = null;
    this.acts = new Acts();
    /** What was asked to be taken back last, when it was not: a colleague changed it since. @type {string | null} */ this.overtaken = null;
    this.view = 'outline';
    /** @type {Record<string, any>} */ this.at = {};
    /** How often somebody went somewhere, be it to where they were. */ this.moves = 0;
    /** What is on its way to the relay. @private @type {Saving[]} */ this.sending = [];
    /** @private */ this.callOff = () => {};
    /** @private */ this.over = false;
    /** What the relay has, without what is unsent. @private @type {Map<string, any>} */ this.relayTrees = new Map();
    /** @private @type {Set<() => void>} */ this.watchers = new Set();
  }

  get mayEdit() {
    return this.stand?.me.edits ?? false;
  }

  /** @returns {Finding[]} what blocks before what warns */
  get findings() {
    return [...(this.stand?.findings ?? [])].sort((one, other) => one.level.localeCompare(other.level));
  }

  /** What can be taken back next, in words. */
  get undoable() {
    return this.acts.last?.says ?? null;
  }

  /** A colleague by device. @param {string | null | undefined} device */
  nameOf(device) {
    return this.stand?.people.find((one) => one.device === device)?.label ?? (device ? 'A colleague' : 'The program');
  }

  /** Read the draft, and send what was left from before. */
  async start() {
    await this.unsent.open();
    await this.read();
    void this.flush();
  }

  stop() {
    this.over = true;
    this.callOff();
    this.watchers.clear();
  }

  /** Read everything anew, as of one moment: what is read while somebody saves is read once more. @returns {Promise<void>} */
  async read() {
    const read = await this.order(() => this.readWhole());
    if (!read) return this.read();
    const { model, files, stand } = read.answer;
    this.looks.changed();
    this.hashes = new Map(files.map((/** @type {{path: string, hash: string}} */ { path, hash }) => [path, hash]));
    this.stand = stand;
    this.take(model);
    this.changed();
  }

  /** @private @returns {Promise<any>} */
  async readWhole() {
    for (let tries = 1; ; tries++) {
      const model = await this.relay.call('GET', '/api/studio/model');
      const [files, stand] = [await this.relay.call('GET', '/api/studio/files'), await this.relay.call('GET', '/api/studio')];
      if (stand.draft.hash === model.hash || tries === MOST_READS) return { model, files, stand };
    }
  }

  /** @private @returns {Promise<boolean>} whether it could be read; if not, it is tried again */
  async reread() {
    try {
      await this.read();
    } catch (error) {
      this.wait(error);
      return false;
    }
    if (!this.unsent.next().length) this.become('saved');
    return true;
  }

  /** Look whether somebody else has saved. */
  async look() {
    if (this.sending.length || !this.stand) return;
    const stand = (await this.looks(() => this.relay.call('GET', '/api/studio')))?.answer;
    if (!stand || this.sending.length) return;
    if (stand.draft.hash !== this.model?.hash) return void await this.read();
    this.stand = stand;
    this.changed();
  }

  /** A file's tree, with what is typed here and not saved yet. @param {string} path @returns {any} */
  tree(path) {
    const folder = path.split('/')[0];
    return path === 'project.yaml' ? this.model?.project : this.model?.[folder]?.[path];
  }

  /** Change what a form shows; it is kept in this browser at once, and saved after a pause. @param {string} path @param {Change[]} changes @param {string} [says] @param {boolean} [typed]  whether it is typed letter by letter; of texts that is so until their field is left */
  edit(path, changes, says = 'A change', typed = typeof changes[0]?.value === 'string') {
    if (!this.mayEdit || !changes.length) return;
    const tree = this.tree(path);
    const back = backwards(tree, changes);
    const { last } = this.acts;
    // Words typed on into one field are taken back as one.
    const again = typed && this.acts.goesOn && last?.path === path && last.changes && changes.length === 1 && changes[0].value !== undefined && find(tree, changes[0].at) !== undefined
      && (JSON.stringify(last.changes.map(({ at }) => at)) === JSON.stringify([changes[0].at]) || (last.says === says && last.changes.some(({ at }) => at.every((key, index) => key === changes[0].at[index]))));
    if (!again) this.acts.add({ path, says, changes: back });
    this.make(path, changes, says);
    const done = this.acts.last;
    if (done?.path === path && done.changes) done.left = standing(done.changes, this.tree(path));
  }

  /** All that is changed meanwhile, in whichever files, is saved as one and taken back as one. @param {() => void} change */
  together(change) {
    this.acts.together(() => this.unsent.together(change));
  }

  /** The relay did something over several files for this editor: it is taken back as one, like what was done here. @param {{path: string, changes?: Change[], text?: string | null}[]} back  what takes it back @param {string} says */
  did(back, says) {
    this.acts.together(() => { for (const { path, changes = null, text } of back) this.acts.add({ path, says, changes, text, ...(changes ? { left: standing(changes, this.tree(path)) } : { hash: this.hashes.get(path) ?? null }) }); });
  }

  /** A field was left: what is typed into it later is another act. */
  settle() {
    this.acts.settle();
  }

  /** Take the last act back, here and for everybody. @returns {string | null} what it was; null too where a colleague changed it since */
  undo() {
    const taken = this.acts.take();
    this.overtaken = taken.every((one) => asLeft(one, this.tree(one.path), this.hashes.get(one.path) ?? null)) ? null : taken[0].says;
    if (this.overtaken !== null) {
      this.changed();
      return null;
    }
    this.unsent.together(() => {
      for (const one of taken) {
        const says = `Taken back: ${one.says}`;
        if (one.changes) this.make(one.path, one.changes, says);
        else if (one.text !== undefined) this.write(one.path, one.text, says);
      }
    });
    return taken[0]?.says ?? null;
  }

  /** Save a whole file, or with null take it away. @param {string} path @param {string | null} text @param {{before?: string | null, says?: string}} [terms]  before: what undoing puts back; null: there was no such file */
  put(path, text, { before, says = `The file ${path}` } = {}) {
    if (!this.mayEdit) return;
    const { last } = this.acts;
    // What is typed until it is saved is taken back as one.
    const again = this.acts.goesOn && last?.path === path && last.changes === null && this.unsent.savings.some((one) => one.path === path && one.text !== undefined);
    if (!again) this.acts.add(before === undefined ? null : { path, says, changes: null, text: before, hash: this.hashes.get(path) ?? null });
    this.write(path, text, says);
  }

  /** A file as the relay has it, and as youth have it; what is unsent here stands in `unsent`. @param {string} path */
  async file(path) {
    const file = await this.relay.call('GET', `/api/studio/file?path=${encodeURIComponent(path)}`);
    if (file.hash) this.hashes.set(path, file.hash);
    const unsent = this.unsent.savings.find((one) => one.path === path && one.text !== undefined);
    return { ...file, unsent: unsent?.text ?? null, refused: unsent?.refused ?? null };
  }

  /** What would be found in these texts; nothing is saved. @param {Record<string, string>} files @returns {Promise<Finding[]>} */
  async check(files) {
    const long = tooLong(Object.entries(files).map(([path, text]) => ({ path, text })), this.model?.limits);
    if (long) return [long];
    return (await this.relay.call('POST', '/api/studio/check', { files })).findings;
  }

  /** Open a screen, at a place in it. @param {string} view @param {Record<string, any>} [at] */
  go(view, at = {}) {
    this.view = view;
    this.at = at;
    this.moves += 1;
    this.settle();
    this.changed();
  }

  /** @param {() => void} watcher @returns {() => void} */
  subscribe(watcher) {
    this.watchers.add(watcher);
    return () => this.watchers.delete(watcher);
  }

  /** Whose words stay. Ours, if theirs do, come back by taking that back. @param {'mine' | 'theirs'} whose */
  async resolve(whose) {
    const { conflict } = this;
    if (!conflict) return;
    const { saving, by, hash } = conflict;
    this.conflict = null;
    if (whose === 'mine') Object.assign(saving, { base: hash }, saving.changes && { changes: overTheirs(saving.changes, this.relayTrees.get(saving.path)) });
    else {
      const left = this.unsent.yieldTo(conflict);
      for (const { path } of left) this.showOurs(path);
      this.did(left, `${by}’s words instead of yours`);
    }
    this.changed();
    await this.unsent.keep();
    if (await this.reread()) await this.flush();
  }

  /** Give up what the relay does not take. @param {Saving} saving */
  async drop(saving) {
    this.unsent.drop(saving);
    await this.unsent.keep();
    await this.reread();
  }

  /** Send what is unsent, one after the other. */
  async flush() {
    this.callOff();
    if (this.sending.length || this.conflict || this.over) return;
    const act = this.unsent.next();
    // All is sent, but what it led to could not be read yet.
    if (!act.length) return this.state === 'waiting' ? void await this.reread() : this.become('saved');
    this.sending = act;
    this.become('saving');
    /** @type {unknown} */
    let refused = null;
    try {
      const answer = await this.send(act);
      for (const order of [this.order, this.looks]) order.changed();
      this.unsent.drop(act[0]);
      for (const { path, base } of act) {
        const hash = answer.hashes ? answer.hashes[path] : answer.hash;
        this.unsent.follow(path, base, hash);
        this.acts.follow(path, base, hash ?? null);
        if (hash) this.hashes.set(path, hash);
        else this.hashes.delete(path);
      }
      if (this.stand) this.stand = { ...this.stand, draft: answer.draft, findings: answer.findings };
      await this.unsent.keep();
    } catch (error) {
      refused = error;
    }
    this.sending = [];
    if (this.over) return;
    try {
      if (refused) await this.refused(act, refused);
      else if (!this.unsent.next().length) await this.read();
    } catch (error) {
      return this.wait(error);
    }
    if (this.state === 'waiting') return;
    if (this.unsent.next().length && !this.conflict) return void await this.flush();
    this.become('saved');
  }

  /** Send one file, or all files of an act in one. @private @param {Saving[]} act @returns {Promise<any>} */
  send(act) {
    const files = act.map(({ path, base, text, changes }) => (changes ? { path, base, changes: changes.map(bare) } : { path, base, text }));
    const [{ path, base, text, changes }] = files;
    const long = tooLong(files, this.model?.limits);
    if (long) throw new Refusal('unreadable', `${long.file}, line ${long.line}: ${long.says} It was not saved. ${long.fix}`, 422, { finding: long });
    if (files.length > 1) return this.relay.call('POST', '/api/studio/edits', { files, why: act[0].says.slice(0, MOST_WHY) });
    if (changes) return this.relay.call('POST', '/api/studio/edit', { path, base, changes });
    return this.relay.call('PUT', `/api/studio/file?path=${encodeURIComponent(path)}`, { text, base });
  }

  /** @private @param {Saving[]} act @param {unknown} error */
  async refused(act, error) {
    if (error instanceof Refusal && error.code === 'conflict') {
      const { by, at, theirs, hash } = error.body;
      const saving = act.find(({ path }) => path === error.body.path) ?? act[0];
      await this.read();
      if (!this.unsent.savings.includes(saving) || saving.base === this.hashes.get(saving.path)) return;
      const files = this.unsent.withIt(this.unsent.gather(saving)).map(({ path }) => path);
      this.conflict = { saving, files, by: this.nameOf(by), at: at ?? null, theirs: theirs ?? null, hash: this.hashes.get(saving.path) ?? hash ?? null, ...inDispute(saving, this.relayTrees.get(saving.path)) };
      // The relay is there; what is asked about waits for the answer.
      this.trouble = null;
      this.become('waiting');
    } else if (error instanceof Refusal && error.status === 422 && this.unsent.halve(act[0])) {
      // One of what was gathered does not fit: the rest is saved, and what is left is told alone.
      await this.unsent.keep();
    } else if (error instanceof Refusal && error.status >= 400 && error.status < 500 && ![401, 408, 429].includes(error.status)) {
      for (const saving of act) saving.refused = { says: error.says, finding: error.body.finding ?? null };
      await this.unsent.keep();
      this.changed();
      await this.read();
    } else this.wait(error);
  }

  /** Not now: the words stay here, and are sent when it is possible. @private @param {unknown} error */
  wait(error) {
    this.trouble = sentenceOf(error);
    this.become('waiting');
    this.callOff = this.later(() => void this.flush(), AGAIN_MS);
  }

  /** @private @param {string} path @param {Change[]} changes @param {string} says */
  make(path, changes, says) {
    const tree = this.tree(path);
    this.unsent.addChanges(path, this.hashes.get(path) ?? null, changes, tree, says, this.sending);
    this.show(path, changes.reduce(changed, tree));
    this.soon();
  }

  /** @private @param {string} path @param {string | null} text @param {string} says */
  write(path, text, says) {
    this.unsent.addText(path, this.hashes.get(path) ?? null, text, says, this.sending);
    this.soon();
  }

  /** @private */
  soon() {
    void this.unsent.keep().catch((error) => { this.trouble = sentenceOf(error); this.changed(); });
    this.callOff();
    if (!this.sending.length && this.state !== 'waiting') this.callOff = this.later(() => void this.flush(), PAUSE_MS);
    else if (this.state === 'waiting') this.callOff = this.later(() => void this.flush(), AGAIN_MS);
    if (this.state !== 'waiting') this.become('saving');
    this.changed();
  }

  /** The relay's trees, and over them what is ours. @private @param {Model} model */
  take(model) {
    this.relayTrees = new Map(Object.values(model).flatMap((folder) => (folder && typeof folder === 'object' ? Object.entries(folder).filter(([path]) => path.endsWith('.yaml')) : [])));
    this.relayTrees.set('project.yaml', model.project);
    this.model = model;
    this.edition = model.edition ?? this.edition ?? model.serving ?? null;
    for (const path of new Set(this.unsent.savings.map((one) => one.path))) {
      const tree = this.relayTrees.get(path);
      if (tree === undefined || tree === null) continue;
      this.unsent.standOn(path, this.hashes.get(path) ?? null, tree);
      this.showOurs(path);
    }
  }

  /** What the relay has of a file, and ours over it. @private @param {string} path */
  showOurs(path) {
    const tree = this.relayTrees.get(path);
    if (tree !== undefined && tree !== null) this.show(path, this.unsent.over(path, tree));
  }

  /** @private @param {string} path @param {any} tree */
  show(path, tree) {
    if (!this.model) return;
    const folder = path.split('/')[0];
    this.model = path === 'project.yaml' ? { ...this.model, project: tree } : { ...this.model, [folder]: { ...this.model[folder], [path]: tree } };
  }

  /** @private @param {'saved' | 'saving' | 'waiting'} state */
  become(state) {
    this.state = state;
    if (state === 'saved') this.trouble = null;
    this.changed();
  }

  /** @private */
  changed() {
    for (const watcher of [...this.watchers]) watcher();
  }
}
