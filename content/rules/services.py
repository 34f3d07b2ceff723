"""Rules about what services are called, where they are shown, and to whom: C01, C11, C12, C13."""

from collections.abc import Iterator

from content.directory import limited
from content.reading import Block, Finding, line_of, one_of
from content.rules.digits import as_read
from content.whole import Whole


def rules(whole: Whole) -> Iterator[Finding]:
    """Every finding about services on screens."""
    yield from _names(whole)
    yield from _queries(whole)
    yield from _inline(whole)
    yield from _eligibility(whole)
    for gone in whole.released.get("services", []):
        if gone not in whole.directory.shown:
            says = f'"{gone}" was shown in the last release and is not trusted any more.'
            fix = "Two people call it now, or a release is made without it."
            yield Finding("C12", "E", "release.json", 1, says, fix, gone)


def _names(whole: Whole) -> Iterator[Finding]:
    """No service goes by another's name, in whichever language: a true number under it would lead to the wrong people."""
    owners: dict[tuple[str, str], str] = {}
    for file, items in whole.source.services:
        for written in items:
            own = str(written["id"])
            said = [texts for texts in (written.get("name"), written.get("plain")) if isinstance(texts, Block)]
            for lang, text in [one for texts in said for one in texts.items()]:
                owner = owners.setdefault((str(lang), " ".join(as_read(str(text))[0].casefold().split())), own)
                if owner != own and str(text):
                    says = f'"{own}" has the name of "{owner}" in {lang}.'
                    yield Finding("C01", "E", file, line_of(text), says, "Give one of them another name.", own)


def _queries(whole: Whole) -> Iterator[Finding]:
    entries = whole.directory.entries
    for step, node in whole.flows.bundle["steps"].items():
        query = node.get("services")
        if query is None:
            continue
        file, line = whole.flows.steps_at[step][0], whole.flows.asks_at[step]
        named = [one for one in entries if query.get("tag") in entries[one]["tags"]] if "tag" in query else query["ids"]
        for one in query.get("ids", []):
            if one not in entries:
                says, fix = f'There is no service "{one}".', "Choose a service that is there."
                yield Finding("C11", "E", file, line_of(one, line), says, fix, step)
        if not named:
            says = f'"{step}" asks for services that do not exist.'
            yield Finding("C11", "E", file, line, says, "Give a service this tag, or ask for another.", step)
        elif not any(entries[one]["state"] != "unchecked" and entries[one]["reach"] for one in named if one in entries):
            says = f'Nobody has called a service for "{step}" yet, so it shows the main lines.'
            yield Finding("C11", "W", file, line, says, f"Let two people call {one_of(named)}.", step)


def _inline(whole: Whole) -> Iterator[Finding]:
    for place in whole.flows.places:
        for piece in place.text.split("{service:")[1:]:
            service, _, how = piece.partition("}")[0].partition(".")
            entry = whole.directory.entries.get(service)
            if entry is None or service not in whole.directory.floor:
                says = f'The number of "{service}" stands in a sentence, and may be left out one day.'
                fix = f"Name {one_of(whole.directory.floor)} here, or show this service below the text."
                how = "name it in services: of the step."
                yield Finding("C11", "E", place.file, place.line, says, fix, place.key, how)
            elif how and how not in [reach["how"] for reach in entry["reach"]]:
                says, fix = (
                    f'"{service}" cannot be reached by {how}.',
                    "Name the service alone, without the way to reach it.",
                )
                how = "write {service:" + service + "}."
                yield Finding("C11", "E", place.file, place.line, says, fix, place.key, how)


def _eligibility(whole: Whole) -> Iterator[Finding]:
    """C13: a youth must be able to know that a service is not for them before reading its number."""
    written = {str(one["id"]): (file, one.lines) for file, items in whole.source.services for one in items}
    for service, entry in whole.directory.entries.items():
        if limited(entry):
            file, lines = written[service]
            if not entry["for_say"].get("en"):
                says = f'"{service}" is not for everyone, and its card does not say so.'
                fix, how = "Write on its card who it is for, in each language.", "add say: {en: ..., fr: ...} to for:."
                yield Finding("C13", "E", file, lines["for"], says, fix, service, how)
            if "now" in entry["tags"] or service in whole.directory.floor:
                says = f'"{service}" is not for everyone, but is shown to everyone first.'
                yield Finding("C13", "E", file, lines["tags"], says, 'Take the tag "now" off it.', service)
    for step, node in whole.flows.bundle["steps"].items():
        query = node.get("services", {})
        asked = [one for one in whole.directory.entries.values() if query.get("tag") in one["tags"] and one["reach"]]
        listed = [whole.directory.entries[one] for one in query.get("ids", []) if one in whole.directory.entries]
        for some in (asked, listed):
            if some and all(limited(one) for one in some):
                says = f'Every service of "{step}" is for some people only.'
                fix = "Add one that is for anyone, such as khp."
                yield Finding("C13", "E", whole.flows.steps_at[step][0], whole.flows.asks_at[step], says, fix, step)
