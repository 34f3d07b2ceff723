"""What happens in the cases of flow.json: each story is one youth, event by event; the answers are made by `flow.py`."""

from typing import Any

Json = dict[str, Any]
SERVICES = {"all": ["den", "911", "khp"], "now": ["911", "988"], "stay": ["den"]}
OPEN = {"oncall": "yes", "talking": "no", "channel": "telegram", "opening": "no", "services": SERVICES}
CLOSED = {**OPEN, "oncall": "no"}
TALKING = {**OPEN, "talking": "yes"}
NOTE = {**TALKING, "note": "yes"}
WEB = {**OPEN, "channel": "web", "opening": "yes"}
START = {"t": "start"}


def on(event: Json, facts: Json = OPEN, bundle: str = "first", **more: Any) -> Json:
    """One event, with what the host knows and which bundle serves."""
    return {"bundle": bundle, "facts": facts, "event": event, **more}


def pick(*ids: Any, facts: Json = OPEN, bundle: str = "first") -> list[Json]:
    """Buttons, one after the other."""
    return [on({"t": "pick", "id": one}, facts, bundle) for one in ids]


def text(*said: Any, facts: Json = OPEN, bundle: str = "first") -> list[Json]:
    """Typed messages, one after the other."""
    return [on({"t": "text", "text": one}, facts, bundle) for one in said]


def door(*names: Any, facts: Json = OPEN) -> list[Json]:
    """Where the host leads."""
    return [on({"t": "door", "name": one}, facts) for one in names]


def lang(*langs: Any, facts: Json = OPEN) -> list[Json]:
    """Languages picked."""
    return [on({"t": "lang", "lang": one}, facts) for one in langs]


BEGIN = [on(START)]
WAITING = [*BEGIN, *pick("talk")]
LOST = "\ud800"

