"""The reports' address, for those who answer for the line: one finished month, in bands of five."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request

from api.conversations.mailbox import Mailbox
from api.conversations.reports import bands, months, queries
from api.conversations.reports.kinds import KINDS, Count
from api.errors import Refused
from api.staff import doors

router = APIRouter()


@router.get("/api/reports", dependencies=[Depends(doors.leading)])
async def report(request: Request, period: Annotated[str, Query(max_length=7)] = "") -> dict[str, Any]:
    """Give the report of a month that is over, the newest if none is named, and which months there are."""
    mail: Mailbox = request.app.state.mail
    now = mail.clock.now()
    async with mail.database.reading() as connection:
        there = months.over(await queries.first_day(connection), now, mail.zone)
        month = months.read(period) if period else there[0] if there else None
        if period and month not in there:
            raise Refused("period")
        sums = {} if month is None else await queries.sums(connection, *month.days)
    return {
        "period": None if month is None else str(month),
        "periods": [str(one) for one in there],
        "running": str(months.running(now, mail.zone)),
        "zone": mail.zone.key,
        "tell_after": request.app.state.paging.numbers.tell_after,
        "tables": [] if month is None else [_table(kind, sums) for kind in KINDS],
    }


def _table(kind: str, sums: dict[Count, int]) -> dict[str, Any]:
    """Show one kind: each sort's least, in the order of the closed list."""
    table = bands.shown({key: sums.get(Count(kind, key), 0) for key in KINDS[kind]})
    cells = [{"key": key, "least": number} for key, number in table.cells.items()]
    return {"kind": kind, "total": table.total, "cells": cells}
