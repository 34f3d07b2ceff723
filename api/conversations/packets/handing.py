"""Make, agree to, send, open and withdraw hand-off packets: always two people, and always on record.

What is sealed in one is noise to the relay. Until it is sent it lies under its conversation's shred key and goes with the
conversation; what was sent lies under a lock of its own, is tied to no conversation, and is destroyed a week after it was
opened, or after two weeks in which nobody did.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from api.conversations import queries as mail_queries
from api.conversations.mailbox import Mailbox
from api.conversations.packets import queries
from api.conversations.packets.rules import (
    AFTER_OPENED,
    DEEDS,
    WAITS,
    Basis,
    Kind,
    Packet,
    exports,
    may_make,
    opens,
    sees,
    stands,
)
from api.conversations.rules import Party, answers, hour, hour_up, reads, recused
from api.errors import Refused
from api.live.hub import Ring
from api.oncall.paging.seconding import wake_for_packet
from api.protocol.base64url import b64u
from api.staff.audit import record
from api.staff.queries import same_person
from api.store.lockbox import Unreadable, nonces

BELL = [Ring("packets")]
PLACE = (1 << 63) + 1  # under the outer lock no frame has this place: cursors count from 1


@dataclass(frozen=True, slots=True)
class Wanted:
    """A packet as its author asks for it."""

    id: bytes
    second: bytes
    receiver: bytes | None
    kind: Kind
    basis: Basis
    sealed: bytes


@dataclass(frozen=True, slots=True)
class _Somebody:
    """A device as the rules look at it, which is not the one that asks."""

    device_id: bytes
    role: str
    circle: int


async def ask(mail: Mailbox, party: Party, conversation: bytes, wanted: Wanted) -> Packet:
    """Ask a second person to look at a packet before it leaves the line; they are woken if they can be."""
    now = mail.clock.now()
    wrapped = await _under_the_talk(mail, conversation, wanted.sealed)
    async with mail.database.writing() as connection:
        found = await mail_queries.find(connection, conversation)
        if found is None or not answers(found, party):
            raise Refused("not-found")
        if not may_make(found, party):
            raise Refused("not-claimed" if reads(found, party) else "not-found")
        if not stands(found, wanted.basis):
            raise Refused("packet-closed")
        known = await queries.answerer(connection, wanted.second)
        if known is None or await same_person(connection, wanted.second, party.device_id, wanted.receiver):
            raise Refused("packet-second")
        if not answers(found, _Somebody(wanted.second, *known)):
            raise Refused("packet-second")
        to = wanted.receiver
        if to is not None and (to == party.device_id or await queries.answerer(connection, to) is None):
            raise Refused("packet-receiver")
        if to is not None and recused(found, to):
            raise Refused("packet-receiver")  # as any other who cannot get it: nobody is told who knows whom
        woken = await wake_for_packet(connection, wanted.second, now)
        packet = Packet(
            wanted.id,
            conversation,
            party.device_id,
            wanted.second,
            to,
            wanted.kind,
            wanted.basis,
            "asked",
            None,
            hour(now),
            hour_up(now + WAITS),
            woken,
        )
        try:
            async with connection.begin_nested():
                await queries.add(connection, packet, wrapped)
        except IntegrityError:
            raise Refused("packet-moved") from None
        await record(connection, party.device_id, DEEDS[wanted.basis], conversation, now)
        if to is not None:
            await record(connection, party.device_id, "packet-for", to, now)
    mail.hub.ring(BELL)
    return packet


async def agree(mail: Mailbox, party: Party, packet: bytes, signature: bytes) -> Packet:
    """Agree, as the second person, and have its author woken; what was sealed for looking at it is gone with that."""
    async with mail.database.writing() as connection:
        found = await _second(connection, party, packet)
        agreed = replace(found, state="agreed", agreement=signature)
        await queries.change(connection, packet, state="agreed", agreement=signature, wrapped=None)
        await record(connection, party.device_id, "packet-agreed", found.conversation, mail.clock.now())
        await wake_for_packet(connection, found.author, mail.clock.now())  # only their desk can seal it to its receiver
    mail.hub.ring(BELL)
    return agreed


async def decline(mail: Mailbox, party: Party, packet: bytes, sealed: bytes) -> Packet:
    """Say no, as the second person, in words sealed to the author: nothing leaves."""
    async with mail.database.reading() as connection:
        conversation = (await _second(connection, party, packet)).conversation
    wrapped = await _under_the_talk(mail, conversation or packet, sealed)
    async with mail.database.writing() as connection:
        found = await _second(connection, party, packet)
        await queries.change(connection, packet, state="declined", wrapped=wrapped)
        await record(connection, party.device_id, "packet-declined", found.conversation, mail.clock.now())
    mail.hub.ring(BELL)
    return replace(found, state="declined")


async def send(mail: Mailbox, party: Party, packet: bytes, sealed: bytes) -> Packet:
    """Hand it over to its receiver, who is woken if they can be; from now on it is tied to no conversation."""
    now = mail.clock.now()
    async with mail.database.reading() as connection:
        found = await _authored(connection, party, packet)
    if found.state != "agreed" or found.receiver is None:
        raise Refused("packet-moved")
    wrapped = (await mail.lockbox.make(packet)).wrap(PLACE, sealed, nonces(1)[0])
    async with mail.database.writing() as connection:
        found = await _authored(connection, party, packet)
        talk = await mail_queries.find(connection, found.conversation or b"")
        if found.state != "agreed" or talk is None:
            raise Refused("packet-moved")
        if not stands(talk, found.basis):
            raise Refused("packet-closed")
        if recused(talk, found.receiver or b""):
            raise Refused("packet-receiver")
        woken = await wake_for_packet(connection, found.receiver or b"", now)
        free = {"state": "sent", "conversation": None, "woken": woken}
        await queries.change(connection, packet, wrapped=wrapped, until=hour_up(now + WAITS), **free)
        await record(connection, party.device_id, "packet-sent", found.conversation, now)
    mail.hub.ring(BELL)
    return replace(found, state="sent", conversation=None, woken=woken)


async def open_it(mail: Mailbox, party: Party, packet: bytes) -> bytes:
    """Return what is sealed in it for this device; from its receiver's first look on nobody can withdraw it."""
    async with mail.database.writing() as connection:
        found = await _mine(connection, party, packet)
        if not opens(found, party):
            raise Refused("packet-moved")
        wrapped = await queries.sealed(connection, packet)
        if found.state == "sent":
            until = min(found.until, hour_up(mail.clock.now() + AFTER_OPENED))
            await queries.change(connection, packet, state="opened", until=until)
            await record(connection, party.device_id, "packet-opened", packet, mail.clock.now())
    lock = await mail.lockbox.find(found.conversation or packet)
    if lock is None or wrapped is None:
        raise Refused("not-found")
    try:
        sealed = lock.unwrap(PLACE, wrapped)
    except Unreadable:
        raise Refused("not-found") from None
    if found.state == "sent":
        mail.hub.ring(BELL)
    return sealed


