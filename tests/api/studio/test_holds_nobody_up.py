"""However much one editor saves, youth and workers are answered meanwhile: work is done once, and beside the relay's loop."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest

from api.studio import files, model, queries
from api.studio.files import unreadable
from api.studio.rules import Call, uncalled
from content.gather import MOST_FILES
from tests.api.studio.conftest import Room

FLOW = "format: 1\nflow: f\nsteps:\n  {step}:\n    say: Hi.\n    go: menu\n"
MANY = {f"flows/f{n}.yaml": FLOW.format(step=f"s{n}") for n in range(MOST_FILES)}
LANGS = ("fr", "oj", "cr", "iu", "es", "ar", "zh", "pa")


def counted(monkeypatch: pytest.MonkeyPatch, room: Any, name: str) -> list[int]:
    """Return the threads in which a function was called, one for each time."""
    threads: list[int] = []
    real: Callable[..., Any] = getattr(room, name)

    def noted(*given: Any) -> Any:
        threads.append(threading.get_ident())
        return real(*given)

    monkeypatch.setattr(room, name, noted)
    return threads


def test_h29_each_of_very_many_files_is_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """The steps of all files are counted at each saving; what was counted is known, however many files there are."""
    files._read.cache_clear()
    read = counted(monkeypatch, files, "read_text")
    first = unreadable({"flows/f0.yaml": MANY["flows/f0.yaml"] + "# One.\n"}, MANY)
    then = len(read)
    second = unreadable({"flows/f0.yaml": MANY["flows/f0.yaml"] + "# Two.\n"}, MANY)

    assert (first, second) == ([], [])
    assert (then, len(read) - then) == (MOST_FILES, 1)


def test_h29_one_file_more_than_fits_is_refused_and_those_that_are_there_can_be_changed() -> None:
    """It is named with what to do; nobody is kept from putting the others right."""
    text = FLOW.format(step="more")
    (found,) = unreadable({"flows/more.yaml": text}, MANY)

    assert (found.code, found.file, found.says) == ("S01", "flows/more.yaml", "There are too many files.")
    assert str(MOST_FILES) in found.fix
    assert unreadable({"flows/f0.yaml": text}, MANY) == []


async def test_h29_a_draft_that_is_full_takes_no_file_more_and_lets_those_it_holds_be_changed(room: Room) -> None:
    """Alone or several in one act: what does not fit is told, and nothing of it is kept; where one goes, another may come."""
    free = MOST_FILES - len((await room.get("Ann", "/files")).json())
    new = [{"path": path, "text": text} for path, text in MANY.items()][: free + 1]
    filled = [await room.post("Ann", "/edits", files=part) for part in (new[:150], new[150 : free - 1])]
    before = (await room.get("Ann", "")).json()["draft"]
    two = await room.post("Ann", "/edits", files=new[-2:])
    after = (await room.get("Ann", "")).json()["draft"]
    last, more = [await room.put("Ann", one["path"], one["text"], None) for one in new[-2:]]
    begun = await room.file(new[0]["path"])
    changed = await room.put("Ann", new[0]["path"], begun["text"] + "# Mine.\n", begun["hash"])
    gone = {"path": new[0]["path"], "base": changed.json()["hash"], "text": None}
    instead = await room.post("Ann", "/edits", files=[gone, new[-1]])

    assert [one.status_code for one in (*filled, two, last, more, changed, instead)] == [
        200,
        200,
        422,
        200,
        422,
        200,
        200,
    ]
    assert [one.json()["finding"]["says"] for one in (two, more)] == ["There are too many files."] * 2
    assert before == after
    assert len((await room.get("Ann", "/files")).json()) == MOST_FILES


async def test_h29_what_came_between_is_read_beside_the_loop_too(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    """A saving is read before its turn; what nobody remembers by then is read again, and nobody waits for that either."""
    read = counted(monkeypatch, files, "read_text")
    real = queries.take_turn

    async def late(connection: Any) -> None:
        await real(connection)
        files._read.cache_clear()
        read.clear()

    await room.get("Ann", "")
    monkeypatch.setattr(queries, "take_turn", late)
    await room.change("Ann", "flows/main.yaml", "What would help right now?", "What would help you right now?")

    assert read
    assert threading.get_ident() not in read


async def test_h29_nobody_asks_about_files_without_end(room: Room) -> None:
    """What is only looked at, and not saved, has the same bound."""
    most = dict.fromkeys(MANY, "[")
    fits, too_many = (
        await room.post("Ann", "/check", files=most),
        await room.post("Ann", "/check", files=most | {"x": ""}),
    )

    assert (fits.status_code, too_many.status_code) == (200, 422)


def test_h29_names_in_many_languages_are_compared_only_where_somebody_called(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each service is named once; in fewer languages only if youth are told another, or somebody called it."""
    compared = counted(monkeypatch, model, "_compared")
    names = ", ".join(f"{lang}: {lang}" for lang in ("en", *LANGS))
    text = "".join(
        f"- {{id: s{n}, name: {{{names}}}, reach: [], verified: {{on: '2026-11-20', by: [Ann, Ben]}}}}\n"
        for n in range(500)
    )
    project = "languages: [{id: en, state: source}]\n"
    now = {key: one for key, (one, _) in model.listed({"project.yaml": project, "services/a.yaml": text}).items()}
    owed = uncalled(now, {}, [])
    before = len(compared)
    calls = [Call("s7", b"else", b"ann", True, 0)]

    assert (len(owed), before) == (500, 500)
    assert uncalled(now, {}, calls) == owed
    assert uncalled(now, {}, calls) == owed
    assert len(compared) - before == 2 ** len(LANGS) - 1


async def test_h29_what_is_saved_is_read_beside_the_loop(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    """A flow, a service, a call that somebody made and the list of calls: nobody's message waits until a file is read."""
    files._read.cache_clear()
    model._services.cache_clear()
    read = [counted(monkeypatch, files, "read_text"), counted(monkeypatch, model, "read_text")]
    saved = [
        await room.change("Ann", "flows/main.yaml", "What would help right now?", "What would help you right now?"),
        await room.change("Ann", "services/national.yaml", "24/7", "Mo-Su 00:00-24:00"),
    ]
    model._services.cache_clear()
    of = (await room.get("Ann", "/model")).json()["of"]["khp"]
    model._services.cache_clear()
    called = await room.post("Ann", "/calls", service="khp", of=of, outcome="right", note="")
    model._services.cache_clear()
    told = await room.get("Ann", "/calls")

    assert len(saved) == 2
    assert (called.status_code, told.status_code) == (200, 200)
    assert [len(one) > 0 for one in read] == [True, True]
    assert threading.get_ident() not in {*read[0], *read[1]}
