/** The inbox in the order of need, the truth about a claim, and times as a worker says them. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { callName, nameTold, pseudonym } from '../../api/web/console/desk/names.js';
import { aboveThoseWhoWait, claimTruth, howLong, inbox, nothingOpen, standing, title } from '../../api/web/console/desk/order.js';
import { clock, dayKey, dayName, moment, span, waited, waitedAloud } from '../../api/web/console/desk/times.js';

const row = (id, more = {}) => ({ id, state: 'waiting', audience: 1, channel: 'telegram', priority: 0, note: false, opened_at: 0, waiting_since: 0, claimed_by: null, claimed_label: null, claimed_at: null, claimer_here: true, closed_at: null, purge_at: null, cursor: 0, late: false, help: false, offered_to: null, muted_until: null, mine: false, reads: true, ...more });
const ids = (rows) => rows.map((one) => one.id);

test('the most urgent comes first, and among equals who has waited longest', () => {
  const rows = [row('new', { waiting_since: 9 }), row('old', { waiting_since: 1 }), row('danger', { waiting_since: 8, priority: 3 }), row('unsafe', { waiting_since: 2, priority: 1 })];

  assert.deepEqual(ids(inbox(rows, 'me').waiting), ['danger', 'unsafe', 'old', 'new']);
});

test('a note left while closed does not stand in the queue', () => {
  const groups = inbox([row('a', { note: true }), row('b')], 'me');

  assert.deepEqual([ids(groups.waiting), ids(groups.notes)], [['b'], ['a']]);
});

test('mine, others and closed stand apart', () => {
  const groups = inbox([row('a', { state: 'claimed', claimed_by: 'me' }), row('b', { state: 'claimed', claimed_by: 'ana' }), row('c', { state: 'closed', claimed_by: 'me' })], 'me');

  assert.deepEqual([ids(groups.mine), ids(groups.others), ids(groups.closed)], [['a'], ['b'], ['c']]);
});

test('whoever asks me for help, or offers me a talk, stands apart from those whom colleagues have, however many wait', () => {
  const rows = [row('quiet'), row('offered', { state: 'claimed', claimed_by: 'ana', offered_to: 'me' }), row('help', { state: 'claimed', claimed_by: 'kim', help: true }), row('theirs', { state: 'claimed', claimed_by: 'ana', offered_to: 'lee' }), row('mine', { state: 'claimed', claimed_by: 'me', help: true })];
  const groups = inbox(rows, 'me');

  assert.deepEqual([ids(groups.asking), ids(groups.others), ids(groups.mine)], [['help', 'offered'], ['theirs'], ['mine']]);
});

test('mine with unread words come before those without', () => {
  const rows = [row('read', { state: 'claimed', claimed_by: 'me', claimed_at: 1 }), row('unread', { state: 'claimed', claimed_by: 'me', claimed_at: 2 })];

  assert.deepEqual(ids(inbox(rows, 'me', (one) => one.id === 'unread').mine), ['unread', 'read']);
});

test('whoever takes over reads when they first asked, and not that they waited while a colleague had them', () => {
  const minute = 60_000;
  const claim = (/** @type {number} */ at) => ({ payload: { t: 'claim' }, at });
  const mine = row('a', { state: 'claimed', claimed_by: 'me', waiting_since: 10 * minute, claimed_at: 50 * minute });

  assert.deepEqual(howLong(row('a', { waiting_since: 10 * minute }), [], 12 * minute), { waited: 2 * minute, asked: 2 * minute });
  assert.equal(howLong(mine, [claim(50 * minute + 900)], 60 * minute).waited, 40 * minute, 'my own word comes a moment after the row');
  assert.deepEqual(howLong(mine, [claim(11 * minute), claim(50 * minute)], 60 * minute), { waited: null, asked: 50 * minute });
  assert.equal(howLong({ ...mine, handed_by: 'ana' }, [], 60 * minute).waited, null, 'also where nothing of before can be read');
  assert.equal(howLong(row('a', { waiting_since: 10 * minute }), [claim(11 * minute)], 60 * minute).waited, null, 'back in line');
});

test('the second worker is told who claimed, when, and what to do', () => {
  const at = Date.UTC(2027, 2, 14, 21, 14);
  const say = (/** @type {number} */ moment) => `${new Date(moment).toISOString().slice(11, 16)} Winnipeg time`;

  assert.equal(claimTruth({ by: 'ana', label: 'Ana', at }, 'me', true, say), 'Ana claimed this conversation at 21:14 Winnipeg time. Go back to waiting, or open it and stand beside them: they and the youth are told.');
  assert.match(claimTruth({ by: 'ana', label: 'Ana', at }, 'me', false, say), /^Ana claimed this conversation at 21:14 Winnipeg time\. Go back to waiting/);
  assert.match(claimTruth({ by: 'me', label: 'Sam', at }, 'me', false, say), /^You claimed/);
});

test('whom the words follow is for the youth to say, and a difference is seen', () => {
  const mine = row('a', { state: 'claimed', claimed_by: 'me' });

  assert.equal(standing(mine, null, 'me'), 'arriving');
  assert.equal(standing(mine, { device: 'me' }, 'me'), 'mine');
  assert.equal(standing(mine, { device: 'ana' }, 'me'), 'disputed');
  assert.equal(standing(mine, { device: 'phone' }, 'me', (device) => device === 'phone'), 'arriving');
  assert.equal(standing(row('b', { state: 'claimed', claimed_by: 'ana' }), null, 'me'), 'others');
});

test('the title counts and says nothing else', () => {
  assert.deepEqual([title(0), title(2)], ['Desk', '(2) Desk']);
});