async def export(mail: Mailbox, party: Party, packet: bytes) -> Packet:
    """Note that it was printed or taken: by its receiver, or on paper by its author."""
    async with mail.database.writing() as connection:
        found = await _mine(connection, party, packet)
        if not exports(found, party):
            raise Refused("packet-moved")
        await queries.change(connection, packet, state="opened")
        await record(connection, party.device_id, "export", found.conversation or packet, mail.clock.now())
    mail.hub.ring(BELL)
    return replace(found, state="opened")


async def withdraw(mail: Mailbox, party: Party, packet: bytes) -> None:
    """Take it back, for as long as nobody has opened it; a packet that was handed over can only be forgotten here."""
    async with mail.database.writing() as connection:
        found = await _authored(connection, party, packet)
        if found.state == "opened" and found.receiver is not None:
            raise Refused("packet-opened")
        await queries.drop(connection, packet)
        if found.state != "opened":
            await record(
                connection, party.device_id, "packet-withdrawn", found.conversation or packet, mail.clock.now()
            )
    if found.conversation is None:
        await mail.lockbox.destroy([packet], hour(mail.clock.now()))
    mail.hub.ring(BELL)


async def mine(mail: Mailbox, party: Party) -> list[dict[str, Any]]:
    """Return what this device has to do with: what it made, is asked to look at, or was sent."""
    async with mail.database.reading() as connection:
        found = [one for one in await queries.around(connection, party.device_id) if sees(one, party)]
        return [shown(one) for one in found if await _may_know(connection, one, party)]


def shown(packet: Packet) -> dict[str, Any]:
    """Return a packet as its people see it; nothing of what is in it."""
    ids = {name: getattr(packet, name) for name in ("id", "conversation", "author", "second", "receiver", "agreement")}
    plain = {name: getattr(packet, name) for name in ("kind", "basis", "state", "made_at", "until", "woken")}
    return {name: None if value is None else b64u(value) for name, value in ids.items()} | plain


async def expire(mail: Mailbox) -> None:
    """Destroy those whose time is over: first the locks, then the rows."""
    async with mail.database.reading() as connection:
        over = await queries.over(connection, mail.trust.earliest())
    if not over:
        return
    await mail.lockbox.destroy(over, hour(mail.clock.now()))
    async with mail.database.writing() as connection:
        for packet in over:
            await queries.drop(connection, packet)
    mail.hub.ring(BELL)


async def _under_the_talk(mail: Mailbox, conversation: bytes, sealed: bytes) -> bytes:
    """Return what is sealed as the database keeps it for as long as the conversation is there."""
    lock = await mail.lockbox.find(conversation)
    if lock is None:
        raise Refused("not-found")
    return lock.wrap(PLACE, sealed, nonces(1)[0])


async def _mine(connection: AsyncConnection, party: Party, packet: bytes) -> Packet:
    """Return a packet that is this device's to see, or refuse as if it were not there."""
    found = await queries.find(connection, packet)
    if found is None or not sees(found, party) or not await _may_know(connection, found, party):
        raise Refused("not-found")
    return found


async def _may_know(connection: AsyncConnection, packet: Packet, party: Party) -> bool:
    """Say whether the youth is still theirs to know of: a draft shows who it is about for as long as it names a conversation."""
    talk = None if packet.conversation is None else await mail_queries.find(connection, packet.conversation)
    if talk is None:
        return True
    return answers(talk, party) if packet.second == party.device_id else not recused(talk, party.device_id)


async def _authored(connection: AsyncConnection, party: Party, packet: bytes) -> Packet:
    """Return a packet of this device's own making."""
    found = await _mine(connection, party, packet)
    if found.author != party.device_id:
        raise Refused("packet-moved")
    return found


async def _second(connection: AsyncConnection, party: Party, packet: bytes) -> Packet:
    """Return a packet that waits for this device's word, as long as the youth's audience still holds it."""
    found = await _mine(connection, party, packet)
    if found.state != "asked" or found.second != party.device_id or found.conversation is None:
        raise Refused("packet-moved")
    return found
