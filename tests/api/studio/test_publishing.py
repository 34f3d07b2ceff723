"""What holds between a draft and a youth's screen: two people, every time, and never a number by one."""

from __future__ import annotations

import base64
import hashlib
import json
from typing import Any

import pytest

from api.staff.signin import signed_by
from content.edition import name_of
from tests.api.founder import Phone, b64u, dsse
from tests.api.studio.conftest import BUNDLE, Room

MAIN, NATIONAL = "flows/main.yaml", "services/national.yaml"
OLD = "What would help right now? Pick one. You can change your mind."
NEW = "What would help? Pick one. You can change your mind."


async def changed(room: Room, who: str = "Ann", old: str = OLD, new: str = NEW) -> None:
    """Let somebody change a message."""
    await room.change(who, MAIN, old, new)


async def test_what_two_people_signed_is_what_youth_read(room: Room) -> None:
    """Ann writes and signs, Ben looks and signs; every end can check both signatures and the edition's name for itself."""
    await changed(room)
    released = await room.publish("Ann", "Ben")
    found = await room.edition()
    assert found is not None
    payload = base64.b64decode(found["envelope"]["payload"])
    says = json.loads(payload)
    signatures = [base64.b64decode(one["sig"]) for one in found["envelope"]["signatures"]]
    signers = {
        who
        for who, phone in room.phones.items()
        if any(signed_by(phone.pub, one, _said(payload)) for one in signatures)
    }
    stand = (await room.get("Ann", "")).json()

    assert released == {"released": 1, "runs_at": room.relay.clock.now()}
    assert found["edition"]["bundle"]["text"]["en"]["menu"] == NEW
    assert (signers, len(signatures)) == ({"Ann", "Ben"}, 2)
    assert (says["n"], says["prev"], says["kind"]) == (1, None, "publish")
    assert says["edition"] == name_of(found["edition"])
    assert (stand["draft"]["changed"], stand["draft"]["authors"], stand["review"]) == ([], [], None)
    assert (stand["running"]["n"], stand["running"]["reviewed"]) == (1, True)
    assert {*stand["running"]["by"]} == {b64u(room.phones[who].id) for who in ("Ann", "Ben")}


async def test_who_asked_hears_at_once_of_each_signature(room: Room) -> None:
    """The first of the two rings as the second does: nobody goes on reading that two are missing."""
    rung: list[str] = []
    await changed(room)
    payload = await room.ask("Ann", "/publish", waivers=await room.reasons("Ann"))
    room.relay.app.state.hub.listen(lambda rings: rung.extend(ring.kind for ring in rings))
    await room.sign("Ben", payload)
    first = list(rung)
    await room.sign("Ann", payload)

    assert first == ["content"]
    assert rung[1:]


def _said(payload: bytes) -> bytes:
    """Return the bytes that a signature covers."""
    return b"DSSEv1 %d %b %d %b" % (len(BUNDLE), BUNDLE.encode(), len(payload), payload)


async def test_a7_one_stolen_editor_publishes_nothing(room: Room) -> None:
    """Ann's signature twice, Ann's with a stranger's, a worker's, an edited payload: youth go on reading what they read."""
    await changed(room)
    payload = await room.ask("Ann", "/publish", waivers=await room.reasons("Ann"))
    stranger = Phone("Ben", "editor")
    says = json.loads(base64.b64decode(payload))
    other = base64.b64encode(json.dumps({**says, "edition": "0" * 64}).encode()).decode()
    tries = [
        room.envelope(payload, "Ann"),
        room.envelope(payload, "Ann", "Ann"),
        dsse(BUNDLE, base64.b64decode(payload), room.phones["Ann"].key, stranger.key),
        room.envelope(payload, "Ben"),  # a signature of Ben's that Ann sends is not Ben's yes
        room.envelope(other, "Ann", "Ben"),
        dsse("application/vnd.quietline.roster+json", base64.b64decode(payload), room.phones["Ann"].key),
        "{}",
    ]
    answers = [await room.post("Ann", "/sign", envelope=one) for one in tries]
    by_worker = await room.post("Sam", "/sign", envelope=room.envelope(payload, "Sam"))
    by_leader = await room.post("Lee", "/sign", envelope=room.envelope(payload, "Lee"))

    assert [one.json().get("released") for one in answers if one.status_code == 200] == [None, None, None]
    assert [one.json()["code"] for one in answers if one.status_code != 200] == [
        "bundle-signature", "no-review", "bundle-signature", "bundle-signature",
    ]  # fmt: skip
    assert {by_worker.json()["code"], by_leader.json()["code"]} == {"not-editor"}
    assert await room.edition() is None


