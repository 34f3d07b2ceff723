/** A browser believes a version as far as two editors signed it; each other one is refused by its name, and changes nothing. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { floorOnly, without } from '../../api/web/doors/published/alone.js';
import { nameOf } from '../../api/web/doors/published/canonical.js';
import { believe, BUNDLE_TYPE, NotBelieved } from '../../api/web/doors/published/editions.js';
import { makeRoot, sha256 } from '../../api/web/sealing/keys.js';
import { hex, unbase64, utf8 } from '../../api/web/sealing/padding.js';
import { signDocument } from '../../api/web/sealing/roster.js';

/** @typedef {import('../../api/web/sealing/keys.js').Identity} Identity */
/** @typedef {{envelope: any, edition: any}} Version */
/** @typedef {import('../../api/web/doors/published/editions.js').Believed} Believed */

const NOW = 1_798_000_000_000;
const SHIPPED = JSON.parse(readFileSync(new URL('../vectors/desk.json', import.meta.url), 'utf8')).edition;
const [ANN, BEN, CLEO, SAM, STRANGER] = await Promise.all([1, 2, 3, 4, 5].map(async () => (await makeRoot()).root));
/** @param {string[]} labels @param {Identity[]} editors @returns {any} */
const listed = (labels, ...editors) => ({ devices: [...editors.map(({ pub }, index) => ({ role: 'editor', label: labels[index], pub })), { role: 'worker', label: 'Sam', pub: SAM.pub }] });
/** @param {Identity[]} editors */
const roster = (...editors) => listed(['Ann', 'Ben', 'Cleo'], ...editors);
const EDITORS = roster(ANN, BEN, CLEO);
const [HIDES, OTHER] = SHIPPED.services.shown.filter((/** @type {string} */ one) => !SHIPPED.services.floor.includes(one));

/** An edition whose menu says this. @param {string} words @param {any} [from] */
function saying(words, from = SHIPPED) {
  const made = structuredClone(from);
  made.bundle.text.en.menu = words;
  return made;
}

/** @param {Version} version */
const named = async ({ envelope }) => hex(await sha256(unbase64(envelope.payload)));

/**
 * A version, as the relay hands it over.
 * @param {number} n @param {any} edition @param {Identity[]} signers @param {Record<string, any>} [says]  what else its payload says; `after`: the version before
 * @returns {Promise<Version>}
 */
async function version(n, edition, signers, { after = null, type = BUNDLE_TYPE, ...says } = {}) {
  const payload = { v: 1, n, prev: after && await named(after), edition: await nameOf(edition), bundle: edition.bundle.id, at: NOW, kind: 'publish', waivers: [], ...says };
  return { envelope: JSON.parse(await signDocument(type, utf8(JSON.stringify(payload)), signers)), edition };
}

/** @param {Version[]} versions @param {Believed | null} [before] @param {any} [by] */
const took = (versions, before = null, by = EDITORS) => believe(utf8(JSON.stringify({ versions })), by, before, async () => SHIPPED, NOW);

/** @param {Version[]} versions @returns {Promise<Believed>} */
async function held(...versions) {
  const found = await took(versions);
  assert.ok(found);
  return found;
}

/** The word by which it is refused. @param {Promise<unknown>} asked */
const refused = (asked) => asked.then(() => 'taken', (error) => { assert.ok(error instanceof NotBelieved, String(error)); return error.reason; });

const FIRST = await version(1, saying('One.'), [ANN, BEN]);
const SECOND = await version(2, saying('Two.'), [BEN, CLEO], { after: FIRST });
const HIDDEN = await version(3, without(SECOND.edition, HIDES), [CLEO], { after: SECOND, kind: 'hide' });

/** @param {Believed | null} found */
const menu = (found) => found?.edition.bundle.text.en.menu;

test('what two editors signed is believed, and is news once', async () => {
  const one = await held(FIRST);
  const two = await took([SECOND], one);
  const far = await took([await version(9, saying('Nine.'), [ANN, CLEO], { after: SECOND })], one);

  assert.deepEqual([one, two, far].map(menu), ['One.', 'Two.', 'Nine.']);
  assert.deepEqual([one.n, one.name, one.sure], [1, await named(FIRST), 1]);
  assert.equal(await took([FIRST], one), null);
  assert.equal(await took([FIRST, SECOND], two), null);
});

test('A7: one editor alone brings no word, whoever else signs with them', async () => {
  const before = await held(FIRST);
  const fresh = saying('Call me.');
  for (const signers of [[ANN], [ANN, ANN], [ANN, SAM], [ANN, STRANGER]]) {
    assert.equal(await refused(took([await version(2, fresh, signers, { after: FIRST })], before)), 'one-signature');
  }
  assert.equal(await refused(took([await version(2, fresh, [ANN], { after: FIRST, kind: 'rollback' })], before)), 'one-signature');
  assert.equal(await refused(took([await version(2, fresh, [SAM, STRANGER], { after: FIRST })], before)), 'threshold');
  assert.equal(await refused(took([await version(2, fresh, [], { after: FIRST })], before)), 'threshold');
  assert.equal(await refused(took([await version(1, fresh, [ANN])])), 'one-signature');
  assert.equal(await refused(took([SECOND], before, roster(ANN))), 'threshold');
});

