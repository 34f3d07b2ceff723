"""What the bot's disk and its logs give away: no earlier word of a youth, no chat id, and for 72 hours at most the replies."""

from __future__ import annotations

import io
import json
import logging
import sys
import warnings
from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import SQLAlchemyError

from bot.memory.chats import Chats
from bot.memory.tables import chats, facts, receive_keys, received, sends, shown
from bot.sealing.keys import ReceiveKey, Refusal, Vault
from bot.sealing.open import Reader
from bot.sealing.padding import MSG, header
from bot.settings.quiet import Quiet, be_quiet
from tests.bot.hook import text_update
from tests.bot.stories import talking
from tests.bot.worker import Worker
from tests.bot.world import World
from tests.fakes.telegram.person import Person
from tests.fakes.telegram.practice import Practice

HOUR = 3600
CANARY = "CANARY-aurora"


async def _talked(line: World, mia: Person) -> tuple[Worker, bytes]:
    """Let both say the canary, so that it has gone through everything."""
    sam, conversation = await talking(line, mia)
    mia.send(f"{CANARY} one")
    await sam.hears("text", body=f"{CANARY} one")
    await sam.text(conversation, f"{CANARY} two")
    await mia.sees(f"{CANARY} two")
    await line.quiet()
    return sam, conversation


async def _rows(line: World, table: Any) -> list[Any]:
    async with line.line.database.reading() as connection:
        return list(await connection.execute(select(table)))


async def test_the_disk_holds_no_word_and_no_name(line: World, mia: Person) -> None:
    """Promise 3: every file of the bot, byte for byte: no word, no chat id, no username, no worker's label."""
    await _talked(line, mia)
    await line.stop_bot()
    kept = b"".join(file.read_bytes() for file in (line.folder / "bot").rglob("*") if file.is_file())

    assert len(kept) > 10_000
    for telling in (CANARY, str(mia.chat_id), mia.username):
        assert telling.encode() not in kept
        assert telling.encode("utf-16-le") not in kept


async def test_whoever_takes_disk_and_host_secret_reads_no_earlier_word(line: World, mia: Person) -> None:
    """Protocol 4.4: everything that the host secret opens is opened here, and none of it is a youth's word."""
    await _talked(line, mia)
    vault, opened = line.line.vault, []
    for table, purpose in ((chats, "chat"), (sends, "send"), (shown, "shown")):
        opened += [vault.open(purpose, row.sealed, row.mac) for row in await _rows(line, table)]
    opened += [vault.open("receive key", row.sealed, row.key_id) for row in await _rows(line, receive_keys)]
    opened += [row.value for row in await _rows(line, facts)]

    assert len(opened) > 5
    assert not any(CANARY.encode() in plain for plain in opened)


async def test_no_stored_key_opens_what_the_bot_sent(line: World, mia: Person) -> None:
    """Promise 3: with every receive key of the bot, its own frames stay locked: their secrets were never written down."""
    _, conversation = await _talked(line, mia)
    keys = [
        ReceiveKey.from_bytes(line.line.vault.open("receive key", row.sealed, row.key_id))
        for row in await _rows(line, receive_keys)
    ]
    pins = line.line.trust.pins
    assert pins is not None
    reader = Reader(line.line.trust.identity.device, conversation, lambda: keys, pins)
    mine = [frame for frame in line.posted if header(frame).type == MSG]
    words, refused = 0, 0
    for frame in line.posted:
        try:
            words += reader.receive(frame, line.clock.now()).payload is not None
        except Refusal as why:
            refused += why.reason == "locked"

    assert len(keys) >= 1
    assert words == 0
    assert refused == len(mine) >= 4


async def test_words_that_wait_for_the_relay_are_locked_for_the_bot_too(line: World, mia: Person) -> None:
    """Promise 3: after a restart the bot itself cannot read what it still has to post."""
    sam, _ = await talking(line, mia)
    assert line.relay is not None
    await line.relay.stop()
    mia.send(f"{CANARY} three")
    await line.tg.settled()
    await line.stop_bot()
    kept = b"".join(file.read_bytes() for file in (line.folder / "bot").glob("bot.db*"))
    assert CANARY.encode() not in kept

    await line.relay.start()
    sam.live.wake()
    await line.start_bot()
    await sam.hears("text", body=f"{CANARY} three")


async def test_replies_open_for_72_hours_at_most(line: World, mia: Person) -> None:
    """Protocol 1: a day in its certificate, 48 h more, then the key is destroyed, and the frames with it."""
    await _talked(line, mia)
    old = {row.key_id for row in await _rows(line, receive_keys)}
    assert len(old) == 1
    await line.moves(71 * HOUR)
    await line.line._renew_key()
    assert old < {row.key_id for row in await _rows(line, receive_keys)}

    await line.moves(HOUR + 1)
    await line.line._renew_key()
    await line.line.clock.tidy()
    assert not old & {row.key_id for row in await _rows(line, receive_keys)}
    assert not old & {key.key_id for key in line.line.trust.receive_keys}
    assert await _rows(line, received) == []


