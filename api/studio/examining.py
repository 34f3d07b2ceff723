"""What the checker says about files that lie in no folder, and what they compile to.

The checker works in a thread, one at a time. What it found is kept until something changes: forms, YAML view and
publishing ask about the same draft again and again.
"""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from api.protocol.limits import DAY
from api.studio.files import Files, hash_of_all

if TYPE_CHECKING:
    from content.reading import Finding

log = logging.getLogger(__name__)
Json = dict[str, Any]
KEPT = 8


@dataclass(frozen=True)
class Examined:
    """What was found in a state of the content, and the edition that it makes, if it can be read at all."""

    hash: str
    findings: Sequence[Finding]
    edition: Json | None
    texts: dict[str, dict[str, str]]

    @property
    def compiles(self) -> bool:
        """Say whether a youth could be shown this."""
        return self.edition is not None


class Examiner:
    """Checks states of the content, one at a time."""

    def __init__(self, practice: bool) -> None:
        """Say whether services that nobody has verified are shown."""
        self.practice = practice
        self._one = asyncio.Lock()

    async def examine(self, files: Files, released: Json | None, now: int) -> Examined:
        """Check a state against what youth are in the middle of: `released` names the running bundle's steps."""
        held = json.dumps(released or {}, sort_keys=True)
        async with self._one:
            return await asyncio.to_thread(
                _examine, tuple(sorted(files.items())), held, now // DAY * DAY, self.practice
            )


@lru_cache(maxsize=KEPT)
def _examine(files: tuple[tuple[str, str], ...], released: str, now: int, practice: bool) -> Examined:
    """Check the files, and compile them; a pure function of what it is given."""
    from content.check import check_files
    from content.edition import as_json
    from content.folder import RELEASED
    from content.library import ALARMS, edition
    from content.reading import Finding

    try:
        report = check_files({**dict(files), RELEASED: released}, now, practice)
    except Exception:
        # A fault of ours must not keep every editor out: the studio opens, and whatever was written can be taken back.
        log.exception("The checker could not read a draft to its end.")
        says, fix = "These files cannot be checked.", "Take the last change back, and tell your operator."
        return Examined(hash_of_all(dict(files)), [Finding("S01", "E", "project.yaml", 1, says, fix)], None, {})
    whole = report.checked
    broken = any(one.level == "E" and one.code not in ALARMS for one in report.findings)
    texts: dict[str, dict[str, str]] = {}
    for place in whole.flows.places if whole else ():
        texts.setdefault(place.lang, {})[place.key] = place.text
    made = None if whole is None or broken else as_json(edition(whole, practice))
    findings = list(report.findings)
    if made is not None and (why := refused(made, now, practice)):
        # Two would sign what no bot takes over, and nobody would be told.
        says, fix = f"The bot would not take this over. {why}", "Put right what was changed last, or take it back."
        findings.append(Finding("S01", "E", "project.yaml", 1, says, fix))
        made = None
    return Examined(hash_of_all(dict(files)), findings, made, texts)


def refused(made: Json, now: int, practice: bool) -> str:
    """Why the bot would refuse this edition, which it reads back and tries on every screen; nothing if it takes it."""
    from content.library import ContentError
    from content.published import edition_from, tried

    came, whole = _came(practice), json.loads(json.dumps(made))
    phrases = {lang: {**came.get(lang, {}), **said} for lang, said in whole["phrases"].items()}
    try:
        tried(edition_from({**whole, "phrases": phrases}, practice, now)[0], now)
    except ContentError as why:
        return str(why)
    return ""


@lru_cache(maxsize=2)
def _came(practice: bool) -> dict[str, dict[str, str]]:
    """Every phrase that the program came with: the bot says those that editors have not seen yet."""
    from content.library import Library

    return Library.load(practice, 0).current.phrases
