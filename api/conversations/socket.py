"""The live socket: a device says hello, sends sealed frames up, and is brought what it watches.

Binary messages are frames, on the hot path; JSON text is everything else. Whoever does not say hello in time, speaks
nonsense or sends too much is closed with a reason. Source: the events of api/protocol/events.
"""

from __future__ import annotations

import asyncio
from typing import Any

from fastapi import APIRouter, Depends, WebSocket

from api.conversations.desk import TRY_LATER, Desk
from api.conversations.mailbox import Mailbox
from api.conversations.peer import Peer
from api.errors import Refused
from api.live.wire import EXTENSION, Wire
from api.protocol.base64url import from_b64u
from api.protocol.envelope import Malformed, frame_hash
from api.protocol.events import (
    SIGNED_OUT,
    TOO_LARGE,
    Bye,
    Hello,
    Ping,
    Pong,
    Unwatch,
    Watch,
    Welcome,
    encode_text,
    from_client,
    unpack_append,
)
from api.protocol.limits import HELLO_WITHIN, MAX_FRAME, MAX_TEXT_EVENT, MAX_WATCHED, SECOND
from api.staff import doors, signin
from api.staff.signin import SignedIn
from api.store.batch import Append
from api.store.database import Unavailable
from api.store.lockbox import Lock

router = APIRouter()
NONSENSE = 4400
_PONG = encode_text(Pong())


@router.websocket("/api/live", dependencies=[Depends(doors.greeting)])
async def live(websocket: WebSocket) -> None:
    """Serve one device until either end closes."""
    state = websocket.app.state
    if websocket.headers.get("origin") != state.settings.origin:
        await websocket.close()  # before the handshake is answered: 403
        return
    await websocket.accept()
    try:
        hello = await _hello(websocket, state.mail)
    except Refused as refused:
        await websocket.send_text(encode_text(Bye(refused.code, refused.says)))
        # Nobody is signed out because the database was busy: such a device comes again with the token that it has.
        await websocket.close(TRY_LATER if refused.code == "later" else SIGNED_OUT)
        return
    if hello is None:
        return
    device, token = hello
    wire: Wire | None = websocket.scope.get("extensions", {}).get(EXTENSION)  # other servers, as in tests, have none
    more = () if wire is None else (wire.write,)
    peer = Peer(state.mail, websocket.send, device, token, *more)
    desk: Desk = state.live
    welcome = Welcome(device.name, device.role, device.circle, device.label, device.coordinator)
    peer.say(encode_text(welcome))
    desk.enter(peer)
    try:
        await _serve(websocket, desk, peer, state.throttle.appends, wire)
    except asyncio.CancelledError:
        if not peer.abandoned:
            raise
    finally:
        desk.leave(peer)


async def _hello(websocket: WebSocket, mail: Mailbox) -> tuple[SignedIn, str] | None:
    """Wait for the first words; refuse anything but a hello of a device that is signed in. None: it went away."""
    try:
        async with asyncio.timeout(HELLO_WITHIN / SECOND):
            message = await websocket.receive()
    except TimeoutError:
        raise Refused("signed-out") from None
    if message["type"] == "websocket.disconnect":
        return None
    text = message.get("text") or ""
    try:
        said = from_client(text) if len(text) <= MAX_TEXT_EVENT else None
    except Malformed:
        said = None
    if not isinstance(said, Hello):
        raise Refused("signed-out")
    try:
        device = await signin.device_of_token(mail.database, mail.clock, said.token)
    except Unavailable:
        raise Refused("later") from None
    if device is None:
        raise Refused("signed-out")
    return device, said.token


async def _serve(websocket: WebSocket, desk: Desk, peer: Peer, throttle: Any, wire: Wire | None) -> None:
    """Take what the device says, until it goes."""
    receive, steady = websocket.receive, desk.mail.clock.steady
    at_rest = False

    def take(data: bytes) -> bool:
        """Take a frame the short way, when nothing that came before it still waits."""
        return at_rest and not peer.closing and _append_now(desk.mail, peer, data, throttle)

    if wire is not None:
        wire.hand_to(take)
    while True:
        at_rest = True
        message = await receive()
        at_rest = False
        if message["type"] == "websocket.disconnect":
            return
        peer.heard_at = steady()
        if peer.closing:
            continue
        data = message.get("bytes")
        if data is not None:
            await _append(desk.mail, peer, data, throttle)
        else:
            await _said(desk, peer, message["text"])


def _append_now(mail: Mailbox, peer: Peer, data: bytes, throttle: Any) -> bool:
    """Hand a frame to the writer if nothing is the matter with it and nothing must be waited for; else do nothing."""
    try:
        ref, frame = unpack_append(data)
        conversation = mail.check(frame, peer.device)
    except (Malformed, Refused):
        return False
    lock = mail.lockbox.held(conversation)
    if lock is None or mail.has_turns(peer.device) or not peer.has_room() or not throttle.take(peer.device.device_id):
        return False
    peer.heard_at = mail.clock.steady()
    _submit(mail, peer, ref, frame, conversation, lock)
    return True


async def _append(mail: Mailbox, peer: Peer, data: bytes, throttle: Any) -> None:
    """Hand a frame to the writer; its receipt goes out after the commit."""
    if len(data) > MAX_FRAME + 5:
        peer.close(TOO_LARGE, Refused("too-large"))
        return
    try:
        ref, frame = unpack_append(data)
    except Malformed:
        peer.close(NONSENSE, Refused("malformed"))
        return
    try:
        conversation = mail.check(frame, peer.device)
        if not throttle.take(peer.device.device_id):
            raise Refused("too-many", seconds=1)
        if mail.has_turns(peer.device):
            await mail.in_turn(conversation, peer.device)
        lock = mail.lockbox.held(conversation) or await mail.lock(conversation)
    except Refused as refused:
        peer.refuse(ref, refused)
        return
    await peer.room_for_append()
    _submit(mail, peer, ref, frame, conversation, lock)


def _submit(mail: Mailbox, peer: Peer, ref: int, frame: bytes, conversation: bytes, lock: Lock) -> None:
    """Queue a frame for the writer, counted as on its way until it is settled."""
    peer.count_append()
    append = Append(conversation, frame, frame_hash(frame), lock, peer.device, peer.settled, ref)
    try:
        mail.group_commit.submit(append)
    except Unavailable:
        append.refusal = "later"
        peer.settled(append)


async def _said(desk: Desk, peer: Peer, text: str) -> None:
    """Do what a text event asks for."""
    try:
        said = from_client(text) if len(text) <= MAX_TEXT_EVENT else None
        if isinstance(said, Ping):
            peer.say(_PONG)
        elif isinstance(said, Watch):
            wanted = {from_b64u(one, 16): min(max(after, 0), 1 << 62) for one, after in said.conversations.items()}
            # A bot listens for all of its own: a flood of them must not cut off those whose talk goes on (THREATS A10).
            if peer.device.role != "bot" and len(peer.watching.keys() | wanted.keys()) > MAX_WATCHED:
                raise Malformed("watched")
            await desk.watch(peer, wanted)
        elif isinstance(said, Unwatch):
            for one in said.conversations:
                desk.unwatch(peer, from_b64u(one, 16))
        else:
            raise Malformed("event")
    except ValueError:
        peer.close(NONSENSE, Refused("malformed"))
    except Unavailable:
        peer.close(TRY_LATER, Refused("later"))
