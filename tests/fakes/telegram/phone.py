"""The phone page's side of the server: what the phone shows, live, and what a person does with it."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from aiohttp import web

from .refusals import NotOnScreen
from .remote import order
from .view import view

if TYPE_CHECKING:
    from .person import Person
    from .practice import Practice

PAGE = Path(__file__).with_name("page")
KINDS = {".html": "text/html", ".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
PHONES = 9
# A quiet line says something now and then, so that a broken one is noticed.
HEARTBEAT = 15.0
HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
        "require-trusted-types-for 'script'; trusted-types 'none'"
    ),
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
# What a person may do from the page, and the words each takes.
DOES: dict[str, Callable[[Person, dict[str, Any]], Any]] = {
    "start": lambda person, say: person.start(str(say.get("payload", ""))),
    "send": lambda person, say: person.send(str(say["text"])),
    "edit": lambda person, say: person.edit(int(say["id"]), str(say["text"])),
    "tap": lambda person, say: person.tap(str(say["label"]), person.bubble_with(int(say["id"]))),
    "photo": lambda person, say: person.photo(str(say.get("text", ""))),
    "video": lambda person, say: person.video(str(say.get("text", ""))),
    "document": lambda person, say: person.document(str(say.get("text", ""))),
    "album": lambda person, say: person.album(3, str(say.get("text", ""))),
    "gif": lambda person, say: person.gif(),
    "voice": lambda person, say: person.voice(),
    "video_note": lambda person, say: person.video_note(),
    "sticker": lambda person, say: person.sticker(str(say.get("text", "😢"))),
    "location": lambda person, say: person.location(),
    "contact": lambda person, say: person.contact(first_name=person.name),
    "delete": lambda person, say: person.delete(int(say["id"]), bool(say.get("both"))),
    "clear": lambda person, say: person.clear_chat(bool(say.get("both"))),
    "block": lambda person, say: person.block(),
    "unblock": lambda person, say: person.unblock(),
    "group": lambda person, say: person.add_bot_to_group(),
    "read": lambda person, say: person.open_chat(),
    "language": lambda person, say: person.speak(str(say["text"])),
}


class Phones:
    """The routes that the page uses."""

    def __init__(self, practice: Practice, closing: asyncio.Event) -> None:
        """Serve the phones of one practice Telegram until `closing`."""
        self.practice, self.closing = practice, closing

    def add_to(self, app: web.Application) -> None:
        """Put the routes into an application."""
        app.router.add_get("/", self.page)
        app.router.add_get("/ready", self.ready)
        app.router.add_get("/page/{name}", self.page)
        app.router.add_get("/phone/{number}", self.look)
        app.router.add_get("/phone/{number}/live", self.live)
        app.router.add_post("/phone/{number}/do", self.act)
        app.router.add_post("/practice/do", self.order)

    async def ready(self, _request: web.Request) -> web.Response:
        """Say that the server runs."""
        return web.json_response({"ok": True})

    async def page(self, request: web.Request) -> web.Response:
        """Serve the page and its parts."""
        name = request.match_info.get("name", "index.html")
        file = PAGE / name
        if file.suffix not in KINDS or file.parent != PAGE or not file.is_file():
            raise web.HTTPNotFound(text="There is nothing here. The phone is at the start of this address.")
        return web.Response(body=file.read_bytes(), content_type=KINDS[file.suffix], charset="utf-8", headers=HEADERS)

    async def look(self, request: web.Request) -> web.Response:
        """Return what a phone shows now."""
        return web.json_response(view(self._person(request)), headers={"Cache-Control": "no-store"})

    async def live(self, request: web.Request) -> web.StreamResponse:
        """Send what a phone shows, now and at every change, as server-sent events."""
        person = self._person(request)
        for number in (1, 2, 3):
            self.practice.phone(number)
        stream = web.StreamResponse(headers={"Content-Type": "text/event-stream", "Cache-Control": "no-store"})
        await stream.prepare(request)
        with contextlib.suppress(ConnectionError):
            sent, seen = "", -1
            while not self.closing.is_set():
                # Noted before the look: what changes during the write is sent with the next one.
                seen, now = self._versions(), json.dumps(view(person))
                await stream.write(f"data: {now}\n\n".encode() if now != sent else b": still here\n\n")
                sent = now
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(self._patience(person)):
                        while seen == self._versions() and not self.closing.is_set():
                            await self.practice.bell.next()
        return stream

    async def act(self, request: web.Request) -> web.Response:
        """Do what a person does: {"do": "send", "text": "hello"}."""
        person = self._person(request)
        try:
            say = await self._said(request)
            what = str(say.get("do"))
            if what not in DOES:
                raise NotOnScreen(f'A phone cannot do "{what}". It can: {", ".join(DOES)}.')
            DOES[what](person, say)
        except (NotOnScreen, KeyError, ValueError, TypeError) as why:
            return web.json_response({"ok": False, "says": str(why)}, status=400)
        return web.json_response({"ok": True})

    async def order(self, request: web.Request) -> web.Response:
        """Do what a test orders from another process: a fault, a jump of the clock, a look at the calls."""
        try:
            return web.json_response(await order(self.practice, await self._said(request)))
        except (KeyError, ValueError, TypeError, AssertionError) as why:
            return web.json_response({"ok": False, "says": str(why)}, status=400)

    async def _said(self, request: web.Request) -> dict[str, Any]:
        """Read a JSON body; the type is demanded, because no other site's form can send it."""
        if request.content_type != "application/json":
            raise ValueError("Send JSON, as application/json.")
        said = await request.json()
        if not isinstance(said, dict):
            raise ValueError("Send a JSON object.")
        return said

    def _person(self, request: web.Request) -> Person:
        number = request.match_info["number"]
        if not number.isdecimal() or not 1 <= int(number) <= PHONES:
            raise web.HTTPNotFound(text=f"There are phones 1 to {PHONES}.")
        return self.practice.phone(int(number))

    def _patience(self, person: Person) -> float:
        """How long to wait for a change: until the typing ends, or until it is time for a sign of life."""
        left = person.chat.typing_until - self.practice.clock.now()
        speed = self.practice.clock.speed
        return min(HEARTBEAT, left / speed + 0.05) if left > 0 and speed else HEARTBEAT

    def _versions(self) -> int:
        """Count every change of every phone: the tabs show what is unread on the others."""
        return sum(person.version for person in self.practice.people.values())
