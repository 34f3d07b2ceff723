"""Every rule of the checker catches its fault, with file and line and a fix, and leaves the clean neighbour alone."""

import json
from pathlib import Path

import pytest

from content.check import check
from content.reading import Finding
from tests.content.small import NOW, change

FLOW, SERVICES, PROJECT, PHRASES = "flows/main.yaml", "services/all.yaml", "project.yaml", "phrases/en.yaml"
LONG = "You can stay here as long as you want and we will talk about all the things you like to do. "
HARD = "Considerable organizations continually communicate information regarding availability. " * 5

# code, level, file, old text, faulty text, clean text of the same kind
FAULTS = [
    ("S01", "E", FLOW, "hub: menu\n", "hub: menu\nhub: rest\n", "hub: menu\n"),
    ("S01", "E", FLOW, "    go: menu\n", "    go: menu\n    colour: red\n", "    go: menu  # red\n"),
    ("S01", "E", FLOW, "vars:\n", "vars: &v\n", "vars:\n"),
    ("S01", "E", FLOW, "say: All clear.", "say: !!python/name:os.system x", "say: All done."),
    ("S01", "E", FLOW, "  decoy:\n    say: Wrong number.\n", "  decoy:\n", "  decoy:\n    say: Sorry.\n"),
    ("S02", "E", FLOW, "go: places}", "go: palaces}", "go: places }"),
    ("S02", "E", FLOW, "hub: menu\n", "hub: talk\n", "hub: menu\n"),
    ("S02", "E", PROJECT, "sorry: closed", "sorry: nowhere", "sorry: closed"),
    ("S04", "E", FLOW, "{id: b, label: A place", "{id: a, label: A place", "{id: b2, label: A place"),
    ("S04", "E", "flows/more.yaml", "", "format: 1\nflow: more\nsteps:\n  rest:\n    say: Hi.\n    go: menu\n", "format: 1\nflow: more\nsteps: {}\n"),
    ("S05", "E", FLOW, "      - {go: wait}\n", "", "      - {go: wait }\n"),
    ("S06", "E", FLOW, "value: low", "value: lowly", "value: low "),
    ("S06", "E", FLOW, 'oncall: ["yes"]', 'oncall: ["on"]', 'oncall: ["no"]'),
    ("S06", "E", FLOW, "    set: mood\n", "    set: mod\n", "    set: mood \n"),
    ("R01", "E", FLOW, "  leave:\n", "  island:\n    say: Hi.\n    go: menu\n  leave:\n", "  leave:\n"),
    ("R02", "E", FLOW, "      - {id: l, label: Leave a note, go: note}\n", "", "      - {id: l, label: Leave a note, go: note}\n"),
    ("R03", "E", FLOW, "    go: menu\n", "    go: hello\n", "    go: menu\n"),
    ("R04", "E", FLOW, "always: [talk, numbers, leave]", "always: [numbers, leave]", "always: [numbers, talk, leave]"),
    ("R04", "E", FLOW, "{closed: closed}", "{closed: erased}", "{closed: closed }"),
    ("R05", "E", FLOW, "always: [talk, numbers, leave]", "always: [talk, numbers]", "always: [leave, talk, numbers]"),
    ("R05", "E", FLOW, '    say: Bye for now.\n    end: {wipe: "no"}', "    say: Bye for now.\n    go: menu", '    say: Bye.\n    end: {wipe: "no"}'),
    ("C01", "E", SERVICES, "- id: den\n", "- id: opp\n", "- id: den\n"),
    ("C02", "E", SERVICES, "+18073468282", "807-346-8282", "+18073468283"),
    ("C02", "E", SERVICES, "+18073468282", "+1807346828", "+18073468283"),
    ("C03", "E", SERVICES, "+18073468282", "+19005551234", "+18005551234"),
    ("C04", "E", SERVICES, 'to: "686868"', 'to: "12345"', 'to: "686868" '),
    ("C05", "E", SERVICES, '{how: call, to: "911"}', '{how: text, to: "911"}', '{how: call, to: "911" }'),
    ("C06", "E", SERVICES, 'to: "https://example.ca"}', 'to: "http://example.ca"}', 'to: "https://example.ca/a"}'),
    ("C07", "W", SERVICES, 'on: "2026-11-20", by: [Ada, Joe]', 'on: "2026-07-20", by: [Ada, Joe]', 'on: "2026-11-01", by: [Ada, Joe]'),
    ("C07", "out", SERVICES, 'on: "2026-11-20", by: [Ada, Joe]', 'on: "2026-03-20", by: [Ada, Joe]', 'on: "2026-11-01", by: [Ada, Joe]'),
    ("C08", "out", SERVICES, "by: [Ada, Joe]", "by: [Ada, ada ]", "by: [Ada, Bea]"),
    ("C08", "out", SERVICES, 'by: [Ada, Joe], source: "https://example.ca"', "by: [Ada, Joe], source: ", 'by: [Ada, Joe], source: "https://a.ca"'),
    ("C09", "E", SERVICES, "Mo-Fr 08:30-16:30", "Monday 08:30-16:30 sharp", "Tu-Fr 08:30-16:30"),
    ("C09", "E", SERVICES, "zone: America/Winnipeg, closed: [\"2026-12-25\"]", "zone: EST, closed: []", "zone: America/Toronto, closed: []"),
    ("C10", "out", SERVICES, "private: {en: No name needed., fr: Pas besoin de nom.}", "private: {fr: Pas besoin de nom.}", "private: {en: No., fr: Non.}"),
    ("C11", "E", FLOW, "services: {tag: stay}", "services: {tag: stays}", "services: {tag: stay }"),
    ("C11", "E", FLOW, "{service:opp}", "{service:den}", "{service:911}"),
    ("C11", "E", FLOW, "{service:opp}", "{service:opp.text}", "{service:opp.call}"),
    ("C13", "E", SERVICES, ", say: {en: women 16 and up, fr: femmes de 16 ans et plus}", "", ", say: {en: women}"),
    ("C13", "E", SERVICES, "tags: [stay]\n  verified: {on: \"2026-11-20\", by: [Ada, Joe], source: \"https://example.ca\"}\n- id: lodge", "tags: []\n  verified: {on: , by: [], source: }\n- id: lodge", "tags: [stay]\n  verified: {on: , by: [], source: }\n- id: lodge"),
    ("L01", "E", "i18n/fr/main.yaml", "  - {id: leave,", "  - {id: erased,", "  - {id: leave,"),
    ("L01", "W", FLOW, "  leave:\n", "  extra:\n    say: Hi.\n    go: menu\n  leave:\n", "  leave:\n"),
    ("L02", "W", FLOW, "say: That is good.", "say: That is fine.", "say: That is good."),
    ("L05", "E", PROJECT, "state: review, approved_by: }", "state: live, approved_by: }", "state: live, approved_by: Marie}"),
    ("T01", "W", FLOW, "label: I am okay", "label: I am okay and I will stay", "label: I am okay"),
    ("T02", "W", FLOW, "say: What would help right now?", "say: " + "Stay. " * 101, "say: What would help right now?"),
    ("T03", "E", FLOW, "say: What would help right now?", "say: " + "Stay 😀 " * 600, "say: What would help right now?"),
    ("T04", "W", FLOW, "say: What would help right now?", "say: " + LONG, "say: What would help right now?"),
    ("T04", "W", FLOW, "say: What would help right now?", "say: " + HARD, "say: What would help right now?"),
    ("T06", "W", FLOW, "say: What would help right now?", "say: Two victims came.", "say: Two people came."),
    ("T07", "E", FLOW, "say: What would help right now?", "say: See help.example.ca now.", "say: See them. Call now."),
    ("T07", "E", "replies/en.yaml", "Hi. I am glad", "See https://a.io/?utm=1. I am glad", "Hi. I am so glad"),
    ("T08", "E", FLOW, "say: What would help right now?", "say: Call 1-800-668-6868.", "say: I am 15 or 16, up to 12 hours."),
    ("T08", "E", FLOW, "say: What would help right now?", "say: Call 9-1-1 now.", "say: Call {service:911} now."),
    ("T08", "E", FLOW, "say: What would help right now?", "say: Call １800 66\u200b8 68\u200b68.", "say: Call now."),
    ("T09", "E", FLOW, "{org}", "{organization}", "{name}"),
    ("T09", "E", FLOW, "{org}", "{org", "{org}"),
    ("T10", "W", FLOW, "say: What would help right now?", "say: Did the police hurt you?", "say: Policy is dull."),
    ("N01", "E", PHRASES, "Hi, got a minute?", "New message from your worker", "Hi, got a minute?"),
    ("N02", "E", FLOW, "{id: a, label", "{id: " + "a" * 70 + ", label", "{id: aa, label"),
    ("K01", "E", "lexicon/words.yaml", "lang: en, go: numbers", "lang: en, go: nowhere", "lang: en, go: numbers "),
    ("K01", "E", FLOW, "hears: {places:", "hears: {numbers:", "hears: {places: "),
    ("K01", "E", PHRASES, "  unheard:", "  unhear:", "  unheard:"),
    ("K02", "E", "lexicon/words.yaml", '"want ~1 die"', '"~1 !"', '"want ~2 die"'),
    ("K02", "E", "lexicon/words.yaml", 'any: ["veux mourir"]', "any: []", 'any: ["veux mourir"]'),
    ("K03", "E", "lexicon/words.yaml", "cat: emergency, lang: en", "cat: emergency, lang: fr", "cat: emergency, lang: en"),
    ("V02", "E", FLOW, "{old_rights: menu}", "{old_rights: attic}", "{old_rights: rest}"),
    ("P01", "E", "tests/words.yaml", "hears: emergency", "hears: none", "hears: emergency"),
    ("W01", "W", PROJECT, "waivers: []", "waivers:\n  - {code: T01, at: menu, why: It fits.}", "waivers: []"),
]  # fmt: skip


