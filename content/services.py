"""Compiles the editors' services to the directory, and finds every number that must not be shown."""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime

from content.directory import Directory, Json
from content.hours import Unclear, compiled
from content.model import HOWS, Source, blocks, keys_of, plain_list
from content.numbers import shown, wrong
from content.reading import Block, Finding, line_of, one_of

CRISIS_DAYS, OTHER_DAYS = (30, 90), (90, 180)


def compile_services(
    source: Source, found: list[Finding], now_ms: int, practice: bool, say_to: dict[str, str]
) -> Directory:
    """The directory of a folder at a moment; what is wrong goes to `found`, with E, W, or "out" (left out, not a fault)."""
    floor = tuple(str(one) for one in source.project["floor"])
    codes = {str(one["code"]) for one in blocks(source.project["short_codes"], "short code", "project.yaml", found)}
    for one in blocks(source.project["short_codes"], "short code", "project.yaml", []):
        if not (re.fullmatch(r"[0-9]{3,6}", one["code"])):
            says, at = f'"{one["code"]}" is no short number.', str(one["code"])
            fix, how = "Write a long number at its service.", "give it three to six digits, or take it out."
            found.append(Finding("C04", "E", "project.yaml", line_of(one["code"]), says, fix, at, how))
        if not str(one["source"]).startswith("https://"):
            says, at = f'Nobody can look up that "{one["code"]}" is a short number.', str(one["code"])
            fix, how = "Give the page that says so. Begin it with https://.", "write that page in source:."
            found.append(Finding("C04", "E", "project.yaml", line_of(one["source"], one.line), says, fix, at, how))
    entries: dict[str, Json] = {}
    shown_here = set()
    for file, items in source.services:
        for written in items:
            before = len(found)
            if written["id"] in entries:
                says = f'The service "{written["id"]}" is there twice.'
                at, fix = written["id"], "Give one of the two another short name."
                found.append(Finding("C01", "E", file, line_of(at), says, fix, str(at), "change one id:."))
                continue
            entry = _entry(file, written, codes, found, now_ms)
            left_out = list(_left_out(file, written, now_ms)) if entry["id"] not in floor and entry["reach"] else []
            found.extend(left_out)
            fine = not any(one.level == "E" for one in found[before:])
            trusted = bool(entry["reach"]) and not any(one.level == "out" for one in left_out)
            entry["state"] = "floor" if entry["id"] in floor else "verified" if trusted else "unchecked"
            entries[entry["id"]] = entry
            if entry["reach"] and fine and (trusted or practice):
                shown_here.add(entry["id"])
    for one in source.project["floor"]:
        if one not in shown_here:
            says, line = f'"{one}" must always be there, and cannot be shown.', line_of(one)
            fix, how = "Put this service right, or let another one always be there.", "change floor:."
            found.append(Finding("C11", "E", "project.yaml", line, says, fix, str(one), how))
    return Directory(entries, frozenset(shown_here), floor, say_to)


def only_begun(source: Source) -> frozenset[str]:
    """The services that nobody has called and of which is not known what they cost or keep private: they stay out by themselves."""
    floor = {str(one) for one in source.project["floor"]}
    return frozenset(
        str(written["id"])
        for file, items in source.services
        for written in items
        if written["id"] not in floor
        and not (isinstance(written["verified"], Block) and plain_list(written["verified"].get("by"), file, []))
        and not all(_words(written[key]).get("en") for key in ("cost", "private"))
    )


