"""Draws the page for youth: plain HTML without scripts, small enough for a weak line.

Its title and address do not say what it is. It is built as a tree and written out at the end, so that no words can become markup. Every language stands on it and is
picked there, without another address: leaving takes the one place that the page has in the list of the tab (0097).
"""

from __future__ import annotations

import base64
import hashlib
import re
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple
from xml.etree.ElementTree import Element, SubElement, tostring

from api.front.look import LOOK
from api.front.told import Answer, Told
from content.floor import floor_texts
from content.wording import put

if TYPE_CHECKING:
    from content.directory import Json
    from content.library import Edition

NUMBER = re.compile(r"(?<![\d-])(?:1-\d{3}-\d{3}-\d{4}|911|988)(?![\d-])")


class Drawn(NamedTuple):
    """A page, and its style's hash as its policy names it."""

    html: str
    style: str


def draw(told: Told, accepted: str, now: int, way_out: str, bot: str) -> Drawn:
    """Draw what was told, in the languages of the edition, the one that the browser asks for first."""
    edition = told.edition
    if edition is None:
        return _bare(way_out)
    langs = _in_order(accepted, edition.langs)
    main, style = _begin(langs[0], edition.phrase(langs[0], "page.title"), len(langs))
    if len(langs) > 1:
        _languages(main, edition, langs)
    for lang in langs:
        _section(main, edition, lang, told.answer, now, way_out, bot)
    return _written(main, style)


def first_language(accepted: str, langs: list[str]) -> str:
    """Return which of these languages the browser asks for first, else the first of them."""
    asked = []
    for place, part in enumerate(accepted[:200].split(",")):
        name, _, weight = part.strip().partition(";q=")
        number = float(weight) if re.fullmatch(r"[01](\.\d{1,3})?", weight) else 0.0 if weight else 1.0
        asked.append((-number, place, name.partition("-")[0].lower()))
    return next((name for weight, _, name in sorted(asked) if weight and name in langs), langs[0])


def _in_order(accepted: str, langs: list[str]) -> list[str]:
    first = first_language(accepted, langs)
    return [first, *(one for one in langs if one != first)]


@lru_cache
def _style(langs: int) -> tuple[str, str]:
    """Return the style of a page of so many languages, and its hash: only the section of the picked one is seen."""
    pick = (f"input:nth-of-type({n}):checked~section:nth-of-type({n}){{display:block}}" for n in range(1, langs + 1))
    style = LOOK + ("section{display:none}" + "".join(pick) if langs > 1 else "")
    return style, "sha256-" + base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()


def _begin(lang: str, title: str, langs: int) -> tuple[Element, str]:
    """Begin a page; return where its words go, and its style's hash."""
    html = Element("html", lang=lang)
    head = SubElement(html, "head")
    SubElement(head, "meta", charset="utf-8")
    for name, content in (("viewport", "width=device-width, initial-scale=1"), ("color-scheme", "light dark")):
        SubElement(head, "meta", name=name, content=content)
    SubElement(head, "title").text = title
    SubElement(head, "link", rel="icon", href="data:,")
    style, hashed = _style(langs)
    SubElement(head, "style").text = style
    SubElement(SubElement(html, "body"), "main")
    return html, hashed


def _written(html: Element, style: str) -> Drawn:
    return Drawn("<!doctype html>\n" + tostring(html, encoding="unicode", method="html"), style)


def _languages(html: Element, edition: Edition, langs: list[str]) -> None:
    """Let the language be picked; what is picked stays on this page."""
    main = html[1][0]
    for lang in langs:
        about = {"type": "radio", "name": "language", "id": f"pick-{lang}"}
        SubElement(main, "input", about | ({"checked": "checked"} if lang == langs[0] else {}))
        SubElement(main, "label", {"for": f"pick-{lang}", "lang": lang}).text = edition.phrase(lang, "language.name")


