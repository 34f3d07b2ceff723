"""What the engine does for a youth, screen by screen."""

from typing import Any

import pytest

from content.ear import matches, words
from content.flow import step
from content.lexicon import fold_table, pattern
from content.library import Edition
from tests.content.small import NOW

Json = dict[str, Any]


class Youth:
    """One youth, walking with the shipped content."""

    def __init__(self, edition: Edition, oncall: bool = True):
        self.edition, self.oncall, self.talking = edition, oncall, False
        self.state: Json | None = None
        self.effects: list[Json] = []

    def does(self, **event: Any) -> "Youth":
        facts = self.edition.facts(NOW, oncall=self.oncall, talking=self.talking)
        self.state, self.effects = step(self.edition.bundle, self.state, event, facts)
        return self

    def starts(self) -> "Youth":
        return self.does(t="start")

    def taps(self, *choices: str) -> "Youth":
        for choice in choices:
            self.does(t="pick", id=choice)
        return self

    def types(self, text: str) -> "Youth":
        return self.does(t="text", text=text)

    def done(self, kind: str) -> list[Json]:
        return [one for one in self.effects if one["do"] == kind]

    @property
    def at(self) -> str:
        assert self.state is not None
        return str(self.state["step"])

    @property
    def said(self) -> list[str]:
        return [one["of"] for one in self.done("say")]

    def hands_over(self) -> "Youth":
        self.starts().taps("talk", "person_open.c", "person_safe.y", "person_urgent.n")
        assert self.done("handoff") == [{"do": "handoff", "note": False}]
        self.talking = True
        return self


@pytest.fixture
def youth(shipped: Edition) -> Youth:
    """A youth for whom somebody is on call."""
    return Youth(shipped)


def test_the_first_screen_is_neutral_and_has_every_way_on(youth: Youth):
    """At most three short lines, that bot and Telegram can read, and person, numbers, leave under it."""
    youth.starts()
    text = youth.done("say")[0]["text"]

    assert len(text.split("\n")) <= 3
    assert "Telegram and this helper can read what you type here." in text
    assert [way for way, _ in youth.done("choices")[0]["always"]] == ["talk", "numbers", "leave"]


def test_who_answers_and_what_they_must_tell_is_shown_before_the_first_typed_word(youth: Youth):
    """Nothing is relayed before the youth has read who answers and picked them; the default is not police."""
    youth.starts().taps("talk")
    assert youth.said == ["person_open"]
    text = youth.done("say")[0]["text"]
    assert "{police_line}" in text
    assert "pass on" in text
    youth.types("are you there")
    assert youth.done("relay") == []
    youth.taps("person_open.c", "person_safe.y", "person_urgent.n")

    assert youth.done("handoff") == [{"do": "handoff", "note": False}]
    assert (youth.state or {})["vars"] == {"audience": "community", "safe": "yes", "urgent": "no"}


def test_police_are_reached_only_by_choosing_them_twice(youth: Youth):
    """Police stand behind "More choices", and a screen says so before they are picked."""
    youth.starts().taps("talk", "person_open.m", "person_more.p")
    assert "audience" not in (youth.state or {})["vars"]
    youth.taps("person_police.y")

    assert (youth.state or {})["vars"]["audience"] == "police"


def test_a_youth_in_danger_is_not_asked_twice(youth: Youth):
    """After an emergency button the questions are skipped: pick who, and be in line."""
    youth.starts().taps("hello.y", "menu.d", "danger_1.p", "person_open.c")

    assert youth.at == "wait"
    assert (youth.state or {})["vars"]["urgent"] == "emergency"


def test_nobody_on_call_is_said_and_numbers_and_a_note_are_offered(youth: Youth):
    """No waiting for someone who is not there."""
    youth.oncall = False
    youth.starts().taps("talk")
    assert youth.said == ["person_closed_open_end"]
    assert youth.done("services")[0]["ids"] == ["911", "opp", "khp", "988"]
    youth.taps("person_closed_open_end.l", "note_open.i")

    assert youth.done("handoff") == [{"do": "handoff", "note": True}]
    youth.types("please write me")
    assert youth.effects == [{"do": "relay"}]


def test_the_last_worker_may_leave_while_the_youth_chooses(youth: Youth):
    """Whoever was on call at the first screen and is gone at the last: the truth, not a line to nowhere."""
    youth.starts().taps("talk", "person_open.c", "person_safe.y")
    youth.oncall = False
    youth.taps("person_urgent.n")

    assert youth.at == "person_closed_open_end"
    assert youth.done("handoff") == []


def test_the_host_cannot_start_a_handoff(youth: Youth):
    """Only the youth's own steps lead to sealing: the door to the waiting screen asks first."""
    youth.starts().does(t="door", name="wait")

    assert youth.at == "person_open"
    assert youth.done("handoff") == []


