"""Hears a youth's typed words: folds, splits and matches them by the table and the lists of a bundle.

Pure, like `flow`, and with a twin in `api/web/flow/ear.js`: which letters there are, and which are alike, comes from the
bundle's table, never from the runtime, whose Unicode differs from one language, and one version, to the next.
"""

from operator import itemgetter
from typing import Any

Json = dict[str, Any]
MOST_LETTERS = 4096


class _Letters(dict[int, str]):
    """What each letter is read as: itself or its plain twin, nothing, or a space where a word ends."""

    def __init__(self, fold: Json):
        super().__init__()
        self._fold = fold
        self._to = {first + more: plain for first, run in fold["to"] for more, plain in enumerate(run.split(" "))}

    def __missing__(self, code: int) -> str:
        folded = self._to.get(code, chr(code))
        read = folded if _within(self._fold["letters"], folded) else "" if _within(self._fold["gone"], folded) else " "
        if len(self) < MOST_LETTERS:
            self[code] = read
        return read


def _split(letters: _Letters, text: str) -> list[str]:
    return [word for word in text.translate(letters).split(" ") if word]


def words(fold: Json, text: str) -> list[str]:
    """The folded words of a text, by the table in the bundle, which is kept until another one is asked for."""
    global _table
    # Held by a name of its own: another thread may ask for another one meanwhile.
    kept = _table
    if kept is None or kept[0] is not fold:
        _table = kept = fold, _Letters(fold)
    return _split(kept[1], text)


_table: tuple[Json, _Letters] | None = None


class Ear:
    """How one bundle listens, worked out once: most patterns begin with a word that was not said, and cost no look."""

    def __init__(self, bundle: Json):
        self._letters = _Letters(bundle["fold"])
        self._labels: dict[str, list[str]] = {}
        self._by_word: dict[str, list[tuple[int, Json, list[str]]]] = {}
        self._by_initial: dict[str, list[tuple[int, Json, list[str]]]] = {}
        listed = [(line, pattern) for line in bundle["lexicon"] for pattern in line["any"]]
        for place, (line, pattern) in enumerate(listed):
            first = pattern[0]
            loose = first[-1] in "*~"
            found = self._by_initial.setdefault(first[0], []) if loose else self._by_word.setdefault(first, [])
            found.append((place, line, pattern))

    def words(self, text: str) -> list[str]:
        return _split(self._letters, text)

    def label(self, text: str) -> list[str]:
        """The words of a text of the bundle's own, of which there are few; what somebody typed is not kept."""
        if text not in self._labels:
            self._labels[text] = self.words(text)
        return self._labels[text]

    def candidates(self, tokens: list[str]) -> list[tuple[Json, list[str]]]:
        """The patterns whose beginning may have been said, in the order of the lexicon."""
        found = [one for token in set(tokens) for one in self._by_word.get(token, ())]
        found += [one for initial in {token[0] for token in tokens} for one in self._by_initial.get(initial, ())]
        return [(line, pattern) for _, line, pattern in sorted(found, key=itemgetter(0))]


def ear_of(bundle: Json) -> Ear:
    """The ear of this very bundle, kept until another one is walked through."""
    global _newest
    kept = _newest
    if kept is None or kept[0] is not bundle:
        _newest = kept = bundle, Ear(bundle)
    return kept[1]


_newest: tuple[Json, Ear] | None = None


def _within(ranges: list[list[int]], letter: str) -> bool:
    place = ord(letter[0])
    for first, last in ranges:  # noqa: SIM110 - the twin of a JavaScript loop, and much the fastest here
        if first <= place <= last:
            return True
    return False


def matches(pattern: list[str], tokens: list[str], whole: bool) -> bool:
    """Whether a pattern stands in the words: `~2` up to two words between, `x*` a beginning, `x~` one letter wrong."""
    first, rest = pattern[0], pattern[1:]
    for start, token in enumerate(tokens[:1] if whole else tokens):
        if _fits(first, token):
            ends = _ends(rest, tokens, start + 1)
            if len(tokens) in ends or (ends and not whole):
                return True
    return False


def _ends(pattern: list[str], tokens: list[str], start: int) -> list[int]:
    places = [start]
    for part in pattern:
        if part[0] == "~":
            places = sorted({place + extra for place in places for extra in range(int(part[1:]) + 1)})
        else:
            places = [place + 1 for place in places if place < len(tokens) and _fits(part, tokens[place])]
    return places


def _fits(part: str, token: str) -> bool:
    if part[0] != token[0]:
        return False
    if part[-1] == "*":
        return token.startswith(part[:-1])
    return token == part or (part[-1] == "~" and _nearly(part[:-1], token))


def _nearly(word: str, token: str) -> bool:
    """One letter more, less, other, or two neighbours swapped; the first letter is always right ("skill" is not "kill")."""
    same = 0
    while same < len(word) and same < len(token) and word[same] == token[same]:
        same += 1
    tail, rest = word[same:], token[same:]
    return (
        tail[1:] in (rest, rest[1:])
        or tail == rest[1:]
        or (tail[:2] == rest[1::-1] and tail[2:] == rest[2:] and len(rest) > 1)
    )
