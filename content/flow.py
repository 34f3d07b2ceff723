"""Walks a youth through a compiled bundle, one event at a time.

Pure: no clock, no float, no regular expression, no locale, no I/O, so that the web page's engine can be its twin. Upper
and lower case and what counts as a letter come from the table in the bundle, never from the runtime. Whatever comes in
(an old button, a state of an older bundle, hostile text), the youth gets a screen with a way on. Nothing that was typed
is kept: the state holds step names and values from closed lists only.
"""

from collections.abc import Mapping
from operator import itemgetter
from typing import Any

Json = dict[str, Any]
LOOKED_AT = 5000
MOST_HOPS = 64
LABEL_WORDS = 6
MOST_LETTERS = 4096


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
        self.bundle, self.facts, self.steps, self.ear = bundle, facts, bundle["steps"], _ear(bundle)
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
            here = "" if self.state["ended"] else self.state["step"]
            for option in self.node().get("choices", []):
                if choice == here + "." + option["id"]:
                    return self.choose(option)
            self.effects.append({"do": "stale"})
            self.again()
        return None

    def door(self, name: Any) -> None:
        if name == "start":
            self.start(None)
        elif name == "wait":
            # Only the youth's own steps lead to a handoff; the host may show the waiting screen, never start it.
            self.enter(self.bundle["doors"]["wait" if self.fact("talking") else "talk"])
        else:
            self.enter(self.bundle["doors"].get(name, self.bundle["hub"]))

    def hear(self, text: Any) -> None:
        tokens = self.ear.words(text[:LOOKED_AT] if isinstance(text, str) else "")
        quiet = self.node()["kind"] == "quiet"
        if self.is_safe_word(tokens):
            self.effects.append({"do": "safe_word"})
            return self.enter(self.bundle["doors"]["decoy"])
        line = self.heard(tokens)
        if line and line["cat"] == "leave":
            self.effects.append({"do": "heard", "cat": "leave"})
            return self.enter(line["go"])
        option = None if quiet else self.labelled(tokens)
        if option:
            return self.pick(option)
        relaying = not quiet and (
            self.fact("talking") or (self.node()["kind"] == "handoff" and not self.state["ended"])
        )
        if relaying:
            self.effects.append({"do": "relay"})
        if line and (line["cat"] == "emergency" or not (relaying or quiet)):
            self.effects.append({"do": "heard", "cat": line["cat"]})
            return self.offer(line["cat"])
        if relaying:
            return None
        for lang, names in self.bundle["speak"].items() if not quiet else ():
            if tokens in names:
                return self.speak(lang)
        if not quiet and not self.state["ended"]:
            for target, patterns in self.node().get("hears", {}).items():
                if any(matches(pattern, tokens, False) for pattern in patterns):
                    self.effects.append({"do": "heard", "cat": target})
                    return self.offer_step(target)
            self.effects.append({"do": "unheard"})
            self.say("@unheard")
        return self.again()

    # Moving.

    def enter(self, target: Any) -> None:
        for _ in range(MOST_HOPS):
            target = _landing(self.bundle, target)
            node = self.steps[target]
            kind = node["kind"]
            if kind == "branch":
                target = next(way["go"] for way in node["branch"] if self.holds(way.get("when", {})))
                continue
            if kind == "handoff" and not self.fact("talking") and not node.get("note") and not self.fact("oncall"):
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
        if arriving and node["kind"] == "handoff" and not self.fact("talking"):
            self.effects.append({"do": "handoff", "note": bool(node.get("note"))})
        if node["kind"] == "end":
            self.effects.append({"do": "end", "wipe": bool(node.get("wipe"))})
            self.state.update(vars={}, ended=True)
        elif node["kind"] != "quiet":
            self.choices([(f"{self.state['step']}.{option['id']}",) * 2 for option in node.get("choices", [])])

    def again(self) -> None:
        if self.state["ended"]:
            self.start(None)
        else:
            self.show()

    def offer(self, cat: str) -> None:
        self.say("@heard." + cat)
        self.choices([("~" + cat, "@offer." + cat), ("~on", "@offer.on")])

    def offer_step(self, target: str) -> None:
        self.say("@heard.step")
        ways = [f"{self.state['step']}.{o['id']}" for o in self.node()["choices"] if o["go"] == target]
        self.choices([*[(way, way) for way in ways], ("~on", "@offer.on")])

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

    def fact(self, name: str) -> bool:
        return bool(self.facts.get(name) == "yes")

    def standing(self) -> list[str]:
        over, waits = self.state["ended"], self.node()["kind"] == "handoff"
        hidden = {"" if over else self.state["step"], "talk" if self.fact("talking") or (waits and not over) else ""}
        return [way for way in self.bundle["always"] if way not in hidden]

    def holds(self, when: Mapping[str, list[str]]) -> bool:
        known = {name: str(self.facts.get(name, "no")) for name in self.bundle["facts"]}
        return all({**known, **self.state["vars"]}.get(name, "") in values for name, values in when.items())

    def services(self, query: Json) -> list[str]:
        offered = self.facts.get("services") or {}
        if "tag" in query:
            return list(offered.get(query["tag"]) or self.bundle["floor"])
        shown = [*offered.get("all", []), *self.bundle["floor"]]
        return [one for one in query["ids"] if one in shown] or list(self.bundle["floor"])

    def is_safe_word(self, tokens: list[str]) -> bool:
        chosen = self.state["vars"].get("word", "")
        return bool(tokens) and self.fact("talking") and tokens in self.bundle["secret"].get(chosen, [])

    def heard(self, tokens: list[str]) -> Json | None:
        for line, pattern in self.ear.candidates(tokens):
            here = line["cat"] == "emergency" or line["lang"] in ("any", self.state["lang"])
            if here and matches(pattern, tokens, line["whole"]):
                return dict(line)
        return None

    def labelled(self, tokens: list[str]) -> str | None:
        here = self.state["step"]
        own = [] if self.state["ended"] else self.node().get("choices", [])
        ways = [(f"{here}.{o['id']}", f"{here}.{o['id']}") for o in own]
        for way, key in [*ways, *[(way, "@" + way) for way in self.standing()]]:
            if 0 < len(tokens) <= LABEL_WORDS and any(
                tokens == self.ear.words(text.get(key, "")) for text in self.bundle["text"].values()
            ):
                return way
        if self.fact("talking") or self.node()["kind"] == "handoff":
            return None
        return next((way for place, (way, _) in enumerate(ways, 1) if tokens == [str(place)]), None)


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
        while bundle["steps"][place]["kind"] in ("branch", "go"):
            place = bundle["hub"]
    kept = {name: value for name, value in state["vars"].items() if value in bundle["vars"].get(name, [])}
    seen = [one for one in state["seen"] if one in bundle["steps"]]
    return {**state, "bundle": bundle["id"], "step": place, "same": bundle["same"][place], "vars": kept, "seen": seen}


