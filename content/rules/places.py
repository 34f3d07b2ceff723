"""Gathers every text that anybody reads, with where it stands, for the rules about words."""

from collections.abc import Iterator
from dataclasses import replace

from content.model import Place
from content.reading import Block, Finding, line_of
from content.whole import Whole

# Telegram sends no longer text (T03), so nobody has to look behind it: the one sign more is what T03 is told by.
MOST_UNITS = 4096
SERVICE_TEXTS = ("name", "plain", "cost", "private")


def every(whole: Whole) -> Iterator[Place]:
    """The texts of steps, buttons, phrases, replies, services, of the table of societies and of the line itself, as far as a rule has to read them."""
    for place in _all(whole):
        yield place if len(place.text) <= MOST_UNITS else replace(place, text=place.text[: MOST_UNITS + 1])


def _all(whole: Whole) -> Iterator[Place]:
    yield from whole.flows.places
    for file, line, lang, key, text in whole.reply_places:
        yield Place(key, lang, text, file, line, "reply")
    for file, items in whole.source.services:
        for written in items:
            said = [(key, written.get(key)) for key in SERVICE_TEXTS]
            said += [(key, written[key].get("say")) for key in ("for", "hours") if isinstance(written[key], Block)]
            for key, texts in said:
                for lang, text in texts.items() if isinstance(texts, Block) else ():
                    kind = "name" if key == "name" else "service"
                    yield Place(f"{written['id']}.{key}", str(lang), str(text), file, line_of(text, written.line), kind)
    project, file, source = whole.source.project, "project.yaml", whole.flows.bundle["source"]
    for lang, text in project["org"].items() if isinstance(project["org"], Block) else ():
        yield Place("org", str(lang), str(text), file, line_of(text), "name")
    for one in whole.source.languages():
        yield Place(f"language.{one['id']}", str(one["id"]), str(one["name"]), file, line_of(one["name"]), "name")
    for table, items in whole.source.societies:
        for written in items:
            for text in filter(None, (written.get("note"), *written["communities"])):
                yield Place(f"{written['service']}.note", source, str(text), table, line_of(text, written.line), "name")
    for name in project["names"]:
        yield Place(str(name), source, str(name), file, line_of(name), "name")


def unfinished(whole: Whole, lang: str) -> bool:
    """Whether a language is only begun: no youth sees it yet, also not in practice."""
    return any(one["id"] == lang and one["state"] == "draft" for one in whole.source.languages())


def found_at(
    code: str, level: str, place: Place, says: str, fix: str, in_file: str = "", source: str = "en"
) -> Finding:
    """A finding about a text."""
    at = place.key if place.lang == source else f"{place.key}@{place.lang}"
    return Finding(code, level, place.file, place.line, f'"{at}": {says}', fix, at, in_file)
