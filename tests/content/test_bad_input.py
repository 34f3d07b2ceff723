"""What is pasted by mistake, or sent to hurt, ends in a finding with file, line and fix; the work grows with the flows, no faster."""

import sys
from collections.abc import Mapping

import pytest

from content.check import findings_of
from content.gather import MOST_FILES
from tests.content.grown import grown, ways_that_meet
from tests.content.small import FILES, NOW

FLOW = "flows/main.yaml"
SMALL = {name: text.lstrip("\n") for name, text in FILES.items()}
MANY = "".join(f"  s{n}:\n    say: Hi.\n    go: menu\n" for n in range(5_000))
ROUND = "".join(f"  s{n}:\n    say: Hi.\n    go: s{(n + 1) % 2_000}\n" for n in range(2_000))
BOMB = 'a: &a ["x","x"]\n' + "".join(f"{b}: [{', '.join(['*' + a] * 9)}]\n" for a, b in ("ab", "bc", "cd"))

LONG = "1--" * 27_000

# What, the new text of the flow, code, line, a word of the fix.
BAD = {
    "a bomb of aliases": (BOMB, "S01", 1, "Delete the &"),
    "a tag": (SMALL[FLOW].replace("say: All clear.", "say: !!python/name:os.system x"), "S01", 57, "Delete the !"),
    "an anchor": (SMALL[FLOW].replace("vars:\n", "vars: &v\n"), "S01", 6, "Delete the &"),
    "a key twice": (SMALL[FLOW].replace("hub: menu\n", "hub: menu\nhub: rest\n"), "S01", 5, "Keep one"),
    "a missing step": (SMALL[FLOW].replace("go: places}", "go: palaces}"), "S02", 18, "a step that is there"),
    "a round without a choice": (SMALL[FLOW].replace("    go: menu\n", "    go: hello\n"), "R03", 12, "ask something"),
    "a round of two thousand": (SMALL[FLOW] + ROUND, "R03", 6061, "ask something"),
    "five thousand steps": (SMALL[FLOW] + MANY, "S01", 10, "under 5,000 steps"),
    "a paste of a megabyte": ("say: " + "x" * 1_000_000, "S01", 1, "under 256 kB"),
    "a paste of a megabyte of letters of four bytes": ("💧" * 100_000, "S01", 1, "under 256 kB"),
    "one long word": (SMALL[FLOW].replace("say: All clear.", f"say: {LONG}"), "T03", 57, "Cut it to 4096"),
    "half of a letter": (SMALL[FLOW] + "# \ud800\n", "S01", 62, "Delete the broken sign"),
}


@pytest.mark.parametrize(("text", "code", "line", "fix"), BAD.values(), ids=BAD)
def test_h29_bad_input_names_file_line_and_fix(text: str, code: str, line: int, fix: str):
    """The same words in the terminal and in the studio; nothing hangs, nothing is half read."""
    told = [one for one in findings_of({**SMALL, FLOW: text}, NOW) if one.code == code]

    assert [(one.level, one.file, one.line) for one in told[:1]] == [("E", FLOW, line)]
    assert fix in told[0].fix


def test_h29_too_much_in_all_is_refused_before_it_is_read():
    """Many files, each small enough, are still too much."""
    files = {**SMALL, **{f"flows/f{n}.yaml": "# " + "x" * 250_000 for n in range(9)}}

    assert [(one.code, one.file, one.fix) for one in findings_of(files, NOW)] == [
        ("S01", "flows/f0.yaml", "Keep all files together under 2 MB.")
    ]


def test_h29_too_many_files_are_refused_before_they_are_read():
    """Files without end are no content, however small each is."""
    files = {**SMALL, **{f"flows/x{n}.yaml": "[" for n in range(MOST_FILES)}}

    assert [(one.code, one.file, one.says) for one in findings_of(files, NOW)] == [
        ("S01", max(files), "There are too many files.")
    ]


def work(files: Mapping[str, str]) -> int:
    """How many calls a check makes: a measure of work that no busy machine can bend."""
    calls = 0

    def count(_frame: object, event: str, _arg: object) -> None:
        nonlocal calls
        calls += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        found = findings_of(files, NOW)
    finally:
        sys.setprofile(before)
    assert [str(one) for one in found if one.level == "E"] == []
    return calls


@pytest.mark.parametrize("made", [grown, ways_that_meet])
def test_four_times_the_steps_are_four_times_the_work(made: object):
    """Neither the rules nor the compiler look at every step for every step, also where ways part and meet again."""
    base, few, many = (work(made(steps)) for steps in (5, 150, 600))  # type: ignore[operator]

    assert many - base < 4.4 * (few - base)


def test_what_has_grown_has_no_finding():
    """The measure is taken of content as it should be."""
    assert findings_of(grown(100), NOW) == []
