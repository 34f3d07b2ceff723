"""What editors ask for: a review, a publish, a way back, a service hidden, the floor."""

from __future__ import annotations

import asyncio
import base64
import json
from collections.abc import Sequence
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from api.errors import Refused
from api.staff.audit import record
from api.studio import queries, rules
from api.studio.going_back import gone_back
from api.studio.queries import Objection, Review
from api.studio.rules import SCHEDULED_MOST, Remark
from api.studio.running import Json, Running, as_shipped, files_of, look, manifest, read_running
from api.studio.signing import BELL, Wanted, payload_of, propose
from api.studio.versions import Studio, begin, shown


async def ask(studio: Studio, device: bytes, note: str) -> None:
    """Ask for a second person's look at the draft as it is; an earlier review ends."""
    await begin(studio)
    now = studio.clock.now()
    async with studio.database.writing() as connection:
        await queries.take_turn(connection)
        open_ = await queries.open_review(connection)
        if open_ is not None:
            await queries.end_review(connection, open_.number, now)
        number, revision = await queries.next_review(connection), await queries.last_number(connection)
        review = Review(number, "publish", device, now, revision, note, None, None, None, None)
        await queries.add_review(connection, review)
        await record(connection, device, "content-review", None, now)
    studio.hub.ring(BELL)


async def publish(studio: Studio, device: bytes, waivers: Sequence[Json], at: int | None) -> Review:
    """Make what is signed of the draft as it is; refuse what the checker blocks and what nobody gave a reason for.

    Of the reasons those are signed that answer a warning which is there: nothing else goes on record.
    """
    seen = await look(studio)
    remarks = [Remark(one.code, one.level, one.file, one.line) for one in seen.findings]
    blocked = set(rules.blocking(remarks))
    if blocked or seen.examined.edition is None:
        told = [shown(one) for one in seen.findings if Remark(one.code, one.level, one.file, one.line) in blocked]
        raise Refused("blocked", findings=told)
    waived = {(one["code"], one["file"], one["line"]) for one in waivers}
    open_ = set(rules.unexplained(remarks, waived))
    if open_:
        told = [shown(one) for one in seen.findings if Remark(one.code, one.level, one.file, one.line) in open_]
        raise Refused("unexplained", findings=told)
    answered = {(one.code, one.file, one.line) for one in rules.unexplained(remarks, ())}
    waivers = [one for one in waivers if (one["code"], one["file"], one["line"]) in answered]
    now = studio.clock.now()
    if at is not None and not now <= at <= now + SCHEDULED_MOST:
        raise Refused("publish-time")
    wanted = Wanted("publish", seen.examined.edition, manifest(seen.draft.files), at or now, "", waivers=waivers)
    async with studio.database.writing() as connection:
        await queries.take_turn(connection)
        if await queries.last_number(connection) != seen.draft.number:
            raise Refused("no-review")  # Somebody saved while the checker worked.
        return await propose(connection, wanted, device, seen.draft.number, now)


async def roll_back(studio: Studio, device: bytes, n: int, why: str) -> Review:
    """Make what is signed of an earlier version and today's services."""
    from content.edition import rolled_back

    today, edition = await _today(studio)
    old = await version(studio, n)
    if old is None or old.edition is None:
        raise Refused("not-found")
    if (today.release.n if today.release else 0) == n:
        raise Refused("already-runs")
    try:
        made = await asyncio.to_thread(rolled_back, old.edition, await _without_the_floor(studio, today, edition))
    except KeyError as gone:
        raise Refused("gone-service", service=str(gone.args[0])) from None
    files = manifest(gone_back(old.files, today.files))
    wanted = Wanted("rollback", made, files, studio.clock.now(), why, str(n))
    return await _propose_over(studio, device, today, wanted)


async def hide(studio: Studio, device: bytes, service: str, why: str) -> Review:
    """Make what one editor may sign alone: what runs, without this service."""
    from content.edition import without

    today, edition = await _today(studio)
    if service in edition["services"]["floor"]:
        raise Refused("on-floor")
    if service not in edition["services"]["shown"]:
        raise Refused("not-shown")
    wanted = Wanted("hide", without(edition, service), manifest(today.files), studio.clock.now(), why, service)
    return await _propose_over(studio, device, today, wanted)


