"""Rules about what must not be typed into a text: links, numbers, what nothing fills in (T07-T09).

A number that stands in a text is nobody's to check, so it must come from a service that two people called.
"""

import re
from collections.abc import Iterator

from content.model import PLACEHOLDERS, Place
from content.reading import Block, Finding, line_of, one_of
from content.rules.digits import TURNS, has_another_number, has_number, is_mixed, is_number, is_spelled, numbers_in
from content.rules.links import has_handle, leads_out
from content.rules.places import every, found_at
from content.whole import Whole

IN_BRACES = re.compile(r"\{[^{}]*\}")
# Texts in which something is filled in.
FILLED = ("say", "phrase")
# Placeholders that only some phrases may hold; the host fills them in place.
PHRASE_ONLY = {"new", "why", "number", "say", "who", "hours", "hour", "hour24", "minute", "twin"}
# Everybody knows it, and may be told where it does not work.
EMERGENCY = "911"
# What a service costs may be three digits.
PRICE = re.compile(r"[$€¢%]")
OWN_LINKS, OWN_NUMBERS = ("name", "plain"), ("name", "plain", "for", "hours")
TRACKING = re.compile(r"[?&#](?:utm_|fbclid|gclid|mc_|igsh|ref=|si=)|//(?:bit\.ly|t\.co|tinyurl\.com|goo\.gl)/", re.I)


def rules(whole: Whole) -> Iterator[Finding]:
    """Every finding about what is typed where it must not be."""
    codes = {str(one["code"]) for one in whole.source.project["short_codes"] if isinstance(one, Block)}
    entries = whole.directory.entries
    reached = {name: {one["to"] for one in entry["reach"] if one["to"] in codes} for name, entry in entries.items()}
    source, places = whole.flows.bundle["source"], list(every(whole))
    said = {place.key: numbers_in(place.text) for place in places if place.lang == source}
    for place in places:
        yield from _numbers(place, codes, reached)
        if place.lang != source and (place.kind == "name" or _own(place) in OWN_LINKS):
            yield from _another(place, said.get(place.key, set()))
        yield from _placeholders(place)
    for file, items in whole.source.services:
        for written in items:
            for reach in written["reach"] or ():
                if reach["how"] == "web" and TRACKING.search(str(reach["to"])):
                    says = f'The link of "{written["id"]}" tells somebody that it was opened.'
                    fix = "Write the address without the question mark and what follows it."
                    yield Finding("T07", "E", file, line_of(reach["to"]), says, fix, str(written["id"]))


def _numbers(place: Place, codes: set[str], reached: dict[str, set[str]]) -> Iterator[Finding]:
    typed = IN_BRACES.sub(" ", place.text)
    own = _own(place)
    if (has_handle if own in OWN_LINKS else leads_out)(typed):
        says = "a link or an @name stands in the text, or a dot or a colon with no space behind it."
        fix, how = "Make it a service, and show that service here.", "name it in services: of the step."
        yield found_at("T07", "E", place, says, *((fix, how) if place.kind == "say" else ("Take it out.",)))
    named = place.kind == "name" or own in OWN_LINKS
    if own in OWN_NUMBERS:
        wrong = has_another_number(typed, {EMERGENCY, *reached.get(place.key.partition(".")[0], ())}, codes)
    else:
        wrong = has_another_number(typed, set(), codes) if named else has_number(typed, codes)
    bare = is_number(typed) and own not in OWN_NUMBERS and not PRICE.search(typed)
    if wrong or bare or (named and is_spelled(typed)):
        says, fix = "a phone number is typed in the text.", "Name its service instead, so that today's number is shown."
        how = "write {service:id}."
        yield found_at("T08", "E", place, says, *((fix, how) if place.kind in FILLED else ("Take the number out.",)))
    anew = "Write the text anew, without copying it."
    if TURNS.search(place.text):
        says = "a sign that nobody sees turns round what stands behind it, also a number."
        yield found_at("T08", "E", place, says, anew)
    if is_mixed(typed):
        yield found_at("T08", "E", place, "a word is made of letters of two alphabets that look alike.", anew)


def _another(place: Place, said: set[str]) -> Iterator[Finding]:
    """A name in another language holds no number that it does not hold in the source: nobody calls again for a translation (0064)."""
    if numbers_in(place.text) - said:
        says = "a number stands in this name that does not stand in it in the source."
        yield found_at("T08", "E", place, says, "Translate the name as it is, with no other number.")


def _own(place: Place) -> str:
    """Which of a service's own words it is: some are called like their own page, or like their own number."""
    return place.key.rpartition(".")[2] if place.file.startswith("services/") else ""


def _placeholders(place: Place) -> Iterator[Finding]:
    filled = place.kind in FILLED
    allowed = {*PLACEHOLDERS, *(PHRASE_ONLY if place.kind == "phrase" else ())} if filled else set()
    for piece in place.text.split("{")[1:]:
        name, close, _ = piece.partition("}")
        if not close or (name not in allowed and not (filled and name.startswith("service:"))):
            fix = "Use a name that is filled in, or take it out."
            how = f"use {one_of((*(f'{{{one}}}' for one in PLACEHOLDERS), '{service:id}'))}."
            yield found_at("T09", "E", place, f'"{{{name[:30]}" is not filled in by anything.', fix, how)
    if "}" in IN_BRACES.sub("", place.text) or "[TODO" in place.text.upper():
        yield found_at("T09", "E", place, "a placeholder was left over.", "Finish the text.")