async def test_a7_who_wrote_some_of_it_cannot_approve_it(room: Room) -> None:
    """Ann and Ben both wrote: neither is the other's second person. Cleo is."""
    await changed(room)
    await room.change("Ben", MAIN, "hub: menu", "hub: menu # the landing place")
    payload = await room.ask("Ann", "/publish", waivers=await room.reasons("Ann"))
    await room.sign("Ann", payload)
    by_ben = await room.sign("Ben", payload)
    by_cleo = await room.sign("Cleo", payload)

    assert (by_ben.status_code, by_ben.json()["code"]) == (403, "own-work")
    assert by_cleo.json()["released"] == 1


async def test_any_edit_voids_the_review_and_its_approvals(room: Room) -> None:
    """What Ben signed is no longer what would be published; he looks again."""
    await changed(room)
    note = await room.post("Ann", "/review", note="A shorter question.")
    payload = await room.ask("Ann", "/publish", waivers=await room.reasons("Ann"))
    await room.sign("Ben", payload)
    before = (await room.get("Cleo", "")).json()["review"]
    await changed(room, old=NEW, new=OLD)
    after = (await room.get("Cleo", "")).json()["review"]
    late = await room.sign("Ann", payload)

    assert note.status_code == 204
    assert (before["note"], before["payload"]) == ("A shorter question.", payload)
    assert [one["by"] for one in before["approvals"]] == [b64u(room.phones["Ben"].id)]
    assert after is None
    assert (late.status_code, late.json()["code"]) == (409, "no-review")
    assert await room.edition() is None


async def test_what_the_checker_blocks_is_not_published_and_a_warning_needs_a_reason(room: Room) -> None:
    """E must be put right; W may stay with a reason in writing, which is kept with the version; a reason for nothing is not."""
    await changed(room, new="help " * 130)
    silent = await room.post("Ann", "/publish", waivers=[])
    named = silent.json()["findings"]
    reasons = await room.reasons("Ann")
    needless = [{"code": "T01", "file": "x\0", "line": 10**30, "why": "No."}]
    asked = await room.ask("Ann", "/publish", waivers=[*reasons, *needless], at=None)
    await room.publish("Ann", "Ben")
    kept = (await room.get("Ann", "/releases")).json()[0]["waivers"]
    await room.change("Ann", MAIN, "hub: menu", "hub: nowhere")
    blocked = await room.post("Ann", "/publish", waivers=[])

    assert (silent.status_code, silent.json()["code"]) == (409, "unexplained")
    assert "T02" in {one["code"] for one in named} and {one["level"] for one in named} == {"W"}
    assert kept == reasons == json.loads(base64.b64decode(asked))["waivers"]
    assert (blocked.status_code, blocked.json()["code"]) == (409, "blocked")
    assert {one["level"] for one in blocked.json()["findings"]} == {"E"}


