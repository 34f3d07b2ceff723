"""Runs what the editors wrote in tests/: what must, and must not, be heard in a youth's words (P01)."""

from collections.abc import Iterator

from content.flow import step
from content.reading import Finding, line_of
from content.whole import Whole


def rules(whole: Whole) -> Iterator[Finding]:
    """A finding for every written test that fails."""
    bundle = whole.flows.bundle
    for file, items in whole.source.cases:
        for case in items:
            lang = case["lang"] if case["lang"] in bundle["langs"] else bundle["source"]
            state, _ = step(bundle, None, {"t": "start", "lang": lang}, {})
            _, effects = step(bundle, state, {"t": "text", "text": str(case["type"])}, {})
            heard = next((str(one["cat"]) for one in effects if one["do"] == "heard"), "none")
            if heard != case["hears"] and (lang == case["lang"] or case["hears"] == "emergency"):
                says = f'"{case["type"]}" was heard as {heard}, not {case["hears"]}.'
                fix = "Change the words that are listened for, or this sentence."
                yield Finding("P01", "E", file, line_of(case["hears"]), says, fix, str(case["type"]))
