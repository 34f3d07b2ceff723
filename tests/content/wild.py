"""Anything that a youth, a host or an editor may do to an engine, drawn by seeded dice."""

import copy
import random
from typing import Any

from content.bundle import identity

Json = dict[str, Any]
# What every JavaScript object inherits: to an engine, words like others.
INHERITED = ("__proto__", "constructor", "toString", "hasOwnProperty", "valueOf")
NASTY = [
    "", " ", "\x00", "\ud800", "\udfff\ud83d", "‮gnirts", "\u200b" * 50, "é" * 300, "e\u0301" * 300, "💔" * 100, "ᐊᓂᔑᓈᐯ", "İıſßŒ",
    "stop", "STOP", "leave", "canoe", "canot", "i want to die", "je veux mourir", "yes", "no", "1", "2", "9", "numbers", "person",
    *INHERITED, "{org}", "{service:911}", "@unheard", "~emergency", "menu.d", "a " * 6000, "~2 ~2 ~2", "erase", "english",
    "français", "9" * 400, "help", "my friend", "<script>", "'; drop table", "\n\n\t", "=cmd|' /C calc'!A0", "💔 " * 2498 + "stop",
    "👩‍👩‍👧 stop", "s\u0336t\u0336o\u0336p\u0336", "ｓｔｏｐ", "ＳＴＯＰ", "\u2028stop\u2029", "שלום stop", "𐐀𐐁 𐐁𐐀", "\U000e0073stop", "ﬁn", "١٢٣", "１",
]  # fmt: skip
SAFE_WORDS = ("canoe", "Canoe!", "CANOT", "canoe now", "can\u200boe", "cano")
BETWEEN = ["", "", "", "\u200d", "\u0301", "'", "\u00ad", "\ufe0f"]
OTHER_CASE = str.maketrans("aeiou", "AÉÏÔÛ")


def older(bundle: Json) -> Json:
    """Last month's bundle: one step gone since, one new since, one with other choices, one without translation."""
    old = copy.deepcopy(bundle)
    old["steps"]["attic"] = {"kind": "ask", "choices": [{"id": "m", "go": "menu"}, {"id": "a", "go": "attic"}]}
    old["steps"]["old_rights"] = {"kind": "ask", "choices": [{"id": "m", "go": "attic"}]}
    old["text"]["en"] |= {
        "attic": "Hi.",
        "attic.m": "Menu",
        "attic.a": "Again",
        "old_rights": "Hi.",
        "old_rights.m": "Menu",
    }
    old["steps"]["who_1"]["choices"].append({"id": "z", "go": "old_rights"})
    old["text"]["en"]["who_1.z"] = "Attic"
    old["steps"]["menu"]["choices"][0]["go"] = "attic"
    old["vars"]["topic"] = [*old["vars"]["topic"], "weather"]
    del old["text"]["fr"]["numbers"]
    old["same"] |= {"attic": "00000001", "old_rights": "00000002", "who_1": "00000003"}
    old["id"] = identity(old)
    return old


def newer(bundle: Json) -> Json:
    """Next month's bundle: a redirect, another language state, a step gone."""
    new = copy.deepcopy(bundle)
    new["redirect"] = {"old_rights": "who_1", "leave_3": "leave_1"}
    new["langs"] = ["en"]
    new["steps"]["leave_2"]["choices"][0]["go"] = "leave_1"
    new["steps"]["places"]["choices"][0]["go"] = "leave_1"
    del new["steps"]["leave_3"], new["same"]["leave_3"]
    new["id"] = identity(new)
    return new


def strange(bundle: Json) -> Json:
    """A bundle whose editor names everything like what JavaScript's objects inherit."""
    odd = copy.deepcopy(bundle)
    odd["steps"] |= {
        "__proto__": {
            "kind": "ask",
            "set": "__proto__",
            "choices": [
                {"id": "constructor", "go": "constructor", "value": "toString"},
                {"id": "__proto__", "go": "valueOf"},
            ],
            "hears": [{"go": "constructor", "any": [["hasownproperty"], ["va~", "~2", "to*"]]}],
        },
        "constructor": {
            "kind": "branch",
            "branch": [{"go": "menu", "when": {"__proto__": ["toString"], "constructor": [""]}}, {"go": "__proto__"}],
        },
        "valueOf": {"kind": "go", "go": "toString"},
    }
    odd["steps"]["menu"]["choices"][0]["go"] = odd["steps"]["who_1"]["choices"][0]["go"] = "__proto__"
    odd["text"]["en"] |= {
        "__proto__": "Proto?",
        "__proto__.constructor": "Constructor",
        "__proto__.__proto__": "__proto__ 𐐀",
        "valueOf": "Value.",
    }
    odd["text"]["__proto__"] = {"__proto__": "ᐊᓂᔑᓈᐯ", "@unheard": "?"}
    odd["langs"] = [*odd["langs"], "__proto__"]
    odd["speak"]["__proto__"] = [["proto"]]
    odd["vars"]["__proto__"] = ["toString", "canoe"]
    odd["redirect"] |= {"toString": "__proto__", "attic": "hasOwnProperty"}
    odd["doors"]["valueOf"] = "valueOf"
    odd["same"] |= {"__proto__": "0000000a", "constructor": "0000000b", "valueOf": "0000000c"}
    odd["lexicon"].append(
        {"cat": "constructor", "lang": "any", "go": "__proto__", "whole": False, "any": [["constr~"]]}
    )
    odd["text"]["en"] |= {"@heard.constructor": "Proto?", "@offer.constructor": "Yes"}
    odd["id"] = identity(odd)
    return odd


