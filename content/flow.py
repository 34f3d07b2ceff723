"""Walks a youth through a compiled bundle, one event at a time.

Pure: no clock, no float, no regular expression, no locale, no I/O, so that `api/web/flow/flow.js` is its twin. Upper
and lower case and what counts as a letter come from the table in the bundle, never from the runtime. Whatever comes in
(an old button, a state of an older bundle, hostile text), the youth gets a screen with a way on. Nothing that was typed
is kept: the state holds step names and values from closed lists only.
"""

from collections.abc import Mapping
from typing import Any

from content.ear import ear_of, matches

Json = dict[str, Any]
LOOKED_AT = 5000
MOST_HOPS = 64
LABEL_WORDS = 6
AT_ONCE = ("leave", "erase")  # words that do what they say, wherever they are typed


def step(
    bundle: Json, state: Json | None, event: Mapping[str, Any], facts: Mapping[str, Any]
) -> tuple[Json, list[Json]]:
    """The youth's next state and what to do, in order. `state` None is a new youth; the given state is not changed."""
    walk = _Walk(bundle, state, facts)
    kind = event.get("t")
    if kind == "start":
        walk.start(event.get("lang"))
    elif kind == "lang":
        walk.speak(event.get("lang"))
    elif kind == "pick":
        walk.pick(event.get("id"))
    elif kind == "door":
        walk.door(event.get("name"))
    else:
        walk.hear(event.get("text"))
    return walk.state, walk.effects


