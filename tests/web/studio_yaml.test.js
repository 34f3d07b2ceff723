/** A file in an expert's hands: nothing typed is lost, what is refused says why, and others' changes come in. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Refusal } from '../../api/web/parts/relay.js';
import { Studio } from '../../api/web/studio/drafts.js';
import { beginningOf, byFolder, howTo, inFile, lineOf, OpenFile, toldOf } from '../../api/web/studio/yaml/open_file.js';

const MAIN = 'flows/main.yaml';
const OTHER = { code: 'S02', level: 'E', file: 'flows/leaving.yaml', line: 3, says: 'It leads to nowhere.', fix: 'Write the step.', at: null };
const HERE = { code: 'T02', level: 'W', file: MAIN, line: 2, says: 'It is long.', fix: 'Cut it.', at: null };

class Drawer {
  constructor() { this.kept = new Map(); }
  async getJson(name) { return this.kept.has(name) ? JSON.parse(this.kept.get(name)) : null; }
  async putJson(name, value) { this.kept.set(name, JSON.stringify(value)); }
  async remove(name) { this.kept.delete(name); }
}

/** The relay with one file: it refuses what holds an anchor, and finds what holds the word. */
class Relay {
  constructor() {
    this.text = 'flow: main\n';
    this.number = 1;
    this.down = false;
    this.asked = 0;
  }

  get hash() { return `h${this.number}`; }
  get stand() { return { me: { device: 'ana', edits: true }, draft: { hash: this.hash, changed: [], authors: [], compiles: true }, findings: this.found(this.text), people: [{ device: 'ben', label: 'Ben', role: 'editor' }], due: [] }; }
  found(text) { return [...(text.includes('long') ? [HERE] : []), ...(text.includes('gone') ? [OTHER] : [])]; }
  save(text) { this.text = text; this.number += 1; }

  call = async (method, address, body) => {
    if (this.down) throw new Refusal('offline', 'No way there.');
    if (address === '/api/studio') return this.stand;
    if (address === '/api/studio/files') return [{ path: MAIN, hash: this.hash }];
    if (address === '/api/studio/model') return { flows: { [MAIN]: { flow: 'main' } }, hash: this.hash, edition: null };
    if (address === '/api/studio/check') { this.asked += 1; return { findings: this.found(body.files[MAIN]) }; }
    if (method === 'GET') return { path: MAIN, text: this.text, hash: this.hash, running: 'flow: main\n' };
    if (body.text.includes('&')) throw new Refusal('unreadable', `${MAIN}, line 1: Anchors are not used here. It was not saved. Delete the &.`, 422, { finding: { line: 1, file: MAIN } });
    if (body.base !== this.hash) throw new Refusal('conflict', 'Somebody saved this file.', 409, { by: 'ben', at: 5, theirs: this.text, hash: this.hash });
    this.save(body.text);
    return { hash: this.hash, draft: this.stand.draft, findings: this.stand.findings };
  };
}

/** Pauses that pass when the test says so. */
class Pauses {
  constructor() { this.acts = []; }
  later = (act) => { this.acts.push(act); return () => { this.acts = this.acts.filter((one) => one !== act); }; };
  async pass() {
    for (const act of this.acts.splice(0)) act();
    for (let turn = 0; turn < 5; turn++) await new Promise((done) => setImmediate(done));
  }
}

async function opened(relay = new Relay(), drawer = new Drawer()) {
  const [saves, checks] = [new Pauses(), new Pauses()];
  const studio = new Studio({ relay, vault: drawer, later: saves.later });
  await studio.start();
  const file = new OpenFile(studio, MAIN, { later: checks.later });
  await file.open();
  return { studio, relay, drawer, saves, checks, file };
}

test('what is typed is kept at once, and saved after a pause, beside what youth have', async () => {
  const { studio, relay, drawer, saves, file } = await opened();
  file.type('flow: main\n# mine\n');
  await studio.unsent.keep();
  const [own, kept] = [file.isOwn, drawer.kept.size];
  await saves.pass();

  assert.deepEqual([own, kept, file.isOwn, drawer.kept.size], [true, 1, false, 0]);
  assert.equal(relay.text, 'flow: main\n# mine\n');
  assert.deepEqual([file.running, file.replaced], ['flow: main\n', 0]);
});

test('what cannot be read stays in the editor with its line; mended, it is saved; given up, the saved text is back', async () => {
  const { studio, relay, saves, file } = await opened();
  file.type('flow: &a main\n');
  await saves.pass();
  const [stays, line, saved] = [file.text, file.refused?.finding?.line, relay.text];
  file.type('flow: other\n');
  await saves.pass();
  const mended = [relay.text, file.refused];
  file.type('flow: &b main\n');
  await saves.pass();
  await file.giveUp();

  assert.deepEqual([stays, line, saved], ['flow: &a main\n', 1, 'flow: main\n']);
  assert.deepEqual(mended, ['flow: other\n', null]);
  assert.deepEqual([file.text, file.replaced, studio.unsent.savings], ['flow: other\n', 1, []]);
});

