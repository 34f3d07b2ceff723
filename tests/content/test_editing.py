"""A form changes what it was asked to change, and not one byte more; what it cannot place it refuses."""

import random
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from content.editing import Change, Unplaceable, apply
from content.library import HERE
from content.reading import Refused, read_text

FLOW = """\
# The way in.
format: 1
always: [talk, leave]   # on every screen

steps:
  # The first thing that anybody reads.
  hello:
    say: |  # long
      Hi. You can look around.

      Is this an OK time?
    choices:
      - {id: "y", label: "Yes", go: menu}  # not yes
      # The way round.
      - {id: n, label: Not now, go: quick}
  quick:
    say: OK.
    services: {tag: now}
    go: hello
"""


def plain(tree: Any) -> Any:
    """What a text says, without where."""
    if isinstance(tree, dict):
        return {str(key): plain(one) for key, one in tree.items()}
    return [plain(one) for one in tree] if isinstance(tree, list) else str(tree)


def lines_changed(before: str, after: str) -> tuple[list[str], list[str]]:
    """The lines that only one of two texts has, in their order."""
    old, new = before.splitlines(), after.splitlines()
    while old and new and old[0] == new[0]:
        del old[0], new[0]
    while old and new and old[-1] == new[-1]:
        del old[-1], new[-1]
    return old, new


ONE_EDIT = {
    "a word in brackets": (
        Change(("steps", "hello", "choices", "y", "label"), "Sure"),
        ['      - {id: "y", label: "Yes", go: menu}  # not yes'],
        ['      - {id: "y", label: Sure, go: menu}  # not yes'],
    ),
    "a word that a lenient reader would turn": (
        Change(("steps", "quick", "go"), "no"),
        ["    go: hello"],
        ['    go: "no"'],
    ),
    "a long text": (
        Change(("steps", "quick", "say"), "One.\n\nTwo: # three"),
        ["    say: OK."],
        ["    say: |-", "      One.", "", "      Two: # three"],
    ),
    "a long text made short, and the remark stays": (
        Change(("steps", "hello", "say"), "Hi."),
        ["    say: |  # long", "      Hi. You can look around.", "", "      Is this an OK time?"],
        ["    say: Hi.  # long"],
    ),
    "a choice at the end": (
        Change(("steps", "hello", "choices", 2), {"id": "m", "label": "More", "go": "menu"}),
        [],
        ["      - {id: m, label: More, go: menu}"],
    ),
    "a choice before another, above its remark": (
        Change(("steps", "hello", "choices", "m"), {"id": "m", "label": "More", "go": "menu"}, before="n"),
        [],
        ["      - {id: m, label: More, go: menu}"],
    ),
    "a choice gone": (
        Change(("steps", "hello", "choices", "n")),
        ["      - {id: n, label: Not now, go: quick}"],
        [],
    ),
    "a key in brackets": (
        Change(("steps", "hello", "choices", 1, "value"), "22:00"),
        ["      - {id: n, label: Not now, go: quick}"],
        ['      - {id: n, label: Not now, go: quick, value: "22:00"}'],
    ),
    "a word in a list": (
        Change(("always", 1), "numbers", before=1),
        ["always: [talk, leave]   # on every screen"],
        None,
    ),
    "a step, written as its neighbours are": (
        Change(("steps", "bye"), {"say": "Bye.", "choices": [{"id": "b", "label": "Back", "go": "hello"}]}),
        [],
        ["  bye:", "    say: Bye.", "    choices:", "      - {id: b, label: Back, go: hello}"],
    ),
    "a step gone": (
        Change(("steps", "quick")),
        ["  quick:", "    say: OK.", "    services: {tag: now}", "    go: hello"],
        [],
    ),
    "a key before another": (
        Change(("hub",), "hello", before="steps"),
        [],
        ["hub: hello"],
    ),
    "a choice moved to the end, and nothing between": (
        Change(("steps", "hello", "choices", "y"), before=2),
        [
            '      - {id: "y", label: "Yes", go: menu}  # not yes',
            "      # The way round.",
            "      - {id: n, label: Not now, go: quick}",
        ],
        [
            "      - {id: n, label: Not now, go: quick}",
            "      # The way round.",
            '      - {id: "y", label: "Yes", go: menu}  # not yes',
        ],
    ),
    "what is so already": (Change(("steps", "quick", "say"), "OK."), [], []),
}


