"""Rules about where a youth can go: R01-R06, K01, K03, V01, V02, N02."""

from collections.abc import Iterator
from typing import Any

from content.reading import Finding
from content.whole import Whole

Json = dict[str, Any]
MOST_MARK = 64
STILL = ("end", "quiet")


def rules(whole: Whole) -> Iterator[Finding]:
    """Every finding about the ways through the flows."""
    map_ = _Map(whole)
    yield from map_.unreachable()
    yield from map_.dead_ends()
    yield from map_.loops()
    if not any(True for _ in map_.loops()):
        yield from map_.always()
        yield from map_.crisis_numbers()
    yield from map_.lexicon()
    yield from map_.versions()


class _Map:
    def __init__(self, whole: Whole):
        self.whole, self.bundle = whole, whole.flows.bundle
        self.steps: dict[str, Json] = {
            step: node
            for step, node in self.bundle["steps"].items()
            if all(one in self.bundle["steps"] for one in _next(node))
        }

    def bad(self, code: str, step: str, says: str, fix: str) -> Finding:
        file, line = self.whole.flows.steps_at.get(step, ("project.yaml", 1))
        return Finding(code, "E", file, line, says, fix, step)

    def unreachable(self) -> Iterator[Finding]:
        bundle = self.bundle
        roots = [
            bundle["start"],
            bundle["hub"],
            *bundle["always"],
            *bundle["doors"].values(),
            *bundle["redirect"].values(),
        ]
        open_, seen = [*roots, *(line["go"] for line in bundle["lexicon"])], set()
        while open_:
            step = open_.pop()
            if step not in seen and step in self.steps:
                seen.add(step)
                open_ += _next(self.steps[step])
        for step in self.steps:
            if step not in seen:
                yield self.bad("R01", step, f'Nobody can ever reach "{step}".', "Lead a choice to it, or delete it.")

    def dead_ends(self) -> Iterator[Finding]:
        for step, node in self.steps.items():
            if node["kind"] in ("ask", "handoff") and not node.get("choices"):
                yield self.bad("R02", step, f'"{step}" has no way on of its own.', "Give it at least one choice.")

    def loops(self) -> Iterator[Finding]:
        for first in self.steps:
            open_, seen = _by_itself(self.steps[first]), set()
            while open_:
                step = open_.pop()
                if step == first:
                    yield self.bad(
                        "R03", first, f'"{first}" leads back to itself without a choice.', "Let one step ask something."
                    )
                    break
                if step not in seen and step in self.steps:
                    seen.add(step)
                    open_ += _by_itself(self.steps[step])

    def outcomes(self, step: str) -> set[str]:
        """Every step on which a youth may come to rest, over all branches and with nobody on call."""
        if step not in self.steps:
            return set()
        node = self.steps[step]
        onward = _by_itself(node)
        rests = set() if node["kind"] in ("go", "branch") else {step}
        return rests.union(*[self.outcomes(one) for one in onward])

    def always(self) -> Iterator[Finding]:
        for code, way, fine, what in (
            ("R04", "talk", lambda kind: kind not in STILL, "a person, or the truth that no one is here"),
            ("R05", "leave", lambda kind: kind == "end", "the way out"),
        ):
            if way not in self.bundle["always"]:
                yield self.bad(code, self.bundle["start"], f'"{way}" is not on every screen.', f"Add {way} to always:.")
            for rest in sorted(self.outcomes(way)):
                if not fine(self.steps[rest]["kind"]):
                    yield self.bad(
                        code, rest, f'"{way}" can end at "{rest}", which is not {what}.', "Lead it elsewhere."
                    )

    def crisis_numbers(self) -> Iterator[Finding]:
        far = {step: 0 if self.shows_numbers(step) else 99 for step in self.steps}
        for _ in range(3):
            for step, node in self.steps.items():
                ways = [option["go"] for option in node.get("choices", [])] + list(self.bundle["always"])
                worst = [max((far[one] for one in self.outcomes(way)), default=99) for way in ways]
                far[step] = min(far[step], 1 + min(worst, default=99))
        for step, node in self.steps.items():
            if node["kind"] in ("ask", "handoff") and far[step] > 2:
                yield self.bad(
                    "R06", step, f'From "{step}" a crisis number is more than 2 taps away.', "Put numbers in always:."
                )

    def shows_numbers(self, step: str) -> bool:
        query = self.steps[step].get("services", {})
        floor = self.bundle["floor"]
        inline = any(
            "{service:" + one + "}" in self.bundle["text"][self.bundle["source"]].get(step, "") for one in floor
        )
        return inline or "tag" in query or any(one in floor for one in query.get("ids", []))

    def lexicon(self) -> Iterator[Finding]:
        text = self.bundle["text"][self.bundle["source"]]
        aims: dict[str, str] = {}
        for line in self.bundle["lexicon"]:
            if line["go"] not in self.bundle["steps"]:
                yield self.word(
                    line,
                    f'The word list "{line["cat"]}" leads to "{line["go"]}", which does not exist.',
                    "Write a step's id.",
                )
            if aims.setdefault(line["cat"], line["go"]) != line["go"]:
                yield self.word(
                    line, f'The lists "{line["cat"]}" lead to different steps.', "Lead them to one step, or rename one."
                )
            if line["cat"] != "leave" and not ("@heard." + line["cat"] in text and "@offer." + line["cat"] in text):
                fix = f"Add heard.{line['cat']} and offer.{line['cat']} to phrases/en.yaml."
                yield self.word(line, f'The word list "{line["cat"]}" has no words to offer.', fix)
        for key in ("@unheard", "@heard.step", "@offer.on", *["@" + way for way in self.bundle["always"]]):
            if key not in text:
                yield self.bad(
                    "K01", self.bundle["hub"], f'The phrase "{key[1:]}" is missing.', "Add it to phrases/en.yaml."
                )
        for step, node in self.bundle["steps"].items():
            for target in [said["go"] for said in node.get("hears", [])]:
                if target not in [option["go"] for option in node.get("choices", [])]:
                    yield self.bad(
                        "K01",
                        step,
                        f'"{step}" hears words for "{target}", which is no choice of it.',
                        "Add the choice.",
                    )
            if not all(parts for said in node.get("hears", []) for parts in said["any"]):
                yield self.bad("K02", step, f'"{step}" hears an empty phrase.', "Delete it.")
        for one in self.whole.source.languages():
            heard = [
                line for line in self.bundle["lexicon"] if line["cat"] == "emergency" and line["lang"] == one["id"]
            ]
            if one["state"] != "review" and not heard:
                fix = "Add a list with cat: emergency and this lang."
                yield Finding(
                    "K03", "E", "project.yaml", one.line, f'"{one["id"]}" has no emergency words.', fix, str(one["id"])
                )

    def word(self, line: Json, says: str, fix: str) -> Finding:
        for file, items in self.whole.source.lexicon:
            for entry in items:
                if entry["cat"] == line["cat"] and entry["lang"] == line["lang"]:
                    return Finding("K01", "E", file, entry.line, says, fix, line["cat"])
        return Finding("K01", "E", "lexicon", 1, says, fix, line["cat"])

    def versions(self) -> Iterator[Finding]:
        for old, new in self.bundle["redirect"].items():
            if new not in self.bundle["steps"]:
                yield self.bad(
                    "V02",
                    self.bundle["hub"],
                    f'The redirect of "{old}" leads to "{new}", which does not exist.',
                    "Name a step.",
                )
        for step in self.whole.released.get("steps", []):
            if step not in self.bundle["steps"] and step not in self.bundle["redirect"]:
                fix = f"Write redirect: {{{step}: ...}} in flows/main.yaml, so that nobody is left there."
                yield self.bad(
                    "V01", self.bundle["hub"], f'The released step "{step}" is gone, and somebody may stand on it.', fix
                )
        for step, node in self.bundle["steps"].items():
            for option in node.get("choices", []):
                mark = f"{step}.{option['id']}"
                if len(mark.encode()) > MOST_MARK or not mark.isascii():
                    yield self.bad(
                        "N02",
                        step,
                        f'The choice "{mark}" has too long a name for a button.',
                        "Use short ids: a-z, 0-9 and _.",
                    )


def _by_itself(node: Json) -> list[str]:
    """Where a step leads without anybody choosing."""
    return [*[way["go"] for way in node.get("branch", [])], *[node[key] for key in ("go", "closed") if key in node]]


def _next(node: Json) -> list[str]:
    return [*[option["go"] for option in node.get("choices", [])], *_by_itself(node)]
