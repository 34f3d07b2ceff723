"""Which services a youth is shown, when they are open, and how they read."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from content.check import check_files
from content.directory import limited
from content.hours import compiled, state_at
from content.library import Edition, Library
from content.numbers import shown, wrong
from content.services import too_old
from tests.content.small import FILES, NOW, change

SERVICES = "services/all.yaml"


def ms(text: str) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp() * 1000)


START = ms("2026-10-20T00:00")


@pytest.mark.parametrize(
    ("zone", "moment", "state"),
    [
        # The Friday before Thunder Bay's clocks go back: Kenora is at UTC-5, Thunder Bay at UTC-4, Atikokan always at UTC-5.
        ("America/Winnipeg", "2026-10-30T13:29", "closed"),
        ("America/Winnipeg", "2026-10-30T13:30", "open"),
        ("America/Winnipeg", "2026-10-30T21:29", "open"),
        ("America/Winnipeg", "2026-10-30T21:30", "closed"),
        ("America/Toronto", "2026-10-30T12:30", "open"),
        ("America/Toronto", "2026-10-30T12:29", "closed"),
        ("America/Atikokan", "2026-10-30T13:30", "open"),
        # The Monday after: Thunder Bay is an hour later in UTC; Kenora's clocks stay since 2026 (decision 0031), like Atikokan's.
        ("America/Winnipeg", "2026-11-02T13:29", "closed"),
        ("America/Winnipeg", "2026-11-02T13:30", "open"),
        ("America/Toronto", "2026-11-02T13:30", "open"),
        ("America/Toronto", "2026-11-02T13:29", "closed"),
        ("America/Atikokan", "2026-11-02T13:30", "open"),
        # A Sunday, and in the spring again.
        ("America/Winnipeg", "2026-11-01T15:00", "closed"),
        ("America/Winnipeg", "2027-03-12T13:30", "open"),
        ("America/Winnipeg", "2027-03-15T13:30", "open"),
        ("America/Toronto", "2027-03-12T13:30", "open"),
        ("America/Toronto", "2027-03-15T12:30", "open"),
        ("America/Toronto", "2027-03-12T12:30", "closed"),
    ],
)
def test_half_past_eight_stays_half_past_eight_when_the_clocks_change(zone: str, moment: str, state: str):
    """Hours are the wall's in the service's own zone, on both nights of the year."""
    assert state_at(compiled("Mo-Fr 08:30-16:30", zone, [], START), ms(moment)) == state


def test_an_evening_past_midnight_lasts_an_hour_longer_in_autumn():
    """Saturday 20:00 to 03:00 over the change is eight hours, over the spring one six."""
    hours = compiled("Sa 20:00-03:00", "America/Toronto", [], START)
    lengths = {end - begin for begin, end in hours["spans"]}

    assert lengths == {7 * 60, 8 * 60, 6 * 60}


def test_a_closed_date_is_a_closed_day_there():
    """Christmas is closed from midnight to midnight in the service's zone, also for what is open day and night."""
    hours = compiled("24/7", "America/Winnipeg", ["2026-12-25"], START)

    assert [state_at(hours, ms(f"2026-12-{day}")) for day in ("25T04:59", "25T05:00", "26T04:59", "26T05:00")] == [
        "open",
        "closed",
        "closed",
        "open",
    ]


def test_hours_that_nobody_knows_are_not_guessed():
    """Unknown stays unknown, and so does what lies beyond the table."""
    assert state_at(compiled("unknown", "America/Winnipeg", [], START), START) == "unknown"
    assert state_at(compiled("Mo 10:00-12:00", "America/Winnipeg", [], START), START + 500 * 86_400_000) == "unknown"


@pytest.mark.parametrize("osm", ["", "always", "Mo-Fr 8-25", "off", 'Mo-Fr 08:30-16:30 "by chance" xx'])
def test_hours_that_make_no_sense_are_refused(osm: str):
    """A typing error never becomes "open"."""
    with pytest.raises(ValueError, match=r"is not understood|is never open"):
        compiled(osm, "America/Winnipeg", [], START)


@pytest.mark.parametrize(
    ("number", "code"),
    [
        ("+18006686868", None),
        ("911", None),
        ("+1800668686", "C02"),
        ("1-800-668-6868", "C02"),
        ("+1８006686868", "C02"),
        ("+18006686868 ", "C02"),
        ("+19005551234", "C03"),
        ("12345", "C04"),
        ("９１１", "C02"),
        ("", "C02"),
    ],
)
def test_only_a_number_of_the_right_shape_is_taken(number: str, code: str | None):
    """E.164, no premium rate, short codes from the list only, no look-alike digits."""
    fault = wrong(number, {"911"})

    assert (fault[0] if fault else None) == code


def test_numbers_read_as_people_write_them():
    """1-800-668-6868, and 988 as it is."""
    assert [shown("+18006686868"), shown("988")] == ["1-800-668-6868", "988"]


def test_outside_practice_only_the_floor_and_what_two_people_called_is_shown(small: Path):
    """A youth is never shown a number that nobody called, except the floor; practice mode shows it with a mark."""
    change(small, SERVICES, "by: [Ada, Joe]", "by: [Ada]")
    live = Library.load(practice=True, now_ms=NOW, folder=small).current
    assert live.directory.shown == {"911", "opp", "den", "lodge"}
    strict = live_edition(small)

    assert strict.directory.shown == {"911", "opp", "lodge"}
    assert strict.service("den") is None
    assert strict.card("den", "en", NOW).lines == []