def found(folder: Path) -> list[Finding]:
    return check(folder, NOW).findings


def test_the_small_folder_is_faultless(small: Path):
    """A clean content gets no finding at all: a rule that always speaks is soon ignored."""
    assert found(small) == []


@pytest.mark.parametrize(
    ("code", "level", "file", "old", "faulty", "clean"),
    FAULTS,
    ids=[f"{row[0]}-{number}" for number, row in enumerate(FAULTS)],
)
def test_an_editor_is_told_what_is_wrong_where_and_what_to_do(
    small: Path, code: str, level: str, file: str, old: str, faulty: str, clean: str
):
    """The rule finds its fault once it is there, with a file that exists, a line and a fix; the clean neighbour is left alone."""
    change(small, file, old, clean)
    assert [one for one in found(small) if (one.code, one.level) == (code, level)] == []
    if clean:
        change(small, file, clean, faulty)
    else:
        change(small, file, "", faulty)
    mine = [one for one in found(small) if (one.code, one.level) == (code, level)]

    assert mine
    for one in mine:
        assert (small / one.file).exists()
        assert 1 <= one.line <= len((small / one.file).read_text().splitlines())
        assert one.says.endswith((".", '"')) or one.says
        assert one.fix.endswith(".")


def test_the_line_is_the_line(small: Path):
    """The finding names the very line that was edited."""
    change(small, FLOW, "go: places}", "go: palaces}")
    line = (small / FLOW).read_text().splitlines().index("  menu:") + 1

    assert [(FLOW, line, "S02")] == [(one.file, one.line, one.code) for one in found(small)]


