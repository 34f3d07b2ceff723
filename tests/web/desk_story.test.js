/** What a worker sees of a conversation: edits, gaps, refusals and marks, each told in plain words. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { tell } from '../../api/web/console/desk/story.js';

const ME = 'me';
const YOUTH = 'bot';
const ANA = 'ana';
const MINUTE = 60_000;
/** @type {import('../../api/web/console/desk/story.js').People} */
const people = { me: ME, side: (device) => (device === YOUTH ? 'youth' : device === 'stranger' ? null : 'staff'), label: (device) => ({ ana: 'Ana' })[device] ?? 'Sam', circles: ['community', 'indigenous', 'child_protection', 'police'] };

let cursor = 0;
const NOON = Date.UTC(2027, 2, 14, 17);
const said = (sender, payload, more = {}) => {
  cursor += 1;
  return { cursor, at: NOON + cursor * 1000, ts: NOON + cursor * 1000, mid: `m${cursor}`, sender, session: 's', seq: cursor, kind: 'message', scope: 0, payload, reason: null, marked: false, wide: false, former: false, ...more };
};
const refused = (reason, sender = 'x') => said(sender, null, { kind: 'refused', reason });
const bubbles = (story) => story.items.filter((item) => item.kind === 'bubble');
const lines = (story) => story.items.filter((item) => item.kind === 'line');

test('an edit shows the new words and keeps the earlier ones on request', () => {
  const first = said(YOUTH, { t: 'text', body: 'at 9' });
  const story = tell([first, said(YOUTH, { t: 'edit', of: first.mid, body: 'at 10' })], people);

  assert.deepEqual(bubbles(story).map(({ body, earlier }) => [body, earlier.map((one) => one.body)]), [['at 10', ['at 9']]]);
});

test('an edit of an edit reaches the same message', () => {
  const first = said(YOUTH, { t: 'text', body: 'a' });
  const second = said(YOUTH, { t: 'edit', of: first.mid, body: 'b' });
  const story = tell([first, second, said(YOUTH, { t: 'edit', of: second.mid, body: 'c' })], people);

  assert.deepEqual(bubbles(story).map(({ body, earlier }) => [body, earlier.length]), [['c', 2]]);
});

test('nobody edits or takes back the words of somebody else', () => {
  const theirs = said(YOUTH, { t: 'text', body: 'help' });
  const story = tell([theirs, said(ANA, { t: 'edit', of: theirs.mid, body: 'fine' }), said(ANA, { t: 'retract', of: theirs.mid })], people);

  assert.deepEqual(bubbles(story).map(({ body, retracted }) => [body, retracted]), [['help', false]]);
});

test('a note cannot be turned into a message by an edit across scopes', () => {
  const note = said(ME, { t: 'note', body: 'for us' }, { scope: 1 });
  const story = tell([note, said(ME, { t: 'edit', of: note.mid, body: 'for them' })], people);

  assert.equal(bubbles(story)[0].body, 'for us');
});

test('an edit whose message never came is shown, and says so', () => {
  const story = tell([said(YOUTH, { t: 'edit', of: 'gone', body: 'at 10' })], people);

  assert.deepEqual(bubbles(story).map(({ body, lost }) => [body, lost]), [['at 10', true]]);
});

test('what was taken back is gone with its earlier words', () => {
  const first = said(ME, { t: 'text', body: 'oops' });
  const story = tell([first, said(ME, { t: 'edit', of: first.mid, body: 'oops 2' }), said(ME, { t: 'retract', of: first.mid })], people);

  assert.deepEqual(bubbles(story).map(({ body, earlier, retracted }) => [body, earlier, retracted]), [['', [], true]]);
});

test('who changes the language has changed no safe word: it counts in each', () => {
  const first = said(YOUTH, { t: 'opening', safe_word: 'purple', lang: 'en' });
  const told = lines(tell([first, said(YOUTH, { t: 'opening', safe_word: 'mauve', lang: 'fr' }), said(YOUTH, { t: 'opening', safe_word: 'canot', lang: 'fr' })], people));

  assert.deepEqual(told.map((line) => line.text), ['They set a safe word.', 'They changed the language. Their safe word counts in each.', 'They changed their safe word.']);
});

