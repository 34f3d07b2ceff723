"""Rules about where a youth can go: R01-R07, each in one walk over the flows, however long they grow."""

from collections.abc import Callable, Iterator
from typing import Any

from content.reading import Finding, line_of
from content.whole import Whole

Json = dict[str, Any]
STILL = ("end", "quiet")
# What is heard in words does what a command does; danger shows the numbers.
HEARD = {"leave": "stop", "erase": "erase", "numbers": "help", "emergency": "help", "person": "talk"}
FAR = 99
ROUNDS = 3


def rules(whole: Whole) -> Iterator[Finding]:
    """Every finding about the ways through the flows."""
    map_ = _Map(whole)
    yield from map_.unreachable()
    yield from map_.dead_ends()
    loops, downhill = map_.by_itself()
    yield from loops
    if not loops:
        yield from map_.always()
        yield from map_.crisis_numbers(downhill)
        yield from map_.ways_in()
        yield from map_.silences(downhill)


class _Map:
    def __init__(self, whole: Whole):
        self.whole, self.bundle = whole, whole.flows.bundle
        self.steps: dict[str, Json] = self.bundle["steps"]
        entries = whole.directory.entries
        self.sure_tags = {tag for one in self.bundle["floor"] if one in entries for tag in entries[one]["tags"]}

    def bad(self, code: str, step: str, says: str, fix: str, to: str = "") -> Finding:
        """What is wrong with a step, at its beginning, or at the line that leads on `to` another."""
        file, line = self.whole.flows.steps_at.get(step, ("project.yaml", 1))
        return Finding(code, "E", file, self.whole.flows.leads_at.get((step, to), line), says, fix, step)

    def unreachable(self) -> Iterator[Finding]:
        bundle = self.bundle
        first = [bundle["start"], bundle["hub"], *bundle["always"], *bundle["doors"].values()]
        first += [*bundle["redirect"].values(), *(line["go"] for line in bundle["lexicon"])]
        seen = self.reached(first, _next)
        for step in self.steps:
            if step not in seen:
                yield self.bad("R01", step, f'Nobody can ever reach "{step}".', "Lead a button to it, or take it away.")

    def reached(self, open_: list[str], ways: Callable[[Json], list[str]]) -> set[str]:
        seen: set[str] = set()
        while open_:
            step = open_.pop()
            if step not in seen and step in self.steps:
                seen.add(step)
                open_ += ways(self.steps[step])
        return seen

    def dead_ends(self) -> Iterator[Finding]:
        for step, node in self.steps.items():
            if node["kind"] in ("ask", "handoff") and not node.get("choices"):
                yield self.bad("R02", step, f'"{step}" has no way on of its own.', "Give it at least one button.")

    def by_itself(self) -> tuple[list[Finding], list[str]]:
        """R03 where a way comes back without anybody choosing; and the steps, each after all it leads to by itself."""
        loops: list[Finding] = []
        done: list[str] = []
        state: dict[str, str] = {}
        for first in self.steps:
            open_ = [first]
            while open_:
                step = open_[-1]
                if step not in state:
                    state[step] = "open"
                    for one in _by_itself(self.steps[step]):
                        if state.get(one) == "open":
                            back = "itself" if one == step else f'"{one}"'
                            says = f'"{step}" leads back to {back} without a choice.'
                            loops.append(self.bad("R03", step, says, "Let one step of the round ask something.", one))
                        elif one in self.steps and one not in state:
                            open_.append(one)
                else:
                    open_.pop()
                    if state[step] == "open":
                        state[step] = "done"
                        done.append(step)
        return loops, done

    def outcomes(self, way: str) -> list[tuple[str, str]]:
        """Every step on which a youth may come to rest, over all branches and with nobody on call, and what leads there."""
        passed = sorted(self.reached([way], _by_itself))
        before = {to: one for one in reversed(passed) for to in _by_itself(self.steps[one])}
        rests = (one for one in passed if self.steps[one]["kind"] not in ("go", "branch"))
        return [(one, before.get(one, one)) for one in rests]

    def always(self) -> Iterator[Finding]:
        for code, way, fine, what in (
            ("R04", "talk", lambda kind: kind not in STILL, "a person, or the truth that no one is here"),
            ("R05", "leave", lambda kind: kind == "end", "the way out"),
        ):
            if way not in self.bundle["always"]:
                says, fix = f'"{way}" is not on every screen.', f'Put "{way}" on every screen again.'
                at, how = self.bundle["start"], f"add {way} to always:."
                yield Finding(code, "E", *self.whole.flows.always_at, says, fix, at, how)
            for rest, before in self.outcomes(way):
                if not fine(self.steps[rest]["kind"]):
                    says = f'"{way}" can end at "{rest}", which is not {what}.'
                    yield self.bad(code, before, says, "Lead it elsewhere.", rest)

    def crisis_numbers(self, downhill: list[str]) -> Iterator[Finding]:
        """R06: taps to a number, counted the worst way round each branch and closed door, the best choice each time."""
        taps = {step: 0 if self.shows_numbers(step) else FAR for step in self.steps}
        for _ in range(ROUNDS):
            worst: dict[str, int] = {}
            for step in downhill:
                node = self.steps[step]
                rests = [] if node["kind"] in ("go", "branch") else [taps[step]]
                worst[step] = max([*rests, *(worst.get(one, FAR) for one in _by_itself(node))], default=FAR)
            best = min((worst.get(way, FAR) for way in self.bundle["always"]), default=FAR)
            for step, node in self.steps.items():
                ways = [worst.get(option["go"], FAR) for option in node.get("choices", [])]
                taps[step] = min([taps[step], 1 + best, *(1 + way for way in ways)])
        for step, node in self.steps.items():
            if node["kind"] in ("ask", "handoff") and taps[step] > 2:
                says = f'From "{step}" a crisis number is more than 2 taps away.'
                fix, how = "Put the crisis numbers on every screen.", "add numbers to always:."
                yield self.bad("R06", step, says, fix)._replace(in_file=how)

    def ways_in(self) -> Iterator[Finding]:
        """R07: a command, a moment or a heard word brings what it is for; silence belongs to the safe word alone."""
        does: dict[str, tuple[Callable[[str], bool], str]] = {
            "help": (self.shows_numbers, "where a crisis number surely stands"),
            "stop": (lambda rest: self.steps[rest]["kind"] == "end", "where the talk ends"),
            "erase": (lambda rest: bool(self.steps[rest].get("wipe")), "where everything is cleared"),
            "decoy": (lambda rest: self.steps[rest]["kind"] == "quiet", "where the bot stays quiet"),
        }
        speaks = (lambda rest: self.steps[rest]["kind"] not in STILL, "where something can be picked")
        doors = self.whole.source.project["doors"]
        for name, step in self.bundle["doors"].items():
            yield from self.brings("project.yaml", line_of(doors[name]), name, step, *does.get(name, speaks))
            yield from self.asks_for_somebody("project.yaml", line_of(doors[name]), name, step)
        for file, lists in self.whole.source.lexicon:
            for one in lists:
                cat, go, line = str(one["cat"]), str(one["go"]), line_of(one["go"])
                yield from self.brings(file, line, cat, go, *does.get(HEARD.get(cat, ""), speaks))
                yield from self.asks_for_somebody(file, line, HEARD.get(cat, ""), go, cat)
        first = self.bundle["start"]
        # Both are put right where people come in, and not at the step.
        for one in self.brings(*self.whole.flows.begins_at, first, first, *speaks):
            yield one._replace(at="start")
        for way in self.bundle["always"]:
            loud = (lambda rest: self.steps[rest]["kind"] != "quiet", "that speaks")
            for one in self.brings(*self.whole.flows.always_at, way, way, *loud):
                yield one._replace(at="always")

    def brings(
        self, file: str, line: int, what: str, step: str, fine: Callable[[str], bool], where: str
    ) -> Iterator[Finding]:
        for rest, _ in self.outcomes(step):
            if not fine(rest):
                says = f'"{what}" can bring a youth to "{rest}".'
                yield Finding("R07", "E", file, line, says, f"Lead it to a step {where}.", what)

    def asks_for_somebody(self, file: str, line: int, name: str, step: str, what: str = "") -> Iterator[Finding]:
        """Whoever asks for a person by a command or in words comes to where the button does, whose ways R04 holds."""
        if name == "talk" and step != "talk":
            says = f'"{what or name}" does not lead where the button to a person leads.'
            yield Finding("R07", "E", file, line, says, "Lead it there.", what or name)

    def silences(self, downhill: list[str]) -> Iterator[Finding]:
        """R07 of a button, or of words heard at a step: the quiet step has no number and no way on."""
        silent: dict[str, str] = {}
        for step in downhill:
            ends = [silent[one] for one in _by_itself(self.steps[step]) if one in silent]
            if ends or self.steps[step]["kind"] == "quiet":
                silent[step] = ends[0] if ends else step
        for step, node in self.steps.items():
            for to in [one["go"] for key in ("choices", "hears") for one in node.get(key, [])]:
                if to in silent:
                    says = f'"{step}" can bring a youth to "{silent[to]}", which has no number and no way on.'
                    yield self.bad("R07", step, says, "Lead it to a step that asks something.", to)

    def shows_numbers(self, step: str) -> bool:
        """Whether a step surely shows a number of the floor: those are never left out."""
        query, floor = self.steps[step].get("services", {}), self.bundle["floor"]
        text = self.bundle["text"][self.bundle["source"]].get(step, "")
        inline = any("{service:" + one + end in text for one in floor for end in ("}", "."))
        return inline or query.get("tag") in self.sure_tags or any(one in floor for one in query.get("ids", []))


def _by_itself(node: Json) -> list[str]:
    """Where a step leads without anybody choosing."""
    return [*[way["go"] for way in node.get("branch", [])], *[node[key] for key in ("go", "closed") if key in node]]


def _next(node: Json) -> list[str]:
    return [*[option["go"] for option in node.get("choices", [])], *_by_itself(node)]
