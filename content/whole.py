"""Reads and compiles the files of a content, collecting everything that is wrong with them."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from content.compile import Compiled, compile_flows
from content.directory import Directory
from content.folder import RELEASED
from content.gather import gather
from content.model import Source, blocks
from content.reading import Finding, line_of
from content.services import compile_services
from content.staff import compile_societies, compile_warnings


@dataclass(frozen=True)
class Whole:
    """A content as written and as compiled, and what its last release held."""

    source: Source
    flows: Compiled
    directory: Directory
    replies: dict[str, dict[str, list[dict[str, str]]]]
    reply_places: list[tuple[str, int, str, str, str]]
    released: dict[str, Any]
    societies: list[dict[str, Any]]
    warnings: list[dict[str, Any]]


def read_whole(files: Mapping[str, str], now_ms: int, practice: bool, found: list[Finding]) -> Whole | None:
    """The whole of a content; findings go to `found`. None if there is an E without which nothing can be compiled."""
    source = gather(files, found)
    if source is None or any(one.level == "E" for one in found):
        return None
    flows = compile_flows(source, found, practice)
    say_to = {lang: words["say_to"] for lang, words in flows.phrases.items() if "say_to" in words}
    directory = compile_services(source, found, now_ms, practice, {"en": "{say} {number}", **say_to})
    replies, places = _replies(source, found)
    societies = compile_societies(source, directory.entries, found)
    warnings = compile_warnings(source, found)
    return Whole(source, flows, directory, replies, places, _released(files), societies, warnings)


def _replies(
    source: Source, found: list[Finding]
) -> tuple[dict[str, dict[str, list[dict[str, str]]]], list[tuple[str, int, str, str, str]]]:
    replies: dict[str, dict[str, list[dict[str, str]]]] = {}
    places = []
    seen: set[tuple[str, str]] = set()
    for file, tree in source.replies:
        stages = replies.setdefault(str(tree["lang"]), {})
        for stage in blocks(tree["stages"], "stage", file, found):
            lines = stages.setdefault(str(stage["stage"]), [])
            for line in blocks(stage["lines"], "reply", file, found):
                mark = (str(tree["lang"]), str(line["id"]))
                if mark in seen:
                    says = f'The reply "{line["id"]}" is there twice.'
                    at, fix = line["id"], "Give one of the two another short name."
                    found.append(Finding("S04", "E", file, line_of(at), says, fix, str(at), "change one id:."))
                seen.add(mark)
                lines.append({"id": str(line["id"]), "text": str(line["text"]).strip()})
                places.append((file, line.line, str(tree["lang"]), str(line["id"]), str(line["text"]).strip()))
    return replies, places


def _released(files: Mapping[str, str]) -> dict[str, Any]:
    """What the last release held: bundle, steps, services. Nothing if there was none."""
    try:
        held = json.loads(files.get(RELEASED, "{}"))
    except ValueError:
        return {}
    return held if isinstance(held, dict) else {}
