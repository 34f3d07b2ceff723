"""The line's documents and the devices they name: made once, changed by coordinators, joined by link.

The relay keeps documents as they were signed and can make none. Every change is one transaction: a dropped device's
sessions and certificates are gone in the moment in which the roster that drops it is there. Source: PROTOCOL 2, 7.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from typing import Any, NoReturn

from sqlalchemy.exc import IntegrityError

from api.errors import Refused
from api.protocol.base64url import b64u
from api.protocol.roster import (
    ROOT_TYPE,
    ROSTER_TYPE,
    Envelope,
    Flaw,
    Root,
    Roster,
    device_id,
    read_envelope,
    read_root,
    read_roster,
)
from api.staff import queries
from api.staff.audit import record, record_all
from api.staff.crowd import Crowd
from api.staff.rules import judge_root, judge_roster
from api.staff.signin import demand_signatures
from api.store.clock import Clock
from api.store.database import Database

WHY = {
    "format": "it is not well formed",
    "type": "it is of another kind",
    "duplicate-key": "it says something twice",
    "threshold": "it is not signed by enough coordinators",
    "fork": "another one has this version",
    "rollback": "it is older than the one in force",
    "broken-chain": "it does not follow the one in force",
    "expired": "it has expired",
    "too-far": "it runs for more than a week",
}


async def setup_token(database: Database) -> str | None:
    """Return a new one-time token for the founder, or None when the line is already made."""
    token = b64u(secrets.token_bytes(32))
    try:
        async with database.writing() as connection:
            kept = await queries.put_setup(connection, hashlib.sha256(token.encode()).digest())
    except IntegrityError:  # Somebody else asked for the very first link at this moment.
        return await setup_token(database)
    return token if kept else None


async def make_line(
    database: Database, clock: Clock, token: str, root_pub: bytes, root_text: str, roster_text: str
) -> None:
    """Make the line from its first two documents; the set-up token works once."""
    now = clock.now()
    try:
        async with database.writing() as connection:
            row = await queries.line(connection)
            if row is not None and row.made_at is not None:
                raise Refused("already-made")
            given = hashlib.sha256(token.encode()).digest()
            if row is None or row.setup_hash is None or not secrets.compare_digest(bytes(row.setup_hash), given):
                raise Refused("setup-token")
            root = _take_root(root_text, root_pub, None, now)
            roster = _take_roster(roster_text, root, None, now)
            await queries.add_document(connection, "root", root, root_text)
            await queries.add_document(connection, "roster", roster, roster_text)
            await queries.replace_devices(connection, roster.devices)
            await queries.mark_made(connection, root_pub, now)
            await record(connection, None, "setup", root.hash, now)
    except IntegrityError:
        raise Refused("already-made") from None


async def accept_roster(database: Database, clock: Clock, by: bytes, text: str) -> int:
    """Put the next roster in force, in the name of this device, and return its version."""
    now = clock.now()
    try:
        async with database.writing() as connection:
            root, current = await _root(connection), await _roster(connection)
            roster = _take_roster(text, root, current, now)
            await _put_roster(connection, by, roster, current, text, now)
    except IntegrityError:
        raise Refused("stale-roster") from None
    return roster.version


async def accept_root(
    database: Database, clock: Clock, by: bytes, text: str, roster_text: str | None = None
) -> tuple[int, int]:
    """Put the next root document in force; return its version and the roster's. Coordinators prove themselves anew.

    The roster in force is always one that coordinators of now signed. So a root document that takes out the key which
    signed it comes together with the next roster, and both count in the same moment (decision 0108).
    """
    now = clock.now()
    try:
        async with database.writing() as connection:
            current, roster = await _root(connection), await _roster(connection)
            row = await queries.line(connection)
            root = _take_root(text, bytes(row.root_pub), current, now)
            await queries.add_document(connection, "root", root, text)
            await record(connection, by, "root", root.hash, now)
            if roster_text is not None:
                following = _take_roster(roster_text, root, roster, now)
                await _put_roster(connection, by, following, roster, roster_text, now)
                roster = following
            await _close_root(connection, root)
    except IntegrityError:
        raise Refused("stale-root") from None
    return root.version, roster.version if roster else 0


async def accept_held(
    database: Database, clock: Clock, by: bytes, roots: Sequence[str], rosters: Sequence[str]
) -> tuple[int, int]:
    """Put in force what a device holds that is newer, and return both versions: the database was put back from a backup.

    Any device may: nothing here can be made up, since coordinators signed it and each roster names the one before. How
    long ago that was is not asked, because a coordinator can sign the next one only on top of the last.
    """
    now, taken = clock.now(), list[bytes]()
    try:
        async with database.writing() as connection:
            root, roster, row = await _root(connection), await _roster(connection), await queries.line(connection)
            before = _ids(roster)
            for text in roots:
                root = await _held_root(connection, text, bytes(row.root_pub), root)
                taken.append(root.hash)
            known = [read_root(read_envelope(one, ROOT_TYPE)) for one in await queries.every_root(connection)]
            for at, text in enumerate(rosters, 1):
                # The last of them decides who is on the line: only coordinators of now can have signed that one.
                roster = await _held_roster(connection, text, [root] if at == len(rosters) else known, roster)
                taken.append(roster.hash)
            if roots:
                await _close_root(connection, root)
            if rosters and roster is not None:
                await queries.replace_devices(connection, roster.devices)
            await record_all(connection, by, "held", taken, now)
            await record_all(connection, by, "roster-add", sorted(_ids(roster) - before), now)
            await record_all(connection, by, "roster-drop", sorted(before - _ids(roster)), now)
    except IntegrityError:
        raise Refused("stale-roster") from None
    return root.version, roster.version if roster else 0


async def _put_roster(connection: Any, by: bytes, roster: Roster, before: Roster | None, text: str, now: int) -> None:
    """Put a judged roster in force, in the name of this device."""
    await queries.add_document(connection, "roster", roster, text)
    await queries.replace_devices(connection, roster.devices)
    old, new = _ids(before), _ids(roster)
    await record(connection, by, "roster", roster.hash, now)
    await record_all(connection, by, "roster-add", sorted(new - old), now)
    await record_all(connection, by, "roster-drop", sorted(old - new), now)


async def _close_root(connection: Any, root: Root) -> None:
    """End what a former root document allowed, and refuse one under which nobody has signed the roster in force."""
    text = await queries.document(connection, "roster")
    if text is not None and not _signed_under(root, read_envelope(text, ROSTER_TYPE)):
        raise Refused(
            "document", why="it takes out the key that signed the list of people, and no newer list came with it"
        )
    await queries.end_coordinators(connection)
    await queries.keep_holdings(connection, root.admins)


async def decline(database: Database, clock: Clock, by: bytes, name: bytes) -> None:
    """Let a device wait no longer: declined, or on the roster by now."""
    async with database.writing() as connection:
        if await queries.remove_enrolment(connection, name):
            await record(connection, by, "decline", name, clock.now())


async def enrol(
    database: Database,
    clock: Clock,
    crowd: Crowd,
    network: bytes,
    ed_pub: bytes,
    label: str,
    mac: bytes | None,
    role: str,
) -> bytes:
    """Let a device wait for a coordinator's approval and return its id; asking twice is asking once, and nobody is turned away."""
    name = device_id(ed_pub)
    values: dict[str, Any] = {"id": name, "ed_pub": ed_pub, "label": label, "mac": mac, "role": role}
    async with database.writing() as connection:
        row = await queries.line(connection)
        if row is None or row.made_at is None:
            raise Refused("not-made")
        if await queries.device(connection, name) is not None:
            return name  # It is on the roster already: nothing to wait for.
        before = await queries.enrolment(connection, name)
        if before is None:
            waiting = [bytes(one.id) for one in await queries.enrolments(connection)]
            for one in crowd.make_room(waiting):
                await queries.remove_enrolment(connection, one)
        await queries.add_enrolment(connection, values | {"asked_at": before.asked_at if before else clock.now()})
    crowd.came(name, network)
    return name


