/** What a worker who called a second person reads is what happened last, whichever answer comes first. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { HelpCall } from '../../api/web/console/desk/helpcall.js';
import { OFFLINE, Refusal } from '../../api/web/parts/relay.js';

const settle = () => new Promise((done) => { setImmediate(done); });
const ash = (/** @type {any} */ answer) => ({ called: [{ label: 'Ash', answer }], everybody: false });

/** A call whose answers come when the test says so. */
function calling() {
  /** @type {{press: PromiseWithResolvers<any>[], standing: PromiseWithResolvers<any>[]}} */
  const asked = { press: [], standing: [] };
  const ask = (/** @type {'press' | 'standing'} */ what) => () => {
    let resolve, reject;
    const promise = new Promise((good, bad) => { resolve = good; reject = bad; });
    asked[what].push({ promise, resolve, reject });
    return promise;
  };
  const help = new HelpCall({ press: ask('press'), standing: ask('standing'), practice: false, onChange: () => undefined });
  return { help, asked };
}

test('I read who is woken as soon as the press is answered, then what they said', async () => {
  const { help, asked } = calling();
  void help.call();
  asked.press[0].resolve({ called: ['Ash'], asleep: [] });
  await settle();
  assert.match(help.says, /^Ash is being woken\./);

  asked.standing[0].resolve(ash('have'));
  await settle();

  assert.match(help.says, /^Ash says that they have it\./);
});

test('that somebody comes is not taken back by the late answer to the press', async () => {
  const { help, asked } = calling();
  void help.call();
  void help.look(); // a ring: Ash has it
  asked.standing[0].resolve(ash('have'));
  await settle();
  asked.press[0].resolve({ called: ['Ash'], asleep: ['Lee'] });
  await settle();

  assert.match(help.says, /^Ash says that they have it\./);
  assert.equal(help.failed, false);
});

test('nor by a press whose answer never came: I am not told to pick up a phone while Ash is on the way', async () => {
  const { help, asked } = calling();
  void help.call();
  void help.look(); // a ring: Ash has it
  asked.standing[0].resolve(ash('have'));
  await settle();
  asked.press[0].reject(new Refusal('offline', OFFLINE));
  await settle();

  assert.match(help.says, /^Ash says that they have it\./);
  assert.equal(help.failed, false);
});

test('nor by an older look that comes last', async () => {
  const { help, asked } = calling();
  void help.look();
  void help.look();
  asked.standing[1].resolve(ash('have'));
  asked.standing[0].resolve(ash(null));
  await settle();

  assert.match(help.says, /^Ash says that they have it\./);
});

test('a call that did not go out says so, and the next try takes that back', async () => {
  const { help, asked } = calling();
  void help.call();
  asked.press[0].reject(new Refusal('offline', OFFLINE));
  await settle();
  assert.equal(help.failed, true);
  assert.match(help.says, /^The call did not go out\. .* Please pick up a phone:$/);

  void help.call();
  asked.press[1].resolve({ called: ['Ash'], asleep: [] });
  await settle();

  assert.equal(help.failed, false);
  assert.match(help.says, /^Ash is being woken\./);
});

test('when only the answer was lost I read that they are woken, and not that nobody was called', async () => {
  const { help, asked } = calling();
  void help.call();
  asked.press[0].reject(new Refusal('offline', OFFLINE));
  await settle();
  asked.standing[0].resolve(ash(null));
  await settle();

  assert.equal(help.failed, false);
  assert.match(help.says, /^Ash is being woken\./);
});

test('what was said while my line was away I read once it is back', async () => {
  const { help, asked } = calling();
  /** @type {Map<string, () => void>} */
  const bells = new Map();
  const end = help.watch(/** @type {any} */ ({ on: (/** @type {string} */ bell, /** @type {() => void} */ heard) => { bells.set(bell, heard); return () => bells.delete(bell); } }));
  bells.get('welcome')?.();
  asked.standing[0].resolve(ash('have'));
  await settle();
  assert.match(help.says, /^Ash says that they have it\./);

  end();
  assert.equal(bells.size, 0);
});