STORIES: dict[str, list[Json]] = {
    # Coming and going.
    "a new youth walks through to the first question": BEGIN,
    "a second start counts no step again": [*BEGIN, on(START)],
    "a start in another language": [on({"t": "start", "lang": "fr"}), *pick("menu.b")],
    "a start in a language that is not offered": [on({"t": "start", "lang": one}) for one in ("ojs", None, 5, ["fr"], "constructor")],
    "a first event that is no start": [*text("hello"), *pick("menu.a")],
    "a first button that nobody showed": [*pick(".a", ".f", "menu.a")],
    "a start in a conversation shows that it goes on": [*WAITING, on(START, TALKING)],
    # Buttons.
    "an answer is kept, and another one takes its place": [*BEGIN, *pick("menu.a", "rest.m", "menu.b")],
    "old, forged and broken buttons show the screen": [*BEGIN, *pick("rest.m", "menu.z", "menu", "", "~nothing", None, 7, ["menu.a"], {"id": "menu.a"}, True)],
    "what stands on every screen leads there": [*BEGIN, *pick("numbers", "talk", "leave", "talk")],
    "a button of the word lists leads there also unasked": [*BEGIN, *pick("~erase", "~emergency", "~on", "~sleep", "~on")],
    "steps that follow each other for ever end at the hub": [*BEGIN, *pick("menu.c")],
    "branches that lead to themselves end at the hub": [*BEGIN, *pick("menu.d")],
    # Branches and what the host knows.
    "a branch asks the host and the youth": [
        *BEGIN, *pick("menu.b"), *pick("talk", facts=WEB), *pick("menu.a", facts=WEB), *pick("talk", facts=WEB), *pick("talk"),
    ],
    "an answer not given is an empty one": [*BEGIN, *pick("talk", facts=WEB)],
    "a host that says nothing, or nonsense, is closed": [
        *BEGIN, *pick("menu.a"),
        *[step for facts in ({}, {"oncall": True, "talking": 1}, {"oncall": None, "channel": 7, "opening": ["yes"]}) for step in pick("talk", "numbers", facts=facts)],
    ],
    "services that are not there give way to the floor": [
        *BEGIN, *pick("numbers", "menu.b", "talk", facts={**OPEN, "services": {}}),
        *pick("numbers", facts={**OPEN, "services": {"now": [], "all": []}}), *pick("numbers", facts={**OPEN, "services": None}),
    ],
    "services by name are those that are shown": [*BEGIN, *pick("menu.a"), *pick("talk", facts={**OPEN, "opening": "yes"}), *pick("talk", facts={**OPEN, "opening": "yes", "services": {"all": []}})],
    "the host's facts hold what a table inherits": [*BEGIN, *pick("numbers", facts={**OPEN, "services": {"__proto__": ["x"], "constructor": ["y"]}})],
    # A person.
    "somebody is on call": WAITING,
    "nobody is on call": [*BEGIN, *pick("talk", facts=CLOSED), *pick("closed.l", facts=CLOSED)],
    "a note is handed over also when nobody is on call": [*BEGIN, *door("note", facts=CLOSED), *text("please write me", facts=CLOSED)],
    "what is typed in line is relayed": [*WAITING, *text("he took my phone", "", "1", facts=TALKING), *lang("fr", facts=TALKING)],
    "what is typed in a conversation is relayed from every screen": [*WAITING, *pick("numbers", facts=TALKING), *text("he took my phone", "1", "sleep", "french", facts=TALKING)],
    "in a line in which nobody stands any more, words go to nobody": [*WAITING, *text("only her", "sleep", "1"), *pick("talk"), *lang("fr")],
    "a note goes on as a conversation, and what follows it is no note": [*BEGIN, *door("note", facts=CLOSED), *text("one", facts=CLOSED), *text("two", facts={**TALKING, "oncall": "no"}), *door("over", facts=CLOSED), *text("three", facts=CLOSED)],
    "asking anew, however it is asked, forgets whom the youth picked": [
        step for asked in (pick("talk"), text("Person"), door("talk")) for step in (*BEGIN, *pick("talk", facts=CLOSED), *pick("closed.p", facts=CLOSED), *asked)
    ],
    "in a conversation whom they picked stays": [*BEGIN, *pick("talk", facts=CLOSED), *pick("closed.p", facts=CLOSED), *pick("talk", facts=TALKING)],
    "no second handoff in a conversation": [*WAITING, *pick("talk", facts={**TALKING, "oncall": "no"}), *door("wait", "talk", "note", facts=TALKING)],
    "whoever left a note may ask for a person, by button, by its words, by the door": [
        step for asked in (pick("talk", facts=NOTE), text("Person", facts=NOTE), door("talk", facts=NOTE), door("wait", facts=NOTE))
        for step in (*BEGIN, *door("note", facts=CLOSED), *text("one", facts=CLOSED), *asked, *text("two", facts=TALKING))
    ],
    "whoever left a note and finds nobody on call is not put in line": [*BEGIN, *door("note", facts=CLOSED), *text("one", facts=CLOSED), *pick("talk", facts={**NOTE, "oncall": "no"}), *text("two", facts={**NOTE, "oncall": "no"})],
    "words for a person are added to a note, and offered": [*BEGIN, *door("note", facts=CLOSED), *text("a person may read this", facts=CLOSED), *text("i want a person", "1", facts=NOTE), *pick("~person", facts=NOTE)],
    "behind a goodbye nothing is added to the note that stays": [*BEGIN, *door("note", facts=CLOSED), *text("one", facts=CLOSED), *pick("leave", facts=NOTE), *text("two", facts=NOTE), *text("three", facts=NOTE), *pick("leave", facts=NOTE), *text("four", facts=TALKING)],
    "asking anew in a note forgets whom the youth picked": [*BEGIN, *pick("talk", facts=CLOSED), *pick("closed.p", facts=CLOSED), *door("note", facts=CLOSED), *text("one", facts=CLOSED), *pick("talk", facts=NOTE)],
    "outside a conversation the door of the waiting screen leads to the asking": [*BEGIN, *door("wait", facts=WEB)],
    "a button's words count as the button, in a conversation too": [*WAITING, *text("wait m", facts=TALKING)],
    # Words.
    "an emergency adds an offer, and is relayed": [*BEGIN, *text("I want to DIE"), *pick("~on"), *pick("talk"), *text("je veux mourir", facts=TALKING)],
    "an emergency of any language is heard in every language": [*BEGIN, *lang("fr"), *text("kil myself", "kil so much myself", "skill myself")],
    "other lists are of one language": [*BEGIN, *text("mais ou dormir"), *lang("fr"), *text("mais ou dormir"), *pick("~sleep")],
    "an emergency is heard before all else": [*BEGIN, *lang("fr"), *text("ou dormir, suicidal", "ou dormir. i want to die")],
    "a safe word is asked for in a talk too, and a note goes as it is": [
        *WAITING, *text("safe word", "a safe word", facts=TALKING), *pick("~word"), *text("safe word", facts={**TALKING, "note": "yes"}),
    ],
    "leave needs the whole message": [*BEGIN, *text("make him stop", "STOP!", "au revoir")],
    "leave ends a conversation at once": [*WAITING, *text("stop", facts=TALKING)],
    "erase is done at once, in a conversation and on the quiet screen too": [
        *BEGIN, *text("erase it", "erase"), *text("hello"), *WAITING, *text("erase", facts=TALKING), *door("decoy", facts=TALKING), *text("erase", facts=TALKING),
    ],
    "a step listens for its own words, the first that is heard": [*BEGIN, *text("nowhere i can sleep", "so tired", "slepe", "nothing")],
    "what no list knows is said so": [*BEGIN, *text("", " ", "\x00", "what", "😀", LOST, LOST + "stop", None, 5)],
    "a number outside a conversation is a button": [*BEGIN, *text("2", "1", "１", "9", "02", "1 1")],
    "a label is a button up to six words": [*BEGIN, *text("one two three four five six seven", "ÉTÉ OEUF", "a place to sleep", "Où dormir")],
    "a label in any language is a button": [*BEGIN, *text("Où dormir!"), *text("quitter")],
    "syllabics are letters": [*BEGIN, *text("ᐊᓂᔑᓈᐯ")],
    "a language is asked for by its name, outside a conversation": [*BEGIN, *text("Français", "anglais please", "ANGLAIS"), *lang("fr", "ojs", "", None, ["fr"])],
    "the page in a language without this text shows the other": [*BEGIN, *lang("fr", "__proto__"), *pick("menu.b", "talk")],
    "events that nobody knows are an empty message": [*BEGIN, on({}), on({"t": "dance"}), on({"t": ["start"]}), on({"t": None}), on({"t": "__proto__"}), on({"t": "text"})],
    # The safe word.
    "the safe word alone stops everything": [*BEGIN, *pick("menu.e", "word.y"), *text("Canoe!", "le canot", facts=TALKING), *text("who is this", "numbers", "french", "erase", "want to die", "stop", facts=TALKING), *pick("talk")],
    "a phone may put a space into the safe word": [*BEGIN, *pick("menu.e", "word.y"), *text("can oe", facts=TALKING)],
    "the safe word outside a conversation is a word": [*BEGIN, *pick("menu.e", "word.y"), *text("canoe")],
    "the safe word in a sentence is a word": [*BEGIN, *pick("menu.e", "word.y"), *text("the canoe", "canot", "", facts=TALKING)],
    "no safe word was picked": [*BEGIN, *pick("menu.e", "word.n"), *text("canoe", facts=TALKING)],
    # Doors.
    "doors lead where the project says": [*BEGIN, *door("help", "over", "decoy", "note", "start")],
    "a door that is not there leads to the hub": [*BEGIN, *door("nowhere", "", None, 7, ["help"], "constructor", "__proto__")],
    "after the end everything begins anew": [*BEGIN, *pick("leave", "leave.m", "menu.a"), *pick("leave"), *lang("fr")],
    "an emergency after the end": [*BEGIN, *pick("leave"), *text("i want to die"), *pick("~emergency")],
    # Limits.
    "the last of 5,000 letters is read": [*BEGIN, on({"t": "text"}, spelled=[["😀", 4996], ["stop", 1]])],
    "the letter after 5,000 is not": [*BEGIN, on({"t": "text"}, spelled=[["😀", 4997], ["stop", 1]]), on({"t": "text"}, spelled=[["é ", 2499], ["to stop", 1]])],
    "half letters count as letters": [*BEGIN, on({"t": "text"}, spelled=[[LOST + " ", 2498], ["stop", 1]]), on({"t": "text"}, spelled=[[LOST + " ", 2499], ["stop", 1]])],
    "one word of 20,000 letters is no word we know": [*BEGIN, on({"t": "text"}, spelled=[["kill", 5000]]), on({"t": "text"}, spelled=[["suicid", 1], ["al", 5000]])],
    # Names that every object inherits.
    "steps, answers and texts may be called like that": [*BEGIN, *pick("menu.f", "__proto__.constructor", "rest.m", "menu.f", "__proto__.__proto__"), *text("__proto__", "constructor", "hasOwnProperty")],
    "a typed word may be called like that": [*BEGIN, *text("constructor", "constroctor", "hasOwnProperty", "toString", "valueOf", "proto")],
    "astral letters are one letter each": [*BEGIN, *text("𐐀𐐁𐐂", "𐐀𐐁𐐃", "𐐁𐐁𐐂", "𐐀𐐂𐐁", "𐐃", "𐐃𐐄", "𐐀𐐁", "𐐀")],
    # A new version is published.
    "the same step is still there": [*BEGIN, *pick("numbers"), *pick("numbers.m", bundle="second")],
    "the step is gone and leads elsewhere": [*BEGIN, *pick("menu.a"), *pick("rest.m", bundle="second"), *pick("pair.m", bundle="second")],
    "the step has other choices and leads elsewhere": [*BEGIN, *pick("menu.b"), *pick("places.m", bundle="second")],
    "the redirect leads to a step that only passes on": [*BEGIN, *pick("menu.e"), *pick("word.y", bundle="second")],
    "the step is gone without a redirect": [*BEGIN, *pick("talk", facts=CLOSED), *pick("closed.l", bundle="second", facts=CLOSED)],
    "the step is gone and its redirect leads nowhere": [*BEGIN, *pick("menu.b"), *pick("talk", facts=WEB), *pick("over.m", bundle="second"), *text("x", bundle="second")],
    "the answer is no answer any more": [*BEGIN, *pick("menu.b"), *pick("numbers", bundle="second"), *pick("numbers")],
    "the language is not offered any more": [*BEGIN, *lang("fr"), *pick("numbers", bundle="second"), *text("french", bundle="second")],
    "back to the old version": [*BEGIN, *pick("menu.b"), *pick("places.m", bundle="second"), *pick("numbers.m")],
    # From states that only a change of version leaves behind.
    "ended where a person was asked for": text("hello?", "1"),
    "ended where choices stand": [*pick("rest.m"), *text("1")],
    "a button of nowhere after the end": pick(".m", "menu.a"),
    "an emergency where a person was asked for and it ended": text("want to die"),
    "after the end in an old version": [*BEGIN, *pick("leave"), *text("hello", bundle="second")],
}  # fmt: skip


