"""What was published is read back, tried on every screen before a youth sees it, and looked at anew each day."""

import copy
import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from content.bundle import canonical, identity
from content.check import check
from content.edition import as_json, floor_only
from content.library import ContentError, Edition, Library, edition, edition_of
from content.published import edition_from, tried
from tests.content.faults import FAULTS, Fault
from tests.content.faults import named as called
from tests.content.faults import spoil as write_in
from tests.content.small import FILES, NOW

Json = dict[str, Any]
DAY = 86_400_000


@cache
def served() -> Library:
    """Return a line that serves what is shipped, for tests in which it goes on doing so."""
    return Library.load(True, NOW)


@cache
def small_edition(practice: bool = False) -> Json:
    """Return the edition of the small folder."""
    return as_json(edition_of(FILES, NOW, practice)[0])


def made(practice: bool = False) -> Json:
    """Return a small edition as it was signed, with a phrase for everything that is said."""
    small, said = small_edition(practice), served().current.phrases
    return copy.deepcopy(
        {**small, "phrases": {lang: {**said[lang], **small["phrases"][lang]} for lang in ("en", "fr")}}
    )


def named(edition: Json) -> Json:
    """Give its bundle the name that fits."""
    edition["bundle"]["id"] = identity(edition["bundle"])
    return edition


def test_an_edition_is_read_back_as_it_was(shipped: Edition):
    """Written down, signed, sent and read: the same words, numbers and order, and every screen can be shown; the floor too."""
    for one in (as_json(shipped), made(), floor_only(as_json(shipped)), floor_only(made())):
        read, alarm = edition_from(json.loads(canonical(one)), True, NOW)
        tried(read, NOW)

        assert as_json(read) == one
        assert list(read.directory.entries) == one["services"]["order"]
        assert alarm is None


def test_a_service_that_was_called_too_long_ago_drops_out_by_itself_and_alarms():
    """C12: nobody has to publish for that, and what is on the floor stays; the opening hours are those of the day."""
    crisis = made()
    crisis["services"]["entries"]["den"]["tags"] = ["crisis", "stay"]
    library = Library.load(True, NOW)
    library.take_over(lambda now: edition_from(crisis, True, now), NOW)
    today, quiet = library.current, library.trouble
    library.refresh(NOW + 100 * DAY)
    later, alarm = library.current, library.trouble
    library.refresh(NOW + 200 * DAY)

    assert {"den", "lodge"} <= set(today.directory.shown) and quiet is None
    assert set(today.directory.shown) - set(later.directory.shown) == {"den"}
    assert (alarm or "").startswith("C12") and "den" in (alarm or "") and "lodge" not in (alarm or "")
    assert set(library.current.directory.shown) == {"911", "opp"}


def test_a_hidden_number_is_not_said_to_be_checked_on_any_desk(shipped: Edition):
    """A society keeps its page; that somebody once called the number counts no more."""
    whole = as_json(shipped)
    one, floor = whole["societies"][0]["service"], list(whole["services"]["floor"])
    entry = {**whole["services"]["entries"][one], "state": "verified", "verified_on": "2026-11-20"}
    services = {**whole["services"], "entries": {**whole["services"]["entries"], one: entry}}

    def told(shown: list[str]) -> str:
        found = edition_from({**whole, "services": {**services, "shown": shown}}, True, NOW)[0].desk()["societies"]
        return str(found[0]["numbers_checked_on"])

    assert (told([*floor, one]), told(floor)) == ("2026-11-20", "")


def test_a_version_from_before_circles_had_names_says_the_lines_own(shipped: Edition):
    """Editors signed it before anybody could write for whom a circle works; it is served as it was."""
    whole = as_json(shipped)
    old = {
        lang: {name: text for name, text in said.items() if not name.startswith(("org.", "police_line.indigenous"))}
        for lang, said in whole["phrases"].items()
    }
    found = edition_from({**whole, "phrases": old}, True, NOW)[0]

    assert found.desk()["orgs"] == {}
    assert found.who("en", "indigenous") == {"org": "the Quietline team", "police_line": "They are not police."}


