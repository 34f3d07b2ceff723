"""Every hostile input that docs/THREATS.md numbers has a test named after it."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest

LATER = {
    "H16",
    "H28",
    "H32",
    "H33",
}  # the numbers that the document leaves free, and those of the web chat and the studio
TEXT = Path("docs/THREATS.md").read_text()
PART = TEXT[TEXT.index("## Hostile inputs") : TEXT.index("## Retention")]
NUMBERED = sorted(set(re.findall(r"\bH\d+\b", PART)) - LATER, key=lambda number: int(number[1:]))


@cache
def named() -> set[str]:
    """Collect the numbers that test names carry; a file in which nothing is written like one is not taken apart."""
    found: set[str] = set()
    for text in map(Path.read_text, Path("tests").rglob("test_*.py")):
        for node in ast.walk(ast.parse(text)) if re.search(r"def test_(?:\w*_)?h\d", text) else ():
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name.startswith("test_"):
                found |= {f"H{number}" for number in re.findall(r"(?:^|_)h(\d+)(?=_|$)", node.name)}
    return found


@pytest.mark.parametrize("number", NUMBERED)
def test_a_threat_has_a_test_named_after_it(number: str) -> None:
    """Whoever reads the threat model can find the proof of each line by its number."""
    assert number in named(), f"docs/THREATS.md names {number}, but no test is called test_{number.lower()}_..."


def test_no_test_claims_a_threat_that_is_not_written_down() -> None:
    """A number in a test's name leads back to a line that says what was promised."""
    written = set(re.findall(r"\bH\d+\b", PART))

    assert written >= named()