@pytest.mark.parametrize(("change", "gone", "come"), ONE_EDIT.values(), ids=ONE_EDIT)
@pytest.mark.parametrize("end_of_line", ["\n", "\r\n"], ids=["lf", "crlf"])
def test_a_form_changes_one_line_and_leaves_the_rest(
    change: Change, gone: list[str], come: list[str] | None, end_of_line: str
):
    """Remarks, order, quotes and line ends of the file are somebody's work, and stay."""
    if come is None:
        with pytest.raises(Unplaceable, match="not both at once"):
            apply(FLOW, [change])
        return
    before = FLOW.replace("\n", end_of_line)
    after = apply(before, [change])

    assert lines_changed(before, after) == (gone, come)
    assert after.count("\r") == (after.count("\n") if end_of_line == "\r\n" else 0)


REFUSED = {
    "a step that is not there": (FLOW, Change(("steps", "attic", "say"), "Hi.")),
    "a word inside a word": (FLOW, Change(("format", "of"), "Hi.")),
    "a key of a list": (FLOW, Change(("always", 9), "menu")),
    "removing what is gone": (FLOW, Change(("redirect",))),
    "moving before what is gone": (FLOW, Change(("steps", "hello"), before="attic")),
    "no place": (FLOW, Change((), "x")),
    "a number": (FLOW, Change(("format",), 2)),
    "half of a letter": (FLOW, Change(("steps", "quick", "say"), "\ud800")),
    "too deep": (FLOW, Change(("steps", "quick", "say"), [[[[[[[[[[["x"]]]]]]]]]]])),
    "an item called twice": ("- {id: a}\n- {id: a}\n", Change(("a", "label"), "x")),
    "a key with a question mark": ("? a\n: b\nc: d\n", Change(("a",), "x")),
    "a pair without brackets": ("[a: b]\n", Change((0, "c"), "x")),
    "far too much": (FLOW, Change(("steps", "quick", "say"), "x" * 300_000)),
}


@pytest.mark.parametrize(("text", "change"), REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_placed_is_refused(text: str, change: Change):
    """A typed refusal that says what to do; never a file that says something else than was asked."""
    with pytest.raises(Unplaceable) as refusal:
        apply(text, [Change(("note",), "first"), change] if text == FLOW else [change])

    assert refusal.value.at[: len(change.at) - 1] == change.at[:-1]
    assert refusal.value.line >= 1
    assert refusal.value.fix.endswith(".")


def test_texts_that_no_file_can_hold_are_named_at_the_longest_of_them():
    """Each of them may fit: together they do not, and nobody waits until each was tried by itself."""
    fits = [Change(("note",), "x" * 100_000), Change(("steps", "quick", "say"), "x" * 150_000)]
    with pytest.raises(Unplaceable) as refusal:
        apply(FLOW, [*fits, Change(("more",), ["x" * 100_000])])

    assert apply(FLOW, fits).count("x" * 100) == 2_500
    assert refusal.value.at == ("steps", "quick", "say")
    assert FLOW.split("\n")[refusal.value.line - 1].strip().startswith("say:")
    assert (refusal.value.says, refusal.value.fix) == (
        "This text is too long for its file.",
        "Make it shorter, as the whole file holds 256 kB.",
    )


def test_a_file_that_cannot_be_read_is_not_edited():
    """It is refused with its name and line, as the checker would."""
    with pytest.raises(Refused) as refusal:
        apply("a: &x 1\nb: *x\n", [Change(("a",), "y")], "flows/main.yaml")

    assert (refusal.value.finding.file, refusal.value.finding.line) == ("flows/main.yaml", 1)


# Any text, and any edit, of files written in any manner.

LETTERS = st.text(
    st.one_of(st.sampled_from("ab :#-?&*!|>'\"%@`{}[],\n\t\\~éᐊ\u200b\u2028\ufeff\x85\x00 💧0"), st.characters(codec="utf-8")),
    max_size=30,
)  # fmt: skip
WORDS = st.one_of(
    LETTERS, st.sampled_from(["yes", "no", "null", "~", "22:00", "1e3", "2026-01-01", "- a", "a: b", "x" * 130])
)
KEYS = st.one_of(st.sampled_from(["a", "b", "id", "say", "y", "no", "1"]), LETTERS)
VALUES = st.recursive(
    WORDS, lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(KEYS, inner, max_size=3)), max_leaves=8
)


