"""A practice Telegram and a real aiogram bot on it, for the tests of the practice Telegram itself."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer

from .telegram.person import Person
from .telegram.practice import Practice, practice_telegram


@pytest.fixture
async def tg() -> AsyncIterator[Practice]:
    """A practice Telegram whose clock stands still until it is moved."""
    async with practice_telegram(webhook_seconds=1) as practice:
        yield practice


@pytest.fixture
async def bot(tg: Practice) -> AsyncIterator[Bot]:
    """A real bot that speaks to it."""
    session = AiohttpSession(api=TelegramAPIServer.from_base(tg.base))
    async with Bot(tg.token, session=session) as one:
        yield one


@pytest.fixture
async def mia(tg: Practice) -> Person:
    """A youth who has pressed Start."""
    person = tg.person("Mia")
    person.start()
    return person
