"""Rules about the words themselves: T01-T04, T06-T10."""

import re
import unicodedata
from collections.abc import Iterator

from content.ear import words
from content.model import PLACEHOLDERS, Place
from content.reading import Finding
from content.rules.reading_level import grade, sentences, syllables
from content.whole import Whole

MOST_LABEL, MOST_CHOICES, MOST_SAY, MOST_UNITS = 24, 6, 600, 4096
MOST_GRADE, MOST_SYLLABLES, ENOUGH_WORDS, LOCK_SCREEN = 6.0, 4, 30, 100
MOST_SENTENCE = {"fr": 22}
LINK = re.compile(r"https?:|www\.|\b[\w-]+\.(?:ca|com|org|net|me|io|ly|info|app|co)\b(?!\w)", re.I)
DIGITS = re.compile(r"\d(?:[\s().\-–/]*\d){6,}")
# Placeholders that only some phrases may hold; the host fills them in place.
PHRASE_ONLY = {"new", "why", "number", "say", "who", "hours", "hour", "hour24", "minute", "twin"}
NOT_ON_LOCK_SCREEN = (
    "card.",
    "police_line.",
    "circle.",
    "offer.",
    "language.",
    "audience.who.",
    "audience.why.",
    "packet.who.",
    "packet.why.",
)


def rules(whole: Whole) -> Iterator[Finding]:
    """Every finding about the words."""
    for place in _every(whole):
        yield from _size(place)
        yield from _reading(place)
        yield from _avoid(whole, place)
        yield from _numbers(whole, place)
        yield from _placeholders(place)
        yield from _lock_screen(whole, place)
    for step, node in whole.flows.bundle["steps"].items():
        if len(node.get("choices", [])) > MOST_CHOICES:
            says = f'"{step}" has more than {MOST_CHOICES} choices.'
            yield Finding("T01", "W", *whole.flows.steps_at[step], says, "Move some of them one step further.", step)


def _every(whole: Whole) -> Iterator[Place]:
    yield from whole.flows.places
    for file, line, lang, key, text in whole.reply_places:
        yield Place(key, lang, text, file, line, "reply")
    for file, items in whole.source.services:
        for written in items:
            for key in ("plain", "cost", "private"):
                for lang, text in (written.get(key) or {}).items() if isinstance(written.get(key), dict) else ():
                    yield Place(f"{written['id']}.{key}", str(lang), str(text), file, written.line, "service")


def _found(code: str, level: str, place: Place, says: str, fix: str, source: str = "en") -> Finding:
    at = place.key if place.lang == source else f"{place.key}@{place.lang}"
    return Finding(code, level, place.file, place.line, f'"{at}": {says}', fix, at)


def _size(place: Place) -> Iterator[Finding]:
    button = place.kind == "label" or (
        place.kind == "phrase" and place.key.startswith(("offer.", "language.name", "knock.open"))
    )
    if (button or (place.kind == "phrase" and place.key in ("talk", "numbers", "leave"))) and len(
        place.text
    ) > MOST_LABEL:
        yield _found(
            "T01",
            "W",
            place,
            f"a button of {len(place.text)} letters is cut off on small phones.",
            f"At most {MOST_LABEL}.",
        )
    if len(place.text) > MOST_SAY:
        yield _found(
            "T02",
            "W",
            place,
            f"{len(place.text)} letters is a lot to read at once.",
            f"Cut it to {MOST_SAY}, or use two steps.",
        )
    if len(place.text.encode("utf-16-le", "surrogatepass")) // 2 > MOST_UNITS:
        yield _found("T03", "E", place, "Telegram does not send a text this long.", f"Cut it to {MOST_UNITS}.")


