"""What an editor types, and what the terminal answers."""

import builtins
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from content import cli
from content.cli import main
from content.library import Edition
from content.walking import WIDE, Phone
from tests.content.faults import FAULTS, KINDS, Fault, named, spoil
from tests.content.small import NOW, change


def test_check_says_that_all_is_well_and_ends_with_zero(capsys: pytest.CaptureFixture[str]):
    """The shipped content passes, and the services that are left out are named."""
    assert main(["check"]) == 0
    told = capsys.readouterr().out

    assert "0 to fix first (E), 0 to fix or explain (W)" in told
    assert "hfw" in told


def test_check_names_file_line_and_fix_and_ends_with_one(small: Path, capsys: pytest.CaptureFixture[str]):
    """An editor, and the gate, can act on it."""
    change(small, "flows/main.yaml", "go: places}", "go: palaces}")

    assert main(["check", "--folder", str(small)]) == 1
    assert (
        'flows/main.yaml:18: S02 E: "menu" leads to "palaces", which does not exist. Fix: Lead it to a step'
        in capsys.readouterr().out
    )


@pytest.mark.parametrize("fault", KINDS, ids=named)
def test_what_blocks_ends_with_one_and_what_warns_with_zero(
    small: Path, fault: Fault, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    """The gate stops for every code of level E, and for no other; whichever it is, the terminal names it."""
    monkeypatch.setattr(cli.time, "time", lambda: NOW / 1000)
    spoil(small, fault)

    assert main(["check", "--folder", str(small), "--all"]) == (1 if fault.level == "E" else 0)
    assert f": {fault.code} {fault.level}: " in capsys.readouterr().out


def test_every_code_that_blocks_is_shown_to_block():
    """All but those that only warn or leave a service out (content.md 4) stand above with level E."""
    mild = {"C07", "C08", "C10", "L02", "T01", "T02", "T04", "T06", "T10", "W01"}

    assert {one.code for one in KINDS if one.level == "E"} == {one.code for one in FAULTS} - mild


def test_compile_writes_the_bundle_and_the_services(small: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    """Two files of canonical JSON, and the hash on the screen."""
    assert main(["compile", "--folder", str(small), "--out", str(tmp_path / "out")]) == 0
    bundle = json.loads((tmp_path / "out" / "bundle.json").read_text())

    assert bundle["id"] in capsys.readouterr().out
    assert bundle["langs"] == ["en"]
    assert set(json.loads((tmp_path / "out" / "services.json").read_text())) == {"911", "opp", "den", "lodge"}


def test_compile_writes_nothing_of_a_broken_folder(small: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    """Nothing half done is left behind."""
    change(small, "flows/main.yaml", "go: places}", "go: palaces}")

    assert main(["compile", "--folder", str(small), "--out", str(tmp_path / "out")]) == 1
    assert not (tmp_path / "out").exists()
    assert "Nothing was written." in capsys.readouterr().err


@pytest.mark.parametrize("name", ["nowhere", "n" * 300])
def test_a_wrong_folder_gets_one_sentence(tmp_path: Path, name: str, capsys: pytest.CaptureFixture[str]):
    """No stack trace for a typing error, nor for a name that no disk takes."""
    assert main(["check", "--folder", str(tmp_path / name)]) == 2
    assert capsys.readouterr().err.startswith("There is no folder")


@pytest.mark.parametrize("place", ["/proc/nowhere", "a-file", "n" * 300])
def test_a_place_that_takes_nothing_gets_one_sentence(
    small: Path, tmp_path: Path, place: str, capsys: pytest.CaptureFixture[str]
):
    """Who names it wrong reads which file could not be written, and what to do; no hash is shown as if all were well."""
    (tmp_path / "a-file").write_text("mine")

    assert main(["compile", "--folder", str(small), "--out", str(tmp_path / place)]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.endswith("cannot be written. Name a folder that you may write to, with room in it.\n")
    assert err.count("\n") == 1
    assert (tmp_path / "a-file").read_text() == "mine"


def test_a_release_that_cannot_be_named_gets_one_sentence(small: Path, capsys: pytest.CaptureFixture[str]):
    """Something else lies where the release is named."""
    (small / "release.json").unlink(missing_ok=True)
    (small / "release.json").mkdir()

    assert main(["compile", "--folder", str(small), "--release"]) == 2
    assert "release.json cannot be written." in capsys.readouterr().err


@pytest.mark.parametrize("command", [[], ["check"], ["compile"], ["try"]])
def test_every_command_explains_itself(command: list[str], capsys: pytest.CaptureFixture[str]):
    """--help answers, and ends with zero."""
    with pytest.raises(SystemExit) as end:
        main([*command, "--help"])

    assert end.value.code == 0
    assert "usage: python -m content" in capsys.readouterr().out


def test_try_is_a_phone_in_the_terminal(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):
    """Buttons by number, words as typed, no line wider than the phone; the end of input puts it away."""
    lines: Iterator[str] = iter(
        ["1", "i want to die", "1", "?", "??", ":closed", "person", ":lang fr", ":door over", "stop", "hello"]
    )

    def typed(_: str) -> str:
        try:
            return next(lines)
        except StopIteration:
            raise EOFError from None

    monkeypatch.setattr(builtins, "input", typed)
    assert main(["try"]) == 0
    told = capsys.readouterr().out

    assert "Is it okay to read this right now?" in told
    assert "1-888-310-1122" in told
    assert "No one is here to chat right now." in told
    assert all(len(line) <= WIDE + 2 for line in told.splitlines() if line.startswith(("  │", "  ╭", "  ╰")))


def test_a_walk_to_a_worker_can_be_tried(shipped: Edition):
    """The whole way, with the safe word, shows what would be locked and sent."""
    phone = Phone(shipped, "en", oncall=True, now_ms=NOW)
    phone.begin()
    shown = [
        phone.type(line)
        for line in (
            "talk",
            "person",
            "a community worker",
            "yes",
            "no",
            "safe word",
            "maple",
            "hi there",
            "Maple",
            "hello?",
            ":start",
        )
    ]

    assert "what is typed is locked" in shown[4]
    assert shown[7] == "  (Locked and sent.)"
    assert "Safe word" in shown[8]
    assert "Sorry, wrong number." in shown[9]
    assert phone.type(":quit") == ""
    assert phone.put_away


def test_the_release_command_refuses_practice_content(small: Path, capsys: pytest.CaptureFixture[str]):
    """Unchecked numbers and unread translations never become a release."""
    assert main(["compile", "--folder", str(small), "--release", "--practice"]) == 2
    assert not (small / "release.json").exists()
    assert "A release never holds practice content." in capsys.readouterr().err


def test_try_with_a_language_that_is_not_offered(capsys: pytest.CaptureFixture[str]):
    """One sentence that names those there are."""
    assert main(["try", "--lang", "ojs"]) == 2
    assert capsys.readouterr().err == '"ojs" is not offered here. Use one of: en, fr.\n'
