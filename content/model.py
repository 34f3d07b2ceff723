"""What editors may write: the closed lists, the keys of every file, and the shapes that hold them."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from content.reading import Block, Finding, Items, line_of
from content.shapes import misfit

# What a say-text may name, besides services. The host fills these in; nothing a youth typed is ever among them.
PLACEHOLDERS = ("org", "police_line", "wait", "day", "time", "zone", "minutes", "days", "name")
# What a branch may ask of the host. Everything else it asks must be a variable with a closed list.
FACTS = ("oncall", "channel", "talking", "note", "opening", "others")
FACT_VALUES = {
    "oncall": ("yes", "no"),
    "channel": ("telegram", "web"),
    "talking": ("yes", "no"),
    "note": ("yes", "no"),
    "opening": ("yes", "no"),
    "others": ("no", "community", "indigenous", "child_protection"),
}
DOORS = ("help", "stop", "erase", "talk", "wait", "chat", "closed", "sorry", "over", "decoy", "note", "menu")
# A language is begun (draft: only the studio shows it), read by practice (review), then by everybody (live).
STATES = ("source", "live", "review", "draft")
# Letters that not every phone and browser draws, and the fonts that do; a language that uses them names its font.
FONTS = {"syllabics": ((0x1400, 0x167F), (0x18B0, 0x18FF), (0x11AB0, 0x11ABF))}
HOWS = ("call", "text", "web", "visit")

KEYS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "project": (
        ("format", "org", "zone", "twin_zone", "languages", "floor", "doors", "names", "keep_days", "short_codes"),
        ("waivers", "not_shipped"),
    ),
    "language": (("id", "name", "state"), ("approved_by", "approves", "also", "font")),
    "short code": (("code", "source"), ()),
    "waiver": (("code", "at", "why"), ("by",)),
    "flow": (("format", "flow", "steps"), ("start", "hub", "vars", "always", "redirect", "review")),
    "step": ((), ("say", "go", "set", "choices", "services", "branch", "handoff", "end", "hears", "quiet")),
    "choice": (("id", "label", "go"), ("value",)),
    "branch": (("go",), ("when",)),
    "handoff": ((), ("closed", "note")),
    "end": (("wipe",), ()),
    "query": ((), ("tag", "ids")),
    "service": (
        ("id", "name", "reach", "hours", "for", "languages", "cost", "private", "needs_voice", "tags", "verified"),
        ("plain", "note", "remarks", "shipped_without_reach"),
    ),
    "reach": (("how", "to"), ("say",)),
    "hours": (("osm", "zone"), ("closed", "say")),
    "for": ((), ("min_age", "max_age", "gender", "indigenous", "area", "say")),
    "verified": (("on", "by", "source"), ()),
    "lexicon": (("cat", "lang", "go", "any"), ("whole",)),
    "society": (("service", "communities", "checked"), ("note",)),
    "checked": (("on", "by", "source"), ()),
    "warning": (("lang", "about", "any"), ()),
    "translation": (("id", "of", "text"), ()),
    "translations": (("format", "lang", "texts"), ("review",)),
    "phrases": (("format", "lang", "phrases"), ()),
    "replies": (("format", "lang", "stages"), ("review",)),
    "stage": (("stage", "lines"), ()),
    "reply": (("id", "text"), ()),
    "avoid": (("word", "say", "why"), ()),
    "topics": (("format", "lang", "words"), ()),
    "case": (("type", "lang", "hears"), ()),
}


@dataclass
class Source:
    """Every file of a content folder as written: pairs of file name and tree."""

    project: Block
    flows: list[tuple[str, Block]] = field(default_factory=list)
    translations: list[tuple[str, Block]] = field(default_factory=list)
    services: list[tuple[str, Items]] = field(default_factory=list)
    phrases: list[tuple[str, Block]] = field(default_factory=list)
    replies: list[tuple[str, Block]] = field(default_factory=list)
    lexicon: list[tuple[str, Items]] = field(default_factory=list)
    societies: list[tuple[str, Items]] = field(default_factory=list)
    warnings: list[tuple[str, Items]] = field(default_factory=list)
    avoid: dict[str, list[Block]] = field(default_factory=dict)
    topics: dict[str, list[str]] = field(default_factory=dict)
    cases: list[tuple[str, Items]] = field(default_factory=list)

    def languages(self) -> list[Block]:
        """The languages of project.yaml, the source first."""
        return [one for one in self.project["languages"] if isinstance(one, Block)]

    def source_language(self) -> str:
        """The language that the flows are written in."""
        return str(next(one["id"] for one in self.languages() if one["state"] == "source"))


@dataclass(frozen=True)
class Place:
    """Where a text stands, so that a finding about it can say so. `kind`: say, label, phrase, service or reply."""

    key: str
    lang: str
    text: str
    file: str
    line: int
    kind: str


def keys_of(block: Any, kind: str, file: str, found: list[Finding], line: int = 1) -> bool:
    """Whether the block holds exactly the keys its kind may hold; what is wrong goes to `found`."""
    if not isinstance(block, Block):
        says, fix = f"This {kind} cannot be read.", "Write it out again, with everything that it needs."
        how = f"write it as key: value, with {_list(KEYS[kind][0]) or 'its keys'}."
        found.append(Finding("S01", "E", file, line_of(block, line), says, fix, in_file=how))
        return False
    must, may = KEYS[kind]
    fine = True
    for key in block:
        if key not in must and key not in may:
            says, fix = f'"{key}" is nothing that a {kind} can hold.', "Correct its name, or take it out."
            how = f"use one of {_list((*must, *may))}, or delete the line."
            found.append(Finding("S01", "E", file, block.lines[key], says, fix, in_file=how))
            fine = False
        elif (wrong := misfit(kind, key, block[key])) is not None:
            line = line_of(block[key], block.lines[key])
            found.append(Finding("S01", "E", file, line, wrong.says, "Write it out again.", in_file=wrong.in_file))
            fine = False
    for key in must:
        if key not in block:
            says, how = f'This {kind} has no "{key}".', f"add a line {key}: to it."
            found.append(Finding("S01", "E", file, block.line, says, "Fill in what is missing.", in_file=how))
            fine = False
    return fine


def blocks(value: Any, kind: str, file: str, found: list[Finding], line: int = 1) -> list[Block]:
    """The well-formed blocks of a list; what is wrong goes to `found`."""
    if value == "":
        return []
    if not isinstance(value, Items):
        says, fix = f"Here a list of {kind}s is needed.", "Write them out again, one after the other."
        found.append(Finding("S01", "E", file, line_of(value, line), says, fix, in_file="begin each with a dash."))
        return []
    return [one for one in value if keys_of(one, kind, file, found, value.line)]


def plain_list(value: Any, file: str, found: list[Finding], line: int = 1) -> list[str]:
    """A list of plain values; what is wrong goes to `found`."""
    if isinstance(value, Items) and all(isinstance(one, str) for one in value):
        return list(value)
    if value not in ("", None):
        says, fix = "Here a list of plain words is needed.", "Write them out again, one after the other."
        found.append(Finding("S01", "E", file, line_of(value, line), says, fix, in_file="write it as [one, two]."))
    return []


def _list(names: Iterable[str]) -> str:
    return ", ".join(names)
