/** A studio at its desk, a relay with one draft for all, and a colleague: what stories of drafts stand on. */
import { Refusal } from '../../api/web/parts/relay.js';
import { Studio } from '../../api/web/studio/drafts.js';
import { changed, find } from '../../api/web/studio/trees.js';

export const MAIN = 'flows/main.yaml';
export const FRENCH = 'i18n/fr/main.yaml';
export const SAY = ['steps', 'hello', 'say'];

/** The drawer of a browser: it outlives the page. */
export class Drawer {
  constructor() { this.kept = new Map(); }
  async getJson(name) { return this.kept.has(name) ? JSON.parse(this.kept.get(name)) : null; }
  async putJson(name, value) { this.kept.set(name, JSON.stringify(value)); }
  async remove(name) { this.kept.delete(name); }
}

/** The relay as editors see it: one draft for all, and who wrote what. */
export class Relay {
  constructor() {
    this.trees = {
      [MAIN]: { flow: 'main', steps: { hello: { say: 'Hi.', choices: [{ id: 'y', label: 'Yes', go: 'menu' }, { id: 'n', label: 'No', go: 'bye' }] }, menu: { say: 'Pick one.' } } },
      [FRENCH]: { lang: 'fr', texts: [{ id: 'hello', of: 'aaaaaaaa', text: 'Salut.' }] },
    };
    this.numbers = { [MAIN]: 1, [FRENCH]: 1 };
    this.down = null;
    this.calls = [];
    this.findings = [];
    this.lastBy = null;
    this.edition = null;
    this.serving = null;
  }

  hash(path) { return `${path} ${this.numbers[path]}`; }

  get stand() {
    return { me: { device: 'ana', edits: true }, draft: { hash: JSON.stringify(this.numbers), changed: [], authors: [], compiles: true }, findings: this.findings, running: null, review: null, scheduled: null, due: [],
      people: [{ device: 'ana', label: 'Ana', role: 'editor' }, { device: 'ben', label: 'Ben', role: 'editor' }] };
  }

  /** A colleague saves. */
  save(path, changes, by = 'ben') {
    this.trees[path] = changes.reduce(changed, this.trees[path]);
    this.numbers[path] += 1;
    this.lastBy = by;
  }

  call = async (method, address, body) => {
    if (this.down) throw this.down;
    const copy = body === undefined ? undefined : JSON.parse(JSON.stringify(body));
    this.calls.push([method, address, copy]);
    const state = this.stand;
    if (address === '/api/studio') return state;
    if (address === '/api/studio/files') return Object.keys(this.trees).map((path) => ({ path, hash: this.hash(path) }));
    if (address === '/api/studio/model') return { flows: { [MAIN]: this.trees[MAIN] }, i18n: { [FRENCH]: this.trees[FRENCH] }, project: {}, texts: {}, marks: {}, limits: { file_bytes: 262_144, sent_bytes: 3_000_000 }, hash: state.draft.hash, edition: this.edition, serving: this.serving };
    if (method === 'PUT') {
      const path = new URL(address, 'http://relay').searchParams.get('path');
      if (copy.base !== (path in this.trees ? this.hash(path) : null)) throw new Refusal('conflict', 'Somebody saved this file.', 409, { by: this.lastBy, hash: this.hash(path) });
      if (copy.text === null) delete this.trees[path];
      else this.trees[path] = { text: copy.text };
      this.numbers[path] = (this.numbers[path] ?? 0) + 1;
      return { hash: path in this.trees ? this.hash(path) : null, draft: this.stand.draft, findings: [] };
    }
    if (address === '/api/studio/edits') {
      const lost = copy.files.find(({ path, base }) => base !== (path in this.trees ? this.hash(path) : null));
      if (lost) throw new Refusal('conflict', 'Somebody saved this file.', 409, { by: this.lastBy, at: 5, path: lost.path, theirs: 'text', hash: this.hash(lost.path) });
      if (copy.files.some(({ changes }) => changes?.some(({ value }) => value === 'bomb'))) throw new Refusal('unreadable', 'That file cannot be read.', 422, { finding: null });
      for (const { path, changes, text } of copy.files) {
        if (text === null) delete this.trees[path];
        else this.trees[path] = changes ? changes.reduce(changed, this.trees[path]) : { text };
        this.numbers[path] = (this.numbers[path] ?? 0) + 1;
      }
      if (this.breaksAfter) { this.breaksAfter = false; this.down = new Refusal('offline', 'No way there.'); throw this.down; }
      return { hashes: Object.fromEntries(copy.files.map(({ path }) => [path, path in this.trees ? this.hash(path) : null])), draft: this.stand.draft, findings: [] };
    }
    if (address !== '/api/studio/edit') throw new Error(address);
    const { path, base, changes } = copy;
    if (base !== this.hash(path)) throw new Refusal('conflict', 'Somebody saved this file.', 409, { by: this.lastBy, at: 5, theirs: 'text', hash: this.hash(path) });
    if (changes.some(({ value }) => value === 'bomb')) throw new Refusal('unreadable', 'That file cannot be read.', 422, { finding: { says: 'Too deep.', fix: 'Write it plainly.' } });
    changes.reduce((tree, change) => {
      const [home, before] = [find(tree, change.at.slice(0, -1)), change.before];
      if (before !== undefined && find(home, [before]) === undefined && before !== Object.keys(home).length) throw new Refusal('unreadable', `There is no ${before} in this file.`, 422, { finding: null });
      return changed(tree, change);
    }, this.trees[path]);
    this.save(path, changes, 'ana');
    if (this.breaksAfter) { this.breaksAfter = false; this.down = new Refusal('offline', 'No way there.'); throw this.down; }
    return { hash: this.hash(path), draft: this.stand.draft, findings: [] };
  };
}

/** Pauses that pass when the test says so. */
export class Pauses {
  constructor() { this.acts = []; }
  later = (act) => { this.acts.push(act); return () => { this.acts = this.acts.filter((one) => one !== act); }; };
  async pass() {
    for (const act of this.acts.splice(0)) act();
    await new Promise((done) => setImmediate(done));
    await new Promise((done) => setImmediate(done));
  }
}

export async function begun(relay = new Relay(), drawer = new Drawer()) {
  const pauses = new Pauses();
  const studio = new Studio({ relay, vault: drawer, later: pauses.later });
  await studio.start();
  return { studio, relay, drawer, pauses };
}