class _Walk:
    def __init__(self, bundle: Json, state: Json | None, facts: Mapping[str, Any]):
        self.bundle, self.facts, self.steps, self.ear = bundle, facts, bundle["steps"], ear_of(bundle)
        self.state = _carried(bundle, state) if state else _new(bundle, bundle["source"])
        self.effects: list[Json] = []

    # What can happen.

    def start(self, lang: Any) -> None:
        if lang in self.bundle["langs"]:
            self.state["lang"] = lang
        if self.fact("talking"):
            return self.enter(self.bundle["doors"]["chat"])
        self.state = {**_new(self.bundle, self.state["lang"]), "seen": self.state["seen"]}
        return self.enter(self.bundle["start"])

    def speak(self, lang: Any) -> None:
        if lang in self.bundle["langs"]:
            self.state["lang"] = lang
        else:
            self.effects.append({"do": "stale"})
        self.again()

    def pick(self, choice: Any) -> None:
        offered = [line for line in self.bundle["lexicon"] if choice == "~" + line["cat"]]
        if choice in self.bundle["always"]:
            self.enter(choice)
        elif offered:
            self.enter(offered[0]["go"])
        elif choice == "~on":
            self.again()
        else:
            for option in self.options():
                if choice == self.way(option)[0]:
                    return self.choose(option)
            self.effects.append({"do": "stale"})
            self.again()
        return None

    def door(self, name: Any) -> None:
        if name == "start":
            self.start(None)
        elif name == "wait":
            # Only the youth's own steps lead to a handoff; the host may show the waiting screen, never start it.
            self.enter(self.bundle["doors"]["wait" if self.in_line() else "talk"])
        else:
            self.enter(self.bundle["doors"].get(name if isinstance(name, str) else "", self.bundle["hub"]))

    def hear(self, text: Any) -> None:
        tokens = self.ear.words(text[:LOOKED_AT] if isinstance(text, str) else "")
        quiet = self.node()["kind"] == "quiet"
        if self.is_safe_word(tokens):
            self.effects.append({"do": "safe_word"})
            return self.enter(self.bundle["doors"]["decoy"])
        line = self.heard(tokens)
        if line and line["cat"] in AT_ONCE:
            self.effects.append({"do": "heard", "cat": line["cat"]})
            return self.enter(line["go"])
        option = None if quiet else self.labelled(tokens)
        if option:
            return self.pick(option)
        # A note begins with its first words; any other conversation begins before them, and once it is over nothing goes to
        # anybody: to a note that stays behind a goodbye neither.
        over = self.state["ended"]
        relaying = not quiet and (
            self.in_line() or (bool(self.fact("talking") or self.node().get("note")) and not over)
        )
        if relaying:
            self.effects.append({"do": "relay"})
        # From a note, for somebody now; in a talk, where no button stands, for a safe word.
        other = {"person": self.fact("note"), "word": self.in_line()}
        asks = bool(line and relaying and other.get(line["cat"]))
        if line and (line["cat"] == "emergency" or asks or not (relaying or quiet)):
            self.effects.append({"do": "heard", "cat": line["cat"]})
            return self.offer(line["cat"])
        if relaying:
            return None
        for lang in self.bundle["langs"] if not quiet else ():
            if tokens in self.bundle["speak"].get(lang, []):
                return self.speak(lang)
        if not quiet and not self.over():
            for said in self.node().get("hears", []):
                if any(matches(pattern, tokens, False) for pattern in said["any"]):
                    self.effects.append({"do": "heard", "cat": said["go"]})
                    return self.offer_step(said["go"])
            self.effects.append({"do": "unheard"})
            self.say("@unheard")
        return self.again()

    # Moving.

    def enter(self, target: Any) -> None:
        for _ in range(MOST_HOPS):
            target = _landing(self.bundle, target)
            node = self.steps[target]
            kind = node["kind"]
            if target == self.bundle["doors"].get("talk") and not self.in_line():
                # Asking anew: whom the youth picked long ago must not decide whether somebody is there.
                self.state["vars"].pop("audience", None)
            if kind == "branch":
                target = next(way["go"] for way in node["branch"] if self.holds(way.get("when", {})))
                continue
            if kind == "handoff" and not self.in_line() and not node.get("note") and not self.fact("oncall"):
                target = node["closed"]
                continue
            self.rest(target)
            if target not in self.state["seen"]:
                self.state["seen"].append(target)
                self.effects.append({"do": "count", "step": target})
            if kind == "go":
                self.say(target)
                target = node["go"]
                continue
            return self.show(arriving=True)
        self.rest(self.bundle["hub"])
        return self.show()

    def rest(self, target: str) -> None:
        self.state.update(step=target, same=self.bundle["same"][target], ended=False)

    def choose(self, option: Json) -> None:
        if "value" in option:
            self.state["vars"][self.node()["set"]] = option["value"]
        self.enter(option["go"])

    # Showing.

    def show(self, arriving: bool = False) -> None:
        node = self.node()
        self.say(self.state["step"])
        if "services" in node:
            self.effects.append({"do": "services", "ids": self.services(node["services"])})
        if arriving and node["kind"] == "handoff" and not self.in_line():
            self.effects.append({"do": "handoff", "note": bool(node.get("note"))})
        if node["kind"] == "end":
            self.effects.append({"do": "end", "wipe": bool(node.get("wipe"))})
            self.state.update(vars={}, ended=True)
        elif node["kind"] != "quiet":
            self.choices([self.way(option) for option in self.options()])

    def again(self) -> None:
        if self.over():
            self.start(None)
        else:
            self.show()

    def offer(self, cat: str) -> None:
        self.say("@heard." + cat)
        self.choices([("~" + cat, "@offer." + cat), ("~on", "@offer.on")])

    def offer_step(self, target: str) -> None:
        self.say("@heard.step")
        leading = [option for option in self.options() if option["go"] == target]
        self.choices([*[self.way(option) for option in leading], ("~on", "@offer.on")])

    def say(self, key: str) -> None:
        lang = self.state["lang"] if key in self.bundle["text"].get(self.state["lang"], {}) else self.bundle["source"]
        self.effects.append({"do": "say", "of": key, "lang": lang, "text": self.bundle["text"][lang][key]})

    def label(self, key: str) -> str:
        text = self.bundle["text"]
        return str(text.get(self.state["lang"], {}).get(key, text[self.bundle["source"]][key]))

    def choices(self, pairs: list[tuple[str, str]]) -> None:
        always = [[way, self.label("@" + way)] for way in self.standing()]
        self.effects.append(
            {"do": "choices", "choices": [[way, self.label(key)] for way, key in pairs], "always": always}
        )

    # Knowing.

    def node(self) -> Json:
        return dict(self.steps[self.state["step"]])

    def options(self) -> list[Json]:
        """What may be chosen here; nothing after the end."""
        return [] if self.state["ended"] else list(self.node().get("choices", []))

    def way(self, option: Json) -> tuple[str, str]:
        """A choice here as a button, and as the key of its label."""
        return (f"{self.state['step']}.{option['id']}",) * 2

    def fact(self, name: str) -> bool:
        return bool(self.facts.get(name) == "yes")

    def in_line(self) -> bool:
        """Whether people are asked for already. Whoever left a note has asked for nobody yet, and may."""
        return self.fact("talking") and not self.fact("note")

    def over(self) -> bool:
        """Whether there is no screen to go on from: after the end, and in a line in which nobody stands any more."""
        node = self.node()
        return self.state["ended"] or (node["kind"] == "handoff" and not node.get("note") and not self.fact("talking"))

    def standing(self) -> list[str]:
        over, waits = self.state["ended"], self.node()["kind"] == "handoff"
        asks = self.in_line() or (waits and not over and not self.fact("note"))
        hidden = {"" if over else self.state["step"], "talk" if asks else ""}
        return [way for way in self.bundle["always"] if way not in hidden]

    def holds(self, when: Mapping[str, list[str]]) -> bool:
        told = {name: self.facts.get(name) for name in self.bundle["facts"]}
        known = {name: value if isinstance(value, str) else "no" for name, value in told.items()}
        return all({**known, **self.state["vars"]}.get(name, "") in values for name, values in when.items())

    def services(self, query: Json) -> list[str]:
        offered = self.facts.get("services") or {}
        if "tag" in query:
            return list(offered.get(query["tag"]) or self.bundle["floor"])
        shown = [*offered.get("all", []), *self.bundle["floor"]]
        return [one for one in query["ids"] if one in shown] or list(self.bundle["floor"])

    def is_safe_word(self, tokens: list[str]) -> bool:
        return self.fact("talking") and is_secret(self.bundle, self.state["vars"].get("word", ""), tokens)

    def heard(self, tokens: list[str]) -> Json | None:
        for line, pattern in self.ear.candidates(tokens):
            here = line["cat"] == "emergency" or line["lang"] in ("any", self.state["lang"])
            if here and matches(pattern, tokens, line["whole"]):
                return dict(line)
        return None

    def labelled(self, tokens: list[str]) -> str | None:
        ways = [self.way(option) for option in self.options()]
        for way, key in [*ways, *[(way, "@" + way) for way in self.standing()]]:
            if 0 < len(tokens) <= LABEL_WORDS and any(
                tokens == self.ear.label(text.get(key, "")) for text in self.bundle["text"].values()
            ):
                return way
        if self.fact("talking") or self.node()["kind"] == "handoff":
            return None
        return next((way for place, (way, _) in enumerate(ways, 1) if tokens == [str(place)]), None)


