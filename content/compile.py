"""Compiles the editors' files to the one bundle that the engines walk through."""

from dataclasses import dataclass, field
from typing import Any

from content.bundle import canonical, identity, source_mark
from content.ear import words
from content.lexicon import compiled, fold_table, pattern
from content.model import DOORS, FACT_VALUES, FACTS, Place, Source, blocks, keys_of, plain_list
from content.reading import Block, Finding, line_of, one_of
from content.seen import is_seen

Json = dict[str, Any]
# The variable that holds the safe word.
SAFE_WORD = "word"
KINDS = {"choices": "ask", "go": "go", "branch": "branch", "handoff": "handoff", "end": "end", "quiet": "quiet"}


@dataclass
class Compiled:
    """A bundle, the phrases beside it, and where every text stands in the files.

    Of each step: where it begins, on which line it leads on to another, hears words for a step, and asks for services.
    """

    bundle: Json
    phrases: dict[str, dict[str, str]]
    places: list[Place]
    steps_at: dict[str, tuple[str, int]]
    leads_at: dict[tuple[str, str], int]
    hears_at: dict[tuple[str, str], int]
    asks_at: dict[str, int]
    begins_at: tuple[str, int]
    always_at: tuple[str, int]
    stale: set[tuple[str, str]] = field(default_factory=set)


def compile_flows(source: Source, found: list[Finding], practice: bool) -> Compiled:
    """The bundle of a folder. What is wrong goes to `found`; with an E among it the bundle must not be served."""
    return _Press(source, found, practice).run()


def offered(source: Source, practice: bool) -> list[str]:
    """The languages a youth may pick: the source and the live ones; in practice mode also those under review."""
    wanted = ("source", "live", "review") if practice else ("source", "live")
    return [str(one["id"]) for one in source.languages() if one["state"] in wanted]