def _entry(file: str, written: Block, codes: set[str], found: list[Finding], now_ms: int) -> Json:
    def bad(code: str, line: int, says: str, fix: str, how: str = "") -> None:
        found.append(Finding(code, "E", file, line, says, fix, str(written["id"]), how))

    reaches = []
    for reach in blocks(written["reach"], "reach", file, found, written.line):
        how, to, line = str(reach["how"]), str(reach["to"]), line_of(reach["to"])
        if how not in HOWS:
            bad("S01", line_of(reach["how"]), f'"{how}" is not a way to reach a service.', f"Choose {one_of(HOWS)}.")
        if how in ("call", "text"):
            fault = wrong(to, codes)
            if fault:
                bad(fault[0], line, *fault[1:])
            if how == "text" and to == "911":
                bad("C05", line, "911 cannot be texted in Canada.", "Take this way to reach it away.")
        if how == "web" and not to.startswith("https://"):
            bad("C06", line, f'"{to}" is not a safe link.', "Begin it with https://.")
        made = {
            "how": how,
            "to": to,
            "show": shown(to) if how in ("call", "text") else to.removeprefix("https://").rstrip("/"),
        }
        reaches.append({**made, "say": str(reach["say"])} if reach.get("say") else made)
    if not reaches and not written.get("shipped_without_reach"):
        fix = "Add a number, or write down why it has none."
        bad("C02", written.lines["reach"], "This service has no number.", fix, "say why in shipped_without_reach:.")
    asked, hours = written["hours"], None
    if keys_of(asked, "hours", file, found, written.line):
        try:
            hours = compiled(
                str(asked["osm"]), str(asked["zone"]), plain_list(asked.get("closed"), file, found), now_ms
            )
        except Unclear as fault:
            fix = 'Write "24/7", "unknown" or days and times like "Mo-Fr 12:00-18:00", and choose one of our zones.'
            bad("C09", asked.lines[fault.key], f"The hours cannot be used: {fault}.", fix)
        if asked["osm"] not in ("24/7", "unknown") and not asked.get("say"):
            says, fix = "These hours have no words for people.", "Write the hours in words too, in each language."
            bad("C09", asked.lines["osm"], says, fix, "add say: {en: ..., fr: ...} to hours:.")
    who = written["for"] if keys_of(written["for"], "for", file, found, written.line) else Block(written.line)
    for key in ("min_age", "max_age"):
        if not re.fullmatch("[0-9]{0,3}", str(who.get(key, ""))):
            bad("S01", line_of(who[key]), f'"{who[key]}" is no age.', "Write it in figures, such as 16.")
    area = plain_list(who.get("area"), file, found, who.line)
    return {
        "id": str(written["id"]),
        "name": _words(written["name"]),
        "plain": _words(written.get("plain")),
        "reach": reaches,
        "hours": hours or compiled("unknown", "America/Winnipeg", [], now_ms),
        "hours_say": _words(asked.get("say")) if isinstance(asked, Block) else {},
        "for": {key: area if key == "area" else value for key, value in who.items() if value != "" and key != "say"},
        "for_say": _words(who.get("say")),
        "languages": plain_list(written["languages"], file, found),
        "cost": _words(written["cost"]),
        "private": _words(written["private"]),
        "needs_voice": written["needs_voice"] == "yes",
        "tags": plain_list(written["tags"], file, found),
        "verified_on": str(written["verified"].get("on", "")) if isinstance(written["verified"], Block) else "",
        "note": str(written.get("note", "")),
        "remarks": str(written.get("remarks", "")).strip(),
    }


def _left_out(file: str, written: Block, now_ms: int) -> Iterator[Finding]:
    """C07, C08, C10: why a service is left out of what youth see, or a warning that it soon will be."""
    name, checked = str(written["id"]), written["verified"]

    def out(code: str, key: str, says: str, fix: str, how: str, level: str = "out") -> Finding:
        home = checked if isinstance(checked, Block) and key in checked else written
        return Finding(code, level, file, home.lines.get(key, written.lines["verified"]), says, fix, name, how)

    for key in ("cost", "private"):
        if not _words(written[key]).get("en"):
            fix = "Write what it costs and what stays private, in each language."
            yield out("C10", key, f'"{name}" has no cost or no privacy note.', fix, f"fill in {key}:.")
    if not isinstance(checked, Block):
        fix = "Two people call it, and each notes the call."
        yield out("C08", "verified", f'"{name}" was never checked.', fix, "write verified: {on: , by: [], source: }.")
        return
    people = {str(one).strip().casefold() for one in plain_list(checked.get("by"), file, []) if str(one).strip()}
    if len(people) < 2 or not str(checked.get("source", "")).startswith("https://"):
        fix = "Two people call it, and each notes the call and the page on which the number stands."
        says, how = (
            f'"{name}" was not called by two people, or has no source.',
            "write the names in by:, the page in source:.",
        )
        yield out("C08", "by" if len(people) < 2 else "source", says, fix, how)
        return
    try:
        day = date.fromisoformat(str(checked.get("on", "")))
    except ValueError:
        says, fix = f'"{name}" has no date of the last call.', "Note the day of the last call."
        yield out("C07", "on", says, fix, "write on: as 2026-12-25.")
        return
    age = _days_since(day, now_ms)
    warn, stop = CRISIS_DAYS if "crisis" in plain_list(written["tags"], file, []) else OTHER_DAYS
    if age > warn or age < -1:
        says = (
            f'"{name}" was last called {age} days ago.' if age >= 0 else f'"{name}" was called on a day still to come.'
        )
        level = "out" if age > stop or age < 0 else "W"
        yield out(
            "C07", "on", says, "Two people call it again, and each notes the call.", "write the day in on:.", level
        )


def too_old(entry: Json, now_ms: int) -> bool:
    """Whether a service was shown because two people called it, and that is too long ago now."""
    stop = (CRISIS_DAYS if "crisis" in entry["tags"] else OTHER_DAYS)[1]
    return entry["state"] == "verified" and _days_since(date.fromisoformat(entry["verified_on"]), now_ms) > stop


def _days_since(day: date, now_ms: int) -> int:
    return (datetime.fromtimestamp(now_ms / 1000, UTC).date() - day).days


def _words(value: object) -> dict[str, str]:
    if isinstance(value, Block):
        return {str(lang): str(text).strip() for lang, text in value.items() if str(text).strip()}
    return {"en": str(value)} if value else {}
