"""What stands behind a number that a youth is given: two people who called it, and nothing else will do."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from tests.api.founder import Phone
from tests.api.studio.conftest import Room

NATIONAL, PROJECT = "services/national.yaml", "project.yaml"
DAY = 24 * 3600 * 1000
KHP, FORGED = '"+18006686868"', '"+18007770000"'


async def of(room: Room, service: str) -> str:
    """What whoever calls a service reads out, by name."""
    return str((await room.get("Ann", "/model")).json()["of"][service])


async def called(
    room: Room, who: str, service: str, named: str | None = None, outcome: str = "right"
) -> dict[str, Any]:
    """Let an editor say that they called."""
    answer = await room.post(who, "/calls", service=service, of=named or await of(room, service), outcome=outcome)
    return {"status": answer.status_code, **answer.json()}


async def blocked(room: Room) -> list[str]:
    """Return the codes that keep the draft from being published."""
    answer = await room.post("Ann", "/publish", waivers=await room.reasons("Ann"))
    return [one["code"] for one in answer.json().get("findings", [])]


async def test_the_second_call_makes_a_service_one_that_youth_see(room: Room) -> None:
    """Ann called, then Ben; the file says both names and the day, and the next version shows the service, and nobody's name."""
    first = await called(room, "Ann", "o211")
    twice = await called(room, "Ann", "o211")
    second = await called(room, "Ben", "o211")
    text = (await room.file(NATIONAL))["text"]
    await room.publish("Ben", "Cleo")
    found = await room.edition()
    assert found is not None

    assert [one["verified"] for one in (first, twice, second)] == [False, False, True]
    assert "by: [Ann, Ben]" in text
    assert "o211" in found["edition"]["services"]["shown"]
    assert not re.search(r"\b(Ann|Ben|Cleo)\b", json.dumps(found))  # anybody may ask for it (H15)


async def test_one_editor_on_two_devices_is_neither_two_callers_nor_two_signers(room: Room) -> None:
    """Ann's tablet bears her name: what she wrote on one she cannot approve on the other, and her second call is no second."""
    tablet = Phone("  ann ", "editor")
    assert (await room.relay.put_roster(*room.relay.phones, tablet)).status_code == 200
    room.phones["tablet"], room.headers["tablet"] = tablet, await room.relay.come_in(tablet)
    calls = [await called(room, who, "o211") for who in ("Ann", "tablet")]
    await room.change("Ann", "flows/main.yaml", "What would help right now?", "What can we do?")
    payload = await room.ask("Ann", "/publish", waivers=await room.reasons("Ann"), at=None)
    mine = await room.sign("Ann", payload)
    again = await room.sign("tablet", payload)
    by_ben = await room.sign("Ben", payload)

    assert [one["verified"] for one in calls] == [False, False]
    assert (mine.json()["released"], again.json().get("released")) == (None, None)
    assert by_ben.json()["released"] == 1
    assert (await called(room, "Cleo", "o211"))["verified"] is True


async def test_editors_see_who_called_what_and_whether_youth_are_told_just_that(room: Room) -> None:
    """By name and with what was wrong; a call of a number that is not what youth are told can be known by it."""
    before = await of(room, "khp")
    await called(room, "Ann", "khp")
    await room.change("Ben", NATIONAL, KHP, FORGED)
    now = await of(room, "khp")
    await room.post("Ben", "/calls", service="khp", of=now, outcome="wrong", note="It rang at a shop.")
    seen = (await room.get("Cleo", "/calls")).json()
    names = {one["device"]: one["label"] for one in (await room.get("Cleo", "")).json()["people"]}

    assert seen["running"]["khp"] == before != now
    assert [(one["service"], one["of"], one["right"], one["note"]) for one in seen["calls"]] == [
        ("khp", before, True, None),
        ("khp", now, False, "It rang at a shop."),
    ]
    assert [names[one["by"]] for one in seen["calls"]] == ["Ann", "Ben"]


async def test_a_call_of_yesterdays_number_counts_for_nothing(room: Room) -> None:
    """Somebody changed the number while Ann was on the phone: she is told, and calls the one that is there now."""
    before = await of(room, "khp")
    await room.change("Ben", NATIONAL, KHP, FORGED)
    late = await called(room, "Ann", "khp", named=before)
    unknown = await room.post("Ann", "/calls", service="nobody", of=before, outcome="right")

    assert (late["status"], late["code"]) == (409, "call-moved")
    assert unknown.status_code == 404