def event(dice: random.Random, bundles: list[Json], effects: list[Json]) -> Json:
    """Anything a youth or the host may do."""
    ways = [way for one in effects if one["do"] == "choices" for way, _ in [*one["choices"], *one["always"]]]
    roll = dice.random()
    if roll < 0.55 and ways:
        return {"t": "pick", "id": dice.choice(ways)}
    if roll < 0.65:
        some = dice.choice(bundles)["steps"]
        old = dice.choice(list(some))
        return {"t": "pick", "id": f"{old}.{dice.choice('abcdefghilmnopstuwyz')}"}
    if roll < 0.75:
        return {"t": "text", "text": dice.choice(NASTY) + dice.choice(["", "", " ", chr(dice.randrange(0x110000))])}
    if roll < 0.85:
        return {"t": "text", "text": said(dice, dice.choice(bundles))}
    if roll < 0.90:
        return {
            "t": "door",
            "name": dice.choice([*bundles[0]["doors"], "start", "nowhere", *INHERITED, None, ["menu"], 7]),
        }
    if roll < 0.94:
        return {"t": "lang", "lang": dice.choice(["en", "fr", "ojs", "", None, "__proto__", ["en"]])}
    if roll < 0.97:
        return {"t": "start", "lang": dice.choice([None, "fr", "en", 5, "constructor"])}
    return dice.choice(
        [
            {},
            {"t": "dance"},
            {"t": "text"},
            {"t": "text", "text": 5},
            {"t": "pick"},
            {"t": "pick", "id": dice.choice(NASTY)},
            {"t": ["start"]},
        ]
    )


def anywhere(dice: random.Random, bundle: Json) -> Json:
    """A youth who has come to any step of the bundle by any way, with any answers given."""
    place = dice.choice(list(bundle["steps"]))
    known = {name: dice.choice(values) for name, values in bundle["vars"].items() if dice.random() < 0.7}
    seen = [one for one in bundle["steps"] if dice.random() < 0.1]
    where = {"bundle": bundle["id"], "step": place, "same": bundle["same"][place], "lang": dice.choice(bundle["langs"])}
    if bundle["steps"][place]["kind"] in ("branch", "go"):
        where |= {"step": bundle["hub"], "same": bundle["same"][bundle["hub"]]}
    return {**where, "vars": known, "seen": seen, "ended": dice.random() < 0.1}


def said(dice: random.Random, bundle: Json) -> str:
    """Something the word lists listen for, or a button's label, written as hands in a hurry write it."""
    roll = dice.random()
    if roll < 0.2:
        return dice.choice(list(SAFE_WORDS))
    if roll < 0.4:
        return wrong(dice, dice.choice(list(bundle["text"][dice.choice(list(bundle["text"]))].values()))[:80])
    spoken: list[str] = []
    for part in dice.choice(dice.choice(bundle["lexicon"])["any"]):
        if part[0] == "~":
            spoken += ["so"] * dice.randrange(int(part[1:]) + 2)
        else:
            spoken.append(part.rstrip("*~") + (dice.choice(["", "al", "é"]) if part[-1] == "*" else ""))
    around = dice.choice(["{}", "{}", "i {} now", "{}!!!", "\u202e{}"])
    return wrong(dice, around.format(dice.choice([" ", " ", "  ", "-"]).join(spoken)))


def wrong(dice: random.Random, text: str) -> str:
    """The text with a slip or two, or none."""
    for _ in range(dice.choice([0, 0, 1, 1, 2])):
        at = dice.randrange(len(text) + 1)
        slips = [
            text[:at] + text[at + 1 :],
            text[:at] + dice.choice("ae l'9𐐀") + text[at:],
            text[:at] + text[at : at + 2][::-1] + text[at + 2 :],
            text[:at] + dice.choice(BETWEEN) + text[at:],
            text.translate(OTHER_CASE),
        ]
        text = dice.choice(slips)
    return text
