"""A telephone number or an address hidden in a text is found however it is written, and ordinary signs are left alone."""

import unicodedata

import pytest

from content.rules.digits import has_number
from content.rules.links import has_handle, leads_out

CODES = {"911", "988", "211", "686868"}
HIDDEN = [
    "٩٨٧٦",
    "①②③④",
    "９９９",
    "९११",
    "𝟗𝟖𝟖",
    "⁹⁸⁸",
    "⒐⒏⒏",
    "9١1",
    "٤٥٦",
    "1️⃣2️⃣3️⃣4️⃣",
    "45645",
    "741741",
    "9l1",
    "1-8OO-668-6868",
    "l-8OO-ббB-бBбB",
    "9.8.8",
    "6.8.6.8.6.8",
    "8:07:46:86:22",
    "1=800=668=6868",
    "8😀0😀7😀4😀6😀8😀6",
    "1'800'668'6868",
    "1,800,668,6868",
    "1_800_668_6868",
    "1|800|668|6868",
    "1·800⁃668⁃6868",
    "807/468/6224",
    "❾❽❽",
]
UNSEEN = [
    "1\u200b2\u200b3\u200b4",
    "12\u200f34",
    "12\u206034",
    "9\xad1\xad1",
    "8\ue0000\ue0007\ue0004",
    "86︎75",
    "1ㅤ800ㅤ668ㅤ6868",
]
PLAIN = [
    "24/7, 365 days",
    "16",
    "2026",
    "Dec 25, 2026",
    "ages 12 to 29",
    "You are 12, 13, 14, 15.",
    "de 8 h 30 à 16 h 30",
    "08:30-16:30",
    "8:30 à 16:30, 7 jours sur 7",
    "9:00-5:00",
    "9 or 11",
    "1. Go\n2. Stay\n3. Leave",
    "2-3 days, 4-5 nights",
    "10 000 people",
    "½ or ¼ of 50 m²",
    "Le 1ᵉʳ mai",
    "Number 1️⃣.",
    "① Go ② stay",
    "❤️24/7",
    "👨‍👩‍👧 2 kids",
    "ᒥᓄᒋᐧ ᐊᐧᒋᔦ 16",
    "Il is so. Bold. 911B.",
]


@pytest.mark.parametrize("number", [*HIDDEN, *UNSEEN, "9 8 8", "8 0 7 4 6 8 6 2 2 4"], ids=ascii)
def test_a_number_is_seen_however_it_is_written(number: str):
    """Other people's digits, circles, letters in their place, signs between that nobody sees: a reader would dial it."""
    assert has_number(f"Call {number} now.", CODES)


@pytest.mark.parametrize("words", PLAIN, ids=ascii)
def test_ordinary_figures_are_no_number(words: str):
    """Times, ages, years and syllabics: a rule that cries at those is soon switched off."""
    assert not has_number(words, CODES)


ASKED = ["Ring 811", "Faites le 811", "Envoie AIDE au 4357", "SMS 4357", "Call 8l1", "Send the word HELP to 4357"]


@pytest.mark.parametrize("words", ASKED)
def test_a_short_number_that_a_youth_is_asked_to_call_or_text_is_one(words: str):
    """It stands on no list, so nobody called it; in English and in French."""
    assert has_number(words, CODES)


@pytest.mark.parametrize(
    "words", ["Call 24/7.", "You can ring from 8 to 16.", "Send 3 words.", "Faites 20 pas.", "We join 12 lines."]
)
def test_what_one_does_with_other_figures_is_left_alone(words: str):
    """The same words beside an hour, a count or an age."""
    assert not has_number(words, CODES)


APART = [
    "8x0x7x4x6x8",
    "8h 0h 7h 4h 6h 8h",
    "807a468a6224",
    "807, 468, 6224",
    "1 then 807 then 468 then 6224",
    "8 and 0 and 7 and 4 and 6",
    "7; 4; 1; 7; 4; 1",
    "24 807 dash 468 dash 6224",
    "8 - - 0 - - 7 - - 4 - - 6 - - 8 - - 1",
    "eight zero seven",
    "EIGHT, ZERO, SEVEN",
    "eight0seven4",
    "huit zéro sept",
    "nine hundred and eighty-eight",
    "neuf cent quatre-vingt-huit",
    "soixante-dix, quatre-vingt-onze, trente, douze",
    "6868 sixty-eight",
    "1-888-CALL-US",
    "1 800 HELPNOW",
    "九八八",
]


