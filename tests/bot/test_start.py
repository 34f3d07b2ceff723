"""How the bot starts, or says in one sentence why it does not."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from aiogram.types import User

from bot.app.serve import MUST_BE_OFF, CannotServe, check
from bot.settings.values import TABLE, Settings, WrongSetting

TOKEN = "4242:practice"
SECRET = "A" * 43

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


def read(folder: Path, **more: str) -> Settings:
    """Read settings that are right, but for what is given."""
    right = {"BOT_TELEGRAM_TOKEN": TOKEN, "BOT_HOST_SECRET": SECRET, "BOT_DATA_DIR": str(folder)}
    return Settings.read({name: value for name, value in {**right, **more}.items() if value})


@pytest.mark.parametrize(
    "wrong",
    [
        {"BOT_TELEGRAM_TOKEN": ""},
        {"BOT_TELEGRAM_TOKEN": "not a token"},
        {"BOT_HOST_SECRET": ""},
        {"BOT_HOST_SECRET": "short"},
        {"BOT_ROOT": "!" * 43},
        {"BOT_RELAY_URL": "relay:8000"},
        {"BOT_BIND": "8020"},
        {"BOT_METRICS_BIND": "somewhere"},
        {"BOT_DATABASE_URL": "mysql://x"},
        {"BOT_PRACTICE": "yes"},
        {"BOT_PRACTICE_SPEED": "60"},
        {"BOT_WEBHOOK_URL": "http://bot.example/hook/a-long-random-word", "BOT_WEBHOOK_SECRET": "s" * 20},
        {"BOT_WEBHOOK_URL": "https://bot.example/hook/a-long-random-word"},
        {"BOT_WEBHOOK_URL": "https://bot.example/", "BOT_WEBHOOK_SECRET": "s" * 20},
        {"BOT_WEBHOOK_SECRET": "sécret-of-twenty-let", "BOT_WEBHOOK_URL": "https://bot.example/hook/long-random"},
        {"BOT_HOST_SECRET_FILE": "/nowhere/at/all", "BOT_HOST_SECRET": ""},
        {"BOT_HOST_SECRET_FILE": "/nowhere/at/all"},
        {"BOT_RELAY_URI": "http://localhost:8000"},
    ],
    ids=lambda wrong: "-".join(wrong),
)
def test_a_wrong_setting_stops_the_start_with_a_sentence_that_names_it(tmp_path: Path, wrong: dict[str, str]) -> None:
    """The operator learns which setting, and what to do; its value is not repeated where it may be a secret."""
    with pytest.raises(WrongSetting) as told:
        read(tmp_path, **wrong)

    assert next(iter(wrong)).removesuffix("_FILE") in str(told.value)
    assert str(told.value).endswith("The bot did not start.")
    assert "not a token" not in str(told.value)


def test_a_secret_may_come_from_a_file(tmp_path: Path) -> None:
    """A container hands secrets over as files."""
    (tmp_path / "token").write_text(f"{TOKEN}\n")
    settings = read(tmp_path, BOT_TELEGRAM_TOKEN="", BOT_TELEGRAM_TOKEN_FILE=str(tmp_path / "token"))

    assert settings.token == TOKEN


def test_practice_mode_makes_its_own_host_secret_once(tmp_path: Path) -> None:
    """A second start reads what the first one wrote, and nobody else may read it."""
    first = read(tmp_path, BOT_HOST_SECRET="", BOT_PRACTICE="1")
    second = read(tmp_path, BOT_HOST_SECRET="", BOT_PRACTICE="1")

    assert first.host_secret == second.host_secret
    assert (tmp_path / "bot-host-secret").stat().st_mode & 0o077 == 0


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