def _ended(step: str, mark: int) -> Json:
    return {
        "bundle": "first",
        "step": step,
        "same": f"{mark:08x}",
        "lang": "en",
        "vars": {},
        "seen": ["hello"],
        "ended": True,
    }


# Where the youth of a story begins; all others are new.
FROM: dict[str, Json] = {
    "ended where a person was asked for": _ended("wait", 8),
    "ended where choices stand": _ended("rest", 2),
    "a button of nowhere after the end": _ended("rest", 2),
    "an emergency where a person was asked for and it ended": _ended("wait", 8),
}

WORDS: dict[str, Any] = {
    "capitals and apostrophes": "Don’t STOP don't",
    "what cannot be seen": "d\u200bie\u202e \u00adno\ufeff",
    "accents, composed and not": "e\u0301te\u0301 ÉTÉ",
    "letters that are two": "œuf Æ þ Ĳ ŉ ß",
    "letters without a small one": "İ ı ſ ʼ",
    "syllabics": "ᐊᓂᔑᓈᐯ ᐃᔑ᙮ᐊ",
    "half letters": "a\ud800b\udfffc",
    "astral letters and signs": "𐐀a😀b👩‍👩‍👧c",
    "from right to left": "\u202eשלום 1",
    "wide letters": "ＡＢ ｓｔｏｐ １２",
    "digits of any script": "9-8-8 ٩٨٨",
    "marks on marks": [["a\u0336", 3], ["z", 1], ["\u0301", 9]],
    "nothing": "",
    "only spaces of all kinds": " \t\n\u00a0\u2003\u2028\u3000",
    "names that objects inherit": "__proto__ constructor hasOwnProperty",
    "a long way": [["ab ", 6]],
}

