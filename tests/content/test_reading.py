"""H29: what an attacker or a tired editor puts into a file is refused with its line, and the live flow goes on."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from content.check import check, check_files
from content.editing import Change, Unplaceable, apply
from content.library import Library
from content.reading import Block, Items, Refused, read_text
from tests.content.small import NOW, change

BOMB = 'a: &a ["x","x"]\n' + "".join(
    f"{b}: &{b} [{', '.join(['*' + a] * 9)}]\n" for a, b in zip("abcdefgh", "bcdefghi", strict=True)
)

REFUSED = {
    "a bomb of aliases": (BOMB, 1),
    "an alias": ("say: hi\nlabel: *say\n", 2),
    "a tag that would run code": ("say: hi\nlabel: !!python/object/apply:os.system [ls]\n", 2),
    "a tag of our own": ("say: !text hi\n", 1),
    "a key written twice": ("say: hi\nlabel: a\nsay: ho\n", 3),
    "a second document": ("say: hi\n---\nsay: ho\n", 2),
    "a list as a key": ("? [a, b]\n: c\n", 1),
    "a merge": ("base: &b {a: x}\nuse:\n  <<: *b\n", 1),
    "a tab": ("say:\n\thi\n", 2),
    "a broken quote": ('say: "hi\nlabel: ho\n', None),
    "a control character": ("say: h\x07i\n", 1),
    "a deep nest": ("[" * 50, 1),
    "a very deep nest": ("[" * 100_000, 1),
    "a deep map": ("".join(" " * n + "a:\n" for n in range(60)), None),
}


@pytest.mark.parametrize("text,line", REFUSED.values(), ids=REFUSED)
def test_h29_a_hostile_file_is_refused_with_its_line(text: str, line: int | None):
    """No bomb, tag, alias or doubled key is ever read; the refusal names the line and what to do."""
    with pytest.raises(Refused) as refusal:
        read_text(text, "flows/x.yaml")

    assert refusal.value.finding.code == "S01"
    assert refusal.value.finding.fix
    if line is not None:
        assert line == refusal.value.finding.line


def test_every_value_is_the_text_that_was_written():
    """22:00 stays 22:00, no stays no, on stays on: nothing becomes a number, a truth value or a date."""
    tree = read_text("a: 22:00\nb: no\non: yes\nc: 0x10\nd: 2026-01-01\ne: ~\nf: 1e3\ng: null\nh: 007\n", "x")

    assert tree == {
        "a": "22:00",
        "b": "no",
        "on": "yes",
        "c": "0x10",
        "d": "2026-01-01",
        "e": "~",
        "f": "1e3",
        "g": "null",
        "h": "007",
    }


def test_a_value_knows_its_line():
    """Findings can name the line of every value, block and list."""
    tree = read_text("a: x\nb:\n  - c: y\n", "x")
    assert isinstance(tree, Block)
    assert isinstance(tree["b"], Items)

    assert (tree["a"].line, tree["b"].line, tree["b"][0]["c"].line, tree.lines["b"]) == (1, 3, 3, 2)


HOSTILE = {
    "a bomb": ("flows/main.yaml", "steps:\n", "bomb: [*a, *a]\nsteps:\n"),
    "a tag": ("flows/main.yaml", "say: All clear.", "say: !!python/name:os.system x"),
    "a missing step": ("flows/main.yaml", "go: places}", "go: palaces}"),
    "a number outside services": ("flows/main.yaml", "say: Here are some to ask.", "say: Call 1-807-555-0199."),
    "a step that is a list": ("flows/main.yaml", "  leave:\n", "  bad: [a]\n  leave:\n"),
    "steps that are text": ("flows/main.yaml", "steps:\n", "steps: none\nxsteps:\n"),
    "half a file": ("flows/main.yaml", "steps:\n", 'steps: "\n'),
    "no project": ("project.yaml", "format: 1", "- format: 1"),
    "an unknown key": ("services/all.yaml", "- id: den\n", "- id: den\n  colour: red\n"),
}


@pytest.mark.parametrize("file,old,new", HOSTILE.values(), ids=HOSTILE)
def test_h29_a_broken_edit_leaves_the_live_flow_unchanged(small: Path, file: str, old: str, new: str):
    """The youth's screens stay as they are; the editor reads file and line; the next good edit is taken over."""
    library = Library.load(practice=True, now_ms=NOW, folder=small)
    before = library.current
    change(small, file, old, new)
    library.refresh(NOW + 1000)
    assert before is library.current
    assert library.trouble is not None
    assert f"{file}:" in library.trouble
    change(small, file, new, old)
    change(small, "flows/main.yaml", "say: All clear.", "say: All gone.")
    change(small, "i18n/fr/main.yaml", "Mot: All clear.", "Mot: tout")
    library.refresh(NOW + 2000)

    assert (library.trouble or "").find("erased") >= 0 or library.current.bundle["text"]["en"]["erased"] == "All gone."


def test_an_editor_never_crashes_the_checker(small: Path):
    """Whatever one edit does to a file - letters lost, lines doubled, brackets swapped - it ends in findings or in content."""
    names = sorted(str(path.relative_to(small)) for path in small.rglob("*.yaml"))
    texts = {name: (small / name).read_text("utf-8") for name in names}
    scraps = st.sampled_from(
        [
            ":",
            "- ",
            "{",
            "}",
            "[",
            "]",
            '"',
            "\n",
            "  ",
            "&a",
            "*a",
            "!x",
            "say",
            "{org}",
            "~2",
            "",
            "\u202e",
            "💧",
            "go: x",
            "-1",
        ]
    )

    @settings(max_examples=150, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(st.sampled_from(names), st.integers(0, 4000), st.integers(0, 40), scraps)
    def spoil(name: str, place: int, length: int, scrap: str) -> None:
        text = texts[name]
        place %= len(text)
        (small / name).write_text(text[:place] + scrap + text[place + length :], "utf-8")
        report = check(small, NOW)
        (small / name).write_text(text, "utf-8")

        assert report.checked is not None or report.blocked

    spoil()


OTHER_SHAPES: tuple[object, ...] = ("x", [], {"x": "y"}, [{"x": "y"}])


def test_no_other_shape_in_any_place_crashes_the_checker(small: Path):
    """A list where a word belongs, a word where names belong, rows where a number belongs: each ends in findings or in content."""
    files = {str(path.relative_to(small)): path.read_text("utf-8") for path in sorted(small.rglob("*.yaml"))}
    tried, crashed = 0, []
    for path, text in files.items():
        for place in _places(read_text(text, path)):
            for shape in OTHER_SHAPES:
                try:
                    changed = apply(text, [Change(place, shape)], path)
                except (Unplaceable, Refused):
                    continue
                tried += 1
                try:
                    check_files({**files, path: changed}, NOW)
                except Exception as fault:
                    crashed.append((path, place, shape, repr(fault)))

    assert crashed == []
    assert tried > 300


def _places(tree: object, at: tuple[object, ...] = ()):
    """Every place of a tree; of a list the first, for the others are like it."""
    inside = (
        list(tree.items()) if isinstance(tree, Block) else list(enumerate(tree))[:1] if isinstance(tree, Items) else []
    )
    for key, value in inside:
        name = value["id"] if isinstance(key, int) and isinstance(value, Block) and "id" in value else key
        yield (*at, name)
        yield from _places(value, (*at, name))
