"""The practice phone in a real Chromium: what a person can read, press and type on it."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from itertools import pairwise

import pytest
import pytest_asyncio
from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.types import CopyTextButton, InlineKeyboardButton, InlineKeyboardMarkup, MessageEntity
from playwright.async_api import Browser, Page, async_playwright, expect

from .chromium import AXE, CHROMIUM, COLOURS, FLAGS
from .telegram.practice import Practice, practice_telegram

# One Chromium for all of them: it, and all that it is shown, lives in one loop.
pytestmark = pytest.mark.asyncio(loop_scope="module")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
WIDE, SLIM = (1280, 860), (360, 740)


@pytest_asyncio.fixture(loop_scope="module")
async def tg() -> AsyncIterator[Practice]:
    """A practice Telegram of its own for each test."""
    async with practice_telegram(webhook_seconds=1) as practice:
        yield practice


@pytest_asyncio.fixture(loop_scope="module")
async def bot(tg: Practice) -> AsyncIterator[Bot]:
    """A real bot that speaks to it."""
    async with Bot(tg.token, session=AiohttpSession(api=TelegramAPIServer.from_base(tg.base))) as one:
        yield one


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def browser() -> AsyncIterator[Browser]:
    """A real Chromium."""
    async with async_playwright() as playwright:
        chromium = await playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield chromium
        await chromium.close()


@pytest_asyncio.fixture(loop_scope="module")
async def page(browser: Browser, tg: Practice) -> AsyncIterator[Page]:
    """Phone 1 on a wide screen, which must not complain about anything."""
    complaints: list[str] = []
    one = await opened(browser, tg, WIDE, complaints)
    yield one
    await one.context.close()
    assert complaints == []


async def opened(
    browser: Browser, tg: Practice, size: tuple[int, int], complaints: list[str], dark: bool = False
) -> Page:
    """Open phone 1, and keep what the page complains about."""
    view = {"width": size[0], "height": size[1]}
    scheme = "dark" if dark else "light"
    # Without movement, so that nothing is measured half faded in.
    context = await browser.new_context(viewport=view, color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]
    page = await context.new_page()
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    await page.goto(f"{tg.base}/?phone=1")
    await expect(page.get_by_role("button", name="Start", exact=True)).to_be_visible()
    return page


async def faults(page: Page, dark: bool) -> list[str]:
    """Return what axe finds wrong with the page as it is now; in the dark only colours can differ, and only they are looked at."""
    if not await page.evaluate("'axe' in globalThis"):
        await page.evaluate(AXE.read_text())
    found = await page.evaluate("rules => axe.run(rules)", COLOURS if dark else {"runOnly": RULES})
    return [f"{one['id']}: {one['nodes'][0]['html'][:120]}" for one in found["violations"]]


def keys(*rows: list[InlineKeyboardButton]) -> InlineKeyboardMarkup:
    """An inline keyboard."""
    return InlineKeyboardMarkup(inline_keyboard=list(rows))


def key(label: str) -> InlineKeyboardButton:
    """A button that tells the bot."""
    return InlineKeyboardButton(text=label, callback_data=label)


async def test_a_first_visit_shows_the_description_and_a_start_button(tg: Practice, bot: Bot, page: Page) -> None:
    """As on Telegram: what the bot says of itself, one button, and no place to write yet."""
    await bot.set_my_description("A quiet place to ask things.")
    await expect(page.get_by_text("A quiet place to ask things.")).to_be_visible()
    await expect(page.get_by_text("Nothing leaves this computer.")).to_be_visible()
    await expect(page.get_by_role("textbox", name="Message")).to_have_count(0)
    await page.get_by_role("button", name="Start", exact=True).click()
    await expect(page.get_by_role("log", name="Messages")).to_contain_text("/start")

    assert [update.message.text for update in await bot.get_updates()] == ["/start"]


async def test_a_youth_talks_with_the_bot_on_the_page(tg: Practice, bot: Bot, page: Page) -> None:
    """Write, tap, see the message change in place, edit one's own words, and see a message go."""
    mia = tg.phone(1)
    await page.get_by_role("button", name="Start", exact=True).click()
    await mia.until(lambda: mia.started, "Start")
    sent = await bot.send_message(mia.id, "What would help?", reply_markup=keys([key("Talk"), key("Numbers")]))
    await page.get_by_role("button", name="Talk", exact=True).click()
    tap = (await bot.get_updates())[-1].callback_query
    await bot.answer_callback_query(tap.id, text="One moment")
    await bot.edit_message_text("You are in line.", chat_id=mia.id, message_id=sent.message_id)
    chat = page.get_by_role("log", name="Messages")
    await expect(chat).to_contain_text("You are in line.")
    await expect(page.get_by_role("button", name="Talk", exact=True)).to_have_count(0)
    await expect(page.get_by_text("One moment")).to_be_visible()
    await page.get_by_role("textbox", name="Message").fill("i need hlp")
    await page.keyboard.press("Enter")
    await page.get_by_role("button", name="Message options: i need hlp").click()
    await page.get_by_role("menuitem", name="Edit").click()
    await page.get_by_role("textbox", name="Message").fill("i need help")
    await page.get_by_role("button", name="Send", exact=True).click()
    await expect(chat).to_contain_text("i need help")
    await expect(chat).not_to_contain_text("hlp")
    edited = (await bot.get_updates())[-1].edited_message
    await bot.delete_messages(mia.id, [bubble.id for bubble in mia.screen()])
    await expect(chat).to_contain_text("No messages here yet.")

    assert edited.text == "i need help"