def written(dice: random.Random, value: Any, column: int, brackets: bool) -> str:
    """A value as any hand may have written it: in any manner, with remarks and empty lines."""
    if isinstance(value, str):
        quoted = '"' + value.encode("unicode_escape").decode().replace('"', '\\"') + '"'
        safe = value.isascii() and value.isalpha()
        single = "'" + value.replace("'", "''") + "'" if value.isprintable() and value.isascii() else quoted
        return dice.choice([value, quoted, single]) if safe else dice.choice([quoted, single])
    if brackets or not value or dice.random() < 0.3:
        gap = dice.choice(["", " "])
        rows = [written(dice, one, 0, True) for one in (value.values() if isinstance(value, dict) else value)]
        if isinstance(value, dict):
            rows = [f"{written(dice, key, 0, True)}: {one}" for key, one in zip(value, rows, strict=True)]
        return ("{%s}" if isinstance(value, dict) else "[%s]") % (gap + f",{dice.choice(['', ' '])}".join(rows) + gap)
    lines = []
    for key in value if isinstance(value, dict) else range(len(value)):
        lines += ["", " " * column + "# a remark"] if dice.random() < 0.2 else []
        lead = " " * column + (f"{written(dice, key, 0, True)}:" if isinstance(value, dict) else "-")
        text = written(dice, value[key], column + 2, False)
        note = dice.choice(["", "", "  # so"])
        lines.append(lead + (note + text if text.startswith("\n") else " " + text + note))
    return "\n" + "\n".join(lines)


