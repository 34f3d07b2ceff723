/** An editor writes, and nothing of it is lost: not when the line is down, not in a crash, not when a colleague was quicker. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Refusal } from '../../api/web/parts/relay.js';
import { changed, find, inverse } from '../../api/web/studio/trees.js';
import { MOST_CHANGES } from '../../api/web/studio/unsent.js';
import { begun, FRENCH, MAIN, Relay, SAY } from './drafting.js';

const edits = (relay) => relay.calls.filter(([, address]) => address === '/api/studio/edit').map(([, , body]) => body);

test('what is typed into a field is saved by itself, as one change', async () => {
  const { studio, relay, drawer, pauses } = await begun();

  for (const value of ['H', 'He', 'Hey.']) studio.edit(MAIN, [{ at: SAY, value }]);
  const shown = find(studio.tree(MAIN), SAY);
  const unsaved = studio.state;
  await pauses.pass();

  assert.equal(shown, 'Hey.');
  assert.equal(unsaved, 'saving');
  assert.deepEqual(edits(relay), [{ path: MAIN, base: `${MAIN} 1`, changes: [{ at: SAY, value: 'Hey.' }] }]);
  assert.equal(studio.state, 'saved');
  assert.equal(drawer.kept.size, 0);
});

test('a translation that was old, and is typed anew, is taken back as one; another change of it is not', async () => {
  const { studio, pauses } = await begun();
  const [at, says] = [['texts', 'hello'], 'The translation of “hello”'];
  studio.edit(FRENCH, [{ at: [...at, 'of'], value: 'bbbbbbbb' }, { at: [...at, 'text'], value: 'B' }], says);
  studio.edit(FRENCH, [{ at: [...at, 'text'], value: 'Bonjour.' }], says);
  studio.edit(FRENCH, [{ at: [...at, 'of'], value: 'cccccccc' }], `${says}: it still fits`);

  const [first, between] = [studio.undo(), find(studio.tree(FRENCH), at)];
  const second = studio.undo();
  await pauses.pass();

  assert.deepEqual([first, second, studio.undoable], [`${says}: it still fits`, says, null]);
  assert.deepEqual(between, { id: 'hello', of: 'bbbbbbbb', text: 'Bonjour.' });
  assert.deepEqual(find(studio.tree(FRENCH), at), { id: 'hello', of: 'aaaaaaaa', text: 'Salut.' });
});

test('who comes in while something blocks sees names and numbers as youth read them now, and then the newest that could be made', async () => {
  const relay = new Relay();
  relay.serving = { bundle: 'what youth read' };
  const { studio } = await begun(relay);
  const came = studio.edition;
  Object.assign(relay, { edition: { bundle: 'the draft' }, serving: null });
  await studio.read();
  const mended = studio.edition;
  Object.assign(relay, { edition: null, serving: { bundle: 'what youth read' } });
  await studio.read();

  assert.deepEqual([came, mended, studio.edition], [{ bundle: 'what youth read' }, { bundle: 'the draft' }, { bundle: 'the draft' }]);
});

test('a crash before it was saved loses nothing: the next time it is there, and is sent', async () => {
  const { studio, relay, drawer } = await begun();
  studio.edit(MAIN, [{ at: SAY, value: 'Still here.' }]);
  await studio.unsent.keep();

  const again = await begun(relay, drawer);
  const shown = find(again.studio.tree(MAIN), SAY);
  await again.pauses.pass();

  assert.equal(shown, 'Still here.');
  assert.equal(relay.trees[MAIN].steps.hello.say, 'Still here.');
  assert.equal(drawer.kept.size, 0);
});

test('while the line is down words stay in this browser, and go when it is back', async () => {
  const { studio, relay, drawer, pauses } = await begun();
  relay.down = new Refusal('offline', 'No way there.');
  studio.edit(MAIN, [{ at: SAY, value: 'Patient.' }]);
  await pauses.pass();
  const [state, kept] = [studio.state, drawer.kept.size];
  relay.down = null;
  await pauses.pass();

  assert.deepEqual([state, kept], ['waiting', 1]);
  assert.equal(relay.trees[MAIN].steps.hello.say, 'Patient.');
  assert.deepEqual([studio.state, studio.trouble, drawer.kept.size], ['saved', null, 0]);
});

test('saved, but the answer was lost on the way: it is not asked about, and not saved twice', async () => {
  const { studio, relay, pauses } = await begun();
  relay.breaksAfter = true;
  studio.edit(MAIN, [{ at: ['steps', 'hello', 'choices', 'x'], value: { id: 'x', label: 'More', go: 'menu' } }]);
  await pauses.pass();
  relay.down = null;
  await pauses.pass();

  assert.deepEqual(relay.trees[MAIN].steps.hello.choices.map(({ id }) => id), ['y', 'n', 'x']);
  assert.equal(studio.conflict, null);
  assert.equal(studio.state, 'saved');
});

test('the relay goes away right after it took the words: the page says so, and comes back by itself', async () => {
  const { studio, relay, pauses } = await begun();
  const model = relay.call;
  let gone = true;
  studio.edit(MAIN, [{ at: SAY, value: 'Taken.' }]);
  relay.call = (method, address, body) => (gone && address === '/api/studio/model' ? Promise.reject(new Refusal('offline', 'No way there.')) : model(method, address, body));
  await pauses.pass();
  const between = [studio.state, studio.trouble];
  gone = false;
  await pauses.pass();

  assert.deepEqual(between, ['waiting', 'No way there.']);
  assert.deepEqual([studio.state, studio.trouble, edits(relay).length], ['saved', null, 1]);
});

test('a colleague who changed another place is in nobody’s way: both stay, and nobody is asked', async () => {
  const { studio, relay, pauses } = await begun();
  studio.edit(MAIN, [{ at: SAY, value: 'Mine.' }]);
  relay.save(MAIN, [{ at: ['steps', 'menu', 'say'], value: 'Theirs.' }]);
  await pauses.pass();

  assert.equal(studio.conflict, null);
  assert.deepEqual([relay.trees[MAIN].steps.hello.say, relay.trees[MAIN].steps.menu.say], ['Mine.', 'Theirs.']);
});

test('a long time without a connection, and a crash: however much was written, all of it arrives, in order, in parts that the relay takes', async () => {
  const { studio: before, relay, drawer, pauses: early } = await begun();
  relay.down = new Refusal('offline', 'No way there.');
  for (let row = 0; row < 250; row++) {
    before.edit(FRENCH, [{ at: ['texts', `row${row}`], value: { id: `row${row}`, of: 'aaaaaaaa', text: 'Vieux.' } }], `Row ${row}`);
    before.edit(FRENCH, [{ at: ['texts', `row${row}`, 'of'], value: 'bbbbbbbb' }, { at: ['texts', `row${row}`, 'text'], value: `Rangée ${row}` }], `Row ${row}`);
  }
  before.edit(MAIN, [{ at: SAY, value: 'Home again.' }]);
  await early.pass();
  before.stop();
  relay.down = null;
  const { studio, pauses } = await begun(relay, drawer);
  for (let turn = 0; turn < 20 && studio.state !== 'saved'; turn++) await pauses.pass();
  const parts = edits(relay).map(({ changes }) => changes.length);

  assert.ok(parts.every((many) => many <= MOST_CHANGES), `${parts}`);
  assert.equal(parts.reduce((sum, many) => sum + many), 751);
  assert.deepEqual(relay.trees[FRENCH].texts.slice(1), Array.from({ length: 250 }, (_, row) => ({ id: `row${row}`, of: 'bbbbbbbb', text: `Rangée ${row}` })));
  assert.equal(relay.trees[MAIN].steps.hello.say, 'Home again.');
  assert.deepEqual([studio.state, studio.unsent.savings, drawer.kept.size], ['saved', [], 0]);
});

test('one press that changes more of a file than goes at once arrives whole, and is taken back in one', async () => {
  const { studio, relay, pauses } = await begun();
  const before = structuredClone(relay.trees);
  const rows = Array.from({ length: 230 }, (_, row) => ({ at: ['texts', `row${row}`], value: { id: `row${row}`, of: 'aaaaaaaa', text: `Rangée ${row}` } }));
  studio.together(() => {
    studio.edit(FRENCH, rows, 'All of it');
    studio.edit(MAIN, [{ at: SAY, value: 'Hey.' }], 'All of it');
  });
  for (let turn = 0; turn < 20 && studio.state !== 'saved'; turn++) await pauses.pass();
  const arrived = relay.trees[FRENCH].texts.length;
  const [says, more] = [studio.undo(), studio.undoable];
  await pauses.pass();
  for (let turn = 0; turn < 20 && studio.state !== 'saved'; turn++) await pauses.pass();
  const parts = sent(relay).flatMap(([, { files, changes }]) => (files ?? [{ changes }]).map((one) => one.changes.length));

  assert.deepEqual([arrived, says, more], [231, 'All of it', null]);
  assert.ok(parts.every((many) => many <= 2 * MOST_CHANGES), `${parts}`);
  assert.deepEqual(relay.trees, before);
});

test('one press over two files goes as one, also where it changes two hundred places of a file', async () => {
  const { studio, relay, pauses } = await begun();
  const rows = Array.from({ length: 2 * MOST_CHANGES }, (_, row) => ({ at: ['texts', `row${row}`], value: { id: `row${row}`, of: 'aaaaaaaa', text: `Rangée ${row}` } }));
  studio.together(() => {
    studio.edit(FRENCH, rows, 'All of it');
    studio.edit(MAIN, [{ at: SAY, value: 'Hey.' }], 'All of it');
  });
  await pauses.pass();

  assert.deepEqual(sent(relay).map(([, { files }]) => files.map((/** @type {any} */ one) => one.changes.length)), [[2 * MOST_CHANGES, 1]]);
});

