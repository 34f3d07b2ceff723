"""What a desk makes of an edition is what the bot's own program makes of it; and the file is what its maker makes."""

from __future__ import annotations

import json
from typing import Any

import pytest

from content.edition import floor_only, name_of, without

from .desk import DAYS, FILE, desk, made, written

VECTORS: dict[str, Any] = json.loads(FILE.read_text())
EDITION = VECTORS["edition"]


def test_the_file_is_what_its_maker_makes() -> None:
    """`python -m tests.vectors.desk` changes nothing: whoever changes content or a desk sees in the file what it means."""
    assert FILE.read_text() == written(made())


def test_an_edition_has_the_name_that_the_file_says() -> None:
    """The name is the SHA-256 of one form, whatever letters stand in it."""
    alone = VECTORS["alone"]
    hidden = without(EDITION, alone["hide"]["service"])

    assert VECTORS["name"] == name_of(EDITION)
    assert [alone["hide"]["name"], alone["floor"]["name"]] == [name_of(hidden), name_of(floor_only(EDITION))]


@pytest.mark.parametrize("told", VECTORS["desks"], ids=[f"after {day} days" for day in DAYS])
def test_a_desk_shows_what_the_program_shows(told: dict[str, Any]) -> None:
    """Services, hours in words, societies, replies and names; and who dropped out since the calls."""
    assert told == desk(EDITION, told["now"])


def test_a_crisis_line_drops_out_before_others_do() -> None:
    """C12: two calls stand for 90 days where a life may hang on the number, and for 180 days elsewhere."""
    assert [len(told["late"]) for told in VECTORS["desks"]] == [0, 0, 0, 1, 2]
