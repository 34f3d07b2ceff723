"""Lists every text that a language needs beside what it has, and the change that would set it."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from content.bundle import source_mark
from content.compile import compile_flows
from content.editing import Change, Unplaceable, apply
from content.gather import gather
from content.model import Source, blocks
from content.reading import Block, Finding
from content.rules.languages import SAFETY_PHRASES, SAFETY_STEPS

REVIEW = "needs human review before it goes live"
NOTES = {
    "say": "What a youth reads. Plain words, short sentences.",
    "label": "A button: at most 24 letters.",
    "phrase": "A phrase or a button of the bot.",
    "service": "On the card of a service.",
    "reply": "A line that a worker can send with one press.",
}
SAID = ("name", "plain", "cost", "private")
SAFE = (".name", ".cost", ".private")


class Row(NamedTuple):
    """One text: its id among all, its source and where that stands, its translation ("" if there is none), whether that is old.

    `path` and `at` say where a translation goes.
    """

    id: str
    kind: str
    source: str
    file: str
    line: int
    text: str
    stale: bool
    path: str
    at: tuple[str | int, ...]


class Unreadable(Exception):
    """The files themselves must be put right first; `finding` says which."""

    def __init__(self, finding: Finding):
        super().__init__(str(finding))
        self.finding = finding


def rows(files: Mapping[str, str], lang: str) -> list[Row]:
    """Every text of the source, in the order of the files, beside what a language has for it."""
    source = source_of(files)
    return [*_texts(source, lang), *_services(source, lang), *_replies(source, lang)]


def home(files: Mapping[str, str], path: str, lang: str) -> str:
    """The text of a file that translations go into: begun if it is not there; of replies with every stage of the source."""
    replies = path.startswith("replies/")
    head = f"format: 1\nlang: {lang}\nreview: {REVIEW}\n"
    text = files.get(path, head + ("stages: []\n" if replies else "texts: []\n"))
    if not replies:
        return text
    source = source_of({**files, path: text})
    first = source.source_language()
    known = [str(stage["stage"]) for name, tree in source.replies if name == path for stage in _stages(name, tree)]
    wanted = [
        str(one["stage"]) for name, tree in source.replies if tree["lang"] == first for one in _stages(name, tree)
    ]
    missing = [stage for stage in wanted if stage not in known]
    more = [Change(("stages", len(known) + place), {"stage": one, "lines": []}) for place, one in enumerate(missing)]
    return placed(text, more, path)


def source_of(files: Mapping[str, str]) -> Source:
    """The files in the format. Unreadable if one of them is not."""
    found: list[Finding] = []
    source = gather(files, found)
    if source is None or any(one.level == "E" for one in found):
        raise Unreadable(next(one for one in found if one.level == "E"))
    return source


def placed(text: str, changes: Sequence[Change], path: str) -> str:
    """The text with the changes in it. Unreadable if the file has no place for one."""
    try:
        return apply(text, changes, path)
    except Unplaceable as fault:
        raise Unreadable(Finding("S01", "E", path, fault.line, fault.says, fault.fix)) from None


def safety(row: Row) -> bool:
    """Whether a youth could not find help, or the way out, without this text."""
    if row.kind == "service":
        return row.id.endswith(SAFE)
    if row.kind == "phrase":
        return row.id.removeprefix("@") in SAFETY_PHRASES
    return row.kind in ("say", "label") and row.id.partition(".")[0] in SAFETY_STEPS


def change(row: Row, text: str) -> list[Change]:
    """The changes of `row.path` that set a translation."""
    if row.kind == "service":
        return [Change(row.at, text)]
    if row.kind == "reply":
        return (
            [Change((*row.at, "text"), text)] if row.text else [Change(row.at, {"id": str(row.at[-1]), "text": text})]
        )
    mark = source_mark(row.source)
    if row.text:
        return [Change((*row.at, "of"), mark), Change((*row.at, "text"), text)]
    return [Change(row.at, {"id": str(row.at[-1]), "of": mark, "text": text})]


def _texts(source: Source, lang: str) -> list[Row]:
    """Screens, buttons and phrases: their translations carry the mark of what they translate."""
    made = compile_flows(source, [], practice=True)
    first = source.source_language()
    have = {(place.key, place.kind == "phrase"): place for place in made.places if place.lang == lang}
    found = []
    for place in made.places:
        if place.lang != first:
            continue
        phrase = place.kind == "phrase"
        own = have.get((place.key, phrase))
        home = f"phrases/{lang}.yaml" if phrase else place.file.replace("flows/", f"i18n/{lang}/", 1)
        stale = (lang, place.key) in made.stale
        name = "@" + place.key if phrase else place.key
        spot: tuple[str | int, ...] = ("texts", place.key)
        there = (own.text, stale, own.file) if own else ("", False, home)
        found.append(Row(name, place.kind, place.text, place.file, place.line, *there, spot))
    return found


def _services(source: Source, lang: str) -> list[Row]:
    first, found = source.source_language(), []
    for file, items in source.services:
        for written in items:
            spots: list[tuple[tuple[str, ...], Any]] = [((key,), written.get(key)) for key in SAID]
            both = [key for key in ("hours", "for") if isinstance(written[key], Block)]
            for way, said in [*spots, *[((key, "say"), written[key].get("say")) for key in both]]:
                if isinstance(said, Block) and said.get(first):
                    name = f"service:{written['id']}.{way[0]}"
                    text, at = str(said.get(lang, "")), (str(written["id"]), *way, lang)
                    found.append(Row(name, "service", str(said[first]), file, written.line, text, False, file, at))
    return found


def _replies(source: Source, lang: str) -> list[Row]:
    """The replies of a language stand by stage, under the same ids; a stage that is missing will stand after the others."""
    first, found = source.source_language(), []
    own = [(file, tree) for file, tree in source.replies if tree["lang"] == lang]
    path = own[0][0] if own else f"replies/{lang}.yaml"
    stages = [stage for file, tree in own for stage in _stages(file, tree)]
    order = [str(stage["stage"]) for stage in stages]
    have = {str(line["id"]): str(line["text"]) for one in stages for line in blocks(one["lines"], "reply", "", [])}
    for file, tree in source.replies:
        for stage in _stages(file, tree) if tree["lang"] == first else ():
            if stage["stage"] not in order:
                order.append(str(stage["stage"]))
            for line in blocks(stage["lines"], "reply", "", []):
                at = ("stages", order.index(str(stage["stage"])), "lines", str(line["id"]))
                text = have.get(str(line["id"]), "").strip()
                name, said = f"reply:{line['id']}", str(line["text"]).strip()
                found.append(Row(name, "reply", said, file, line.line, text, False, path, at))
    return found


def _stages(file: str, tree: Block) -> list[Block]:
    """The stages of a file of replies: a place among them is a place in the file, so each must be well-formed."""
    found: list[Finding] = []
    stages = blocks(tree["stages"], "stage", file, found)
    for stage in stages:
        blocks(stage["lines"], "reply", file, found, stage.line)
    if found:
        raise Unreadable(found[0])
    return stages