test('on a slow line what is typed right after going back stands on the saved text', async () => {
  const { studio, relay, saves, file } = await opened();
  file.type('flow: &a main\n');
  await saves.pass();
  const given = file.giveUp();
  const shown = [file.text, file.refused];
  file.type(`# Still here\n${file.text}`);
  await given;
  await saves.pass();

  assert.deepEqual(shown, ['flow: main\n', null]);
  assert.deepEqual([relay.text, file.text, studio.unsent.savings], ['# Still here\nflow: main\n', '# Still here\nflow: main\n', []]);
});

test('it is checked before it is saved, once for a stretch of typing, and says what it does elsewhere', async () => {
  const { relay, checks, file } = await opened();
  for (const text of ['flow: long', 'flow: long gone', 'flow: long gone\n']) file.type(text);
  const before = [file.checking, file.findings];
  await checks.pass();

  assert.deepEqual(before, [true, []]);
  assert.equal(relay.asked, 1);
  assert.deepEqual([file.checking, file.findings, file.elsewhere], [false, [HERE], [OTHER]]);
});

test('a colleague who saved is let in when nothing is typed here, and asked about when something is', async () => {
  const { studio, relay, saves, file } = await opened();
  relay.save('flow: theirs\n');
  await studio.look();
  await saves.pass();
  const [came, count] = [file.text, file.replaced];
  relay.save('flow: theirs again\n');
  file.type('flow: mine\n');
  await saves.pass();
  const [asked, still] = [studio.conflict?.by, file.text];
  await studio.resolve('theirs');
  await saves.pass();

  assert.deepEqual([came, count], ['flow: theirs\n', 1]);
  assert.deepEqual([asked, still], ['Ben', 'flow: mine\n']);
  assert.deepEqual([file.text, relay.text], ['flow: theirs again\n', 'flow: theirs again\n']);
});

test('after a crash it goes on where it was, and taking back goes to what was saved before', async () => {
  const { relay, drawer, file } = await opened();
  relay.down = true;
  file.type('flow: not sent\n');
  await new Promise((done) => setImmediate(done));
  relay.down = false;
  const again = await opened(relay, drawer);
  const there = again.file.text;
  await again.saves.pass();
  again.file.type('flow: one\n');
  again.file.type('flow: two\n');
  again.studio.undo();
  const back = again.file.text;
  await again.saves.pass();

  assert.equal(there, 'flow: not sent\n');
  assert.equal(back, 'flow: not sent\n');
  assert.equal(relay.text, 'flow: not sent\n');
});

test('a step is found at its line, in quotes or not, and not in words that only name it', () => {
  const text = 'steps:\n  hello:\n    say: |\n      menu:\n  "no":\n    go: x\n  menu:\n    say: Hi.\n';

  assert.deepEqual(['hello', 'no', 'menu', 'gone'].map((step) => lineOf(text, step)), [2, 5, 7, 1]);
});

test('files stand by folder, the line and the flows first', () => {
  const files = ['services/a.yaml', 'i18n/fr/main.yaml', 'flows/b.yaml', 'project.yaml', 'flows/a.yaml'].map((path) => ({ path }));

  assert.deepEqual(byFolder(files).map(([folder, some]) => [folder, some.length]), [['The line', 1], ['flows', 2], ['i18n/fr', 1], ['services', 1]]);
});

test('a new file begins as its folder wants it, and no path leads anywhere else', () => {
  assert.deepEqual(['flows/x/y.yaml', '../x.yaml', 'flows/X.yaml', 'project.yaml', 'flows/a.yml', 'i18n/fr.yaml'].map(beginningOf), Array(6).fill(null));
  assert.equal(beginningOf('flows/shelter.yaml').split('\n')[1], 'flow: shelter');
  assert.deepEqual(['services/north.yaml', 'i18n/fr/shelter.yaml', 'replies/oj.yaml', 'style/topics.fr.yaml'].map((path) => beginningOf(path)), ['[]\n', 'format: 1\nlang: fr\ntexts: []\n', 'format: 1\nlang: oj\nstages: []\n', 'format: 1\nlang: fr\nwords: []\n']);
});

test('of thousands of findings what blocks is read first, a page of them at once, and how many more there are', () => {
  const many = Array.from({ length: 4000 }, (_, n) => ({ ...HERE, line: n + 2 }));
  const { first, more } = toldOf([...many, OTHER]);
  assert.deepEqual([first[0], first.length, first.length + more], [OTHER, 100, 4001]);
  assert.deepEqual(toldOf([HERE]), { first: [HERE], more: 0 });
});

test('under the file I read what the forms say, and behind it how it is written', () => {
  const stale = { ...HERE, fix: 'Say that it still fits.', in_file: 'write of: "4ee2ee9e" then.' };

  assert.equal(howTo(stale), 'Say that it still fits. In the file, write of: "4ee2ee9e" then.');
  assert.equal(howTo({ ...HERE, in_file: '' }), 'Cut it.');
  assert.equal(inFile(null), '');
});
