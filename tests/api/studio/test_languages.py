"""Languages in the studio: begun by an editor, sent to a translator, taken back row by row."""

from __future__ import annotations

import json

import pytest

from tests.api.studio.conftest import Room
from tests.content.syllabics import CODES


@pytest.mark.parametrize("code", CODES)
async def test_an_editor_begins_a_language_and_nobody_sees_it_yet(room: Room, code: str) -> None:
    """It stands in the draft with its files, its speaker and its font, ready for a translator; nothing blocks because it is empty."""
    before = (await room.get("Ann", "")).json()["findings"]
    answer = await room.post("Ann", "/languages", id=code, name="ᐁᐃᐅᐊ", approves="A speaker", font="syllabics")
    assert answer.status_code == 200, answer.text
    again = await room.post("Ben", "/languages", id=code, name="ᐁᐃᐅᐊ", approves="A speaker")
    rows = (await room.get("Lee", "/rows", params={"lang": code})).json()["rows"]
    po = (await room.get("Ann", "/po", params={"lang": code})).json()

    assert answer.json()["findings"] == before
    assert f'{{id: {code}, name: "ᐁᐃᐅᐊ"' in (await room.file("project.yaml"))["text"].replace(
        "name: ᐁᐃᐅᐊ", 'name: "ᐁᐃᐅᐊ"'
    )
    assert (await room.file(f"i18n/{code}/main.yaml"))["text"].endswith("texts: []\n")
    assert po["name"] == f"{code}.po"
    assert (await room.post("Ann", "/po", lang=code, po=po["po"])).json()["refused"] == []
    assert {one["kind"] for one in (await room.get("Ann", "/revisions")).json()} == {"edit"}
    assert again.status_code == 422
    assert again.json()["finding"]["says"] == f'"{code}" is there already.'
    assert len(rows) > 400
    assert {row["text"] for row in rows} == {""}


@pytest.mark.parametrize("name", ["Two\nlines", "Nothing\0", "Half \ud800"])
async def test_a_name_that_no_hand_wrote_begins_no_language(room: Room, name: str) -> None:
    """A name is one line of letters; nothing is begun."""
    body = json.dumps({"id": "qsy", "name": name, "approves": "A speaker"}).encode()
    answer = await room.relay.client.post(
        "/api/studio/languages", content=body, headers={**room.headers["Ann"], "content-type": "application/json"}
    )

    assert answer.status_code == 422
    assert (await room.get("Ann", "/rows", params={"lang": "qsy"})).status_code == 404


async def test_a_translators_file_is_taken_but_for_the_row_that_is_old(room: Room) -> None:
    """One row was changed meanwhile: it is told by itself, and its neighbour is taken."""
    po = (await room.get("Ann", "/po", params={"lang": "fr"})).json()["po"]
    await room.change("Ben", "flows/main.yaml", "label: Not now, go: not_now", "label: Later, go: not_now")
    assert 'msgctxt "hello.n"\nmsgid "Not now"\nmsgstr "Pas maintenant"' in po
    po = po.replace('msgid "Not now"\nmsgstr "Pas maintenant"', 'msgid "Not now"\nmsgstr "Plus tard"')
    po = po.replace('msgid "I am ready"\nmsgstr "Ça me va"', 'msgid "I am ready"\nmsgstr "Je suis là"')
    answer = await room.post("Ann", "/po", lang="fr", po=po)
    told = answer.json()

    assert answer.status_code == 200, answer.text
    assert ("hello.n", "Plus tard") in [(one["id"], one["text"]) for one in told["refused"]]
    assert all(one["says"].endswith(".") and one["line"] > 1 for one in told["refused"])
    assert "Je suis là" in (await room.file("i18n/fr/main.yaml"))["text"]
    assert (await room.get("Ann", "/rows", params={"lang": "fr"})).json()["rows"][0]["id"] == "hello.n"


async def test_what_is_no_translators_file_changes_nothing(room: Room) -> None:
    """Refused with its line and what to do; a language that is not there is not found; a worker has no business here."""
    before = (await room.get("Ann", "")).json()["draft"]["hash"]
    answer = await room.post("Ann", "/po", lang="fr", po="hello")

    assert answer.status_code == 422
    assert answer.json()["finding"]["file"] == "fr.po"
    assert (await room.get("Ann", "/po", params={"lang": "xx"})).status_code == 404
    assert (await room.get("Sam", "/po", params={"lang": "fr"})).status_code == 403
    assert (await room.post("Lee", "/po", lang="fr", po="")).status_code == 403
    assert (await room.get("Ann", "")).json()["draft"]["hash"] == before


