"""No rule reads a text again from each of its signs: one saving must never keep a whole line waiting. H29.

Nothing here is measured. What reads on is at the end of a text of any length soon; what begins anew at each sign is, of one
that is thirty times as long, not for minutes, and is cut off. How busy the machine is makes no difference between the two.
"""

import re
import signal
import sys
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
FEW, MANY = 12_000, 400_000
# Seconds of this process's own work: most are through a few in less, and are not asked again; all are through many in much less.
SOON, NEVER = 0.02, 15
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


class CutOff(Exception):
    """It was not through."""


def ends(look: Callable[[str], Any], text: str, within: float) -> bool:
    """Whether it comes to the end of a text before it is cut off."""

    def cut(*_: object) -> None:
        raise CutOff

    for one in remembering():
        one.cache_clear()
    before = signal.signal(signal.SIGPROF, cut)
    try:
        signal.setitimer(signal.ITIMER_PROF, within)
        look(text)
        signal.setitimer(signal.ITIMER_PROF, 0)
    except CutOff:
        return False
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)
    return True


@pytest.mark.parametrize("sign", SIGNS, ids=repr)
def test_however_much_is_pasted_of_a_sign_every_search_comes_to_its_end(sign: str):
    """A search that begins anew at each sign would hold the whole relay for minutes."""
    few, many = ((sign * length)[:length] for length in (FEW, MANY))
    looked = list(searching())
    endless = [name for name, look in looked if not ends(look, few, SOON) and not ends(look, many, NEVER)]

    assert len(looked) > 20
    assert endless == []


def test_a_search_that_begins_anew_at_each_sign_is_seen():
    """The rule knows what it looks for: this one looks from each 1 for the x that is not there."""
    anew, on = re.compile("1+x"), re.compile("1+")

    assert not ends(lambda text: list(anew.finditer(text)), "1" * MANY, SOON)
    assert ends(lambda text: list(on.finditer(text)), "1" * MANY, NEVER)


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
