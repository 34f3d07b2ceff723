"""Many changes in one saving come out as one after the other would, and cost little more than one."""

import random
import re
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, reject, settings
from hypothesis import strategies as st

from content.editing import Change, Unplaceable, apply
from tests.content.test_editing import KEYS, VALUES, places, written


@settings(max_examples=200, deadline=None, database=None, suppress_health_check=list(HealthCheck))
@given(
    st.one_of(st.dictionaries(KEYS, VALUES, min_size=1, max_size=4), st.lists(VALUES, min_size=1, max_size=4)),
    st.lists(VALUES, min_size=2, max_size=6),
    st.integers(0, 2**32),
)
def test_many_changes_at_once_are_the_same_bytes_as_one_after_the_other(model: Any, new: list[Any], seed: int):
    """Whatever the manner of the file, and whichever places: a saving that waited for a connection is no other saving."""
    dice = random.Random(seed)
    before = written(dice, model, 0, False).lstrip("\n") + "\n"
    spots = [
        (*at, key)
        for at in places(model)
        for home in [value_at(model, at)]
        for key in (home if isinstance(home, dict) else range(len(home)))
    ]
    changes = [Change(dice.choice(spots), value) for value in new] if spots else []

    after = before
    for change in changes:
        try:
            after = apply(after, [change])
        except Unplaceable:
            # What stood between could not be written: then nobody can compare.
            reject()

    assert apply(before, changes) == after


def value_at(model: Any, at: tuple[Any, ...]) -> Any:
    """What stands at a place."""
    for key in at:
        model = model[key]
    return model


def test_h29_hundreds_of_changes_of_a_large_file_read_it_as_often_as_one(monkeypatch: pytest.MonkeyPatch):
    """The work does not grow with the changes times the file: each text has its place, and all are put in together."""
    text = "texts:\n" + "".join(f"  - {{id: t{n}, of: '00000000', text: Old words {n}.}}\n" for n in range(2_000))
    read: list[int] = []
    real = yaml.compose

    def counted(*given: Any, **more: Any) -> Any:
        read.append(1)
        return real(*given, **more)

    monkeypatch.setattr(yaml, "compose", counted)
    after = apply(text, [Change(("texts", f"t{n}", "text"), f"New words {n}.") for n in range(0, 2_000, 10)])

    assert len(read) == 1
    assert after == re.sub(r"Old (words \d*0\.)", r"New \1", text)
