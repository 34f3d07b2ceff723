"""How the bot starts, or says in one sentence why it does not."""

from __future__ import annotations

import asyncio
import base64
import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from aiogram.types import User

from bot.app.account import dress
from bot.app.serve import MUST_BE_OFF, CannotServe, check
from bot.settings.values import TABLE
from tests.bot.world import World
from tests.fakes.line import free_port
from tests.fakes.telegram.practice import Practice

EVERY_MODEL = """
import inspect
from bot.settings.lean import bring_in_aiogram
bring_in_aiogram()
import aiogram.methods, aiogram.types
bases = (aiogram.types.TelegramObject, aiogram.methods.TelegramMethod)
models = [getattr(room, name) for room in (aiogram.types, aiogram.methods) for name in room.__all__]
models = [model for model in models if inspect.isclass(model) and issubclass(model, bases)]
late = [model for model in models if not model.__pydantic_complete__]
for model in late:
    model.model_rebuild()
print(len(late) > 300, all(model.__pydantic_complete__ for model in models))
"""


def start(folder: Path, port: int, **more: str) -> subprocess.CompletedProcess[str]:
    """Start a bot in practice mode on this port, and wait until it ends by itself."""
    settings = {
        "BOT_PRACTICE": "1",
        "BOT_TELEGRAM_TOKEN": "4242:practice",
        "BOT_DATA_DIR": str(folder),
        "BOT_BIND": f"127.0.0.1:{port}",
        **more,
    }
    others = {name: value for name, value in os.environ.items() if not name.startswith("BOT_")}
    return subprocess.run(
        [sys.executable, "-m", "bot", "serve"],
        env={**others, **settings},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_a_taken_port_is_said_in_one_sentence(tmp_path: Path) -> None:
    """The operator learns which setting to change; nothing is left running."""
    with socket.create_server(("127.0.0.1", 0)) as other:
        done = start(tmp_path, other.getsockname()[1])

    assert done.returncode == 1
    assert done.stderr.strip().startswith("BOT_BIND names 127.0.0.1:")
    assert done.stderr.strip().endswith("The bot did not start.")


@pytest.mark.parametrize("name", MUST_BE_OFF)
def test_a_bot_that_could_be_drawn_into_groups_does_not_serve(name: str) -> None:
    """Section 1: each power that would show a youth's words to others must be off."""
    me = User.model_construct(id=1, is_bot=True, first_name="x", **{name: True})
    with pytest.raises(CannotServe, match=name):
        check(me)


def test_each_command_says_what_it_does() -> None:
    """`--help` names every setting, also where none is set."""
    done = subprocess.run(
        [sys.executable, "-m", "bot", "--help"],
        env={name: value for name, value in os.environ.items() if not name.startswith("BOT_")},
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )

    assert [line.name for line in TABLE if line.name not in done.stdout] == []
    assert "enrol" in done.stdout


def test_every_model_of_telegrams_library_can_be_built_later() -> None:
    """P10: the bot builds the models it uses; all others could still be built when Telegram sends them."""
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", EVERY_MODEL], capture_output=True, text=True, timeout=120, check=True
    )

    assert done.stdout.split() == ["True", "True"]


async def test_the_empty_chat_speaks_the_language_of_the_phone(alone: World, tg: Practice) -> None:
    """Section 2: descriptions and commands are the content's words in each language; a phone in another reads the English."""
    edition = alone.line.library.current
    await dress(alone.line.bot, edition)

    for phone, lang in (("en", "en"), ("fr", "fr"), ("de", "en")):
        about, commands = tg.account.shown_description(phone), tg.account.shown_commands(phone)
        assert about == edition.phrase(lang, "account.about")
        assert tg.account.short_descriptions.get(phone, tg.account.short_descriptions[""]) == edition.phrase(
            lang, "account.short"
        )
        assert [one["command"] for one in commands] == ["start", "help", "stop", "erase"]
        assert [one["description"] for one in commands] == [
            edition.phrase(lang, f"command.{one['command']}") for one in commands
        ]
    assert tg.account.shown_description("fr") != tg.account.shown_description("en")


def test_a_taken_address_for_counts_is_said_before_anything_begins(tmp_path: Path) -> None:
    """The sentence names the setting; no database was made, and Telegram was not asked."""
    with socket.create_server(("127.0.0.1", 0)) as other:
        counts = f"127.0.0.1:{other.getsockname()[1]}"
        done = start(tmp_path, free_port(), BOT_METRICS_BIND=counts)

    assert done.returncode == 1
    assert done.stderr == (
        f"BOT_METRICS_BIND names {counts}, which cannot be used; another program may have it. The bot did not start.\n"
    )
    assert not (tmp_path / "bot.db").exists()


async def test_another_host_secret_stops_the_start_with_one_sentence(alone: World, tmp_path: Path) -> None:
    """What is sealed under the old one would open nowhere; the sentence holds neither of them."""
    await alone.stop_bot()
    other = base64.urlsafe_b64encode(os.urandom(32)).decode().rstrip("=")
    done = await asyncio.to_thread(start, alone.folder / "bot", free_port(), BOT_HOST_SECRET=other)
    await alone.start_bot()

    assert done.returncode == 1
    assert done.stderr.startswith("BOT_HOST_SECRET is not the one under which this database was sealed.")
    assert done.stderr.endswith("The bot did not start.\n") and done.stderr.count("\n") == 1
    assert other not in done.stderr


def test_what_breaks_in_a_thread_shows_no_word() -> None:
    """P4: a traceback of a thread's could hold what a youth wrote; its kind is all that is said."""
    broken = "import threading\ndef words(): raise ValueError('CANARY')\nthreading.Thread(target=words).start()"
    code = f"from bot.settings.quiet import be_quiet\nbe_quiet()\n{broken}"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True)

    assert done.stderr.strip().endswith("bot: a fault in a thread: ValueError")
    assert "CANARY" not in done.stderr