async def on_roster(connection: Any) -> frozenset[bytes]:
    """Return the ids of every device that the roster in force names."""
    return _ids(await _roster(connection))


def _ids(roster: Roster | None) -> frozenset[bytes]:
    return frozenset(one.device_id for one in roster.devices) if roster else frozenset()


async def _root(connection: Any) -> Root:
    """Return the root document in force."""
    text = await queries.document(connection, "root")
    if text is None:
        raise Refused("not-made")
    return read_root(read_envelope(text, ROOT_TYPE))


async def _roster(connection: Any) -> Roster | None:
    """Return the roster in force."""
    text = await queries.document(connection, "roster")
    return read_roster(read_envelope(text, ROSTER_TYPE)) if text else None


async def _held_root(connection: Any, text: str, root_pub: bytes, current: Root) -> Root:
    """Keep a newer root document; a device may have been off while there was another in between."""
    try:
        envelope = read_envelope(text, ROOT_TYPE)
        demand_signatures(envelope, [root_pub], 1)
        root = read_root(envelope)
        if root.version <= current.version:
            raise Flaw("rollback")
    except Flaw as flaw:
        _refuse(flaw, "stale-root")
    await queries.add_document(connection, "root", root, text)
    return root


async def _held_roster(connection: Any, text: str, roots: Sequence[Root], current: Roster | None) -> Roster:
    """Keep the very next roster, signed by coordinators of one of these root documents."""
    try:
        envelope = read_envelope(text, ROSTER_TYPE)
        if not any(_signed_under(root, envelope) for root in roots):
            raise Flaw("threshold")
        roster = read_roster(envelope)
        if current is None or roster.version != current.version + 1 or roster.prev != current.hash:
            raise Flaw("broken-chain")
    except Flaw as flaw:
        _refuse(flaw, "stale-roster")
    await queries.add_document(connection, "roster", roster, text)
    return roster


def _signed_under(root: Root, envelope: Envelope) -> bool:
    """Say whether enough coordinators of this root document signed."""
    try:
        demand_signatures(envelope, root.admins, root.threshold)
    except Flaw:
        return False
    return True


def _take_root(text: str, root_pub: bytes, current: Root | None, now: int) -> Root:
    """Read, verify and judge a root document."""
    try:
        envelope = read_envelope(text, ROOT_TYPE)
        demand_signatures(envelope, [root_pub], 1)
        root = read_root(envelope)
        judge_root(root, current, now)
    except Flaw as flaw:
        _refuse(flaw, "stale-root")
    return root


def _take_roster(text: str, root: Root, current: Roster | None, now: int) -> Roster:
    """Read, verify and judge a roster."""
    try:
        envelope = read_envelope(text, ROSTER_TYPE)
        demand_signatures(envelope, root.admins, root.threshold)
        roster = read_roster(envelope)
        judge_roster(roster, current, root, now)
    except Flaw as flaw:
        _refuse(flaw, "stale-roster")
    return roster


def _refuse(flaw: Flaw, stale: str) -> NoReturn:
    """Say what a coordinator can do about it: load the newest and sign anew, or look at the document itself."""
    if flaw.reason in ("rollback", "fork", "broken-chain"):
        raise Refused(stale) from None
    raise Refused("document", why=WHY[flaw.reason]) from None
