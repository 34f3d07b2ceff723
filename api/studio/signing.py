"""Two people's yes: what is asked for, who signs it, and the moment in which it is what youth read.

The relay looks at who signs, whom they are on the roster, and what they wrote themselves. Bot and browsers look again, and
believe the relay in nothing. Source: content.md 5, THREATS A3, A7.
"""

from __future__ import annotations

import asyncio
import base64
import hashlib
import json
from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy.ext.asyncio import AsyncConnection

from api.errors import Refused
from api.live.hub import Ring
from api.protocol.roster import BUNDLE_TYPE, Flaw, read_envelope
from api.staff.audit import record
from api.staff.queries import persons
from api.staff.signin import SignedIn, on_signed_roster, signed_by
from api.studio import queries, versions
from api.studio.files import Files, hash_of
from api.studio.going_back import PROJECT, gone_back
from api.studio.model import listed
from api.studio.queries import Approval, Release, Review
from api.studio.rules import ALONE, Call, Matter, stands
from api.studio.running import Json, as_shipped, files_of, manifest, read_running
from api.studio.versions import Studio, read_draft

BELL = [Ring("content")]


class Wanted(NamedTuple):
    """What is to be signed: an edition, what it was made of, from when it runs, and the reasons of its warnings."""

    kind: str
    edition: Json
    files: str
    runs_at: int
    why: str
    subject: str | None = None
    waivers: Sequence[Json] = ()


async def propose(connection: AsyncConnection, wanted: Wanted, asked_by: bytes, revision: int, now: int) -> Review:
    """Write down what is to be signed, in the caller's turn; a review without words to sign is given them."""
    from content.bundle import canonical
    from content.edition import name_of

    releases = await queries.every_release(connection)
    before = releases[-1] if releases else None
    payload = canonical(
        {
            "v": 1,
            "n": before.n + 1 if before else 1,
            "prev": None if before is None else await _hash_of_release(connection, before),
            "edition": name_of(wanted.edition),
            "bundle": wanted.edition["bundle"]["id"],
            "at": wanted.runs_at,
            "kind": wanted.kind,
            "waivers": list(wanted.waivers),
        }
    ).decode()
    edition = canonical(wanted.edition).decode()
    open_ = await queries.open_review(connection) if wanted.kind not in ALONE else None
    if open_ is not None:
        if wanted.kind == open_.kind == "publish" and open_.payload is None and stands(open_.revision, revision):
            await queries.fill_review(connection, open_.number, payload, edition, wanted.files)
            return open_._replace(payload=payload, files=wanted.files)
        await queries.end_review(connection, open_.number, now)
    number = await queries.next_review(connection)
    review = Review(
        number, wanted.kind, asked_by, now, revision, wanted.why, wanted.subject, payload, wanted.files, None
    )
    await queries.add_review(connection, review, edition)
    return review


async def sign(studio: Studio, device: SignedIn, text: str) -> Release | None:
    """Keep an editor's signature; return the version that it brought into force, if it was the last that was missing."""
    try:
        envelope = read_envelope(text, BUNDLE_TYPE)
    except Flaw:
        raise Refused("bundle-signature") from None
    mine = next((one for one in envelope.signatures if signed_by(device.ed_pub, one, envelope.signed)), None)
    now = studio.clock.now()
    async with studio.database.writing() as connection:
        await queries.take_turn(connection)
        editors = {name for name, one in (await on_signed_roster(connection)).items() if one.role == "editor"}
        if mine is None or device.device_id not in editors:
            raise Refused("bundle-signature")
        review = await queries.review_of(connection, envelope.payload.decode("utf-8", "replace"))
        if review is None:
            raise Refused("no-review")
        released = next((one for one in await queries.every_release(connection) if one.review == review.number), None)
        if released is None and not await _may_still_be_signed(studio, connection, review):
            raise Refused("no-review")
        signers = {one.device for one in await queries.approvals_of(connection, [review.number])}
        matter = await matter_of(connection, review, frozenset(signers & editors))
        me = (await persons(connection)).get(device.device_id, device.device_id)
        if not matter.may_sign(me):
            raise Refused("own-work")
        if device.device_id not in signers:
            await queries.add_approval(connection, Approval(review.number, device.device_id, mine, now))
        both = Matter(matter.kind, matter.asked_by, matter.authors, matter.signers | {me})
        made = None
        if released is None and both.runs():
            made = await _release(studio, connection, review, now)
        if device.device_id not in signers:
            action = "content-approve" if made is None else f"content-{review.kind}"
            await record(connection, device.device_id, action, hash_of(str(review.payload)), now)
    # Each signature is news: who asked sees at once what is missing, and ends fetch it with the version.
    studio.hub.ring(BELL)
    return made