@pytest.mark.parametrize(
    ("tags", "days", "level"),
    [
        ("[stay]", 90, None),
        ("[stay]", 91, "W"),
        ("[stay]", 180, "W"),
        ("[stay]", 181, "out"),
        ("[stay, crisis]", 30, None),
        ("[stay, crisis]", 31, "W"),
        ("[stay, crisis]", 90, "W"),
        ("[stay, crisis]", 91, "out"),
        # Where the caller lives it may be a day later than in UTC; nobody has called the day after.
        ("[stay]", -1, None),
        ("[stay]", -2, "out"),
    ],
)
def test_a_number_goes_to_the_day_on_which_its_call_is_too_long_ago(tags: str, days: int, level: str | None):
    """To the day, and what is already shown goes on the same day as what is looked at anew."""
    called = datetime.fromtimestamp(NOW / 1000 - days * 86_400, UTC).date().isoformat()
    written = FILES[SERVICES].replace("[stay]", tags, 1).replace("2026-11-20", called, 1)
    report = check_files({**FILES, SERVICES: written}, NOW)
    told = [one.level for one in report.findings if one.code == "C07" and one.at == "den"]
    entry = {"tags": tags.strip("[]").split(", "), "state": "verified", "verified_on": called}

    assert told == ([level] if level else [])
    assert too_old(entry, NOW) == (level == "out" and days > 0)


def live_edition(folder: Path) -> Edition:
    """The folder as a release."""
    from content.cli import main

    assert main(["compile", "--release", "--folder", str(folder)]) == 0
    return Library.load(practice=False, now_ms=NOW, folder=folder).current


def test_nothing_of_the_shipped_directory_is_called_verified(shipped: Edition):
    """Nobody has phoned any of these numbers; the content says so, and outside practice mode only the floor is shown."""
    states = {entry["state"] for entry in shipped.directory.entries.values()}
    strict = Library.load(practice=False, now_ms=NOW).current

    assert states == {"floor", "unchecked"}
    assert strict.directory.shown == {"911", "opp", "khp", "988"}
    assert "(Not yet checked by phone.)" in shipped.card("hfw", "en", NOW).lines
    assert "(Not yet checked by phone.)" not in strict.card("khp", "en", NOW).lines
    assert "(Not yet checked by phone.)" in shipped.card("khp", "en", NOW).lines


def test_a_service_without_a_number_is_kept_and_never_shown(shipped: Edition):
    """What is still to be found stays on the list for editors."""
    without = {one for one, entry in shipped.directory.entries.items() if not entry["reach"]}

    assert without == {"hoshizaki", "firststep", "newstarts", "naps", "wfs", "onwa", "kca", "fc"}
    assert not without & shipped.directory.shown


def test_a_service_for_some_comes_after_those_for_anyone(shipped: Edition):
    """A boy of 14 is not shown a women's line first, on any screen."""
    for tag, ids in shipped.directory.offers(NOW).items():
        marks = [limited(shipped.directory.entries[one]) for one in ids]

        assert marks == sorted(marks), tag
        assert ids[:1] and not marks[0]


def test_numbers_open_now_are_in_the_order_for_an_unknown_youth(shipped: Edition):
    """Danger first, then the lines for anyone."""
    assert shipped.directory.offers(NOW)["now"] == ["911", "opp", "khp", "988"]


def test_what_is_closed_is_not_offered_as_open(shipped: Edition):
    """Tuesday 06:00 in Kenora: the office that opens at 8:30 is not among the open ones; at 9:00 it is."""
    assert "aafs" not in shipped.directory.open_now(ms("2026-11-24T12:00"))
    assert "aafs" in shipped.directory.open_now(ms("2026-11-24T15:00"))
    assert "Closed now." in shipped.card("hub", "en", ms("2026-11-24T12:00")).lines[3]


def test_a_card_begins_with_plain_words_and_ends_with_the_official_name(shipped: Edition):
    """No telling name where a lock screen shows it; but a youth who calls knows how they answer."""
    card = shipped.card("chth", "en", NOW)

    assert card.lines[0] == "A line for when someone uses you"
    assert card.lines[-1] == "They answer as: Canadian Human Trafficking Hotline"
    assert card.numbers == [("Copy 1-833-900-1010", "1-833-900-1010")]


def test_no_card_begins_with_a_telling_word(shipped: Edition):
    """The first line of every card passes the list of words to avoid and the lock-screen list."""
    telling = ("victim", "traffick", "assault", "suicide", "abuse", "crisis", "sexual")
    for lang in shipped.langs:
        for one in shipped.directory.shown:
            assert not any(word in shipped.card(one, lang, NOW).lines[0].lower() for word in telling), one


def test_every_number_can_be_copied(shipped: Edition):
    """Each number to call or text has a button whose label fits."""
    for one in shipped.directory.shown:
        card = shipped.card(one, "fr", NOW)
        wanted = {
            reach["show"] for reach in shipped.directory.entries[one]["reach"] if reach["how"] in ("call", "text")
        }

        assert {number for _, number in card.numbers} == wanted
        assert all(len(label) <= 24 for label, _ in card.numbers)
