"""Files in memory are checked and served as those of a folder are: the studio and the terminal say the same."""

from pathlib import Path

import pytest

from content.check import check, findings_of
from content.folder import NAMING, files_of
from content.library import ContentError, Library, edition_of
from tests.content.small import NOW, change


def test_the_studio_finds_what_the_terminal_finds(small: Path):
    """Word for word, with file and line, whether the files lie in a folder or come from the record."""
    change(small, "flows/main.yaml", "go: places}", "go: palaces}")
    change(small, "flows/main.yaml", "say: No one is here.", "say: Call 1-800-668-6868.")
    (small / "release.json").write_text('{"steps": ["attic"]}')
    (small / "notes.txt").write_text("no content")
    files = files_of(small, [])

    assert "notes.txt" not in files
    assert "S02" in {one.code for one in findings_of(files, NOW)}
    assert findings_of(files, NOW) == check(small, NOW).findings


def test_an_edition_is_made_of_files_in_memory(small: Path):
    """The same edition as from the folder; what cannot be served is refused with file and line."""
    files = dict(files_of(small, []))
    made, alarm = edition_of(files, NOW, practice=True)

    assert alarm is None
    assert made == Library.load(practice=True, now_ms=NOW, folder=small).current
    files["flows/main.yaml"] = files["flows/main.yaml"].replace("go: places}", "go: palaces}")
    with pytest.raises(ContentError, match=r"flows/main\.yaml:18: S02"):
        edition_of(files, NOW, practice=True)


@pytest.mark.parametrize(
    "name",
    ["flows/New-flow.yaml", "flows/more.yml", "Project.yaml", "words.yaml", "extra/words.yaml", "i18n/fr/deep/a.yaml"],
)
def test_a_file_that_may_not_be_called_so_is_named_and_not_read(small: Path, name: str):
    """What somebody meant as content is not passed over: the same sentence with which an import leaves it out."""
    before = files_of(small, [])
    (small / name).parent.mkdir(parents=True, exist_ok=True)
    (small / name).write_text("format: 1\nflow: more\nsteps: {more: {say: Hi., go: menu}}\n")
    (small / ".github").mkdir()
    (small / ".github" / "ours.yaml").write_text("a: b\n")
    report = check(small, NOW)

    assert [(one.code, one.level, one.file, one.line) for one in report.findings] == [("S01", "E", name, 1)]
    assert report.findings[0].fix == NAMING
    assert report.blocked
    assert files_of(small, []) == before


def test_what_is_no_text_is_said_once(small: Path):
    """A file that is not UTF-8, one that is missing, one that is far too large: one finding each."""
    (small / "flows/main.yaml").write_bytes(b"format: 1\nflow: \xff\n")
    (small / "phrases/en.yaml").write_text("x" * 300_000)
    said = [(one.file, one.line, one.says) for one in check(small, NOW).findings]

    assert ("flows/main.yaml", 2, "This is not UTF-8 text.") in said
    assert ("phrases/en.yaml", 1, "The file is too large.") in said
    assert [one.says for one in findings_of({}, NOW)] == ["The file is missing."]