def test_what_was_published_stays_when_the_files_change_or_a_day_begins(copied: Any):
    """Once editors have published, the folder speaks to nobody any more."""
    library = Library.load(True, NOW, copied)
    library.take_over(lambda now: edition_from(made(), True, now), NOW)
    main = copied / "flows" / "main.yaml"
    main.write_text(main.read_text().replace("What would help", "What might help"))
    library.refresh(NOW + 1000)
    library.refresh(NOW + 2 * DAY)

    assert library.current.bundle["text"]["en"]["menu"] == "What would help right now?"
    assert library.current.org == "the small team"


def test_a_practice_edition_is_never_shown_to_a_real_youth():
    """It may show numbers that nobody has checked."""
    with pytest.raises(ContentError, match="for practice"):
        edition_from(made(practice=True), False, NOW)

    assert edition_from(made(practice=True), True, NOW)[0].practice


@pytest.mark.parametrize(
    "spoil",
    [
        lambda one: one.update(v=2),
        lambda one: one["bundle"].update(id="0" * 64),
        lambda one: one["bundle"]["text"]["en"].update(menu="Changed, and not named anew."),
        lambda one: one["services"].update(floor=[]),
        lambda one: one["services"].update(shown=["den"]),
        lambda one: one["services"].update(order=["nobody"]),
        lambda one: one["services"]["entries"]["911"].update(reach=[]),
        lambda one: one["services"]["entries"]["den"].update(verified_on="never"),
        *(lambda one, name=name: one.pop(name) for name in sorted(small_edition()) if name != "warnings"),
    ],
)
def test_what_is_not_whole_is_refused_before_anything_changes(spoil: Any):
    """A dropped part, a floor that is gone, another form, a bundle under another's name: a sentence, and the old edition."""
    before, broken = served().current, made()
    spoil(broken)
    with pytest.raises(ContentError):
        served().take_over(lambda now: edition_from(broken, True, now), NOW)

    assert served().current is before


@pytest.mark.parametrize("fault", [one for one in FAULTS if one.level != "E"], ids=called)
def test_what_the_checker_lets_through_can_be_shown(small: Path, fault: Fault):
    """A warning, or a service that is left out, keeps no bot from taking a version over."""
    write_in(small, fault)
    report = check(small, NOW)
    assert report.checked
    signed = {**as_json(edition(report.checked, True)), "phrases": made()["phrases"]}
    read, _ = edition_from(json.loads(json.dumps(signed)), True, NOW)

    tried(read, NOW)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda bundle: bundle["steps"]["menu"]["choices"][0].update(go=["menu"]),
        lambda bundle: bundle["text"]["en"].pop("rest"),
        lambda bundle: bundle["text"]["en"].pop("menu.a"),
        lambda bundle: bundle["text"]["en"].update(rest="{service:nobody} {stranger}"),
        lambda bundle: bundle["text"]["en"].update(rest="\u200b"),
        lambda bundle: bundle["text"]["en"].update({"menu.a": ""}),
        lambda bundle: bundle["text"]["en"].update({"@numbers": "\u3164"}),
        lambda bundle: bundle["same"].pop("rest"),
        lambda bundle: bundle["steps"]["talk"].update(branch=[]),
        lambda bundle: bundle["doors"].pop("talk"),
        lambda bundle: bundle.update(hub="nowhere"),
    ],
)
def test_a_screen_that_would_leave_a_youth_with_nothing_is_found_before_one_stands_on_it(spoil: Any):
    """Two editors signed it, and still nobody meets it."""
    broken = made()
    spoil(broken["bundle"])
    read, _ = edition_from(named(broken), True, NOW)
    with pytest.raises(ContentError, match="cannot be shown"):
        tried(read, NOW)
