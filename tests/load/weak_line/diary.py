"""What both ends of a talk did and what the relay held, in its order: written down while it is told, kept when it ends badly."""

from __future__ import annotations

import re
import time
from pathlib import Path
from typing import Any

from bot.memory.changes import Post
from bot.memory.chats import Held
from bot.relay.client import Refused
from bot.sealing.keys import b64u
from bot.sealing.padding import OPEN, header
from tests.bot.worker import Worker
from tests.bot.world import World
from tests.fakes.telegram.person import Person
from tests.fakes.telegram.practice import Practice
from tests.load.weak_line.telling import after, frame_in_words, held_row

SHORT = 80  # letters of a text on a screen: all of it was made up here
TALK = re.compile(r"/api/conversations/([\w-]{22})")
NAMED = re.compile(r"⟨([\w-]+)⟩")


class Diary:
    """One line for each thing that happened: when (s), where, what. Who or what bytes stand for is filled in at the end."""

    def __init__(self) -> None:
        """Begin now."""
        self._began = time.monotonic()
        self._lines: list[tuple[float, str]] = []
        self._elsewhere: Path | None = None  # what a relay of its own writes down
        self._names: dict[str, str] = {}  # of devices, chats, talks and messages, by their b64u
        self._phones: list[Person] = []
        self._talks = 0

    def notes(self, who: str, what: str) -> None:
        """Note something."""
        self._lines.append((time.monotonic(), f"{who:<10} {what}"))

    def written(self) -> str:
        """Return all of it, and what stands on the screens in the end."""
        lines = "\n".join(f"{at - self._began:7.2f} {what}" for at, what in sorted(self._lines))
        told = NAMED.sub(lambda found: self._names.get(found[1], "somebody's"), lines)
        return "\n".join([told, *(f"\n{phone.name}\n{phone.screen_text()}" for phone in self._phones), ""])

    def of_telegram(self, tg: Practice, phones: list[Person]) -> None:
        """Note what comes onto these screens, changes there and leaves them, and what is tapped."""
        self._phones = phones

        def shows(_: Any, kept: Any) -> str:
            by, again = "the bot" if kept.from_bot else "me", ", again," if kept.arrived else ""
            keys = "".join(f" ({key['text']})" for row in kept.buttons for key in row)
            return f"#{kept.id}{again} by {by}: {_line(kept.text)}{keys}"

        def owner(kept: Any) -> str:
            return tg.owners[kept.chat.id].name

        after(tg, "changed", lambda ended, kept: self.notes(owner(kept), shows(ended, kept)))
        after(tg, "remove", lambda _, kept: self.notes(owner(kept), f"#{kept.id} is gone"))
        after(tg, "tapped", lambda _, phone, key: self.notes(phone.name, f"taps {key.label} on #{key.message_id}"))

    def of_relay(self, world: World) -> None:
        """Note each frame that is stored, and each row as it was when it was shown."""
        assert world.relay is not None
        live = world.relay.app.state.live
        after(live.mail.tail, "add", lambda _, talk, one: self._frame("relay", "stores", one.cursor, one.frame))
        after(live, "_show", lambda _, one, before: self.notes("relay", held_row(one)))

    def of_relay_elsewhere(self, diary: Path) -> None:
        """Take the same from a relay in a process of its own, which writes it down there."""
        self._elsewhere = diary

    def closes(self) -> None:
        """Take over what was written down elsewhere, before it goes with its folder."""
        if self._elsewhere is not None and self._elsewhere.exists():
            told = (line.partition(" ") for line in self._elsewhere.read_text().splitlines())
            self._lines += [(float(at), f"{'relay':<10} {what}") for at, _, what in told]

    def of_desk(self, worker: Worker) -> None:
        """Note what a worker presses and writes, and what comes to them."""
        name = worker.device.label
        self._names[b64u(worker.device.device)] = name
        self._listens(name, worker.relay, worker)
        after(worker, "write", lambda ended, talk, payload, *_: self._writes(name, talk, payload, ended))

    def of_bot(self, world: World) -> None:
        """Note what this bot seals, asks, hears and keeps: of each one that is started."""
        line = world.line
        self._names |= {b64u(line.chats.mac(phone.chat_id)): phone.name for phone in self._phones}
        self._names[b64u(line.trust.identity.device)] = "the bot"
        self._listens("bot", line.relay, line.desk)
        after(line.relay, "append", lambda ended, path, _: self.notes("bot", f"{_about(path)} takes: {_end(ended)}"))
        after(line.scribe, "write", self._seals)
        line.chats.kept.append(self._keeps)

    def _listens(self, name: str, relay: Any, listener: Any) -> None:
        """Note what somebody asks of the relay, and what comes from it."""

        def asked(ended: Any, method: str, path: str, *body: Any) -> None:
            if TALK.match(path):
                verb = TALK.sub("", path) or "/row"
                self.notes(name, f"asks {_about(path)} {verb[1:]} {_short(body[0]) if body else ''}: {_end(ended)}")

        def rings(_: Any, event: dict[str, Any]) -> None:
            about = event.get("id") or event.get("conversation")
            said = _row(event) if event.get("t") == "conversation" else str(event.get("t"))
            self.notes(name, f"is rung: {f'⟨{about}⟩ ' if about else ''}{said}")

        after(relay, "call", asked)
        after(listener, "ring", rings)
        after(listener, "frame", lambda _, cursor, at, frame: self._frame(name, "hears", cursor, frame))

    def _writes(self, name: str, talk: bytes, payload: dict[str, Any], ended: Any) -> None:
        if isinstance(ended, bytes):
            self._names[b64u(ended)] = _short(payload)
        said = "" if isinstance(ended, bytes) else f": {_end(ended)}"
        self.notes(name, f"wrote in ⟨{b64u(talk)}⟩ {_short(payload)}{said}")

    def _seals(self, sealed: Any, held: Held, payload: dict[str, Any], *_: Any) -> None:
        self._names[b64u(sealed.mid)] = _short(payload)

    def _frame(self, who: str, does: str, cursor: int, frame: bytes) -> None:
        self.notes(who, frame_in_words(does, cursor, frame))

    def _keeps(self, held: Held) -> None:
        """Note what a step of the bot's changed, once it is on the disk."""
        whose = f"⟨{b64u(held.chat.mac)}⟩"
        for talk in held.changes.opened:
            self._talks += 1
            self._names[b64u(talk)] = f"{self._names[b64u(held.chat.mac)]}'s talk {self._talks}"
        did = [f"{kind} {', '.join(what)}" for kind, what in _kinds(held) if what]
        if held.touched:
            self.notes("bot", f"keeps {whose}: {_talk(held)}{'; '.join(['', *did])}")


