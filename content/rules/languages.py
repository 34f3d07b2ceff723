"""Rules about translations: L01, L04, L05, and N01 for the words that arrive by push."""

import re
from collections.abc import Iterator

from content.model import FONTS, STATES
from content.reading import Block, Finding, line_of, one_of
from content.rules.places import every, unfinished
from content.seen import is_seen
from content.services import only_begun
from content.whole import Whole

# Without these a youth could not find help or the way out.
SAFETY_STEPS: tuple[str, ...] = (
    "numbers",
    "quick",
    "talk",
    "person_open",
    "wait",
    "leave",
    "erased",
    "closed",
    "person_closed",
    "note_open",
    "note",
)
SAFETY_STEPS += ("person_closed_open_end", "person_sorry", "decoy", "danger_1", "danger_4")
SAFETY_PHRASES: tuple[str, ...] = (
    "talk",
    "numbers",
    "leave",
    "heard.emergency",
    "offer.emergency",
    "offer.on",
    "not_sealed",
    "relay_down",
    "released",
    "no_note",
    "note.missed",
)
SAFETY_PHRASES += (
    "knock",
    "police_line.none",
    "police_line.police",
    "police_line.child_protection",
)
# A language without one of its own takes the English: what lights up a screen is not left to one person.
STUBS = {"en": ("Hi, got a minute?",), "fr": ("Salut, t'as une minute?",)}
PUSHED = ("knock",)
TRANSLATE = "Write it in this language."
DRAWN = {
    font: re.compile("[" + "".join(f"{chr(first)}-{chr(last)}" for first, last in ranges) + "]")
    for font, ranges in FONTS.items()
}


def rules(whole: Whole) -> Iterator[Finding]:
    """Every finding about languages."""
    source = whole.source.source_language()
    yield from _fonts(whole)
    for one in whole.source.languages():
        lang = str(one["id"])
        if one["state"] not in STATES:
            says, fix = f'"{one["state"]}" is no state of a language.', f"Choose {one_of(STATES)}."
            yield Finding("S01", "E", "project.yaml", line_of(one["state"]), says, fix, lang)
        if lang != source and not unfinished(whole, lang):
            approved, asked = str(one.get("approved_by", "")).strip(), str(one.get("approves", "")).strip()
            if one["state"] == "live" and (not approved or (asked and approved.casefold() != asked.casefold())):
                who = f"{asked} is not" if asked else "nobody is"
                says = f'"{lang}" is live, but {who} named as having read it.'
                fix = "Name the speaker who has read it, or set it back to review."
                how = "write the name in approved_by:, or state: review."
                yield Finding("L05", "E", "project.yaml", line_of(one["state"]), says, fix, lang, how)
            yield from _missing(whole, source, lang)
            yield from _missing_in_services(whole, lang)
    yield from _pushed(whole)


def _fonts(whole: Whole) -> Iterator[Finding]:
    """L04: letters that many devices cannot draw need a font that the pages carry or ask for."""
    fonts = {str(one["id"]): str(one.get("font", "")) for one in whole.source.languages()}
    for one in whole.source.languages():
        if one.get("font", "") not in ("", *FONTS):
            says, fix = f'"{one["font"]}" is no font that the pages know.', f"Choose {one_of(FONTS)}."
            yield Finding("L04", "E", "project.yaml", line_of(one["font"]), says, fix, str(one["id"]))
    told = set()
    for place in every(whole):
        for font, drawn in DRAWN.items():
            if drawn.search(place.text) and fonts.get(place.lang) != font and place.lang not in told:
                told.add(place.lang)
                says = f'"{place.key}" is written in {font}, which not every device can draw.'
                fix = f"Say of this language that it is written in {font}."
                how = f"write font: {font} beside {place.lang} in project.yaml."
                yield Finding("L04", "E", place.file, place.line, says, fix, f"{place.key}@{place.lang}", how)


def _missing(whole: Whole, source: str, lang: str) -> Iterator[Finding]:
    have = {(place.key, place.kind == "phrase") for place in whole.flows.places if place.lang == lang}
    for place in whole.flows.places:
        phrase = place.kind == "phrase"
        if place.lang != source or (place.key, phrase) in have:
            continue
        safety = place.key in SAFETY_PHRASES if phrase else place.key.partition(".")[0] in SAFETY_STEPS
        folder = "phrases" if phrase else f"i18n/{lang}"
        says, level = f'"{place.key}" has no {lang} text.', "E" if safety else "W"
        at, how = f"{place.key}@{lang}", f"add it in {folder}."
        yield Finding("L01", level, place.file, place.line, says, TRANSLATE, at, how)


def _missing_in_services(whole: Whole, lang: str) -> Iterator[Finding]:
    begun = only_begun(whole.source)
    for file, items in whole.source.services:
        for written in (one for one in items if str(one["id"]) not in begun):
            for key, what in (("name", "its name"), ("cost", "what it costs"), ("private", "how private it is")):
                if isinstance(written[key], Block) and not is_seen(str(written[key].get(lang, ""))):
                    says = f'"{written["id"]}" has no {lang} text for {what}.'
                    at, how = f"{written['id']}@{lang}", f"add {lang}: ... to {key}:."
                    yield Finding("L01", "E", file, written.lines[key], says, TRANSLATE, at, how)


def _pushed(whole: Whole) -> Iterator[Finding]:
    """N01: what arrives unasked says nothing: the whole text is one of the approved stubs."""
    for place in whole.flows.places:
        if place.kind == "phrase" and place.key in PUSHED and place.text not in STUBS.get(place.lang, STUBS["en"]):
            says = f'"{place.key}" arrives on a lock screen and is not an approved neutral text.'
            fix = "Write " + one_of(f'"{stub}"' for stub in STUBS.get(place.lang, STUBS["en"])) + " instead."
            yield Finding("N01", "E", place.file, place.line, says, fix, f"{place.key}@{place.lang}")