async def test_one_step_leads_back_and_carries_todays_services(room: Room) -> None:
    """Version 2 was a mistake: Ben asks for version 1, Cleo agrees, and its words are back beside today's services."""
    await changed(room)
    await room.publish("Ann", "Ben")
    first = await room.edition()
    await changed(room, old=NEW, new="Something nobody meant.")
    await room.change("Ann", NATIONAL, "They may see your number and where you are.", "They may see your number.")
    await room.publish("Ann", "Ben")
    payload = await room.ask("Ben", "/rollback", n=1, why="Nobody meant that.")
    alone = await room.sign("Ben", payload)
    waiting = (await room.get("Cleo", "")).json()["review"]
    done = await room.sign("Cleo", payload)
    found, draft = await room.edition(), (await room.file(MAIN))["text"]
    assert found is not None and first is not None

    assert (alone.json()["released"], done.json()["released"]) == (None, 3)
    assert (waiting["kind"], waiting["subject"], waiting["note"]) == ("rollback", "1", "Nobody meant that.")
    assert found["edition"]["bundle"] == first["edition"]["bundle"]
    assert found["edition"]["services"]["entries"]["911"]["private"]["en"] == "They may see your number."
    assert NEW in draft
    assert (await room.get("Ann", "")).json()["draft"]["changed"] == []


async def test_the_way_back_leads_also_to_what_the_program_came_with(room: Room) -> None:
    """The very first version can be taken back too."""
    await changed(room)
    await room.publish("Ann", "Ben")
    payload = await room.ask("Ben", "/rollback", n=0, why="Back to the start.")
    await room.sign("Ben", payload)
    await room.sign("Cleo", payload)
    same = await room.post("Ben", "/rollback", n=2, why="Again.")
    unknown = await room.post("Ben", "/rollback", n=77, why="Again.")

    assert await room.text("menu") == OLD
    assert (same.json()["code"], unknown.json()["code"]) == ("already-runs", "not-found")


async def test_versions_are_kept_with_who_and_why_and_can_be_compared(room: Room) -> None:
    """History is a chain: each version names the one before, and gives every file as it was."""
    await changed(room)
    await room.publish("Ann", "Ben")
    first = await room.edition()
    await changed(room, old=NEW, new=OLD)
    await room.publish("Ann", "Cleo")
    second = await room.edition()
    listed = (await room.get("Lee", "/releases")).json()
    files = [(await room.get("Lee", f"/releases/{n}")).json()["files"][MAIN] for n in (0, 1, 2)]
    old_model = (await room.get("Lee", "/model", params={"release": 1})).json()
    assert first is not None and second is not None
    payloads = [base64.b64decode(one["envelope"]["payload"]) for one in (first, second)]

    assert [(one["n"], one["kind"]) for one in listed] == [(2, "publish"), (1, "publish"), (0, "shipped")]
    assert json.loads(payloads[1])["prev"] == hashlib.sha256(payloads[0]).hexdigest()
    assert [OLD in text for text in files] == [True, False, True]
    assert old_model["texts"]["en"]["menu"] == NEW
    assert (await room.get("Lee", "/releases/9")).status_code == 404


async def test_a_planned_version_runs_when_its_time_comes(room: Room) -> None:
    """Signed on Friday, read on Monday: not a moment before, and everybody is rung then."""
    rung: list[str] = []
    room.relay.app.state.hub.listen(lambda rings: rung.extend(ring.kind for ring in rings))
    turns = _turns(room)
    await turns.look()
    await changed(room)
    at = room.relay.clock.now() + 3 * 24 * 3600 * 1000
    await room.publish("Ann", "Ben", at=at)
    before, planned = await room.edition(), (await room.get("Ann", "")).json()["scheduled"]
    rung.clear()
    await turns.look()
    quiet = list(rung)
    room.relay.clock.forward(3 * 24 * 3600 * 1000)
    await turns.look()

    assert (before, planned) == (None, {"n": 1, "at": at})
    assert (quiet, rung) == ([], ["content"])
    assert await room.text("menu") == NEW


async def test_a_planned_version_can_be_taken_off(room: Room) -> None:
    """Anybody who edits may stop it; it never runs, and its authors still cannot approve what they wrote."""
    await changed(room)
    await room.publish("Ann", "Ben", at=room.relay.clock.now() + 1000)
    late = await room.post("Ann", "/publish", waivers=[], at=room.relay.clock.now() + 100 * 24 * 3600 * 1000)
    off = await room.post("Cleo", "/withdraw")
    again = await room.post("Cleo", "/withdraw")
    room.relay.clock.forward(2000)
    stand = (await room.get("Ann", "")).json()

    assert late.json()["code"] in ("publish-time", "unexplained")
    assert (off.status_code, again.status_code, stand["scheduled"]) == (204, 409, None)
    assert await room.edition() is None
    assert stand["draft"]["authors"] == [b64u(room.phones["Ann"].id)]


