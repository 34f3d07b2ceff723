"""A form that writes a list of words whole leaves the remarks with the words that stay."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.editing import Change, apply
from content.reading import read_text

LINES = """\
start: hello
always:  # promised
  # The way to a person.
  - talk
  - numbers  # day and night

  # Out of here.
  - leave
# What comes then.
hub: menu
"""
BRACKETS = """\
names: [  # of birds
  Robin,   # small
  # Blue, or grey.
  Sky, Sage,
  "Wren, the king"  # with a comma
]  # anybody
floor: ["911", opp,  # two lines
  khp]
"""


@pytest.mark.parametrize(
    ("text", "key", "words", "made"),
    [
        pytest.param(
            LINES, "always", ["talk", "leave"], LINES.replace("  - numbers  # day and night\n", ""), id="one goes"
        ),
        pytest.param(
            LINES,
            "always",
            ["leave", "talk", "numbers"],
            LINES.replace("\n\n  # Out of here.\n  - leave", "").replace(
                "promised\n", "promised\n\n  # Out of here.\n  - leave\n"
            ),
            id="one moves with its remark",
        ),
        pytest.param(
            LINES,
            "always",
            ["talk", "numbers", "leave", "sleep"],
            LINES.replace("- leave", "- leave\n  - sleep"),
            id="one comes",
        ),
        pytest.param(
            LINES,
            "always",
            ["numbers", "leave"],
            LINES.replace("  - talk\n", ""),
            id="the first goes, and what may speak of all of them stays",
        ),
        pytest.param(
            LINES, "always", ["talk", "help", "leave"], LINES.replace("- numbers", "- help"), id="one is written over"
        ),
        pytest.param(
            LINES.replace("\n", "\r\n"),
            "always",
            ["talk", "leave"],
            LINES.replace("  - numbers  # day and night\n", "").replace("\n", "\r\n"),
            id="in the manner of another system",
        ),
        pytest.param(
            BRACKETS,
            "names",
            ["Robin", "Sky", "Wren, the king"],
            BRACKETS.replace(" Sage,", ""),
            id="in brackets one goes",
        ),
        pytest.param(
            BRACKETS,
            "names",
            ["Sky", "Robin", "Sage", "Wren, the king", "Fern"],
            "names: [  # of birds\n  # Blue, or grey.\n  Sky,\n  Robin,   # small\n  Sage,\n"
            '  "Wren, the king",  # with a comma\n  Fern\n]  # anybody\n' + BRACKETS[BRACKETS.index("floor") :],
            id="in brackets one moves and one comes",
        ),
        pytest.param(
            BRACKETS,
            "floor",
            ["opp", "khp", "911"],
            BRACKETS.replace('"911", opp,  # two lines\n  khp', 'opp,  # two lines\n  khp, "911"'),
            id="on two lines",
        ),
        pytest.param(
            BRACKETS, "floor", ["911"], BRACKETS.replace(", opp,  # two lines\n  khp", ""), id="its remark goes with it"
        ),
        pytest.param("a: [one, two]  # z\n", "a", ["two"], "a: [two]  # z\n", id="no remark inside"),
    ],
)
def test_remarks_stay_with_the_words_that_stay(text: str, key: str, words: list[str], made: str):
    """Whoever wrote beside a word why it is there finds it again, whatever a form did to the others."""
    assert apply(text, [Change((key,), words)]) == made


WORDS = st.lists(
    st.sampled_from(["talk", "numbers", "leave", "off", "911", "a, b", "ᐅᐊ", "c: #d"]),
    min_size=1,
    max_size=6,
    unique=True,
)


@given(WORDS, WORDS, st.lists(st.sampled_from(["", "above", "behind", "both"]), min_size=6, max_size=6), st.booleans())
def test_any_list_is_read_back_with_every_remark_of_what_stays(
    old: list[str], new: list[str], remarked: list[str], in_brackets: bool
):
    """In lines or in brackets, moved, gone, come or written over; the rest of the file is as it was."""
    rows = [
        (f"  # above {at}\n" if remarked[at] in ("above", "both") else "")
        + (f"  '{one}'," if in_brackets else f"  - '{one}'")
        + (f"  # behind {at}\n" if remarked[at] in ("behind", "both") else "\n")
        for at, one in enumerate(old)
    ]
    text = (
        "a: b\nc:"
        + (" [\n" + "".join(rows) + "]" if in_brackets else "\n" + "".join(rows).rstrip("\n"))
        + "\nd: e  # f\n"
    )
    made = apply(text, [Change(("c",), new)])

    tree: Any = read_text(made, "")
    assert (list(tree["c"]), tree["a"], tree["d"]) == (new, "b", "e")
    assert made.endswith("\nd: e  # f\n")
    for at, one in enumerate(old):
        if one in new:
            assert (f"# above {at}\n" in made) == (remarked[at] in ("above", "both"))
            assert (f"# behind {at}\n" in made) == (remarked[at] in ("behind", "both"))