test('time waited reads like a clock, and aloud like words', () => {
  assert.deepEqual([waited(7_000), waited(760_000), waited(3_729_000), waited(97_200_000), waited(-5)], ['0:07', '12:40', '1:02:09', '1 d 3 h', '0:00']);
  assert.deepEqual([waitedAloud(7_000), waitedAloud(760_000), waitedAloud(3_660_000)], ['7 seconds', '12 minutes', '1 hour 1 minute']);
  assert.deepEqual([span(30_000), span(60_000), span(7_200_000), span(172_800_000)], ['less than a minute', '1 minute', '2 hours', '2 days']);
});

test('days are separated in the zone of the viewer', () => {
  const now = Date.UTC(2027, 2, 15, 3);

  assert.equal(dayName(Date.UTC(2027, 2, 15, 1), now, 'America/Winnipeg'), 'Today');
  assert.equal(dayName(Date.UTC(2027, 2, 14, 4), now, 'America/Winnipeg'), 'Yesterday');
  assert.equal(dayName(Date.UTC(2027, 2, 10, 18), now, 'America/Winnipeg'), 'Wednesday 10 March');
});

test('midnight is 00:00, in the zone of the viewer', () => {
  assert.equal(clock(Date.UTC(2027, 0, 1, 6), 'Etc/GMT+6'), '00:00');
});

test('who travels reads every time by the clock of the place, at once', () => {
  const was = process.env.TZ;
  const winter = Date.UTC(2027, 0, 10, 4, 30);
  const summer = Date.UTC(2027, 6, 10, 4, 30);
  const read = (/** @type {string} */ zone) => {
    process.env.TZ = zone;
    return [winter, summer].map((at) => `${dayKey(at)} ${clock(at)}; ${moment(at)}`);
  };

  try {
    assert.deepEqual(read('America/Winnipeg'), ['2027-01-09 22:30; Saturday 9 January, 22:30 CST', '2027-07-09 23:30; Friday 9 July, 23:30 CDT']);
    assert.deepEqual(read('America/Regina'), ['2027-01-09 22:30; Saturday 9 January, 22:30 CST', '2027-07-09 22:30; Friday 9 July, 22:30 CST']);
    assert.deepEqual(read('America/Toronto'), ['2027-01-09 23:30; Saturday 9 January, 23:30 EST', '2027-07-10 00:30; Saturday 10 July, 00:30 EDT']);
    for (const at of [winter, summer]) assert.equal(moment(at, 'America/Winnipeg').replace(/.*, /, ''), `${clock(at, 'America/Winnipeg')} ${at === winter ? 'CST' : 'CDT'}`);
  } finally {
    if (was === undefined) delete process.env.TZ;
    else process.env.TZ = was;
  }
});

test('a conversation has a short name to say aloud, the same for everybody', () => {
  assert.match(callName('abcdefABCDEF0123456789'), /^[B-Z2-9]{4}$/);
  assert.equal(callName('abcdefABCDEF0123456789'), callName('abcdefABCDEF0123456789'));
});

test('the name that a youth sees is the hash of conversation and device', async () => {
  const { createHash } = await import('node:crypto');
  const conversation = new Uint8Array(16).fill(7);
  const device = new Uint8Array(16).fill(9);
  const names = ['Maple', 'River', 'Cedar'];
  const expected = names[createHash('sha256').update('ql1 name\0').update(conversation).update(device).digest()[0] % 3];

  assert.equal(await pseudonym(names, conversation, device), expected);
});

test('a name that the youth’s end told me counts instead, and only from that end', () => {
  const side = (/** @type {string} */ device) => (device === 'bot' ? 'youth' : 'staff');
  const known = (/** @type {any} */ payload, sender = 'bot') => /** @type {any} */ ({ kind: 'message', sender, payload: { t: 'known', ...payload } });
  const told = (/** @type {any[]} */ ...entries) => nameTold(entries, /** @type {any} */ (side), 'me');

  assert.equal(told(known({ device: 'me', as: 'Cedar' }), known({ device: 'kai', as: 'Lark' })), 'Cedar');
  assert.equal(told(known({ device: 'me', as: 'Cedar' }), known({ device: 'me', as: 'Wren' })), 'Wren');
  assert.equal(told(known({ device: 'me', as: 'Cedar' }, 'kai')), '');
  assert.equal(told(known({ device: 'me', as: 7 })), '');
  assert.equal(told(), '');
});

test('an officer reads that one young person asked for them, and no number; everybody else how many wait', () => {
  assert.deepEqual(aboveThoseWhoWait(true, 1), { name: 'One young person asked for an officer', count: 0 });
  assert.deepEqual(aboveThoseWhoWait(true, 0), { name: 'Waiting', count: 0 });
  assert.deepEqual(aboveThoseWhoWait(false, 3), { name: 'Waiting', count: 3 });
});

test('the desk says that all is quiet only where nobody is with me, and no colleague asks me', () => {
  const mine = row('a', { state: 'claimed', claimed_by: 'me' });
  const said = (waiting, ...rows) => nothingOpen(waiting, inbox(rows, 'me'))[0];

  assert.deepEqual([said(0), said(0, mine), said(0, mine, row('n', { note: true })), said(0, mine, row('b', { state: 'claimed', claimed_by: 'ana', help: true })), said(1, mine, row('w'))], ['All is quiet', 'Nobody new is waiting', 'A note was left', 'A colleague asks you', 'Somebody is waiting']);
});

test('while the line is away the desk does not say that nobody waits, or that all is quiet', () => {
  const mine = row('a', { state: 'claimed', claimed_by: 'me' });
  const said = (waiting, ...rows) => nothingOpen(waiting, inbox(rows, 'me'), true)[0];

  assert.deepEqual([said(0), said(0, mine), said(1, mine, row('w'))], ['The line is away', 'The line is away', 'Somebody is waiting']);
});