async def test_a_bot_that_slept_for_a_week_destroys_its_keys_as_it_wakes(line: World, mia: Person) -> None:
    """Protocol 1: keys are destroyed on time also where the relay is away and nobody can renew them."""
    await _talked(line, mia)
    assert line.relay is not None
    await line.stop_bot()
    await line.relay.stop()
    line.passes(7 * 24 * HOUR)
    await line.start_bot()

    assert await _rows(line, receive_keys) == []
    assert line.line.trust.receive_keys == []


@pytest.fixture
def ear() -> Iterator[io.StringIO]:
    """Everything that the bot would write to its log, as it runs for real."""
    root, heard = logging.getLogger(), io.StringIO()
    before = root.handlers[:], root.level, logging.raiseExceptions, warnings.showwarning
    hooks = sys.excepthook, sys.unraisablehook
    be_quiet(heard)
    yield heard
    root.handlers[:], root.level, logging.raiseExceptions, warnings.showwarning = before
    sys.excepthook, sys.unraisablehook = hooks


async def test_p4_no_error_path_says_a_word(
    line: World, tg: Practice, mia: Person, ear: io.StringIO, capfd: pytest.CaptureFixture[str]
) -> None:
    """P4: the canary goes through every fault that the bot knows; log and output name kinds of faults only."""
    sam, conversation = await _talked(line, mia)
    take = line.line.door.take
    undecodable = text_update({"is": CANARY}, chat=mia.chat_id)
    for update in (undecodable, {"update_id": 9, "brand_new": {"text": CANARY}}, [CANARY], CANARY):
        assert await take(_json(update))
    for method, code in (("sendMessage", 400), ("deleteMessage", 500), ("sendMessage", 418)):
        tg.faults.refuse(method, code, f"Bad Request: {CANARY} {mia.chat_id}")
    mia.location()
    mia.send(f"<b {CANARY}")
    await line.quiet()
    tg.faults.too_many("sendMessage", 1)
    tg.faults.accepted_then_reset("sendMessage")
    await sam.text(conversation, f"{CANARY} again")
    await sam.write(conversation, {"t": "ack", "session": CANARY, "seq": CANARY})
    await sam.write(conversation, {"t": "edit", "of": CANARY, "body": CANARY})
    await line.bot_took(conversation, sam)
    await line.quiet()

    def broken(*_: object, **__: object) -> None:
        raise RuntimeError(CANARY, mia.chat_id)

    line.line.handlers.menu.typed = broken  # type: ignore[method-assign,assignment]
    assert not await take(_json(text_update(CANARY, chat=mia.chat_id)))
    async with line.line.database.writing() as connection:
        await connection.execute(text("DROP TABLE marks"))
    del line.line.handlers.menu.typed
    assert not await take(_json(text_update(CANARY, chat=mia.chat_id)))
    said = ear.getvalue() + "".join(capfd.readouterr())

    for line_of_log in ("an update: RuntimeError", "the database: Unavailable", "a worker's message: "):
        assert line_of_log in said
    for telling in (CANARY, str(mia.chat_id), mia.username, "Mia"):
        assert telling not in said


async def test_a_chats_name_is_nothing_without_the_host_secret(alone: World) -> None:
    """Promise 2: plain hashes of Telegram's numbers are tried through in minutes; under another secret a chat has another name."""
    chats = alone.line.chats
    other = Chats(chats.database, chats.journal, Vault(bytes(32)), chats.now, chats.early)

    assert other.mac(5_000_001) != chats.mac(5_000_001)
    assert other.tag(bytes(16), "note") != chats.tag(bytes(16), "note")


async def test_p4_a_database_error_names_no_value(alone: World) -> None:
    """P4: whatever a library makes of the error, what was to be kept is not in it."""
    with pytest.raises(SQLAlchemyError) as caught:
        async with alone.line.database.engine.connect() as connection:
            await connection.execute(text("SELECT nothing FROM nowhere WHERE said = :said"), {"said": "CANARY-9"})

    assert "CANARY-9" not in str(caught.value)


def test_p4_a_loggers_words_are_cut_to_the_kind_of_the_fault() -> None:
    """P4: what aiogram, SQLAlchemy or asyncio say, with whatever arguments, ends as logger, level and class."""
    heard = io.StringIO()
    handler = logging.StreamHandler(heard)
    handler.setFormatter(Quiet())
    other = logging.Logger("aiogram.dispatcher")
    other.addHandler(handler)
    try:
        raise ValueError(CANARY)
    except ValueError:
        other.exception("update %s", CANARY)
    other.warning(CANARY)

    assert CANARY not in heard.getvalue()
    assert "ValueError" in heard.getvalue()


def _json(value: Any) -> bytes:
    return json.dumps(value).encode()
