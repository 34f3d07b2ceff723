/** Who may sign, and whose signature is the last: in every stand of a review the page says what the relay decides. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { test } from 'node:test';
import { whoSigns } from '../../api/web/studio/review/who_signs.js';

// Every stand that three editors can come to, walked from the first signature on by the relay's own rules.
const STANDS = JSON.parse(execFileSync('python', ['-c', `
import json
from itertools import chain, combinations
from api.studio.rules import Matter
people = [b"a", b"b", b"c"]
some = lambda among: list(chain.from_iterable(combinations(among, n) for n in range(len(among) + 1)))
stands = []
for kind in ("publish", "rollback"):
    for asker in people:
        for authors in some(people):
            seen, now = set(), [frozenset()]
            while now:
                signers = now.pop()
                matter = Matter(kind, asker, frozenset(authors), signers)
                if signers in seen or matter.runs():
                    continue
                seen.add(signers)
                for me in people:
                    may = me not in signers and matter.may_sign(me)
                    runs = Matter(kind, asker, frozenset(authors), signers | {me}).runs()
                    stands.append({"kind": kind, "asker": asker.decode(), "authors": [one.decode() for one in authors], "signed": sorted(one.decode() for one in signers), "me": me.decode(),
                        "may": may, "last": may and runs, "own": matter.own(me)})
                    if may:
                        now.append(signers | {me})
print(json.dumps(stands))
`], { maxBuffer: 1 << 24, env: { ...process.env, PYTHONDONTWRITEBYTECODE: '1' } }).toString());
const PEOPLE = [['a', 'Ann'], ['b', 'Ben'], ['c', 'Cleo'], ['s', 'Sam']].map(([device, label]) => ({ device, label, role: device === 's' ? 'supervisor' : 'editor' }));

/** @param {any} stand @param {string} [me] */
const told = ({ kind, asker, authors, signed, me }, as = me) => whoSigns({ review: { kind, asked_by: asker, approvals: signed.map((/** @type {string} */ by) => ({ by, at: 1 })) }, authors, people: PEOPLE, me: as });

test('in every stand of a review the page offers to sign to whom the relay would let sign', () => {
  assert.ok(STANDS.length > 300 && STANDS.some(({ last }) => last) && STANDS.some(({ may, signed }) => !may && signed.length));
  for (const stand of STANDS) {
    const { may, last, own, mine } = told(stand);
    assert.deepEqual({ may, last: may && last, own, mine }, { may: stand.may, last: stand.last, own: stand.own, mine: stand.signed.includes(stand.me) }, JSON.stringify(stand));
  }
});

test('who does not edit is never offered to sign, and every stand says who is missing', () => {
  for (const stand of STANDS) {
    assert.equal(told(stand, 's').may, false);
    assert.match(told(stand).missing, /Missing|missing|must/);
  }
});