async def test_a_number_that_was_wrong_needs_two_calls_anew(room: Room) -> None:
    """Ann reached it, Ben did not: the first call does not count any more, and the service is listed as due."""
    await called(room, "Ann", "o211")
    await called(room, "Ben", "o211", outcome="wrong")
    third = await called(room, "Cleo", "o211")
    fourth = await called(room, "Ann", "o211")

    assert [third["verified"], fourth["verified"]] == [False, True]


async def test_two_calls_too_far_apart_are_no_two_calls(room: Room) -> None:
    """A month between them says nothing about today."""
    await called(room, "Ann", "o211")
    room.relay.clock.forward(15 * DAY)
    room.headers["Ben"] = await room.relay.come_in(room.phones["Ben"])
    room.headers["Ann"] = await room.relay.come_in(room.phones["Ann"])

    assert (await called(room, "Ben", "o211"))["verified"] is False


@pytest.mark.parametrize(
    "number",
    [
        FORGED,
        '"+1800668\u20106868"',
        '"+1800668686\u0668"',
        '"+1800668686\uff18"',
        '"+1800668\u200b6868"',
        '"+19006686868"',
    ],
    ids=["another", "hyphen", "Arabic digit", "wide digit", "zero width", "premium"],
)
async def test_h29_a_crisis_number_is_not_changed_by_one_session(room: Room, number: str) -> None:
    """By YAML, with a look-alike, with a digit that nobody sees: named in the file, and not published by however many sign."""
    saved = await room.change("Ann", NATIONAL, KHP, number)
    named = {(one["code"], one["level"]) for one in saved["findings"] if one["file"] == NATIONAL}

    assert {level for code, level in named if code in ("C02", "C03", "C08")} == {"E"}
    assert await blocked(room) != []
    assert await room.edition() is None


FLOOR = 'floor: ["911", opp, khp, "988"]'
KHP_NAME, LINE_NAME = "name: {en: Kids Help Phone, ", "name: {en: 9-8-8 Suicide Crisis Helpline, "


@pytest.mark.parametrize(
    ("path", "swaps", "code"),
    [
        (PROJECT, {FLOOR: FLOOR.replace("]", ", o211]")}, "C08"),
        (PROJECT, {FLOOR: FLOOR.replace('"911", ', "")}, "C11"),
        (PROJECT, {FLOOR: FLOOR.replace('"911"', "o211")}, "C08"),
        (PROJECT, {'"686868", ': '"18006686868", '}, "C04"),
        (PROJECT, {'"686868", ': '"6868\u200b68", '}, "C04"),
        (PROJECT, {'"988", source': '"9\uff188", source'}, "C04"),
        (PROJECT, {'"988", source': '"98B", source'}, "C04"),
        (PROJECT, {'source: "https://988.ca"': 'source: "everyone knows"'}, "C04"),
        (NATIONAL, {'to: "686868", say: CONNECT': 'to: "247247", say: CONNECT'}, "C08"),
        (NATIONAL, {'{how: text, to: "988"}': '{how: text, to: "9\u066888"}'}, "C02"),
        (NATIONAL, {'{how: text, to: "988"}': '{how: text, to: "98\u200b8"}'}, "C02"),
        (NATIONAL, {'{how: text, to: "988"}': '{how: text, to: "9B8"}'}, "C02"),
        (NATIONAL, {"- id: khp\n": "- id: khp_line\n"}, "C11"),
        (NATIONAL, {"- id: khp\n": '- id: "988"\n', '- id: "988"\n': "- id: khp\n"}, "C08"),
        (NATIONAL, {KHP_NAME: LINE_NAME, LINE_NAME: KHP_NAME}, "C08"),
        (NATIONAL, {'fr: "Jeunesse, J\'écoute"': "fr: Info-Social"}, "C08"),
        (NATIONAL, {"988, to talk day or night": "A friend, to talk day or night"}, "C08"),
        (NATIONAL, {"988, to talk day or night": "611, to talk day or night"}, "T08"),
    ],
    ids=[
        *("put on the floor", "taken off it", "one for another"),
        *("long as short", "zero width in a code", "wide in a code", "letter in a code", "no source"),
        *("another's short number", "Arabic in a number", "zero width in a number", "letter in a number"),
        *("renamed", "ids swapped", "names swapped", "in French", "a plain name", "a number for a name"),
    ],
)
async def test_h29_no_way_round_the_number_itself_leads_to_another(
    room: Room, path: str, swaps: dict[str, str], code: str
) -> None:
    """What always stands, the list of short numbers, ids and names lead to a number too: each is named, and blocks."""
    found = await room.file(path)
    assert all(one in found["text"] for one in swaps)
    forged = re.sub("|".join(map(re.escape, swaps)), lambda one: swaps[one[0]], found["text"])
    saved = (await room.put("Ann", path, forged, found["hash"])).json()

    assert code in {one["code"] for one in saved["findings"] if one["level"] == "E"}
    assert code in await blocked(room)
    assert await room.edition() is None