async def test_the_lock_screen_shows_what_anybody_could_read(tg: Practice, bot: Bot, page: Page) -> None:
    """Sender, first words and sound; reading clears it, and a phone beside it shows a count."""
    await bot.set_my_name("Line 9")
    mia = tg.phone(1)
    mia.start()
    await bot.send_message(mia.id, "Something new.", disable_notification=True)
    lock = page.get_by_role("log", name="Notifications")
    await expect(lock).to_contain_text("Line 9")
    await expect(lock).to_contain_text("Something new.")
    await expect(lock).to_contain_text("Arrived without a sound")
    tg.phone(2).start()
    await bot.send_message(tg.phone(2).id, "For the other phone.")
    await expect(page.get_by_role("navigation", name="Phones")).to_contain_text("1 unread")
    await page.get_by_role("button", name="Read and clear").click()
    await expect(lock).to_contain_text("Nothing on the lock screen")


async def test_everything_that_can_be_sent_can_be_sent_from_the_page(tg: Practice, bot: Bot, page: Page) -> None:
    """Photo, voice, sticker, place and the rest, each by one choice; the typed words become the caption."""
    mia = tg.phone(1)
    mia.start()
    await page.get_by_role("textbox", name="Message").fill("look")
    choices = ["Photo", "Three photos", "Video", "Voice message", "Video message", "GIF", "File"]
    for choice in [*choices, "My location", "My telephone number", "Sticker 😢"]:
        await page.get_by_role("button", name="Send something else").click()
        await page.get_by_role("menuitem", name=choice, exact=True).click()
        await expect(page.get_by_role("menu")).to_have_count(0)
    await mia.until(lambda: mia.screen()[-1].kind == "sticker", "the sticker")

    assert [bubble.kind for bubble in mia.screen()][1:] == [
        *("photo", "photo", "photo", "photo", "video", "voice", "video_note", "gif", "document"),
        *("location", "contact", "sticker"),
    ]
    assert mia.screen()[1].text == "look"


async def test_a_youth_blocks_and_comes_back_on_the_page(tg: Practice, bot: Bot, page: Page) -> None:
    """Blocking takes the place to write away; Restart unblocks and sends /start."""
    mia = tg.phone(1)
    mia.start()
    await page.get_by_role("button", name="More", exact=True).click()
    await page.get_by_role("menuitem", name="Block the bot").click()
    await expect(page.get_by_role("textbox", name="Message")).to_have_count(0)
    blocked = mia.blocked
    await page.get_by_role("button", name="Restart").click()
    await expect(page.get_by_role("textbox", name="Message")).to_be_visible()

    assert (blocked, mia.blocked) == (True, False)
    assert [update.event_type for update in await bot.get_updates()] == [
        *("message", "my_chat_member", "my_chat_member", "message")
    ]


async def test_the_page_works_by_keyboard_alone(tg: Practice, bot: Bot, page: Page) -> None:
    """Start, write, reach a button, open a menu, leave it again: no mouse."""
    mia = tg.phone(1)
    await page.get_by_role("button", name="Start", exact=True).focus()
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("textbox", name="Message")).to_be_focused()
    await page.keyboard.type("hello")
    await page.keyboard.press("Enter")
    await mia.until(lambda: mia.screen()[-1].text == "hello", "hello")
    await bot.send_message(mia.id, "Hi.", reply_markup=keys([key("Numbers")]))
    await page.get_by_role("button", name="Numbers").focus()
    await page.keyboard.press("Enter")
    await mia.until(lambda: mia.taps, "the tap")
    opener = page.get_by_role("button", name="More", exact=True)
    await opener.focus()
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("menuitem").first).to_be_focused()
    await page.keyboard.press("ArrowUp")
    await expect(page.get_by_role("menuitem", name="Block the bot")).to_be_focused()
    await page.keyboard.press("Escape")
    await expect(opener).to_be_focused()


