"""Who may see, read and change a conversation, and how it goes from waiting to purged.

Pure: no input, no output, no clock. The youth's end (its owner) decides about the audience; a circle outside it sees
nothing, and neither does a worker who knows this person. Police never see a queue: of those who wait for them an officer
is shown the one whose turn it is, and of all others nothing, as if they were not there. Before a claim everybody on call in the audience reads; after it
only the claimer, and whoever opened it, which the claimer is shown (Protocol 3.5: there is no silent reader, supervisors
included). Nobody claims what is closed, and what is purged is gone for everybody.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, Protocol

from api.protocol.limits import (
    DAY,
    HERE_WITHIN,
    HOUR,
    IDLE_AFTER,
    KEEP_CEILING,
    KEEP_MOST_DAYS,
    NOTE_IDLE_AFTER,
    POLICE,
    PURGE_AFTER,
)

State = Literal["waiting", "claimed", "closed"]
KEPT_FOR = ("safety-plan", "report", "handover", "asked")
CHANNELS = ("telegram",)
PRACTICE = "practice"  # a training conversation: nobody is woken for it, and it is counted nowhere
ANSWERING = ("worker", "supervisor")


class Party(Protocol):
    """A signed-in device, as far as the rules look at it."""

    @property
    def device_id(self) -> bytes:
        """Which device."""
        ...

    @property
    def role(self) -> str:
        """What it is on the roster for."""
        ...

    @property
    def circle(self) -> int:
        """The circle it belongs to."""
        ...


class Seen(Protocol):
    """What decides about a conversation."""

    @property
    def state(self) -> str:
        """Waiting, claimed or closed."""
        ...

    @property
    def owner(self) -> bytes:
        """The device that speaks for the youth."""
        ...

    @property
    def audience(self) -> int:
        """The circles that the youth chose."""
        ...

    @property
    def claimed_by(self) -> bytes | None:
        """The device that has it, or had it last."""
        ...

    @property
    def hidden_from(self) -> str:
        """Ids of the devices that know this person, as hex, one after another."""
        ...

    @property
    def open_to(self) -> str:
        """Ids of the devices that opened what a colleague has, written alike."""
        ...


@dataclass(frozen=True, slots=True)
class Joining:
    """A second person beside a claimer: who, why, since when, who agreed, and until when (None: nobody agreed yet).

    `woken` are the devices that were woken to agree, one after another; None: nobody had to be.
    """

    device: bytes
    reason: str
    asked_at: int
    agreed_by: bytes | None
    until: int | None
    woken: bytes | None = None


@dataclass(frozen=True, slots=True)
class Conversation:
    """All that the relay knows of a conversation."""

    id: bytes
    owner: bytes
    audience: int
    channel: str
    priority: int
    note: bool
    state: State
    opened_at: int
    waiting_since: int
    claimed_by: bytes | None
    claimed_label: str | None
    claimed_at: int | None
    claimer_here: bool
    claimer_seen_at: int | None
    closed_at: int | None
    purge_at: int | None
    kept_for: str | None
    late_at: int | None
    help_at: int | None
    offered_to: bytes | None
    agreed_at: int | None
    handed_by: bytes | None
    muted_until: int | None
    cursor: int
    changed_at: int
    hidden_from: str = ""
    turn: str | None = None  # waits for police: the officers whose turn it is, as hex; None: for anybody
    joinings: tuple[Joining, ...] = ()
    from_note: bool = False  # began as a note, whatever became of it
    changes: int = 0  # how often its row changed

    @property
    def open_to(self) -> str:
        """Ids of the devices that opened it, as hex, one after another."""
        return "".join(one.device.hex() for one in self.joinings if one.until is not None)


def owns(seen: Seen, party: Party) -> bool:
    """Say whether this is the youth's end."""
    return party.role == "bot" and seen.owner == party.device_id


def answers(seen: Seen, party: Party) -> bool:
    """Say whether the youth agreed to be answered by this device's circle, and its worker does not know them."""
    agreed = party.role in ANSWERING and bool(seen.audience >> party.circle & 1)
    return agreed and not recused(seen, party.device_id) and not in_line(seen, party)


