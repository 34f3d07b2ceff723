"""The words a youth reads: filled in truly, in their language, and kept to what the line really does."""

import ast
from dataclasses import replace
from pathlib import Path

import pytest

from content.floor import floor_text, floor_texts
from content.library import HERE, Edition
from content.rules.reading_level import grade, syllables
from content.wording import circles, fill, priority, put
from tests.content.small import NOW

DAY = 86_400_000
# What the bot and the console look up by name.
NEEDED = [
    "talk",
    "numbers",
    "leave",
    "language.name",
    "language.only",
    "unheard",
    "joined",
    "joined_more",
    "transfer",
    "released",
    "waiting.minutes",
    "knock",
    "knock.open",
    "not_sealed",
    "not_done",
    "no_note",
    "note.missed",
    "note.left",
    "note.left.clear",
    "left.clear",
    "note.back",
    "note.waits",
    "note.ended",
    "note.had",
    "lost",
    "relay_down",
    "photo",
    "voice",
    "file",
    "place",
    "sticker",
    "repeat",
    "edited",
    "card",
    "unreadable",
    "unreadable.place",
    "gap",
    "edit_lost",
]
# Whose second half the code works out: a kind of question and its answer, a day, a circle.
BY_RULE = (
    "command.",
    "heard.",
    "offer.",
    "word.",
    "circle.",
    "police_line.",
    "org.",
    "card.",
    "day.",
    "clock.",
    "zone.",
)
BY_RULE += ("transfer.", "audience.", "packet.")
DRAFTS = [
    "hello",
    "not_now",
    "menu",
    "danger_1",
    "danger_2",
    "danger_3",
    "danger_4",
    "made_1",
    "made_2",
    "made_3",
    "pics_1",
    "pics_2",
    "pics_3",
    "pics_4",
    "leave_1",
    "leave_2",
    "leave_3",
    "leave_4",
    "friend_1",
    "friend_2",
    "friend_3",
    "person_open",
    "person_closed",
    "person_sorry",
    "person_word",
    "who_1",
    "who_2",
    "who_3",
    "who_4",
    "who_5",
    "who_6",
]


def test_placeholders_are_filled_and_never_read_twice(shipped: Edition):
    """What is filled in stays words: a worker's name in braces is not a placeholder."""
    words = {"name": "{org}", "org": "us"}

    assert fill("{name} and {org}, {service:opp} or {service:khp.text}.", "en", words, shipped.directory) == (
        "{org} and us, 1-888-310-1122 or CONNECT to 686868."
    )
    assert fill("{service:khp.text}", "fr", {}, shipped.directory) == "CONNECT au 686868"
    hidden = replace(shipped.directory, shown=shipped.directory.shown - {"opp"})
    assert fill("{service:opp} or {service:911}", "en", {}, hidden) == "or 911"
    assert fill("a {nothing} b {half", "en", {}, shipped.directory) == "a  b {half"
    assert put("{name}: {text}", name="{text}", text="hi") == "{text}: hi"


def test_police_is_said_when_it_is_police(shipped: Edition):
    """The line about who answers follows the circle that the youth picked."""
    lines = {
        one: shipped.words("en", NOW, audience=one)["police_line"]
        for one in ("community", "community+indigenous", "child_protection", "police")
    }

    assert lines["community"] == lines["community+indigenous"] == "They are not police."
    assert lines["child_protection"] == "This person is a child protection worker. They are not police."
    assert lines["police"] == "This person is a police officer."


@pytest.mark.parametrize(
    ("circle", "org", "line"),
    [
        ("community", "the Quietline team", "They are not police."),
        (
            "indigenous",
            "our team or an Indigenous partner (you can ask which)",
            "This person is an Indigenous worker. They are not police.",
        ),
        (
            "child_protection",
            "family services (you can ask which ones)",
            "This person is a child protection worker. They are not police.",
        ),
        ("police", "the police (you can ask which ones)", "This person is a police officer."),
        ("elders", "the Quietline team", "They are not police."),
    ],
)
def test_whom_a_worker_works_for_is_told_by_their_circle(shipped: Edition, circle: str, org: str, line: str):
    """An officer is never introduced as one of the line's own people, and no employer is named that nobody has written down."""
    assert shipped.who("en", circle) == {"org": org, "police_line": line}


