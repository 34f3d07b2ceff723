"""The two engines take 20,000 walks side by side and never part, whatever a youth types and editors publish."""

import copy
import re
from collections.abc import Callable, Iterator
from itertools import islice
from typing import Any

import pytest

from content.library import Library
from tests.content.small import NOW

from .twin import Twin, first_difference, mark, readings, twin, walks, world_of

Json = dict[str, Any]
SEEDS = 4
EACH = 5_000
AT_ONCE = 50


@pytest.fixture(scope="module")
def world() -> Json:
    """The shipped bundle in four versions, and what hosts say of themselves."""
    return world_of(Library.load(practice=True, now_ms=NOW).current)


@pytest.fixture(scope="module")
def browser(world: Json) -> Iterator[Twin]:
    """The browser's engine with all of that at hand."""
    with twin(world) as one:
        yield one


def parting(browser: Twin, world: Json, seed: int, count: int) -> tuple[int, str]:
    """How many steps both took, and where they first parted."""
    steps, taken = 0, walks(world, seed)
    for number in range(0, count, AT_ONCE):
        some = list(islice(taken, AT_ONCE))
        steps += sum(len(ours) for _, ours in some)
        if mark([ours for _, ours in some]) != browser.ask("mark", [walk for walk, _ in some]):
            parted = (
                f"walk {number + more}, {difference}"
                for more, (walk, ours) in enumerate(some)
                if (difference := first_difference(walk, ours, browser.ask("follow", walk)))
            )
            return steps, f"seed {seed}, {next(parted, f'walks from {number} on, in the form alone')}"
    return steps, ""


@pytest.mark.parametrize("seed", range(SEEDS))
def test_a_youth_meets_the_same_line_on_the_page_as_in_the_bot(browser: Twin, world: Json, seed: int) -> None:
    """5,000 walks of each seed: bundles swapped on the way, hostile letters, old buttons, hosts that tell nonsense."""
    steps, difference = parting(browser, world, seed, EACH)

    assert difference == ""
    assert steps > 6 * EACH


SPOILS: dict[str, Callable[[Json], Any]] = {
    "a label": lambda bundle: bundle["text"]["fr"].update({"@leave": "Sortir"}),
    "a word": lambda bundle: bundle["lexicon"][0]["any"].insert(0, ["want"]),
    "capitals": lambda bundle: bundle["fold"]["to"].pop(0),
    "a target": lambda bundle: bundle["steps"]["numbers"]["choices"][0].update({"go": "who_6"}),
}


@pytest.mark.parametrize("spoil", SPOILS.values(), ids=SPOILS)
def test_a_difference_between_the_two_would_be_found(browser: Twin, world: Json, spoil: Callable[[Json], Any]) -> None:
    """One thing in one bundle of four is enough, and the walk that found it is named."""
    spoilt = copy.deepcopy(world)
    spoil(spoilt["bundles"][0])

    assert re.match(r"seed 1, walk \d+, step \d+, after\n", parting(browser, spoilt, 1, EACH)[1])


def test_every_letter_of_unicode_is_read_alike(browser: Twin, world: Json) -> None:
    """All 1,114,112 code points: capitals, accents, halves of letters, and those that one runtime knows and another does not."""
    ours = readings(world["bundles"][0]["fold"])

    assert len(ours) == 136
    assert browser.ask("readings", 0) == ours