def in_line(seen: Seen, party: Party) -> bool:
    """Say whether somebody else waits for this officer first. Where frames are stored only the row itself is known."""
    if party.circle != POLICE or not isinstance(seen, Conversation) or seen.state != "waiting":
        return False
    return seen.turn is not None and party.device_id.hex() not in seen.turn


def recused(seen: Seen, device: bytes) -> bool:
    """Say whether this device's worker knows the person, so that nothing of it is shown to them."""
    return device.hex() in seen.hidden_from


def lists(seen: Seen, party: Party) -> bool:
    """Say whether the conversation stands in this device's lists."""
    return owns(seen, party) or answers(seen, party)


def reads(seen: Seen, party: Party) -> bool:
    """Say whether this device may read its sealed mail, and write."""
    if owns(seen, party):
        return True
    if not answers(seen, party):
        return False
    return seen.state == "waiting" or seen.claimed_by == party.device_id or party.device_id.hex() in seen.open_to


def hears(conversation: Conversation, party: Party) -> bool:
    """Say whether this worker gave it on, and may fetch how it ended; what was sealed to others stays shut."""
    given = conversation.state == "closed" and conversation.handed_by == party.device_id
    return reads(conversation, party) or (given and answers(conversation, party))


def claims(seen: Seen, party: Party) -> bool:
    """Say whether it is this worker's: claimed by this device now, or last."""
    return seen.claimed_by == party.device_id and answers(seen, party)


def judge_append(seen: Seen, party: Party) -> str | None:
    """Return why a frame of this device is refused, or None."""
    if not reads(seen, party):
        return "not-found"
    return "closed" if seen.state == "closed" else None


def judge_claim(conversation: Conversation, party: Party) -> str | None:
    """Return why a claim is refused, or None; claiming again what one has is no mistake."""
    if not answers(conversation, party):
        return "not-found"
    if conversation.state == "claimed" and conversation.claimed_by != party.device_id:
        return "claimed"
    return "closed" if conversation.state == "closed" else None


def judge_release(conversation: Conversation, party: Party) -> str | None:
    """Return why a release is refused, or None."""
    if not reads(conversation, party):
        return "not-found"
    if conversation.state == "closed":
        return "closed"
    may = claims(conversation, party) or owns(conversation, party)
    return None if conversation.state == "claimed" and may else "not-claimed"


def judge_close(conversation: Conversation, party: Party) -> str | None:
    """Return why a close is refused, or None; closing what is closed is no mistake."""
    if not reads(conversation, party):
        return "not-found"
    return None if owns(conversation, party) or claims(conversation, party) else "not-claimed"


def judge_keep(conversation: Conversation, party: Party) -> str | None:
    """Return why keeping it longer is refused, or None."""
    if not reads(conversation, party):
        return "not-found"
    return None if claims(conversation, party) else "not-claimed"


def is_here(conversation: Conversation, now: int) -> bool:
    """Say whether the claimer has a live socket, as far as anybody knows."""
    seen_at = conversation.claimer_seen_at
    live = conversation.claimer_here and seen_at is not None and abs(now - seen_at) <= HERE_WITHIN
    return conversation.state == "claimed" and live


def hour(at: int) -> int:
    """Round a time down to its hour: all that is known of it after the close."""
    return at - at % HOUR


def hour_up(at: int) -> int:
    """Round a time up to the next hour, so that nothing ends early."""
    return -(-at // HOUR) * HOUR


def purge_at(closed_at: int) -> int:
    """Return when a conversation that is closed now must be gone."""
    return hour_up(closed_at + PURGE_AFTER)


def kept_until(conversation: Conversation, now: int, days: int) -> int:
    """Return until when a worker may keep it: `days` from now, never beyond 14 d after the close, never shortened."""
    closed_at = conversation.closed_at if conversation.closed_at is not None else now
    wished = hour_up(now + min(days, KEEP_MOST_DAYS) * DAY)
    return max(conversation.purge_at or 0, min(wished, closed_at + KEEP_CEILING))


def idle_before(now: int, note: bool) -> int:
    """Return the time before which a last frame means that nobody writes here any more.

    What began as a note, while nobody was on call, and was never claimed, waits for the next shifts: also when its youth
    asked for a person since, and nobody came.
    """
    return now - (NOTE_IDLE_AFTER if note else IDLE_AFTER)
