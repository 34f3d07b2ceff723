"""What relay and bot log is read by somebody: sentences that never change, for whatever is filled in is dropped before it is written."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

SOURCES = [path for room in ("api", "bot") for path in sorted(Path(room).rglob("*.py"))]
GUIDES = sorted(Path("docs").rglob("*.md"))
SAYS = {"debug", "info", "warning", "error", "exception", "critical", "log"}
LOG = re.compile(r"(?:\w+\.)*_?(?:log|logger|logging)|logging\.getLogger\(.*\)")
# The bot puts these into a sentence itself: the class of a fault, a fixed name of a piece of work, a word of a closed list,
# and the number of a version that everybody may read.
FILLED_IN = {
    "api": set[str](),
    "bot": {
        "args.exc_type.__name__",
        "believed.n",
        "category.__name__",
        "kind.__name__",
        "reason",
        "type(what).__name__",
        "work",
    },
}


def calls(text: str) -> Iterator[ast.Call]:
    """Every call of a file that writes a line of the log."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in SAYS:
            whose = ast.unparse(node.func.value)
            if LOG.fullmatch(whose):
                yield node


def sentences(told: ast.expr) -> list[str] | None:
    """The sentences that may be logged here, with … for what is filled in by ourselves; None when it is no sentence of ours."""
    if isinstance(told, ast.Constant) and isinstance(told.value, str):
        return [told.value]
    if isinstance(told, ast.IfExp):
        both = [sentences(told.body), sentences(told.orelse)]
        return None if None in both else [one for some in both for one in some or ()]
    if isinstance(told, ast.JoinedStr):
        return ["".join(part.value if isinstance(part, ast.Constant) else "…" for part in told.values)]
    return None


def filled_in(told: ast.expr) -> set[str]:
    """What a sentence of ours takes in."""
    return {ast.unparse(node.value) for node in ast.walk(told) if isinstance(node, ast.FormattedValue)}


def wrong(room: str, call: ast.Call) -> bool:
    """Whether the formatter would drop this sentence, or something may stand in it that nobody looked at."""
    if len(call.args) != 1 or sentences(call.args[0]) is None:
        return True
    return not filled_in(call.args[0]) <= FILLED_IN[room]


def test_no_line_of_the_log_waits_for_something_to_be_filled_in() -> None:
    """Discreet (relay) and Quiet (bot) drop a sentence that has arguments: an alarm would say when, how bad, and nothing else."""
    made = [(path, call) for path in SOURCES for call in calls(path.read_text())]
    found = [f"{path}:{call.lineno}: {ast.unparse(call)}" for path, call in made if wrong(path.parts[0], call)]

    assert len(made) > 40
    assert found == [], f"{found}; log a sentence that never changes, and put a number among the counts"


def test_a_line_that_would_be_dropped_is_seen() -> None:
    """The rule knows what it looks for, in each way that it can be written."""
    dropped = [
        'log.error("%d are gone", len(lost))',
        'log.warning("Nobody is there: %s" % who)',
        'log.exception("No: {}".format(why))',
        "log.error(why)",
        "log.error(str(why))",
        'log.log(30, "%s", why)',
        'self.log.info(f"{who} is gone")',
        'logging.getLogger(__name__).error("Gone: %s", who)',
        'log.error("Gone." if one else why)',
    ]
    said = [
        'log.error("Gone.")',
        'log.exception("Gone.")',
        'log.error("Gone.", exc_info=True)',
        'log.warning("Gone." if gone else "Back.")',
        'logging.getLogger("api.x").critical("Gone.", exc_info=(kind, None, trace))',
    ]

    assert [one for one in dropped if not any(wrong("api", call) for call in calls(one))] == []
    assert [one for one in said if any(wrong("api", call) for call in calls(one)) or not list(calls(one))] == []


def test_what_a_guide_says_is_logged_is_logged() -> None:
    """An operator who searches for the words of a guide finds them: each is the beginning of a sentence that is logged."""
    logged = {
        (path.parts[0], one)
        for path in SOURCES
        for call in calls(path.read_text())
        for one in (sentences(call.args[0]) if call.args else None) or ()
    }
    quoted = [
        (path, "api" if who == "relay" else "bot", words)
        for path in GUIDES
        for who, words in re.findall(r'the (relay|bot) logs "([^"]+)"', path.read_text())
    ]
    missing = [
        f"{path}: {words}"
        for path, room, words in quoted
        if not any(where == room and begins(one, words) for where, one in logged)
    ]

    assert len(quoted) >= 6
    assert missing == [], f"{missing}; quote how the sentence begins"


def begins(sentence: str, words: str) -> bool:
    """Whether a sentence of the log begins with these words of a guide, which may go on with what is filled in there."""
    fixed, more, _ = sentence.partition("…")
    return fixed.startswith(words) or bool(fixed and more and words.startswith(fixed))