async def floor(studio: Studio, device: bytes, why: str) -> Review:
    """Make what one editor may sign alone: the crisis numbers and the way to a person, and nothing else."""
    from content.edition import floor_only

    today, edition = await _today(studio)
    made = await asyncio.to_thread(floor_only, edition)
    wanted = Wanted("floor", made, manifest(today.files), studio.clock.now(), why)
    return await _propose_over(studio, device, today, wanted)


async def withdraw(studio: Studio, device: bytes, planned: bool) -> None:
    """End the open review, or take off the version whose time has not come; `planned`: that version in any case."""
    now = studio.clock.now()
    async with studio.database.writing() as connection:
        await queries.take_turn(connection)
        open_ = None if planned else await queries.open_review(connection)
        if open_ is not None:
            await queries.end_review(connection, open_.number, now)
        elif not await queries.withdraw_scheduled(connection, now):
            raise Refused("no-review")
        await record(connection, device, "content-withdraw", None, now)
    studio.hub.ring(BELL)


async def send_back(studio: Studio, device: bytes, number: int, why: str) -> None:
    """End the review that somebody has read, and keep for whoever asked what should be different."""
    now = studio.clock.now()
    async with studio.database.writing() as connection:
        await queries.take_turn(connection)
        open_ = await queries.open_review(connection)
        if open_ is None or open_.number != number:
            raise Refused("no-review")  # It ended meanwhile, or what is asked for now is something else.
        await queries.end_review(connection, number, now)
        await queries.add_objection(connection, Objection(number, device, why, now))
        await record(connection, device, "content-objection", None, now)
    studio.hub.ring(BELL)


async def version(studio: Studio, n: int) -> Running | None:
    """Return a version that was signed, or what the program came with (0)."""
    if n == 0:
        return await as_shipped(studio)
    async with studio.database.reading() as connection:
        release = next((one for one in await queries.every_release(connection) if one.n == n), None)
        if release is None:
            return None
        return await read_version(connection, release)


async def read_version(connection: AsyncConnection, release: queries.Release) -> Running:
    """Return a version with its files and its edition."""
    review = (await queries.reviews_of(connection, [release.review]))[release.review]
    edition = json.loads(await queries.edition_of(connection, review.number) or "null")
    return Running(release, review, await files_of(connection, review), edition)


async def _today(studio: Studio) -> tuple[Running, Json]:
    """Return the version that runs, and its edition."""
    await begin(studio)
    async with studio.database.reading() as connection:
        today = await read_running(studio, connection)
    if today.edition is None:
        raise Refused("content")
    return today, today.edition


async def _without_the_floor(studio: Studio, today: Running, edition: Json) -> Json:
    """Return today's edition as it would be if nobody had switched to the floor; what was hidden stays hidden."""
    async with studio.database.reading() as connection:
        ran = [one for one in await queries.every_release(connection) if one.withdrawn_at is None]
        reviews = await queries.reviews_of(connection, [one.review for one in ran])
    alone: list[Review] = []
    n = 0
    for release in reversed([one for one in ran if today.release and one.n <= today.release.n]):
        if reviews[release.review].kind not in rules.ALONE:
            n = release.n
            break
        alone.append(reviews[release.review])
    whole = await version(studio, n) if any(one.kind == "floor" for one in alone) else None
    if whole is None or whole.edition is None:
        return edition
    hidden, services = {one.subject for one in alone}, whole.edition["services"]
    return {**edition, "services": {**services, "shown": [one for one in services["shown"] if one not in hidden]}}


async def _propose_over(studio: Studio, device: bytes, today: Running, wanted: Wanted) -> Review:
    """Write down what is to be signed, unless something else was published meanwhile: it would not follow from what runs."""
    async with studio.database.writing() as connection:
        await queries.take_turn(connection)
        newest = await read_running(studio, connection)
        if (newest.release and newest.release.n) != (today.release and today.release.n):
            raise Refused("no-review")
        revision = await queries.last_number(connection)
        return await propose(connection, wanted, device, revision, studio.clock.now())


def asked(review: Review) -> dict[str, Any]:
    """Show whoever asked what is to be signed."""
    payload = payload_of(review)
    return {
        "review": review.number,
        "payload": base64.b64encode(str(review.payload).encode()).decode(),
        "edition": payload["edition"],
        "bundle": payload["bundle"],
        "n": payload["n"],
        "at": payload["at"],
    }
