"""The editors' guide knows every finding that the checker can make."""

import re
from pathlib import Path

from content.library import HERE

GUIDE = "".join(path.read_text("utf-8") for path in sorted(Path("docs/guides").glob("editors*.md")))


def test_the_guide_explains_every_code():
    """A code that an editor meets is in the table of the guide, and no code is there that cannot come."""
    code = re.compile(r'"([A-Z]\d\d)"')
    made = {one for path in HERE.rglob("*.py") for one in code.findall(path.read_text("utf-8"))}
    told = {
        one
        for line in GUIDE.splitlines()
        if re.match(r"\| [A-Z]\d\d", line)
        for one in re.findall(r"[A-Z]\d\d", line.split("|")[1])
    }

    assert made == told


def test_the_guides_commands_are_those_that_exist():
    """Every command of the guide is one of check, compile, try."""
    assert set(re.findall(r"python -m content (\w+)", GUIDE)) == {"try", "check", "compile"}


def test_the_guides_example_is_in_the_content():
    """The message that the guide changes is really there."""
    assert "Small steps count." in (HERE / "flows" / "made.yaml").read_text("utf-8")
