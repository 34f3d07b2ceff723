"""What the page tells at a moment: the published words, and the answer that the bot gets."""

from __future__ import annotations

import asyncio
import json
import logging
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy.ext.asyncio import AsyncConnection

from api.oncall.schedule import opening
from api.oncall.there import there
from api.store.database import Database
from api.studio.edition import running_review
from api.studio.queries import edition_of

if TYPE_CHECKING:
    from content.library import Edition, Library

log = logging.getLogger(__name__)
PATIENCE = 3


class Answer(NamedTuple):
    """Whether somebody is there, and when the line opens next, if anybody knows."""

    somebody: bool
    next_opening: int | None


@dataclass(frozen=True, slots=True)
class Told:
    """The words to say it in (none: not even those that the program came with can be read), and the answer, if one was given."""

    edition: Edition | None
    answer: Answer | None


class Front:
    """What every asking needs; the words are read when the first youth asks, and kept for when the database is away."""

    def __init__(self, database: Database, practice: bool) -> None:
        """Take the database, and whether services that nobody has verified are shown."""
        self._database, self._practice = database, practice
        self._library: Library | None = None
        self._came: dict[str, dict[str, str]] = {}
        self._review: int | None = None
        self._one = asyncio.Lock()

    async def ask(self, now: int) -> Told:
        """Look at the database. Whatever is wrong with it, the words of last time stand, and the numbers with them."""
        answer = found = None
        try:
            async with asyncio.timeout(PATIENCE), self._database.reading() as connection:
                answer = Answer(await there(connection, now), (await opening.told(connection, now))[1])
                found = await self._published(connection, now)
        except Exception:
            log.warning("The page for youth could not ask the database.", exc_info=True)
        return Told(await self._words(found, now), answer)

    async def words(self, now: int) -> Told:
        """Ask nothing: numbers are outside every limit, the database is not."""
        return Told(await self._words(None, now), None)

    async def _published(self, connection: AsyncConnection, now: int) -> tuple[int, str] | None:
        """Return what editors published, with its number, if it is news."""
        review = await running_review(connection, now)
        if review is None or review == self._review:
            return None
        text = await edition_of(connection, review)
        return None if text is None else (review, text)

    async def _words(self, news: tuple[int, str] | None, now: int) -> Edition | None:
        """Return today's edition; reading takes a while, so it is done in a thread and once."""
        async with self._one:
            return await asyncio.to_thread(self._read, news, now)

    def _read(self, news: tuple[int, str] | None, now: int) -> Edition | None:
        from content.library import ContentError, Library

        try:
            if self._library is None:
                self._library = Library.load(practice=self._practice, now_ms=now)
                self._came = self._library.current.phrases
            self._library.refresh(now)
            if news is not None and news[0] != self._review:
                self._library.take_over(partial(self._edition, news[1]), now)
                self._review = news[0]
        except (ContentError, ValueError):
            log.error("The words for youth cannot be served: run `python -m content check`.")
        return None if self._library is None else self._library.current

    def _edition(self, text: str, now: int) -> tuple[Edition, str | None]:
        from content.published import completed, edition_from

        edition, alarm = edition_from(json.loads(text), self._practice, now)
        return completed(edition, self._came), alarm
