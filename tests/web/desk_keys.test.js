/** Single keys at the desk belong to whoever presses them on purpose, and not to words that somebody types. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pressed } from '../../api/web/console/desk/shortcuts.js';

class Element {
  constructor(tagName) {
    this.tagName = tagName;
    this.isContentEditable = false;
    this.classList = { contains: () => false };
  }

  blur() {}
}

/** A desk with a box to write in, and what its keys did. @param {import('node:test').TestContext} context */
function sits(context) {
  const page = /** @type {any} */ (globalThis);
  /** @type {string[]} */
  const done = [];
  const act = (/** @type {string} */ name) => ({ click: () => done.push(name) });
  Object.assign(page, {
    HTMLElement: Element,
    document: { querySelector: (/** @type {string} */ where) => (where.includes('claim') ? act('claim') : where.includes('help-me') ? act('help') : null), getElementById: () => null },
  });
  context.after(() => { for (const name of ['HTMLElement', 'document']) delete page[name]; });
  const desk = /** @type {any} */ ({ look: { keys: true }, sheet: null, chosen: 'a', choose: () => done.push('list') });
  const [box, main] = [new Element('TEXTAREA'), new Element('MAIN')];
  const key = (/** @type {string} */ name, /** @type {Element} */ target, /** @type {number} */ timeStamp) => pressed(
    /** @type {any} */ ({ key: name, target, timeStamp }), desk, () => done.push('keys'), () => done.push('find'),
  );
  return { done, box, main, key };
}

test('the box goes away while I type, and what I type on claims nobody and calls nobody', (context) => {
  const { done, box, main, key } = sits(context);
  let at = 10_000;
  for (const letter of 'I was ju') key(letter, box, at += 150);
  for (const letter of 'st checking how') key(letter, main, at += 150);
  assert.deepEqual(done, []);

  key('c', main, at += 3_000);
  assert.deepEqual(done, ['claim']);
});

test('whoever searches, and opens what they found, can search again at once', (context) => {
  const { done, main, key } = sits(context);
  const search = new Element('INPUT');
  let at = 200_000;
  for (const letter of 'marina') key(letter, search, at += 50);
  key('Enter', search, at += 50);
  key('f', main, at += 50);

  assert.deepEqual(done, ['find']);
});

test('whoever leaves the box by a key of its own has every key at once', (context) => {
  const { done, box, main, key } = sits(context);
  for (const [leave, at] of /** @type {[string, number][]} */ ([['Escape', 60_000], ['Tab', 90_000]])) {
    key('x', box, at);
    key(leave, box, at + 10);
    key('h', main, at + 20);
  }

  assert.deepEqual(done, ['help', 'help']);
});
