"""Two people call a service and compare; from the second on the draft has both names and the day.

What somebody finds wrong ends the open review, and takes off a planned version that would tell it to youth.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Sequence
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from api.errors import Refused
from api.protocol.base64url import b64u
from api.staff.audit import record
from api.staff.signin import SignedIn
from api.studio import queries, rules, versions
from api.studio.files import Files
from api.studio.model import listed, read_out
from api.studio.publishing import read_version
from api.studio.rules import Call, Listed, confirmed, day_of
from api.studio.running import Running, read_running, shown_ids
from api.studio.signing import BELL
from api.studio.versions import Studio, begin, read_draft


async def call(
    studio: Studio, device: SignedIn, service: str, of: bytes, right: bool, note: str | None
) -> dict[str, Any]:
    """Keep that this editor called; a number that was changed since it was read out counts for nothing."""
    await begin(studio)
    now = studio.clock.now()
    async with studio.database.writing() as connection:
        await queries.take_turn(connection)
        files = (await read_draft(connection)).files
        places = await asyncio.to_thread(listed, files)
        if service not in places:
            raise Refused("not-found")
        one, (path, _) = places[service]
        if one.of != of:
            raise Refused("call-moved")
        mine = Call(service, of, device.device_id, right, now)
        await queries.add_call(connection, mine, note)
        if not right:
            await _stop(studio, connection, device, service, one, now)
        pair = confirmed(await queries.every_call(connection, service), service, one) if right else None
        if pair is not None:
            labels = {bytes(who.id): str(who.label) for who in await queries.people(connection)}
            names = [labels.get(each.device, b64u(each.device)) for each in pair]
            if names[0].casefold() == names[1].casefold():
                names[1] = f"{names[1]} ({b64u(pair[1].device)[:4]})"
            text = _verified(files[path], path, service, day_of(pair[0].at), names)
            await versions.append(connection, [(path, text)], device.device_id, "call", note, now)
        await record(connection, device.device_id, "content-call", hashlib.sha256(service.encode()).digest(), now)
    studio.hub.ring(BELL)
    return {"service": service, "verified": pair is not None}


async def _stop(
    studio: Studio, connection: AsyncConnection, device: SignedIn, service: str, wrong: Listed, now: int
) -> None:
    """Let nobody sign a number that somebody found wrong, and let none that is signed already come by itself."""
    if (open_ := await queries.open_review(connection)) is not None:
        await queries.end_review(connection, open_.number, now)
    told = await _as_shown(await read_running(studio, connection), service)
    for release in await queries.every_release(connection):
        if release.runs_at <= now or release.withdrawn_at is not None:
            continue
        if rules.falls(await _as_shown(await read_version(connection, release), service), told, wrong):
            await queries.withdraw_scheduled(connection, now)
            await record(connection, device.device_id, "content-withdraw", None, now)
            return


async def _as_shown(version: Running, service: str) -> Listed | None:
    """Return a service as a version shows it to youth; nothing if it does not."""
    found = (await asyncio.to_thread(listed, version.files)).get(service) if service in shown_ids(version) else None
    return None if found is None else found[0]


async def calls(studio: Studio) -> dict[str, Any]:
    """Return who called what, in order, and what exactly youth are told now, by service: a call of anything else is old.

    What is as the draft says but for names in more languages is told as if it were the same.
    """
    await begin(studio)
    async with studio.database.reading() as connection:
        draft = (await read_draft(connection)).files
        running = (await read_running(studio, connection)).files
        made = await queries.every_call_told(connection)
    return await asyncio.to_thread(_told, draft, running, made)


def _told(draft: Files, running: Files, made: Sequence[tuple[Call, str | None]]) -> dict[str, Any]:
    drafted = {service: one for service, (one, _) in listed(draft).items()}

    def now(service: str, of: bytes) -> str:
        here = drafted.get(service)
        return (here.of if here and of in here else of).hex()

    told = [
        {
            "service": one.service,
            "of": now(one.service, one.of),
            "by": b64u(one.device),
            "right": one.right,
            "at": one.at,
            "note": note,
        }
        for one, note in made
    ]
    return {"calls": told, "running": {service: now(service, of) for service, of in read_out(running).items()}}


def _verified(text: str, path: str, service: str, day: str, names: list[str]) -> str:
    """Return the file in which this service was called by these two; where its number stands is left as it is."""
    from content.editing import Change, Unplaceable, apply

    try:
        return apply(
            text, [Change((service, "verified", "on"), day), Change((service, "verified", "by"), list(names))], path
        )
    except Unplaceable as wrong:
        raise Refused("call-moved") from wrong
