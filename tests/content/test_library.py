"""The newest good content is served, and nothing else ever is."""

import json
from pathlib import Path

import pytest

from content.bundle import canonical, identity
from content.check import check
from content.library import HERE, ContentError, Library
from tests.content.small import NOW, change
from tests.load.engine import packed

FLOW, FRENCH = "flows/main.yaml", "i18n/fr/main.yaml"
DAY = 86_400_000


def test_an_editor_sees_a_change_without_a_restart(copied: Path):
    """In practice mode a saved file is served with the next screen; the old edition stays whole for whoever holds it."""
    library = Library.load(practice=True, now_ms=NOW, folder=copied)
    before = library.current
    change(copied, "flows/main.yaml", "Pick one. You can change your mind.", "Take your pick.")
    library.refresh(NOW + 1000)

    assert library.trouble is None
    assert "Take your pick." in library.current.bundle["text"]["en"]["menu"]
    assert "Take your pick." not in before.bundle["text"]["en"]["menu"]
    assert "menu" not in library.current.bundle["text"]["fr"]


def test_a_changed_source_text_is_shown_in_english_until_it_is_translated(copied: Path):
    """L02: an old translation of a new text is never shown; the youth is told that it is not in their language."""
    from content.flow import step

    library = Library.load(practice=True, now_ms=NOW, folder=copied)
    change(copied, "flows/main.yaml", "Pick one. You can change your mind.", "Take your pick.")
    library.refresh(NOW + 1000)
    edition = library.current
    _, effects = step(edition.bundle, None, {"t": "start", "lang": "fr"}, {})
    state, _ = step(edition.bundle, None, {"t": "start", "lang": "fr"}, {})
    _, effects = step(edition.bundle, state, {"t": "pick", "id": "hello.y"}, {})

    assert [(one["of"], one["lang"]) for one in effects if one["do"] == "say"] == [("menu", "en")]


def test_what_is_saved_within_the_blink_of_an_eye_is_seen_at_the_next_look(small: Path):
    """A busy bot looks at the files at most twice a second."""
    library = Library.load(practice=True, now_ms=NOW, folder=small)
    change(small, "project.yaml", "the small team", "the big team")
    library.refresh(NOW + 100)
    assert library.current.org == "the small team"
    library.refresh(NOW + 600)

    assert library.current.org == "the big team"


def test_a_new_day_brings_new_opening_hours_and_drops_expired_services(small: Path):
    """A service that nobody called for half a year goes by itself, at midnight, without a release."""
    library = Library.load(practice=True, now_ms=NOW, folder=small)
    first = library.current
    library.refresh(NOW + DAY)
    assert library.current is not first
    assert library.current.bundle["id"] == first.bundle["id"]

    assert library.current.directory.entries["den"]["hours"]["until"] > first.directory.entries["den"]["hours"]["until"]
    library.refresh(NOW + 200 * DAY)
    assert library.current.directory.entries["den"]["state"] == "unchecked"


def test_outside_practice_another_bundle_is_not_served(copied: Path):
    """A release carries its bundle's hash; a changed file stops the start with one sentence that says what to do."""
    assert Library.load(practice=False, now_ms=NOW, folder=copied).current.langs == ["en"]
    change(copied, "flows/main.yaml", "Bye for now.", "So long.")
    change(copied, "i18n/fr/main.yaml", "- id: leave\n", "- id: leave_old\n")

    with pytest.raises(ContentError, match=r"not taken over|not the one of this release"):
        Library.load(practice=False, now_ms=NOW, folder=copied)


def test_outside_practice_an_edit_waits_for_the_release(copied: Path):
    """The files of a running line are not watched."""
    library = Library.load(practice=False, now_ms=NOW, folder=copied)
    change(copied, "flows/main.yaml", "Bye for now.", "So long.")
    library.refresh(NOW + 1000)

    assert library.current.bundle["text"]["en"]["leave"].startswith("Bye for now.")


def test_an_expired_service_of_the_release_is_an_alarm_and_no_stop(small: Path):
    """C12: youth keep their screens, without that number; the operator reads which one."""
    from content.cli import main

    assert main(["compile", "--release", "--folder", str(small)]) == 0
    library = Library.load(practice=False, now_ms=NOW, folder=small)
    assert library.trouble is None
    library.refresh(NOW + 200 * DAY)

    assert "C12" in (library.trouble or "")
    assert "den" not in library.current.directory.shown


def test_the_shipped_release_is_the_shipped_content():
    """After a change of the content: python -m content compile --release."""
    report = check(HERE, NOW, practice=False)
    assert report.checked is not None
    released = json.loads((HERE / "release.json").read_text())

    assert released["bundle"] == report.checked.flows.bundle["id"]
    assert released["steps"] == sorted(report.checked.flows.bundle["steps"])


def test_the_shipped_flows_come_over_one_bar_of_signal():
    """Steps and texts, as a browser fetches them, are at most six thousand bytes: whoever adds a screen sees here what it costs."""
    _, flows = packed()

    assert flows <= 6_000


def test_the_shipped_content_has_nothing_unexplained():
    """No E, and no W without a written reason, in practice mode as in a release."""
    for practice in (True, False):
        report = check(HERE, NOW, practice)

        assert [str(one) for one in report.findings if one.level in "EW"] == []
        assert all(why.strip() for _, why in report.explained)


def test_the_same_files_give_the_same_bundle(copied: Path):
    """The hash names the words and steps: not the day, not the folder, not the services."""
    ours = check(HERE, NOW).checked
    theirs = check(copied, NOW + 90 * DAY).checked
    assert ours
    assert theirs

    assert canonical(ours.flows.bundle) == canonical(theirs.flows.bundle)
    assert identity(ours.flows.bundle) == ours.flows.bundle["id"]


def test_an_empty_folder_is_refused_with_a_sentence(tmp_path: Path):
    """Pointing at the wrong place ends with words, not with a stack."""
    with pytest.raises(ContentError, match=r"project\.yaml:1: S01 E: The file cannot be opened\."):
        Library.load(practice=True, now_ms=NOW, folder=tmp_path)