test('A7: one person with two devices brings no word, whatever case, width and blanks the name is written in', async () => {
  for (const label of ['Ann', ' ann ', '\uff21nn', 'ANN']) {
    const twice = listed(['Ann', 'Ben', label], ANN, BEN, CLEO);
    const fresh = await version(3, saying('Call me.'), [ANN, CLEO], { after: SECOND });
    const hidden = await took([await version(3, HIDDEN.edition, [ANN, CLEO], { after: SECOND, kind: 'hide' })], await held(SECOND), twice);

    assert.equal(await refused(took([fresh], await held(SECOND), twice)), 'one-signature');
    assert.equal(menu(await took([fresh], await held(SECOND))), 'Call me.');
    assert.deepEqual([hidden?.n, hidden?.sure], [3, 2]);
    assert.equal(menu(await took([await version(3, saying('Three.'), [ANN, BEN, CLEO], { after: SECOND })], await held(SECOND), twice)), 'Three.');
  }
});

test('one editor alone hides a service, and this browser makes that for itself', async () => {
  const two = await held(SECOND);
  const [hidden, fresh] = [await took([SECOND, HIDDEN], two), await took([SECOND, HIDDEN])];
  const twice = without(HIDDEN.edition, OTHER);
  const onTop = await took([await version(4, twice, [ANN], { after: HIDDEN, kind: 'hide' })], hidden);
  const beside = await took([await version(3, saying('Mine.', without(SECOND.edition, HIDES)), [CLEO], { after: SECOND, kind: 'hide' })], two);
  const floorless = structuredClone(SECOND.edition);
  floorless.services.shown = floorless.services.shown.filter((/** @type {string} */ one) => one !== '911');

  assert.deepEqual(hidden, fresh);
  assert.deepEqual(hidden?.edition, HIDDEN.edition);
  assert.deepEqual([hidden?.n, hidden?.sure], [3, 2]);
  assert.deepEqual(onTop?.edition, twice);
  assert.equal(menu(beside), 'Two.');
  assert.equal(await refused(took([await version(3, floorless, [CLEO], { after: SECOND, kind: 'hide' })], two)), 'one-signature');
  assert.equal(await refused(took([await version(3, twice, [CLEO], { after: SECOND, kind: 'hide' })], two)), 'one-signature');
});

test('one editor alone leaves the floor of what is believed, whatever was sent with it', async () => {
  const found = await took([await version(3, saying('Mine.'), [CLEO], { after: SECOND, kind: 'floor' })], await held(SECOND));
  const first = await took([await version(1, await floorOnly(SHIPPED), [ANN], { kind: 'floor' })]);

  assert.deepEqual(found?.edition, await floorOnly(SECOND.edition));
  assert.deepEqual(first?.edition, await floorOnly(SHIPPED));
  assert.deepEqual([first?.n, first?.sure], [1, 0]);
});

test('a second look makes what one did sure, and reads as before', async () => {
  const alone = await held(SECOND, HIDDEN);
  const seen = await version(3, HIDDEN.edition, [CLEO, ANN], { after: SECOND, kind: 'hide', at: NOW });
  const sure = await took([seen], alone);

  assert.deepEqual([sure?.n, sure?.sure, sure?.edition], [3, 3, alone.edition]);
  assert.equal(await took([seen], sure), null);
});

test('an older one, another one and a torn chain are refused', async () => {
  const two = await held(SECOND);
  const other = await version(2, saying('Other.'), [ANN, BEN], { after: FIRST });

  assert.equal(await refused(took([FIRST], two)), 'rollback');
  assert.equal(await refused(took([other], two)), 'fork');
  assert.equal(await refused(took([await version(3, saying('Three.'), [ANN, BEN], { after: other })], two)), 'broken-chain');
  assert.equal(await refused(took([await version(3, saying('Three.'), [ANN, BEN], { after: SECOND, at: NOW + 86_400_000 })], two)), 'early');
});

test('A7: what was planned before a number was hidden does not bring it back, whatever the relay keeps back', async () => {
  const planned = await version(3, saying('Planned.', SECOND.edition), [ANN, BEN], { after: SECOND });
  const hides = await version(4, without(SECOND.edition, HIDES), [CLEO], { after: planned, kind: 'hide' });
  const hidden = await took([hides], await held(SECOND));
  const onTop = await version(4, without(HIDDEN.edition, OTHER), [ANN], { after: HIDDEN, kind: 'hide' });
  const bothGone = await held(SECOND, HIDDEN, onTop);
  const seen = await version(3, HIDDEN.edition, [CLEO, ANN], { after: SECOND, kind: 'hide', at: NOW });

  assert.ok(hidden && !hidden.edition.services.shown.includes(HIDES));
  assert.equal(await refused(took([planned], hidden)), 'rollback');
  assert.equal(await took([planned, hides], hidden), null);
  assert.equal(menu(await took([await version(5, saying('Five.'), [ANN, BEN], { after: hides })], hidden)), 'Five.');
  assert.equal(await refused(took([seen], bothGone)), 'rollback');
  assert.equal(await took([seen, onTop], bothGone), null);
});