test('what the relay cannot take stays in sight with the reason, and other words are saved all the same', async () => {
  const { studio, relay, pauses } = await begun();
  studio.edit(MAIN, [{ at: SAY, value: 'bomb' }]);
  await pauses.pass();
  studio.edit(FRENCH, [{ at: ['texts', 'hello', 'text'], value: 'Allô.' }]);
  await pauses.pass();
  const [refused] = studio.unsent.savings;
  const shown = find(studio.tree(MAIN), SAY);
  await studio.drop(refused);

  assert.equal(refused.refused.finding.fix, 'Write it plainly.');
  assert.equal(shown, 'bomb');
  assert.equal(relay.trees[FRENCH].texts[0].text, 'Allô.');
  assert.equal(find(studio.tree(MAIN), SAY), 'Hi.');
});

test('one press that the relay cannot take keeps back none of those that were gathered with it, and is told and given up alone', async () => {
  const { studio, relay, pauses } = await begun();
  const row = (number) => ['texts', `row${number}`];
  relay.down = new Refusal('offline', 'No way there.');
  for (let number = 0; number < 90; number++) studio.edit(FRENCH, [{ at: row(number), value: { id: `row${number}`, of: 'a', text: 'Vieux.' } }], `Row ${number}`);
  studio.edit(FRENCH, [{ at: [...row(60), 'of'], value: 'b' }, { at: [...row(60), 'text'], value: 'bomb' }], 'The sixtieth');
  studio.edit(FRENCH, [{ at: [...row(61), 'text'], value: 'Neuf.' }], 'The next');
  await pauses.pass();
  relay.calls = [];
  relay.down = null;
  for (let turn = 0; turn < 40 && (turn === 0 || studio.state !== 'saved'); turn++) await pauses.pass();
  const [left, ...more] = studio.unsent.savings;
  const { texts } = relay.trees[FRENCH];

  assert.deepEqual([more, left.says, left.changes.map(({ at }) => at.at(-1)), left.refused.says], [[], 'The sixtieth', ['of', 'text'], 'That file cannot be read.']);
  assert.deepEqual([texts.length, texts[61], texts[62].text], [91, { id: 'row60', of: 'a', text: 'Vieux.' }, 'Neuf.']);
  assert.ok(edits(relay).length < 20, `${edits(relay).length} savings`);
  await studio.drop(left);
  assert.deepEqual([studio.unsent.savings, find(studio.tree(FRENCH), row(60)).of, find(studio.tree(FRENCH), row(61)).text], [[], 'a', 'Neuf.']);
});

