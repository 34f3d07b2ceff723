"""The services that a youth may be shown, today, here, and in which order.

Services are no part of a flow's version: an old screen may stay, an old number never. A service is shown when two
different people called it lately; the floor always; in practice mode all that have a number, with a mark.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from content.hours import MINUTE_MS, state_at

Json = dict[str, Any]


@dataclass(frozen=True)
class Directory:
    """All entries by id in the editors' order, those shown here, the floor, and how "CONNECT to 686868" is said."""

    entries: dict[str, Json]
    shown: frozenset[str]
    floor: tuple[str, ...]
    say_to: dict[str, str]
    _lately: dict[int, dict[str, list[str]]] = field(default_factory=dict, compare=False, repr=False)

    def get(self, service: Any) -> Json | None:
        """A service that is shown here, else None."""
        return self.entries[service] if service in self.shown else None

    def number(self, service: str, how: str, lang: str) -> str:
        """A shown service's number for the middle of a sentence; the first one, or with `how` the one to call or text."""
        for reach in (self.get(service) or {}).get("reach", []):
            if how in ("", reach["how"]):
                if how and reach.get("say"):
                    joined = self.say_to.get(lang) or self.say_to["en"]
                    return joined.replace("{say}", reach["say"]).replace("{number}", reach["show"])
                return str(reach["show"])
        return ""

    def open_now(self, now_ms: int) -> list[str]:
        """The shown services that are surely open at a moment, in the order for a youth we know nothing of."""
        return [one for one in self.ordered("", now_ms) if state_at(self.entries[one]["hours"], now_ms) == "open"]

    def ordered(self, tag: str, now_ms: int) -> list[str]:
        """The shown services of a tag (all: ""): for anyone before limited ones, the special before the floor, open first."""
        rank = {"open": 0, "unknown": 1, "closed": 2}
        found = [one for one in self.entries if one in self.shown and (not tag or tag in self.entries[one]["tags"])]

        def place(one: str) -> tuple[bool, bool, int, int]:
            entry, floor = self.entries[one], one in self.floor
            when = rank[state_at(entry["hours"], now_ms)]
            return (
                limited(entry),
                floor and tag not in ("", "now"),
                when,
                self.floor.index(one) if floor else len(self.floor),
            )

        return sorted(found, key=place)

    def to_call(self, now_ms: int) -> list[str]:
        """The one shown service for who would rather speak, or none: first one that takes written words too (no police do)."""
        able = [
            one for one in self.ordered("", now_ms) if any(way["how"] == "call" for way in self.entries[one]["reach"])
        ]
        return sorted(able, key=lambda one: bool(self.entries[one]["needs_voice"]))[:1]

    def offers(self, now_ms: int) -> dict[str, list[str]]:
        """The ids for every tag and for "all": the engine's `services` fact. Under "now" only what is open.

        Worked out once a minute: opening hours know no seconds.
        """
        minute = now_ms // MINUTE_MS
        known = self._lately.get(minute)
        if known is None:
            known = self._offers(now_ms)
            self._lately.clear()
            self._lately[minute] = known
        return known

    def _offers(self, now_ms: int) -> dict[str, list[str]]:
        tags = sorted({tag for entry in self.entries.values() for tag in entry["tags"]})
        found = {tag: self.ordered(tag, now_ms) for tag in tags}
        found["now"] = [one for one in found.get("now", []) if state_at(self.entries[one]["hours"], now_ms) == "open"]
        return {**found, "all": self.ordered("", now_ms)}


def limited(entry: Mapping[str, Any]) -> bool:
    """Whether a service is for some ages or one gender only."""
    return any(entry["for"].get(key) for key in ("min_age", "max_age", "gender"))
