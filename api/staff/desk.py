"""What a worker's desk shows beside conversations: replies, services and names, from the content room."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING, Any

from fastapi import APIRouter, Depends, Request

from api.errors import Refused
from api.staff import doors

if TYPE_CHECKING:
    from content.library import Edition, Library

log = logging.getLogger(__name__)
router = APIRouter()


class DeskContent:
    """The content library, opened when the first desk asks: reading it takes longer than the relay may take to start."""

    def __init__(self, practice: bool) -> None:
        """Say whether services that nobody has verified are shown."""
        self.practice = practice
        self._library: Library | None = None
        self._one = asyncio.Lock()

    async def newest(self, now: int) -> dict[str, Any]:
        """Return the newest edition's desk; read in a thread, so that no message waits for it."""
        async with self._one:
            return (await asyncio.to_thread(self._read, now)).desk()

    async def shipped(self, now: int) -> dict[str, Any]:
        """Return the whole edition: what one editor did alone before anything was published follows from it."""
        from content.edition import as_json

        async with self._one:
            return as_json(await asyncio.to_thread(self._read, now))

    def _read(self, now: int) -> Edition:
        """Open the library, or look whether an editor changed something."""
        from content.library import ContentError, Library

        if self._library is not None:
            self._library.refresh(now)
            return self._library.current
        try:
            self._library = Library.load(practice=self.practice, now_ms=now)
        except ContentError:
            log.error("The content cannot be served: run `python -m content check`.")
            raise Refused("content") from None
        return self._library.current


@router.get("/api/content/desk", dependencies=[Depends(doors.staff)])
async def desk(request: Request) -> dict[str, Any]:
    """Give the desk's content as the newest edition has it."""
    state = request.app.state
    newest: dict[str, Any] = await state.desk_content.newest(state.clock.now())
    return newest


@router.get("/api/content/shipped", dependencies=[Depends(doors.staff)])
async def shipped(request: Request) -> dict[str, Any]:
    """Give the edition that the program came with."""
    state = request.app.state
    came: dict[str, Any] = await state.desk_content.shipped(state.clock.now())
    return came