test('a row that was to stand before one that a colleague took away stands at the end, new or moved, and what else was written stays', async () => {
  const relay = new Relay();
  relay.trees[FRENCH].texts = ['a', 'b', 'c'].map((id) => ({ id, of: 'x', text: id }));
  const { studio, pauses } = await begun(relay);
  studio.edit(FRENCH, [{ at: ['texts', 'a', 'text'], value: 'My long words.' }], 'The words of a');
  studio.edit(FRENCH, [{ at: ['texts', 'new'], value: { id: 'new', of: 'x', text: 'n' }, before: 'b' }], 'A new one');
  studio.edit(FRENCH, [{ at: ['texts', 'a'], before: 'b' }], 'The order');
  relay.save(FRENCH, [{ at: ['texts', 'b'] }]);
  await pauses.pass();

  assert.deepEqual(relay.trees[FRENCH].texts.map(({ id, text }) => [id, text]), [['c', 'c'], ['new', 'n'], ['a', 'My long words.']]);
  assert.deepEqual([studio.conflict, studio.unsent.savings, studio.state], [null, [], 'saved']);
});

test('every kind of change can be taken back, in the reverse order, for everybody', async () => {
  const { studio, relay, pauses } = await begun();
  const before = structuredClone(relay.trees[MAIN]);
  studio.edit(MAIN, [{ at: SAY, value: 'H' }], 'The words');
  studio.edit(MAIN, [{ at: SAY, value: 'Hello.' }], 'The words');
  studio.edit(MAIN, [{ at: ['steps', 'hello', 'choices', 'y'] }], 'The button “Yes”');
  studio.edit(MAIN, [{ at: ['steps', 'hello', 'choices', 'z'], value: { id: 'z', label: 'New', go: 'menu' } }], 'The button “New”');
  studio.edit(MAIN, [{ at: ['steps', 'hello', 'choices', 'z'], before: 'n' }], 'The order');
  await pauses.pass();
  const after = relay.trees[MAIN].steps.hello;
  const names = [];
  for (let says = studio.undo(); says; says = studio.undo()) names.push(says);
  await pauses.pass();

  assert.deepEqual([after.say, after.choices.map(({ id }) => id)], ['Hello.', ['z', 'n']]);
  assert.deepEqual(names, ['The order', 'The button “New”', 'The button “Yes”', 'The words']);
  assert.deepEqual(relay.trees[MAIN], before);
  assert.equal(JSON.stringify(relay.trees[MAIN]), JSON.stringify(before));
});

