"""Whether a text holds a telephone number, as the eye reads it: whatever signs it is written with.

Whoever wants to slip a number in writes it with wide, circled or other people's digits, with signs that nobody sees, or
with letters that look like digits. Counted is what a reader would dial.
"""

import re
import unicodedata
from functools import lru_cache

from content.rules.apart import TIMES, is_told_in_pieces
from content.seen import BLANK, UNSEEN

# What may stand between the digits of a number: any signs that are no letters, but of commas only the one of 1,800.
GAP, TIGHT = r"(?:[^\w,;]{0,4}|[,_])", r"[^\w,;]{0,2}"
DIGIT = re.compile(r"\d")
LONG = re.compile(rf"\d(?:{GAP}\d){{6,}}")
TOGETHER = re.compile(r"\d(?:-?\d)*")
SINGLE = re.compile(r"(?<!\w)\d(?:[^\w,;]{1,3}\d)+(?!\w)")
# A short number as it stands alone; a year is none.
SHORT = re.compile(r"(?<![\d$])(?<!\d[.,:])(?!(?:19|20)\d\d(?!\d))\d{3,6}(?!\d|[.,:]\d|%)")
# So many digits in one piece are nothing but a number to dial: years have four.
DIALLED = 5
# What is called or texted, however short: "call 811", "text the word to 4357".
ASKED = re.compile(
    r"\b(?:call|ring|reach|text|sms|send|dial|phone|appel\w*|texte\w*|textos?|compose\w*|fai[ts]\w*|envoi\w*|envoy\w*|join\w*)\b"
    r"(?:[^\w.!?]+[^\W\d]+){0,4}?[^\w.!?]+((?=\w{0,3}\d)[\dlIOo]{3,4})(?![\w:%]|\s*h\b)",
    re.I,
)
# A number without charge whose end is told by the letters of its keys: 1-800-GET-HELP.
LETTERED = re.compile(r"(?<!\d)(?:1[^\w]{0,2})?(?:8(?:00|33|44|55|66|77|88)|900)[^\w]{0,2}[A-Z][A-Z-]{3,}")
# Letters that pass for a digit, in the same order as the digits that they pass for.
LATIN = str.maketrans("OoQlI|SZB", "000111528")
OTHERS = str.maketrans("ОоΟοОօՕסІӀΙιוןߊЅЗӠзƷȜƧϨбϬЧȢȣƼ", "000000001111111533333226648" + "85")
# So many of a long number must be digits, or foreign letters in their place: "Il" and "so" are words.
SURE = 4
# A number that is written out, as in a name: "nine one one", "quatre-trois-cinq-sept".
WORD = "zero|oh|one|two|three|four|five|six|seven|eight|nine|zéro|une?|deux|trois|quatre|cinq|sept|huit|neuf"
SPELLED = re.compile(rf"(?<!\w)(?:{WORD})(?:[^\w.!?]{{1,3}}(?:{WORD})){{2,}}(?!\w)", re.I)
# Nothing but a number, whatever it is for: a time, 24/7 and ages such as 12-17 are none.
BARE = re.compile(r"\A(?!\d\d?\s?-\s?\d\d?$)[^\w]*\d(?:[\s.()_-]*\d){2,}[^\w]*")
# What turns round what stands behind it, a number that is filled in there as well.
TURNS = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")

# A word of two alphabets looks like another word, and is none that anybody could look for.
ALPHABET = "\u0370-\u03ff\u0400-\u052f"
MIXED = re.compile(rf"[a-z][{ALPHABET}]|[{ALPHABET}][a-z]", re.I)
DIGITS = frozenset(map(float, range(10)))
# Letters that the eye takes as they are written: most of every text, and all of most.
PLAIN = re.compile(r"[\n\t -~]*")
ASIS = frozenset(map(chr, (9, 10, *range(0x20, 0x7F))))


