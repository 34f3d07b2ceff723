"""What the bot remembers of one chat: the place in the screens, and the conversation if there is one.

All of it rests sealed under the host secret. It holds no word that a youth wrote.
"""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass, field
from typing import Any

MOST_UNREAD = 200


def b64(value: bytes | None) -> str | None:
    """Write bytes for JSON."""
    return None if value is None else base64.urlsafe_b64encode(value).decode().rstrip("=")


def unb64(value: str | None) -> bytes | None:
    """Read bytes from JSON."""
    return None if value is None else base64.urlsafe_b64decode(value + "=" * (-len(value) % 4))


@dataclass(slots=True)
class Talk:
    """A conversation, from the youth's side."""

    id: bytes
    audience: int
    note: bool
    opened: int
    priority: int = 0
    heads: dict[int, bytes] = field(default_factory=dict)  # chain heads of our frames; no secret (4.1)
    cursor: int = 0  # of the last frame taken from the relay
    claimer: bytes | None = None
    claim: bytes | None = None  # mid of the claim
    joined: list[bytes] = field(default_factory=list)
    unread: list[tuple[bytes, int, int]] = field(default_factory=list)  # (session, seq, since) without a worker's ack
    told: bool = False  # the truth was told: nobody came in time
    told_at: int = 0  # when the waiting words were last made fresh
    frozen: bool = False  # the safe word was used

    def wrote(self, session: bytes, seq: int, now: int) -> None:
        """Remember that a message waits for a worker's ack; the first and the newest are always kept."""
        if len(self.unread) >= MOST_UNREAD:
            del self.unread[1]
        self.unread.append((session, seq, now))

    def heard(self, session: bytes, seq: int) -> bool:
        """Take a worker's ack; say whether it answered anything."""
        left = [line for line in self.unread if line[0] != session or line[1] > seq]
        answered = len(left) < len(self.unread)
        self.unread = left
        return answered


@dataclass(slots=True)
class Chat:
    """One chat with one youth."""

    mac: bytes
    id: int
    flow: dict[str, Any] | None = None
    seen: int = 0  # when the youth last did something
    wipe: int | None = None  # when the oldest message still shown must go
    blocked: bool = False
    album: str | None = None  # mark of the last album answered
    held: list[dict[str, Any]] = field(
        default_factory=list
    )  # what waits until the youth speaks: names of frames, doors, phrases
    talk: Talk | None = None
    past: list[tuple[bytes, int]] = field(default_factory=list)  # ended, and not purged yet: (conversation, when)

    @property
    def lang(self) -> str:
        """The language that the youth picked, English until then."""
        return str((self.flow or {}).get("lang") or "en")

    def to_json(self) -> bytes:
        """Write it down, to be sealed."""
        talk = self.talk
        return json.dumps(
            {
                "id": self.id,
                "flow": self.flow,
                "seen": self.seen,
                "wipe": self.wipe,
                "blocked": self.blocked,
                "album": self.album,
                "held": self.held,
                "past": [[b64(conversation), at] for conversation, at in self.past],
                "talk": talk
                and {
                    "id": b64(talk.id),
                    "audience": talk.audience,
                    "note": talk.note,
                    "opened": talk.opened,
                    "priority": talk.priority,
                    "heads": {str(scope): b64(head) for scope, head in talk.heads.items()},
                    "cursor": talk.cursor,
                    "claimer": b64(talk.claimer),
                    "claim": b64(talk.claim),
                    "joined": [b64(device) for device in talk.joined],
                    "unread": [[b64(session), seq, at] for session, seq, at in talk.unread],
                    "told": talk.told,
                    "told_at": talk.told_at,
                    "frozen": talk.frozen,
                },
            },
            separators=(",", ":"),
        ).encode()

    @classmethod
    def from_json(cls, mac: bytes, raw: bytes) -> Chat:
        """Read back what was written."""
        kept = json.loads(raw)
        talk = kept["talk"]
        return cls(
            mac,
            kept["id"],
            kept["flow"],
            kept["seen"],
            kept["wipe"],
            kept["blocked"],
            kept["album"],
            kept["held"],
            talk
            and Talk(
                id=unb64(talk["id"]) or b"",
                audience=talk["audience"],
                note=talk["note"],
                opened=talk["opened"],
                priority=talk["priority"],
                heads={int(scope): unb64(head) or b"" for scope, head in talk["heads"].items()},
                cursor=talk["cursor"],
                claimer=unb64(talk["claimer"]),
                claim=unb64(talk["claim"]),
                joined=[unb64(device) or b"" for device in talk["joined"]],
                unread=[(unb64(session) or b"", seq, at) for session, seq, at in talk["unread"]],
                told=talk["told"],
                told_at=talk["told_at"],
                frozen=talk["frozen"],
            ),
            [(unb64(conversation) or b"", at) for conversation, at in kept["past"]],
        )
