"""The page for youth and the way out of it: what it carries, what it never does, and what is left when the rest is away."""

from __future__ import annotations

import base64
import hashlib
import re
from html import unescape
from html.parser import HTMLParser
from typing import Any

import pytest

from api.front import told
from api.front.page import first_language
from api.store.database import Unavailable
from content.floor import floor_texts
from content.library import ContentError, Library
from tests.api.relay import Relay, empty_relay, relay
from tests.api.studio.conftest import Room, room

__all__ = ["empty_relay", "relay", "room"]
KIB = 1024
FLOOR = {"tel:911", "tel:988", "sms:988", "tel:+18883101122", "tel:+18006686868", "sms:686868"}
NO_ANSWER = "I can't see right now if someone is here to chat."
PHONE = {"accept-language": "fr-CA,fr;q=0.9,en;q=0.5", "user-agent": "canary6f1d", "x-forwarded-for": "203.0.113.7"}


class Seen(HTMLParser):
    """What a browser finds in a page: tags, links, and the words between."""

    def __init__(self, text: str) -> None:
        """Read it."""
        super().__init__()
        self.tags: list[str] = []
        self.links: dict[str, str] = {}
        self.words = ""
        self._in = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        """Keep the tag, and where it leads."""
        self.tags.append(tag)
        self._in = dict(attrs).get("href", "") if tag == "a" else ""

    def handle_data(self, data: str) -> None:
        """Keep the words."""
        self.words += data + "\n"
        if self._in:
            self.links[self._in], self._in = data, ""


async def opened(relay: Relay, **headers: str) -> Seen:
    """Open the page."""
    answer = await relay.client.get("/hello", headers=headers)
    assert answer.status_code == 200, answer.text
    return Seen(answer.text)