def test_a_youth_in_a_conversation_is_relayed_from_every_screen(youth: Youth):
    """Looking at numbers does not swallow words meant for the worker; a second handoff never happens."""
    youth.hands_over().taps("numbers").types("he took my phone")
    assert youth.effects == [{"do": "relay"}]
    youth.taps("talk")
    assert youth.at == "chat"
    youth.does(t="door", name="wait")

    assert youth.done("handoff") == []


def test_an_emergency_in_a_conversation_is_relayed_and_adds_an_offer(youth: Youth):
    """The words go to the worker, and the numbers are one tap away; nothing else happens."""
    youth.hands_over().types("i want to die")
    assert [one["do"] for one in youth.effects] == ["relay", "heard", "say", "choices"]
    youth.taps("~on")

    assert youth.at == "wait"


def test_a_repeated_start_never_loses_the_conversation(youth: Youth):
    """/start in a conversation shows that it goes on, and keeps what was chosen."""
    youth.hands_over().starts()

    assert youth.at == "chat"
    assert (youth.state or {})["vars"]["audience"] == "community"


def test_the_safe_word_stops_everything_at_once(youth: Youth):
    """The word alone, however it is written: wrong number, no buttons, nothing relayed until /start."""
    youth.hands_over().taps("wait.w", "person_word.c").types("Canoe!")
    assert [one["do"] for one in youth.effects] == ["safe_word", "count", "say"]
    assert youth.said == ["decoy"]
    youth.types("who is this")
    assert youth.said == ["decoy"]
    assert youth.done("relay") == []
    youth.starts().types("it was close")

    assert youth.effects == [{"do": "relay"}]


def test_the_safe_word_in_a_sentence_is_only_a_word(youth: Youth):
    """Talking about a canoe is talking."""
    youth.hands_over().taps("wait.w", "person_word.c").types("we took the canoe")

    assert youth.effects == [{"do": "relay"}]


def test_a_safe_word_works_in_the_other_language_too(youth: Youth):
    """A youth who picked "canot" may type "canoe"."""
    youth.hands_over().does(t="lang", lang="fr").taps("wait.w", "person_word.c").types("canoe")

    assert len(youth.done("safe_word")) == 1


@pytest.mark.parametrize("typed", ["stop", "STOP", " Stop. ", "arrête", "leave", "quitter"])
def test_stop_ends_it_at_once_and_is_confirmed_once(youth: Youth, typed: str):
    """Leave needs no confirmation, in a conversation as outside."""
    youth.hands_over().types(typed)

    assert youth.done("end") == [{"do": "end", "wipe": False}]
    assert youth.said == ["leave"]
    assert (youth.state or {})["vars"] == {}


def test_stop_inside_a_sentence_is_a_sentence(youth: Youth):
    """ "He won't stop" ends nothing."""
    youth.hands_over().types("make him stop")

    assert youth.done("end") == []


def test_erase_by_door_and_by_word_wipes_at_once(youth: Youth):
    """The command and the typed word do what the screens say they do, with no screen in between; a sentence does not."""
    youth.starts().types("please erase everything")
    assert youth.done("end") == []
    youth.types("erase everything")
    assert youth.done("end") == [{"do": "end", "wipe": True}]
    youth.does(t="door", name="erase")

    assert youth.done("end") == [{"do": "end", "wipe": True}]


def test_an_old_button_shows_the_current_screen(youth: Youth):
    """Forged, old, from another flow, not even text: never an error."""
    youth.starts().taps("hello.y")
    for old in ("hello.y", "menu.zzz", "", "__proto__", "menu", "~nothing", "🦊", None, 7, ["menu.d"]):
        youth.does(t="pick", id=old)

        assert youth.effects[0]["do"] == "stale"
        assert youth.said == ["menu"]


def test_the_three_buttons_work_from_the_oldest_message(youth: Youth):
    """Numbers, person and leave under a screen of last week lead where they say."""
    youth.starts().taps("leave", "numbers")
    assert youth.at == "numbers"
    youth.taps("leave", "leave")

    assert youth.at == "leave"


def test_typed_words_do_what_buttons_do(youth: Youth):
    """A tap expires after 150 seconds: the label, in either language, or its place number, works as typed."""
    youth.starts().types("yes")
    assert youth.at == "menu"
    youth.types("someone has MY pics")
    assert youth.at == "pics_1"
    youth.types("1")
    assert youth.at == "pics_2"
    youth.types("numéros")

    assert youth.at == "numbers"


def test_a_number_typed_to_a_worker_is_not_a_button(youth: Youth):
    """ "1" in a conversation is an answer."""
    youth.hands_over().types("1")

    assert youth.effects == [{"do": "relay"}]


