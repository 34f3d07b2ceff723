"""Compiles the editors' services to the directory, and finds every number that must not be shown."""

from collections.abc import Iterator
from datetime import UTC, date, datetime

from content.directory import Directory, Json
from content.hours import compiled
from content.model import HOWS, Source, blocks, keys_of, plain_list
from content.numbers import shown, wrong
from content.reading import Block, Finding, line_of

CRISIS_DAYS, OTHER_DAYS = (30, 90), (90, 180)


def compile_services(
    source: Source, found: list[Finding], now_ms: int, practice: bool, say_to: dict[str, str]
) -> Directory:
    """The directory of a folder at a moment; what is wrong goes to `found`, with E, W, or "out" (left out, not a fault)."""
    floor = tuple(str(one) for one in source.project["floor"])
    codes = {str(one["code"]) for one in blocks(source.project["short_codes"], "short code", "project.yaml", found)}
    entries: dict[str, Json] = {}
    shown_here = set()
    for file, items in source.services:
        for written in items:
            before = len(found)
            if written["id"] in entries:
                says = f'The service "{written["id"]}" is there twice.'
                found.append(
                    Finding("C01", "E", file, written.line, says, "Give one of the two another id.", written["id"])
                )
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
    for one in floor:
        if one not in shown_here:
            line = source.project.lines["floor"]
            fix = "Restore the service, or take it off the floor."
            found.append(
                Finding("C11", "E", "project.yaml", line, f'The floor service "{one}" cannot be shown.', fix, one)
            )
    return Directory(entries, frozenset(shown_here), floor, say_to)


def _entry(file: str, written: Block, codes: set[str], found: list[Finding], now_ms: int) -> Json:
    def bad(code: str, line: int, says: str, fix: str) -> None:
        found.append(Finding(code, "E", file, line, says, fix, str(written["id"])))

    reaches = []
    for reach in blocks(written["reach"], "reach", file, found, written.line):
        how, to = str(reach["how"]), str(reach["to"])
        if how not in HOWS:
            bad("S01", reach.line, f'"{how}" is not a way to reach a service.', "Use one of: " + ", ".join(HOWS) + ".")
        if how in ("call", "text"):
            fault = wrong(to, codes)
            if fault:
                bad(fault[0], reach.line, fault[1], fault[2])
            if how == "text" and to == "911":
                bad("C05", reach.line, "911 cannot be texted in Canada.", "Delete this way to reach it.")
        if how == "web" and not to.startswith("https://"):
            bad("C06", reach.line, f'"{to}" is not a safe link.', "Begin it with https://.")
        made = {
            "how": how,
            "to": to,
            "show": shown(to) if how in ("call", "text") else to.removeprefix("https://").rstrip("/"),
        }
        reaches.append({**made, "say": str(reach["say"])} if reach.get("say") else made)
    if not reaches and not written.get("shipped_without_reach"):
        bad("C02", written.line, "This service has no number.", "Add one, or say why in shipped_without_reach:.")
    asked, hours = written["hours"], None
    if keys_of(asked, "hours", file, found, written.line):
        try:
            hours = compiled(
                str(asked["osm"]), str(asked["zone"]), plain_list(asked.get("closed"), file, found), now_ms
            )
        except ValueError as fault:
            fix = 'Write them like "Mo-Fr 12:00-18:00", "24/7" or unknown, with one of our zones.'
            bad("C09", line_of(asked, written.line), f"The hours cannot be used: {fault}.", fix)
        if asked["osm"] not in ("24/7", "unknown") and not asked.get("say"):
            bad(
                "C09",
                line_of(asked, written.line),
                "These hours have no words for people.",
                "Add say: {en: ..., fr: ...} to hours:.",
            )
    who = written["for"] if keys_of(written["for"], "for", file, found, written.line) else Block(written.line)
    return {
        "id": str(written["id"]),
        "name": _words(written["name"]),
        "plain": _words(written.get("plain")),
        "reach": reaches,
        "hours": hours or compiled("unknown", "America/Winnipeg", [], now_ms),
        "hours_say": _words(asked.get("say")) if isinstance(asked, Block) else {},
        "for": {key: value for key, value in who.items() if value != "" and key != "say"},
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

    def out(code: str, says: str, fix: str, level: str = "out") -> Finding:
        return Finding(code, level, file, line_of(checked, written.line), says, fix, name)

    if not (_words(written["cost"]).get("en") and _words(written["private"]).get("en")):
        yield out("C10", f'"{name}" has no cost or no privacy note.', "Add cost: and private:, each in every language.")
    if not isinstance(checked, Block):
        yield out("C08", f'"{name}" was never checked.', "Fill in verified: {on: , by: [], source: }.")
        return
    people = {str(one).strip().casefold() for one in plain_list(checked.get("by"), file, []) if str(one).strip()}
    if len(people) < 2 or not str(checked.get("source", "")).startswith("https://"):
        fix = "Two different people call it; write both names in by: and where the number stands in source:."
        yield out("C08", f'"{name}" was not called by two people, or has no source.', fix)
        return
    try:
        day = date.fromisoformat(str(checked.get("on", "")))
    except ValueError:
        yield out("C07", f'"{name}" has no date of the last call.', "Write on: as 2026-12-25.")
        return
    age = _days_since(day, now_ms)
    warn, stop = CRISIS_DAYS if "crisis" in plain_list(written["tags"], file, []) else OTHER_DAYS
    if age > warn or age < -1:
        says = (
            f'"{name}" was last called {age} days ago.' if age >= 0 else f'"{name}" was called on a day still to come.'
        )
        yield out(
            "C07", says, "Call it again, two people, and write the day in on:.", "out" if age > stop or age < 0 else "W"
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
