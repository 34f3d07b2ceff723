"""Reads an edition back from what editors signed, and tries every screen of it before a youth does.

Opening hours and the age of calls are looked at anew each day: a service that was called too long ago is not shown any more,
whatever was signed (C12). Nothing of the JSON is believed to be whole; what cannot be shown is refused. Source: content.md 4, 5.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from content.bundle import identity
from content.directory import Directory
from content.floor import floor_texts
from content.flow import step
from content.hours import MINUTE_MS
from content.library import ContentError, Edition
from content.seen import is_seen
from content.services import too_old
from content.wording import fill

Json = dict[str, Any]
BROKEN = (AttributeError, IndexError, KeyError, RuntimeError, StopIteration, TypeError, ValueError)


def edition_from(made: Json, practice: bool, now_ms: int) -> tuple[Edition, str | None]:
    """The edition as it is today, and the alarm if a service dropped out of it. ContentError if a youth cannot be shown it."""
    try:
        if made["v"] != 1 or made["bundle"]["id"] != identity(made["bundle"]):
            raise ContentError("What was published is of another form, or not whole.")
        if made["practice"] and not practice:
            raise ContentError("What was published is for practice, and shows numbers that nobody has checked.")
        directory, late = _directory(made["services"], now_ms)
        edition = Edition(
            made["bundle"],
            directory,
            made["phrases"],
            made["replies"],
            list(made["names"]),
            made["org"],
            str(made["zone"]),
            str(made["twin_zone"]),
            str(made["keep_days"]),
            list(made["bundle"]["langs"]),
            bool(made["practice"]),
            floor_texts(),
            made["societies"],
            made["warnings"],
        )
        edition.desk()
    except BROKEN as fault:
        raise ContentError(f"What was published cannot be read ({type(fault).__name__}).") from None
    return edition, f"C12: not shown any more, called too long ago: {', '.join(late)}." if late else None


def completed(edition: Edition, came: Mapping[str, Mapping[str, str]]) -> Edition:
    """The same edition, in which a phrase that a younger program says and editors have not seen yet is said as it came."""
    langs = {*edition.phrases, str(edition.bundle["source"])}
    return replace(edition, phrases={lang: {**came.get(lang, {}), **edition.phrases.get(lang, {})} for lang in langs})


def tried(edition: Edition, now_ms: int) -> None:
    """Lead a youth from every screen to every other, in each language, with somebody there and with nobody.

    ContentError names the step at which a youth would have been left with nothing.
    """
    for lang in edition.langs:
        for oncall in (True, False):
            for talking in (True, False):
                try:
                    facts = edition.facts(now_ms, oncall, talking)
                    words = edition.words(lang, now_ms, next_opening_ms=now_ms + 1)
                except BROKEN as fault:
                    raise ContentError(f"What is filled in cannot be said ({type(fault).__name__}).") from None
                for name in edition.bundle["steps"]:
                    try:
                        for effects in _taps(edition, name, lang, facts):
                            _shows(edition, effects, words, now_ms)
                    except BROKEN as fault:
                        raise ContentError(f'"{name}" cannot be shown ({type(fault).__name__}).') from None


def _taps(edition: Edition, name: str, lang: str, facts: Json) -> Iterator[list[Json]]:
    """What each button of a step leads to, and what words that nothing understands do."""
    bundle = edition.bundle
    here = {"bundle": bundle["id"], "step": name, "same": bundle["same"][name], "lang": lang}
    state = {**here, "vars": {}, "seen": [], "ended": False}
    node = bundle["steps"][name]
    if node["kind"] in ("branch", "go"):
        return
    offered = [f"{name}.{option['id']}" for option in node.get("choices", [])]
    for event in [
        {"t": "text", "text": "\u00b7"},
        *({"t": "pick", "id": one} for one in (*offered, *bundle["always"])),
    ]:
        yield step(bundle, state, event, facts)[1]
    for door in (*bundle["doors"], "", "start"):
        yield step(bundle, state, {"t": "door", "name": door}, facts)[1]


def _shows(edition: Edition, effects: list[Json], words: dict[str, str], now_ms: int) -> None:
    for effect in effects:
        if effect["do"] == "say":
            if not is_seen(fill(effect["text"], effect["lang"], words, edition.directory)):
                raise ValueError(effect["of"])
        elif effect["do"] == "choices":
            # Telegram refuses the whole message for one button without a word on it.
            if not all(is_seen(label) for _, label in (*effect["choices"], *effect["always"])):
                raise ValueError("choices")
        elif effect["do"] == "services":
            for service in effect["ids"]:
                edition.card(service, effect.get("lang", edition.langs[0]), now_ms)


def _directory(told: Json, now_ms: int) -> tuple[Directory, list[str]]:
    """Today's services in the editors' order, and those that dropped out since they were signed."""
    entries = {str(one): _today(told["entries"][one], now_ms) for one in told["order"]}
    floor = tuple(str(one) for one in told["floor"])
    late = sorted(one for one in told["shown"] if one not in floor and too_old(entries[one], now_ms))
    shown = frozenset(one for one in told["shown"] if one not in late)
    if not floor or not shown.issuperset(floor) or not all(entries[one]["reach"] for one in floor):
        raise ContentError("What was published has no floor, and the numbers that are always there are missing.")
    return Directory(entries, shown, floor, told["say_to"]), late


def _today(entry: Json, now_ms: int) -> Json:
    """A service without the hours that are over: a desk is told the next ones only."""
    hours = entry["hours"]
    return {**entry, "hours": {**hours, "spans": [one for one in hours["spans"] if one[1] > now_ms // MINUTE_MS]}}
