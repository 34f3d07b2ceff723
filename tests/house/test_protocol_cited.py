"""Every numbered section of docs/PROTOCOL.md is cited where it is obeyed and where it is proven."""

import re
from functools import cache
from pathlib import Path

import pytest

NUMBERED = re.findall(r"^(?:\*\*)?((?:[1-7]|1[12])\.\d)\b", Path("docs/PROTOCOL.md").read_text(), re.M)
CITED = re.compile(r"\bPROTOCOL ((?:(?:[1-9]|1[12])\.\d(?:,? and |,? )?)+)", re.I)
CODE = [
    path
    for room in ("bot", "api")
    for path in Path(room).rglob("*")
    if path.suffix in {".py", ".js"} and not {"vendor", "node_modules"} & set(path.parts)
]
TESTS = [path for path in Path("tests").rglob("*") if path.suffix in {".py", ".js"}]


@cache
def cited(path):
    """The numbers that a file cites; each file is read once."""
    return {number for listed in CITED.findall(path.read_text()) for number in re.findall(r"\d+\.\d", listed)}


def citations(paths):
    """The numbers that these files cite."""
    return set().union(*map(cited, paths))


def test_the_text_has_its_sections():
    """A lost section would be noticed."""

    assert len(NUMBERED) == len(set(NUMBERED)) == 41


@pytest.mark.parametrize("number", NUMBERED)
def test_a_section_is_obeyed_and_proven(number):
    """A rule that no code cites may have been forgotten; one that no test cites may have been broken."""

    assert number in citations(CODE), f"write `# Protocol {number}` where the code obeys it"
    assert number in citations(TESTS), f"write `# Protocol {number}` in the test that proves it"


def test_no_citation_names_a_section_that_is_not_there():
    """A citation of a section that does not exist points nowhere."""

    assert citations([*CODE, *TESTS]) <= set(NUMBERED)