test('a missing message is said where it is missing', () => {
  const story = tell([said(YOUTH, { t: 'text', body: 'one' }), said(YOUTH, { t: 'text', body: 'three' }, { marked: true })], people);

  const kinds = story.items.filter((item) => item.kind !== 'day').map((item) => (item.kind === 'line' ? item.text.slice(0, 20) : item.body));
  assert.deepEqual(kinds, ['one', 'A message is missing', 'three']);
});

test('H17 a refused frame is a sentence, never a blank and never skipped', () => {
  for (const reason of ['size', 'header', 'sender', 'signature', 'replay', 'timestamp', 'body', 'session', 'newer-roster', 'split-view', 'wrap', 'commitment', 'grant', 'locked', 'message', 'padding', 'payload', 'never-heard-of']) {
    const told = lines(tell([refused(reason)], people));
    assert.equal(told.length, 1, reason);
    assert.match(told[0].text, /^[A-Z].{20,}\.$/, reason);
  }
});

test('many locked messages in a row are one fact, with their number', () => {
  const told = lines(tell([refused('locked'), refused('locked', YOUTH), refused('locked')], people));

  assert.equal(told.length, 1);
  assert.match(told[0].text, /^3 messages/);
});

test('what a colleague alone sent and I cannot open is said to be theirs: no word of the youth is missing', () => {
  const one = lines(tell([refused('locked', ANA)], people));
  assert.match(one[0].text, /^One thing that a colleague sent .* None of the young person’s words/);

  const many = lines(tell([refused('locked', ANA), refused('locked', 'sam')], people));
  assert.deepEqual([many.length, many[0].n], [1, 2]);
  assert.match(many[0].text, /^2 things that colleagues sent /);
});

test('sealed too widely, held back and a newer version are alarmed in words', () => {
  const story = tell([said(YOUTH, null, { kind: 'open', wide: true }), said(YOUTH, { t: 'hologram' })], people, { heldBack: true });

  assert.match(lines(story)[0].text, /sealed to more people/);
  assert.match(lines(story)[1].text, /newer version/);
  assert.match(lines(story)[2].text, /holding back/);
});

test('a message by a former colleague is marked', () => {
  assert.equal(bubbles(tell([said(ANA, { t: 'text', body: 'hi' }, { former: true })], people))[0].former, true);
});

test('who takes over is told again what buttons said: the newest stands, and who could open the first reads it once', () => {
  const opening = { t: 'opening', safe: 'no', safe_word: 'maple', urgent: true, lang: 'fr' };
  const consent = { t: 'consent', audience: 1, phrase: 'person_open', reply: 'A community worker' };
  const both = [said(YOUTH, { t: 'opening', safe: 'yes', lang: 'en' }), said(YOUTH, consent), said(YOUTH, opening), said(YOUTH, { ...consent, at: 5 })];
  for (const entries of [both, both.slice(2)]) {
    const story = tell(entries, people);
    assert.deepEqual(story.opening, opening);
    assert.equal(story.consents.at(-1)?.reply, 'A community worker');
    assert.equal(story.items.filter((item) => item.kind === 'line' && item.text.startsWith('They agreed')).length, 1);
  }
});

test('who may answer, and whom a colleague asked for, is named as one speaks of them', () => {
  const agreed = tell([said(YOUTH, { t: 'consent', audience: 2, phrase: 'person_open', reply: 'Someone Indigenous' })], people);
  const asked = tell([said(ANA, { t: 'ask', kind: 'audience', circle: 'indigenous' })], people);

  assert.match(/** @type {any} */ (agreed.items.at(-1)).text, /^They agreed that an Indigenous liaison may answer\./);
  assert.match(/** @type {any} */ (asked.items.at(-1)).text, / asked them whether an Indigenous liaison may come in\.$/);
});

test('a worker cannot consent, open or leave in the name of the youth', () => {
  const story = tell([said(ANA, { t: 'consent', audience: 15, phrase: '', reply: '' }), said(ANA, { t: 'opening', safe: 'yes' }), said(ANA, { t: 'left' })], people);

  assert.deepEqual([story.consents, story.opening, story.leftAt], [[], {}, null]);
});

