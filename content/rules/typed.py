"""Rules about what must not be typed into a text: links, numbers, what nothing fills in (T07-T09).

A number that stands in a text is nobody's to check, so it must come from a service that two people called.
"""

import re
from collections.abc import Iterator

from content.model import PLACEHOLDERS, Place
from content.reading import Block, Finding
from content.rules.digits import TURNS, as_read, has_number
from content.rules.places import every, found_at
from content.whole import Whole

LINK = re.compile(r"https?:|www\.|\b[\w-]+\.(?:ca|com|org|net|me|io|ly|info|app|co)\b(?!\w)", re.I)
# Placeholders that only some phrases may hold; the host fills them in place.
PHRASE_ONLY = {"new", "why", "number", "say", "who", "hours", "hour", "hour24", "minute", "twin"}
OWN_LINKS, OWN_NUMBERS = ("name", "plain"), ("name", "plain", "for", "hours")
TRACKING = re.compile(r"[?&#](?:utm_|fbclid|gclid|mc_|igsh|ref=|si=)|//(?:bit\.ly|t\.co|tinyurl\.com|goo\.gl)/", re.I)


def rules(whole: Whole) -> Iterator[Finding]:
    """Every finding about what is typed where it must not be."""
    codes = {str(one["code"]) for one in whole.source.project["short_codes"] if isinstance(one, Block)}
    for place in every(whole):
        yield from _numbers(place, codes)
        yield from _placeholders(place)
    for file, items in whole.source.services:
        for written in items:
            for reach in written["reach"] or ():
                if reach["how"] == "web" and TRACKING.search(str(reach["to"])):
                    says = f'The link of "{written["id"]}" tells somebody that it was opened.'
                    fix = "Write the address without what follows the ?."
                    yield Finding("T07", "E", file, reach.line, says, fix, str(written["id"]))


def _numbers(place: Place, codes: set[str]) -> Iterator[Finding]:
    typed = re.sub(r"\{[^}]*\}", " ", place.text)
    # Some services are called like their own page, or like their own number.
    own = place.key.rpartition(".")[2] if place.kind in ("service", "name") and "." in place.key else ""
    if LINK.search(as_read(typed)[0]) and own not in OWN_LINKS and not place.key.startswith("zone."):
        says = "a link stands in the text."
        yield found_at("T07", "E", place, says, "Make it a service, and show it with services:.")
    if has_number(typed, set() if own in OWN_NUMBERS else codes):
        says, fix = "a phone number is typed in the text.", "Write {service:id}, so that it is always today's number."
        yield found_at("T08", "E", place, says, fix)
    if TURNS.search(place.text):
        says = "a sign that nobody sees turns round what stands behind it, also a number."
        yield found_at("T08", "E", place, says, "Write the text anew, without copying it.")


def _placeholders(place: Place) -> Iterator[Finding]:
    filled = place.kind in ("say", "phrase")
    allowed = {*PLACEHOLDERS, *(PHRASE_ONLY if place.kind == "phrase" else ())} if filled else set()
    for piece in place.text.split("{")[1:]:
        name, close, _ = piece.partition("}")
        if not close or (name not in allowed and not (filled and name.startswith("service:"))):
            fix = "Use one of " + ", ".join(f"{{{one}}}" for one in PLACEHOLDERS) + " or {service:id}."
            yield found_at("T09", "E", place, f'"{{{name[:30]}" is not filled in by anything.', fix)
    if "}" in re.sub(r"\{[^{}]*\}", "", place.text) or "[TODO" in place.text.upper():
        yield found_at("T09", "E", place, "a placeholder was left over.", "Finish the text.")