def test_whom_a_worker_works_for_is_told_in_the_language_of_the_youth(shipped: Edition):
    """Each circle has its own French words, and the line its French name."""
    told = [shipped.who("fr", circle)["org"] for circle in ("community", "indigenous", "child_protection", "police")]

    assert told[0] == "l'équipe Quietline"
    assert len(set(told)) == 4
    assert all("tu peux demander" in one for one in told[1:])


def test_the_name_that_editors_wrote_for_a_circle_is_the_one_that_is_told(shipped: Edition):
    """What they wrote for the officers changes nothing of what the line itself is called, on a screen and on a desk."""
    named = replace(
        shipped, phrases={**shipped.phrases, "en": {**shipped.phrases["en"], "org.police": "the Lake police"}}
    )

    assert named.who("en", "police")["org"] == "the Lake police"
    assert named.words("en", NOW, audience="police")["org"] == "the Quietline team"
    assert (named.desk()["org"], named.desk()["orgs"]["police"]) == ("the Quietline team", "the Lake police")


def test_the_next_opening_is_told_in_both_zones(shipped: Edition):
    """Kenora's time first, Thunder Bay's beside it, the day by its name."""
    at = NOW + 6 * 3_600_000
    words = shipped.words("en", NOW, next_opening_ms=at)
    assert (words["day"], words["time"], words["zone"]) == (
        "today",
        "1:00 pm",
        "Kenora time (1:00 pm Thunder Bay time)",
    )
    french = shipped.words("fr", NOW, next_opening_ms=at + 3 * DAY)

    assert (french["day"], french["time"], french["zone"]) == (
        "vendredi",
        "13 h 00",
        "heure de Kenora (13 h 00 à Thunder Bay)",
    )
    assert shipped.words("en", NOW, next_opening_ms=at + DAY)["day"] == "tomorrow"


def test_an_opening_that_has_passed_is_not_promised(shipped: Edition):
    """The engine is told that no opening is known, so it says so."""
    assert shipped.facts(NOW, oncall=False, talking=False, next_opening_ms=NOW - 1)["opening"] == "no"
    assert shipped.facts(NOW, oncall=False, talking=False, next_opening_ms=NOW + 1)["opening"] == "yes"


@pytest.mark.parametrize("lang", ["en", "fr", "ojs"])
@pytest.mark.parametrize("name", NEEDED)
def test_every_phrase_that_the_software_needs_is_there(shipped: Edition, lang: str, name: str):
    """In both languages, else in English; no placeholder is left when the words are given."""
    said = shipped.phrase(lang, name, name="Sky", org="us", police_line="They are not police.", minutes=5)

    assert said
    assert "{" not in said


def test_every_draft_screen_is_a_step_and_the_check_in_is_not_shipped(shipped: Edition):
    """All screens of the draft are there under their ids; the promise to write later is not, for nothing keeps it yet."""
    phrases = shipped.phrases["en"]

    assert [one for one in DRAFTS if one not in shipped.bundle["steps"]] == []
    assert "person_end" not in shipped.bundle["steps"]
    assert {"waiting.minutes", "joined"} <= set(phrases)


def test_no_youth_text_makes_a_promise_that_is_not_kept(shipped: Edition):
    """No web chat yet, so no word of it; no word that labels a youth; end-to-end is never said of Telegram."""
    everything = [text for texts in shipped.bundle["text"].values() for text in texts.values()]
    everything += [text for phrases in shipped.phrases.values() for text in phrases.values()]
    for text in everything:
        for word in ("web chat", "victim", "traffick", "end-to-end", "encrypt", "report", " case ", "check in"):
            assert word not in text.lower(), text


def test_every_screen_says_who_has_to_review_it():
    """Survivors, youth and Elders have not read these words yet, and each file says so."""
    for path in sorted(HERE.glob("flows/*.yaml")):
        assert "review: to be reviewed by survivors, youth and Elders" in path.read_text("utf-8"), path.name
    for path in sorted(HERE.glob("i18n/fr/*.yaml")):
        assert "needs human review" in path.read_text("utf-8"), path.name