async def test_it_is_small_and_still_and_leaves_nothing_behind(relay: Relay) -> None:
    """No script, no cookie, nothing from elsewhere, nothing kept, nothing found by a search engine."""
    answer = await relay.client.get("/hello", headers=PHONE)
    style = re.search(r"<style>(.*?)</style>", answer.text, re.S)
    assert style
    digest = base64.b64encode(hashlib.sha256(style[1].encode()).digest()).decode()

    assert len(answer.content) < 15 * KIB
    assert answer.headers["content-security-policy"] == (
        f"default-src 'none'; style-src 'sha256-{digest}'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )
    kept = {name: answer.headers[name] for name in ("cache-control", "referrer-policy", "x-robots-tag")}
    assert kept == {
        "cache-control": "no-store",
        "referrer-policy": "no-referrer",
        "x-robots-tag": "noindex, nofollow",
    }
    assert "set-cookie" not in answer.headers and "canary" not in answer.text
    assert not {"script", "img", "iframe", "form", "object"} & set(Seen(answer.text).tags)
    assert re.findall(r"<title>(.*?)</title>", answer.text) == ["Hello"]


async def test_the_numbers_that_always_stand_can_be_pressed(relay: Relay) -> None:
    """Each by its plain name, with the words of the bot's card."""
    seen = await opened(relay)

    assert set(seen.links) >= FLOOR
    assert "Open day and night." in seen.words and "They answer as: 9-8-8 Suicide Crisis Helpline" in seen.words
    assert "t.me" not in seen.words + str(seen.links)


async def test_the_bot_is_named_where_the_operator_said_where_it_is(relay: Relay) -> None:
    """Never one that nobody set."""
    object.__setattr__(relay.app.state.settings, "bot_address", "https://t.me/its_name")

    assert (await opened(relay)).links["https://t.me/its_name"] == "Write to us in Telegram"


async def test_leaving_goes_to_the_weather_and_touches_no_workers_keys(relay: Relay) -> None:
    """By the page's own address where the browser says that it came from there, else by another one."""
    new, old = await opened(relay, **{"sec-fetch-site": "none"}), await opened(relay)
    ways = [
        await relay.client.get("/hello", headers={"sec-fetch-site": "same-origin"}),
        await relay.client.get("/bye"),
    ]
    french = await relay.client.get("/bye", headers=PHONE)

    assert new.links["/hello"] == old.links["/bye"] == "Leave this page"
    assert "/bye" not in new.links and "/hello" not in old.links
    assert new.words.index("I can't take it out.") < new.words.index("Leave this page")
    for answer in ways:
        assert (answer.status_code, answer.headers["location"]) == (303, "https://weather.gc.ca/")
        assert (answer.headers["cache-control"], answer.headers["clear-site-data"]) == ("no-store", '"cache"')
    assert french.headers["location"] == "https://meteo.gc.ca/"


async def test_whoever_asks_too_often_still_gets_the_numbers(relay: Relay, monkeypatch: pytest.MonkeyPatch) -> None:
    """A flood costs the database nothing, and nobody the numbers (promise 4)."""
    bucket = relay.app.state.throttle.buckets["open"]
    monkeypatch.setattr(bucket, "take", lambda *_: False)

    seen = await opened(relay)

    assert NO_ANSWER in seen.words and set(seen.links) >= FLOOR


async def test_while_the_database_is_down_the_numbers_stand(relay: Relay, monkeypatch: pytest.MonkeyPatch) -> None:
    """It says that it cannot tell, and pretends nothing (promise 4, 7)."""
    first = await opened(relay)

    def gone() -> Any:
        raise Unavailable

    monkeypatch.setattr(relay.app.state.database, "reading", gone)
    seen = await opened(relay)

    assert NO_ANSWER not in first.words
    assert NO_ANSWER in seen.words and "No one is here" not in seen.words and set(seen.links) >= FLOOR


async def test_a_database_that_hangs_is_not_waited_for(relay: Relay, monkeypatch: pytest.MonkeyPatch) -> None:
    """A youth is not kept before an empty page."""
    monkeypatch.setattr(told, "PATIENCE", 0)

    assert NO_ANSWER in (await opened(relay)).words


async def test_without_any_content_the_last_words_stand(relay: Relay, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each line of the floor, with its numbers to press, and a way out."""

    def broken(**_: Any) -> Library:
        raise ContentError("It cannot be read.")

    monkeypatch.setattr(Library, "load", broken)
    seen = await opened(relay)

    assert set(seen.links) >= {"tel:911", "tel:988", "tel:+18883101122", "tel:+18006686868", "/bye"}
    flat = seen.words.replace("\n", "")
    assert all(line in flat for text in floor_texts().values() for line in text.splitlines())


async def test_what_two_editors_published_is_what_a_youth_reads_at_once(room: Room) -> None:
    """Their own words, as text and never as markup; a hidden service is gone."""
    words = "Someone is here <b>now</b> & listens."
    before = await room.relay.client.get("/hello")
    await room.change(
        "Ann", "phrases/en.yaml", "No one is here to chat right now. I do not know when we are back.", words
    )
    await room.publish("Ann", "Ben")
    after = await room.relay.client.get("/hello")

    assert words not in unescape(before.text)
    assert words not in after.text and words in unescape(after.text)
    assert set(Seen(after.text).links) >= FLOOR


@pytest.mark.parametrize(
    ("accepted", "first"),
    [
        ("", "en"),
        ("fr", "fr"),
        ("fr-CA,fr;q=0.9,en;q=0.5", "fr"),
        ("en-CA,fr;q=0.9", "en"),
        ("fr;q=0.2,en;q=0.7", "en"),
        ("oj,fr;q=0.8", "fr"),
        ("fr;q=0", "en"),
        ("fr;q=x, ,;;=,\u00e9" + "x" * 5000, "en"),
    ],
)
def test_the_browsers_own_language_comes_first(accepted: str, first: str) -> None:
    """Else the language that the words were written in."""
    assert first_language(accepted, ["en", "fr"]) == first