MATCHES: list[tuple[str, str, bool]] = [
    ("want ~1 die", "i want to die", False),
    ("want ~1 die", "i want so much to die", False),
    ("want ~5 die", "want a b c d e die", False),
    ("want ~5 die", "want a b c d e f die", False),
    ("a ~2 ~2 b", "a c c c c b", False),
    ("a ~1 a ~1 a", "a a b a", False),
    ("suicid*", "suicidal", False),
    ("suicid*", "suicid", True),
    ("suicid*", "suicide note", True),
    ("kill~ myself", "kil myself", False),
    ("kill~ myself", "klil myself", False),
    ("kill~ myself", "killl myself", False),
    ("kill~ myself", "kll myself", False),
    ("kill~ myself", "kxill myself", False),
    ("kill~ myself", "kl myself", False),
    ("kill~ myself", "kall myself", False),
    ("kill~ myself", "kaal myself", False),
    ("kill~ myself", "skill myself", False),
    ("kill~ myself", "kill", False),
    ("ab~", "a", False),
    ("ab~", "ba", False),
    ("a~", "a", False),
    ("a~", "ax", False),
    ("a~", "b", False),
    ("abc~", "acb", False),
    ("abcd~", "abdc", False),
    ("abcd~", "acbd", False),
    ("abcd~", "adcb", False),
    ("𐐀𐐁~", "𐐀𐐂", False),
    ("𐐀𐐁~", "𐐂𐐁", False),
    ("𐐀𐐁~", "𐐀", False),
    ("𐐀*", "𐐁", False),
    ("stop", "please stop", True),
    ("stop", "stop", True),
    ("stop", "stop it", True),
    ("stop", "", True),
    ("proto", "__proto__", True),
]