def _landing(bundle: Json, target: Any) -> str:
    target = bundle["redirect"].get(target, target)
    return str(target if target in bundle["steps"] else bundle["hub"])


class _Letters(dict[int, str]):
    """What each letter is read as: itself or its plain twin, nothing, or a space where a word ends."""

    def __init__(self, fold: Json):
        super().__init__()
        self._fold = fold

    def __missing__(self, code: int) -> str:
        folded = str(self._fold["to"].get(chr(code), chr(code)))
        read = folded if _within(self._fold["letters"], folded) else "" if _within(self._fold["gone"], folded) else " "
        if len(self) < MOST_LETTERS:
            self[code] = read
        return read


def _split(letters: _Letters, text: str) -> list[str]:
    return [word for word in text.translate(letters).split(" ") if word]


def words(fold: Json, text: str) -> list[str]:
    """The folded words of a text, by the table in the bundle."""
    return _split(_Letters(fold), text)


class _Ear:
    """How one bundle listens, worked out once: most patterns begin with a word that was not said, and cost no look."""

    def __init__(self, bundle: Json):
        self._letters = _Letters(bundle["fold"])
        self._by_word: dict[str, list[tuple[int, Json, list[str]]]] = {}
        self._by_initial: dict[str, list[tuple[int, Json, list[str]]]] = {}
        listed = [(line, pattern) for line in bundle["lexicon"] for pattern in line["any"]]
        for place, (line, pattern) in enumerate(listed):
            first = pattern[0]
            loose = first[-1] in "*~"
            found = self._by_initial.setdefault(first[0], []) if loose else self._by_word.setdefault(first, [])
            found.append((place, line, pattern))

    def words(self, text: str) -> list[str]:
        return _split(self._letters, text)

    def candidates(self, tokens: list[str]) -> list[tuple[Json, list[str]]]:
        """The patterns whose beginning may have been said, in the order of the lexicon."""
        found = [one for token in set(tokens) for one in self._by_word.get(token, ())]
        found += [one for initial in {token[0] for token in tokens} for one in self._by_initial.get(initial, ())]
        return [(line, pattern) for _, line, pattern in sorted(found, key=itemgetter(0))]


def _ear(bundle: Json) -> _Ear:
    """The ear of this very bundle, kept until another one is walked through."""
    global _newest
    if _newest is None or _newest[0] is not bundle:
        _newest = bundle, _Ear(bundle)
    return _newest[1]


_newest: tuple[Json, _Ear] | None = None


def _within(ranges: list[list[int]], letter: str) -> bool:
    place = ord(letter[0])
    for first, last in ranges:  # noqa: SIM110 - the twin of a JavaScript loop, and much the fastest here
        if first <= place <= last:
            return True
    return False


def matches(pattern: list[str], tokens: list[str], whole: bool) -> bool:
    """Whether a pattern stands in the words: `~2` up to two words between, `x*` a beginning, `x~` one letter wrong."""
    first, rest = pattern[0], pattern[1:]
    for start, token in enumerate(tokens[:1] if whole else tokens):
        if _fits(first, token):
            ends = _ends(rest, tokens, start + 1)
            if len(tokens) in ends or (ends and not whole):
                return True
    return False


def _ends(pattern: list[str], tokens: list[str], start: int) -> list[int]:
    places = [start]
    for part in pattern:
        if part[0] == "~":
            places = sorted({place + extra for place in places for extra in range(int(part[1:]) + 1)})
        else:
            places = [place + 1 for place in places if place < len(tokens) and _fits(part, tokens[place])]
    return places


def _fits(part: str, token: str) -> bool:
    if part[0] != token[0]:
        return False
    if part[-1] == "*":
        return token.startswith(part[:-1])
    return token == part or (part[-1] == "~" and _nearly(part[:-1], token))


def _nearly(word: str, token: str) -> bool:
    """One letter more, less, other, or two neighbours swapped; the first letter is always right ("skill" is not "kill")."""
    if word == token:
        return True
    same = 0
    while same < len(word) and same < len(token) and word[same] == token[same]:
        same += 1
    tail, rest = word[same:], token[same:]
    return (
        tail[1:] in (rest, rest[1:])
        or tail == rest[1:]
        or (tail[:2] == rest[1::-1] and tail[2:] == rest[2:] and len(rest) > 1)
    )