test('after 31 minutes of silence it may be somebody else, after 29 it is not said', () => {
  const first = said(YOUTH, { t: 'text', body: 'hi' });
  const after = (minutes) => tell([first, said(YOUTH, { t: 'text', body: 'back' }, { ts: first.ts + minutes * MINUTE })], people);

  assert.deepEqual(after(31).items.map((item) => item.kind), ['day', 'bubble', 'silence', 'bubble']);
  assert.deepEqual(after(29).items.map((item) => item.kind), ['day', 'bubble', 'bubble']);
});

test('the safe word is noticed whatever its case, and only from them', () => {
  const opening = said(YOUTH, { t: 'opening', safe_word: 'Blueberry' });

  assert.equal(bubbles(tell([opening, said(YOUTH, { t: 'text', body: ' blueberry ' })], people))[0].safeWord, true);
  assert.equal(tell([opening, said(ME, { t: 'text', body: 'blueberry' })], people).safeWordAt, null);
});

test('a sticker that became words is marked as one', () => {
  assert.equal(bubbles(tell([said(YOUTH, { t: 'text', body: '[sticker 😢]' })], people))[0].relayed, 'sticker');
  assert.equal(bubbles(tell([said(YOUTH, { t: 'text', body: '[passed on] you better not tell' })], people))[0].relayed, 'passed on');
});

test('whom their side follows is the newest claimed, and is told', () => {
  const story = tell([said(ME, { t: 'claim' }), said(YOUTH, { t: 'claimed', device: ME }), said(YOUTH, { t: 'claimed', device: null })], people);

  assert.equal(story.followed?.device, null);
  assert.deepEqual(lines(story).map((line) => line.text), ['You claimed the conversation.', 'They have been told that you are here.', 'They have been told that nobody is with them now.']);
});

test('after a long silence nobody is said to have read who is here: their phone may have asked for a minute first', () => {
  const claimedAfter = (/** @type {number} */ minutes, /** @type {any[]} */ ...before) => {
    const entries = [...before, said(YOUTH, { t: 'claimed', device: ME })];
    entries.at(-1).ts = (before.at(-1)?.ts ?? NOON) + minutes * MINUTE;
    return lines(tell(entries, people)).at(-1)?.text;
  };
  const wrote = () => said(YOUTH, { t: 'text', body: 'hi' });
  const asked = () => said(YOUTH, { t: 'consent', audience: 1, phrase: 'p', reply: 'Yes' });
  const read = 'They have been told that you are here.';
  const knocked = `${read} They were silent for long: their phone may show no more than “Hi, got a minute?” until they answer that.`;

  assert.deepEqual([claimedAfter(9, wrote()), claimedAfter(10, wrote()), claimedAfter(10, asked()), claimedAfter(10, asked(), wrote()), claimedAfter(99)], [read, knocked, knocked, knocked, read]);
});

test('whoever stood beside one claimer does not stand beside the next', () => {
  const joined = [said(ME, { t: 'claim' }), said(YOUTH, { t: 'claimed', device: ME }), said(ANA, { t: 'join' })];

  assert.deepEqual(tell(joined, people).present, [ANA]);
  assert.deepEqual(tell([...joined, said(YOUTH, { t: 'claimed', device: ME })], people).present, [ANA]);
  assert.deepEqual(tell([...joined, said(YOUTH, { t: 'claimed', device: 'robin' })], people).present, []);
});

test('acks are not shown', () => {
  assert.deepEqual(tell([said(ME, { t: 'ack', session: 's', seq: 3 })], people).items, []);
});

const safeWord = (more = {}) => said(YOUTH, { t: 'left', why: 'safe-word' }, more);

test('the safe word is an alarm the second time as well, at its own time', () => {
  const first = [said(YOUTH, { t: 'text', body: 'hi' }), safeWord(), said(YOUTH, { t: 'text', body: 'back' }), said(ME, { t: 'text', body: 'ok' })];
  assert.equal(tell(first, people).alarm, null);

  const again = safeWord();
  const story = tell([...first, again], people);
  assert.deepEqual([story.alarm, story.safeWordAt], ['stop', again.ts]);
});