@pytest.mark.parametrize("number", APART, ids=ascii)
def test_a_number_in_pieces_or_in_words_is_one(number: str):
    """With letters and short words between its digits, or spelled in English or French: somebody could write it down as they read."""
    assert has_number(f"Reach us at {number} now.", CODES)


@pytest.mark.parametrize(
    "words",
    [
        "Breathe in: one, two, three, four. Out: four, three, two, one.",
        "Breathe in for 4, hold for 4, out for 4.",
        "Five things you see, four you hear, three you feel.",
        "Compte dix, vingt, trente, quarante, cinquante.",
        "One: stop. Two: save. Three: block.",
        "1 in 3, 2 in 5, one in ten",
        "de 8 h 30 à 20 h 30, 365 jours, 24/7",
        "On 2026-11-20, or 20.11.2026",
        "Steps 1, 2, 3, 4, 5, 6, 7, 8",
        "$1,250.50, and 100 %",
        "In 2026 we had 1234 talks.",
        "Twenty-four hours, seven days",
        "It costs 50 cents, or one hundred",
        "Un, une, des; les six nations; les quatre vents",
        "Someone, no one, often, attention",
    ],
)
def test_who_counts_tells_no_number(words: str):
    """Breathing exercises, days, steps and chances are what such texts are made of."""
    assert not has_number(words, CODES)


OUT = [
    "@helper",
    "＠ helper",
    "tg://resolve",
    "t.me/x",
    "t\u200b.me",
    "t․me",
    "wa.me",
    "help.example。shop",
    "988.ca",
    "help24.ca",
]
OUT += [
    "пример.рф",
    "sms:+18074686224",
    "tel:988",
    "mailto:a",
    "//x",
    "www x",
    "x dot com",
    "x point ca",
    "x . ca",
    "x. com",
]
OUT += [
    "tg:join",
    "TEL:x",
    "sms：x",
    "signal:bob",
    "kik:bob",
    "insta:bob",
    "javascript:x",
    "Call:988",
    "é:+1807",
    "_tel:x_",
    "magnet:?x",
    "tel:*x",
]
OUT += ["#helpnow", "bob (at) mail [dot] ca", "arobase"]


@pytest.mark.parametrize("words", OUT, ids=ascii)
def test_what_leads_out_of_the_line_is_found(words: str):
    """Handles, tags and addresses, whichever program opens them, and with whatever signs they are hidden."""
    assert leads_out(f"See {words} now.")


@pytest.mark.parametrize(
    "words",
    ["8 a.m. to 4 p.m.", "Hi. Me too.", "1.Go 2.Stay", "Be #1.", "he/him, and/or", "24/7", "p. ex. N.-B.", "Bonjour. Ca va?", "Wait...no", ":) :/", "Signal: ask"],
)  # fmt: skip
def test_ordinary_signs_lead_nowhere(words: str):
    """Dots, slashes and colons as people write them."""
    assert not leads_out(words)


@pytest.mark.parametrize(
    "words",
    ["Shé:kon. Niá:wen.", "Tsi Kanonhnawé:ton", "Ǫgwehǫ́:weh", "Kanien’kéha:ka", "Ohén:ton Karihwatéhkwen", "She:kon", "Ó:nen ki’ wáhi", "Ská:rù:rę’", "wa’tkwanonhwerá:ton"],
)  # fmt: skip
def test_a_language_that_writes_a_colon_inside_words_can_be_published(words: str):
    """Mohawk, Cayuga and Oneida write a long vowel so, with the accent as one sign or as two: a greeting leads nowhere."""
    for form in ("NFC", "NFD"):
        written = unicodedata.normalize(form, words)
        assert not leads_out(written)
        assert not has_handle(written)
