"""What a youth may rely on whose conversation is erased: its key is gone, and nothing else opens the outer lock."""

from __future__ import annotations

import asyncio
import os
import stat
from pathlib import Path

import pytest

from api.store import lockbox
from api.store.lockbox import Destroyed, Lock, Unreadable, nonces, open_lockbox


async def test_a_frame_opens_only_under_its_own_key_and_in_its_own_place() -> None:
    """Moved to another place or conversation, changed, or cut short: unreadable."""
    key, conversation = os.urandom(32), os.urandom(16)
    lock = Lock(conversation, key)
    frame = os.urandom(500)
    wrapped = lock.wrap(7, frame, nonces(1)[0])

    assert frame == lock.unwrap(7, wrapped)
    assert frame not in wrapped
    for other, place, bytes_ in (
        (lock, 8, wrapped),
        (Lock(os.urandom(16), key), 7, wrapped),
        (Lock(conversation, os.urandom(32)), 7, wrapped),
        (lock, 7, wrapped[:-1] + bytes([wrapped[-1] ^ 1])),
        (lock, 7, wrapped[:20]),
        (lock, 7, b""),
    ):
        with pytest.raises(Unreadable):
            other.unwrap(place, bytes_)


async def test_a_key_is_made_once_and_found_again(empty_database_url: str) -> None:
    """The same lock after a restart; a conversation without a key has none."""
    conversation = os.urandom(16)
    box = await open_lockbox(empty_database_url)
    wrapped = (await box.make(conversation)).wrap(1, b"frame", nonces(1)[0])
    again = await box.make(conversation)
    await box.close()
    box = await open_lockbox(empty_database_url)
    found = await box.find(conversation)
    nothing = await box.find(os.urandom(16))
    await box.close()

    assert found is not None
    assert (again.unwrap(1, wrapped), found.unwrap(1, wrapped), nothing) == (b"frame", b"frame", None)


async def test_a_destroyed_key_is_never_made_again(empty_database_url: str) -> None:
    """After the purge there is no lock, in memory or on the disk, and none is made for that conversation."""
    conversation = os.urandom(16)
    box = await open_lockbox(empty_database_url)
    await box.make(conversation)
    await box.destroy([conversation], 1)
    await box.destroy([conversation], 2)

    assert box.held(conversation) is None
    assert await box.find(conversation) is None
    assert {conversation} == await box.gone()
    with pytest.raises(Destroyed):
        await box.make(conversation)
    await box.close()


async def test_whoever_asks_while_a_key_is_destroyed_leaves_it_in_no_memory(empty_database_url: str) -> None:
    """A desk reads in the very moment of the purge: what it was given it had; nobody is given it again."""
    box = await open_lockbox(empty_database_url)
    names = [os.urandom(16) for _ in range(20)]
    for name in names:
        await box.make(name)
        box.drop(name)
        reading = [asyncio.create_task(box.find(name)) for _ in range(3)]
        await asyncio.gather(box.destroy([name], 1), *reading)
        await asyncio.gather(*(box.find(name) for _ in range(2)))
    held = [name for name in names if box.held(name) is not None]
    await box.close()

    assert held == []


async def test_a_destroyed_key_leaves_no_byte_in_any_file(tmp_path: Path) -> None:
    """Neither in the lockbox nor in a journal beside it; the other keys stay."""
    box = await open_lockbox(f"sqlite+aiosqlite:///{tmp_path / 'lockbox.db'}")
    conversations = [os.urandom(16) for _ in range(200)]
    keys = {}
    for conversation in conversations:
        await box.make(conversation)
    async with box._engine.connect() as connection:
        for row in await connection.exec_driver_sql("SELECT conversation, key FROM keys"):
            keys[row.conversation] = row.key
    await box.destroy(conversations[:150], 1)
    with_files_open = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    await box.close()
    after = b"".join(path.read_bytes() for path in tmp_path.iterdir())

    for held in (with_files_open, after):
        assert not [one for one in conversations[:150] if keys[one] in held]
        assert not [one for one in conversations[150:] if keys[one] not in held]


async def test_the_lockbox_is_for_its_owners_eyes_alone(tmp_path: Path) -> None:
    """Nobody else on the machine reads the file."""
    box = await open_lockbox(f"sqlite+aiosqlite:///{tmp_path / 'new' / 'lockbox.db'}")
    await box.close()

    assert stat.S_IMODE((tmp_path / "new" / "lockbox.db").stat().st_mode) == 0o600


async def test_memory_holds_a_bounded_number_of_keys(empty_database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The longest unused go first, and are found again on the disk."""
    monkeypatch.setattr(lockbox, "CACHED", 3)
    box = await open_lockbox(empty_database_url)
    conversations = [os.urandom(16) for _ in range(5)]
    for conversation in conversations:
        await box.make(conversation)

    assert [box.held(one) is not None for one in conversations] == [False, False, True, True, True]
    assert await box.find(conversations[0]) is not None
    await box.close()


async def test_old_entries_leave_the_list(empty_database_url: str) -> None:
    """After longer than any backup is kept, not even the name of a purged conversation is left."""
    old, new = os.urandom(16), os.urandom(16)
    box = await open_lockbox(empty_database_url)
    await box.destroy([old], 100)
    await box.destroy([new], 200)
    await box.forget(150)

    assert {new} == await box.gone()
    await box.close()