def is_secret(bundle: Json, chosen: str, tokens: list[str]) -> bool:
    """Whether these words are the safe word that was chosen, in any language; a phone may have put a space into it."""
    typed = "".join(tokens)
    return bool(typed) and any("".join(said) == typed for said in bundle["secret"].get(chosen, []))


def _new(bundle: Json, lang: str) -> Json:
    first = bundle["start"]
    return {
        "bundle": bundle["id"],
        "step": first,
        "same": bundle["same"][first],
        "lang": lang,
        "vars": {},
        "seen": [],
        "ended": True,
    }


def _carried(bundle: Json, old: Mapping[str, Any]) -> Json:
    """The state in today's bundle: the same step if it still works alike, else where the editors redirect it, else the hub."""
    lang = old["lang"] if old["lang"] in bundle["langs"] else bundle["source"]
    state = {**old, "lang": lang, "vars": dict(old["vars"]), "seen": list(old["seen"])}
    if state["bundle"] == bundle["id"]:
        return state
    place = state["step"]
    if bundle["same"].get(place) != state["same"]:
        place = _landing(bundle, bundle["redirect"].get(place))
        if bundle["steps"][place]["kind"] in ("branch", "go"):
            place = bundle["hub"]
    kept = {name: value for name, value in state["vars"].items() if value in bundle["vars"].get(name, [])}
    seen = [one for one in state["seen"] if one in bundle["steps"]]
    return {**state, "bundle": bundle["id"], "step": place, "same": bundle["same"][place], "vars": kept, "seen": seen}


def _landing(bundle: Json, target: Any) -> str:
    target = bundle["redirect"].get(target, target)
    return str(target if target in bundle["steps"] else bundle["hub"])
