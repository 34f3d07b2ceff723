"""The two small bundles that the cases of flow.json play in: every kind of step, and names that are traps."""

import copy
from typing import Any

from content.lexicon import fold_table, pattern

Json = dict[str, Any]
FOLD = fold_table()


def _ask(*choices: tuple[str, str], **more: Any) -> Json:
    """A step that asks; a choice is its id and where it goes, and `value` names what a choice keeps."""
    values = more.pop("value", {})
    kept = {one: {"value": values[one]} for one in values}
    return {"kind": "ask", "choices": [{"id": one, "go": go, **kept.get(one, {})} for one, go in choices], **more}


def _heard(*written: str) -> list[list[str]]:
    return [pattern(FOLD, one) for one in written]


STEPS: dict[str, Json] = {
    "hello": {"kind": "go", "go": "menu"},
    "menu": _ask(
        ("a", "rest"),
        ("b", "places"),
        ("c", "spin"),
        ("d", "whirl"),
        ("e", "word"),
        ("f", "__proto__"),
        set="mood",
        value={"a": "ok", "b": "low"},
        # The first that is heard counts, not the first by name.
        hears=[{"go": "rest", "any": _heard("tired", "sleep~")}, {"go": "places", "any": _heard("nowhere ~1 sleep", "sleep")}],
    ),
    "rest": _ask(("m", "menu"), ("l", "leave")),
    "places": _ask(("m", "menu"), services={"tag": "stay"}),
    "pair": _ask(("m", "menu"), services={"ids": ["den", "911"]}),
    "numbers": _ask(("m", "menu"), services={"tag": "now"}),
    "word": _ask(("y", "menu"), ("n", "menu"), set="word", value={"y": "canoe", "n": "none"}),
    "talk": {
        "kind": "branch",
        "branch": [
            {"go": "pair", "when": {"audience": ["police"]}},
            {"go": "over", "when": {"channel": ["web"], "mood": ["low", ""], "oncall": ["yes"]}},
            {"go": "pair", "when": {"mood": ["ok"], "opening": ["yes"]}},
            {"go": "wait"},
        ],
    },
    "wait": {"kind": "handoff", "closed": "closed", "choices": [{"id": "m", "go": "menu"}, {"id": "n", "go": "numbers"}]},
    "note": {"kind": "handoff", "note": True, "choices": [{"id": "m", "go": "menu"}]},
    "closed": _ask(("l", "note"), ("p", "menu"), services={"ids": ["gone"]}, set="audience", value={"p": "police"}),
    "chat": _ask(("m", "menu")),
    "over": _ask(("m", "menu")),
    "leave": {"kind": "end", "wipe": False},
    "erased": {"kind": "end", "wipe": True},
    "decoy": {"kind": "quiet"},
    "spin": {"kind": "go", "go": "spun"},
    "spun": {"kind": "go", "go": "spin"},
    "whirl": {"kind": "branch", "branch": [{"go": "whirl"}]},
    "__proto__": _ask(("constructor", "constructor"), ("__proto__", "valueOf"), set="__proto__", value={"constructor": "toString"}),
    "constructor": {"kind": "branch", "branch": [{"go": "rest", "when": {"__proto__": ["toString"]}}, {"go": "__proto__"}]},
}  # fmt: skip

ENGLISH = {
    "hello": "Hi.",
    "menu": "What would help right now?",
    "menu.a": "I am okay",
    "menu.b": "A place to sleep",
    "menu.c": "one two three four five six seven",
    "menu.d": "ÉTÉ œuf",
    "menu.e": "ᐊᓂᔑᓈᐯ",
    "menu.f": "__proto__",
    "@talk": "Person",
    "@numbers": "Numbers",
    "@leave": "Leave",
    "@unheard": "I did not get that.",
    "@heard.step": "Did you mean this?",
    "@heard.word": "Do you want a word?",
    "@offer.word": "Pick a word",
    "@offer.on": "No, go on",
} | {
    f"@{said}.{cat}": f"{said} {cat}"
    for said in ("heard", "offer")
    for cat in ("emergency", "sleep", "person", "constructor", "deseret")
}
FRENCH = {
    "menu": "Qu'est-ce qui aiderait?",
    "menu.b": "Où dormir",
    "@leave": "Quitter",
    "@offer.on": "Non, continue",
    "wait": "Tu es en ligne.",
}


def _line(cat: str, lang: str, go: str, *written: str, whole: bool = False) -> Json:
    return {"cat": cat, "lang": lang, "go": go, "whole": whole, "any": _heard(*written)}


def first() -> Json:
    """The bundle as it was published."""
    says = {step: f"This is {step}." for step, node in STEPS.items() if node["kind"] != "branch"}
    labels = {
        f"{step}.{one['id']}": f"{step} {one['id']}" for step, node in STEPS.items() for one in node.get("choices", [])
    }
    return {
        "format": 1,
        "id": "first",
        "source": "en",
        "langs": ["en", "fr", "__proto__"],
        "start": "hello",
        "hub": "menu",
        "always": ["talk", "numbers", "leave"],
        "doors": {"help": "numbers", "talk": "talk", "wait": "wait", "chat": "chat", "decoy": "decoy", "note": "note", "over": "moved"},
        "floor": ["911", "khp"],
        "facts": ["oncall", "channel", "talking", "note", "opening"],
        "steps": copy.deepcopy(STEPS),
        "text": {"en": {**says, **labels, **ENGLISH}, "fr": FRENCH, "__proto__": {"menu": "ᑖᓂᓯ"}},
        "vars": {"audience": ["police"], "mood": ["ok", "low"], "word": ["canoe", "none"], "__proto__": ["toString"]},
        "redirect": {"moved": "rest", "lost": "nowhere", "valueOf": "menu"},
        "same": {step: f"{place:08x}" for place, step in enumerate(STEPS)},
        "lexicon": [
            _line("emergency", "en", "numbers", "want ~1 die", "kill~ ~2 myself", "suicid*", "he is here"),
            _line("emergency", "fr", "numbers", "veux mourir"),
            _line("leave", "any", "leave", "stop", "au revoir", whole=True),
            _line("erase", "any", "erased", "erase", whole=True),
            _line("sleep", "fr", "places", "ou dormir"),
            _line("person", "en", "talk", "a person"),
            _line("word", "any", "word", "safe word", whole=True),
            _line("constructor", "any", "__proto__", "constructor~", "hasownproperty"),
            _line("deseret", "any", "rest", "𐐀𐐁𐐂~", "𐐃*"),
        ],
        "fold": FOLD,
        "secret": {"canoe": [["canoe"], ["le", "canot"]]},
        "speak": {"en": [["english"], ["anglais"]], "fr": [["francais"], ["french"]], "__proto__": [["proto"]]},
    }  # fmt: skip


def second() -> Json:
    """The same a week later: a step gone, one moved, one with other choices, a language fewer, a value fewer."""
    later = first()
    later["id"] = "second"
    later["langs"] = ["en", "__proto__"]
    for gone in ("rest", "word", "over", "closed"):
        del later["steps"][gone], later["same"][gone]
    later["redirect"] = {"rest": "pair", "word": "hello", "places": "numbers", "over": "hasOwnProperty"}
    later["steps"]["pair"]["choices"][0]["go"] = "numbers"
    later["steps"]["places"]["choices"].append({"id": "n", "go": "pair"})
    later["text"]["en"]["places.n"] = "More"
    later["same"]["places"] = "ffffffff"
    later["vars"] = {"mood": ["ok"], "__proto__": ["toString"]}
    return later
