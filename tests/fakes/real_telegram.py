"""What `make run` makes and keeps for a bot on the real Telegram: a host secret, and the root of the line on this computer.

The relay is this computer's own, so the first root that it shows is believed, once, as practice mode does
(docs/decisions/0005-practice-trust.md). It is written down, and from then on nothing else is. Practice mode itself stays off.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from bot.settings.values import data_folder, kept_secret
from tests.fakes.line import Line

ROOT = "bot-root"


def asked_for(given: Mapping[str, str]) -> bool:
    """Say whether these settings name a bot of the real Telegram."""
    return bool(given.get("BOT_TELEGRAM_TOKEN") or given.get("BOT_TELEGRAM_TOKEN_FILE"))


def completed(given: Mapping[str, str], folder: Path) -> dict[str, str]:
    """Return the settings with what a bot outside practice mode needs; raise WrongSetting where it cannot be kept."""
    home = data_folder(given.get("BOT_DATA_DIR") or str(folder)).resolve()
    settings = {**given, "BOT_DATA_DIR": str(home)}
    if not given.get("BOT_HOST_SECRET") and not given.get("BOT_HOST_SECRET_FILE"):
        settings["BOT_HOST_SECRET_FILE"] = str(kept_secret(home))
    if not given.get("BOT_ROOT") and (home / ROOT).exists():
        settings["BOT_ROOT"] = (home / ROOT).read_text(encoding="utf-8").strip()
    return settings


def learn_root(line: Line) -> bool:
    """Write down the root of a line that was just made and start the bot anew with it; say whether that is done."""
    if line.environment.get("BOT_ROOT"):
        return True
    root = line.root()
    if root is None:
        return False
    (Path(line.environment["BOT_DATA_DIR"]) / ROOT).write_text(root + "\n", encoding="utf-8")
    line.environment["BOT_ROOT"] = root
    line.bot.stop()
    line.bot.start()
    return True
