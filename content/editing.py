"""Puts an editor's changes into a file's text and leaves every other byte as it was.

The form says what shall hold; the comments, the order and the manner of the file are somebody's work and stay. What comes
out is read again and compared: either it says exactly what was asked, or it is refused and nothing is changed.
"""

import copy
import re
from collections.abc import Sequence
from typing import Any, NamedTuple

import yaml

from content.placing import Change, TooLong, Unplaceable, alike, changed, place_of, rows_of, too_long, values
from content.reading import MOST_BYTES, Refused, read_text
from content.remarks import Word, in_brackets, in_lines
from content.writing import block, inline, key_text, row

_LOADER: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
_HEADER = re.compile(r"[|>][-+0-9]*")
__all__ = ["Change", "Unplaceable", "apply"]
IN_YAML = "Change it in the YAML view."


def apply(text: str, changes: Sequence[Change], name: str = "") -> str:
    """The text with all changes in it, one after the other; `name` is how findings call the file.

    Raises Refused if the text cannot be read, Unplaceable if a change cannot be placed; then none is made.
    """
    try:
        return _together(text, changes, name)
    except Unplaceable as fault:
        if len(changes) == 1 or isinstance(fault, TooLong):
            raise
    # One of them has no place: taken one by one, it names itself.
    for change in changes:
        text = _together(text, [change], name)
    return text


def _together(text: str, changes: Sequence[Change], name: str) -> str:
    """All changes, read back once: a translator's file may bring hundreds. Those that only replace are put in together."""
    found = read_text(text, name)
    tree, made = values(found), text
    if sum(len(one.value) for one in changes if isinstance(one.value, str)) > MOST_BYTES:
        raise too_long(found, changes)
    change, done = Change(()), 0
    try:
        while done < len(changes):
            some = changes[done : done + _at_once(tree, changes[done:])]
            wanted = copy.deepcopy(tree)
            for change in some:
                wanted = changed(wanted, change)
            text_now = _Text(made, change)
            tree, made = wanted, text_now.made(tree) if len(some) == 1 else text_now.replacing(tree, some)
            done += len(some)
        if len(made.encode("utf-8", "surrogatepass")) > MOST_BYTES:
            raise too_long(found, changes)
        if alike(values(read_text(made, name)), tree):
            return made
    except (Refused, yaml.YAMLError) as fault:
        line = fault.finding.line if isinstance(fault, Refused) else 1
        says = "This cannot be written into the file here."
        raise Unplaceable(change.at, line, says, IN_YAML) from None
    raise Unplaceable(change.at, 1, "This cannot be written into the file as it stands.", IN_YAML)


def _at_once(tree: Any, changes: Sequence[Change]) -> int:
    """How many of the first changes only replace what is there, each in a place of its own; at least one is taken."""
    places: set[tuple[str, ...]] = set()
    above: set[tuple[str, ...]] = set()
    for count, change in enumerate(changes):
        at = tuple(map(str, change.at))
        homes = {at[:depth] for depth in range(1, len(at))}
        if not _replaces(tree, change) or at in places or at in above or homes & places:
            return max(count, 1)
        places.add(at)
        above |= homes
    return len(changes)


def _replaces(tree: Any, change: Change) -> bool:
    for key in change.at:
        try:
            place = place_of(tree, key, change.at)
        except Unplaceable:
            return False
        if place is None:
            return False
        tree = rows_of(tree)[place]
    return change.value is not None and change.before is None


# Where it stands in the text.


class _Row(NamedTuple):
    """A key with its value, or an item: where it begins, where its value may begin, and the value."""

    start: int
    lead: int
    value: Any


