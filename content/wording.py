"""Puts today's facts into the editors' words: placeholders, cards of services, days and hours.

Pure: everything comes in as an argument. Nothing here raises on a missing fact; a placeholder without one is left out.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple

from content.directory import Directory, Json
from content.hours import state_at
from content.zones import place

MOST_LABEL = 24
PRIORITY = {"emergency": 3, "yes": 2}


class Card(NamedTuple):
    """A service as a youth reads it: lines, (label, number) pairs to copy, links."""

    lines: list[str]
    numbers: list[tuple[str, str]]
    links: list[str]


def fill(text: str, lang: str, words: Mapping[str, str], directory: Directory) -> str:
    """A say-text with its placeholders filled in. What is filled in is never read again for placeholders."""
    done = []
    while text:
        before, brace, rest = text.partition("{")
        name, close, after = rest.partition("}")
        done.append(before)
        if not brace:
            break
        if not close:
            done.append(brace + rest)
            break
        if name.startswith("service:"):
            service, _, how = name[8:].partition(".")
            done.append(directory.number(service, how, lang))
        else:
            done.append(str(words.get(name, "")))
        text = after
    return "".join(done).strip()


def put(text: str, /, **words: object) -> str:
    """A phrase with its own placeholders filled in; others stay as they are, spaces at the ends too."""
    done = []
    while text:
        before, brace, rest = text.partition("{")
        name, close, after = rest.partition("}")
        done.append(before)
        if not brace:
            break
        if close and name in words:
            done.append(str(words[name]))
            text = after
        else:
            done.append(brace)
            text = rest
    return "".join(done)


def circles(variables: Mapping[str, str]) -> list[str]:
    """The circles that the youth picked; community workers if none was."""
    return variables.get("audience", "community").split("+")


def priority(variables: Mapping[str, str]) -> int:
    """0 to 3, from the youth's own buttons only."""
    return PRIORITY.get(variables.get("urgent", ""), 1 if variables.get("safe") == "no" else 0)


def card(entry: Json, lang: str, now_ms: int, phrases: Mapping[str, str], practice: bool) -> Card:
    """A service's card. The plain name stands first (a lock screen may show it), the official one last."""

    def said(words: Mapping[str, str]) -> str:
        return words.get(lang) or words.get("en") or ""

    official = said(entry["name"])
    lines = [said(entry["plain"]) or official]
    if practice and entry["state"] in ("unchecked", "floor"):
        lines.append(phrases["card.unchecked"])
    numbers: list[tuple[str, str]] = []
    links = []
    for reach in entry["reach"]:
        kind = "card.text_say" if reach.get("say") else "card." + reach["how"]
        if reach["how"] == "web":
            links.append(reach["to"])
            continue
        lines.append(put(phrases[kind], say=reach.get("say", ""), number=reach["show"]))
        label = put(phrases["card.copy"], number=reach["show"])
        if reach["how"] != "visit" and len(label) <= MOST_LABEL and (label, reach["show"]) not in numbers:
            numbers.append((label, reach["show"]))
    lines.append(_when(entry, now_ms, phrases, said(entry["hours_say"])))
    who = said(entry["for_say"])
    lines += [put(phrases["card.for"], who=who) + "."] if who else []
    lines += [one for one in (said(entry["cost"]), said(entry["private"])) if one]
    if lines[0] != official:
        lines.append(put(phrases["card.answers_as"], name=official))
    return Card(lines, numbers, links)


def _when(entry: Json, now_ms: int, phrases: Mapping[str, str], said: str) -> str:
    if entry["hours"]["always"]:
        return phrases["card.always"] + "."
    state = state_at(entry["hours"], now_ms)
    if state == "unknown" or not said:
        return phrases["card.hours_unknown"] + "."
    zone = phrases["zone." + entry["hours"]["zone"]]
    return f"{put(phrases['card.zone'], hours=said, zone=zone)}. {phrases[f'card.{state}_now']}."


def opening(at_ms: int, now_ms: int, zone: str, twin: str, phrases: Mapping[str, str]) -> dict[str, str]:
    """{day}, {time} and {zone} of the next opening, in the line's own zone, with the neighbour zone's hour beside it."""
    moment, now = (datetime.fromtimestamp(ms / 1000, place(zone)) for ms in (at_ms, now_ms))
    away = (moment.date() - now.date()).days
    day = phrases["day.today" if away <= 0 else "day.tomorrow" if away == 1 else f"day.{moment.weekday()}"]
    there = _clock(datetime.fromtimestamp(at_ms / 1000, place(twin)), phrases)
    beside = put(phrases["zone.twin"], zone=phrases["zone." + zone], time=there, twin=phrases["zone." + twin])
    return {"day": day, "time": _clock(moment, phrases), "zone": beside}


def _clock(moment: datetime, phrases: Mapping[str, str]) -> str:
    hour, half = moment.hour, "am" if moment.hour < 12 else "pm"
    shown = hour % 12 or 12
    return put(phrases[f"clock.{half}"], hour=shown, hour24=hour, minute=f"{moment.minute:02}")
