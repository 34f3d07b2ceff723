"""Measures how hard a text is to read, with a counter of our own for English and French."""

import re
from functools import lru_cache

WORD = re.compile(r"[A-Za-zÀ-ÖØ-öø-ÿœŒ]+(?:['’][A-Za-zÀ-ÖØ-öø-ÿœŒ]+)?")
SENTENCE = re.compile(r"[.!?:…](?=\s|$)|\n")
PLACEHOLDER = re.compile(r"\{[^{}]*\}")
QUIET_END = re.compile(r"(?:[^laeiouy]es|[^td]ed|[^laeiouy]e)$")


def sentences(text: str) -> list[list[str]]:
    """The words of each sentence; placeholders and numbers are left out, names too (a capital inside a sentence)."""
    found = []
    for piece in SENTENCE.split(PLACEHOLDER.sub(" ", text)):
        words = WORD.findall(piece)
        kept = [word for place, word in enumerate(words) if place == 0 or not word[0].isupper() or word.startswith("I")]
        if kept:
            found.append(kept)
    return found


@lru_cache(maxsize=2048)
def syllables(word: str) -> int:
    """About how many syllables an English word has: groups of vowels, less a silent ending."""
    plain = word.lower().replace("’", "'").partition("'")[0]
    if len(plain) <= 3:
        return 1
    trimmed = QUIET_END.sub("", plain.replace("some", "som"))
    groups = re.findall(r"[aeiouy]+", trimmed)
    extra = len(re.findall(r"i(?:a|o(?!n|u))|[aeo]i?ing$", trimmed))
    return max(1, len(groups) + extra)


def grade(text: str) -> float:
    """The Flesch-Kincaid grade of an English text."""
    found = sentences(text)
    words = [word for one in found for word in one]
    if not words:
        return 0.0
    return 0.39 * len(words) / len(found) + 11.8 * sum(map(syllables, words)) / len(words) - 15.59