def places(value: Any, at: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Every mapping and list in a value."""
    if isinstance(value, str):
        return []
    inner = value.items() if isinstance(value, dict) else enumerate(value)
    return [at, *[deep for key, one in inner for deep in places(one, (*at, key))]]


def lines_of(text: str, at: tuple[Any, ...]) -> tuple[int, int]:
    """The lines from where a place surely begins (an item: its list) to where it surely ends."""
    node = yaml.compose(text, Loader=yaml.BaseLoader)
    start = node.start_mark.line
    for key in at:
        pairs = node.value if isinstance(node, yaml.MappingNode) else list(enumerate(node.value))
        found, node = next((name, one) for name, one in pairs if getattr(name, "value", name) == key)
        start = found.start_mark.line if hasattr(found, "start_mark") else start
    return start, node.end_mark.line + (node.end_mark.column > 0)


def edited(model: Any, change: Change) -> Any:
    """The edit, on the model."""
    *way, last = change.at
    home = model
    for key in way:
        home = home[key]
    if isinstance(home, dict):
        rows = list(home.items())
        names = list(home)
        spot = names.index(last) if last in home else None
        before = names.index(change.before) if change.before is not None else len(rows)
    else:
        rows = [(None, one) for one in home]
        spot = last if last < len(home) else None
        before = change.before if change.before is not None else len(rows)
    if change.value is None and change.before is None:
        del rows[spot]
    elif change.value is None:
        held = rows[spot]
        rows[spot] = None
        rows.insert(before, held)
        rows.remove(None)
    elif spot is None:
        rows.insert(before, (last, change.value))
    else:
        rows[spot] = (last, change.value)
    if isinstance(home, dict):
        home.clear()
        home.update(rows)
    else:
        home[:] = [one for _, one in rows]
    return model


@settings(max_examples=200, deadline=None, database=None, suppress_health_check=list(HealthCheck))
@given(
    st.one_of(st.dictionaries(KEYS, VALUES, min_size=1, max_size=4), st.lists(VALUES, min_size=1, max_size=4)),
    VALUES,
    KEYS,
    st.integers(0, 2**32),
)
def test_any_edit_of_any_file_is_read_back_as_it_was_meant(model: Any, value: Any, name: str, seed: int):
    """Whatever the manner of the file: it says what was asked, and the lines before and after are the same bytes."""
    dice = random.Random(seed)
    before = written(dice, model, 0, False).lstrip("\n") + dice.choice(["", "\n", "\n\n# the end\n"])
    assert plain(read_text(before, "x")) == model
    at = dice.choice(places(model))
    home = model
    for key in at:
        home = home[key]
    known = list(home) if isinstance(home, dict) else list(range(len(home)))
    new = name if isinstance(home, dict) and name not in home else len(home)
    what = dice.choice(["replace", "add", "remove", "move", "insert"]) if known else "add"
    if isinstance(home, dict) and new == len(home) and what in ("add", "insert"):
        what = "replace"
    change = {
        "replace": lambda: Change((*at, dice.choice(known)), value),
        "add": lambda: Change((*at, new), value),
        "remove": lambda: Change((*at, dice.choice(known))),
        "move": lambda: Change((*at, dice.choice(known)), before=dice.choice(known)),
        "insert": lambda: Change((*at, new), value, before=dice.choice(known)),
    }[what]()
    after = apply(before, [change])

    old, new_lines = before.splitlines(), after.splitlines()
    first, stop = lines_of(before, at if what in ("add", "insert", "move") else change.at)
    if len(home) == 1 and what == "remove":
        first, stop = lines_of(before, at)
    assert new_lines[:first] == old[:first]
    assert new_lines[len(new_lines) - len(old) + stop :] == old[stop:]
    if what in ("add", "insert", "move"):
        assert after.count("# a remark") == before.count("# a remark")
    wanted = edited(model, change)
    assert plain(read_text(after, "x")) == wanted
    assert str(plain(read_text(after, "x"))) == str(wanted)


def test_every_text_of_the_shipped_content_can_be_changed_and_changed_back():
    """Byte for byte the old file, wherever the old words were written in the house's manner."""
    for path in sorted(HERE.glob("flows/*.yaml")):
        text = path.read_text("utf-8")
        for step, node in read_text(text, path.name)["steps"].items():
            if "say" in node:
                once = apply(text, [Change(("steps", step, "say"), "Now for something else.")])
                again = apply(once, [Change(("steps", step, "say"), str(node["say"]))])

                assert plain(read_text(again, path.name)) == plain(read_text(text, path.name))
                assert len(lines_changed(text, once)[1]) == 1
                if "\n" in node["say"] or len(node["say"]) < 100:
                    assert again == text


def test_a_call_of_two_people_is_one_small_edit():
    """The day and both names land in the braces that were empty; every other service stays as it is."""
    text = Path(HERE, "services/national.yaml").read_text("utf-8")
    after = apply(
        text,
        [
            Change(("khp", "verified", "on"), "2026-11-24"),
            Change(("khp", "verified", "by"), ["Ada", "Joe"]),
        ],
    )
    _, new = lines_changed(text, after)

    assert new == ['  verified: {on: "2026-11-24", by: [Ada, Joe], source: "https://kidshelpphone.ca/text-about-it"}']
