"""Compiles what only workers see: which society takes a report, and before which words the desk asks.

A society has no number of its own here: it names a service, so that one number stands in one place and is checked there.
"""

from __future__ import annotations

from content.directory import Json
from content.model import Source, keys_of, plain_list
from content.reading import Block, Finding, one_of

ABOUT = ("violence", "sexual violence", "self-harm or dying")


def compile_societies(source: Source, services: dict[str, Json], found: list[Finding]) -> list[Json]:
    """Return the table of societies in the editors' order; what is wrong goes to `found`."""
    table: list[Json] = []
    for file, items in source.societies:
        for written in items:
            service, line = str(written["service"]), written.lines["service"]
            communities = plain_list(written["communities"], file, found, written.line)
            checked = written["checked"]
            fine = keys_of(checked, "checked", file, found, written.line)
            if service not in services:
                says, fix = f'There is no service "{service}".', "Choose a service that is there, or add it first."
                found.append(Finding("C11", "E", file, line, says, fix, service))
            elif any(service == one["service"] for one in table):
                says, fix = f'The society "{service}" is there twice.', "Put all its communities together."
                found.append(Finding("S04", "E", file, line, says, fix, service))
            elif not communities or len(set(communities)) < len(communities):
                says = f'The communities of "{service}" are missing, or one is named twice.'
                line = written.lines["communities"]
                found.append(Finding("S04", "E", file, line, says, "Name each community once.", service))
            elif fine and isinstance(checked, Block):
                people = {one.strip().casefold() for one in plain_list(checked["by"], file, found) if one.strip()}
                table.append(
                    {
                        "service": service,
                        "communities": communities,
                        "note": str(written.get("note", "")),
                        # Two people, as for a number: until then the desk says that nobody has asked.
                        "checked_on": str(checked["on"]) if len(people) > 1 else "",
                    }
                )
    return table


def compile_warnings(source: Source, found: list[Finding]) -> list[Json]:
    """Return the words before which the desk asks, by what they are about."""
    lists: list[Json] = []
    for file, items in source.warnings:
        for written in items:
            about = str(written["about"])
            words = [one.strip().lower() for one in plain_list(written["any"], file, found, written.line)]
            if about not in ABOUT:
                says, fix = f'"{about}" is not a kind of warning.', f"Choose {one_of(ABOUT)}."
                found.append(Finding("K01", "E", file, written.lines["about"], says, fix, about))
            if not words or any(not one.strip("* ") for one in words):
                says = f'The list about "{about}" is empty, or a line of it holds no word.'
                fix = "Write at least one word on each line."
                found.append(Finding("K02", "E", file, written.lines["any"], says, fix, about))
            lists.append(
                {"lang": str(written["lang"]), "about": about, "any": [one for one in words if one.strip("* ")]}
            )
    return lists
