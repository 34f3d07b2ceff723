"""Rules about how the words read: T01-T04, T06, T10, T11."""

import re
from collections.abc import Iterator

from content.ear import Ear, ear_of
from content.model import Place
from content.reading import Finding
from content.rules.places import MOST_UNITS, every, found_at, unfinished
from content.rules.reading_level import grade, sentences, syllables
from content.seen import is_seen
from content.services import only_begun
from content.whole import Whole

MOST_LABEL, MOST_CHOICES, MOST_SAY = 24, 6, 600
MOST_GRADE, MOST_SYLLABLES, ENOUGH_WORDS, LOCK_SCREEN = 6.0, 4, 30, 100
MOST_SENTENCE = {"fr": 22}
# What no keyboard writes: control signs, ends of lines of other kinds, each maker's own signs, and places where no letter is.
UNTYPED = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ue000-\uf8ff\ufdd0-\ufdef\U000f0000-\U0010ffff"
    + "".join(f"{chr(plane + 0xFFFE)}{chr(plane + 0xFFFF)}" for plane in range(0, 0xF0000, 0x10000))
    + "]"
)
NOT_ON_LOCK_SCREEN = (
    "card.",
    "police_line.",
    "org.",
    "circle.",
    "offer.",
    "language.",
    "audience.who.",
    "audience.why.",
    "packet.who.",
    "packet.why.",
)


def rules(whole: Whole) -> Iterator[Finding]:
    """Every finding about how the words read. A language that is only begun is told of nothing but what blocks."""
    listen = _Listen(whole)
    begun = only_begun(whole.source)
    for place in every(whole):
        unsaid = place.kind == "service" and not place.text.strip() and place.key.partition(".")[0] in begun
        unseen = () if unsaid else _unseen(place, whole)
        found = [*_size(place), *unseen, *_untyped(place)]
        if place.kind != "name" and not unfinished(whole, place.lang):
            found += [*_reading(place), *listen.avoid(place), *listen.lock_screen(place)]
        yield from (one for one in found if one.level == "E" or not unfinished(whole, place.lang))
    for step, node in whole.flows.bundle["steps"].items():
        if len(node.get("choices", [])) > MOST_CHOICES:
            says = f'"{step}" has more than {MOST_CHOICES} buttons.'
            yield Finding("T01", "W", *whole.flows.steps_at[step], says, "Move some of them one step further.", step)


def _unseen(place: Place, whole: Whole) -> Iterator[Finding]:
    """T11: Telegram refuses a message or a button of which nothing is seen. A service's own words in other languages are L01's."""
    if unfinished(whole, place.lang) or is_seen(place.text):
        return
    if place.kind not in ("name", "service") or place.lang == whole.flows.bundle["source"]:
        yield found_at("T11", "E", place, "nothing can be seen of this text.", "Write what youth should read here.")


def _untyped(place: Place) -> Iterator[Finding]:
    """T11: a sign that came from a program and not from a hand is drawn by each phone in its own way, or ends the message there."""
    sign = UNTYPED.search(place.text)
    if sign:
        says = f"a sign that nobody can type stands in this text (U+{ord(sign[0]):04X})."
        yield found_at("T11", "E", place, says, "Write the text anew, without copying it.")


def _size(place: Place) -> Iterator[Finding]:
    button = place.kind == "label" or (
        place.kind == "phrase" and place.key.startswith(("offer.", "language.name", "knock.open"))
    )
    if (button or (place.kind == "phrase" and place.key in ("talk", "numbers", "leave"))) and len(
        place.text
    ) > MOST_LABEL:
        yield found_at(
            "T01",
            "W",
            place,
            f"a button of {_counted(place.text)} letters is cut off on small phones.",
            f"Use {MOST_LABEL} letters at most.",
        )
    if len(place.text) > MOST_SAY:
        yield found_at(
            "T02",
            "W",
            place,
            f"{_counted(place.text)} letters is a lot to read at once.",
            f"Cut it to {MOST_SAY} letters, or use two steps.",
        )
    if len(place.text.encode("utf-16-le", "surrogatepass")) // 2 > MOST_UNITS:
        yield found_at(
            "T03", "E", place, "Telegram does not send a text this long.", f"Cut it to {MOST_UNITS} letters."
        )


def _counted(text: str) -> str:
    """How many letters a text has, as far as `every` let us see it."""
    return str(len(text)) if len(text) <= MOST_UNITS else f"more than {MOST_UNITS}"


def _reading(place: Place) -> Iterator[Finding]:
    if place.kind == "label":
        return
    found = sentences(place.text)
    most = MOST_SENTENCE.get(place.lang, 18)
    for one in found:
        if len(one) > most:
            yield found_at(
                "T04",
                "W",
                place,
                f'a sentence of {len(one)} words: "{" ".join(one[:5])} ..."',
                f"Use {most} words at most.",
            )
    if place.lang != "en":
        return
    for word in sorted(
        {word for one in found for word in one if syllables(word) >= MOST_SYLLABLES and not word[0].isupper()}
    ):
        yield found_at("T04", "W", place, f'"{word}" is a long word.', "Say it with shorter ones.")
    if sum(map(len, found)) >= ENOUGH_WORDS and grade(place.text) > MOST_GRADE:
        yield found_at(
            "T04",
            "W",
            place,
            f"reading grade {grade(place.text):.1f}.",
            f"Use shorter words and sentences, to grade {MOST_GRADE:.0f}.",
        )


class _Listen:
    """The words to avoid and the words that tell, folded once for all texts."""

    def __init__(self, whole: Whole):
        self.ear: Ear = ear_of(whole.flows.bundle)
        self.avoided = {
            lang: [(entry, self._sought(str(entry["word"]))) for entry in entries]
            for lang, entries in whole.source.avoid.items()
        }
        self.topics = {
            lang: [(topic, self._sought(topic, "")) for topic in topics] for lang, topics in whole.source.topics.items()
        }

    def _sought(self, written: str, between: str = " ") -> str:
        """What stands in a text wherever this is said, if the text is written as `_said` has it; `word*` is a beginning."""
        folded = between.join(self.ear.words(written.rstrip("*")))
        return f" {folded}" if written.endswith("*") else f" {folded} "

    def _said(self, text: str) -> str:
        """The words of a text, a space before and behind each: one look finds what else would be compared word by word."""
        said = self.ear.words(text)
        return f" {' '.join(said)} " if said else ""

    def avoid(self, place: Place) -> Iterator[Finding]:
        """T06."""
        said = self._said(place.text)
        for entry, sought in self.avoided.get(place.lang, []) if said else ():
            if sought in said:
                says = f'"{entry["word"]}" is on the list of words to avoid: {entry["why"]}'
                said_so = str(entry["say"])
                # A suggestion in brackets is no word to use, but something to do.
                fix = said_so.strip("()").capitalize() if said_so.startswith("(") else f'Say "{said_so}" instead'
                yield found_at("T06", "W", place, says, f"{fix}.")

    def lock_screen(self, place: Place) -> Iterator[Finding]:
        """T10."""
        if place.kind not in ("say", "phrase") or place.key.startswith(NOT_ON_LOCK_SCREEN):
            return
        first = self._said(place.text[:LOCK_SCREEN])
        for topic, sought in self.topics.get(place.lang, []) if first else ():
            if sought in first:
                says = f'"{topic}" stands where a lock screen shows it (the first {LOCK_SCREEN} letters).'
                yield found_at("T10", "W", place, says, "Begin with plain words.")
