/** The way to the relay: refusals with a sentence, a sign-in renewed once, nothing lost when the network goes. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { OFFLINE, Refusal, Relay, passing, sentenceOf } from '../../api/web/parts/relay.js';

/** A relay that remembers what it was asked. @param {(asked: any) => Response | Error} answer */
function fake(answer) {
  /** @type {any[]} */
  const asked = [];
  /** @type {any} */
  const fetch = async (path, terms) => {
    const one = { path, ...terms };
    asked.push(one);
    const said = answer(one);
    if (said instanceof Error) throw said;
    return said;
  };
  return { asked, fetch };
}

const json = (status, body) => new Response(status === 204 ? null : JSON.stringify(body), { status });

test('a call carries its token in a header and nothing in a cookie', async () => {
  const { asked, fetch } = fake(() => json(200, { ok: true }));
  const relay = new Relay({ fetch, signIn: async () => 'token-1' });

  assert.deepEqual(await relay.call('PUT', '/api/oncall', { next_opening: null }), { ok: true });
  assert.equal(asked[0].headers.authorization, 'Bearer token-1');
  assert.equal(asked[0].credentials, 'omit');
  assert.equal(asked[0].body, '{"next_opening":null}');
});

test('a worker whose token ran out notices nothing', async () => {
  let tokens = 0;
  const { asked, fetch } = fake(({ headers }) => (headers.authorization === 'Bearer 2' ? json(204) : json(401, { code: 'signed-out', says: 'Sign in again.' })));
  const relay = new Relay({ fetch, signIn: async () => String(++tokens) });

  assert.equal(await relay.call('DELETE', '/api/certificates', { kind: 1 }), null);
  assert.equal(asked.length, 2);
});

test('several calls at once need one sign-in', async () => {
  let tokens = 0;
  const { fetch } = fake(() => json(200, {}));
  const relay = new Relay({ fetch, signIn: async () => String(++tokens) });

  await Promise.all([relay.call('GET', '/api/me'), relay.call('GET', '/api/me'), relay.call('GET', '/api/me')]);

  assert.equal(tokens, 1);
});

test('a worker dropped from the list is told so, once', async () => {
  const ended = [];
  const { fetch } = fake(() => json(401, { code: 'signed-out', says: 'Sign in again.' }));
  let first = true;
  const signIn = async () => {
    if (!first) throw new Refusal('not-on-roster', 'This device is not on the list.', 401);
    first = false;
    return 'token';
  };
  const relay = new Relay({ fetch, signIn, onEnded: (why) => ended.push(why.code) });

  await assert.rejects(relay.call('GET', '/api/me'), { code: 'not-on-roster' });
  assert.deepEqual(ended, ['not-on-roster']);
});

test('no network is one plain sentence', async () => {
  const { fetch } = fake(() => new TypeError('Failed to fetch'));

  await assert.rejects(new Relay({ fetch }).call('GET', '/api/line'), { code: 'offline', says: OFFLINE });
});

test('a refusal keeps the relay’s own sentence, and facts beside it', async () => {
  const { fetch } = fake(() => json(409, { code: 'claimed', says: 'Ana claimed this.', label: 'Ana' }));
  const refusal = await new Relay({ fetch }).call('POST', '/x', {}).catch((error) => error);

  assert.equal(sentenceOf(refusal), 'Ana claimed this.');
  assert.equal(refusal.body.label, 'Ana');
});

test('a page that a proxy shows in the relay’s place is no word of the relay’s, whatever its status: that passes', async () => {
  for (const [status, page] of [[403, '<h1>Forbidden</h1>'], [404, '{"error": "no such host"}'], [502, '<h1>502</h1>'], [200, '<h1>Sign in to the Wi-Fi</h1>']]) {
    const { fetch } = fake(() => new Response(page, { status }));
    const refusal = await new Relay({ fetch }).call('POST', '/api/line', {}).catch((error) => error);

    assert.deepEqual([refusal.code, passing(refusal)], ['broken', true], page);
    assert.match(refusal.says, /Try again in a minute/);
  }
});

test('what is too large for a proxy stays too large', async () => {
  const { fetch } = fake(() => new Response('<h1>413</h1>', { status: 413 }));

  assert.equal(passing(await new Relay({ fetch }).call('POST', '/x', {}).catch((error) => error)), false);
});

test('an answer that breaks off in the middle is a relay out of reach, not a fault of the page', async () => {
  const { fetch } = fake(() => new Response(new ReadableStream({ start: (stream) => stream.error(new TypeError('network error')) })));

  await assert.rejects(new Relay({ fetch }).call('GET', '/api/line'), { code: 'offline', says: OFFLINE });
  await assert.rejects(new Relay({ fetch }).bytes('/x'), { code: 'offline' });
});
