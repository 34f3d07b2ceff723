"""What a small word must not lose: names in braces that tell who, what, when, or which number (T09).

The bot fills in what is there, and says nothing of what is not: a card without its number would just read "Call".
"""

from collections.abc import Iterator

from content.model import Place
from content.reading import Finding
from content.rules.places import found_at
from content.whole import Whole

WHO_IS_IT = (("name",), ("org",), ("police_line",))  # who reads along is told before the next word is typed
HOUR = (("hour", "hour24"), ("minute",))
# By phrase: each line of names of which one must stand there. What is not listed reads well without.
NEEDED: dict[str, tuple[tuple[str, ...], ...]] = {
    "joined": WHO_IS_IT,
    "joined.from_now": WHO_IS_IT,
    "joined_more": WHO_IS_IT,
    "transfer": WHO_IS_IT,
    "transfer.from_now": WHO_IS_IT,
    "transfer.ask": (("new",), ("why",), ("org",), ("police_line",)),
    "audience.ask": (("who",), ("why",)),
    "packet.ask": (("who",), ("why",)),
    "packet.done": (("who",),),
    "packet.undone": (("who",),),
    "wait.minutes": (("minutes",),),
    "waiting.minutes": (("minutes",),),
    "paused": (("day",), ("time",), ("zone",)),
    "card.call": (("number",),),
    "card.text": (("number",),),
    "card.text_say": (("say",), ("number",)),
    "card.visit": (("number",),),
    "card.copy": (("number",),),
    "card.zone": (("hours",), ("zone",)),
    "card.for": (("who",),),
    "card.answers_as": (("name",),),
    "say_to": (("say",), ("number",)),
    "clock.am": HOUR,
    "clock.pm": HOUR,
    "zone.twin": (("zone",), ("time",), ("twin",)),
    "page.back": (("day",), ("time",), ("zone",)),
    "page.at": (("time",), ("zone",)),
}


def rules(whole: Whole) -> Iterator[Finding]:
    """Every finding about a name in braces that is gone, in whichever language."""
    for place in whole.flows.places:
        if place.kind == "phrase":
            yield from _lost(place)


def _lost(place: Place) -> Iterator[Finding]:
    for names in NEEDED.get(place.key, ()):
        if not any(f"{{{name}}}" in place.text for name in names):
            missing = " or ".join(f'"{name}" in braces' for name in names)
            yield found_at("T09", "E", place, f"{missing} is gone, and youth would not be told it.", "Put it back in.")
