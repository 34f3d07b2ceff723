"""Two editors publish at a real relay, and a youth in the middle of things reads it; whatever else comes changes nothing."""

from __future__ import annotations

import re

import pytest

from bot.memory import queries
from bot.settings.counts import COUNTS
from tests.bot.editors import ASKS, Editors, editors
from tests.bot.stories import talking
from tests.bot.world import World
from tests.fakes.servers import until
from tests.fakes.telegram.person import Person

NEW = "What can we do for you? Pick one. You can change your mind."


@pytest.fixture
async def studio(line: World) -> Editors:
    """A bot on a line with three editors."""
    return await editors(line)


async def at_the_menu(mia: Person) -> None:
    """Say hello and come to the menu."""
    mia.start()
    await mia.sees("Is it okay to read")
    mia.tap("Yes")
    await mia.sees("What would help right now?")


async def test_a_youth_in_the_middle_of_things_reads_the_new_words(line: World, studio: Editors, mia: Person) -> None:
    """Nothing is sent unasked; the next tap shows the new words, an old button works, and the way back is one step."""
    await at_the_menu(mia)
    before, failed = len(mia.screen()), COUNTS["updates_failed"]
    first = await studio.publish(ASKS, NEW)
    await studio.bot_serves(first)
    await line.quiet()
    unasked = len(mia.screen()) - before
    mia.tap("Who are you?")
    await mia.sees("is run by")
    mia.tap("Menu")
    await mia.sees("What can we do for you?")
    second = await studio.publish("{id: w, label: Who are you?", "{id: q, label: Who are you?")
    await studio.bot_serves(second)
    mia.tap("Who are you?")  # the button of the version before
    await line.quiet()

    assert (first, second, unasked) == (1, 2, 0)
    assert "What can we do for you?" in mia.screen()[-1].text
    mia.tap("Who are you?")
    await mia.sees("is run by")

    payload = await studio.asks("Cleo", "/rollback", n=1, why="The button.")
    await studio.signs("Cleo", payload)
    assert await studio.signs("Ben", payload) == 3
    await studio.bot_serves(3)
    mia.tap("Menu")
    await mia.sees("What can we do for you?")
    await line.quiet()

    assert COUNTS["updates_failed"] == failed


async def test_a_youth_whose_step_was_taken_away_is_led_on_and_meets_no_error(
    line: World, studio: Editors, mia: Person
) -> None:
    """The editors say where to: there she is at her next press. A step that asks otherwise now leads to the menu."""
    failed = COUNTS["updates_failed"]
    await at_the_menu(mia)
    mia.tap("Who are you?")
    await mia.sees("is run by")
    mia.tap("What you keep")
    await mia.sees("We do not ask your name")
    mia.tap("Who sees it")
    await mia.sees("Only the workers you pick")

    await studio.rewrites("flows/who.yaml", lambda text: _without_who_3(text).replace(", go: who_3}", ", go: who_4}"))
    await studio.rewrites("i18n/fr/who.yaml", _without_who_3)
    await studio.bot_serves(await studio.publish_draft())
    mia.tap("What you must tell")  # a button of the step that is gone
    led_on = await mia.sees("Some things we can't keep secret.")

    await studio.rewrites("flows/who.yaml", lambda text: text.replace("{id: g, label: Show", "{id: x, label: Show"))
    await studio.rewrites("i18n/fr/who.yaml", lambda text: text.replace("{id: who_4.g,", "{id: who_4.x,"))
    await studio.bot_serves(await studio.publish_draft())
    mia.tap("Show me some")  # a button that means nothing any more
    await mia.sees("What would help right now?")
    await line.quiet()

    assert "who_3" not in line.line.library.current.bundle["steps"]
    assert "Show me some" in str(led_on)
    assert COUNTS["updates_failed"] == failed


def _without_who_3(text: str) -> str:
    """Cut one step out of a file of the flows or of a translation, and lead whoever stands there to the next."""
    cut = re.sub(r"^  who_3:\n(?:    .*\n|\n)+", "", text, flags=re.M)
    cut = re.sub(r"^  - (?:\{id: who_3\b.*\n|id: who_3\b.*\n(?:    .*\n|\n)+)", "", cut, flags=re.M)
    return cut.replace("\nsteps:\n", "\nredirect: {who_3: who_4}\nsteps:\n")


async def test_a_version_that_was_planned_reaches_a_youth_at_its_hour_and_not_before(
    line: World, studio: Editors, mia: Person
) -> None:
    """Signed by two in the afternoon for the evening: until then she reads what was."""
    hours = 3
    await at_the_menu(mia)
    await studio.writes(ASKS, NEW)
    payload = await studio.asks_to_publish(at=line.clock.now() + hours * 3_600_000)
    await studio.signs("Ann", payload)
    await studio.signs("Ben", payload)
    await line.line.published.look()
    mia.tap("Who are you?")
    await mia.sees("is run by")
    mia.tap("Menu")
    await line.quiet()
    before = mia.screen()[-1].text
    await line.moves(hours * 3600)
    assert line.relay is not None
    await line.relay.app.state.jobs.tick()
    await studio.bot_serves(1)
    mia.tap("Who are you?")
    await mia.sees("is run by")
    mia.tap("Menu")

    assert "What would help right now?" in before
    await mia.sees("What can we do for you?")


