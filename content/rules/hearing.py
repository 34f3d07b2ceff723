"""Rules about what is heard in typed words: K01-K03."""

from collections.abc import Iterator
from typing import Any

from content.reading import Finding
from content.whole import Whole

Json = dict[str, Any]


def rules(whole: Whole) -> Iterator[Finding]:
    """Every finding about the word lists."""
    yield from _lists(whole)
    yield from _phrases(whole)
    yield from _steps(whole)
    yield from _languages(whole)


def _lists(whole: Whole) -> Iterator[Finding]:
    text = whole.flows.bundle["text"][whole.flows.bundle["source"]]
    aims: dict[str, str] = {}
    for file, items in whole.source.lexicon:
        for entry in items:
            cat, go = str(entry["cat"]), str(entry["go"])

            def bad(says: str, fix: str, line: int = entry.line, cat: str = cat, file: str = file) -> Finding:
                return Finding("K01", "E", file, line, says, fix, cat)

            if go not in whole.flows.bundle["steps"]:
                yield bad(f'The word list "{cat}" leads to "{go}", which does not exist.', "Write a step's id.")
            if aims.setdefault(cat, go) != go:
                yield bad(f'The lists "{cat}" lead to different steps.', "Lead them to one step, or rename one.")
            if cat != "leave" and not ("@heard." + cat in text and "@offer." + cat in text):
                fix = f"Add heard.{cat} and offer.{cat} to phrases/en.yaml."
                yield bad(f'The word list "{cat}" has no words to offer.', fix)


def _phrases(whole: Whole) -> Iterator[Finding]:
    bundle = whole.flows.bundle
    text = bundle["text"][bundle["source"]]
    file, line = whole.flows.steps_at[bundle["hub"]]
    for key in ("@unheard", "@heard.step", "@offer.on", *["@" + way for way in bundle["always"]]):
        if key not in text:
            says, fix = f'The phrase "{key[1:]}" is missing.', "Add it to phrases/en.yaml."
            yield Finding("K01", "E", file, line, says, fix, bundle["hub"])


def _steps(whole: Whole) -> Iterator[Finding]:
    for step, node in whole.flows.bundle["steps"].items():
        for said in node.get("hears", []):
            place = (*whole.flows.steps_at[step],)
            if said["go"] not in [option["go"] for option in node.get("choices", [])]:
                says = f'"{step}" hears words for "{said["go"]}", which is no choice of it.'
                yield Finding("K01", "E", *place, says, "Add the choice.", step)
            if not said["any"] or not all(said["any"]):
                yield Finding("K02", "E", *place, f'"{step}" hears an empty phrase.', "Delete it.", step)


def _languages(whole: Whole) -> Iterator[Finding]:
    heard = {line["lang"] for line in whole.flows.bundle["lexicon"] if line["cat"] == "emergency"}
    for one in whole.source.languages():
        if one["state"] in ("source", "live") and str(one["id"]) not in heard:
            says, fix = f'"{one["id"]}" has no emergency words.', "Add a list with cat: emergency and this lang."
            yield Finding("K03", "E", "project.yaml", one.line, says, fix, str(one["id"]))