class _Press:
    def __init__(self, source: Source, found: list[Finding], practice: bool):
        self.source, self.found, self.practice = source, found, practice
        self.fold = fold_table()
        self.first = source.source_language()
        self.steps: dict[str, Json] = {}
        self.at: dict[str, tuple[str, int]] = {}
        self.places: list[Place] = []
        self.vars: dict[str, list[str]] = {}
        self.redirect: dict[str, str] = {}
        self.start = self.hub = ""
        self.always: list[str] = []
        self.leads: list[tuple[str, str, int]] = []
        self.valued: list[tuple[str, str, str, int]] = []
        self.leads_at: dict[tuple[str, str], int] = {}
        self.hears_at: dict[tuple[str, str], int] = {}
        self.asks_at: dict[str, int] = {}
        # Where the flows begin, where people land, and what is always there: (file, line) of each name.
        self.set_at: dict[str, tuple[str, int]] = {}

    def bad(self, code: str, file: str, line: int, says: str, fix: str, at: str = "", how: str = "") -> None:
        self.found.append(Finding(code, "E", file, line, says, fix, at, how))

    def run(self) -> Compiled:
        for file, flow in self.source.flows:
            self.flow(file, flow)
        self.targets()
        phrases = self.phrases()
        langs = offered(self.source, self.practice)
        texts, stale = self.texts(phrases)
        bundle: Json = {
            "format": 1,
            "source": self.first,
            "langs": langs,
            "start": self.start,
            "hub": self.hub,
            "always": self.always,
            "doors": {name: str(step) for name, step in self.source.project["doors"].items()},
            "floor": [str(one) for one in self.source.project["floor"]],
            "facts": list(FACTS),
            "steps": self.steps,
            "text": {lang: texts[lang] for lang in langs},
            "vars": self.vars,
            "redirect": self.redirect,
            "same": {step: self.same(node) for step, node in self.steps.items()},
            "lexicon": compiled(self.source, self.fold, self.found),
            "fold": self.fold,
            "secret": self.secret(texts),
            "speak": self.speak(langs),
        }
        bundle["id"] = identity(bundle)
        # Where a button leads to the same step as the step itself, the step's own line is meant.
        leads_at = {(step, to): line for step, to, line in reversed(self.leads)} | self.leads_at
        begins, always = (self.set_at.get(name, ("flows/main.yaml", 1)) for name in ("start", "always"))
        heard, asked = self.hears_at, self.asks_at
        return Compiled(bundle, phrases, self.places, self.at, leads_at, heard, asked, begins, always, stale)

    # Flows.

    def flow(self, file: str, flow: Block) -> None:
        self.set_at |= {name: (file, flow.lines[name]) for name in ("start", "hub", "always") if name in flow}
        self.start = str(flow.get("start", self.start))
        self.hub = str(flow.get("hub", self.hub))
        self.always += plain_list(flow.get("always"), file, self.found)
        for name, values in (flow.get("vars") or {}).items():
            if name in FACTS:
                says = f'"{name}" is what the line itself knows.'
                self.bad("S06", file, flow["vars"].lines[name], says, "Give what is remembered another name.", name)
            self.vars[str(name)] = plain_list(values, file, self.found)
        self.redirect.update({str(old): str(new) for old, new in (flow.get("redirect") or {}).items()})
        if not isinstance(flow["steps"], Block):
            says, fix = "The steps of this flow cannot be read.", "Write each step out again."
            self.bad("S01", file, flow.lines["steps"], says, fix, "", "write each as its id, a colon and its keys.")
            return
        for step, written in flow["steps"].items():
            line = flow["steps"].lines[step]
            if step in self.steps:
                says = f'The step "{step}" is already in {self.at[step][0]}, line {self.at[step][1]}.'
                self.bad("S04", file, line, says, "Give one of the two another name.", step)
            elif "." in step or step[:1] in "@~":
                says = f'"{step}" cannot be the name of a step.'
                self.bad("S04", file, line, says, "Use small letters, digits and _ only.", step)
            elif keys_of(written, "step", file, self.found, line):
                self.at[str(step)] = (file, line)
                self.steps[str(step)] = self.step(file, line, str(step), written)

    def step(self, file: str, line: int, step: str, written: Block) -> Json:
        kinds = [key for key in KINDS if key in written]
        kind = next((key for key in kinds if key != "choices"), "choices")
        node: Json = {"kind": KINDS[kind]}
        if not kinds or (len(kinds) > 1 and set(kinds) != {"choices", "handoff"}):
            says = f'The step "{step}" must do one thing, and no two.'
            fix = "Let it ask, lead on, part the ways, hand over, end or stay quiet."
            how = "give it one of choices:, go:, branch:, handoff: (choices: may stand beside it), end: or quiet:."
            self.bad("S01", file, line, says, fix, step, how)
            return node
        if ("say" in written) == (kind == "branch"):
            if kind == "branch":
                says, fix, how = "only parts the ways, and cannot say anything.", "Take its words away.", "delete say:."
            else:
                says, fix, how = "says nothing.", "Write what it says.", "add a line say: to it."
            self.bad("S01", file, written.lines.get("say", line), f'The step "{step}" {says}', fix, step, how)
        if "say" in written:
            self.text(step, str(written["say"]).strip(), file, line_of(written["say"], line), "say")
        if "choices" in written:
            node["choices"] = self.choices(file, line, step, written)
        if "set" in written:
            node["set"] = str(written["set"])
            if node["set"] not in self.vars and not any(
                node["set"] in (flow.get("vars") or {}) for _, flow in self.source.flows
            ):
                says, fix = f'Nothing can be remembered as "{node["set"]}".', "Choose a name that is there, or add it."
                self.bad("S06", file, line_of(written["set"]), says, fix, step, "correct set:, or add it to vars:.")
        if "services" in written and keys_of(written["services"], "query", file, self.found, line):
            asked = written["services"]
            self.asks_at[step] = written.lines["services"]
            node["services"] = (
                {"tag": str(asked["tag"])}
                if "tag" in asked
                else {"ids": plain_list(asked.get("ids"), file, self.found)}
            )
        if "hears" in written and isinstance(written["hears"], Block):
            # A list: the first that is heard counts, and the order of keys does not survive the canonical form.
            node["hears"] = [
                {"go": str(target), "any": [pattern(self.fold, one) for one in plain_list(said, file, self.found)]}
                for target, said in written["hears"].items()
            ]
            for target, heard in written["hears"].lines.items():
                self.hears_at[step, str(target)] = heard
                self.leads.append((step, str(target), heard))
        if kind == "go":
            node["go"] = self.led(step, written["go"], line)
        elif kind == "branch":
            ways = blocks(written["branch"], "branch", file, self.found, line)
            node["branch"] = [self.way(file, step, way) for way in ways]
            if not ways or "when" in ways[-1]:
                says, fix = f'The step "{step}" has no way for everyone else.', "Let the last way be for everyone else."
                self.bad("S05", file, written.lines["branch"], says, fix, step, "end branch: with - {go: ...}.")
        elif kind == "handoff" and keys_of(written["handoff"], "handoff", file, self.found, line):
            note = written["handoff"].get("note") == "yes"
            closed = self.led(step, written["handoff"].get("closed", ""), written.lines["handoff"]) if not note else ""
            node |= {"note": True} if note else {"closed": closed}
        elif kind == "end" and keys_of(written["end"], "end", file, self.found, line):
            node["wipe"] = written["end"]["wipe"] in ("yes", "true")
        return node

    def choices(self, file: str, line: int, step: str, written: Block) -> list[Json]:
        options: list[Json] = []
        for choice in blocks(written["choices"], "choice", file, self.found, line):
            if any(choice["id"] == other["id"] for other in options):
                says, fix = (
                    f'The step "{step}" has two buttons "{choice["id"]}".',
                    "Give one of the two another short name.",
                )
                self.bad("S04", file, line_of(choice["id"]), says, fix, step, "change one id:.")
            self.leads.append((step, str(choice["go"]), line_of(choice["go"], choice.line)))
            option = {"id": str(choice["id"]), "go": str(choice["go"])}
            if "value" in choice:
                option["value"] = str(choice["value"])
                self.valued.append((step, str(written.get("set", "")), option["value"], line_of(choice["value"])))
                if "set" not in written:
                    says = f'The button "{choice["id"]}" has an answer that nothing remembers.'
                    fix, how = "Let the step remember it, or take it away.", "add set: to the step, or delete value:."
                    self.bad("S06", file, line_of(choice["value"]), says, fix, step, how)
            options.append(option)
            label = choice["label"]
            self.text(f"{step}.{option['id']}", str(label).strip(), file, line_of(label, choice.line), "label")
        return options

    def way(self, file: str, step: str, way: Block) -> Json:
        when, node = way.get("when"), {"go": self.led(step, way["go"], way.line)}
        if when is None:
            return node
        if not isinstance(when, Block):
            says, fix = f'It cannot be read when "{step}" leads this way.', "Say again for whom this way is."
            self.bad("S01", file, way.lines["when"], says, fix, step, "write it as when: {name: [values]}.")
            return node
        asked = {str(name): plain_list(said, file, self.found, when.lines[name]) for name, said in when.items()}
        for name, values in asked.items():
            line = when.lines[name]
            self.valued += [(step, name, str(one), line_of(one, line)) for one in values or ["(none)"]]
        return {**node, "when": asked}

    def led(self, step: str, target: Any, line: int) -> str:
        """Where a step leads by itself; kept with the line that says so."""
        self.leads.append((step, str(target), line_of(target, line)))
        self.leads_at.setdefault((step, str(target)), line_of(target, line))
        return str(target)

    # What holds across files.

    def targets(self) -> None:
        known = {**{name: list(values) for name, values in FACT_VALUES.items()}, **self.vars}
        for step, target, line in self.leads:
            self.target(self.at[step][0], line, target, f'"{step}" leads to "{target}"', step)
        for step, name, value, line in self.valued:
            asks = self.steps[step]["kind"] != "branch"
            # What a button remembers under a name that is not there is told once, by its step.
            if value in known.get(name, [value] if asks else []):
                continue
            says = f'"{name}" can never be "{value}".'
            fix = f"Choose {one_of(known[name])}." if known.get(name) else "Ask for something that is remembered."
            self.bad("S06", self.at[step][0], line, says, fix, step)
        project = self.source.project
        doors = project["doors"] if isinstance(project["doors"], Block) else Block(project.lines["doors"])
        for name in DOORS:
            door, line = str(doors.get(name, "(none)")), doors.lines.get(name, doors.line)
            self.target("project.yaml", line, door, f'The door "{name}" leads to "{door}"', name)
        for name, target in (("start", self.start), ("hub", self.hub), *[("always", way) for way in self.always]):
            file, line = self.set_at.get(name, ("flows/main.yaml", 1))
            self.target(file, line_of(target, line), target, f'"{name}" leads to "{target}"', name)
        for name in (self.hub, *self.redirect.values()):
            if self.steps.get(name, {"kind": "ask"})["kind"] != "ask":
                says = f'"{name}" is a landing place and must ask something.'
                self.bad("S02", *self.at[name], says, "Give it at least one button.", name)

    def target(self, file: str, line: int, target: str, says: str, at: str) -> None:
        if target not in self.steps:
            self.bad("S02", file, line, f"{says}, which does not exist.", "Lead it to a step that is there.", at)

    def same(self, node: Json) -> str:
        asked = {"kind": node["kind"], "ids": [o["id"] for o in node.get("choices", [])], "set": node.get("set", "")}
        return source_mark(canonical(asked).decode())

    def secret(self, texts: dict[str, dict[str, str]]) -> dict[str, list[list[str]]]:
        """How each safe word may be typed: its button's words in any language."""
        found: dict[str, list[list[str]]] = {}
        for step, node in self.steps.items():
            for option in node.get("choices", []) if node.get("set") == SAFE_WORD else []:
                if "value" in option:
                    labels = sorted({text.get(f"{step}.{option['id']}", "") for text in texts.values()} - {""})
                    found[option["value"]] = [words(self.fold, label) for label in labels]
        return found

    def speak(self, langs: list[str]) -> dict[str, list[list[str]]]:
        """How each offered language may be asked for by typing its name."""
        known = {str(one["id"]): one for one in self.source.languages()}
        names = {
            lang: [str(known[lang]["name"]), *plain_list(known[lang].get("also"), "project.yaml", self.found)]
            for lang in langs
        }
        return {lang: [words(self.fold, name) for name in said] for lang, said in names.items()}

    # Texts.

    def text(self, key: str, text: str, file: str, line: int, kind: str, lang: str = "") -> None:
        self.places.append(Place(key, lang or self.first, text, file, line, kind))

    def phrases(self) -> dict[str, dict[str, str]]:
        phrases: dict[str, dict[str, str]] = {str(one["id"]): {} for one in self.source.languages()}
        for file, tree in self.source.phrases:
            if "phrases" in tree and isinstance(tree["phrases"], Block):
                for key, text in tree["phrases"].items():
                    phrases.setdefault(str(tree["lang"]), {})[str(key)] = str(text).strip()
                    self.text(
                        str(key), str(text).strip(), file, tree["phrases"].lines[key], "phrase", str(tree["lang"])
                    )
        return phrases

    def texts(self, phrases: dict[str, dict[str, str]]) -> tuple[dict[str, dict[str, str]], set[tuple[str, str]]]:
        """Source and translated texts by language; a translation of an older source is left out and named."""
        base = {place.key: place.text for place in self.places if place.kind in ("say", "label")}
        texts: dict[str, dict[str, str]] = {str(one["id"]): {} for one in self.source.languages()}
        texts[self.first] = dict(base)
        stale: set[tuple[str, str]] = set()
        kinds = {place.key: place.kind for place in self.places if place.kind in ("say", "label")}
        for file, tree in [*self.source.translations, *[pair for pair in self.source.phrases if "texts" in pair[1]]]:
            lang, beside = str(tree["lang"]), file.startswith("phrases/")
            known = phrases[self.first] if beside else base
            for one in blocks(tree["texts"], "translation", file, self.found):
                if str(one["id"]) in known and not is_seen(str(one["text"])):
                    continue  # as if it were not there: youth read the source, and L01 says what is missing
                self.translation(
                    file,
                    lang,
                    one,
                    known,
                    phrases.setdefault(lang, {}) if beside else texts.setdefault(lang, {}),
                    stale,
                )
                self.text(
                    str(one["id"]),
                    str(one["text"]).strip(),
                    file,
                    line_of(one["text"], one.line),
                    "phrase" if beside else kinds.get(one["id"], "say"),
                    lang,
                )
        for lang, known in phrases.items():
            texts.setdefault(lang, {}).update(
                {"@" + key: text for key, text in known.items() if self.engine_needs(key)}
            )
        return texts, stale

    def translation(
        self, file: str, lang: str, one: Block, base: dict[str, str], into: dict[str, str], stale: set[tuple[str, str]]
    ) -> None:
        key, text = str(one["id"]), str(one["text"]).strip()
        if key not in base:
            says = f'There is no text "{key}" to translate (any more).'
            fix, how = "Take this translation away, or lead it to its text.", "correct id:, or delete the row."
            self.found.append(Finding("L02", "W", file, line_of(one["id"]), says, fix, key, how))
        elif key in into:
            self.bad("S04", file, line_of(one["id"]), f'"{key}" is translated twice.', "Take one of the two away.", key)
        elif one["of"] != source_mark(base[key]):
            stale.add((lang, key))
            says = f'The text of "{key}" was changed after this translation, so it is not shown.'
            fix = 'Look at the translation again, and say "It still fits" or write it anew.'
            how = f'write of: "{source_mark(base[key])}" then.'
            self.found.append(Finding("L02", "W", file, line_of(one["of"], one.line), says, fix, key, how))
        else:
            into[key] = text

    def engine_needs(self, key: str) -> bool:
        return key in self.always or key.startswith(("heard.", "offer.")) or key == "unheard"