def _section(
    html: Element, edition: Edition, lang: str, answer: Answer | None, now: int, way_out: str, bot: str
) -> None:
    """Say all of it in one language."""
    part = SubElement(html[1][0], "section", lang=lang)

    def say(tag: str, name: str, /, **more: str) -> Element:
        found = SubElement(part, tag, {key.strip("_"): value for key, value in more.items()})
        found.text = edition.phrase(lang, name, **edition.words(lang, now, next_opening_ms=now))
        return found

    say("p", "page.leave.says", class_="small")
    say("a", "page.leave", class_="out", href=way_out, rel="nofollow noreferrer")
    say("h1", "page.title")
    SubElement(part, "p", {"class": "lead"}).text = opening_words(edition, lang, answer, now)
    say("p", "page.at", class_="small")
    if bot:
        say("a", "page.talk", class_="go", href=bot, rel="noreferrer")
    floor = [one for one in edition.directory.floor if edition.service(one)]
    more = [one for one in edition.directory.open_now(now) if one not in floor]
    for name, services in (("page.always", floor), ("page.open_now", more)):
        if services:
            say("h2", name)
            cards = SubElement(part, "ul")
            for one in services:
                _card(SubElement(cards, "li"), edition, one, lang, now)


def opening_words(edition: Edition, lang: str, answer: Answer | None, now: int) -> str:
    """Say whether somebody is there, and if not, when, by the same answer and the same rule as the bot."""
    if answer is None:
        return edition.phrase(lang, "page.no_answer")
    facts = edition.facts(now, answer.somebody, talking=False, next_opening_ms=answer.next_opening)
    if facts["oncall"] == "yes":
        return edition.phrase(lang, "page.here")
    if facts["opening"] == "no":
        return edition.phrase(lang, "page.open_end")
    words = edition.words(lang, now, next_opening_ms=answer.next_opening)
    return edition.phrase(lang, "page.back", **words)


def _card(item: Element, edition: Edition, service: str, lang: str, now: int) -> None:
    """Show a service in the lines of the bot's card, with each way to reach it as a link."""
    name, *lines = edition.card(service, lang, now).lines
    SubElement(item, "h3").text = name
    entry, phrases = edition.service(service) or {}, edition.words_of(lang)
    ways = {_said(one, phrases): one for one in entry.get("reach", [])}
    for line in lines:
        way = ways.get(line)
        if way is not None and way["how"] in ("call", "text"):
            scheme = "tel" if way["how"] == "call" else "sms"
            _way(item, f"{scheme}:{way['to']}", line)
        else:
            SubElement(item, "p").text = line
    for link in edition.card(service, lang, now).links:
        _way(item, link, link.removeprefix("https://"))


def _way(item: Element, href: str, words: str) -> None:
    """Give a way to press, on a line of its own also where no style is known."""
    SubElement(SubElement(item, "p"), "a", {"class": "way", "href": href, "rel": "noreferrer"}).text = words


def _said(reach: Json, phrases: dict[str, str]) -> str:
    """Return the line of a card that says this way to reach a service."""
    kind = "card.text_say" if reach.get("say") else "card." + reach["how"]
    return put(phrases[kind], say=reach.get("say", ""), number=reach["show"])


def _bare(way_out: str) -> Drawn:
    """Draw what is there when nothing else is: the crisis numbers, in each language."""
    html, style = _begin("en", "Hello", 1)
    main = html[1][0]
    SubElement(main, "a", {"class": "out", "href": way_out, "rel": "nofollow noreferrer"}).text = "Leave / Quitter"
    SubElement(main, "h1").text = "Hello / Bonjour"
    for lang, text in floor_texts().items():
        part = SubElement(main, "section", lang=lang)
        for line in text.splitlines():
            _numbered(SubElement(part, "p"), line)
    return _written(html, style)


def _numbered(paragraph: Element, line: str) -> None:
    """Write a line in which each number to call is a link."""
    at, last = 0, None
    for found in NUMBER.finditer(line):
        before = line[at : found.start()]
        if last is None:
            paragraph.text = before
        else:
            last.tail = before
        number = found[0].replace("-", "")
        last = SubElement(paragraph, "a", href="tel:" + ("+" + number if len(number) > 3 else number))
        last.text, at = found[0], found.end()
    if last is None:
        paragraph.text = line
    else:
        last.tail = line[at:]
