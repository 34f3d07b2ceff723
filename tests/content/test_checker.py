"""Every rule of the checker catches its fault, with file and line and a fix, and leaves the clean neighbour alone."""

import json
import re
from pathlib import Path

import pytest

from content.check import check
from content.library import HERE
from content.reading import Finding
from tests.content.faults import FAULTS, FLOW, PROJECT, SERVICES
from tests.content.small import NOW, change

# The table of the specification, and what the checker has beyond it (decision 0022 and 0072).
RULES = re.findall(
    r"\w+",
    """S01 S02 S04 S05 S06 R01 R02 R03 R04 R05 R06 C01 C02 C03 C04 C05 C06 C07 C08 C09 C10 C11 C12 C13 L01 L02 L05
    T01 T02 T03 T04 T06 T07 T08 T09 T10 N01 N02 K01 K02 K03 V01 V02""",
)
BEYOND = ["L04", "P01", "W01"]
BELOW = ["R06"]  # a fault of several edits: see its own test


def test_every_rule_has_a_fault_that_it_catches():
    """No rule without a seeded fault, no code in the program that is not in the tables."""
    sources = [path.read_text("utf-8") for path in HERE.rglob("*.py")]
    used = {code for text in sources for code in re.findall(r'"([A-Z]\d\d)"', text)}

    assert used == {*RULES, *BEYOND}
    assert used == {row[0] for row in FAULTS} | set(BELOW)


def found(folder: Path) -> list[Finding]:
    return check(folder, NOW).findings


def test_the_small_folder_is_faultless(small: Path):
    """A clean content gets no finding at all: a rule that always speaks is soon ignored."""
    assert found(small) == []


@pytest.mark.parametrize(
    ("code", "level", "file", "old", "faulty", "clean"),
    FAULTS,
    ids=[f"{row[0]}-{number}" for number, row in enumerate(FAULTS)],
)
def test_an_editor_is_told_what_is_wrong_where_and_what_to_do(
    small: Path, code: str, level: str, file: str, old: str, faulty: str, clean: str
):
    """The rule finds its fault once it is there, with a file that exists, a line and a fix; the clean neighbour is left alone."""
    change(small, file, old, clean)
    assert [one for one in found(small) if (one.code, one.level) == (code, level)] == []
    if clean:
        change(small, file, clean, faulty)
    else:
        change(small, file, "", faulty)
    mine = [one for one in found(small) if (one.code, one.level) == (code, level)]

    assert mine
    for one in mine:
        assert (small / one.file).exists()
        assert 1 <= one.line <= len((small / one.file).read_text().splitlines())
        assert one.says.endswith((".", '"')) or one.says
        assert one.fix.endswith(".")


def test_the_line_is_the_line(small: Path):
    """The finding names the very line that was edited."""
    change(small, FLOW, "go: places}", "go: palaces}")
    line = (small / FLOW).read_text().splitlines().index("  menu:") + 1

    assert [(FLOW, line, "S02")] == [(one.file, one.line, one.code) for one in found(small)]


def test_a_crisis_number_far_away_is_found(small: Path):
    """R06: more than two taps to a number blocks, from the one step where it is so."""
    deep = "".join(
        f"  deep{n}:\n    say: Hi.\n    choices:\n      - {{id: g, label: Go, go: deep{n + 1}}}\n" for n in range(1, 4)
    )
    deep += "  deep4:\n    say: Hi.\n    choices:\n      - {id: m, label: Menu, go: numbers}\n"
    change(small, FLOW, "  leave:\n", deep + "  leave:\n")
    change(small, FLOW, "always: [talk, numbers, leave]", "always: [leave]")
    change(small, PROJECT, "help: numbers", "help: deep1")
    codes = {(one.code, one.at) for one in found(small)}

    assert ("R06", "deep1") in codes
    assert ("R06", "deep2") in codes
    assert ("R06", "deep4") not in codes


def test_a_removed_step_needs_a_redirect(small: Path):
    """V01: somebody may stand on a step of the last release; it may only go with a redirect."""
    (small / "release.json").write_text(json.dumps({"bundle": "x", "steps": ["menu", "attic"], "services": []}))
    assert [one.code for one in found(small)] == ["V01"]
    change(small, FLOW, "{old_rights: menu}", "{old_rights: menu, attic: rest}")

    assert found(small) == []


def test_an_expired_service_of_the_release_is_an_alarm(small: Path):
    """C12: what youth are shown today was trusted at the release and is not any more."""
    (small / "release.json").write_text(json.dumps({"bundle": "x", "steps": [], "services": ["911", "opp", "den"]}))
    assert found(small) == []
    change(small, SERVICES, 'on: "2026-11-20"', 'on: "2026-01-20"')
    strict = check(small, NOW, practice=False).findings

    assert [(one.code, one.at) for one in strict if one.level == "E"] == [("C12", "den")]


def test_a_place_that_nobody_called_is_a_warning_with_a_reason(small: Path):
    """C11: a screen that falls back to the main lines is a warning, and a written reason sets it apart; an E has no excuse."""
    change(small, SERVICES, "by: [Ada, Joe]", "by: []")
    change(small, SERVICES, "by: [Ada, Joe]", "by: []")
    warned = [one for one in found(small) if one.level == "W"]
    assert [(one.code, one.at) for one in warned] == [("C11", "places")]
    change(small, PROJECT, "waivers: []", "waivers:\n  - {code: C11, at: places, why: We call them on Monday.}")
    report = check(small, NOW)

    assert [one for one in report.findings if one.level in "EW"] == []
    assert [why for _, why in report.explained] == ["We call them on Monday."]
