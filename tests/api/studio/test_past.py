"""What was asked for, signed and written before can be read whole: nobody signs blindly, nothing that was written is gone."""

from __future__ import annotations

import base64
import json

import pytest

from content.edition import name_of
from tests.api.founder import b64u
from tests.api.studio.conftest import Room
from tests.api.studio.test_publishing import MAIN, NEW, OLD, changed


async def test_whoever_signs_can_read_the_whole_edition_and_name_it_for_themselves(room: Room) -> None:
    """The edition that a review asks for, and every version's, come as they are signed."""
    await changed(room)
    payload = await room.ask("Ann", "/publish", waivers=await room.reasons("Ann"))
    waiting = (await room.get("Ben", "")).json()["review"]
    wanted = (await room.get("Ben", f"/reviews/{waiting['number']}/edition")).json()
    await room.sign("Ann", payload)
    await room.sign("Ben", payload)
    runs = (await room.get("Ben", "")).json()["running"]
    first, came = [(await room.get("Lee", f"/releases/{n}/edition")).json() for n in (1, 0)]

    assert name_of(wanted) == json.loads(base64.b64decode(payload))["edition"] == name_of(first)
    assert runs["number"] == waiting["number"]
    assert (wanted["bundle"]["text"]["en"]["menu"], came["bundle"]["text"]["en"]["menu"]) == (NEW, OLD)
    assert (await room.get("Sam", "/reviews/1/edition")).json()["code"] == "not-studio"
    assert {(await room.get("Ben", f"/{path}/99/edition")).status_code for path in ("reviews", "releases")} == {404}


async def test_an_edit_says_which_review_it_ended_until_the_next_is_asked_for(room: Room) -> None:
    """Ben signed, Ann wrote on: everybody is told that the signature counts no more, and whose it was."""
    await changed(room)
    await room.post("Ann", "/review", note="A shorter question.")
    payload = await room.ask("Ann", "/publish", waivers=await room.reasons("Ann"))
    await room.sign("Ben", payload)
    before = (await room.get("Cleo", "")).json()
    await changed(room, old=NEW, new="What would help right now?")
    after = (await room.get("Cleo", "")).json()
    await room.post("Ann", "/review", note="Again.")
    again = (await room.get("Cleo", "")).json()

    assert (before["voided"], after["review"], again["voided"]) == (None, None, None)
    assert after["voided"]["note"] == "A shorter question."
    assert [one["by"] for one in after["voided"]["approvals"]] == [b64u(room.phones["Ben"].id)]
    assert again["review"]["approvals"] == []


async def test_a_planned_version_is_taken_off_and_a_review_beside_it_goes_on(room: Room) -> None:
    """Two things may wait at once; only what was meant is taken back."""
    await changed(room)
    await room.publish("Ann", "Ben", at=room.relay.clock.now() + 1000)
    await room.post("Ann", "/review", note="The next one.")
    off = await room.relay.client.post("/api/studio/withdraw?planned=true", headers=room.headers["Cleo"])
    stand = (await room.get("Ann", "")).json()

    assert (off.status_code, stand["scheduled"], stand["review"]["note"]) == (204, None, "The next one.")


async def test_an_earlier_text_of_a_file_is_kept_with_who_wrote_it(room: Room) -> None:
    """The newest first; what the program came with is told of a file, and not of the whole."""
    was = (await room.file(MAIN))["text"]
    await changed(room)
    await changed(room, "Ben", NEW, "What would help?")
    of_all = (await room.get("Lee", "/revisions")).json()
    of_one = (await room.get("Lee", "/revisions", params={"path": MAIN})).json()
    texts = [(await room.get("Lee", f"/revisions/{one['number']}")).json()["text"] for one in of_one]

    assert [(one["by"], one["path"]) for one in of_all] == [(b64u(room.phones[who].id), MAIN) for who in ("Ben", "Ann")]
    assert [one["kind"] for one in of_one] == ["edit", "edit", "shipped"]
    assert texts == [was.replace(OLD, "What would help?"), was.replace(OLD, NEW), was]
    assert (await room.get("Lee", "/revisions/9999")).status_code == 404


@pytest.mark.parametrize(
    "path",
    [
        *(f"/{one}" for one in (f"revisions/{2**63}", f"reviews/{10**30}/edition", f"releases/{10**30}", "revisions?path=%00")),
        *(f"/{one}" for one in (f"releases/{2**63}/edition", f"model?release={2**63}", "revisions/-1", "revisions?path=x")),
        *(f"/{one}" for one in (f"revisions/{2**63 - 1}", f"reviews/{2**63 - 1}/edition", f"releases/{2**63 - 1}")),
    ],
)  # fmt: skip
async def test_what_no_database_holds_is_not_found_or_refused(room: Room, path: str) -> None:
    """A number without end, a sign that no file is called by: never an error of ours."""
    answer = await room.get("Lee", path)

    assert answer.status_code in (404, 422), answer.text
