"""What `make run` does for a bot on the real Telegram, and for an editor who changes a file while it runs."""

from __future__ import annotations

import asyncio
import re
import shutil
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path

import httpx
import pytest

from bot.app.line import wall
from bot.sealing.keys import safety_number, unb64u
from tests.bot.stories import asks_for, claims
from tests.bot.worker import Founder, Worker
from tests.fakes.servers import until
from tests.fakes.telegram.person import Person
from tests.fakes.telegram.practice import Practice
from tests.fakes.terminal import Terminal

PATIENCE = 20
HERE = Path(__file__).parents[2]
Opens = Callable[[], Terminal]


@pytest.fixture
async def opens(tg: Practice, tmp_path: Path) -> AsyncIterator[Opens]:
    """Terminals of somebody who has put a bot's token into a file and set nothing else; "Telegram" is the practice one."""
    token = tmp_path / "token"
    token.write_text(tg.token)
    opened: list[Terminal] = []

    def one() -> Terminal:
        settings = {"BOT_TELEGRAM_TOKEN_FILE": str(token), "BOT_TELEGRAM_API": tg.base}
        opened.append(Terminal(tmp_path / "var", settings))
        return opened[-1]

    yield one
    for terminal in opened:
        await asyncio.to_thread(terminal.close)


async def makes_the_line(terminal: Terminal) -> Founder:
    """Follow the set-up link."""
    link = (await asyncio.to_thread(terminal.reads, "Make the line")).split()[-1]
    founder = Founder(terminal.origin, wall)
    await founder.make_line(link.partition("#")[2])
    return founder


async def lets_the_bot_in(terminal: Terminal, founder: Founder) -> str:
    """Approve the bot, after the digits that the terminal shows are those of the desk."""
    shown = await asyncio.to_thread(terminal.reads, "The digits of the bot")
    await founder.seat.sign_in(founder.admin)

    async def asked() -> bool:
        return bool((await founder.seat.relay.call("GET", "/api/enrolments"))["items"])

    await until(asked, PATIENCE)
    (bot,) = (await founder.seat.relay.call("GET", "/api/enrolments"))["items"]
    assert safety_number(founder.root.pub, unb64u(bot["ed_pub"])) in shown
    await founder.approve_bot()
    return shown


async def goes_on_call(founder: Founder) -> Worker:
    """Bring a worker on call, and wait until the bot has certified its own key too."""
    sam = Worker(founder, "Sam")
    await founder.admit(sam.device)
    await sam.on_call()

    async def both() -> bool:
        return len((await sam.relay.call("GET", "/api/certificates"))["items"]) == 2

    await until(both, PATIENCE)
    return sam


async def test_one_setting_puts_the_line_on_the_real_telegram(
    tg: Practice, opens: Opens, mia: Person, tmp_path: Path
) -> None:
    """The operator names the token's file and nothing else; a youth on Telegram is answered, also after a stop and a start."""
    terminal = opens()
    founder = await makes_the_line(terminal)
    shown = await lets_the_bot_in(terminal, founder)
    sam = await goes_on_call(founder)
    await asks_for(mia)
    conversation = await claims(sam, mia)
    await sam.text(conversation, "You reached Sam.")
    await mia.sees("You reached Sam.")
    secret = (tmp_path / "var" / "bot-host-secret").read_text()
    ended = await asyncio.to_thread(terminal.ends)

    again = opens()
    await asyncio.to_thread(again.reads, "your bot in Telegram")
    same = await asyncio.to_thread(again.reads, "The digits of the bot")
    await sam.leave()
    await founder.seat.leave()
    mia.send("/help")
    await mia.sees("1-888-310-1122", PATIENCE)

    assert ended == 0
    assert (tmp_path / "var" / "bot-host-secret").stat().st_mode & 0o777 == 0o600
    assert (tmp_path / "var" / "bot-host-secret").read_text() == secret
    assert same == shown
    said = "".join(terminal.printed + again.printed)
    assert "real Telegram: people can write to it now" in said
    assert not re.search("in practice mode|Nothing leaves", said)


async def test_a_token_that_telegram_does_not_know_ends_it_in_one_sentence(
    tg: Practice, opens: Opens, tmp_path: Path
) -> None:
    """A typing error in the token's file is not hidden in a log."""
    (tmp_path / "token").write_text("4242:mistyped")
    terminal = opens()
    code = await asyncio.to_thread(terminal.waits)

    assert code == 1
    assert "Telegram does not know this token. Check BOT_TELEGRAM_TOKEN." in terminal.printed[-1]
    assert "4242" not in "".join(terminal.printed)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A copy of the project whose content an editor may spoil."""
    home = tmp_path / "project"
    shutil.copytree(HERE / "content", home / "content", ignore=shutil.ignore_patterns("__pycache__"))
    for room in ("api", "bot", "tests"):
        (home / room).symlink_to(HERE / room)
    return home


@pytest.fixture
def terminal(project: Path, tmp_path: Path) -> Iterator[Terminal]:
    """The line in practice mode, on that copy."""
    opened = Terminal(tmp_path / "var", project=project)
    opened.reads("Be a youth")
    yield opened
    opened.close()


async def comes_to_the_door(phone: httpx.AsyncClient) -> str:
    """Press Start, and return what the bot answers."""
    (await phone.post("/phone/1/do", json={"do": "start"})).raise_for_status()
    answers: list[str] = []

    async def answered() -> bool:
        bubbles = (await phone.get("/phone/1")).json()["bubbles"]
        newest = max(one["id"] for one in bubbles if one["mine"])
        answers[:] = [one["text"] for one in bubbles if one["id"] > newest]
        return bool(answers)

    await until(answered, PATIENCE)
    return answers[-1]


async def test_an_edit_shows_on_the_phone_and_a_broken_one_is_named_in_the_terminal(
    terminal: Terminal, project: Path
) -> None:
    """New words are there at a tap; a broken file changes nothing for youth, and the editor reads where it is broken."""
    file = project / "content" / "flows" / "main.yaml"
    shipped = file.read_text("utf-8")
    edited = shipped.replace("Is it okay to read this right now?", "Is now a good time to read?")
    broken = edited.replace("a good time", "a bad time").replace("go: not_now}", "go: nowhere}")
    async with httpx.AsyncClient(base_url=f"http://localhost:{terminal.ports['PHONE_BIND']}") as phone:

        async def reads_the_new_words() -> bool:
            return "Is now a good time to read?" in await comes_to_the_door(phone)

        file.write_text(edited, "utf-8")
        await until(reads_the_new_words, PATIENCE)
        file.write_text(broken, "utf-8")
        said = await asyncio.to_thread(terminal.reads, "The content was not taken over")
        assert await reads_the_new_words()
        file.write_text(edited, "utf-8")
        await asyncio.to_thread(terminal.reads, "The content is served as it was edited.")
        assert await reads_the_new_words()

    line = next(at for at, one in enumerate(broken.splitlines(), 1) if "go: nowhere}" in one)
    assert f'flows/main.yaml:{line}: S02 E: "hello" leads to "nowhere"' in said and "Fix:" in said
