"""A telephone number hidden in a text is found however it is written, and ordinary figures are left alone."""

import pytest

from content.rules.digits import has_number

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
