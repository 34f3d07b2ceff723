"""Every rule of the checker catches its fault, with file and line and a fix, and leaves the clean neighbour alone."""

import ast
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TypeGuard

import pytest

from content.check import check
from content.library import HERE
from content.model import KEYS
from content.reading import Finding
from content.rules.needed import NEEDED
from content.rules.reading_level import grade
from tests.content.faults import FAULTS, FLOW, PROJECT, SERVICES, Fault, line_at_fault, named
from tests.content.small import NOW, change

# The table of the specification, and what the checker has beyond it (decision 0022 and 0072).
RULES = re.findall(
    r"\w+",
    """S01 S02 S04 S05 S06 R01 R02 R03 R04 R05 R06 C01 C02 C03 C04 C05 C06 C07 C08 C09 C10 C11 C12 C13 L01 L02 L05
    T01 T02 T03 T04 T06 T07 T08 T09 T10 N01 N02 K01 K02 K03 V01 V02""",
)
BEYOND = ["L04", "P01", "R07", "T11", "W01"]
DOCUMENTED = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)


def test_every_rule_has_a_fault_that_it_catches():
    """No rule without a seeded fault, no code in the program that is not in the tables."""
    sources = [path.read_text("utf-8") for path in HERE.rglob("*.py")]
    used = {code for text in sources for code in re.findall(r'"([A-Z]\d\d)"', text)}

    assert used == {*RULES, *BEYOND}
    assert used == {one.code for one in FAULTS}


def found(folder: Path) -> list[Finding]:
    return check(folder, NOW).findings


def test_the_small_folder_is_faultless(small: Path):
    """A clean content gets no finding at all: a rule that always speaks is soon ignored."""
    assert found(small) == []


@pytest.mark.parametrize("fault", FAULTS, ids=named)
def test_an_editor_is_told_what_is_wrong_where_and_what_to_do(small: Path, fault: Fault):
    """The rule finds its fault once it is there, names the very line and no other, and says what to do; the neighbour is left alone."""
    change(small, fault.file, fault.old, fault.clean)
    assert mine(small, fault) == []
    change(small, fault.file, fault.clean, fault.faulty)
    told = mine(small, fault)

    assert {(one.file, one.line) for one in told} == {line_at_fault(small, fault)}
    for one in told:
        assert one.says.strip()
        assert plain(one.fix)
        assert one.in_file == "" or one.in_file.endswith(".")


def test_a_translation_that_fell_behind_is_told_without_the_code_of_a_language(small: Path):
    """Whoever never saw a file reads which text it is, and not "the en text"."""
    fault = next(one for one in FAULTS if one.code == "L02" and one.file.startswith("flows/"))
    change(small, fault.file, fault.old, fault.faulty)
    told = [one.says for one in mine(small, fault)]

    assert told and all(says.startswith("The text of ") for says in told), told


def mine(folder: Path, fault: Fault) -> list[Finding]:
    """What is found that is of the fault's kind."""
    return [one for one in found(folder) if (one.code, one.level) == (fault.code, fault.level)]


def plain(fix: str) -> bool:
    """Whether somebody who never saw a file can do this: whole sentences, at most grade 8, no keys, no brackets."""
    keys = re.search(r"[A-Za-z_]:(?!//)|[`{}\[\]]|\.yaml|\b(?:YAML|key|block|id)\b", fix)
    return bool(re.fullmatch(r"[A-Z].*\.", fix)) and not keys and (grade(fix) <= 8 or len(fix.split()) < 4)


def test_no_sentence_of_the_checker_is_written_in_yaml():
    """Read from the program itself, so that a rule without a seeded fault is as plain: what is YAML stands in `in_file`."""
    told = {text for path in HERE.rglob("*.py") for text in sentences(ast.parse(path.read_text("utf-8")))}

    assert len(told) > 120
    keys = "|".join({"key", *(key for must, may in KEYS.values() for key in (*must, *may))})
    assert sorted(text for text in told if re.search(rf"[`{{}}\[\]]|\b(?:{keys}):", text)) == []


def sentences(tree: ast.AST) -> Iterator[str]:
    """Everything in a module that begins with a capital and ends with a full stop, but for what says what the code is for."""
    docs = {node.body[0].value for node in ast.walk(tree) if isinstance(node, DOCUMENTED) and is_doc(node.body[0])}
    inside = {part for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in node.values}
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            text = "".join(str(one.value) if isinstance(one, ast.Constant) else "X" for one in node.values)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and node not in docs | inside:
            text = node.value
        else:
            continue
        if re.fullmatch(r"[A-Z].* .*\.", text):
            yield text


def is_doc(node: ast.stmt) -> TypeGuard[ast.Expr]:
    """Whether this is a docstring."""
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def test_a_small_word_that_must_hold_a_name_is_one_that_is_shipped():
    """A phrase that was called anew takes its line in the table along."""
    shipped = (HERE / "phrases" / "en.yaml").read_text("utf-8")

    assert [key for key in NEEDED if not re.search(rf"^  {re.escape(key)}:", shipped, re.M)] == []


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


def test_a_service_that_is_only_begun_keeps_nobody_from_publishing(small: Path):
    """As the studio writes one of which a name and a number are known: it stays out by itself, until it is called."""
    place = small / SERVICES
    begun = """- id: shelter
  name: {en: Winter Shelter}
  reach: [{how: call, to: "+18075550100"}]
  hours: {osm: unknown, zone: America/Winnipeg, closed: []}
  for: {area: [ON]}
  languages: [en]
  cost: {en: ""}
  private: {en: ""}
  needs_voice: "no"
  tags: []
  verified: {on: "", by: [], source: ""}
"""
    place.write_text(place.read_text().rstrip("\n") + "\n" + begun)
    out = [(one.code, one.level) for one in found(small) if one.at.startswith("shelter")]
    change(
        small, SERVICES, 'on: "", by: [], source: ""', 'on: "2026-11-20", by: [Ada, Joe], source: "https://example.ca"'
    )
    called = {one.code for one in found(small) if one.level == "E"}

    assert {level for _, level in out} == {"out"} and {code for code, _ in out} == {"C08", "C10"}
    assert called == {"L01", "T11"}


def test_an_editor_who_pasted_far_too_much_is_told_no_wrong_number(small: Path):
    """The rules look no further than Telegram sends; what they did not count they do not say."""
    change(small, FLOW, "say: All clear.", f"say: {'All clear now. ' * 500}")
    says = [one.says for one in found(small) if one.code == "T02"]

    assert says == ['"erased": more than 4096 letters is a lot to read at once.']