def test_a_language_is_changed_by_its_name_and_by_button(youth: Youth):
    """Anywhere outside a conversation; inside, "French" may be an answer to the worker."""
    youth.starts().types("français")
    assert youth.done("say")[0]["lang"] == "fr"
    youth.does(t="lang", lang="en")
    assert youth.done("say")[0]["lang"] == "en"
    youth.does(t="lang", lang="ojs")
    assert youth.effects[0]["do"] == "stale"
    youth.hands_over().types("french")

    assert youth.effects == [{"do": "relay"}]


def test_an_unknown_word_gets_an_answer_and_the_screen_again(youth: Youth):
    """Never silence."""
    youth.starts().taps("hello.y").types("qwertz")

    assert youth.said == ["@unheard", "menu"]


def test_a_word_on_the_menu_offers_its_choice(youth: Youth):
    """A hit only adds an offer; "no, go on" leads back."""
    youth.starts().taps("hello.y").types("someone will post my nudes")
    assert youth.said == ["@heard.step"]
    assert youth.done("choices")[0]["choices"] == [["menu.p", "Someone has my pics"], ["~on", "No, go on"]]
    youth.taps("~on")
    assert youth.at == "menu"
    youth.taps("menu.p")

    assert (youth.state or {})["vars"]["topic"] == "pics"


def test_a_step_is_counted_on_the_first_visit_only(youth: Youth):
    """Counts say how many found a screen, not how often one youth needed it."""
    youth.starts().taps("hello.y")
    assert len(youth.done("count")) == 1
    youth.taps("numbers", "numbers.b")

    assert youth.done("count") == []


def test_the_state_holds_no_typed_word(youth: Youth):
    """Whatever is typed, the state stays a list of our own words."""
    youth.starts().types("my name is Canary Quetzal").taps("hello.y").types("Quetzal").hands_over().types("Quetzal")

    assert "uetzal" not in repr(youth.state)


def test_the_given_state_is_not_changed(youth: Youth):
    """A failed commit can try again with the old state."""
    youth.starts()
    before = repr(youth.state)
    step(youth.edition.bundle, youth.state, {"t": "pick", "id": "hello.y"}, {})

    assert before == repr(youth.state)


def test_a_missing_fact_is_the_safe_one(shipped: Edition):
    """A host that forgets its facts gets the closed screen and the floor's numbers."""
    state, _ = step(shipped.bundle, None, {"t": "start"}, {})
    _, effects = step(shipped.bundle, state, {"t": "pick", "id": "talk"}, {})

    assert next(one["ids"] for one in effects if one["do"] == "services") == ["911", "opp", "khp", "988"]


@pytest.mark.parametrize(
    ("typed", "tokens"),
    [
        ("Don’t STOP", ["dont", "stop"]),
        ("d\u200bie\u202e", ["die"]),
        ("e\u0301te\u0301", ["ete"]),
        ("ÉTÉ œuf", ["ete", "oeuf"]),
        ("ᐊᓂᔑᓈᐯ ᐃᔑ", ["ᐊᓂᔑᓈᐯ", "ᐃᔑ"]),
        ("a😀b\x00c\ud800d", ["a", "b", "c", "d"]),
        ("9-8-8", ["9", "8", "8"]),
        ("", []),
    ],
)
def test_words_are_folded_by_the_table_and_nothing_else(typed: str, tokens: list[str]):
    """Capitals, accents, invisible marks and apostrophes do not hide a word; syllabics are letters."""
    assert tokens == words(fold_table(), typed)


@pytest.mark.parametrize(
    ("written", "said", "hit"),
    [
        ("want ~1 die", "i want to die", True),
        ("want ~1 die", "i want so much to die", False),
        ("suicid*", "suicidal", True),
        ("kill~ myself", "kil myself", True),
        ("kill~ myself", "klil myself", True),
        ("kill~ myself", "killl myself", True),
        ("kill~ myself", "kall myself", True),
        ("kill~ myself", "skill myself", False),
        ("kill~ myself", "kiln time myself", False),
        ("~2 die", "die", True),
    ],
)
def test_patterns_hear_what_their_writer_meant(written: str, said: str, hit: bool):
    """Gaps, beginnings and one wrong letter where a word opts in."""
    fold = fold_table()

    assert hit == matches(pattern(fold, written), words(fold, said), False)


def test_a_screen_whose_own_numbers_are_all_gone_shows_the_floors(shipped: Edition):
    """A number that was called too long ago is hidden: a youth who came for it alone is never left with none."""
    numbers = shipped.bundle["doors"]["help"]
    node = {**shipped.bundle["steps"][numbers], "services": {"ids": ["hidden"]}}
    bundle = {**shipped.bundle, "steps": {**shipped.bundle["steps"], numbers: node}}
    facts = shipped.facts(NOW, oncall=True, talking=False)

    _, effects = step(bundle, None, {"t": "door", "name": "help"}, facts)

    assert [one["ids"] for one in effects if one["do"] == "services"] == [["911", "opp", "khp", "988"]]