test('what has no name of its own comes back where it stood in its list, wherever that was', () => {
  const tree = { any: ['a', 'b', 'c'], reach: [{ how: 'call' }, { how: 'text' }] };
  for (const [list, length] of [['any', 3], ['reach', 2]]) {
    for (let index = 0; index < length; index++) {
      const change = { at: [list, index] };
      const back = inverse(tree, change);
      const gone = changed(tree, change);
      const again = changed(gone, back);

      assert.deepEqual(again, tree, `${list} ${index}`);
      assert.deepEqual(changed(again, inverse(gone, back)), gone);
      assert.equal(find(gone, back.at), undefined, 'the relay adds only where nothing stands');
    }
  }
});

test('whoever may only read changes nothing', async () => {
  const relay = new Relay();
  const { studio, pauses } = await begun(relay);
  studio.stand = { ...studio.stand, me: { device: 'sam', edits: false } };
  studio.edit(MAIN, [{ at: SAY, value: 'No.' }]);
  await pauses.pass();

  assert.deepEqual([edits(relay), find(studio.tree(MAIN), SAY), studio.undoable], [[], 'Hi.', null]);
});

test('what a colleague saved is seen at the next look, with my own unsaved words over it', async () => {
  const { studio, relay } = await begun();
  studio.edit(MAIN, [{ at: SAY, value: 'Mine.' }]);
  relay.save(MAIN, [{ at: ['steps', 'menu', 'say'], value: 'Theirs.' }]);
  await studio.look();

  assert.deepEqual([find(studio.tree(MAIN), SAY), find(studio.tree(MAIN), ['steps', 'menu', 'say'])], ['Mine.', 'Theirs.']);
});

