"""What `make run` makes and keeps for a bot on the real Telegram: a host secret, and the root of the line on this computer.

The relay is this computer's own, so the first root that it shows is believed, once, as practice mode does
(docs/decisions/0005-practice-trust.md). It is written down, and from then on nothing else is. Practice mode itself stays off.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from bot.settings.values import TABLE, data_folder, kept_secret, value_of
from tests.fakes.line import Line, is_given

ROOT = "bot-root"
(FOLDER,) = (setting for setting in TABLE if setting.name == "BOT_DATA_DIR")


def asked_for(given: Mapping[str, str]) -> bool:
    """Say whether these settings name a bot of the real Telegram."""
    return is_given("BOT_TELEGRAM_TOKEN", given)


def completed(given: Mapping[str, str], folder: Path) -> dict[str, str]:
    """Return the settings with what a bot outside practice mode needs; raise WrongSetting where it cannot be kept."""
    settings = dict(given)
    if not is_given("BOT_DATA_DIR", given):
        settings["BOT_DATA_DIR"] = str(folder.resolve())
    home = data_folder(value_of(settings, FOLDER)).resolve()
    if not is_given("BOT_HOST_SECRET", given):
        settings["BOT_HOST_SECRET_FILE"] = str(kept_secret(home))
    if not is_given("BOT_ROOT", given) and (home / ROOT).exists():
        settings["BOT_ROOT_FILE"] = str(home / ROOT)
    return settings


def learn_root(line: Line) -> bool:
    """Write down the root of a line that was just made and start the bot anew with it; say whether that is done."""
    if is_given("BOT_ROOT", line.environment):
        return True
    root = line.root()
    if root is None:
        return False
    kept = line.digits.with_name(ROOT)
    kept.write_text(root + "\n", encoding="utf-8")
    line.environment["BOT_ROOT_FILE"] = str(kept)
    line.bot.stop()
    line.bot.start()
    return True