async def test_marked_words_look_as_they_are_meant(tg: Practice, bot: Bot, page: Page) -> None:
    """Bold, a covered spoiler, a number to call, and never a tag out of a youth's own words."""
    mia = tg.phone(1)
    mia.start()
    mia.send("<b>not bold</b> <script>alert(1)</script>")
    text = "😊 Call now: 1-800-668-6868. The word is tulip."
    await bot.send_message(
        mia.id,
        text,
        entities=[MessageEntity(type="bold", offset=3, length=8), MessageEntity(type="spoiler", offset=42, length=5)],
    )
    chat = page.get_by_role("log", name="Messages")
    await expect(chat.get_by_text("<b>not bold</b> <script>alert(1)</script>")).to_be_visible()
    await expect(chat.locator("strong")).to_have_text("Call now")
    await chat.get_by_role("button", name="1-800-668-6868", exact=True).click()
    await expect(page.get_by_text("A real phone would now call 1-800-668-6868.")).to_be_visible()
    await chat.get_by_role("button", name="Hidden words").click()
    await expect(chat.locator("article").last).to_contain_text("tulip")


async def test_the_page_finds_its_way_back_after_a_broken_line(browser: Browser, bot: Bot) -> None:
    """The practice Telegram is stopped and started again: the page says so, and goes on by itself."""
    complaints: list[str] = []
    async with practice_telegram() as first:
        port = int(first.base.rpartition(":")[2])
        page = await opened(browser, first, SLIM, complaints)
    await expect(page.get_by_text("The line is broken.")).to_be_visible()
    async with practice_telegram(port=port) as second:
        await expect(page.get_by_text("The line is broken.")).to_have_count(0, timeout=15_000)
        second.phone(1).start()
        await expect(page.get_by_role("log", name="Messages")).to_contain_text("/start")
        await page.close()


async def test_on_a_slim_screen_the_numbers_of_nine_phones_keep_to_their_row(
    tg: Practice, bot: Bot, browser: Browser
) -> None:
    """Each with something unread: none is cut off, and the row ends where the page's words do."""
    page = await opened(browser, tg, SLIM, [])
    for number in range(1, 10):
        one = tg.phone(number)
        one.start()
        await bot.send_message(one.id, "Hello")
    numbers = page.locator(".phones a")
    await expect(numbers).to_have_count(9)
    await expect(page.locator(".phones .count")).to_have_count(8)
    row, chat = [await page.locator(one).bounding_box() for one in (".phones", ".views")]
    assert row is not None and chat is not None
    boxes = [await one.bounding_box() for one in await numbers.all()]
    edges = [(one["x"], one["x"] + one["width"]) for one in boxes if one]

    assert row["x"] + row["width"] <= chat["x"] + chat["width"]
    assert edges[-1][1] <= row["x"] + row["width"]
    assert all(one[1] <= after[0] for one, after in pairwise(edges))
    assert await page.locator(".phones").evaluate("(row) => row.scrollWidth <= row.clientWidth")
    await page.context.close()


@pytest.mark.parametrize("dark", [False, True], ids=["by day", "by night"])
@pytest.mark.parametrize("size", [WIDE, SLIM], ids=["wide", "slim"])
async def test_the_phone_is_for_everybody(
    tg: Practice, bot: Bot, browser: Browser, size: tuple[int, int], dark: bool
) -> None:
    """axe finds nothing against WCAG 2.2 AA on any screen of the phone, and nothing sticks out sideways."""
    complaints: list[str] = []
    page = await opened(browser, tg, size, complaints, dark)
    mia = tg.phone(1)
    found = await faults(page, dark)
    mia.start()
    mia.send("hello /help")
    mia.voice()
    mia.photo("look")
    mia.sticker("😢")
    copy = InlineKeyboardButton(text="Copy 1-800-668-6868", copy_text=CopyTextButton(text="1-800-668-6868"))
    site = InlineKeyboardButton(text="Website", url="https://kidshelpphone.ca")
    await bot.send_message(mia.id, "Numbers. " * 30, reply_markup=keys([key("Talk")], [copy, site]))
    await bot.send_message(mia.id, "x" * 300, disable_notification=True)
    await expect(page.get_by_role("button", name="Talk")).to_be_visible()
    found += await faults(page, dark)
    wide = await page.evaluate("document.documentElement.scrollWidth - innerWidth")
    await page.get_by_role("button", name="Send something else").click()
    found += await faults(page, dark)
    await page.keyboard.press("Escape")
    if size == SLIM:
        await page.get_by_role("button", name=re.compile("^Lock screen")).click()
        found += await faults(page, dark)
        await page.get_by_role("button", name="Chat", exact=True).click()
    mia.block()
    await expect(page.get_by_role("button", name="Restart")).to_be_visible()
    found += await faults(page, dark)

    await page.context.close()
    assert found == []
    assert wide <= 0
    assert complaints == []
