"""What is found in the draft reads the same in a terminal and in the studio; one kind only the studio can know."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from api.studio.examining import Examiner, refused
from api.studio.overview import findings
from api.studio.porting import export
from api.studio.running import read_running, released
from api.studio.versions import shown
from content import cli
from content.edition import as_json
from content.folder import RELEASED, files_of
from content.library import Library
from content.reading import Finding
from tests.api.studio.conftest import Room
from tests.content.faults import FAULTS, Fault, named, spoil
from tests.content.small import NOW, write

MAIN, REPLIES = "flows/main.yaml", "replies/en.yaml"
SERVICES, NORTH = "services/national.yaml", "services/north.yaml"
LINE = re.compile(
    r"^(?P<file>\S+):(?P<line>\d+): (?P<code>\S+) (?P<level>[EW]): (?P<says>.*?) Fix: (?P<fix>.*?)"
    r"(?: In the file, (?P<in_file>.*))?$",
    re.MULTILINE,
)
TOLD = ("file", "line", "code", "level", "says", "fix", "in_file")


async def in_a_terminal(
    room: Room, folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> list[dict[str, Any]]:
    """Export the draft, and read what the checker prints about it at the same hour."""
    studio = room.relay.app.state.studio
    await export(studio.database, folder, None)
    async with studio.database.reading() as connection:
        held = released(await read_running(studio, connection))
    (folder / "release.json").write_text(json.dumps(held))
    monkeypatch.setattr(cli.time, "time", lambda: room.relay.clock.now() / 1000)
    return printed(folder, capsys)


def printed(folder: Path, capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    """Read what the checker prints about a folder."""
    capsys.readouterr()
    cli.main(["check", "--folder", str(folder)])
    found = [one.groupdict("") for one in LINE.finditer(capsys.readouterr().out)]
    return [{**one, "line": int(one["line"])} for one in found]


async def in_the_studio(room: Room) -> list[dict[str, Any]]:
    """Read what the studio's first page says of the draft."""
    found = (await room.get("Ann", "")).json()["findings"]
    return [{name: one[name] for name in TOLD} for one in found]


async def test_faults_of_many_kinds_read_the_same_in_a_terminal(
    room: Room, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Word for word and line by line: first of texts, then of ways and numbers, which hide the findings of texts."""
    await room.change("Ann", MAIN, "label: I am ready, go: menu", "label: I am ready to look at it now, go: menu")
    await room.change("Ann", MAIN, "    say: |\n      Hi. I am", "    say: |\n      Call 1-800-668-6868. Hi. I am")
    await room.change("Ann", REPLIES, 'text: "You lead.', 'text: "See https://a.io/?utm=1. You lead.')
    texts = await in_the_studio(room), await in_a_terminal(room, tmp_path, monkeypatch, capsys)
    await room.change("Ann", MAIN, "go: not_now", "go: nowhere_at_all")
    await room.change("Ann", NORTH, 'to: "+1', 'to: "1')
    ways = await in_the_studio(room), await in_a_terminal(room, tmp_path, monkeypatch, capsys)

    assert {one["code"] for one in texts[0]} >= {"T01", "T07", "T08", "L02"}
    assert {one["code"] for one in ways[0]} >= {"S02", "C02"}
    assert texts[0] == texts[1]
    assert ways[0] == ways[1]


@pytest.mark.parametrize("fault", FAULTS, ids=named)
async def test_every_fault_reads_the_same_in_a_terminal(
    tmp_path: Path, fault: Fault, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Code by code: what the relay hands to outline, steps and YAML view is word for word what an editor's terminal prints."""
    monkeypatch.setattr(cli.time, "time", lambda: NOW / 1000)
    folder = write(tmp_path / "content")
    spoil(folder, fault)
    files = dict(files_of(folder, []))
    held = json.loads(files.pop(RELEASED, "{}"))
    examined = await Examiner(practice=True).examine(files, held, NOW)
    handed = [{name: one[name] for name in TOLD} for one in findings(examined.findings)]

    assert handed == printed(folder, capsys)
    assert fault.level == "out" or (fault.code, fault.level) in {(one["code"], one["level"]) for one in handed}


async def test_only_the_studio_knows_who_called(
    room: Room, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The record of calls is in no file: what it blocks is found in the studio alone, and is the only thing that is."""
    await room.change("Ann", SERVICES, "+18006686868", "+18006686869")
    await room.change("Ann", MAIN, "label: I am ready, go: menu", "label: I am ready, go: nowhere_at_all")
    terminal = await in_a_terminal(room, tmp_path, monkeypatch, capsys)
    studio = await in_the_studio(room)
    alone = [one for one in studio if one not in terminal]

    assert [one for one in studio if one in terminal] == terminal != []
    assert {(one["code"], one["level"]) for one in alone} == {("C08", "E")}
    assert all("two people have not called it since" in one["says"] for one in alone)


@pytest.mark.parametrize(
    ("file", "key", "at"),
    [
        (MAIN, "hello@fr", {"flow": "main", "step": "hello"}),
        (MAIN, "hello.y@fr", {"flow": "main", "step": "hello"}),
        (SERVICES, "khp.cost@fr", {"service": "khp"}),
        (SERVICES, "khp", {"service": "khp"}),
    ],
)
def test_a_finding_names_the_step_or_service_that_its_text_belongs_to(file: str, key: str, at: dict[str, str]) -> None:
    """A button, a cost, a text that a language lacks: each opens the form in which it stands."""
    assert shown(Finding("L01", "W", file, 1, "Something.", "Mend it.", key))["at"] == at


@pytest.mark.parametrize("spoilt", [{"zone": "America/Nowhere"}, {"org": {"xx": "us"}}, {}])
def test_what_no_bot_would_take_over_is_signed_by_nobody(spoilt: dict[str, Any]) -> None:
    """The relay tries each screen as the bot does, also what no rule of the checker looks at."""
    made = as_json(Library.load(True, NOW).current)

    assert (refused(made | spoilt, NOW, practice=True) == "") == (not spoilt)