test('a file that was begun is gone again by one press, and a file that was taken away comes back', async () => {
  const { studio, relay } = await begun();
  const NEW = 'flows/shelter.yaml';

  studio.put(NEW, 'flow: shelter', { before: null, says: 'The flow' });
  await studio.flush();
  assert.deepEqual(relay.trees[NEW], { text: 'flow: shelter' });
  studio.undo();
  await studio.flush();
  assert.equal(NEW in relay.trees, false);
  studio.put(NEW, 'flow: shelter', { before: null, says: 'The flow' });
  await studio.flush();
  studio.put(NEW, null, { before: 'flow: shelter', says: 'The flow' });
  await studio.flush();
  assert.equal(NEW in relay.trees, false);
  studio.undo();
  await studio.flush();

  assert.deepEqual(relay.trees[NEW], { text: 'flow: shelter' });
  assert.equal(studio.state, 'saved');
});

const SALUT = ['texts', 'hello', 'text'];
const sent = (relay) => relay.calls.filter(([method, address]) => method !== 'GET' && address.startsWith('/api/studio/')).map(([, address, body]) => [address, body]);
/** One press that changes words of two steps, and a translation. */
const press = (studio) => studio.together(() => {
  studio.edit(MAIN, [{ at: SAY, value: 'Hey.' }], 'The greeting');
  studio.edit(FRENCH, [{ at: SALUT, value: 'Allô.' }], 'The greeting');
  studio.edit(MAIN, [{ at: ['steps', 'menu', 'say'], value: 'Choose.' }], 'The greeting');
});

test('what one press changes in two files is sent as one, and taken back as one', async () => {
  const { studio, relay, pauses } = await begun();
  const before = structuredClone(relay.trees);
  studio.edit(MAIN, [{ at: SAY, value: 'Typed before.' }]);
  press(studio);
  studio.edit(FRENCH, [{ at: SALUT, value: 'Typed after.' }]);
  await pauses.pass();
  const [first, act, last] = sent(relay);
  const kept = structuredClone(relay.trees);
  studio.undo();
  const says = studio.undo();
  await pauses.pass();
  const [, taken] = sent(relay).at(-1);

  assert.deepEqual([first[0], act[0], last[0]], ['/api/studio/edit', '/api/studio/edits', '/api/studio/edit']);
  assert.deepEqual(act[1], { why: 'The greeting', files: [
    { path: MAIN, base: `${MAIN} 2`, changes: [{ at: SAY, value: 'Hey.' }, { at: ['steps', 'menu', 'say'], value: 'Choose.' }] },
    { path: FRENCH, base: `${FRENCH} 1`, changes: [{ at: SALUT, value: 'Allô.' }] }] });
  assert.deepEqual([kept[MAIN].steps.menu.say, kept[FRENCH].texts[0].text], ['Choose.', 'Typed after.']);
  assert.equal(says, 'The greeting');
  assert.deepEqual([taken.why, taken.files.map(({ path }) => path)], ['Taken back: The greeting', [MAIN, FRENCH]]);
  assert.deepEqual([relay.trees[FRENCH], relay.trees[MAIN].steps.menu, relay.trees[MAIN].steps.hello.say], [before[FRENCH], before[MAIN].steps.menu, 'Typed before.']);
  assert.equal(studio.state, 'saved');
});