@lru_cache(maxsize=4)
def as_read(text: str) -> tuple[str, tuple[bool, ...]]:
    """A text as the eye takes it, and which of its digits are not plainly written: other digits, or with unseen signs between."""
    if PLAIN.fullmatch(text):
        return text, (False,) * len(text)
    kept: list[str] = []
    odd: list[bool] = []
    hidden = False
    for letter in text:
        if letter in ASIS:
            kept.append(letter)
            odd.append(hidden and letter.isdigit())
            hidden = False
            continue
        if (unicodedata.category(letter) in UNSEEN and letter not in "\n\t") or letter in BLANK:
            hidden = hidden or (kept[-1:] != [] and kept[-1].isdigit())
            continue
        for one in unicodedata.normalize("NFKC", letter):
            value = unicodedata.numeric(one, -1.0)
            digit = str(int(value)) if value in DIGITS else ""
            kept.append(digit or ("-" if unicodedata.category(one) == "Pd" or one == "−" else one))
            odd.append(bool(digit) and (hidden or letter not in "0123456789"))
        hidden = False
    return "".join(kept), tuple(odd)


def numbers_in(text: str) -> set[str]:
    """Every number that stands in a text, of one digit too, whatever signs it is written with."""
    return set(re.findall(r"\d+", as_read(text)[0].translate(OTHERS)))


def is_number(text: str) -> bool:
    """Say whether a text is nothing but three digits or more: whoever reads it takes it for a number to dial."""
    return BARE.fullmatch(as_read(text)[0].translate(OTHERS)) is not None


def is_spelled(text: str) -> bool:
    """Say whether three digits or more are written out in a row, in English or French."""
    return SPELLED.search(as_read(text)[0]) is not None


def is_mixed(text: str) -> bool:
    """Say whether a word is made of letters of two alphabets."""
    return MIXED.search(as_read(text)[0]) is not None


def has_number(text: str, codes: set[str]) -> bool:
    """Say whether something in this text could be dialled; `codes` are the short numbers that are in use."""
    bare, odd = as_read(text)
    sure = bare.translate(OTHERS)
    # All but a number in words is looked for around a digit, and most texts have none.
    return (DIGIT.search(sure) is not None and _is_in_digits(bare, odd, codes)) or is_told_in_pieces(sure, codes)


def has_another_number(text: str, own: set[str], codes: set[str]) -> bool:
    """Say the same of a service's own words, which may hold its own short numbers and no other of three to six digits."""
    for number in sorted(own, key=len, reverse=True):
        text = re.sub(rf"(?<!\d){'-?'.join(number)}(?!\d)", " ", text)
    return has_number(text, codes) or SHORT.search(as_read(text)[0]) is not None


def _is_in_digits(bare: str, odd: tuple[bool, ...], codes: set[str]) -> bool:
    plain = TIMES.sub("h", bare)
    return (
        _is_hidden(bare, odd)
        or _is_long(plain)
        or _is_short(plain, codes)
        or any(one.search(bare) for one in (ASKED, LETTERED))
    )


def _is_hidden(bare: str, odd: tuple[bool, ...]) -> bool:
    """Three digits or more, however short, of which one is no plain digit: a text has no reason for that."""
    runs = re.finditer(rf"\d(?:{TIGHT}\d){{2,}}", bare)
    return any(any(odd[run.start() : run.end()]) for run in runs)


def _is_long(bare: str) -> bool:
    sure = bare.translate(OTHERS)
    return any(
        sum(one.isdigit() for one in sure[run.start() : run.end()]) >= SURE
        for run in LONG.finditer(sure.translate(LATIN))
    )


def _is_short(bare: str, codes: set[str]) -> bool:
    looks = bare.translate(OTHERS).translate(LATIN)
    pieces = [
        (re.sub(r"\D", "", run[0]), bare[run.start() : run.end()])
        for one in (TOGETHER, SINGLE)
        for run in one.finditer(looks)
    ]
    real = [(number, sum(one.isdigit() for one in piece)) for number, piece in pieces]
    return any(sure and (number in codes or (len(number) >= DIALLED and sure >= SURE)) for number, sure in real)