O211 = "name: {en: 211 Ontario, fr: 211 Ontario"
FILLED = f"{O211}, oj: 211 wiidookaazowin"


async def called_and_read(room: Room) -> None:
    """Let a language be begun, and 211 Ontario, which has no name in it, be called by two and be what youth read."""
    await room.post("Ann", "/languages", id="oj", name="Anishinaabemowin", approves="A speaker")
    for who in ("Ann", "Ben"):
        await called(room, who, "o211")
    await room.publish("Ben", "Cleo")


async def test_a_name_in_a_language_that_had_none_needs_no_new_call(room: Room) -> None:
    """Filled in before the version or after it, by two calls of what it is in English; the page says that youth are told just that."""
    await room.post("Ann", "/languages", id="oj", name="Anishinaabemowin", approves="A speaker")
    await called(room, "Ann", "o211")
    await room.change("Ann", NATIONAL, O211, FILLED)
    second = await called(room, "Ben", "o211")
    await room.publish("Ben", "Cleo")
    await room.change("Ann", NATIONAL, FILLED, f"plain: {{en: Help nearby, fr: De l'aide tout près}}\n  {FILLED}")
    plain = await blocked(room)
    await called(room, "Ann", "o211")
    await called(room, "Ben", "o211")
    await room.publish("Ben", "Cleo")
    await room.change("Ann", NATIONAL, "{en: Help nearby, ", "{en: Help nearby, oj: Wiidookaazowin, ")
    seen = (await room.get("Cleo", "/calls")).json()

    assert (second["verified"], plain, await blocked(room)) == (True, ["C08"], [])
    assert seen["running"]["o211"] == await of(room, "o211")
    assert [one["of"] for one in seen["calls"] if one["service"] == "o211"][-2:] == [seen["running"]["o211"]] * 2


@pytest.mark.parametrize(
    ("name", "codes"),
    [
        ("211 Ontario au 4357", ["T08"]),
        ("Appelle quatre trois cinq sept", ["T08"]),
        ("911 Ontario", ["T08"]),
        ("9-8-8 Suicide Crisis Helpline", ["T08"]),
        ("Wiidookaagewin", ["C01"]),
        ("Wiidookaagewin.ca", ["C08"]),
        ("211 Ontario . com", ["C08"]),
        ("@Wiidookaage", ["T07"]),
    ],
    ids=[
        "a number",
        "a number in words",
        "another short number",
        "another's name and number",
        "another's name",
        "an address",
        "an address with spaces",
        "a name in a messenger",
    ],
)
async def test_h29_a_name_that_is_filled_in_is_no_way_round_the_calls(room: Room, name: str, codes: list[str]) -> None:
    """Nobody calls for it, so the checker lets it hold no number that was not called, and no other service's name."""
    await called_and_read(room)
    await room.change(
        "Ann", NATIONAL, "name: {en: Kids Help Phone, ", "name: {en: Kids Help Phone, oj: Wiidookaagewin, "
    )
    await room.change("Ann", NATIONAL, O211, f'{O211}, oj: "{name}"')

    assert sorted(set(await blocked(room))) == codes


async def test_a7_a_name_that_is_filled_in_brings_along_neither_a_number_nor_other_words(room: Room) -> None:
    """With a new number, other English words or another French name beside it, and after a wrong call, two people call again.

    What nobody called may be filled in otherwise.
    """
    await called_and_read(room)
    await room.change("Ann", NATIONAL, O211, FILLED)
    fine = await blocked(room)
    found = (await room.file(NATIONAL))["text"]
    forged = {
        "in English": ("{en: 211 Ontario", "{en: 211 North"),
        "number": ('to: "211"}', 'to: "+18004247247"}'),
        "in French": (", fr: 211 ", ", fr: Le 211 "),
    }
    held = {}
    for what, (old, new) in forged.items():
        at = found.index("- id: o211")
        await room.change("Ann", NATIONAL, found, found[:at] + found[at:].replace(old, new, 1))
        held[what] = await blocked(room)
        await room.change("Ann", NATIONAL, found[:at] + found[at:].replace(old, new, 1), found)
    await room.publish("Ann", "Cleo")
    await room.change("Ann", NATIONAL, FILLED, FILLED + " o'ow")
    anew = await blocked(room)
    await room.change("Ann", NATIONAL, FILLED + " o'ow", FILLED)
    await called(room, "Ben", "o211", outcome="wrong")
    third = await called(room, "Cleo", "o211")

    assert (fine, anew) == ([], [])
    assert all("C08" in codes for codes in held.values())
    assert third["verified"] is False