def test_a_crisis_number_far_away_is_found(small: Path):
    """R06: more than two taps to a number blocks, from the one step where it is so."""
    deep = "".join(
        f"  deep{n}:\n    say: Hi.\n    choices:\n      - {{id: g, label: Go, go: deep{n + 1}}}\n" for n in range(1, 4)
    )
    deep += "  deep4:\n    say: Hi.\n    choices:\n      - {id: m, label: Menu, go: numbers}\n"
    change(small, FLOW, "  leave:\n", deep + "  leave:\n")
    change(small, FLOW, "always: [talk, numbers, leave]", "always: [leave]")
    change(small, PROJECT, "help: numbers", "help: deep1")
    codes = {(one.code, one.at) for one in found(small)}

    assert ("R06", "deep1") in codes
    assert ("R06", "deep2") in codes
    assert ("R06", "deep4") not in codes


def test_a_removed_step_needs_a_redirect(small: Path):
    """V01: somebody may stand on a step of the last release; it may only go with a redirect."""
    (small / "release.json").write_text(json.dumps({"bundle": "x", "steps": ["menu", "attic"], "services": []}))
    assert [one.code for one in found(small)] == ["V01"]
    change(small, FLOW, "{old_rights: menu}", "{old_rights: menu, attic: rest}")

    assert found(small) == []


def test_an_expired_service_of_the_release_is_an_alarm(small: Path):
    """C12: what youth are shown today was trusted at the release and is not any more."""
    (small / "release.json").write_text(json.dumps({"bundle": "x", "steps": [], "services": ["911", "opp", "den"]}))
    assert found(small) == []
    change(small, SERVICES, 'on: "2026-11-20"', 'on: "2026-01-20"')
    strict = check(small, NOW, practice=False).findings

    assert [(one.code, one.at) for one in strict if one.level == "E"] == [("C12", "den")]


def test_a_place_that_nobody_called_is_a_warning_with_a_reason(small: Path):
    """C11: a screen that falls back to the main lines is a warning, and a written reason sets it apart; an E has no excuse."""
    change(small, SERVICES, "by: [Ada, Joe]", "by: []")
    change(small, SERVICES, "by: [Ada, Joe]", "by: []")
    warned = [one for one in found(small) if one.level == "W"]
    assert [(one.code, one.at) for one in warned] == [("C11", "places")]
    change(small, PROJECT, "waivers: []", "waivers:\n  - {code: C11, at: places, why: We call them on Monday.}")
    report = check(small, NOW)

    assert [one for one in report.findings if one.level in "EW"] == []
    assert [why for _, why in report.explained] == ["We call them on Monday."]
