"""What one press changes in several files is saved as one: all of it, or nothing; and the history shows it as one."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from tests.api.studio.conftest import Room

MAIN, PROJECT, NEW = "flows/main.yaml", "project.yaml", "flows/shelter.yaml"
FLOW = "format: 1\nflow: shelter\nsteps:\n  bed: {say: Here is a bed., go: menu}\n"


async def act(room: Room, *, main: str | None = None) -> dict[str, Any]:
    """Ann's form changes the menu's words and the name of the line, and begins a flow."""
    bases = {path: (await room.file(path))["hash"] for path in (MAIN, PROJECT)}
    return {
        "files": [
            {"path": MAIN, "base": main or bases[MAIN], "changes": [{"at": ["steps", "menu", "say"], "value": "Hm?"}]},
            {"path": PROJECT, "base": bases[PROJECT], "changes": [{"at": ["org", "en"], "value": "A line"}]},
            {"path": NEW, "base": None, "text": FLOW},
        ],
        "why": "A flow for beds",
    }


async def listed(room: Room) -> list[dict[str, Any]]:
    """Return what the history shows, the newest first."""
    return list((await room.get("Ben", "/revisions")).json())


async def test_one_act_over_three_files_is_one_saving_and_one_in_the_history(room: Room) -> None:
    """All three are in the draft, and begin alike in the history with one reason; what is saved next begins anew."""
    answer = await room.post("Ann", "/edits", **await act(room))
    told = answer.json()
    now = {path: await room.file(path) for path in (MAIN, PROJECT, NEW)}
    await room.change("Ann", MAIN, "Hm?", "Hm, what?")
    next_one, *rows = await listed(room)

    assert answer.status_code == 200, answer.text
    assert told["hashes"] == {path: one["hash"] for path, one in now.items()}
    assert ("Hm?" in now[MAIN]["text"], "A line" in now[PROJECT]["text"], now[NEW]["text"]) == (True, True, FLOW)
    assert sorted(one["path"] for one in told["draft"]["changed"]) == [MAIN, NEW, PROJECT]
    assert [(one["path"], one["why"]) for one in rows] == [(path, "A flow for beds") for path in (NEW, PROJECT, MAIN)]
    assert {one["begins"] for one in rows} == {rows[-1]["number"]}
    assert next_one["begins"] == next_one["number"] == rows[0]["number"] + 1


async def test_h30_one_file_that_a_colleague_changed_refuses_the_whole_act(room: Room) -> None:
    """Ben was quicker in one of them: Ann is told where, by whom and what, and not one of her files is saved."""
    for quicker, words in ((MAIN, ("What would help right now?", "Ben asks?")), (PROJECT, ("zone:", "zone: "))):
        wanted = await act(room)
        await room.change("Ben", quicker, *words)
        before = await listed(room)
        answer = await room.post("Ann", "/edits", **wanted)
        told = answer.json()

        assert (answer.status_code, told["code"], told["path"]) == (409, "conflict", quicker)
        assert told["says"].startswith("Ben saved this file at ")
        assert told["theirs"] == (await room.file(quicker))["text"]
        assert await listed(room) == before


async def test_h29_one_file_that_cannot_be_read_refuses_the_whole_act(room: Room) -> None:
    """And an act that forgets what it wants, or names a file twice, takes no file away."""
    wanted = await act(room)
    before = await listed(room)
    bomb = {"path": NEW, "base": None, "text": "a: &a 1\nb: *a\n"}
    unreadable = await room.post("Ann", "/edits", files=[*wanted["files"][:2], bomb])
    odd = [
        [{"path": MAIN, "base": wanted["files"][0]["base"]}],
        [{**wanted["files"][0], "text": None}],
        [wanted["files"][0], wanted["files"][0]],
        [],
    ]
    answers = [(await room.post("Ann", "/edits", files=files)).status_code for files in odd]
    reads = await room.post("Lee", "/edits", **wanted)

    assert (unreadable.status_code, unreadable.json()["finding"]["file"]) == (422, NEW)
    assert (answers, reads.json()["code"]) == ([422] * 4, "not-editor")
    assert await listed(room) == before


async def test_the_same_act_again_whose_answer_was_lost_is_no_conflict_where_whole_files_were_saved(room: Room) -> None:
    """A file that was taken away is away; nothing is saved twice."""
    begun = (await room.put("Ann", NEW, FLOW, None)).json()
    other = {"path": "flows/other.yaml", "base": None, "text": FLOW.replace("shelter", "other").replace("bed:", "b:")}
    gone = [{"path": NEW, "base": begun["hash"], "text": None}, other]
    first = await room.post("Ann", "/edits", files=gone)
    before = await listed(room)
    again = await room.post("Ann", "/edits", files=gone)

    assert (first.status_code, again.status_code, again.json()["hashes"][NEW]) == (200, 200, None)
    assert await listed(room) == before


async def test_the_relay_takes_as_much_at_once_as_a_browser_sends(room: Room) -> None:
    """An editor was without a connection for long: what the browser makes one saving of is taken, alone and in an act."""
    found = re.search(r"MOST_CHANGES = (\d+);", Path("api/web/studio/unsent.js").read_text())
    assert found
    of_an_act = [
        {"at": ["steps", "menu", "say"], "value": f"Question {number}?"} for number in range(2 * int(found[1]))
    ]
    changes = of_an_act[: int(found[1])]
    alone = await room.post("Ann", "/edit", path=MAIN, base=(await room.file(MAIN))["hash"], changes=changes)
    part = {"path": MAIN, "base": (await room.file(MAIN))["hash"], "changes": of_an_act}
    within = await room.post("Ann", "/edits", files=[part], why="Much of it")

    assert (alone.status_code, within.status_code) == (200, 200), (alone.text, within.text)
    assert f"Question {len(of_an_act) - 1}?" in (await room.file(MAIN))["text"]