async def test_who_talks_with_a_worker_goes_on_talking_and_reads_the_new_words(
    line: World, studio: Editors, mia: Person
) -> None:
    """The place in the talk is kept through a new version and through the floor; what is asked for beside it is new."""
    sam, conversation = await talking(line, mia)
    first = await studio.publish("Here are people you can reach now.", "Here is who you can reach.")
    await studio.bot_serves(first)
    mia.send("/help")
    await mia.sees("Here is who you can reach.")
    mia.send("I am still here")
    await sam.hears("text", body="I am still here")
    floor = await studio.asks("Cleo", "/floor", why="Trying it.")
    await studio.signs("Cleo", floor)
    await studio.bot_serves(2)
    await sam.text(conversation, "So am I")
    await mia.sees("So am I")
    mia.send("Good")
    heard = await sam.hears("text", body="Good")

    assert heard["body"] == "Good"


async def test_the_bot_keeps_what_was_published_through_a_start_without_a_relay(
    line: World, studio: Editors, mia: Person
) -> None:
    """Nothing that the program came with takes its place, and what is kept is sealed."""
    await studio.bot_serves(await studio.publish(ASKS, NEW))
    assert line.relay is not None
    async with line.line.database.reading() as connection:
        kept = await queries.fact(connection, "edition")
    await line.stop_bot()
    await line.relay.stop()
    await line.start_bot()
    mia.start()
    await mia.sees("Is it okay to read")
    mia.tap("Yes")
    await mia.sees("What can we do for you?")

    assert kept is not None and NEW.encode() not in kept
    await line.relay.start()


async def test_a7_what_one_editor_signed_alone_is_never_served(line: World, studio: Editors, mia: Person) -> None:
    """Asked for, signed once, signed twice by the same: the relay brings nothing into force, and the bot asks in vain."""
    await at_the_menu(mia)
    await studio.writes(ASKS, NEW)
    payload = await studio.asks_to_publish()
    await studio.signs("Ann", payload)
    await studio.signs("Ann", payload)
    await line.line.published.look()
    mia.tap("Who are you?")
    await mia.sees("is run by")
    mia.tap("Menu")
    await line.quiet()

    assert "What would help right now?" in mia.screen()[-1].text
    assert line.line.published.believed is None


async def test_one_editor_hides_a_service_or_leaves_the_floor_and_nobody_who_talks_is_dropped(
    line: World, studio: Editors, mia: Person
) -> None:
    """Each by one signature; two lead back to the words of before, and what was hidden stays hidden."""
    shown = line.line.library.current.directory.shown
    await at_the_menu(mia)
    await studio.bot_serves(await studio.publish(ASKS, NEW))
    hidden = await studio.asks("Cleo", "/hide", service="o211", why="They answered with a threat.")
    assert await studio.signs("Cleo", hidden) == 2
    await studio.bot_serves(2)
    without = line.line.library.current.directory.shown
    floor = await studio.asks("Ben", "/floor", why="Somebody else wrote this.")
    await studio.signs("Ben", floor)
    await studio.bot_serves(3)
    mia.tap("Who are you?")
    at_the_floor = await mia.sees("1-888-310-1122")
    back = await studio.asks("Ann", "/rollback", n=1, why="It was fine.")
    await studio.signs("Ann", back)
    await studio.signs("Ben", back)
    await studio.bot_serves(4)
    mia.start()
    await mia.sees("Is it okay to read")
    mia.tap("Yes")
    await mia.sees("What can we do for you?")

    assert shown - without == {"o211"}
    assert "What" not in at_the_floor.text
    assert "o211" not in line.line.library.current.directory.shown


async def test_the_account_says_what_the_edition_says_of_it(line: World, studio: Editors) -> None:
    """Whoever changes what stands on the account in the studio changes it on the phone."""
    await studio.writes(line.line.library.current.phrase("en", "account.short"), "Hi there.", "phrases/en.yaml")
    payload = await studio.asks_to_publish()
    await studio.signs("Ann", payload)
    await studio.signs("Cleo", payload)
    await studio.bot_serves(1)
    account = line.tg.account

    await until(lambda: account.short_descriptions.get("") == "Hi there.", 20)


async def test_an_editor_is_told_how_many_stand_where_in_bands(line: World, studio: Editors) -> None:
    """Counted from what rests sealed, at most once an hour; fewer than ten are nobody, and no chat is named."""
    chats, relay = line.line.chats, line.line.relay
    ann = studio.people["Ann"].relay

    async def told_at() -> int:
        async with line.line.database.reading() as connection:
            return int(await queries.fact(connection, "standing") or b"0")

    async def was_told() -> bool:
        there = (await ann.call("GET", "/api/studio/where"))["at"] is not None
        return there and await told_at() > 0  # the relay has it a moment before the bot has noted that

    await until(was_told, 20)  # as soon as the line is up, when nobody stands anywhere
    for number in range(23):
        async with chats.hold(chats.mac(9_000 + number), 9_000 + number) as held:
            assert held is not None
            held.chat.flow = {"step": "menu" if number < 13 else "who_1", "ended": number > 20}
    now = await told_at()
    before = await ann.call("GET", "/api/studio/where")
    await line.line.standing.tell(relay, now)
    within = await ann.call("GET", "/api/studio/where")
    await line.line.standing.tell(relay, now + 3_600_000)
    told = await ann.call("GET", "/api/studio/where")
    async with line.line.database.reading() as connection:
        kept = await queries.fact(connection, "standing")

    assert before["steps"] == {}
    assert within == before
    assert told["steps"] == {"menu": 10}
    assert kept is not None and int(kept) == now + 3_600_000