async def test_a7_a_number_that_was_called_by_nobody_is_not_published_by_three(room: Room) -> None:
    """By form, too, with names and a day written beside it: two calls of this very number open the way, and nothing else."""
    base = await room.file(NATIONAL)
    changes = [
        {"at": ["khp", "reach", 1, "to"], "value": "+18007770000"},
        {"at": ["khp", "verified", "on"], "value": "2026-09-20"},
        {"at": ["khp", "verified", "by"], "value": ["Ann", "Ben"]},
    ]
    await room.post("Ann", "/edit", path=NATIONAL, base=base["hash"], changes=changes)
    before = await blocked(room)
    await called(room, "Ben", "khp")
    between = await blocked(room)
    await called(room, "Cleo", "khp")
    after = await blocked(room)

    assert (before, between, after) == (["C08"], ["C08"], [])


async def test_a_hidden_service_does_not_come_back_unseen(room: Room) -> None:
    """Hidden by one, it is unverified in the draft; writing the old names back is not enough."""
    await called(room, "Ann", "o211")
    await called(room, "Ben", "o211")
    await room.publish("Ben", "Cleo")
    day = next(line for line in (await room.file(NATIONAL))["text"].split("\n") if "by: [Ann, Ben]" in line)
    payload = await room.ask("Ann", "/hide", service="o211", why="It was answered by somebody else.")
    await room.sign("Ann", payload)
    hidden = (await room.file(NATIONAL))["text"]
    room.relay.clock.forward(1)
    await room.change("Ann", NATIONAL, day.replace("[Ann, Ben]", "[]"), day)
    listed = {one["service"]: one for one in (await room.get("Ben", "")).json()["due"]}
    found = await room.edition()
    assert found is not None

    assert "o211" not in found["edition"]["services"]["shown"]
    assert day not in hidden and day.replace("[Ann, Ben]", "[]") in hidden
    assert await blocked(room) == ["C08"]
    assert listed["o211"]["days"] is None


async def test_publishing_straight_from_the_floor_asks_for_no_call_anew(room: Room) -> None:
    """Cleo switched to the floor; days later the next version brings back what two people called, with those calls."""
    await called(room, "Ann", "o211")
    await called(room, "Ben", "o211")
    await room.publish("Ben", "Cleo")
    await room.sign("Cleo", await room.ask("Cleo", "/floor", why="Mine now."))
    room.relay.clock.forward(9 * DAY)
    for who in room.phones:
        room.headers[who] = await room.relay.come_in(room.phones[who])
    floor = await room.edition()
    await room.change("Ann", "flows/main.yaml", "What would help right now?", "What would help?")
    asked = [one["code"] for one in (await room.get("Ann", "")).json()["findings"] if one["code"] == "C08"]
    await room.publish("Ann", "Ben")
    back = await room.edition()
    assert floor is not None and back is not None

    assert "o211" not in floor["edition"]["services"]["shown"]
    assert asked == []
    assert "o211" in back["edition"]["services"]["shown"]


async def test_a_number_with_signs_that_only_look_like_digits_is_never_published(room: Room) -> None:
    """Letters, other people's digits, signs that nobody sees: each is named at its line, and blocks."""
    for number in (
        "+180066B6868",
        "+18OO6686868",
        "+1800668686８",
        "+1800668\u200b6868",
        "+1٨006686868",
        "\u202e+18006686868",
    ):
        before = await room.file(NATIONAL)
        changes = [{"at": ["khp", "reach", 1, "to"], "value": number}]
        saved = (await room.post("Ann", "/edit", path=NATIONAL, base=before["hash"], changes=changes)).json()
        kept = (await room.file(NATIONAL))["text"].split("\n")
        answer = await room.post("Ann", "/publish", waivers=await room.reasons("Ann"))

        (named,) = [one for one in saved["findings"] if one["code"] == "C02"]
        assert number in named["says"]
        assert kept[named["line"] - 1].startswith('  reach: [{how: text, to: "686868", say: CONNECT}, {how: call, to: ')
        assert (answer.status_code, answer.json()["code"]) == (409, "blocked")
        assert "C02" in {one["code"] for one in answer.json()["findings"]}
    assert await room.edition() is None
