"""Addresses for counts of screens: the bot hands over finished weeks and who stands where."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request
from pydantic import BaseModel, ConfigDict, Field

from api.errors import Refused
from api.staff import doors
from api.store.database import Database
from api.studio.counts import queries
from api.studio.counts.stops import stopped
from api.studio.counts.ways import ways_since
from content.counts import LEAST, WIDTH, may_be_told, total, week_of

router = APIRouter(prefix="/api/studio")
MOST_WEEKS = 52
Step = Annotated[str, Field(min_length=1, max_length=32, pattern=r"^[\x21-\x7e]+$")]


Steps = Annotated[dict[Step, Annotated[int, Field(lt=2**31, strict=True)]], Field(max_length=5_000)]


class Week(BaseModel):
    """A week that is over: its Monday as 20261123, and what may be told of each screen."""

    model_config = ConfigDict(extra="forbid")
    week: Annotated[int, Field(ge=20200101, le=99991231, strict=True)]
    steps: Steps


class Standing(BaseModel):
    """What may be told of each screen: how many chats stand on it."""

    model_config = ConfigDict(extra="forbid")
    steps: Steps


@router.post("/steps", dependencies=[Depends(doors.bot)])
async def hand_over(request: Request, body: Week) -> dict[str, Any]:
    """Keep a week once; a number that was not rounded is refused, so the relay never holds an exact one."""
    state = request.app.state
    running = week_of(state.clock.now(), state.settings.zone)
    if not may_be_told(body.steps) or not _monday(body.week) or body.week >= running:
        raise Refused("malformed")
    database: Database = state.database
    async with database.writing() as connection:
        return {"kept": await queries.keep(connection, body.week, body.steps)}


@router.get("/counts", dependencies=[Depends(doors.studying)])
async def counts(request: Request, weeks: Annotated[int, Query(ge=1, le=MOST_WEEKS)] = 8) -> dict[str, Any]:
    """Give the newest weeks that are over: who came by, in bands, and who stopped; a screen that is not named had fewer than ten."""
    state = request.app.state
    database: Database = state.database
    async with database.reading() as connection:
        found = await queries.weeks(connection, weeks)
        after = await ways_since(state.studio, connection, _written(min(found))) if found else {}
    told = [{"week": _written(week), "total": total(steps), "steps": steps} for week, steps in found.items()]
    # The map's numbers for each screen are made of what is told anyway.
    together: Counter[str] = sum((Counter(steps) for steps in found.values()), Counter())
    stops = stopped(list(found.values()), after)
    return {"least": LEAST, "width": WIDTH, "weeks": told, "steps": dict(together), "stops": stops}


@router.post("/where", dependencies=[Depends(doors.bot)], status_code=204)
async def tell_where(request: Request, body: Standing) -> None:
    """Keep who stands where now, and forget what was told before; a number that was not rounded is refused."""
    if not may_be_told(body.steps):
        raise Refused("malformed")
    database: Database = request.app.state.database
    async with database.writing() as connection:
        await queries.keep_standing(connection, request.app.state.clock.now(), body.steps)


@router.get("/where", dependencies=[Depends(doors.studying)])
async def where(request: Request) -> dict[str, Any]:
    """Give how many chats stood on each screen when the bot told it last; one that is not named had fewer than ten."""
    database: Database = request.app.state.database
    async with database.reading() as connection:
        at, steps = await queries.standing(connection)
    return {"at": at, "steps": steps}


def _written(week: int) -> str:
    return datetime.strptime(str(week), "%Y%m%d").date().isoformat()


def _monday(week: int) -> bool:
    try:
        return datetime.strptime(str(week), "%Y%m%d").weekday() == 0
    except ValueError:
        return False
