"""Rules about what is heard in typed words: K01-K03."""

from collections.abc import Iterator
from typing import Any

from content.flow import AT_ONCE
from content.reading import Finding, line_of
from content.whole import Whole

Json = dict[str, Any]
A_STEP = "Lead it to a step that is there."


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

            def bad(says: str, fix: str, line: int, how: str = "", cat: str = cat, file: str = file) -> Finding:
                return Finding("K01", "E", file, line, says, fix, cat, how)

            line = line_of(entry["go"])

            if go not in whole.flows.bundle["steps"]:
                yield bad(f'The word list "{cat}" leads to "{go}", which does not exist.', A_STEP, line)
            if aims.setdefault(cat, go) != go:
                yield bad(f'The lists "{cat}" lead to different steps.', "Lead them to one step, or rename one.", line)
            if cat not in AT_ONCE and not ("@heard." + cat in text and "@offer." + cat in text):
                fix, how = (
                    "Write what the bot asks then, and its button.",
                    f"write heard.{cat}: and offer.{cat}: in phrases/.",
                )
                yield bad(f'Nothing is said when "{cat}" is heard.', fix, line_of(entry["cat"]), how)


def _phrases(whole: Whole) -> Iterator[Finding]:
    bundle = whole.flows.bundle
    text = bundle["text"][bundle["source"]]
    mine = (
        (file, tree) for file, tree in whole.source.phrases if tree["lang"] == bundle["source"] and "phrases" in tree
    )
    file, line = next(((file, tree.lines["phrases"]) for file, tree in mine), ("project.yaml", 1))
    for key in ("unheard", "heard.step", "offer.on", *bundle["always"]):
        if "@" + key not in text:
            says, how = f'The words of "{key}" are missing.', f"add a line {key}: to it."
            yield Finding("K01", "E", file, line, says, "Write these words.", key, how)


def _steps(whole: Whole) -> Iterator[Finding]:
    for step, node in whole.flows.bundle["steps"].items():
        for said in node.get("hears", []):
            file, line = whole.flows.steps_at[step][0], whole.flows.hears_at[step, said["go"]]
            if said["go"] not in [option["go"] for option in node.get("choices", [])]:
                says = f'"{step}" hears words for "{said["go"]}", to which no button of it leads.'
                yield Finding("K01", "E", file, line, says, "Add a button that leads there.", step)
            if not said["any"] or not all(said["any"]):
                says, fix = f'"{step}" hears an empty phrase.', "Take it away, or write a word in it."
                yield Finding("K02", "E", file, line, says, fix, step)


def _languages(whole: Whole) -> Iterator[Finding]:
    heard = {line["lang"] for line in whole.flows.bundle["lexicon"] if line["cat"] == "emergency"}
    for one in whole.source.languages():
        if one["state"] in ("source", "live") and str(one["id"]) not in heard:
            lang, says = str(one["id"]), f'"{one["id"]}" has no emergency words.'
            fix, how = "List words of danger in this language.", f"write a list with cat: emergency and lang: {lang}."
            yield Finding("K03", "E", "project.yaml", one.line, says, fix, lang, how)
