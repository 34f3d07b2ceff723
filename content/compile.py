"""Compiles the editors' files to the one bundle that the engines walk through."""

from dataclasses import dataclass, field
from typing import Any

from content.bundle import canonical, identity, source_mark
from content.ear import words
from content.lexicon import compiled, fold_table, pattern
from content.model import DOORS, FACT_VALUES, FACTS, Place, Source, blocks, keys_of, plain_list
from content.reading import Block, Finding, line_of

Json = dict[str, Any]
# The variable that holds the safe word.
SAFE_WORD = "word"
KINDS = {"choices": "ask", "go": "go", "branch": "branch", "handoff": "handoff", "end": "end", "quiet": "quiet"}


@dataclass
class Compiled:
    """A bundle, the phrases beside it, and where every text stands in the files."""

    bundle: Json
    phrases: dict[str, dict[str, str]]
    places: list[Place]
    steps_at: dict[str, tuple[str, int]]
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

    def bad(self, code: str, file: str, line: int, says: str, fix: str, at: str = "") -> None:
        self.found.append(Finding(code, "E", file, line, says, fix, at))

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
        return Compiled(bundle, phrases, self.places, self.at, stale)

    # Flows.

    def flow(self, file: str, flow: Block) -> None:
        self.start = str(flow.get("start", self.start))
        self.hub = str(flow.get("hub", self.hub))
        self.always += plain_list(flow.get("always"), file, self.found)
        for name, values in (flow.get("vars") or {}).items():
            if name in FACTS:
                self.bad(
                    "S06", file, line_of(values), f'"{name}" is a host fact.', "Give the variable another name.", name
                )
            self.vars[str(name)] = plain_list(values, file, self.found)
        self.redirect.update({str(old): str(new) for old, new in (flow.get("redirect") or {}).items()})
        if not isinstance(flow["steps"], Block):
            self.bad(
                "S01",
                file,
                line_of(flow["steps"], flow.line),
                "steps: must be a block.",
                "Write each step as id: and its keys.",
            )
            return
        for step, written in flow["steps"].items():
            line = flow["steps"].lines[step]
            if step in self.steps:
                says = f'The step "{step}" is already in {self.at[step][0]}, line {self.at[step][1]}.'
                self.bad("S04", file, line, says, "Give one of the two another name.", step)
            elif "." in step or step[:1] in "@~":
                self.bad(
                    "S04", file, line, f'"{step}" cannot be a step id.', "Use small letters, digits and _ only.", step
                )
            elif keys_of(written, "step", file, self.found, line):
                self.at[str(step)] = (file, line)
                self.steps[str(step)] = self.step(file, line, str(step), written)

    def step(self, file: str, line: int, step: str, written: Block) -> Json:
        kinds = [key for key in KINDS if key in written]
        kind = next((key for key in kinds if key != "choices"), "choices")
        node: Json = {"kind": KINDS[kind]}
        if not kinds or (len(kinds) > 1 and set(kinds) != {"choices", "handoff"}):
            fix = "Give it choices:, go:, branch:, handoff: (with choices), end: or quiet:, and only one of them."
            self.bad("S01", file, line, f'The step "{step}" must do exactly one thing.', fix, step)
            return node
        if ("say" in written) == (kind == "branch"):
            says = f'The step "{step}" has no say.' if kind != "branch" else f'The branch "{step}" cannot say anything.'
            self.bad("S01", file, line, says, "Add a say: line." if kind != "branch" else "Delete its say:.", step)
        if "say" in written:
            self.text(step, str(written["say"]).strip(), file, line_of(written["say"], line), "say")
        if "choices" in written:
            node["choices"] = self.choices(file, line, step, written)
        if "set" in written:
            node["set"] = str(written["set"])
            if node["set"] not in self.vars and not any(
                node["set"] in (flow.get("vars") or {}) for _, flow in self.source.flows
            ):
                self.bad(
                    "S06",
                    file,
                    line_of(written["set"]),
                    f'There is no variable "{node["set"]}".',
                    "Add it to vars:.",
                    step,
                )
        if "services" in written and keys_of(written["services"], "query", file, self.found, line):
            asked = written["services"]
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
        if kind == "go":
            node["go"] = str(written["go"])
        elif kind == "branch":
            ways = blocks(written["branch"], "branch", file, self.found, line)
            node["branch"] = [self.way(file, step, way) for way in ways]
            if not ways or "when" in ways[-1]:
                self.bad(
                    "S05",
                    file,
                    line,
                    f'The branch "{step}" has no way for everyone else.',
                    "End it with - {go: ...}.",
                    step,
                )
        elif kind == "handoff" and keys_of(written["handoff"], "handoff", file, self.found, line):
            note = written["handoff"].get("note") == "yes"
            node |= {"note": True} if note else {"closed": str(written["handoff"].get("closed", ""))}
        elif kind == "end" and keys_of(written["end"], "end", file, self.found, line):
            node["wipe"] = written["end"]["wipe"] in ("yes", "true")
        return node

    def choices(self, file: str, line: int, step: str, written: Block) -> list[Json]:
        options: list[Json] = []
        for choice in blocks(written["choices"], "choice", file, self.found, line):
            if any(choice["id"] == other["id"] for other in options):
                says = f'The step "{step}" has two choices "{choice["id"]}".'
                self.bad("S04", file, choice.line, says, "Give one another id.", step)
            option = {"id": str(choice["id"]), "go": str(choice["go"])}
            if "value" in choice:
                option["value"] = str(choice["value"])
                if "set" not in written:
                    fix = "Add set: to the step, or delete the value."
                    self.bad(
                        "S06",
                        file,
                        choice.line,
                        f'The choice "{choice["id"]}" has a value that nothing keeps.',
                        fix,
                        step,
                    )
            options.append(option)
            self.text(f"{step}.{option['id']}", str(choice["label"]).strip(), file, choice.line, "label")
        return options

    def way(self, file: str, step: str, way: Block) -> Json:
        when = way.get("when")
        if when is None:
            return {"go": str(way["go"])}
        if not isinstance(when, Block):
            self.bad(
                "S01", file, way.line, f'The "when" of "{step}" must be a block.', "Write it as {name: [values]}.", step
            )
            return {"go": str(way["go"])}
        return {
            "go": str(way["go"]),
            "when": {str(n): plain_list(v, file, self.found, way.line) for n, v in when.items()},
        }

    # What holds across files.

    def targets(self) -> None:
        known = {**{name: list(values) for name, values in FACT_VALUES.items()}, **self.vars}
        for step, node in self.steps.items():
            file, line = self.at[step]
            gone = [
                *[o["go"] for o in node.get("choices", [])],
                *[w["go"] for w in node.get("branch", [])],
                *[said["go"] for said in node.get("hears", [])],
            ]
            gone += [node[key] for key in ("go", "closed") if key in node]
            for target in gone:
                self.target(file, line, target, f'"{step}" leads to "{target}"', step)
            for option in node.get("choices", []):
                if "value" in option and option["value"] not in known.get(node.get("set", ""), [option["value"]]):
                    says = f'"{option["value"]}" is not a value of "{node["set"]}".'
                    self.bad("S06", file, line, says, "Use one of: " + ", ".join(known[node["set"]]) + ".", step)
            for way in node.get("branch", []):
                for name, values in way.get("when", {}).items():
                    for value in [v for v in values or ["(none)"] if v not in known.get(name, [])]:
                        says = f'"{name}" can never be "{value}".'
                        fix = "Use one of: " + ", ".join(known.get(name, ["a variable of vars:"])) + "."
                        self.bad("S06", file, line, says, fix, step)
        project = self.source.project
        for name in DOORS:
            door = project["doors"].get(name, "(none)") if isinstance(project["doors"], Block) else "(none)"
            self.target("project.yaml", project.lines["doors"], str(door), f'The door "{name}" leads to "{door}"', name)
        for name, target in (("start", self.start), ("hub", self.hub), *[("always", way) for way in self.always]):
            self.target("flows/main.yaml", 1, target, f'{name}: leads to "{target}"', name)
        for name in (self.hub, *self.redirect.values()):
            if self.steps.get(name, {"kind": "ask"})["kind"] != "ask":
                self.bad(
                    "S02",
                    *self.at[name],
                    f'"{name}" is a landing place and must ask something.',
                    "Give it choices:.",
                    name,
                )

    def target(self, file: str, line: int, target: str, says: str, at: str) -> None:
        if target not in self.steps:
            self.bad("S02", file, line, f"{says}, which does not exist.", "Write the id of a step that exists.", at)

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
                    one.line,
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
            says = f'There is no {self.first} text "{key}" (any more).'
            self.found.append(Finding("L02", "W", file, one.line, says, "Correct the id, or delete it.", key))
        elif key in into:
            self.bad("S04", file, one.line, f'"{key}" is translated twice.', "Delete one of the two.", key)
        elif one["of"] != source_mark(base[key]):
            stale.add((lang, key))
            says = f'The {self.first} text of "{key}" was changed after this translation, so it is not shown.'
            fix = "Read the new text. Correct the translation, or say under Translate that it still fits."
            fix += f' In the file, write of: "{source_mark(base[key])}".'
            self.found.append(Finding("L02", "W", file, one.line, says, fix, key))
        else:
            into[key] = text

    def engine_needs(self, key: str) -> bool:
        return key in self.always or key.startswith(("heard.", "offer.")) or key == "unheard"
