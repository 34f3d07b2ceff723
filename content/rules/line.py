"""Rules about values that a program reads: time zones, the line's own name, days, yes and no (S01)."""

from collections.abc import Iterator

from content.reading import Block, Finding, line_of
from content.seen import is_seen
from content.whole import Whole
from content.zones import place

MOST_DAYS = 14
YES_OR_NO = ("yes", "no")


def rules(whole: Whole) -> Iterator[Finding]:
    """Every finding about a value that no bot could read, or would read as something else."""
    project = whole.source.project
    for key in ("zone", "twin_zone"):
        if not _is_zone(str(project[key])):
            says, fix = f'"{project[key]}" is no time zone.', "Choose one such as America/Winnipeg."
            yield _at("project.yaml", line_of(project[key], project.lines[key]), says, fix, key)
    source = whole.source.source_language()
    if not is_seen(str(project["org"].get(source, ""))):
        says, fix = "The line has no name that youth could read.", "Write who answers here."
        yield _at("project.yaml", project.lines["org"], says, fix, "org")
    days = str(project["keep_days"])
    if not (days.isascii() and days.isdigit() and 1 <= int(days[:4]) <= MOST_DAYS):
        says, fix = f'"{days[:20]}" is not how long something can be kept.', f"Write days, from 1 to {MOST_DAYS}."
        yield _at("project.yaml", line_of(project["keep_days"], project.lines["keep_days"]), says, fix, "keep_days")
    for file, items in whole.source.services:
        for written in items:
            who = written["for"] if isinstance(written["for"], Block) else Block(written.line)
            for held, key in ((written, "needs_voice"), (who, "indigenous")):
                if key in held and held[key] not in YES_OR_NO:
                    says, fix = f'"{held[key]}" is neither yes nor no.', "Choose yes or no."
                    yield _at(file, line_of(held[key], held.lines[key]), says, fix, str(written["id"]))


def _is_zone(name: str) -> bool:
    try:
        place(name)
    except (OSError, ValueError, KeyError):
        return False
    return "/" in name


def _at(file: str, line: int, says: str, fix: str, at: str) -> Finding:
    return Finding("S01", "E", file, line, says, fix, at)
