"""What an operator may rely on who keeps the content in git: the same bytes out and in, and never past the editors."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from api.studio import porting
from content.library import HERE
from tests.api.founder import b64u
from tests.api.studio.conftest import Room

MAIN = "flows/main.yaml"


def texts(folder: Path) -> dict[str, bytes]:
    """Every YAML file of a folder."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*.yaml")}


async def test_what_is_exported_is_byte_for_byte_what_git_has(room: Room, tmp_path: Path) -> None:
    """Nothing is written anew: quotes, remarks and line ends are those of whoever wrote them."""
    (tmp_path / "flows").mkdir()
    (tmp_path / "flows" / "stale.yaml").write_text("old: file\n")
    (tmp_path / "README.md").write_text("mine\n")
    await porting.export(room.relay.app.state.database, tmp_path, None)

    assert texts(tmp_path) == texts(HERE)
    assert (tmp_path / "README.md").read_text() == "mine\n"


async def test_a_folder_goes_in_and_comes_out_the_same(room: Room, tmp_path: Path) -> None:
    """Out, changed by hand with carriage returns and a syllable or two, in, and out again: the same bytes."""
    database = room.relay.app.state.database
    await porting.export(database, tmp_path / "one", None)
    main = tmp_path / "one" / MAIN
    main.write_bytes(main.read_bytes().replace(b"\n", b"\r\n") + "# ᐊᓂᔑᓈᐯ\r\n".encode())
    (tmp_path / "one" / "i18n" / "fr" / "made.yaml").unlink()
    said = await porting.take_in(database, tmp_path / "one")
    again = await porting.take_in(database, tmp_path / "one")
    await porting.export(database, tmp_path / "two", None)

    assert texts(tmp_path / "two") == texts(tmp_path / "one")
    assert (said[:7], again[:7]) == ("2 files", "0 files")


async def test_an_import_names_what_it_did_not_take(room: Room, tmp_path: Path) -> None:
    """A flow with a capital letter, one in another folder, one that ends otherwise: named, so that nobody misses them later."""
    database = room.relay.app.state.database
    await porting.export(database, tmp_path, None)
    (tmp_path / "flows" / "pics.yaml").rename(tmp_path / "flows" / "New-flow.yaml")
    (tmp_path / "flows" / "more.yml").write_text("steps: {}\n")
    (tmp_path / "extra").mkdir()
    (tmp_path / "extra" / "words.yaml").write_text("a: b\n")
    (tmp_path / ".hidden").mkdir()
    (tmp_path / ".hidden" / "ours.yaml").write_text("a: b\n")
    said = await porting.take_in(database, tmp_path)

    assert said.startswith("1 files of the draft were changed.")
    assert ": extra/words.yaml, flows/New-flow.yaml, flows/more.yml. Small letters" in said


async def test_a_version_can_be_exported(room: Room, tmp_path: Path) -> None:
    """What youth read in spring is there in autumn."""
    await room.change("Ann", MAIN, "What would help right now?", "What would help?")
    await room.publish("Ann", "Ben")
    await room.change("Ann", MAIN, "What would help?", "What now?")
    await porting.export(room.relay.app.state.database, tmp_path, 1)

    assert b"What would help?" in (tmp_path / MAIN).read_bytes()
    with pytest.raises(porting.NotPorted, match="no version 9"):
        await porting.export(room.relay.app.state.database, tmp_path, 9)


async def test_h29_an_import_is_read_as_strictly_as_a_form_and_changes_all_or_nothing(
    room: Room, tmp_path: Path
) -> None:
    """A bomb among good files: named with its line, and the draft is what it was."""
    database = room.relay.app.state.database
    await porting.export(database, tmp_path, None)
    (tmp_path / "flows" / "bomb.yaml").write_text("a: &a [x]\nb: *a\n")
    (tmp_path / MAIN).write_text("hub: elsewhere\n")
    with pytest.raises(porting.NotPorted, match=r"flows/bomb.yaml, line 1"):
        await porting.take_in(database, tmp_path)
    with pytest.raises(porting.NotPorted, match=r"no project.yaml"):
        await porting.take_in(database, tmp_path / "flows")

    assert (await room.get("Ann", "")).json()["draft"]["changed"] == []


async def test_h29_an_imported_number_reaches_no_youth_without_two_calls(room: Room, tmp_path: Path) -> None:
    """Whoever has the server's shell still needs two editors, and they need two calls."""
    database = room.relay.app.state.database
    await porting.export(database, tmp_path, None)
    services = tmp_path / "services" / "national.yaml"
    services.write_text(services.read_text().replace("+18006686868", "+18007770000"))
    await porting.take_in(database, tmp_path)
    stand = (await room.get("Ann", "")).json()
    answer = await room.post("Ann", "/publish", waivers=await room.reasons("Ann"))

    assert (stand["draft"]["authors"], [one["by"] for one in stand["draft"]["changed"]]) == ([], [None])
    assert (answer.json()["code"], [one["code"] for one in answer.json()["findings"]]) == ("blocked", ["C08"])
    assert b64u(room.phones["Ann"].id) not in stand["draft"]["authors"]


@pytest.mark.parametrize("place", ["/proc/nowhere", "a-file", "n" * 300])
async def test_a_place_that_takes_nothing_is_told_in_one_sentence(room: Room, tmp_path: Path, place: str) -> None:
    """Out or in: whoever names it wrong reads what to do, and nothing of theirs is changed."""
    (tmp_path / "a-file").write_text("mine")
    with pytest.raises(porting.NotPorted, match=r"Not all could be written to .* Name a folder that you may write to"):
        await porting.export(room.relay.app.state.database, tmp_path / place, None)
    with pytest.raises(porting.NotPorted, match=r"Nothing was changed\."):
        await porting.take_in(room.relay.app.state.database, tmp_path / place)

    assert (tmp_path / "a-file").read_text() == "mine"


def test_the_command_says_what_it_did(tmp_path: Path) -> None:
    """One sentence and 0, or one sentence and 1."""
    environment = {**os.environ, "API_DATA_DIR": str(tmp_path / "data")}

    def run(*words: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "api", "content", *words]
        return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)

    out = run("export", str(tmp_path / "out"))
    back = run("import", str(tmp_path / "out"))
    wrong = run("import", str(tmp_path / "nowhere"))
    nowhere = run("export", "/proc/nowhere")

    assert (out.returncode, back.returncode, wrong.returncode, nowhere.returncode) == (0, 0, 1, 1)
    assert texts(tmp_path / "out") == texts(HERE)
    assert back.stdout == "0 files of the draft were changed. Two editors sign before youth read them.\n"
    assert "Nothing was changed." in wrong.stderr and "Traceback" not in wrong.stderr
    assert nowhere.stderr.startswith("Not all could be written to /proc/nowhere.") and nowhere.stderr.count("\n") == 1