test('a colleague who was quicker in one of its files is asked about, and then all of it stays or none', async () => {
  for (const [whose, says, french] of [['mine', 'Hey.', 'Allô.'], ['theirs', 'Hi.', 'De Ben.']]) {
    const { studio, relay, pauses } = await begun();
    press(studio);
    relay.save(FRENCH, [{ at: SALUT, value: 'De Ben.' }]);
    await pauses.pass();
    const { saving, files, by } = studio.conflict;
    const between = relay.trees[MAIN].steps.hello.say;
    await studio.resolve(whose);

    assert.deepEqual([saving.path, files, by, between], [FRENCH, [MAIN, FRENCH], 'Ben', 'Hi.']);
    assert.deepEqual([relay.trees[MAIN].steps.hello.say, relay.trees[FRENCH].texts[0].text], [says, french]);
    assert.deepEqual([studio.conflict, studio.state, studio.unsent.savings], [null, 'saved', []]);
    if (whose === 'mine') continue;
    studio.undo();
    await pauses.pass();
    assert.deepEqual([relay.trees[MAIN].steps.hello.say, relay.trees[MAIN].steps.menu.say, relay.trees[FRENCH].texts[0].text], ['Hey.', 'Choose.', 'Allô.']);
  }
});

test('one press whose answer was lost is not saved twice, and one that the relay cannot take is given up whole', async () => {
  const { studio, relay, pauses } = await begun();
  relay.breaksAfter = true;
  press(studio);
  await pauses.pass();
  const numbers = { ...relay.numbers };
  relay.down = null;
  await pauses.pass();
  assert.deepEqual([relay.numbers, studio.state, studio.unsent.savings], [numbers, 'saved', []]);

  studio.together(() => {
    studio.edit(FRENCH, [{ at: SALUT, value: 'Oui.' }]);
    studio.edit(MAIN, [{ at: SAY, value: 'bomb' }]);
  });
  await pauses.pass();
  const marked = studio.unsent.savings.map(({ refused }) => refused?.says);
  await studio.drop(studio.unsent.savings[0]);

  assert.deepEqual(marked, ['That file cannot be read.', 'That file cannot be read.']);
  assert.deepEqual([relay.trees[FRENCH].texts[0].text, find(studio.tree(FRENCH), SALUT), studio.unsent.savings], ['Allô.', 'Allô.', []]);
});

test('what is too long to travel is told here, with its file, line and fix, as the relay tells of what is shorter; it stays to be made shorter', async () => {
  const { studio, relay, pauses } = await begun();
  const long = 'x'.repeat(3_000_000);
  const asked = await studio.check({ [FRENCH]: 'short', [MAIN]: long });
  studio.edit(FRENCH, [{ at: SALUT, value: 'Oui.' }]);
  studio.edit(MAIN, [{ at: SAY, value: long }]);
  await pauses.pass();
  studio.put('flows/new.yaml', long, { before: null });
  await pauses.pass();
  const [form, file] = studio.unsent.savings.map(({ refused }) => refused);

  assert.deepEqual(asked.map(({ file: path, line, says }) => [path, line, says]), [[MAIN, 1, 'The file is too large.']]);
  assert.equal(form.says, `${MAIN}, line 1: This text is too long for its file. It was not saved. Make it shorter, as the whole file holds 256 kB.`);
  assert.equal(file.says, 'flows/new.yaml, line 1: The file is too large. It was not saved. Keep it under 256 kB, and give what does not fit a file of its own.');
  assert.equal(file.finding.line, 1);
  assert.deepEqual([studio.state, relay.trees[FRENCH].texts[0].text], ['saved', 'Oui.']);
  assert.equal(relay.calls.some(([, , body]) => JSON.stringify(body ?? '').length > 1_000_000), false);
});
