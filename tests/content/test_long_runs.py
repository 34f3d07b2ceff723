"""No rule takes more than twice as long for twice as much: one saving must never keep a whole line waiting.

Measured in processor time against the same run at half its length, so that a busy machine changes nothing. H29.
"""

import re
import sys
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest

import content.cli  # noqa: F401 - with it, every module that looks for something in a text
from content.check import findings_of
from content.ear import words
from content.lexicon import fold_table
from content.reading import Finding
from content.rules import digits, links, reading_level
from content.rules.places import MOST_UNITS, every
from content.whole import read_whole
from tests.content.small import FILES, NOW

FLOW, SAYS = "flows/main.yaml", "say: What would help right now?"
SMALL = {name: text.lstrip("\n") for name, text in FILES.items()}
FEW = 6_000
# Below this a measure says nothing.
GRAIN_S = 0.02
SIGNS = (
    *("1", "1 ", "1-", "1--", "1....", "1,", "1_", "1\u200b", "1:", "12:30 ", "x-", "x- ", "-", ".", "a.", ". ", ", ", "?!"),
    *("{", "}", "{org} ", "{service:opp}", "call ", "call a ", "call - ", "call 1x", "fais ", "one ", "one-", "1x", "1 and ", "12 a ", "nine hundred ", "quatrevingt", "oneone", "#1", "a:", "1.", "a b ", "@", "a@"),
    *("http://", "\n", "\n ", "x\t", "\u200b", "(", "“", "é", "aeiou", "x"),
)  # fmt: skip


def searching() -> Iterator[tuple[str, Callable[[str], Any]]]:
    """Everything in the content's own modules that looks through a whole text, by its name."""
    for name, module in sorted(sys.modules.items()):
        if name.startswith("content."):
            for held, pattern in vars(module).items():
                if isinstance(pattern, re.Pattern):
                    yield f"{name}.{held}", lambda text, one=pattern: (list(one.finditer(text)), one.fullmatch(text))
    yield "a number", lambda text: digits.has_another_number(text, {"911"}, {"911", "686868"})
    yield "a number in words", digits.is_spelled
    yield "nothing but a number", digits.is_number
    yield "all numbers", digits.numbers_in
    yield "a word of two alphabets", digits.is_mixed
    yield "what leads out", links.leads_out
    yield "all addresses", links.sites_in
    yield "the reading grade", reading_level.grade
    fold = fold_table()
    yield "the folded words", lambda text: words(fold, text)


def remembering() -> list[Any]:
    """Everything in the content's own modules that remembers what it was asked: a measure of that is none."""
    held = [one for name, module in sys.modules.items() if name.startswith("content.") for one in vars(module).values()]
    return [one for one in held if hasattr(one, "cache_clear")]


def spent(look: Callable[[str], Any], text: str) -> float:
    """Seconds of processor time, the least of three."""
    rounds = []
    for _ in range(3):
        for one in remembering():
            one.cache_clear()
        began = time.process_time()
        look(text)
        rounds.append(time.process_time() - began)
        if rounds[0] < GRAIN_S:
            break
    return min(rounds)


@pytest.mark.parametrize("sign", SIGNS, ids=repr)
def test_twice_as_much_of_a_sign_takes_no_more_than_twice_as_long(sign: str):
    """Whatever is pasted: a search that begins anew at each sign would hold the whole relay for minutes."""
    few, many = ((sign * length)[:length] for length in (FEW, 2 * FEW))
    looked = list(searching())
    slow = {name: took for name, look in looked if (took := spent(look, many)) > GRAIN_S}
    grown = {name: round(took / spent(look, few), 1) for name, look in looked if (took := slow.get(name))}

    assert len(looked) > 20
    assert {name: times for name, times in grown.items() if times > 3} == {}


@pytest.mark.parametrize("sign", ["1--", "{", "call ", ". "])
def test_what_nobody_would_be_sent_is_read_no_further(sign: str):
    """A text that is too long for Telegram is told of as that; no rule looks at what stands behind it."""
    text = (sign * 80_000)[:80_000].strip()
    files = {**SMALL, FLOW: SMALL[FLOW].replace(SAYS, f'say: "{text}"')}
    found: list[Finding] = []
    whole = read_whole(files, NOW, True, found)
    assert whole is not None

    assert max(len(place.text) for place in every(whole)) == MOST_UNITS + 1
    assert [one.at for one in findings_of(files, NOW) if one.code == "T03"] == ["menu"]
