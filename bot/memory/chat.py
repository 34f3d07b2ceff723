"""What the bot remembers of one chat: the place in the screens, and the conversation if there is one.

All of it rests sealed under the host secret. It holds no word that a youth wrote.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import msgspec

from api.protocol.limits import EMERGENCY

MOST_UNREAD = 200
LOST = -1  # a place that the relay lost, put back from a backup


@dataclass(slots=True)
class Talk:
    """A conversation, from the youth's side."""

    id: bytes
    audience: int
    note: bool  # it asks for nobody yet: whoever is on next finds it
    opened: int
    priority: int = 0
    heads: dict[int, bytes] = field(default_factory=dict)  # chain heads of our frames; no secret (4.1)
    cursor: int = 0  # of the last frame taken from the relay
    broken_at: int = 0  # cursor of the newest frame that came as a remnant, and was told
    claimer: bytes | None = None
    claim: bytes | None = None  # mid of the claim
    claim_at: int = 0  # cursor of the claimer's newest claim, or LOST
    given: bytes | None = None  # mid of our `claimed` to whom it was given, until that went by: it is theirs later
    free_at: int = 0  # up to this cursor no claim holds: the relay's row, read then, says that nobody has it
    joined: list[bytes] = field(default_factory=list)
    ends: dict[str, int] = field(default_factory=dict)  # who joined for a time, in hex -> until when
    unread: list[tuple[bytes, int, int]] = field(default_factory=list)  # (session, seq, since) without a worker's ack
    readers: dict[str, list[bytes]] = field(default_factory=dict)  # session of the youth's, in hex -> who opens it
    facts: dict[str, dict[str, Any]] = field(default_factory=dict)  # what buttons said, for whoever takes over: by kind
    told: bool = False  # the truth was told: nobody came in time
    again: int = 0  # when the youth, told so, chose to wait on
    told_at: int = 0  # when the waiting words were last made fresh
    anew: bool = False  # back in line: the waiting words stand far above, where nobody would see them change
    names: dict[str, str] = field(default_factory=dict)  # device of a worker, in hex -> what the youth calls them
    widened: dict[str, list[int]] = field(default_factory=dict)  # circle that the youth let in later -> bit, until
    packets: dict[str, dict[str, Any]] = field(default_factory=dict)  # kind of receiver -> mid of the yes, and if done
    paused_until: int = 0  # a worker paused it after abuse
    paused_told: bool = False  # the youth was told so, since it was paused
    asked: dict[str, Any] | None = None  # what the youth is asked: kind, mid, by whom, about whom, words once shown
    answered: dict[str, Any] | None = None  # the question answered last: its mid, whether by a yes, and when
    from_note: bool = False  # it began as a note, whatever became of it
    begun: int = 0  # when the youth of a note asked for a person: the wait counts from then
    frozen: bool = False  # where older bots kept what stands with the chat now

    @property
    def quiet_until(self) -> int:
        """Return until when nobody is called, and so nobody is late; a pause holds up no emergency button."""
        return 0 if self.priority >= EMERGENCY else self.paused_until

    @property
    def untaken(self) -> bool:
        """Whether it began as a note, and nobody ever had it: it outlives a goodbye, and waits a week."""
        return self.from_note and not self.claim_at and self.claimer is None

    @property
    def since(self) -> int:
        """Return since when its youth waits for a person."""
        return max(self.opened, self.begun)

    def asks(self, audience: int, priority: int, now: int) -> None:
        """Be no note any more: its youth asks for a person, and waits like anybody from now on."""
        self.waits_on(now)
        self.note, self.anew, self.begun, self.audience = False, False, now, audience
        self.priority = max(priority, self.priority)

    def wrote(self, session: bytes, seq: int, now: int) -> None:
        """Remember that a message waits for a worker's ack; the first and the newest are always kept."""
        if len(self.unread) >= MOST_UNREAD:
            del self.unread[1]
        self.unread.append((session, seq, now))

    def waits_on(self, now: int) -> None:
        """Begin the wait anew: who was told the truth and stays is told it again when nobody comes."""
        self.told, self.again, self.told_at, self.anew = False, now, now, True

    def taken_by(self, device: bytes, now: int) -> None:
        """Begin the count of what is unheard anew: nobody answers for time before they came, or for what they cannot open."""
        self.note = False  # somebody has come: from here on it is a talk like any other
        self.unread = [(one, seq, now) for one, seq, _ in self.unread if device in self.readers.get(one.hex(), ())]

    def reads_all(self, device: bytes) -> bool:
        """Whether this device can open everything that the youth has said."""
        return all(device in who for who in self.readers.values())

    def handed(self, by: bytes, to: bytes, sessions: list[bytes]) -> None:
        """Remember that a colleague who can open these sessions handed their keys on."""
        for one in sessions:
            who = self.readers.get(one.hex(), [])
            if by in who and to not in who:
                who.append(to)

    def beside(self, now: int) -> list[bytes]:
        """Return who reads along beside the claimer at this moment."""
        return [one for one in self.joined if now < self.ends.get(one.hex(), now + 1)]

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
    wrote: int = 0  # the newest time that Telegram gave a message of theirs, seconds
    wipe: int | None = None  # when the oldest message still shown must go
    blocked: bool = False
    album: str | None = None  # mark of the last album answered
    clear: bool = False  # nothing that was typed is known to stand on the screen, and the youth only said goodbye since
    left_over: bool = False  # words that were too old to be taken back may stand there until "erase"
    frozen: bool = False  # the safe word was used, and the youth is not back yet; outlives the talk
    no_word: bool = False  # was told that what they typed did not become the safe word
    word: str = ""  # the safe word of a talk that ended: which one of those offered
    word_until: int = 0  # how long it still hides the chat, since the youth may not know yet that the talk ended
    # What waits until the youth speaks: names of frames, doors, phrases.
    held: list[dict[str, Any]] = field(default_factory=list)
    went: bool = False  # left a note and said goodbye: until the youth is back, news only knock
    knocked: int = 0  # when the stub that stands on the screen for them was pushed
    talk: Talk | None = None
    past: list[tuple[bytes, int]] = field(default_factory=list)  # ended, and not purged yet: (conversation, when)
    hidden: list[bytes] = field(default_factory=list)  # devices of workers who know this person: never sealed to

    @property
    def lang(self) -> str:
        """The language that the youth picked, English until then."""
        return str((self.flow or {}).get("lang") or "en")

    def bare(self, past: list[tuple[bytes, int]], flow: dict[str, Any] | None = None, left_over: bool = False) -> Chat:
        """Return what stays of a forgotten chat: that "erase" still means what the relay may hold of it; not even its id."""
        return Chat(self.mac, 0, flow, seen=self.seen, clear=not left_over, left_over=left_over, past=past)

    @property
    def bared(self) -> bool:
        """Whether only that is left."""
        return self.flow is None and bool(self.past)

    def to_json(self) -> bytes:
        """Write it down, to be sealed."""
        return msgspec.json.encode(self)

    @classmethod
    def from_json(cls, raw: bytes) -> Chat:
        """Read back what was written, also by a bot that kept with the talk whether the safe word was used."""
        chat = _READER.decode(raw)
        if chat.talk is not None and chat.talk.frozen:
            chat.frozen, chat.talk.frozen = True, False
        if chat.talk is not None and chat.talk.note:  # written by a bot that knew of no note what became of it
            chat.talk.from_note, chat.talk.note = True, not chat.talk.claim_at
        return chat


_READER = msgspec.json.Decoder(Chat)