class _Text:
    """A text and one change to it."""

    def __init__(self, text: str, change: Change):
        self.mark, self.text = ("\ufeff", text[1:]) if text[:1] == "\ufeff" else ("", text)
        self.change, self.end_of_line = change, "\r\n" if "\r\n" in text else "\n"

    def made(self, tree: Any) -> str:
        """The text with the change in it; `tree` is what it says so far. That the place exists was looked up before."""
        node: Any = yaml.compose(self.text, Loader=_LOADER)
        change = self.change
        homes: list[tuple[Any, int]] = []
        for key in change.at[:-1]:
            place = place_of(tree, key, change.at)
            homes.append((node, place or 0))
            node = self.rows(node)[place or 0].value
            tree = rows_of(tree)[place or 0]
        place, rows = place_of(tree, change.at[-1], change.at), self.rows(node)
        before = len(rows) if change.before is None else place_of(tree, change.before, change.at)
        if place is None:
            if not rows and homes and not homes[-1][0].flow_style:
                # The first of many has room below, not in the brackets that held nothing.
                first = {str(change.at[-1]): change.value} if isinstance(tree, dict) else [change.value]
                return self.mark + self.replaced(homes[-1][0], self.rows(homes[-1][0])[homes[-1][1]], first)
            return self.mark + self.added(node, rows, len(rows) if before is None else before)
        if change.value is not None:
            if alike(rows_of(tree)[place], change.value):
                return self.mark + self.text
            return self.mark + self.replaced(node, rows[place], change.value)
        if change.before is not None:
            return self.mark + self.moved(node, rows, place, len(rows) if before is None else before)
        if len(rows) > 1 or node.flow_style:
            return self.mark + self.removed(node, rows, place)
        # Brackets hold nothing where nothing is left.
        nothing: Any = {} if isinstance(node, yaml.MappingNode) else []
        if not homes:
            return self.mark + self.put(node.start_mark.index, self.end(node), inline(nothing))
        home, above = homes[-1]
        return self.mark + self.replaced(home, self.rows(home)[above], nothing)

    def replacing(self, tree: Any, changes: Sequence[Change]) -> str:
        """The text with all of them in it, from behind, so that what stands before stays where it was found."""
        root: Any = yaml.compose(self.text, Loader=_LOADER)
        known: dict[int, list[_Row]] = {}
        spots: list[tuple[Any, _Row, Change]] = []
        for change in changes:
            self.change, node, said = change, root, tree
            for key in change.at:
                home, place = node, place_of(said, key, change.at) or 0
                if id(home) not in known:
                    known[id(home)] = self.rows(home)
                spot, said = known[id(home)][place], rows_of(said)[place]
                node = spot.value
            if not alike(said, change.value):
                spots.append((home, spot, change))
        for home, spot, change in sorted(spots, key=lambda one: one[1].lead, reverse=True):
            self.change = change
            self.text = self.replaced(home, spot, change.value)
        return self.mark + self.text

    def rows(self, node: Any) -> list[_Row]:
        """The rows of a mapping or a list, in their order."""
        if isinstance(node, yaml.MappingNode):
            return [_Row(key.start_mark.index, self.after_colon(key), value) for key, value in node.value]
        if node.flow_style:
            return [_Row(one.start_mark.index, one.start_mark.index, one) for one in node.value]
        found, start = [], node.start_mark.index
        dash = re.compile(rf"^ {{{node.start_mark.column}}}-(?=\s|$)", re.M)
        for one in node.value:
            found.append(_Row(start, start + 1, one))
            later = dash.search(self.text, self.end(one))
            start = later.end() - 1 if later else -1
        return found

    def after_colon(self, key: Any) -> int:
        """Where a key's value may begin."""
        place = int(key.end_mark.index)
        while self.text[place : place + 1] == " ":
            place += 1
        explicit = self.text[: key.start_mark.index].rstrip(" ").endswith("?")
        if self.text[place : place + 1] != ":" or explicit:
            # A question mark, or no colon at all.
            says = f'The key "{key.value}" is written in a way that the form cannot change.'
            raise Unplaceable(self.change.at, key.start_mark.line + 1, says, IN_YAML)
        return place + 1

    def end(self, node: Any) -> int:
        """Where a value ends, without the blank lines and comments after it."""
        if not isinstance(node, yaml.ScalarNode):
            return int(node.end_mark.index) if node.flow_style else self.end(self.rows(node)[-1].value)
        start, stop = int(node.start_mark.index), int(node.end_mark.index)
        if node.style not in ("|", ">"):
            return stop
        header = self.header(start)
        body = self.text[start + len(header) : stop]
        if "+" in header:
            return max(self.text.rfind("\n", start, stop), start)
        return self.line_end(start + len(header) + len(body.rstrip()))

    def header(self, start: int) -> str:
        """The sign that a long text stands below: `|-`."""
        found = _HEADER.match(self.text, start)
        return found[0] if found else ""

    def line_end(self, place: int) -> int:
        """Where the line of a place ends."""
        stop = self.text.find("\n", place)
        stop = len(self.text) if stop < 0 else stop
        return stop - (self.text[stop - 1 : stop] == "\r" and stop > place)

    def put(self, start: int, stop: int, piece: str) -> str:
        """The text with a piece in place of what stood there."""
        return self.text[:start] + piece + self.text[stop:]

    # The four things that can happen.

    def replaced(self, home: Any, spot: _Row, value: Any) -> str:
        node, start, stop = spot.value, spot.value.start_mark.index, self.end(spot.value)
        anew = self.relisted(spot, value)
        if anew is not None:
            return anew
        if home.flow_style:
            gap = " " if self.text[start - 1 : start] == ":" else ""
            return self.put(start, stop, gap + inline(value))
        listed = isinstance(node, yaml.CollectionNode)
        rest = self.line_end(stop)
        # A remark behind the last line of a block spoke of that line, and goes with it.
        note = "" if listed and not node.flow_style else self.text[stop:rest]
        if not listed and node.style in ("|", ">"):
            # A remark may stand behind the sign that a long text follows.
            first = start + len(self.header(start))
            note, rest = self.text[first : self.line_end(first)], stop
        # Brackets that hold nothing say nothing about how more would be written.
        manner = node.flow_style if listed and node.value and not isinstance(value, str) else None
        column = (spot.start - self.text.rfind("\n", 0, spot.start) - 1) + 2
        if isinstance(home, yaml.SequenceNode):
            head, *below = row("-", value, column - 2, manner)
            head = head.lstrip(" ").removeprefix("-").lstrip(" ")
        else:
            head, below = block(value, column, manner)
        between = self.text[spot.lead : start]
        same_line = between.strip(" ") == "" and between != "" and head
        lead = between if same_line else " " if head else ""
        return self.put(spot.lead, rest, lead + head + note + "".join(self.end_of_line + one for one in below))

    def relisted(self, spot: _Row, value: Any) -> str | None:
        """A list of words written anew around its remarks; nothing if it has none, or is no list of words."""
        node, start = spot.value, spot.value.start_mark.index
        if not isinstance(node, yaml.SequenceNode) or not node.value or not value or not isinstance(value, list):
            return None
        if not all(isinstance(one, str) for one in value) or not all(
            isinstance(one, yaml.ScalarNode) for one in node.value
        ):
            return None
        old, rows = [str(one.value) for one in node.value], self.rows(node)
        if node.flow_style:
            spans = [(one.start - start, self.end(one.value) - start) for one in rows]
            made = in_brackets(self.text[start : self.end(node)], old, spans, value)
            return None if made is None else self.put(start, self.end(node), made)
        first = self.line_end(spot.lead)
        if first >= rows[0].start:
            return None
        words, done = [], first
        for one in rows:
            stop, last = self.end(one.value), self.line_end(self.end(one.value))
            words.append(Word(self.text[done : one.start], self.text[one.start : stop], self.text[stop:last]))
            done = last
        made = in_lines(self.text[spot.lead : first], old, words, value, node.start_mark.column)
        return None if made is None else self.put(spot.lead, done, made)

    def added(self, home: Any, rows: list[_Row], before: int) -> str:
        key, value = self.change.at[-1], self.change.value
        mapping, start = isinstance(home, yaml.MappingNode), home.start_mark.index
        if home.flow_style:
            if self.text[start] not in "{[":
                says = "This pair is written in a way that the form cannot change."
                raise Unplaceable(self.change.at, home.start_mark.line + 1, says, IN_YAML)
            piece = f"{key_text(str(key))}: {inline(value)}" if mapping else inline(value)
            if not rows:
                return self.put(start + 1, start + 1, piece)
            if before < len(rows):
                return self.put(rows[before].start, rows[before].start, piece + ", ")
            return self.put(self.end(rows[-1].value), self.end(rows[-1].value), ", " + piece)
        column = home.start_mark.column
        like = [one.value.flow_style for one in rows if isinstance(one.value, yaml.CollectionNode)]
        manner = like[-1] if like and not isinstance(value, str) else None
        lines = row(f"{key_text(str(key))}:" if mapping else "-", value, column, manner)
        if before == len(rows):
            place = self.line_end(self.end(rows[-1].value))
            return self.put(place, place, "".join(self.end_of_line + one for one in lines))
        place = self.above_remarks(rows[before].start, column) if before else rows[0].start
        piece = self.end_of_line.join(lines).lstrip(" ") + self.end_of_line + " " * column
        return self.put(place, place, piece)

    def above_remarks(self, start: int, column: int) -> int:
        """Where the remarks that stand right above a row begin: they speak of it, and stay with it."""
        while True:
            line = self.text.rfind("\n", 0, start)
            above = self.text.rfind("\n", 0, max(line, 0)) + 1
            if line < 0 or not self.text.startswith(" " * column + "#", above):
                return start
            start = above + column

    def removed(self, home: Any, rows: list[_Row], place: int) -> str:
        start, later = rows[place].start, rows[place + 1].start if place + 1 < len(rows) else -1
        stop = self.end(rows[place].value)
        if home.flow_style:
            if later >= 0:
                return self.put(start, later, "")
            return self.put(self.end(rows[place - 1].value) if place else start, stop, "")
        line = self.text.rfind("\n", 0, start) + 1
        if self.text[line:start].strip(" "):
            return self.put(start, later, "")
        rest = self.line_end(stop)
        gone = len(self.end_of_line) if rest < len(self.text) else 0
        return self.put(line, rest + gone, "")

    def moved(self, home: Any, rows: list[_Row], place: int, before: int) -> str:
        """The rows change places; what stands between them stays where it is."""
        ends = [self.end(one.value) if home.flow_style else self.line_end(self.end(one.value)) for one in rows]
        order = [one for one in range(len(rows)) if one != place]
        order.insert(before - (before > place), place)
        made, done = "", 0
        for slot, one in enumerate(order):
            made += self.text[done : rows[slot].start] + self.text[rows[one].start : ends[one]]
            done = ends[slot]
        return made + self.text[done:]