test('a worker whose clock is far ahead or behind is alarmed all the same, and no longer than others', () => {
  for (const minutes of [12, -12]) {
    const mine = (/** @type {string} */ body) => said(ME, { t: 'text', body }, { ts: NOON + minutes * MINUTE });
    const talk = [mine('hello'), said(YOUTH, { t: 'text', body: 'blueberry', safe_word: true })];
    assert.equal(tell(talk, people).alarm, 'stop');

    assert.equal(tell([...talk, said(YOUTH, { t: 'text', body: 'back' }), mine('good')], people).alarm, null);
  }
});

test('what I send after the safe word stands there as held back, and no more once they are back', () => {
  const talk = [said(ME, { t: 'text', body: 'before' }), safeWord(), said(ME, { t: 'text', body: 'are you ok?' }), said(ME, { t: 'note', body: 'for us' }, { scope: 1 })];
  assert.deepEqual(bubbles(tell(talk, people)).map(({ held }) => held), [false, true, false]);

  const back = tell([...talk, said(YOUTH, { t: 'text', body: 'he left' })], people);
  assert.deepEqual(bubbles(back).map(({ held }) => held), [false, false, false, false]);
});

test('who claims after the safe word reads that the phone shows it once they are back', () => {
  const claimed = said(YOUTH, { t: 'claimed', device: ME });
  const after = (/** @type {any[]} */ ...before) => lines(tell([...before, claimed], people)).at(-1).text;

  assert.equal(after(), 'They have been told that you are here.');
  assert.equal(after(safeWord()), 'Once they are back, they read that you are here.');
});

test('my words that crossed with the safe word do not take its alarm away', () => {
  const talk = [safeWord(), said(ME, { t: 'text', body: 'where are you?' })];
  assert.equal(tell(talk, people).alarm, 'stop');

  assert.equal(tell([...talk, said(YOUTH, { t: 'text', body: 'back' })], people).alarm, 'back');
});

test('a note for the team answers nobody: whoever is back after the safe word still may be somebody else', () => {
  const back = [safeWord(), said(YOUTH, { t: 'text', body: 'back' })];
  assert.equal(tell([...back, said(ANA, { t: 'note', body: 'careful' }, { scope: 1 })], people).alarm, 'back');

  assert.equal(tell([...back, said(ANA, { t: 'text', body: 'is it safe to chat?' })], people).alarm, null);
});

test('a talk was handed over by the yes to this very question alone, and a form that lies before them is none', () => {
  const ask = said(ME, { t: 'transfer', to: ANA, why: 'tired' });
  const yes = said(YOUTH, { t: 'consent', kind: 'transfer', accepted: true, to: ANA, of: ask.mid });
  const over = (/** @type {any} */ change) => tell([ask, yes, said(ME, { t: 'transfer', to: ANA, of: yes.mid, ...change })], people);
  assert.deepEqual([over({}).transfer?.done, over({ of: 'another' }).transfer?.done, over({ to: 'robin' }).transfer?.done], [true, false, false]);
  assert.match(lines(over({})).at(-1)?.text ?? '', /^You handed the conversation to Ana/);
  assert.match(lines(over({ of: 'another' })).at(-1)?.text ?? '', /^They agreed/);

  assert.match(lines(tell([said(ANA, { t: 'form', form: 'risk', version: 1 })], people))[0].text, /newer version/);
});

test('a message that was changed into the safe word is an alarm', () => {
  const [opening, first] = [said(YOUTH, { t: 'opening', safe_word: 'blueberry' }), said(YOUTH, { t: 'text', body: 'blue' })];

  assert.equal(tell([opening, first, said(YOUTH, { t: 'edit', of: first.mid, body: 'blueberry' })], people).alarm, 'stop');
});

test('whoever writes after the safe word has not left', () => {
  const gone = safeWord();
  assert.equal(tell([gone], people).leftAt, gone.ts);

  assert.equal(tell([gone, said(YOUTH, { t: 'text', body: 'back' })], people).leftAt, null);
});

test('when I last wrote is the relay\'s time, as for every message: after a reload nothing unread is passed over', () => {
  const mine = said(ME, { t: 'text', body: 'hi' }, { ts: NOON + 12 * MINUTE });

  assert.equal(tell([mine], people).lastWorkerAt, mine.at);
});
