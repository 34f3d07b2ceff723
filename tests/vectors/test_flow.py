"""Every case of flow.json against the Python engine, and in Chromium; and the file is what its maker makes of it."""

from __future__ import annotations

import json
from typing import Any

import pytest

from content.ear import matches, words
from content.library import Library
from tests.content.small import NOW

from .flow import FILE, made, spelled, walked, written
from .twin import Json, mark, readings, walks, world_of

VECTORS: Json = json.loads(FILE.read_text())
COUNTS = {"words": 16, "matches": 37, "walks": 83}


def named(kind: str) -> Any:
    """The cases of a kind, each under its name."""
    return pytest.mark.parametrize("case", VECTORS[kind], ids=[one["name"] for one in VECTORS[kind]])


@named("words")
def test_words_are_read_alike_at_both_ends(case: Json) -> None:
    """What a youth types is the same words to the bot and to the page."""
    assert case["words"] == words(VECTORS["bundles"]["first"]["fold"], spelled(case["text"]))


@named("matches")
def test_patterns_are_heard_alike_at_both_ends(case: Json) -> None:
    """Gaps, beginnings, one wrong letter, and nothing but."""
    assert case["hit"] == matches(case["pattern"], case["words"], case["whole"])


@named("walks")
def test_a_youth_is_led_alike_at_both_ends(case: Json) -> None:
    """Step by step: where they are, and what is said, shown, relayed and counted."""
    assert [[one["state"], one["effects"]] for one in case["steps"]] == walked(
        case["from"], case["steps"], VECTORS["bundles"]
    )


def test_the_file_is_what_its_maker_makes() -> None:
    """`python -m tests.vectors.flow` changes nothing: whoever changes an engine sees in the file what it means."""
    assert FILE.read_text() == written(made())


def test_no_kind_of_event_effect_or_step_is_left_out() -> None:
    """The cases count themselves, and hold each thing an engine can be told and can answer at least once."""
    steps = [one for case in VECTORS["walks"] for one in case["steps"]]

    assert VECTORS["meta"]["counts"] == COUNTS == {kind: len(VECTORS[kind]) for kind in COUNTS}
    assert {"start", "pick", "text", "lang", "door"} < {str(one["event"].get("t")) for one in steps}
    assert {effect["do"] for one in steps for effect in one["effects"]} == {
        "say", "services", "choices", "handoff", "relay", "heard", "unheard", "stale", "count", "end", "safe_word",
    }  # fmt: skip
    assert {node["kind"] for node in VECTORS["bundles"]["first"]["steps"].values()} == {
        "ask", "go", "branch", "handoff", "end", "quiet",
    }  # fmt: skip
    assert {one["bundle"] for one in steps} == set(VECTORS["bundles"])


def test_the_page_of_a_youth_runs_every_case(page: Any) -> None:
    """In a real browser, whose Unicode is neither Python's nor Node's."""
    found = page.evaluate("""async () => {
        const { runAll } = await import('/tests/vectors/flow.js');
        return runAll(await (await fetch('/tests/vectors/flow.json')).json());
    }""")

    assert found == {"ran": sum(COUNTS.values()), "failed": []}


def test_the_page_of_a_youth_takes_the_same_walks(page: Any) -> None:
    """The first 300 of a seed of their own, and every letter of Unicode."""
    world = world_of(Library.load(practice=True, now_ms=NOW).current)
    some = [walk for walk, _ in zip(walks(world, 99), range(300), strict=False)]

    marked, read = page.evaluate(
        """async ([world, walks]) => {
        const { marked, readings } = await import('/tests/vectors/flow.js');
        const [told, asked] = [JSON.parse(world), JSON.parse(walks)];
        return [await marked(told, asked), await readings(told.bundles[0].fold)];
    }""",
        [json.dumps(world), json.dumps([walk for walk, _ in some])],
    )

    assert marked == mark([ours for _, ours in some])
    assert read == readings(world["bundles"][0]["fold"])