test('a stolen editor’s far number holds nobody up once they are off the list', async () => {
  const far = await version(2 ** 32 - 1, without(SECOND.edition, HIDES), [CLEO], { kind: 'hide' });
  const left = roster(ANN, BEN);
  const three = await version(3, saying('Three.'), [ANN, BEN], { after: SECOND });
  const [stuck, forked] = [await took([far], await held(SECOND)), await took([HIDDEN], await held(SECOND))];
  const nobodys = await version(3, without(SECOND.edition, OTHER), [CLEO, SAM], { after: SECOND, kind: 'hide' });

  assert.equal(await refused(took([three], stuck)), 'rollback');
  assert.deepEqual([await took([three], stuck, left), await took([three], forked, left)].map(menu), ['Three.', 'Three.']);
  assert.equal(await refused(took([nobodys], stuck, left)), 'threshold');
  assert.equal(await refused(took([SECOND], stuck, left)), 'rollback');
  assert.equal(await took([far], stuck, left), null);
  assert.deepEqual(await took([three, far], stuck, left), await took([three], stuck, left));
});

test('an edition that is not what was signed is refused, also where little of it is read', async () => {
  const other = saying('Other.');
  const two = await held(SECOND);

  assert.equal(await refused(took([{ ...SECOND, edition: other }])), 'edition');
  assert.equal(await refused(took([{ ...HIDDEN, edition: without(SECOND.edition, OTHER) }], two)), 'edition');
  assert.equal(await refused(took([await version(1, other, [ANN, BEN], { bundle: 'another' })])), 'edition');
  assert.equal(await refused(took([await version(1, other, [ANN, BEN], { edition: await nameOf(SECOND.edition) })])), 'edition');
});

test('whoever has left the list since leaves what was believed as it is, and brings nothing new', async () => {
  const two = await held(SECOND);
  const without_ = roster(ANN, STRANGER);

  assert.equal(await took([FIRST, SECOND], two, without_), null);
  assert.equal(await refused(took([await version(3, saying('Three.'), [BEN, CLEO], { after: SECOND })], two, without_)), 'threshold');
});

test('a broken, half-written or unsigned answer is refused by its name', async () => {
  const one = await held(FIRST);
  const text = JSON.stringify({ versions: [SECOND] });
  const said = (/** @type {string} */ body) => refused(believe(utf8(body), EDITORS, one, async () => SHIPPED, NOW));
  const changed = structuredClone(SECOND);
  changed.envelope.signatures[0].sig = SECOND.envelope.signatures[1].sig;

  assert.equal(await said(text.slice(0, -9)), 'format');
  assert.equal(await said('{}'), 'format');
  assert.equal(await said('{"versions":[]}'), 'format');
  assert.equal(await said('{"versions":[null]}'), 'format');
  assert.equal(await said(text.replace('"edition":', '"edition":{},"edition":')), 'duplicate-key');
  assert.equal(await said(text.replace('"payload":"', '"payload":"!')), 'format');
  assert.equal(await refused(took([changed], one)), 'one-signature');
  assert.equal(await refused(took([await version(2, saying('Two.'), [ANN, BEN], { after: FIRST, type: 'application/vnd.quietline.roster+json' })], one)), 'type');
  for (const says of [{ v: 2 }, { kind: 'gift' }, { n: 0 }, { n: 1.5 }, { n: 2 ** 32 }, { at: 'now' }, { at: -1 }]) {
    assert.equal(await refused(took([await version(2, saying('Two.'), [ANN, BEN], { after: FIRST, ...says })], one)), 'format', JSON.stringify(says));
  }
});

test('no changed letter of an answer brings anything but what was signed', async () => {
  const one = await held(FIRST);
  const text = JSON.stringify({ versions: [SECOND] });
  const start = text.indexOf('"edition"');
  const seen = new Set();
  for (let i = 0; i < 60; i++) {
    // Spread over the whole answer, and a third of them over the signed envelope.
    const at = i % 3 ? Math.floor((text.length * i) / 60) : Math.floor((start * i) / 60);
    const letter = text[at] === 'x' ? 'y' : 'x';
    const found = await believe(utf8(text.slice(0, at) + letter + text.slice(at + 1)), EDITORS, one, async () => SHIPPED, NOW).catch((error) => error);
    assert.ok(found instanceof NotBelieved, `letter ${at}: ${text.slice(at - 20, at + 20)}`);
    seen.add(found.reason);
  }

  assert.ok(seen.has('format') && seen.has('edition'), [...seen].join());
});
