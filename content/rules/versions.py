"""Rules about talks that go on while the content changes: V01, V02, and N02 for buttons."""

from collections.abc import Iterator
from typing import Any

from content.reading import Block, Finding, line_of
from content.whole import Whole

MOST_MARK = 64


def rules(whole: Whole) -> Iterator[Finding]:
    """Every finding about places that a talk may be on, and marks that a button carries."""
    yield from _redirects(whole)
    yield from _removed(whole)
    yield from _marks(whole)


def _redirects(whole: Whole) -> Iterator[Finding]:
    for file, flow in whole.source.flows:
        led: Any = flow.get("redirect")
        for old, new in led.items() if isinstance(led, Block) else ():
            if new not in whole.flows.bundle["steps"]:
                says = f'The redirect of "{old}" leads to "{new}", which does not exist.'
                yield Finding("V02", "E", file, led.lines[old], says, "Lead it to a step that is there.", str(old))


def _removed(whole: Whole) -> Iterator[Finding]:
    bundle = whole.flows.bundle
    file, flow = next((one for one in whole.source.flows if "redirect" in one[1]), whole.source.flows[0])
    for step in whole.released.get("steps", []):
        if step not in bundle["steps"] and step not in bundle["redirect"]:
            says = f'The released step "{step}" is gone, and somebody may stand on it.'
            fix = "Say at which step they go on, so that nobody is left there."
            line, how = flow.lines.get("redirect", line_of(flow)), f"write redirect: {{{step}: ...}}."
            yield Finding("V01", "E", file, line, says, fix, str(step), how)


def _marks(whole: Whole) -> Iterator[Finding]:
    source = whole.flows.bundle["source"]
    lines = {one.key: (one.file, one.line) for one in whole.flows.places if one.kind == "label" and one.lang == source}
    for step, node in whole.flows.bundle["steps"].items():
        for option in node.get("choices", []):
            mark = f"{step}.{option['id']}"
            if len(mark.encode()) > MOST_MARK or not mark.isascii():
                says = f'The button "{mark}" has too long a name for a button.'
                fix, how = "Give it a shorter name, of small letters and digits.", "use short ids of a-z, 0-9 and _."
                yield Finding("N02", "E", *lines[mark], says, fix, step, how)