async def test_one_person_hides_a_service_and_a_second_looks_afterwards(practice_room: Room) -> None:
    """A line that harms is gone at once; that Ann did it alone is shown until Ben has seen it."""
    room = practice_room
    payload = await room.ask("Ann", "/hide", service="o211", why="They answered with a threat.")
    before = (await room.get("Ann", "/model")).json()["edition"]
    done = await room.sign("Ann", payload)
    found, alone = await room.edition(), (await room.get("Ben", "")).json()["running"]
    await room.sign("Ben", payload)
    seen, listed = (await room.get("Ben", "")).json()["running"], (await room.get("Ben", "/releases")).json()
    assert found is not None
    shown = found["edition"]["services"]["shown"]
    rest = {**found["edition"]["services"], "shown": before["services"]["shown"]}

    assert done.json()["released"] == 1
    assert shown == [one for one in before["services"]["shown"] if one != "o211"]
    assert {**found["edition"], "services": rest} == before
    assert (alone["kind"], alone["subject"], alone["reviewed"], seen["reviewed"]) == ("hide", "o211", False, True)
    assert listed[0]["why"] == "They answered with a threat."
    floor = await room.post("Ann", "/hide", service="911", why="No.")
    gone = await room.post("Ann", "/hide", service="o211", why="Again.")
    assert (floor.json()["code"], gone.json()["code"]) == ("on-floor", "not-shown")


async def test_one_person_switches_to_the_floor(room: Room) -> None:
    """When the words themselves are wrong: crisis numbers, a person, the way out, and nothing else, by one signature."""
    payload = await room.ask("Cleo", "/floor", why="Somebody else wrote this.")
    done = await room.sign("Cleo", payload)
    found = await room.edition()
    assert found is not None
    bundle = found["edition"]["bundle"]

    assert done.json()["released"] == 1
    assert found["edition"]["services"]["shown"] == ["911", "988", "khp", "opp"]
    assert bundle["start"] == bundle["hub"] == bundle["doors"]["help"]
    assert "danger_1" not in bundle["steps"] and "person_open" in bundle["steps"]


@pytest.mark.parametrize("n", [0, 1])
async def test_the_way_back_from_the_floor_brings_the_services_along(practice_room: Room, n: int) -> None:
    """One stolen editor's press costs nobody a hundred calls: all are shown again, but for what was hidden on its own."""
    room = practice_room
    await changed(room)
    if n:
        await room.publish("Ann", "Ben")
    shown = (await room.get("Ann", "/model")).json()["edition"]["services"]["shown"]
    await room.sign("Ann", await room.ask("Ann", "/hide", service="o211", why="They answered with a threat."))
    await room.sign("Cleo", await room.ask("Cleo", "/floor", why="Mine now."))
    floor = await room.edition()
    payload = await room.ask("Ann", "/rollback", n=n, why="Nobody meant that.")
    await room.sign("Ann", payload)
    await room.sign("Ben", payload)
    back = await room.edition()
    assert floor is not None and back is not None

    assert len(floor["edition"]["services"]["shown"]) < 9 < len(shown)
    assert back["edition"]["services"]["shown"] == [one for one in shown if one != "o211"]


async def test_who_is_dropped_from_the_roster_has_signed_nothing(room: Room) -> None:
    """Ann signed and left: her signature counts no more, and the draft waits for two who are there."""
    await changed(room)
    payload = await room.ask("Ann", "/publish", waivers=await room.reasons("Ann"))
    await room.sign("Ann", payload)
    dropped = await room.relay.put_roster(*(phone for name, phone in room.phones.items() if name != "Ann"))
    by_ben = await room.sign("Ben", payload)
    by_cleo = await room.sign("Cleo", payload)

    assert dropped.status_code == 200
    assert (by_ben.json()["released"], by_cleo.json()["released"]) == (None, 1)