def _reading(place: Place) -> Iterator[Finding]:
    if place.kind == "label":
        return
    found = sentences(place.text)
    most = MOST_SENTENCE.get(place.lang, 18)
    for one in found:
        if len(one) > most:
            yield _found(
                "T04",
                "W",
                place,
                f'a sentence of {len(one)} words: "{" ".join(one[:5])} ..."',
                f"At most {most} words.",
            )
    if place.lang != "en":
        return
    for word in sorted(
        {word for one in found for word in one if syllables(word) >= MOST_SYLLABLES and not word[0].isupper()}
    ):
        yield _found("T04", "W", place, f'"{word}" is a long word.', "Say it with shorter ones.")
    if sum(map(len, found)) >= ENOUGH_WORDS and grade(place.text) > MOST_GRADE:
        yield _found(
            "T04",
            "W",
            place,
            f"reading grade {grade(place.text):.1f}.",
            f"Shorter words and sentences, to grade {MOST_GRADE:.0f}.",
        )


def _avoid(whole: Whole, place: Place) -> Iterator[Finding]:
    fold = whole.flows.bundle["fold"]
    said = words(fold, place.text)
    for entry in whole.source.avoid.get(place.lang, []):
        word = words(fold, str(entry["word"]).rstrip("*"))
        many = str(entry["word"]).endswith("*")
        hits = (said[start : start + len(word)] for start in range(len(said)))
        if any(
            hit == word or (many and hit[:-1] == word[:-1] and hit and hit[-1].startswith(word[-1])) for hit in hits
        ):
            yield _found(
                "T06",
                "W",
                place,
                f'"{entry["word"]}" is on the list of words to avoid: {entry["why"]}',
                f"Say: {entry['say']}.",
            )


def _numbers(whole: Whole, place: Place) -> Iterator[Finding]:
    seen = unicodedata.normalize("NFKC", place.text)
    plain = "".join(str(unicodedata.digit(c, "")) or c for c in seen if unicodedata.category(c) not in ("Cf", "Mn"))
    bare = re.sub(r"\{[^}]*\}", " ", plain)
    if LINK.search(bare) and place.kind != "service" and not place.key.startswith("zone."):
        yield _found("T07", "E", place, "a link stands in the text.", "Make it a service, and show it with services:.")
    codes = {str(one["code"]) for one in whole.source.project["short_codes"]}
    if place.kind == "service" and place.key.endswith(".plain"):
        codes = set()
    if DIGITS.search(bare) or any(token in codes for token in re.findall(r"\d+", re.sub(r"(?<=\d)-(?=\d)", "", bare))):
        yield _found(
            "T08",
            "E",
            place,
            "a phone number is typed in the text.",
            "Write {service:id}, so that it is always today's number.",
        )


def _placeholders(place: Place) -> Iterator[Finding]:
    allowed = (
        {*PLACEHOLDERS, *(PHRASE_ONLY if place.kind == "phrase" else ())} if place.kind in ("say", "phrase") else set()
    )
    for piece in place.text.split("{")[1:]:
        name, close, _ = piece.partition("}")
        if not close or (name not in allowed and not (name.startswith("service:") and place.kind in ("say", "phrase"))):
            fix = "Use one of " + ", ".join(f"{{{one}}}" for one in PLACEHOLDERS) + " or {service:id}."
            yield _found("T09", "E", place, f'"{{{name[:30]}" is not filled in by anything.', fix)
    if "}" in re.sub(r"\{[^{}]*\}", "", place.text) or "[TODO" in place.text.upper():
        yield _found("T09", "E", place, "a placeholder was left over.", "Finish the text.")


def _lock_screen(whole: Whole, place: Place) -> Iterator[Finding]:
    if place.kind not in ("say", "phrase") or place.key.startswith(NOT_ON_LOCK_SCREEN):
        return
    fold = whole.flows.bundle["fold"]
    first = words(fold, place.text[:LOCK_SCREEN])
    for topic in whole.source.topics.get(place.lang, []):
        stem, many = (topic[:-1], True) if topic.endswith("*") else (topic, False)
        word = "".join(words(fold, stem))
        if any(one == word or (many and one.startswith(word)) for one in first):
            says = f'"{topic}" stands where a lock screen shows it (the first {LOCK_SCREEN} letters).'
            yield _found("T10", "W", place, says, "Begin with plain words.")