@pytest.mark.parametrize(
    ("path", "text", "refused"),
    [
        ("project.yaml", None, 5),
        ("project.yaml", "", 5),
        ("project.yaml", "- a\n- b\n", 5),
        ("project.yaml", "format: 1\nlanguages: fr\n", 5),
        ("replies/en.yaml", "format: 1\nlang: en\nstages: null\n", 5),
        ("replies/en.yaml", "format: 1\nlang: en\nstages:\n  - {stage: hello, lines: [x]}\n", 5),
        ("replies/fr.yaml", "format: 1\nlang: fr\nstages: {hello: x}\n", 4),
    ],
)
async def test_h29_whatever_shape_was_saved_translating_names_its_line(
    room: Room, path: str, text: str | None, refused: int
) -> None:
    """Whoever translates, sends, takes back or begins a language reads what is to be put right, and where.

    The file of another language keeps nobody from beginning one.
    """
    po = (await room.get("Ann", "/po", params={"lang": "fr"})).json()["po"]
    good = await room.file(path)
    saved = await room.put("Ann", path, text, good["hash"])
    asked = [
        await room.get("Ben", "/rows", params={"lang": "fr"}),
        await room.get("Ben", "/po", params={"lang": "fr"}),
        await room.post("Ben", "/po", lang="fr", po=po),
        await room.post("Ben", "/homes", lang="fr"),
        await room.post("Ben", "/languages", id="qsy", name="Q", approves="A speaker"),
    ]
    told = [one.json()["finding"] for one in asked[:refused]]

    assert saved.status_code == 200
    assert [one.status_code for one in asked] == [422] * refused + [200] * (5 - refused)
    assert {(one["code"], one["file"]) for one in told} == {("S01", path)}
    assert (await room.put("Ben", path, good["text"], saved.json()["hash"])).status_code == 200


async def test_an_old_translation_shows_what_its_source_was(room: Room) -> None:
    """What changed in the words since they were translated; words that nobody kept are not made up. Safety comes first."""
    await room.change("Ben", "flows/main.yaml", "label: Not now, go: not_now", "label: Later, go: not_now")
    await room.change("Ben", "flows/main.yaml", "label: Later, go: not_now", "label: Not today, go: not_now")
    await room.change("Ben", "phrases/en.yaml", "talk: Person", "talk: Somebody")
    await room.change("Ben", "i18n/fr/main.yaml", "85a39ab3", "00000000")
    rows = (await room.get("Lee", "/rows", params={"lang": "fr"})).json()["rows"]
    old = {one["id"]: (one["source"], one["was"], one["safety"]) for one in rows if one["stale"]}

    assert old == {
        "@talk": ("Somebody", "Person", True),
        "hello.n": ("Not today", "Not now", False),
        "hello.y": ("Yes", None, False),
    }
    assert rows[0]["id"] == "@talk"
    assert [one["mark"] for one in rows if one["id"] == "hello.y"] == ["85a39ab3"]


async def test_a_flow_that_is_new_gets_its_file_in_a_language(room: Room) -> None:
    """What is missing is named, made in one act, and takes a translation by a form; made twice it is made once."""
    flow = "format: 1\nflow: rest\nsteps:\n  rest_1:\n    say: Rest now.\n    choices:\n      - {id: m, label: Menu, go: menu}\n"
    assert (await room.put("Ann", "flows/rest.yaml", flow, None)).status_code == 200
    before = (await room.get("Ann", "/rows", params={"lang": "fr"})).json()
    made = await room.post("Ann", "/homes", lang="fr")
    again = await room.post("Ben", "/homes", lang="fr")
    after = (await room.get("Ann", "/rows", params={"lang": "fr"})).json()
    row = next(one for one in after["rows"] if one["id"] == "rest_1")
    change = {"at": row["at"], "value": {"id": "rest_1", "of": row["mark"], "text": "Repose-toi."}}
    base = (await room.file(row["path"]))["hash"]
    put = await room.post("Ann", "/edit", path=row["path"], base=base, changes=[change])

    assert before["homeless"] == ["i18n/fr/rest.yaml"]
    assert (made.status_code, again.status_code, put.status_code) == (200, 200, 200)
    assert made.json()["draft"]["hash"] == again.json()["draft"]["hash"]
    assert after["homeless"] == []
    assert (await room.post("Lee", "/homes", lang="fr")).status_code == 403
    left = (await room.get("Ann", "/rows", params={"lang": "fr"})).json()["rows"]
    assert [(one["text"], one["stale"]) for one in left if one["id"] == "rest_1"] == [("Repose-toi.", False)]
