"""The door of both ends: list conversations, send and fetch sealed frames, close."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Query, Request, Response

from api.conversations import queries, retention
from api.conversations.bodies import Closing, Id, answer
from api.conversations.mailbox import Mailbox
from api.conversations.rows import place, read_place, row
from api.conversations.rules import ANSWERING
from api.errors import Refused
from api.protocol.envelope import Malformed, pack_stored, unpack_frames
from api.protocol.events import encode
from api.protocol.limits import MAX_PAGE, MAX_POST
from api.staff import doors
from api.staff.signin import SignedIn

router = APIRouter(prefix="/api/conversations")
Reader = Annotated[SignedIn, Depends(doors.reader)]
Limit = Annotated[int, Query(ge=1, le=MAX_PAGE)]


@router.get("")
async def in_list(
    request: Request,
    device: Annotated[SignedIn, Depends(doors.signed_in)],
    state: Literal["waiting", "claimed", "closed"] = "waiting",
    mine: Literal["0", "1"] = "0",
    after: Annotated[str, Query(max_length=200)] = "",
    limit: Limit = 100,
) -> Response:
    """Give one page of the conversations that this device may know of, and where the next one begins."""
    mail: Mailbox = request.app.state.mail
    if device.role == "editor":
        return _page([], None)
    try:
        first, last = read_place(after, state) if after else (None, None)
    except ValueError:
        raise Refused("malformed") from None
    async with mail.database.reading() as connection:
        found = await queries.in_list(connection, device, state, mine == "1", first, last, limit)
    now = mail.clock.now()
    following = place(found[-1]) if len(found) == limit else None
    return _page([row(one, device, now) for one in found], following)


@router.get("/{conversation}")
async def one(request: Request, conversation: Id, device: Reader) -> Response:
    """Give a conversation's row; a worker, who may have more of it in their browser than is theirs to keep, hears that it is erased."""
    mail: Mailbox = request.app.state.mail
    if device.role in ANSWERING:
        await retention.demand_not_erased(mail, conversation)
    return answer(await mail.seen(conversation, device), device, mail.clock.now())


@router.post("/{conversation}/close")
async def close(request: Request, conversation: Id, device: Reader, asked: Closing | None = None) -> Response:
    """End it; a day later it is erased."""
    mail: Mailbox = request.app.state.mail
    said = asked or Closing()
    closed = await retention.close(mail, device, conversation, said.outcome, said.age, said.told)
    return answer(closed, device, mail.clock.now())


@router.post("/{conversation}/frames")
async def append(request: Request, conversation: Id, device: Reader) -> Response:
    """Store frames, in order, each once; answer with their cursors."""
    mail: Mailbox = request.app.state.mail
    body = await _body(request)
    try:
        frames = unpack_frames(body)
    except Malformed:
        raise Refused("frame") from None
    if not request.app.state.throttle.appends.take(device.device_id, len(frames)):
        raise Refused("too-many", seconds=1)
    done = await mail.append(conversation, frames, device)
    request.app.state.live.heard_plainly(device)
    return Response(encode({"cursors": [append.cursor for append in done]}), media_type="application/json")


@router.get("/{conversation}/frames")
async def read(
    request: Request,
    conversation: Id,
    device: Reader,
    after: Annotated[int, Query(ge=0, lt=1 << 62)] = 0,
    limit: Limit = MAX_PAGE,
) -> Response:
    """Give the frames behind a cursor; nothing means that none is newer."""
    mail: Mailbox = request.app.state.mail
    await mail.seen(conversation, device)
    found = await mail.read(conversation, after, limit)
    request.app.state.live.heard_plainly(device)
    return Response(pack_stored(found), media_type="application/octet-stream")


async def _body(request: Request) -> bytes:
    """Read a post, and stop when it grows beyond its cap."""
    parts: list[bytes] = []
    size = 0
    async for part in request.stream():
        size += len(part)
        if size > MAX_POST:
            raise Refused("too-large")
        parts.append(part)
    return b"".join(parts)


def _page(items: list[object], following: str | None) -> Response:
    return Response(encode({"items": items, "next": following}), media_type="application/json")
