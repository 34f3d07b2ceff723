"""Whether a text holds a number in pieces: with letters and words between its digits, or spelled.

"8x0x7x4", "807 then 468 then 1234", "eight zero seven", "neuf cent onze". Read once from front to back; figures that only
count (1, 2, 3; ten, twenty, thirty) and times of day are left alone.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

PIECE = re.compile(r"\d+|[^\W\d_]+")
# Times and days, as people write them: no number to dial is made of those.
TIMES = re.compile(
    r"(?<![\d:h])(?:[01]?\d|2[0-4])(?:\s?h\s?|:)[0-5]\d(?![\d:])|(?<!\d)24/7(?!\d)"
    r"|(?<![\d-])(?:19|20)\d\d-(?:0\d|1[0-2])-[0-3]\d(?![\d-])|(?<![\d.])[0-3]?\d\.(?:0?\d|1[0-2])\.(?:19|20)\d\d(?!\.?\d)"
)
ONES = (
    ("zero", "oh"),
    ("one", "un", "une"),
    ("two", "deux"),
    ("three", "trois"),
    ("four", "quatre"),
    ("five", "cinq"),
    ("six",),
    ("seven", "sept"),
    ("eight", "huit"),
    ("nine", "neuf"),
    ("ten", "dix"),
    ("eleven", "onze"),
    ("twelve", "douze"),
    ("thirteen", "treize"),
    ("fourteen", "quatorze"),
    ("fifteen", "quinze"),
    ("sixteen", "seize"),
    ("seventeen",),
    ("eighteen",),
    ("nineteen",),
)
TENS = (
    ("twenty", "vingt", "vingts"),
    ("thirty", "trente"),
    ("forty", "quarante"),
    ("fifty", "cinquante"),
    ("sixty", "soixante"),
    ("seventy", "septante"),
    ("eighty", "octante", "huitante"),
    ("ninety", "nonante"),
)
HUNDREDS = ("hundred", "cent", "cents")
VALUES = {word: value for value, words in enumerate(ONES) for word in words}
VALUES |= {word: 10 * (place + 2) for place, words in enumerate(TENS) for word in words}
VALUES |= dict.fromkeys(HUNDREDS, 100)
# The longer word first: "sixty" is not "six".
WORDS = re.compile("|".join(sorted(VALUES, key=len, reverse=True)))
# Between two pieces of one number stand signs, and at most one short word.
MOST_GAP, MOST_BETWEEN = 12, 6
# A number of this continent, as it is dialled.
DIALLED = re.compile(r"1?[2-9]\d\d[2-9]\d{6}")
MOST_DIGITS = 11
# So many single digits are a number: with the same letters between each two, with signs, with anything.
ALIKE, SIGNS, ANY, SPELLED = 4, 5, 7, 3
# What ends a number that is said: a letter, the end of a sentence.
BREAK = re.compile(r"[^\W_]|[.!?;]")


class Told(NamedTuple):
    """One piece of a number: its digits, whether it was a word, and what stands before it."""

    digits: str
    word: bool
    gap: str


def is_told_in_pieces(bare: str, codes: set[str]) -> bool:
    """Say whether a text, as the eye reads it, holds a number in pieces; `codes` are the short numbers that are in use."""
    return any(_is_one(run, codes) for run in _runs(_folded(bare)))


def _folded(bare: str) -> str:
    """Small letters without accents, and nothing where a time or a day stands."""
    timeless = TIMES.sub(" ; ; ; ; ; ; ; ", bare.lower())
    if timeless.isascii():
        return timeless
    plain = unicodedata.normalize("NFD", timeless)
    return "".join(one for one in plain if not unicodedata.combining(one))


def _runs(text: str) -> Iterator[list[Told]]:
    """The pieces that stand so close together that somebody could read them in one breath."""
    run: list[Told] = []
    end = 0
    for found in PIECE.finditer(text):
        told = (found[0],) if found[0].isdigit() else _spelled(found[0])
        if not told:
            continue
        gap = text[end : found.start()] if run else ""
        if run and not _is_close(gap):
            yield _joined(run)
            run, gap = [], ""
        run += [
            Told(one if one.isdigit() else str(VALUES[one]), not one.isdigit(), "" if place else gap)
            for place, one in enumerate(told)
        ]
        end = found.end()
    if run:
        yield _joined(run)


@lru_cache(maxsize=2048)
def _spelled(word: str) -> tuple[str, ...]:
    """The number words that a word is made of, or none: "eightzero" is, "someone" is not."""
    if word in VALUES:
        return (word,)
    parts = WORDS.findall(word)
    return tuple(parts) if sum(map(len, parts)) == len(word) else ()


def _is_close(gap: str) -> bool:
    if len(gap) > MOST_GAP:
        return False
    between = PIECE.findall(gap)
    return len(between) < 2 and all(len(one) <= MOST_BETWEEN for one in between)


def _joined(run: list[Told]) -> list[Told]:
    """The same with what is one number in words as one piece: sixty-eight, quatre-vingt-dix-neuf, nine hundred and eleven."""
    made: list[Told] = []
    sums: list[int] = []
    for one in run:
        value, before = int(one.digits[:4]), sums[-1] if made and made[-1].word else -1
        together = one.word and one.gap.strip(" -") in ("", "et", "and")
        if together and value == 100 and 0 < before < 100:
            total = before * 100
        elif together and one.digits == "20" and before % 100 == 4:
            total = before + 76
        elif together and _goes_on(before, value):
            total = before + value
        else:
            made.append(one)
            sums.append(value)
            continue
        made[-1], sums[-1] = made[-1]._replace(digits=str(total)), total
    return made


def _goes_on(before: int, value: int) -> bool:
    """Whether these two are said as one: 60 and 8, soixante and dix, 900 and 11."""
    if before >= 100 and before % 100 == 0:
        return 0 < value < 100
    tens = before % 100
    return tens >= 20 and tens % 10 == 0 and (0 < value < 10 or (tens in (60, 80) and 10 <= value < 20))


def _is_one(run: list[Told], codes: set[str]) -> bool:
    return _is_dialled(run) or _is_row(run) or _is_said(run, codes)


def _is_dialled(run: list[Told]) -> bool:
    """Ten digits, or eleven with the one in front, in whole pieces."""
    for start in range(len(run)):
        digits = ""
        for end in range(start, len(run)):
            digits += run[end].digits
            if len(digits) > MOST_DIGITS:
                break
            pieces = run[start : end + 1]
            small = all(len(one.digits) < 3 for one in pieces)
            if end > start and DIALLED.fullmatch(digits) and not (small and _rises(pieces)):
                return True
    return False


def _is_row(run: list[Told]) -> bool:
    """Single digits in a row, as nobody counts: the more there are, the less they need to stand alike."""
    for row in _rows(run, _is_single):
        signs = _rows(row, lambda _, after: not PIECE.search(after.gap))
        alike = _rows(row[1:], lambda one, after: one.gap == after.gap)
        if (
            (len(row) >= ANY and not _is_listed(row))
            or any(len(one) >= SIGNS and not _is_listed(one) for one in signs)
            or any(len(one) >= ALIKE - 1 and PIECE.search(one[0].gap) and not _is_listed(one) for one in alike)
        ):
            return True
    return False


def _is_said(run: list[Told], codes: set[str]) -> bool:
    """With a word among them three single digits are a number, and so is whatever makes a short number that is in use."""
    for close in _rows(run, lambda _, after: not BREAK.search(after.gap)):
        if not any(one.word for one in close):
            continue
        rows = (row for row in _rows(close, _is_single) if any(one.word for one in row))
        if any(len(row) >= SPELLED and not _counts(row) for row in rows):
            return True
        if sum(len(one.digits) for one in close) >= ANY and not _counts(close):
            return True
        for start in range(len(close)):
            digits = ""
            for one in close[start : start + MOST_BETWEEN]:
                digits += one.digits
                if one.word and digits in codes:
                    return True
    return False


def _rows(run: list[Told], joins: Callable[[Told, Told], bool]) -> list[list[Told]]:
    """The run cut wherever two neighbours do not belong together."""
    rows: list[list[Told]] = []
    for one in run:
        if rows and joins(rows[-1][-1], one):
            rows[-1].append(one)
        else:
            rows.append([one])
    return rows


def _is_single(one: Told, after: Told) -> bool:
    return len(one.digits) == len(after.digits) == 1


def _is_listed(row: list[Told]) -> bool:
    return _rises(row) or _counts(row)


def _rises(row: list[Told]) -> bool:
    """Whether each is more than the one before: ages, days, steps of a list."""
    return all(step > 0 for step in _steps(row))


def _counts(row: list[Told]) -> bool:
    """Whether somebody counts, by ones or by tens, also more than once: one, two, three; three, two, one; ten, twenty, thirty."""
    evenly = set(_steps(row))
    by_ones = _rows(row, lambda one, after: abs(int(after.digits) - int(one.digits)) == 1)
    return (len(evenly) == 1 and evenly != {0}) or all(len(one) >= SPELLED for one in by_ones)


def _steps(row: list[Told]) -> list[int]:
    return [int(after.digits) - int(one.digits) for one, after in pairwise(row)]