def test_every_english_screen_is_read_with_ease(shipped: Edition):
    """Reading grade 6 or less, also for the short ones together."""
    texts = [text for key, text in shipped.bundle["text"]["en"].items() if "." not in key and len(text.split()) >= 30]

    assert len(texts) > 15
    assert max(map(grade, texts)) <= 6


@pytest.mark.parametrize(
    ("word", "count"),
    [
        ("help", 1),
        ("people", 2),
        ("police", 2),
        ("scared", 1),
        ("wanted", 2),
        ("picture", 2),
        ("protection", 3),
        ("community", 4),
        ("family", 3),
        ("someone", 2),
        ("I", 1),
    ],
)
def test_syllables_are_counted_as_they_are_spoken(word: str, count: int):
    """The counter is our own and simple; it is right on the words that matter here."""
    assert syllables(word) == count


def test_the_crisis_words_need_nothing_else():
    """Each language's floor holds all four ways, also for a language that we do not have."""
    for text in [*floor_texts().values(), floor_text("ojs")]:
        for number in ("911", "1-888-310-1122", "988", "1-800-668-6868", "686868"):
            assert number in text


def test_the_floor_and_the_directory_agree(shipped: Edition):
    """The static words can never differ from the services they copy."""
    for one in shipped.directory.floor:
        for reach in shipped.directory.entries[one]["reach"]:
            assert reach["show"] in floor_text("en")


@pytest.mark.parametrize(
    ("chosen", "level", "who"),
    [
        ({}, 0, ["community"]),
        ({"safe": "no"}, 1, ["community"]),
        ({"urgent": "yes", "safe": "no", "audience": "indigenous"}, 2, ["indigenous"]),
        ({"urgent": "emergency", "audience": "community+indigenous"}, 3, ["community", "indigenous"]),
        ({"urgent": "no", "safe": "no", "audience": "police"}, 1, ["police"]),
    ],
)
def test_priority_and_circles_come_from_the_youths_buttons(chosen: dict[str, str], level: int, who: list[str]):
    """Never from words they typed."""
    assert (priority(chosen), circles(chosen)) == (level, who)


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_no_reply_of_the_first_minute_asks_what_the_bot_has_just_asked(shipped: Edition, lang: str):
    """ "Is it okay to chat right now?" came three times in a minute: in line, as somebody came, and from that somebody."""
    asked = {"en": "okay to chat", "fr": "ça va de chatter"}[lang]
    first = [line["text"] for line in shipped.desk()["replies"][lang]["first_minute"]]

    assert asked in shipped.phrase(lang, "joined")
    assert [text for text in first if asked in text] == []


def test_replies_for_workers_come_in_both_languages(shipped: Edition):
    """The same lines by the same ids, so that the console can switch with the youth's language."""
    desk = shipped.desk()
    ids = {
        lang: {stage: [line["id"] for line in lines] for stage, lines in stages.items()}
        for lang, stages in desk["replies"].items()
    }

    assert ids["en"] == ids["fr"]
    assert list(ids["en"])[:5] == ["first_minute", "listening", "safety_check", "planning", "closing"]
    assert [line["text"] for line in desk["replies"]["en"]["wrong_number"]] == [shipped.bundle["text"]["en"]["decoy"]]
    assert len(desk["names"]) == len(set(desk["names"])) >= 8
    assert {"id", "name", "reach", "hours", "cost", "private", "state"} <= set(desk["services"][0])


def test_every_phrase_is_said_by_somebody(shipped: Edition):
    """A phrase that no line of the bot, the page or the content's engine names is words that editors tend and no youth reads."""
    files = [path for room in (".", "../bot", "../api/front") for path in Path(HERE, room).rglob("*.py")]
    trees = [ast.parse(path.read_text()) for path in files if path.name != "languages.py"]
    named = {node.value for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Constant)}
    alone = [name for name in shipped.phrases["en"] if not name.startswith(BY_RULE)]

    assert [name for name in alone if name not in named] == []


def test_the_source_of_every_text_is_a_file_of_this_folder():
    """No word that a youth reads stands in the code."""
    assert Path(HERE, "flows").is_dir()
    assert sorted(path.name for path in Path(HERE, "floor").iterdir()) == ["en.txt", "fr.txt"]
