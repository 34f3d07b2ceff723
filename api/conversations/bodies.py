"""What requests about conversations may hold, and nothing beside it."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import Response
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from api.conversations.rows import row
from api.conversations.rules import Conversation, Party
from api.protocol.base64url import from_b64u
from api.protocol.events import encode

MOST_HIDDEN = 64
MOST_CIRCLES = 16  # Protocol 4.1: the audience is a u16


def _id(text: object) -> bytes:
    if not isinstance(text, str):
        raise ValueError
    return from_b64u(text, 16)


Id = Annotated[bytes, BeforeValidator(_id)]
Audience = Annotated[int, Field(ge=1, lt=1 << MOST_CIRCLES, strict=True)]
Priority = Annotated[int, Field(ge=0, le=3, strict=True)]


class Body(BaseModel):
    """What a request may hold."""

    model_config = ConfigDict(extra="forbid")


Topic = Literal["danger", "made", "pics", "leaving", "friend", "places", "who"]


class Opening(Body):
    """A conversation that a youth asks for."""

    id: Id
    audience: Audience
    channel: Literal["telegram", "practice"]
    priority: Priority = 0
    note: Annotated[bool, Field(strict=True)] = False
    topic: Topic | None = None  # counted, not kept
    hidden_from: Annotated[list[Id], Field(max_length=MOST_HIDDEN)] = []


class Urgency(Body):
    """How urgent the youth's own buttons say it is."""

    priority: Priority


class Asking(Body):
    """Whom a youth asks for who had left a note, and how urgent their buttons say it is."""

    audience: Audience
    priority: Priority = 0
    topic: Topic | None = None  # counted, not kept


class Circles(Body):
    """The circles that the youth chose."""

    audience: Audience


class Claimer(Body):
    """Whose claim is meant, and which frame told of it: what they claimed since stays theirs. Without one, whatever they have."""

    device: Id
    claim: Annotated[int, Field(ge=0, strict=True)] | None = None


class Moving(Body):
    """To whom it goes, and which frame gave it to them: whatever was agreed to after that is for another one."""

    device: Id
    given: Annotated[int, Field(ge=1, strict=True)]


class Taking(Body):
    """Whether a worker takes it on top of what they usually take, or from another device of theirs."""

    over: Annotated[bool, Field(strict=True)] = False
    here: Annotated[bool, Field(strict=True)] = False


class Closing(Body):
    """What came of it, in a worker's choice from a closed list; counted, and not kept with the conversation."""

    outcome: Literal["listened", "plan", "service", "report", "emergency", "went", "abuse"] | None = None
    age: Literal["under-12", "12-15", "16-17", "18-24", "25-up"] | None = None
    told: Annotated[bool, Field(strict=True)] = False  # of a youth's end: its worker said, sealed, that it is over


class Keeping(Body):
    """For how long a worker keeps it, and why."""

    days: Annotated[int, Field(ge=1, le=7, strict=True)]
    reason: Literal["safety-plan", "report", "handover", "asked"]


def answer(conversation: Conversation, party: Party, now: int, status: int = 200) -> Response:
    """Answer with a row."""
    return Response(encode(row(conversation, party, now)), status, media_type="application/json")
