"""A relay that was put back from a backup: the youth hears what is true, and no word said from then on is passed over."""

from __future__ import annotations

import shutil

from tests.bot.stories import asks_for, on_call, talking
from tests.bot.world import Relay, World
from tests.fakes.telegram.person import Person


async def away(line: World) -> Relay:
    """Stop the relay."""
    assert line.relay is not None
    await line.relay.stop()
    return line.relay


async def back(line: World) -> None:
    """Start it again, and wait for everybody who listens."""
    assert line.relay is not None
    await line.relay.start()
    await line.bot_is_up()
    for worker in line.workers:
        worker.live.wake()
        await worker.until(lambda worker=worker: worker.live.up, "a live line")


async def test_words_said_after_a_backup_was_put_back_reach_the_youth_once(line: World, mia: Person) -> None:
    """The relay counts on from an older frame than the bot has read: what comes now is not taken for read already."""
    sam, conversation = await talking(line, mia)
    await sam.text(conversation, "Before the backup.")
    await mia.sees("Before the backup.")
    relay = await away(line)
    backup = line.folder / "backup"
    shutil.copytree(relay.folder, backup, ignore=shutil.ignore_patterns("lockbox*"))
    await back(line)
    for words in ("Lost one.", "Lost two.", "Lost three."):
        await sam.text(conversation, words)
        await mia.sees(words)
    await line.bot_took(conversation, sam)
    await away(line)
    for part in backup.iterdir():
        for residue in relay.folder.glob(f"{part.name}*"):
            residue.unlink()
        shutil.copy(part, relay.folder)
    await back(line)
    await sam.text(conversation, "After the backup.")

    await mia.sees("After the backup.")
    assert [mia.screen_text().count(words) for words in ("Before the backup.", "Lost one.")] == [1, 1]


async def test_a_youth_whose_conversation_is_lost_does_not_wait_on(line: World, mia: Person) -> None:
    """The machine with the lockbox is lost: nobody can read what was written, and the youth is told so at once."""
    await on_call(line)
    await asks_for(mia)
    await line.quiet()
    relay = await away(line)
    for part in relay.folder.glob("lockbox*"):
        part.unlink()
    await back(line)

    await mia.sees("this chat is lost")
    await mia.sees("What would help right now?")