def _kinds(held: Held) -> list[tuple[str, list[str]]]:
    """Return what a step sends where, opens and ends."""
    changes = held.changes
    shown = [
        f"{one.what['op']} {one.what.get('slot', '')} {_line(one.what.get('text', ''))}" for one, _ in changes.sends
    ]
    return [
        ("opens", [f"⟨{b64u(one)}⟩" for one in changes.opened]),
        ("ends", [f"⟨{b64u(one)}⟩" for one in changes.ended]),
        ("posts nothing more of", [f"⟨{b64u(one)}⟩" for one in changes.discarded]),
        ("posts", [_post(one) for one in changes.posts]),
        ("sends no more of", [str(one) for one in changes.cancelled]),
        ("sends", shown),
        ("holds back", [str(one.get("name") or one["t"]) for one in held.chat.held]),
    ]


def _post(post: Post) -> str:
    if post.kind != "frame":
        return f"{post.kind} {_line(post.body.decode())}"
    return "a session" if header(post.body).type == OPEN else f"⟨{b64u(header(post.body).mid)}⟩"


def _talk(held: Held) -> str:
    """Return what the bot knows of a talk."""
    if (talk := held.chat.talk) is None:
        return "no talk"
    has = f"⟨{b64u(talk.claimer)}⟩ since {talk.claim_at}" if talk.claimer else "nobody"
    beside = "".join(f", ⟨{b64u(one)}⟩ beside" for one in talk.joined)
    asked = f", asks {talk.asked['kind']}" if talk.asked else ""
    return f"⟨{b64u(talk.id)}⟩ at {talk.cursor}, {has}{beside}, free at {talk.free_at}{asked}"


def _row(row: dict[str, Any]) -> str:
    """Return a row as somebody was shown it."""
    by, to = (
        f"{word} ⟨{row[key]}⟩" if row[key] else "" for word, key in (("by", "claimed_by"), ("offered", "offered_to"))
    )
    beside = [f"⟨{one['device']}⟩ beside" for one in row["present"]]
    flags = [key for key in ("agreed", "reads", "late", "claimer_here") if row[key]]
    return f"{row['state']} at {row['cursor']} " + ", ".join(one for one in (by, to, *beside, *flags) if one)


def _end(ended: Any) -> str:
    """Return how a call ended."""
    if isinstance(ended, Refused):
        return f"refused, {ended.code}"
    if isinstance(ended, BaseException):
        return f"{type(ended).__name__} {ended}".strip()
    if isinstance(ended, dict) and "state" in ended:
        return _row(ended)
    return str(ended["cursors"]) if isinstance(ended, dict) and "cursors" in ended else "done"


def _short(payload: Any) -> str:
    """Return what a message says, its ids filled in where they are known."""
    ids = ("device", "to", "of", "mid")
    said = {key: f"⟨{value}⟩" if key in ids and value else value for key, value in (payload or {}).items()}
    return _line(" ".join(str(value) for key, value in said.items() if key != "session" and value not in (None, False)))


def _about(path: str) -> str:
    found = TALK.match(path)
    return f"⟨{found[1]}⟩" if found else path


def _line(text: str) -> str:
    return text.replace("\n", " ")[:SHORT]
