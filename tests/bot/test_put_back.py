"""A relay that was put back from a backup: the youth hears what is true, and no word said from then on is passed over."""

from __future__ import annotations

import shutil

import pytest

from tests.bot.stories import asks_for, on_call, talking
from tests.bot.worker import Worker
from tests.bot.world import Relay, World
from tests.fakes.telegram.person import Person

AFTER = tuple(f"After, {which}." for which in ("one", "two", "three", "four", "five", "six", "seven", "eight"))
LOST = ("Lost one.", "Lost two.", "Lost three.")


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


async def loses_three_words(line: World, mia: Person) -> tuple[Worker, bytes]:
    """Let Sam talk, the relay be backed up, Sam say three things more, and the relay be gone."""
    sam, conversation = await talking(line, mia)
    await sam.text(conversation, "Before the backup.")
    await mia.sees("Before the backup.")
    relay = await away(line)
    shutil.copytree(relay.folder, line.folder / "backup", ignore=shutil.ignore_patterns("lockbox*"))
    await back(line)
    for words in LOST:
        await sam.text(conversation, words)
        await mia.sees(words)
    await line.bot_took(conversation, sam)
    await away(line)
    return sam, conversation


def puts_the_backup_back(line: World) -> None:
    """Give the relay, which is stopped, what it had then."""
    assert line.relay is not None
    for part in (line.folder / "backup").iterdir():
        for residue in line.relay.folder.glob(f"{part.name}*"):
            residue.unlink()
        shutil.copy(part, line.relay.folder)


async def others_come_into_their_places(line: World, sam: Worker, conversation: bytes) -> None:
    """Put the backup back, and let Sam's desk be quicker than the bot: it says other things."""
    await line.stop_bot()
    puts_the_backup_back(line)
    assert line.relay is not None
    await line.relay.start()
    sam.live.wake()
    await sam.until(lambda: sam.live.up, "a live line")
    sam._senders.pop(conversation)  # a desk goes on in a session of its own
    for words in AFTER:
        await sam.text(conversation, words)
    await line.start_bot()
    await line.bot_is_up()
    await line.bot_took(conversation, sam)
    await line.quiet()


async def test_words_said_after_a_backup_was_put_back_reach_the_youth_once(line: World, mia: Person) -> None:
    """The relay counts on from an older frame than the bot has read: what comes now is not taken for read already."""
    sam, conversation = await loses_three_words(line, mia)
    puts_the_backup_back(line)
    await back(line)
    await sam.text(conversation, "After the backup.")

    await mia.sees("After the backup.")
    assert [mia.screen_text().count(words) for words in ("Before the backup.", "Lost one.")] == [1, 1]


async def test_what_sam_says_before_the_bot_is_back_too_is_not_taken_for_what_i_have_read(
    line: World, mia: Person
) -> None:
    """Promise 6: Sam's desk was quicker, and the places of what was lost are taken by the time the bot looks: nothing seems missing."""
    sam, conversation = await loses_three_words(line, mia)
    await others_come_into_their_places(line, sam, conversation)
    for words in AFTER:
        await mia.sees(words)
    await line.quiet()
    await line.stop_bot()
    await line.start_bot()
    await line.bot_is_up()
    mia.send("I have read all of it")
    await sam.hears("text", body="I have read all of it")
    await line.quiet()

    assert [mia.screen_text().count(words) for words in ("Before the backup.", *LOST, *AFTER)] == [1] * 12


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


@pytest.mark.parametrize("anew", [False, True], ids=["the bot runs on", "the bot begins anew"])
async def test_words_that_waited_for_me_are_told_as_sam_wrote_them_though_others_came_into_their_places(
    line: World, mia: Person, anew: bool
) -> None:
    """Promise 6: my phone was put away as a backup was put back. I read all of it, in its order, and nothing twice."""
    sam, conversation = await talking(line, mia)
    relay = await away(line)
    shutil.copytree(relay.folder, line.folder / "backup", ignore=shutil.ignore_patterns("lockbox*"))
    await back(line)
    await line.moves(11 * 60)
    for words in LOST:
        await sam.text(conversation, words)
    await line.bot_took(conversation, sam)
    await away(line)
    await others_come_into_their_places(line, sam, conversation)
    if anew:
        await line.stop_bot()
        await line.start_bot()
        await line.bot_is_up()
    mia.tap("Yes")
    await mia.sees(AFTER[-1])
    await line.quiet()

    told = [words for words in mia.screen_text().splitlines() if words.startswith(("Lost", "After"))]
    assert told == [*LOST, *AFTER]
