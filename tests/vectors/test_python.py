"""Every case of ql1.json against the Python end: what opens, and every refusal in its order."""

import pytest

from bot.sealing.keys import REASONS

from .ql1 import CASES, VECTORS
from .ql1 import run as must_hold


@pytest.mark.parametrize(("kind", "case"), CASES, ids=[f"{kind}: {case['name']}" for kind, case in CASES])
def test_both_ends_speak_the_same_protocol(kind, case):
    """What one end seals the other opens, and what one refuses the other refuses for the same reason."""
    # Protocol 1.1 1.2 1.3 2.1 2.2 2.3 2.4 2.5 2.6 3.1 3.2 3.3 3.4 4.1 4.2 4.3 5.1 5.2 5.3 5.4 5.5 5.6 7.2 7.3 7.4
    must_hold(kind, case)


def test_no_case_is_left_out():
    """The vectors count themselves; a lost case would be noticed."""

    assert len(CASES) == 801
    assert {kind: len(VECTORS[kind]) for kind in VECTORS["meta"]["counts"]} == VECTORS["meta"]["counts"]


def test_the_list_of_refusals_is_closed():
    """The code knows exactly the reasons that the vectors name."""

    assert set(VECTORS["meta"]["reasons"]) == REASONS
