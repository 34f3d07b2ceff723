"""The record of deeds for coordinators: page by page, of one action or person, and whether it is whole."""

from __future__ import annotations

import asyncio
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request
from starlette.datastructures import State as AppState

from api.errors import Refused
from api.protocol.base64url import b64u, from_b64u
from api.staff import doors, queries
from api.staff.audit import ACTIONS
from api.staff.chain import Row, pseudonym
from api.staff.seals import State, check
from api.store.audit_key import WrongKey

router = APIRouter(prefix="/api/audit", dependencies=[Depends(doors.coordinator)])
A_PAGE = 100
CHECKED_FOR = 60_000  # ms: a page that is loaded again and again does not check a year's rows each time


@router.get("")
async def page(
    request: Request,
    before: Annotated[int | None, Query(ge=1, lt=1 << 62)] = None,
    action: Annotated[str | None, Query(max_length=24)] = None,
    person: Annotated[str | None, Query(max_length=22)] = None,
) -> dict[str, Any]:
    """Give one page, the newest first, with the labels that the roster knows, and the closed list of actions."""
    try:
        actor = None if person is None else from_b64u(person, 16)
    except ValueError:
        raise Refused("malformed") from None
    async with request.app.state.database.reading() as connection:
        rows = await queries.deeds(connection, before, action, actor, A_PAGE + 1)
        people = await queries.labels(connection)
    pseudonyms = {pseudonym(device): label for device, label in people.items()}
    return {
        "items": [_shown(row, people, pseudonyms) for row in rows[:A_PAGE]],
        "next": rows[A_PAGE - 1].number if len(rows) > A_PAGE else None,
        "people": [{"device": b64u(device), "label": label} for device, label in people.items()],
        "actions": list(ACTIONS),
    }


@router.get("/state")
async def state(request: Request) -> dict[str, Any]:
    """Check all of the record, and say how far it is whole and sealed."""
    checking: Checking = request.app.state.checking
    try:
        found, public = await checking.newest()
    except WrongKey:
        raise Refused("audit-key") from None
    return {
        "whole": found.flaw is None and not found.cuts,
        "says": found.flaw,
        "cuts": list(found.cuts),
        "number": found.number,
        "sealed_day": found.sealed_day,
        "sealed_number": found.sealed_number,
        "key": public.hex(),
    }


class Checking:
    """The last check, for a minute; who asks meanwhile waits for the same one."""

    def __init__(self, state: AppState) -> None:
        """Take the relay's database, key and clock."""
        self._state = state
        self._one = asyncio.Lock()
        self._held: tuple[int, State, bytes] | None = None

    async def newest(self) -> tuple[State, bytes]:
        """Return what a check found, and the public key that it was checked with."""
        async with self._one:
            now = self._state.clock.steady()
            if self._held is None or now - self._held[0] >= CHECKED_FOR:
                key = await self._state.audit_key()
                self._held = now, await check(self._state.database, key.public, await key.sealed()), key.public
            return self._held[1], self._held[2]


def _shown(row: Row, people: dict[bytes, str], pseudonyms: dict[bytes, str]) -> dict[str, Any]:
    """Show one row; an id that is no device's stays a pseudonym."""
    return {
        "number": row.number,
        "hour": row.hour,
        "actor": None if row.actor is None else b64u(row.actor),
        "label": None if row.actor is None else people.get(row.actor),
        "action": row.action,
        "subject": None if row.subject is None else b64u(row.subject),
        "subject_label": None if row.subject is None else pseudonyms.get(row.subject),
    }
