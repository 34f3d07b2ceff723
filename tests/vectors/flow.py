"""Makes and runs flow.json, the cases that both engines must agree on; `python -m tests.vectors.flow` writes it anew."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from content.ear import matches, words
from content.flow import step
from content.lexicon import pattern

from .flow_stories import FROM, MATCHES, STORIES, WORDS
from .flow_world import FOLD, first, second

Json = dict[str, Any]
FILE = Path(__file__).with_name("flow.json")
TELLS = {
    "bundles": "What the cases play in. `first` is compiled as today's bundles are, `second` was published a week later.",
    "words": "A text, and the words it is read as by the table of `first`. A text in pieces is said piece by piece, so many times.",
    "matches": "Whether a pattern stands in the words; `whole`: and nothing else does.",
    "walks": "A youth who is new, or comes `from` a state. Each step: the event, what the host knows, which bundle serves; then the state and the effects. "
    "The state is written down as JSON and read back between two steps. `spelled` is the text of the event in pieces.",
}


def spelled(text: Any) -> Any:
    """A text, or pieces and how often each is said."""
    return "".join(piece * times for piece, times in text) if isinstance(text, list) else text


def walked(begun: Json | None, steps: list[Json], bundles: dict[str, Json]) -> list[list[Any]]:
    """What comes of each step: state and effects."""
    came, state = [], begun
    for one in steps:
        event = {**one["event"], "text": spelled(one["spelled"])} if "spelled" in one else one["event"]
        after, effects = step(bundles[one["bundle"]], state, event, one["facts"])
        state = json.loads(json.dumps(after))
        came.append([state, effects])
    return came


def made() -> Json:
    """All cases, with what this engine makes of them."""
    bundles = {"first": first(), "second": second()}
    heard = [(pattern(FOLD, written), words(FOLD, said), whole) for written, said, whole in MATCHES]
    return {
        "meta": {"tells": TELLS, "counts": {"words": len(WORDS), "matches": len(MATCHES), "walks": len(STORIES)}},
        "bundles": bundles,
        "words": [{"name": name, "text": text, "words": words(FOLD, spelled(text))} for name, text in WORDS.items()],
        "matches": [
            {
                "name": " ".join(said),
                "pattern": parts,
                "words": said,
                "whole": whole,
                "hit": matches(parts, said, whole),
            }
            for parts, said, whole in heard
        ],
        "walks": [
            {
                "name": name,
                "from": FROM.get(name),
                "steps": [
                    {**one, "state": state, "effects": effects}
                    for one, (state, effects) in zip(steps, walked(FROM.get(name), steps, bundles), strict=True)
                ],
            }
            for name, steps in STORIES.items()
        ],
    }


def written(vectors: Json) -> str:
    """The file: plain ASCII, a case a line."""
    parts = []
    for name, held in vectors.items():
        rows = (
            [json.dumps(one) for one in held]
            if isinstance(held, list)
            else [f"{json.dumps(key)}: {json.dumps(one)}" for key, one in held.items()]
        )
        begin, end = "[]" if isinstance(held, list) else "{}"
        parts.append(f"{json.dumps(name)}: {begin}\n" + ",\n".join(rows) + f"\n{end}")
    return "{" + ",\n".join(parts) + "}\n"


if __name__ == "__main__":
    FILE.write_text(written(made()))