async def test_a_row_that_makes_a_worker_an_editor_signs_nothing(room: Room) -> None:
    """Whoever writes to the database adds no editor: the signed roster says who is one."""
    from sqlalchemy import text

    await changed(room)
    payload = await room.ask("Ann", "/publish", waivers=await room.reasons("Ann"))
    await room.sign("Ann", payload)
    async with room.relay.app.state.database.writing() as connection:
        await connection.execute(
            text("UPDATE devices SET role = 'editor' WHERE id = :id"), {"id": room.phones["Sam"].id}
        )
    room.relay.app.state.sessions.forget()
    answer = await room.sign("Sam", payload)

    assert (answer.status_code, answer.json()["code"]) == (422, "bundle-signature")
    assert await room.edition() is None


async def test_an_end_that_has_it_is_told_so(room: Room) -> None:
    """Asking again costs a line; a new version, or a second look at it, has another name."""
    nothing = await room.relay.client.get("/api/content/edition")
    payload = await room.ask("Cleo", "/floor", why="Trying it.")
    await room.sign("Cleo", payload)
    first = await room.relay.client.get("/api/content/edition")
    same = await room.relay.client.get("/api/content/edition", headers={"if-none-match": first.headers["etag"]})
    await room.sign("Ben", payload)
    seen = await room.relay.client.get("/api/content/edition", headers={"if-none-match": first.headers["etag"]})

    assert (nothing.status_code, first.status_code, same.status_code, seen.status_code) == (404, 200, 304, 200)
    assert (same.content, len(seen.json()["versions"][-1]["envelope"]["signatures"])) == (b"", 2)


async def test_what_one_did_alone_comes_behind_what_it_was_made_from(practice_room: Room) -> None:
    """Each end makes it again for itself, from the newest that two signed; a second look makes that one enough."""
    room = practice_room
    await changed(room)
    await room.publish("Ann", "Ben")
    one = await room.versions()
    hidden = await room.ask("Cleo", "/hide", service="o211", why="Nobody answers.")
    await room.sign("Cleo", hidden)
    two = await room.versions()
    floor = await room.ask("Ben", "/floor", why="Something is wrong.")
    await room.sign("Ben", floor)
    three = await room.versions()
    await room.sign("Ann", floor)
    looked_at = await room.versions()

    def numbers(versions: list[dict[str, Any]]) -> list[int]:
        return [json.loads(base64.b64decode(version["envelope"]["payload"]))["n"] for version in versions]

    assert [numbers(found) for found in (one, two, three, looked_at)] == [[1], [1, 2], [1, 2, 3], [3]]
    assert [len(version["envelope"]["signatures"]) for version in three] == [2, 1, 1]


async def test_each_step_is_on_record(room: Room) -> None:
    """Who asked, who signed, and which signature it was that youth read it by."""
    await changed(room)
    await room.post("Ann", "/review", note="")
    await room.publish("Ann", "Ben")
    headers = await room.relay.coordinator()
    rows = (await room.relay.client.get("/api/audit", headers=headers)).json()["items"]

    assert [one["action"] for one in rows if one["action"].startswith("content-")] == [
        "content-publish", "content-approve", "content-review",
    ]  # fmt: skip


def _turns(room: Room) -> Any:
    from api.studio.edition import Turns

    return Turns(room.relay.app.state.studio)


@pytest.mark.parametrize(
    "body",
    [{}, {"envelope": 1}, {"envelope": "x" * 410_000}, {"envelope": "[" * 9_000}, {"envelope": "{}", "more": 1}],
)
async def test_nonsense_is_refused(room: Room, body: dict[str, Any]) -> None:
    """Never an error of ours."""
    answer = await room.post("Ann", "/sign", **body)

    assert answer.status_code == 422