async def matter_of(connection: AsyncConnection, review: Review, signers: frozenset[bytes]) -> Matter:
    """Return a review as the rules see it: by whom, whatever device they held."""
    authors = await queries.authors_after(connection, await last_published(connection))
    people = await persons(connection)
    asked_by, *wrote = [people.get(one, one) for one in (review.asked_by, *authors)]
    return Matter(review.kind, asked_by, frozenset(wrote), frozenset(people.get(one, one) for one in signers))


async def last_published(connection: AsyncConnection) -> int:
    """Return the revision that was published last; whoever wrote behind it cannot approve it."""
    releases = [one for one in await queries.every_release(connection) if one.withdrawn_at is None]
    reviews = await queries.reviews_of(connection, [one.review for one in releases])
    return max((one.revision for one in reviews.values() if one.kind == "publish"), default=0)


async def envelope_of(connection: AsyncConnection, review: Review) -> Json:
    """Return what was signed, with every signature: all that an end needs to believe it."""
    signed = await queries.approvals_of(connection, [review.number])
    return {
        "payloadType": BUNDLE_TYPE,
        "payload": base64.b64encode(str(review.payload).encode()).decode(),
        "signatures": [{"sig": base64.b64encode(one.signature).decode()} for one in signed],
    }


def payload_of(review: Review) -> Json:
    """Read what is signed."""
    found: Json = json.loads(review.payload or "{}")
    return found


async def _may_still_be_signed(studio: Studio, connection: AsyncConnection, review: Review) -> bool:
    """Say whether nothing was written, withdrawn or published since it was asked for, and no planned version came."""
    releases = await queries.every_release(connection)
    following = payload_of(review)["n"] == (releases[-1].n + 1 if releases else 1)
    if review.ended_at is not None or not following:
        return False
    if review.kind in ALONE:  # made of what youth read then: that must be what they read now
        return review.files == manifest((await read_running(studio, connection)).files)
    return stands(review.revision, await queries.last_number(connection))


async def _release(studio: Studio, connection: AsyncConnection, review: Review, now: int) -> Release:
    """Make it what youth read from its time on; what was planned before is planned no more."""
    payload = payload_of(review)
    if review.kind == "rollback":
        await _draft_follows(studio, connection, review, now)
    await queries.withdraw_scheduled(connection, now)
    release = Release(payload["n"], review.number, now, payload["at"], None)
    await queries.add_release(connection, release)
    await queries.end_review(connection, review.number, now)
    if review.kind == "hide" and review.subject is not None:
        await _draft_hides(connection, review.subject, review, now)
    return release


async def _draft_follows(studio: Studio, connection: AsyncConnection, review: Review, now: int) -> None:
    """Let the draft be what youth read again; services, and what always stands of them, stay as they are being written."""
    old = await _files_then(studio, connection, int(review.subject or 0))
    made = gone_back(old, (await read_running(studio, connection)).files)
    if manifest(made) != review.files:
        raise Refused("no-review")  # A planned version came meanwhile: its services are today's.
    draft = (await read_draft(connection)).files
    after = gone_back(old, draft)
    if made[PROJECT] != after[PROJECT]:  # The version names a text that the draft is not: it is kept before it.
        await versions.append(connection, [(PROJECT, made[PROJECT])], review.asked_by, "rollback", review.why, now)
        draft = {**draft, PROJECT: made[PROJECT]}
    changed = [(path, after.get(path)) for path in sorted({*after, *draft}) if after.get(path) != draft.get(path)]
    await versions.append(connection, changed, review.asked_by, "rollback", review.why, now)


async def _files_then(studio: Studio, connection: AsyncConnection, n: int) -> Files:
    """Return the files of an earlier version; 0 is what the program came with."""
    release = next((one for one in await queries.every_release(connection) if one.n == n), None)
    if release is None:
        return (await as_shipped(studio)).files
    return await files_of(connection, (await queries.reviews_of(connection, [release.review]))[release.review])


async def _draft_hides(connection: AsyncConnection, service: str, review: Review, now: int) -> None:
    """Let the draft say that nobody has called it, and end the calls that were made: it comes back by two new ones."""
    from content.editing import Change, Unplaceable, apply
    from content.reading import Refused as NotRead

    ran = (await asyncio.to_thread(listed, await files_of(connection, review)))[service][0]
    await queries.add_call(connection, Call(service, ran.of, review.asked_by, False, now), review.why)
    for path, text in (await read_draft(connection)).files.items():
        if not path.startswith("services/"):
            continue
        try:
            changed = apply(text, [Change((service, "verified", "by"), [])], path)
        except (Unplaceable, NotRead):
            continue  # It does not stand in this file.
        if changed != text:
            await versions.append(connection, [(path, changed)], review.asked_by, "hide", review.why, now)


async def _hash_of_release(connection: AsyncConnection, release: Release) -> str:
    review = (await queries.reviews_of(connection, [release.review]))[release.review]
    return hashlib.sha256(str(review.payload).encode()).hexdigest()
