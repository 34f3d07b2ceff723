"""What the content tests share: the small folder, the shipped content, and a copy of it to spoil."""

import shutil
from pathlib import Path

import pytest

from content.library import HERE, Edition, Library
from tests.content.small import NOW, write


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """A small, faultless content folder."""
    return write(tmp_path / "content")


@pytest.fixture(scope="session")
def shipped() -> Edition:
    """The shipped content as practice mode serves it."""
    return Library.load(practice=True, now_ms=NOW).current


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    """A copy of the shipped content that a test may edit."""
    wanted = shutil.ignore_patterns("*.py", "__pycache__", "rules")
    return Path(shutil.copytree(HERE, tmp_path / "copied", ignore=wanted))
