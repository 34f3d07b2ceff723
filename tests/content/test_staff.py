"""What only workers see: the table of societies, remarks about services, and the words before which the desk asks."""

import json
from pathlib import Path

import pytest

from content.check import check
from content.library import Edition, Library
from tests.content.small import NOW, change

SOCIETY = "- {service: opp, communities: [Here], checked: {on: , by: [], source: }}\n"
WARNING = "- {lang: en, about: violence, any: [knife]}\n"


@pytest.mark.parametrize(
    ("code", "file", "text"),
    [
        ("C11", "societies/a.yaml", SOCIETY.replace("opp", "nobody")),
        ("S04", "societies/a.yaml", SOCIETY + SOCIETY),
        ("S04", "societies/a.yaml", SOCIETY.replace("[Here]", "[Here, Here]")),
        ("S04", "societies/a.yaml", SOCIETY.replace("[Here]", "[]")),
        ("S01", "societies/a.yaml", SOCIETY.replace("communities", "phone")),
        ("S01", "societies/a.yaml", SOCIETY.replace("source: ", "colour: ")),
        ("K01", "warnings/en.yaml", WARNING.replace("violence", "weather")),
        ("K02", "warnings/en.yaml", WARNING.replace("[knife]", "[]")),
        ("K02", "warnings/en.yaml", WARNING.replace("[knife]", '["*"]')),
    ],
)
def test_a_wrong_line_is_named_and_blocks(small: Path, code: str, file: str, text: str) -> None:
    """An editor who names a service that is not there, or leaves a list empty, is told where."""
    change(small, file, "", text)
    blocking = {(one.code, one.file) for one in check(small, NOW).findings if one.level == "E"}

    assert blocking == {(code, file)}


def test_a_society_has_the_number_of_its_service_and_says_that_nobody_called(shipped: Edition) -> None:
    """A report goes to a number that stands in services and nowhere else; what nobody checked says so."""
    societies = {one["service"]: one for one in shipped.desk()["societies"]}

    assert set(societies) == {"krrcfs", "aafs", "wfs", "tik"}
    for service, one in societies.items():
        numbers = [reach["to"] for reach in shipped.directory.entries[service]["reach"]]
        assert [reach["to"] for reach in one["reach"]] == numbers
        assert (one["checked_on"], one["numbers_checked_on"]) == ("", "")
    assert societies["wfs"]["reach"] == []


def test_one_person_alone_has_not_checked_a_society(copied: Path) -> None:
    """As with a number, it takes two people."""
    change(copied, "societies/kenora.yaml", "{on: , by: []", '{on: "2026-11-20", by: [Ana, ana]')
    alone = Library.load(True, NOW, copied).current.desk()["societies"][0]["checked_on"]
    change(copied, "societies/kenora.yaml", "[Ana, ana]", "[Ana, Sam]")
    two = Library.load(True, NOW, copied).current.desk()["societies"][0]["checked_on"]

    assert (alone, two) == ("", "2026-11-20")


def test_remarks_are_for_workers_only(copied: Path) -> None:
    """What a worker wrote about a service for colleagues stands on no card of a youth."""
    change(copied, "services/national.yaml", "- id: opp", "- id: opp\n  remarks: Ask for the night sergeant")
    edition = Library.load(True, NOW, copied).current
    service = next(one for one in edition.desk()["services"] if one["id"] == "opp")
    card = edition.card("opp", "en", NOW)

    assert "night sergeant" in service["remarks"]
    assert "night sergeant" not in json.dumps([card.lines, card.numbers, card.links])


def test_the_desk_knows_when_a_service_is_open_without_a_year_of_spans(shipped: Edition) -> None:
    """A phone in the north loads the list quickly; what lies further ahead is called unknown, never closed."""
    for one in shipped.desk()["services"]:
        spans, hours = one["open"]["spans"], shipped.directory.entries[one["id"]]["hours"]
        assert spans == hours["spans"][: len(spans)]
        assert len(spans) <= 30
        left = [begin for begin, _ in hours["spans"][len(spans) :]]
        assert one["open"]["until"] == min([*left, hours["until"]])
